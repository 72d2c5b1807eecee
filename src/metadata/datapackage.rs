//! `datapackage.json`: a Data Package descriptor, version 2 (<https://datapackage.org>).
//!
//! The CSV file of each table is a resource with a schema; Parquet and workbook are resources
//! without one, since they carry their own. Code lists are resources too, and a table refers to
//! them by foreign key, so that a validator checks every published code.

mod catalogue;

pub(super) use catalogue::of_catalogue;

use std::collections::BTreeMap;

use serde::Serialize;

use super::dictionary::{ColumnEntry, ColumnUse, TableEntry, dictionary};
use super::wording::words;
use super::{as_json, edition_url, page_url};
use crate::catalog::vocabulary::licence_deed;
use crate::catalog::{CatalogInfo, Codelist, Dataset, Language, Localised, Term};
use crate::release::{
    ColumnKind, ColumnManifest, ColumnRole, Edition, FileManifest, Format, STATUSES, TableManifest,
};

const PROFILE: &str = "https://datapackage.org/profiles/2.0/datapackage.json";

/// The type of a resource that this descriptor has a schema for.
const TABLE: &str = "table";

/// The type of a resource that brings its own schema. Validators check its size and digest.
const FILE: &str = "file";

#[derive(Serialize)]
struct Package<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    name: String,
    id: String,
    title: String,
    description: String,
    homepage: String,
    version: String,
    created: String,
    #[serde(skip_serializing_if = "is_false")]
    synthetic: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<String>,
    keywords: Vec<String>,
    licenses: Vec<Licence>,
    sources: Vec<Source>,
    contributors: Vec<Contributor>,
    translations: Translations,
    resources: R,
}

#[derive(Serialize)]
struct Licence {
    name: &'static str,
    path: &'static str,
    title: &'static str,
}

#[derive(Serialize)]
struct Source {
    title: String,
}

#[derive(Serialize)]
struct Contributor {
    title: String,
    path: String,
    roles: [&'static str; 1],
}

/// Title and description in the catalogue's other languages. The standard has no place for them,
/// so this is a property of our own, which it allows.
type Translations = BTreeMap<Language, Translation>;

#[derive(Serialize)]
struct Translation {
    title: String,
    description: String,
}

#[derive(Serialize)]
struct Resource {
    name: String,
    path: String,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    synthetic: bool,
    format: &'static str,
    mediatype: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    bytes: u64,
    hash: String,
    #[serde(skip_serializing_if = "Translations::is_empty")]
    translations: Translations,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<Licence>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<Dialect>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<Schema>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dialect {
    delimiter: char,
    line_terminator: &'static str,
    quote_char: char,
    double_quote: bool,
    header: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<Field>,
    missing_values: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    primary_key: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey>,
}

#[derive(Serialize)]
struct Field {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    #[serde(skip_serializing_if = "Translations::is_empty")]
    translations: Translations,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<Constraints>,
}

#[derive(Serialize)]
struct Constraints {
    #[serde(skip_serializing_if = "is_false")]
    required: bool,
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    one_of: Option<Vec<&'static str>>,
}

#[derive(Serialize)]
struct ForeignKey {
    fields: [String; 1],
    reference: Reference,
}

#[derive(Serialize)]
struct Reference {
    resource: String,
    fields: [&'static str; 1],
}

/// The descriptor of an edition, as the bytes of `datapackage.json`.
pub fn datapackage(info: &CatalogInfo, dataset: &Dataset, edition: &Edition) -> Vec<u8> {
    let first = info.languages.first().copied().unwrap_or(Language::Da);
    let subject = Subject { info, dataset, edition, first };
    as_json(&subject.package())
}

struct Subject<'a> {
    info: &'a CatalogInfo,
    dataset: &'a Dataset,
    edition: &'a Edition,
    first: Language,
}

impl Subject<'_> {
    fn package(&self) -> Package<Vec<Resource>> {
        let about = &self.dataset.about;
        Package {
            schema: PROFILE,
            name: self.dataset.id.to_string(),
            id: edition_url(self.info, &self.dataset.id, self.edition.name),
            title: self.text(&about.title),
            description: self.description(&about.summary, self.first),
            homepage: page_url(self.info, &self.dataset.id, self.first),
            version: self.edition.name.to_string(),
            created: format!("{}T00:00:00Z", self.edition.name.date),
            synthetic: about.synthetic,
            notice: self.info.notice.as_ref().map(|notice| self.text(notice)),
            keywords: about.keywords.get(&self.first).cloned().unwrap_or_default(),
            licenses: vec![licence(about.licence, self.first)],
            sources: vec![Source { title: self.text(&about.provenance) }],
            contributors: vec![Contributor {
                title: self.text(&self.info.publisher.name),
                path: self.info.publisher.url.clone(),
                roles: ["publisher"],
            }],
            translations: self
                .translations(&about.title, |language| self.description(&about.summary, language)),
            resources: self.resources(),
        }
    }

