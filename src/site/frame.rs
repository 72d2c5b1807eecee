//! What all pages of a language have that lie equally deep: links in the head, header, footer. It is made
//! once for all of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::Value;
use minijinja::value::Serde;
use serde::{Serialize, Serializer};

use super::addresses::{self, Spot};
use super::layout::{Link, Text};
use super::look::{self, LogoView};
use super::{Site, SiteError};
use crate::catalog::Language;
use crate::metadata::{atom, opensearch};

/// The frames that were needed so far.
#[derive(Default)]
pub(super) struct Frames(Mutex<BTreeMap<Key, Arc<Frame>>>);

/// The language, the way to the root, and which entry of the navigation is the page itself.
type Key = (Language, String, Option<usize>);

/// What pages share.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) site_title: String,
    pub(super) home: String,
    pub(super) contact: Link,
    nav: Vec<Link>,
    /// [`Shown`] as templates read it.
    value: Value,
}

/// What pages show of their frame.
#[derive(Serialize)]
struct Shown<'a> {
    home: &'a str,
    notice: Option<Text>,
    publisher: &'a Link,
    contact: &'a Link,
    search: &'a str,
    links: Value,
    header: Value,
    footer: Value,
}

/// What the parts of a frame are made from.
#[derive(Serialize)]
struct Parts {
    root: String,
    home: String,
    site_title: Text,
    nav: Vec<Link>,
    publisher: Link,
    contact: Link,
    statement: Option<Link>,
    api: Link,
    feed: String,
    search: String,
    more: Vec<Link>,
    logo: Option<LogoView>,
}

/// Hands a frame to a template as it is.
pub(super) fn as_value<S: Serializer>(frame: &Frame, serializer: S) -> Result<S::Ok, S::Error> {
    frame.value.serialize(serializer)
}

impl Frames {
    /// The frame of pages in a language from which `root` leads to the root.
    pub(super) fn of(
        &self,
        site: &Site<'_>,
        language: Language,
        root: &str,
        current: Option<usize>,
    ) -> Result<Arc<Frame>, SiteError> {
        let mut frames = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (language, root.to_owned(), current);
        if let Some(frame) = frames.get(&key) {
            return Ok(Arc::clone(frame));
        }
        let frame = Arc::new(Frame::new(site, language, root, current)?);
        frames.insert(key, Arc::clone(&frame));
        Ok(frame)
    }
}

impl Frame {
    fn new(
        site: &Site<'_>,
        language: Language,
        root: &str,
        current: Option<usize>,
    ) -> Result<Frame, SiteError> {
        let mut parts = parts(site, language, root)?;
        if let Some(link) = current.and_then(|current| parts.nav.get_mut(current)) {
            link.current = true;
        }
        let part = |template: &str| -> Result<Value, SiteError> {
            let text = site.templates.render(template, language, &parts)?;
            Ok(Value::from_safe_string(text.trim_end().to_owned()))
        };
        let notice = site.catalog.info.notice.as_ref();
        let shown = Shown {
            home: &parts.home,
            notice: notice.map(|notice| Text::of(notice, language)),
            publisher: &parts.publisher,
            contact: &parts.contact,
            search: &parts.search,
            links: part("frame-links.html")?,
            header: part("frame-header.html")?,
            footer: part("frame-footer.html")?,
        };
        let value = Value::from(Serde(&shown));
        let Parts { site_title, home, contact, nav, .. } = parts;
        Ok(Frame { site_title: site_title.text, home, contact, nav, value })
    }

    /// The place in the navigation of the entry that leads to an address.
    pub(super) fn place_of(&self, href: &str) -> Option<usize> {
        self.nav.iter().position(|link| link.href.as_deref() == Some(href))
    }
}

fn parts(site: &Site<'_>, language: Language, root: &str) -> Result<Parts, SiteError> {
    let info = &site.catalog.info;
    let strings = site.templates.strings(language);
    let address = |spot: Spot<'_>| format!("{root}{}", site.addresses.path(spot, language));
    let to = |label: Text, href: Option<String>| Link { label, href, current: false };
    let link = |key: &str, spot: Spot<'_>| -> Result<Link, SiteError> {
        Ok(to(Text::own(strings.say(key)?), Some(address(spot))))
    };
    let statement = match info.accessibility_statement.as_deref().and_then(addresses::web_address) {
        Some(url) => Some(to(Text::own(strings.say("footer-statement")?), Some(url.to_owned()))),
        None => None,
    };
    let mut nav = vec![link("nav-catalogue", Spot::Catalogue)?];
    let by_code = info.pages.as_ref();
    nav.extend(by_code.map(|pages| to(Text::of(&pages.title, language), Some(address(Spot::Codes)))));
    nav.extend([
        link("nav-codelists", Spot::Codelists)?,
        link("nav-withheld", Spot::Withheld)?,
        link("nav-about", Spot::About)?,
    ]);
    let site_title = Text::of(&info.title, language);
    let mail = addresses::mail_address(&info.contact.email, &site_title.text);
    let publisher_page = addresses::web_address(&info.publisher.url).map(str::to_owned);
    Ok(Parts {
        root: root.to_owned(),
        home: address(Spot::Catalogue),
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
        publisher: to(Text::of(&info.publisher.name, language), publisher_page),
        contact: to(Text::of(&info.contact.name, language), Some(mail)),
        statement,
        api: link("api-title", Spot::Api)?,
        feed: format!("{root}{}", atom::path(&info.languages, language, None)),
        search: format!("{root}{}", opensearch::path(&info.languages, language)),
        site_title,
    })
}
