//! A Parquet file against its table: schema, cells, and what stands in the footer.

use std::fs::File;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArrayType, DataType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::FileMetaData;
use parquet::file::reader::{FileReader as _, SerializedFileReader};

use super::VerifyError;
use crate::confidential::{ColumnRole, PublicColumn, PublicTable, Values};
use crate::release::Notes;

/// Compares a Parquet file with its table.
///
/// # Errors
///
/// Fails at the first difference.
pub fn parquet(table: &PublicTable, notes: &Notes, file: File) -> Result<(), VerifyError> {
    let reader = SerializedFileReader::new(file)?;
    footer(table, notes, reader.metadata().file_metadata())?;
    let mut start = 0;
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group)?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let end = start + rows;
        if end > table.row_count() {
            return Err(VerifyError::Rows { expected: table.row_count(), found: end });
        }
        for (index, column) in table.columns().iter().enumerate() {
            cells(column, start, end, group.get_column_reader(index)?)?;
        }
        start = end;
    }
    if start == table.row_count() {
        Ok(())
    } else {
        Err(VerifyError::Rows { expected: table.row_count(), found: start })
    }
}

fn footer(table: &PublicTable, notes: &Notes, metadata: &FileMetaData) -> Result<(), VerifyError> {
    if metadata.created_by() != Some("udstil") {
        return Err(VerifyError::More { what: "who made it" });
    }
    let told = metadata.key_value_metadata().map_or(&[][..], Vec::as_slice);
    let known = |value: &str| {
        [&notes.title, &notes.publisher, &notes.licence, &notes.source].into_iter().any(|text| text == value)
            || value == "true"
    };
    if !told.iter().all(|pair| pair.value.as_deref().is_none_or(known)) {
        return Err(VerifyError::More { what: "key-value metadata" });
    }
    let says_synthetic =
        told.iter().any(|pair| pair.key == "synthetic" && pair.value.as_deref() == Some("true"));
    if says_synthetic != notes.synthetic {
        return Err(VerifyError::More { what: "whether the data were made up" });
    }
    let fields = metadata.schema_descr().columns();
    if fields.len() != table.columns().len() {
        return Err(VerifyError::Columns { expected: table.columns().len(), found: fields.len() });
    }
    for (index, (column, field)) in table.columns().iter().zip(fields).enumerate() {
        let (physical, logical) = match column.values() {
            Values::Text { .. } => (Physical::BYTE_ARRAY, LogicalType::String),
            Values::Integer(_) => (Physical::INT64, LogicalType::integer(64, true)),
            Values::Decimal { scale, .. } => (Physical::INT64, LogicalType::decimal(i32::from(*scale), 18)),
        };
        let is_required = field.self_type().get_basic_info().repetition() == Repetition::REQUIRED;
        let sound = field.path().parts() == [column.name()]
            && field.physical_type() == physical
            && field.logical_type_ref() == Some(&logical)
            && is_required == (column.role() == ColumnRole::Key);
        if !sound {
            return Err(VerifyError::Column { index, expected: column.name().to_owned() });
        }
    }
    Ok(())
}

/// Compares the rows from `start` to `end` of a column with a chunk of the file.
fn cells(column: &PublicColumn, start: usize, end: usize, reader: ColumnReader) -> Result<(), VerifyError> {
    let required = column.role() == ColumnRole::Key;
    let differs = |row: usize| VerifyError::Cell { row, column: column.name().to_owned() };
    let same = match (column.values(), reader) {
        (Values::Text { dictionary, codes }, ColumnReader::ByteArrayColumnReader(reader)) => {
            let is_text = |code: u32, found: &parquet::data_type::ByteArray| {
                found.data() == dictionary[code as usize].as_bytes()
            };
            first_difference::<ByteArrayType, _>(&codes[start..end], is_text, required, reader)?
        }
        (
            Values::Integer(values) | Values::Decimal { values, .. },
            ColumnReader::Int64ColumnReader(reader),
        ) => {
            let is_number = |value: i64, found: &i64| value == *found;
            first_difference::<Int64Type, _>(&values[start..end], is_number, required, reader)?
        }
        _ => Some(0),
    };
    same.map_or(Ok(()), |row| Err(differs(start + row)))
}

/// The first row in which a chunk differs from the cells it should hold.
fn first_difference<T: DataType, C: Copy>(
    cells: &[Option<C>],
    is: impl Fn(C, &T::T) -> bool,
    required: bool,
    mut reader: ColumnReaderImpl<T>,
) -> Result<Option<usize>, ParquetError> {
    let mut values = Vec::with_capacity(cells.len());
    let mut levels = Vec::with_capacity(cells.len());
    let (rows, _, _) = reader.read_records(cells.len(), Some(&mut levels), None, &mut values)?;
    let mut values = values.iter();
    for (row, cell) in cells.iter().enumerate() {
        let is_there = if required { row < rows } else { levels.get(row).is_some_and(|level| *level > 0) };
        let found = if is_there { values.next() } else { None };
        let same = match (cell, found) {
            (None, None) => row < rows,
            (Some(cell), Some(found)) => is(*cell, found),
            _ => false,
        };
        if !same {
            return Ok(Some(row));
        }
    }
    Ok(values.next().map(|_| cells.len()))
}
