//! A published table with all that is known of it: what its manifest counted, and what its policy says.
//! The standards that describe one table at a time are written from here.

use super::dictionary::{ColumnEntry, ColumnUse, TableEntry, dictionary};
use crate::catalog::{Codelist, Dataset, Language};
use crate::release::{ColumnKind, ColumnManifest, ColumnRole, Edition, FileManifest, Format, TableManifest};

/// A published table.
#[derive(Debug)]
pub(super) struct Described<'a> {
    pub(super) manifest: &'a TableManifest,
    pub(super) entry: TableEntry<'a>,
}

/// The tables of an edition, in the order of the policy.
pub(super) fn described<'a>(dataset: &'a Dataset, edition: &'a Edition) -> Vec<Described<'a>> {
    let manifest = |entry: &TableEntry<'_>| edition.tables.iter().find(|table| table.name == entry.name);
    let entries = dictionary(dataset).into_iter();
    entries.filter_map(|entry| Some(Described { manifest: manifest(&entry)?, entry })).collect()
}

impl<'a> Described<'a> {
    /// The columns in their order.
    pub(super) fn columns(&self) -> impl Iterator<Item = (&'a ColumnManifest, &ColumnEntry<'a>)> {
        let entry = |name: &str| self.entry.columns.iter().find(|entry| entry.name == name);
        self.manifest.columns.iter().filter_map(move |manifest| Some((manifest, entry(&manifest.name)?)))
    }

    /// The names of the columns that say what a row is about; none for rows that are public by
    /// themselves.
    pub(super) fn keys(&self) -> Vec<&'a str> {
        let keys = self.manifest.columns.iter().filter(|column| column.role == ColumnRole::Key);
        keys.map(|column| column.name.as_str()).collect()
    }

    /// The table's file in a format.
    pub(super) fn file(&self, format: Format) -> Option<&'a FileManifest> {
        self.manifest.files.iter().find(|file| file.format == format)
    }

    /// What the table's files are called, without extension.
    pub(super) fn stem(&self) -> &'a str {
        let csv = self.file(Format::Csv).and_then(|file| file.name.strip_suffix(".csv"));
        csv.unwrap_or(&self.manifest.name)
    }
}

/// The code list of a column and its file, if the edition has it.
pub(super) fn codelist<'a>(
    entry: &ColumnEntry<'a>,
    edition: &'a Edition,
) -> Option<(&'a Codelist, &'a FileManifest)> {
    let ColumnUse::Dimension(Some(list)) = entry.usage else { return None };
    let path = format!("codelists/{}.csv", list.name);
    Some((list, edition.files.iter().find(|file| file.name == path)?))
}

/// The languages in which a list's file has a column of labels, in their order there.
pub(super) fn label_languages(list: &Codelist) -> impl Iterator<Item = Language> {
    let has = |language: &Language| list.entries().iter().any(|entry| entry.label.exact(*language).is_some());
    Language::ALL.into_iter().filter(has)
}

/// True for a column of codes or of text.
pub(super) fn is_text(column: &ColumnManifest) -> bool {
    column.kind == ColumnKind::Text
}
