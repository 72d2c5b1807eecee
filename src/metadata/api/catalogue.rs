//! `index.json`: the catalogue, with a line for each dataset.

use std::collections::BTreeMap;

use serde::Serialize;

use super::terms::{ContactView, LicenceView, TermView, texts};
use super::{Endpoint, FOLDER, Subject, codelist};
use crate::catalog::{CatalogInfo, Dataset, Language, Localised};
use crate::metadata::dcat::model::Series;
use crate::metadata::{Each, atom, dcat, language_folder};
use crate::release::Edition;

#[derive(Serialize)]
struct Answer<L> {
    title: Localised,
    description: Localised,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<Localised>,
    languages: Vec<Language>,
    publisher: PublisherView,
    contact: ContactView,
    licence: LicenceView,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    pages: BTreeMap<Language, String>,
    feeds: BTreeMap<Language, String>,
    files: Files,
    datasets: L,
    codelists: Vec<ListLine>,
}

#[derive(Serialize)]
struct PublisherView {
    name: Localised,
    url: String,
}

/// What else describes the catalogue to machines.
#[derive(Serialize)]
struct Files {
    openapi: String,
    datapackage: String,
    turtle: String,
    jsonld: String,
    rdfxml: String,
}

#[derive(Serialize)]
struct Line {
    id: String,
    title: Localised,
    description: Localised,
    keywords: BTreeMap<Language, Vec<String>>,
    themes: Vec<TermView>,
    synthetic: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    url: String,
}

#[derive(Serialize)]
struct ListLine {
    name: String,
    title: Localised,
    url: String,
}

pub(super) fn answer(catalogue: &dcat::Catalogue<'_>) -> impl Serialize {
    let info = catalogue.info;
    let languages = &info.languages;
    Answer {
        title: texts(&info.title, languages),
        description: texts(&info.description, languages),
        notice: info.notice.as_ref().map(|notice| texts(notice, languages)),
        languages: languages.clone(),
        publisher: PublisherView {
            name: texts(&info.publisher.name, languages),
            url: info.publisher.url.clone(),
        },
        contact: ContactView::of(&info.contact, languages),
        licence: LicenceView::of(info.licence, languages),
        updated: catalogue.days.map(|(_, newest)| newest.to_string()),
        pages: per_language(info, |language| language_folder(languages, language)),
        feeds: per_language(info, |language| atom::path(languages, language, None)),
        files: files(info),
        datasets: Each(|| catalogue.datasets().map(|(dataset, editions)| line(info, dataset, editions))),
        codelists: codelist::published(catalogue.datasets().map(|(dataset, _)| dataset))
            .into_iter()
            .map(|(list, _)| ListLine {
                name: list.name.clone(),
                title: texts(&list.info.title, languages),
                url: format!(
                    "{}{FOLDER}{}",
                    info.base_url,
                    Endpoint::Codelist.filled("codelist", &list.name)
                ),
            })
            .collect(),
    }
}

/// An address for each language, from its path below the root.
pub(super) fn per_language(
    info: &CatalogInfo,
    path: impl Fn(Language) -> String,
) -> BTreeMap<Language, String> {
    info.languages
        .iter()
        .map(|language| (*language, format!("{}{}", info.base_url, path(*language))))
        .collect()
}

fn files(info: &CatalogInfo) -> Files {
    let at = |path: &str| format!("{}{path}", info.base_url);
    Files {
        openapi: at(&format!("{FOLDER}{}", Endpoint::Description.path())),
        datapackage: at("datapackage.json"),
        turtle: at("catalog.ttl"),
        jsonld: at("catalog.jsonld"),
        rdfxml: at("catalog.rdf"),
    }
}

fn line(info: &CatalogInfo, dataset: &Dataset, editions: &[&Edition]) -> Line {
    // What a line tells of editions needs no description of them.
    let series = Series::new(info, dataset, &[]);
    let subject = Subject { info, dataset, series: &series, editions };
    let (about, languages) = (&subject.dataset.about, subject.languages());
    let newest = subject.newest().map(|edition| edition.name);
    Line {
        id: subject.dataset.id.to_string(),
        title: texts(&subject.series.about.title, languages),
        description: texts(&subject.series.about.description, languages),
        keywords: about.keywords.clone(),
        themes: about.themes.iter().map(|theme| TermView::of(theme, languages)).collect(),
        synthetic: about.synthetic,
        edition: newest.map(|name| name.to_string()),
        updated: newest.map(|name| name.date.to_string()),
        url: subject.url(Endpoint::Dataset),
    }
}
