//! `sitemap.xml`: every page that a search engine may show, in each language.
//!
//! The protocol (<https://www.sitemaps.org/protocol.html>) allows 50,000 addresses in a file. A site
//! with more pages than [`PART_LENGTH`] has several files, and `sitemap.xml` names them.

use std::sync::Arc;

use minijinja::Value;
use minijinja::value::Serde;
use serde::{Serialize, Serializer};

use super::addresses::Spot;
use super::{Sheet, Site};
use crate::catalog::Language;

/// No more pages than this stand in a file.
const PART_LENGTH: usize = 5_000;

/// A sitemap: pages, or further sitemaps.
#[derive(Serialize)]
pub(super) struct Sitemap {
    #[serde(serialize_with = "one_by_one")]
    pages: Arc<Vec<Entry>>,
    parts: Vec<String>,
}

/// Hands entries to a template when their turn comes: thousands of them at once would take more memory
/// than all else that a page is made of.
fn one_by_one<S: Serializer>(entries: &Arc<Vec<Entry>>, serializer: S) -> Result<S::Ok, S::Error> {
    Value::make_object_iterable(Arc::clone(entries), |entries| {
        Box::new(entries.iter().map(|entry| Value::from(Serde(entry))))
    })
    .serialize(serializer)
}

#[derive(Serialize)]
struct Entry {
    url: String,
    changed: Option<String>,
    alternates: Vec<Alternate>,
}

#[derive(Serialize)]
struct Alternate {
    lang: &'static str,
    url: String,
}

/// The path of a part, counted from 1, below `public/`; 0 is the whole.
pub(super) fn path(number: usize) -> String {
    if number == 0 { "sitemap.xml".to_owned() } else { format!("sitemap-{number}.xml") }
}

/// The number of parts that pages are cut into: none if they fit into one sitemap. `single` are the
/// pages that belong to no dataset.
pub(super) fn parts(site: &Site<'_>, single: &[Sheet]) -> usize {
    let of_datasets = (0..site.exhibits.len()).flat_map(|index| site.dataset_sheets(index));
    let pages = single.iter().copied().chain(of_datasets).filter(|&sheet| spot(site, sheet).is_some());
    match pages.count() {
        0..=PART_LENGTH => 0,
        pages => pages.div_ceil(PART_LENGTH),
    }
}

/// All pages, or the names of the parts that have them.
pub(super) fn whole(site: &Site<'_>) -> Sitemap {
    let parts = site.single_sheets().into_iter().filter_map(|sheet| match sheet {
        Sheet::SitemapPart(number) => Some(site.addresses.url(&path(number))),
        _ => None,
    });
    let parts: Vec<String> = parts.collect();
    let pages = if parts.is_empty() { entries(site, site.sheets()) } else { Arc::default() };
    Sitemap { pages, parts }
}

/// The pages of a part, counted from 1.
pub(super) fn part(site: &Site<'_>, number: usize) -> Sitemap {
    let pages = site.sheets().filter(|&sheet| spot(site, sheet).is_some());
    let pages = pages.skip((number - 1) * PART_LENGTH).take(PART_LENGTH);
    Sitemap { pages: entries(site, pages), parts: Vec::new() }
}

fn entries(site: &Site<'_>, sheets: impl Iterator<Item = Sheet>) -> Arc<Vec<Entry>> {
    Arc::new(sheets.filter_map(|sheet| entry(site, sheet)).collect())
}

fn entry(site: &Site<'_>, sheet: Sheet) -> Option<Entry> {
    let (spot, language, dataset) = spot(site, sheet)?;
    let url = |language: Language| site.addresses.url(&site.addresses.path(spot, language));
    let languages = site.catalog.info.languages.iter();
    Some(Entry {
        url: url(language),
        // A dataset's page changes with its edition; of the others no day is known.
        changed: dataset.map(|index| site.exhibits[index].newest.name.date.to_string()),
        alternates: languages.map(|&other| Alternate { lang: other.tag(), url: url(other) }).collect(),
    })
}

