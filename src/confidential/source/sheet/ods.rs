//! Rows of an OpenDocument workbook (OASIS ODF 1.3, part 3, section 9), one after the other.
//!
//! The format lets a cell or a row say that it is repeated a million times, so a sheet is never laid
//! out in memory: empty repetitions are skipped, and others count against the largest sheet there is.

use std::fs::File;
use std::io::{self, BufReader};
use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;

use super::{Cell, Damaged, Merge, Value, Visit, number};

/// The largest sheet that LibreOffice makes.
const MAX_ROWS: u32 = 1 << 20;
const MAX_COLUMNS: u32 = 1 << 14;

type Xml<'a> = Reader<BufReader<ZipFile<'a, BufReader<File>>>>;

fn content(archive: &mut ZipArchive<BufReader<File>>) -> Result<Xml<'_>, Damaged> {
    let part = archive.by_name("content.xml").map_err(|_| Damaged)?;
    let mut xml = Reader::from_reader(BufReader::new(part));
    xml.config_mut().expand_empty_elements = true;
    Ok(xml)
}

/// The names of all sheets.
pub(super) fn sheets(archive: &mut ZipArchive<BufReader<File>>) -> Result<Vec<String>, Damaged> {
    let (mut xml, mut buffer, mut names) = (content(archive)?, Vec::new(), Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| Damaged)? {
            Event::Start(element) if element.name().as_ref() == "table:table" => {
                names.push(attribute(&element, "table:name")?.unwrap_or_default());
            }
            Event::Eof => return Ok(names),
            _ => {}
        }
    }
}

/// Visits the rows of a sheet and notes its merged cells.
pub(super) fn rows(
    archive: &mut ZipArchive<BufReader<File>>,
    sheet: &str,
    visit: &mut Visit<'_>,
    merges: &mut Vec<Merge>,
) -> io::Result<()> {
    let (mut xml, mut buffer) = (content(archive)?, Vec::new());
    let (mut is_inside, mut row) = (false, 0_u32);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| Damaged)? {
            Event::Start(element) if element.name().as_ref() == "table:table" => {
                is_inside = attribute(&element, "table:name")?.as_deref() == Some(sheet);
            }
            Event::End(element) if element.name().as_ref() == "table:table" && is_inside => return Ok(()),
            Event::Start(element) if is_inside && element.name().as_ref() == "table:table-row" => {
                let repeated = repeated(&element, "table:number-rows-repeated")?;
                let cells = row_cells(&mut xml, row, merges)?;
                let end = row.saturating_add(repeated);
                while row < end && !cells.is_empty() {
                    if row >= MAX_ROWS {
                        return Err(Damaged.into());
                    }
                    let again: ControlFlow<()> = visit(row, &mut cells.clone())?;
                    if again.is_break() {
                        return Ok(());
                    }
                    row += 1;
                }
                row = end;
            }
            Event::Eof => return if is_inside { Err(Damaged.into()) } else { Ok(()) },
            _ => {}
        }
    }
}

/// The cells of the row whose element has just begun.
fn row_cells(xml: &mut Xml<'_>, row: u32, merges: &mut Vec<Merge>) -> Result<Vec<Cell>, Damaged> {
    let (mut buffer, mut cells, mut column) = (Vec::new(), Vec::new(), 0_u32);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| Damaged)? {
            Event::Start(element)
                if matches!(element.name().as_ref(), "table:table-cell" | "table:covered-table-cell") =>
            {
                let repeated = repeated(&element, "table:number-columns-repeated")?;
                let (columns, rows) = (
                    self::repeated(&element, "table:number-columns-spanned")?,
                    self::repeated(&element, "table:number-rows-spanned")?,
                );
                if columns > 1 || rows > 1 {
                    let last = |first: u32, count: u32| first.saturating_add(count - 1);
                    merges.push(Merge {
                        rows: (row, last(row, rows)),
                        columns: (column, last(column, columns)),
                    });
                }
                let is_covered = element.name().as_ref() == "table:covered-table-cell";
                let typed = typed(&element)?;
                let text = content_text(xml)?;
                let value = match typed {
                    Typed::Text if text.is_empty() => None,
                    Typed::Text => Some(Value::Text(text)),
                    Typed::Value(value) => Some(value),
                };
                let end = column.saturating_add(repeated);
                if let Some(value) = value.filter(|_| !is_covered) {
                    if end > MAX_COLUMNS {
                        return Err(Damaged);
                    }
                    cells.extend((column..end).map(|column| (column, value.clone())));
                }
                column = end;
            }
            Event::End(element) if element.name().as_ref() == "table:table-row" => return Ok(cells),
            Event::Eof => return Err(Damaged),
            _ => {}
        }
    }
}

