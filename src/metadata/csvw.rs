//! `<table>.csv-metadata.json`: CSV on the Web (<https://www.w3.org/TR/tabular-metadata/>), beside each
//! CSV file, where a reader of the standard looks for it.
//!
//! The code lists of the table are described with it, so that a validator checks every code. That a
//! code's parent is a code too is not said: the topmost have none, and validators differ on whether
//! a foreign key may be empty.

use std::collections::BTreeMap;

use serde::Serialize;

use super::dictionary::{ColumnEntry, ColumnUse};
use super::tables::{Described, codelist, label_languages};
use super::wording::words;
use super::{as_json, edition_url};
use crate::catalog::vocabulary::licence_deed;
use crate::catalog::{CatalogInfo, Codelist, Dataset, Language, Localised};
use crate::release::{ColumnKind, ColumnManifest, ColumnRole, Edition, FileManifest, Format, STATUSES};

const CONTEXT: &str = "http://www.w3.org/ns/csvw";

#[derive(Serialize)]
struct TableGroup<'a> {
    #[serde(rename = "@context")]
    context: (&'static str, Context),
    dialect: Dialect,
    tables: Vec<Table<'a>>,
}

#[derive(Serialize)]
struct Context {
    #[serde(rename = "@language")]
    language: Language,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dialect {
    encoding: &'static str,
    delimiter: char,
    quote_char: char,
    double_quote: bool,
    header: bool,
    line_terminators: [&'static str; 1],
}

#[derive(Serialize)]
struct Table<'a> {
    url: &'a str,
    #[serde(rename = "dc:title")]
    title: Vec<Literal<'a>>,
    #[serde(rename = "dc:description")]
    description: Vec<Literal<'a>>,
    #[serde(rename = "dc:publisher", skip_serializing_if = "Vec::is_empty")]
    publisher: Vec<Literal<'a>>,
    #[serde(rename = "dc:license", skip_serializing_if = "Option::is_none")]
    license: Option<Reference>,
    #[serde(rename = "dc:isPartOf", skip_serializing_if = "Option::is_none")]
    part_of: Option<Reference>,
    #[serde(rename = "tableSchema")]
    schema: Schema<'a>,
}

#[derive(Serialize)]
struct Reference {
    #[serde(rename = "@id")]
    id: String,
}

/// A text in a language.
#[derive(Serialize)]
struct Literal<'a> {
    #[serde(rename = "@value")]
    value: std::borrow::Cow<'a, str>,
    #[serde(rename = "@language")]
    language: Language,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema<'a> {
    columns: Vec<Column<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    primary_key: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey<'a>>,
}

#[derive(Serialize)]
struct Column<'a> {
    name: String,
    titles: BTreeMap<&'static str, String>,
    #[serde(rename = "dc:description", skip_serializing_if = "Vec::is_empty")]
    description: Vec<Literal<'a>>,
    #[serde(rename = "schema:unitText", skip_serializing_if = "Vec::is_empty")]
    unit: Vec<Literal<'a>>,
    datatype: Datatype,
    required: bool,
    null: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<Language>,
}

#[derive(Serialize)]
struct Datatype {
    base: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ForeignKey<'a> {
    column_reference: &'a str,
    reference: KeyReference<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyReference<'a> {
    resource: &'a str,
    column_reference: &'static str,
}

/// The description of a table's CSV file with its name in the edition; `None` if there is no such
/// file.
pub(super) fn csvw(
    info: &CatalogInfo,
    dataset: &Dataset,
    edition: &Edition,
    table: &Described<'_>,
) -> Option<(String, Vec<u8>)> {
    let file = table.file(Format::Csv)?;
    let lists: BTreeMap<&str, (&Codelist, &FileManifest)> = table
        .columns()
        .filter_map(|(_, entry)| codelist(entry, edition))
        .map(|(list, file)| (list.name.as_str(), (list, file)))
        .collect();
    let data = data_table(info, dataset, edition, table, file);
    let group = TableGroup {
        context: (CONTEXT, Context { language: super::first_language(info) }),
        dialect: Dialect {
            encoding: "utf-8",
            delimiter: ',',
            quote_char: '"',
            double_quote: true,
            header: true,
            line_terminators: ["\n"],
        },
        tables: std::iter::once(data)
            .chain(lists.values().map(|(list, file)| codelist_table(list, file)))
            .collect(),
    };
    Some((format!("{}-metadata.json", file.name), as_json(&group)))
}

