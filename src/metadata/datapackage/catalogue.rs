//! `datapackage.json` at the root: the files of every dataset's newest edition as one Data Package.
//!
//! Each resource is the one that the edition's own descriptor has, under a name and a path that say
//! whose it is. The paths are those of editions, so that a descriptor that was fetched yesterday does
//! not lead to the files of today.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    CatalogInfo, Contributor, Language, Licence, PROFILE, Package, Resource, Source, Subject, Translation,
    Translations, licence,
};
use crate::catalog::{Dataset, Localised};
use crate::metadata::dcat::Catalogue;
use crate::metadata::{Each, File, write_json};
use crate::release::Edition;

/// The descriptor of the newest editions of all datasets.
pub(in crate::metadata) fn of_catalogue<'a>(catalogue: &'a Catalogue<'a>) -> File<'a> {
    File::new("datapackage.json", |out| write_json(out, &package(catalogue)))
}

fn package<'a>(catalogue: &'a Catalogue<'a>) -> impl Serialize {
    let info = catalogue.info;
    let first = info.languages.first().copied().unwrap_or(Language::Da);
    let newest: Vec<(&Dataset, &Edition)> = catalogue
        .datasets()
        .filter_map(|(dataset, editions)| Some((dataset, editions.last().copied()?)))
        .collect();
    let day = newest.iter().map(|(_, edition)| edition.name.date).max();
    let text = |text: &Localised| text.in_language(first).to_owned();
    Package {
        schema: PROFILE,
        name: "catalogue".to_owned(),
        id: info.base_url.clone(),
        title: text(&info.title),
        description: text(&info.description),
        homepage: info.base_url.clone(),
        version: day.map(|day| day.to_string()).unwrap_or_default(),
        created: day.map(|day| format!("{day}T00:00:00Z")).unwrap_or_default(),
        synthetic: newest.iter().all(|(dataset, _)| dataset.about.synthetic),
        notice: info.notice.as_ref().map(text),
        keywords: keywords(&newest, first),
        licenses: vec![licence(info.licence, first)],
        sources: newest
            .iter()
            .map(|(dataset, _)| Source { title: text(&dataset.about.provenance) })
            .collect(),
        contributors: vec![Contributor {
            title: text(&info.publisher.name),
            path: info.publisher.url.clone(),
            roles: ["publisher"],
        }],
        translations: translations(info, first),
        resources: Each(move || {
            let of_dataset = move |(dataset, edition): (&'a Dataset, &'a Edition)| {
                resources(&Subject { info, dataset, edition, first })
            };
            newest.clone().into_iter().flat_map(of_dataset)
        }),
    }
}

/// The keywords of all datasets in a language, each once.
fn keywords(newest: &[(&Dataset, &Edition)], language: Language) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let all = newest.iter().flat_map(|(dataset, _)| dataset.about.keywords.get(&language)).flatten();
    all.filter(|keyword| seen.insert(keyword.as_str())).cloned().collect()
}

fn translations(info: &CatalogInfo, first: Language) -> Translations {
    let others = info.languages.iter().copied().filter(|language| *language != first);
    others
        .filter_map(|language| {
            let title = info.title.exact(language)?.to_owned();
            let description = info.description.in_language(language).to_owned();
            Some((language, Translation { title, description }))
        })
        .collect()
}

/// The resources of an edition, seen from the root.
fn resources(subject: &Subject<'_>) -> Vec<Resource> {
    let Subject { info, dataset, edition, first } = *subject;
    let own = |name: &str| format!("{}-{name}", dataset.id);
    let is_other = dataset.about.licence != info.licence;
    let mut resources = subject.resources();
    for resource in &mut resources {
        resource.name = own(&resource.name);
        resource.path = format!("data/{}/{}/{}", dataset.id, edition.name, resource.path);
        resource.licenses = licences(is_other, dataset, first);
        for key in resource.schema.iter_mut().flat_map(|schema| &mut schema.foreign_keys) {
            key.reference.resource = own(&key.reference.resource);
        }
    }
    resources
}

/// The licence of a resource, if it is not the package's.
fn licences(is_other: bool, dataset: &Dataset, language: Language) -> Vec<Licence> {
    is_other.then(|| licence(dataset.about.licence, language)).into_iter().collect()
}
