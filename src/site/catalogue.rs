//! The front page: what this is, and every dataset with its theme and its keywords.

use std::collections::BTreeMap;

use serde::Serialize;

use super::addresses::Spot;
use super::layout::{Layout, Text};
use super::strings::fluent_args;
use super::{Exhibit, Site, SiteError, locale};
use crate::catalog::Language;
use crate::metadata::schema_org;

/// The front page.
#[derive(Serialize)]
pub(super) struct CataloguePage {
    layout: Layout,
    title: Text,
    description: Text,
    datasets: Vec<Card>,
    dataset_count: usize,
    themes: Vec<Theme>,
    json_ld: String,
}

/// A dataset in the list.
#[derive(Serialize)]
struct Card {
    id: String,
    href: String,
    title: Text,
    summary: Text,
    is_synthetic: bool,
    updated: String,
    updated_machine: String,
    rows: String,
    frequency: &'static str,
    formats: String,
    themes: Vec<&'static str>,
    theme_codes: String,
    keywords: Vec<String>,
}

/// A theme, with the datasets that have it.
#[derive(Serialize)]
struct Theme {
    code: &'static str,
    label: &'static str,
    count: usize,
    datasets: Vec<ThemeEntry>,
}

#[derive(Clone, Serialize)]
struct ThemeEntry {
    id: String,
    title: Text,
}

/// The front page in a language, its datasets in the order of its alphabet.
pub(super) fn page(site: &Site<'_>, language: Language) -> Result<CataloguePage, SiteError> {
    let info = &site.catalog.info;
    let title = Text::of(&info.title, language);
    let description = Text::of(&info.description, language);
    let layout = Layout::new(site, Spot::Catalogue, language, &title.text, &description.text)?;
    let mut datasets = site
        .exhibits
        .iter()
        .map(|exhibit| card(site, exhibit, &layout, language))
        .collect::<Result<Vec<_>, _>>()?;
    datasets.sort_by_cached_key(|card| locale::sort_key(&card.title.text, language));
    let themes = themes(site, &datasets, language);
    let shown = site.exhibits.iter().map(|exhibit| exhibit.dataset);
    let json_ld = schema_org::data_catalog(info, shown, language);
    Ok(CataloguePage { layout, title, description, dataset_count: datasets.len(), datasets, themes, json_ld })
}

fn card(
    site: &Site<'_>,
    exhibit: &Exhibit<'_>,
    layout: &Layout,
    language: Language,
) -> Result<Card, SiteError> {
    let about = &exhibit.dataset.about;
    let id = exhibit.dataset.id.as_str();
    let edition = exhibit.newest;
    let mut formats = Vec::new();
    for format in edition.tables.iter().flat_map(|table| &table.files).map(|file| file.format.label()) {
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    let rows: u64 = edition.tables.iter().map(|table| table.row_count).sum();
    let strings = site.templates.strings(language);
    Ok(Card {
        id: id.to_owned(),
        href: format!("{}{}", layout.root(), site.addresses.path(Spot::Dataset(id), language)),
        title: Text::of(&about.title, language),
        summary: Text::of(&about.summary, language),
        is_synthetic: about.synthetic,
        updated: locale::date(edition.name.date, language),
        updated_machine: edition.name.date.to_string(),
        rows: strings.say_with("row-count", fluent_args!["n" => rows])?,
        frequency: about.frequency.label(language),
        formats: formats.join(", "),
        themes: about.themes.iter().map(|theme| theme.label(language)).collect(),
        theme_codes: about.themes.iter().map(|theme| theme.code).collect::<Vec<_>>().join(" "),
        keywords: about.keywords.get(&language).cloned().unwrap_or_default(),
    })
}

fn themes(site: &Site<'_>, sorted: &[Card], language: Language) -> Vec<Theme> {
    let mut labels = BTreeMap::new();
    for theme in site.exhibits.iter().flat_map(|exhibit| &exhibit.dataset.about.themes) {
        labels.insert(theme.code, theme.label(language));
    }
    let mut themes: Vec<Theme> = labels
        .into_iter()
        .map(|(code, label)| {
            let datasets: Vec<ThemeEntry> = sorted
                .iter()
                .filter(|card| card.theme_codes.split(' ').any(|other| other == code))
                .map(|card| ThemeEntry { id: card.id.clone(), title: card.title.clone() })
                .collect();
            Theme { code, label, count: datasets.len(), datasets }
        })
        .collect();
    themes.sort_by_cached_key(|theme| locale::sort_key(theme.label, language));
    themes
}

/// The address of the front page with a theme chosen.
pub(super) fn theme_address(site: &Site<'_>, layout: &Layout, code: &str, language: Language) -> String {
    format!("{}{}?theme={code}", layout.root(), site.addresses.path(Spot::Catalogue, language))
}
