//! The cheapest way to a missing proof: a cube whose published cells cost readers least if they were
//! withheld too.
//!
//! A published corner costs nothing if another cube of withheld cells undoes its change: then the
//! witness is the sum of both cubes. So witnesses of many corners are found without a programme.

use std::collections::BTreeMap;

use super::audit::{Audit, Demand, Moves};
use super::cubes::{Starts, dimension_sets, starts};
use super::system::{State, System};
use super::tree::Key;
use super::undo::{Corner, Ground, IMPOSSIBLE, Known, Watching};

/// How many corners are looked at for one proof.
const MAX_CORNERS: usize = 30_000;

/// How many atoms of a cell are tried as the first corner.
const MAX_STARTS: usize = 4;

/// How many cubes are added up for one proof.
const MAX_CUBES: usize = 40;

/// Prices are multiplied by this, and a corner that another cube undoes weighs one: of two ways that
/// cost readers the same the simpler one is taken.
const FACTOR: i64 = 16;

/// Corners that are looked at to undo another weigh so much less.
const UNDOING: usize = 10;

/// A way to a proof.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    /// What must be withheld for it.
    pub(super) cells: Vec<usize>,
    /// The witness, then.
    pub(super) moves: Moves,
    /// What readers lose.
    pub(super) cost: i64,
}

/// Finds the way to a proof that costs readers least, as a sum of cubes that lead there one by one.
/// `price` says what each cell is worth. Ways that cost `most` or more are not looked for.
pub(super) fn cheapest(
    audit: &Audit<'_>,
    known: &mut Known,
    states: &[State],
    price: &[i64],
    demand: &Demand,
    most: i64,
) -> Option<Offer> {
    let mut most = most.min(IMPOSSIBLE / FACTOR).saturating_mul(FACTOR);
    let mut states = states.to_vec();
    let mut left = audit.need(demand.quantity, demand.cell, demand.way, demand.attacker).max(1);
    let (mut moved, mut pooled) = (BTreeMap::new(), BTreeMap::new());
    let mut cells = Vec::new();
    for _ in 0..MAX_CUBES {
        let step = Wanted { audit, states: &states, price, demand, moved: &pooled, left, most };
        let Some(way) = step.cheapest(known) else { break };
        most -= way.cost;
        let is_signed = audit.quantities[demand.quantity].is_signed;
        let slack = |pool: u32| {
            let moved = pooled.get(&pool).copied().unwrap_or(0);
            audit.slack(demand.quantity, pool, demand.attacker).saturating_add(moved)
        };
        let wanted = left / way.towards + i64::from(left % way.towards > 0);
        let changes = audit.system.pooled(&way.moves);
        let losing = changes.iter().filter(|(_, change)| *change < 0 && !is_signed);
        let times = losing.map(|(pool, change)| slack(*pool) / -change).min().unwrap_or(wanted).min(wanted);
        for (atom, change) in way.moves {
            *moved.entry(atom).or_default() += change * times;
        }
        for (pool, change) in changes {
            *pooled.entry(pool).or_default() += change * times;
        }
        for cell in way.cells {
            states[cell] = State::Secondary;
            cells.push(cell);
        }
        left -= way.towards * times;
        if left <= 0 {
            break;
        }
    }
    if left > 0 {
        return None;
    }
    let cost = cells.iter().map(|cell| price[*cell]).fold(0, i64::saturating_add);
    let moves = moved.into_iter().filter(|(_, change)| *change != 0).collect();
    Some(Offer { cells, moves, cost })
}

/// A cube that leads further.
struct Wanted<'a> {
    audit: &'a Audit<'a>,
    states: &'a [State],
    price: &'a [i64],
    demand: &'a Demand,
    /// How much of each pool has been moved already.
    moved: &'a BTreeMap<u32, i64>,
    left: i64,
    /// It must cost less.
    most: i64,
}

