//! The codes of a dimension, and which of their levels a table publishes.

use std::collections::BTreeMap;

use crate::catalog::MAX_DIMENSIONS;

/// The place of an atom or a cell: one node of each dimension's tree; the rest is 0.
pub(in crate::confidential) type Key = [u32; MAX_DIMENSIONS];

/// The codes of one dimension. Node 0 is the whole, and a node's parent has a smaller number.
#[derive(Clone, Debug)]
pub(in crate::confidential) struct Tree {
    parents: Vec<u32>,
    levels: Vec<usize>,
    /// Nodes that stand for several others at once, with these.
    sets: BTreeMap<u32, Vec<u32>>,
}

/// The level of a node that stands for several: no table publishes it.
const LEVEL_OF_SETS: usize = usize::MAX;

impl Default for Tree {
    /// The whole alone.
    fn default() -> Tree {
        Tree { parents: vec![0], levels: vec![0], sets: BTreeMap::new() }
    }
}

/// A tree that is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::confidential) struct TreeError {
    /// The node whose parent does not come before it.
    pub(in crate::confidential) node: usize,
}

impl Tree {
    /// Takes the parent of each node but the whole, which is node 0.
    ///
    /// # Errors
    ///
    /// Fails if a parent does not come before its node, as in a circle.
    pub(in crate::confidential) fn new(parents: &[u32]) -> Result<Tree, TreeError> {
        let mut tree = Tree::default();
        for parent in parents {
            let node = tree.parents.len();
            let level = *tree.levels.get(*parent as usize).ok_or(TreeError { node })?;
            tree.parents.push(*parent);
            tree.levels.push(level + 1);
        }
        Ok(tree)
    }

    /// Adds a node for what lies under each of several nodes at once: a value of a column that holds
    /// several. It must come after those, and nothing lies under it.
    pub(in crate::confidential) fn add_set(&mut self, members: Vec<u32>) -> u32 {
        let node = self.parents.len() as u32;
        self.parents.push(0);
        self.levels.push(LEVEL_OF_SETS);
        self.sets.insert(node, members);
        node
    }

    /// What a node stands for, if it stands for several.
    pub(in crate::confidential) fn members(&self, node: u32) -> Option<&[u32]> {
        self.sets.get(&node).map(Vec::as_slice)
    }

    /// True if some nodes stand for several others.
    pub(super) fn has_sets(&self) -> bool {
        !self.sets.is_empty()
    }

    /// The node and what lies above it, as far as its level is used, from the top down. Of a node that
    /// stands for several it is what lies above any of them, without the node itself.
    pub(super) fn chain(&self, mut node: u32, is_used: &[bool]) -> Vec<u32> {
        if let Some(members) = self.sets.get(&node) {
            let mut chain: Vec<u32> =
                members.iter().flat_map(|member| self.chain(*member, is_used)).collect();
            chain.sort_unstable_by_key(|node| (self.level(*node), *node));
            chain.dedup();
            return chain;
        }
        let mut chain = Vec::new();
        loop {
            let level = self.level(node);
            if is_used.get(level).copied().unwrap_or(false) {
                chain.push(node);
            }
            if level == 0 {
                break;
            }
            node = self.parents[node as usize];
        }
        chain.reverse();
        chain
    }

    /// How many nodes there are, the whole among them.
    pub(in crate::confidential) fn nodes(&self) -> usize {
        self.parents.len()
    }

    pub(super) fn level(&self, node: u32) -> usize {
        self.levels.get(node as usize).copied().unwrap_or(0)
    }

    /// A node, or what lies above it at a level if it lies deeper. What stands for several stays.
    pub(in crate::confidential) fn raised(&self, mut node: u32, level: usize) -> u32 {
        while !self.sets.contains_key(&node) && self.level(node) > level {
            node = self.parents[node as usize];
        }
        node
    }

    fn depth(&self) -> usize {
        self.levels.iter().copied().filter(|level| *level != LEVEL_OF_SETS).max().unwrap_or(0)
    }
}

/// Which levels of each dimension a table publishes; 0 is the total. A table without a dimension
/// has level 0 of it alone.
#[derive(Clone, Debug)]
pub(in crate::confidential) struct TableShape {
    /// For each dimension the levels.
    pub(in crate::confidential) levels: Vec<Vec<usize>>,
}

impl TableShape {
    pub(super) fn deepest(&self, dimension: usize) -> usize {
        self.levels.get(dimension).and_then(|levels| levels.iter().max()).copied().unwrap_or(0)
    }

    /// True if a cell at this place is a row of the table.
    pub(in crate::confidential) fn lists(&self, trees: &[Tree], key: &Key) -> bool {
        trees.iter().enumerate().all(|(at, tree)| self.publishes(at, tree.level(key[at])))
    }

    pub(super) fn publishes(&self, dimension: usize, level: usize) -> bool {
        self.levels.get(dimension).map_or(level == 0, |levels| levels.contains(&level))
    }
}

/// The levels that any table uses, for each dimension. A level in between that only one of them has
/// is used by all, so that their relations meet.
pub(super) fn used_levels(trees: &[Tree], tables: &[TableShape]) -> Vec<Vec<bool>> {
    let used = |at: usize, level: usize| {
        tables.iter().any(|table: &TableShape| table.publishes(at, level) || table.deepest(at) == level)
    };
    trees
        .iter()
        .enumerate()
        .map(|(at, tree)| (0..=tree.depth()).map(|level| used(at, level)).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_lies_under_all_that_its_members_lie_under() {
        let mut tree = Tree::new(&[0, 0, 1, 1, 2]).unwrap();
        let set = tree.add_set(vec![3, 4, 5]);
        assert_eq!(tree.chain(set, &[true, true, true]), [0, 1, 2, 3, 4, 5]);
        assert_eq!(tree.chain(set, &[false, true, false]), [1, 2]);
        assert_eq!((tree.raised(set, 0), tree.raised(5, 1)), (set, 2));
        let table = TableShape { levels: vec![vec![0, 1, 2]] };
        let lists = |node: u32| table.lists(std::slice::from_ref(&tree), &[node, 0, 0, 0, 0, 0, 0, 0]);
        assert!(lists(5) && !lists(set), "no table lists a set");
    }
}
