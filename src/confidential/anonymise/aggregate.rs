//! The one pass over rows: each combination of recoded values with its count, its sums and as much
//! of its contributors as the rules need.

use std::hash::{BuildHasher, RandomState};

use hashbrown::{HashMap, HashSet};

use super::super::cell;
use super::super::conform::ValidBatch;
use super::code::Interner;
use super::{TablePlan, Unproven};
use crate::catalog::{ColumnId, MAX_DIMENSIONS, MeasureKind};

/// The numbers of a combination, one for each dimension; the rest is 0.
pub(super) type Key = [u32; MAX_DIMENSIONS];

/// Stands for the identifier of an entity: two keyed 64-bit hashes of its text.
///
/// Two different entities that fell together would make a cell look smaller than it is, never
/// larger, so a collision can only withhold. The identifier itself is not kept.
type Fingerprint = (u64, u64);

/// What is known of a combination.
#[derive(Clone, Debug, Default)]
pub(super) struct CellState {
    /// Source rows.
    pub(super) count: u64,
    /// Distinct contributors, as far as the rule on them asks.
    contributors: Vec<Fingerprint>,
    /// For each distinct measure the entities counted.
    distinct: Vec<HashSet<Fingerprint>>,
    /// For each sum its value in millionths.
    sums: Vec<i128>,
}

impl CellState {
    /// How many distinct contributors there are; no more than the rule asks for.
    pub(super) fn contributors(&self) -> u64 {
        self.contributors.len() as u64
    }

    /// The number of distinct entities of the `index`-th distinct measure.
    pub(super) fn distinct(&self, index: usize) -> u64 {
        self.distinct.get(index).map_or(0, |entities| entities.len() as u64)
    }

    /// The value of the `index`-th sum in millionths.
    pub(super) fn sum(&self, index: usize) -> i128 {
        self.sums.get(index).copied().unwrap_or(0)
    }

    fn contribute(&mut self, contributor: Fingerprint, enough: u64) {
        if (self.contributors.len() as u64) < enough && !self.contributors.contains(&contributor) {
            self.contributors.push(contributor);
        }
    }

    /// Makes room for so many distinct counts and sums.
    #[inline]
    fn resize(&mut self, distinct: usize, sums: usize) {
        if self.distinct.len() < distinct {
            self.distinct.resize_with(distinct, HashSet::new);
        }
        if self.sums.len() < sums {
            self.sums.resize(sums, 0);
        }
    }

    fn merge(&mut self, other: CellState, enough: u64) {
        self.count += other.count;
        for contributor in other.contributors {
            self.contribute(contributor, enough);
        }
        self.resize(other.distinct.len(), other.sums.len());
        for (entities, others) in self.distinct.iter_mut().zip(other.distinct) {
            entities.extend(others);
        }
        for (sum, other) in self.sums.iter_mut().zip(other.sums) {
            *sum += other;
        }
    }
}

/// How many combinations are found without asking the map.
const RECENT: usize = 64;

/// Odd numbers, one for each dimension, that spread small numbers over 32 bits.
const FACTORS: [u32; MAX_DIMENSIONS] = {
    let mut factors = [0x9E37_79B1_u32; MAX_DIMENSIONS];
    let mut at = 1;
    while at < MAX_DIMENSIONS {
        factors[at] = factors[at - 1].wrapping_mul(0x9E37_79B1);
        at += 1;
    }
    factors
};

/// All combinations of one table that one thread has seen.
#[derive(Debug)]
pub(super) struct TableAggregate<'a> {
    plan: &'a TablePlan<'a>,
    /// For each combination where it stands in `states`.
    cells: HashMap<Key, u32>,
    states: Vec<CellState>,
    /// Combinations that were counted lately, by a few bits of their numbers.
    recent: [(Key, u32); RECENT],
    interners: Vec<Interner>,
    hashers: &'a (RandomState, RandomState),
    distinct: Vec<ColumnId>,
    sums: Vec<(&'a [ColumnId], &'a [ColumnId])>,
}

