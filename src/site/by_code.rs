//! A page for each code of one list, such as an industry: what every dataset says of it, beside what
//! it says of its group and of all codes together.
//!
//! A reader asks about a workplace or a place and not about a register. The pages are made from
//! published tables only, so they can tell no more than those do.

use std::collections::BTreeSet;

use serde::Serialize;

use super::addresses::Spot;
use super::chart::{self, Bar, Chart};
use super::cube::{Cube, Source, TotalView};
use super::describe::Describer;
use super::layout::{Layout, Link, Text};
use super::strings::fluent_args;
use super::{Exhibit, Opener, Site, SiteError, locale};
use crate::catalog::{Codelist, Language, PagesBy, Recode, TOTAL_CODE, TablePolicy, UNKNOWN_CODE};

/// What the pages are made from.
pub(super) struct ByCode<'a> {
    by: &'a PagesBy,
    /// The codes that have a page, by their place in the list.
    codes: Vec<usize>,
    tables: Vec<Table<'a>>,
    /// The datasets that are not divided by the list.
    silent: Vec<usize>,
}

/// A table that is divided by the list.
struct Table<'a> {
    /// The dataset's place among all.
    exhibit: usize,
    source: Source<'a>,
    /// The name of each other column, with the sums by code and that column's values.
    cubes: Vec<(&'a str, Cube<'a>)>,
}

/// The page on one code.
#[derive(Serialize)]
pub(super) struct CodePage {
    layout: Layout,
    title: Text,
    code: String,
    lead: String,
    siblings: Vec<Link>,
    group: Option<Text>,
    sections: Vec<Section>,
    silent: Vec<Link>,
    withheld_href: String,
    list_href: String,
}

/// What one table says of a code.
#[derive(Serialize)]
struct Section {
    dataset: Link,
    table: Text,
    is_synthetic: bool,
    views: Vec<View>,
}

/// Figures by the values of one column.
#[derive(Serialize)]
struct View {
    /// False if the table has main groups only, and the code is in one of them.
    has_own: bool,
    heading: String,
    caption: String,
    column: Text,
    rows: Vec<ViewRow>,
    chart: Option<Chart>,
}

#[derive(Serialize)]
struct ViewRow {
    label: Text,
    own: TotalView,
    group: Option<TotalView>,
    whole: TotalView,
}

/// The page that lists all codes with a page.
#[derive(Serialize)]
pub(super) struct CodesPage {
    layout: Layout,
    title: Text,
    lead: String,
    groups: Vec<GroupView>,
    list_href: String,
}

#[derive(Serialize)]
struct GroupView {
    label: Option<Text>,
    links: Vec<Link>,
}

impl<'a> ByCode<'a> {
    /// Reads every table that is divided by the list, once.
    pub(super) fn read(
        open: &Opener<'_>,
        by: &'a PagesBy,
        exhibits: &[Exhibit<'a>],
    ) -> Result<ByCode<'a>, SiteError> {
        let mut found = ByCode { by, codes: Vec::new(), tables: Vec::new(), silent: Vec::new() };
        let mut codes = BTreeSet::new();
        for (index, exhibit) in exhibits.iter().enumerate() {
            let mut speaks = false;
            for source in Source::all(exhibit) {
                let divides = source.policy.dimensions.iter().find_map(|dimension| match &dimension.recode {
                    Recode::Codes { codelist, level, .. } if codelist.name == by.codelist.name => {
                        Some((dimension.name.as_str(), level.unwrap_or_else(|| by.codelist.depth())))
                    }
                    _ => None,
                });
                let Some((divider, level)) = divides else { continue };
                speaks = true;
                let at_level =
                    by.codelist.entries().iter().enumerate().filter(|(_, entry)| entry.level == level);
                codes.extend(at_level.map(|(place, _)| place));
                let policy: &'a TablePolicy = source.policy;
                let others = policy.dimensions.iter().map(|dimension| dimension.name.as_str());
                let others: Vec<&'a str> = others.filter(|name| *name != divider).collect();
                let wanted: Vec<Vec<&str>> = others.iter().map(|other| vec![divider, *other]).collect();
                let cubes = others.into_iter().zip(source.sums(open, &wanted)?);
                let mut cubes: Vec<_> = cubes.filter_map(|(other, cube)| Some((other, cube?))).collect();
                for (_, cube) in &mut cubes {
                    cube.roll_up(&by.codelist);
                }
                found.tables.push(Table { exhibit: index, source, cubes });
            }
            if !speaks {
                found.silent.push(index);
            }
        }
        found.codes = codes.into_iter().collect();
        Ok(found)
    }

