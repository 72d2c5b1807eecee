//! The code lists: one page for all of them, and one for each with its codes as they hang together.

use std::collections::BTreeSet;

use serde::Serialize;

use super::addresses::{Addresses, Spot};
use super::layout::{Layout, Link, Text};
use super::strings::fluent_args;
use super::{Site, SiteError, locale};
use crate::catalog::{Codelist, Language, Publication, Recode};

/// The page of all code lists.
#[derive(Serialize)]
pub(super) struct CodelistsPage {
    layout: Layout,
    title: String,
    lists: Vec<ListRow>,
}

#[derive(Serialize)]
struct ListRow {
    title: Text,
    href: String,
    name: String,
    size: String,
    is_official: bool,
}

/// The page of one list.
#[derive(Serialize)]
pub(super) struct CodelistPage {
    layout: Layout,
    title: String,
    source: Text,
    is_official: bool,
    used: Vec<Link>,
    used_more: Option<String>,
    files: Vec<Link>,
    codes: Vec<Code>,
    sentence: String,
}

/// A code with those below it.
#[derive(Serialize)]
struct Code {
    code: String,
    label: Text,
    validity: Option<String>,
    below: Vec<Code>,
}

/// More codes than this are not shown on a page.
const MAX_SHOWN: usize = 2_000;

/// No more datasets than this are named as users of a list; the others are counted.
const MAX_USED: usize = 50;

/// All code lists, in the order of the language's alphabet.
pub(super) fn all(site: &Site<'_>, language: Language) -> Result<CodelistsPage, SiteError> {
    let strings = site.templates.strings(language);
    let title = strings.say("codelists-title")?;
    let lead = strings.say("codelists-lead")?;
    let layout = Layout::new(site, Spot::Codelists, language, &title, &lead)?;
    let mut lists = Vec::new();
    for list in site.catalog.codelists.values() {
        lists.push(ListRow {
            title: Text::of(&list.info.title, language),
            href: layout.to(site, Spot::Codelist(&list.name), language),
            name: list.name.clone(),
            size: strings.say_with("codelists-count", fluent_args!["n" => list.entries().len() as u64])?,
            is_official: list.info.official,
        });
    }
    lists.sort_by_cached_key(|row| locale::sort_key(&row.title.text, language));
    Ok(CodelistsPage { layout, title, lists })
}

/// One code list.
pub(super) fn one(site: &Site<'_>, list: &Codelist, language: Language) -> Result<CodelistPage, SiteError> {
    let strings = site.templates.strings(language);
    let list_title = list.info.title.in_language(language);
    let title = strings.say_with("codelist-title", fluent_args!["title" => list_title])?;
    let source = Text::of(&list.info.source, language);
    let layout = Layout::new(site, Spot::Codelist(&list.name), language, &title, &source.text)?;
    let all = list.entries().len();
    let size = |n: usize| strings.say_with("codelists-count", fluent_args!["n" => n as u64]);
    let sentence = if all > MAX_SHOWN {
        let args = fluent_args!["n" => MAX_SHOWN as u64, "of" => all as u64];
        strings.say_with("codelist-some", args)?
    } else {
        size(all)?
    };
    let overview = layout.to(site, Spot::Codelists, language);
    let mut used = used(site, list, &layout, language);
    let more = used.len().saturating_sub(MAX_USED) as u64;
    used.truncate(MAX_USED);
    Ok(CodelistPage {
        codes: tree(site, list, language)?,
        used_more: match more {
            0 => None,
            more => Some(strings.say_with("codelist-used-more", fluent_args!["n" => more])?),
        },
        used,
        files: files(site, list, &layout, language),
        is_official: list.info.official,
        source,
        sentence,
        title,
        layout: layout.below(Text::own(strings.say("codelists-title")?), overview),
    })
}

/// The codes in file order, each below its parent.
fn tree(site: &Site<'_>, list: &Codelist, language: Language) -> Result<Vec<Code>, SiteError> {
    let entries = &list.entries()[..list.entries().len().min(MAX_SHOWN)];
    let mut codes: Vec<Option<Code>> = Vec::with_capacity(entries.len());
    let strings = site.templates.strings(language);
    for entry in entries {
        let mut validity = Vec::new();
        for (key, day) in [("codelist-from-day", &entry.valid_from), ("codelist-to-day", &entry.valid_to)] {
            let Some(day) = day else { continue };
            let shown = day.parse().map_or_else(|_| day.clone(), |day| locale::date(day, language));
            validity.push(strings.say_with(key, fluent_args!["day" => shown])?);
        }
        codes.push(Some(Code {
            code: entry.code.clone(),
            label: Text::of(&entry.label, language),
            validity: (!validity.is_empty()).then(|| validity.join(" ")),
            below: Vec::new(),
        }));
    }
    // The deepest codes find their parents first, so that a parent moves with all that hangs on it.
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(entries[at].level));
    for at in order {
        let Some(parent) = entries[at].parent.filter(|parent| *parent < codes.len()) else { continue };
        let Some(code) = codes[at].take() else { continue };
        match codes.get_mut(parent) {
            Some(Some(parent)) => parent.below.push(code),
            _ => codes[at] = Some(code),
        }
    }
    Ok(codes.into_iter().flatten().collect())
}

/// The datasets in which a published column has codes of this list, with what those columns are
/// called, in however many tables they stand.
fn used(site: &Site<'_>, list: &Codelist, layout: &Layout, language: Language) -> Vec<Link> {
    let uses = site.exhibits.iter().filter_map(|exhibit| {
        let dataset = exhibit.dataset;
        let mut columns: Vec<&str> = match &dataset.policy.publication {
            Publication::Tables(tables) => tables
                .iter()
                .flat_map(|table| &table.dimensions)
                .filter(|dimension| {
                    matches!(&dimension.recode, Recode::Codes { codelist, .. } if codelist.name == list.name)
                })
                .map(|dimension| dimension.label.in_language(language))
                .collect(),
            Publication::Rows(rows) => rows
                .iter()
                .flat_map(|table| &table.columns)
                .filter(|column| {
                    let source = &dataset.schema.column(column.column).name;
                    dataset.source.codes.get(source).is_some_and(|check| check.codelist == list.name)
                })
                .map(|column| column.label.in_language(language))
                .collect(),
        };
        let mut named = BTreeSet::new();
        columns.retain(|column| named.insert(*column));
        let title = dataset.about.title.in_language(language);
        (!columns.is_empty()).then(|| Link {
            label: Text::own(format!("{title}: {}", columns.join(", "))),
            href: Some(layout.to(site, Spot::Dataset(dataset.id.as_str()), language)),
            current: false,
        })
    });
    uses.collect()
}

/// The list as a file, beside the tables that use it.
fn files(site: &Site<'_>, list: &Codelist, layout: &Layout, language: Language) -> Vec<Link> {
    let wanted = format!("codelists/{}.csv", list.name);
    let files = site.exhibits.iter().filter_map(|exhibit| {
        let file = exhibit.newest.files.iter().find(|file| file.name == wanted)?;
        let folder = Addresses::latest_folder(&exhibit.dataset.id);
        let title = exhibit.dataset.about.title.in_language(language);
        Some(Link {
            label: Text::own(format!("{}.csv ({title}, {})", list.name, locale::size(file.bytes, language))),
            href: Some(format!("{}{folder}{}", layout.root(), file.name)),
            current: false,
        })
    });
    files.take(5).collect()
}
