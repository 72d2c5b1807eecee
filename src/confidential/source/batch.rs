//! A block taken apart into records and cells.
//!
//! Cells are places in the block; nothing is copied. Only a cell with doubled quotes is written out
//! anew, and only when it is looked at. Sources that are not text fill a batch cell by cell.

use std::fmt;
use std::ops::Range;

use super::records::{self, DOUBLED, RecordEnd, Span};
use super::{
    HEADER_REPEATED, HEADER_TOO_WIDE, HEADER_UNKNOWN, INVALID_UTF8, NESTED_VALUE, NOT_AN_OBJECT, NUL_BYTE,
    RECORD_TOO_LONG, STRAY_QUOTE, UNCLOSED_QUOTE,
};
use crate::report::{Code, Place};

/// Source rows as they stand in the file. Nothing is known of them but their shape.
#[derive(Default)]
pub(in crate::confidential) struct RawBatch {
    bytes: Vec<u8>,
    /// `width` spans for each row, one row after the other. What stands behind them is left from an earlier block.
    spans: Vec<Span>,
    /// Memory for the ends of a block's records.
    ends: Vec<RecordEnd>,
    /// For each row its number in the block, from 0; blank lines and rows of a wrong width, which
    /// have no spans, are counted too.
    record_numbers: Vec<u32>,
    /// For each row the place where its record begins. Cells that were put into another form lie
    /// behind the block.
    record_starts: Vec<u32>,
    /// How many of the bytes are the block; what follows are cells in another form.
    block_length: usize,
    /// How many line breaks the block has, if that is known already.
    lines: Option<u32>,
    width: usize,
    /// How many records a source without lines has in this batch. There, a place is a record's number.
    records_without_lines: Option<u32>,
}

/// The cells of a column in some rows that are not empty.
#[derive(Debug)]
pub(in crate::confidential) struct Given {
    spans: [Span; Given::MOST],
    count: usize,
    has_doubled: bool,
}

impl Given {
    /// So few rows are asked together that their cells stay in a core's nearest cache until the last column
    /// is asked.
    pub(in crate::confidential) const MOST: usize = 64;

    /// How many cells there are.
    pub(in crate::confidential) fn count(&self) -> usize {
        self.count
    }

    /// The most bytes that one of them may have.
    #[inline]
    pub(in crate::confidential) fn longest(&self) -> usize {
        let bytes = |span: &Span| (span.end & !DOUBLED) - span.start;
        self.spans[..self.count].iter().map(bytes).max().unwrap_or_default() as usize
    }
}

impl Default for Given {
    fn default() -> Given {
        Given { spans: [Span::default(); Given::MOST], count: 0, has_doubled: false }
    }
}

/// Why no further record of a file can be told apart from the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::confidential) enum Broken {
    /// A quoted cell is open when the file ends.
    UnclosedQuote,
    /// A quotation mark stands inside an unquoted cell or behind a quoted one.
    StrayQuote,
    /// The bytes are not UTF-8.
    InvalidUtf8,
    /// There is a NUL byte, which no text has.
    NulByte,
    /// The bytes are not UTF-8, but could be Windows-1252.
    Windows1252,
    /// There is no line break outside quotes for longer than a record can be.
    RecordTooLong,
    /// A header with more columns than any table has.
    TooManyColumns,
    /// A line is not a JSON object.
    NotAnObject,
    /// An object has a key that the schema does not have.
    UnknownKey,
    /// An object has a key twice.
    RepeatedKey,
    /// A value is an array or an object.
    NestedValue,
}

/// The most columns that a header may have: those of a spreadsheet.
pub(super) const MAX_COLUMNS: usize = 16_384;

