//! What is told of a table once it is written: ranges, empty cells, how much is withheld, some rows.

use std::collections::BTreeSet;

use crate::confidential::{Cell, ColumnRole, PublicColumn, PublicTable, Values, WITHHELD};
use crate::release::{ColumnKind, ColumnManifest, FileManifest, MAX_LISTED, Range, TableManifest, Withheld};

/// The rows of a preview.
const PREVIEW_ROWS: usize = 10;

/// Describes a table and its files.
pub(super) fn describe(table: &PublicTable, files: Vec<FileManifest>) -> TableManifest {
    TableManifest {
        name: table.name().to_owned(),
        row_count: table.row_count() as u64,
        columns: table.columns().iter().map(column).collect(),
        withheld: withheld(table),
        preview: preview(table),
        files,
    }
}

fn column(column: &PublicColumn) -> ColumnManifest {
    let (kind, empty, range) = match column.values() {
        Values::Text { dictionary, codes } => {
            let listed = (dictionary.len() <= MAX_LISTED).then(|| dictionary.clone());
            let range = Range::Texts { distinct: dictionary.len() as u64, listed };
            (ColumnKind::Text, count_empty(codes), range)
        }
        Values::Integer(values) => (ColumnKind::Integer, count_empty(values), numbers(values, Cell::Integer)),
        Values::Decimal { scale, values } => {
            let cell = |value| Cell::Decimal(value, *scale);
            (ColumnKind::Decimal(*scale), count_empty(values), numbers(values, cell))
        }
    };
    ColumnManifest { name: column.name().to_owned(), role: column.role(), kind, empty, range }
}

fn count_empty<T>(cells: &[Option<T>]) -> u64 {
    cells.iter().filter(|cell| cell.is_none()).count() as u64
}

fn numbers<'a>(values: &[Option<i64>], cell: impl Fn(i64) -> Cell<'a>) -> Range {
    let known = || values.iter().flatten().copied();
    let text = |value| as_text(cell(value)).unwrap_or_default();
    Range::Numbers(known().min().zip(known().max()).map(|(min, max)| (text(min), text(max))))
}

fn as_text(cell: Cell<'_>) -> Option<String> {
    let mut out = String::new();
    cell.write_to(&mut out);
    (cell != Cell::Empty).then_some(out)
}

/// The rows of which any measure is withheld. Rows that are public by themselves have no status
/// columns, and nothing to tell.
fn withheld(table: &PublicTable) -> Option<Withheld> {
    let mut statuses = table.columns().iter().filter(|column| column.role() == ColumnRole::Status).peekable();
    statuses.peek()?;
    let mut rows = BTreeSet::new();
    for column in statuses {
        let Values::Text { dictionary, codes } = column.values() else { continue };
        let Ok(code) = dictionary.binary_search_by(|status| status.as_str().cmp(WITHHELD)) else { continue };
        rows.extend((0..codes.len()).filter(|row| codes[*row].is_some_and(|found| found as usize == code)));
    }
    Some(Withheld { rows: rows.len() as u64, of: table.row_count() as u64 })
}

/// The first rows that have something to show: a published measure. If no row has one, the first.
fn preview(table: &PublicTable) -> Vec<Vec<Option<String>>> {
    let measures: Vec<&PublicColumn> =
        table.columns().iter().filter(|column| column.role() == ColumnRole::Measure).collect();
    let shows = |row: &usize| measures.iter().any(|column| column.cell(*row) != Cell::Empty);
    let mut rows: Vec<usize> = (0..table.row_count()).filter(shows).take(PREVIEW_ROWS).collect();
    if rows.is_empty() {
        rows = (0..table.row_count().min(PREVIEW_ROWS)).collect();
    }
    rows.iter().map(|row| table.columns().iter().map(|column| as_text(column.cell(*row))).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::fixtures::{complaints, integers, texts};

    #[test]
    fn a_table_is_described() {
        let told = describe(&complaints(), Vec::new());
        assert_eq!(told.row_count, 3);
        assert_eq!(told.withheld, Some(Withheld { rows: 1, of: 3 }));
        assert_eq!(told.columns[1].empty, 1);
        assert_eq!(told.columns[1].range, Range::Numbers(Some(("5".into(), "12".into()))));
        assert_eq!(told.columns[3].range, Range::Numbers(Some(("-0.5".into(), "22.5".into()))));
        let shown: Vec<_> = told.preview.iter().map(|row| row[0].as_deref()).collect();
        assert_eq!(shown, [Some("DK-81"), Some("_U")]);
    }

    #[test]
    fn where_all_is_withheld_the_first_rows_are_shown() {
        let table = PublicTable::for_tests(
            "table",
            vec![
                ("region", ColumnRole::Key, texts(&[Some("a"), Some("b")])),
                ("antal", ColumnRole::Measure, integers(&[None, None])),
                ("antal_status", ColumnRole::Status, texts(&[Some("c"), Some("c")])),
            ],
        );
        let told = describe(&table, Vec::new());
        assert_eq!(told.preview.len(), 2);
        assert_eq!(told.columns[1].range, Range::Numbers(None));
    }

    #[test]
    fn rows_that_are_public_have_nothing_withheld() {
        let table = PublicTable::for_tests("table", vec![("a", ColumnRole::Plain, texts(&[None]))]);
        assert_eq!(describe(&table, Vec::new()).withheld, None);
    }
}