    fn text(&self, text: &Localised) -> String {
        text.in_language(self.first).to_owned()
    }

    /// A description, with the warning before it where the data are made up.
    fn description(&self, text: &Localised, language: Language) -> String {
        let text = text.in_language(language);
        if self.dataset.about.synthetic {
            format!("{} {text}", words(language).synthetic)
        } else {
            text.to_owned()
        }
    }

    fn translations(&self, title: &Localised, description: impl Fn(Language) -> String) -> Translations {
        let others = self.info.languages.iter().copied().filter(|language| *language != self.first);
        others
            .filter_map(|language| {
                let title = title.exact(language)?.to_owned();
                Some((language, Translation { title, description: description(language) }))
            })
            .collect()
    }

    fn resources(&self) -> Vec<Resource> {
        let entries = dictionary(self.dataset);
        let mut resources = Vec::new();
        for table in &self.edition.tables {
            let entry = entries.iter().find(|entry| entry.name == table.name);
            resources.extend(table.files.iter().map(|file| self.table_file(table, entry, file)));
        }
        resources.extend(self.codelists(&entries).filter_map(|list| self.codelist_file(list)));
        resources
    }

    fn table_file(
        &self,
        table: &TableManifest,
        entry: Option<&TableEntry<'_>>,
        file: &FileManifest,
    ) -> Resource {
        let is_csv = file.format == Format::Csv;
        // Names must be unique in a package, so only the first format bears the table's.
        let name =
            if is_csv { table.name.clone() } else { format!("{}-{}", table.name, file.format.extension()) };
        let title = entry.map_or_else(|| table.name.clone(), |entry| self.text(entry.title));
        Resource {
            kind: if is_csv { TABLE } else { FILE },
            description: entry.map(|entry| self.description(entry.description, self.first)),
            synthetic: self.dataset.about.synthetic,
            translations: entry.map_or_else(Translations::new, |entry| {
                self.translations(entry.title, |language| self.description(entry.description, language))
            }),
            dialect: is_csv.then(csv_dialect),
            schema: is_csv.then(|| self.table_schema(table, entry)),
            ..resource(name, title, file)
        }
    }

    fn table_schema(&self, table: &TableManifest, entry: Option<&TableEntry<'_>>) -> Schema {
        let column = |column: &ColumnManifest| -> Option<&ColumnEntry<'_>> {
            entry?.columns.iter().find(|entry| entry.name == column.name)
        };
        let foreign_key = |manifest: &ColumnManifest| {
            let Some(ColumnUse::Dimension(Some(list))) = column(manifest).map(|entry| entry.usage) else {
                return None;
            };
            self.codelist_manifest(list)?;
            let reference = Reference { resource: codelist_name(list), fields: ["code"] };
            Some(ForeignKey { fields: [manifest.name.clone()], reference })
        };
        let keys = table.columns.iter().filter(|column| column.role == ColumnRole::Key);
        Schema {
            fields: table.columns.iter().map(|manifest| self.field(manifest, column(manifest))).collect(),
            missing_values: [""],
            primary_key: keys.map(|column| column.name.clone()).collect(),
            foreign_keys: table.columns.iter().filter_map(foreign_key).collect(),
        }
    }

