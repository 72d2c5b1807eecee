//! How the figures of a published column are spread: how many lie in each class of a 1-2-5 series.
//!
//! The classes follow from the figures' decimals and not from the data, so that they are the same in
//! each edition. Withheld figures are in none of them, and are told beside them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cube::{each_row, scaled, written};
use super::describe::is_number;
use super::strings::{Strings, fluent_args};
use super::{Exhibit, Opener, SiteError, locale};
use crate::release::{ColumnKind, ColumnManifest};

/// How often each class of figures occurs in a column.
pub(super) struct Spread {
    decimals: u8,
    classes: BTreeMap<u32, u64>,
    below_zero: u64,
}

/// The classes as bars in a table.
#[derive(Serialize)]
pub(super) struct SpreadView {
    caption: String,
    rows: Vec<SpreadRow>,
}

#[derive(Serialize)]
struct SpreadRow {
    label: String,
    count: String,
    length: String,
}

/// The spreads of all columns of a dataset's tables; `None` for a column that holds no figures.
pub(super) fn read(open: &Opener<'_>, exhibit: &Exhibit<'_>) -> Result<Vec<Vec<Option<Spread>>>, SiteError> {
    let mut tables = Vec::with_capacity(exhibit.newest.tables.len());
    for table in &exhibit.newest.tables {
        let mut spreads: Vec<Option<Spread>> = table.columns.iter().map(Spread::new).collect();
        if spreads.iter().any(Option::is_some) {
            each_row(open, exhibit.newest, table, |row| {
                for (spread, cell) in spreads.iter_mut().zip(row.iter()) {
                    if let Some(spread) = spread {
                        spread.add(cell);
                    }
                }
            })?;
        }
        tables.push(spreads);
    }
    Ok(tables)
}

impl Spread {
    fn new(column: &ColumnManifest) -> Option<Spread> {
        let decimals = match column.kind {
            _ if !is_number(column) => return None,
            ColumnKind::Decimal(decimals) => decimals,
            ColumnKind::Integer | ColumnKind::Text => 0,
        };
        Some(Spread { decimals, classes: BTreeMap::new(), below_zero: 0 })
    }

    fn add(&mut self, cell: &str) {
        match scaled(cell, self.decimals) {
            None => {}
            Some(value) if value < 0 => self.below_zero += 1,
            Some(value) => *self.classes.entry(class(value)).or_default() += 1,
        }
    }

    /// The classes in words; `None` if the figures are in fewer than two.
    pub(super) fn view(&self, strings: &Strings) -> Result<Option<SpreadView>, SiteError> {
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
            label,
            count: locale::count(count, language),
            length: format!("{:.1}", 100.0 * count as f64 / greatest as f64),
        });
        Ok(Some(SpreadView { caption: strings.say("spread-caption")?, rows: rows.collect() }))
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