impl Broken {
    pub(in crate::confidential) fn code(self) -> Code {
        match self {
            Broken::UnclosedQuote => UNCLOSED_QUOTE,
            Broken::StrayQuote => STRAY_QUOTE,
            Broken::InvalidUtf8 | Broken::Windows1252 => INVALID_UTF8,
            Broken::NulByte => NUL_BYTE,
            Broken::RecordTooLong => RECORD_TOO_LONG,
            Broken::TooManyColumns => HEADER_TOO_WIDE,
            Broken::NotAnObject => NOT_AN_OBJECT,
            Broken::UnknownKey => HEADER_UNKNOWN,
            Broken::RepeatedKey => HEADER_REPEATED,
            Broken::NestedValue => NESTED_VALUE,
        }
    }

    /// What to do about it. `declared` is where the source is described.
    pub(in crate::confidential) fn hint(self, declared: &Place) -> String {
        match self {
            Broken::UnclosedQuote => {
                "close it, or double a quotation mark that is part of the text".to_owned()
            }
            Broken::StrayQuote => {
                "put the whole cell in quotation marks and double those inside it".to_owned()
            }
            Broken::InvalidUtf8 => "save the file as UTF-8, or declare the encoding that it has".to_owned(),
            Broken::Windows1252 => format!("if it is, write encoding = \"windows-1252\" at {declared}"),
            Broken::NulByte => "look whether the file is text, and in which encoding".to_owned(),
            Broken::RecordTooLong => {
                "look for a quotation mark that is never closed, and whether lines end in a line feed"
                    .to_owned()
            }
            Broken::TooManyColumns => "look whether the lines of the file end as they should".to_owned(),
            Broken::NotAnObject => "JSON Lines have one object on each line".to_owned(),
            Broken::UnknownKey => {
                "describe the column in the schema and give it a role in the policy".to_owned()
            }
            Broken::RepeatedKey => "keep one of the two".to_owned(),
            Broken::NestedValue => {
                "a table has one value in a cell; write it as a text, or give it columns of its own"
                    .to_owned()
            }
        }
    }

    /// What bytes are that are not UTF-8. A letter of Windows-1252 stands among ASCII letters.
    fn of_bytes(bytes: &[u8]) -> Broken {
        let next_is_ascii = bytes.get(1).is_none_or(u8::is_ascii);
        match bytes.first() {
            Some(0x80 | 0x82..=0x8C | 0x8E | 0x91..=0x9C | 0x9E..) if next_is_ascii => Broken::Windows1252,
            _ => Broken::InvalidUtf8,
        }
    }

    pub(in crate::confidential) fn message(self) -> &'static str {
        match self {
            Broken::UnclosedQuote => "a quoted cell is not closed before the file ends",
            Broken::StrayQuote => "a quotation mark stands inside an unquoted cell or behind a quoted one",
            Broken::InvalidUtf8 => "the bytes are not UTF-8",
            Broken::NulByte => "there is a NUL byte, which no text has",
            Broken::Windows1252 => "the bytes are not UTF-8; they look like Windows-1252",
            Broken::RecordTooLong => "no record ends within 64 MiB",
            Broken::TooManyColumns => "there are more than 16384 columns",
            Broken::NotAnObject => "the line is not one JSON object",
            Broken::UnknownKey => "the object has a key that the schema does not have",
            Broken::RepeatedKey => "the object has a key twice",
            Broken::NestedValue => "a value is an array or an object",
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
    /// How many cells the first of them has, and how many a row should have; `None` if the source does
    /// not tell its cells apart before it has a row.
    pub(in crate::confidential) widths: Option<(usize, usize)>,
    /// Where the block cannot be read on, as record number and place.
    pub(in crate::confidential) broken: Option<(Broken, u32, usize)>,
}

impl RawBatch {
    /// The memory to read the next block into, whatever it holds. The batch is empty until [`RawBatch::split`].
    pub(in crate::confidential) fn buffer(&mut self) -> &mut Vec<u8> {
        self.clear();
        &mut self.bytes
    }

    fn clear(&mut self) {
        self.record_numbers.clear();
        self.record_starts.clear();
        self.block_length = 0;
        self.lines = None;
        self.records_without_lines = None;
    }