    /// How many codes have a page.
    pub(super) fn len(&self) -> usize {
        self.codes.len()
    }

    /// The code of a page.
    pub(super) fn code(&self, nth: usize) -> &str {
        &self.list().entries()[self.codes[nth]].code
    }

    fn list(&self) -> &'a Codelist {
        &self.by.codelist
    }
}

/// The page that lists all codes with a page, in groups.
pub(super) fn all(site: &Site<'_>, by: &ByCode<'_>, language: Language) -> Result<CodesPage, SiteError> {
    let strings = site.templates.strings(language);
    let title = Text::of(&by.by.title, language);
    let args = fluent_args!["list" => by.list().info.title.in_language(language)];
    let lead = strings.say_with("bycode-lead", args)?;
    let layout = Layout::new(site, Spot::Codes, language, &title.text, &lead)?;
    let mut groups: Vec<(Option<usize>, GroupView)> = Vec::new();
    for nth in 0..by.len() {
        let entry = &by.list().entries()[by.codes[nth]];
        let link = code_link(site, by, nth, &layout, language);
        match groups.iter_mut().find(|(parent, _)| *parent == entry.parent) {
            Some((_, group)) => group.links.push(link),
            None => {
                let label = entry.parent.map(|parent| Text::of(&by.list().entries()[parent].label, language));
                groups.push((entry.parent, GroupView { label, links: vec![link] }));
            }
        }
    }
    Ok(CodesPage {
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        list_href: layout.to(site, Spot::Codelist(&by.list().name), language),
        layout,
        title,
        lead,
    })
}

/// The page on one code.
pub(super) fn one(
    site: &Site<'_>,
    by: &ByCode<'_>,
    nth: usize,
    language: Language,
) -> Result<CodePage, SiteError> {
    let strings = site.templates.strings(language);
    let place = by.codes[nth];
    let entry = &by.list().entries()[place];
    let title = Text::of(&entry.label, language);
    let parent = entry.parent.map(|parent| &by.list().entries()[parent]);
    let lead = strings.say_with("bycode-page-lead", fluent_args!["name" => title.text.as_str()])?;
    let layout = Layout::new(site, Spot::Code(&entry.code), language, &title.text, &lead)?;
    let same_group = |other: &usize| {
        by.codes[*other] != place && by.list().entries()[by.codes[*other]].parent == entry.parent
    };
    let siblings = (0..by.len()).filter(same_group);
    let mut sections = Vec::new();
    for table in &by.tables {
        let id = format!("chart-{}", sections.len() + 1);
        let parent = parent.map(|parent| parent.code.as_str());
        let mut section = section(site, table, (&entry.code, parent), &id, &layout, language)?;
        let had = section.views.len();
        section.views.retain(|view| !sections.iter().any(|before| says_more(before, &section.dataset, view)));
        if had == 0 || !section.views.is_empty() {
            sections.push(section);
        }
    }
    let overview = layout.to(site, Spot::Codes, language);
    Ok(CodePage {
        code: entry.code.clone(),
        lead,
        siblings: siblings.map(|nth| code_link(site, by, nth, &layout, language)).collect(),
        group: parent.map(|parent| Text::of(&parent.label, language)),
        sections,
        silent: by
            .silent
            .iter()
            .map(|&at| dataset_link(site, &site.exhibits[at], &layout, language))
            .collect(),
        withheld_href: layout.to(site, Spot::Withheld, language),
        list_href: layout.to(site, Spot::Codelist(&by.list().name), language),
        layout: layout.below(Text::of(&by.by.title, language), overview),
        title,
    })
}

/// True if a section on the dataset has a view with all that this one says: tables of one dataset often divide the
/// same figures, and what they have in common is told once.
fn says_more(section: &Section, dataset: &Link, view: &View) -> bool {
    section.views.iter().any(|before| {
        section.dataset.href == dataset.href
            && before.caption == view.caption
            && (before.has_own || !view.has_own)
            && before.rows.len() == view.rows.len()
            && before.rows.iter().zip(&view.rows).all(|(one, other)| {
                one.label == other.label
                    && (!view.has_own || one.own == other.own)
                    && (one.group == other.group && one.whole == other.whole)
            })
    })
}

