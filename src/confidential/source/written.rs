//! Records as they stand in the source, for those that are set aside and must not be changed.
//!
//! A text is decoded into UTF-8 while it is read; here it goes back into the bytes of its file. What
//! has no bytes of its own, such as a row of a sheet or of a database, becomes a record of CSV.

use encoding_rs::WINDOWS_1252;

use super::batch::RawBatch;
use super::{Form, Splitter};

/// How the characters of a text stand in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::confidential) enum Written {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-8 behind a byte order mark.
    Utf8Mark,
    /// UTF-16, and whether the little end of each unit comes first and a byte order mark before all.
    Utf16 {
        /// True for the little end.
        little: bool,
        /// True if there is a mark.
        mark: bool,
    },
    /// A byte for each letter.
    Windows1252,
}

/// The beginning of a file of records that were set aside, by which it can be read as the source was.
#[derive(Clone, Debug, Default)]
pub(in crate::confidential) struct Heading {
    pub(super) written: Written,
    /// The header's record with its line end, as text; empty where there is none.
    pub(super) header: Vec<u8>,
}

impl Heading {
    /// A header of CSV for rows that have no bytes of their own.
    pub(super) fn of_names<S: AsRef<str>>(names: &[S]) -> Heading {
        let cells = names.iter().map(|name| name.as_ref().as_bytes());
        Heading { written: Written::Utf8, header: csv_record(cells) }
    }

    /// The file's first bytes.
    pub(in crate::confidential) fn bytes(&self) -> Vec<u8> {
        let mut bytes = match self.written {
            Written::Utf8Mark => vec![0xef, 0xbb, 0xbf],
            Written::Utf16 { little: true, mark: true } => vec![0xff, 0xfe],
            Written::Utf16 { little: false, mark: true } => vec![0xfe, 0xff],
            _ => Vec::new(),
        };
        bytes.extend(self.encoded(&self.header));
        bytes
    }

    /// A text of the source as the bytes it was read from.
    pub(in crate::confidential) fn encoded(&self, text: &[u8]) -> Vec<u8> {
        // What was decoded is UTF-8, or reading was broken off.
        let as_text = || String::from_utf8_lossy(text);
        match self.written {
            Written::Utf8 | Written::Utf8Mark => text.to_vec(),
            Written::Windows1252 => WINDOWS_1252.encode(&as_text()).0.into_owned(),
            Written::Utf16 { little, .. } => {
                let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
                as_text().encode_utf16().flat_map(bytes).collect()
            }
        }
    }
}

impl Splitter {
    /// True if records are texts with bytes of their own.
    pub(in crate::confidential) fn is_text(&self) -> bool {
        !matches!(self.form, Form::None)
    }

    /// What the file of records that were set aside is called behind its last point.
    pub(in crate::confidential) fn extension(&self) -> &'static str {
        if matches!(self.form, Form::Jsonl { .. }) { "jsonl" } else { "csv" }
    }

    /// The record of a row as text, with its line end if it has one.
    pub(in crate::confidential) fn record(&self, raw: &RawBatch, row: usize) -> Vec<u8> {
        if self.is_text() {
            let start = raw.start_of(row);
            return raw.block()[start..self.record_end(raw, start)].to_vec();
        }
        let mut scratch = Vec::new();
        let cells: Vec<Vec<u8>> =
            (0..raw.width()).map(|at| raw.cell(row, at, &mut scratch).to_vec()).collect();
        csv_record(cells.iter().map(Vec::as_slice))
    }

    /// The records of a block of text that are no rows, since they have too few cells or too many: their
    /// numbers in the block, and their texts.
    pub(in crate::confidential) fn odd_records(&self, raw: &RawBatch) -> Vec<(u32, Vec<u8>)> {
        if !self.is_text() {
            return Vec::new();
        }
        let block = raw.block();
        let (mut odd, mut at, mut number, mut row) = (Vec::new(), 0, 0, 0);
        while at < block.len() {
            let end = self.record_end(raw, at);
            let record = &block[at..end];
            if row < raw.rows() && raw.start_of(row) == at {
                row += 1;
            } else if !record.trim_ascii().is_empty() {
                odd.push((number, record.to_vec()));
            }
            number += 1;
            at = end;
        }
        odd
    }

    fn record_end(&self, raw: &RawBatch, at: usize) -> usize {
        let block = raw.block();
        match &self.form {
            Form::Csv { delimiter, .. } => raw.record_end(at, *delimiter),
            _ => memchr::memchr(b'\n', &block[at..]).map_or(block.len(), |length| at + length + 1),
        }
    }
}

/// A record of CSV (RFC 4180) with a line end.
fn csv_record<'a>(cells: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        if cell.iter().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n')) {
            out.push(b'"');
            for byte in cell {
                out.extend(std::iter::repeat_n(*byte, if *byte == b'"' { 2 } else { 1 }));
            }
            out.push(b'"');
        } else {
            out.extend_from_slice(cell);
        }
    }
    out.push(b'\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_back_into_the_bytes_of_its_file() {
        let bytes = |written, text: &str| Heading { written, header: text.as_bytes().to_vec() }.bytes();
        assert_eq!(bytes(Written::Utf8, "æ\r\n"), "æ\r\n".as_bytes());
        assert_eq!(bytes(Written::Utf8Mark, "a"), b"\xef\xbb\xbfa");
        assert_eq!(bytes(Written::Windows1252, "æ€\u{81}"), b"\xe6\x80\x81");
        assert_eq!(bytes(Written::Utf16 { little: true, mark: true }, "æ"), b"\xff\xfe\xe6\x00");
        assert_eq!(bytes(Written::Utf16 { little: false, mark: false }, "😀"), b"\xd8\x3d\xde\x00");
    }

    #[test]
    fn every_byte_of_windows_1252_comes_back() {
        let all: Vec<u8> = (0..=255).collect();
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(&all);
        let heading = Heading { written: Written::Windows1252, header: Vec::new() };
        assert_eq!(heading.encoded(text.as_bytes()), all);
    }

    #[test]
    fn cells_become_a_record_that_reads_back() {
        let cells: [&[u8]; 4] = [b"a", b"", b"x,\"y\"", b"1\n2"];
        assert_eq!(csv_record(cells.into_iter()), b"a,,\"x,\"\"y\"\"\",\"1\n2\"\n");
    }
}
