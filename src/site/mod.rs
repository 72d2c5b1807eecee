//! The catalogue's pages, from the catalogue and the manifests of its editions.
//!
//! This room sees configuration and manifests, never a row of a source, and it writes no file: it
//! hands out pages one at a time, in groups that several threads may make, so that no page waits in
//! memory. A page is a function of its one page struct; templates loop and choose, and compute nothing.

mod addresses;
mod api;
mod by_code;
mod catalogue;
mod chart;
mod citation;
mod codelists;
mod columns;
mod cube;
mod dataset;
mod describe;
mod dictionary;
mod editions;
mod explorer;
mod facets;
mod frame;
mod layout;
mod levels;
mod locale;
mod look;
mod main_chart;
mod markdown;
mod plain;
mod preview;
mod protection;
mod search;
mod shares;
mod sitemap;
mod spread;
mod strings;
mod table;
mod templates;
mod texts;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use crate::catalog::{Catalog, Codelist, Dataset, DatasetId, Language};
use crate::metadata::schema_org::Described;
use crate::release::Edition;
use addresses::{Addresses, Spot};
use by_code::ByCode;
use explorer::ExplorerPage;
use facets::Lists;
use frame::Frames;
use main_chart::Drawn;
pub use markdown::check_documentation;
use spread::Spread;
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
    /// A published table cannot be read.
    #[error("cannot read the published table {path}")]
    Table {
        /// The file, below the public folder.
        path: String,
        /// Why not.
        source: io::Error,
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
    /// What the explorer's scripts say, by language and key.
    spoken: BTreeMap<Language, Vec<(&'static str, String)>>,
    frames: Frames,
    lists: Lists,
    by_code: Option<ByCode<'a>>,
    open: &'a Opener<'a>,
}

/// Opens a published file by its path below the public folder.
pub type Opener<'a> = dyn Fn(&str) -> io::Result<Box<dyn io::Read>> + Sync + 'a;

/// What the pages of a group share: it is made once for all of them.
#[derive(Default)]
struct Kept<'s> {
    /// What the pages of the last dataset tell in each language.
    told: Option<(usize, Told<'s>)>,
    /// The explorer that was asked for last: language, dataset and table.
    explorer: Option<((Language, usize, usize), ExplorerPage<'s>)>,
    /// The search index of the language that was asked for last.
    index: Option<(Language, search::Index)>,
}

/// What a dataset's page tells in each language.
struct Told<'a> {
    /// From its published tables.
    drawn: Option<Drawn<'a>>,
    /// From its published tables, by table and column.
    spreads: Vec<Vec<Option<Spread>>>,
    described: Described<'a>,
}

impl<'s> Kept<'s> {
    fn told(&mut self, site: &'s Site<'_>, index: usize) -> Result<&Told<'s>, SiteError> {
        keep(&mut self.told, index, || {
            let exhibit = &site.exhibits[index];
            Ok(Told {
                drawn: main_chart::read(site, exhibit)?,
                spreads: spread::read(site.open, exhibit)?,
                described: Described::new(&site.catalog.info, exhibit.dataset, exhibit.newest),
            })
        })
        .map(|told| &*told)
    }

    fn explorer(
        &mut self,
        site: &'s Site<'_>,
        language: Language,
        index: usize,
        table: usize,
    ) -> Result<&mut ExplorerPage<'s>, SiteError> {
        let make = || explorer::page(site, &site.exhibits[index], table, language);
        keep(&mut self.explorer, (language, index, table), make)
    }

    fn index(&mut self, site: &Site<'_>, language: Language) -> Result<&search::Index, SiteError> {
        keep(&mut self.index, language, || search::Index::new(site, language)).map(|index| &*index)
    }
}

/// What is kept if it is of this, or else a new one in its place.
fn keep<K: PartialEq, V>(
    kept: &mut Option<(K, V)>,
    of: K,
    make: impl FnOnce() -> Result<V, SiteError>,
) -> Result<&mut V, SiteError> {
    let value = match kept.take().filter(|(key, _)| *key == of) {
        Some((_, value)) => value,
        None => make()?,
    };
    Ok(&mut kept.insert((of, value)).1)
}

/// The site, ready to be made. The same pages come of it in whatever order its groups are made, and
/// on however many threads.
pub struct Rendering<'a> {
    site: Site<'a>,
    groups: Vec<Group>,
}

/// Files that are made one after another.
#[derive(Clone, Copy)]
enum Group {
    /// What is published as it is.
    Assets,
    /// A page that belongs to no dataset.
    Single(Sheet),
    /// All files of the search in a language.
    Search(Language),
    /// All pages of a dataset.
    Dataset(usize),
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
    Api(Language),
    List(Language, usize, usize),
    Editions(Language, usize),
    Codelists(Language),
    Codelist(Language, usize),
    Text(Language, texts::Name),
    Codes(Language),
    Code(Language, usize),
    NotFound,
    StatementRedirect,
    Robots,
    Sitemap,
    /// Some of the pages, where they are too many for one sitemap.
    SitemapPart(usize),
}

