//! Witnesses found by linear programming, for what no single cube shows.
//!
//! The solver works in floating point and is not trusted: what it answers is rounded to whole
//! numbers and admitted by the audit or thrown away. A fault in it can only withhold more.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem};

use super::audit::{Audit, Missing, Way};
use super::system::{State, System};

/// A programme over more atoms than this would take too long; the nearest ones are taken.
const MAX_ATOMS: usize = 1_000;

/// A solution in halves, thirds and so on becomes whole when it is multiplied by one of these.
const MULTIPLES: [i64; 6] = [1, 2, 3, 4, 6, 12];

/// How many programmes are solved at most for one audit.
const MAX_PROGRAMMES: usize = 60;

/// After so many programmes in a row that prove nothing, the rest is left for repair.
const MAX_IN_VAIN: usize = 6;

/// Values larger than this are counted in coarser units, so that floating point stays exact.
const MAX_SCALED: i64 = 1_000_000;

/// The atoms that can change while everything published stays, and what holds them together.
pub(super) struct Loose {
    /// Published cells that are not implied by others, as loose atoms.
    constraints: Vec<Vec<u32>>,
    /// For each loose atom its constraints.
    of_atom: BTreeMap<u32, Vec<u32>>,
}

impl Loose {
    pub(super) fn new(system: &System, states: &[State]) -> Loose {
        let mut implied = vec![false; states.len()];
        for relation in system.relations() {
            // Published cells that are sums of published cells say nothing new.
            if relation.parts.iter().all(|part| states[*part as usize] == State::Published) {
                implied[relation.whole as usize] = true;
            }
        }
        let is_published = |cell: usize| states[cell] == State::Published && !implied[cell];
        let mut is_loose = vec![true; system.atoms().len()];
        let mut left: Vec<usize> = system.cells().iter().map(|cell| cell.atoms.len()).collect();
        let mut fixed: VecDeque<usize> =
            (0..left.len()).filter(|cell| is_published(*cell) && left[*cell] == 1).collect();
        while let Some(cell) = fixed.pop_front() {
            let Some(atom) = system.cells()[cell].atoms.iter().find(|atom| is_loose[**atom as usize]) else {
                continue;
            };
            is_loose[*atom as usize] = false;
            for other in system.cells_of(*atom) {
                left[*other as usize] -= 1;
                if left[*other as usize] == 1 && is_published(*other as usize) {
                    fixed.push_back(*other as usize);
                }
            }
        }
        let (mut constraints, mut of_atom) = (Vec::new(), BTreeMap::<u32, Vec<u32>>::new());
        for (index, cell) in system.cells().iter().enumerate().filter(|(index, _)| is_published(*index)) {
            let atoms: Vec<u32> =
                cell.atoms.iter().copied().filter(|atom| is_loose[*atom as usize]).collect();
            if atoms.is_empty() || index > u32::MAX as usize {
                continue;
            }
            for atom in &atoms {
                of_atom.entry(*atom).or_default().push(constraints.len() as u32);
            }
            constraints.push(atoms);
        }
        for atom in (0..is_loose.len() as u32).filter(|atom| is_loose[*atom as usize]) {
            of_atom.entry(atom).or_default();
        }
        Loose { constraints, of_atom }
    }

    /// The loose atoms nearest to a cell, and the constraints on them.
    fn around(&self, system: &System, cell: usize) -> (Vec<u32>, BTreeSet<u32>) {
        let mut waiting: VecDeque<u32> = system.cells()[cell].atoms.iter().copied().collect();
        waiting.retain(|atom| self.of_atom.contains_key(atom));
        let mut seen: BTreeSet<u32> = waiting.iter().copied().collect();
        let (mut atoms, mut constraints) = (Vec::new(), BTreeSet::new());
        while let Some(atom) = waiting.pop_front() {
            if atoms.len() == MAX_ATOMS {
                break;
            }
            atoms.push(atom);
            for constraint in self.of_atom.get(&atom).into_iter().flatten() {
                if constraints.insert(*constraint) {
                    let others = self.constraints[*constraint as usize].iter().copied();
                    waiting.extend(others.filter(|other| seen.insert(*other)));
                }
            }
        }
        (atoms, constraints)
    }
}

