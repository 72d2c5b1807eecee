//! Pages of text: quality, protection, download and verify, writing to us, privacy, glossary.
//!
//! Their words are all in the strings; here is which of them make a page, in which order, and what
//! is put in from the catalogue.

use serde::Serialize;

use super::addresses::{self, Spot};
use super::layout::{Layout, Link, Text};
use super::strings::Strings;
use super::{Exhibit, Site, SiteError, locale, table};
use crate::catalog::{Language, Publication};
use crate::release::RecordCount;

/// Which page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Quality,
    Shield,
    Fetch,
    Request,
    Privacy,
    Glossary,
}

impl Name {
    pub(super) const ALL: [Name; 6] =
        [Name::Quality, Name::Shield, Name::Fetch, Name::Request, Name::Privacy, Name::Glossary];

    pub(super) fn spot(self) -> Spot<'static> {
        match self {
            Name::Quality => Spot::Quality,
            Name::Shield => Spot::Shield,
            Name::Fetch => Spot::Fetch,
            Name::Request => Spot::Request,
            Name::Privacy => Spot::Privacy,
            Name::Glossary => Spot::Glossary,
        }
    }

    /// The keys of its title and of what it says in one sentence.
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Name::Quality => ("quality-title", "quality-lead"),
            Name::Shield => ("shield-title", "shield-lead"),
            Name::Fetch => ("fetch-title", "fetch-lead"),
            Name::Request => ("request-title", "request-lead"),
            Name::Privacy => ("privacy-title", "privacy-lead"),
            Name::Glossary => ("glossary-title", "glossary-lead"),
        }
    }
}

/// A page of text.
#[derive(Serialize)]
pub(super) struct TextPage {
    layout: Layout,
    title: String,
    lead: String,
    parts: Vec<Part>,
}

/// A part of a page.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Part {
    Heading { text: String },
    Text { text: String, links: Vec<Link> },
    List { items: Vec<String> },
    Terms { terms: Vec<Term> },
    Command { system: &'static str, line: &'static str },
    Table { caption: String, label: String, columns: Vec<String>, rows: Vec<Row> },
}

#[derive(Serialize)]
struct Term {
    word: String,
    meaning: String,
}

/// A row about a dataset.
#[derive(Serialize)]
struct Row {
    head: Link,
    cells: Vec<String>,
}

/// A page of text, in a language.
pub(super) fn page(site: &Site<'_>, name: Name, language: Language) -> Result<TextPage, SiteError> {
    let strings = site.templates.strings(language);
    let (title, lead) = name.keys();
    let (title, lead) = (strings.say(title)?, strings.say(lead)?);
    let layout = Layout::new(site, name.spot(), language, &title, &lead)?;
    let mut writer = Writer { site, strings, layout: &layout, parts: Vec::new() };
    match name {
        Name::Quality => writer.quality()?,
        Name::Shield => writer.shield()?,
        Name::Fetch => writer.fetch()?,
        Name::Request => writer.request()?,
        Name::Privacy => writer.privacy()?,
        Name::Glossary => writer.glossary()?,
    }
    let parts = writer.parts;
    Ok(TextPage { layout, title, lead, parts })
}

struct Writer<'a> {
    site: &'a Site<'a>,
    strings: &'a Strings,
    layout: &'a Layout,
    parts: Vec<Part>,
}

/// Tables on datasets hold no more rows than this; the page of each dataset says the same.
const MAX_ROWS: usize = 200;

