//! Which lists of datasets there are: all of them by title and by edition, and those that share a
//! theme, a register, a format or a frequency. Each list is cut into pages that can be read.
//!
//! Lists are pages and not a filter that runs, so that everything works without a script and ten
//! thousand datasets need no more of a browser than a hundred.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Exhibit, locale};
use crate::catalog::{Catalog, Language, Localised};

/// No more datasets than this stand on a page.
pub(super) const PAGE_LENGTH: usize = 100;

/// What a list of datasets has in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    All,
    Newest,
    Theme,
    Register,
    Format,
    Frequency,
}

/// A list of datasets.
pub(super) struct List {
    pub(super) kind: Kind,
    pub(super) label: Localised,
    name: String,
    /// The datasets in the order of each language's alphabet.
    by_title: BTreeMap<Language, Vec<usize>>,
    len: usize,
}

/// All lists. The first one is all datasets by title, the second one all by edition.
pub(super) struct Lists {
    lists: Vec<List>,
    by_edition: Vec<usize>,
}

impl Lists {
    pub(super) fn new(catalog: &Catalog, exhibits: &[Exhibit<'_>]) -> Lists {
        let mut found: BTreeMap<(Kind, String), (Localised, Vec<usize>)> = BTreeMap::new();
        for (index, exhibit) in exhibits.iter().enumerate() {
            let about = &exhibit.dataset.about;
            let mut belongs = |kind: Kind, code: &str, label: Localised| {
                let members = &mut found.entry((kind, code.to_owned())).or_insert((label, Vec::new())).1;
                if members.last() != Some(&index) {
                    members.push(index);
                }
            };
            for theme in &about.themes {
                belongs(Kind::Theme, theme.code, theme.localised());
            }
            belongs(Kind::Frequency, about.frequency.code, about.frequency.localised());
            if let Some((name, label)) =
                about.register.as_ref().and_then(|name| catalog.info.registers.get_key_value(name))
            {
                belongs(Kind::Register, name, label.clone());
            }
            for file in exhibit.newest.tables.iter().flat_map(|table| &table.files) {
                let everywhere = Language::ALL.map(|language| (language, file.format.label().to_owned()));
                belongs(Kind::Format, file.format.extension(), Localised::new(everywhere));
            }
        }
        let by_title = by_title(catalog, exhibits);
        let everything = |kind, name: &str| List {
            kind,
            label: Localised::default(),
            name: name.to_owned(),
            by_title: if kind == Kind::All { by_title.clone() } else { BTreeMap::new() },
            len: exhibits.len(),
        };
        let mut lists = vec![everything(Kind::All, ""), everything(Kind::Newest, "newest")];
        lists.extend(found.into_iter().map(|((kind, code), (label, members))| {
            let name = format!("{}-{}", kind.slug(), code.to_ascii_lowercase());
            let in_order = |order: &Vec<usize>| {
                order.iter().copied().filter(|index| members.binary_search(index).is_ok()).collect()
            };
            let by_title = by_title.iter().map(|(language, order)| (*language, in_order(order)));
            List { kind, label, name, by_title: by_title.collect(), len: members.len() }
        }));
        let mut by_edition: Vec<usize> = (0..exhibits.len()).collect();
        by_edition.sort_by_key(|&index| Reverse(exhibits[index].newest.name));
        Lists { lists, by_edition }
    }

    /// Each list with the number of its pages; at least one.
    pub(super) fn pages(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.lists.iter().map(|list| list.len.div_ceil(PAGE_LENGTH).max(1)).enumerate()
    }

    pub(super) fn get(&self, list: usize) -> &List {
        &self.lists[list]
    }

    /// The name by which a list's pages are found; empty for all datasets.
    pub(super) fn name(&self, list: usize) -> &str {
        &self.lists[list].name
    }

    /// The lists of a kind with their places and sizes, in the order of the language's alphabet.
    pub(super) fn of(&self, kind: Kind, language: Language) -> Vec<(&List, usize)> {
        let mut lists: Vec<(&List, usize)> =
            self.lists.iter().filter(|list| list.kind == kind).map(|list| (list, list.len)).collect();
        lists.sort_by_cached_key(|(list, _)| locale::sort_key(list.label.in_language(language), language));
        lists
    }

    /// The datasets on a page of a list, by their place among all.
    pub(super) fn on_page(&self, list: usize, page: usize, language: Language) -> Vec<usize> {
        let order = self.lists[list].by_title.get(&language).unwrap_or(&self.by_edition);
        order.iter().copied().skip((page - 1) * PAGE_LENGTH).take(PAGE_LENGTH).collect()
    }

    /// All datasets by title.
    pub(super) fn in_order(&self, language: Language) -> impl Iterator<Item = usize> + '_ {
        self.lists[0].by_title.get(&language).unwrap_or(&self.by_edition).iter().copied()
    }

    /// The datasets with the newest editions.
    pub(super) fn newest(&self, count: usize) -> impl Iterator<Item = usize> + '_ {
        self.by_edition.iter().copied().take(count)
    }
}

/// All datasets by title, in the order of each language's alphabet.
fn by_title(catalog: &Catalog, exhibits: &[Exhibit<'_>]) -> BTreeMap<Language, Vec<usize>> {
    let in_order = |&language: &Language| {
        let mut order: Vec<usize> = (0..exhibits.len()).collect();
        order.sort_by_cached_key(|&index| {
            locale::sort_key(exhibits[index].dataset.about.title.in_language(language), language)
        });
        (language, order)
    };
    catalog.info.languages.iter().map(in_order).collect()
}

impl List {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }
}

impl Kind {
    /// What the lists of this kind share with each other in their addresses.
    fn slug(self) -> &'static str {
        match self {
            Kind::All | Kind::Newest => "all",
            Kind::Theme => "theme",
            Kind::Register => "register",
            Kind::Format => "format",
            Kind::Frequency => "frequency",
        }
    }

    /// The key of the string that names it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Kind::All => "facet-by-title",
            Kind::Newest => "facet-newest",
            Kind::Theme => "facet-theme",
            Kind::Register => "facet-register",
            Kind::Format => "facet-format",
            Kind::Frequency => "facet-frequency",
        }
    }
}
