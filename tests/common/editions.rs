//! Editions as a build would describe them, made up, for tests of what is said of editions.

use udstil::catalog::{Catalog, Publication, RowsKind};
use udstil::digest::Sha256;
use udstil::release::{
    ColumnKind, ColumnManifest, ColumnRole, Edition, EditionName, FileManifest, Format, Range, RecordCount,
    TableManifest, Withheld,
};

pub(crate) fn text_range(values: &[&str]) -> Range {
    let listed: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
    Range::Texts { distinct: listed.len() as u64, listed: Some(listed) }
}

pub(crate) fn column(name: &str, role: ColumnRole, kind: ColumnKind, range: Range) -> ColumnManifest {
    ColumnManifest { name: name.into(), role, kind, empty: 0, range }
}

/// An edition of a dataset with three rows: a figure, a withheld one, and a text of one's choice.
pub(crate) fn edition(catalog: &Catalog, index: usize, name: &str, text: &str) -> Edition {
    let dataset = &catalog.datasets[index];
    let (table, columns) = match &dataset.policy.publication {
        Publication::Tables(tables) => {
            let keys = tables[0].dimensions.iter().map(|dimension| {
                column(&dimension.name, ColumnRole::Key, ColumnKind::Text, text_range(&[text]))
            });
            let measures = tables[0].measures.iter().flat_map(|measure| {
                let range = Range::Numbers(Some(("5".into(), "12841".into())));
                [
                    column(&measure.name, ColumnRole::Measure, ColumnKind::Integer, range),
                    column(
                        &format!("{}_status", measure.name),
                        ColumnRole::Status,
                        ColumnKind::Text,
                        text_range(&["c"]),
                    ),
                ]
            });
            (&tables[0].name, keys.chain(measures).collect::<Vec<_>>())
        }
        Publication::Rows(rows) => {
            let columns = rows[0].columns.iter().map(|column_policy| {
                let (kind, range) = match column_policy.kind {
                    RowsKind::Text => (ColumnKind::Text, text_range(&[text])),
                    RowsKind::Integer => (ColumnKind::Integer, Range::Numbers(None)),
                    RowsKind::Decimal(scale) => (ColumnKind::Decimal(scale), Range::Numbers(None)),
                };
                column(&column_policy.name, ColumnRole::Plain, kind, range)
            });
            (&rows[0].name, columns.collect())
        }
    };
    let row = |is_withheld: bool| {
        let cell = |column: &ColumnManifest| match (column.role, column.kind) {
            (ColumnRole::Measure, _) if is_withheld => None,
            (ColumnRole::Status, _) => is_withheld.then(|| "c".to_owned()),
            (_, ColumnKind::Text) => Some(text.to_owned()),
            (_, ColumnKind::Integer) => Some("12841".to_owned()),
            (_, ColumnKind::Decimal(_)) => Some("22.5".to_owned()),
        };
        columns.iter().map(cell).collect()
    };
    let file = |name: String, format| FileManifest { name, format, bytes: 44_100, sha256: Sha256::of(b"x") };
    let is_table = matches!(dataset.policy.publication, Publication::Tables(_));
    let table = TableManifest {
        name: table.clone(),
        row_count: 3,
        withheld: is_table.then_some(Withheld { rows: 1, of: 3 }),
        preview: vec![row(false), row(true), row(false)],
        columns,
        files: vec![file(format!("{table}.csv"), Format::Csv), file(format!("{table}.xlsx"), Format::Xlsx)],
    };
    Edition {
        dataset: dataset.id.clone(),
        name: EditionName::parse(name).expect("the test names an edition"),
        tables: vec![table],
        files: vec![file("datapackage.json".into(), Format::Json)],
        records_checked: RecordCount::Withheld,
        quality: None,
    }
}

/// An edition of each dataset.
pub(crate) fn editions(catalog: &Catalog, text: &str) -> Vec<Edition> {
    (0..catalog.datasets.len()).map(|index| edition(catalog, index, "2026-11-21", text)).collect()
}