/// Where a page is, its language, and whose it is if it is a dataset's; `None` for what is not listed.
fn spot<'s>(site: &'s Site<'_>, sheet: Sheet) -> Option<(Spot<'s>, Language, Option<usize>)> {
    let id = |index: usize| site.exhibits[index].dataset.id.as_str();
    let of_all = |spot: Spot<'s>, language: Language| Some((spot, language, None));
    match sheet {
        Sheet::Catalogue(language) => of_all(Spot::Catalogue, language),
        Sheet::About(language) => of_all(Spot::About, language),
        Sheet::Withheld(language) => of_all(Spot::Withheld, language),
        Sheet::Accessibility(language) => of_all(Spot::Accessibility, language),
        Sheet::Api(language) => of_all(Spot::Api, language),
        Sheet::List(language, list, page) => of_all(Spot::List(site.lists.name(list), page), language),
        Sheet::Codelists(language) => of_all(Spot::Codelists, language),
        Sheet::Codelist(language, index) => of_all(Spot::Codelist(site.codelist(index).0), language),
        Sheet::Codes(language) => of_all(Spot::Codes, language),
        Sheet::Code(language, nth) => of_all(Spot::Code(site.by_code().code(nth)), language),
        Sheet::Text(language, name) => of_all(name.spot(), language),
        Sheet::Dataset(language, index) => Some((Spot::Dataset(id(index)), language, Some(index))),
        Sheet::Editions(language, index) => Some((Spot::Editions(id(index)), language, Some(index))),
        Sheet::Explorer(language, index, table) => {
            let table = &site.exhibits[index].newest.tables[table];
            Some((Spot::Explorer(id(index), &table.name), language, Some(index)))
        }
        Sheet::Search(..)
        | Sheet::Embed(..)
        | Sheet::NotFound
        | Sheet::StatementRedirect
        | Sheet::Robots
        | Sheet::Sitemap
        | Sheet::SitemapPart(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::io;

    use jiff::civil::date;

    use super::*;
    use crate::catalog::DatasetId;
    use crate::metadata::mqa;
    use crate::release::fixtures::catalogue;
    use crate::site::{Templates, render};

    fn check(datasets: usize, look: impl Fn(&Site<'_>, &[Sheet])) {
        let mut catalog = catalogue();
        let first = catalog.datasets[0].clone();
        let named = |number: usize| {
            let id = DatasetId::parse(&format!("d{number:05}")).expect("it is an identifier");
            crate::catalog::Dataset { id, ..first.clone() }
        };
        catalog.datasets = (0..datasets).map(named).collect();
        let editions = mqa::planned(&catalog, date(2026, 1, 1));
        let templates = Templates::load(None).expect("the compiled-in templates are sound");
        let open = |_: &str| Ok(Box::new(io::empty()) as Box<dyn io::Read>);
        let rendering = render(&catalog, &editions, &templates, &open).expect("every dataset has an edition");
        look(&rendering.site, &rendering.site.single_sheets());
    }

    #[test]
    fn few_pages_stand_in_one_file() {
        check(2, |site, single| {
            assert_eq!(parts(site, single), 0);
            let all = whole(site);
            assert!(all.parts.is_empty() && all.pages.len() > 20);
        });
    }

    #[test]
    fn many_pages_stand_in_several_files_each_once() {
        check(2_000, |site, single| {
            let count = parts(site, single);
            assert!(count > 1);
            let all = whole(site);
            assert!(all.pages.is_empty());
            assert_eq!(all.parts.len(), count);
            let mut urls = BTreeSet::new();
            for number in 1..=count {
                let part = part(site, number);
                assert!(part.parts.is_empty() && (1..=PART_LENGTH).contains(&part.pages.len()));
                for page in part.pages.iter() {
                    assert!(urls.insert(page.url.clone()), "a page stands in two files");
                }
            }
            assert_eq!(urls.len(), site.sheets().filter(|&sheet| spot(site, sheet).is_some()).count());
        });
    }
}
