//! Pages that say the same whatever the datasets are, and the files that only machines read.

use serde::Serialize;

use super::addresses::{self, Spot};
use super::layout::{Layout, Link, Text};
use super::{Site, SiteError};
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
