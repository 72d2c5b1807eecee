//! Small tables for the tests of this room, and a strategy that makes arbitrary ones.

use std::path::Path;

use jiff::civil::date;
use proptest::prelude::*;

use super::{Entry, Notes, Page, Section};
use crate::catalog::{self, Catalog, Language, Selection};
use crate::confidential::{ColumnRole, PublicTable, Values};

/// A text column.
pub(super) fn texts(cells: &[Option<&str>]) -> Values {
    let mut dictionary: Vec<String> = cells.iter().flatten().map(|text| (*text).to_owned()).collect();
    dictionary.sort_unstable();
    dictionary.dedup();
    let codes = cells
        .iter()
        .map(|cell| {
            cell.map(|text| dictionary.binary_search_by(|known| known.as_str().cmp(text)).unwrap() as u32)
        })
        .collect();
    Values::Text { dictionary, codes }
}

/// A column of whole numbers.
pub(super) fn integers(cells: &[Option<i64>]) -> Values {
    Values::Integer(cells.to_vec())
}

/// A column of numbers with decimals.
pub(super) fn decimals(scale: u8, cells: &[Option<i64>]) -> Values {
    Values::Decimal { scale, values: cells.to_vec() }
}

/// A table with one of everything.
pub(super) fn complaints() -> PublicTable {
    PublicTable::for_tests(
        "klager",
        vec![
            ("region", ColumnRole::Key, texts(&[Some("DK-81"), Some("DK-82"), Some("_U")])),
            ("antal", ColumnRole::Measure, integers(&[Some(12), None, Some(5)])),
            ("antal_status", ColumnRole::Status, texts(&[None, Some("c"), None])),
            ("tons", ColumnRole::Measure, decimals(1, &[Some(225), None, Some(-5)])),
            ("tons_status", ColumnRole::Status, texts(&[None, Some("c"), None])),
        ],
    )
}

/// Notes for it.
pub(super) fn notes() -> Notes {
    let entry = |term: &str, text: &str| Entry { term: term.into(), text: text.into() };
    Notes {
        table: "klager".into(),
        title: "Klager".into(),
        publisher: "Eksempelstyrelsen".into(),
        licence: "https://creativecommons.org/licenses/by/4.0/".into(),
        source: "https://data.example.org/datasets/klager/".into(),
        synthetic: true,
        date: date(2026, 11, 21),
        language: Language::Da,
        figures: "Tal".into(),
        statuses: vec![entry("c", "Tilbageholdt")],
        special_codes: vec![entry("_U", "Ukendt")],
        pages: vec![Page {
            language: Language::Da,
            title: "Klager".into(),
            warning: Some("Opdigtede data".into()),
            sections: vec![Section {
                heading: "Kolonner".into(),
                entries: vec![entry("region", "Landsdel"), entry("", "=løbende tekst")],
            }],
        }],
    }
}

/// Any table: up to five columns of any kind and up to 40 rows, with texts of any characters that
/// XML and CSV can hold.
pub(super) fn any_table() -> impl Strategy<Value = PublicTable> {
    (1_usize..6, 0_usize..40).prop_flat_map(|(columns, rows)| {
        prop::collection::vec(any_values(rows), columns).prop_map(|columns| {
            let names: Vec<String> = (0..columns.len()).map(|index| format!("k{index}")).collect();
            let columns = names
                .iter()
                .zip(columns)
                .map(|(name, values)| (name.as_str(), ColumnRole::Plain, values))
                .collect();
            PublicTable::for_tests("table", columns)
        })
    })
}

fn any_values(rows: usize) -> impl Strategy<Value = Values> {
    // Numbers that a workbook can hold exactly; larger ones have tests of their own.
    let number = || prop::option::of(-9_007_199_254_740_992_i64..=9_007_199_254_740_992);
    let text = prop_oneof!["[a-c]{1,2}", "[ -~æøå\t\n\r\"',=@+]{1,12}", "\\PC{1,8}"];
    prop_oneof![
        prop::collection::vec(prop::option::of(text), rows)
            .prop_map(|cells| { texts(&cells.iter().map(Option::as_deref).collect::<Vec<_>>()) }),
        prop::collection::vec(number(), rows).prop_map(Values::Integer),
        (1_u8..=6, prop::collection::vec(number(), rows))
            .prop_map(|(scale, values)| Values::Decimal { scale, values }),
    ]
}

/// The catalogue of `tests/data/small`.
pub(crate) fn catalogue() -> Catalog {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/small");
    let selection = Selection { root: &root, datasets: &[], as_of: date(2026, 11, 21) };
    let (catalog, report) = catalog::load(&selection).unwrap();
    assert!(report.findings().is_empty(), "{:?}", report.findings());
    catalog.unwrap()
}

/// A table of the catalogue's protected dataset. `first` is its first published count.
pub(crate) fn visits(first: i64) -> PublicTable {
    PublicTable::for_tests(
        "besoeg",
        vec![
            ("region", ColumnRole::Key, texts(&[Some("DK-82"), Some("DK-84"), Some("_U")])),
            ("aar", ColumnRole::Key, texts(&[Some("2024"), Some("2024"), Some("2024")])),
            ("besoeg", ColumnRole::Measure, integers(&[Some(first), None, Some(5)])),
            ("besoeg_status", ColumnRole::Status, texts(&[None, Some("c"), None])),
            ("tons", ColumnRole::Measure, decimals(1, &[Some(225), None, Some(0)])),
            ("tons_status", ColumnRole::Status, texts(&[None, Some("c"), None])),
        ],
    )
}

/// A table of the catalogue's public dataset. `first` is its first price, in hundredths.
pub(crate) fn prices(first: i64) -> PublicTable {
    PublicTable::for_tests(
        "priser",
        vec![
            ("vare", ColumnRole::Plain, texts(&[Some("=brød, \"rug\""), Some("mælk")])),
            ("pris", ColumnRole::Plain, decimals(2, &[Some(first), None])),
        ],
    )
}