fn data_table<'a>(
    info: &'a CatalogInfo,
    dataset: &Dataset,
    edition: &'a Edition,
    table: &Described<'a>,
    file: &'a FileManifest,
) -> Table<'a> {
    let warning = |language| if dataset.about.synthetic { words(language).synthetic } else { "" };
    let described = table.entry.description.iter().map(|(language, text)| Literal {
        value: format!("{} {text}", warning(language)).trim_start().to_owned().into(),
        language,
    });
    let foreign_key = |(manifest, entry): (&'a ColumnManifest, &ColumnEntry<'a>)| {
        let (_, file) = codelist(entry, edition)?;
        let reference = KeyReference { resource: &file.name, column_reference: "code" };
        Some(ForeignKey { column_reference: &manifest.name, reference })
    };
    Table {
        url: &file.name,
        title: literals(table.entry.title),
        description: described.collect(),
        publisher: literals(&info.publisher.name),
        license: Some(Reference { id: licence_deed(dataset.about.licence).0.to_owned() }),
        part_of: Some(Reference { id: edition_url(info, &dataset.id, edition.name) }),
        schema: Schema {
            columns: table.columns().map(|(manifest, entry)| column(manifest, entry)).collect(),
            primary_key: table.keys(),
            foreign_keys: table.columns().filter_map(foreign_key).collect(),
        },
    }
}

fn column<'a>(manifest: &'a ColumnManifest, entry: &ColumnEntry<'a>) -> Column<'a> {
    let description = entry.description.iter().map(|(language, text)| Literal {
        value: format!("{text}{}", meanings(entry, language)).into(),
        language,
    });
    let datatype = match (manifest.role, manifest.kind) {
        (ColumnRole::Status, _) => Datatype { base: "string", format: Some(STATUSES.join("|")) },
        (_, ColumnKind::Text) => Datatype { base: "string", format: None },
        (_, ColumnKind::Integer) => Datatype { base: "integer", format: None },
        (_, ColumnKind::Decimal(_)) => Datatype { base: "decimal", format: None },
    };
    Column {
        name: manifest.name.clone(),
        titles: titles(&manifest.name, &entry.label),
        description: description.collect(),
        unit: match entry.usage {
            ColumnUse::Measure(unit) => literals(unit),
            ColumnUse::Dimension(_) | ColumnUse::Status | ColumnUse::Plain => Vec::new(),
        },
        datatype,
        required: manifest.role == ColumnRole::Key,
        null: [""],
        lang: None,
    }
}

/// What each status means, for the column that holds them.
fn meanings(entry: &ColumnEntry<'_>, language: Language) -> String {
    match entry.usage {
        ColumnUse::Status => words(language)
            .status_meanings
            .iter()
            .map(|(status, meaning)| format!(" `{status}`: {meaning}"))
            .collect(),
        ColumnUse::Dimension(_) | ColumnUse::Measure(_) | ColumnUse::Plain => String::new(),
    }
}

fn codelist_table<'a>(list: &'a Codelist, file: &'a FileManifest) -> Table<'a> {
    let plain = |name: String| Column {
        titles: BTreeMap::from([("und", name.clone())]),
        required: name == "code",
        name,
        description: Vec::new(),
        unit: Vec::new(),
        datatype: Datatype { base: "string", format: None },
        null: [""],
        lang: None,
    };
    let labels = label_languages(list)
        .map(|language| Column { lang: Some(language), ..plain(format!("label_{language}")) });
    Table {
        url: &file.name,
        title: literals(&list.info.title),
        description: literals(&list.info.source),
        publisher: Vec::new(),
        license: None,
        part_of: None,
        schema: Schema {
            columns: [plain("code".into()), plain("parent".into())].into_iter().chain(labels).collect(),
            primary_key: vec!["code"],
            foreign_keys: Vec::new(),
        },
    }
}

/// The titles of a column. A validator compares the file's header with them, so the name is one too.
fn titles(name: &str, label: &Localised) -> BTreeMap<&'static str, String> {
    let labels = label.iter().map(|(language, text)| (language.tag(), text.to_owned()));
    labels.chain([("und", name.to_owned())]).collect()
}

fn literals(text: &Localised) -> Vec<Literal<'_>> {
    text.iter().map(|(language, text)| Literal { value: text.into(), language }).collect()
}
