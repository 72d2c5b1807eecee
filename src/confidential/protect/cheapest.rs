//! The cheapest way to a missing proof: a cube whose published cells cost readers least if they were
//! withheld too.
//!
//! A published corner costs nothing if another cube of withheld cells undoes its change: then the
//! witness is the sum of both cubes. So witnesses of many corners are found without a programme.

use hashbrown::HashMap;

use super::audit::{Audit, Changes, Demand, Moves};
use super::cubes::{dimension_sets, starts};
use super::system::{State, System};
use super::tree::Key;

/// How many corners are looked at for one proof.
const MAX_CORNERS: usize = 30_000;

/// How many corners are looked at for a cube that undoes a corner.
const MAX_UNDOING: usize = 1_500;

/// How many atoms of a cell are tried as the first corner.
const MAX_STARTS: usize = 4;

/// What a corner that another cube undoes weighs against published cells, whose prices are
/// multiplied: of two ways that cost readers the same the simpler one is taken.
const FACTOR: i64 = 16;

/// A way to a proof.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// What has to be withheld for it.
    pub(super) cells: Vec<usize>,
    /// The witness, then.
    pub(super) moves: Moves,
    cost: i64,
}

/// Which atom changes which way, for whom, by at least how much.
type Undoing = (usize, Option<u32>, i64, u32, i64);

/// Cubes that undo the change of a corner, as far as they were looked for. They are looked at again
/// before they are used, so that they may be out of date.
#[derive(Debug)]
pub(super) struct Known {
    changes: Changes,
    undoing: HashMap<Undoing, Option<Moves>>,
}

impl Known {
    pub(super) fn new(system: &System) -> Known {
        Known { changes: Changes::new(system), undoing: HashMap::new() }
    }

    /// Forgets what was not found, because more is withheld now.
    pub(super) fn look_again(&mut self) {
        self.undoing.retain(|_, moves| moves.is_some());
    }
}

/// Finds the way that costs readers least. `price` says what each cell is worth.
pub(super) fn cheapest(
    audit: &Audit<'_>,
    known: &mut Known,
    states: &[State],
    price: &[i64],
    demand: &Demand,
) -> Option<Way> {
    let need = audit.need(demand.quantity, demand.cell, demand.way, demand.attacker).max(1);
    let mut last = 0;
    // Where no cube can move enough by itself, several will have to.
    for step in [need, need / 8 + 1, 1] {
        if step == last {
            continue;
        }
        last = step;
        let mut search =
            Search { audit, known, states, price, demand, step, best: None, budget: MAX_CORNERS };
        for dimensions in dimension_sets(audit.system) {
            for start in starts(audit, demand).into_iter().take(MAX_STARTS) {
                search.around(start, dimensions);
            }
        }
        if search.best.is_some() {
            return search.best;
        }
    }
    None
}

struct Search<'a, 'b> {
    audit: &'b Audit<'a>,
    known: &'b mut Known,
    states: &'b [State],
    price: &'b [i64],
    demand: &'b Demand,
    /// How much a losing corner must be able to lose.
    step: i64,
    best: Option<Way>,
    budget: usize,
}

/// A corner of a cube: its place, its atom, and whether it gains or loses.
type Corner = (Key, u32, i64);

/// The other side of a cube in one dimension, and what it costs that the nodes above the sides
/// differ, at the first corner alone.
#[derive(Clone, Copy, Debug)]
struct Side {
    leaf: u32,
    above: i64,
}

/// The tables that can tell the corners of a cube apart, and its first corner.
struct Watching {
    tables: Vec<usize>,
    start: u32,
    dimensions: u32,
}

impl Search<'_, '_> {
    fn around(&mut self, start: u32, dimensions: u32) {
        if self.budget == 0 || self.best.as_ref().is_some_and(|best| best.cost == 0) {
            return;
        }
        let system = self.audit.system;
        let sign = self.demand.way.sign();
        let watching = Watching { tables: tables(system, dimensions), start, dimensions };
        let key = system.atoms()[start as usize];
        let mut sides = Vec::new();
        for at in (0..system.dimensions()).filter(|at| dimensions & 1 << at != 0) {
            let parent = system.above(at, key[at]);
            let mut leaves = Vec::new();
            for leaf in system.leaves(at).iter().copied().filter(|leaf| *leaf != key[at]) {
                let Some((_, cost)) = self.corner(key, at, leaf, -sign, &watching) else { continue };
                let mut above = 0;
                if system.above(at, leaf) != parent {
                    let Some(shown) = self.cost_above(key, at, leaf) else { continue };
                    above = shown;
                }
                leaves.push((cost + above, leaf.abs_diff(key[at]), Side { leaf, above }));
            }
            leaves.sort_unstable_by_key(|(cost, distance, side)| (*cost, *distance, side.leaf));
            sides.push((at, leaves.into_iter().map(|(_, _, side)| side).collect()));
        }
        let mut cost = 0;
        for table in &watching.tables {
            let cell = system.finest()[*table].cells[start as usize] as usize;
            cost += if self.states[cell] == State::Published { self.price[cell] * FACTOR } else { 0 };
        }
        self.extend(&mut vec![(key, start, sign)], cost, &sides, &watching);
    }

