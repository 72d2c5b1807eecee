//! Bytes to raw batches. The only room that opens a source.
//!
//! It knows how a file is written (blocks, records, cells) and nothing of what its values mean.
//! Header names of a file are never shown: where a header is missing, the first row of data stands
//! in its place.

mod batch;
mod blocks;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::catalog::{Dataset, RecordSchema};
use crate::report::{Finding, Place, Report, codes};

pub(in crate::confidential) use batch::{Broken, RawBatch, Shape};
pub(in crate::confidential) use blocks::{Block, BlockReader};

codes! {
    pub(in crate::confidential),
    SOURCE_MISSING = "source-missing", "The source file is not there";
    SOURCE_EMPTY = "source-empty", "The source has no header, or no rows below it";
    HEADER_MISSING = "header-missing", "The header lacks a column of the schema";
    HEADER_UNKNOWN = "header-unknown", "The header has a column that the schema does not have";
    HEADER_REPEATED = "header-repeated", "The header has a column twice";
    ROW_WIDTH = "row-width", "A row has another number of cells than the header";
    UNCLOSED_QUOTE = "unclosed-quote", "A quoted cell is not closed before the file ends";
    STRAY_QUOTE = "stray-quote", "A quotation mark stands where none may stand";
    INVALID_UTF8 = "invalid-utf8", "The source is not UTF-8 text";
    RECORD_TOO_LONG = "record-too-long", "A record is longer than any record can be, as after an unclosed quote";
}

/// The source could not be read, for a reason outside it.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the source {path}")]
pub struct SourceError {
    path: PathBuf,
    source: io::Error,
}

/// A source file whose header fits the schema, open at its first record.
#[derive(Debug)]
pub(in crate::confidential) struct OpenSource {
    /// The blocks that follow the header.
    pub(in crate::confidential) blocks: BlockReader<File>,
    /// For each column of the schema its place in a record of the file.
    pub(in crate::confidential) positions: Vec<usize>,
    /// The number of lines that the header takes.
    pub(in crate::confidential) header_lines: u64,
}

impl SourceError {
    pub(in crate::confidential) fn new(path: &Path, source: io::Error) -> SourceError {
        SourceError { path: path.to_owned(), source }
    }
}

/// Opens a source and compares its header with the schema. What does not fit is in the report.
pub(in crate::confidential) fn open(
    dataset: &Dataset,
    path: &Path,
    shown_as: &str,
    report: &mut Report,
) -> Result<Option<OpenSource>, SourceError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            report.push(
                Finding::error(
                    SOURCE_MISSING,
                    dataset.source.place.clone(),
                    format!("`{shown_as}` is not there"),
                )
                .hint("`[source] path` is below the dataset's folder; `--source ID=PATH` names another file"),
            );
            return Ok(None);
        }
        Err(error) => return Err(SourceError::new(path, error)),
    };
    let mut start = [0; 3];
    let read = read_up_to(&mut file, &mut start).map_err(|error| SourceError::new(path, error))?;
    let start = if start == *b"\xEF\xBB\xBF" { &[] } else { &start[..read] };
    let mut blocks = BlockReader::new(file, start);
    let header = blocks.header().map_err(|error| SourceError::new(path, error))?;
    let Some(positions) = check_header(&header, dataset, shown_as, report) else { return Ok(None) };
    let header_lines = memchr::memchr_iter(b'\n', &header).count() as u64;
    Ok(Some(OpenSource { blocks, positions, header_lines }))
}

fn read_up_to(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The place in the file of each column of the schema, if the header has them all and no others.
fn check_header(header: &[u8], dataset: &Dataset, shown_as: &str, report: &mut Report) -> Option<Vec<usize>> {
    let place = Place::line(shown_as, 1);
    let schema = &dataset.schema;
    if header.is_empty() {
        report.push(
            Finding::error(SOURCE_EMPTY, place, "the file is empty")
                .hint("an export that failed often leaves an empty file"),
        );
        return None;
    }
    let names = match RawBatch::header_names(header, dataset.source.delimiter) {
        Ok(names) => names,
        Err(broken) => {
            let message = format!("{} in the header", broken.message());
            report.push(Finding::error(broken.code(), place, message).hint(broken.way_out()));
            return None;
        }
    };
    let before = report.errors();
    let mut positions = Vec::with_capacity(schema.columns.len());
    for column in &schema.columns {
        let mut found = names.iter().enumerate().filter(|(_, name)| **name == column.name).map(|(at, _)| at);
        match (found.next(), found.next()) {
            (Some(at), None) => positions.push(at),
            (Some(_), Some(again)) => report.push(Finding::error(
                HEADER_REPEATED,
                place.clone().column(&column.name),
                format!("the header has `{}` again as its column {}", column.name, again + 1),
            )),
            (None, _) => report.push(missing_column(&column.name, &names, schema, place.clone())),
        }
    }
    let unknown: Vec<String> = names
        .iter()
        .enumerate()
        .filter(|(_, name)| schema.find(name).is_none())
        .map(|(at, _)| (at + 1).to_string())
        .collect();
    if !unknown.is_empty() {
        let one = unknown.len() == 1;
        let message = format!(
            "column{} {} of the header {} not in {}",
            if one { "" } else { "s" },
            unknown.join(", "),
            if one { "is" } else { "are" },
            schema.path
        );
        report.push(Finding::error(HEADER_UNKNOWN, place, message).hint(format!(
            "the file has {} column{} and the schema {}; `[source] delimiter` is {:?}",
            names.len(),
            if names.len() == 1 { "" } else { "s" },
            schema.columns.len(),
            char::from(dataset.source.delimiter)
        )));
    }
    (report.errors() == before).then_some(positions)
}

fn missing_column(name: &str, names: &[String], schema: &RecordSchema, place: Place) -> Finding {
    let finding = Finding::error(
        HEADER_MISSING,
        place.column(name),
        format!("the header has no column `{name}`, which {} declares", schema.path),
    );
    let alike = |other: &String| other.trim().to_lowercase() == name.to_lowercase();
    match names.iter().position(alike) {
        Some(at) => finding.hint(format!(
            "its column {} differs only in case or in spaces around the name; names must be the same to the letter",
            at + 1
        )),
        None => finding,
    }
}
