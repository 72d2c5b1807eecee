//! Combinations as atoms of a system: codes as nodes of trees, entities as numbers.

use std::collections::BTreeSet;

use hashbrown::{HashMap, HashSet};

use super::super::super::protect::{Key, State, System, TableShape, Tree};
use super::super::code::{Coder, Interner};
use super::super::{COMBINATION_IMPOSSIBLE, SUM_TOO_GREAT, TABLE_TOO_LARGE};
use super::aggregate::{Fingerprint, JointAggregate, JointCell};
use super::possible::possible;
use super::{JointPlan, JointTable};
use crate::catalog::{MAX_DIMENSIONS, Presence, TOTAL_CODE};
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
    /// For each dimension the published text of each node.
    pub(super) texts: Vec<Vec<String>>,
    /// For each dimension the parent of each node; the whole is its own.
    pub(super) parents: Vec<Vec<u32>>,
    pub(super) atoms: Vec<Key>,
    pub(super) held: Vec<Atom>,
    /// Owners by their fingerprints.
    pub(super) owners: HashMap<Fingerprint, u32>,
}

impl LaidOut {
    pub(super) fn new(plan: &JointPlan<'_>, aggregate: JointAggregate<'_>) -> Result<LaidOut, Fault> {
        let JointAggregate { mut cells, interners, .. } = aggregate;
        if plan.presence == Presence::Secret {
            list_all(&mut cells, plan);
        }
        let mut laid_out = LaidOut {
            trees: Vec::new(),
            texts: Vec::new(),
            parents: Vec::new(),
            atoms: Vec::new(),
            held: Vec::new(),
            owners: HashMap::new(),
        };
        let mut nodes = Vec::new();
        for (at, (dimension, interner)) in plan.dimensions.iter().zip(&interners).enumerate() {
            let numbers: BTreeSet<u32> = cells.keys().map(|key| key[at]).collect();
            let of = Nodes::new(&dimension.coder, interner, &numbers);
            laid_out.trees.push(Tree::new(&of.parents[1..]).map_err(|_| Fault::NoTree)?);
            laid_out.texts.push(of.texts);
            laid_out.parents.push(of.parents);
            nodes.push(of.by_number);
        }
        let impossible = laid_out.impossible(plan);
        let is_impossible = |key: &Key| {
            impossible.iter().any(|codes| codes.iter().all(|(at, nodes)| nodes.contains(&key[*at])))
        };
        let mut ordered: Vec<(Key, JointCell)> = Vec::with_capacity(cells.len());
        for (mut key, cell) in cells {
            for (number, nodes) in key.iter_mut().zip(&nodes) {
                *number = nodes.get(number).copied().unwrap_or_default();
            }
            match (is_impossible(&key), cell.entries.is_empty()) {
                (false, _) => ordered.push((key, cell)),
                (true, true) => {}
                (true, false) => return Err(Fault::Impossible),
            }
        }
        if plan.presence == Presence::Public {
            let occurring: Vec<Key> = ordered.iter().map(|(key, _)| *key).collect();
            let shapes: Vec<TableShape> = plan.tables.iter().map(|table| plan.shape(table)).collect();
            let columns: Vec<usize> =
                plan.dimensions.iter().map(|dimension| dimension.finest.column.0).collect();
            let possible = possible(&laid_out.parents, &shapes, &columns, &occurring);
            let possible = possible.into_iter().filter(|key| !is_impossible(key));
            ordered.extend(possible.map(|key| (key, JointCell::default())));
        }
        ordered.sort_unstable_by_key(|(key, _)| *key);
        laid_out.take(plan, ordered);
        Ok(laid_out)
    }