impl<'a> TableAggregate<'a> {
    pub(super) fn new(plan: &'a TablePlan<'a>) -> TableAggregate<'a> {
        let mut distinct = Vec::new();
        let mut sums = Vec::new();
        for measure in &plan.policy.measures {
            match &measure.kind {
                MeasureKind::Distinct(column) => distinct.push(*column),
                MeasureKind::Sum { plus, minus, .. } => sums.push((plus.as_slice(), minus.as_slice())),
                _ => {}
            }
        }
        TableAggregate {
            plan,
            cells: HashMap::new(),
            states: Vec::new(),
            recent: [([0; MAX_DIMENSIONS], u32::MAX); RECENT],
            interners: plan.coders.iter().map(|_| Interner::default()).collect(),
            hashers: &plan.hashers,
            distinct,
            sums,
        }
    }

    /// Takes the rows of a batch in.
    pub(super) fn add(&mut self, batch: &ValidBatch, positions: &[usize]) -> Result<(), Unproven> {
        let mut scratch = Vec::new();
        let mut entry = Entry::default();
        let mut keys: Vec<Key> = Vec::new();
        let mut numbers: Vec<u32> = Vec::new();
        for row in 0..batch.rows() {
            keys.clear();
            keys.push([0; MAX_DIMENSIONS]);
            for (at, (coder, dimension)) in
                self.plan.coders.iter().zip(&self.plan.policy.dimensions).enumerate()
            {
                let text = batch.cell(row, positions[dimension.column.0], &mut scratch);
                let interner = &mut self.interners[at];
                if coder.is_single() {
                    let number = coder.encode_whole(text, interner)?;
                    keys.iter_mut().for_each(|key| key[at] = number);
                } else {
                    coder.encode(text, interner, &mut numbers)?;
                    extend(&mut keys, at, &numbers);
                }
            }
            self.read_entry(batch, row, positions, &mut scratch, &mut entry)?;
            let contributor = positions[self.plan.policy.min_contributors.column.0];
            for key in &keys {
                self.count(key, &entry, batch.cell(row, contributor, &mut scratch));
            }
        }
        Ok(())
    }

    /// Reads what a row contributes to each of its cells.
    fn read_entry(
        &self,
        batch: &ValidBatch,
        row: usize,
        positions: &[usize],
        scratch: &mut Vec<u8>,
        entry: &mut Entry,
    ) -> Result<(), Unproven> {
        let mut entity = |column: ColumnId| {
            let text = batch.cell(row, positions[column.0], scratch);
            (!text.is_empty()).then(|| fingerprint(self.hashers, text))
        };
        entry.distinct.clear();
        entry.distinct.extend(self.distinct.iter().map(|column| entity(*column)));
        entry.sums.clear();
        for (plus, minus) in &self.sums {
            let mut sum = 0;
            for (columns, sign) in [(plus, 1), (minus, -1)] {
                for column in *columns {
                    let text = batch.cell(row, positions[column.0], scratch);
                    if !text.is_empty() {
                        sum += sign * i128::from(cell::micro(text).ok_or(Unproven)?);
                    }
                }
            }
            entry.sums.push(sum);
        }
        Ok(())
    }

    /// Counts a row into one of its cells. Its contributor's fingerprint is the dearest part of it, and is
    /// made only where it may matter: most cells soon have enough contributors.
    fn count(&mut self, key: &Key, entry: &Entry, contributor: &[u8]) {
        let hashers = self.hashers;
        let enough = self.plan.policy.min_contributors.at_least;
        let at = self.place(key);
        let cell = &mut self.states[at as usize];
        cell.resize(entry.distinct.len(), entry.sums.len());
        cell.count += 1;
        // A row that does not say whose it is counts as nobody's: that can only withhold.
        if cell.contributors() < enough && !contributor.is_empty() {
            cell.contribute(fingerprint(hashers, contributor), enough);
        }
        for (entities, entity) in cell.distinct.iter_mut().zip(&entry.distinct) {
            if let Some(entity) = entity {
                entities.insert(*entity);
            }
        }
        for (sum, value) in cell.sums.iter_mut().zip(&entry.sums) {
            *sum += value;
        }
    }

    /// Where a combination stands in `states`; a new one behind all others.
    #[inline]
    fn place(&mut self, key: &Key) -> u32 {
        // Each number is multiplied on its own, so that none waits for another; there is one for each coder.
        let mix = |mixed: u32, (number, factor): (&u32, u32)| mixed ^ number.wrapping_mul(factor);
        let numbers = &key[..self.interners.len()];
        let recent = (numbers.iter().zip(FACTORS).fold(0, mix) >> 26) as usize % RECENT;
        let (known, at) = self.recent[recent];
        if known == *key && at != u32::MAX {
            return at;
        }
        let at = *self.cells.entry(*key).or_insert_with(|| {
            self.states.push(CellState::default());
            self.states.len() as u32 - 1
        });
        self.recent[recent] = (*key, at);
        at
    }

    /// Takes in what another thread has seen.
    pub(super) fn merge(&mut self, other: TableAggregate<'a>) {
        let enough = self.plan.policy.min_contributors.at_least;
        let renumbered: Vec<Vec<u32>> =
            self.interners.iter_mut().zip(&other.interners).map(|(to, from)| to.merge(from)).collect();
        let mut states = other.states;
        for (mut key, at) in other.cells {
            for (number, new) in key.iter_mut().zip(&renumbered) {
                // Only a dimension that is published as it is has numbers of a thread's own.
                *number = new.get(*number as usize).copied().unwrap_or(*number);
            }
            let cell = std::mem::take(&mut states[at as usize]);
            let at = self.place(&key);
            self.states[at as usize].merge(cell, enough);
        }
    }

    /// All combinations seen, and the values behind the numbers of dimensions published as they are.
    pub(super) fn into_parts(self) -> (HashMap<Key, CellState>, Vec<Interner>) {
        let mut states = self.states;
        let mut cell = |at: u32| std::mem::take(&mut states[at as usize]);
        (self.cells.into_iter().map(|(key, at)| (key, cell(at))).collect(), self.interners)
    }
}

fn fingerprint(hashers: &(RandomState, RandomState), text: &[u8]) -> Fingerprint {
    (hashers.0.hash_one(text), hashers.1.hash_one(text))
}

/// What one row contributes.
#[derive(Debug, Default)]
struct Entry {
    distinct: Vec<Option<Fingerprint>>,
    sums: Vec<i128>,
}

/// Writes the numbers of one dimension into all keys; several numbers multiply the keys.
fn extend(keys: &mut Vec<Key>, at: usize, numbers: &[u32]) {
    let Some((last, others)) = numbers.split_last() else { return };
    let known = keys.len();
    for number in others {
        for index in 0..known {
            let mut key = keys[index];
            key[at] = *number;
            keys.push(key);
        }
    }
    for key in &mut keys[..known] {
        key[at] = *last;
    }
}
