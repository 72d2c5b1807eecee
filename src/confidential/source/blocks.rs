//! A file in blocks of whole records.
//!
//! A block ends where a record ends: at a line break outside quotes. As every block begins outside
//! quotes, counting quotation marks tells whether its last byte lies inside a quoted cell, and from
//! there a search backwards finds the last record's end. Blocks can then be taken apart by several
//! threads that know nothing of each other.

use std::io::{self, Read};

/// Bytes that are aimed at for a block. With the places of its cells it then lies in a core's second cache,
/// where each column finds it again.
pub(super) const BLOCK_BYTES: usize = 1 << 18;

/// A record longer than this is taken for the consequence of an unclosed quote.
pub(super) const MAX_RECORD_BYTES: usize = 64 << 20;

/// Hands out the blocks of a file in order.
#[derive(Debug)]
pub(super) struct BlockReader<R> {
    input: R,
    cut: Cut,
    /// Bytes that were read and belong to the next block.
    carry: Vec<u8>,
    next_sequence: usize,
    at_end: bool,
}

/// Where a record ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// At a line break outside quotes.
    OutsideQuotes,
    /// At any line break.
    AnyLine,
}

/// What [`BlockReader::next`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// The buffer holds the block with this number.
    Filled(usize),
    /// The buffer holds the beginning of a record that is too long to be one.
    TooLong(usize),
    /// There are no more blocks.
    End,
}

impl<R: Read> BlockReader<R> {
    /// A reader of `input`, of which `start` has been read already.
    pub(super) fn new(input: R, start: Vec<u8>, cut: Cut) -> BlockReader<R> {
        BlockReader { input, cut, carry: start, next_sequence: 0, at_end: false }
    }

    /// The first record with its line end; empty if the file is empty.
    pub(super) fn header(&mut self) -> io::Result<Vec<u8>> {
        let mut buffer = Vec::new();
        match self.next(&mut buffer)? {
            Block::End => return Ok(buffer),
            Block::Filled(_) | Block::TooLong(_) => self.next_sequence = 0,
        }
        let end = first_record_end(&buffer).unwrap_or(buffer.len());
        let mut rest = buffer.split_off(end);
        rest.append(&mut self.carry);
        self.carry = rest;
        Ok(buffer)
    }

    /// True if the file has been read to its end.
    pub(super) fn is_read(&self) -> bool {
        self.at_end
    }

    /// Fills `buffer` with the next block. What it holds is written over, which takes less than emptying it.
    pub(super) fn next(&mut self, buffer: &mut Vec<u8>) -> io::Result<Block> {
        let mut filled = self.carry.len();
        let mut wanted = BLOCK_BYTES.max(filled);
        buffer.resize(wanted, 0);
        buffer[..filled].copy_from_slice(&self.carry);
        self.carry.clear();
        loop {
            filled += self.fill(&mut buffer[filled..])?;
            buffer.truncate(filled);
            if filled == 0 {
                return Ok(Block::End);
            }
            let end = if self.at_end { Some(filled) } else { self.cut.last_end(buffer) };
            let sequence = self.next_sequence;
            if let Some(end) = end {
                self.carry.extend_from_slice(&buffer[end..]);
                buffer.truncate(end);
                self.next_sequence += 1;
                return Ok(Block::Filled(sequence));
            }
            if filled >= MAX_RECORD_BYTES {
                return Ok(Block::TooLong(sequence));
            }
            wanted *= 2;
            buffer.resize(wanted, 0);
        }
    }

    /// Reads until the room is full or the file ends, and answers how many bytes were read.
    fn fill(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while !self.at_end && filled < room.len() {
            match self.input.read(&mut room[filled..]) {
                Ok(0) => self.at_end = true,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

impl Cut {
    /// The place behind the last record that ends.
    fn last_end(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Cut::OutsideQuotes => last_record_end(bytes),
            Cut::AnyLine => memchr::memrchr(b'\n', bytes).map(|at| at + 1),
        }
    }
}

/// The place behind the first line break outside quotes.
fn first_record_end(bytes: &[u8]) -> Option<usize> {
    let mut inside = false;
    for at in memchr::memchr2_iter(b'"', b'\n', bytes) {
        if bytes[at] == b'"' {
            inside = !inside;
        } else if !inside {
            return Some(at + 1);
        }
    }
    None
}

/// The place behind the last line break outside quotes.
fn last_record_end(bytes: &[u8]) -> Option<usize> {
    let quotes = memchr::memchr_iter(b'"', bytes).count();
    let mut inside = quotes % 2 == 1;
    for at in memchr::memrchr2_iter(b'"', b'\n', bytes) {
        if bytes[at] == b'"' {
            inside = !inside;
        } else if !inside {
            return Some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(input: &[u8]) -> Vec<Vec<u8>> {
        let mut reader = BlockReader::new(input, Vec::new(), Cut::OutsideQuotes);
        let mut buffer = Vec::new();
        let mut all = Vec::new();
        while reader.next(&mut buffer).unwrap() != Block::End {
            all.push(buffer.clone());
        }
        all
    }

    #[test]
    fn blocks_end_outside_quotes_and_lose_nothing() {
        let record = b"a,\"line\nbreak and \"\"quote\"\"\n\",b\n";
        let input = record.repeat(3 * BLOCK_BYTES / record.len());
        let blocks = blocks(&input);
        assert!(blocks.len() > 1);
        assert_eq!(blocks.concat(), input);
        assert!(blocks.iter().all(|block| block.len() % record.len() == 0));
    }

    #[test]
    fn the_header_is_the_first_record() {
        let mut reader = BlockReader::new(&b"\"a\nb\",c\n1,2\n"[..], Vec::new(), Cut::OutsideQuotes);
        assert_eq!(reader.header().unwrap(), b"\"a\nb\",c\n");
        let mut buffer = Vec::new();
        assert_eq!(reader.next(&mut buffer).unwrap(), Block::Filled(0));
        assert_eq!(buffer, b"1,2\n");
        assert_eq!(reader.next(&mut buffer).unwrap(), Block::End);
    }

    #[test]
    fn a_record_without_end_is_too_long() {
        let input = [b"\"".as_slice(), &vec![b'x'; MAX_RECORD_BYTES + BLOCK_BYTES]].concat();
        let mut reader = BlockReader::new(input.as_slice(), Vec::new(), Cut::OutsideQuotes);
        assert_eq!(reader.next(&mut Vec::new()).unwrap(), Block::TooLong(0));
    }
}
