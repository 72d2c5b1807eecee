//! The front page and the other lists of datasets: what this is, and every dataset with its facts.

use serde::Serialize;

use super::addresses::Spot;
use super::facets::Kind;
use super::layout::{Layout, Link, Text};
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
    facets: Vec<FacetView>,
    news: Vec<News>,
    pager: Option<Pager>,
}

/// A list of datasets that is not the front page: a further page, or those that share something.
#[derive(Serialize)]
pub(super) struct ListPage {
    layout: Layout,
    title: String,
    lead: String,
    datasets: Vec<Card>,
    count: String,
    facets: Vec<FacetView>,
    pager: Option<Pager>,
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

/// A theme that datasets have.
#[derive(Serialize)]
struct Theme {
    code: String,
    label: String,
    count: usize,
}

/// Something that datasets can share, with a list for each value.
#[derive(Serialize)]
struct FacetView {
    label: String,
    values: Vec<FacetValue>,
}

#[derive(Serialize)]
struct FacetValue {
    link: Link,
    count: Option<String>,
}

/// A dataset with a new edition.
#[derive(Serialize)]
struct News {
    title: Text,
    href: String,
    date: String,
    date_machine: String,
    reason: Option<Text>,
}

/// The way between the pages of a list.
#[derive(Serialize)]
struct Pager {
    sentence: String,
    before: Option<String>,
    after: Option<String>,
}

/// So many new editions stand on the front page.
const NEWS: usize = 5;

/// The front page in a language, its datasets in the order of its alphabet.
pub(super) fn page(site: &Site<'_>, language: Language) -> Result<CataloguePage, SiteError> {
    let info = &site.catalog.info;
    let title = Text::of(&info.title, language);
    let description = Text::of(&info.description, language);
    let layout = Layout::new(site, Spot::Catalogue, language, &title.text, &description.text)?;
    // Those that the page shows: the others are told on their own pages.
    let shown = site.lists.on_page(0, 1, language);
    let shown = shown.into_iter().map(|index| site.exhibits[index].dataset);
    let json_ld = schema_org::data_catalog(info, shown, language);
    let themes = site.lists.of(Kind::Theme, language).into_iter().map(|(list, count)| Theme {
        code: list.name().trim_start_matches("theme-").to_ascii_uppercase(),
        label: list.label.in_language(language).to_owned(),
        count,
    });
    Ok(CataloguePage {
        datasets: cards(site, 0, 1, &layout, language)?,
        dataset_count: site.exhibits.len(),
        themes: themes.collect(),
        facets: facets(site, 0, &layout, language)?,
        news: site.lists.newest(NEWS).map(|index| news(site, index, &layout, language)).collect(),
        pager: pager(site, 0, 1, &layout, language)?,
        json_ld,
        layout,
        title,
        description,
    })
}

/// A page of a list, counted from 1.
pub(super) fn list_page(
    site: &Site<'_>,
    list: usize,
    number: usize,
    language: Language,
) -> Result<ListPage, SiteError> {
    let strings = site.templates.strings(language);
    let found = site.lists.get(list);
    let label = found.label.in_language(language);
    let facet = strings.say(found.kind.key())?;
    let (title, lead) = match found.kind {
        Kind::All => {
            (strings.say("list-title")?, site.catalog.info.description.in_language(language).to_owned())
        }
        Kind::Newest => (facet, strings.say("facet-newest-lead")?),
        _ => {
            let args = fluent_args!["facet" => facet.to_lowercase(), "value" => label];
            (format!("{facet}: {label}"), strings.say_with("facet-lead", args)?)
        }
    };
    let pages = page_count(site, list);
    let title = match number {
        1 => title,
        _ => {
            let args = fluent_args!["n" => number as u64, "of" => pages as u64];
            format!("{title}. {}", strings.say_with("page-n", args)?)
        }
    };
    let layout = Layout::new(site, Spot::List(found.name(), number), language, &title, &lead)?;
    Ok(ListPage {
        datasets: cards(site, list, number, &layout, language)?,
        count: strings.say_with("search-count", fluent_args!["n" => found.len() as u64])?,
        facets: facets(site, list, &layout, language)?,
        pager: pager(site, list, number, &layout, language)?,
        layout,
        title,
        lead,
    })
}

fn page_count(site: &Site<'_>, list: usize) -> usize {
    site.lists.pages().nth(list).map_or(1, |(_, pages)| pages)
}

fn cards(
    site: &Site<'_>,
    list: usize,
    number: usize,
    layout: &Layout,
    language: Language,
) -> Result<Vec<Card>, SiteError> {
    let members = site.lists.on_page(list, number, language);
    members.into_iter().map(|index| card(site, &site.exhibits[index], layout, language)).collect()
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
        href: layout.to(site, Spot::Dataset(id), language),
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

/// All that datasets can share, and the two orders in which all can be read; `at` is this page's list.
fn facets(
    site: &Site<'_>,
    at: usize,
    layout: &Layout,
    language: Language,
) -> Result<Vec<FacetView>, SiteError> {
    let strings = site.templates.strings(language);
    let here = site.lists.name(at);
    let link = |name: &str, label: String| Link {
        label: Text::own(label),
        href: Some(layout.to(site, Spot::List(name, 1), language)),
        current: name == here,
    };
    let orders = [Kind::All, Kind::Newest].map(|kind| {
        let name = if kind == Kind::All { "" } else { "newest" };
        Ok(FacetValue { link: link(name, strings.say(kind.key())?), count: None })
    });
    let mut views = vec![FacetView {
        label: strings.say("facet-sort")?,
        values: orders.into_iter().collect::<Result<_, SiteError>>()?,
    }];
    for kind in [Kind::Theme, Kind::Register, Kind::Format, Kind::Frequency] {
        let lists = site.lists.of(kind, language);
        if lists.is_empty() {
            continue;
        }
        let values = lists.into_iter().map(|(list, count)| FacetValue {
            link: link(list.name(), list.label.in_language(language).to_owned()),
            count: Some(locale::count(count as u64, language)),
        });
        views.push(FacetView { label: strings.say(kind.key())?, values: values.collect() });
    }
    Ok(views)
}

fn news(site: &Site<'_>, index: usize, layout: &Layout, language: Language) -> News {
    let exhibit = &site.exhibits[index];
    let name = exhibit.newest.name;
    let reason = exhibit.dataset.changes.get(&name.to_string());
    News {
        title: Text::of(&exhibit.dataset.about.title, language),
        href: layout.to(site, Spot::Dataset(exhibit.dataset.id.as_str()), language),
        date: locale::date(name.date, language),
        date_machine: name.date.to_string(),
        reason: reason.map(|reason| Text::of(reason, language)),
    }
}

fn pager(
    site: &Site<'_>,
    list: usize,
    number: usize,
    layout: &Layout,
    language: Language,
) -> Result<Option<Pager>, SiteError> {
    let pages = page_count(site, list);
    if pages < 2 {
        return Ok(None);
    }
    let name = site.lists.name(list);
    let to = |page: usize| layout.to(site, Spot::List(name, page), language);
    let args = fluent_args!["n" => number as u64, "of" => pages as u64];
    Ok(Some(Pager {
        sentence: site.templates.strings(language).say_with("page-n", args)?,
        before: (number > 1).then(|| to(number - 1)),
        after: (number < pages).then(|| to(number + 1)),
    }))
}

/// The address of the list of datasets with a theme.
pub(super) fn theme_address(site: &Site<'_>, layout: &Layout, code: &str, language: Language) -> String {
    let name = format!("theme-{}", code.to_ascii_lowercase());
    layout.to(site, Spot::List(&name, 1), language)
}
