//! The columns of a Parquet file to rows of texts.
//!
//! Columns are read a few thousand rows at a time, each with its own type, and put side by side.
//! Only flat tables are read: a list or a record in a cell is refused before a row is read.

use std::fs::File;
use std::io::{self, Read, Seek, Write as _};

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Span};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as PhysicalType};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{DataType, Int96};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::cells::CellRules;
use super::header::{self, Header};
use super::refusal::refused;
use super::rows::{self, RowSink};
use super::text::{Teller, looks_like};
use super::written::Heading;
use super::{BINARY_VALUE, Batches, Form, Inner, NESTED_VALUE, OpenSource, SOURCE_DAMAGED, Splitter};
use crate::catalog::Described;
use crate::report::{Finding, Place, Report};

/// How many rows of a column are read at a time.
const CHUNK: usize = 4096;

/// How the values of a column are written as texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Plain,
    Unsigned,
    /// A whole number with so many of its digits behind the point.
    Decimal(u32),
    Date,
    /// A time of day, in so many parts of a second.
    Time(i64),
    /// A moment, in so many parts of a second; true if it is told in UTC.
    Moment(i64, bool),
    Uuid,
}

/// Opens a Parquet file. Its columns must be those of the schema.
pub(super) fn open(
    mut file: File,
    dataset: Described<'_>,
    shown_as: &str,
    report: &mut Report,
) -> io::Result<Option<OpenSource>> {
    let mut head = [0; 16];
    let count = file.read(&mut head)?;
    file.rewind()?;
    let head = head.get(..count).unwrap_or_default();
    if !head.starts_with(b"PAR1") {
        let (name, kind) = looks_like(head).unwrap_or(("no Parquet file", None));
        return Err(Teller { shown_as, source: dataset.source }.other_kind(name, kind));
    }
    let reader = SerializedFileReader::new(file).map_err(|_| damaged(shown_as))?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let mut writings = Vec::new();
    for (at, field) in schema.root_schema().get_fields().iter().enumerate() {
        let column = schema
            .columns()
            .get(writings.len())
            .filter(|column| field.is_primitive() && column.max_rep_level() == 0);
        let Some(column) = column else {
            let message = format!("column {} holds lists or records", at + 1);
            return Err(refused(
                Finding::error(NESTED_VALUE, Place::file(shown_as), message)
                    .hint("a table has one value in a cell; give each part a column of its own"),
            ));
        };
        let Some(writing) = writing(column) else {
            let message = format!("column {} holds bytes that are no text", at + 1);
            let finding = Finding::error(BINARY_VALUE, Place::file(shown_as), message);
            return Err(refused(
                finding.hint("write the column as text; what is no text cannot be published"),
            ));
        };
        writings.push(writing);
    }
    let names: Vec<String> = schema.columns().iter().map(|column| column.name().to_owned()).collect();
    let found = Header { names: &names, place: Place::file(shown_as), head: &[], better_row: None };
    let Some(positions) = header::positions(&found, dataset, report) else { return Ok(None) };
    let path = shown_as.to_owned();
    let rows = rows::spawn(shown_as, names.len(), 1, move |sink| produce(&reader, &writings, &path, sink));
    let heading = Heading::of_names(&names);
    Ok(Some(OpenSource {
        batches: Batches(Inner::Rows(rows)),
        splitter: Splitter { form: Form::None, rules: CellRules::default() },
        positions,
        first_row: 1,
        lines_before: 0,
        shown_as: None,
        heading,
    }))
}

/// What the parser says of a damaged file may quote its bytes.
fn damaged(shown_as: &str) -> io::Error {
    refused(
        Finding::error(
            SOURCE_DAMAGED,
            Place::file(shown_as),
            "the Parquet file is damaged, cut off or encrypted, or packed in a way that is not known here",
        )
        .hint("gzip, LZ4, Snappy and Zstandard are known"),
    )
}