    /// Takes the block in the buffer apart into rows of `width` cells.
    pub(in crate::confidential) fn split(&mut self, delimiter: u8, width: usize) -> Shape {
        self.reset(width);
        let mut shape = Shape::default();
        let RawBatch { bytes, spans, ends, record_numbers, record_starts, .. } = self;
        let seen = records::cells(bytes, delimiter, spans, ends);
        let is_utf8 = seen.is_ok_and(|seen| seen.is_utf8) || simdutf8::basic::from_utf8(bytes).is_ok();
        if !is_utf8 {
            return self.not_text();
        }
        let (mut first, mut start) = (0, 0);
        for (number, end) in (0..).zip(&*ends) {
            let (behind, next) = (end.cells as usize, end.place as usize);
            if behind - first == width {
                let kept = record_numbers.len() * width;
                if kept < first {
                    spans.copy_within(first..behind, kept);
                }
                record_numbers.push(number);
                record_starts.push(start as u32);
            } else if !matches!(&bytes[start..next], b"\n" | b"\r\n") {
                shape.widths.get_or_insert((behind - first, width));
                let (count, ..) = shape.ragged.get_or_insert((0, number, start));
                *count += 1;
            }
            (first, start) = (behind, next);
        }
        shape.records = ends.len() as u32;
        match seen {
            Ok(seen) if !seen.has_nul => self.lines = Some(seen.lines),
            // A broken block is rare enough to be looked through once more.
            _ if memchr::memchr(0, bytes).is_some() => return self.not_text(),
            Ok(_) => {}
            Err((broken, place)) => shape.broken = Some((broken, shape.records, place)),
        }
        shape
    }

    /// Makes the bytes in the buffer the block, which has no rows yet. Answers where they stop being
    /// text, if they do.
    pub(super) fn begin(&mut self, width: usize) -> Option<(Broken, usize)> {
        self.reset(width);
        self.spans.clear();
        fault(&self.bytes)
    }

    fn reset(&mut self, width: usize) {
        self.clear();
        self.width = width;
        self.block_length = self.bytes.len();
    }

    /// The shape of a block that is not text: it has no rows, and is broken.
    fn not_text(&mut self) -> Shape {
        self.reset(self.width);
        let broken = fault(&self.bytes).map(|(broken, place)| {
            let record = memchr::memchr_iter(b'\n', &self.bytes[..place]).count() as u32;
            (broken, record, place)
        });
        Shape { broken, ..Shape::default() }
    }

    /// An empty batch for rows of `width` cells of a source without lines.
    pub(super) fn without_lines(width: usize) -> RawBatch {
        RawBatch { width, records_without_lines: Some(0), ..RawBatch::default() }
    }

    /// How many bytes the batch takes.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes of the block.
    pub(super) fn block(&self) -> &[u8] {
        &self.bytes[..self.block_length]
    }

    /// Adds a cell to the row that [`RawBatch::end_row`] will end.
    pub(super) fn push(&mut self, text: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(text);
        self.spans.push(Span { start: start as u32, end: self.bytes.len() as u32 });
    }

    /// Ends a row of pushed cells, whose record has this number and begins at this place of the block.
    /// False, and no row, if it has not as many cells as the batch is wide.
    pub(super) fn end_row(&mut self, number: u32, start: usize) -> bool {
        let complete = self.record_numbers.len() * self.width;
        if self.spans.len() != complete + self.width {
            self.spans.truncate(complete);
            return false;
        }
        self.record_numbers.push(number);
        self.record_starts.push(start as u32);
        true
    }

