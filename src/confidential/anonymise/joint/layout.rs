//! Combinations as atoms of a system: codes as nodes of trees, entities as numbers.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::{HashMap, HashSet};

use super::super::super::protect::{Key, TableShape, Tree};
use super::super::code::{Coder, Interner};
use super::super::{COMBINATION_IMPOSSIBLE, SUM_TOO_GREAT, TABLE_TOO_LARGE};
use super::aggregate::{Fingerprint, JointAggregate, JointCell, Sets};
use super::kinds::{Kinds, MAX_COMBINATIONS};
use super::possible::possible;
use super::{JointPlan, JointTable};
use crate::catalog::{Presence, TOTAL_CODE};
use crate::report::{Finding, Place};

/// Why counted rows cannot become tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A combination occurs that the policy says is impossible.
    Impossible,
    /// A sum has more digits than can be reckoned with.
    TooGreat,
    /// Codes hang together in another way than a tree does.
    NoTree,
    /// There are too many combinations to be listed.
    TooLarge,
}

impl Fault {
    pub(super) fn finding(self, place: Place) -> Finding {
        match self {
            Fault::Impossible => Finding::error(
                COMBINATION_IMPOSSIBLE,
                place,
                "the source has rows of a combination that `[[table.impossible]]` says cannot be",
            )
            .hint("correct the source, or take the combination out of the policy"),
            Fault::TooGreat => Finding::error(
                SUM_TOO_GREAT,
                place,
                "a sum has more digits than can be reckoned with exactly",
            )
            .hint("publish it with fewer `decimals`, or in a greater unit"),
            Fault::NoTree => {
                Finding::error(TABLE_TOO_LARGE, place, "the codes of a dimension do not form a hierarchy")
                    .hint("each code of a list has one parent at most")
            }
            Fault::TooLarge => {
                let message = format!(
                    "the tables have too many combinations together; at most {MAX_COMBINATIONS} can be protected"
                );
                Finding::error(TABLE_TOO_LARGE, place, message)
                    .hint("choose coarser levels, or fewer dimensions")
            }
        }
    }
}

/// What one contributor has in an atom.
#[derive(Clone, Debug)]
pub(super) struct AtomEntry {
    pub(super) contributor: Option<u32>,
    pub(super) owner: Option<u32>,
    pub(super) count: i64,
    /// The sum of the records' keys, for cell keys.
    pub(super) key: u8,
    /// In millionths.
    pub(super) sums: Vec<i128>,
}

/// What an atom holds.
#[derive(Clone, Debug)]
pub(super) struct Atom {
    pub(super) entries: Vec<AtomEntry>,
    /// For each distinct measure the entities, in rising order.
    pub(super) distinct: Vec<Vec<u32>>,
}

/// Combinations as atoms, in the order of their published texts.
#[derive(Debug)]
pub(super) struct LaidOut {
    pub(super) trees: Vec<Tree>,
    /// For each dimension the published text of each node; one that stands for several values has none.
    pub(super) texts: Vec<Vec<String>>,
    /// For each dimension the parent of each node that has a text; the whole is its own.
    pub(super) parents: Vec<Vec<u32>>,
    pub(super) atoms: Vec<Key>,
    pub(super) held: Vec<Atom>,
    /// Owners by their fingerprints.
    pub(super) owners: HashMap<Fingerprint, u32>,
}

impl LaidOut {
    pub(super) fn new(plan: &JointPlan<'_>, aggregate: JointAggregate<'_>) -> Result<LaidOut, Fault> {
        let JointAggregate { cells, interners, mut sets, .. } = aggregate;
        let mut laid_out = LaidOut {
            trees: Vec::new(),
            texts: Vec::new(),
            parents: Vec::new(),
            atoms: Vec::new(),
            held: Vec::new(),
            owners: HashMap::new(),
        };
        let (mut nodes, mut leaves) = (Vec::new(), Vec::new());
        for (at, (dimension, interner)) in plan.dimensions.iter().zip(&interners).enumerate() {
            let domain = dimension.coder.domain().unwrap_or_default();
            let by_number = match dimension.is_list {
                true => laid_out.add_sets(&dimension.coder, interner, domain, &mut sets[at])?,
                false => {
                    let occurring = cells.keys().map(|key| key[at]);
                    laid_out.add(&dimension.coder, interner, occurring.chain(domain.iter().copied()))?
                }
            };
            leaves.push(laid_out.leaves(domain, &by_number, dimension.is_list.then_some(&mut sets[at])));
            nodes.push(by_number);
        }
        let impossible = laid_out.impossible(plan);
        let is_impossible = |key: &Key| {
            impossible.iter().any(|codes| codes.iter().all(|(at, nodes)| nodes.contains(&key[*at])))
        };
        let mut ordered: BTreeMap<Key, JointCell> = BTreeMap::new();
        for (mut key, cell) in cells {
            for (number, nodes) in key.iter_mut().zip(&nodes) {
                *number = nodes.get(number).copied().unwrap_or_default();
            }
            if is_impossible(&key) {
                return Err(Fault::Impossible);
            }
            if ordered.insert(key, cell).is_some() {
                return Err(Fault::NoTree);
            }
        }
        for key in laid_out.more(plan, &ordered, &leaves)? {
            if !is_impossible(&key) {
                ordered.entry(key).or_default();
            }
        }
        laid_out.take(plan, ordered);
        Ok(laid_out)
    }