impl Wanted<'_> {
    /// The cheapest cube that leads further, by as much at once as can be had.
    fn cheapest(&self, known: &mut Known) -> Option<Step> {
        let Wanted { audit, states, price, demand, moved, left, most } = *self;
        let (quantity, attacker) = (demand.quantity, demand.attacker);
        let mut last = 0;
        for step in [left, left / 6 + 1, left / 36 + 1] {
            if step == last {
                continue;
            }
            last = step;
            let ground = Ground { audit, states, price, quantity, attacker, step, moved };
            let mut search = Search { ground, known, demand, best: None, most, budget: MAX_CORNERS };
            let sorted = Starts::new(audit, demand);
            let by_room = starts(audit, demand);
            let cost = |cell: u32| ground.cost_of(cell);
            for dimensions in dimension_sets(audit.system, demand.cell) {
                let mut first = sorted.of(audit, demand, dimensions, MAX_STARTS, &cost);
                let is_new = |atom: &&u32| !first.contains(atom);
                first.extend(by_room.iter().take(MAX_STARTS).filter(is_new).copied().collect::<Vec<u32>>());
                for start in first {
                    search.around(start, dimensions);
                }
            }
            if search.best.is_some() {
                return search.best;
            }
        }
        None
    }
}

/// One cube, with what undoes its corners.
#[derive(Clone, Debug)]
struct Step {
    cells: Vec<usize>,
    moves: Moves,
    /// How far it goes where it is wanted, for each unit.
    towards: i64,
    cost: i64,
}

struct Search<'a, 'b> {
    ground: Ground<'a>,
    known: &'b mut Known,
    demand: &'b Demand,
    best: Option<Step>,
    most: i64,
    budget: usize,
}

/// The other side of a cube in one dimension, and what it costs that the nodes above the sides
/// differ, at the first corner alone.
#[derive(Clone, Copy, Debug)]
struct Side {
    leaf: u32,
    above: i64,
}

impl Search<'_, '_> {
    fn is_done(&self) -> bool {
        self.budget == 0 || self.best.as_ref().is_some_and(|best| best.cost == 0)
    }

    fn is_better(&self, cost: i64) -> bool {
        cost < self.best.as_ref().map_or(self.most, |best| best.cost)
    }

