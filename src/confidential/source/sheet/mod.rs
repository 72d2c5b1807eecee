//! A sheet of a workbook: which sheet, which row has the names, and rows of cells below it.
//!
//! Places are those that the spreadsheet shows: the sheet's row numbers. A workbook is unpacked once to
//! be measured before anything in it is believed.

mod ods;
mod xlsx;

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;

use calamine::{Reader as _, Xlsx};
use zip::ZipArchive;

use super::cells::CellRules;
use super::header::{self, Header, tidy};
use super::refusal::refused;
use super::rows::{self, RowSink};
use super::text::{Teller, looks_like};
use super::written::Heading;
use super::{
    Batches, CELL_ERROR, Form, HEADER_MERGED, HEADER_TOO_WIDE, Inner, OpenSource, SHEET_UNKNOWN,
    SOURCE_DAMAGED, SOURCE_EMPTY, SOURCE_TOO_LARGE, Splitter,
};
use crate::catalog::{Described, RecordSchema, SourceKind};
use crate::report::{Finding, Place, Report};

/// The most that a workbook may unpack to. Excel's largest sheet with ten narrow columns fits.
const UNPACKED_BYTES: u64 = 512 << 20;

/// How many rows are searched for the names, to say which row has them.
const HEADER_SEARCH: u32 = 50;

/// The value of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    /// What someone typed.
    Text(String),
    /// A number, date or truth value in its one spelling.
    Plain(String),
    /// The error that a formula ended in.
    Error,
}

/// A cell that is not empty, with its column from 0.
type Cell = (u32, Value);

/// A row with its number from 0.
type Row = (u32, Vec<Cell>);

/// Cells that are shown as one: first row and column, last row and column, from 0.
#[derive(Clone, Copy, Debug)]
struct Merge {
    rows: (u32, u32),
    columns: (u32, u32),
}

/// Sees one row, with its number from 0, and says whether to go on.
type Visit<'a> = dyn FnMut(u32, &mut Vec<Cell>) -> io::Result<ControlFlow<()>> + 'a;

enum Workbook {
    Xlsx(Box<Xlsx<BufReader<File>>>),
    Ods(Box<ZipArchive<BufReader<File>>>),
}

impl Workbook {
    fn open(file: File, kind: SourceKind) -> Result<Workbook, Damaged> {
        let input = BufReader::new(file);
        Ok(match kind {
            SourceKind::Ods => Workbook::Ods(Box::new(ZipArchive::new(input).map_err(|_| Damaged)?)),
            _ => Workbook::Xlsx(Box::new(Xlsx::new(input).map_err(|_| Damaged)?)),
        })
    }

    fn sheets(&mut self) -> Result<Vec<String>, Damaged> {
        match self {
            Workbook::Xlsx(workbook) => Ok(workbook.sheet_names()),
            Workbook::Ods(archive) => ods::sheets(archive),
        }
    }

    /// Visits the rows of a sheet that have cells, in order.
    fn rows(&mut self, sheet: &str, visit: &mut Visit<'_>) -> io::Result<()> {
        match self {
            Workbook::Xlsx(workbook) => xlsx::rows(workbook, sheet, visit),
            Workbook::Ods(archive) => ods::rows(archive, sheet, visit, &mut Vec::new()),
        }
    }

    /// The first rows of a sheet, up to the row `last`, and all merged cells that begin there.
    fn top(&mut self, sheet: &str, last: u32) -> io::Result<(Vec<Row>, Vec<Merge>)> {
        let mut top = Vec::new();
        let mut visit = |row: u32, cells: &mut Vec<Cell>| {
            if row > last {
                return Ok(ControlFlow::Break(()));
            }
            top.push((row, std::mem::take(cells)));
            Ok(ControlFlow::Continue(()))
        };
        let merges = match self {
            Workbook::Xlsx(workbook) => {
                xlsx::rows(workbook, sheet, &mut visit)?;
                xlsx::merges(workbook, sheet)?
            }
            Workbook::Ods(archive) => {
                let mut merges = Vec::new();
                ods::rows(archive, sheet, &mut visit, &mut merges)?;
                merges
            }
        };
        Ok((top, merges))
    }
}

