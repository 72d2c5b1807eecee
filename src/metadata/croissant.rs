//! `croissant.json`: Croissant 1.1 (<https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html>),
//! how programs for machine learning find and load a dataset.
//!
//! Record sets point at the Parquet files and not at the CSV files: loaders guess the types of the
//! latter, and codes lose their zeros.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::dictionary::ColumnEntry;
use super::tables::{Described, described};
use super::wording::words;
use super::{as_json, citation, edition_url, first_language, page_url};
use crate::catalog::vocabulary::licence_deed;
use crate::catalog::{CatalogInfo, Dataset, Language, Localised};
use crate::release::{ColumnKind, ColumnManifest, Edition, EditionName, FileManifest, Format};

/// A text by language.
type Texts = BTreeMap<Language, String>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DatasetFile {
    #[serde(rename = "@context")]
    context: Value,
    #[serde(rename = "@type")]
    kind: &'static str,
    conforms_to: &'static str,
    name: Texts,
    description: Texts,
    url: String,
    license: &'static str,
    version: String,
    date_published: String,
    cite_as: String,
    in_language: Vec<Language>,
    keywords: Vec<String>,
    is_live_dataset: bool,
    creator: Organisation,
    publisher: Organisation,
    distribution: Vec<FileObject>,
    record_set: Vec<RecordSet>,
}

