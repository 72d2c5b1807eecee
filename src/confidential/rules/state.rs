//! What is kept of the rows for each kind of rule, and how two such states become one.

use hashbrown::HashMap;
use jiff::civil::Date;

use super::super::cell;
use super::super::conform::{RowPlace, split};
use super::super::source::RawBatch;
use super::{Column, Plan, Rule};
use crate::catalog::{Order, RuleKind, SumRule};

/// How often a rule was violated, and where first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) count: u64,
    pub(super) first: RowPlace,
}

/// The sums of one group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    low: i128,
    high: i128,
    first: RowPlace,
}

/// What one thread, or all of them, have seen for one rule.
#[derive(Debug)]
pub(super) enum State {
    /// For each row the fingerprint of its key, and below it its place: sixteen bytes a row.
    Keys(Vec<u128>),
    /// Rows that violate the rule by themselves.
    Rows(Option<Seen>),
    Sums(HashMap<u128, Group>),
    Newest(Option<Date>),
    Share(u64),
    /// How many rows hold each code.
    Codes(Vec<u64>),
    /// The rows are counted elsewhere.
    Counted,
}

impl State {
    pub(super) fn new(kind: &RuleKind) -> State {
        match kind {
            RuleKind::Unique(_) => State::Keys(Vec::new()),
            RuleKind::ForeignKey(..)
            | RuleKind::KeyOf(..)
            | RuleKind::AtMostOneOf(_)
            | RuleKind::Ordered(..) => State::Rows(None),
            RuleKind::Sum(_) => State::Sums(HashMap::new()),
            RuleKind::Freshness(..) => State::Newest(None),
            RuleKind::MaxEmptyShare(..) | RuleKind::MaxShareOfCode(..) | RuleKind::EmptyDrift(..) => {
                State::Share(0)
            }
            RuleKind::CodeDrift(_, codes, _) => State::Codes(vec![0; codes.len()]),
            RuleKind::RowCount { .. } | RuleKind::RowDrift(_) => State::Counted,
        }
    }

    /// Takes the rows of a batch in.
    pub(super) fn add(
        &mut self,
        rule: &Rule<'_>,
        plan: &Plan<'_>,
        raw: &RawBatch,
        sequence: usize,
        scratch: &mut Vec<u8>,
    ) {
        for row in 0..raw.rows() {
            match self {
                State::Keys(keys) => {
                    if let Some(fingerprint) = plan.fingerprint(&rule.columns, raw, row, scratch) {
                        let place = RowPlace::new(sequence, raw.record_number(row));
                        keys.push(fingerprint << RowPlace::BITS | u128::from(place.bits()));
                    }
                }
                State::Rows(seen) => {
                    if violates(rule, plan, raw, row, scratch) {
                        let first = || RowPlace::new(sequence, raw.record_number(row));
                        seen.get_or_insert_with(|| Seen { count: 0, first: first() }).count += 1;
                    }
                }
                State::Sums(groups) => {
                    let low = quantity(&rule.columns[0], raw, row, scratch);
                    let high = quantity(&rule.columns[1], raw, row, scratch);
                    // Rows that belong to no group are one themselves, so that nothing is left out.
                    let key = plan.fingerprint(&rule.group, raw, row, scratch).unwrap_or(u128::MAX);
                    let first = RowPlace::new(sequence, raw.record_number(row));
                    let group = groups.entry(key).or_insert(Group { low: 0, high: 0, first });
                    group.low += i128::from(low);
                    group.high += i128::from(high);
                    group.first = group.first.min(first);
                }
                State::Newest(newest) => {
                    let cell = raw.cell(row, rule.columns[0].position, scratch);
                    // A date that is yet to come says nothing of how fresh the source is.
                    let date = cell::date(cell).filter(|date| *date <= plan.as_of);
                    *newest = date.max(*newest);
                }
                State::Share(count) => {
                    *count += u64::from(counts(rule, raw.cell(row, rule.columns[0].position, scratch)));
                }
                State::Codes(counts) => {
                    let cell = raw.cell(row, rule.columns[0].position, scratch);
                    for value in values(&rule.columns[0], cell) {
                        if let Some(count) = rule.codes.get(value).and_then(|at| counts.get_mut(*at)) {
                            *count += 1;
                        }
                    }
                }
                State::Counted => return,
            }
        }
    }

    /// What can be done before states are put together.
    pub(super) fn finish(&mut self) {
        if let State::Keys(keys) = self {
            keys.sort_unstable();
        }
    }

