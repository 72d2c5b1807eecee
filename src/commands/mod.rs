//! One file per verb, each a table of contents of its work.
//!
//! A command gets everything that depends on where and when it runs in a [`Context`], and returns
//! an [`Outcome`]; it neither prints nor ends the program.

mod build;
mod check;
pub mod codes;
mod plan;
mod synth;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use jiff::civil::Date;

use crate::catalog::{self, Catalog, Dataset, LoadError, Secrets, Selection};
use crate::confidential::{self, AnonymiseError, Anonymised, Job};
use crate::release::{EditionError, StagingError};
use crate::report::{Finding, Place, Report};
use crate::site::{self, SiteError};
use crate::synth::SynthError;

pub use build::build;
pub use check::{assess, check};
pub use plan::{Planned, plan};
pub use synth::{Synth, synth};

/// Where and when a command runs.
#[derive(Clone, Debug)]
pub struct Context {
    /// The folder that holds `datasets/` and `schemas/`.
    pub root: PathBuf,
    /// The folder to publish into.
    pub public: PathBuf,
    /// The day for which everything is done.
    pub as_of: Date,
    /// Sources that stand in for those that datasets name.
    pub sources: BTreeMap<String, PathBuf>,
    /// How many threads may read a source. No output depends on it.
    pub threads: NonZeroUsize,
    /// What policies name and do not hold.
    pub secrets: Secrets,
}

/// How a command ended.
#[derive(Debug)]
pub struct Outcome {
    /// What was found.
    pub report: Report,
    /// Whether the command did what it is for.
    pub ending: Ending,
    /// What was done, a line each, for people.
    pub summary: Vec<String>,
}

/// Whether a command did what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It did.
    Done,
    /// It refused, because of data or policy.
    Refused,
    /// The catalogue's own files are wrong, so no source was read.
    Misconfigured,
}

/// Trouble with the world, which no edit to the catalogue would mend.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The catalogue cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A source cannot be read.
    #[error(transparent)]
    Anonymise(#[from] AnonymiseError),
    /// The public folder cannot be written.
    #[error(transparent)]
    Staging(#[from] StagingError),
    /// An edition cannot be written.
    #[error(transparent)]
    Edition(#[from] EditionError),
    /// A page cannot be made.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// Synthetic rows cannot be made.
    #[error(transparent)]
    Synth(#[from] SynthError),
    /// What a command produces cannot be written.
    #[error("cannot write to {path}")]
    Output {
        /// Where it should have gone.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
}

impl Outcome {
    fn refused(report: Report) -> Outcome {
        Outcome { report, ending: Ending::Refused, summary: Vec::new() }
    }

    fn misconfigured(report: Report) -> Outcome {
        // What a policy refuses is a refusal, even though no source was read for it.
        let is_refusal = report
            .findings()
            .iter()
            .filter(|finding| finding.severity == crate::report::Severity::Error)
            .all(|finding| catalog::codes::REFUSALS.contains(&finding.code));
        let ending = if is_refusal { Ending::Refused } else { Ending::Misconfigured };
        Outcome { report, ending, summary: Vec::new() }
    }
}

/// A catalogue whose own files are sound, or the outcome that says what is wrong with them.
fn load(context: &Context, datasets: &[String]) -> Result<Result<(Catalog, Report), Outcome>, CommandError> {
    let selection = Selection { root: &context.root, datasets, as_of: context.as_of };
    let (catalog, mut report) = catalog::load_with(&selection, &context.secrets)?;
    let Some(catalog) = catalog else { return Ok(Err(Outcome::misconfigured(report))) };
    for dataset in &catalog.datasets {
        report.extend(site::check_documentation(dataset));
    }
    for id in context.sources.keys() {
        if !catalog.datasets.iter().any(|dataset| dataset.id.as_str() == id) && !report.refuses() {
            report.push(
                Finding::error(
                    codes::SOURCE_OVERRIDE,
                    Place::file("datasets"),
                    format!("a source is given for `{id}`, which is not among the datasets"),
                )
                .hint("`--source` takes ID=PATH"),
            );
        }
    }
    if report.refuses() {
        return Ok(Err(Outcome::misconfigured(report)));
    }
    Ok(Ok((catalog, report)))
}

/// Reads and anonymises the source of one dataset.
fn anonymise(context: &Context, catalog: &Catalog, dataset: &Dataset) -> Result<Anonymised, CommandError> {
    let (path, shown_as) = source_path(context, dataset);
    let job = Job {
        catalog,
        dataset,
        path: &path,
        shown_as: &shown_as,
        as_of: context.as_of,
        threads: context.threads,
    };
    Ok(confidential::anonymised(&job)?)
}

/// The source of a dataset, and what it is called in findings: a path below the root is shown from
/// there, another one as it was given.
fn source_path(context: &Context, dataset: &Dataset) -> (PathBuf, String) {
    match context.sources.get(dataset.id.as_str()) {
        Some(path) => (path.clone(), path.display().to_string()),
        None => (context.root.join(&dataset.source.path), dataset.source.path.clone()),
    }
}

/// What a table's line in a summary says of how much is withheld.
fn share(part: u64, whole: u64) -> String {
    if whole == 0 { "0 %".to_owned() } else { format!("{:.1} %", part as f64 * 100.0 / whole as f64) }
}