/// A workbook that does not hold together. What its parser says of it may quote its text.
#[derive(Debug)]
struct Damaged;

impl From<Damaged> for io::Error {
    fn from(_: Damaged) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, "the workbook does not hold together")
    }
}

/// Opens the sheet of a workbook that the dataset declares.
pub(super) fn open(
    file: File,
    dataset: Described<'_>,
    shown_as: &str,
    report: &mut Report,
) -> io::Result<Option<OpenSource>> {
    let source = dataset.source;
    let teller = Teller { shown_as, source };
    let mut head = Vec::new();
    (&file).take(4096).read_to_end(&mut head)?;
    match looks_like(&head) {
        Some((_, Some(kind))) if kind == source.kind.name() => {}
        Some((name, kind)) if kind.is_some() || !head.starts_with(b"PK") => {
            return Err(teller.other_kind(name, kind));
        }
        Some(_) => {}
        None => return Err(teller.other_kind("no workbook", None)),
    }
    measure(&file, shown_as)?;
    let mut workbook = Workbook::open(file, source.kind).map_err(|Damaged| damaged(shown_as))?;
    let sheets = workbook.sheets().map_err(|Damaged| damaged(shown_as))?;
    let sheet = chosen(&sheets, dataset, shown_as)?;
    // The name of a sheet is shown only where the configuration says it.
    let shown_as = match &source.sheet {
        Some(sheet) => format!("{shown_as}#{sheet}"),
        None => shown_as.to_owned(),
    };
    let header_row = source.header_row - 1;
    let (top, merges) =
        workbook.top(&sheet, header_row.max(HEADER_SEARCH)).map_err(|_| damaged(&shown_as))?;
    let place = Place::line(&shown_as, u64::from(source.header_row));
    let (first_column, mut names) = names_in(&top, &merges, header_row);
    let better_row = better_row(&top, &merges, header_row, dataset.schema);
    if names.is_empty() {
        let hint = match better_row {
            Some(row) => format!("row {row} has all the names; write header_row = {row} at {}", source.place),
            None => format!("`header_row` is {} at {}", source.header_row, source.place),
        };
        let message = "the row that should hold the names is empty";
        return Err(refused(Finding::error(SOURCE_EMPTY, place, message).hint(hint)));
    }
    refuse_merged(&merges, header_row, &place, better_row)?;
    if names.len() > super::batch::MAX_COLUMNS {
        return Err(refused(Finding::error(HEADER_TOO_WIDE, place, "there are more than 16384 columns")));
    }
    if source.trim_header {
        names.iter_mut().for_each(|name| *name = tidy(name));
    }
    let found = Header { names: &names, place, head: &[], better_row };
    let Some(positions) = header::positions(&found, dataset, report) else { return Ok(None) };
    let rules = CellRules::new(source, &dataset.schema.columns, &positions);
    let layout = Layout { header_row, first_column, width: names.len(), rules };
    let first_row = u64::from(header_row) + 2;
    let path = shown_as.clone();
    let rows = rows::spawn(&shown_as, names.len(), first_row, move |sink| {
        let outcome = workbook.rows(&sheet, &mut |row, cells| layout.push(row, cells, sink));
        outcome
            .map_err(|error| if error.kind() == io::ErrorKind::InvalidData { damaged(&path) } else { error })
    });
    let heading = Heading::of_names(&names);
    Ok(Some(OpenSource {
        batches: Batches(Inner::Rows(rows)),
        splitter: Splitter { form: Form::None, rules: CellRules::default() },
        positions,
        first_row,
        lines_before: first_row - 1,
        shown_as: Some(shown_as),
        heading,
    }))
}

fn damaged(shown_as: &str) -> io::Error {
    refused(
        Finding::error(
            SOURCE_DAMAGED,
            Place::file(shown_as),
            "the workbook is damaged, cut off or encrypted",
        )
        .hint("open it in a spreadsheet and save it anew, without a password"),
    )
}

