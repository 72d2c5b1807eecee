//! Witnesses found by hand: units moved around the corners of cubes whose cells are withheld.
//!
//! A cube stands on two codes in each of some dimensions; a unit is added at corners of one colour
//! and taken at those of the other. Sub-totals and totals need no special care: they are cells like
//! others, and notice only if they hold more corners of one colour than of the other. Where one cube
//! cannot move enough, several are added up.

use std::collections::BTreeMap;

use super::audit::{Audit, Changes, Demand, Moves, Way};
use super::system::{State, System};
use super::tree::Key;

/// How many atoms of a cell are tried as the first corner.
const MAX_STARTS: usize = 12;

/// How many are put in order before that.
const MAX_RANKED: usize = 2_000;

/// How many corners are looked at for one proof.
pub(super) const MAX_CORNERS: usize = 4_000;

/// Looks for cubes of withheld cells that give a missing proof.
pub(super) fn search(
    audit: &Audit<'_>,
    changes: &mut Changes,
    states: &[State],
    demand: &Demand,
    corners: usize,
) -> Option<Moves> {
    let need = audit.need(demand.quantity, demand.cell, demand.way, demand.attacker).max(1);
    let mut search = Search {
        audit,
        changes,
        states,
        demand,
        left: need,
        moved: BTreeMap::new(),
        pooled: BTreeMap::new(),
        dimensions: 0,
        budget: corners,
    };
    let starts = Starts::new(audit, demand);
    let is_shown = |cell: u32| i64::from(states[cell as usize].is_shown());
    for dimensions in dimension_sets(audit.system, demand.cell) {
        for start in starts.of(audit, demand, dimensions, MAX_STARTS, &is_shown) {
            if search.around(start, dimensions) {
                return Some(search.moved.into_iter().filter(|(_, change)| *change != 0).collect());
            }
        }
    }
    None
}

/// The atoms of a cell that can be a first corner, those that can give most first.
pub(super) fn starts(audit: &Audit<'_>, demand: &Demand) -> Vec<u32> {
    let mut atoms = atoms_by_room(audit, demand);
    atoms.truncate(MAX_STARTS);
    atoms
}

/// The atoms of a cell that can change as is wished, those that can give most first.
pub(super) fn atoms_by_room(audit: &Audit<'_>, demand: &Demand) -> Vec<u32> {
    let slack = |pool: u32| audit.slack(demand.quantity, pool, demand.attacker);
    // A cell can change along the dimensions that it has; a pool that no cube there changes is no limit.
    let dimensions = audit.system.useful_dimensions(demand.cell);
    let loose = |atom: u32| audit.system.pools_in(atom, dimensions).map(slack).min().unwrap_or(0);
    let mut atoms = audit.system.cells()[demand.cell].atoms.clone();
    if atoms.len() > 1 {
        atoms.sort_by_cached_key(|atom| (std::cmp::Reverse(loose(*atom)), *atom));
    }
    if audit.system.pools().is_some() {
        // Kinds of rows that draw on the same pools do the same for the cell.
        let mut seen = hashbrown::HashSet::new();
        atoms.retain(|atom| seen.insert(audit.system.pools_in(*atom, dimensions).collect::<Vec<u32>>()));
    }
    if demand.way == Way::Down && !audit.quantities[demand.quantity].is_signed {
        atoms.retain(|atom| loose(*atom) > 0);
    }
    atoms
}

/// Atoms of a cell that can be the first corner of a cube.
pub(super) struct Starts {
    /// Those that can give most first; where rows have sets, the most frequent.
    atoms: Vec<u32>,
}

impl Starts {
    pub(super) fn new(audit: &Audit<'_>, demand: &Demand) -> Starts {
        let system = audit.system;
        if system.pools().is_none() {
            return Starts { atoms: starts(audit, demand) };
        }
        let slack = |pool: u32| audit.slack(demand.quantity, pool, demand.attacker);
        let loose = |atom: u32| system.pools_of(atom).map(slack).min().unwrap_or(0);
        let mut atoms = system.cells()[demand.cell].atoms.clone();
        if demand.way == Way::Down && !audit.quantities[demand.quantity].is_signed {
            let useful = system.useful_dimensions(demand.cell);
            atoms.retain(|atom| system.pools_surely_in(*atom, useful).all(|pool| slack(pool) > 0));
        }
        // What gains does so beside others of its codes and its set, which must lose.
        let rank = |atom: u32| match demand.way {
            Way::Up => audit.frequency(atom),
            Way::Down => u128::from(loose(atom).max(0).unsigned_abs()),
        };
        atoms.sort_by_cached_key(|atom| (std::cmp::Reverse(rank(*atom)), *atom));
        atoms.truncate(MAX_RANKED);
        Starts { atoms }
    }

