//! The names in a source's header against the columns of the schema.
//!
//! Names of a file are never shown: where a header is missing, the first row of data stands in its
//! place. A hint says what would make them fit.

use crate::catalog::{Described, RecordSchema, SourceKind, SourceSpec};
use crate::report::{Finding, Place, Report};

use super::batch::RawBatch;
use super::{HEADER_MISSING, HEADER_REPEATED, HEADER_UNKNOWN};

/// How many column numbers a finding lists.
const MOST_LISTED: usize = 10;

/// A source's header and where it stands.
pub(super) struct Header<'a> {
    /// The names, put right as the source declares.
    pub(super) names: &'a [String],
    pub(super) place: Place,
    /// The first lines of a text, as it may be the wrong one that was read.
    pub(super) head: &'a [u8],
    /// For a sheet: the row that has all the names, if another one has.
    pub(super) better_row: Option<u32>,
}

/// A name without white space around it, and with a space for any within it.
pub(super) fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The position of each column of the schema, if the header has them all and no others.
pub(super) fn positions(
    header: &Header<'_>,
    dataset: Described<'_>,
    report: &mut Report,
) -> Option<Vec<usize>> {
    let schema = dataset.schema;
    let names = header.names;
    let before = report.errors();
    let advice = if fits(names, schema) { None } else { advice(header, dataset) };
    let mut positions = Vec::with_capacity(schema.columns.len());
    for column in &schema.columns {
        let mut found = names.iter().enumerate().filter(|(_, name)| **name == column.name).map(|(at, _)| at);
        match (found.next(), found.next()) {
            (Some(at), None) => positions.push(at),
            (Some(_), Some(again)) => report.push(Finding::error(
                HEADER_REPEATED,
                header.place.clone().column(&column.name),
                format!("the header has `{}` again as its column {}", column.name, again + 1),
            )),
            (None, _) if advice.is_some() => {}
            (None, _) => report.push(missing(&column.name, names, schema, header.place.clone())),
        }
    }
    let unknown: Vec<usize> =
        (0..names.len()).filter(|at| schema.find(&names[*at]).is_none()).map(|at| at + 1).collect();
    match advice {
        Some(advice) => {
            let missing = schema.columns.iter().filter(|column| !names.contains(&column.name)).count();
            let message = format!(
                "the header lacks {missing} of the {} columns that {} declares",
                schema.columns.len(),
                schema.path
            );
            report.push(Finding::error(HEADER_MISSING, header.place.clone(), message).hint(advice));
        }
        None if !unknown.is_empty() => {
            report.push(unknown_columns(&unknown, names, dataset, header.place.clone()))
        }
        None => {}
    }
    (report.errors() == before).then_some(positions)
}

fn fits(names: &[String], schema: &RecordSchema) -> bool {
    schema.columns.iter().all(|column| names.contains(&column.name))
}

fn unknown_columns(unknown: &[usize], names: &[String], dataset: Described<'_>, place: Place) -> Finding {
    let (be, s) = if unknown.len() == 1 { ("is", "") } else { ("are", "s") };
    let listed: Vec<String> = unknown.iter().take(MOST_LISTED).map(usize::to_string).collect();
    let more = unknown.len().saturating_sub(MOST_LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message =
        format!("column{s} {}{more} of the header {be} not in {}", listed.join(", "), dataset.schema.path);
    let mut hint =
        format!("the file has {} columns and the schema {}", names.len(), dataset.schema.columns.len());
    if dataset.source.kind == SourceKind::Csv {
        hint += &format!("; `[source] delimiter` is {:?}", char::from(dataset.source.delimiter));
        if unknown == [names.len()] && names.last().is_some_and(String::is_empty) {
            hint = format!(
                "the header ends with a delimiter; if every row does, write trailing_delimiter = true at {}",
                dataset.source.place
            );
        }
    }
    Finding::error(HEADER_UNKNOWN, place, message).hint(hint)
}

fn missing(name: &str, names: &[String], schema: &RecordSchema, place: Place) -> Finding {
    let finding = Finding::error(
        HEADER_MISSING,
        place.column(name),
        format!("the header has no column `{name}`, which {} declares", schema.path),
    );
    let alike = |other: &String| tidy(other).to_lowercase() == tidy(name).to_lowercase();
    match names.iter().position(alike) {
        Some(at) => finding.hint(format!(
            "its column {} differs only in case or in spaces around the name; names must be the same to the letter",
            at + 1
        )),
        None => finding,
    }
}

/// What to write in `dataset.toml` so that the header fits, if anything would make it.
fn advice(header: &Header<'_>, dataset: Described<'_>) -> Option<String> {
    let (schema, source) = (dataset.schema, dataset.source);
    let at = &source.place;
    let tidied: Vec<String> = header.names.iter().map(|name| tidy(name)).collect();
    if !source.trim_header && fits(&tidied, schema) {
        return Some(format!("the names fit but for white space; write trim_header = true at {at}"));
    }
    if let Some(row) = header.better_row {
        return Some(format!("row {row} has all the names; write header_row = {row} at {at}"));
    }
    if header.head.contains(&b'\r') && !header.head.contains(&b'\n') {
        return Some(
            "the lines end with a carriage return alone; save the file with other line ends".to_owned(),
        );
    }
    let (delimiter, line, trim) = text_advice(header.head, schema, source)?;
    let mut keys = Vec::new();
    if delimiter != source.delimiter {
        keys.push(format!("delimiter = {:?}", char::from(delimiter)));
    }
    if line != source.skip_lines {
        keys.push(format!("skip_lines = {line}"));
    }
    if trim && !source.trim_header {
        keys.push("trim_header = true".to_owned());
    }
    Some(format!("the names are found with {}; write that at {at}", keys.join(" and ")))
}

/// The delimiter, the number of lines before the header and whether names need tidying, with which the
/// first lines of a text have all the names.
fn text_advice(head: &[u8], schema: &RecordSchema, source: &SourceSpec) -> Option<(u8, u32, bool)> {
    let delimiters = [source.delimiter, b',', b';', b'\t', b'|'];
    for (number, line) in head.split_inclusive(|byte| *byte == b'\n').take(30).enumerate() {
        for delimiter in delimiters {
            let Ok(names) = RawBatch::header_names(line, delimiter) else { continue };
            let tidied: Vec<String> = names.iter().map(|name| tidy(name)).collect();
            if fits(&tidied, schema) {
                return Some((delimiter, number as u32, !fits(&names, schema)));
            }
        }
    }
    None
}