/// What the attributes of a cell say of its value.
enum Typed {
    /// That it is what its paragraphs say.
    Text,
    Value(Value),
}

fn typed(element: &BytesStart<'_>) -> Result<Typed, Damaged> {
    let plain = |text: String| Typed::Value(Value::Plain(text));
    if attribute(element, "calcext:value-type")?.as_deref() == Some("error") {
        return Ok(Typed::Value(Value::Error));
    }
    Ok(match attribute(element, "office:value-type")?.as_deref() {
        Some("float" | "currency" | "percentage") => {
            let value = attribute(element, "office:value")?.and_then(|value| value.parse().ok());
            plain(number(value.ok_or(Damaged)?))
        }
        Some("date") => {
            let date = attribute(element, "office:date-value")?.ok_or(Damaged)?;
            plain(date.strip_suffix("T00:00:00").unwrap_or(&date).to_owned())
        }
        Some("time") => plain(attribute(element, "office:time-value")?.ok_or(Damaged)?),
        Some("boolean") => plain(attribute(element, "office:boolean-value")?.ok_or(Damaged)?),
        _ => match attribute(element, "office:string-value")? {
            Some(text) if !text.is_empty() => Typed::Value(Value::Text(text)),
            _ => Typed::Text,
        },
    })
}

/// The text of a cell, up to its end: paragraphs are lines, and a comment is not part of it.
fn content_text(xml: &mut Xml<'_>) -> Result<String, Damaged> {
    let (mut buffer, mut text) = (Vec::new(), String::new());
    let (mut comment, mut paragraphs) = (0_u32, 0_u32);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| Damaged)? {
            Event::Start(element) => match element.name().as_ref() {
                "office:annotation" => comment += 1,
                _ if comment > 0 => {}
                "text:p" => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                }
                "text:line-break" => text.push('\n'),
                "text:tab" => text.push('\t'),
                "text:s" => {
                    let count = repeated(&element, "text:c")?.min(MAX_COLUMNS);
                    text.extend(std::iter::repeat_n(' ', count as usize));
                }
                _ => {}
            },
            Event::Text(part) if comment == 0 && paragraphs > 0 => text.push_str(&part),
            Event::GeneralRef(name) if comment == 0 => match name.resolve_char_ref().map_err(|_| Damaged)? {
                Some(letter) => text.push(letter),
                None => text.push_str(resolve_predefined_entity(&name).ok_or(Damaged)?),
            },
            Event::End(element) => match element.name().as_ref() {
                "office:annotation" => comment = comment.saturating_sub(1),
                "table:table-cell" | "table:covered-table-cell" => return Ok(text),
                _ => {}
            },
            Event::Eof => return Err(Damaged),
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Damaged> {
    match element.try_get_attribute(name).map_err(|_| Damaged)? {
        Some(attribute) => Ok(Some(unescape(&attribute.value).map_err(|_| Damaged)?.into_owned())),
        None => Ok(None),
    }
}

/// How often something is there: once, if it does not say.
fn repeated(element: &BytesStart<'_>, name: &str) -> Result<u32, Damaged> {
    match attribute(element, name)? {
        Some(count) => count.parse().ok().filter(|count| *count > 0).ok_or(Damaged),
        None => Ok(1),
    }
}
