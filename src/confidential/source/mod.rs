//! Bytes to raw batches. The only room that opens a source.
//!
//! It knows how a source is written (files, blocks, sheets, queries) and nothing of what its values
//! mean. Whatever the kind, what comes out is the same: rows of cells, each a text in UTF-8. Names in
//! a source's header and texts of a database's errors are never shown, as they may hold values.

mod batch;
mod blocks;
mod cells;
mod header;
mod jsonl;
mod location;
mod marks;
mod parquet;
mod postgres;
mod records;
mod refusal;
mod rows;
mod sheet;
mod sqlite;
mod text;
mod written;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::catalog::{Described, SourceKind};
use crate::report::{Finding, Place, Report, codes};

pub(in crate::confidential) use batch::{Broken, Given, RawBatch, Shape};
use blocks::{Block, BlockReader, Cut, MAX_RECORD_BYTES};
use cells::CellRules;
use header::Header;
pub use location::Location;
pub(in crate::confidential) use refusal::as_finding;
use refusal::refused;
use rows::Rows;
use text::Text;
pub(in crate::confidential) use written::Heading;

codes! {
    pub(in crate::confidential),
    SOURCE_MISSING = "source-missing", "The source file is not there";
    SOURCE_EMPTY = "source-empty", "The source has no header, or no rows below it";
    NOT_A_FILE = "not-a-file", "The source is a folder, a pipe or a device";
    SOURCE_FORMAT = "source-format", "The source is of another kind, or packed in another way, than declared";
    SOURCE_ENCODING = "source-encoding", "The source is written in another encoding than declared";
    SOURCE_DAMAGED = "source-damaged", "The source is damaged or cut off";
    SOURCE_TOO_LARGE = "source-too-large", "The source unpacks to more than any register would";
    HEADER_MISSING = "header-missing", "The header lacks a column of the schema";
    HEADER_UNKNOWN = "header-unknown", "The header has a column that the schema does not have";
    HEADER_REPEATED = "header-repeated", "The header has a column twice";
    HEADER_TOO_WIDE = "header-too-wide", "The header has more columns than any table";
    ROW_WIDTH = "row-width", "A row has another number of cells than the header";
    UNCLOSED_QUOTE = "unclosed-quote", "A quoted cell is not closed before the file ends";
    STRAY_QUOTE = "stray-quote", "A quotation mark stands where none may stand";
    INVALID_UTF8 = "invalid-utf8", "The source is not UTF-8 text";
    NUL_BYTE = "nul-byte", "The source has a NUL byte, which no text has";
    RECORD_TOO_LONG = "record-too-long", "A record is longer than any record can be, as after an unclosed quote";
    HEADER_MERGED = "header-merged", "The names of a sheet stand in cells merged over several columns";
    SHEET_UNKNOWN = "sheet-unknown", "The workbook has no sheet of that name, or several and none is named";
    CELL_ERROR = "cell-error", "A formula in a sheet ends in an error";
    BINARY_VALUE = "binary-value", "A value is bytes, where a cell holds a text";
    QUERY_MISSING = "query-missing", "A database is given as source, and the dataset has no query";
    QUERY_REFUSED = "query-refused", "The database refuses the query, or cannot answer it in time";
    CONNECTION_PLAIN = "connection-plain", "Confidential rows would travel unencrypted between machines";
    NOT_AN_OBJECT = "not-an-object", "A line of JSON Lines is not one object";
    NESTED_VALUE = "nested-value", "A value is an array, an object or a record, where a cell holds one value";
}

/// The source could not be read, for a reason outside it.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the source {shown_as}")]
pub struct SourceError {
    shown_as: String,
    source: io::Error,
}

/// A source whose columns fit the schema, open at its first record.
#[derive(Debug)]
pub(in crate::confidential) struct OpenSource {
    /// The records.
    pub(in crate::confidential) batches: Batches,
    /// How a block of text is taken apart.
    pub(in crate::confidential) splitter: Splitter,
    /// For each column of the schema its place in a record.
    pub(in crate::confidential) positions: Vec<usize>,
    /// The number of the first record, as findings count: behind a header, which is row 1, it is 2.
    pub(in crate::confidential) first_row: u64,
    /// The number of lines before the first record.
    pub(in crate::confidential) lines_before: u64,
    /// What the source is called in findings, if that is more than its path.
    pub(in crate::confidential) shown_as: Option<String>,
    /// How a file of records that are set aside begins.
    pub(in crate::confidential) heading: Heading,
}

/// Hands out the batches of a source in order.
pub(in crate::confidential) struct Batches(Inner);

enum Inner {
    Text(BlockReader<Box<dyn Read + Send>>),
    Rows(Rows),
}

