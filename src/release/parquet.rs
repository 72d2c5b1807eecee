//! A public table as Apache Parquet, through the low-level writer and without Arrow.
//!
//! Texts are UTF-8 strings under a dictionary, whole numbers INT64, numbers with decimals
//! DECIMAL(18, scale) on INT64. Key columns are required, all others optional. Statistics are
//! written, since they speak of published values only. Every choice that shows in the bytes is made
//! here and not left to the library, so that an upgrade of the library changes as little as it can.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::{Notes, WriteError, write_error};
use crate::confidential::{ColumnRole, PublicColumn, PublicTable, Values};

/// What the files say they were made by: no version, so that the bytes depend on the table alone.
const CREATED_BY: &str = "udstil";

/// Rows in a row group: a reader in a browser fetches one at a time.
const ROW_GROUP: usize = 100_000;

/// The level at which zstd compresses.
const ZSTD_LEVEL: i32 = 3;

/// The digits that a DECIMAL on INT64 can have.
const PRECISION: i32 = 18;

/// Writes a table.
///
/// # Errors
///
/// Fails if `out` does, or if the table breaks what [`WriteError`] names.
pub fn write<W: Write + Send>(table: &PublicTable, notes: &Notes, out: W) -> Result<W, WriteError> {
    write_error::check(table)?;
    let schema = schema(table)?;
    let mut writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties(notes)?))?;
    let columns: Vec<Cells<'_>> = table.columns().iter().map(Cells::new).collect();
    let mut start = 0;
    while start < table.row_count() {
        let end = table.row_count().min(start + ROW_GROUP);
        let mut group = writer.next_row_group()?;
        for column in &columns {
            let Some(mut writer) = group.next_column()? else {
                return Err(ParquetError::General("a column is missing".into()).into());
            };
            column.write(start, end, &mut writer)?;
            writer.close()?;
        }
        group.close()?;
        start = end;
    }
    Ok(writer.into_inner()?)
}

fn schema(table: &PublicTable) -> Result<Type, ParquetError> {
    let fields = table.columns().iter().map(|column| Ok(Arc::new(field(column)?)));
    let fields = fields.collect::<Result<_, ParquetError>>()?;
    Type::group_type_builder("schema").with_fields(fields).build()
}

fn field(column: &PublicColumn) -> Result<Type, ParquetError> {
    let (physical, logical, scale) = match column.values() {
        Values::Text { .. } => (Physical::BYTE_ARRAY, LogicalType::String, None),
        Values::Integer(_) => (Physical::INT64, LogicalType::integer(64, true), None),
        Values::Decimal { scale, .. } => {
            let scale = i32::from(*scale);
            (Physical::INT64, LogicalType::decimal(scale, PRECISION), Some(scale))
        }
    };
    let repetition = if is_required(column) { Repetition::REQUIRED } else { Repetition::OPTIONAL };
    let builder = Type::primitive_type_builder(column.name(), physical)
        .with_repetition(repetition)
        .with_logical_type(Some(logical));
    match scale {
        Some(scale) => builder.with_precision(PRECISION).with_scale(scale).build(),
        None => builder.build(),
    }
}

fn is_required(column: &PublicColumn) -> bool {
    column.role() == ColumnRole::Key
}

fn properties(notes: &Notes) -> Result<WriterProperties, ParquetError> {
    let mut told = vec![
        KeyValue::new("title".into(), notes.title.clone()),
        KeyValue::new("publisher".into(), notes.publisher.clone()),
        KeyValue::new("license".into(), notes.licence.clone()),
        KeyValue::new("source".into(), notes.source.clone()),
    ];
    if notes.synthetic {
        told.push(KeyValue::new("synthetic".into(), "true".to_owned()));
    }
    Ok(WriterProperties::builder()
        .set_created_by(CREATED_BY.into())
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL)?))
        .set_dictionary_enabled(true)
        .set_dictionary_page_size_limit(1 << 20)
        .set_data_page_size_limit(1 << 20)
        .set_data_page_row_count_limit(20_000)
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_key_value_metadata(Some(told))
        .build())
}

/// A column made ready for writing: every text has become a Parquet value once.
enum Cells<'a> {
    Text { dictionary: Vec<ByteArray>, codes: &'a [Option<u32>], required: bool },
    Number { values: &'a [Option<i64>], required: bool },
}

impl<'a> Cells<'a> {
    fn new(column: &'a PublicColumn) -> Cells<'a> {
        let required = is_required(column);
        match column.values() {
            Values::Text { dictionary, codes } => {
                let dictionary = dictionary.iter().map(|text| ByteArray::from(text.as_str())).collect();
                Cells::Text { dictionary, codes, required }
            }
            Values::Integer(values) | Values::Decimal { values, .. } => Cells::Number { values, required },
        }
    }

    fn write(
        &self,
        start: usize,
        end: usize,
        writer: &mut SerializedColumnWriter<'_>,
    ) -> Result<(), ParquetError> {
        match self {
            Cells::Text { dictionary, codes, required } => {
                // A clone of a value shares its bytes.
                let value = |code: u32| dictionary[code as usize].clone();
                write_cells::<ByteArrayType, _>(&codes[start..end], value, *required, writer)
            }
            Cells::Number { values, required } => {
                write_cells::<Int64Type, _>(&values[start..end], |value| value, *required, writer)
            }
        }
    }
}

fn write_cells<T: DataType, C: Copy>(
    cells: &[Option<C>],
    value: impl Fn(C) -> T::T,
    required: bool,
    writer: &mut SerializedColumnWriter<'_>,
) -> Result<(), ParquetError> {
    let values: Vec<T::T> = cells.iter().flatten().map(|cell| value(*cell)).collect();
    let levels: Option<Vec<i16>> =
        (!required).then(|| cells.iter().map(|cell| i16::from(cell.is_some())).collect());
    writer.typed::<T>().write_batch(&values, levels.as_deref(), None)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::fixtures::{complaints, notes, texts};

    #[test]
    fn the_file_tells_nothing_but_the_notes() {
        use parquet::file::reader::{FileReader as _, SerializedFileReader};
        let file = write(&complaints(), &notes(), tempfile::tempfile().unwrap()).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let metadata = reader.metadata().file_metadata();
        assert_eq!(metadata.created_by(), Some("udstil"));
        let keys: Vec<_> =
            metadata.key_value_metadata().unwrap().iter().map(|pair| pair.key.as_str()).collect();
        assert_eq!(keys, ["title", "publisher", "license", "source", "synthetic"]);
    }

    #[test]
    fn an_empty_cell_in_a_key_column_is_refused() {
        let columns = vec![("region", ColumnRole::Key, texts(&[Some("DK-81"), None]))];
        let table = PublicTable::for_tests("table", columns);
        let error = write(&table, &notes(), Vec::new()).unwrap_err();
        assert!(matches!(error, WriteError::EmptyKey { column } if column == "region"));
    }
}