impl Writer<'_> {
    fn quality(&mut self) -> Result<(), SiteError> {
        self.heading("quality-checked-title")?;
        self.list(&["quality-checked-1", "quality-checked-2", "quality-checked-3", "quality-checked-4"])?;
        self.heading("quality-not-title")?;
        self.list(&["quality-not-1", "quality-not-2"])?;
        self.text("quality-limits", vec![])?;
        let columns =
            ["quality-dataset", "fact-edition", "quality-read", "quality-withheld", "quality-limits-count"];
        self.table("quality-table-caption", "quality-table-scroll", &columns, |writer, exhibit| {
            let language = writer.strings.language();
            let edition = exhibit.newest;
            let records = match edition.records_checked {
                RecordCount::Exact(records) => locale::count(records, language),
                RecordCount::Between(at_least, below) => {
                    format!("{}–{}", locale::count(at_least, language), locale::count(below - 1, language))
                }
                RecordCount::Withheld => writer.strings.say("quality-read-secret")?,
            };
            let limits = exhibit.dataset.about.limitations.len() as u64;
            Ok(vec![
                edition.name.to_string(),
                records,
                withheld_share(exhibit, language),
                locale::count(limits, language),
            ])
        })
    }

    fn shield(&mut self) -> Result<(), SiteError> {
        self.heading("shield-steps-title")?;
        self.list(&["shield-step-1", "shield-step-2", "shield-step-3", "shield-step-4", "shield-step-5"])?;
        self.heading("shield-who-title")?;
        self.text("shield-who", vec![])?;
        self.heading("shield-limits-title")?;
        self.text("shield-limits", vec![self.link("shield-more", Spot::Withheld)?])?;
        let columns = ["quality-dataset", "shield-count", "shield-contributors", "quality-withheld"];
        self.table("shield-table-caption", "shield-table-scroll", &columns, |writer, exhibit| {
            let language = writer.strings.language();
            let Publication::Tables(tables) = &exhibit.dataset.policy.publication else {
                let public = writer.strings.say("shield-public")?;
                return Ok(vec![public, "–".into(), "–".into()]);
            };
            let least = |wanted: &dyn Fn(&crate::catalog::TablePolicy) -> u64| {
                tables.iter().map(wanted).min().map_or_else(String::new, |n| locale::count(n, language))
            };
            Ok(vec![
                least(&|table| table.min_count),
                least(&|table| table.min_contributors.at_least),
                withheld_share(exhibit, language),
            ])
        })
    }

    fn fetch(&mut self) -> Result<(), SiteError> {
        self.heading("fetch-choose-title")?;
        self.list(&["fetch-choose-1", "fetch-choose-2", "fetch-choose-3"])?;
        self.heading("fetch-blank-title")?;
        self.text("fetch-blank", vec![self.link("shield-more", Spot::Withheld)?])?;
        self.heading("fetch-address-title")?;
        self.text("fetch-address", vec![])?;
        self.heading("fetch-verify-title")?;
        self.text("fetch-verify", vec![])?;
        self.parts.extend([
            Part::Command { system: "Linux", line: "sha256sum --check --ignore-missing SHA256SUMS" },
            Part::Command { system: "macOS", line: "shasum -a 256 --check --ignore-missing SHA256SUMS" },
        ]);
        self.text("fetch-verify-windows", vec![])?;
        self.parts.push(Part::Command {
            system: "Windows (PowerShell)",
            line: "(Get-FileHash FILE -Algorithm SHA256).Hash.ToLower()",
        });
        let sums = Link {
            label: Text::own(self.site.addresses.url("SHA256SUMS")),
            href: Some(self.site.addresses.url("SHA256SUMS")),
            current: false,
        };
        self.text("fetch-whole", vec![sums])?;
        self.heading("fetch-wrong-title")?;
        self.text("fetch-wrong", vec![self.link("request-title", Spot::Request)?])
    }

    fn request(&mut self) -> Result<(), SiteError> {
        self.heading("request-error-title")?;
        self.text("request-error", self.letters("request-error-subject", "request-error-body")?)?;
        self.heading("request-data-title")?;
        self.text("request-data", self.letters("request-data-subject", "request-data-body")?)?;
        self.heading("request-use-title")?;
        self.text("request-use", self.letters("request-use-subject", "request-use-body")?)?;
        if self.site.catalog.info.issues.is_some() {
            self.text("request-public-note", vec![])?;
        }
        self.heading("request-secret-title")?;
        self.text("request-secret", vec![self.link("shield-title", Spot::Shield)?])
    }

    fn privacy(&mut self) -> Result<(), SiteError> {
        self.heading("privacy-browser-title")?;
        self.text("privacy-browser", vec![])?;
        self.heading("privacy-others-title")?;
        self.text("privacy-others", vec![])?;
        self.heading("privacy-server-title")?;
        self.text("privacy-server", vec![self.layout.contact().clone()])?;
        self.heading("privacy-mail-title")?;
        self.text("privacy-mail", vec![])?;
        self.heading("privacy-data-title")?;
        self.text("privacy-data", vec![self.link("shield-title", Spot::Shield)?])
    }

    /// The words in the order of the language's alphabet.
    fn glossary(&mut self) -> Result<(), SiteError> {
        let keys = [
            ("glossary-code", "glossary-code-text"),
            ("glossary-codelist", "glossary-codelist-text"),
            ("glossary-csv", "glossary-csv-text"),
            ("glossary-dataset", "glossary-dataset-text"),
            ("glossary-edition", "glossary-edition-text"),
            ("glossary-licence", "glossary-licence-text"),
            ("glossary-metadata", "glossary-metadata-text"),
            ("glossary-parquet", "glossary-parquet-text"),
            ("glossary-record", "glossary-record-text"),
            ("glossary-register", "glossary-register-text"),
            ("glossary-row", "glossary-row-text"),
            ("glossary-sha", "glossary-sha-text"),
            ("glossary-status", "glossary-status-text"),
            ("glossary-synthetic", "glossary-synthetic-text"),
            ("glossary-withheld", "glossary-withheld-text"),
        ];
        let mut terms = Vec::with_capacity(keys.len());
        for (word, meaning) in keys {
            terms.push(Term { word: self.strings.say(word)?, meaning: self.strings.say(meaning)? });
        }
        terms.sort_by_cached_key(|term| locale::sort_key(&term.word, self.strings.language()));
        self.parts.push(Part::Terms { terms });
        Ok(())
    }

    fn heading(&mut self, key: &str) -> Result<(), SiteError> {
        self.parts.push(Part::Heading { text: self.strings.say(key)? });
        Ok(())
    }

    fn text(&mut self, key: &str, links: Vec<Link>) -> Result<(), SiteError> {
        self.parts.push(Part::Text { text: self.strings.say(key)?, links });
        Ok(())
    }

    fn list(&mut self, keys: &[&str]) -> Result<(), SiteError> {
        let items = keys.iter().map(|key| self.strings.say(key)).collect::<Result<_, _>>()?;
        self.parts.push(Part::List { items });
        Ok(())
    }

    fn link(&self, key: &str, spot: Spot<'_>) -> Result<Link, SiteError> {
        Ok(Link {
            label: Text::own(self.strings.say(key)?),
            href: Some(self.layout.to(self.site, spot, self.strings.language())),
            current: false,
        })
    }

    /// An e-mail with subject and text filled in, and an issue where they are opened in public.
    fn letters(&self, subject: &str, body: &str) -> Result<Vec<Link>, SiteError> {
        let info = &self.site.catalog.info;
        let (subject, body) = (self.strings.say(subject)?, self.strings.say(body)?);
        let mut links = vec![Link {
            label: Text::own(self.strings.say("request-mail")?),
            href: Some(addresses::letter_address(&info.contact.email, &subject, &body)),
            current: false,
        }];
        if let Some(issues) = info.issues.as_deref().and_then(addresses::web_address) {
            links.push(Link {
                label: Text::own(self.strings.say("request-issue")?),
                href: Some(addresses::issue_address(issues, &subject, &body)),
                current: false,
            });
        }
        Ok(links)
    }

    /// A table with a row for each dataset, by title.
    fn table(
        &mut self,
        caption: &str,
        label: &str,
        columns: &[&str],
        cells: impl Fn(&Self, &Exhibit<'_>) -> Result<Vec<String>, SiteError>,
    ) -> Result<(), SiteError> {
        let language = self.strings.language();
        let mut rows = Vec::new();
        for index in self.site.lists.in_order(language).take(MAX_ROWS) {
            let exhibit = &self.site.exhibits[index];
            let id = exhibit.dataset.id.as_str();
            rows.push(Row {
                head: Link {
                    label: Text::of(&exhibit.dataset.about.title, language),
                    href: Some(self.layout.to(self.site, Spot::Dataset(id), language)),
                    current: false,
                },
                cells: cells(self, exhibit)?,
            });
        }
        self.parts.push(Part::Table {
            caption: self.strings.say(caption)?,
            label: self.strings.say(label)?,
            columns: columns.iter().map(|key| self.strings.say(key)).collect::<Result<_, _>>()?,
            rows,
        });
        Ok(())
    }
}

/// The share of a dataset's rows that have withheld figures.
fn withheld_share(exhibit: &Exhibit<'_>, language: Language) -> String {
    table::withheld_share(exhibit.newest, language).unwrap_or_else(|| locale::percent(0, 1, language))
}