    /// Adds a dimension of one value a row. Returns the nodes of its numbers.
    fn add(
        &mut self,
        coder: &Coder,
        interner: &Interner,
        numbers: impl Iterator<Item = u32>,
    ) -> Result<HashMap<u32, u32>, Fault> {
        let of = Nodes::new(coder, interner, &numbers.collect());
        self.trees.push(Tree::new(&of.parents[1..]).map_err(|_| Fault::NoTree)?);
        self.texts.push(of.texts);
        self.parents.push(of.parents);
        Ok(of.by_number)
    }

    /// Adds a dimension of several values a row, with a node for each set that occurs and for each value
    /// alone. Returns the nodes of the sets.
    fn add_sets(
        &mut self,
        coder: &Coder,
        interner: &Interner,
        domain: &[u32],
        sets: &mut Sets,
    ) -> Result<HashMap<u32, u32>, Fault> {
        let occurring = sets.members().iter().flatten().copied();
        let numbers: BTreeSet<u32> = occurring.chain(domain.iter().copied()).collect();
        for number in &numbers {
            sets.number(&mut vec![*number]);
        }
        let codes = self.add(coder, interner, numbers.into_iter())?;
        let mut members: Vec<(Vec<u32>, u32)> = Vec::new();
        for (set, numbers) in (0..).zip(sets.members()) {
            let mut nodes: Vec<u32> =
                numbers.iter().filter_map(|number| codes.get(number)).copied().collect();
            nodes.sort_unstable();
            members.push((nodes, set));
        }
        members.sort_unstable();
        let tree = self.trees.last_mut().ok_or(Fault::NoTree)?;
        Ok(members.into_iter().map(|(nodes, set)| (set, tree.add_set(nodes))).collect())
    }

    /// The nodes of all values that a row may have, where empty combinations are listed.
    fn leaves(&self, domain: &[u32], by_number: &HashMap<u32, u32>, mut sets: Option<&mut Sets>) -> Vec<u32> {
        let number = |number: &u32| sets.as_mut().map_or(*number, |sets| sets.number(&mut vec![*number]));
        let mut leaves: Vec<u32> =
            domain.iter().map(number).filter_map(|number| by_number.get(&number)).copied().collect();
        leaves.sort_unstable();
        leaves.dedup();
        leaves
    }

    /// The combinations that did not occur and yet could: where presence is secret an empty cell must not
    /// differ from a small one, and where it is public nobody sees what occurs together.
    fn more(
        &self,
        plan: &JointPlan<'_>,
        ordered: &BTreeMap<Key, JointCell>,
        leaves: &[Vec<u32>],
    ) -> Result<Vec<Key>, Fault> {
        let shapes: Vec<TableShape> = plan.tables.iter().map(|table| plan.shape(table)).collect();
        let is_list: Vec<bool> = plan.dimensions.iter().map(|dimension| dimension.is_list).collect();
        let kinds = Kinds { trees: &self.trees, shapes: &shapes, is_list: &is_list };
        let mut more = match plan.presence {
            Presence::Secret => kinds.listed(leaves).ok_or(Fault::TooLarge)?,
            Presence::Public => {
                let occurring: Vec<Key> = ordered.keys().copied().collect();
                let columns: Vec<usize> =
                    plan.dimensions.iter().map(|dimension| dimension.finest.column.0).collect();
                possible(&self.trees, &shapes, &columns, &occurring)
            }
        };
        let mut lists = (0..is_list.len()).filter(|at| is_list[*at]);
        if let (Some(list), None) = (lists.next(), lists.next()) {
            let sets = self.further_sets(ordered, list);
            let mut known: Vec<Key> = ordered.keys().copied().chain(more.iter().copied()).collect();
            known.sort_unstable();
            more.extend(kinds.with_sets(&known, &sets, list));
        }
        Ok(more)
    }

    /// The sets of more than one value that occur, the most frequent first.
    fn further_sets(&self, ordered: &BTreeMap<Key, JointCell>, list: usize) -> Vec<(u32, Vec<u32>)> {
        let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
        for (key, cell) in ordered {
            *counts.entry(key[list]).or_default() +=
                cell.entries.values().map(|entry| entry.count).sum::<u64>();
        }
        let members = |set: u32| self.trees[list].members(set).unwrap_or_default().to_vec();
        let mut sets: Vec<(u32, u64)> = counts.into_iter().collect();
        sets.sort_by_key(|(set, count)| (std::cmp::Reverse(*count), *set));
        let sets = sets.into_iter().map(|(set, _)| (set, members(set)));
        sets.filter(|(_, members)| members.len() > 1).collect()
    }

