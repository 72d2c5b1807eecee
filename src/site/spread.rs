//! How what stands in a published column is spread: of figures, how many lie in each class of a 1-2-5
//! series; of codes, see [`Shares`].
//!
//! The classes follow from the figures' decimals and not from the data, so that they are the same in
//! each edition. Withheld figures are in none of them, and are told beside them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cube::{each_row, scaled, written};
use super::describe::{Describer, is_number};
use super::layout::Text;
use super::shares::Shares;
use super::strings::{Strings, fluent_args};
use super::{Exhibit, Opener, SiteError, locale};
use crate::release::{ColumnKind, ColumnManifest, ColumnRole, TableManifest};

/// What occurs in a column, and how often.
pub(super) enum Spread {
    Figures(Figures),
    Codes(Shares),
}

/// How often each class of figures occurs in a column.
pub(super) struct Figures {
    decimals: u8,
    classes: BTreeMap<u32, u64>,
    below_zero: u64,
}

/// The classes as bars in a table.
#[derive(Serialize)]
pub(super) struct SpreadView {
    pub(super) summary: String,
    pub(super) caption: String,
    pub(super) rows: Vec<SpreadRow>,
}

#[derive(Serialize)]
pub(super) struct SpreadRow {
    pub(super) label: Text,
    pub(super) code: Option<String>,
    pub(super) count: String,
    pub(super) share: Option<String>,
    pub(super) length: String,
}

/// The spreads of all columns of a dataset's tables; `None` for a column that has neither figures nor
/// codes.
pub(super) fn read(open: &Opener<'_>, exhibit: &Exhibit<'_>) -> Result<Vec<Vec<Option<Spread>>>, SiteError> {
    let mut tables = Vec::with_capacity(exhibit.newest.tables.len());
    for table in &exhibit.newest.tables {
        let mut spreads: Vec<Option<Spread>> =
            table.columns.iter().map(|column| Spread::new(table, column)).collect();
        if spreads.iter().any(Option::is_some) {
            let is_measure = |at: usize| table.columns[at].role == ColumnRole::Measure;
            let measures: Vec<usize> = (0..table.columns.len()).filter(|at| is_measure(*at)).collect();
            each_row(open, exhibit.newest, table, |row| {
                let is_there = |at: &usize| row.get(*at).is_some_and(|cell| !cell.is_empty());
                let has_figure = measures.is_empty() || measures.iter().any(is_there);
                for (spread, cell) in spreads.iter_mut().zip(row.iter()) {
                    match spread {
                        Some(Spread::Figures(figures)) => figures.add(cell),
                        Some(Spread::Codes(shares)) => shares.add(cell, has_figure),
                        None => {}
                    }
                }
            })?;
        }
        tables.push(spreads);
    }
    Ok(tables)
}

impl Spread {
    fn new(table: &TableManifest, column: &ColumnManifest) -> Option<Spread> {
        let codes = || Shares::new(table, column).map(Spread::Codes);
        Figures::new(column).map(Spread::Figures).or_else(codes)
    }

    /// What occurs in a column, as bars; `None` if there is nothing to compare.
    pub(super) fn view(
        &self,
        describer: &Describer<'_>,
        column: &str,
    ) -> Result<Option<SpreadView>, SiteError> {
        match self {
            Spread::Figures(figures) => figures.view(describer.strings),
            Spread::Codes(shares) => shares.view(describer, column),
        }
    }
}

impl Figures {
    fn new(column: &ColumnManifest) -> Option<Figures> {
        let decimals = match column.kind {
            _ if !is_number(column) => return None,
            ColumnKind::Decimal(decimals) => decimals,
            ColumnKind::Integer | ColumnKind::Text => 0,
        };
        Some(Figures { decimals, classes: BTreeMap::new(), below_zero: 0 })
    }

    fn add(&mut self, cell: &str) {
        match scaled(cell, self.decimals) {
            None => {}
            Some(value) if value < 0 => self.below_zero += 1,
            Some(value) => *self.classes.entry(class(value)).or_default() += 1,
        }
    }

    /// The classes in words; `None` if the figures are in fewer than two.
    fn view(&self, strings: &Strings) -> Result<Option<SpreadView>, SiteError> {
        let language = strings.language();
        let mut rows: Vec<(String, u64)> = Vec::new();
        if self.below_zero > 0 {
            rows.push((strings.say("spread-below-zero")?, self.below_zero));
        }
        let (Some(first), Some(last)) = (self.classes.keys().next(), self.classes.keys().last()) else {
            return Ok(None);
        };
        for class in *first..=*last {
            let count = self.classes.get(&class).copied().unwrap_or(0);
            let figure = |value| locale::number(&written(value, self.decimals), language);
            let label = match (bound(class), bound(class + 1) - 1) {
                (from, to) if from == to => figure(from),
                (from, to) if self.decimals == 0 => format!("{}–{}", figure(from), figure(to)),
                (from, to) => {
                    let args = fluent_args!["from" => figure(from), "to" => figure(to + 1)];
                    strings.say_with("spread-class", args)?
                }
            };
            rows.push((label, count));
        }
        if rows.len() < 2 {
            return Ok(None);
        }
        let greatest = rows.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
        let rows = rows.into_iter().map(|(label, count)| SpreadRow {
            label: Text::own(label),
            code: None,
            share: None,
            count: locale::count(count, language),
            length: format!("{:.1}", 100.0 * count as f64 / greatest as f64),
        });
        Ok(Some(SpreadView {
            summary: strings.say("spread-show")?,
            caption: strings.say("spread-caption")?,
            rows: rows.collect(),
        }))
    }
}

/// The class of a figure that is not negative: 0 for zero, then those that begin with 1, 2, 5, 10, ….
fn class(value: i128) -> u32 {
    let mut class = 0;
    while bound(class + 1) <= value {
        class += 1;
    }
    class
}

/// The least figure of a class.
fn bound(class: u32) -> i128 {
    let Some(nth) = class.checked_sub(1) else { return 0 };
    let step = [1, 2, 5][(nth % 3) as usize];
    10i128.checked_pow(nth / 3).and_then(|power| power.checked_mul(step)).unwrap_or(i128::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_the_series() {
        let bounds: Vec<i128> = (0..8).map(bound).collect();
        assert_eq!(bounds, [0, 1, 2, 5, 10, 20, 50, 100]);
        for (value, expected) in [(0, 0), (1, 1), (4, 2), (5, 3), (9, 3), (10, 4), (99, 6), (100, 7)] {
            assert_eq!(class(value), expected, "{value}");
        }
        assert!(class(i128::MAX - 1) > 100);
    }
}
