//! Witnesses found by hand: one unit moved around the corners of a cube whose cells are withheld.
//!
//! A cube stands on two codes in each of some dimensions; a unit is added at corners of one colour
//! and taken at those of the other. A published cell notices only if it holds corners of one colour
//! more than of the other. Sub-totals and totals need no special care: they are cells like others.

use super::audit::{Audit, Missing, Way};
use super::system::{State, System};
use crate::catalog::MAX_DIMENSIONS;

/// How many atoms of a cell are tried as the first corner.
const MAX_STARTS: usize = 12;

/// How many cubes are tried for one proof.
pub(super) const MAX_CUBES: usize = 3_000;

/// How many codes of a dimension are tried as the other side of a cube that is not there yet.
const MAX_OTHER_SIDES: usize = 6;

/// How many atoms of a cell are tried as the first corner of a cube that is not there yet.
const MAX_STARTS_OF_NEW: usize = 3;

/// Looks for a cube of withheld cells that gives a missing proof.
pub(super) fn search(audit: &mut Audit<'_>, states: &[State], missing: &Missing, cubes: usize) -> bool {
    let system = audit.system;
    let need = audit.need(missing.quantity, missing.cell, missing.way, missing.attacker).max(1);
    let mut budget = cubes;
    for start in starts(audit, missing) {
        for dimensions in dimension_sets(system) {
            let sides =
                sides(system, dimensions, start, |atom| is_unseen(system, states, dimensions, start, atom));
            let found = each_cube(system, start, &sides, &mut budget, |corners| {
                is_steppable(audit, missing, need, corners)
                    && audit.fits(states, corners, missing.cell)
                    && audit.admit(states, corners.to_vec())
                    && !audit.is_missing(states, missing)
            });
            if found {
                return true;
            }
        }
    }
    false
}

/// The published cells that would have to be withheld for the cheapest cube that gives a proof.
pub(super) fn cheapest(
    audit: &mut Audit<'_>,
    states: &[State],
    worth: &[i64],
    missing: &Missing,
) -> Option<Vec<usize>> {
    let system = audit.system;
    let price = |cell: usize| match states[cell] {
        State::Published => worth[cell].max(0).saturating_add(1),
        _ => 0,
    };
    let need = audit.need(missing.quantity, missing.cell, missing.way, missing.attacker).max(1);
    let mut best: Option<(i64, Vec<usize>)> = None;
    for start in starts(audit, missing).into_iter().take(MAX_STARTS_OF_NEW) {
        for dimensions in dimension_sets(system) {
            let mut sides = sides(system, dimensions, start, |_| true);
            for (at, leaves) in &mut sides {
                let cost = |leaf: u32| {
                    let mut key = system.atoms()[start as usize];
                    key[*at] = leaf;
                    let atom = system.atom(&key)?;
                    let cells =
                        system.tables().iter().map(|(_, finest)| price(finest[atom as usize] as usize));
                    Some((cells.fold(0, i64::saturating_add), leaf))
                };
                leaves.sort_by_cached_key(|leaf| cost(*leaf).unwrap_or((i64::MAX, *leaf)));
                leaves.truncate(MAX_OTHER_SIDES);
            }
            let mut budget = MAX_CUBES;
            each_cube(system, start, &sides, &mut budget, |corners| {
                if !is_steppable(audit, missing, need, corners) {
                    return false;
                }
                let (mut cost, mut cells, mut is_moved) = (0_i64, Vec::new(), false);
                audit.changes.of(system, corners, |cell, _| {
                    is_moved |= cell as usize == missing.cell;
                    if states[cell as usize] == State::Published {
                        cost = cost.saturating_add(price(cell as usize));
                        cells.push(cell as usize);
                    }
                });
                cells.sort_unstable();
                let is_better = best.as_ref().is_none_or(|(least, _)| cost < *least);
                if is_moved && !cells.is_empty() && is_better {
                    best = Some((cost, cells));
                }
                false
            });
        }
    }
    best.map(|(_, cells)| cells)
}

/// The atoms of a cell that can be a first corner, those that can give most first.
fn starts(audit: &Audit<'_>, missing: &Missing) -> Vec<u32> {
    let free = |atom: u32| {
        let value = audit.quantities[missing.quantity].values[atom as usize];
        value - audit.known(missing.quantity, atom, missing.attacker)
    };
    let mut atoms = audit.system.cells()[missing.cell].atoms.clone();
    atoms.sort_by_cached_key(|atom| (std::cmp::Reverse(free(*atom)), *atom));
    if missing.way == Way::Down && !audit.quantities[missing.quantity].is_signed {
        atoms.retain(|atom| free(*atom) > 0);
    }
    atoms.truncate(MAX_STARTS);
    atoms
}