    /// For each impossible combination and each of its dimensions the nodes that lie under its codes.
    fn impossible(&self, plan: &JointPlan<'_>) -> Vec<Vec<(usize, HashSet<u32>)>> {
        let under = |at: usize, codes: &[String]| {
            let is_under = |node: u32| {
                self.way_up(at, node).any(|above| codes.contains(&self.texts[at][above as usize]))
            };
            let nodes =
                (0..self.trees[at].nodes() as u32).filter(|node| match self.trees[at].members(*node) {
                    Some(members) => members.iter().any(|member| is_under(*member)),
                    None => is_under(*node),
                });
            (at, nodes.collect())
        };
        plan.tables
            .iter()
            .flat_map(|table| table.policy.impossible.iter().map(move |impossible| (table, impossible)))
            .map(|(table, impossible)| {
                impossible.codes.iter().map(|(own, codes)| under(table.places[*own], codes)).collect()
            })
            .collect()
    }

    /// A node that has a text and all above it, the whole excepted.
    pub(super) fn way_up(&self, at: usize, node: u32) -> impl Iterator<Item = u32> {
        let parents = &self.parents[at];
        std::iter::successors((node != 0).then_some(node), move |node| {
            Some(parents[*node as usize]).filter(|parent| *parent != 0)
        })
    }

    /// Numbers the entities and keeps what they put in.
    fn take(&mut self, plan: &JointPlan<'_>, ordered: BTreeMap<Key, JointCell>) {
        let who = || ordered.values().flat_map(|cell| cell.entries.keys());
        let contributors = numbered(who().filter_map(|who| who.contributor));
        let owners = numbered(who().filter_map(|who| who.owner));
        let distinct: Vec<HashMap<Fingerprint, u32>> = (0..plan.distinct.len())
            .map(|at| numbered(ordered.values().filter_map(|cell| cell.distinct.get(at)).flatten().copied()))
            .collect();
        for (key, cell) in &ordered {
            let entry = |(who, entry): (&super::aggregate::Who, &super::aggregate::Entry)| AtomEntry {
                contributor: who.contributor.and_then(|who| contributors.get(&who)).copied(),
                owner: who.owner.and_then(|who| owners.get(&who)).copied(),
                // A source has fewer rows than this has room for.
                count: entry.count as i64,
                key: entry.key,
                sums: entry.sums.clone(),
            };
            let ids = |(at, numbers): (usize, &HashMap<Fingerprint, u32>)| {
                let entities = cell.distinct.get(at).into_iter().flatten();
                let mut ids: Vec<u32> = entities.filter_map(|entity| numbers.get(entity)).copied().collect();
                ids.sort_unstable();
                ids
            };
            self.atoms.push(*key);
            self.held.push(Atom {
                entries: cell.entries.iter().map(entry).collect(),
                distinct: distinct.iter().enumerate().map(ids).collect(),
            });
        }
        self.owners = owners;
    }
}

fn numbered(entities: impl Iterator<Item = Fingerprint>) -> HashMap<Fingerprint, u32> {
    let mut sorted: Vec<Fingerprint> = entities.collect();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.into_iter().enumerate().map(|(number, entity)| (entity, number as u32)).collect()
}

/// The codes of a dimension as a tree, in the order of their texts. Node 0 is the whole.
struct Nodes {
    texts: Vec<String>,
    parents: Vec<u32>,
    by_number: HashMap<u32, u32>,
}

impl Nodes {
    fn new(coder: &Coder, interner: &Interner, numbers: &BTreeSet<u32>) -> Nodes {
        let mut chains: Vec<(Vec<String>, u32)> =
            numbers.iter().map(|number| (coder.chain(*number, interner), *number)).collect();
        chains.sort_unstable();
        let mut nodes =
            Nodes { texts: vec![TOTAL_CODE.to_owned()], parents: vec![0], by_number: HashMap::new() };
        let mut known: HashMap<Vec<String>, u32> = HashMap::new();
        for (chain, number) in chains {
            let mut parent = 0;
            for length in 1..=chain.len() {
                parent = *known.entry(chain[..length].to_vec()).or_insert_with(|| {
                    nodes.texts.push(chain[length - 1].clone());
                    nodes.parents.push(parent);
                    nodes.texts.len() as u32 - 1
                });
            }
            nodes.by_number.insert(number, parent);
        }
        nodes
    }
}

impl JointTable<'_> {
    /// The texts of a cell's place in this table, in the order of its dimensions.
    pub(super) fn texts<'b>(&self, laid_out: &'b LaidOut, key: &Key) -> Vec<&'b str> {
        self.places.iter().map(|at| laid_out.texts[*at][key[*at] as usize].as_str()).collect()
    }
}