    /// Rows whose last cell is not empty have one cell too many: what stands behind the last delimiter
    /// of a record that ends with one.
    pub(super) fn reject_trailing(&mut self, shape: &mut Shape) {
        let (width, mut kept) = (self.width, 0);
        for row in 0..self.rows() {
            let (number, start) = (self.record_numbers[row], self.record_starts[row]);
            let last = self.spans[(row + 1) * width - 1];
            if last.start < last.end & !DOUBLED {
                let (count, record, place) = shape.ragged.unwrap_or((0, number, start as usize));
                let is_first = shape.ragged.is_none() || number < record;
                let first = if is_first { (number, start as usize) } else { (record, place) };
                // The delimiter at the end of a record is no cell's.
                if is_first {
                    shape.widths = Some((width, width - 1));
                }
                shape.ragged = Some((count + 1, first.0, first.1));
                continue;
            }
            self.spans.copy_within(row * width..(row + 1) * width, kept * width);
            self.record_numbers[kept] = number;
            self.record_starts[kept] = start;
            kept += 1;
        }
        self.spans.truncate(kept * width);
        self.record_numbers.truncate(kept);
        self.record_starts.truncate(kept);
    }

    /// Keeps the rows that are wanted, and forgets the others.
    pub(in crate::confidential) fn retain(&mut self, is_wanted: impl Fn(usize) -> bool) {
        let (width, mut kept) = (self.width, 0);
        for row in (0..self.rows()).filter(|row| is_wanted(*row)) {
            self.spans.copy_within(row * width..(row + 1) * width, kept * width);
            self.record_numbers[kept] = self.record_numbers[row];
            self.record_starts[kept] = self.record_starts[row];
            kept += 1;
        }
        self.spans.truncate(kept * width);
        self.record_numbers.truncate(kept);
        self.record_starts.truncate(kept);
    }

    /// Where the record of a row begins in the block, if the block is text.
    pub(super) fn start_of(&self, row: usize) -> usize {
        self.record_starts[row] as usize
    }

    /// The place behind the record that begins at `at` in a block that was taken apart already.
    pub(super) fn record_end(&self, at: usize, delimiter: u8) -> usize {
        let block = self.block();
        records::record_end(block, at, delimiter)
    }

    /// Says how many records a batch of pushed rows has, blank and ragged ones too.
    pub(super) fn count_records(&mut self, records: u32) {
        self.records_without_lines = Some(records);
    }

    /// Lets places be numbers of records, as for a text that no one else has seen.
    pub(super) fn forget_lines(&mut self, shape: &mut Shape) {
        self.records_without_lines = Some(shape.records);
        shape.ragged = shape.ragged.map(|(count, record, _)| (count, record, record as usize));
        shape.broken = shape.broken.map(|(broken, record, _)| (broken, record, record as usize));
    }

    /// Gives cells another form: `rewrite` gets a cell's text, and answers true if it has written
    /// another one.
    pub(super) fn rewrite(&mut self, position: usize, rewrite: impl Fn(&[u8], &mut Vec<u8>) -> bool) {
        let (mut scratch, mut written) = (Vec::new(), Vec::new());
        let behind = self.bytes.len();
        for row in 0..self.rows() {
            let before = written.len();
            if rewrite(self.cell(row, position, &mut scratch), &mut written) {
                let span = Span { start: (behind + before) as u32, end: (behind + written.len()) as u32 };
                self.spans[row * self.width + position] = span;
            }
        }
        self.bytes.append(&mut written);
    }

    /// How many cells each row has.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// How many rows there are.
    pub(in crate::confidential) fn rows(&self) -> usize {
        self.record_numbers.len()
    }

    /// Puts the cells of a column together that are not empty, in at most [`Given::MOST`] rows.
    #[inline]
    pub(in crate::confidential) fn given(&self, rows: Range<usize>, position: usize, given: &mut Given) {
        let spans = &self.spans[rows.start * self.width..rows.end * self.width];
        let (mut count, mut flags) = (0, 0);
        for span in spans.iter().skip(position).step_by(self.width.max(1)) {
            // No branch: which cells are empty can often not be foreseen.
            given.spans[count] = *span;
            count += usize::from(span.start < span.end & !DOUBLED);
            flags |= span.end;
        }
        (given.count, given.has_doubled) = (count, flags & DOUBLED != 0);
    }

