//! The rows that an SQLite file answers a query with.
//!
//! The file is opened for reading only, and a query that takes longer than the dataset allows is
//! interrupted.

use std::io;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::cells::CellRules;
use super::header::{self, Header};
use super::refusal::refused;
use super::rows::{self, RowSink};
use super::text::{Teller, looks_like};
use super::written::Heading;
use super::{
    BINARY_VALUE, Batches, Form, INVALID_UTF8, Inner, OpenSource, QUERY_MISSING, QUERY_REFUSED, Splitter,
    regular_file,
};
use crate::catalog::Described;
use crate::report::{Finding, Place, Report};

/// Opens an SQLite file and asks it the dataset's query.
pub(super) fn open(
    path: &Path,
    dataset: Described<'_>,
    shown_as: &str,
    report: &mut Report,
) -> io::Result<Option<OpenSource>> {
    let source = dataset.source;
    let mut head = [0; 16];
    let count = io::Read::read(&mut regular_file(path, shown_as, dataset)?, &mut head)?;
    let head = head.get(..count).unwrap_or_default();
    if !head.starts_with(b"SQLite format 3\0") {
        let (name, kind) = looks_like(head).unwrap_or(("no SQLite file", None));
        return Err(Teller { shown_as, source }.other_kind(name, kind));
    }
    let Some(query) = source.query.clone() else {
        return Err(refused(
            Finding::error(QUERY_MISSING, source.place.clone(), "there is no query to ask the database")
                .hint("such as query = \"SELECT …\""),
        ));
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| failure(&error))?;
    connection.pragma_update(None, "query_only", true).map_err(|error| failure(&error))?;
    let names: Vec<String> = match connection.prepare(&query) {
        Ok(statement) => statement.column_names().into_iter().map(str::to_owned).collect(),
        Err(error) if is_about_the_file(&error) => return Err(failure(&error)),
        // Nothing has been read yet, so what is said is about the query, which lies in the open.
        Err(error) => {
            return Err(refused(Finding::error(
                QUERY_REFUSED,
                source.place.clone().column("query"),
                format!("the database refuses the query: {error}"),
            )));
        }
    };
    if names.is_empty() {
        let message = "the query answers with no columns";
        return Err(refused(Finding::error(QUERY_REFUSED, source.place.clone().column("query"), message)));
    }
    let found = Header { names: &names, place: Place::file(shown_as), head: &[], better_row: None };
    let Some(positions) = header::positions(&found, dataset, report) else { return Ok(None) };
    let (width, seconds) = (names.len(), u64::from(source.timeout_seconds));
    let place = source.place.clone().column("query");
    let rows = rows::spawn(shown_as, width, 1, move |sink| {
        let interrupt = connection.get_interrupt_handle();
        let (done, watch) = sync_channel::<()>(0);
        std::thread::spawn(move || {
            if watch.recv_timeout(Duration::from_secs(seconds)) == Err(RecvTimeoutError::Timeout) {
                interrupt.interrupt();
            }
        });
        let outcome = produce(&connection, &query, width, &place, seconds, sink);
        drop(done);
        outcome
    });
    let heading = Heading::of_names(&names);
    Ok(Some(OpenSource {
        batches: Batches(Inner::Rows(rows)),
        splitter: Splitter { form: Form::None, rules: CellRules::default() },
        positions,
        first_row: 1,
        lines_before: 0,
        shown_as: None,
        heading,
    }))
}

fn produce(
    connection: &Connection,
    query: &str,
    width: usize,
    place: &Place,
    seconds: u64,
    sink: &mut RowSink,
) -> io::Result<()> {
    let stopped = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => refused(
            Finding::error(
                QUERY_REFUSED,
                place.clone(),
                format!("the query took longer than {seconds} seconds"),
            )
            .hint("`timeout_seconds` in `[source]` allows it more"),
        ),
        _ if is_about_the_file(&error) => failure(&error),
        // What is said now may be about a row.
        _ => refused(Finding::error(QUERY_REFUSED, place.clone(), "the query failed on a row")),
    };
    let mut statement = connection.prepare(query).map_err(stopped)?;
    let mut rows = statement.query([]).map_err(stopped)?;
    let mut number = 1;
    while let Some(row) = rows.next().map_err(stopped)? {
        for at in 0..width {
            match row.get_ref(at).map_err(stopped)? {
                ValueRef::Null => sink.cell(b"")?,
                ValueRef::Integer(value) => sink.cell(value.to_string().as_bytes())?,
                ValueRef::Real(value) => sink.cell(value.to_string().as_bytes())?,
                ValueRef::Text(text) if simdutf8::basic::from_utf8(text).is_ok() => sink.cell(text)?,
                ValueRef::Text(_) => {
                    return Err(sink.refuse_row(number, INVALID_UTF8, "a text is not UTF-8"));
                }
                ValueRef::Blob(_) => {
                    return Err(sink.refuse_row(number, BINARY_VALUE, "a value is bytes that are no text"));
                }
            }
        }
        sink.end_row(number)?;
        number += 1;
    }
    Ok(())
}

fn is_about_the_file(error: &rusqlite::Error) -> bool {
    use ErrorCode::{
        CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, NotADatabase, PermissionDenied, ReadOnly,
        SystemIoFailure,
    };
    let code = error.sqlite_error_code();
    code.is_some_and(|code| {
        matches!(
            code,
            CannotOpen
                | DatabaseBusy
                | DatabaseCorrupt
                | DatabaseLocked
                | NotADatabase
                | PermissionDenied
                | ReadOnly
                | SystemIoFailure
        )
    })
}

/// A failure of the world, told by its code alone.
fn failure(error: &rusqlite::Error) -> io::Error {
    match error.sqlite_error_code() {
        Some(code) => io::Error::other(format!("the SQLite file cannot be read ({code:?})")),
        None => io::Error::other("the SQLite file cannot be read"),
    }
}
