//! All tables of a dataset as one system: atoms, the cells that are sums of atoms, and the relations
//! between cells. It holds no values.
//!
//! Each atom is a cell of its own, if need be one that no table lists, and each other cell is the
//! whole of a relation. So whatever can be reasoned about atoms can be reasoned about cells.
//!
//! Where a row can hold several values of a dimension, an atom is a kind of row: it has a set of values,
//! and is in the cell of each. Cells of two values overlap then, and no relation adds them up.

use hashbrown::{HashMap, HashSet};

use super::exchanges::add_up;
use super::pools::{Between, Pools};
use super::tree::{Key, TableShape, Tree, used_levels};
use crate::catalog::MAX_DIMENSIONS;

/// A system may have this many cells. Beyond it, tables are too fine to be looked through.
pub(in crate::confidential) const MAX_CELLS: usize = 2_000_000;

/// What becomes of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::confidential) enum State {
    /// It belongs to no table and only holds relations together.
    Hidden,
    /// It is published.
    Published,
    /// It is known already, or must be published: it is never withheld for another cell's sake.
    Given,
    /// It is withheld by a rule.
    Primary,
    /// It is withheld so that a primary cell cannot be computed.
    Secondary,
}

impl State {
    /// True for both kinds of withheld cells.
    pub(in crate::confidential) fn is_withheld(self) -> bool {
        matches!(self, State::Primary | State::Secondary)
    }

    /// True for what everybody can read.
    pub(in crate::confidential) fn is_shown(self) -> bool {
        matches!(self, State::Published | State::Given)
    }
}

/// A sum of atoms.
#[derive(Clone, Debug)]
pub(in crate::confidential) struct Cell {
    /// Its place.
    pub(in crate::confidential) key: Key,
    /// The atoms that it sums, in rising order.
    pub(in crate::confidential) atoms: Vec<u32>,
    /// False for a cell that belongs to no table.
    pub(in crate::confidential) is_listed: bool,
}

/// A cell that is the sum of others.
#[derive(Clone, Debug)]
pub(in crate::confidential) struct Relation {
    /// The sum.
    pub(in crate::confidential) whole: u32,
    /// What it sums.
    pub(in crate::confidential) parts: Vec<u32>,
}

impl Relation {
    /// The parts and the whole.
    pub(super) fn cells(&self) -> impl Iterator<Item = u32> {
        self.parts.iter().copied().chain([self.whole])
    }
}

/// Tables that cannot be laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::confidential) enum LayoutError {
    /// An atom stands at the place of one before it.
    RepeatedAtom(usize),
    /// An atom stands on a node that a dimension's tree does not have.
    UnknownNode {
        /// Which atom.
        atom: usize,
        /// Which dimension.
        dimension: usize,
    },
    /// There would be more than [`MAX_CELLS`].
    TooLarge,
}

/// One table's view of the atoms.
#[derive(Clone, Debug)]
pub(super) struct Finest {
    /// The table's dimensions, as bits.
    pub(super) dimensions: u32,
    /// For each atom its finest cell; the atom's own, if it has several.
    pub(super) cells: Vec<u32>,
}

/// An atom that is in several finest cells of a table has no single one.
const SEVERAL: u32 = u32::MAX;

/// Where the atom at a place stands. Cubes ask for it millions of times, so systems that are not
/// too wide have a field for every place that there could be.
#[derive(Clone, Debug)]
enum AtomIndex {
    Field { strides: Vec<usize>, atoms: Vec<u32> },
    Map(HashMap<Key, u32>),
}

/// A system with more places than this has a map.
const MAX_FIELD: usize = 8_000_000;

impl AtomIndex {
    fn new(trees: &[Tree], atoms: HashMap<Key, u32>) -> AtomIndex {
        let mut size = 1_usize;
        let mut strides = Vec::new();
        for tree in trees {
            strides.push(size);
            size = size.saturating_mul(tree.nodes());
        }
        if size > MAX_FIELD {
            return AtomIndex::Map(atoms);
        }
        let mut field = vec![u32::MAX; size];
        for (key, atom) in atoms {
            field[place(&strides, &key)] = atom;
        }
        AtomIndex::Field { strides, atoms: field }
    }

