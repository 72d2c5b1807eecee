//! What an edition says of itself to machines and to people, one file per standard.
//!
//! Everything here is written from the catalogue and from an edition's manifest; no table and no
//! source is ever seen. Each standard has wire types of its own, so that what is sent is what is
//! read in the code.

pub mod api;
pub mod atom;
mod croissant;
mod csvw;
mod datapackage;
pub mod dcat;
mod dictionary;
pub mod mqa;
mod notes;
pub mod opensearch;
pub mod schema_org;
mod snippets;
mod table_schema;
mod tables;
mod wording;
mod xml;

pub use datapackage::{catalogue_package, datapackage};
pub use dictionary::{ColumnEntry, ColumnUse, TableEntry, dictionary};
pub use notes::{citation, notes};
pub use snippets::{Snippet, snippets};

use serde::Serialize;

use crate::catalog::{Catalog, CatalogInfo, Dataset, DatasetId, Language};
use crate::release::{Edition, EditionName};

/// The files that describe an edition to machines, by name: the edition as a whole, and each of its
/// tables in the terms of each standard.
pub fn edition_files(info: &CatalogInfo, dataset: &Dataset, edition: &Edition) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![
        ("datapackage.json".to_owned(), datapackage(info, dataset, edition)),
        ("croissant.json".to_owned(), croissant::croissant(info, dataset, edition)),
    ];
    for table in tables::described(dataset, edition) {
        files.extend(csvw::csvw(info, dataset, edition, &table));
        files.push(table_schema::table_schema(info, dataset, edition, &table));
    }
    files
}

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

/// The language in which a text stands that can stand in one only.
fn first_language(info: &CatalogInfo) -> Language {
    info.languages.first().copied().unwrap_or(Language::Da)
}

/// A file of JSON, laid out to be read by people too.
fn as_json(file: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(file).expect("structs of texts and numbers always serialise");
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests;
