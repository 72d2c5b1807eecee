//! Pages that say the same whatever the datasets are, and the files that only machines read.

use serde::Serialize;

use super::addresses::{self, Spot};
use super::layout::{Layout, Link, Text};
use super::{Sheet, Site, SiteError};
use crate::catalog::Language;

/// A page whose text is all in the strings.
#[derive(Serialize)]
pub(super) struct PlainPage {
    layout: Layout,
    title: String,
    has_synthetic: bool,
    has_withheld: bool,
    withheld_href: String,
    licence: Link,
}

/// About, withheld figures or accessibility: `name` is what its strings begin with.
pub(super) fn page(
    site: &Site<'_>,
    spot: Spot<'_>,
    name: &str,
    language: Language,
) -> Result<PlainPage, SiteError> {
    let strings = site.templates.strings(language);
    let title = strings.say(&format!("{name}-title"))?;
    let description = strings.say(&format!("{name}-lead"))?;
    let info = &site.catalog.info;
    let layout = Layout::new(site, spot, language, &title, &description)?;
    Ok(PlainPage {
        withheld_href: format!("{}{}", layout.root(), site.addresses.path(Spot::Withheld, language)),
        layout,
        title,
        has_synthetic: site.exhibits.iter().any(|exhibit| exhibit.dataset.about.synthetic),
        has_withheld: site
            .exhibits
            .iter()
            .any(|exhibit| exhibit.newest.tables.iter().any(|table| table.withheld.is_some())),
        licence: Link {
            label: Text::own(info.licence.label(language)),
            href: Some(crate::catalog::vocabulary::licence_deed(info.licence).0.to_owned()),
            current: false,
        },
    })
}

/// The page that a host shows for an address that does not exist, in every language.
#[derive(Serialize)]
pub(super) struct NotFoundPage {
    layout: Layout,
    title: String,
    text: String,
    others: Vec<NotFoundText>,
}

#[derive(Serialize)]
struct NotFoundText {
    lang: &'static str,
    title: String,
    text: String,
    link: String,
    href: String,
}

/// The page for an address that does not exist. It is shown at any depth, so its links start at
/// the host's root.
pub(super) fn not_found(site: &Site<'_>) -> Result<NotFoundPage, SiteError> {
    let first = site.addresses.first_language();
    let strings = site.templates.strings(first);
    let root = site.addresses.root_on_host();
    let title = strings.say("not-found-title")?;
    let text = strings.say("not-found-text")?;
    let others = site.catalog.info.languages.iter().filter(|language| **language != first);
    let others = others
        .map(|language| {
            let strings = site.templates.strings(*language);
            Ok(NotFoundText {
                lang: language.tag(),
                title: strings.say("not-found-title")?,
                text: strings.say("not-found-text")?,
                link: strings.say("nav-catalogue")?,
                href: format!("{root}{}", site.addresses.path(Spot::Catalogue, *language)),
            })
        })
        .collect::<Result<_, SiteError>>()?;
    Ok(NotFoundPage { layout: Layout::at(site, first, root, &title, &text)?, title, text, others })
}

/// The page at `/was/` that leads on to the accessibility statement.
#[derive(Serialize)]
pub(super) struct StatementRedirect {
    layout: Layout,
    url: Option<String>,
}

/// The page at `/was/`, where Danish law wants the accessibility statement to be found.
pub(super) fn statement_redirect(site: &Site<'_>) -> Result<StatementRedirect, SiteError> {
    let first = site.addresses.first_language();
    let title = site.templates.strings(first).say("footer-statement")?;
    let statement = site.catalog.info.accessibility_statement.as_deref();
    Ok(StatementRedirect {
        layout: Layout::at(site, first, "../", &title, &title)?,
        url: statement.and_then(addresses::web_address).map(str::to_owned),
    })
}

/// What a robot is told.
#[derive(Serialize)]
pub(super) struct Robots {
    sitemap: String,
}

/// `robots.txt`.
pub(super) fn robots(site: &Site<'_>) -> Robots {
    Robots { sitemap: site.addresses.url("sitemap.xml") }
}

/// All pages that exist in each language.
#[derive(Serialize)]
pub(super) struct Sitemap {
    pages: Vec<SitemapEntry>,
}

#[derive(Serialize)]
struct SitemapEntry {
    url: String,
    changed: Option<String>,
    alternates: Vec<SitemapAlternate>,
}

#[derive(Serialize)]
struct SitemapAlternate {
    lang: &'static str,
    url: String,
}

/// `sitemap.xml`. A dataset's page changes with its edition; of the others no day is known.
pub(super) fn sitemap(site: &Site<'_>) -> Sitemap {
    let entry = |spot: Spot<'_>, language: Language, changed: Option<String>| SitemapEntry {
        url: site.addresses.url(&site.addresses.path(spot, language)),
        changed,
        alternates: site
            .catalog
            .info
            .languages
            .iter()
            .map(|other| SitemapAlternate {
                lang: other.tag(),
                url: site.addresses.url(&site.addresses.path(spot, *other)),
            })
            .collect(),
    };
    let pages = site.sheets().into_iter().filter_map(|sheet| match sheet {
        Sheet::Catalogue(language) => Some(entry(Spot::Catalogue, language, None)),
        Sheet::About(language) => Some(entry(Spot::About, language, None)),
        Sheet::Withheld(language) => Some(entry(Spot::Withheld, language, None)),
        Sheet::Accessibility(language) => Some(entry(Spot::Accessibility, language, None)),
        Sheet::Api(language) => Some(entry(Spot::Api, language, None)),
        Sheet::Dataset(language, index) => {
            let exhibit = site.exhibits.get(index)?;
            let changed = exhibit.newest.name.date.to_string();
            Some(entry(Spot::Dataset(exhibit.dataset.id.as_str()), language, Some(changed)))
        }
        Sheet::List(language, list, page) => {
            Some(entry(Spot::List(site.lists.name(list), page), language, None))
        }
        Sheet::Editions(language, index) => {
            let exhibit = site.exhibits.get(index)?;
            let changed = exhibit.newest.name.date.to_string();
            Some(entry(Spot::Editions(exhibit.dataset.id.as_str()), language, Some(changed)))
        }
        Sheet::Codelists(language) => Some(entry(Spot::Codelists, language, None)),
        Sheet::Codelist(language, index) => {
            Some(entry(Spot::Codelist(site.codelist(index).0), language, None))
        }
        Sheet::Codes(language) => Some(entry(Spot::Codes, language, None)),
        Sheet::Code(language, nth) => Some(entry(Spot::Code(site.by_code().code(nth)), language, None)),
        Sheet::Text(language, name) => Some(entry(name.spot(), language, None)),
        Sheet::Explorer(language, index, table) => {
            let exhibit = site.exhibits.get(index)?;
            let table = exhibit.newest.tables.get(table)?;
            let changed = exhibit.newest.name.date.to_string();
            Some(entry(Spot::Explorer(exhibit.dataset.id.as_str(), &table.name), language, Some(changed)))
        }
        Sheet::Search(..)
        | Sheet::Embed(..)
        | Sheet::NotFound
        | Sheet::StatementRedirect
        | Sheet::Robots
        | Sheet::Sitemap => None,
    });
    Sitemap { pages: pages.collect() }
}