/// Unpacks the whole workbook and forgets it, as sizes in an archive's directory may be made up.
fn measure(file: &File, shown_as: &str) -> io::Result<()> {
    let mut archive = ZipArchive::new(BufReader::new(file.try_clone()?)).map_err(|_| damaged(shown_as))?;
    let mut left = UNPACKED_BYTES;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| damaged(shown_as))?;
        left -= io::copy(&mut part.take(left), &mut io::sink()).map_err(|_| damaged(shown_as))?;
        if left == 0 {
            return Err(refused(
                Finding::error(
                    SOURCE_TOO_LARGE,
                    Place::file(shown_as),
                    "the workbook unpacks to more than 512 MiB",
                )
                .hint("save the sheet as CSV, which is read without a limit"),
            ));
        }
    }
    Ok(())
}

/// The declared sheet, or the only one.
fn chosen(sheets: &[String], dataset: Described<'_>, shown_as: &str) -> io::Result<String> {
    let source = dataset.source;
    let refuse = |message: String, hint: String| {
        refused(Finding::error(SHEET_UNKNOWN, Place::file(shown_as), message).hint(hint))
    };
    match (&source.sheet, sheets) {
        (Some(sheet), _) if sheets.contains(sheet) => Ok(sheet.clone()),
        (Some(sheet), _) => Err(refuse(
            format!("the workbook has no sheet `{sheet}`; it has {}", sheets.len()),
            format!("names must be the same to the letter; {} declares it", source.place),
        )),
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(refuse(
            format!("the workbook has {} sheets", sheets.len()),
            format!("write sheet = \"…\" at {} to say which", source.place),
        )),
    }
}

/// The names in a row and the column of the first. A name that is merged over several rows stands in
/// the topmost of them.
fn names_in(top: &[Row], merges: &[Merge], row: u32) -> (u32, Vec<String>) {
    let cell = |row: u32, column: u32| {
        let (_, cells) = top.iter().find(|(number, _)| *number == row)?;
        match cells.iter().find(|(at, _)| *at == column) {
            Some((_, Value::Text(text) | Value::Plain(text))) => Some(text.clone()),
            _ => None,
        }
    };
    let mut named: Vec<(u32, String)> = top
        .iter()
        .filter(|(number, _)| *number == row)
        .flat_map(|(_, cells)| cells)
        .filter_map(|(column, _)| Some((*column, cell(row, *column)?)))
        .collect();
    let above = merges.iter().filter(|merge| {
        merge.columns.0 == merge.columns.1
            && merge.rows.0 < row
            && (merge.rows.0..=merge.rows.1).contains(&row)
    });
    for merge in above {
        let column = merge.columns.0;
        if !named.iter().any(|(at, name)| *at == column && !name.is_empty()) {
            named.retain(|(at, _)| *at != column);
            named.extend(cell(merge.rows.0, column).map(|name| (column, name)));
        }
    }
    named.retain(|(_, name)| !name.is_empty());
    named.sort_unstable();
    let (Some((first, _)), Some((last, _))) = (named.first(), named.last()) else { return (0, Vec::new()) };
    let (first, last) = (*first, *last);
    let mut names = vec![String::new(); (last - first) as usize + 1];
    for (column, name) in named {
        names[(column - first) as usize] = name;
    }
    (first, names)
}

/// Another row near the top that has all the names, counted from 1.
fn better_row(top: &[Row], merges: &[Merge], header_row: u32, schema: &RecordSchema) -> Option<u32> {
    let has_all = |row: u32| {
        let (_, names) = names_in(top, merges, row);
        schema.columns.iter().all(|column| names.iter().any(|name| tidy(name) == tidy(&column.name)))
    };
    let rows = top.iter().map(|(row, _)| *row).chain(merges.iter().map(|merge| merge.rows.1));
    // Below the last row of a merged name, the cells of the first would be found again.
    let mut rows: Vec<u32> = rows.filter(|row| *row <= HEADER_SEARCH && *row != header_row).collect();
    rows.sort_unstable();
    if has_all(header_row) { None } else { rows.into_iter().find(|row| has_all(*row)).map(|row| row + 1) }
}

