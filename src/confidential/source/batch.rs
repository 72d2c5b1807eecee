//! A block taken apart into records and cells.
//!
//! Cells are places in the block; nothing is copied. Only a cell with doubled quotes is written out
//! anew, and only when it is looked at.

use std::fmt;

use super::{INVALID_UTF8, RECORD_TOO_LONG, STRAY_QUOTE, UNCLOSED_QUOTE};
use crate::report::Code;

/// Source rows as they stand in the file. Nothing is known of them but their shape.
#[derive(Default)]
pub(in crate::confidential) struct RawBatch {
    bytes: Vec<u8>,
    /// `width` spans for each row, one row after the other.
    spans: Vec<Span>,
    /// For each row its number in the block, from 0; blank lines and rows of a wrong width, which
    /// have no spans, are counted too.
    record_numbers: Vec<u32>,
    width: usize,
}

/// Where a cell lies in the block, without its quotes.
#[derive(Clone, Copy)]
struct Span {
    start: u32,
    /// The highest bit says that the cell has doubled quotes.
    end: u32,
}

const DOUBLED: u32 = 1 << 31;

/// Why no further record of a file can be told apart from the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::confidential) enum Broken {
    /// A quoted cell is open when the file ends.
    UnclosedQuote,
    /// A quotation mark stands inside an unquoted cell or behind a quoted one.
    StrayQuote,
    /// The bytes are not UTF-8.
    InvalidUtf8,
    /// There is no line break outside quotes for longer than a record can be.
    RecordTooLong,
}

impl Broken {
    pub(in crate::confidential) fn code(self) -> Code {
        match self {
            Broken::UnclosedQuote => UNCLOSED_QUOTE,
            Broken::StrayQuote => STRAY_QUOTE,
            Broken::InvalidUtf8 => INVALID_UTF8,
            Broken::RecordTooLong => RECORD_TOO_LONG,
        }
    }

    pub(in crate::confidential) fn way_out(self) -> &'static str {
        match self {
            Broken::UnclosedQuote => "close it, or double a quotation mark that is part of the text",
            Broken::StrayQuote => "put the whole cell in quotation marks and double those inside it",
            Broken::InvalidUtf8 => "save the file as UTF-8; æ, ø and å in Windows-1252 are the usual cause",
            Broken::RecordTooLong => "look for a quotation mark that is never closed",
        }
    }

    pub(in crate::confidential) fn message(self) -> &'static str {
        match self {
            Broken::UnclosedQuote => "a quoted cell is not closed before the file ends",
            Broken::StrayQuote => "a quotation mark stands inside an unquoted cell or behind a quoted one",
            Broken::InvalidUtf8 => "the bytes are not UTF-8",
            Broken::RecordTooLong => "no record ends within 64 MiB",
        }
    }
}

/// What was found wrong while a block was taken apart.
#[derive(Debug, Default)]
pub(in crate::confidential) struct Shape {
    /// How many records the block has, whatever their width.
    pub(in crate::confidential) records: u32,
    /// Rows of a wrong width: how many, and the number and place of the first.
    pub(in crate::confidential) ragged: Option<(u64, u32, usize)>,
    /// Where the block cannot be read on, as record number and place.
    pub(in crate::confidential) broken: Option<(Broken, u32, usize)>,
}

impl RawBatch {
    /// The memory to read the next block into. The batch is empty until [`RawBatch::split`].
    pub(in crate::confidential) fn buffer(&mut self) -> &mut Vec<u8> {
        self.spans.clear();
        self.record_numbers.clear();
        &mut self.bytes
    }