/// Looks the catalogue over and says what there is to be made.
///
/// `editions` holds at least one edition of each dataset of the catalogue; the newest one is shown,
/// and all of them are listed. `open` opens a published file; only tables of the newest editions are
/// read through it.
///
/// # Errors
///
/// Fails if a dataset has no edition, or if a table cannot be read. Each page fails on its own if a template does not fit.
pub fn render<'a>(
    catalog: &'a Catalog,
    editions: &'a [Edition],
    templates: &'a Templates,
    open: &'a Opener<'a>,
) -> Result<Rendering<'a>, SiteError> {
    let exhibits = exhibits(catalog, editions)?;
    let spoken = catalog.info.languages.iter();
    let spoken = spoken.map(|&language| Ok((language, explorer::spoken(templates.strings(language))?)));
    let site = Site {
        catalog,
        lists: Lists::new(catalog, &exhibits),
        by_code: match &catalog.info.pages {
            Some(by) => Some(ByCode::read(open, by, &exhibits)?),
            None => None,
        },
        open,
        exhibits,
        templates,
        addresses: Addresses::new(&catalog.info),
        spoken: spoken.collect::<Result<_, SiteError>>()?,
        frames: Frames::default(),
    };
    let mut groups = vec![Group::Assets];
    groups.extend(catalog.info.languages.iter().map(|&language| Group::Search(language)));
    groups.extend(site.single_sheets().into_iter().map(Group::Single));
    groups.extend((0..site.exhibits.len()).map(Group::Dataset));
    Ok(Rendering { site, groups })
}

impl<'a> Rendering<'a> {
    /// The number of groups of files.
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// The files of a group, each made when it is asked for.
    pub fn group(&self, number: usize) -> impl Iterator<Item = Result<Page, SiteError>> + use<'_, 'a> {
        let site = &self.site;
        let (assets, sheets) = match self.groups[number] {
            Group::Assets => (site.assets(), Vec::new()),
            Group::Single(sheet) => (Vec::new(), vec![sheet]),
            Group::Search(language) => (Vec::new(), site.search_sheets(language)),
            Group::Dataset(index) => (Vec::new(), site.dataset_sheets(index)),
        };
        let mut kept = Kept::default();
        let made = sheets.into_iter().map(move |sheet| site.page(sheet, &mut kept));
        assets.into_iter().map(Ok).chain(made)
    }

    /// All files, one after another.
    pub fn pages(&self) -> impl Iterator<Item = Result<Page, SiteError>> + use<'_, 'a> {
        (0..self.groups()).flat_map(|number| self.group(number))
    }
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

impl<'a> Site<'a> {
    /// The files that are published as they are, and the stylesheet in the publisher's colours.
    fn assets(&self) -> Vec<Page> {
        let look = &self.catalog.info.look;
        let assets = self.templates.assets().map(|(name, text)| match name {
            "style.css" => (name, look::stylesheet(text, look).into_bytes()),
            _ => (name, text.as_bytes().to_vec()),
        });
        let logo = look.logo.as_ref().map(|logo| (logo.name, logo.bytes.clone()));
        assets.chain(logo).map(|(name, bytes)| Page { path: name.to_owned(), bytes }).collect()
    }

    /// All pages and the files that go with them, but for those of the search.
    fn sheets(&self) -> impl Iterator<Item = Sheet> + '_ {
        let of_datasets = (0..self.exhibits.len()).flat_map(|index| self.dataset_sheets(index));
        self.single_sheets().into_iter().chain(of_datasets)
    }

    fn search_sheets(&self, language: Language) -> Vec<Sheet> {
        let parts = search::Part::all(self.exhibits.len());
        parts.into_iter().map(|part| Sheet::Search(language, part)).collect()
    }

    fn dataset_sheets(&self, index: usize) -> Vec<Sheet> {
        let tables = self.exhibits[index].newest.tables.len();
        let mut sheets = Vec::with_capacity(self.catalog.info.languages.len() * (2 + 2 * tables));
        for &language in &self.catalog.info.languages {
            sheets.extend([Sheet::Dataset(language, index), Sheet::Editions(language, index)]);
            for table in 0..tables {
                sheets
                    .extend([Sheet::Explorer(language, index, table), Sheet::Embed(language, index, table)]);
            }
        }
        sheets
    }

    /// The pages that belong to no dataset.
    fn single_sheets(&self) -> Vec<Sheet> {
        let mut sheets = Vec::new();
        for &language in &self.catalog.info.languages {
            for (list, pages) in self.lists.pages() {
                sheets.extend((1..=pages).map(|page| match (list, page) {
                    (0, 1) => Sheet::Catalogue(language),
                    _ => Sheet::List(language, list, page),
                }));
            }
            sheets.extend([
                Sheet::About(language),
                Sheet::Withheld(language),
                Sheet::Accessibility(language),
                Sheet::Api(language),
                Sheet::Codelists(language),
            ]);
            sheets.extend((0..self.catalog.codelists.len()).map(|index| Sheet::Codelist(language, index)));
            if let Some(by) = &self.by_code {
                sheets.push(Sheet::Codes(language));
                sheets.extend((0..by.len()).map(|nth| Sheet::Code(language, nth)));
            }
            sheets.extend(texts::Name::ALL.map(|name| Sheet::Text(language, name)));
        }
        sheets.extend([Sheet::NotFound, Sheet::Robots, Sheet::Sitemap]);
        sheets.extend((1..=sitemap::parts(self, &sheets)).map(Sheet::SitemapPart));
        if self.catalog.info.accessibility_statement.is_some() {
            sheets.push(Sheet::StatementRedirect);
        }
        sheets
    }