/// A name over several columns is a header of two rows, and says nothing of either column alone.
fn refuse_merged(
    merges: &[Merge],
    header_row: u32,
    place: &Place,
    better_row: Option<u32>,
) -> io::Result<()> {
    let over_columns = |merge: &&Merge| {
        merge.columns.0 < merge.columns.1 && (merge.rows.0..=merge.rows.1).contains(&header_row)
    };
    let Some(merge) = merges.iter().find(over_columns) else { return Ok(()) };
    let hint = match better_row {
        Some(row) => format!("row {row} has all the names; write header_row = {row} in `[source]`"),
        None => format!(
            "each column needs a name of its own in one row: `header_row` says which. A header of two rows is \
             read from its lower one; this one's lower row may be {}",
            merge.rows.1 + 2
        ),
    };
    Err(refused(
        Finding::error(
            HEADER_MERGED,
            place.clone(),
            "cells in the row of the names are merged over several columns",
        )
        .hint(hint),
    ))
}

/// Where the table lies in its sheet.
struct Layout {
    header_row: u32,
    first_column: u32,
    width: usize,
    rules: CellRules,
}

impl Layout {
    /// Hands a row below the header on. A row without cells is none.
    fn push(&self, row: u32, cells: &[Cell], sink: &mut RowSink) -> io::Result<ControlFlow<()>> {
        if row <= self.header_row || cells.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        let mut cells = cells.iter().filter(|(column, _)| *column >= self.first_column).peekable();
        let mut rewritten = Vec::new();
        for position in 0..self.width {
            let column = self.first_column + position as u32;
            match cells.next_if(|(at, _)| *at == column) {
                None => sink.cell(b"")?,
                Some((_, Value::Plain(text))) => sink.cell(text.as_bytes())?,
                Some((_, Value::Text(text))) => {
                    rewritten.clear();
                    let is_rewritten = self.rules.rewrite(position, text.as_bytes(), &mut rewritten);
                    sink.cell(if is_rewritten { &rewritten } else { text.as_bytes() })?;
                }
                Some((_, Value::Error)) => {
                    return Err(sink.refuse_row(
                        u64::from(row) + 1,
                        CELL_ERROR,
                        &format!("the formula in column {} ends in an error", position + 1),
                    ));
                }
            }
        }
        if cells.next().is_some() {
            sink.cell(b"")?;
        }
        sink.end_row(u64::from(row) + 1)?;
        Ok(ControlFlow::Continue(()))
    }
}

/// A number as a spreadsheet shows it: to fifteen digits, which hides that 0.1 + 0.2 is not quite 0.3.
fn number(value: f64) -> String {
    let shown: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    // Zero has no sign in a cell.
    if shown == 0.0 { "0".to_owned() } else { shown.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_a_spreadsheet_shows() {
        for (value, text) in [
            (1.0, "1"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.3"),
            (1_234_567.5, "1234567.5"),
            (1e15, "1000000000000000"),
            (2.3f64.next_down(), "2.3"),
            (-7.25, "-7.25"),
            (1e-7, "0.0000001"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn a_name_merged_over_rows_counts_for_each_of_them() {
        let text = |text: &str| Value::Text(text.to_owned());
        let top = [
            (0, vec![(1, text("id")), (2, text("class"))]),
            (1, vec![(2, text("code")), (3, text("statement"))]),
        ];
        let merges = [Merge { rows: (0, 1), columns: (1, 1) }, Merge { rows: (0, 0), columns: (2, 3) }];
        assert_eq!(names_in(&top, &merges, 1), (1, vec!["id".into(), "code".into(), "statement".into()]));
        let place = Place::file("x");
        assert!(refuse_merged(&merges, 0, &place, None).is_err());
        assert!(refuse_merged(&merges, 1, &place, None).is_ok());
    }
}
