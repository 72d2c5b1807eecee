//! Looking for other tables that lie in bounds: straight, by steps that make good what others break, and
//! by programmes. What is found is checked by the audit that asked.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;
use microlp::{OptimizationDirection, Problem, SolveOptions, Variable};

use super::audit::Moves;
use super::lp::{Loose, keep_relations, shake};
use super::quantity::Quantity;
use super::shown::Shown;
use super::system::System;

/// How many atoms of a cell are tried as the first that moves.
const MAX_STARTS: usize = 12;

/// How many steps make a walk, of how many at a time the best are followed, out of how many.
const MAX_STEPS: usize = 8;
const MAX_FOLLOWED: usize = 3;
const MAX_BESIDE: usize = 60;

/// After so many steps that were looked at a walk is given up.
const MAX_LOOKED_AT: usize = 6_000;

/// After so many branches a programme in whole numbers is given up, or its best answer so far is taken. Unlike a
/// limit of time this is the same on each machine.
const MAX_BRANCHES: u64 = 100;

/// What is published of each cell, and how far that lets cells go.
pub(super) struct Bounds<'a> {
    pub(super) system: &'a System,
    pub(super) quantity: &'a Quantity,
    shown: &'a [Shown],
    totals: Vec<i64>,
    /// The cells that can be something else at all.
    pub(super) loose: Loose,
}

/// What is looked for: that a cell changes so far one way, in the eyes of an owner or the outsider.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    pub(super) cell: usize,
    /// At most so much more, or less.
    pub(super) wanted: i64,
    pub(super) attacker: Option<u32>,
}

impl<'a> Bounds<'a> {
    /// True values must lie in what is shown.
    pub(super) fn new(
        system: &'a System,
        quantity: &'a Quantity,
        shown: &'a [Shown],
        totals: Vec<i64>,
    ) -> Bounds<'a> {
        let is_open = shown.iter().map(|shown| shown.low < shown.high).collect();
        Bounds { system, quantity, shown, totals, loose: Loose::among(system, is_open) }
    }

    pub(super) fn total(&self, cell: usize) -> i64 {
        self.totals[cell]
    }

    /// How much more, or with a negative sign less, a cell can be by itself.
    pub(super) fn room(&self, cell: usize, sign: i64) -> i64 {
        if sign > 0 {
            self.shown[cell].high - self.totals[cell]
        } else {
            self.totals[cell] - self.shown[cell].low
        }
    }

    pub(super) fn is_in(&self, cell: usize, change: i64) -> bool {
        (self.shown[cell].low..=self.shown[cell].high).contains(&(self.totals[cell] + change))
    }

    /// How much can be taken from an atom that the attacker does not know to be there.
    pub(super) fn loose(&self, atom: u32, attacker: Option<u32>) -> i64 {
        let own = attacker.map_or(0, |owner| self.quantity.share(atom, owner));
        self.quantity.values[atom as usize] - own
    }

    /// Moves the cell's atoms as far as the bounds of all cells around them let each.
    pub(super) fn straight(&self, wish: &Wish) -> Moves {
        let sign = wish.wanted.signum();
        let mut moves = Moves::new();
        let mut moved: HashMap<u32, i64> = HashMap::new();
        let mut left = wish.wanted.abs();
        for atom in &self.system.cells()[wish.cell].atoms {
            let around = self.system.cells_of(*atom);
            let room = |cell: &u32| {
                let at = *cell as usize;
                self.room(at, sign) - sign * moved.get(cell).copied().unwrap_or(0)
            };
            let mut step = around.iter().map(room).min().unwrap_or(0).min(left);
            if sign < 0 {
                step = step.min(self.loose(*atom, wish.attacker));
            }
            if step <= 0 {
                continue;
            }
            for cell in around {
                *moved.entry(*cell).or_default() += sign * step;
            }
            moves.push((*atom, sign * step));
            left -= step;
            if left == 0 {
                break;
            }
        }
        moves
    }

    /// Moves one atom of the cell by one, and then others outside it that make good what this breaks.
    pub(super) fn walk(&self, wish: &Wish) -> Moves {
        let sign = wish.wanted.signum();
        let mut walk = Walk {
            bounds: self,
            wish,
            moved: BTreeMap::new(),
            changes: HashMap::new(),
            broken: BTreeSet::new(),
            left: MAX_LOOKED_AT,
        };
        let starts = self.system.cells()[wish.cell].atoms.iter().filter(|atom| walk.can_move(**atom, sign));
        let starts: Vec<u32> = starts.copied().take(MAX_STARTS).collect();
        for start in starts {
            walk.step(start, sign);
            if walk.go_on(MAX_STEPS) {
                return walk.moved.into_iter().filter(|(_, change)| *change != 0).collect();
            }
            walk.step(start, -sign);
        }
        Moves::new()
    }
}

/// Steps so far, and what they break.
struct Walk<'a> {
    bounds: &'a Bounds<'a>,
    wish: &'a Wish,
    moved: BTreeMap<u32, i64>,
    changes: HashMap<u32, i64>,
    /// The cells that are out of bounds, small ones first.
    broken: BTreeSet<(usize, u32)>,
    left: usize,
}

