//! The one type that may leave: a table that has passed its rules.
//!
//! Its constructor is visible inside `anonymise` only, so a value of this type is proof that the
//! anonymiser made it. It says nothing of whether the policy was wise.

use std::fmt::Write as _;

/// A table that may be published.
///
/// Rows are sorted by the key columns, so nothing of the source's order is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicTable {
    name: String,
    columns: Vec<PublicColumn>,
    row_count: usize,
}

/// A column of a public table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicColumn {
    name: String,
    role: ColumnRole,
    values: Values,
}

/// What a column is to its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnRole {
    /// Part of what a row is about; all key columns together are unique.
    Key,
    /// A count or a quantity. Its status column follows it.
    Measure,
    /// Why the measure before it is empty: empty if it is not, else one of [`STATUSES`].
    Status,
    /// A column of a row that is published as it is.
    Plain,
}

/// A measure is withheld for confidentiality.
pub const WITHHELD: &str = "c";

/// A measure has no meaning here, such as a ratio to nothing.
pub(super) const NOT_APPLICABLE: &str = "z";

/// All that a status column may hold, beside nothing: withheld, not available, not applicable.
pub const STATUSES: [&str; 3] = [WITHHELD, "x", NOT_APPLICABLE];

/// The values of a column; all columns of a table have the same number of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// Text, as numbers into a sorted dictionary without repetitions in which every text is used.
    Text {
        /// The distinct texts in byte order.
        dictionary: Vec<String>,
        /// For each row the place of its text, or `None` for an empty cell.
        codes: Vec<Option<u32>>,
    },
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Numbers with a fixed number of decimals.
    Decimal {
        /// The number of decimals, 1 to 6.
        scale: u8,
        /// The values times ten to the power of `scale`.
        values: Vec<Option<i64>>,
    },
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell<'a> {
    /// An empty cell.
    Empty,
    /// A text.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number with decimals: its digits, and how many of them are decimals.
    Decimal(i64, u8),
}

impl PublicTable {
    /// Puts a table together. The caller has applied every rule of the policy.
    pub(super) fn new(name: String, columns: Vec<PublicColumn>) -> PublicTable {
        let row_count = columns.first().map_or(0, PublicColumn::row_count);
        debug_assert!(columns.iter().all(|column| column.row_count() == row_count));
        PublicTable { name, columns, row_count }
    }

    /// A table for the unit tests of other rooms, which have no anonymiser at hand.
    #[cfg(test)]
    pub(crate) fn for_tests(name: &str, columns: Vec<(&str, ColumnRole, Values)>) -> PublicTable {
        let columns =
            columns.into_iter().map(|(name, role, values)| PublicColumn::new(name.into(), role, values));
        PublicTable::new(name.into(), columns.collect())
    }

    /// The name of the table's files.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The columns in their published order.
    pub fn columns(&self) -> &[PublicColumn] {
        &self.columns
    }

    /// The number of rows.
    pub fn row_count(&self) -> usize {
        self.row_count
    }
}

impl PublicColumn {
    pub(super) fn new(name: String, role: ColumnRole, values: Values) -> PublicColumn {
        PublicColumn { name, role, values }
    }

    /// The column's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the column is to its table.
    pub fn role(&self) -> ColumnRole {
        self.role
    }

    /// The values.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// The cell of a row.
    pub fn cell(&self, row: usize) -> Cell<'_> {
        match &self.values {
            Values::Text { dictionary, codes } => {
                codes[row].map_or(Cell::Empty, |code| Cell::Text(&dictionary[code as usize]))
            }
            Values::Integer(values) => values[row].map_or(Cell::Empty, Cell::Integer),
            Values::Decimal { scale, values } => {
                values[row].map_or(Cell::Empty, |value| Cell::Decimal(value, *scale))
            }
        }
    }

    fn row_count(&self) -> usize {
        match &self.values {
            Values::Text { codes, .. } => codes.len(),
            Values::Integer(values) | Values::Decimal { values, .. } => values.len(),
        }
    }
}

impl Cell<'_> {
    /// Appends the cell as it stands in a CSV file before quoting: a point before decimals, no
    /// thousands separator, nothing for an empty cell.
    pub fn write_to(self, out: &mut String) {
        match self {
            Cell::Empty => {}
            Cell::Text(text) => out.push_str(text),
            Cell::Integer(value) => {
                let _ = write!(out, "{value}");
            }
            Cell::Decimal(value, scale) => {
                let unit = 10_u64.pow(u32::from(scale));
                let (whole, rest) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
                let sign = if value < 0 { "-" } else { "" };
                let _ = write!(out, "{sign}{whole}.{rest:0width$}", width = usize::from(scale));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cell: Cell<'_>) -> String {
        let mut out = String::new();
        cell.write_to(&mut out);
        out
    }

    #[test]
    fn decimals_keep_their_zeros_and_their_sign() {
        assert_eq!(written(Cell::Decimal(225, 1)), "22.5");
        assert_eq!(written(Cell::Decimal(0, 1)), "0.0");
        assert_eq!(written(Cell::Decimal(-5, 1)), "-0.5");
        assert_eq!(written(Cell::Decimal(-12_003, 3)), "-12.003");
        assert_eq!(written(Cell::Integer(-7)), "-7");
        assert_eq!(written(Cell::Empty), "");
    }
}