    /// For each impossible combination and each of its dimensions the nodes that lie under its codes.
    fn impossible(&self, plan: &JointPlan<'_>) -> Vec<Vec<(usize, HashSet<u32>)>> {
        let under = |at: usize, codes: &[String]| {
            let nodes = (0..self.texts[at].len() as u32).filter(|node| {
                self.way_up(at, *node).any(|above| codes.contains(&self.texts[at][above as usize]))
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

    /// A node and all above it, the whole excepted.
    pub(super) fn way_up(&self, at: usize, node: u32) -> impl Iterator<Item = u32> {
        let parents = &self.parents[at];
        std::iter::successors((node != 0).then_some(node), move |node| {
            Some(parents[*node as usize]).filter(|parent| *parent != 0)
        })
    }

    /// Numbers the entities and keeps what they put in.
    fn take(&mut self, plan: &JointPlan<'_>, ordered: Vec<(Key, JointCell)>) {
        let who = || ordered.iter().flat_map(|(_, cell)| cell.entries.keys());
        let contributors = numbered(who().filter_map(|who| who.contributor));
        let owners = numbered(who().filter_map(|who| who.owner));
        let distinct: Vec<HashMap<Fingerprint, u32>> = (0..plan.distinct.len())
            .map(|at| {
                numbered(ordered.iter().filter_map(|(_, cell)| cell.distinct.get(at)).flatten().copied())
            })
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

/// Adds the combinations that did not occur: an empty cell must not differ from a small one.
fn list_all(cells: &mut HashMap<Key, JointCell>, plan: &JointPlan<'_>) {
    let mut keys: Vec<Key> = vec![[0; MAX_DIMENSIONS]];
    for (at, dimension) in plan.dimensions.iter().enumerate() {
        let known = std::mem::take(&mut keys);
        for number in dimension.coder.domain().unwrap_or_default() {
            keys.extend(known.iter().map(|key| {
                let mut key = *key;
                key[at] = *number;
                key
            }));
        }
    }
    for key in keys {
        cells.entry(key).or_default();
    }
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

/// The cells that groups of tables withhold, by the columns and codes of their places.
#[derive(Debug, Default)]
pub(in super::super) struct Withheld {
    cells: BTreeSet<Vec<(usize, String)>>,
}

impl Withheld {
    /// Adds what a group withholds.
    pub(super) fn add(
        &mut self,
        plan: &JointPlan<'_>,
        laid_out: &LaidOut,
        system: &System,
        states: &[State],
    ) {
        let withheld = system.cells().iter().zip(states).filter(|(_, state)| state.is_withheld());
        for (cell, _) in withheld {
            let named = (0..plan.dimensions.len()).filter(|at| cell.key[*at] != 0);
            let mut place: Vec<_> = named.map(|at| plan.code(laid_out, at, cell.key[at])).collect();
            place.sort_unstable();
            self.cells.insert(place);
        }
    }

    /// True if a cell lies inside one that is withheld already. Its value would be a lower bound of
    /// that cell's.
    pub(super) fn holds_around(&self, plan: &JointPlan<'_>, laid_out: &LaidOut, key: &Key) -> bool {
        if self.cells.is_empty() {
            return false;
        }
        let mut around: Vec<Vec<(usize, String)>> = vec![Vec::new()];
        for (at, node) in key.iter().enumerate().take(plan.dimensions.len()) {
            let known = around.clone();
            for node in laid_out.way_up(at, *node) {
                around.extend(known.iter().map(|place| {
                    let mut place = place.clone();
                    place.push(plan.code(laid_out, at, node));
                    place
                }));
            }
        }
        around.iter_mut().any(|place| {
            place.sort_unstable();
            self.cells.contains(place)
        })
    }
}

impl JointPlan<'_> {
    /// A code with its source column: what a place is called in every group.
    fn code(&self, laid_out: &LaidOut, at: usize, node: u32) -> (usize, String) {
        (self.dimensions[at].finest.column.0, laid_out.texts[at][node as usize].clone())
    }
}

impl JointTable<'_> {
    /// The texts of a cell's place in this table, in the order of its dimensions.
    pub(super) fn texts<'b>(&self, laid_out: &'b LaidOut, key: &Key) -> Vec<&'b str> {
        self.places.iter().map(|at| laid_out.texts[*at][key[*at] as usize].as_str()).collect()
    }
}