    /// The texts of these cells; `None` if one has doubled quotes, and so stands otherwise than it reads.
    #[inline]
    pub(in crate::confidential) fn texts<'a>(
        &'a self,
        given: &'a Given,
    ) -> Option<impl Iterator<Item = &'a [u8]>> {
        let text = |span: &Span| &self.bytes[span.start as usize..span.end as usize];
        (!given.has_doubled).then(|| given.spans[..given.count].iter().map(text))
    }

    /// The text of a cell. `scratch` is used where the cell has doubled quotes.
    #[inline]
    pub(in crate::confidential) fn cell<'a>(
        &'a self,
        row: usize,
        position: usize,
        scratch: &'a mut Vec<u8>,
    ) -> &'a [u8] {
        self.text(self.spans[row * self.width + position], scratch)
    }

    #[inline]
    fn text<'a>(&'a self, span: Span, scratch: &'a mut Vec<u8>) -> &'a [u8] {
        let raw = &self.bytes[span.start as usize..(span.end & !DOUBLED) as usize];
        if span.end & DOUBLED == 0 { raw } else { undoubled(raw, scratch) }
    }

    /// The number of a row in its block, from 0; rows of a wrong width are counted too.
    pub(in crate::confidential) fn record_number(&self, row: usize) -> u32 {
        self.record_numbers[row]
    }

    /// The number of a row in its block, from 0, and the number of line breaks before it.
    pub(in crate::confidential) fn place_of(&self, row: usize) -> (u32, u64) {
        let number = self.record_numbers[row];
        (
            number,
            self.lines_before(if self.records_without_lines.is_some() {
                number as usize
            } else {
                self.record_starts[row] as usize
            }),
        )
    }

    /// How many line breaks stand before a place in the block. Where a source has no lines, a place is
    /// a record's number, and each record counts as a line.
    pub(in crate::confidential) fn lines_before(&self, place: usize) -> u64 {
        if self.records_without_lines.is_some() {
            return place as u64;
        }
        memchr::memchr_iter(b'\n', &self.bytes[..place]).count() as u64
    }

    /// How many line breaks the block has.
    pub(in crate::confidential) fn lines(&self) -> u64 {
        self.records_without_lines
            .or(self.lines)
            .map_or_else(|| self.lines_before(self.block_length), u64::from)
    }

    /// The cells of a header.
    pub(super) fn header_names(header: &[u8], delimiter: u8) -> Result<Vec<String>, Broken> {
        let mut batch = RawBatch { bytes: header.to_vec(), ..RawBatch::default() };
        if let Some((broken, _)) = batch.begin(0) {
            return Err(broken);
        }
        let RawBatch { spans, ends, .. } = &mut batch;
        records::cells(header, delimiter, spans, ends).map_err(|(broken, _)| broken)?;
        batch.width = ends.last().map_or(0, |end| end.cells as usize);
        if batch.width > MAX_COLUMNS {
            return Err(Broken::TooManyColumns);
        }
        let mut scratch = Vec::new();
        Ok((0..batch.width)
            .map(|position| String::from_utf8_lossy(batch.cell(0, position, &mut scratch)).into_owned())
            .collect())
    }
}

/// A cell with each doubled quote written once.
#[cold]
fn undoubled<'a>(raw: &[u8], scratch: &'a mut Vec<u8>) -> &'a [u8] {
    scratch.clear();
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'"', rest) {
        scratch.extend_from_slice(&rest[..=at]);
        rest = &rest[at + 2..];
    }
    scratch.extend_from_slice(rest);
    scratch
}

impl fmt::Debug for RawBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawBatch({} rows of {} cells)", self.rows(), self.width)
    }
}

/// Where bytes stop being text, if they do.
fn fault(bytes: &[u8]) -> Option<(Broken, usize)> {
    if let Some(place) = memchr::memchr(0, bytes) {
        return Some((Broken::NulByte, place));
    }
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        return None;
    }
    let valid = simdutf8::compat::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    Some((Broken::of_bytes(&bytes[valid..]), valid))
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
