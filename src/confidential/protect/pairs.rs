//! Witnesses of one atom or two: what one atom gains another loses, or an atom that nobody sees
//! changes alone. In sparse tables, where the corners of cubes are rarely there, most proofs are of
//! this kind; and there is always one, if what shows it is withheld.

use std::collections::BTreeMap;

use super::audit::{Audit, Demand, Moves, Way};
use super::cheapest::Offer;
use super::cubes::{atoms_by_room, starts};
use super::pattern::Pattern;
use super::system::{State, System};

/// How many atoms that look alike are tried for one proof.
const MAX_ALIKE: usize = 400;

/// How many atoms beside one are tried as the other of a pair.
const MAX_BESIDE: usize = 150;

/// How many pairs are added up for one proof.
const MAX_PAIRS: usize = 60;

/// Looks for pairs of atoms that nobody can tell apart and that together give a missing proof.
pub(super) fn search(audit: &Audit<'_>, pattern: &Pattern<'_>, demand: &Demand) -> Option<Moves> {
    let mut sum = Sum::new(audit, demand);
    let mut budget = MAX_ALIKE;
    for start in starts(audit, demand) {
        if pattern.is_unseen(start) {
            sum.take(&Pair { start, other: None });
        }
        for other in pattern.alike(start) {
            if sum.left <= 0 || budget == 0 {
                break;
            }
            budget -= 1;
            if !is_in(audit.system, demand.cell, other) {
                sum.take(&Pair { start, other: Some(other) });
            }
        }
        if sum.left <= 0 {
            return Some(sum.into_moves());
        }
    }
    None
}

/// The pairs that give a proof and whose shown cells cost readers least if they were withheld too.
/// There are none only if something that cannot be withheld forbids it, or a cell cannot hold less.
pub(super) fn cheapest(audit: &Audit<'_>, states: &[State], price: &[i64], demand: &Demand) -> Option<Offer> {
    let mut sum = Sum::new(audit, demand);
    let mut states = states.to_vec();
    let mut cells: Vec<usize> = Vec::new();
    let candidates = candidates(audit, demand);
    for _ in 0..MAX_PAIRS {
        if sum.left <= 0 {
            break;
        }
        let Some((pair, cost)) = next(audit, &states, price, &sum, &candidates) else { break };
        sum.take(&pair);
        if cost > 0 {
            withhold_all(audit.system, &pair, &mut states, &mut cells);
        }
    }
    // What small parts are needed of many atoms is taken from each of them alone.
    for start in atoms_by_room(audit, demand) {
        let pair = Pair { start, other: None };
        if sum.left <= 0 {
            break;
        }
        if sum.room(&pair) <= 0 || cost(audit.system, &states, price, &pair, i64::MAX).is_none() {
            continue;
        }
        sum.take(&pair);
        withhold_all(audit.system, &pair, &mut states, &mut cells);
    }
    let cost = cells.iter().map(|cell| price[*cell]).fold(0, i64::saturating_add);
    (sum.left <= 0).then(|| Offer { cells, moves: sum.into_moves(), cost })
}

/// Withholds what shows a pair, and adds it to the cells that have to be.
fn withhold_all(system: &System, pair: &Pair, states: &mut [State], cells: &mut Vec<usize>) {
    for cell in shown_by(system, states, pair) {
        states[cell as usize] = State::Secondary;
        cells.push(cell as usize);
    }
}

/// An atom of the cell, and one outside it that changes the other way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pair {
    start: u32,
    other: Option<u32>,
}

/// What pairs add up to.
struct Sum<'a> {
    audit: &'a Audit<'a>,
    demand: &'a Demand,
    moved: BTreeMap<u32, i64>,
    /// The same of pools.
    pooled: BTreeMap<u32, i64>,
    left: i64,
}

