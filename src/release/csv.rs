//! A public table as CSV: RFC 4180, UTF-8 without a byte-order mark, LF at the end of a line, a header.
//!
//! A cell is quoted only where it must be, and an empty cell is nothing at all. A text that a
//! spreadsheet would take for a formula stays as it is: the bytes are the data, and the workbook is
//! the format that is safe to open by double-click.

use std::io::Write;

use super::{Notes, WriteError, write_error};
use crate::confidential::{PublicColumn, PublicTable, Values};

/// Bytes that are collected before they are handed on.
const BLOCK: usize = 1 << 16;

/// Writes a table. CSV has no place for notes, which are in `README.txt` and the metadata.
///
/// # Errors
///
/// Fails if `out` does, or if the table breaks what [`WriteError`] names.
pub fn write<W: Write + Send>(table: &PublicTable, _notes: &Notes, out: W) -> Result<W, WriteError> {
    write_plain(table, out)
}

/// As [`write()`], for those who have no notes at hand, since they only want to know the digest.
pub(super) fn write_plain<W: Write>(table: &PublicTable, mut out: W) -> Result<W, WriteError> {
    write_error::check(table)?;
    let last = table.columns().len().saturating_sub(1);
    let mut buffer = Vec::with_capacity(2 * BLOCK);
    let mut cells = Vec::with_capacity(table.columns().len());
    for (index, column) in table.columns().iter().enumerate() {
        let end = if index == last { b'\n' } else { b',' };
        write_text(column.name(), &mut buffer);
        buffer.push(end);
        cells.push(Cells::new(column, end, last == 0));
    }
    for row in 0..table.row_count() {
        for column in &cells {
            column.write(row, &mut buffer);
        }
        if buffer.len() >= BLOCK {
            out.write_all(&buffer)?;
            buffer.clear();
        }
    }
    out.write_all(&buffer)?;
    out.flush()?;
    Ok(out)
}

/// A column made ready for writing: every text is rendered once, with the byte that ends the cell.
enum Cells<'a> {
    Text { slots: Slots, codes: &'a [Option<u32>] },
    Integer { end: &'a [u8], values: &'a [Option<i64>] },
    Decimal { end: &'a [u8], scale: usize, values: &'a [Option<i64>] },
}

/// Rendered texts one after another; `ends[i]` is where the `i`-th one ends. The first one is the
/// empty cell.
struct Slots {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl<'a> Cells<'a> {
    fn new(column: &'a PublicColumn, end: u8, is_alone: bool) -> Cells<'a> {
        // An empty cell that is alone in its row is written as `""`: readers skip blank lines.
        let end_slice: &[u8] = match (end, is_alone) {
            (b',', _) => b",",
            (_, false) => b"\n",
            (_, true) => b"\"\"\n",
        };
        match column.values() {
            Values::Text { dictionary, codes } => {
                let mut slots = Slots { bytes: end_slice.to_vec(), ends: vec![end_slice.len()] };
                for text in dictionary {
                    write_text(text, &mut slots.bytes);
                    slots.bytes.push(end);
                    slots.ends.push(slots.bytes.len());
                }
                Cells::Text { slots, codes }
            }
            Values::Integer(values) => Cells::Integer { end: end_slice, values },
            Values::Decimal { scale, values } => {
                Cells::Decimal { end: end_slice, scale: usize::from(*scale), values }
            }
        }
    }

    #[inline]
    fn write(&self, row: usize, buffer: &mut Vec<u8>) {
        match self {
            Cells::Text { slots, codes } => {
                let slot = codes[row].map_or(0, |code| code as usize + 1);
                let start = if slot == 0 { 0 } else { slots.ends[slot - 1] };
                buffer.extend_from_slice(&slots.bytes[start..slots.ends[slot]]);
            }
            Cells::Integer { end, values } => write_number(values[row], 0, end, buffer),
            Cells::Decimal { end, scale, values } => write_number(values[row], *scale, end, buffer),
        }
    }
}

/// Appends a number with this many decimals and the end of the cell. Digits are made from the
/// right, so none of the formatting machinery is needed; the writers' bench shows the difference.
#[inline]
fn write_number(value: Option<i64>, scale: usize, end: &[u8], buffer: &mut Vec<u8>) {
    let Some(value) = value else {
        buffer.extend_from_slice(end);
        return;
    };
    // The longest: a sign, 19 digits and a point.
    let mut digits = [0_u8; 24];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    let mut written = 0;
    while rest > 0 || written <= scale {
        if scale > 0 && written == scale {
            at -= 1;
            digits[at] = b'.';
        }
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        written += 1;
    }
    if value < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    buffer.extend_from_slice(&digits[at..]);
    buffer.push(end[end.len() - 1]);
}

/// Appends a text, in quotes if it holds a comma, a quote or a line break.
fn write_text(text: &str, buffer: &mut Vec<u8>) {
    if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        buffer.push(b'"');
        for byte in text.bytes() {
            if byte == b'"' {
                buffer.push(b'"');
            }
            buffer.push(byte);
        }
        buffer.push(b'"');
    } else {
        buffer.extend_from_slice(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::confidential::ColumnRole::{Key, Measure, Plain, Status};
    use crate::release::fixtures::{decimals, integers, texts};

    fn check(columns: Vec<(&str, crate::confidential::ColumnRole, Values)>, expect: &str) {
        let table = PublicTable::for_tests("table", columns);
        let bytes = write_plain(&table, Vec::new()).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), expect);
    }

    #[test]
    fn cells_are_quoted_only_where_they_must_be() {
        check(
            vec![
                ("navn", Key, texts(&[Some("a,b"), Some("a\"b"), Some("a\r\nb"), Some(" æ "), Some("=1+1")])),
                ("antal", Measure, integers(&[Some(7), None, Some(-12), Some(0), Some(i64::MIN)])),
                ("antal_status", Status, texts(&[None, Some("c"), None, None, None])),
            ],
            "navn,antal,antal_status\n\
             \"a,b\",7,\n\
             \"a\"\"b\",,c\n\
             \"a\r\nb\",-12,\n \
             æ ,0,\n\
             =1+1,-9223372036854775808,\n",
        );
    }

    #[test]
    fn decimals_are_written_as_the_table_says() {
        let values = [Some(225), Some(0), Some(-5), None, Some(i64::MIN), Some(i64::MAX)];
        check(
            vec![("tons", Plain, decimals(3, &values))],
            "tons\n0.225\n0.000\n-0.005\n\"\"\n-9223372036854775.808\n9223372036854775.807\n",
        );
    }

    #[test]
    fn an_empty_cell_alone_in_its_row_is_not_a_blank_line() {
        check(vec![("a", Plain, texts(&[None, Some("x")]))], "a\n\"\"\nx\n");
    }

    #[test]
    fn a_table_without_rows_has_a_header() {
        check(vec![("a", Key, texts(&[])), ("b", Plain, integers(&[]))], "a,b\n");
    }

    #[test]
    fn an_empty_text_is_refused() {
        let table = PublicTable::for_tests("table", vec![("a", Plain, texts(&[Some("")]))]);
        let error = write_plain(&table, Vec::new()).unwrap_err();
        assert!(matches!(error, WriteError::EmptyText { column } if column == "a"));
    }
}