    fn get(&self, key: &Key) -> Option<u32> {
        match self {
            AtomIndex::Map(map) => map.get(key).copied(),
            AtomIndex::Field { strides, atoms } => {
                atoms.get(place(strides, key)).copied().filter(|atom| *atom != u32::MAX)
            }
        }
    }
}

fn place(strides: &[usize], key: &Key) -> usize {
    strides.iter().zip(key).map(|(stride, node)| stride * *node as usize).sum()
}

/// All tables of a dataset at once.
#[derive(Clone, Debug)]
pub(in crate::confidential) struct System {
    atoms: Vec<Key>,
    atom_at: AtomIndex,
    cells: Vec<Cell>,
    cell_at: HashMap<Key, u32>,
    relations: Vec<Relation>,
    /// For each cell the relations that it is the whole or a part of.
    relations_of: Vec<Vec<u32>>,
    /// For each atom the cells that sum it.
    cells_of: Vec<Vec<u32>>,
    /// For each atom the cell that is it alone.
    cell_of_atom: Vec<u32>,
    finest: Vec<Finest>,
    /// For each dimension the leaves that occur, in rising order, and what is right above each node.
    leaves: Vec<Vec<u32>>,
    above: Vec<HashMap<u32, u32>>,
    /// What of each atom cannot be below nothing; the atoms themselves, if there are no sets.
    pools: Option<Pools>,
    /// For each dimension the lines of atoms along it.
    lines: Vec<Lines>,
}

/// The atoms of a dimension's lines: those on one line differ in that dimension alone.
#[derive(Clone, Debug, Default)]
struct Lines {
    line_of: Vec<u32>,
    /// For each line its leaves in rising order, and the atoms there.
    lines: Vec<Vec<(u32, u32)>>,
}

impl Lines {
    fn new(atoms: &[Key], dimension: usize) -> Lines {
        let mut lines = Lines::default();
        let mut found: HashMap<Key, u32> = HashMap::new();
        for (atom, key) in atoms.iter().enumerate() {
            let mut place = *key;
            place[dimension] = 0;
            let line = *found.entry(place).or_insert(lines.lines.len() as u32);
            if line as usize == lines.lines.len() {
                lines.lines.push(Vec::new());
            }
            lines.line_of.push(line);
            lines.lines[line as usize].push((key[dimension], atom as u32));
        }
        lines.lines.iter_mut().for_each(|line| line.sort_unstable());
        lines
    }
}

impl System {
    /// Lays out tables over atoms. An atom is a leaf of each dimension, or a node below which nothing
    /// is published; the atoms of all tables together are the finest combinations of all dimensions.
    ///
    /// # Errors
    ///
    /// Fails if atoms repeat, stand nowhere, or make too many cells.
    pub(in crate::confidential) fn new(
        trees: &[Tree],
        tables: &[TableShape],
        atoms: Vec<Key>,
    ) -> Result<System, LayoutError> {
        let mut atom_at = HashMap::with_capacity(atoms.len());
        for (atom, key) in atoms.iter().enumerate() {
            let is_unknown = |at: &usize| key[*at] as usize >= trees.get(*at).map_or(1, Tree::nodes);
            if let Some(dimension) = (0..MAX_DIMENSIONS).find(is_unknown) {
                return Err(LayoutError::UnknownNode { atom, dimension });
            }
            if atom_at.insert(*key, atom as u32).is_some() {
                return Err(LayoutError::RepeatedAtom(atom));
            }
        }
        let used = used_levels(trees, tables);
        let mut system = System {
            atom_at: AtomIndex::new(trees, atom_at),
            cells: Vec::new(),
            cell_at: HashMap::new(),
            relations: Vec::new(),
            relations_of: Vec::new(),
            cells_of: Vec::new(),
            cell_of_atom: Vec::new(),
            finest: Vec::new(),
            leaves: (0..trees.len()).map(|at| distinct(atoms.iter().map(|key| key[at]))).collect(),
            above: vec![HashMap::new(); trees.len()],
            pools: Pools::new(trees, tables, &atoms),
            lines: (0..trees.len()).map(|at| Lines::new(&atoms, at)).collect(),
            atoms,
        };
        let chains: Vec<HashMap<u32, Vec<u32>>> = (0..trees.len())
            .map(|at| {
                let leaves = system.leaves[at].iter();
                leaves.map(|leaf| (*leaf, trees[at].chain(*leaf, &used[at]))).collect()
            })
            .collect();
        for (at, leaves) in system.leaves.iter().enumerate() {
            // What lies in several codes at once is no part of any.
            for leaf in leaves.iter().filter(|_| !trees[at].has_sets()) {
                let mut chain = chains[at][leaf].clone();
                if chain.last() != Some(leaf) {
                    chain.push(*leaf);
                }
                system.above[at].extend(chain.windows(2).map(|pair| (pair[1], pair[0])));
            }
        }
        for table in tables {
            system.add_table(trees, table, &chains)?;
        }
        system.add_atoms()?;
        system.relate();
        system.index();
        Ok(system)
    }

