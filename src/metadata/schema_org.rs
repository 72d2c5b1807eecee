//! What search engines read in a page: schema.org, as JSON-LD (<https://schema.org/Dataset>).
//!
//! A dataset is described by its newest edition, with the properties that Google Dataset Search
//! requires and recommends. Everything is in the page's own language.

use serde::Serialize;

use super::dcat::Catalogue;
use super::dcat::model::{Agent, Name, Series};
use super::dictionary::{ColumnEntry, ColumnUse, dictionary};
use super::notes::citation;
use super::opensearch::shortened;
use super::page_url;
use crate::catalog::vocabulary::licence_deed;
use crate::catalog::{CatalogInfo, Dataset, Language};
use crate::release::Edition;

const CONTEXT: &str = "https://schema.org/";

/// How long a description must be and may be, in characters, to be listed by Google Dataset Search
/// (<https://developers.google.com/search/docs/appearance/structured-data/dataset>).
const DESCRIPTION: std::ops::RangeInclusive<usize> = 50..=5000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DatasetNode<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: &'a str,
    name: &'a str,
    description: String,
    url: String,
    identifier: String,
    version: String,
    date_published: String,
    date_modified: String,
    in_language: &'static str,
    is_accessible_for_free: bool,
    license: &'static str,
    keywords: &'a [String],
    credit_text: String,
    creator: Organization<'a>,
    publisher: Organization<'a>,
    included_in_data_catalog: Reference<'a>,
    spatial_coverage: Place<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temporal_coverage: Option<String>,
    variable_measured: Vec<Variable>,
    distribution: Vec<Download<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CatalogNode<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: &'a str,
    name: &'a str,
    description: &'a str,
    url: &'a str,
    in_language: &'static str,
    license: &'static str,
    publisher: Organization<'a>,
    dataset: Vec<Identified>,
}

#[derive(Serialize)]
struct Organization<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// A thing that is described elsewhere.
#[derive(Serialize)]
struct Identified {
    #[serde(rename = "@id")]
    id: String,
}

#[derive(Serialize)]
struct Reference<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: &'a str,
    name: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct Place<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    identifier: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Variable {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: String,
    alternate_name: String,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_text: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Download<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    description: &'a str,
    content_url: &'a str,
    encoding_format: &'static str,
    content_size: String,
    sha256: String,
}

/// A dataset and its newest edition, to be described in each language.
pub struct Described<'a> {
    info: &'a CatalogInfo,
    dataset: &'a Dataset,
    edition: &'a Edition,
    catalogue: Catalogue<'a>,
    series: Series,
}

impl<'a> Described<'a> {
    /// A dataset by this edition.
    pub fn new(info: &'a CatalogInfo, dataset: &'a Dataset, edition: &'a Edition) -> Described<'a> {
        let series = Series::new(info, dataset, &[edition]);
        Described { info, dataset, edition, catalogue: Catalogue::head(info), series }
    }
}

/// A dataset and its newest edition, as text for a `script` element.
pub fn dataset(described: &Described<'_>, language: Language) -> String {
    let Described { info, dataset, edition, catalogue, series } = described;
    let about = &series.about;
    let page = page_url(info, &dataset.id, language);
    for_script(&DatasetNode {
        context: CONTEXT,
        kind: "Dataset",
        id: series.node.as_str(),
        name: about.title.in_language(language),
        description: description(series, language),
        identifier: page_url(info, &dataset.id, info.languages.first().copied().unwrap_or(language)),
        url: page,
        version: edition.name.to_string(),
        date_published: edition.name.date.to_string(),
        date_modified: edition.name.date.to_string(),
        in_language: language.tag(),
        is_accessible_for_free: true,
        license: licence_deed(about.licence).0,
        keywords: dataset.about.keywords.get(&language).map(Vec::as_slice).unwrap_or_default(),
        credit_text: citation(info, dataset, edition.name, language),
        creator: organization(&catalogue.publisher, language),
        publisher: organization(&catalogue.publisher, language),
        included_in_data_catalog: Reference {
            kind: "DataCatalog",
            id: catalogue.node.as_str(),
            name: catalogue.title.in_language(language),
            url: catalogue.homepage.as_str(),
        },
        spatial_coverage: Place {
            kind: "Place",
            name: about.place.label(language),
            identifier: about.place.uri,
        },
        temporal_coverage: about.period.as_ref().map(|period| format!("{}/{}", period.start, period.end)),
        variable_measured: variables(dataset, language),
        distribution: downloads(series, language),
    })
}

/// The catalogue, as text for a `script` element.
pub fn data_catalog<'a>(
    info: &CatalogInfo,
    datasets: impl Iterator<Item = &'a Dataset>,
    language: Language,
) -> String {
    let catalogue = Catalogue::head(info);
    let of = |dataset: &Dataset| Series::new(info, dataset, &[]).node.into_string();
    for_script(&CatalogNode {
        context: CONTEXT,
        kind: "DataCatalog",
        id: catalogue.node.as_str(),
        name: catalogue.title.in_language(language),
        description: catalogue.description.in_language(language),
        url: catalogue.homepage.as_str(),
        in_language: language.tag(),
        license: licence_deed(catalogue.licence).0,
        publisher: organization(&catalogue.publisher, language),
        dataset: datasets.map(|dataset| Identified { id: of(dataset) }).collect(),
    })
}

