//! Combinations that nobody can see are not there.
//!
//! Where presence is public, everybody sees which rows a table has. Tables that share rows show them
//! by other dimensions, and which of their codes occur together nobody sees. So a combination that
//! did not occur, but each of whose rows is there, is an atom that holds nothing.

use hashbrown::HashSet;

use super::super::super::protect::{Key, TableShape};

/// If there are more, none is taken: then what occurs together is treated as if it were known, and
/// more is withheld than has to be.
const MAX_POSSIBLE: usize = 50_000;

/// What must occur together: the codes of some dimensions, each no deeper than at a level.
struct Together {
    /// For each dimension the level.
    levels: Vec<usize>,
    /// For each number of dimensions what occurs in the first so many.
    known: Vec<HashSet<Key>>,
}

/// The combinations that did not occur and yet could, in rising order. `parents` are those of each
/// dimension's nodes, `occurring` the combinations that occur, and dimensions of one of `columns`
/// have the codes of one value, of which everybody knows whether they go together.
pub(super) fn possible(
    parents: &[Vec<u32>],
    shapes: &[TableShape],
    columns: &[usize],
    occurring: &[Key],
) -> Vec<Key> {
    let deepest = |shape: &TableShape, at: usize| shape.levels[at].iter().copied().max().unwrap_or(0);
    let mut demands: Vec<Vec<usize>> =
        shapes.iter().map(|shape| (0..parents.len()).map(|at| deepest(shape, at)).collect()).collect();
    for (at, column) in columns.iter().enumerate() {
        if columns[..at].contains(column) {
            let is_same = |other: &usize| if other == column { usize::MAX } else { 0 };
            demands.push(columns.iter().map(is_same).collect());
        }
    }
    let together: Vec<Together> =
        demands.into_iter().map(|levels| Together::new(parents, levels, occurring)).collect();
    let mut keys: Vec<Key> = vec![Key::default()];
    for at in 0..parents.len() {
        let mut nodes: Vec<u32> = occurring.iter().map(|key| key[at]).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let mut next = Vec::new();
        for key in &keys {
            for node in &nodes {
                let mut key = *key;
                key[at] = *node;
                if together.iter().all(|together| together.allows(parents, &key, at)) {
                    next.push(key);
                }
            }
            if next.len() > MAX_POSSIBLE {
                return Vec::new();
            }
        }
        keys = next;
    }
    let occurring: HashSet<&Key> = occurring.iter().collect();
    keys.retain(|key| !occurring.contains(key));
    keys
}

impl Together {
    fn new(parents: &[Vec<u32>], levels: Vec<usize>, occurring: &[Key]) -> Together {
        let mut together = Together { levels, known: vec![HashSet::new(); parents.len()] };
        for key in occurring {
            for at in 0..parents.len() {
                let first = together.first(parents, key, at);
                together.known[at].insert(first);
            }
        }
        together
    }

    fn allows(&self, parents: &[Vec<u32>], key: &Key, at: usize) -> bool {
        self.known[at].contains(&self.first(parents, key, at))
    }

    /// The codes of the dimensions up to one, as far down as they are looked at.
    fn first(&self, parents: &[Vec<u32>], key: &Key, last: usize) -> Key {
        let mut first = Key::default();
        for at in 0..=last {
            first[at] = raised(&parents[at], key[at], self.levels[at]);
        }
        first
    }
}

/// A node, or what lies above it at a level if it is deeper.
fn raised(parents: &[u32], mut node: u32, level: usize) -> u32 {
    let mut depth = std::iter::successors((node != 0).then_some(node), |node| {
        Some(parents[*node as usize]).filter(|parent| *parent != 0)
    })
    .count();
    while depth > level {
        node = parents[node as usize];
        depth -= 1;
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(codes: &[u32]) -> Key {
        let mut key = Key::default();
        key[..codes.len()].copy_from_slice(codes);
        key
    }

    /// Two tables of one dimension each, over codes 1 and 2, and what occurs of their combinations.
    fn found(columns: &[usize], occurring: &[Key]) -> Vec<Key> {
        let shapes = [vec![vec![0, 1], vec![0]], vec![vec![0], vec![0, 1]]];
        let shapes = shapes.map(|levels| TableShape { levels });
        possible(&[vec![0, 0, 0], vec![0, 0, 0]], &shapes, columns, occurring)
    }

    #[test]
    fn rows_that_are_there_may_be_so_together() {
        assert_eq!(found(&[0, 1], &[key(&[1, 1]), key(&[2, 2])]), [key(&[1, 2]), key(&[2, 1])]);
        assert!(found(&[0, 1], &[key(&[1, 1]), key(&[1, 2])]).is_empty());
    }

    #[test]
    fn two_recodings_of_one_value_go_together_as_they_do() {
        assert!(found(&[0, 0], &[key(&[1, 1]), key(&[2, 2])]).is_empty());
    }

    #[test]
    fn a_table_that_shows_both_leaves_nothing_open() {
        let shapes = [TableShape { levels: vec![vec![0, 1], vec![0, 1]] }];
        let occurring = [key(&[1, 1]), key(&[2, 2])];
        assert!(possible(&[vec![0, 0, 0], vec![0, 0, 0]], &shapes, &[0, 1], &occurring).is_empty());
    }
}
