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
mod protect;
mod quarantine;
mod rules;
mod source;

use std::num::NonZeroUsize;

use jiff::civil::Date;

use crate::catalog::{Catalog, Dataset, DatasetId, OnInvalid};
use crate::report::{Code, Finding, Place, Quality, Report};

pub use anonymise::{
    Cell, CodeEffect, ColumnRole, Effect, Percent, PublicColumn, PublicTable, Reason, Risk, STATUSES,
    SampleRisk, SystemEffect, TableEffect, Unproven, Values, WITHHELD,
};
pub use quarantine::Quarantined;
pub use rules::{Earlier, Statistics};
pub use source::{Location, SourceError};

/// The codes of all findings that this room can make.
pub const CODES: &[&[Code]] = &[source::ALL, conform::ALL, rules::ALL, quarantine::ALL, anonymise::ALL];

/// A source to be anonymised.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The catalogue, for its code lists.
    pub catalog: &'a Catalog,
    /// The dataset that the source belongs to.
    pub dataset: &'a Dataset,
    /// Where the source is; nowhere if nobody has said where its server is.
    pub location: Option<&'a Location>,
    /// What the source is called in findings.
    pub shown_as: &'a str,
    /// Where the sources are that rules compare with.
    pub others: &'a [OtherSource],
    /// The day of the run, for rules on how fresh the source is.
    pub as_of: Date,
    /// What is known of the last edition, for rules on drift.
    pub earlier: &'a Earlier,
    /// True if somebody wants to know how much single rows stand out.
    pub looks_at_rows: bool,
    /// How many threads may read. The outcome does not depend on it.
    pub threads: NonZeroUsize,
}

/// A source that a rule compares with.
#[derive(Clone, Debug)]
pub struct OtherSource {
    /// The dataset that it belongs to.
    pub dataset: DatasetId,
    /// Where it is; nowhere if nobody has said where its server is.
    pub location: Option<Location>,
    /// What it is called in findings.
    pub shown_as: String,
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
    /// What was asked of the source, and what came of it; confidential for a confidential source. Of a
    /// source that cannot be read at all, nothing.
    pub quality: Quality,
    /// What the next edition is compared with. Confidential for a confidential source.
    pub statistics: Statistics,
    /// The rows that were set aside, if the dataset sets rows aside and not too many had to be.
    pub quarantined: Option<Quarantined>,
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
    let mut outcome = Anonymised {
        report: Report::new(),
        tables: Vec::new(),
        effect: Effect::default(),
        quality: Quality::default(),
        statistics: Statistics::default(),
        quarantined: None,
    };
    let report = &mut outcome.report;
    let Some(source) = source::open(job.dataset.described(), job.location, job.shown_as, report)? else {
        return Ok(outcome);
    };
    let (policy, mut demands) =
        anonymise::plan(job.dataset, &job.catalog.codelists, &source.positions, report);
    if report.refuses() {
        return Ok(outcome);
    }
    let dataset = job.dataset;
    let mut rules = rules::plan(dataset, &source.positions, job.as_of, job.earlier, &mut demands);
    rules.read_foreign(job.others, report)?;
    if report.refuses() {
        return Ok(outcome);
    }
    let checks = conform::compile(&dataset.schema, &dataset.source.lists, &source.positions, &demands);
    let quarantine = match &dataset.on_invalid {
        OnInvalid::Refuse => None,
        OnInvalid::Quarantine(limit) => Some(quarantine::Plan::new(limit, &source.splitter)),
    };
    let pass = pass::Pass {
        checks: &checks,
        rules: &rules,
        policy: &policy,
        splitter: &source.splitter,
        quarantine: quarantine.as_ref(),
        threads: job.threads,
    };
    let seen = match pass::run(&pass, source.batches) {
        Ok(seen) => seen,
        Err(pass::PassError::Unproven(unproven)) => return Err(unproven.into()),
        Err(pass::PassError::Read(error)) => {
            let finding = source::as_finding(error).map_err(|error| SourceError::new(job.shown_as, error))?;
            report.push(finding);
            return Ok(outcome);
        }
    };
    let tallies = conform::Tallies::collect(seen.blocks, source.first_row, source.lines_before);
    let shown_as = source.shown_as.as_deref().unwrap_or(job.shown_as);
    let mut found = Report::new();
    tallies.report(&checks.rules, shown_as, &dataset.source.place, &mut found);
    let mut asked = tallies.checks(&checks.rules);
    match &quarantine {
        Some(quarantine) => {
            let (tallies, checks, heading) = (&tallies, &asked[..], &source.heading);
            let read = quarantine::Outcome { tallies, checks, heading, shown_as };
            outcome.quarantined = quarantine.settle(seen.aside, found, &read, report);
        }
        None => report.extend(found),
    }
    let set_aside = outcome.quarantined.as_ref().map(Quarantined::count);
    let left = tallies.rows - set_aside.unwrap_or_default();
    if quarantine.is_none() || set_aside.is_some() {
        let (checks, statistics) = rules.report(seen.rules, &tallies, left, shown_as, report);
        asked.extend(checks);
        outcome.statistics = statistics;
    }
    outcome.quality = Quality {
        rows: tallies.rows,
        is_complete: !tallies.is_broken(),
        checks: asked,
        quarantined: set_aside,
    };
    if tallies.rows == 0 && !report.refuses() {
        report.push(
            Finding::error(
                source::SOURCE_EMPTY,
                Place::line(shown_as, 1),
                "there are no rows below the header",
            )
            .hint("an export that failed often leaves a header alone"),
        );
    }
    if !report.refuses() {
        (outcome.tables, outcome.effect) =
            policy.protect(seen.partials, job.looks_at_rows, job.threads, report);
    }
    Ok(outcome)
}
