//! All tables of a dataset as one system: atoms, the cells that are sums of atoms, and the relations
//! between cells. It holds no values.

use hashbrown::HashMap;

use crate::catalog::MAX_DIMENSIONS;

/// The place of an atom or a cell: one node of each dimension's tree; the rest is 0.
pub(in crate::confidential) type Key = [u32; MAX_DIMENSIONS];

/// The codes of one dimension. Node 0 is the whole, and a node's parent has a smaller number.
#[derive(Clone, Debug)]
pub(in crate::confidential) struct Tree {
    parents: Vec<u32>,
    levels: Vec<usize>,
}

impl Default for Tree {
    /// The whole alone.
    fn default() -> Tree {
        Tree { parents: vec![0], levels: vec![0] }
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

    /// The node and what lies above it, as far as its level is used, from the top down.
    fn chain(&self, mut node: u32, is_used: &[bool]) -> Vec<u32> {
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

    fn level(&self, node: u32) -> usize {
        self.levels.get(node as usize).copied().unwrap_or(0)
    }

    fn depth(&self) -> usize {
        self.levels.iter().copied().max().unwrap_or(0)
    }
}

/// Which levels of each dimension a table publishes; 0 is the total. A table without a dimension
/// has level 0 of it alone.
#[derive(Clone, Debug)]
pub(in crate::confidential) struct TableShape {
    pub(in crate::confidential) levels: Vec<Vec<usize>>,
}

impl TableShape {
    fn deepest(&self, dimension: usize) -> usize {
        self.levels.get(dimension).and_then(|levels| levels.iter().max()).copied().unwrap_or(0)
    }

    /// True if a cell at this place is a row of the table.
    pub(in crate::confidential) fn lists(&self, trees: &[Tree], key: &Key) -> bool {
        trees.iter().enumerate().all(|(at, tree)| self.publishes(at, tree.level(key[at])))
    }

    fn publishes(&self, dimension: usize, level: usize) -> bool {
        self.levels.get(dimension).map_or(level == 0, |levels| levels.contains(&level))
    }
}

/// What becomes of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::confidential) enum State {
    /// It belongs to no table and only holds relations together.
    Hidden,
    /// It is published.
    Published,
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
    pub(in crate::confidential) whole: u32,
    pub(in crate::confidential) parts: Vec<u32>,
}

/// Where the atom at a place stands. Cubes ask for it millions of times, so small systems have a
/// field for every place that there could be.
#[derive(Clone, Debug)]
enum AtomIndex {
    Field { strides: Vec<usize>, atoms: Vec<u32> },
    Map(HashMap<Key, u32>),
}

/// A system with more places than this has a map.
const MAX_FIELD: usize = 8_000_000;

impl AtomIndex {
    fn new(trees: &[Tree], atoms: &[Key]) -> AtomIndex {
        let mut size = 1_usize;
        let mut strides = Vec::new();
        for tree in trees {
            strides.push(size);
            size = size.saturating_mul(tree.parents.len());
        }
        if size > MAX_FIELD {
            return AtomIndex::Map(atoms.iter().enumerate().map(|(at, key)| (*key, at as u32)).collect());
        }
        let mut field = vec![u32::MAX; size];
        for (index, key) in atoms.iter().enumerate() {
            field[place(&strides, key)] = index as u32;
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

/// Tables that cannot be laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::confidential) struct LayoutError;

/// All tables of a dataset at once.
#[derive(Clone, Debug)]
pub(in crate::confidential) struct System {
    dimensions: usize,
    atoms: Vec<Key>,
    atom_at: AtomIndex,
    cells: Vec<Cell>,
    cell_at: HashMap<Key, u32>,
    relations: Vec<Relation>,
    /// For each cell the relations that it is the whole or a part of.
    relations_of: Vec<Vec<u32>>,
    /// For each atom the cells that sum it.
    cells_of: Vec<Vec<u32>>,
    /// For each table its dimensions, as bits, and for each atom its finest cell.
    finest: Vec<(u32, Vec<u32>)>,
    /// For each dimension the leaves that occur, in rising order.
    leaves: Vec<Vec<u32>>,
}

impl System {
    /// Lays out tables over atoms. An atom is a leaf of each dimension; atoms do not repeat.
    pub(in crate::confidential) fn new(
        trees: &[Tree],
        tables: &[TableShape],
        atoms: Vec<Key>,
    ) -> Result<System, LayoutError> {
        let used = used_levels(trees, tables);
        let mut system = System {
            dimensions: trees.len(),
            atom_at: AtomIndex::new(trees, &atoms),
            cells: Vec::new(),
            cell_at: HashMap::new(),
            relations: Vec::new(),
            relations_of: Vec::new(),
            cells_of: vec![Vec::new(); atoms.len()],
            finest: Vec::new(),
            leaves: (0..trees.len()).map(|at| distinct(atoms.iter().map(|key| key[at]))).collect(),
            atoms,
        };
        let chains: Vec<HashMap<u32, Vec<u32>>> = (0..trees.len())
            .map(|at| {
                let leaves = system.leaves[at].iter();
                leaves.map(|leaf| (*leaf, trees[at].chain(*leaf, &used[at]))).collect()
            })
            .collect();
        for table in tables {
            system.add_table(trees, table, &chains);
        }
        for (index, cell) in system.cells.iter().enumerate() {
            for atom in &cell.atoms {
                system.cells_of[*atom as usize].push(index as u32);
            }
        }
        system.relate(&chains);
        Ok(system)
    }

    fn add_table(&mut self, trees: &[Tree], table: &TableShape, chains: &[HashMap<u32, Vec<u32>>]) {
        let mut finest = Vec::with_capacity(self.atoms.len());
        let mut keys: Vec<(Key, bool)> = Vec::new();
        for atom in 0..self.atoms.len() {
            keys.clear();
            keys.push(([0; MAX_DIMENSIONS], true));
            for (at, tree) in trees.iter().enumerate() {
                let deepest = table.deepest(at);
                let chain = &chains[at][&self.atoms[atom][at]];
                let nodes = chain.iter().filter(|node| tree.level(**node) <= deepest);
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
                last = self.cell_mut(*key, atom as u32, *is_listed);
            }
            // The deepest node of each chain comes last, so the last key is the finest cell.
            finest.push(last);
        }
        let mut dimensions = 0;
        for at in 0..trees.len() {
            if table.deepest(at) > 0 {
                dimensions |= 1 << at;
            }
        }
        self.finest.push((dimensions, finest));
    }

    fn cell_mut(&mut self, key: Key, atom: u32, is_listed: bool) -> u32 {
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
        index
    }

    fn relate(&mut self, chains: &[HashMap<u32, Vec<u32>>]) {
        for at in 0..self.dimensions {
            let mut above: HashMap<u32, u32> = HashMap::new();
            for chain in chains[at].values() {
                above.extend(chain.windows(2).map(|pair| (pair[1], pair[0])));
            }
            let mut parts: HashMap<u32, Vec<u32>> = HashMap::new();
            for (index, cell) in self.cells.iter().enumerate() {
                let Some(parent) = above.get(&cell.key[at]) else { continue };
                let mut key = cell.key;
                key[at] = *parent;
                if let Some(whole) = self.cell_at.get(&key) {
                    parts.entry(*whole).or_default().push(index as u32);
                }
            }
            let mut wholes: Vec<(u32, Vec<u32>)> = parts.into_iter().collect();
            wholes.sort_unstable();
            self.relations.extend(wholes.into_iter().map(|(whole, parts)| Relation { whole, parts }));
        }
        self.relations_of = vec![Vec::new(); self.cells.len()];
        for (index, relation) in self.relations.iter().enumerate() {
            for cell in relation.parts.iter().chain([&relation.whole]) {
                self.relations_of[*cell as usize].push(index as u32);
            }
        }
    }

    /// How many dimensions there are.
    pub(super) fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The atoms' places.
    pub(in crate::confidential) fn atoms(&self) -> &[Key] {
        &self.atoms
    }

    /// The cells.
    pub(in crate::confidential) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The relations between cells.
    pub(super) fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// The relations of a cell.
    pub(super) fn relations_of(&self, cell: usize) -> impl Iterator<Item = &Relation> {
        self.relations_of[cell].iter().map(|index| &self.relations[*index as usize])
    }

    /// The cells that sum an atom.
    pub(super) fn cells_of(&self, atom: u32) -> &[u32] {
        &self.cells_of[atom as usize]
    }

    /// The tables: their dimensions as bits, and for each atom the finest cell.
    pub(super) fn tables(&self) -> &[(u32, Vec<u32>)] {
        &self.finest
    }

    /// The leaves of a dimension.
    pub(super) fn leaves(&self, dimension: usize) -> &[u32] {
        &self.leaves[dimension]
    }

    /// The atom at a place.
    pub(super) fn atom(&self, key: &Key) -> Option<u32> {
        self.atom_at.get(key)
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

/// The levels that any table uses. A level in between that only one of them has is used by all, so
/// that their relations meet.
fn used_levels(trees: &[Tree], tables: &[TableShape]) -> Vec<Vec<bool>> {
    let used = |at: usize, level: usize| {
        tables.iter().any(|table: &TableShape| table.publishes(at, level) || table.deepest(at) == level)
    };
    trees
        .iter()
        .enumerate()
        .map(|(at, tree)| (0..=tree.depth()).map(|level| used(at, level)).collect())
        .collect()
}

fn distinct(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut numbers: Vec<u32> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
