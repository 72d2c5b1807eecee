//! Cubes of withheld cells that undo the change of a published atom.
//!
//! If there is one, a witness may pass through the atom although it is published: the sum of both
//! does not change it. Undoing corners of the undoing cube in turn was tried: such sums rarely fit.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::audit::{Audit, Changes, Moves};
use super::system::{State, System};
use super::tree::Key;

/// How many corners are looked at for a cube that undoes a corner.
const MAX_CORNERS: usize = 1_500;

/// How many cubes are kept that undo a corner.
const MAX_KEPT: usize = 4;

/// The cost of what cannot be withheld.
pub(super) const IMPOSSIBLE: i64 = i64::MAX / 8;

/// A corner of a cube: its place, its atom, and whether it gains or loses.
pub(super) type Corner = (Key, u32, i64);

/// The tables that can tell the corners of a cube apart, and its first corner.
pub(super) struct Watching {
    pub(super) tables: Vec<usize>,
    pub(super) start: u32,
    pub(super) dimensions: u32,
}

impl Watching {
    pub(super) fn new(system: &System, start: u32, dimensions: u32) -> Watching {
        let has_all = |table: &usize| system.finest()[*table].dimensions & dimensions == dimensions;
        Watching { tables: (0..system.finest().len()).filter(has_all).collect(), start, dimensions }
    }
}

/// For whom something is to be moved, and how much at once.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) audit: &'a Audit<'a>,
    pub(super) states: &'a [State],
    pub(super) price: &'a [i64],
    pub(super) quantity: usize,
    pub(super) attacker: Option<u32>,
    /// How much a losing corner must be able to lose.
    pub(super) step: i64,
    /// How much of each pool has been moved already.
    pub(super) moved: &'a BTreeMap<u32, i64>,
}

impl Ground<'_> {
    pub(super) fn is_signed(&self) -> bool {
        self.audit.quantities[self.quantity].is_signed
    }

    fn slack(&self, pool: u32) -> i64 {
        let moved = self.moved.get(&pool).copied().unwrap_or(0);
        self.audit.slack(self.quantity, pool, self.attacker).saturating_add(moved)
    }

    /// True if an atom can lose as a corner of a cube in some dimensions.
    pub(super) fn can_lose(&self, atom: u32, dimensions: u32) -> bool {
        let mut pools = self.audit.system.pools_surely_in(atom, dimensions);
        self.is_signed() || pools.all(|pool| self.slack(pool) >= self.step)
    }

    /// True if a pool has so many times the step.
    pub(super) fn can_lose_of(&self, pool: u32, times: i64) -> bool {
        times.checked_mul(self.step).is_some_and(|lost| self.slack(pool) >= lost)
    }

    /// True if nothing loses more than it has.
    pub(super) fn is_possible(&self, moves: &[(u32, i64)]) -> bool {
        self.is_signed()
            || self.audit.system.pooled(moves).iter().all(|(pool, change)| {
                *change >= 0 || change.checked_mul(-self.step).is_some_and(|lost| self.slack(*pool) >= lost)
            })
    }

    /// What it costs to withhold a cell.
    pub(super) fn cost_of(&self, cell: u32) -> i64 {
        match self.states[cell as usize] {
            State::Given => IMPOSSIBLE,
            State::Published => self.price[cell as usize].min(IMPOSSIBLE),
            State::Hidden | State::Primary | State::Secondary => 0,
        }
    }

    /// What it costs to withhold the finest cells of an atom.
    pub(super) fn cost(&self, atom: u32, watching: &Watching) -> i64 {
        let mut cost = 0_i64;
        for table in &watching.tables {
            let cells = &self.audit.system.finest()[*table].cells;
            let cell = cells[atom as usize];
            // A table too coarse to tell this corner from the first does not see the cube.
            if cell != cells[watching.start as usize] {
                cost = cost.saturating_add(self.cost_of(cell));
            }
        }
        cost.min(IMPOSSIBLE)
    }

    /// A withheld corner beside another.
    fn free(&self, mut key: Key, at: usize, leaf: u32, sign: i64, watching: &Watching) -> Option<Corner> {
        key[at] = leaf;
        let atom = self.audit.system.atom(&key)?;
        let is_free =
            self.cost(atom, watching) == 0 && (sign > 0 || self.can_lose(atom, watching.dimensions));
        is_free.then_some((key, atom, sign))
    }
}

/// Of which quantity which atom changes which way.
type Name = (usize, u32, i64);

/// What was found so far, whoever it was for. It is looked at again before it is used, so that it may be
/// out of date.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) changes: Changes,
    found: HashMap<Name, Vec<Moves>>,
}

impl Known {
    pub(super) fn new(system: &System) -> Known {
        Known { changes: Changes::new(system), found: HashMap::new() }
    }

    /// Forgets what was not found, because more is withheld now.
    pub(super) fn look_again(&mut self) {
        self.found.retain(|_, cubes| !cubes.is_empty());
    }

