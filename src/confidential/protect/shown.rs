//! The audit of figures that are published as something else than they are: rounded, in ranges, or
//! changed. Nothing is chosen here.
//!
//! What is published of a cell leaves it somewhere between a least and a greatest value. For each
//! cell that a rule forbids there must be two other tables that lie in all these bounds, so far
//! apart in the cell that enough values remain possible. As elsewhere they are looked for in any way
//! and admitted in whole numbers only.

use std::num::NonZeroUsize;

use hashbrown::HashMap;
use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};

use super::audit::Moves;
use super::quantity::Quantity;
use super::repair::{Refusal, Summary, Unprotectable};
use super::system::System;

/// What everybody can tell of a cell's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::confidential) struct Shown {
    /// It is this at least.
    pub(in crate::confidential) low: i64,
    /// It is this at most.
    pub(in crate::confidential) high: i64,
}

impl Shown {
    /// A cell of which nothing is published.
    pub(in crate::confidential) const NOTHING: Shown = Shown { low: i64::MIN / 4, high: i64::MAX / 4 };

    /// A cell that is published as it is.
    pub(in crate::confidential) fn exactly(value: i64) -> Shown {
        Shown { low: value, high: value }
    }
}

/// A cell, and how many values of it must remain possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::confidential) struct Guarded {
    /// The cell.
    pub(in crate::confidential) cell: usize,
    /// How many, its own value among them.
    pub(in crate::confidential) values: u64,
    /// True if owners who know their own part must not see through it either.
    pub(in crate::confidential) from_owners: bool,
}

/// The nearest multiple; a half is rounded up. Neither is negative.
pub(in crate::confidential) fn round_to(value: i64, base: i64) -> i64 {
    (value + base / 2) / base * base
}

/// What a rounded value tells of one that is `least` at least.
pub(in crate::confidential) fn behind_rounded(rounded: i64, base: i64, least: i64) -> Shown {
    Shown { low: (rounded - base / 2).max(least), high: rounded + (base - 1) / 2 }
}

/// How many atoms a programme looks at.
const MAX_ATOMS: usize = 300;

/// After so many branches a programme is given up, or its best answer so far is taken. Unlike a limit of
/// time this is the same on each machine.
const MAX_BRANCHES: u64 = 500;

/// Asks whether enough values of each guarded cell are possible, and where it says so two values to an
/// owner who knows their own part, if others have a part too.
///
/// # Errors
///
/// Fails with the cells of which that could not be shown.
pub(in crate::confidential) fn audit_shown(
    system: &System,
    quantity: &Quantity,
    shown: &[Shown],
    guarded: &[Guarded],
    threads: NonZeroUsize,
) -> Result<Summary, Unprotectable> {
    let totals: Vec<i64> =
        (0..system.cells().len()).map(|cell| system.total(cell, &quantity.values)).collect();
    let is_true = |(total, shown): (&i64, &Shown)| (shown.low..=shown.high).contains(total);
    let is_sound = quantity.is_sound(system.atoms().len(), system.cells().len());
    if !is_sound || quantity.is_signed || !totals.iter().zip(shown).all(is_true) {
        return Err(Unprotectable { cells: Vec::new(), refusal: Refusal::Unsound });
    }
    let audit = Audit { system, quantity, shown, totals };
    let each = guarded.len().div_ceil(threads.get()).max(1);
    let mut proofs = Vec::with_capacity(guarded.len());
    std::thread::scope(|scope| {
        let prove = |part: &[Guarded]| part.iter().map(|guarded| audit.prove(*guarded)).collect::<Vec<_>>();
        let workers: Vec<_> = guarded.chunks(each).map(|part| scope.spawn(move || prove(part))).collect();
        for worker in workers {
            proofs.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
    });
    let mut cells: Vec<usize> = guarded
        .iter()
        .zip(&proofs)
        .filter(|(_, proof)| proof.is_none())
        .map(|(guarded, _)| guarded.cell)
        .collect();
    if !cells.is_empty() {
        cells.sort_unstable();
        return Err(Unprotectable { cells, refusal: Refusal::NoProof });
    }
    Ok(Summary {
        cells: system.cells().len(),
        relations: system.relations().len(),
        primary: guarded.len(),
        proofs: guarded.len(),
        witnesses: proofs.iter().flatten().sum(),
        ..Summary::default()
    })
}

struct Audit<'a> {
    system: &'a System,
    quantity: &'a Quantity,
    shown: &'a [Shown],
    totals: Vec<i64>,
}

