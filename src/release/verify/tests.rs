use std::io::{Seek as _, Write};

use proptest::prelude::*;

use super::*;
use crate::confidential::ColumnRole::{Key, Measure, Plain, Status};
use crate::confidential::Values;
use crate::release::fixtures::{any_table, complaints, integers, notes, texts};
use crate::release::{csv as csv_writer, parquet as parquet_writer, xlsx as xlsx_writer};

fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.rewind().unwrap();
    file
}

fn csv_of(table: &PublicTable) -> Vec<u8> {
    csv_writer::write(table, &notes(), Vec::new()).unwrap()
}

fn parquet_of(table: &PublicTable) -> Vec<u8> {
    parquet_writer::write(table, &notes(), Vec::new()).unwrap()
}

fn xlsx_of(table: &PublicTable) -> Vec<u8> {
    xlsx_writer::write(table, &notes(), Vec::new()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_format_says_what_the_table_says(table in any_table()) {
        csv(&table, file(&csv_of(&table))).unwrap();
        parquet(&table, &notes(), file(&parquet_of(&table))).unwrap();
        prop_assume!(xlsx_writer::fits(&table));
        xlsx(&table, file(&xlsx_of(&table))).unwrap();
    }

    #[test]
    fn the_same_table_has_the_same_bytes(table in any_table()) {
        prop_assert_eq!(csv_of(&table), csv_of(&table));
        prop_assert_eq!(parquet_of(&table), parquet_of(&table));
        prop_assert_eq!(xlsx_of(&table), xlsx_of(&table));
    }

    #[test]
    fn another_table_is_noticed(table in any_table(), other in any_table()) {
        prop_assume!(table != other);
        // Types are not in a CSV file: `7` the text and `7` the number look the same.
        if csv_of(&table) != csv_of(&other) {
            prop_assert!(csv(&table, file(&csv_of(&other))).is_err());
        }
        prop_assert!(parquet(&table, &notes(), file(&parquet_of(&other))).is_err());
        // Columns of empty cells have no type in a workbook, nor has an empty table.
        if csv_of(&table) != csv_of(&other) {
            prop_assert!(xlsx(&table, file(&xlsx_of(&other))).is_err());
        }
    }
}

fn check_statuses(measure: &[Option<i64>], status: &[Option<&str>], sound: bool) {
    let keys: Vec<Option<&str>> = ["a", "b", "d"].into_iter().map(Some).take(measure.len()).collect();
    let columns = vec![
        ("region", Key, texts(&keys)),
        ("antal", Measure, integers(measure)),
        ("antal_status", Status, texts(status)),
    ];
    assert_eq!(statuses(&PublicTable::for_tests("table", columns)).is_ok(), sound);
}

#[test]
fn a_status_goes_with_its_measure() {
    check_statuses(&[Some(5), None, None], &[None, Some("c"), Some("x")], true);
    check_statuses(&[Some(5)], &[Some("c")], false);
    check_statuses(&[None], &[None], false);
    check_statuses(&[None], &[Some("q")], false);
    let alone = PublicTable::for_tests("table", vec![("antal_status", Status, texts(&[None]))]);
    assert!(matches!(statuses(&alone), Err(VerifyError::Column { .. })));
}

#[test]
fn differences_are_located() {
    let table = complaints();
    let text = String::from_utf8(csv_of(&table)).unwrap();
    let error = csv(&table, file(text.replace("12", "13").as_bytes())).unwrap_err();
    assert!(matches!(error, VerifyError::Cell { row: 0, column } if column == "antal"));
    let error = csv(&table, file(text.replace("antal,", "anden,").as_bytes())).unwrap_err();
    assert!(matches!(error, VerifyError::Column { index: 1, .. }));
    let error = csv(&table, file(format!("{text}x,1,,1.0,\n").as_bytes())).unwrap_err();
    assert!(matches!(error, VerifyError::Rows { expected: 3, found: 4 }));
    let error = csv(&table, file(format!("\u{feff}{text}").as_bytes())).unwrap_err();
    assert!(matches!(error, VerifyError::More { .. }));
    let error = csv(&table, file(b"")).unwrap_err();
    assert!(matches!(error, VerifyError::Columns { found: 0, .. }));
}

#[test]
fn a_parquet_file_of_several_row_groups_is_read_whole() {
    let rows = 250_000;
    let numbers: Vec<Option<i64>> = (0..rows).map(|row| (row % 7 != 0).then_some(row)).collect();
    let dictionary = vec!["a".to_owned(), "b".to_owned()];
    let codes: Vec<Option<u32>> = (0..rows).map(|row| Some(u32::from(row >= 200_000))).collect();
    let table = PublicTable::for_tests(
        "table",
        vec![("k", Key, Values::Text { dictionary, codes }), ("n", Plain, Values::Integer(numbers))],
    );
    parquet(&table, &notes(), file(&parquet_of(&table))).unwrap();
}

#[test]
fn a_parquet_file_that_says_more_is_refused() {
    let table = complaints();
    let more = crate::release::Notes { title: "Noget andet".into(), ..notes() };
    let bytes = parquet_writer::write(&table, &more, Vec::new()).unwrap();
    assert!(matches!(parquet(&table, &notes(), file(&bytes)), Err(VerifyError::More { .. })));
}
