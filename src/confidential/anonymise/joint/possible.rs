//! Combinations that nobody can see are not there.
//!
//! Where presence is public, everybody sees which rows a table has. Tables that share rows show them
//! by other dimensions, and which of their codes occur together nobody sees. So a combination that
//! did not occur, but each of whose rows is there, is an atom that holds nothing.

use hashbrown::HashSet;

use super::super::super::protect::{Key, TableShape, Tree};
use super::kinds::deepest;

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

/// The combinations that did not occur and yet could, in rising order. `occurring` are the combinations that
/// occur, and dimensions of one of `columns` have the codes of one value, of which everybody knows
/// whether they go together. A row with several values may be there if there are rows of each.
pub(super) fn possible(
    trees: &[Tree],
    shapes: &[TableShape],
    columns: &[usize],
    occurring: &[Key],
) -> Vec<Key> {
    let mut demands: Vec<Vec<usize>> =
        shapes.iter().map(|shape| (0..trees.len()).map(|at| deepest(shape, at)).collect()).collect();
    for (at, column) in columns.iter().enumerate() {
        if columns[..at].contains(column) {
            let is_same = |other: &usize| if other == column { usize::MAX } else { 0 };
            demands.push(columns.iter().map(is_same).collect());
        }
    }
    let together: Vec<Together> =
        demands.into_iter().map(|levels| Together::new(trees, levels, occurring)).collect();
    let mut keys: Vec<Key> = vec![Key::default()];
    for at in 0..trees.len() {
        let mut nodes: Vec<u32> = occurring.iter().map(|key| key[at]).collect();
        nodes.extend((0..trees[at].nodes() as u32).filter(|node| trees[at].members(*node).is_some()));
        nodes.sort_unstable();
        nodes.dedup();
        let mut next = Vec::new();
        for key in &keys {
            for node in &nodes {
                let mut key = *key;
                key[at] = *node;
                if together.iter().all(|together| together.allows(trees, &key, at)) {
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
    fn new(trees: &[Tree], levels: Vec<usize>, occurring: &[Key]) -> Together {
        let mut together = Together { levels, known: vec![HashSet::new(); trees.len()] };
        for key in occurring {
            for at in 0..trees.len() {
                let first = together.first(trees, key, at);
                together.known[at].extend(first);
            }
        }
        together
    }

    fn allows(&self, trees: &[Tree], key: &Key, at: usize) -> bool {
        self.first(trees, key, at).iter().all(|first| self.known[at].contains(first))
    }

    /// The codes of the dimensions up to one, as far down as they are looked at: several, if a code is a
    /// set.
    fn first(&self, trees: &[Tree], key: &Key, last: usize) -> Vec<Key> {
        let mut first = vec![Key::default()];
        for (at, tree) in trees.iter().enumerate().take(last + 1) {
            let members = tree.members(key[at]).filter(|_| self.levels[at] != usize::MAX);
            let (node, others) = match members {
                Some([node, others @ ..]) => (*node, others),
                _ => (key[at], &[][..]),
            };
            let known = first.clone();
            for node in others {
                first.extend(known.iter().map(|key| {
                    let mut key = *key;
                    key[at] = tree.raised(*node, self.levels[at]);
                    key
                }));
            }
            for key in &mut first[..known.len()] {
                key[at] = tree.raised(node, self.levels[at]);
            }
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::super::kinds::key;
    use super::*;

    fn trees() -> [Tree; 2] {
        [Tree::new(&[0, 0]).unwrap(), Tree::new(&[0, 0]).unwrap()]
    }

    /// Two tables of one dimension each, over codes 1 and 2, and what occurs of their combinations.
    fn found(columns: &[usize], occurring: &[Key]) -> Vec<Key> {
        let shapes = [vec![vec![0, 1], vec![0]], vec![vec![0], vec![0, 1]]];
        let shapes = shapes.map(|levels| TableShape { levels });
        possible(&trees(), &shapes, columns, occurring)
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
    fn a_row_of_two_values_may_be_there_if_rows_of_each_are() {
        let mut topics = Tree::new(&[0, 0]).unwrap();
        for set in [vec![1], vec![2], vec![1, 2]] {
            topics.add_set(set);
        }
        let trees = [Tree::new(&[0, 0]).unwrap(), topics];
        let shapes = [TableShape { levels: vec![vec![1], vec![1]] }];
        // Of code 1 a row with value 1 and one with value 2; of code 2 one with both.
        let occurring = [key(&[1, 3]), key(&[1, 4]), key(&[2, 5])];
        let wanted = [key(&[1, 5]), key(&[2, 3]), key(&[2, 4])];
        assert_eq!(possible(&trees, &shapes, &[0, 1], &occurring), wanted);
        assert!(possible(&trees, &shapes, &[0, 1], &[key(&[1, 3]), key(&[2, 4])]).is_empty());
    }

    #[test]
    fn a_table_that_shows_both_leaves_nothing_open() {
        let shapes = [TableShape { levels: vec![vec![0, 1], vec![0, 1]] }];
        let occurring = [key(&[1, 1]), key(&[2, 2])];
        assert!(possible(&trees(), &shapes, &[0, 1], &occurring).is_empty());
    }
}
