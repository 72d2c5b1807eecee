//! What each column's hint comes to: where its cells are copied from, and what they depend on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;
use toml::value::Datetime;

use crate::catalog::Matching;
use crate::report::{Finding, Place};

use super::cells::Cells;
use super::codes;
use super::context::{Context, leaves};
use super::days::Days;
use super::draw::{Share, Skew, Weighted};
use super::hints::{AfterFile, ColumnFile, DateFile};
use super::pattern::{self, Part};
use super::pools::{Pool, in_order};
use super::schema::ColumnRules;
use super::source::{Column, EmptyIf, Segment, Source};

/// All columns, and what they share.
pub(super) struct Columns {
    pub(super) columns: Vec<Column>,
    pub(super) order: Vec<usize>,
    pub(super) cells: Vec<Cells>,
    pub(super) days: Days,
    /// The pools that a row needs an entity of.
    pub(super) row_pools: BTreeSet<usize>,
}

/// Makes the columns of the schema, in its order.
pub(super) fn compile(context: &mut Context<'_>, pools: &[Pool]) -> Option<Columns> {
    let hints = context.hints;
    let names: Vec<&str> = context.dataset.schema.columns.iter().map(|column| column.name.as_str()).collect();
    let mut sound = true;
    for (name, column) in &hints.column {
        if !names.contains(&name.as_str()) {
            let place = context.file.place(column).column(name);
            context.unknown(&place, format!("`{name}` is not a column of the schema"));
            sound = false;
        }
    }
    let order =
        match in_order(&names, |name| hints.column.get(name).map(|c| needs(c.get_ref())).unwrap_or_default())
        {
            Ok(order) => {
                order.iter().filter_map(|name| names.iter().position(|other| other == name)).collect()
            }
            Err(name) => {
                let place = context.file.top().column("column");
                context.unknown(&place, format!("the column `{name}` does not exist, or depends on itself"));
                return None;
            }
        };
    let (days, first_day) = days(context)?;
    let mut compiler = Compiler {
        pools,
        names: &names,
        first_day,
        cells: Vec::new(),
        by_field: BTreeMap::new(),
        used: BTreeSet::new(),
    };
    let mut columns = Vec::new();
    for name in &names {
        match compiler.column(context, name) {
            Some(column) => columns.push(column),
            None => sound = false,
        }
    }
    if !sound {
        return None;
    }
    let Compiler { cells, used, .. } = compiler;
    resolve_values(context, &mut columns, &names)?;
    check_links(context, &columns, &names)?;
    Some(Columns { columns, order, cells, days, row_pools: used })
}

/// The columns that must be drawn before this one.
fn needs(column: &ColumnFile) -> Vec<String> {
    let mut needed: Vec<String> = column.empty_if.keys().cloned().collect();
    needed.extend(column.empty_with.clone());
    needed.extend(column.after.as_ref().map(|after| after.column.clone()));
    needed.extend(column.number.as_ref().and_then(|number| number.from.clone()));
    needed.extend(column.many.as_ref().and_then(|many| many.at_most.clone()));
    for part in column.pattern.iter().flat_map(|text| pattern::parse(text).unwrap_or_default()) {
        if let Part::Year(column) = part {
            needed.push(column);
        }
    }
    needed
}

/// The days that any date column can reach, and the first of them.
fn days(context: &mut Context<'_>) -> Option<(Days, Date)> {
    let mut range: Option<(Date, Date)> = None;
    let mut gaps: u64 = 0;
    for (name, spanned) in &context.hints.column {
        let place = context.file.place(spanned).column(name);
        if let Some(DateFile { start, end }) = &spanned.get_ref().date {
            let (Some(start), Some(end)) = (civil(start), civil(end)) else {
                context.invalid(&place, "`start` and `end` are dates such as 2024-12-31");
                return None;
            };
            if start > end {
                context.invalid(&place, "`start` comes after `end`");
                return None;
            }
            let (first, last) = range.unwrap_or((start, end));
            range = Some((first.min(start), last.max(end)));
        }
        if let Some(AfterFile { days: [least, most], .. }) = &spanned.get_ref().after {
            if least > most || *most > 36_525 {
                context.invalid(&place, "`days` are the least and the greatest number of days");
                return None;
            }
            gaps += u64::from(*most);
        }
    }
    let Some((first, last)) = range else { return Some((Days::default(), Date::ZERO)) };
    let last = last.saturating_add((gaps.min(366_000) as i64).days());
    Some((Days::new(first, last), first))
}

