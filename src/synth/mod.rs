//! Synthetic source rows: made up from the record schema, the code lists and a dataset's hints.
//!
//! The rows look like the register's, with skewed distributions, dominant companies, free text that
//! names persons, empty and extreme cells, and every one of them satisfies the schema. Nothing in them
//! comes from a source: this room never opens one. docs/synth.md describes the hints.

pub mod codes;

mod cells;
mod columns;
mod context;
mod days;
mod draw;
mod hints;
mod pattern;
mod plan;
mod pools;
mod rows;
mod schema;
mod source;
mod sources;
mod templates;

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::Path;

use jiff::civil::Date;

use crate::catalog::{self, LoadError, Secrets, Selection};
use crate::report::Report;

pub use plan::{Plan, Sample};

/// The rows could not be made, for a reason that no edit to the hints would mend.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// The catalogue could not be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The rows could not be written.
    #[error("cannot write the synthetic rows")]
    Write(#[source] io::Error),
}

/// What is to be written.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The folder that holds `datasets/` and `schemas/`.
    pub root: &'a Path,
    /// The dataset's identifier.
    pub dataset: &'a str,
    /// How many rows; as many as the sample has if nothing is said.
    pub rows: Option<u64>,
    /// From which seed; that of the sample if nothing is said.
    pub seed: Option<u64>,
    /// The day on which policies must not have lapsed.
    pub as_of: Date,
    /// What policies name and do not hold: they are read, though nothing is protected here.
    pub secrets: &'a Secrets,
}

/// Writes the synthetic rows of a dataset as CSV, with a header.
///
/// The same request on the same catalogue writes the same bytes, on any machine. If anything is wrong
/// with the catalogue or the hints, the report says so, `open` is not called and nothing is written: a
/// file that is to be replaced stays as it was.
///
/// # Errors
///
/// Fails if the catalogue cannot be read, or the output cannot be opened or written to.
pub fn run<'w>(
    request: &Request<'_>,
    open: impl FnOnce() -> io::Result<Box<dyn Write + 'w>>,
) -> Result<Report, SynthError> {
    let datasets = [request.dataset.to_owned()];
    let selection = Selection { root: request.root, datasets: &datasets, as_of: request.as_of };
    let (catalog, mut report) = catalog::load_with(&selection, request.secrets, NonZeroUsize::MIN)?;
    let Some(catalog) = catalog else { return Ok(report) };
    let Some(dataset) = catalog.datasets.first() else { return Ok(report) };
    let (plan, found) = Plan::load(request.root, dataset, &catalog, |sample| Sample {
        rows: request.rows.unwrap_or(sample.rows),
        seed: request.seed.unwrap_or(sample.seed),
    })?;
    report.extend(found);
    if let (Some(plan), false) = (plan, report.refuses()) {
        open().and_then(|mut out| plan.write_rows(&mut *out)).map_err(SynthError::Write)?;
    }
    Ok(report)
}