    fn extend(
        &mut self,
        corners: &mut Vec<Corner>,
        cost: i64,
        sides: &[(usize, Vec<Side>)],
        watching: &Watching,
    ) {
        let Some(((at, leaves), rest)) = sides.split_first() else {
            self.take(corners, watching);
            return;
        };
        let before = corners.len();
        for Side { leaf, above } in leaves {
            let mut total = Some(cost.saturating_add(*above));
            if self.best.as_ref().is_some_and(|best| best.cost <= cost.saturating_add(*above)) {
                continue;
            }
            for index in 0..before {
                let (key, _, sign) = corners[index];
                let corner = self.corner(key, *at, *leaf, -sign, watching);
                total = total.zip(corner).and_then(|(total, (corner, cost))| {
                    corners.push(corner);
                    let total = total.saturating_add(cost);
                    self.best.as_ref().is_none_or(|best| total < best.cost).then_some(total)
                });
                if total.is_none() {
                    break;
                }
            }
            if let Some(total) = total {
                self.extend(corners, total, rest, watching);
            }
            corners.truncate(before);
            if self.budget == 0 || self.best.as_ref().is_some_and(|best| best.cost == 0) {
                return;
            }
        }
    }

    /// A corner beside another, if it can be one, and what it costs.
    fn corner(
        &mut self,
        mut key: Key,
        at: usize,
        leaf: u32,
        sign: i64,
        watching: &Watching,
    ) -> Option<(Corner, i64)> {
        self.budget = self.budget.saturating_sub(1);
        key[at] = leaf;
        let atom = self.audit.system.atom(&key)?;
        let cost = self.shown_cost(atom, watching)?;
        if cost > 0 && self.undo(atom, -sign, watching.dimensions).is_some() {
            return Some(((key, atom, sign), 1));
        }
        (sign > 0 || self.is_loose(atom)).then_some(((key, atom, sign), cost))
    }

    /// What the sub-totals cost that a cube between two groups changes.
    fn cost_above(&self, key: Key, at: usize, leaf: u32) -> Option<i64> {
        let system = self.audit.system;
        let mut cost = 0_i64;
        for node in [key[at], leaf] {
            let mut above = key;
            above[at] = system.above(at, node);
            let Some(cell) = system.cell_at(&above) else { continue };
            match self.states[cell as usize] {
                State::Given => return None,
                State::Published => {
                    cost = cost.saturating_add(self.price[cell as usize].saturating_mul(FACTOR));
                }
                State::Hidden | State::Primary | State::Secondary => {}
            }
        }
        Some(cost)
    }

    fn is_loose(&self, atom: u32) -> bool {
        self.audit.quantities[self.demand.quantity].is_signed
            || self.audit.loose(self.demand.quantity, atom, self.demand.attacker) >= self.step
    }

    /// What it costs to withhold the finest cells of an atom; `None` if one cannot be withheld.
    fn shown_cost(&self, atom: u32, watching: &Watching) -> Option<i64> {
        let mut cost = 0_i64;
        for table in &watching.tables {
            let cells = &self.audit.system.finest()[*table].cells;
            let cell = cells[atom as usize];
            match self.states[cell as usize] {
                State::Given => return None,
                // A table too coarse to tell this corner from the first does not see the cube.
                State::Published if cells[watching.start as usize] != cell => {
                    cost = cost.saturating_add(self.price[cell as usize].saturating_mul(FACTOR));
                }
                State::Published | State::Hidden | State::Primary | State::Secondary => {}
            }
        }
        Some(cost)
    }

    /// A cube of withheld cells around a published atom, which changes it one way.
    fn undo(&mut self, atom: u32, sign: i64, dimensions: u32) -> Option<&Moves> {
        let name = (self.demand.quantity, self.demand.attacker, self.step, atom, sign);
        if !self.known.undoing.contains_key(&name) {
            let found = self.look_for_undoing(atom, sign, dimensions);
            self.known.undoing.insert(name, found);
        }
        self.known.undoing.get(&name).and_then(Option::as_ref)
    }

    fn look_for_undoing(&mut self, atom: u32, sign: i64, dimensions: u32) -> Option<Moves> {
        let system = self.audit.system;
        let key = system.atoms()[atom as usize];
        let watching = Watching { tables: tables(system, dimensions), start: atom, dimensions };
        let mut sides = Vec::new();
        for at in (0..system.dimensions()).filter(|at| dimensions & 1 << at != 0) {
            let parent = system.above(at, key[at]);
            let is_side =
                |leaf: &u32| *leaf != key[at] && self.free(key, at, *leaf, -sign, &watching).is_some();
            let mut leaves: Vec<u32> = system.leaves(at).iter().copied().filter(is_side).collect();
            if leaves.is_empty() {
                return None;
            }
            leaves.sort_by_key(|leaf| (system.above(at, *leaf) != parent, leaf.abs_diff(key[at]), *leaf));
            sides.push((at, leaves));
        }
        let mut budget = MAX_UNDOING;
        self.extend_free(&mut vec![(key, atom, sign)], &sides, &watching, &mut budget)
    }

