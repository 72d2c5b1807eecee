//! The sources of all datasets: small ones several at once, each of the others on all threads.

use super::{CommandError, Context, Private, anonymise, location};
use crate::catalog::{Catalog, Dataset};
use crate::confidential::{Anonymised, Location};
use crate::parallel::collect_in_parallel;

/// A source of at most so many bytes is one block, or a few. It gives several threads nothing to do and
/// leaves little to be remembered, so it is read beside others.
const SMALL: u64 = 1 << 20;

/// Anonymises every dataset. Returns what `keep` takes of each, in the order of the catalogue.
pub(super) fn anonymise_each<T: Send>(
    context: &Context,
    private: &Private,
    catalog: &Catalog,
    keep: impl Fn(&Dataset, Anonymised) -> T + Sync,
) -> Result<Vec<T>, CommandError> {
    let one = |(number, dataset)| {
        let anonymised = anonymise(context, private, catalog, dataset)?;
        Ok::<_, CommandError>((number, keep(dataset, anonymised)))
    };
    let (small, large): (Vec<_>, Vec<_>) =
        catalog.datasets.iter().enumerate().partition(|(_, dataset)| is_small(context, dataset));
    let mut kept = collect_in_parallel(context.threads, small.into_iter(), one)?;
    for dataset in large {
        kept.push(one(dataset)?);
    }
    kept.sort_unstable_by_key(|(number, _)| *number);
    Ok(kept.into_iter().map(|(_, kept)| kept).collect())
}

fn is_small(context: &Context, dataset: &Dataset) -> bool {
    match location(context, &dataset.id, &dataset.source) {
        Some(Location::File(path) | Location::Sqlite(path)) => {
            std::fs::metadata(path).is_ok_and(|file| file.len() <= SMALL)
        }
        Some(Location::Postgres(_)) | None => false,
    }
}
