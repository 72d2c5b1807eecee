//! The combinations of one table without sums to a public table: the rules on small cells, and the
//! order of rows. There are no totals here, so no sum gives a withheld cell away.

use hashbrown::HashMap;

use super::TablePlan;
use super::aggregate::{CellState, Key, TableAggregate};
use super::code::{Coder, Interner};
use super::effect::{Fact, Reason, Subject, TableEffect};
use super::public_table::{ColumnRole, PublicColumn, PublicTable, Values};
use super::values::{TooGreat, quotient, round, statuses};
use crate::catalog::{MAX_DIMENSIONS, MeasureKind, Presence, TablePolicy};

/// A table that lists all combinations has at most this many rows.
pub(super) const MAX_LISTED_ROWS: u64 = 5_000_000;

/// Applies the rules of a table to what was counted; also tells what they did.
pub(super) fn protect(
    aggregate: TableAggregate<'_>,
    plan: &TablePlan<'_>,
    looks_at_rows: bool,
) -> Result<(PublicTable, TableEffect), TooGreat> {
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

    let reasons: Vec<Vec<Reason>> = rows.iter().map(|(_, cell)| reasons(cell, policy)).collect();
    let effect = effect(policy, &rows, &ranks, &reasons, looks_at_rows);
    let mut columns = Vec::new();
    for (at, (dimension, ranks)) in policy.dimensions.iter().zip(ranks).enumerate() {
        let codes = rows.iter().map(|(key, _)| Some(key[at])).collect();
        let values = Values::Text { dictionary: ranks.texts, codes };
        columns.push(PublicColumn::new(dimension.name.clone(), ColumnRole::Key, values));
    }
    let cells: Vec<Option<&CellState>> =
        rows.iter().zip(&reasons).map(|((_, cell), reasons)| reasons.is_empty().then_some(cell)).collect();
    let (mut distinct, mut sums) = (0, 0);
    let mut measured: Vec<Values> = Vec::new();
    for measure in &policy.measures {
        let values = match &measure.kind {
            MeasureKind::Ratio { of, to, per, decimals } => {
                quotient(&measured[*of], &measured[*to], *per, *decimals)?
            }
            kind => measure_values(kind, &cells, &mut distinct, &mut sums)?,
        };
        let status = statuses(&values, cells.iter().map(Option::is_none));
        measured.push(values.clone());
        columns.push(PublicColumn::new(measure.name.clone(), ColumnRole::Measure, values));
        columns.push(PublicColumn::new(format!("{}_status", measure.name), ColumnRole::Status, status));
    }
    Ok((PublicTable::new(policy.name.clone(), columns), effect))
}

/// The rules that forbid a cell, with the protective side at each boundary.
fn reasons(cell: &CellState, policy: &TablePolicy) -> Vec<Reason> {
    let contributors = cell.contributors() < policy.min_contributors.at_least;
    [(Reason::Count, cell.count < policy.min_count), (Reason::Contributors, contributors)]
        .into_iter()
        .filter_map(|(reason, is_broken)| is_broken.then_some(reason))
        .collect()
}

fn effect(
    policy: &TablePolicy,
    rows: &[(Key, CellState)],
    ranks: &[Ranks],
    reasons: &[Vec<Reason>],
    looks_at_rows: bool,
) -> TableEffect {
    let mut sums = 0..;
    let additive = policy.measures.iter().filter_map(|measure| match measure.kind {
        MeasureKind::Count => Some(None),
        MeasureKind::Sum { .. } => Some(sums.next()),
        _ => None,
    });
    let sums: Vec<Option<usize>> = additive.collect();
    let facts = rows.iter().zip(reasons).map(|((key, cell), reasons)| Fact {
        codes: ranks.iter().zip(key).map(|(ranks, rank)| ranks.texts[*rank as usize].as_str()).collect(),
        is_finest: true,
        is_withheld: !reasons.is_empty(),
        reasons,
        count: cell.count,
        amounts: sums.iter().map(|sum| sum.map_or(i128::from(cell.count), |sum| cell.sum(sum))).collect(),
    });
    TableEffect::of(&Subject::new(policy, looks_at_rows), facts)
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
    kind: &MeasureKind,
    cells: &[Option<&CellState>],
    distinct: &mut usize,
    sums: &mut usize,
) -> Result<Values, TooGreat> {
    let whole = |value: u64| i64::try_from(value).map_err(|_| TooGreat);
    let each = |value: &dyn Fn(&CellState) -> Result<i64, TooGreat>| {
        cells.iter().map(|cell| cell.map(value).transpose()).collect::<Result<Vec<_>, _>>()
    };
    Ok(match kind {
        MeasureKind::Distinct(_) => {
            let index = *distinct;
            *distinct += 1;
            Values::Integer(each(&|cell| whole(cell.distinct(index)))?)
        }
        MeasureKind::Sum { decimals, zero_below_micro, .. } => {
            let index = *sums;
            *sums += 1;
            let values = each(&|cell| round(cell.sum(index), *zero_below_micro, *decimals))?;
            match decimals {
                0 => Values::Integer(values),
                scale => Values::Decimal { scale: *scale, values },
            }
        }
        // Ratios are made of others, and bounds go with systems.
        _ => Values::Integer(each(&|cell| whole(cell.count))?),
    })
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