    /// The first corners for cubes in some dimensions. Where rows have sets there are many kinds of rows in a cell,
    /// and most are in published cells; so those come first of which the cells that see the cube cost least.
    pub(super) fn of(
        &self,
        audit: &Audit<'_>,
        demand: &Demand,
        dimensions: u32,
        most: usize,
        cost: &dyn Fn(u32) -> i64,
    ) -> Vec<u32> {
        let system = audit.system;
        let mut atoms = self.atoms.clone();
        if let Some(pools) = system.pools() {
            let tables =
                || system.finest().iter().filter(|table| table.dimensions & dimensions == dimensions);
            let cost = |atom: u32| {
                tables().map(|table| cost(table.cells[atom as usize])).fold(0, i64::saturating_add)
            };
            atoms.sort_by_cached_key(|atom| cost(*atom));
            // Kinds of rows that draw on the same pools do the same for the cell.
            let mut seen = hashbrown::HashSet::new();
            let has_sets = dimensions & pools.sets != 0;
            atoms.retain(|atom| {
                let mut pools = system.pools_in(*atom, dimensions);
                seen.insert([pools.next(), pools.next().filter(|_| has_sets)])
            });
            if demand.way == Way::Down && !audit.quantities[demand.quantity].is_signed {
                let slack = |pool: u32| audit.slack(demand.quantity, pool, demand.attacker);
                atoms.retain(|atom| system.pools_surely_in(*atom, dimensions).all(|pool| slack(pool) > 0));
            }
        }
        atoms.truncate(most);
        atoms
    }
}

/// The sets of dimensions in which a cube can change a cell, large ones first, as bits. A cube in a
/// dimension over which the cell sums does not change it, and a cube in fewer dimensions than a
/// table has shows in the totals over the others.
pub(super) fn dimension_sets(system: &System, cell: usize) -> Vec<u32> {
    let useful = system.useful_dimensions(cell);
    let mut sets: Vec<u32> = (1..1_u32 << system.dimensions()).filter(|set| set & !useful == 0).collect();
    sets.sort_by_key(|set| (std::cmp::Reverse(set.count_ones()), *set));
    sets
}

/// A corner of a cube: its place, its atom, and whether it gains or loses.
type Corner = (Key, u32, i64);

struct Search<'a, 'b> {
    audit: &'b Audit<'a>,
    changes: &'b mut Changes,
    states: &'b [State],
    demand: &'b Demand,
    /// How much is still to be moved.
    left: i64,
    moved: BTreeMap<u32, i64>,
    /// The same of pools.
    pooled: BTreeMap<u32, i64>,
    /// Those of the cubes that are looked at, as bits.
    dimensions: u32,
    budget: usize,
}

impl Search<'_, '_> {
    fn around(&mut self, start: u32, dimensions: u32) -> bool {
        let system = self.audit.system;
        self.dimensions = dimensions;
        let sign = self.demand.way.sign();
        let mut watching: Vec<usize> = Vec::new();
        for (at, table) in system.finest().iter().enumerate() {
            if table.dimensions & dimensions == dimensions {
                watching.push(at);
            }
        }
        let key = system.atoms()[start as usize];
        let mut sides = Vec::new();
        for at in (0..system.dimensions()).filter(|at| dimensions & 1 << at != 0) {
            let mut leaves = Vec::new();
            for (leaf, _) in system.along(at, start) {
                // Along codes that the cell sums a cube does not change it.
                if system.is_inside(self.demand.cell, &key, at, *leaf) {
                    continue;
                }
                if *leaf != key[at] && self.corner(key, at, *leaf, -sign, start, &watching).is_some() {
                    leaves.push(*leaf);
                }
            }
            if leaves.is_empty() {
                return false;
            }
            // Siblings first: their cube does not show in the sub-total above them.
            let parent = system.above(at, key[at]);
            leaves.sort_by_key(|leaf| {
                (system.above(at, *leaf) != parent, system.distance(at, *leaf, key[at]), *leaf)
            });
            sides.push((at, leaves));
        }
        let mut corners = vec![(key, start, sign)];
        self.extend(&mut corners, &sides, start, &watching)
    }