#[derive(Clone, Serialize)]
struct Organisation {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: String,
    url: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FileObject {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: String,
    name: String,
    description: Texts,
    content_url: String,
    content_size: String,
    encoding_format: [&'static str; 2],
    sha256: String,
}

#[derive(Serialize)]
struct RecordSet {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: String,
    name: Texts,
    description: Texts,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    key: Vec<Reference>,
    field: Vec<Field>,
}

#[derive(Serialize)]
struct Reference {
    #[serde(rename = "@id")]
    id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: String,
    name: String,
    description: Texts,
    data_type: &'static str,
    source: Source,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    file_object: Reference,
    extract: Extract,
}

#[derive(Serialize)]
struct Extract {
    column: String,
}

/// The description of an edition, as the bytes of `croissant.json`.
pub(super) fn croissant(info: &CatalogInfo, dataset: &Dataset, edition: &Edition) -> Vec<u8> {
    let (about, first) = (&dataset.about, first_language(info));
    let tables = described(dataset, edition);
    let files = || tables.iter().filter_map(|table| Some((table, table.file(Format::Parquet)?)));
    let publisher = Organisation {
        kind: "Organization",
        name: info.publisher.name.in_language(first).to_owned(),
        url: info.publisher.url.clone(),
    };
    as_json(&DatasetFile {
        context: context(first),
        kind: "sc:Dataset",
        conforms_to: "http://mlcommons.org/croissant/1.1",
        name: texts(&about.title),
        description: marked(dataset, &about.summary),
        url: page_url(info, &dataset.id, first),
        license: licence_deed(about.licence).0,
        version: version(edition.name),
        date_published: edition.name.date.to_string(),
        cite_as: citation(info, dataset, edition.name, first),
        in_language: info.languages.clone(),
        keywords: about.keywords.get(&first).cloned().unwrap_or_default(),
        is_live_dataset: false,
        creator: publisher.clone(),
        publisher,
        distribution: files().map(|(table, file)| file_object(info, dataset, edition, table, file)).collect(),
        record_set: files().map(|(table, _)| record_set(dataset, table)).collect(),
    })
}

/// The day of the edition in the form that Croissant asks of a version, `MAJOR.MINOR.PATCH`.
fn version(edition: EditionName) -> String {
    let day = edition.date;
    let more = if edition.number > 1 { format!("+{}", edition.number) } else { String::new() };
    format!("{}.{}.{}{more}", day.year(), day.month(), day.day())
}

fn file_object(
    info: &CatalogInfo,
    dataset: &Dataset,
    edition: &Edition,
    table: &Described<'_>,
    file: &FileManifest,
) -> FileObject {
    FileObject {
        kind: "cr:FileObject",
        id: file_id(table),
        name: file.name.clone(),
        description: texts(table.entry.title),
        content_url: format!("{}{}", edition_url(info, &dataset.id, edition.name), file.name),
        content_size: format!("{} B", file.bytes),
        // The registered name, and the older one by which loaders know the format.
        encoding_format: [file.format.media_type(), "application/x-parquet"],
        sha256: file.sha256.to_string(),
    }
}

fn file_id(table: &Described<'_>) -> String {
    format!("{}-parquet", table.manifest.name)
}

fn record_set(dataset: &Dataset, table: &Described<'_>) -> RecordSet {
    let name = &table.manifest.name;
    let keys = table.keys().into_iter().map(|key| Reference { id: format!("{name}/{key}") });
    RecordSet {
        kind: "cr:RecordSet",
        id: name.clone(),
        name: texts(table.entry.title),
        description: marked(dataset, table.entry.description),
        key: keys.collect(),
        field: table.columns().map(|(manifest, entry)| field(table, manifest, entry)).collect(),
    }
}

fn field(table: &Described<'_>, manifest: &ColumnManifest, entry: &ColumnEntry<'_>) -> Field {
    let description = entry
        .label
        .iter()
        .map(|(language, label)| (language, format!("{label}. {}", entry.description.in_language(language))));
    Field {
        kind: "cr:Field",
        id: format!("{}/{}", table.manifest.name, manifest.name),
        name: manifest.name.clone(),
        description: description.collect(),
        data_type: match manifest.kind {
            ColumnKind::Text => "sc:Text",
            ColumnKind::Integer => "sc:Integer",
            ColumnKind::Decimal(_) => "sc:Float",
        },
        source: Source {
            file_object: Reference { id: file_id(table) },
            extract: Extract { column: manifest.name.clone() },
        },
    }
}

/// A text in each language, with the warning before it where the data are made up.
fn marked(dataset: &Dataset, text: &Localised) -> Texts {
    let marked = |language| match dataset.about.synthetic {
        true => format!("{} ", words(language).synthetic),
        false => String::new(),
    };
    text.iter().map(|(language, text)| (language, format!("{}{text}", marked(language)))).collect()
}

fn texts(text: &Localised) -> Texts {
    text.iter().map(|(language, text)| (language, text.to_owned())).collect()
}

/// The context that the standard gives; readers warn of another one.
fn context(language: Language) -> Value {
    json!({
        "@language": language,
        "@vocab": "https://schema.org/",
        "arrayShape": "cr:arrayShape",
        "citeAs": "cr:citeAs",
        "column": "cr:column",
        "conformsTo": "dct:conformsTo",
        "containedIn": "cr:containedIn",
        "cr": "http://mlcommons.org/croissant/",
        "data": { "@id": "cr:data", "@type": "@json" },
        "dataType": { "@id": "cr:dataType", "@type": "@vocab" },
        "dct": "http://purl.org/dc/terms/",
        "description": { "@container": "@language" },
        "equivalentProperty": "cr:equivalentProperty",
        "examples": { "@id": "cr:examples", "@type": "@json" },
        "extract": "cr:extract",
        "field": "cr:field",
        "fileObject": "cr:fileObject",
        "fileProperty": "cr:fileProperty",
        "fileSet": "cr:fileSet",
        "format": "cr:format",
        "includes": "cr:includes",
        "isArray": "cr:isArray",
        "isLiveDataset": "cr:isLiveDataset",
        "jsonPath": "cr:jsonPath",
        "key": "cr:key",
        "md5": "cr:md5",
        "name": { "@container": "@language" },
        "parentField": "cr:parentField",
        "path": "cr:path",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "recordSet": "cr:recordSet",
        "references": "cr:references",
        "regex": "cr:regex",
        "repeated": "cr:repeated",
        "replace": "cr:replace",
        "samplingRate": "cr:samplingRate",
        "sc": "https://schema.org/",
        "separator": "cr:separator",
        "source": "cr:source",
        "subField": "cr:subField",
        "transform": "cr:transform",
    })
}
