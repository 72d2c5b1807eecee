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

pub use datapackage::datapackage;
pub use dictionary::{ColumnEntry, ColumnUse, TableEntry, dictionary};
pub use notes::{citation, notes};
pub use snippets::{Snippet, snippets};

use std::io;

use dcat::model::Series;
use serde::{Serialize, Serializer};

use crate::catalog::{CatalogInfo, Dataset, DatasetId, Language};
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

/// What is written of a catalogue as a whole and of each of its datasets, beside pages and editions.
/// Each file is made when it is written, so that none waits in memory.
pub fn files<'a>(catalogue: &'a dcat::Catalogue<'a>) -> impl Iterator<Item = File<'a>> {
    [dcat::files(catalogue), datapackage::of_catalogue(catalogue)]
        .into_iter()
        .chain(atom::feeds(catalogue))
        .chain(opensearch::descriptions(catalogue.info))
        .chain(api::files(catalogue))
        .chain(catalogue.datasets().flat_map(|(dataset, editions)| of_dataset(catalogue, dataset, editions)))
}

/// What is written of a dataset, beside its pages and its editions.
fn of_dataset<'a>(
    catalogue: &dcat::Catalogue<'_>,
    dataset: &Dataset,
    editions: &[&Edition],
) -> Vec<File<'a>> {
    let series = Series::new(catalogue.info, dataset, editions);
    let mut files = atom::feeds_of(catalogue, &series);
    files.extend(api::files_of(catalogue.info, dataset, &series, editions));
    files
}

/// Writes the content of files that are made together.
type Write<'a> = dyn FnOnce(&mut [&mut dyn io::Write]) -> io::Result<()> + Send + 'a;

/// A file that is still to be written, or several that are made together.
pub struct File<'a> {
    /// Their paths below the public folder, with `/` between their parts.
    pub paths: Vec<String>,
    write: Box<Write<'a>>,
}

impl<'a> File<'a> {
    fn new(
        path: impl Into<String>,
        write: impl FnOnce(&mut dyn io::Write) -> io::Result<()> + Send + 'a,
    ) -> File<'a> {
        File::several(vec![path.into()], |outs| match outs {
            [out] => write(*out),
            _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "one file has one writer")),
        })
    }

    fn several(
        paths: Vec<String>,
        write: impl FnOnce(&mut [&mut dyn io::Write]) -> io::Result<()> + Send + 'a,
    ) -> File<'a> {
        File { paths, write: Box::new(write) }
    }

    /// A small file, which is ready.
    fn ready(path: impl Into<String>, bytes: Vec<u8>) -> File<'a> {
        File::new(path, move |out| out.write_all(&bytes))
    }

    /// Writes the content of each to the writer at the place of its path.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be written.
    pub fn write(self, outs: &mut [&mut dyn io::Write]) -> io::Result<()> {
        (self.write)(outs)
    }
}

/// A list in a file of JSON whose entries are made one at a time.
struct Each<F>(F);

impl<F, I> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
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

/// Writes a file of JSON, laid out to be read by people too.
fn write_json(out: &mut dyn io::Write, file: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, file)?;
    out.write_all(b"\n")
}

/// A file of JSON, laid out to be read by people too.
fn as_json(file: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(file).expect("structs of texts and numbers always serialise");
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests;
