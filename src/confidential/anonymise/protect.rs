//! Combinations to a public table: the rules on small cells, and the order of rows.
//!
//! There are no totals here, so no sum gives a withheld cell away.

use hashbrown::HashMap;

use super::TablePlan;
use super::aggregate::{CellState, Key, TableAggregate};
use super::code::{Coder, Interner};
use super::public_table::{ColumnRole, PublicColumn, PublicTable, Values, WITHHELD};
use crate::catalog::{MAX_DIMENSIONS, Measure, MeasureKind, Presence, TablePolicy};

/// A table that lists all combinations has at most this many rows.
pub(super) const MAX_LISTED_ROWS: u64 = 5_000_000;

/// Applies the rules of a table to what was counted; also tells how many rows are not withheld.
pub(super) fn protect(aggregate: TableAggregate<'_>, plan: &TablePlan<'_>) -> (PublicTable, usize) {
    let (mut cells, interners) = aggregate.into_parts();
    let policy = plan.policy;
    if policy.presence == Presence::Secret {
        list_all(&mut cells, &plan.coders);
    }
    let ranks: Vec<Ranks> = plan
        .coders
        .iter()
        .zip(&interners)
        .enumerate()
        .map(|(at, (coder, interner))| Ranks::new(cells.keys().map(|key| key[at]), coder, interner))
        .collect();
    // Rows are sorted by the published texts, so nothing of the source's order or of the numbers
    // that threads gave to values is left.
    let mut rows: Vec<(Key, CellState)> = cells
        .into_iter()
        .map(|(mut key, cell)| {
            for (number, ranks) in key.iter_mut().zip(&ranks) {
                *number = ranks.rank(*number);
            }
            (key, cell)
        })
        .collect();
    rows.sort_unstable_by_key(|(key, _)| *key);

    let mut columns = Vec::new();
    for (at, (dimension, ranks)) in policy.dimensions.iter().zip(ranks).enumerate() {
        let codes = rows.iter().map(|(key, _)| Some(key[at])).collect();
        let values = Values::Text { dictionary: ranks.texts, codes };
        columns.push(PublicColumn::new(dimension.name.clone(), ColumnRole::Key, values));
    }
    let cells: Vec<Option<&CellState>> =
        rows.iter().map(|(_, cell)| is_publishable(cell, policy).then_some(cell)).collect();
    let (mut distinct, mut sums) = (0, 0);
    for measure in &policy.measures {
        let values = measure_values(measure, &cells, &mut distinct, &mut sums);
        columns.push(PublicColumn::new(measure.name.clone(), ColumnRole::Measure, values));
        columns.push(PublicColumn::new(
            format!("{}_status", measure.name),
            ColumnRole::Status,
            statuses(&cells),
        ));
    }
    let published = cells.iter().flatten().count();
    (PublicTable::new(policy.name.clone(), columns), published)
}

/// The rules, with the protective side at each boundary: all must hold for a cell to be published.
fn is_publishable(cell: &CellState, policy: &TablePolicy) -> bool {
    cell.count >= policy.min_count && cell.contributors() >= policy.min_contributors.at_least
}

/// Adds the combinations that did not occur, so that an empty cell looks like a small one.
fn list_all(cells: &mut HashMap<Key, CellState>, coders: &[Coder]) {
    let mut keys: Vec<Key> = vec![[0; MAX_DIMENSIONS]];
    for (at, coder) in coders.iter().enumerate() {
        let domain = coder.domain().unwrap_or_default();
        keys = keys
            .iter()
            .flat_map(|key| {
                domain.iter().map(move |number| {
                    let mut key = *key;
                    key[at] = *number;
                    key
                })
            })
            .collect();
    }
    for key in keys {
        cells.entry(key).or_default();
    }
}

fn measure_values(
    measure: &Measure,
    cells: &[Option<&CellState>],
    distinct: &mut usize,
    sums: &mut usize,
) -> Values {
    let whole = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    match &measure.kind {
        MeasureKind::Count => {
            Values::Integer(cells.iter().map(|cell| cell.map(|cell| whole(cell.count))).collect())
        }
        MeasureKind::Distinct(_) => {
            let index = *distinct;
            *distinct += 1;
            Values::Integer(cells.iter().map(|cell| cell.map(|cell| whole(cell.distinct(index)))).collect())
        }
        MeasureKind::Sum { decimals, zero_below_micro, .. } => {
            let index = *sums;
            *sums += 1;
            let rounded = |cell: &CellState| round(cell.sum(index), *zero_below_micro, *decimals);
            let values = cells.iter().map(|cell| cell.map(rounded)).collect();
            match decimals {
                0 => Values::Integer(values),
                scale => Values::Decimal { scale: *scale, values },
            }
        }
    }
}

/// A sum in millionths to a whole number of its last published decimal; half goes away from zero,
/// and what is smaller than the accuracy limit becomes 0.
fn round(micro: i128, zero_below_micro: i128, decimals: u8) -> i64 {
    if micro.abs() < zero_below_micro {
        return 0;
    }
    let unit = 10_i128.pow(6 - u32::from(decimals));
    let rounded = (micro.abs() + unit / 2) / unit * micro.signum();
    i64::try_from(rounded).unwrap_or(if micro > 0 { i64::MAX } else { i64::MIN })
}

fn statuses(cells: &[Option<&CellState>]) -> Values {
    let codes: Vec<Option<u32>> = cells.iter().map(|cell| cell.is_none().then_some(0)).collect();
    let is_used = codes.iter().any(Option::is_some);
    let dictionary = if is_used { vec![WITHHELD.to_owned()] } else { Vec::new() };
    Values::Text { dictionary, codes }
}

/// The numbers of a dimension in the order of their published texts.
struct Ranks {
    texts: Vec<String>,
    by_number: HashMap<u32, u32>,
}

impl Ranks {
    fn new(numbers: impl Iterator<Item = u32>, coder: &Coder, interner: &Interner) -> Ranks {
        let mut numbers: Vec<u32> = numbers.collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut texts: Vec<(String, u32)> =
            numbers.into_iter().map(|number| (coder.text(number, interner), number)).collect();
        texts.sort_unstable();
        let by_number = texts.iter().enumerate().map(|(rank, (_, number))| (*number, rank as u32)).collect();
        Ranks { texts: texts.into_iter().map(|(text, _)| text).collect(), by_number }
    }

    fn rank(&self, number: u32) -> u32 {
        self.by_number[&number]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_rounded_half_away_from_zero_and_small_ones_are_zero() {
        assert_eq!(round(150_000, 100_000, 1), 2);
        assert_eq!(round(-150_000, 100_000, 1), -2);
        assert_eq!(round(99_999, 100_000, 1), 0);
        assert_eq!(round(-99_999, 100_000, 1), 0);
        assert_eq!(round(100_000, 100_000, 1), 1);
        assert_eq!(round(1_499_999, 0, 0), 1);
    }
}