/// Solves programmes until every proof in `missing` is found or none is found any more. Returns what
/// is missing still.
pub(super) fn search(audit: &mut Audit<'_>, states: &[State], missing: Vec<Missing>) -> Vec<Missing> {
    if missing.is_empty() {
        return missing;
    }
    let loose = Loose::new(audit.system, states);
    let (mut solved, mut in_vain) = (0, 0);
    for first in &missing {
        if solved == MAX_PROGRAMMES || in_vain == MAX_IN_VAIN {
            break;
        }
        if audit.is_missing(states, first) {
            solved += 1;
            in_vain = if solve(audit, states, &loose, first, &missing) { 0 } else { in_vain + 1 };
        }
    }
    let mut rest = missing;
    rest.retain(|missing| audit.is_missing(states, missing));
    rest
}

/// One programme: as much as needed for one proof, and on the way as much as possible for others.
fn solve(audit: &mut Audit<'_>, states: &[State], loose: &Loose, first: &Missing, all: &[Missing]) -> bool {
    let system = audit.system;
    let (atoms, constraints) = loose.around(system, first.cell);
    if atoms.is_empty() {
        return false;
    }
    let wanted: BTreeMap<usize, f64> = all
        .iter()
        .filter(|other| other.quantity == first.quantity && other.attacker == first.attacker)
        .filter(|other| audit.is_missing(states, other))
        .map(|other| (other.cell, if other.way == Way::Up { 0.01 } else { -0.01 }))
        .collect();
    // First with the others in mind, then for this one alone: their wishes may stand in its way.
    for with_others in [true, false] {
        let weight = |cell: usize| match (cell == first.cell, with_others) {
            (true, _) => {
                if first.way == Way::Up {
                    1.0
                } else {
                    -1.0
                }
            }
            (false, true) => wanted.get(&cell).copied().unwrap_or(0.0),
            (false, false) => 0.0,
        };
        let Some(solution) = programme(audit, states, loose, &atoms, &constraints, first, weight) else {
            continue;
        };
        for multiple in MULTIPLES {
            let moves: Vec<(u32, i64)> = solution
                .iter()
                .map(|(atom, unit, change)| (*atom, (change * multiple as f64).round() as i64 * unit))
                .filter(|(_, change)| *change != 0)
                .collect();
            if !moves.is_empty() && audit.admit(states, moves) && !audit.is_missing(states, first) {
                return true;
            }
        }
    }
    false
}

/// Sets up and solves: changes of atoms in units, within what the attacker can believe.
fn programme(
    audit: &Audit<'_>,
    states: &[State],
    loose: &Loose,
    atoms: &[u32],
    constraints: &BTreeSet<u32>,
    first: &Missing,
    weight: impl Fn(usize) -> f64,
) -> Option<Vec<(u32, i64, f64)>> {
    let system = audit.system;
    let quantity = &audit.quantities[first.quantity];
    let need = audit.need(first.quantity, first.cell, first.way, first.attacker).max(1);
    let largest = atoms.iter().map(|atom| quantity.values[*atom as usize].abs()).max().unwrap_or(0).max(need);
    let unit = largest / MAX_SCALED + 1;
    let scaled_need = need / unit + 1;
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let mut variables = BTreeMap::new();
    for atom in atoms {
        let cells = system.cells_of(*atom).iter().map(|cell| *cell as usize);
        let objective: f64 = cells.filter(|cell| states[*cell].is_withheld()).map(&weight).sum();
        let free = quantity.values[*atom as usize] - audit.known(first.quantity, *atom, first.attacker);
        let lowest = if quantity.is_signed { -4 * scaled_need } else { -(free / unit).min(4 * scaled_need) };
        // A tiny price on every change keeps solutions small.
        let variable = problem.add_var(objective, (lowest as f64, (4 * scaled_need) as f64));
        variables.insert(*atom, variable);
    }
    for constraint in constraints {
        let mut sum = LinearExpr::empty();
        for atom in &loose.constraints[*constraint as usize] {
            if let Some(variable) = variables.get(atom) {
                sum.add(*variable, 1.0);
            }
        }
        problem.add_constraint(sum, ComparisonOp::Eq, 0.0);
    }
    // More than needed of the first cell would take away from the others.
    let mut sum = LinearExpr::empty();
    for atom in &system.cells()[first.cell].atoms {
        if let Some(variable) = variables.get(atom) {
            sum.add(*variable, if first.way == Way::Up { 1.0 } else { -1.0 });
        }
    }
    problem.add_constraint(sum, ComparisonOp::Le, scaled_need as f64);
    let solution = problem.solve().ok()?.into_solution().ok()?;
    Some(variables.iter().map(|(atom, variable)| (*atom, unit, solution.var_value(*variable))).collect())
}
