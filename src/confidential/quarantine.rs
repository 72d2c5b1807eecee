//! Rows that do not conform, set aside so that the others can be published.
//!
//! They are kept byte for byte as they stand in the source, and can leave this room in one way only:
//! into a private folder. They are kept in memory until then, so a dataset says how many it lets
//! pass; of more, none is kept, and the source is refused as it stands.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

use super::conform::{self, RowPlace, Tallies, bad_rows};
use super::source::{Heading, RawBatch, Shape, Splitter};
use crate::catalog::QuarantineLimit;
use crate::private::{Folder, PrivateError};
use crate::report::human::{counted, thousands};
use crate::report::{Check, Finding, Place, Report, codes};

codes! {
    pub(in crate::confidential),
    SET_ASIDE = "set-aside", "Rows that do not conform are set aside, and the others are published";
    QUARANTINE_CEILING = "quarantine-ceiling", "More rows do not conform than the dataset lets set aside";
}

/// How rows of a source are set aside.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) limit: &'a QuarantineLimit,
    pub(super) splitter: &'a Splitter,
    /// How many rows all threads have set aside.
    count: AtomicU64,
}

/// The rows of one block that were set aside.
#[derive(Debug)]
pub(super) struct Aside {
    sequence: usize,
    records: Vec<Record>,
    count: u64,
}

/// A row that was set aside. It has no `Debug` of its own, for what it holds is not to be shown.
struct Record {
    /// Its number in its block.
    number: u32,
    text: Vec<u8>,
    /// The checks that it violates.
    checks: Vec<usize>,
}

/// All rows of a source that were set aside, ready for a private folder.
pub struct Quarantined {
    count: u64,
    extension: &'static str,
    records: Vec<u8>,
    reasons: Vec<u8>,
}

/// Why a row was set aside: a line of the file of reasons.
#[derive(Serialize)]
struct ReasonLine<'a> {
    /// The row in the source, with its header as row 1.
    row: u64,
    reasons: Vec<Reason<'a>>,
}

#[derive(Serialize)]
struct Reason<'a> {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'a str>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(limit: &'a QuarantineLimit, splitter: &'a Splitter) -> Plan<'a> {
        Plan { limit, splitter, count: AtomicU64::new(0) }
    }

    /// Takes the rows that do not conform out of a batch.
    pub(super) fn take(
        &self,
        raw: &mut RawBatch,
        sequence: usize,
        shape: &Shape,
        checks: &conform::Plan,
    ) -> Aside {
        let bad = bad_rows(raw, checks);
        let odd = shape.ragged.map_or(0, |(count, ..)| count);
        let count = bad.len() as u64 + odd;
        let before = self.count.fetch_add(count, Ordering::Relaxed);
        let mut records = Vec::new();
        // Above the ceiling nothing is published, and the source has every row.
        if before.saturating_add(count) <= self.limit.rows {
            for (row, checks) in &bad {
                let text = self.splitter.record(raw, *row);
                records.push(Record { number: raw.record_number(*row), text, checks: checks.clone() });
            }
            if odd > 0 {
                let odd = self.splitter.odd_records(raw);
                records.extend(odd.into_iter().map(|(number, text)| Record {
                    number,
                    text,
                    checks: vec![0],
                }));
            }
            records.sort_unstable_by_key(|record| record.number);
        }
        raw.retain(|row| !bad.contains_key(&row));
        Aside { sequence, records, count }
    }

    /// What is said of all that was set aside, and the rows themselves if they may be. `found` holds what
    /// is wrong with them: warnings if they may be set aside, or else errors.
    pub(super) fn settle(
        &self,
        mut aside: Vec<Aside>,
        found: Report,
        outcome: &Outcome<'_>,
        report: &mut Report,
    ) -> Option<Quarantined> {
        let Outcome { tallies, checks, heading, shown_as } = outcome;
        let count: u64 = aside.iter().map(|aside| aside.count).sum();
        let rows = tallies.rows;
        let kept: usize = aside.iter().map(|aside| aside.records.len()).sum();
        let ceiling = self.limit.of(rows);
        let is_within = count <= ceiling && count < rows.max(1) && kept as u64 == count;
        if tallies.is_broken() || !is_within {
            report.extend(found);
            if !tallies.is_broken() && (count > ceiling || count >= rows) {
                report.push(self.above(count, rows, shown_as));
            }
            return None;
        }
        report.extend(found.as_warnings());
        if count > 0 {
            let verb = if count == 1 { "is" } else { "are" };
            let message = format!("{} of {} {verb} set aside", counted(count, "row"), thousands(rows));
            report.push(
                Finding::warning(SET_ASIDE, Place::file(shown_as), message)
                    .rule(self.limit.line.clone())
                    .count(count)
                    .hint("correct them, and build again with the whole source"),
            );
        }
        aside.sort_unstable_by_key(|aside| aside.sequence);
        let mut all = Quarantined {
            count,
            extension: self.splitter.extension(),
            records: heading.bytes(),
            reasons: Vec::new(),
        };
        for aside in &aside {
            for record in &aside.records {
                let row = tallies.row(RowPlace::new(aside.sequence, record.number));
                all.add(row, record, heading, checks);
            }
        }
        Some(all)
    }

    fn above(&self, count: u64, rows: u64, shown_as: &str) -> Finding {
        let message = if count >= rows {
            "every row would be set aside, and nothing be left".to_owned()
        } else {
            format!(
                "{} of {} would be set aside, more than {}",
                counted(count, "row"),
                thousands(rows),
                thousands(self.limit.of(rows))
            )
        };
        Finding::error(QUARANTINE_CEILING, Place::file(shown_as), message)
            .rule(self.limit.line.clone())
            .count(count)
            .hint("nothing was set aside, and the source is as it was; look at how it was made")
    }
}