impl Walk<'_> {
    fn can_move(&self, atom: u32, sign: i64) -> bool {
        let moved = self.moved.get(&atom).copied().unwrap_or(0);
        self.bounds.loose.is_loose(self.bounds.system.cell_of_atom(atom))
            && moved * sign >= 0
            && (sign > 0 || self.bounds.loose(atom, self.wish.attacker) + moved > 0)
    }

    fn step(&mut self, atom: u32, sign: i64) {
        *self.moved.entry(atom).or_default() += sign;
        for cell in self.bounds.system.cells_of(atom) {
            let change = self.changes.entry(*cell).or_default();
            *change += sign;
            let place = (self.bounds.system.cells()[*cell as usize].atoms.len(), *cell);
            if self.bounds.is_in(*cell as usize, *change) {
                self.broken.remove(&place);
            } else {
                self.broken.insert(place);
            }
        }
    }

    /// How many cells more would be out of bounds.
    fn harm(&self, atom: u32, sign: i64) -> i64 {
        let harm = |cell: &u32| {
            let change = self.changes.get(cell).copied().unwrap_or(0);
            let is_in = |change| i64::from(self.bounds.is_in(*cell as usize, change));
            is_in(change) - is_in(change + sign)
        };
        self.bounds.system.cells_of(atom).iter().map(harm).sum()
    }

    fn go_on(&mut self, steps: usize) -> bool {
        let Some((_, worst)) = self.broken.first().copied() else { return true };
        if steps == 0 {
            return false;
        }
        let change = self.changes.get(&worst).copied().unwrap_or(0);
        let sign = if self.bounds.room(worst as usize, 1) < change { -1 } else { 1 };
        let system = self.bounds.system;
        let own = &system.cells()[self.wish.cell].atoms;
        let atoms = system.cells()[worst as usize].atoms.iter().copied();
        let fitting = atoms.filter(|atom| self.can_move(*atom, sign) && own.binary_search(atom).is_err());
        let mut next: Vec<(i64, u32)> =
            fitting.take(MAX_BESIDE).map(|atom| (self.harm(atom, sign), atom)).collect();
        self.left = self.left.saturating_sub(next.len());
        next.sort_unstable();
        for (_, atom) in next.into_iter().take(MAX_FOLLOWED) {
            self.step(atom, sign);
            if self.go_on(steps - 1) {
                return true;
            }
            self.step(atom, -sign);
            if self.left == 0 {
                return false;
            }
        }
        false
    }
}

/// One programme for what several cells need of one attacker.
pub(super) struct Programme {
    cells: Vec<u32>,
    relations: BTreeSet<u32>,
    /// How far each cell is to go.
    wishes: HashMap<u32, i64>,
    attacker: Option<u32>,
    /// True if it is solved in whole numbers, which takes longer.
    is_whole: bool,
}

impl Programme {
    /// Looks at so many cells around the one of a wish, for others in their midst too.
    pub(super) fn around(
        bounds: &Bounds<'_>,
        wish: &Wish,
        others: &[Wish],
        size: usize,
        is_whole: bool,
    ) -> Programme {
        let (cells, relations) = bounds.loose.around(bounds.system, wish.cell, size);
        let inside: hashbrown::HashSet<u32> = cells.iter().copied().collect();
        let mut wishes = HashMap::from_iter([(wish.cell as u32, wish.wanted)]);
        for other in others {
            if other.attacker == wish.attacker && inside.contains(&(other.cell as u32)) {
                wishes.entry(other.cell as u32).or_insert(other.wanted);
            }
        }
        Programme { cells, relations, wishes, attacker: wish.attacker, is_whole }
    }

    /// True if it asks for this among other things.
    pub(super) fn wishes_for(&self, wish: &Wish) -> bool {
        self.attacker == wish.attacker && self.wishes.get(&(wish.cell as u32)) == Some(&wish.wanted)
    }

    /// Solves it, if that leads to whole numbers.
    pub(super) fn solve(&self, bounds: &Bounds<'_>, seed: usize) -> Option<Moves> {
        let system = bounds.system;
        let largest = self.wishes.values().map(|wanted| wanted.abs()).max().unwrap_or(1);
        let most = largest.saturating_mul(4).clamp(1, 1_000_000);
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let mut variables: HashMap<u32, Variable> = HashMap::with_capacity(self.cells.len());
        for cell in &self.cells {
            let atom = system.atom_of(*cell);
            let mut least = -bounds.room(*cell as usize, -1).min(most);
            let mut greatest = bounds.room(*cell as usize, 1).min(most);
            if let Some(atom) = atom {
                least = least.max(-bounds.loose(atom, self.attacker));
            }
            let mut weight = 0.0;
            if let Some(wanted) = self.wishes.get(cell) {
                // More than needed would take away from the others.
                weight = wanted.signum() as f64 * shake(*cell as usize, seed);
                if *wanted > 0 {
                    greatest = greatest.min(*wanted);
                } else {
                    least = least.max(*wanted);
                }
            }
            let variable = match atom {
                Some(_) if self.is_whole => problem.add_integer_var(weight, (least as i32, greatest as i32)),
                _ => problem.add_var(weight, (least as f64, greatest as f64)),
            };
            variables.insert(*cell, variable);
        }
        keep_relations(&mut problem, system, &self.relations, &variables);
        let mut options = SolveOptions::default();
        options.node_limit = Some(MAX_BRANCHES);
        let solution = problem.solve_with(options).ok()?.into_solution().ok()?;
        let atoms = self.cells.iter().filter_map(|cell| Some((system.atom_of(*cell)?, variables.get(cell)?)));
        let moves = atoms.map(|(atom, variable)| (atom, solution.var_value(*variable).round() as i64));
        Some(moves.filter(|(_, change)| *change != 0).collect())
    }
}