    /// Adds a sum that everybody knows from elsewhere, such as a cell of an earlier edition, and
    /// returns its cell. Its state should be [`State::Given`].
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "earlier editions join the system once a ledger keeps them")
    )]
    pub(in crate::confidential) fn add_outside(&mut self, atoms: &[u32]) -> usize {
        let atoms = distinct(atoms.iter().copied());
        let whole = self.cells.len() as u32;
        let parts: Vec<u32> = atoms.iter().map(|atom| self.cell_of_atom[*atom as usize]).collect();
        for atom in &atoms {
            self.cells_of[*atom as usize].push(whole);
        }
        let relation = self.relations.len() as u32;
        self.relations_of.push(Vec::new());
        for cell in parts.iter().chain([&whole]) {
            self.relations_of[*cell as usize].push(relation);
        }
        self.relations.push(Relation { whole, parts });
        self.cells.push(Cell { key: [u32::MAX; MAX_DIMENSIONS], atoms, is_listed: false });
        whole as usize
    }

    fn add_table(
        &mut self,
        trees: &[Tree],
        table: &TableShape,
        chains: &[HashMap<u32, Vec<u32>>],
    ) -> Result<(), LayoutError> {
        let mut finest = Vec::with_capacity(self.atoms.len());
        let mut keys: Vec<(Key, bool)> = Vec::new();
        for atom in 0..self.atoms.len() {
            keys.clear();
            keys.push(([0; MAX_DIMENSIONS], true));
            let mut is_one = true;
            for (at, tree) in trees.iter().enumerate() {
                let deepest = table.deepest(at);
                let chain = &chains[at][&self.atoms[atom][at]];
                let nodes = chain.iter().filter(|node| tree.level(**node) <= deepest);
                let finest = nodes.clone().map(|node| tree.level(*node)).max();
                is_one &= nodes.clone().filter(|node| Some(tree.level(**node)) == finest).count() < 2;
                let known = std::mem::take(&mut keys);
                for node in nodes {
                    let is_listed = table.publishes(at, tree.level(*node));
                    keys.extend(known.iter().map(|(key, listed)| {
                        let mut key = *key;
                        key[at] = *node;
                        (key, *listed && is_listed)
                    }));
                }
            }
            let mut last = 0;
            for (key, is_listed) in &keys {
                last = self.cell_mut(*key, atom as u32, *is_listed)?;
            }
            // The deepest node of each chain comes last, so the last key is the finest cell.
            finest.push(if is_one { last } else { SEVERAL });
        }
        let mut dimensions = 0;
        for at in 0..trees.len() {
            if table.deepest(at) > 0 {
                dimensions |= 1 << at;
            }
        }
        self.finest.push(Finest { dimensions, cells: finest });
        Ok(())
    }

    fn cell_mut(&mut self, key: Key, atom: u32, is_listed: bool) -> Result<u32, LayoutError> {
        if self.cells.len() == MAX_CELLS {
            return Err(LayoutError::TooLarge);
        }
        let cells = &mut self.cells;
        let index = *self.cell_at.entry(key).or_insert_with(|| {
            cells.push(Cell { key, atoms: Vec::new(), is_listed: false });
            cells.len() as u32 - 1
        });
        let cell = &mut self.cells[index as usize];
        cell.is_listed |= is_listed;
        // A second table may bring the same cell again, with the same atoms in the same order.
        if cell.atoms.last().is_none_or(|last| *last < atom) {
            cell.atoms.push(atom);
        }
        Ok(index)
    }

    /// Gives each atom a cell of its own.
    fn add_atoms(&mut self) -> Result<(), LayoutError> {
        for atom in 0..self.atoms.len() {
            let finest = self.finest.iter().map(|finest| finest.cells[atom]).filter(|cell| *cell != SEVERAL);
            // Where rows have sets, not all sets that a row of a cell could have need be here.
            let finest = finest.filter(|_| self.pools.is_none());
            let alone = finest.filter(|cell| self.cells[*cell as usize].atoms.len() == 1).min();
            let cell = match alone {
                Some(cell) => cell,
                None => self.cell_mut(self.atoms[atom], atom as u32, false)?,
            };
            self.cell_of_atom.push(cell);
        }
        for finest in &mut self.finest {
            for (cell, own) in finest.cells.iter_mut().zip(&self.cell_of_atom) {
                *cell = if *cell == SEVERAL { *own } else { *cell };
            }
        }
        Ok(())
    }

    fn relate(&mut self) {
        for at in 0..self.leaves.len() {
            let mut parts: HashMap<u32, Vec<u32>> = HashMap::new();
            for (index, cell) in self.cells.iter().enumerate() {
                let Some(parent) = self.above[at].get(&cell.key[at]) else { continue };
                let mut key = cell.key;
                key[at] = *parent;
                if let Some(whole) = self.cell_at.get(&key) {
                    parts.entry(*whole).or_default().push(index as u32);
                }
            }
            let mut wholes: Vec<(u32, Vec<u32>)> = parts.into_iter().collect();
            wholes.sort_unstable();
            // A hidden atom's neighbours along a dimension need not be all there is of the whole.
            let sum =
                |parts: &[u32]| parts.iter().map(|p| self.cells[*p as usize].atoms.len()).sum::<usize>();
            wholes.retain(|(whole, parts)| sum(parts) == self.cells[*whole as usize].atoms.len());
            self.relations.extend(wholes.into_iter().map(|(whole, parts)| Relation { whole, parts }));
        }
        let wholes: HashSet<u32> = self.relations.iter().map(|relation| relation.whole).collect();
        for (index, cell) in self.cells.iter().enumerate() {
            let is_atom = |atom: &u32| self.cell_of_atom[*atom as usize] == index as u32;
            if wholes.contains(&(index as u32)) || cell.atoms.iter().all(is_atom) {
                continue;
            }
            let parts = cell.atoms.iter().map(|atom| self.cell_of_atom[*atom as usize]).collect();
            self.relations.push(Relation { whole: index as u32, parts });
        }
    }

    fn index(&mut self) {
        self.cells_of = vec![Vec::new(); self.atoms.len()];
        for (index, cell) in self.cells.iter().enumerate() {
            for atom in &cell.atoms {
                self.cells_of[*atom as usize].push(index as u32);
            }
        }
        self.relations_of = vec![Vec::new(); self.cells.len()];
        for (index, relation) in self.relations.iter().enumerate() {
            for cell in relation.cells() {
                self.relations_of[cell as usize].push(index as u32);
            }
        }
    }

    /// The pools of atoms, if there are other ones than the atoms themselves.
    pub(super) fn pools(&self) -> Option<&Pools> {
        self.pools.as_ref()
    }

    /// The pools that an atom is in: itself, if there are no others.
    pub(super) fn pools_of(&self, atom: u32) -> impl Iterator<Item = u32> + use<> {
        let [row, set] = self.pools.as_ref().map_or([atom, atom], |pools| pools.of[atom as usize]);
        std::iter::once(row).chain((set != row).then_some(set))
    }

    /// How much each pool changes, in rising order, those left out that do not.
    pub(super) fn pooled(&self, moves: &[(u32, i64)]) -> Vec<(u32, i64)> {
        let mut changes: Vec<(u32, i64)> = moves
            .iter()
            .flat_map(|(atom, change)| self.pools_of(*atom).map(move |pool| (pool, *change)))
            .collect();
        add_up(&mut changes);
        changes
    }

    /// The pools of an atom that change where it is a corner of a cube in these dimensions. Along sets
    /// rows stay what else they are, and along what tables of sets do not have they keep their set.
    pub(super) fn pools_in(&self, atom: u32, dimensions: u32) -> impl Iterator<Item = u32> + use<> {
        let [rows, sets] = match &self.pools {
            None => [true, true],
            Some(pools) => [dimensions & pools.sets == 0, dimensions & pools.unseen == 0],
        };
        self.pools_of(atom).zip([rows, sets]).filter_map(|(pool, changes)| changes.then_some(pool))
    }

    /// The pools of an atom that change where it is a corner of a cube in these dimensions, whatever the other
    /// corners are: those of its set do not, if another corner of the same place makes up for it, or if the
    /// same cube can be had with another set.
    pub(super) fn pools_surely_in(&self, atom: u32, dimensions: u32) -> impl Iterator<Item = u32> + use<> {
        let [rows, sets] = match &self.pools {
            None => [true, true],
            Some(pools) => {
                let has_sets = dimensions & pools.sets != 0;
                [!has_sets, has_sets && dimensions & (pools.unseen | pools.coarser) == 0]
            }
        };
        self.pools_of(atom).zip([rows, sets]).filter_map(|(pool, changes)| changes.then_some(pool))
    }

    /// What goes on between sets, if one dimension has them.
    pub(super) fn between(&self) -> Option<&Between> {
        self.pools.as_ref().and_then(|pools| pools.between.as_ref())
    }

    /// The corners of a cube of rows with each of the sets that they could have instead, all the same: as many
    /// rows of each place that gains or loses change their set as that. `can_lose` says which sets are there.
    pub(super) fn with_other_sets(
        &self,
        moves: &[(u32, i64)],
        can_lose: &dyn Fn(u32, i64) -> bool,
    ) -> Vec<Vec<(u32, i64)>> {
        let (Some(between), Some((first, _))) = (self.between(), moves.first()) else { return Vec::new() };
        let set = |atom: u32| self.atoms[atom as usize][between.dimension];
        if moves.iter().any(|(atom, _)| set(*atom) != set(*first)) {
            return Vec::new();
        }
        let mut net: Vec<(u32, i64)> = Vec::new();
        for (atom, change) in moves {
            let place = between.place_of[*atom as usize];
            match net.iter_mut().find(|(other, _)| *other == place) {
                Some((_, sum)) => *sum += change,
                None => net.push((place, *change)),
            }
        }
        net.retain(|(_, change)| *change != 0);
        let Some(own) = between.members.keys().position(|node| *node == set(*first)) else {
            return Vec::new();
        };
        if net.is_empty() {
            return Vec::new();
        }
        let with = |other: usize| {
            let mut all = moves.to_vec();
            for (place, change) in &net {
                let atoms = &between.places[*place as usize].atoms;
                let (own, other) = (atoms[own]?, atoms[other]?);
                let [_, pool] = self.pools.as_ref()?.of[other as usize];
                if *change < 0 && !can_lose(pool, -change) {
                    return None;
                }
                all.extend([(own, -change), (other, *change)]);
            }
            add_up(&mut all);
            Some(all)
        };
        (0..between.members.len()).filter(|other| *other != own).filter_map(with).collect()
    }

    /// How far apart two codes of a dimension are: by their numbers, or by what one set has and the other not.
    pub(super) fn distance(&self, dimension: usize, one: u32, other: u32) -> u32 {
        let sets = self.between().filter(|between| between.dimension == dimension);
        let of = |node| sets.and_then(|between| between.members.get(&node));
        let (Some(one), Some(other)) = (of(one), of(other)) else { return one.abs_diff(other) };
        let beside =
            |of: &[u32], not: &[u32]| of.iter().filter(|member| !not.contains(member)).count() as u32;
        beside(one, other) + beside(other, one)
    }

    /// False if a cell is inside another only because not all sets that rows could have are here.
    pub(super) fn is_inside_by_place(&self, part: u32, whole: usize) -> bool {
        let (part, whole) = (&self.cells[part as usize].key, &self.cells[whole].key);
        let sets = self.pools.as_ref().map_or(0, |pools| pools.sets);
        let mut of_sets = (0..self.dimensions()).filter(|at| sets & 1 << at != 0);
        of_sets.all(|at| whole[at] == 0 || whole[at] == part[at])
    }

    /// How many dimensions there are.
    pub(super) fn dimensions(&self) -> usize {
        self.leaves.len()
    }

    /// The atoms' places.
    pub(in crate::confidential) fn atoms(&self) -> &[Key] {
        &self.atoms
    }

    /// The cells.
    pub(in crate::confidential) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// For each relation of a cell the cells in it.
    pub(in crate::confidential) fn beside(&self, cell: usize) -> impl Iterator<Item = Vec<usize>> {
        let relations = self.relations_of[cell].iter().map(|at| &self.relations[*at as usize]);
        relations.map(|relation| relation.cells().map(|cell| cell as usize).collect())
    }

    /// The cells that a cell is a part of, by its relations.
    pub(in crate::confidential) fn wholes(&self, cell: usize) -> impl Iterator<Item = usize> {
        let relations = self.relations_of[cell].iter().map(|at| &self.relations[*at as usize]);
        relations.map(|relation| relation.whole as usize).filter(move |whole| *whole != cell)
    }

    /// The relations between cells.
    pub(super) fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// The numbers of a cell's relations.
    pub(super) fn relations_of(&self, cell: usize) -> &[u32] {
        &self.relations_of[cell]
    }

    /// What a cell is the sum of, in each of the ways in which it is one.
    pub(super) fn parts_of(&self, cell: usize) -> impl Iterator<Item = &[u32]> {
        let relations = self.relations_of[cell].iter().map(|relation| &self.relations[*relation as usize]);
        relations.filter(move |relation| relation.whole as usize == cell).map(|relation| &relation.parts[..])
    }

    /// The cells that sum an atom.
    pub(super) fn cells_of(&self, atom: u32) -> &[u32] {
        &self.cells_of[atom as usize]
    }

    /// The atom that a cell stands for, if it is the one chosen for it.
    pub(super) fn atom_of(&self, cell: u32) -> Option<u32> {
        let atom = *self.cells[cell as usize].atoms.first()?;
        (self.cell_of_atom[atom as usize] == cell).then_some(atom)
    }

    /// The cell that stands for an atom.
    pub(super) fn cell_of_atom(&self, atom: u32) -> usize {
        self.cell_of_atom[atom as usize] as usize
    }

    /// How the tables see the atoms.
    pub(super) fn finest(&self) -> &[Finest] {
        &self.finest
    }

    /// True if an atom of a cell stays in it with another leaf in one dimension.
    pub(super) fn is_inside(&self, cell: usize, key: &Key, at: usize, leaf: u32) -> bool {
        let mut key = *key;
        key[at] = leaf;
        self.atom(&key).is_some_and(|atom| self.cells[cell].atoms.binary_search(&atom).is_ok())
    }

    /// The dimensions along which a cell can change while what lies above it does not, as bits.
    pub(super) fn useful_dimensions(&self, cell: usize) -> u32 {
        let key = &self.cells[cell].key;
        let is_useful = |at: &usize| self.leaves[*at].len() > 1 && key[*at] != 0;
        (0..self.dimensions()).filter(is_useful).fold(0, |set, at| set | 1 << at)
    }

    /// The atoms that differ from one in a dimension alone, itself among them, and their leaves there.
    pub(super) fn along(&self, dimension: usize, atom: u32) -> &[(u32, u32)] {
        let lines = &self.lines[dimension];
        &lines.lines[lines.line_of[atom as usize] as usize]
    }

    /// The node above a node that the tables know.
    pub(super) fn above(&self, dimension: usize, node: u32) -> u32 {
        self.above[dimension].get(&node).copied().unwrap_or(0)
    }

    /// The atom at a place.
    pub(super) fn atom(&self, key: &Key) -> Option<u32> {
        self.atom_at.get(key)
    }

    /// The cell at a place.
    pub(super) fn cell_at(&self, key: &Key) -> Option<u32> {
        self.cell_at.get(key).copied()
    }

    /// The cell at a place, for tests.
    #[cfg(test)]
    pub(in crate::confidential) fn cell(&self, key: &Key) -> Option<usize> {
        self.cell_at.get(key).map(|index| *index as usize)
    }

    /// The sum of a quantity over a cell.
    pub(super) fn total(&self, cell: usize, values: &[i64]) -> i64 {
        self.cells[cell].atoms.iter().map(|atom| values[*atom as usize]).sum()
    }
}

fn distinct(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut numbers: Vec<u32> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
