//! The API: static JSON files below `api/v1/`, described by an OpenAPI document that lies with them.
//!
//! One file per kind of answer, each with wire types of its own, since what is sent may not change
//! within a version: docs/api.md says what may. Addresses in answers are absolute. Texts are in the
//! languages of the catalogue, by their tags.

mod catalogue;
mod codelist;
mod dataset;
mod edition;
mod openapi;
mod schema;
mod terms;

use serde::Serialize;

use super::dcat::model::Series;
use super::{File, as_json, dcat, write_json};
use crate::catalog::{CatalogInfo, Dataset, Language};
use crate::release::{Edition, EditionName};

/// The folder of this version of the API, below the public folder.
pub const FOLDER: &str = "api/v1/";

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// The catalogue, with a line for each dataset.
    Catalogue,
    /// A dataset.
    Dataset,
    /// The tables of a dataset's newest edition.
    Schema,
    /// The editions of a dataset.
    Editions,
    /// An edition with its files.
    Edition,
    /// A code list.
    Codelist,
    /// The description of all this.
    Description,
}

impl Endpoint {
    /// All endpoints, in the order of their description.
    pub const ALL: [Endpoint; 7] = [
        Endpoint::Catalogue,
        Endpoint::Dataset,
        Endpoint::Schema,
        Endpoint::Editions,
        Endpoint::Edition,
        Endpoint::Codelist,
        Endpoint::Description,
    ];

    /// The path below [`FOLDER`], with what is to be filled in between braces.
    pub fn path(self) -> &'static str {
        match self {
            Endpoint::Catalogue => "index.json",
            Endpoint::Dataset => "datasets/{dataset}.json",
            Endpoint::Schema => "datasets/{dataset}/schema.json",
            Endpoint::Editions => "datasets/{dataset}/editions.json",
            Endpoint::Edition => "datasets/{dataset}/editions/{edition}.json",
            Endpoint::Codelist => "codelists/{codelist}.json",
            Endpoint::Description => "openapi.json",
        }
    }

    /// The path below [`FOLDER`] of an answer.
    fn filled(self, name: &str, value: &str) -> String {
        self.path().replace(&format!("{{{name}}}"), value)
    }
}

/// The files of the API on the catalogue as a whole and on its code lists.
pub(super) fn files<'a>(catalogue: &'a dcat::Catalogue<'a>) -> Vec<File<'a>> {
    let info = catalogue.info;
    let mut files = vec![
        File::new(format!("{FOLDER}{}", Endpoint::Catalogue.path()), |out| {
            write_json(out, &catalogue::answer(catalogue))
        }),
        file(Endpoint::Description.path(), &openapi::document(info)),
    ];
    for (list, level) in codelist::published(catalogue.datasets().map(|(dataset, _)| dataset)) {
        let answer = codelist::answer(list, level, &info.languages);
        files.push(file(&Endpoint::Codelist.filled("codelist", &list.name), &answer));
    }
    files
}

/// The files of the API on a dataset and its editions, which come oldest first.
pub(super) fn files_of<'a>(
    info: &CatalogInfo,
    dataset: &Dataset,
    series: &Series,
    editions: &[&Edition],
) -> Vec<File<'a>> {
    let subject = Subject { info, dataset, series, editions };
    let path = |endpoint: Endpoint| endpoint.filled("dataset", dataset.id.as_str());
    let mut files = vec![
        file(&path(Endpoint::Dataset), &dataset::answer(&subject)),
        file(&path(Endpoint::Schema), &schema::answer(&subject)),
        file(&path(Endpoint::Editions), &edition::list(&subject)),
    ];
    for (index, edition) in editions.iter().enumerate() {
        let path = path(Endpoint::Edition).replace("{edition}", &edition.name.to_string());
        files.push(file(&path, &edition::answer(&subject, index)));
    }
    files
}

/// An endpoint's path with the first dataset, its newest edition and the first code list filled in;
/// `None` if there is nothing to fill in.
pub fn example(endpoint: Endpoint, datasets: &[Dataset], newest: Option<EditionName>) -> Option<String> {
    let path = endpoint.path();
    if path.contains("{codelist}") {
        let (list, _) = codelist::published(datasets.iter()).into_iter().next()?;
        return Some(endpoint.filled("codelist", &list.name));
    }
    let mut filled = path.to_owned();
    if path.contains("{dataset}") {
        filled = filled.replace("{dataset}", datasets.first()?.id.as_str());
    }
    if path.contains("{edition}") {
        filled = filled.replace("{edition}", &newest?.to_string());
    }
    Some(filled)
}

/// A dataset, its description, and its editions, oldest first.
struct Subject<'a> {
    info: &'a CatalogInfo,
    dataset: &'a Dataset,
    series: &'a Series,
    editions: &'a [&'a Edition],
}

impl<'a> Subject<'a> {
    /// The newest edition.
    fn newest(&self) -> Option<&'a Edition> {
        self.editions.last().copied()
    }

    /// The address of an answer on this dataset.
    fn url(&self, endpoint: Endpoint) -> String {
        let path = endpoint.filled("dataset", self.dataset.id.as_str());
        format!("{}{FOLDER}{path}", self.info.base_url)
    }

    /// The address of the answer on an edition.
    fn edition_url(&self, edition: EditionName) -> String {
        self.url(Endpoint::Edition).replace("{edition}", &edition.to_string())
    }

    fn languages(&self) -> &'a [Language] {
        &self.info.languages
    }
}

fn file<'a>(path: &str, answer: &impl Serialize) -> File<'a> {
    File::ready(format!("{FOLDER}{path}"), as_json(answer))
}