/// The summary; where that is too short for a search engine, what its source and its tables are too.
fn description(series: &Series, language: Language) -> String {
    let about = &series.about;
    let mut text = about.description.in_language(language).to_owned();
    let tables = series.editions.iter().flat_map(|edition| &edition.distributions);
    let more = std::iter::once(&about.provenance.text).chain(tables.map(|file| &file.description));
    for more in more {
        if text.chars().count() >= *DESCRIPTION.start() {
            break;
        }
        text = format!("{text} {}", more.in_language(language));
    }
    shortened(&text, *DESCRIPTION.end())
}

fn organization(agent: &Agent, language: Language) -> Organization<'_> {
    let name = match &agent.name {
        Name::Localised(name) => name.in_language(language),
        Name::Plain(name) => name,
    };
    Organization { kind: "Organization", name, url: agent.homepage.as_ref().map(|page| page.as_str()) }
}

/// The columns of all tables, each name once; status columns are not measured.
fn variables(dataset: &Dataset, language: Language) -> Vec<Variable> {
    let mut variables: Vec<Variable> = Vec::new();
    for column in dictionary(dataset).into_iter().flat_map(|table| table.columns) {
        let is_known = variables.iter().any(|variable| variable.alternate_name == column.name);
        if !is_known && !matches!(column.usage, ColumnUse::Status) {
            variables.push(variable(column, language));
        }
    }
    variables
}

fn variable(column: ColumnEntry<'_>, language: Language) -> Variable {
    Variable {
        kind: "PropertyValue",
        name: column.label.in_language(language).to_owned(),
        description: column.description.in_language(language).to_owned(),
        unit_text: match column.usage {
            ColumnUse::Measure(unit) => Some(unit.in_language(language).to_owned()),
            ColumnUse::Dimension(_) | ColumnUse::Status | ColumnUse::Plain => None,
        },
        alternate_name: column.name,
    }
}

fn downloads(series: &Series, language: Language) -> Vec<Download<'_>> {
    let files = series.editions.iter().flat_map(|edition| &edition.distributions);
    files
        .map(|file| Download {
            kind: "DataDownload",
            name: file.title.in_language(language),
            description: file.description.in_language(language),
            content_url: file.download.as_str(),
            encoding_format: file.format.media_type(),
            content_size: format!("{} B", file.bytes),
            sha256: file.sha256.to_string(),
        })
        .collect()
}

/// JSON that may stand in a `script` element: no character of it means anything to HTML, and none
/// ends a line in JavaScript. In JSON these characters occur in strings only, where an escape says
/// the same.
fn for_script(node: &impl Serialize) -> String {
    let json = serde_json::to_string(node).expect("structs of strings always serialise");
    let json = json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_element_that_it_stands_in() {
        let hostile = "</script><!-- ]]> & \u{2028}\u{2029} \" \\ æ";
        let text = for_script(&[hostile]);
        assert!(!text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{text}");
        let back: Vec<String> = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(back, [hostile]);
    }
}
