//! `udstil check`: everything that `build` would refuse, without writing anything.

use crate::metadata::dcat::{Catalogue, Profile, triples};
use crate::metadata::mqa::{self, Reach, Score};

use super::each::anonymise_each;
use super::{CommandError, Context, Ending, Outcome, Private, load};

/// Checks the named datasets, or all of them.
///
/// # Errors
///
/// Fails if the catalogue or a source cannot be read.
pub fn check(context: &Context, datasets: &[String]) -> Result<Outcome, CommandError> {
    let private = match Private::open(context)? {
        Ok(private) => private,
        Err(report) => return Ok(Outcome::misconfigured(report)),
    };
    let (catalog, mut report) = match load(context, datasets)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    report.extend(private.unplaced(&catalog));
    if report.refuses() {
        return Ok(Outcome::misconfigured(report));
    }
    let mut summary = Vec::new();
    let found = anonymise_each(context, &private, &catalog, |_, anonymised| anonymised.report)?;
    for (dataset, found) in catalog.datasets.iter().zip(found) {
        if !found.refuses() {
            summary.push(format!("{}: sound", dataset.id));
        }
        report.extend(found);
    }
    let ending = if report.refuses() { Ending::Refused } else { Ending::Done };
    Ok(Outcome { report, ending, summary })
}

/// Scores the metadata of the named datasets, or of all of them, as data.europa.eu would, by their
/// identifiers; of a catalogue that is not sound, nothing. No address is asked.
///
/// # Errors
///
/// Fails if the catalogue cannot be read.
pub fn assess(context: &Context, datasets: &[String]) -> Result<Vec<(String, Score)>, CommandError> {
    let Ok((catalog, _)) = load(context, datasets)? else { return Ok(Vec::new()) };
    let planned = mqa::planned(&catalog, context.as_of);
    let described = Catalogue::new(&catalog, &planned);
    let mut scores = mqa::scores(&triples(&described, Profile::DcatAp3), Reach::NotChecked);
    let of_series = described.series().filter_map(|series| {
        let newest = &series.editions.last()?.node;
        let at = scores.iter().position(|score| score.dataset == *newest)?;
        Some((series.id, scores.swap_remove(at)))
    });
    Ok(of_series.collect())
}
