//! What every page has: head, header, way back, footer.

use serde::Serialize;

use super::addresses::{self, Addresses, Spot};
use super::look::{self, LogoView};
use super::{Site, SiteError, locale};
use crate::catalog::{Language, Localised};
use crate::metadata::{atom, opensearch};

/// A text, and the language it is in if that is not the page's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) lang: Option<&'static str>,
}

impl Text {
    /// The text in this language, or a fallback marked as one.
    pub(super) fn of(text: &Localised, language: Language) -> Text {
        let (text, found) = text.get(language);
        Text { text: text.to_owned(), lang: (found != language).then(|| found.tag()) }
    }

    /// A text in the page's own language.
    pub(super) fn own(text: impl Into<String>) -> Text {
        Text { text: text.into(), lang: None }
    }
}

/// A link, or a text where there is nothing safe to link to.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Link {
    pub(super) label: Text,
    pub(super) href: Option<String>,
    pub(super) current: bool,
}

/// The same page in a language.
#[derive(Clone, Debug, Serialize)]
struct Alternate {
    lang: &'static str,
    name: &'static str,
    href: String,
    url: String,
    current: bool,
}

/// What every page has.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Layout {
    lang: &'static str,
    title: String,
    document_title: String,
    description: String,
    canonical: String,
    is_indexed: bool,
    root: String,
    home: String,
    site_title: Text,
    notice: Option<Text>,
    alternates: Vec<Alternate>,
    nav: Vec<Link>,
    crumbs: Vec<Link>,
    publisher: Link,
    contact: Link,
    statement: Option<Link>,
    api: Link,
    feed: String,
    search: String,
    more: Vec<Link>,
    logo: Option<LogoView>,
}

impl Layout {
    /// The layout of a page that exists in each language.
    pub(super) fn new(
        site: &Site<'_>,
        spot: Spot<'_>,
        language: Language,
        title: &str,
        description: &str,
    ) -> Result<Layout, SiteError> {
        let path = site.addresses.path(spot, language);
        let root = Addresses::to_root(&path);
        let mut layout = Layout::at(site, language, &root, title, description)?;
        layout.canonical = site.addresses.url(&path);
        layout.is_indexed = true;
        for link in &mut layout.nav {
            link.current = link.href.as_deref() == Some(&format!("{root}{path}"));
        }
        for &other in &site.catalog.info.languages {
            let other_path = site.addresses.path(spot, other);
            layout.alternates.push(Alternate {
                lang: other.tag(),
                name: locale::own_name(other),
                href: format!("{root}{other_path}"),
                url: site.addresses.url(&other_path),
                current: other == language,
            });
        }
        if spot != Spot::Catalogue {
            let strings = site.templates.strings(language);
            layout.crumbs.push(Link {
                label: Text::own(strings.say("nav-catalogue")?),
                href: Some(layout.home.clone()),
                current: false,
            });
            layout.crumbs.push(Link { label: Text::own(title), href: None, current: true });
        }
        Ok(layout)
    }

    /// The layout of a page outside the tree of languages, whose links begin with `root`.
    pub(super) fn at(
        site: &Site<'_>,
        language: Language,
        root: &str,
        title: &str,
        description: &str,
    ) -> Result<Layout, SiteError> {
        let info = &site.catalog.info;
        let strings = site.templates.strings(language);
        let link = |key: &str, spot: Spot<'_>| -> Result<Link, SiteError> {
            Ok(Link {
                label: Text::own(strings.say(key)?),
                href: Some(format!("{root}{}", site.addresses.path(spot, language))),
                current: false,
            })
        };
        let statement = match info.accessibility_statement.as_deref().and_then(addresses::web_address) {
            Some(url) => Some(Link {
                label: Text::own(strings.say("footer-statement")?),
                href: Some(url.to_owned()),
                current: false,
            }),
            None => None,
        };
        let site_title = Text::of(&info.title, language);
        let by_code = info.pages.as_ref().map(|pages| Link {
            label: Text::of(&pages.title, language),
            href: Some(format!("{root}{}", site.addresses.path(Spot::Codes, language))),
            current: false,
        });
        let mut nav = vec![link("nav-catalogue", Spot::Catalogue)?];
        nav.extend(by_code);
        nav.extend([
            link("nav-codelists", Spot::Codelists)?,
            link("nav-withheld", Spot::Withheld)?,
            link("nav-about", Spot::About)?,
        ]);
        Ok(Layout {
            lang: language.tag(),
            title: title.to_owned(),
            document_title: document_title(title, &site_title.text),
            description: description.to_owned(),
            canonical: String::new(),
            is_indexed: false,
            root: root.to_owned(),
            home: format!("{root}{}", site.addresses.path(Spot::Catalogue, language)),
            notice: info.notice.as_ref().map(|notice| Text::of(notice, language)),
            alternates: Vec::new(),
            nav,
            logo: look::logo(&info.look, root),
            more: vec![
                link("shield-title", Spot::Shield)?,
                link("quality-title", Spot::Quality)?,
                link("fetch-title", Spot::Fetch)?,
                link("glossary-title", Spot::Glossary)?,
                link("privacy-title", Spot::Privacy)?,
                link("nav-accessibility", Spot::Accessibility)?,
                link("request-title", Spot::Request)?,
            ],
            crumbs: Vec::new(),
            publisher: Link {
                label: Text::of(&info.publisher.name, language),
                href: addresses::web_address(&info.publisher.url).map(str::to_owned),
                current: false,
            },
            contact: Link {
                label: Text::of(&info.contact.name, language),
                href: Some(addresses::mail_address(&info.contact.email, &site_title.text)),
                current: false,
            },
            statement,
            api: link("api-title", Spot::Api)?,
            feed: format!("{root}{}", atom::path(&info.languages, language, None)),
            search: format!("{root}{}", opensearch::path(&info.languages, language)),
            site_title,
        })
    }

    /// The address of another page, seen from this one.
    pub(super) fn to(&self, site: &Site<'_>, spot: Spot<'_>, language: Language) -> String {
        format!("{}{}", self.root, site.addresses.path(spot, language))
    }

    /// The same layout with this page between the front page and the page itself.
    pub(super) fn below(mut self, label: Text, href: String) -> Layout {
        self.put_before_last(Link { label, href: Some(href), current: false });
        self
    }

    /// Who answers questions about the catalogue.
    pub(super) fn contact(&self) -> &Link {
        &self.contact
    }

    /// Adds a step to the way back, above this page.
    pub(super) fn put_before_last(&mut self, step: Link) {
        self.crumbs.insert(self.crumbs.len().saturating_sub(1), step);
    }

    /// The way from this page to the root.
    pub(super) fn root(&self) -> &str {
        &self.root
    }
}

/// The title of a browser tab: the page and the site, or the page alone where both are too long to
/// be shown.
fn document_title(page: &str, site: &str) -> String {
    let both = format!("{page} – {site}");
    if page == site || both.chars().count() > 70 { page.to_owned() } else { both }
}
