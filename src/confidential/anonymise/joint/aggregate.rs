//! The one pass over rows: for each combination who put in what.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};
use sha2::{Digest as _, Sha256};

use super::super::super::cell;
use super::super::super::conform::ValidBatch;
use super::super::Unproven;
use super::super::aggregate::Key;
use super::super::code::Interner;
use super::JointPlan;
use crate::catalog::{ColumnId, MAX_DIMENSIONS};

/// Stands for the identifier of an entity: the beginning of its digest. Owners are numbered in the
/// order of these, so that the choice among equal patterns is the same on each machine; it is
/// kept in memory only.
pub(super) type Fingerprint = u128;

fn fingerprint(text: &[u8]) -> Option<Fingerprint> {
    let digest: [u8; 32] = Sha256::digest(text).into();
    let first = digest.first_chunk().copied().unwrap_or_default();
    (!text.is_empty()).then(|| u128::from_be_bytes(first))
}

/// Whose a row is. A row that names no owner is its contributor's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Who {
    pub(super) contributor: Option<Fingerprint>,
    pub(super) owner: Option<Fingerprint>,
}

/// What one contributor has in a combination.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) count: u64,
    /// The sum of the records' keys, for cell keys.
    pub(super) key: u8,
    /// In millionths.
    pub(super) sums: Vec<i128>,
}

impl Entry {
    fn merge(&mut self, count: u64, key: u8, sums: &[i128]) {
        self.count += count;
        self.key = self.key.wrapping_add(key);
        self.sums.resize(self.sums.len().max(sums.len()), 0);
        for (sum, other) in self.sums.iter_mut().zip(sums) {
            *sum += other;
        }
    }
}

/// What is known of a combination.
#[derive(Clone, Debug, Default)]
pub(super) struct JointCell {
    pub(super) entries: BTreeMap<Who, Entry>,
    pub(super) distinct: Vec<HashSet<Fingerprint>>,
}

/// Sets of a dimension's numbers, for a column that holds several values. Each has a number of its own.
#[derive(Debug, Default)]
pub(super) struct Sets {
    numbers: HashMap<Box<[u32]>, u32>,
    members: Vec<Box<[u32]>>,
}

impl Sets {
    /// The number of a set, whatever the order of its members.
    pub(super) fn number(&mut self, members: &mut Vec<u32>) -> u32 {
        members.sort_unstable();
        members.dedup();
        if let Some(number) = self.numbers.get(&members[..]) {
            return *number;
        }
        let number = self.members.len() as u32;
        self.numbers.insert(members[..].into(), number);
        self.members.push(members[..].into());
        number
    }

    /// The members of all sets, by the sets' numbers.
    pub(super) fn members(&self) -> &[Box<[u32]>] {
        &self.members
    }
}

/// All combinations that one thread has seen.
#[derive(Debug)]
pub(in super::super) struct JointAggregate<'a> {
    plan: &'a JointPlan<'a>,
    /// A row stands under one combination: where it can have several values, under the set of them.
    pub(super) cells: HashMap<Key, JointCell>,
    pub(super) interners: Vec<Interner>,
    /// For each dimension the sets that occur, if rows can have several values of it.
    pub(super) sets: Vec<Sets>,
}

/// What a row adds to its combination.
struct Row {
    who: Who,
    key: u8,
    sums: Vec<i128>,
    distinct: Vec<Option<Fingerprint>>,
}

impl<'a> JointAggregate<'a> {
    pub(in super::super) fn new(plan: &'a JointPlan<'a>) -> JointAggregate<'a> {
        let interners = plan.dimensions.iter().map(|_| Interner::default()).collect();
        let sets = plan.dimensions.iter().map(|_| Sets::default()).collect();
        JointAggregate { plan, cells: HashMap::new(), interners, sets }
    }

    /// Takes the rows of a batch in.
    pub(in super::super) fn add(&mut self, batch: &ValidBatch, positions: &[usize]) -> Result<(), Unproven> {
        let plan = self.plan;
        let mut scratch = Vec::new();
        let mut numbers = Vec::new();
        for row in 0..batch.rows() {
            let mut key = [0; MAX_DIMENSIONS];
            for (at, dimension) in plan.dimensions.iter().enumerate() {
                let text = batch.cell(row, positions[dimension.finest.column.0], &mut scratch);
                dimension.coder.encode(text, &mut self.interners[at], &mut numbers)?;
                key[at] = match dimension.is_list {
                    true => self.sets[at].number(&mut numbers),
                    false => numbers.first().copied().ok_or(Unproven)?,
                };
            }
            let row = plan.read(batch, row, positions, &mut scratch)?;
            let cell = self.cells.entry(key).or_default();
            cell.entries.entry(row.who).or_default().merge(1, row.key, &row.sums);
            cell.distinct.resize_with(plan.distinct.len(), HashSet::new);
            for (entities, entity) in cell.distinct.iter_mut().zip(&row.distinct) {
                entities.extend(*entity);
            }
        }
        Ok(())
    }

    /// Takes in what another thread has seen.
    pub(in super::super) fn merge(&mut self, other: JointAggregate<'a>) {
        let mut renumbered: Vec<Vec<u32>> =
            self.interners.iter_mut().zip(&other.interners).map(|(to, from)| to.merge(from)).collect();
        for (at, _) in self.plan.dimensions.iter().enumerate().filter(|(_, joint)| joint.is_list) {
            let new = |number: &u32| renumbered[at].get(*number as usize).copied().unwrap_or(*number);
            let members = other.sets[at].members().iter();
            let members: Vec<Vec<u32>> = members.map(|members| members.iter().map(new).collect()).collect();
            renumbered[at] = members.into_iter().map(|mut set| self.sets[at].number(&mut set)).collect();
        }
        for (mut key, other) in other.cells {
            for (number, new) in key.iter_mut().zip(&renumbered) {
                // Only a dimension that is published as it is, or has sets, has numbers of a thread's own.
                *number = new.get(*number as usize).copied().unwrap_or(*number);
            }
            let cell = self.cells.entry(key).or_default();
            for (who, entry) in other.entries {
                cell.entries.entry(who).or_default().merge(entry.count, entry.key, &entry.sums);
            }
            cell.distinct.resize_with(self.plan.distinct.len(), HashSet::new);
            for (entities, others) in cell.distinct.iter_mut().zip(other.distinct) {
                entities.extend(others);
            }
        }
    }
}

impl JointPlan<'_> {
    fn read(
        &self,
        batch: &ValidBatch,
        row: usize,
        positions: &[usize],
        scratch: &mut Vec<u8>,
    ) -> Result<Row, Unproven> {
        let mut entity = |column: ColumnId| fingerprint(batch.cell(row, positions[column.0], scratch));
        let contributor = entity(self.contributor);
        let owner =
            if self.owner == self.contributor { contributor } else { entity(self.owner).or(contributor) };
        let distinct = self.distinct.iter().map(|column| match *column == self.contributor {
            true => contributor,
            false => entity(*column),
        });
        let distinct = distinct.collect();
        let mut sums = Vec::with_capacity(self.sums.len());
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
            sums.push(sum);
        }
        let key = self
            .record_keys
            .as_ref()
            .map_or(0, |(column, keys)| keys.of(batch.cell(row, positions[column.0], scratch)));
        Ok(Row { who: Who { contributor, owner }, key, sums, distinct })
    }
}
