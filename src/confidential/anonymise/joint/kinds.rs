//! Combinations that did not occur and yet could: the atoms that other tables are made of.
//!
//! Where a row can have several values of a column, a combination has a set of them. There are more
//! sets than can be listed, and not all are needed: a proof that uses some of them is a proof, for who
//! thinks of more can only know less. So each value alone is taken, and sets that occur.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};

use super::super::super::protect::{Key, TableShape, Tree};
use crate::catalog::MAX_DIMENSIONS;

/// Tables with secret presence have at most this many combinations together.
pub(super) const MAX_COMBINATIONS: usize = 300_000;

/// So many combinations are added for the sake of further sets, about.
const MAX_OF_SETS: usize = 20_000;

/// The dimensions as trees, and which of them have sets.
pub(super) struct Kinds<'a> {
    pub(super) trees: &'a [Tree],
    pub(super) shapes: &'a [TableShape],
    /// For each dimension whether rows can have several values of it.
    pub(super) is_list: &'a [bool],
}

impl Kinds<'_> {
    /// All combinations of these leaves, of each dimension its own. If they are too many with every
    /// value, each kind of row has the first values alone, and every value stands once at each place
    /// that tables with those columns know. Nothing, if that is too many still.
    pub(super) fn listed(&self, leaves: &[Vec<u32>]) -> Option<Vec<Key>> {
        let all = leaves.iter().fold(1_usize, |all, leaves| all.saturating_mul(leaves.len()));
        if all <= MAX_COMBINATIONS {
            return Some(product(leaves, vec![[0; MAX_DIMENSIONS]], &|_| true));
        }
        let first = |at: usize| leaves[at].iter().take(if self.is_list[at] { 1 } else { usize::MAX });
        let first: Vec<Vec<u32>> = (0..leaves.len()).map(|at| first(at).copied().collect()).collect();
        let rows = first.iter().fold(1_usize, |all, leaves| all.saturating_mul(leaves.len()));
        if rows > MAX_COMBINATIONS || !self.is_list.contains(&true) {
            return None;
        }
        let mut keys = product(&first, vec![[0; MAX_DIMENSIONS]], &|_| true);
        let places: Vec<Key> = self.places(&keys).into_values().collect();
        let values = all / rows;
        if places.len().saturating_mul(values) > MAX_COMBINATIONS {
            return None;
        }
        keys.extend(product(leaves, places, &|at| self.is_list[at]));
        keys.sort_unstable();
        keys.dedup();
        Some(keys)
    }

    /// Combinations with further sets in one dimension, one kind of row for each place that does not have
    /// them and has each of their values. The first sets are preferred. That other kinds of rows of the place
    /// have a set already makes no difference: what goes on between sets is looked for in one kind.
    pub(super) fn with_sets(&self, keys: &[Key], sets: &[(u32, Vec<u32>)], list: usize) -> Vec<Key> {
        let places = self.places(keys);
        let known: HashSet<&Key> = keys.iter().collect();
        let mut of_place: HashMap<Key, HashSet<u32>> = HashMap::new();
        for key in keys {
            let values = of_place.entry(self.place(key)).or_default();
            values.extend(self.trees[list].members(key[list]).unwrap_or_default());
        }
        let most = MAX_OF_SETS / places.len().max(1);
        let mut more = Vec::new();
        for (place, first) in &places {
            let Some(values) = of_place.get(place) else { continue };
            let is_possible = |members: &[u32]| members.iter().all(|member| values.contains(member));
            for (set, _) in sets.iter().take(most).filter(|(_, members)| is_possible(members)) {
                let mut key = *first;
                key[list] = *set;
                if !known.contains(&key) {
                    more.push(key);
                }
            }
        }
        more
    }

    /// For each place that tables with sets know the first kind of row that is there.
    fn places(&self, keys: &[Key]) -> BTreeMap<Key, Key> {
        let mut places: BTreeMap<Key, Key> = BTreeMap::new();
        for key in keys {
            let first = places.entry(self.place(key)).or_insert(*key);
            *first = *key.min(first);
        }
        places
    }

    /// What tables with sets know of a combination, but for the set.
    fn place(&self, key: &Key) -> Key {
        let mut place = Key::default();
        for (at, tree) in self.trees.iter().enumerate().filter(|(at, _)| !self.is_list[*at]) {
            let has_sets = |shape: &&TableShape| {
                (0..self.trees.len()).any(|at| self.is_list[at] && deepest(shape, at) > 0)
            };
            let level = self.shapes.iter().filter(has_sets).map(|shape| deepest(shape, at)).max();
            place[at] = tree.raised(key[at], level.unwrap_or(0));
        }
        place
    }
}

