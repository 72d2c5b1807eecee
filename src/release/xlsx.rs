//! A public table as an Office Open XML workbook: a sheet of data, a sheet of notes.
//!
//! Texts are text cells, never formulas, so nothing in them is run or reinterpreted when the file is
//! opened. Numbers are numbers. The only date is the edition's, so the bytes depend on the table and
//! its notes alone.

use std::io::Write;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::{Notes, Page, WriteError, write_error};
use crate::confidential::{PublicColumn, PublicTable, Values};

/// The name of the sheet that holds the table.
pub(super) const DATA_SHEET: &str = "Data";

/// The name of the sheet that holds the notes.
const NOTES_SHEET: &str = "Noter - Notes";

/// The rows that a sheet has beside its header.
const MAX_ROWS: usize = 1_048_575;

/// The columns that a sheet has.
const MAX_COLUMNS: usize = 16_384;

/// The UTF-16 units that a cell can hold.
const MAX_TEXT: usize = 32_767;

/// The greatest whole number up to which a workbook's numbers, which are floating-point, are exact.
const MAX_EXACT: u64 = 1 << 53;

/// Whether a workbook can hold the table without a change. If not, the table is published without
/// one, and its manifest lists no such file.
pub fn fits(table: &PublicTable) -> bool {
    table.row_count() <= MAX_ROWS
        && table.columns().len() <= MAX_COLUMNS
        && table.columns().iter().all(|column| match column.values() {
            Values::Text { dictionary, .. } => dictionary.iter().all(|text| text_fits(text)),
            Values::Integer(values) | Values::Decimal { values, .. } => {
                values.iter().flatten().all(|value| value.unsigned_abs() <= MAX_EXACT)
            }
        })
}

fn text_fits(text: &str) -> bool {
    let is_short = text.len() <= MAX_TEXT || text.encode_utf16().count() <= MAX_TEXT;
    // The library takes such a text for markup of its own and would not escape it.
    let is_markup = text.starts_with("<r>") && text.ends_with("</r>");
    // Not characters of XML 1.0.
    let is_xml = !text.contains(['\u{fffe}', '\u{ffff}']);
    is_short && !is_markup && is_xml
}

/// Writes a table that [`fits`].
///
/// # Errors
///
/// Fails if `out` does, or if the table breaks what [`WriteError`] names.
pub fn write<W: Write + Send>(table: &PublicTable, notes: &Notes, mut out: W) -> Result<W, WriteError> {
    write_error::check(table)?;
    let mut workbook = Workbook::new();
    let date = notes.date;
    let year = u16::try_from(date.year()).unwrap_or(0);
    let created = ExcelDateTime::from_ymd(year, date.month().unsigned_abs(), date.day().unsigned_abs())?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(&notes.title)
            .set_author(&notes.publisher)
            .set_comment(&notes.source)
            .set_creation_datetime(&created),
    );
    write_data(table, workbook.add_worksheet())?;
    write_notes(&notes.pages, workbook.add_worksheet())?;
    workbook.save_to_writer(&mut out)?;
    out.flush()?;
    Ok(out)
}

fn write_data(table: &PublicTable, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(DATA_SHEET)?;
    let header = Format::new().set_bold().set_background_color(Color::RGB(0x00E6_E6E6));
    for (index, column) in table.columns().iter().enumerate() {
        let at = sheet_column(index);
        sheet.write_string_with_format(0, at, column.name(), &header)?;
        sheet.set_column_width(at, width(column))?;
        write_column(column, at, sheet)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if !table.columns().is_empty() {
        sheet.autofilter(0, 0, sheet_row(table.row_count()), sheet_column(table.columns().len() - 1))?;
    }
    Ok(())
}

fn write_column(column: &PublicColumn, at: u16, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    match column.values() {
        Values::Text { dictionary, codes } => {
            for (row, code) in codes.iter().enumerate() {
                if let Some(code) = code {
                    sheet.write_string(sheet_row(row + 1), at, &dictionary[*code as usize])?;
                }
            }
        }
        Values::Integer(values) => write_numbers(values, 0, at, sheet)?,
        Values::Decimal { scale, values } => write_numbers(values, *scale, at, sheet)?,
    }
    Ok(())
}

fn write_numbers(values: &[Option<i64>], scale: u8, at: u16, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let places = "0".repeat(usize::from(scale));
    let picture = if scale == 0 { "0".to_owned() } else { format!("0.{places}") };
    let format = Format::new().set_num_format(picture);
    let unit = 10_f64.powi(i32::from(scale));
    for (row, value) in values.iter().enumerate() {
        if let Some(value) = value {
            sheet.write_number_with_format(sheet_row(row + 1), at, *value as f64 / unit, &format)?;
        }
    }
    Ok(())
}

fn write_notes(pages: &[Page], sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(NOTES_SHEET)?;
    let title = Format::new().set_bold().set_font_size(14);
    let warning = Format::new().set_bold().set_font_color(Color::RGB(0x00B0_0000)).set_text_wrap();
    let heading = Format::new().set_bold();
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_column_width(0, 28)?;
    sheet.set_column_width(1, 90)?;
    let mut row = 0;
    for page in pages {
        sheet.write_string_with_format(row, 0, &page.title, &title)?;
        row += 1;
        if let Some(said) = &page.warning {
            sheet.merge_range(row, 0, row, 1, said, &warning)?;
            sheet.set_row_height(row, 34)?;
            row += 1;
        }
        for section in &page.sections {
            row += 1;
            sheet.write_string_with_format(row, 0, &section.heading, &heading)?;
            row += 1;
            for entry in &section.entries {
                sheet.write_string_with_format(row, 0, &entry.term, &text)?;
                sheet.write_string_with_format(row, 1, &entry.text, &text)?;
                row += 1;
            }
        }
        row += 2;
    }
    Ok(())
}

/// A width at which most of a column can be read, in characters.
fn width(column: &PublicColumn) -> f64 {
    let longest = match column.values() {
        Values::Text { dictionary, .. } => dictionary.iter().map(|text| text.chars().count()).max(),
        Values::Integer(_) | Values::Decimal { .. } => None,
    };
    // The header needs room for the filter's button beside its text.
    let wanted = longest.unwrap_or(0).max(column.name().chars().count() + 4).clamp(8, 50);
    u32::try_from(wanted).map_or(50.0, f64::from)
}

fn sheet_row(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

fn sheet_column(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::confidential::ColumnRole::Plain;
    use crate::release::fixtures::{integers, texts};

    fn check(values: Values, expect: bool) {
        assert_eq!(fits(&PublicTable::for_tests("table", vec![("a", Plain, values)])), expect);
    }

    #[test]
    fn what_a_workbook_cannot_hold_does_not_fit() {
        check(texts(&[Some("=1+1")]), true);
        check(texts(&[Some(&"x".repeat(32_767))]), true);
        check(texts(&[Some(&"x".repeat(32_768))]), false);
        check(texts(&[Some("<r><t>x</t></r>")]), false);
        check(integers(&[Some(1 << 53), None]), true);
        check(integers(&[Some((1 << 53) + 1)]), false);
        check(integers(&vec![Some(1); MAX_ROWS]), true);
        check(integers(&vec![Some(1); MAX_ROWS + 1]), false);
    }
}