/// How a column's values are written; `None` if they are bytes that stand for nothing.
fn writing(column: &ColumnDescriptor) -> Option<Written> {
    let scale = |scale: i32| u32::try_from(scale).ok().filter(|scale| *scale <= 18).map(Written::Decimal);
    let per_second = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    };
    match column.logical_type_ref() {
        Some(LogicalType::Decimal(decimal)) => return scale(decimal.scale),
        Some(LogicalType::Date) => return Some(Written::Date),
        Some(LogicalType::Time(time)) => return Some(Written::Time(per_second(&time.unit))),
        Some(LogicalType::Timestamp(moment)) => {
            return Some(Written::Moment(per_second(&moment.unit), moment.is_adjusted_to_u_t_c));
        }
        Some(LogicalType::Integer(integer)) if !integer.is_signed => return Some(Written::Unsigned),
        Some(LogicalType::Uuid) => return Some(Written::Uuid),
        Some(LogicalType::Float16 | LogicalType::Bson) => return None,
        _ => {}
    }
    match column.converted_type() {
        ConvertedType::DECIMAL => scale(column.type_scale()),
        ConvertedType::DATE => Some(Written::Date),
        ConvertedType::TIME_MILLIS => Some(Written::Time(1_000)),
        ConvertedType::TIME_MICROS => Some(Written::Time(1_000_000)),
        ConvertedType::TIMESTAMP_MILLIS => Some(Written::Moment(1_000, true)),
        ConvertedType::TIMESTAMP_MICROS => Some(Written::Moment(1_000_000, true)),
        ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
            Some(Written::Unsigned)
        }
        ConvertedType::BSON | ConvertedType::INTERVAL => None,
        _ if column.physical_type() == PhysicalType::FIXED_LEN_BYTE_ARRAY => None,
        _ => Some(Written::Plain),
    }
}

/// The texts of one column for some rows, end to end.
#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Texts {
    fn get(&self, row: usize) -> &[u8] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.bytes[start..self.ends[row]]
    }
}

fn produce(
    reader: &SerializedFileReader<File>,
    writings: &[Written],
    path: &str,
    sink: &mut RowSink,
) -> io::Result<()> {
    let mut number = 1;
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).map_err(|_| damaged(path))?;
        let mut columns = Vec::with_capacity(writings.len());
        for (at, writing) in writings.iter().enumerate() {
            columns.push((group.get_column_reader(at).map_err(|_| damaged(path))?, *writing));
        }
        let mut left = usize::try_from(group.metadata().num_rows()).map_err(|_| damaged(path))?;
        while left > 0 {
            let count = left.min(CHUNK);
            let mut texts = Vec::with_capacity(columns.len());
            for (column, writing) in &mut columns {
                let read = read(column, *writing, count).filter(|texts| texts.ends.len() == count);
                texts.push(read.ok_or_else(|| damaged(path))?);
            }
            for row in 0..count {
                for column in &texts {
                    let text = column.get(row);
                    if simdutf8::basic::from_utf8(text).is_err() {
                        return Err(sink.refuse_row(
                            number,
                            BINARY_VALUE,
                            "a value is bytes that are no text",
                        ));
                    }
                    sink.cell(text)?;
                }
                sink.end_row(number)?;
                number += 1;
            }
            left -= count;
        }
    }
    Ok(())
}

/// Reads some rows of a column.
fn read(column: &mut ColumnReader, writing: Written, count: usize) -> Option<Texts> {
    match column {
        ColumnReader::BoolColumnReader(column) => texts(column, count, |value, out| write!(out, "{value}")),
        ColumnReader::Int32ColumnReader(column) => texts(column, count, |value, out| match writing {
            Written::Unsigned => write!(out, "{}", *value as u32),
            writing => whole(i64::from(*value), writing, out),
        }),
        ColumnReader::Int64ColumnReader(column) => texts(column, count, |value, out| match writing {
            Written::Unsigned => write!(out, "{}", *value as u64),
            writing => whole(*value, writing, out),
        }),
        ColumnReader::Int96ColumnReader(column) => {
            texts(column, count, |value: &Int96, out| moment(value.to_nanos(), 1_000_000_000, false, out))
        }
        ColumnReader::FloatColumnReader(column) => texts(column, count, |value, out| write!(out, "{value}")),
        ColumnReader::DoubleColumnReader(column) => texts(column, count, |value, out| write!(out, "{value}")),
        ColumnReader::ByteArrayColumnReader(column) => {
            texts(column, count, |value, out| bytes(value.data(), writing, out))
        }
        ColumnReader::FixedLenByteArrayColumnReader(column) => {
            texts(column, count, |value, out| bytes(value.data(), writing, out))
        }
    }
}

