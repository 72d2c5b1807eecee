//! Public tables in, files with digests out.
//!
//! Writers take a [`PublicTable`](crate::confidential::PublicTable) and nothing else, so a row of a
//! source cannot reach them. Only `staging` creates files. No clock is read here: the edition's day
//! is handed in.

mod manifest;

pub use manifest::*;
