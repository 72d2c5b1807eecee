//! Why a table cannot be written as a file.

use std::io;

use parquet::errors::ParquetError;
use rust_xlsxwriter::XlsxError;

use crate::confidential::{ColumnRole, PublicTable, Values};

/// A table cannot be written as a file.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Its bytes cannot be written.
    #[error("the bytes cannot be written")]
    Io(#[from] io::Error),
    /// The Parquet library refuses.
    #[error("the Parquet library refuses")]
    Parquet(#[from] ParquetError),
    /// The workbook library refuses.
    #[error("the workbook library refuses")]
    Xlsx(#[from] XlsxError),
    /// A text is the empty string, which a CSV file cannot tell from an empty cell.
    #[error("column `{column}` holds an empty text, which a CSV file cannot tell from an empty cell")]
    EmptyText {
        /// The column.
        column: String,
    },
    /// A row does not say what it is about.
    #[error("key column `{column}` has an empty cell")]
    EmptyKey {
        /// The column.
        column: String,
    },
}

/// Checks what every format relies on: no text is empty, and no cell of a key column is.
pub(super) fn check(table: &PublicTable) -> Result<(), WriteError> {
    for column in table.columns() {
        let name = || column.name().to_owned();
        // A dictionary is sorted, so an empty text would be its first.
        if let Values::Text { dictionary, .. } = column.values()
            && dictionary.first().is_some_and(String::is_empty)
        {
            return Err(WriteError::EmptyText { column: name() });
        }
        if column.role() == ColumnRole::Key && has_empty_cell(column.values()) {
            return Err(WriteError::EmptyKey { column: name() });
        }
    }
    Ok(())
}

fn has_empty_cell(values: &Values) -> bool {
    match values {
        Values::Text { codes, .. } => codes.contains(&None),
        Values::Integer(values) | Values::Decimal { values, .. } => values.contains(&None),
    }
}