    fn field(&self, manifest: &ColumnManifest, entry: Option<&ColumnEntry<'_>>) -> Field {
        let kind = match manifest.kind {
            ColumnKind::Text => "string",
            ColumnKind::Integer => "integer",
            ColumnKind::Decimal(_) => "number",
        };
        let constraints = match manifest.role {
            ColumnRole::Key => Some(Constraints { required: true, one_of: None }),
            ColumnRole::Status => Some(Constraints { required: false, one_of: Some(STATUSES.to_vec()) }),
            ColumnRole::Measure | ColumnRole::Plain => None,
        };
        Field {
            name: manifest.name.clone(),
            kind,
            title: entry.map(|entry| self.text(&entry.label)),
            description: entry.map(|entry| self.text(&entry.description)),
            unit: entry.and_then(|entry| match entry.usage {
                ColumnUse::Measure(unit) => Some(self.text(unit)),
                _ => None,
            }),
            translations: entry.map_or_else(Translations::new, |entry| {
                self.translations(&entry.label, |language| entry.description.in_language(language).to_owned())
            }),
            constraints,
        }
    }

    /// The lists that the tables use, each once, by name.
    fn codelists<'a>(&self, entries: &[TableEntry<'a>]) -> impl Iterator<Item = &'a Codelist> + use<'a> {
        let used = entries.iter().flat_map(|entry| &entry.columns).filter_map(|column| match column.usage {
            ColumnUse::Dimension(Some(list)) => Some((list.name.as_str(), list)),
            _ => None,
        });
        used.collect::<BTreeMap<_, _>>().into_values()
    }

    fn codelist_manifest(&self, list: &Codelist) -> Option<&FileManifest> {
        let path = format!("codelists/{}.csv", list.name);
        self.edition.files.iter().find(|file| file.name == path)
    }

    fn codelist_file(&self, list: &Codelist) -> Option<Resource> {
        let file = self.codelist_manifest(list)?;
        let plain = |name: &str| Field {
            name: name.to_owned(),
            kind: "string",
            title: None,
            description: None,
            unit: None,
            translations: Translations::new(),
            constraints: None,
        };
        let labels = Language::ALL
            .into_iter()
            .filter(|language| list.entries().iter().any(|entry| entry.label.exact(*language).is_some()));
        let mut fields = vec![
            Field { constraints: Some(Constraints { required: true, one_of: None }), ..plain("code") },
            plain("parent"),
        ];
        fields.extend(labels.map(|language| plain(&format!("label_{language}"))));
        Some(Resource {
            kind: TABLE,
            description: Some(self.text(&list.info.source)),
            translations: self
                .translations(&list.info.title, |language| list.info.source.in_language(language).to_owned()),
            dialect: Some(csv_dialect()),
            schema: Some(Schema {
                fields,
                missing_values: [""],
                primary_key: vec!["code".into()],
                foreign_keys: Vec::new(),
            }),
            ..resource(codelist_name(list), self.text(&list.info.title), file)
        })
    }
}

fn licence(term: &Term, language: Language) -> Licence {
    let (path, name) = licence_deed(term);
    Licence { name, path, title: term.label(language) }
}

/// What can be said of a file from its manifest alone.
fn resource(name: String, title: String, file: &FileManifest) -> Resource {
    Resource {
        name,
        path: file.name.clone(),
        kind: FILE,
        title,
        description: None,
        synthetic: false,
        format: file.format.extension(),
        mediatype: file.format.media_type(),
        encoding: (file.format == Format::Csv).then_some("utf-8"),
        bytes: file.bytes,
        hash: format!("sha256:{}", file.sha256),
        translations: Translations::new(),
        licenses: Vec::new(),
        dialect: None,
        schema: None,
    }
}

fn codelist_name(list: &Codelist) -> String {
    format!("codelist-{}", list.name)
}

fn csv_dialect() -> Dialect {
    Dialect { delimiter: ',', line_terminator: "\n", quote_char: '"', double_quote: true, header: true }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference to skip_serializing_if")]
fn is_false(flag: &bool) -> bool {
    !flag
}
