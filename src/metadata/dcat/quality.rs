//! An edition's quality, computed from its manifest: how much is withheld, how much is filled in.

use oxrdf::NamedNode;

use super::model::{Dimension, Metric, QualityAnnotation, QualityMeasurement};
use super::names::part;
use super::words;
use crate::catalog::{Dataset, Localised, Publication};
use crate::release::{ColumnRole, Edition, TableManifest};

/// The edition's quality in numbers; none if its tables are not known.
pub(super) fn measurements(edition: &Edition, of: &NamedNode) -> Vec<QualityMeasurement> {
    if edition.tables.is_empty() {
        return Vec::new();
    }
    let measured = |metric: Metric, value: String| QualityMeasurement {
        node: part(of, metric.fragment()),
        metric,
        value,
    };
    let mut all = Vec::new();
    let withheld: Vec<_> = edition.tables.iter().filter_map(|table| table.withheld).collect();
    if !withheld.is_empty() {
        let rows = withheld.iter().map(|withheld| withheld.rows).sum();
        let of = withheld.iter().map(|withheld| withheld.of).sum();
        all.push(measured(Metric::WithheldShare, share(rows, of, 0)));
    }
    let (filled, cells) = edition.tables.iter().map(cells).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    all.push(measured(Metric::Completeness, share(filled, cells, 1)));
    let rows: u64 = edition.tables.iter().map(|table| table.row_count).sum();
    all.push(measured(Metric::Rows, rows.to_string()));
    all.extend(edition.quality.map(|quality| measured(Metric::Checks, quality.checks.to_string())));
    all
}

/// How many of a table's cells hold a value, and how many there are. Status columns do not count:
/// they are empty where all is well.
fn cells(table: &TableManifest) -> (u64, u64) {
    let columns = table.columns.iter().filter(|column| column.role != ColumnRole::Status);
    columns.fold((0, 0), |(filled, all), column| {
        (filled + table.row_count.saturating_sub(column.empty), all + table.row_count)
    })
}

/// A share with four decimals; of nothing, it is `empty`.
fn share(some: u64, all: u64, empty: u64) -> String {
    let (some, all) = if all == 0 { (u128::from(empty), 1) } else { (u128::from(some), u128::from(all)) };
    let parts = (some * 10_000 + all / 2) / all;
    format!("{}.{:04}", parts / 10_000, parts % 10_000)
}

/// The edition's quality in words: what protects it, what is withheld, and the dataset's
/// limitations.
pub(super) fn annotations(dataset: &Dataset, edition: &Edition, of: &NamedNode) -> Vec<QualityAnnotation> {
    let protection = match &dataset.policy.publication {
        Publication::Tables(tables) if tables.iter().all(|table| table.protection.is_exact()) => {
            words::said(words::ANONYMISED)
        }
        Publication::Tables(_) => words::said(words::CHANGED),
        Publication::Rows(_) => words::said(words::PUBLIC_ROWS),
    };
    let mut said = vec![(Dimension::Security, protection)];
    for table in &edition.tables {
        if let Some(withheld) = table.withheld {
            let text = words::said_beside(table_title(dataset, &table.name), |language, title| {
                words::withheld(language, title, withheld.rows, withheld.of)
            });
            said.push((Dimension::Completeness, text));
        }
    }
    said.extend(dataset.about.limitations.iter().map(|text| (Dimension::Understandability, text.clone())));
    said.into_iter()
        .zip(1..)
        .map(|((dimension, text), number)| QualityAnnotation {
            node: part(of, &format!("note-{number}")),
            dimension,
            text,
        })
        .collect()
}

fn table_title<'a>(dataset: &'a Dataset, name: &str) -> &'a Localised {
    match &dataset.policy.publication {
        Publication::Tables(tables) => {
            tables.iter().find(|table| table.name == name).map(|table| &table.title)
        }
        Publication::Rows(rows) => rows.iter().find(|rows| rows.name == name).map(|rows| &rows.title),
    }
    .unwrap_or(&dataset.about.title)
}

impl Metric {
    /// All metrics.
    pub const ALL: [Metric; 4] = [Metric::WithheldShare, Metric::Completeness, Metric::Rows, Metric::Checks];

    pub(super) fn fragment(self) -> &'static str {
        match self {
            Metric::WithheldShare => "withheld-share",
            Metric::Completeness => "completeness",
            Metric::Rows => "rows",
            Metric::Checks => "checks",
        }
    }

    pub(super) fn definition(self) -> Localised {
        words::said(match self {
            Metric::WithheldShare => [
                "Andelen af rækker, hvis tal er tilbageholdt af hensyn til fortrolighed, fra 0 til 1.",
                "The share of rows whose figures are withheld for confidentiality, from 0 to 1.",
                "Andelen av rader der tallene er holdt tilbake av hensyn til konfidensialitet, fra 0 til 1.",
            ],
            Metric::Completeness => [
                "Andelen af celler, der har indhold, fra 0 til 1. Statuskolonner tæller ikke med.",
                "The share of cells that hold a value, from 0 to 1. Status columns do not count.",
                "Andelen av celler som har innhold, fra 0 til 1. Statuskolonner teller ikke med.",
            ],
            Metric::Rows => [
                "Antallet af rækker i alle udgavens tabeller.",
                "The number of rows in all tables of the edition.",
                "Antallet rader i alle utgavens tabeller.",
            ],
            Metric::Checks => [
                "Antallet af forskellige kontroller, som kildens poster er underkastet, enkeltvis og under ét.",
                "The number of different checks that the source records were put to, one by one and together.",
                "Antallet ulike kontroller som kildens poster ble utsatt for, enkeltvis og samlet.",
            ],
        })
    }

    pub(super) fn dimension(self) -> Dimension {
        match self {
            Metric::Checks => Dimension::SyntacticValidity,
            _ => Dimension::Completeness,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_and_never_divides_by_nothing() {
        assert_eq!(share(1, 3, 0), "0.3333");
        assert_eq!(share(2, 3, 0), "0.6667");
        assert_eq!(share(5, 5, 0), "1.0000");
        assert_eq!(share(0, 0, 1), "1.0000");
        assert_eq!(share(u64::MAX, u64::MAX, 0), "1.0000");
    }
}
