//! What cannot be below nothing, where rows have sets of values.
//!
//! An atom is then a kind of row: what all tables tell of a row, and its set. Tables without the sets
//! see how many rows there are of each kind but for the set; tables with them see how many rows have
//! each set at the coarser places that those tables know. Which row of a place has which of its sets,
//! nobody sees: whenever the rows of a place, and the sets there, are as many and none below nothing,
//! rows with sets can be found that make them (the north-west corner rule of transport problems). So
//! a table is possible if no *pool* is below nothing: no kind of row but for its set, and no set at a
//! place. The same holds of what others have, for an owner who knows their own rows.

use std::collections::BTreeMap;

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
    /// The dimensions of which tables without sets see more than those with them, as bits.
    pub(super) coarser: u32,
    /// What goes on between sets, if one dimension has them.
    pub(super) between: Option<Between>,
}

/// Where rows have which sets.
#[derive(Clone, Debug)]
pub(super) struct Between {
    /// The dimension of sets.
    pub(super) dimension: usize,
    /// For each set what it holds. Sets are numbered by their place here.
    pub(super) members: BTreeMap<u32, Vec<u32>>,
    /// The places, as deep as tables of sets tell, in rising order.
    pub(super) places: Vec<InPlace>,
    /// For each atom the number of its place.
    pub(super) place_of: Vec<u32>,
}

/// One kind of row of a place, the one that has most sets. In which kind sets are exchanged is no matter: what
/// limits it is what the place holds.
#[derive(Clone, Debug)]
pub(super) struct InPlace {
    pub(super) key: Key,
    /// For each set the atom.
    pub(super) atoms: Vec<Option<u32>>,
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
        let of: Vec<[u32; 2]> = atoms.iter().map(&mut pools).collect();
        let place = |key: &Key| {
            let mut place = *key;
            for (at, tree) in trees.iter().enumerate() {
                place[at] = if sets & 1 << at == 0 { tree.raised(key[at], levels[at]) } else { 0 };
            }
            place
        };
        let between = || {
            let dimension = sets.trailing_zeros() as usize;
            let members = |node| Some((node, trees[dimension].members(node)?.to_vec()));
            let members = (0..trees[dimension].nodes() as u32).filter_map(members).collect();
            Between::new(dimension, members, atoms, &atoms.iter().map(place).collect::<Vec<Key>>(), &of)
        };
        let is_deeper = |at: usize| tables.iter().any(|table| table.deepest(at) > levels[at]);
        Some(Pools {
            count: numbers.len(),
            sets,
            unseen: bits(&|at| levels[at] == 0 && sets & 1 << at == 0),
            coarser: bits(&|at| is_deeper(at) && sets & 1 << at == 0),
            between: (sets.count_ones() == 1).then(between),
            of,
        })
    }
}

impl Between {
    fn new(
        dimension: usize,
        members: BTreeMap<u32, Vec<u32>>,
        atoms: &[Key],
        keys: &[Key],
        pools: &[[u32; 2]],
    ) -> Between {
        let numbers: BTreeMap<u32, usize> = members.keys().copied().zip(0..).collect();
        let mut kinds: BTreeMap<(Key, u32), Vec<u32>> = BTreeMap::new();
        for (atom, (key, [row, _])) in keys.iter().zip(pools).enumerate() {
            kinds.entry((*key, *row)).or_default().push(atom as u32);
        }
        let mut places: Vec<InPlace> = Vec::new();
        let mut most = 0;
        for ((key, _), of_kind) in kinds {
            let is_next = places.last().is_none_or(|place| place.key != key);
            if !is_next && of_kind.len() <= most {
                continue;
            }
            most = of_kind.len();
            let mut place = InPlace { key, atoms: vec![None; members.len()] };
            for atom in of_kind {
                if let Some(number) = numbers.get(&atoms[atom as usize][dimension]) {
                    place.atoms[*number] = Some(atom);
                }
            }
            if !is_next {
                places.pop();
            }
            places.push(place);
        }
        let number =
            |key: &Key| places.binary_search_by_key(key, |place| place.key).unwrap_or_default() as u32;
        let place_of = keys.iter().map(number).collect();
        Between { dimension, members, places, place_of }
    }
}
