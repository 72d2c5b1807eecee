//! The rows that a PostgreSQL server answers a query with, as CSV that it writes itself.
//!
//! The query runs in a transaction that can only read, and for a limited time. Nothing that the server
//! says is passed on but its error codes, and what it says of the query before a row is read: an error
//! text may hold a value, a connection string holds a password.

use std::error::Error as _;
use std::fmt::Write as _;
use std::io::{self, PipeReader, Read};
use std::net::IpAddr;
use std::thread::JoinHandle;
use std::time::Duration;

use postgres::config::{Host, SslMode};
use postgres::types::Type;
use postgres::{Client, Config, NoTls};

use super::blocks::{BlockReader, Cut};
use super::cells::CellRules;
use super::header::{self, Header};
use super::refusal::refused;
use super::written::Heading;
use super::{Batches, CONNECTION_PLAIN, Form, Inner, OpenSource, QUERY_MISSING, QUERY_REFUSED, Splitter};
use crate::catalog::{Described, SourceSpec};
use crate::report::{Finding, Place, Report};

/// Asks a server the dataset's query.
pub(super) fn open(
    uri: &str,
    dataset: Described<'_>,
    shown_as: &str,
    report: &mut Report,
) -> io::Result<Option<OpenSource>> {
    let source = dataset.source;
    let Some(query) = &source.query else {
        return Err(refused(
            Finding::error(QUERY_MISSING, source.place.clone(), "there is no query to ask the server")
                .hint("such as query = \"SELECT …\""),
        ));
    };
    let query = query.trim().trim_end_matches(';');
    let mut client = connect(uri, source)?;
    let statement = client.prepare(query).map_err(|error| told(&error, source, true))?;
    let names: Vec<String> = statement.columns().iter().map(|column| column.name().to_owned()).collect();
    if names.is_empty() {
        let message = "the query answers with no columns";
        return Err(refused(Finding::error(QUERY_REFUSED, source.place.clone().column("query"), message)));
    }
    let found = Header { names: &names, place: Place::file(shown_as), head: &[], better_row: None };
    let Some(positions) = header::positions(&found, dataset, report) else { return Ok(None) };
    let mut columns = String::new();
    for (at, column) in statement.columns().iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let quoted = column.name().replace('"', "\"\"");
        // As JSON writes it: `true` for a truth value, a `T` before the time of day.
        let told = match *column.type_() {
            Type::BOOL | Type::TIMESTAMP | Type::TIMESTAMPTZ => format!("to_json(\"{quoted}\") #>> '{{}}'"),
            _ => format!("\"{quoted}\""),
        };
        write!(columns, "{comma}{told}").expect("a string takes all that is written");
    }
    // The line break ends a comment that the query may end with.
    let copy = format!("COPY (SELECT {columns} FROM ({query}\n) AS udstil) TO STDOUT WITH (FORMAT csv)");
    let answer = Answer::start(client, copy, source.clone())?;
    let heading = Heading::of_names(&names);
    Ok(Some(OpenSource {
        batches: Batches(Inner::Text(BlockReader::new(Box::new(answer), Vec::new(), Cut::OutsideQuotes))),
        splitter: Splitter {
            form: Form::Csv { delimiter: b',', width: names.len(), trailing: false, has_lines: false },
            rules: CellRules::default(),
        },
        positions,
        first_row: 1,
        lines_before: 0,
        shown_as: None,
        heading,
    }))
}