/// What [`Batches::next`] found.
#[derive(Debug)]
pub(in crate::confidential) enum Next {
    /// The batch holds the block with this number, to be taken apart by a [`Splitter`].
    Block(usize),
    /// The batch with this number holds rows.
    Rows(usize, Shape),
    /// There is nothing more.
    End,
}

/// Takes a block of text apart into rows. It is the same for every thread.
#[derive(Debug)]
pub(in crate::confidential) struct Splitter {
    form: Form,
    rules: CellRules,
}

#[derive(Debug)]
enum Form {
    /// A mark between cells; `trailing` if one more stands at the end of each record.
    Csv { delimiter: u8, width: usize, trailing: bool, has_lines: bool },
    /// An object in each line.
    Jsonl { keys: Vec<String> },
    /// No text at all.
    None,
}

impl SourceError {
    pub(in crate::confidential) fn new(shown_as: &str, source: io::Error) -> SourceError {
        SourceError { shown_as: shown_as.to_owned(), source }
    }
}

impl Batches {
    /// True if what is left has been read already and is one block, so that one thread does all there is
    /// to do.
    pub(in crate::confidential) fn is_one_block(&self) -> bool {
        matches!(&self.0, Inner::Text(blocks) if blocks.is_read())
    }

    /// Fills `raw` with the next batch, reusing its memory where it can.
    pub(in crate::confidential) fn next(&mut self, raw: &mut RawBatch) -> io::Result<Next> {
        match &mut self.0 {
            Inner::Text(blocks) => match blocks.next(raw.buffer())? {
                Block::Filled(sequence) => Ok(Next::Block(sequence)),
                Block::TooLong(sequence) => {
                    raw.buffer().clear();
                    let broken = Some((Broken::RecordTooLong, 0, 0));
                    Ok(Next::Rows(sequence, Shape { broken, ..Shape::default() }))
                }
                Block::End => Ok(Next::End),
            },
            Inner::Rows(rows) => match rows.next()? {
                Some((sequence, batch, shape)) => {
                    *raw = batch;
                    Ok(Next::Rows(sequence, shape))
                }
                None => Ok(Next::End),
            },
        }
    }
}

impl Splitter {
    /// Takes the block in the buffer apart.
    pub(in crate::confidential) fn split(&self, raw: &mut RawBatch) -> Shape {
        let shape = match &self.form {
            Form::Csv { delimiter, width, trailing, has_lines } => {
                let mut shape = raw.split(*delimiter, *width);
                if *trailing {
                    raw.reject_trailing(&mut shape);
                }
                if !has_lines {
                    raw.forget_lines(&mut shape);
                }
                shape
            }
            Form::Jsonl { keys } => jsonl::split(raw, keys),
            Form::None => Shape::default(),
        };
        self.rules.apply(raw);
        shape
    }
}

/// Opens a source and compares its columns with the schema. What does not fit is in the report.
pub(in crate::confidential) fn open(
    dataset: Described<'_>,
    location: Option<&Location>,
    shown_as: &str,
    report: &mut Report,
) -> Result<Option<OpenSource>, SourceError> {
    match try_open(dataset, location, shown_as, report).map_err(as_finding) {
        Ok(source) => Ok(source),
        Err(Ok(finding)) => {
            report.push(finding);
            Ok(None)
        }
        Err(Err(error)) => Err(SourceError::new(shown_as, error)),
    }
}

fn try_open(
    dataset: Described<'_>,
    location: Option<&Location>,
    shown_as: &str,
    report: &mut Report,
) -> io::Result<Option<OpenSource>> {
    let source = dataset.source;
    match (location, source.kind) {
        (Some(Location::File(path)), SourceKind::Csv) => {
            let text = text::open(regular_file(path, shown_as, dataset)?, path, shown_as, source)?;
            open_csv(text, dataset, shown_as, report)
        }
        (Some(Location::File(path)), SourceKind::Jsonl) => {
            let text = text::open(regular_file(path, shown_as, dataset)?, path, shown_as, source)?;
            Ok(Some(open_jsonl(text, dataset)))
        }
        (Some(Location::File(path)), SourceKind::Xlsx | SourceKind::Ods) => {
            sheet::open(regular_file(path, shown_as, dataset)?, dataset, shown_as, report)
        }
        (Some(Location::File(path)), SourceKind::Parquet) => {
            parquet::open(regular_file(path, shown_as, dataset)?, dataset, shown_as, report)
        }
        (Some(Location::File(path)), SourceKind::Sqlite) | (Some(Location::Sqlite(path)), _) => {
            sqlite::open(path, dataset, shown_as, report)
        }
        (Some(Location::Postgres(uri)), _) => postgres::open(uri, dataset, shown_as, report),
        (Some(Location::File(_)), SourceKind::Postgres) => Err(refused(
            Finding::error(SOURCE_FORMAT, source.place.clone(), "a server is declared, and a file is given")
                .hint("`--source ID=postgres://…` or the variable that `connection` names says where the server is"),
        )),
        (None, _) => {
            let variable = source.connection.as_deref().unwrap_or("UDSTIL_SOURCE_<ID>");
            Err(refused(
                Finding::error(SOURCE_MISSING, source.place.clone(), "nothing says where the server is")
                    .hint(format!("the environment variable `{variable}` holds the connection string")),
            ))
        }
    }
}

