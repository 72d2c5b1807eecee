//! Atom feeds (RFC 4287): what is new in the catalogue, and in each dataset, in each language.
//!
//! An edition is an entry, dated by its day; no clock is read, and an entry never changes once it is
//! out, unless a steward rewords its reason. It is told from the edition's files alone, since that is
//! all that is known of an edition when a newer one has come.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use jiff::civil::Date;

use super::dcat::Catalogue;
use super::dcat::model::{Agent, DatasetEdition, Name, Series};
use super::wording::words;
use super::xml::{self, Document};
use super::{File, language_folder};
use crate::catalog::vocabulary::licence_deed;
use crate::catalog::{Language, Localised};
use crate::digest::Sha256;
use crate::release::Format;

/// The media type of a feed.
pub const MEDIA_TYPE: &str = "application/atom+xml";

const NAMESPACE: &str = "http://www.w3.org/2005/Atom";

/// The most entries of the catalogue's own feed; a dataset's feed has all of its editions.
const MOST_ENTRIES: usize = 100;

/// The most tables that an entry names in a sentence.
const MOST_TABLES: usize = 5;

/// The feed of the catalogue in each language. A feed without an entry is not written.
pub(super) fn feeds<'a>(catalogue: &Catalogue<'_>) -> Vec<File<'a>> {
    // Only the datasets whose editions the feed has are described.
    let mut newest: Vec<(usize, usize, Date)> = Vec::new();
    for (at, (_, editions)) in catalogue.datasets().enumerate() {
        let from_newest = editions.iter().enumerate().rev();
        newest.extend(from_newest.map(|(number, edition)| (at, number, edition.name.date)));
    }
    newest.sort_by_key(|(_, _, issued)| Reverse(*issued));
    newest.truncate(MOST_ENTRIES);
    let wanted: BTreeSet<usize> = newest.iter().map(|(at, _, _)| *at).collect();
    let described = catalogue.datasets().enumerate().filter(|(at, _)| wanted.contains(at));
    let series: BTreeMap<usize, Series> = described
        .map(|(at, (dataset, editions))| (at, Series::new(catalogue.info, dataset, editions)))
        .collect();
    let languages = catalogue.languages.iter();
    let feed = |&language: &Language| {
        let items = newest.iter().filter_map(|(at, number, _)| item(series.get(at)?, *number));
        Feed { catalogue, language, series: None, items: items.collect() }.file()
    };
    languages.filter_map(feed).collect()
}

/// The feed of a dataset in each language. A feed without an entry is not written.
pub(super) fn feeds_of<'a>(catalogue: &Catalogue<'_>, series: &Series) -> Vec<File<'a>> {
    let feed = |&language: &Language| {
        Feed { catalogue, language, series: Some(series), items: items(series) }.file()
    };
    catalogue.languages.iter().filter_map(feed).collect()
}

/// The path of the catalogue's feed, or of a dataset's, below the public folder.
pub fn path(languages: &[Language], language: Language, dataset: Option<&str>) -> String {
    let folder = language_folder(languages, language);
    match dataset {
        Some(dataset) => format!("{folder}datasets/{dataset}/feed.atom"),
        None => format!("{folder}feed.atom"),
    }
}

/// An edition, and the one before.
struct Item<'a> {
    series: &'a Series,
    edition: &'a DatasetEdition,
    before: Option<&'a DatasetEdition>,
}

/// The editions of a dataset, newest first.
fn items(series: &Series) -> Vec<Item<'_>> {
    (0..series.editions.len()).rev().filter_map(|number| item(series, number)).collect()
}

fn item(series: &Series, number: usize) -> Option<Item<'_>> {
    let before = number.checked_sub(1).and_then(|before| series.editions.get(before));
    Some(Item { series, edition: series.editions.get(number)?, before })
}

struct Feed<'a> {
    catalogue: &'a Catalogue<'a>,
    language: Language,
    series: Option<&'a Series>,
    items: Vec<Item<'a>>,
}