pub(super) fn civil(day: &Datetime) -> Option<Date> {
    day.to_string().parse().ok()
}

/// Turns the texts of `empty_if` into what the columns they speak of hold.
fn resolve_values(context: &mut Context<'_>, columns: &mut [Column], names: &[&str]) -> Option<()> {
    let hints = context.hints;
    for (at, name) in names.iter().enumerate() {
        let Some(spanned) = hints.column.get(*name) else { continue };
        let place = context.file.place(spanned).column(name);
        let mut tests = Vec::new();
        let position = |other: &str| names.iter().position(|name| *name == other);
        if let Some(other) = spanned.get_ref().empty_with.as_deref().and_then(position) {
            tests.push(EmptyIf::Empty(other));
        }
        for (other, texts) in &spanned.get_ref().empty_if {
            let other_at = position(other)?;
            let values = texts.iter().map(|text| match &columns[other_at].source {
                Source::Pick(_, cells) => {
                    (0..cells.len() as u32).find(|at| cells.get(*at) == text.as_bytes()).map(i64::from)
                }
                Source::Number(number) => number_units(text.parse().ok()?, number.decimals),
                _ => None,
            });
            let Some(values) = values.collect() else {
                let message =
                    format!("`{other}` does not draw one of these values, or does not hold a single one");
                context.unknown(&place, message);
                return None;
            };
            tests.push(EmptyIf::Value(other_at, values));
        }
        columns[at].empty_if = tests;
    }
    Some(())
}

/// Holds that a column which builds on another one finds there what it needs.
fn check_links(context: &mut Context<'_>, columns: &[Column], names: &[&str]) -> Option<()> {
    let is_day = |at: usize| matches!(columns[at].source, Source::Date { .. } | Source::After { .. });
    let has_decimals = |at: usize, wanted: u8| match &columns[at].source {
        Source::Number(number) => number.decimals == wanted,
        _ => false,
    };
    for (column, name) in columns.iter().zip(names) {
        let trouble = match &column.source {
            Source::After { column, .. } if !is_day(*column) => "`after` names a column without days",
            Source::Template(template)
                if template.segments.iter().any(|part| matches!(part, Segment::Year(at) if !is_day(*at))) =>
            {
                "`{year:…}` names a column without days"
            }
            Source::Number(number) if number.from.is_some_and(|at| !has_decimals(at, number.decimals)) => {
                "`from` names a column that is not a number with as many decimals"
            }
            Source::Many { at_most: Some(at), .. } if !has_decimals(*at, 0) => {
                "`at_most` names a column that is not a whole number"
            }
            _ => continue,
        };
        let place = context.file.top().column(name);
        context.invalid(&place, trouble);
        return None;
    }
    Some(())
}

/// A number in units of its last decimal.
pub(super) fn number_units(number: f64, decimals: u8) -> Option<i64> {
    let units = (number * 10f64.powi(i32::from(decimals))).round();
    (units.abs() < 9e15).then_some(units as i64)
}

/// Looks names up while columns are made, and keeps what was found.
pub(super) struct Compiler<'a> {
    pub(super) pools: &'a [Pool],
    pub(super) names: &'a [&'a str],
    pub(super) first_day: Date,
    pub(super) cells: Vec<Cells>,
    pub(super) by_field: BTreeMap<(usize, String), usize>,
    /// The pools that rows need an entity of.
    pub(super) used: BTreeSet<usize>,
}

