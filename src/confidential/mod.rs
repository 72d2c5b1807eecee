//! Everything that may hold a person's or a company's data; one door out.
//!
//! Batches of source rows are visible inside this folder only, print their shape and nothing else,
//! and cannot be serialised. What leaves is a [`PublicTable`] or a report of findings, which are
//! written from rules and counts when the rows are gone.

mod anonymise;

pub use anonymise::{Cell, ColumnRole, PublicColumn, PublicTable, STATUSES, Values, WITHHELD};
