//! The catalogue's pages, from the catalogue and the manifests of its editions.
//!
//! This room sees configuration and manifests, never a row of a source, and it writes no file: it
//! hands out pages one at a time, so that ten thousand datasets need no more memory than one. A page
//! is a function of its one page struct; templates loop and choose, and compute nothing.

mod addresses;
mod catalogue;
mod citation;
mod columns;
mod dataset;
mod describe;
mod dictionary;
mod explorer;
mod layout;
mod locale;
mod markdown;
mod plain;
mod preview;
mod protection;
mod search;
mod strings;
mod table;
mod templates;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use crate::catalog::{Catalog, Dataset, DatasetId, Language};
use crate::release::Edition;
use addresses::{Addresses, Spot};
pub use markdown::check_documentation;
pub use templates::Templates;

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its path below `public/`, with `/` between its parts.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A page could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A file that replaces a template exists but cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A template is not one, or asks for something that its page does not have.
    #[error("the template {template} cannot be rendered")]
    Template {
        /// The template.
        template: String,
        /// Why not.
        source: minijinja::Error,
    },
    /// A file of UI strings is not Fluent.
    #[error("site-templates/{path} is not a Fluent file: {detail}")]
    Strings {
        /// The file, below `site-templates/`.
        path: String,
        /// The first thing that is wrong with it.
        detail: String,
    },
    /// A UI string is missing, or lacks a variable.
    #[error("the string `{key}` cannot be used in `{language}`: {detail}")]
    Message {
        /// The string's key.
        key: String,
        /// The language.
        language: Language,
        /// What is wrong with it.
        detail: String,
    },
    /// A dataset of the catalogue has no edition, so there is nothing to show.
    #[error("the dataset `{0}` has no edition to show")]
    NoEdition(DatasetId),
}

/// A dataset with its editions, the newest first.
struct Exhibit<'a> {
    dataset: &'a Dataset,
    newest: &'a Edition,
    editions: Vec<&'a Edition>,
}

/// What all pages are made from.
struct Site<'a> {
    catalog: &'a Catalog,
    exhibits: Vec<Exhibit<'a>>,
    templates: &'a Templates,
    addresses: Addresses<'a>,
    /// The search index of the language that was asked for last.
    kept_index: Mutex<Option<(Language, Arc<search::Index>)>>,
}

/// One file of the site that is still to be made.
#[derive(Clone, Copy)]
enum Sheet {
    Catalogue(Language),
    Dataset(Language, usize),
    /// A table of a dataset, to explore.
    Explorer(Language, usize, usize),
    /// The same for the pages of others.
    Embed(Language, usize, usize),
    /// A file that the search reads.
    Search(Language, search::Part),
    About(Language),
    Withheld(Language),
    Accessibility(Language),
    NotFound,
    StatementRedirect,
    Robots,
    Sitemap,
}

/// All files of the site, made one at a time in a fixed order.
///
/// `editions` holds at least one edition of each dataset of the catalogue; the newest one is shown,
/// and all of them are listed.
///
/// # Errors
///
/// Fails if a dataset has no edition. Each page fails on its own if a template does not fit.
pub fn render<'a>(
    catalog: &'a Catalog,
    editions: &'a [Edition],
    templates: &'a Templates,
) -> Result<impl Iterator<Item = Result<Page, SiteError>> + 'a, SiteError> {
    let site = Site {
        catalog,
        exhibits: exhibits(catalog, editions)?,
        templates,
        addresses: Addresses::new(&catalog.info),
        kept_index: Mutex::new(None),
    };
    let assets = templates
        .assets()
        .map(|(name, text)| Ok(Page { path: name.to_owned(), bytes: text.as_bytes().to_vec() }));
    let sheets = site.sheets();
    Ok(assets.chain(sheets.into_iter().map(move |sheet| site.page(sheet))))
}

fn exhibits<'a>(catalog: &'a Catalog, editions: &'a [Edition]) -> Result<Vec<Exhibit<'a>>, SiteError> {
    let mut by_dataset: BTreeMap<&DatasetId, Vec<&Edition>> = BTreeMap::new();
    for edition in editions {
        by_dataset.entry(&edition.dataset).or_default().push(edition);
    }
    let mut exhibits = Vec::with_capacity(catalog.datasets.len());
    for dataset in &catalog.datasets {
        let mut editions = by_dataset.remove(&dataset.id).unwrap_or_default();
        editions.sort_by_key(|edition| Reverse(edition.name));
        let newest = *editions.first().ok_or_else(|| SiteError::NoEdition(dataset.id.clone()))?;
        exhibits.push(Exhibit { dataset, newest, editions });
    }
    Ok(exhibits)
}