    /// Adds dimension after dimension, each doubling the corners.
    fn extend(
        &mut self,
        corners: &mut Vec<Corner>,
        sides: &[(usize, Vec<u32>)],
        start: u32,
        watching: &[usize],
    ) -> bool {
        let Some(((at, leaves), rest)) = sides.split_first() else {
            return self.take(corners);
        };
        let before = corners.len();
        for leaf in leaves {
            let mut is_whole = true;
            for index in 0..before {
                let (key, _, sign) = corners[index];
                match self.corner(key, *at, *leaf, -sign, start, watching) {
                    Some(corner) => corners.push(corner),
                    None => {
                        is_whole = false;
                        break;
                    }
                }
            }
            if is_whole && self.extend(corners, rest, start, watching) {
                return true;
            }
            corners.truncate(before);
            if self.budget == 0 {
                return false;
            }
        }
        false
    }

    /// A corner beside another, if it can be one.
    fn corner(
        &mut self,
        mut key: Key,
        at: usize,
        leaf: u32,
        sign: i64,
        start: u32,
        watching: &[usize],
    ) -> Option<Corner> {
        key[at] = leaf;
        let system = self.audit.system;
        let atom = system.atom(&key);
        // Most sets are at few places, and that one is not there is soon seen.
        if atom.is_some() || system.pools().is_none() {
            self.budget = self.budget.saturating_sub(1);
        }
        let atom = atom?;
        for table in watching {
            let cells = &system.finest()[*table].cells;
            let cell = cells[atom as usize];
            // A table too coarse to tell this corner from the first may publish them both.
            if cell != cells[start as usize] && self.states[cell as usize].is_shown() {
                return None;
            }
        }
        (sign > 0 || self.is_loose(atom)).then_some((key, atom, sign))
    }

    fn is_loose(&self, atom: u32) -> bool {
        self.audit.quantities[self.demand.quantity].is_signed
            || self.audit.system.pools_surely_in(atom, self.dimensions).all(|pool| self.slack(pool) > 0)
    }

    fn slack(&self, pool: u32) -> i64 {
        let moved = self.pooled.get(&pool).copied().unwrap_or(0);
        self.audit.slack(self.demand.quantity, pool, self.demand.attacker).saturating_add(moved)
    }

    /// Moves as much around a cube as it allows and is needed, with other sets if these do not do. Returns
    /// whether it is enough.
    fn take(&mut self, corners: &[Corner]) -> bool {
        let moves: Moves = corners.iter().map(|(_, atom, sign)| (*atom, *sign)).collect();
        self.budget = self.budget.saturating_sub(corners.len() * 2);
        if self.take_moves(moves.clone()) {
            return self.left <= 0;
        }
        let can_lose = |pool: u32, lost: i64| self.slack(pool) >= lost;
        for moves in self.audit.system.with_other_sets(&moves, &can_lose) {
            if self.take_moves(moves) {
                return self.left <= 0;
            }
        }
        false
    }

    /// Moves as much as is possible and needed. Returns whether it is anything.
    fn take_moves(&mut self, moves: Moves) -> bool {
        let system = self.audit.system;
        let Some(net) = self.changes.unseen(system, self.states, &moves, self.demand.cell) else {
            return false;
        };
        let towards = net * self.demand.way.sign();
        if towards <= 0 {
            return false;
        }
        let wanted = self.left / towards + i64::from(self.left % towards > 0);
        let is_signed = self.audit.quantities[self.demand.quantity].is_signed;
        let pooled = system.pooled(&moves);
        let losing = pooled.iter().filter(|(_, change)| *change < 0 && !is_signed);
        let times =
            losing.map(|(pool, change)| self.slack(*pool) / -change).min().unwrap_or(wanted).min(wanted);
        if times <= 0 {
            return false;
        }
        for (pool, change) in pooled {
            *self.pooled.entry(pool).or_default() += change * times;
        }
        for (atom, change) in moves {
            *self.moved.entry(atom).or_default() += change * times;
        }
        self.left -= towards * times;
        true
    }
}