fn texts<T: DataType>(
    column: &mut ColumnReaderImpl<T>,
    count: usize,
    write: impl Fn(&T::T, &mut Vec<u8>) -> io::Result<()>,
) -> Option<Texts> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    let (records, ..) = column.read_records(count, Some(&mut levels), None, &mut values).ok()?;
    let mut texts = Texts::default();
    let mut values = values.iter();
    // Without levels, every value is there; otherwise the highest level says that it is.
    let is_flat = levels.is_empty();
    for row in 0..records {
        if is_flat || levels.get(row).is_some_and(|level| *level > 0) {
            write(values.next()?, &mut texts.bytes).ok()?;
        }
        texts.ends.push(texts.bytes.len());
    }
    Some(texts)
}

fn whole(value: i64, writing: Written, out: &mut Vec<u8>) -> io::Result<()> {
    match writing {
        Written::Decimal(scale) => decimal(i128::from(value), scale, out),
        Written::Date => {
            let day = Date::new(1970, 1, 1)
                .expect("the day exists")
                .checked_add(Span::new().try_days(value).map_err(io::Error::other)?);
            write!(out, "{}", day.map_err(io::Error::other)?)
        }
        Written::Time(per_second) => {
            let (seconds, fraction) = (value.div_euclid(per_second), value.rem_euclid(per_second));
            write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
            fractional(fraction, per_second, out)
        }
        Written::Moment(per_second, in_utc) => moment(value, per_second, in_utc, out),
        _ => write!(out, "{value}"),
    }
}

fn moment(value: i64, per_second: i64, in_utc: bool, out: &mut Vec<u8>) -> io::Result<()> {
    let (seconds, fraction) = (value.div_euclid(per_second), value.rem_euclid(per_second));
    let epoch = DateTime::new(1970, 1, 1, 0, 0, 0, 0).expect("the moment exists");
    let moment = epoch.checked_add(SignedDuration::from_secs(seconds)).map_err(io::Error::other)?;
    write!(out, "{moment}")?;
    fractional(fraction, per_second, out)?;
    if in_utc { write!(out, "Z") } else { Ok(()) }
}

/// The parts of a second, without zeros at their end; nothing for none.
fn fractional(fraction: i64, per_second: i64, out: &mut Vec<u8>) -> io::Result<()> {
    if fraction == 0 {
        return Ok(());
    }
    let digits = format!("{:09}", fraction * (1_000_000_000 / per_second));
    write!(out, ".{}", digits.trim_end_matches('0'))
}

fn decimal(value: i128, scale: u32, out: &mut Vec<u8>) -> io::Result<()> {
    if scale == 0 {
        return write!(out, "{value}");
    }
    let unit = 10_u128.pow(scale);
    let (sign, size) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
    write!(out, "{sign}{}.{:0width$}", size / unit, size % unit, width = scale as usize)
}

fn bytes(value: &[u8], writing: Written, out: &mut Vec<u8>) -> io::Result<()> {
    match (writing, value) {
        (Written::Decimal(scale), [first, ..]) if value.len() <= 16 => {
            // Two's complement, big end first.
            let sign = if *first >= 0x80 { -1 } else { 0 };
            decimal(value.iter().fold(sign, |sum, byte| (sum << 8) | i128::from(*byte)), scale, out)
        }
        (Written::Decimal(_), _) => Err(io::Error::other("the number has no or too many bytes")),
        (Written::Uuid, value) => {
            for (at, byte) in value.iter().enumerate() {
                write!(out, "{}{byte:02x}", if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" })?;
            }
            Ok(())
        }
        (_, value) => out.write_all(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values_are_written_as_texts_are_read() {
        assert_eq!(text(|out| whole(-1205, Written::Decimal(2), out)), "-12.05");
        assert_eq!(text(|out| whole(5, Written::Decimal(3), out)), "0.005");
        assert_eq!(text(|out| whole(19_725, Written::Date, out)), "2024-01-03");
        assert_eq!(text(|out| whole(-1, Written::Date, out)), "1969-12-31");
        assert_eq!(text(|out| whole(3_723_500, Written::Time(1000), out)), "01:02:03.5");
        assert_eq!(text(|out| moment(1_704_240_000_000, 1000, true, out)), "2024-01-03T00:00:00Z");
        assert_eq!(text(|out| moment(-1, 1_000_000, false, out)), "1969-12-31T23:59:59.999999");
        assert_eq!(text(|out| bytes(&[0xff, 0x38], Written::Decimal(2), out)), "-2.00");
        assert_eq!(
            text(|out| bytes(&[0x12; 16], Written::Uuid, out)),
            "12121212-1212-1212-1212-121212121212"
        );
    }
}
