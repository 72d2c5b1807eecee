//! `datasets/{dataset}/schema.json`: the tables of a dataset's newest edition, column by column.

use serde::Serialize;

use super::terms::texts;
use super::{Endpoint, FOLDER, Subject};
use crate::catalog::{Localised, UNKNOWN_CODE};
use crate::metadata::dictionary::{ColumnEntry, ColumnUse, TableEntry, dictionary};
use crate::release::{ColumnKind, ColumnManifest, ColumnRole, TableManifest};

#[derive(Serialize)]
pub(super) struct Answer {
    dataset: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<String>,
    tables: Vec<Table>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Table {
    name: String,
    title: Localised,
    description: Localised,
    rows: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld_rows: Option<u64>,
    primary_key: Vec<String>,
    columns: Vec<Column>,
}

#[derive(Serialize)]
struct Column {
    name: String,
    label: Localised,
    description: Localised,
    role: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    decimals: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<Localised>,
    #[serde(skip_serializing_if = "Option::is_none")]
    codelist: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<&'static str>,
    empty: u64,
}

pub(super) fn answer(subject: &Subject<'_>) -> Answer {
    let entries = dictionary(subject.dataset);
    let tables = subject.newest().map(|edition| edition.tables.as_slice()).unwrap_or_default();
    let described = |manifest: &TableManifest| {
        let entry = entries.iter().find(|entry| entry.name == manifest.name)?;
        Some(table(subject, manifest, entry))
    };
    Answer {
        dataset: subject.dataset.id.to_string(),
        edition: subject.newest().map(|edition| edition.name.to_string()),
        tables: tables.iter().filter_map(described).collect(),
    }
}

fn table(subject: &Subject<'_>, manifest: &TableManifest, entry: &TableEntry<'_>) -> Table {
    let keys = manifest.columns.iter().filter(|column| column.role == ColumnRole::Key);
    let described = |manifest: &ColumnManifest| {
        let entry = entry.columns.iter().find(|entry| entry.name == manifest.name)?;
        Some(column(subject, manifest, entry))
    };
    Table {
        name: manifest.name.clone(),
        title: texts(entry.title, subject.languages()),
        description: texts(entry.description, subject.languages()),
        rows: manifest.row_count,
        withheld_rows: manifest.withheld.map(|withheld| withheld.rows),
        primary_key: keys.map(|column| column.name.clone()).collect(),
        columns: manifest.columns.iter().filter_map(described).collect(),
    }
}

fn column(subject: &Subject<'_>, manifest: &ColumnManifest, entry: &ColumnEntry<'_>) -> Column {
    let languages = subject.languages();
    let (kind, decimals) = match manifest.kind {
        ColumnKind::Text => ("string", None),
        ColumnKind::Integer => ("integer", None),
        ColumnKind::Decimal(scale) => ("decimal", Some(scale)),
    };
    let (role, unit, codelist) = match entry.usage {
        ColumnUse::Dimension(list) => ("dimension", None, list),
        ColumnUse::Measure(unit) => ("measure", Some(unit), None),
        ColumnUse::Status => ("status", None, None),
        ColumnUse::Plain => ("plain", None, None),
    };
    let address = |name: &str| {
        format!("{}{FOLDER}{}", subject.info.base_url, Endpoint::Codelist.filled("codelist", name))
    };
    Column {
        name: manifest.name.clone(),
        label: texts(&entry.label, languages),
        description: texts(&entry.description, languages),
        role,
        kind,
        decimals,
        unit: unit.map(|unit| texts(unit, languages)),
        codelist: codelist.map(|list| address(&list.name)),
        unknown: codelist.map(|_| UNKNOWN_CODE),
        empty: manifest.empty,
    }
}
