//! `udstil check`: everything that `build` would refuse, without writing anything.

use super::{CommandError, Context, Ending, Outcome, anonymise, load};

/// Checks the named datasets, or all of them.
///
/// # Errors
///
/// Fails if the catalogue or a source cannot be read.
pub fn check(context: &Context, datasets: &[String]) -> Result<Outcome, CommandError> {
    let (catalog, mut report) = match load(context, datasets)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    let mut summary = Vec::new();
    for dataset in &catalog.datasets {
        let anonymised = anonymise(context, &catalog, dataset)?;
        if !anonymised.report.refuses() {
            summary.push(format!("{}: sound", dataset.id));
        }
        report.extend(anonymised.report);
    }
    let ending = if report.refuses() { Ending::Refused } else { Ending::Done };
    Ok(Outcome { report, ending, summary })
}
