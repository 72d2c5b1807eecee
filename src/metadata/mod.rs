//! What an edition says of itself to machines and to people, one file per standard.
//!
//! Everything here is written from the catalogue and from an edition's manifest; no table and no
//! source is ever seen. Each standard has wire types of its own, so that what is sent is what is
//! read in the code.

pub mod api;
pub mod atom;
mod datapackage;
pub mod dcat;
mod dictionary;
pub mod mqa;
mod notes;
pub mod opensearch;
pub mod schema_org;
mod wording;
mod xml;

pub use datapackage::{catalogue_package, datapackage};
pub use dictionary::{ColumnEntry, ColumnUse, TableEntry, dictionary};
pub use notes::{citation, notes};

use crate::catalog::{Catalog, CatalogInfo, DatasetId, Language};
use crate::release::{Edition, EditionName};

/// What is written of the catalogue as a whole, beside its pages: path below the public folder, and
/// content.
///
/// `editions` may hold several editions of a dataset, in any order.
pub fn files(catalog: &Catalog, editions: &[Edition]) -> Vec<(String, Vec<u8>)> {
    let catalogue = dcat::Catalogue::new(catalog, editions);
    let mut files: Vec<(String, Vec<u8>)> =
        dcat::files(&catalogue).into_iter().map(|(path, bytes)| (path.to_owned(), bytes)).collect();
    files.push(("datapackage.json".to_owned(), catalogue_package(catalog, editions)));
    files.extend(atom::feeds(&catalogue));
    files.extend(opensearch::descriptions(&catalog.info));
    files.extend(api::files(catalog, &catalogue, editions));
    files
}

/// The folder of a language, below the root: the first language has none.
pub fn language_folder(languages: &[Language], language: Language) -> String {
    match languages.first() {
        Some(first) if *first != language => format!("{language}/"),
        _ => String::new(),
    }
}

/// The address of a dataset's page.
pub fn page_url(info: &CatalogInfo, dataset: &DatasetId, language: Language) -> String {
    let folder = language_folder(&info.languages, language);
    format!("{}{folder}datasets/{dataset}/", info.base_url)
}

/// The address of an edition's folder of files.
pub fn edition_url(info: &CatalogInfo, dataset: &DatasetId, edition: EditionName) -> String {
    format!("{}data/{dataset}/{edition}/", info.base_url)
}

#[cfg(test)]
mod tests;
