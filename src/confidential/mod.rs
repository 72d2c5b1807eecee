//! Everything that may hold a person's or a company's data; one door out.
//!
//! Batches of source rows are visible inside this folder only, print their shape and nothing else,
//! and cannot be serialised. What leaves through [`anonymised`] is a [`PublicTable`] or a report of
//! findings, which are written from rules and counts when the rows are gone.

mod anonymise;
mod cell;
mod conform;
mod lookup;
mod pass;
#[expect(dead_code, unused_imports, reason = "policies ask for only some of it yet")]
mod protect;
mod rules;
mod source;

use std::num::NonZeroUsize;
use std::path::Path;

use jiff::civil::Date;

use crate::catalog::{Catalog, Dataset};
use crate::report::{Code, Finding, Place, Report};

pub use anonymise::{
    Cell, CodeEffect, ColumnRole, Effect, Percent, PublicColumn, PublicTable, Reason, STATUSES, SystemEffect,
    TableEffect, Unproven, Values, WITHHELD,
};
pub use source::SourceError;

/// The codes of all findings that this room can make.
pub const CODES: &[&[Code]] = &[source::ALL, conform::ALL, rules::ALL, anonymise::ALL];

/// A source to be anonymised.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The catalogue, for its code lists.
    pub catalog: &'a Catalog,
    /// The dataset that the source belongs to.
    pub dataset: &'a Dataset,
    /// The source file.
    pub path: &'a Path,
    /// What the file is called in findings.
    pub shown_as: &'a str,
    /// The day of the run, for rules on how fresh the source is.
    pub as_of: Date,
    /// How many threads may read. The outcome does not depend on it.
    pub threads: NonZeroUsize,
}

/// What came out of a source.
#[derive(Debug)]
pub struct Anonymised {
    /// What was found. If it refuses, there are no tables.
    pub report: Report,
    /// The tables of the policy, in its order.
    pub tables: Vec<PublicTable>,
    /// What protection did to them. Confidential.
    pub effect: Effect,
    /// How many records were read. Confidential for a confidential source.
    pub records: u64,
}

/// Trouble that is not about the data.
#[derive(Debug, thiserror::Error)]
pub enum AnonymiseError {
    /// The source cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A fault of this program.
    #[error(transparent)]
    Unproven(#[from] Unproven),
}

/// Reads a source, checks every row, and applies the policy: the one door out of this room.
///
/// # Errors
///
/// Fails if the source cannot be read. What is wrong with its rows is a finding in the report.
pub fn anonymised(job: &Job<'_>) -> Result<Anonymised, AnonymiseError> {
    let mut outcome =
        Anonymised { report: Report::new(), tables: Vec::new(), effect: Effect::default(), records: 0 };
    let report = &mut outcome.report;
    let Some(source) = source::open(job.dataset, job.path, job.shown_as, report)? else {
        return Ok(outcome);
    };
    let (policy, mut demands) =
        anonymise::plan(job.dataset, &job.catalog.codelists, &source.positions, report);
    if report.refuses() {
        return Ok(outcome);
    }
    let dataset = job.dataset;
    let rules = rules::plan(dataset, &source.positions, job.as_of, &mut demands);
    let checks = conform::compile(&dataset.schema, &dataset.source.lists, &source.positions, &demands);
    let pass = pass::Pass {
        checks: &checks,
        rules: &rules,
        policy: &policy,
        delimiter: job.dataset.source.delimiter,
        width: source.positions.len(),
        threads: job.threads,
    };
    let seen = pass::run(&pass, source.blocks).map_err(|error| match error {
        pass::PassError::Read(error) => SourceError::new(job.path, error).into(),
        pass::PassError::Unproven(unproven) => AnonymiseError::Unproven(unproven),
    })?;
    let tallies = conform::Tallies::collect(seen.blocks, source.header_lines);
    tallies.report(&checks.rules, job.shown_as, report);
    rules.report(seen.rules, &tallies, job.shown_as, report);
    outcome.records = tallies.records;
    if tallies.records == 0 && !report.refuses() {
        report.push(
            Finding::error(
                source::SOURCE_EMPTY,
                Place::line(job.shown_as, 1),
                "there are no rows below the header",
            )
            .hint("an export that failed often leaves a header alone"),
        );
    }
    if !report.refuses() {
        (outcome.tables, outcome.effect) = policy.protect(seen.partials, job.threads, report);
    }
    Ok(outcome)
}