    /// Moves that change a published atom one way and nothing else that is published, and how many
    /// corners were looked at for them.
    pub(super) fn undoing(
        &mut self,
        ground: &Ground<'_>,
        atom: u32,
        sign: i64,
        dimensions: u32,
    ) -> (Option<&Moves>, usize) {
        let mut used = 0;
        let name = (ground.quantity, atom, sign);
        if !self.found.contains_key(&name) {
            let mut budget = MAX_CORNERS;
            // Anybody's cube is kept; whether it can move enough to somebody is asked each time.
            let anybody = Ground { attacker: None, step: 1, moved: &BTreeMap::new(), ..*ground };
            let cubes = self.look(&anybody, atom, sign, dimensions, &mut budget);
            used = MAX_CORNERS - budget;
            self.found.insert(name, cubes);
        }
        let cubes = self.found.get(&name).map_or(&[][..], Vec::as_slice);
        (cubes.iter().find(|moves| ground.is_possible(moves)), used)
    }

    fn look(
        &mut self,
        ground: &Ground<'_>,
        atom: u32,
        sign: i64,
        dimensions: u32,
        budget: &mut usize,
    ) -> Vec<Moves> {
        let system = ground.audit.system;
        let key = system.atoms()[atom as usize];
        let watching = Watching::new(system, atom, dimensions);
        let mut sides = Vec::new();
        for at in (0..system.dimensions()).filter(|at| dimensions & 1 << at != 0) {
            let parent = system.above(at, key[at]);
            let is_side =
                |leaf: &u32| *leaf != key[at] && ground.free(key, at, *leaf, -sign, &watching).is_some();
            let line = system.along(at, atom).iter().map(|(leaf, _)| *leaf);
            let mut leaves: Vec<u32> = line.filter(is_side).collect();
            if leaves.is_empty() {
                return Vec::new();
            }
            leaves.sort_by_key(|leaf| {
                (system.above(at, *leaf) != parent, system.distance(at, *leaf, key[at]), *leaf)
            });
            sides.push((at, leaves));
        }
        let mut cubes = Vec::new();
        self.extend(ground, &mut vec![(key, atom, sign)], &sides, &watching, budget, &mut cubes);
        cubes
    }

    /// Adds dimension after dimension, until enough cubes are found or looked at.
    fn extend(
        &mut self,
        ground: &Ground<'_>,
        corners: &mut Vec<Corner>,
        sides: &[(usize, Vec<u32>)],
        watching: &Watching,
        budget: &mut usize,
        cubes: &mut Vec<Moves>,
    ) {
        let Some(((at, leaves), rest)) = sides.split_first() else {
            *budget = budget.saturating_sub(corners.len());
            cubes.extend(self.whole(ground, corners, watching));
            return;
        };
        let before = corners.len();
        for leaf in leaves {
            for index in 0..before {
                let (key, _, sign) = corners[index];
                *budget = budget.saturating_sub(1);
                let Some(corner) = ground.free(key, *at, *leaf, -sign, watching) else { break };
                corners.push(corner);
            }
            if corners.len() == 2 * before {
                self.extend(ground, corners, rest, watching, budget, cubes);
            }
            corners.truncate(before);
            if *budget == 0 || cubes.len() == MAX_KEPT {
                return;
            }
        }
    }

    /// The cube, if nothing published notices it but at its first corner.
    fn whole(&mut self, ground: &Ground<'_>, corners: &[Corner], watching: &Watching) -> Option<Moves> {
        let moves: Moves = corners.iter().map(|(_, atom, sign)| (*atom, *sign)).collect();
        let system = ground.audit.system;
        let finest = |table: &usize| system.finest()[*table].cells[watching.start as usize];
        let own: Vec<u32> = watching.tables.iter().map(finest).collect();
        let mut is_unseen = true;
        self.changes.of(system, &moves, |cell, _| {
            is_unseen &= !ground.states[cell as usize].is_shown() || own.contains(&cell);
        });
        is_unseen.then_some(moves)
    }

    /// The sum of a cube and of what undoes its published corners, and how many those are.
    pub(super) fn with_undoing(
        &mut self,
        ground: &Ground<'_>,
        corners: &[Corner],
        watching: &Watching,
    ) -> (Moves, i64) {
        let mut sum: HashMap<u32, i64> = corners.iter().map(|(_, atom, sign)| (*atom, *sign)).collect();
        let mut undone = 0;
        for (_, atom, sign) in corners.iter().skip(1) {
            if ground.cost(*atom, watching) == 0 {
                continue;
            }
            if let (Some(moves), _) = self.undoing(ground, *atom, -sign, watching.dimensions) {
                undone += 1;
                for (atom, change) in moves {
                    *sum.entry(*atom).or_default() += change;
                }
            }
        }
        let mut moves: Moves = sum.into_iter().filter(|(_, change)| *change != 0).collect();
        moves.sort_unstable();
        (moves, undone)
    }
}
