//! One file per verb, each a table of contents of its work.
//!
//! A command gets everything that depends on where and when it runs in a [`Context`], and returns
//! an [`Outcome`]; it neither prints nor ends the program.

mod build;
mod check;
pub mod codes;
mod each;
mod plan;
mod private;
mod protection;
mod serve;
mod synth;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use jiff::civil::Date;

use crate::catalog::{
    self, Catalog, Dataset, DatasetId, ForeignColumn, LoadError, RuleKind, Secrets, Selection, SourceKind,
    SourceSpec,
};
use crate::confidential::{self, AnonymiseError, Anonymised, Job, Location, OtherSource, Risk};
use crate::parallel::collect_in_parallel;
use crate::private::PrivateError;
use crate::release::{EditionError, StagingError, readers};
use crate::report::html;
use crate::report::{Finding, Place, Report};
use crate::site::{self, SiteError};
use crate::synth::SynthError;

pub use build::build;
pub use check::{assess, check};
pub use plan::{Planned, plan};
use private::Private;
pub use private::PrivatePaths;
pub use serve::serve;
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
    pub sources: BTreeMap<String, Location>,
    /// Looks up what the environment says, for connection strings that a dataset names.
    pub environment: fn(&str) -> Option<OsString>,
    /// How many threads may read a source. No output depends on it.
    pub threads: NonZeroUsize,
    /// Where private files go.
    pub private: PrivatePaths,
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
    /// A private record of earlier editions is not one.
    #[error("the record of earlier editions of `{dataset}` in the ledger is damaged")]
    Record {
        /// The dataset.
        dataset: String,
    },
    /// A private file cannot be written or read.
    #[error(transparent)]
    Private(#[from] PrivateError),
    /// The preview cannot be served.
    #[error("cannot serve on port {port}")]
    Serve {
        /// The port.
        port: u16,
        /// Why not.
        source: std::io::Error,
    },
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
    let (catalog, mut report) = catalog::load_with(&selection, &context.secrets, context.threads)?;
    let Some(catalog) = catalog else { return Ok(Err(Outcome::misconfigured(report))) };
    let documentation = collect_in_parallel(context.threads, catalog.datasets.iter(), |dataset| {
        Ok::<_, CommandError>(site::check_documentation(dataset))
    })?;
    documentation.into_iter().for_each(|found| report.extend(found));
    for id in context.sources.keys() {
        let is_read = catalog.datasets.iter().any(|dataset| {
            dataset.id.as_str() == id
                || foreign_columns(dataset).any(|foreign| foreign.dataset.as_str() == id)
        });
        if !is_read && !report.refuses() {
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

/// Reads and anonymises the source of one dataset, and writes its private report.
fn anonymise(
    context: &Context,
    private: &Private,
    catalog: &Catalog,
    dataset: &Dataset,
) -> Result<Anonymised, CommandError> {
    let location = location(context, &dataset.id, &dataset.source);
    let shown_as = shown_as(context, &dataset.id, &dataset.source, location.as_ref());
    let others: Vec<OtherSource> = foreign_columns(dataset)
        .map(|foreign| {
            let location = self::location(context, &foreign.dataset, &foreign.source);
            let shown_as = self::shown_as(context, &foreign.dataset, &foreign.source, location.as_ref());
            OtherSource { dataset: foreign.dataset.clone(), location, shown_as }
        })
        .collect();
    let earlier = private.earlier(dataset, context.as_of)?;
    let job = Job {
        catalog,
        dataset,
        location: location.as_ref(),
        shown_as: &shown_as,
        others: &others,
        as_of: context.as_of,
        earlier: &earlier,
        looks_at_rows: private.looks_at_rows(),
        threads: context.threads,
    };
    let mut anonymised = confidential::anonymised(&job)?;
    anonymised.report.extend(readers::surprises(dataset, &anonymised.tables));
    if let Some(folder) = &private.report {
        let day = context.as_of.to_string();
        let subject = html::Subject { dataset: dataset.id.as_str(), day: &day, source: &shown_as };
        let page = html::quality(&subject, &anonymised.quality, &anonymised.report);
        folder.write(&format!("quality-{}.html", dataset.id), page.as_bytes())?;
        if !anonymised.effect.tables.is_empty() {
            let page = protection::report(dataset.id.as_str(), &day, &anonymised.effect);
            folder.write(&format!("protection-{}.html", dataset.id), page.as_bytes())?;
        }
    }
    Ok(anonymised)
}

/// Where the source of a dataset is: as the command line or its environment variable says, as the
/// variable says that the dataset names, or the file below the root.
fn location(context: &Context, id: &DatasetId, source: &SourceSpec) -> Option<Location> {
    let given = context.sources.get(id.as_str()).cloned();
    match source.kind {
        _ if given.is_some() => given,
        SourceKind::Postgres => {
            let connection = (context.environment)(source.connection.as_deref()?)?;
            Some(Location::parse(&connection))
        }
        _ => Some(Location::File(context.root.join(&source.path))),
    }
}

/// What a source is called in findings: a path below the root is shown from there, another one as it
/// was given, and of a server nothing is shown.
fn shown_as(context: &Context, id: &DatasetId, source: &SourceSpec, location: Option<&Location>) -> String {
    match location {
        None | Some(Location::Postgres(_)) => format!("postgres:{id}"),
        Some(_) if !context.sources.contains_key(id.as_str()) => source.path.clone(),
        Some(Location::File(path) | Location::Sqlite(path)) => path.display().to_string(),
    }
}

/// Columns of other sources that the rules of a dataset compare with.
fn foreign_columns(dataset: &Dataset) -> impl Iterator<Item = &ForeignColumn> {
    dataset.rules.iter().filter_map(|rule| match &rule.kind {
        RuleKind::KeyOf(_, foreign) => Some(&**foreign),
        _ => None,
    })
}

/// What the private reports say of how much single rows stand out.
fn risk_sentence(risk: &Risk) -> String {
    let (rows, alone, pairs) = (risk.rows, risk.alone, risk.in_pairs);
    let mut sentence = format!(
        "{alone} of {rows} source rows are the only one of their combination, {pairs} are one of two"
    );
    if let Some(sample) = risk.sample {
        let shown = |millionths: u64| format!("{:.6}", millionths as f64 / 1e6);
        let (greatest, sum) = (shown(sample.greatest), shown(sample.sum));
        let _ = write!(sentence, "; individual risk at most {greatest}, {sum} over all");
    }
    sentence
}

/// What a table's line in a summary says of how much is withheld.
fn share(part: u64, whole: u64) -> String {
    if whole == 0 { "0 %".to_owned() } else { format!("{:.1} %", part as f64 * 100.0 / whole as f64) }
}
