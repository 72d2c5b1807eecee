//! Reads written files back with other readers than wrote them, and compares cell by cell.
//!
//! Each format must say exactly what the public table says: then all of them agree, and what holds
//! of the table (its columns, its statuses, nothing beside a withheld value) holds of every file. A
//! difference stops publication. Whether a class is large enough cannot be seen from published
//! bytes, since its contributors are not in them: that is the anonymiser's to prove.

mod cubes;
mod parquet;
mod xlsx;

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};

use crate::confidential::{Cell, ColumnRole, PublicTable, STATUSES};

pub(super) use self::cubes::{json_stat, sdmx_csv};
pub use self::parquet::parquet;
pub use self::xlsx::xlsx;

/// A written file does not say what its table says.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It cannot be read.
    #[error("it cannot be read")]
    Io(#[from] io::Error),
    /// It is not CSV.
    #[error("it is not CSV")]
    Csv(#[from] ::csv::Error),
    /// It is not Parquet.
    #[error("it is not Parquet")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    /// It is not a workbook.
    #[error("it is not a workbook")]
    Xlsx(#[from] calamine::XlsxError),
    /// A column is missing, has another name, or another type.
    #[error("its column {} is not `{expected}`", .index + 1)]
    Column {
        /// The column's place, from 0.
        index: usize,
        /// What it should be.
        expected: String,
    },
    /// It has too many or too few columns.
    #[error("it has {found} columns instead of {expected}")]
    Columns {
        /// As many as the table has.
        expected: usize,
        /// As many as were found.
        found: usize,
    },
    /// It has too many or too few rows.
    #[error("it has {found} rows instead of {expected}")]
    Rows {
        /// As many as the table has.
        expected: usize,
        /// As many as were found.
        found: usize,
    },
    /// A cell differs.
    #[error("column `{column}` differs in row {}", .row + 1)]
    Cell {
        /// The row, from 0.
        row: usize,
        /// The column.
        column: String,
    },
    /// Something is written beside the table that nobody asked for.
    #[error("it says more than the table and its notes: {what}")]
    More {
        /// What it is.
        what: &'static str,
    },
    /// A status is none of those that exist, or a value stands beside a status that says it is withheld.
    #[error("column `{column}` has a status in row {} that does not go with its measure", .row + 1)]
    Status {
        /// The row, from 0.
        row: usize,
        /// The column.
        column: String,
    },
}

/// Checks that every status column follows a measure, that its statuses are known, and that a
/// measure is empty where, and only where, its status says why.
///
/// # Errors
///
/// Fails at the first row that is otherwise.
pub fn statuses(table: &PublicTable) -> Result<(), VerifyError> {
    let columns = table.columns();
    for (index, column) in columns.iter().enumerate() {
        if column.role() != ColumnRole::Status {
            continue;
        }
        let measure = index.checked_sub(1).and_then(|before| columns.get(before));
        let measure = measure.filter(|measure| measure.role() == ColumnRole::Measure);
        let measure = measure
            .ok_or_else(|| VerifyError::Column { index, expected: "the status of a measure".into() })?;
        for row in 0..table.row_count() {
            let sound = match (measure.cell(row), column.cell(row)) {
                (Cell::Empty, Cell::Text(status)) => STATUSES.contains(&status),
                (Cell::Empty, _) | (_, Cell::Text(_)) => false,
                (_, status) => status == Cell::Empty,
            };
            if !sound {
                return Err(VerifyError::Status { row, column: column.name().to_owned() });
            }
        }
    }
    Ok(())
}

/// Compares a CSV file with its table.
///
/// # Errors
///
/// Fails at the first difference.
pub fn csv(table: &PublicTable, file: File) -> Result<(), VerifyError> {
    let mut file = BufReader::with_capacity(1 << 16, file);
    if file.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        return Err(VerifyError::More { what: "a byte-order mark" });
    }
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(file);
    let mut record = ::csv::ByteRecord::new();
    let columns = table.columns();
    if !reader.read_byte_record(&mut record)? || record.len() != columns.len() {
        return Err(VerifyError::Columns { expected: columns.len(), found: record.len() });
    }
    for (index, column) in columns.iter().enumerate() {
        if record.get(index) != Some(column.name().as_bytes()) {
            return Err(VerifyError::Column { index, expected: column.name().to_owned() });
        }
    }
    let mut expected = String::new();
    let mut row = 0;
    while reader.read_byte_record(&mut record)? {
        if row == table.row_count() {
            return Err(VerifyError::Rows { expected: row, found: row + 1 });
        }
        for (column, found) in columns.iter().zip(&record) {
            expected.clear();
            column.cell(row).write_to(&mut expected);
            if found != expected.as_bytes() {
                return Err(VerifyError::Cell { row, column: column.name().to_owned() });
            }
        }
        row += 1;
    }
    if row == table.row_count() {
        Ok(())
    } else {
        Err(VerifyError::Rows { expected: table.row_count(), found: row })
    }
}

#[cfg(test)]
mod tests;