    fn extend_free(
        &mut self,
        corners: &mut Vec<Corner>,
        sides: &[(usize, Vec<u32>)],
        watching: &Watching,
        budget: &mut usize,
    ) -> Option<Moves> {
        let Some(((at, leaves), rest)) = sides.split_first() else {
            let moves: Moves = corners.iter().map(|(_, atom, sign)| (*atom, *sign)).collect();
            let own: Vec<u32> = watching
                .tables
                .iter()
                .map(|table| self.audit.system.finest()[*table].cells[watching.start as usize])
                .collect();
            let mut is_unseen = true;
            self.known.changes.of(self.audit.system, &moves, |cell, _| {
                is_unseen &= !self.states[cell as usize].is_shown() || own.contains(&cell);
            });
            return is_unseen.then_some(moves);
        };
        let before = corners.len();
        for leaf in leaves {
            for index in 0..before {
                let (key, _, sign) = corners[index];
                *budget = budget.saturating_sub(1);
                let Some(corner) = self.free(key, *at, *leaf, -sign, watching) else { break };
                corners.push(corner);
            }
            if corners.len() == 2 * before
                && let Some(moves) = self.extend_free(corners, rest, watching, budget)
            {
                return Some(moves);
            }
            corners.truncate(before);
            if *budget == 0 {
                return None;
            }
        }
        None
    }

    /// A withheld corner beside another.
    fn free(&self, mut key: Key, at: usize, leaf: u32, sign: i64, watching: &Watching) -> Option<Corner> {
        key[at] = leaf;
        let atom = self.audit.system.atom(&key)?;
        let is_free = self.shown_cost(atom, watching) == Some(0) && (sign > 0 || self.is_loose(atom));
        is_free.then_some((key, atom, sign))
    }

    /// Takes a cube if it is the best so far, with what undoes its published corners if that fits.
    fn take(&mut self, corners: &[Corner], watching: &Watching) {
        let plain: Moves = corners.iter().map(|(_, atom, sign)| (*atom, *sign)).collect();
        let mut sum: HashMap<u32, i64> = plain.iter().copied().collect();
        let mut undone = 0;
        for (_, atom, sign) in corners.iter().skip(1) {
            if self.shown_cost(*atom, watching).unwrap_or(0) > 0
                && let Some(moves) = self.undo(*atom, -sign, watching.dimensions)
            {
                undone += 1;
                for (atom, change) in moves {
                    *sum.entry(*atom).or_default() += change;
                }
            }
        }
        if undone > 0 {
            let mut moves: Moves = sum.into_iter().filter(|(_, change)| *change != 0).collect();
            moves.sort_unstable();
            self.weigh(moves, undone);
        }
        self.weigh(plain, 0);
    }

    fn weigh(&mut self, moves: Moves, undone: i64) {
        self.budget = self.budget.saturating_sub(moves.len() * 2);
        let at = self.demand.quantity;
        let is_signed = self.audit.quantities[at].is_signed;
        let is_possible = |(atom, change): &(u32, i64)| {
            let loose = self.audit.loose(at, *atom, self.demand.attacker);
            is_signed || *change >= 0 || loose >= -change * self.step
        };
        let (mut cost, mut cells, mut moved) = (undone, Vec::new(), 0);
        let mut is_possible = moves.iter().all(is_possible);
        self.known.changes.of(self.audit.system, &moves, |cell, change| {
            let cell = cell as usize;
            match self.states[cell] {
                State::Given => is_possible = false,
                State::Published => {
                    cost = cost.saturating_add(self.price[cell].saturating_mul(FACTOR));
                    cells.push(cell);
                }
                State::Hidden | State::Primary | State::Secondary => {}
            }
            if cell == self.demand.cell {
                moved = change;
            }
        });
        let is_better = self.best.as_ref().is_none_or(|best| cost < best.cost);
        if is_possible && moved * self.demand.way.sign() > 0 && is_better {
            cells.sort_unstable();
            self.best = Some(Way { cells, moves, cost });
        }
    }
}

/// The tables that have all of these dimensions.
fn tables(system: &System, dimensions: u32) -> Vec<usize> {
    (0..system.finest().len())
        .filter(|table| system.finest()[*table].dimensions & dimensions == dimensions)
        .collect()
}

/// What readers lose with each cell: what it is worth, and a little for being a cell, so that empty
/// and small ones count as well.
pub(super) fn prices(system: &System, worth: &[i64], states: &[State]) -> Vec<i64> {
    let mut shown: Vec<i64> = (0..worth.len())
        .filter(|cell| states[*cell] == State::Published && system.cells()[*cell].atoms.len() == 1)
        .map(|cell| worth[cell].max(0))
        .collect();
    shown.sort_unstable();
    let little = shown.get(shown.len() / 2).copied().unwrap_or(0).saturating_add(1);
    worth.iter().map(|worth| worth.max(&0).saturating_add(little)).collect()
}
