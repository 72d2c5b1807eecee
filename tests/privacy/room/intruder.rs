//! A module inside `confidential` that tries to let a raw batch out.

use super::source::RawBatch;
use crate::release::{Notes, csv, parquet, xlsx};

pub fn publish(batch: &RawBatch, notes: &Notes) {
    let _ = csv::write(batch, notes, Vec::new());
    let _ = parquet::write(batch, notes, Vec::new());
    let _ = xlsx::write(batch, notes, Vec::new());
}

pub fn serialise(batch: &RawBatch) -> impl serde::Serialize {
    batch
}

pub fn show(batch: &RawBatch) -> String {
    batch.to_string()
}