    fn around(&mut self, start: u32, dimensions: u32) {
        if self.is_done() {
            return;
        }
        let system = self.ground.audit.system;
        let sign = self.demand.way.sign();
        let watching = Watching::new(system, start, dimensions);
        let key = system.atoms()[start as usize];
        let mut sides = Vec::new();
        for at in (0..system.dimensions()).filter(|at| dimensions & 1 << at != 0) {
            let parent = system.above(at, key[at]);
            let mut leaves = Vec::new();
            // Along codes that the cell sums a cube does not change it.
            let is_useful =
                |leaf: &u32| *leaf != key[at] && !system.is_inside(self.demand.cell, &key, at, *leaf);
            for leaf in system.along(at, start).iter().map(|(leaf, _)| *leaf).filter(is_useful) {
                let Some((_, cost)) = self.corner(key, at, leaf, -sign, &watching) else { continue };
                let is_sibling = system.above(at, leaf) == parent;
                let above = if is_sibling { 0 } else { self.cost_above(key, at, leaf) };
                let side = Side { leaf, above };
                leaves.push((cost.saturating_add(above), system.distance(at, leaf, key[at]), side));
            }
            leaves.sort_unstable_by_key(|(cost, distance, side)| (*cost, *distance, side.leaf));
            sides.push((at, leaves.into_iter().map(|(_, _, side)| side).collect()));
        }
        let first = |table: &usize| self.ground.cost_of(system.finest()[*table].cells[start as usize]);
        let cost = watching.tables.iter().map(first).fold(0, i64::saturating_add).saturating_mul(FACTOR);
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
            let mut total = Some(cost.saturating_add(*above)).filter(|total| self.is_better(*total));
            for index in 0..before {
                let Some(so_far) = total else { break };
                let (key, _, sign) = corners[index];
                total = self.corner(key, *at, *leaf, -sign, watching).and_then(|(corner, cost)| {
                    corners.push(corner);
                    Some(so_far.saturating_add(cost)).filter(|total| self.is_better(*total))
                });
            }
            if let Some(total) = total {
                self.extend(corners, total, rest, watching);
            }
            corners.truncate(before);
            if self.is_done() {
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
        key[at] = leaf;
        let ground = &self.ground;
        let atom = ground.audit.system.atom(&key);
        if atom.is_some() || ground.audit.system.pools().is_none() {
            self.budget = self.budget.saturating_sub(1);
        }
        let atom = atom?;
        let cost = ground.cost(atom, watching);
        if cost > 0 {
            let (undoing, used) = self.known.undoing(ground, atom, -sign, watching.dimensions);
            if undoing.is_some() {
                return Some(((key, atom, sign), 1));
            }
            self.budget = self.budget.saturating_sub(used / UNDOING);
        }
        let is_possible = cost < IMPOSSIBLE && (sign > 0 || ground.can_lose(atom, watching.dimensions));
        is_possible.then(|| ((key, atom, sign), cost.saturating_mul(FACTOR)))
    }

    /// What the sub-totals cost that a cube between two groups changes.
    fn cost_above(&self, key: Key, at: usize, leaf: u32) -> i64 {
        let system = self.ground.audit.system;
        let above = |node: u32| {
            let mut above = key;
            above[at] = system.above(at, node);
            system.cell_at(&above).map_or(0, |cell| self.ground.cost_of(cell))
        };
        above(key[at]).saturating_add(above(leaf)).saturating_mul(FACTOR)
    }

    /// Takes a cube if it is the best so far, with what undoes its published corners if that fits.
    fn take(&mut self, corners: &[Corner], watching: &Watching) {
        let (moves, undone) = self.known.with_undoing(&self.ground, corners, watching);
        if undone > 0 {
            self.weigh(moves, undone);
        }
        let moves: Moves = corners.iter().map(|(_, atom, sign)| (*atom, *sign)).collect();
        if self.weigh(moves.clone(), 0) {
            return;
        }
        let can_lose = |pool: u32, lost: i64| self.ground.can_lose_of(pool, lost);
        for moves in self.ground.audit.system.with_other_sets(&moves, &can_lose) {
            if self.weigh(moves, 0) {
                return;
            }
        }
    }

    /// Takes moves if they are the best so far. Returns false only if others like them may be.
    fn weigh(&mut self, moves: Moves, undone: i64) -> bool {
        self.budget = self.budget.saturating_sub(moves.len() * 2);
        let ground = &self.ground;
        let (mut cost, mut cells, mut moved) = (undone, Vec::new(), 0);
        self.known.changes.of(ground.audit.system, &moves, |cell, change| {
            let price = ground.cost_of(cell);
            if price > 0 {
                cost = cost.saturating_add(price.saturating_mul(FACTOR));
                cells.push(cell as usize);
            }
            if cell as usize == self.demand.cell {
                moved = change;
            }
        });
        let towards = moved * self.demand.way.sign();
        if towards > 0 && !ground.is_possible(&moves) {
            return false;
        }
        if self.is_better(cost) && towards > 0 {
            cells.sort_unstable();
            self.best = Some(Step { cells, moves, towards, cost });
        }
        true
    }
}

/// What readers lose with each cell: what it is worth, and a little for being a cell, so that empty
/// and small ones count as well. The little is what the middle one of the finest cells is worth.
pub(super) fn prices(system: &System, worth: &[i64], states: &[State]) -> Vec<i64> {
    let mut shown: Vec<i64> = (0..worth.len())
        .filter(|cell| states[*cell] == State::Published && system.cells()[*cell].atoms.len() == 1)
        .map(|cell| worth[cell].max(0))
        .collect();
    shown.sort_unstable();
    let little = shown.get(shown.len() / 2).copied().unwrap_or(0).saturating_add(1);
    worth.iter().map(|worth| worth.max(&0).saturating_add(little)).collect()
}