impl Audit<'_> {
    /// How many other tables stand behind the proof of a cell, if there is one.
    fn prove(&self, guarded: Guarded) -> Option<usize> {
        let wanted = i64::try_from(guarded.values).ok()? - 1;
        let nobody = None;
        let tables = self.spread(guarded.cell, wanted, nobody)?;
        let mut witnesses = tables.len();
        for owner in self.owners(guarded.cell).into_iter().filter(|_| guarded.from_owners) {
            let own = self.own(guarded.cell, owner);
            let has_others = own < self.totals[guarded.cell];
            let is_fooled = |moves: &Moves| self.is_possible(moves, Some(owner));
            if !has_others || tables.iter().any(is_fooled) {
                continue;
            }
            witnesses += self.spread(guarded.cell, 1, Some(owner))?.len();
        }
        Some(witnesses)
    }

    /// Tables that differ in the cell by as much as wanted, the true one thought of beside them.
    fn spread(&self, cell: usize, wanted: i64, attacker: Option<u32>) -> Option<Vec<Moves>> {
        for search in [Audit::one_by_one, Audit::programme] {
            let mut found: Vec<(i64, Moves)> = Vec::new();
            for sign in [1, -1] {
                let moves = search(self, cell, sign, wanted, attacker);
                if self.is_possible(&moves, attacker) {
                    let change = self.change(cell, &moves) * sign;
                    if change > 0 {
                        found.push((change, moves));
                    }
                }
            }
            let sum: i64 = found.iter().map(|(change, _)| change).sum();
            if sum >= wanted {
                return Some(found.into_iter().map(|(_, moves)| moves).collect());
            }
        }
        None
    }

    /// Moves the cell's atoms as far as the bounds of all cells around them let each.
    fn one_by_one(&self, cell: usize, sign: i64, wanted: i64, attacker: Option<u32>) -> Moves {
        let mut moves = Moves::new();
        let mut moved: HashMap<u32, i64> = HashMap::new();
        let mut left = wanted;
        for atom in &self.system.cells()[cell].atoms {
            let around = self.system.cells_of(*atom);
            let room = |cell: &u32| {
                let at = *cell as usize;
                let now = self.totals[at] + moved.get(cell).copied().unwrap_or(0);
                if sign > 0 { self.shown[at].high - now } else { now - self.shown[at].low }
            };
            let mut step = around.iter().map(room).min().unwrap_or(0).min(left);
            if sign < 0 {
                step = step.min(self.loose(*atom, attacker));
            }
            if step <= 0 {
                continue;
            }
            for cell in around {
                *moved.entry(*cell).or_default() += sign * step;
            }
            moves.push((*atom, sign * step));
            left -= step;
        }
        moves
    }

    /// The same with changes elsewhere that make room, as a programme in whole numbers over the atoms
    /// that stand in relations with the cell's.
    fn programme(&self, cell: usize, sign: i64, wanted: i64, attacker: Option<u32>) -> Moves {
        let atoms = self.atoms_around(cell);
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let mut sums: HashMap<u32, LinearExpr> = HashMap::new();
        let mut wish = LinearExpr::empty();
        let mut variables: Vec<(u32, Variable)> = Vec::with_capacity(atoms.len());
        let most = wanted.saturating_mul(4).clamp(1, 1_000_000);
        for atom in atoms {
            let is_wished = self.system.cells()[cell].atoms.binary_search(&atom).is_ok();
            let least = self.loose(atom, attacker).min(most);
            let weight = if is_wished { sign as f64 } else { 0.0 };
            let variable = problem.add_integer_var(weight, (-(least as i32), most as i32));
            variables.push((atom, variable));
            if is_wished {
                wish.add(variable, sign as f64);
            }
            for around in self.system.cells_of(atom) {
                sums.entry(*around).or_insert_with(LinearExpr::empty).add(variable, 1.0);
            }
        }
        // Maps have no order, and the programme's must not depend on it.
        let mut sums: Vec<(u32, LinearExpr)> = sums.into_iter().collect();
        sums.sort_unstable_by_key(|(cell, _)| *cell);
        for (around, sum) in sums {
            let at = around as usize;
            let (low, high) = (self.shown[at].low - self.totals[at], self.shown[at].high - self.totals[at]);
            if high < most.saturating_mul(MAX_ATOMS as i64) {
                problem.add_constraint(sum.clone(), ComparisonOp::Le, high as f64);
            }
            if low > most.saturating_mul(-(MAX_ATOMS as i64)) {
                problem.add_constraint(sum, ComparisonOp::Ge, low as f64);
            }
        }
        problem.add_constraint(wish, ComparisonOp::Le, wanted as f64);
        let mut options = SolveOptions::default();
        options.node_limit = Some(MAX_BRANCHES);
        let solved = problem.solve_with(options).ok().and_then(|outcome| outcome.into_solution().ok());
        let Some(solution) = solved else {
            return Moves::new();
        };
        let moves =
            variables.iter().map(|(atom, variable)| (*atom, solution.var_value(*variable).round() as i64));
        moves.filter(|(_, change)| *change != 0).collect()
    }

    /// The atoms of a cell, and of the cells that stand in relations with it, the nearest first.
    fn atoms_around(&self, cell: usize) -> Vec<u32> {
        let mut atoms: Vec<u32> = Vec::new();
        let mut seen = hashbrown::HashSet::new();
        let mut cells = vec![cell as u32];
        let relations = self.system.relations_of(cell).iter();
        cells.extend(relations.flat_map(|at| self.system.relations()[*at as usize].cells()));
        let near = cells.len();
        for at in 0..near {
            let relations = self.system.relations_of(cells[at] as usize).iter();
            cells.extend(relations.flat_map(|at| self.system.relations()[*at as usize].cells()));
        }
        for cell in cells {
            for atom in &self.system.cells()[cell as usize].atoms {
                if atoms.len() < MAX_ATOMS && seen.insert(*atom) {
                    atoms.push(*atom);
                }
            }
        }
        atoms.sort_unstable();
        atoms
    }

    /// How much can be taken from an atom that the attacker does not know to be there.
    fn loose(&self, atom: u32, attacker: Option<u32>) -> i64 {
        let own = attacker.map_or(0, |owner| self.quantity.share(atom, owner));
        self.quantity.values[atom as usize] - own
    }

    fn owners(&self, cell: usize) -> Vec<u32> {
        let atoms = self.system.cells()[cell].atoms.iter();
        let mut owners: Vec<u32> =
            atoms.flat_map(|atom| self.quantity.shares_of(*atom)).map(|share| share.owner).collect();
        owners.sort_unstable();
        owners.dedup();
        owners
    }

    fn own(&self, cell: usize, owner: u32) -> i64 {
        self.system.cells()[cell].atoms.iter().map(|atom| self.quantity.share(*atom, owner)).sum()
    }

    fn change(&self, cell: usize, moves: &Moves) -> i64 {
        let is_in = |atom: &u32| self.system.cells()[cell].atoms.binary_search(atom).is_ok();
        moves.iter().filter(|(atom, _)| is_in(atom)).map(|(_, change)| change).sum()
    }

    /// True if a difference from the true table fits all that is shown, and what the attacker has.
    fn is_possible(&self, moves: &Moves, attacker: Option<u32>) -> bool {
        let mut changes: HashMap<u32, i64> = HashMap::new();
        for (atom, change) in moves {
            if self.loose(*atom, attacker) + change < 0 {
                return false;
            }
            for cell in self.system.cells_of(*atom) {
                *changes.entry(*cell).or_default() += change;
            }
        }
        changes.iter().all(|(cell, change)| {
            let at = *cell as usize;
            (self.shown[at].low..=self.shown[at].high).contains(&(self.totals[at] + change))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::oracle::{counted, key, matrix};
    use super::super::quantity::Share;
    use super::*;

    /// Rounds all cells of a matrix, guards some, and tells which have too few values.
    fn too_narrow(rows: &[&[i64]], base: i64, guarded: &[(&[u32], u64)]) -> Vec<Vec<u32>> {
        let (system, values) = matrix(rows);
        let quantity = counted(&system, &values);
        let shown: Vec<Shown> = (0..system.cells().len())
            .map(|cell| behind_rounded(round_to(system.total(cell, &values), base), base, 0))
            .collect();
        let guarded: Vec<Guarded> = guarded
            .iter()
            .map(|(place, values)| Guarded {
                cell: system.cell(&key(place)).unwrap(),
                values: *values,
                from_owners: true,
            })
            .collect();
        match audit_shown(&system, &quantity, &shown, &guarded, NonZeroUsize::MIN) {
            Ok(_) => Vec::new(),
            Err(refused) => {
                refused.cells.iter().map(|cell| system.cells()[*cell].key[..2].to_vec()).collect()
            }
        }
    }

    #[test]
    fn rounding_is_to_the_nearest_and_tells_what_it_tells() {
        assert_eq!([0, 2, 3, 7, 8].map(|value| round_to(value, 5)), [0, 0, 5, 5, 10]);
        assert_eq!([4, 5, 14, 15].map(|value| round_to(value, 10)), [0, 10, 10, 20]);
        for base in [2, 3, 5, 10, 25] {
            for value in 1..200 {
                let shown = behind_rounded(round_to(value, base), base, 1);
                assert!((shown.low..=shown.high).contains(&value), "{value} to {base}");
                assert_eq!(round_to(shown.low, base), round_to(shown.high, base), "{value} to {base}");
                assert_ne!(round_to(shown.high + 1, base), round_to(shown.high, base), "{value} to {base}");
            }
        }
    }

    #[test]
    fn small_cells_of_a_rounded_table_stay_wide() {
        assert!(
            too_narrow(&[&[1, 2, 30], &[4, 50, 6]], 5, &[(&[1, 1], 3), (&[1, 2], 3), (&[2, 1], 3)])
                .is_empty()
        );
    }

    #[test]
    fn a_total_can_give_rounded_cells_away() {
        // Four cells shown as 0 hold two each at most, and their total, shown as 10, eight at least.
        let cells: [(&[u32], u64); 2] = [(&[1, 1], 2), (&[1, 4], 2)];
        assert_eq!(too_narrow(&[&[2, 2, 2, 2], &[40, 40, 40, 40]], 5, &cells), [[1, 1], [1, 4]]);
    }

    #[test]
    fn a_range_beside_known_cells_is_narrower_than_it_looks() {
        // 3 + 4 of which both are shown as 1 to 4, and their sum as it is: 3 to 4 each.
        let (system, values) = matrix(&[&[3, 4], &[30, 40]]);
        let quantity = counted(&system, &values);
        let place = |place: &[u32]| system.cell(&key(place)).unwrap();
        let small = [place(&[1, 1]), place(&[1, 2])];
        let shown = |cell: usize| match system.cells()[cell].key[..2] {
            [1, 1 | 2] => Shown { low: 1, high: 4 },
            [2, 1 | 2] => Shown { low: 5, high: Shown::NOTHING.high },
            _ => Shown::exactly(system.total(cell, &values)),
        };
        let shown: Vec<Shown> = (0..system.cells().len()).map(shown).collect();
        let audit = |values| {
            let guarded = small.map(|cell| Guarded { cell, values, from_owners: true });
            audit_shown(&system, &quantity, &shown, &guarded, NonZeroUsize::MIN)
        };
        assert!(audit(2).is_ok());
        let Err(refused) = audit(3) else { panic!("only 3 and 4 are possible") };
        let mut expected = small.to_vec();
        expected.sort_unstable();
        assert_eq!(refused.cells, expected);
    }

    #[test]
    fn an_owner_must_not_see_through_what_others_have() {
        let (system, values) = matrix(&[&[2, 20], &[20, 20]]);
        let cell = system.cell(&key(&[1, 1])).unwrap();
        let mut quantity = counted(&system, &values);
        quantity.shares = vec![vec![Share { owner: 7, value: 1 }], vec![], vec![], vec![]];
        let shown: Vec<Shown> = (0..system.cells().len())
            .map(|at| {
                let low = if at == cell { 1 } else { 0 };
                let high = if at == cell { 2 } else { Shown::NOTHING.high };
                Shown { low, high }
            })
            .collect();
        let guarded = [Guarded { cell, values: 2, from_owners: true }];
        assert!(audit_shown(&system, &quantity, &shown, &guarded, NonZeroUsize::MIN).is_ok());
        quantity.values[0] = 3;
        let tight: Vec<Shown> = shown
            .iter()
            .map(|shown| if shown.low == 1 { Shown { low: 3, high: 3 } } else { *shown })
            .collect();
        assert!(audit_shown(&system, &quantity, &tight, &guarded, NonZeroUsize::MIN).is_err());
    }
}
