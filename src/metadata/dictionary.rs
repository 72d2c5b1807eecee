//! What each published table and column means, in one shape for both ways of publishing.

use crate::catalog::{
    Codelist, Dataset, Dimension, Language, Localised, Measure, Publication, Recode, RowsPolicy, TablePolicy,
};

use super::wording;

/// A published table.
#[derive(Clone, Debug)]
pub struct TableEntry<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is called.
    pub title: &'a Localised,
    /// What it holds.
    pub description: &'a Localised,
    /// Its columns, in order; status columns included.
    pub columns: Vec<ColumnEntry<'a>>,
    /// True if some rows are totals of others.
    pub has_totals: bool,
}

/// A published column.
#[derive(Clone, Debug)]
pub struct ColumnEntry<'a> {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: Localised,
    /// What its values mean.
    pub description: Localised,
    /// What it is to its table, with what only such a column has.
    pub usage: ColumnUse<'a>,
}

/// What a column is to its table.
#[derive(Clone, Copy, Debug)]
pub enum ColumnUse<'a> {
    /// What a row is about; its values may be codes of a list.
    Dimension(Option<&'a Codelist>),
    /// What is said of it, in a unit.
    Measure(&'a Localised),
    /// Why the measure before it is empty.
    Status,
    /// A column of rows that are public by themselves.
    Plain,
}

/// The tables that a dataset publishes, in the order of its policy.
pub fn dictionary(dataset: &Dataset) -> Vec<TableEntry<'_>> {
    match &dataset.policy.publication {
        Publication::Tables(tables) => tables.iter().map(of_table).collect(),
        Publication::Rows(rows) => rows.iter().map(of_rows).collect(),
    }
}

fn of_table(table: &TablePolicy) -> TableEntry<'_> {
    let dimensions = table.dimensions.iter().map(of_dimension);
    let measures = table.measures.iter().flat_map(of_measure);
    TableEntry {
        name: &table.name,
        title: &table.title,
        description: &table.description,
        columns: dimensions.chain(measures).collect(),
        has_totals: table.dimensions.iter().any(|dimension| dimension.total),
    }
}

fn of_dimension(dimension: &Dimension) -> ColumnEntry<'_> {
    let codelist = match &dimension.recode {
        Recode::Codes { codelist, .. } => Some(codelist.as_ref()),
        Recode::Period(_) | Recode::Bins(_) | Recode::Identity => None,
    };
    ColumnEntry {
        name: dimension.name.clone(),
        label: dimension.label.clone(),
        description: Localised::new(dimension.description.iter().map(|(language, text)| {
            let sums = wording::sums(language, dimension.total, !dimension.subtotals.is_empty());
            (language, format!("{text}{sums}"))
        })),
        usage: ColumnUse::Dimension(codelist),
    }
}

/// A measure and its status column.
fn of_measure(measure: &Measure) -> [ColumnEntry<'_>; 2] {
    let said = |text: &dyn Fn(Language, &str) -> String| {
        Localised::new(measure.label.iter().map(|(language, label)| (language, text(language, label))))
    };
    [
        ColumnEntry {
            name: measure.name.clone(),
            label: measure.label.clone(),
            description: measure.description.clone(),
            usage: ColumnUse::Measure(&measure.unit),
        },
        ColumnEntry {
            name: format!("{}_status", measure.name),
            label: said(&wording::status_label),
            description: said(&|language, _| wording::status_description(language, &measure.name)),
            usage: ColumnUse::Status,
        },
    ]
}

fn of_rows(rows: &RowsPolicy) -> TableEntry<'_> {
    let column = |column: &crate::catalog::RowsColumn| ColumnEntry {
        name: column.name.clone(),
        label: column.label.clone(),
        description: column.description.clone(),
        usage: ColumnUse::Plain,
    };
    TableEntry {
        name: &rows.name,
        title: &rows.title,
        description: &rows.description,
        columns: rows.columns.iter().map(column).collect(),
        has_totals: false,
    }
}