/// What is known when all rows are read.
pub(super) struct Outcome<'a> {
    pub(super) tallies: &'a Tallies,
    pub(super) checks: &'a [Check],
    pub(super) heading: &'a Heading,
    pub(super) shown_as: &'a str,
}

impl Quarantined {
    /// How many rows there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Writes the rows and the reasons into a private folder, beside what earlier runs have written
    /// there: `<stem>.csv` (`.jsonl` for JSON Lines) and `<stem>.reasons.jsonl`, or with a number behind
    /// the stem if there is another file of that name. Without rows, nothing is written.
    ///
    /// # Errors
    ///
    /// Fails if the file system refuses.
    pub fn write_to(&self, folder: &Folder, stem: &str) -> Result<(), PrivateError> {
        if self.count == 0 {
            return Ok(());
        }
        for number in 1_u64.. {
            let stem = if number == 1 { stem.to_owned() } else { format!("{stem}.{number}") };
            let (rows, reasons) = (format!("{stem}.{}", self.extension), format!("{stem}.reasons.jsonl"));
            match (folder.read(&rows)?, folder.read(&reasons)?) {
                (Some(there), Some(why)) if there == self.records && why == self.reasons => return Ok(()),
                (None, None) => {
                    folder.write(&rows, &self.records)?;
                    return folder.write(&reasons, &self.reasons);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn add(&mut self, row: u64, record: &Record, heading: &Heading, checks: &[Check]) {
        self.records.extend(heading.encoded(&record.text));
        if !record.text.ends_with(b"\n") {
            self.records.extend(heading.encoded(b"\n"));
        }
        let reasons = record.checks.iter().filter_map(|at| checks.get(*at)).map(|check| Reason {
            code: check.code.name,
            column: check.column.as_deref(),
            message: &check.violation,
            rule: check.rule.as_ref().map(|rule| format!("{}:{}", rule.path, rule.line)),
        });
        let line = ReasonLine { row, reasons: reasons.collect() };
        serde_json::to_writer(&mut self.reasons, &line).expect("a struct of strings and numbers serialises");
        self.reasons.push(b'\n');
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({})", self.number)
    }
}

impl fmt::Debug for Quarantined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Quarantined({} rows)", self.count)
    }
}
