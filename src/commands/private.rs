//! The folders and files that the command line names for what is private.

use std::path::PathBuf;

use jiff::civil::Date;

use super::{CommandError, Context, codes};
use crate::catalog::{Catalog, Dataset, OnInvalid, RuleKind};
use crate::confidential::{Earlier, Statistics};
use crate::private::{Folder, PrivateError, would_be_published};
use crate::release::EditionName;
use crate::report::{Finding, Place, Report};

/// Where private files go.
#[derive(Clone, Debug, Default)]
pub struct PrivatePaths {
    /// The folder for reports, a page for each dataset.
    pub report: Option<PathBuf>,
    /// The folder for rows that are set aside.
    pub quarantine: Option<PathBuf>,
    /// The folder for records of earlier editions.
    pub ledger: Option<PathBuf>,
    /// The file for the findings as SARIF, which whoever runs the command writes.
    pub sarif: Option<PathBuf>,
}

/// A dataset's file in the ledger: a line for each edition.
const RECORD: &str = "quality.jsonl";

/// The private folders of a run, open.
#[derive(Debug, Default)]
pub(super) struct Private {
    /// For reports.
    pub(super) report: Option<Folder>,
    /// For rows that are set aside.
    pub(super) quarantine: Option<Folder>,
    /// For records of earlier editions.
    pub(super) ledger: Option<Folder>,
    /// Nothing is published, so nothing is kept either.
    is_preview: bool,
    /// Somebody chooses a policy, and wants to know how much single rows stand out.
    is_choice: bool,
}

impl Private {
    /// Opens the folders, or says which of them are not fit to be private.
    pub(super) fn open(context: &Context) -> Result<Result<Private, Report>, CommandError> {
        let mut report = Report::new();
        let mut open = |option: &str, path: &Option<PathBuf>| -> Result<Option<Folder>, PrivateError> {
            let Some(path) = path else { return Ok(None) };
            match Folder::open(path, &context.public) {
                Ok(folder) => Ok(Some(folder)),
                Err(error @ PrivateError::Io { .. }) => Err(error),
                Err(unfit) => {
                    report.push(finding(option, &unfit));
                    Ok(None)
                }
            }
        };
        let private = Private {
            report: open("--report", &context.private.report)?,
            quarantine: open("--quarantine", &context.private.quarantine)?,
            ledger: open("--ledger", &context.private.ledger)?,
            is_preview: false,
            is_choice: false,
        };
        if let Some(path) = &context.private.sarif
            && would_be_published(path, &context.public)?
        {
            report.push(finding("--sarif", &PrivateError::InsidePublic(path.clone())));
        }
        Ok(if report.refuses() { Err(report) } else { Ok(private) })
    }

    /// The same for a run that publishes nothing: earlier records are read, and nothing is written.
    pub(super) fn for_preview(self) -> Private {
        Private { report: None, quarantine: None, is_preview: true, ..self }
    }

    /// For a run that shows what a policy does, and neither reads nor writes anything private.
    pub(super) fn for_choice() -> Private {
        Private { is_choice: true, ..Private::default() }
    }

    /// True if how much single rows stand out is told anywhere.
    pub(super) fn looks_at_rows(&self) -> bool {
        self.is_choice || self.report.is_some()
    }

    /// What the private record says of a dataset's last edition before a day.
    pub(super) fn earlier(&self, dataset: &Dataset, day: Date) -> Result<Earlier, CommandError> {
        let Some(ledger) = &self.ledger else { return Ok(Earlier::NoRecord) };
        let record = ledger.subfolder(dataset.id.as_str())?.read(RECORD)?.unwrap_or_default();
        Statistics::last_before(day, &record)
            .ok_or_else(|| CommandError::Record { dataset: dataset.id.to_string() })
    }

    /// Adds an edition to a dataset's private record, unless it stands there already.
    pub(super) fn record(
        &self,
        dataset: &Dataset,
        edition: EditionName,
        statistics: &Statistics,
    ) -> Result<(), CommandError> {
        let compares = |kind: &RuleKind| {
            matches!(kind, RuleKind::RowDrift(_) | RuleKind::EmptyDrift(..) | RuleKind::CodeDrift(..))
        };
        let Some(ledger) = &self.ledger else { return Ok(()) };
        if self.is_preview || !dataset.rules.iter().any(|rule| compares(&rule.kind)) {
            return Ok(());
        }
        let folder = ledger.subfolder(dataset.id.as_str())?;
        let line = statistics.line(&edition.to_string());
        if !folder.read(RECORD)?.unwrap_or_default().ends_with(line.as_bytes()) {
            folder.append(RECORD, line.as_bytes())?;
        }
        Ok(())
    }

    /// What datasets need a folder for and have none. A preview sets rows aside and keeps none of them.
    pub(super) fn unplaced(&self, catalog: &Catalog) -> Report {
        let mut report = Report::new();
        for dataset in &catalog.datasets {
            if let (OnInvalid::Quarantine(limit), None, false) =
                (&dataset.on_invalid, &self.quarantine, self.is_preview)
            {
                let message = format!("`{}` sets rows aside, and there is no folder for them", dataset.id);
                let place = Place::line(&limit.line.path, limit.line.line);
                report.push(
                    Finding::error(codes::QUARANTINE_UNPLACED, place, message)
                        .hint("name a private folder with `--quarantine DIR`"),
                );
            }
        }
        report
    }
}

fn finding(option: &str, unfit: &PrivateError) -> Finding {
    let hint = match unfit {
        PrivateError::OpenToOthers(_) => "`chmod 700` closes it; or name a folder that is not there yet",
        PrivateError::NotAFolder(_) => "name a folder, or one that is not there yet",
        _ => "name a place beside the public folder",
    };
    let place = Place::file(option);
    Finding::error(codes::PRIVATE_UNFIT, place, unfit.to_string()).hint(hint)
}
