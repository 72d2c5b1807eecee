//! What every page has of its own: title, addresses in each language, the way back. What it shares with
//! others is its frame.

use std::sync::Arc;

use serde::Serialize;

use super::addresses::{Addresses, Spot};
use super::frame::{Frame, as_value};
use super::{Site, SiteError, locale};
use crate::catalog::{Language, Localised};

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
    alternates: Vec<Alternate>,
    crumbs: Vec<Link>,
    #[serde(serialize_with = "as_value")]
    frame: Arc<Frame>,
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
        if let Some(current) = layout.frame.place_of(&format!("{root}{path}")) {
            layout.frame = site.frames.of(site, language, &root, Some(current))?;
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
                href: Some(layout.frame.home.clone()),
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
        let frame = site.frames.of(site, language, root, None)?;
        Ok(Layout {
            lang: language.tag(),
            title: title.to_owned(),
            document_title: document_title(title, &frame.site_title),
            description: description.to_owned(),
            canonical: String::new(),
            is_indexed: false,
            root: root.to_owned(),
            alternates: Vec::new(),
            crumbs: Vec::new(),
            frame,
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
        &self.frame.contact
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
