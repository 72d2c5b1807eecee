//! The editions that a build would make, for whoever asks before there is one.

use jiff::civil::Date;

use crate::catalog::{Catalog, Dataset, Publication};
use crate::digest::Sha256;
use crate::release::{Edition, EditionName, FileManifest, Format, RecordCount};

/// The editions that a build of this day would make, as far as the catalogue decides it: which
/// files there would be. Their size is 0 and their digest that of nothing, so this is for scoring
/// only and must not be written anywhere.
pub fn planned(catalog: &Catalog, as_of: Date) -> Vec<Edition> {
    catalog.datasets.iter().map(|dataset| edition(dataset, as_of)).collect()
}

fn edition(dataset: &Dataset, as_of: Date) -> Edition {
    let tables: Vec<&str> = match &dataset.policy.publication {
        Publication::Tables(tables) => tables.iter().map(|table| table.name.as_str()).collect(),
        Publication::Rows(rows) => rows.iter().map(|rows| rows.name.as_str()).collect(),
    };
    let suffix = if dataset.about.synthetic { "-synthetic" } else { "" };
    // A workbook is left out of large tables, so it is not counted on.
    let files = tables.iter().flat_map(|table| {
        [Format::Csv, Format::Parquet].map(|format| FileManifest {
            name: format!("{table}{suffix}.{}", format.extension()),
            format,
            bytes: 0,
            sha256: Sha256::of(b""),
        })
    });
    Edition {
        dataset: dataset.id.clone(),
        name: EditionName { date: as_of, number: 1 },
        tables: Vec::new(),
        files: files.collect(),
        records_checked: RecordCount::Withheld,
        quality: None,
    }
}