    fn page<'s>(&'s self, sheet: Sheet, kept: &mut Kept<'s>) -> Result<Page, SiteError> {
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
                let page = dataset::page(self, exhibit, kept.told(self, index)?, language)?;
                let spot = Spot::Dataset(exhibit.dataset.id.as_str());
                (self.addresses.path(spot, language), self.templates.render("dataset.html", language, &page)?)
            }
            Sheet::Search(language, part) => {
                let index = kept.index(self, language)?;
                return Ok(search::page(self, index, part, language));
            }
            Sheet::Explorer(language, index, table) => {
                let exhibit = &self.exhibits[index];
                let spot = Spot::Explorer(exhibit.dataset.id.as_str(), &exhibit.newest.tables[table].name);
                let page = kept.explorer(self, language, index, table)?;
                (self.addresses.path(spot, language), self.templates.render("explorer.html", language, page)?)
            }
            Sheet::Embed(language, index, table) => {
                let exhibit = &self.exhibits[index];
                let spot = Spot::Embed(exhibit.dataset.id.as_str(), &exhibit.newest.tables[table].name);
                let page = kept.explorer(self, language, index, table)?.embedded(self, spot, language);
                (self.addresses.path(spot, language), self.templates.render("embed.html", language, &page)?)
            }
            Sheet::About(language) => self.fixed(Spot::About, "about", language)?,
            Sheet::Withheld(language) => self.fixed(Spot::Withheld, "withheld", language)?,
            Sheet::Accessibility(language) => self.fixed(Spot::Accessibility, "accessibility", language)?,
            Sheet::Api(language) => (
                self.addresses.path(Spot::Api, language),
                self.templates.render("api.html", language, &api::page(self, language)?)?,
            ),
            Sheet::List(language, list, number) => {
                let page = catalogue::list_page(self, list, number, language)?;
                let spot = Spot::List(self.lists.name(list), number);
                (self.addresses.path(spot, language), self.templates.render("list.html", language, &page)?)
            }
            Sheet::Editions(language, index) => {
                let exhibit = &self.exhibits[index];
                let page = editions::page(self, exhibit, language)?;
                let spot = Spot::Editions(exhibit.dataset.id.as_str());
                (
                    self.addresses.path(spot, language),
                    self.templates.render("editions.html", language, &page)?,
                )
            }
            Sheet::Codelists(language) => {
                let page = codelists::all(self, language)?;
                (
                    self.addresses.path(Spot::Codelists, language),
                    self.templates.render("codelists.html", language, &page)?,
                )
            }
            Sheet::Codelist(language, index) => {
                let (name, list) = self.codelist(index);
                let page = codelists::one(self, list, language)?;
                let spot = Spot::Codelist(name);
                (
                    self.addresses.path(spot, language),
                    self.templates.render("codelist.html", language, &page)?,
                )
            }
            Sheet::Text(language, name) => {
                let page = texts::page(self, name, language)?;
                (
                    self.addresses.path(name.spot(), language),
                    self.templates.render("text.html", language, &page)?,
                )
            }
            Sheet::Codes(language) => {
                let page = by_code::all(self, self.by_code(), language)?;
                (
                    self.addresses.path(Spot::Codes, language),
                    self.templates.render("codes.html", language, &page)?,
                )
            }
            Sheet::Code(language, nth) => {
                let page = by_code::one(self, self.by_code(), nth, language)?;
                let spot = Spot::Code(self.by_code().code(nth));
                (self.addresses.path(spot, language), self.templates.render("code.html", language, &page)?)
            }
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
                let page = sitemap::whole(self);
                (sitemap::path(0), self.templates.render("sitemap.xml", first, &page)?)
            }
            Sheet::SitemapPart(number) => {
                let page = sitemap::part(self, number);
                (sitemap::path(number), self.templates.render("sitemap.xml", first, &page)?)
            }
        };
        Ok(Page { path, bytes: text.into_bytes() })
    }

    fn by_code(&self) -> &ByCode<'_> {
        self.by_code.as_ref().expect("sheets ask for codes only if there are any")
    }

    /// The code list at a place in the order of their names.
    fn codelist(&self, index: usize) -> (&str, &Codelist) {
        let (name, list) = self.catalog.codelists.iter().nth(index).expect("sheets count the lists");
        (name, list)
    }

    fn fixed(&self, spot: Spot<'_>, name: &str, language: Language) -> Result<(String, String), SiteError> {
        let page = plain::page(self, spot, name, language)?;
        let text = self.templates.render(&format!("{name}.html"), language, &page)?;
        Ok((self.addresses.path(spot, language), text))
    }
}
