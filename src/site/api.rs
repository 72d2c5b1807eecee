//! The page for programmers: what the API answers, with an example of each, and all other files that
//! describe the catalogue to machines.

use serde::Serialize;

use super::addresses::Spot;
use super::layout::{Layout, Text};
use super::{Site, SiteError};
use crate::catalog::Language;
use crate::metadata::api::{self, Endpoint};
use crate::metadata::atom;

/// The page.
#[derive(Serialize)]
pub(super) struct ApiPage {
    layout: Layout,
    title: String,
    folder: String,
    base: String,
    openapi: String,
    endpoints: Vec<EndpointView>,
    feeds: Vec<FeedView>,
}

#[derive(Serialize)]
struct EndpointView {
    path: &'static str,
    content: String,
    example: Option<String>,
    href: String,
}

#[derive(Serialize)]
struct FeedView {
    title: Text,
    href: String,
}

/// The page in a language.
pub(super) fn page(site: &Site<'_>, language: Language) -> Result<ApiPage, SiteError> {
    let strings = site.templates.strings(language);
    let title = strings.say("api-title")?;
    let layout = Layout::new(site, Spot::Api, language, &title, &strings.say("api-lead")?)?;
    let newest = site.exhibits.first().map(|exhibit| exhibit.newest.name);
    let view = |endpoint: Endpoint| -> Result<EndpointView, SiteError> {
        let example = api::example(endpoint, &site.catalog.datasets, newest);
        let path = example.as_deref().unwrap_or_default();
        Ok(EndpointView {
            path: endpoint.path(),
            content: strings.say(content(endpoint))?,
            href: format!("{}{}{path}", layout.root(), api::FOLDER),
            example,
        })
    };
    let endpoints = Endpoint::ALL.into_iter().map(view).collect::<Result<_, _>>()?;
    let languages = &site.catalog.info.languages;
    let feed = |title: Text, dataset: Option<&str>| FeedView {
        title,
        href: format!("{}{}", layout.root(), atom::path(languages, language, dataset)),
    };
    let mut feeds = vec![feed(Text::own(strings.say("feed-catalogue")?), None)];
    feeds.extend(site.exhibits.iter().map(|exhibit| {
        let title = Text::of(&exhibit.dataset.about.title, language);
        feed(title, Some(exhibit.dataset.id.as_str()))
    }));
    Ok(ApiPage {
        folder: format!("/{}", api::FOLDER),
        base: site.addresses.url(api::FOLDER),
        openapi: format!("{}{}{}", layout.root(), api::FOLDER, Endpoint::Description.path()),
        title,
        endpoints,
        feeds,
        layout,
    })
}

/// The message that says what an endpoint answers.
fn content(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Catalogue => "api-catalogue",
        Endpoint::Dataset => "api-dataset",
        Endpoint::Schema => "api-schema",
        Endpoint::Editions => "api-editions",
        Endpoint::Edition => "api-edition",
        Endpoint::Codelist => "api-codelist",
        Endpoint::Description => "api-description",
    }
}
