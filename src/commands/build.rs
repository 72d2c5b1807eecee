//! `udstil build`: the whole way from sources to a public folder.
//!
//! Every source is read and protected before the first byte is written; everything is written
//! beside the public folder; and only when all of it has been read back does it take its place.

use std::io;

use crate::catalog::{Catalog, Dataset, Presence, Publication};
use crate::confidential::{Anonymised, PublicTable, Quarantined, Statistics};
use crate::metadata::{self, dcat};
use crate::parallel::{collect_in_parallel, in_parallel};
use crate::release::{
    Draft, Edition, EditionError, EditionName, RecordCount, SourceQuality, Staging, dataset_folder,
    earlier_editions,
};
use crate::report::{Finding, Place, Report};
use crate::site::{self, Templates};

use super::each::anonymise_each;
use super::{CommandError, Context, Ending, Outcome, Private, codes, load, share};

/// Builds the named datasets, or all of them, into the public folder.
///
/// # Errors
///
/// Fails if something cannot be read or written; the public folder is then as it was.
pub fn build(context: &Context, datasets: &[String]) -> Result<Outcome, CommandError> {
    let private = match Private::open(context)? {
        Ok(private) => private,
        Err(report) => return Ok(Outcome::misconfigured(report)),
    };
    build_with(context, &private, datasets)
}

/// The same with private folders that are open.
pub(super) fn build_with(
    context: &Context,
    private: &Private,
    datasets: &[String],
) -> Result<Outcome, CommandError> {
    let (catalog, mut report) = match load(context, datasets)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    report.extend(private.unplaced(&catalog));
    if report.refuses() {
        return Ok(Outcome::misconfigured(report));
    }
    let templates = Templates::load(Some(&context.root))?;
    let Some(mut protected) = protect_all(context, private, &catalog, &mut report)? else {
        return Ok(Outcome::refused(report));
    };
    let mut staging = Staging::begin(&context.public)?;
    refuse_to_leave_out(&staging, &catalog, &mut report);
    let editions = write_editions(context, &catalog, &protected, &mut staging, &mut report)?;
    if report.refuses() {
        return Ok(Outcome::refused(report));
    }
    // What describes the editions reads them as they are published.
    protected.iter_mut().for_each(|protected| protected.tables = Vec::new());
    let summary = editions.iter().flat_map(describe).collect();
    let names: Vec<EditionName> = editions.iter().map(|edition| edition.name).collect();
    let editions = with_earlier(&staging, editions);
    describe_all(context, &catalog, &editions, &templates, &mut staging)?;
    set_aside(context, private, &catalog, &protected)?;
    staging.publish()?;
    for ((dataset, protected), name) in catalog.datasets.iter().zip(&protected).zip(names) {
        private.record(dataset, name, &protected.statistics)?;
    }
    Ok(Outcome { report, ending: Ending::Done, summary })
}

/// The tables of one dataset, ready to be written.
struct Protected {
    tables: Vec<PublicTable>,
    records: RecordCount,
    quality: SourceQuality,
    statistics: Statistics,
    quarantined: Option<Quarantined>,
}

/// Anonymises every dataset; `None` if any of them is refused.
fn protect_all(
    context: &Context,
    private: &Private,
    catalog: &Catalog,
    report: &mut Report,
) -> Result<Option<Vec<Protected>>, CommandError> {
    let kept = anonymise_each(context, private, catalog, |dataset, anonymised| {
        let Anonymised { report: found, tables, quality, statistics, quarantined, .. } = anonymised;
        let public = SourceQuality {
            checks: quality.checks.len() as u64,
            set_aside: quality.quarantined.map(|rows| told(dataset, rows)),
            warnings: found.warnings() as u64,
        };
        let records = told(dataset, quality.rows);
        (Protected { tables, records, quality: public, statistics, quarantined }, found)
    })?;
    let mut all = Vec::with_capacity(kept.len());
    for (protected, found) in kept {
        report.extend(found);
        all.push(protected);
    }
    Ok((!report.refuses()).then_some(all))
}

/// As much of a number of source records as may be public.
fn told(dataset: &Dataset, records: u64) -> RecordCount {
    match &dataset.policy.publication {
        Publication::Rows(_) => RecordCount::Exact(records),
        Publication::Tables(tables) if tables.iter().all(|table| table.presence == Presence::Public) => {
            RecordCount::band(records)
        }
        Publication::Tables(_) => RecordCount::Withheld,
    }
}

/// Writes the rows that were set aside. It is done before anything is published, so that no row is
/// left out of what is published without being kept.
fn set_aside(
    context: &Context,
    private: &Private,
    catalog: &Catalog,
    protected: &[Protected],
) -> Result<(), CommandError> {
    let Some(folder) = &private.quarantine else { return Ok(()) };
    for (dataset, protected) in catalog.datasets.iter().zip(protected) {
        if let Some(rows) = &protected.quarantined {
            rows.write_to(folder, &format!("{}-{}", dataset.id, context.as_of))?;
        }
    }
    Ok(())
}

