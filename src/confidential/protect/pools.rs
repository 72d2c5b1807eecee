//! What cannot be below nothing, where rows have sets of values.
//!
//! An atom is then a kind of row: what all tables tell of a row, and its set. Tables without the sets
//! see how many rows there are of each kind but for the set; tables with them see how many rows have
//! each set at the coarser places that those tables know. Which row of a place has which of its sets,
//! nobody sees: whenever the rows of a place, and the sets there, are as many and none below nothing,
//! rows with sets can be found that make them (the north-west corner rule of transport problems). So
//! a table is possible if no *pool* is below nothing: no kind of row but for its set, and no set at a
//! place. The same holds of what others have, for an owner who knows their own rows.

use hashbrown::HashMap;

use super::tree::{Key, TableShape, Tree};

/// Two pools for each atom.
#[derive(Clone, Debug)]
pub(super) struct Pools {
    /// For each atom the pool of its kind of row, and that of its set at its place.
    pub(super) of: Vec<[u32; 2]>,
    /// How many there are.
    pub(super) count: usize,
    /// The dimensions of sets, as bits.
    pub(super) sets: u32,
    /// The dimensions that no table of sets has, as bits.
    pub(super) unseen: u32,
}

impl Pools {
    /// The pools of atoms; none, if no dimension has sets.
    pub(super) fn new(trees: &[Tree], tables: &[TableShape], atoms: &[Key]) -> Option<Pools> {
        let bits = |of: &dyn Fn(usize) -> bool| {
            (0..trees.len()).filter(|at| of(*at)).fold(0, |bits: u32, at| bits | 1 << at)
        };
        let sets = bits(&|at| trees[at].has_sets());
        if sets == 0 {
            return None;
        }
        let has_sets =
            |table: &&TableShape| (0..trees.len()).any(|at| sets & 1 << at != 0 && table.deepest(at) > 0);
        let deepest = |at: usize| tables.iter().filter(has_sets).map(|table| table.deepest(at)).max();
        let levels: Vec<usize> = (0..trees.len()).map(|at| deepest(at).unwrap_or(0)).collect();
        let mut numbers: HashMap<(bool, Key), u32> = HashMap::new();
        let mut number = |name| {
            let next = numbers.len() as u32;
            *numbers.entry(name).or_insert(next)
        };
        let mut pools = |key: &Key| {
            let (mut row, mut set) = (*key, *key);
            for (at, tree) in trees.iter().enumerate() {
                set[at] = tree.raised(key[at], levels[at]);
                if sets & 1 << at != 0 {
                    row[at] = 0;
                }
            }
            [number((false, row)), number((true, set))]
        };
        let of = atoms.iter().map(&mut pools).collect();
        Some(Pools {
            of,
            count: numbers.len(),
            sets,
            unseen: bits(&|at| levels[at] == 0 && sets & 1 << at == 0),
        })
    }
}