impl Feed<'_> {
    fn file<'f>(&self) -> Option<File<'f>> {
        let newest = self.items.iter().map(|item| item.edition.issued).max()?;
        let path =
            path(&self.catalogue.languages, self.language, self.series.map(|series| series.id.as_str()));
        let address = format!("{}{path}", self.catalogue.homepage.as_str());
        let attributes = [("xmlns", NAMESPACE), ("xml:lang", self.language.tag())];
        let bytes = xml::document("feed", &attributes, |feed| {
            self.head(feed, &address, newest)?;
            self.items.iter().try_for_each(|item| self.entry(feed, item))
        });
        Some(File::ready(path, bytes))
    }

    fn head(&self, feed: &mut Document, address: &str, newest: Date) -> io::Result<()> {
        let (title, subtitle) = match self.series {
            Some(series) => (&series.about.title, &series.about.description),
            None => (&self.catalogue.title, &self.catalogue.description),
        };
        xml::text(feed, "id", address)?;
        xml::localised(feed, "title", title, self.language)?;
        xml::localised(feed, "subtitle", subtitle, self.language)?;
        xml::text(feed, "updated", &moment(newest))?;
        self.author(feed, &self.catalogue.publisher)?;
        xml::empty(feed, "link", &[("rel", "self"), ("type", MEDIA_TYPE), ("href", address)])?;
        let page = match self.series {
            Some(series) => self.page(series),
            None => format!(
                "{}{}",
                self.catalogue.homepage.as_str(),
                language_folder(&self.catalogue.languages, self.language)
            ),
        };
        xml::empty(feed, "link", &[("rel", "alternate"), ("type", "text/html"), ("href", &page)])?;
        let icon = format!("{}icon.svg", self.catalogue.homepage.as_str());
        xml::text(feed, "icon", &icon)?;
        xml::text(feed, "generator", "udstil")
    }

    fn author(&self, feed: &mut Document, publisher: &Agent) -> io::Result<()> {
        let author = feed.create_element("author");
        author.write_inner_content(|author| {
            match &publisher.name {
                Name::Localised(name) => xml::localised(author, "name", name, self.language)?,
                Name::Plain(name) => xml::text(author, "name", name)?,
            }
            publisher.homepage.iter().try_for_each(|page| xml::text(author, "uri", page.as_str()))
        })?;
        Ok(())
    }

    fn page(&self, series: &Series) -> String {
        let pages: BTreeMap<Language, &str> =
            series.about.pages.iter().map(|(language, page)| (*language, page.as_str())).collect();
        pages.get(&self.language).copied().unwrap_or_default().to_owned()
    }

    fn entry(&self, feed: &mut Document, item: &Item<'_>) -> io::Result<()> {
        let Item { series, edition, .. } = item;
        let entry = feed.create_element("entry");
        entry.write_inner_content(|entry| {
            let page = self.page(series);
            // The same edition in another language is another text, and so another entry.
            xml::text(entry, "id", &format!("{page}#edition-{}", edition.version))?;
            xml::localised(entry, "title", &edition.title, self.language)?;
            xml::text(entry, "published", &moment(edition.issued))?;
            xml::text(entry, "updated", &moment(edition.issued))?;
            xml::localised(entry, "summary", &summary(item), self.language)?;
            xml::text(entry, "rights", &rights(series, self.language))?;
            for theme in &series.about.themes {
                let scheme = theme.uri.strip_suffix(theme.code).unwrap_or(theme.uri);
                let label = theme.label(self.language);
                xml::empty(entry, "category", &[("term", theme.code), ("scheme", scheme), ("label", label)])?;
            }
            xml::empty(entry, "link", &[("rel", "alternate"), ("type", "text/html"), ("href", &page)])?;
            for file in &edition.distributions {
                let length = file.bytes.to_string();
                xml::empty(
                    entry,
                    "link",
                    &[
                        ("rel", "enclosure"),
                        ("type", file.format.media_type()),
                        ("length", &length),
                        ("href", file.download.as_str()),
                    ],
                )?;
            }
            Ok(())
        })?;
        Ok(())
    }
}

fn rights(series: &Series, language: Language) -> String {
    let licence = series.about.licence;
    format!("{}, {}", licence.label(language), licence_deed(licence).0)
}

/// The beginning of a day: an edition has a day and no hour.
fn moment(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

/// What an edition is to the one before it, why, and which tables differ.
fn summary(item: &Item<'_>) -> Localised {
    let changes = Changes::between(item.before, item.edition);
    let texts = item.edition.version_notes.iter().map(|(language, notes)| {
        let mut text = notes.to_owned();
        for sentence in changes.sentences(language) {
            text.push(' ');
            text.push_str(&sentence);
        }
        (language, text)
    });
    Localised::new(texts)
}

/// The tables in which an edition differs from the one before, by the names of their CSV files.
struct Changes<'a> {
    added: Vec<&'a str>,
    changed: Vec<&'a str>,
    dropped: Vec<&'a str>,
}

impl<'a> Changes<'a> {
    fn between(before: Option<&'a DatasetEdition>, edition: &'a DatasetEdition) -> Changes<'a> {
        let old = before.map(tables).unwrap_or_default();
        let new = tables(edition);
        let names = |all: &BTreeMap<&'a str, Sha256>, wanted: &dyn Fn(&str, &Sha256) -> bool| {
            all.iter().filter(|(name, digest)| wanted(name, digest)).map(|(name, _)| *name).collect()
        };
        Changes {
            added: names(&new, &|name, _| !old.contains_key(name)),
            changed: names(&new, &|name, digest| old.get(name).is_some_and(|other| other != digest)),
            dropped: names(&old, &|name, _| !new.contains_key(name)),
        }
    }

    fn sentences(&self, language: Language) -> Vec<String> {
        let words = words(language);
        [
            (words.tables_changed, &self.changed),
            (words.tables_added, &self.added),
            (words.tables_dropped, &self.dropped),
        ]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(heading, names)| {
            let shown = names[..names.len().min(MOST_TABLES)].join(", ");
            match names.len().saturating_sub(MOST_TABLES) {
                0 => format!("{heading}: {shown}."),
                more => format!("{heading}: {shown} (+{more})."),
            }
        })
        .collect()
    }
}

/// The CSV files of an edition, by name: every table has one.
fn tables(edition: &DatasetEdition) -> BTreeMap<&str, Sha256> {
    let files = edition.distributions.iter().filter(|file| file.format == Format::Csv);
    files.map(|file| (file.download.as_str().rsplit('/').next().unwrap_or_default(), file.sha256)).collect()
}
