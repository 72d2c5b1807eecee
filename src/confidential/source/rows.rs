//! Rows that something other than a splitter of text takes apart: a sheet, a Parquet file, a database.
//!
//! Their readers borrow from themselves and cannot be handed around, so each runs in a thread of its
//! own and pushes cells; batches come out of a channel that holds two at most.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::RECORD_TOO_LONG;
use super::batch::{Broken, RawBatch, Shape};
use super::blocks::{BLOCK_BYTES, MAX_RECORD_BYTES};
use super::refusal::refused;
use crate::report::{Code, Finding, Place};

/// Batches as another thread fills them.
#[derive(Debug)]
pub(super) struct Rows {
    receiver: Receiver<Message>,
    next_sequence: usize,
    /// Several threads ask for batches, and each must hear of the end.
    is_at_end: bool,
}

enum Message {
    Batch(Box<RawBatch>, Shape),
    Failed(io::Error),
    End,
}

/// Takes the cells of a source, row by row.
pub(super) struct RowSink {
    sender: SyncSender<Message>,
    batch: RawBatch,
    shape: Shape,
    width: usize,
    /// The number of the first row of the batch.
    first: u64,
    cells: usize,
    path: String,
}

/// Rows of `width` cells that a thread produces, of which the first has the number `first`.
pub(super) fn spawn(
    path: &str,
    width: usize,
    first: u64,
    produce: impl FnOnce(&mut RowSink) -> io::Result<()> + Send + 'static,
) -> Rows {
    let (sender, receiver) = sync_channel(2);
    let mut sink = RowSink {
        sender,
        batch: RawBatch::without_lines(width),
        shape: Shape::default(),
        width,
        first,
        cells: 0,
        path: path.to_owned(),
    };
    std::thread::spawn(move || {
        let outcome = produce(&mut sink).and_then(|()| sink.flush());
        // If nobody listens any more, a finding elsewhere has ended the reading.
        let _ = sink.sender.send(match outcome {
            Ok(()) => Message::End,
            Err(error) => Message::Failed(error),
        });
    });
    Rows { receiver, next_sequence: 0, is_at_end: false }
}

impl Rows {
    /// The next batch with its number and shape; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<(usize, RawBatch, Shape)>> {
        if self.is_at_end {
            return Ok(None);
        }
        match self.receiver.recv() {
            Ok(Message::Batch(batch, shape)) => {
                self.next_sequence += 1;
                Ok(Some((self.next_sequence - 1, *batch, shape)))
            }
            Ok(Message::End) => {
                self.is_at_end = true;
                Ok(None)
            }
            Ok(Message::Failed(error)) => {
                self.is_at_end = true;
                Err(error)
            }
            // The thread panicked; an end that was not announced is no end.
            Err(_) => Err(io::Error::other("the source could not be read to its end")),
        }
    }
}

impl RowSink {
    /// Adds a cell to the current row.
    pub(super) fn cell(&mut self, text: &[u8]) -> io::Result<()> {
        self.cells += 1;
        if text.len() > MAX_RECORD_BYTES || self.batch.size() > BLOCK_BYTES + MAX_RECORD_BYTES {
            return Err(self.refuse(RECORD_TOO_LONG, "the row is larger than 64 MiB"));
        }
        if memchr::memchr(0, text).is_some() {
            return Err(self.refuse(Broken::NulByte.code(), Broken::NulByte.message()));
        }
        if self.cells <= self.width {
            self.batch.push(text);
        }
        Ok(())
    }

    /// Ends the current row, which has this number. Numbers rise, and may leave blank rows out.
    pub(super) fn end_row(&mut self, number: u64) -> io::Result<()> {
        let in_batch = number.saturating_sub(self.first) as u32;
        let is_complete = self.batch.end_row(in_batch, 0);
        if !is_complete || self.cells != self.width {
            self.shape.widths.get_or_insert((self.cells, self.width));
            let (count, record, place) = self.shape.ragged.unwrap_or((0, in_batch, in_batch as usize));
            self.shape.ragged = Some((count + 1, record, place));
        }
        self.cells = 0;
        self.shape.records = in_batch + 1;
        if self.batch.size() >= BLOCK_BYTES || self.shape.records >= ROWS_PER_BATCH {
            self.flush()?;
        }
        Ok(())
    }

    fn refuse(&self, code: Code, message: &str) -> io::Error {
        self.refuse_row(self.first + u64::from(self.shape.records), code, message)
    }

    /// An error that is a finding about the row with this number.
    pub(super) fn refuse_row(&self, number: u64, code: Code, message: &str) -> io::Error {
        refused(Finding::error(code, Place::line(&self.path, number), message.to_owned()))
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.shape.records == 0 {
            return Ok(());
        }
        self.first += u64::from(self.shape.records);
        self.batch.count_records(self.shape.records);
        let batch = std::mem::replace(&mut self.batch, RawBatch::without_lines(self.width));
        let shape = std::mem::take(&mut self.shape);
        self.sender
            .send(Message::Batch(Box::new(batch), shape))
            .map_err(|_| io::Error::other("nobody reads the source any more"))
    }
}

/// Narrow rows fill a batch by number rather than by size.
const ROWS_PER_BATCH: u32 = 1 << 16;

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Message")
    }
}
