//! A table of counts as statisticians see it: figures under dimensions. JSON-stat and SDMX-CSV are
//! two ways of writing the same cube.
//!
//! It adds nothing to the table: each of its cells is a measure of a row with its status.

use crate::catalog::{Dimension, Language, Measure, Recode, TablePolicy};
use crate::confidential::{Cell, PublicColumn, PublicTable, Values};

use super::{Notes, WITHHELD};

/// More cells than this, counted as if every combination had a row, are not written: a reader of
/// JSON-stat makes room for all of them.
const MAX_CELLS: u64 = 10_000_000;

/// Names that the two formats need for themselves.
const RESERVED: [&str; 9] = [
    "STRUCTURE",
    "STRUCTURE_ID",
    "ACTION",
    FIGURES,
    TIME,
    "OBS_VALUE",
    "OBS_STATUS",
    "CONF_STATUS",
    "DECIMALS",
];

/// The dimension whose codes are the measures.
pub(super) const FIGURES: &str = "MEASURE";

/// What SDMX calls the time dimension.
pub(super) const TIME: &str = "TIME_PERIOD";

/// A table of counts as a cube.
#[derive(Debug)]
pub(super) struct Cube<'a> {
    pub(super) table: &'a PublicTable,
    pub(super) policy: &'a TablePolicy,
    pub(super) notes: &'a Notes,
    pub(super) axes: Vec<Axis<'a>>,
    pub(super) figures: Vec<Figures<'a>>,
}

/// A dimension with the codes that occur.
#[derive(Debug)]
pub(super) struct Axis<'a> {
    pub(super) policy: &'a Dimension,
    pub(super) codes: &'a [String],
    /// For each row the place of its code.
    pub(super) places: &'a [Option<u32>],
}

/// A measure with its statuses.
#[derive(Debug)]
pub(super) struct Figures<'a> {
    pub(super) policy: &'a Measure,
    pub(super) values: &'a PublicColumn,
    pub(super) statuses: &'a PublicColumn,
}

impl<'a> Cube<'a> {
    /// The table as a cube; `None` if it is too large for one, or one of its columns has a name
    /// that the formats need. It is then published without.
    pub(super) fn new(table: &'a PublicTable, policy: &'a TablePolicy, notes: &'a Notes) -> Option<Cube<'a>> {
        let column = |name: &str| table.columns().iter().find(|column| column.name() == name);
        let axis = |policy: &'a Dimension| match column(&policy.name)?.values() {
            Values::Text { dictionary, codes } => Some(Axis { policy, codes: dictionary, places: codes }),
            Values::Integer(_) | Values::Decimal { .. } => None,
        };
        let figures = |policy: &'a Measure| {
            let statuses = column(&format!("{}_status", policy.name))?;
            Some(Figures { policy, values: column(&policy.name)?, statuses })
        };
        let cube = Cube {
            table,
            policy,
            notes,
            axes: policy.dimensions.iter().map(axis).collect::<Option<_>>()?,
            figures: policy.measures.iter().map(figures).collect::<Option<_>>()?,
        };
        let is_free = |axis: &Axis<'_>| !RESERVED.contains(&axis.policy.name.as_str());
        let cells = cube.sizes().iter().try_fold(1_u64, |cells, size| cells.checked_mul(*size as u64));
        (cube.axes.iter().all(is_free) && cells.is_some_and(|cells| cells <= MAX_CELLS)).then_some(cube)
    }

    /// How many codes each dimension has; the measures are the last one.
    pub(super) fn sizes(&self) -> Vec<usize> {
        self.axes.iter().map(|axis| axis.codes.len()).chain([self.figures.len()]).collect()
    }

    /// The place of the first measure of a row, where all cells stand in one line, the last
    /// dimension changing fastest.
    pub(super) fn first_place(&self, row: usize) -> u64 {
        let along = |place: u64, axis: &Axis<'_>| {
            place * axis.codes.len() as u64 + u64::from(axis.places[row].unwrap_or(0))
        };
        self.axes.iter().fold(0, along) * self.figures.len() as u64
    }

    /// The rows in the order in which their cells stand in that line.
    pub(super) fn rows_in_line(&self) -> Vec<usize> {
        let mut rows: Vec<usize> = (0..self.table.row_count()).collect();
        rows.sort_by_key(|row| self.first_place(*row));
        rows
    }

    /// The dimension that is time throughout: one whose codes are all periods.
    pub(super) fn time(&self) -> Option<usize> {
        let is_period = |code: &String| code.starts_with(|first: char| first.is_ascii_digit());
        self.axes.iter().position(|axis| {
            matches!(axis.policy.recode, Recode::Period(_)) && axis.codes.iter().all(is_period)
        })
    }

    /// What a code of a dimension is called, where that is known.
    pub(super) fn label(&self, axis: &Axis<'a>, code: &str) -> Option<&str> {
        let Recode::Codes { codelist, .. } = &axis.policy.recode else { return self.special(code) };
        match codelist.find(code) {
            Some(place) => Some(codelist.entries()[place].label.in_language(self.language())),
            None => self.special(code),
        }
    }

    pub(super) fn language(&self) -> Language {
        self.notes.language
    }

    fn special(&self, code: &str) -> Option<&str> {
        self.notes.special_codes.iter().find(|entry| entry.term == code).map(|entry| entry.text.as_str())
    }
}

impl Figures<'_> {
    /// Why the measure of a row is empty; `None` if it is published.
    pub(super) fn status(&self, row: usize) -> Option<&str> {
        match self.statuses.cell(row) {
            Cell::Text(status) => Some(status),
            Cell::Empty | Cell::Integer(_) | Cell::Decimal(..) => None,
        }
    }

    /// The number of decimals.
    pub(super) fn decimals(&self) -> u8 {
        match self.values.values() {
            Values::Decimal { scale, .. } => *scale,
            Values::Integer(_) | Values::Text { .. } => 0,
        }
    }
}

/// A status in the terms of SDMX: observation status and confidentiality status, from the
/// cross-domain code lists `CL_OBS_STATUS` and `CL_CONF_STATUS` (<https://sdmx.org>). Confidentiality
/// is `C` and no finer: primary and secondary are never told apart.
pub(super) fn sdmx_status(status: Option<&str>) -> (&'static str, &'static str) {
    match status {
        // Normal value; free for publication.
        None => ("A", "F"),
        // Missing value, suppressed; confidential.
        Some(WITHHELD) => ("Q", "C"),
        // Missing value, data cannot exist.
        Some("z") => ("M", "F"),
        // Missing value.
        Some(_) => ("O", "F"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Publication;
    use crate::release::fixtures::{catalogue, notes, visits};

    #[test]
    fn places_count_through_the_last_dimension_first() {
        let catalog = catalogue();
        let dataset = catalog.datasets.iter().find(|dataset| dataset.id.as_str() == "besoeg").unwrap();
        let Publication::Tables(policies) = &dataset.policy.publication else { panic!("tables") };
        let (table, notes) = (visits(12), notes());
        let cube = Cube::new(&table, &policies[0], &notes).unwrap();
        assert_eq!(cube.sizes(), [3, 1, 2]);
        assert_eq!([0, 1, 2].map(|row| cube.first_place(row)), [0, 2, 4]);
        assert_eq!(cube.label(&cube.axes[0], "_U"), Some("Ukendt"));
    }

    #[test]
    fn a_status_says_the_same_in_the_terms_of_sdmx() {
        let said = [None, Some("c"), Some("x"), Some("z")].map(sdmx_status);
        assert_eq!(said, [("A", "F"), ("Q", "C"), ("O", "F"), ("M", "F")]);
    }
}