/// All sets of dimensions, small ones first, as bits.
fn dimension_sets(system: &System) -> Vec<u32> {
    let useful =
        (0..system.dimensions()).filter(|at| system.leaves(*at).len() > 1).fold(0, |set, at| set | 1 << at);
    let mut sets: Vec<u32> = (1..1_u32 << system.dimensions()).filter(|set| set & !useful == 0).collect();
    sets.sort_by_key(|set| (set.count_ones(), *set));
    sets
}

/// For each dimension of a set the other leaves that a cube may stand on, near ones first.
fn sides(
    system: &System,
    dimensions: u32,
    start: u32,
    mut is_wanted: impl FnMut(u32) -> bool,
) -> Vec<(usize, Vec<u32>)> {
    let key = system.atoms()[start as usize];
    let mut sides = Vec::new();
    for at in (0..system.dimensions()).filter(|at| dimensions & 1 << at != 0) {
        let mut leaves: Vec<u32> =
            system.leaves(at).iter().copied().filter(|leaf| *leaf != key[at]).collect();
        leaves.retain(|leaf| {
            let mut key = key;
            key[at] = *leaf;
            system.atom(&key).is_some_and(&mut is_wanted)
        });
        leaves.sort_by_key(|leaf| (leaf.abs_diff(key[at]), *leaf));
        sides.push((at, leaves));
    }
    sides
}

/// False if some table that has all these dimensions publishes the finest cell of an atom, so that
/// it would notice a cube with this corner.
fn is_unseen(system: &System, states: &[State], dimensions: u32, start: u32, atom: u32) -> bool {
    system.tables().iter().all(|(has, finest)| {
        let cell = finest[atom as usize];
        has & dimensions != dimensions
            || cell == finest[start as usize]
            || states[cell as usize] != State::Published
    })
}

/// True if one unit can be taken at each corner that loses one, for the proof's quantity.
fn is_steppable(audit: &Audit<'_>, missing: &Missing, need: i64, corners: &[(u32, i64)]) -> bool {
    let quantity = &audit.quantities[missing.quantity];
    if quantity.is_signed {
        return true;
    }
    let sign = if missing.way == Way::Up { 1 } else { -1 };
    corners.iter().all(|(atom, change)| {
        let free = quantity.values[*atom as usize] - audit.known(missing.quantity, *atom, missing.attacker);
        change * sign > 0 || free >= need
    })
}

/// Gives the corners of each cube to `see` until it says that it has enough.
fn each_cube(
    system: &System,
    start: u32,
    sides: &[(usize, Vec<u32>)],
    budget: &mut usize,
    mut see: impl FnMut(&[(u32, i64)]) -> bool,
) -> bool {
    if sides.iter().any(|(_, leaves)| leaves.is_empty()) {
        return false;
    }
    let key = system.atoms()[start as usize];
    let mut choice = vec![0; sides.len()];
    let mut corners: Vec<(u32, i64)> = Vec::new();
    loop {
        if *budget == 0 {
            return false;
        }
        *budget -= 1;
        if corners_of(system, key, sides, &choice, &mut corners) && see(&corners) {
            return true;
        }
        let mut at = 0;
        loop {
            let (Some(place), Some((_, leaves))) = (choice.get_mut(at), sides.get(at)) else { return false };
            *place += 1;
            if *place < leaves.len() {
                break;
            }
            *place = 0;
            at += 1;
        }
    }
}

/// The corners of one cube with what each gains; false if one of them is no atom.
fn corners_of(
    system: &System,
    key: [u32; MAX_DIMENSIONS],
    sides: &[(usize, Vec<u32>)],
    choice: &[usize],
    corners: &mut Vec<(u32, i64)>,
) -> bool {
    corners.clear();
    for corner in 0..1_u32 << sides.len() {
        let mut place = key;
        for (bit, ((at, leaves), choice)) in sides.iter().zip(choice).enumerate() {
            if corner & 1 << bit != 0 {
                place[*at] = leaves[*choice];
            }
        }
        let Some(atom) = system.atom(&place) else { return false };
        corners.push((atom, if corner.count_ones() % 2 == 0 { 1 } else { -1 }));
    }
    true
}