impl Sum<'_> {
    fn new<'a>(audit: &'a Audit<'a>, demand: &'a Demand) -> Sum<'a> {
        let left = audit.need(demand.quantity, demand.cell, demand.way, demand.attacker).max(1);
        Sum { audit, demand, moved: BTreeMap::new(), pooled: BTreeMap::new(), left }
    }

    /// The atom that loses, and the one that gains.
    fn losing(&self, pair: &Pair) -> (Option<u32>, Option<u32>) {
        match self.demand.way {
            Way::Up => (pair.other, Some(pair.start)),
            Way::Down => (Some(pair.start), pair.other),
        }
    }

    /// How much a pair can move.
    fn room(&self, pair: &Pair) -> i64 {
        let at = self.demand.quantity;
        let (losing, gaining) = self.losing(pair);
        let Some(losing) = losing.filter(|_| !self.audit.quantities[at].is_signed) else { return self.left };
        let system = self.audit.system;
        // What both atoms are in loses nothing.
        let gains =
            |pool: &u32| gaining.is_some_and(|gaining| system.pools_of(gaining).any(|other| other == *pool));
        let losing_pools = system.pools_of(losing).filter(|pool| !gains(pool));
        let slack = |pool: u32| {
            let moved = self.pooled.get(&pool).copied().unwrap_or(0);
            self.audit.slack(at, pool, self.demand.attacker).saturating_add(moved)
        };
        let mut room = losing_pools.map(slack).min().unwrap_or(0);
        if self.audit.quantities[at].at_least > 0 {
            let gaining = gaining.map_or(&[][..], |atom| self.audit.system.cells_of(atom));
            for cell in self.audit.system.cells_of(losing) {
                if gaining.binary_search(cell).is_err() {
                    let cell = *cell as usize;
                    room = room.min(self.audit.total(at, cell) - self.audit.known_of_all(at, cell));
                }
            }
        }
        room.min(self.left)
    }

    fn take(&mut self, pair: &Pair) {
        let room = self.room(pair);
        if room <= 0 {
            return;
        }
        let (losing, gaining) = self.losing(pair);
        for (atom, change) in
            losing.map(|atom| (atom, -room)).into_iter().chain(gaining.map(|atom| (atom, room)))
        {
            *self.moved.entry(atom).or_default() += change;
            for pool in self.audit.system.pools_of(atom) {
                *self.pooled.entry(pool).or_default() += change;
            }
        }
        self.left -= room;
    }

    fn into_moves(self) -> Moves {
        self.moved.into_iter().filter(|(_, change)| *change != 0).collect()
    }
}

fn is_in(system: &System, cell: usize, atom: u32) -> bool {
    system.cells()[cell].atoms.binary_search(&atom).is_ok()
}

/// Atoms of the cell, alone and with atoms beside them, those first that share the smallest cells.
fn candidates(audit: &Audit<'_>, demand: &Demand) -> Vec<Pair> {
    let system = audit.system;
    let mut pairs = Vec::new();
    for start in starts(audit, demand) {
        pairs.push(Pair { start, other: None });
        let mut cells: Vec<u32> = system.cells_of(start).to_vec();
        cells.sort_by_key(|cell| (system.cells()[*cell as usize].atoms.len(), *cell));
        let mut seen = hashbrown::HashSet::new();
        'beside: for cell in cells {
            for other in &system.cells()[cell as usize].atoms {
                if seen.len() == MAX_BESIDE {
                    break 'beside;
                }
                if !is_in(system, demand.cell, *other) && seen.insert(*other) {
                    pairs.push(Pair { start, other: Some(*other) });
                }
            }
        }
    }
    pairs
}

/// The pair that costs least, if as many like it were taken as are needed.
fn next(
    audit: &Audit<'_>,
    states: &[State],
    price: &[i64],
    sum: &Sum<'_>,
    candidates: &[Pair],
) -> Option<(Pair, i64)> {
    let mut best: Option<(i64, i64, Pair, i64)> = None;
    for pair in candidates {
        let room = sum.room(pair);
        if room <= 0 {
            continue;
        }
        let times = (sum.left / room).saturating_add(i64::from(sum.left % room > 0));
        let most = best.map_or(i64::MAX, |(cost, ..)| cost / times + 1);
        let Some(cost) = cost(audit.system, states, price, pair, most) else { continue };
        let all = cost.saturating_mul(times);
        if best.is_none_or(|(least, most, ..)| (all, -room) < (least, most)) {
            best = Some((all, -room, *pair, cost));
        }
    }
    best.map(|(_, _, pair, cost)| (pair, cost))
}

/// What it costs that nobody sees a pair move; `None` if it cannot be had for less than `most`.
fn cost(system: &System, states: &[State], price: &[i64], pair: &Pair, most: i64) -> Option<i64> {
    let mut cost = 0_i64;
    for cell in shown_by(system, states, pair) {
        if states[cell as usize] == State::Given {
            return None;
        }
        cost = cost.saturating_add(price[cell as usize]);
        if cost >= most {
            return None;
        }
    }
    Some(cost)
}

/// The shown cells that have one atom of a pair and not the other.
fn shown_by(system: &System, states: &[State], pair: &Pair) -> Vec<u32> {
    let one = system.cells_of(pair.start);
    let other = pair.other.map_or(&[][..], |atom| system.cells_of(atom));
    let is_shown = |cell: &&u32| states[**cell as usize].is_shown();
    let of_one = one.iter().filter(is_shown).filter(|cell| other.binary_search(cell).is_err());
    let of_other = other.iter().filter(is_shown).filter(|cell| one.binary_search(cell).is_err());
    of_one.chain(of_other).copied().collect()
}