fn code_link(site: &Site<'_>, by: &ByCode<'_>, nth: usize, layout: &Layout, language: Language) -> Link {
    let entry = &by.list().entries()[by.codes[nth]];
    Link {
        label: Text::of(&entry.label, language),
        href: Some(layout.to(site, Spot::Code(&entry.code), language)),
        current: false,
    }
}

fn dataset_link(site: &Site<'_>, exhibit: &Exhibit<'_>, layout: &Layout, language: Language) -> Link {
    Link {
        label: Text::of(&exhibit.dataset.about.title, language),
        href: Some(layout.to(site, Spot::Dataset(exhibit.dataset.id.as_str()), language)),
        current: false,
    }
}

fn section(
    site: &Site<'_>,
    table: &Table<'_>,
    codes: (&str, Option<&str>),
    id: &str,
    layout: &Layout,
    language: Language,
) -> Result<Section, SiteError> {
    let Source { dataset, index, policy, .. } = table.source;
    let strings = site.templates.strings(language);
    let describer = Describer { site, dataset, index, language, strings };
    let mut views = Vec::new();
    for (column, cube) in &table.cubes {
        for measure in 0..cube.measures.len() {
            let id = format!("{id}-{}", views.len() + 1);
            views.push(view(&describer, policy, column, cube, measure, codes, &id)?);
        }
    }
    Ok(Section {
        dataset: dataset_link(site, &site.exhibits[table.exhibit], layout, language),
        table: Text::of(&policy.title, language),
        is_synthetic: dataset.about.synthetic,
        views,
    })
}

fn view(
    describer: &Describer<'_>,
    table: &TablePolicy,
    column: &str,
    cube: &Cube<'_>,
    measure: usize,
    (code, parent): (&str, Option<&str>),
    id: &str,
) -> Result<View, SiteError> {
    let strings = describer.strings;
    let said = describer.said(column);
    let label =
        said.as_ref().map_or_else(|| Text::own(column), |said| Text::of(said.label, describer.language));
    let what = cube.measures[measure].label.in_language(describer.language);
    let args = || fluent_args!["measure" => what, "column" => label.text.to_lowercase()];
    let is_time = said.as_ref().is_some_and(|said| said.is_period);
    let mut rows = Vec::new();
    let mut bars = Vec::new();
    let mut has_own = false;
    let drawn = describer.side_by_side(column, &cube.values(1));
    for value in in_order(describer, column, cube.values(1)) {
        let total = cube.get(measure, &[code, value]);
        has_own |= total.shown + total.withheld > 0;
        let own = cube.view(measure, total, strings)?;
        let name = describer.value_label(said.as_ref(), value)?;
        if drawn.contains(value) {
            bars.push(Bar {
                name: name.text.clone(),
                value: own.text.clone(),
                size: cube.size(measure, total),
                is_open: total.withheld > 0,
            });
        }
        rows.push(ViewRow {
            label: name,
            own,
            group: match parent {
                Some(parent) => Some(cube.view(measure, cube.get(measure, &[parent, value]), strings)?),
                None => None,
            },
            whole: cube.view(measure, cube.get(measure, &[TOTAL_CODE, value]), strings)?,
        });
    }
    let heading = strings.say_with("bycode-by", args())?;
    let description = strings.say("chart-description")?;
    // Several tables may count the same by the same; a chart is told from others by its table.
    let title = format!("{}: {heading}", Text::of(&table.title, describer.language).text);
    Ok(View {
        has_own,
        chart: chart::draw(id, title, description, &bars, is_time).filter(|_| has_own),
        caption: strings.say_with("bycode-caption", args())?,
        heading,
        column: label,
        rows,
    })
}

/// The values of a column in the order of its code list, or of time; what is not known comes last
/// and the total first.
pub(super) fn in_order<'v>(
    describer: &Describer<'_>,
    column: &str,
    values: impl IntoIterator<Item = &'v str>,
) -> Vec<&'v str> {
    let list = describer.said(column).and_then(|said| said.codelist);
    let mut values: Vec<&str> = values.into_iter().collect();
    values.sort_by_cached_key(|value| {
        let place = list.and_then(|list| list.find(value)).unwrap_or(usize::MAX);
        (*value != TOTAL_CODE, *value == UNKNOWN_CODE, place, locale::sort_key(value, describer.language))
    });
    values
}
