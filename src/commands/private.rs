//! The folders and files that the command line names for what is private.

use std::path::PathBuf;

use super::{CommandError, Context, codes};
use crate::catalog::{Catalog, OnInvalid};
use crate::private::{Folder, PrivateError, would_be_published};
use crate::report::{Finding, Place, Report};

/// Where private files go.
#[derive(Clone, Debug, Default)]
pub struct PrivatePaths {
    /// The folder for reports, a page for each dataset.
    pub report: Option<PathBuf>,
    /// The folder for rows that are set aside.
    pub quarantine: Option<PathBuf>,
    /// The file for the findings as SARIF, which whoever runs the command writes.
    pub sarif: Option<PathBuf>,
}

/// The private folders of a run, open.
#[derive(Debug, Default)]
pub(super) struct Private {
    /// For reports.
    pub(super) report: Option<Folder>,
    /// For rows that are set aside.
    pub(super) quarantine: Option<Folder>,
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
        };
        if let Some(path) = &context.private.sarif
            && would_be_published(path, &context.public)?
        {
            report.push(finding("--sarif", &PrivateError::InsidePublic(path.clone())));
        }
        Ok(if report.refuses() { Err(report) } else { Ok(private) })
    }

    /// What datasets need a folder for and have none.
    pub(super) fn unplaced(&self, catalog: &Catalog) -> Report {
        let mut report = Report::new();
        for dataset in &catalog.datasets {
            if let (OnInvalid::Quarantine(limit), None) = (&dataset.on_invalid, &self.quarantine) {
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
