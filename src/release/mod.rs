//! Public tables in, files with digests out.
//!
//! Writers take a [`PublicTable`](crate::confidential::PublicTable) and nothing else, so a row of a
//! source cannot reach them. Only `staging` creates files. No clock is read here: the edition's day
//! is handed in.

pub mod codes;
pub mod csv;
mod cube;
mod edition;
#[cfg(test)]
pub(crate) mod fixtures;
mod json_stat;
mod manifest;
mod notes;
pub mod parquet;
pub mod readers;
mod sdmx_csv;
pub mod staging;
pub mod verify;
mod write_error;
pub mod xlsx;

pub use edition::{Draft, EditionError, OpenEdition, dataset_folder, earlier_editions};
pub use manifest::*;
pub use notes::{EditionNotes, Entry, Notes, Page, Section};
pub use staging::{Staging, StagingError};
pub use write_error::WriteError;