impl Compiler<'_> {
    fn column(&mut self, context: &mut Context<'_>, name: &str) -> Option<Column> {
        let hints = context.hints;
        let dataset = context.dataset;
        let id = dataset.schema.find(name)?;
        let rules = ColumnRules::new(dataset.schema.column(id));
        let each = hints.group.as_ref().and_then(|group| group.get_ref().each.as_ref());
        let per_group = hints
            .group
            .as_ref()
            .is_some_and(|group| group.get_ref().columns.iter().any(|column| column == name));
        let bare = |source| Column { source, empty: Share::default(), empty_if: Vec::new(), per_group };
        if let Some(each) = each.filter(|each| each.column == name) {
            let place = context.file.top().column(name);
            if each.values.is_empty() || per_group || hints.column.contains_key(name) {
                context.invalid(&place, "the column of `each` has values there and no other hint");
                return None;
            }
            let cells =
                self.checked_cells(context, &rules, each.values.iter().map(String::as_str), &place)?;
            return Some(bare(Source::Each(cells)));
        }
        let Some(spanned) = hints.column.get(name) else {
            return self.without_hint(context, name, &rules).map(bare);
        };
        let place = context.file.place(spanned).column(name);
        let file = spanned.get_ref();
        let pools_before = self.used.clone();
        let source = self.source(context, name, file, &rules, &place)?;
        if per_group {
            self.only_group_pools(context, &pools_before, &place)?;
        }
        let empty = context.share(file.empty, "empty", &place)?;
        let can_be_empty = !empty.is_zero() || !file.empty_if.is_empty() || file.empty_with.is_some();
        if can_be_empty && !rules.may_be_empty {
            context.error(codes::OUT_OF_SCHEMA, &place, "the schema does not let this column be empty");
            return None;
        }
        Some(Column { source, empty, empty_if: Vec::new(), per_group })
    }

    /// A cell that is the same in all rows of a group can only speak of what the group has.
    fn only_group_pools(
        &self,
        context: &mut Context<'_>,
        before: &BTreeSet<usize>,
        place: &Place,
    ) -> Option<()> {
        let group = context.hints.group.as_ref()?.get_ref();
        let has = |at: usize| {
            self.pools.iter().enumerate().any(|(other, pool)| {
                group.pools.contains(&pool.name) && (other == at || pool.owners.contains_key(&at))
            })
        };
        match self.used.difference(before).find(|at| !has(**at)) {
            Some(at) => {
                let message =
                    format!("a group has no entity of the pool `{}` of its own", self.pools[*at].name);
                context.invalid(place, message);
                None
            }
            None => Some(()),
        }
    }

    /// What the schema and the dataset alone say of a column.
    fn without_hint(&mut self, context: &mut Context<'_>, name: &str, rules: &ColumnRules) -> Option<Source> {
        let place = context.file.top().column(name);
        if let Some(values) = &rules.values {
            let cells = self.cells_of(context, values.iter().map(String::as_str));
            return Some(Source::Pick(Weighted::skewed(Skew::None, cells.len()), cells));
        }
        let exact = context.dataset.source.codes.get(name).filter(|check| check.matching == Matching::Exact);
        if let Some(list) = exact.and_then(|check| context.catalog.codelists.get(&check.codelist))
            && !rules.is_list
        {
            let texts = leaves(list);
            let cells = self.checked_cells(context, rules, texts.iter().map(String::as_str), &place)?;
            return Some(Source::Pick(Weighted::skewed(Skew::None, cells.len()), cells));
        }
        context.report.push(
            Finding::error(
                codes::COLUMN_UNHINTED,
                place,
                format!("nothing says what synthetic values `{name}` has"),
            )
            .hint(format!("add `[column.{name}]`, as docs/synth.md describes")),
        );
        None
    }

    fn cells_of<'t>(&self, context: &Context<'_>, texts: impl Iterator<Item = &'t str>) -> Cells {
        Cells::new(texts, context.dataset.source.delimiter)
    }

    pub(super) fn checked_cells<'t>(
        &self,
        context: &mut Context<'_>,
        rules: &ColumnRules,
        texts: impl Iterator<Item = &'t str> + Clone,
        place: &Place,
    ) -> Option<Cells> {
        rules.check(context, texts.clone(), place)?;
        Some(self.cells_of(context, texts))
    }
}