fn connect(uri: &str, source: &SourceSpec) -> io::Result<Client> {
    let mut config: Config =
        uri.parse().map_err(|_| io::Error::other("the connection string cannot be understood"))?;
    if config.get_ssl_mode() != SslMode::Disable && !config.get_hosts().iter().all(is_on_this_machine) {
        return Err(refused(
            Finding::error(
                CONNECTION_PLAIN,
                source.place.clone(),
                "the server is on another machine, and rows would travel unencrypted",
            )
            .hint(
                "reach it by a tunnel that ends on this machine; sslmode=disable in the connection string says \
                 that the network between is safe",
            ),
        ));
    }
    config.ssl_mode(SslMode::Disable).application_name("udstil");
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(10));
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(Duration::from_secs(30));
    }
    config
        .keepalives_idle(Duration::from_secs(30))
        .keepalives_interval(Duration::from_secs(10))
        .keepalives_retries(3);
    let mut client = config.connect(NoTls).map_err(|error| told(&error, source, false))?;
    let settings = format!(
        "SET statement_timeout = '{}s'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601'; \
         SET timezone = 'UTC'; SET extra_float_digits = 1; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        source.timeout_seconds
    );
    client.batch_execute(&settings).map_err(|error| told(&error, source, false))?;
    Ok(client)
}

fn is_on_this_machine(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// An error of the server without its words, unless they can only be about the query.
fn told(error: &postgres::Error, source: &SourceSpec, before_rows: bool) -> io::Error {
    let refuse = |message: String, hint: &str| {
        let finding = Finding::error(QUERY_REFUSED, source.place.clone().column("query"), message);
        refused(if hint.is_empty() { finding } else { finding.hint(hint) })
    };
    let Some(database) = error.as_db_error() else {
        let mut cause = error.source();
        while let Some(inner) = cause {
            if let Some(error) = inner.downcast_ref::<io::Error>() {
                return io::Error::new(
                    error.kind(),
                    format!("the server cannot be reached: {}", error.kind()),
                );
            }
            cause = inner.source();
        }
        let what = if error.is_closed() {
            "the server closed the connection"
        } else {
            "the server could not be understood"
        };
        return io::Error::other(what);
    };
    let code = database.code().code();
    match code {
        "28P01" | "28000" => {
            io::Error::other(format!("the server refused the user or the password (SQLSTATE {code})"))
        }
        "3D000" => io::Error::other(format!("the server has no such database (SQLSTATE {code})")),
        "57014" => refuse(
            format!("the query took longer than {} seconds", source.timeout_seconds),
            "`timeout_seconds` in `[source]` allows it more",
        ),
        "25006" => refuse("the query writes, and may only read".to_owned(), ""),
        _ if before_rows && code.starts_with("42") => {
            refuse(format!("the server refuses the query: {} (SQLSTATE {code})", database.message()), "")
        }
        _ if code.starts_with("42") => refuse(format!("the server refuses the query (SQLSTATE {code})"), ""),
        _ if code.starts_with("22") => refuse(
            format!("the query failed on a row (SQLSTATE {code})"),
            "what the server says of it is not shown, as it may quote the row",
        ),
        _ => io::Error::other(format!("the server gave up (SQLSTATE {code})")),
    }
}

/// What the server answers, as its thread receives it. Its end is an end only if the thread says so.
struct Answer {
    pipe: PipeReader,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Answer {
    fn start(mut client: Client, copy: String, source: SourceSpec) -> io::Result<Answer> {
        let (pipe, mut writer) = io::pipe()?;
        let thread = std::thread::spawn(move || {
            let mut rows = client.copy_out(&copy).map_err(|error| told(&error, &source, false))?;
            io::copy(&mut rows, &mut writer).map_err(|error| {
                match error.get_ref().and_then(|inner| inner.downcast_ref()) {
                    Some(error) => told(error, &source, false),
                    None => {
                        io::Error::new(error.kind(), format!("the connection broke off: {}", error.kind()))
                    }
                }
            })?;
            Ok(())
        });
        Ok(Answer { pipe, thread: Some(thread) })
    }
}

impl Read for Answer {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.pipe.read(buffer)?;
        if count > 0 || buffer.is_empty() {
            return Ok(count);
        }
        match self.thread.take().map(JoinHandle::join) {
            None | Some(Ok(Ok(()))) => Ok(0),
            Some(Ok(Err(error))) => Err(error),
            Some(Err(_)) => Err(io::Error::other("the answer could not be read to its end")),
        }
    }
}