/// The deepest level that a table has of a dimension.
pub(super) fn deepest(shape: &TableShape, at: usize) -> usize {
    shape.levels[at].iter().copied().max().unwrap_or(0)
}

/// Each of some keys with all combinations of leaves in the dimensions that are asked for.
fn product(leaves: &[Vec<u32>], mut keys: Vec<Key>, is_asked: &dyn Fn(usize) -> bool) -> Vec<Key> {
    for at in (0..leaves.len()).filter(|at| is_asked(*at)) {
        let known = std::mem::take(&mut keys);
        for leaf in &leaves[at] {
            keys.extend(known.iter().map(|key| {
                let mut key = *key;
                key[at] = *leaf;
                key
            }));
        }
    }
    keys
}

/// A combination of the first dimensions' codes.
#[cfg(test)]
pub(super) fn key(codes: &[u32]) -> Key {
    let mut key = Key::default();
    key[..codes.len()].copy_from_slice(codes);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two groups of two places, and two topics with the sets 3 = {1}, 4 = {2} and 5 = {1, 2}. One table
    /// counts rows by place, another by group and topic.
    fn ask(of: impl FnOnce(&Kinds<'_>)) {
        let mut topics = Tree::new(&[0, 0]).unwrap();
        for set in [vec![1], vec![2], vec![1, 2]] {
            topics.add_set(set);
        }
        let trees = [Tree::new(&[0, 0, 1, 1, 2, 2]).unwrap(), topics];
        let shapes =
            [vec![vec![0, 2], vec![0]], vec![vec![0, 1], vec![1]]].map(|levels| TableShape { levels });
        of(&Kinds { trees: &trees, shapes: &shapes, is_list: &[false, true] });
    }

    #[test]
    fn each_kind_of_row_may_have_each_value_alone() {
        ask(|kinds| {
            let listed = kinds.listed(&[vec![3, 4, 5, 6], vec![3, 4]]).unwrap();
            assert_eq!(listed.len(), 8);
            assert!(listed.contains(&key(&[6, 4])));
        });
    }

    #[test]
    fn where_there_are_too_many_each_place_has_each_value_once() {
        ask(|kinds| {
            // Repeated leaves stand for many.
            let places: Vec<u32> = (0..200_000).map(|at| 3 + at % 4).collect();
            let listed = kinds.listed(&[places, vec![3, 4]]).unwrap();
            let wanted: Vec<Key> =
                [[3, 3], [3, 4], [4, 3], [5, 3], [5, 4], [6, 3]].iter().map(|codes| key(codes)).collect();
            assert_eq!(listed, wanted);
            assert_eq!(kinds.listed(&[vec![3; 400_000], vec![3, 4]]), None);
        });
    }

    #[test]
    fn a_set_is_added_where_each_of_its_values_is() {
        ask(|kinds| {
            let known = [key(&[3, 3]), key(&[4, 4]), key(&[5, 3]), key(&[6, 3])];
            assert_eq!(kinds.with_sets(&known, &[(5, vec![1, 2])], 1), [key(&[3, 5])]);
            // Another kind of row of the place has it: the first has it too, and once only.
            let known = [key(&[3, 3]), key(&[4, 5])];
            assert_eq!(kinds.with_sets(&known, &[(5, vec![1, 2])], 1), [key(&[3, 5])]);
            let known = [key(&[3, 3]), key(&[3, 5]), key(&[4, 5])];
            assert!(kinds.with_sets(&known, &[(5, vec![1, 2])], 1).is_empty());
        });
    }
}