    /// Takes the block in the buffer apart into rows of `width` cells.
    pub(in crate::confidential) fn split(&mut self, delimiter: u8, width: usize) -> Shape {
        self.spans.clear();
        self.record_numbers.clear();
        self.width = width;
        let mut shape = Shape::default();
        if simdutf8::basic::from_utf8(&self.bytes).is_err() {
            let valid =
                simdutf8::compat::from_utf8(&self.bytes).map_or_else(|error| error.valid_up_to(), str::len);
            let record = memchr::memchr_iter(b'\n', &self.bytes[..valid]).count() as u32;
            shape.broken = Some((Broken::InvalidUtf8, record, valid));
            return shape;
        }
        let mut at = 0;
        while at < self.bytes.len() {
            let first_span = self.spans.len();
            let end = match split_record(&self.bytes, at, delimiter, &mut self.spans) {
                Ok(end) => end,
                Err((broken, place)) => {
                    self.spans.truncate(first_span);
                    shape.broken = Some((broken, shape.records, place));
                    return shape;
                }
            };
            let cells = self.spans.len() - first_span;
            if cells == width && !(width > 1 && is_blank(&self.bytes[at..end])) {
                self.record_numbers.push(shape.records);
            } else {
                self.spans.truncate(first_span);
                if !is_blank(&self.bytes[at..end]) {
                    let (count, ..) = *shape.ragged.get_or_insert((0, shape.records, at));
                    shape.ragged = shape.ragged.map(|(_, record, place)| (count + 1, record, place));
                }
            }
            shape.records += 1;
            at = end;
        }
        shape
    }

    /// How many rows there are.
    pub(in crate::confidential) fn rows(&self) -> usize {
        self.record_numbers.len()
    }

    /// The text of a cell. `scratch` is used where the cell has doubled quotes.
    pub(in crate::confidential) fn cell<'a>(
        &'a self,
        row: usize,
        position: usize,
        scratch: &'a mut Vec<u8>,
    ) -> &'a [u8] {
        let span = self.spans[row * self.width + position];
        let raw = &self.bytes[span.start as usize..(span.end & !DOUBLED) as usize];
        if span.end & DOUBLED == 0 {
            return raw;
        }
        scratch.clear();
        let mut rest = raw;
        while let Some(at) = memchr::memchr(b'"', rest) {
            scratch.extend_from_slice(&rest[..=at]);
            rest = &rest[at + 2..];
        }
        scratch.extend_from_slice(rest);
        scratch
    }

    /// The number of a row in its block, from 0; rows of a wrong width are counted too.
    pub(in crate::confidential) fn record_number(&self, row: usize) -> u32 {
        self.record_numbers[row]
    }

    /// The number of a row in its block, from 0, and the number of line breaks before it.
    pub(in crate::confidential) fn place_of(&self, row: usize) -> (u32, u64) {
        let start = self.spans[row * self.width].start as usize;
        (self.record_numbers[row], self.lines_before(start))
    }

    /// How many line breaks stand before a place in the block.
    pub(in crate::confidential) fn lines_before(&self, place: usize) -> u64 {
        memchr::memchr_iter(b'\n', &self.bytes[..place]).count() as u64
    }

    /// How many line breaks the block has.
    pub(in crate::confidential) fn lines(&self) -> u64 {
        self.lines_before(self.bytes.len())
    }

    /// The cells of a header.
    pub(super) fn header_names(header: &[u8], delimiter: u8) -> Result<Vec<String>, Broken> {
        let mut batch = RawBatch { bytes: header.to_vec(), ..RawBatch::default() };
        if simdutf8::basic::from_utf8(header).is_err() {
            return Err(Broken::InvalidUtf8);
        }
        split_record(header, 0, delimiter, &mut batch.spans).map_err(|(broken, _)| broken)?;
        batch.width = batch.spans.len();
        let mut scratch = Vec::new();
        Ok((0..batch.width)
            .map(|position| String::from_utf8_lossy(batch.cell(0, position, &mut scratch)).into_owned())
            .collect())
    }
}

fn is_blank(record: &[u8]) -> bool {
    matches!(record, b"\n" | b"\r\n")
}

