//! `<table>.schema.json`: a JSON Schema (draft 2020-12) of one row of a published table.
//!
//! A row is an object with a property for each column; numbers are numbers, and an empty cell is
//! null. That a measure is null exactly where its status says why is part of the schema.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::dictionary::ColumnEntry;
use super::tables::Described;
use super::wording::words;
use super::{as_json, edition_url, first_language};
use crate::catalog::{CatalogInfo, Dataset, Language, Localised};
use crate::release::{ColumnKind, ColumnManifest, ColumnRole, Edition, Range};

#[derive(Serialize)]
struct Schema<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    #[serde(rename = "$id")]
    id: String,
    title: &'a str,
    description: String,
    #[serde(rename = "type")]
    kind: &'static str,
    properties: Map<String, Value>,
    required: Vec<&'a str>,
    #[serde(rename = "additionalProperties")]
    additional_properties: bool,
    #[serde(rename = "allOf", skip_serializing_if = "Vec::is_empty")]
    all_of: Vec<Value>,
}

#[derive(Serialize)]
struct Property<'a> {
    title: &'a str,
    description: &'a str,
    /// Title and description in the catalogue's other languages; the draft has no place for them
    /// and lets readers pass over what they do not know.
    #[serde(rename = "x-translations", skip_serializing_if = "BTreeMap::is_empty")]
    translations: BTreeMap<Language, Translation<'a>>,
    #[serde(flatten)]
    values: Values<'a>,
}

#[derive(Serialize)]
struct Translation<'a> {
    title: &'a str,
    description: &'a str,
}

/// What a column's values are.
#[derive(Serialize)]
#[serde(untagged)]
enum Values<'a> {
    /// A key: the texts that occur, or any if there are many.
    Key {
        #[serde(rename = "type")]
        kind: &'static str,
        #[serde(rename = "minLength")]
        min_length: u8,
        #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
        one_of: Option<&'a [String]>,
    },
    /// Values of a type, or null.
    Typed {
        #[serde(rename = "type")]
        kind: [&'static str; 2],
    },
    /// A status or null, each with its meaning.
    Status {
        #[serde(rename = "oneOf")]
        one_of: Vec<Constant>,
    },
}

#[derive(Serialize)]
struct Constant {
    #[serde(rename = "const")]
    value: Option<&'static str>,
    description: &'static str,
}

/// The schema of a table's rows, with its name in the edition.
pub(super) fn table_schema(
    info: &CatalogInfo,
    dataset: &Dataset,
    edition: &Edition,
    table: &Described<'_>,
) -> (String, Vec<u8>) {
    let first = first_language(info);
    let name = format!("{}.schema.json", table.stem());
    let warning = if dataset.about.synthetic { words(first).synthetic } else { "" };
    let description = format!("{warning} {}", table.entry.description.in_language(first));
    let property = |(manifest, entry): (&ColumnManifest, &ColumnEntry<'_>)| {
        let property = serde_json::to_value(property(info, manifest, entry));
        (manifest.name.clone(), property.expect("a struct of texts always serialises"))
    };
    let schema = Schema {
        schema: "https://json-schema.org/draft/2020-12/schema",
        id: format!("{}{name}", edition_url(info, &dataset.id, edition.name)),
        title: table.entry.title.in_language(first),
        description: description.trim_start().to_owned(),
        kind: "object",
        properties: table.columns().map(property).collect(),
        required: table.columns().map(|(manifest, _)| manifest.name.as_str()).collect(),
        additional_properties: false,
        all_of: statuses(table),
    };
    let bytes = as_json(&schema);
    (name, bytes)
}

fn property<'a>(
    info: &CatalogInfo,
    manifest: &'a ColumnManifest,
    entry: &'a ColumnEntry<'_>,
) -> Property<'a> {
    let first = first_language(info);
    let translation = |language: Language| {
        let title = entry.label.exact(language)?;
        Some((language, Translation { title, description: entry.description.in_language(language) }))
    };
    let others = info.languages.iter().copied().filter(|language| *language != first);
    Property {
        title: text(&entry.label, first),
        description: text(&entry.description, first),
        translations: others.filter_map(translation).collect(),
        values: values(manifest, first),
    }
}

fn values(manifest: &ColumnManifest, language: Language) -> Values<'_> {
    let kind = match manifest.kind {
        ColumnKind::Text => "string",
        ColumnKind::Integer => "integer",
        ColumnKind::Decimal(_) => "number",
    };
    match (manifest.role, &manifest.range) {
        (ColumnRole::Status, _) => Values::Status { one_of: constants(language) },
        (ColumnRole::Key, Range::Texts { listed, .. }) => {
            Values::Key { kind, min_length: 1, one_of: listed.as_deref().filter(|texts| !texts.is_empty()) }
        }
        _ => Values::Typed { kind: [kind, "null"] },
    }
}

fn constants(language: Language) -> Vec<Constant> {
    let words = words(language);
    let published = Constant { value: None, description: words.published };
    let meanings = words.status_meanings.iter();
    let withheld = meanings.map(|(status, meaning)| Constant { value: Some(status), description: meaning });
    std::iter::once(published).chain(withheld).collect()
}

/// For each measure: where its status is null it has a value, and else it has none.
fn statuses(table: &Described<'_>) -> Vec<Value> {
    let columns = &table.manifest.columns;
    let pairs = columns.iter().zip(columns.iter().skip(1));
    pairs
        .filter(|(_, status)| status.role == ColumnRole::Status)
        .map(|(measure, status)| {
            let (measure, status) = (&measure.name, &status.name);
            json!({
                "if": { "properties": { status: { "type": "null" } } },
                "then": { "properties": { measure: { "not": { "type": "null" } } } },
                "else": { "properties": { measure: { "type": "null" } } },
            })
        })
        .collect()
}

fn text(text: &Localised, language: Language) -> &str {
    text.in_language(language)
}