impl Site<'_> {
    fn sheets(&self) -> Vec<Sheet> {
        let mut sheets = Vec::new();
        for &language in &self.catalog.info.languages {
            sheets.push(Sheet::Catalogue(language));
            sheets.extend((0..self.exhibits.len()).map(|index| Sheet::Dataset(language, index)));
            for (index, exhibit) in self.exhibits.iter().enumerate() {
                for table in 0..exhibit.newest.tables.len() {
                    sheets.push(Sheet::Explorer(language, index, table));
                    sheets.push(Sheet::Embed(language, index, table));
                }
            }
            let parts = search::Part::all(self.exhibits.len());
            sheets.extend(parts.into_iter().map(|part| Sheet::Search(language, part)));
            sheets.extend([
                Sheet::About(language),
                Sheet::Withheld(language),
                Sheet::Accessibility(language),
            ]);
        }
        sheets.extend([Sheet::NotFound, Sheet::Robots, Sheet::Sitemap]);
        if self.catalog.info.accessibility_statement.is_some() {
            sheets.push(Sheet::StatementRedirect);
        }
        sheets
    }

    fn page(&self, sheet: Sheet) -> Result<Page, SiteError> {
        let first = self.addresses.first_language();
        let (path, text) = match sheet {
            Sheet::Catalogue(language) => {
                let page = catalogue::page(self, language)?;
                (
                    self.addresses.path(Spot::Catalogue, language),
                    self.templates.render("catalogue.html", language, &page)?,
                )
            }
            Sheet::Dataset(language, index) => {
                let exhibit = &self.exhibits[index];
                let page = dataset::page(self, exhibit, language)?;
                let spot = Spot::Dataset(exhibit.dataset.id.as_str());
                (self.addresses.path(spot, language), self.templates.render("dataset.html", language, &page)?)
            }
            Sheet::Search(language, part) => return search::page(self, part, language),
            Sheet::Explorer(language, index, table) => {
                self.explorer("explorer.html", Spot::Explorer, language, index, table)?
            }
            Sheet::Embed(language, index, table) => {
                self.explorer("embed.html", Spot::Embed, language, index, table)?
            }
            Sheet::About(language) => self.fixed(Spot::About, "about", language)?,
            Sheet::Withheld(language) => self.fixed(Spot::Withheld, "withheld", language)?,
            Sheet::Accessibility(language) => self.fixed(Spot::Accessibility, "accessibility", language)?,
            Sheet::NotFound => {
                ("404.html".into(), self.templates.render("404.html", first, &plain::not_found(self)?)?)
            }
            Sheet::StatementRedirect => (
                "was/index.html".into(),
                self.templates.render("was.html", first, &plain::statement_redirect(self)?)?,
            ),
            Sheet::Robots => {
                ("robots.txt".into(), self.templates.render("robots.txt", first, &plain::robots(self))?)
            }
            Sheet::Sitemap => {
                ("sitemap.xml".into(), self.templates.render("sitemap.xml", first, &plain::sitemap(self))?)
            }
        };
        Ok(Page { path, bytes: text.into_bytes() })
    }

    fn explorer<'a>(
        &'a self,
        template: &str,
        spot: fn(&'a str, &'a str) -> Spot<'a>,
        language: Language,
        index: usize,
        table: usize,
    ) -> Result<(String, String), SiteError> {
        let exhibit = &self.exhibits[index];
        let spot = spot(exhibit.dataset.id.as_str(), &exhibit.newest.tables[table].name);
        let page = explorer::page(self, exhibit, table, spot, language)?;
        Ok((self.addresses.path(spot, language), self.templates.render(template, language, &page)?))
    }

    fn fixed(&self, spot: Spot<'_>, name: &str, language: Language) -> Result<(String, String), SiteError> {
        let page = plain::page(self, spot, name, language)?;
        let text = self.templates.render(&format!("{name}.html"), language, &page)?;
        Ok((self.addresses.path(spot, language), text))
    }
}