/// A catalogue that leaves out a dataset which it had before would take addresses away that were
/// public once.
fn refuse_to_leave_out(staging: &Staging, catalog: &Catalog, report: &mut Report) {
    let mut left_out: Vec<&str> = staging
        .files_below("data")
        .filter_map(|(path, _)| path.split('/').next())
        .filter(|id| catalog.datasets.binary_search_by_key(id, |dataset| dataset.id.as_str()).is_err())
        .collect();
    left_out.dedup();
    for id in left_out {
        report.push(
            Finding::error(
                codes::DATASET_LEFT_OUT,
                Place::file("datasets"),
                format!("the target has editions of `{id}`, which this build would leave out"),
            )
            .hint("build all datasets, or build into another folder with `--public`"),
        );
    }
}

/// Writes an edition of each dataset, on all threads; those that must not be are findings.
fn write_editions(
    context: &Context,
    catalog: &Catalog,
    protected: &[Protected],
    staging: &mut Staging,
    report: &mut Report,
) -> Result<Vec<Edition>, CommandError> {
    let parts = staging.parts(catalog.datasets.iter().map(dataset_folder));
    let work = catalog.datasets.iter().zip(protected).zip(parts);
    let written = collect_in_parallel(context.threads, work, |((dataset, protected), mut part)| {
        let edition = match write_edition(context, catalog, dataset, protected, &mut part) {
            Ok(edition) => Ok(edition),
            Err(EditionError::Refused(finding)) => Err(finding),
            Err(error) => return Err(CommandError::from(error)),
        };
        Ok((part, edition))
    })?;
    let mut editions = Vec::with_capacity(written.len());
    for (part, edition) in written {
        staging.rejoin(part);
        match edition {
            Ok(edition) => editions.push(edition),
            Err(finding) => report.push(*finding),
        }
    }
    Ok(editions)
}

fn write_edition(
    context: &Context,
    catalog: &Catalog,
    dataset: &Dataset,
    protected: &Protected,
    staging: &mut Staging,
) -> Result<Edition, EditionError> {
    let draft = Draft::begin(staging, dataset, &protected.tables, context.as_of)?;
    let notes = metadata::notes(&catalog.info, dataset, draft.name());
    let mut edition = draft.write_tables(&notes, protected.records)?;
    for (name, bytes) in metadata::edition_files(&catalog.info, dataset, edition.edition()) {
        edition.add_file(&name, &bytes)?;
    }
    Ok(Edition { quality: Some(protected.quality), ..edition.finish()? })
}

/// These editions and all that their datasets had before.
fn with_earlier(staging: &Staging, mut editions: Vec<Edition>) -> Vec<Edition> {
    let earlier: Vec<Edition> = editions
        .iter()
        .flat_map(|edition| earlier_editions(staging, &edition.dataset, edition.name))
        .collect();
    editions.extend(earlier);
    editions
}

/// Writes what machines and people read about the editions, on all threads. Files are made in no
/// fixed order, and the same whatever the order; of several failures, the first one in the order of
/// the work is told.
fn describe_all(
    context: &Context,
    catalog: &Catalog,
    editions: &[Edition],
    templates: &Templates,
    staging: &mut Staging,
) -> Result<(), CommandError> {
    let reader = staging.reader();
    let open = move |path: &str| match reader(path) {
        Ok(file) => Ok(Box::new(file) as Box<dyn io::Read>),
        Err(error) => Err(io::Error::other(error)),
    };
    let catalogue = dcat::Catalogue::new(catalog, editions);
    let rendering = site::render(catalog, editions, templates, &open)?;
    let files = metadata::files(&catalogue).map(Work::File);
    let pages = (0..rendering.groups()).map(Work::Pages);
    let staging = staging.many_writers();
    in_parallel(context.threads, files.chain(pages), |work| {
        match work {
            Work::File(file) => {
                let paths = file.paths.clone();
                staging.write_together(&paths, |outs| file.write(outs))?;
            }
            Work::Pages(group) => {
                for page in rendering.group(group) {
                    let page = page?;
                    staging.write(&page.path, |out| out.write_all(&page.bytes))?;
                }
            }
        }
        Ok(())
    })
}

/// What a thread does next: a file for machines, or a group of pages.
enum Work<'a> {
    File(metadata::File<'a>),
    Pages(usize),
}

/// A line for each table of an edition.
fn describe(edition: &Edition) -> Vec<String> {
    let line = |table: &crate::release::TableManifest| {
        let withheld = table
            .withheld
            .map(|withheld| format!(", {} withheld", share(withheld.rows, withheld.of)))
            .unwrap_or_default();
        let rows = if table.row_count == 1 { "row" } else { "rows" };
        format!("{} {}: {} {rows}{withheld}", edition.dataset, edition.name, table.row_count)
    };
    edition.tables.iter().map(line).collect()
}