/// A file that can be read to its end: no folder, and no pipe that might never end.
fn regular_file(path: &Path, shown_as: &str, dataset: Described<'_>) -> io::Result<File> {
    let place = || dataset.source.place.clone();
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(refused(
                Finding::error(SOURCE_MISSING, place(), format!("`{shown_as}` is not there")).hint(
                    "`[source] path` is below the dataset's folder; `--source ID=PATH` names another file",
                ),
            ));
        }
        Err(error) => return Err(error),
    };
    if !metadata.is_file() {
        let what = if metadata.is_dir() { "a folder" } else { "a pipe or a device" };
        return Err(refused(
            Finding::error(NOT_A_FILE, place(), format!("`{shown_as}` is {what}"))
                .hint("a source is a file, so that it can be read again and be the same"),
        ));
    }
    File::open(path)
}

/// Reads the header of a text with a mark between cells.
fn open_csv(
    mut text: Text,
    dataset: Described<'_>,
    shown_as: &str,
    report: &mut Report,
) -> io::Result<Option<OpenSource>> {
    let source = dataset.source;
    text.fill_start()?;
    let head = text.start.clone();
    text.skip_lines(source.skip_lines)?;
    let written = text.written;
    let mut blocks = BlockReader::new(text.input, text.start, Cut::OutsideQuotes);
    let bytes = blocks.header()?;
    let place = Place::line(shown_as, u64::from(source.skip_lines) + 1);
    if bytes.is_empty() {
        let what =
            if source.skip_lines == 0 { "the file is empty" } else { "the file ends before the header" };
        return Err(refused(
            Finding::error(SOURCE_EMPTY, place, what)
                .hint("an export that failed often leaves an empty file"),
        ));
    }
    let broken_header = |broken: Broken| {
        let finding =
            Finding::error(broken.code(), place.clone(), format!("{} in the header", broken.message()));
        refused(finding.hint(broken.hint(&source.place)))
    };
    if bytes.len() >= MAX_RECORD_BYTES {
        return Err(broken_header(Broken::RecordTooLong));
    }
    let mut names = RawBatch::header_names(&bytes, source.delimiter).map_err(broken_header)?;
    let width = names.len();
    if source.trim_header {
        names.iter_mut().for_each(|name| *name = header::tidy(name));
    }
    if source.trailing_delimiter && names.pop_if(|name| name.is_empty()).is_none() {
        return Err(refused(
            Finding::error(ROW_WIDTH, place, "the header does not end with a delimiter")
                .hint(format!("{} says `trailing_delimiter = true`", source.place)),
        ));
    }
    let found = Header { names: &names, place, head: &head, better_row: None };
    let Some(positions) = header::positions(&found, dataset, report) else { return Ok(None) };
    let rules = CellRules::new(source, &dataset.schema.columns, &positions);
    Ok(Some(OpenSource {
        batches: Batches(Inner::Text(blocks)),
        splitter: Splitter {
            form: Form::Csv {
                delimiter: source.delimiter,
                width,
                trailing: source.trailing_delimiter,
                has_lines: true,
            },
            rules,
        },
        positions,
        first_row: 2,
        lines_before: u64::from(source.skip_lines) + memchr::memchr_iter(b'\n', &bytes).count() as u64,
        shown_as: None,
        heading: Heading { written, header: bytes },
    }))
}

/// JSON Lines have no header: every object names its members.
fn open_jsonl(text: Text, dataset: Described<'_>) -> OpenSource {
    let columns = &dataset.schema.columns;
    let positions: Vec<usize> = (0..columns.len()).collect();
    let rules = CellRules::new(dataset.source, columns, &positions);
    let keys = columns.iter().map(|column| column.name.clone()).collect();
    let heading = Heading { written: text.written, header: Vec::new() };
    OpenSource {
        batches: Batches(Inner::Text(BlockReader::new(text.input, text.start, Cut::AnyLine))),
        splitter: Splitter { form: Form::Jsonl { keys }, rules },
        positions,
        first_row: 1,
        lines_before: 0,
        shown_as: None,
        heading,
    }
}

impl std::fmt::Debug for Batches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0 {
            Inner::Text(_) => "Batches(text)",
            Inner::Rows(_) => "Batches(rows)",
        })
    }
}
