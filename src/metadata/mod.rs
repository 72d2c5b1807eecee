//! What an edition says of itself to machines and to people, one file per standard.
//!
//! Everything here is written from the catalogue and from an edition's manifest; no table and no
//! source is ever seen. Each standard has wire types of its own, so that what is sent is what is
//! read in the code.

mod datapackage;
pub mod dcat;
mod dictionary;
pub mod mqa;
mod notes;
mod wording;

pub use datapackage::datapackage;
pub use dictionary::{ColumnEntry, ColumnUse, TableEntry, dictionary};
pub use notes::{citation, notes};

use crate::catalog::{CatalogInfo, DatasetId, Language};
use crate::release::EditionName;

/// The address of a dataset's page.
pub fn page_url(info: &CatalogInfo, dataset: &DatasetId, language: Language) -> String {
    // The first language stands at the root.
    let folder = match info.languages.first() {
        Some(first) if *first != language => format!("{language}/"),
        _ => String::new(),
    };
    format!("{}{folder}datasets/{dataset}/", info.base_url)
}

/// The address of an edition's folder of files.
pub fn edition_url(info: &CatalogInfo, dataset: &DatasetId, edition: EditionName) -> String {
    format!("{}data/{dataset}/{edition}/", info.base_url)
}

#[cfg(test)]
mod tests;