    /// Takes in what another thread has seen.
    pub(super) fn merge(&mut self, other: State) {
        match (self, other) {
            (State::Keys(keys), State::Keys(other)) => {
                if keys.is_empty() {
                    *keys = other;
                } else {
                    keys.extend(other);
                    // Both parts are sorted, which this sort finds out and merges.
                    keys.sort();
                }
            }
            (State::Rows(seen), State::Rows(Some(other))) => match seen {
                Some(seen) => {
                    seen.count += other.count;
                    seen.first = seen.first.min(other.first);
                }
                None => *seen = Some(other),
            },
            (State::Sums(groups), State::Sums(other)) => {
                for (key, group) in other {
                    let own = groups.entry(key).or_insert(Group { low: 0, high: 0, ..group });
                    own.low += group.low;
                    own.high += group.high;
                    own.first = own.first.min(group.first);
                }
            }
            (State::Newest(newest), State::Newest(other)) => *newest = other.max(*newest),
            (State::Share(count), State::Share(other)) => *count += other,
            (State::Codes(counts), State::Codes(others)) => {
                counts.iter_mut().zip(others).for_each(|(count, other)| *count += other);
            }
            _ => {}
        }
    }
}

/// How many keys stand again in a sorted list; the first row that repeats one, and the row it repeats.
pub(super) fn repeated(keys: &[u128]) -> Option<(u64, RowPlace, RowPlace)> {
    let place = |key: u128| RowPlace::from_bits((key & ((1 << RowPlace::BITS) - 1)) as u64);
    let mut count = 0;
    let mut first: Option<(RowPlace, RowPlace)> = None;
    for group in keys.chunk_by(|a, b| a >> RowPlace::BITS == b >> RowPlace::BITS) {
        let [original, again, ..] = group else { continue };
        count += group.len() as u64 - 1;
        let found = (place(*again), place(*original));
        first = Some(first.map_or(found, |first| first.min(found)));
    }
    first.map(|(again, original)| (count, again, original))
}

/// How many groups do not add up, and the first row of the first of them.
pub(super) fn sums_off(groups: &HashMap<u128, Group>, rule: &SumRule) -> Option<(u64, RowPlace)> {
    let (total, tolerance) = (i128::from(rule.total), i128::from(rule.tolerance));
    let off = groups.values().filter(|group| group.low > total + tolerance || group.high < total - tolerance);
    let count = off.clone().count() as u64;
    off.map(|group| group.first).min().map(|first| (count, first))
}

fn quantity(column: &Column, raw: &RawBatch, row: usize, scratch: &mut Vec<u8>) -> i64 {
    // What is no quantity is a finding of its own.
    cell::micro(raw.cell(row, column.position, scratch)).unwrap_or(0)
}

impl Column {
    fn cell<'a>(&self, raw: &'a RawBatch, row: usize, scratch: &'a mut Vec<u8>) -> &'a [u8] {
        raw.cell(row, self.position, scratch)
    }
}

/// True if a row violates a rule by itself.
fn violates(rule: &Rule<'_>, plan: &Plan<'_>, raw: &RawBatch, row: usize, scratch: &mut Vec<u8>) -> bool {
    let [first, others @ ..] = rule.columns.as_slice() else { return false };
    match &rule.rule.kind {
        RuleKind::ForeignKey(..) => {
            !values(first, first.cell(raw, row, scratch)).all(|value| rule.keys.contains(value))
        }
        RuleKind::KeyOf(..) => !values(first, first.cell(raw, row, scratch))
            .all(|value| rule.foreign.contains(&plan.fingerprint_of(value))),
        RuleKind::AtMostOneOf(_) => {
            let given = rule.columns.iter().filter(|column| !column.cell(raw, row, scratch).is_empty());
            given.count() > 1
        }
        RuleKind::Ordered(_, _, order) => {
            let Some(second) = others.first() else { return false };
            match order {
                Order::Date => {
                    let start = cell::date(first.cell(raw, row, scratch));
                    let end = cell::date(second.cell(raw, row, scratch));
                    matches!((start, end), (Some(start), Some(end)) if start > end)
                }
                Order::Number => {
                    let read = |cell: &[u8]| Some((cell::micro(cell), cell::number(cell)?));
                    let low = read(first.cell(raw, row, scratch));
                    match (low, read(second.cell(raw, row, scratch))) {
                        (Some((Some(low), _)), Some((Some(high), _))) => low > high,
                        (Some((_, low)), Some((_, high))) => low > high,
                        _ => false,
                    }
                }
            }
        }
        _ => false,
    }
}

/// True if a cell is one whose share is measured.
fn counts(rule: &Rule<'_>, cell: &[u8]) -> bool {
    match &rule.rule.kind {
        RuleKind::MaxEmptyShare(..) | RuleKind::EmptyDrift(..) => cell.is_empty(),
        RuleKind::MaxShareOfCode(_, code, _) => {
            values(&rule.columns[0], cell).any(|value| value == code.as_bytes())
        }
        _ => false,
    }
}

/// The values of a cell; none if it is empty.
pub(super) fn values<'a>(column: &'a Column, cell: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let (single, several) = match (&column.separator, cell) {
        (_, []) => (None, None),
        (None, cell) => (Some(cell), None),
        (Some(separator), cell) => (None, Some(split(cell, separator.as_bytes()))),
    };
    single.into_iter().chain(several.into_iter().flatten())
}