/// Appends the spans of the record that begins at `at`; returns the place behind it.
fn split_record(
    bytes: &[u8],
    mut at: usize,
    delimiter: u8,
    spans: &mut Vec<Span>,
) -> Result<usize, (Broken, usize)> {
    loop {
        let (start, end, doubled, mut next) = if bytes.get(at) == Some(&b'"') {
            let (end, doubled) = quoted_end(bytes, at + 1).ok_or((Broken::UnclosedQuote, at))?;
            (at + 1, end, doubled, end + 1)
        } else {
            let rest = &bytes[at..];
            let length = memchr::memchr3(delimiter, b'\n', b'"', rest).unwrap_or(rest.len());
            let end = at + length;
            match bytes.get(end) {
                Some(b'"') => return Err((Broken::StrayQuote, end)),
                Some(b'\n') if length > 0 && bytes[end - 1] == b'\r' => (at, end - 1, 0, end),
                None if length > 0 && bytes[end - 1] == b'\r' => (at, end - 1, 0, end),
                _ => (at, end, 0, end),
            }
        };
        spans.push(Span { start: start as u32, end: end as u32 | doubled });
        if bytes.get(next) == Some(&b'\r') && matches!(bytes.get(next + 1), Some(b'\n') | None) {
            next += 1;
        }
        match bytes.get(next) {
            Some(byte) if *byte == delimiter => at = next + 1,
            Some(b'\n') => return Ok(next + 1),
            None => return Ok(next),
            Some(_) => return Err((Broken::StrayQuote, next)),
        }
    }
}

/// The place of the quote that closes a cell, and whether the cell has doubled quotes.
fn quoted_end(bytes: &[u8], mut at: usize) -> Option<(usize, u32)> {
    let mut doubled = 0;
    loop {
        let end = at + memchr::memchr(b'"', bytes.get(at..)?)?;
        if bytes.get(end + 1) != Some(&b'"') {
            return Some((end, doubled));
        }
        doubled = DOUBLED;
        at = end + 2;
    }
}

impl fmt::Debug for RawBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawBatch({} rows of {} cells)", self.rows(), self.width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, width: usize) -> (Vec<Vec<String>>, Shape) {
        let mut batch = RawBatch::default();
        batch.buffer().extend_from_slice(text.as_bytes());
        let shape = batch.split(b',', width);
        let mut scratch = Vec::new();
        let cell = |row, position, scratch: &mut Vec<u8>| {
            String::from_utf8(batch.cell(row, position, scratch).to_vec()).unwrap()
        };
        let rows =
            (0..batch.rows()).map(|row| (0..width).map(|at| cell(row, at, &mut scratch)).collect()).collect();
        (rows, shape)
    }

    #[test]
    fn cells_come_out_as_rfc_4180_says() {
        let (rows, shape) = rows("a,b\r\n\"x,\n\"\"y\"\"\",\"\"\n,\n\n1,2", 2);
        assert_eq!(rows, [["a", "b"], ["x,\n\"y\"", ""], ["", ""], ["1", "2"]]);
        assert_eq!((shape.records, shape.ragged, shape.broken), (5, None, None));
    }

    #[test]
    fn rows_of_a_wrong_width_are_counted_and_left_out() {
        let (rows, shape) = rows("a,b\na\na,b,c\nd,e\n", 2);
        assert_eq!(rows, [["a", "b"], ["d", "e"]]);
        assert_eq!(shape.ragged, Some((2, 1, 4)));
    }

    #[test]
    fn a_file_that_cannot_be_read_on_says_where() {
        assert_eq!(rows("a,b\nc,\"d\n", 2).1.broken, Some((Broken::UnclosedQuote, 1, 6)));
        assert_eq!(rows("a,b\nc,d\"e\n", 2).1.broken, Some((Broken::StrayQuote, 1, 7)));
        assert_eq!(rows("a,b\n\"c\"d,e\n", 2).1.broken, Some((Broken::StrayQuote, 1, 7)));
    }

    #[test]
    fn an_empty_line_is_a_row_of_a_file_with_one_column() {
        assert_eq!(rows("a\n\nb\n", 1).0, [["a"], [""], ["b"]]);
    }

    #[test]
    fn debug_shows_the_shape_only() {
        let mut batch = RawBatch::default();
        batch.buffer().extend_from_slice(b"secret,value\n");
        batch.split(b',', 2);
        assert_eq!(format!("{batch:?}"), "RawBatch(1 rows of 2 cells)");
    }
}
