//! Witnesses found by linear programming, for what cubes do not show.
//!
//! A programme looks at the withheld cells around one cell only; all others stay as they are. The
//! solver works in floating point and is not trusted: what it answers is rounded to whole numbers and
//! admitted by the audit or thrown away. A fault in it can only withhold more.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hashbrown::HashMap;
use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, Variable};

use super::audit::{Audit, Demand, Moves, Way};
use super::system::{State, System};

/// A solution in halves, thirds and so on becomes whole when it is multiplied by one of these.
const MULTIPLES: [i64; 6] = [1, 2, 3, 4, 6, 12];

/// Values larger than this are counted in coarser units, so that floating point stays exact.
const MAX_SCALED: i64 = 1_000_000;

/// Cells of more atoms are not searched for moves inside.
const MAX_INSIDE: usize = 300;

/// The cells that can change while everything shown stays.
pub(super) struct Loose {
    is_loose: Vec<bool>,
}

impl Loose {
    /// Cells that are not shown, without those that relations determine one by one.
    pub(super) fn new(system: &System, states: &[State]) -> Loose {
        Loose::among(system, states.iter().map(|state| !state.is_shown()).collect())
    }

    /// The same of any cells that may change, without those that relations determine.
    pub(super) fn among(system: &System, mut is_loose: Vec<bool>) -> Loose {
        let count = |relation: &super::system::Relation| {
            relation.cells().filter(|cell| is_loose[*cell as usize]).count()
        };
        let mut left: Vec<usize> = system.relations().iter().map(count).collect();
        let mut alone: VecDeque<usize> = (0..left.len()).filter(|relation| left[*relation] == 1).collect();
        while let Some(relation) = alone.pop_front() {
            let mut cells = system.relations()[relation].cells();
            let Some(cell) = cells.find(|cell| is_loose[*cell as usize]) else { continue };
            is_loose[cell as usize] = false;
            for other in system.relations_of(cell as usize) {
                left[*other as usize] -= 1;
                if left[*other as usize] == 1 {
                    alone.push_back(*other as usize);
                }
            }
        }
        Loose { is_loose }
    }

    pub(super) fn is_loose(&self, cell: usize) -> bool {
        self.is_loose[cell]
    }

    /// The loose cells nearest to a cell, and the relations that hold them.
    pub(super) fn around(&self, system: &System, cell: usize, size: usize) -> (Vec<u32>, BTreeSet<u32>) {
        let mut cells = vec![cell as u32];
        let mut seen: hashbrown::HashSet<u32> = cells.iter().copied().collect();
        let mut next = 0;
        while next < cells.len() && cells.len() < size {
            let relations = system.relations_of(cells[next] as usize);
            for relation in relations {
                let others = system.relations()[*relation as usize].cells();
                cells.extend(others.filter(|other| self.is_loose[*other as usize] && seen.insert(*other)));
            }
            next += 1;
        }
        cells.truncate(size);
        let of = |cell: &u32| system.relations_of(*cell as usize).iter().copied();
        let relations = cells.iter().flat_map(of).collect();
        (cells, relations)
    }
}

/// One programme for many proofs against one attacker.
#[derive(Clone, Debug)]
pub(super) struct Programme {
    quantity: usize,
    attacker: Option<u32>,
    cells: Vec<u32>,
    relations: BTreeSet<u32>,
    /// What is wished for, at most one way for each cell.
    wishes: HashMap<u32, Way>,
}

impl Programme {
    /// Looks around one cell, for as many missing proofs of its attacker as can be had.
    pub(super) fn around(
        audit: &Audit<'_>,
        loose: &Loose,
        demand: &Demand,
        missing: &[Demand],
        size: usize,
    ) -> Programme {
        let (cells, relations) = loose.around(audit.system, demand.cell, size);
        let inside: hashbrown::HashSet<u32> = cells.iter().copied().collect();
        let mut wishes = HashMap::from_iter([(demand.cell as u32, demand.way)]);
        for other in missing {
            if (other.quantity, other.attacker) == (demand.quantity, demand.attacker)
                && inside.contains(&(other.cell as u32))
            {
                wishes.entry(other.cell as u32).or_insert(other.way);
            }
        }
        Programme { quantity: demand.quantity, attacker: demand.attacker, cells, relations, wishes }
    }

    /// True if a proof is wished for here.
    pub(super) fn wishes_for(&self, demand: &Demand) -> bool {
        (self.quantity, self.attacker) == (demand.quantity, demand.attacker)
            && self.wishes.get(&(demand.cell as u32)) == Some(&demand.way)
    }

    /// Solves: changes of cells in units, within what the attacker can believe, as far as needed.
    /// `seed` shakes the wishes, so that another corner of what is possible is found another time.
    pub(super) fn solve(&self, audit: &Audit<'_>, seed: usize) -> Option<Moves> {
        let system = audit.system;
        let at = self.quantity;
        let is_signed = audit.quantities[at].is_signed;
        let need = |cell: u32, way| audit.need(at, cell as usize, way, self.attacker).max(1);
        let largest = self.wishes.iter().map(|(cell, way)| need(*cell, *way)).max().unwrap_or(1);
        let unit = largest / MAX_SCALED + 1;
        let scaled = |value: i64| (value / unit) as f64;
        let most = 4.0 * scaled(largest).max(1.0);
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let mut variables: HashMap<u32, Variable> = HashMap::with_capacity(self.cells.len());
        for cell in &self.cells {
            let index = *cell as usize;
            let loose = match system.atom_of(*cell) {
                Some(atom) => audit.loose(at, atom, self.attacker),
                None => audit.total(at, index) - audit.floor(at, index, None),
            };
            // Where pools are not atoms, they are the limits.
            let is_limited = system.pools().is_none() || system.atom_of(*cell).is_none();
            let lowest = if is_signed || !is_limited { -most } else { -scaled(loose).min(most) };
            let (weight, bounds) = match self.wishes.get(cell) {
                // More than needed would take away from the others.
                Some(Way::Up) => (1.0, (lowest, scaled(need(*cell, Way::Up) + unit - 1))),
                Some(Way::Down) => (-1.0, (lowest.max(-scaled(need(*cell, Way::Down) + unit - 1)), most)),
                None => (0.0, (lowest, most)),
            };
            variables.insert(*cell, problem.add_var(weight * shake(index, seed), bounds));
        }
        keep_relations(&mut problem, system, &self.relations, &variables);
        let mut pools: BTreeMap<u32, LinearExpr> = BTreeMap::new();
        for (cell, variable) in self.cells.iter().filter_map(|cell| Some((cell, variables.get(cell)?))) {
            let atom = system.atom_of(*cell).filter(|_| system.pools().is_some() && !is_signed);
            for pool in atom.into_iter().flat_map(|atom| system.pools_of(atom)) {
                pools.entry(pool).or_insert_with(LinearExpr::empty).add(*variable, 1.0);
            }
        }
        for (pool, sum) in pools {
            let slack = scaled(audit.slack(at, pool, self.attacker)).min(most * self.cells.len() as f64);
            problem.add_constraint(sum, ComparisonOp::Ge, -slack);
        }
        let solution = problem.solve().ok()?.into_solution().ok()?;
        let value = |cell: &u32| variables.get(cell).map_or(0.0, |variable| solution.var_value(*variable));
        let atoms = self.cells.iter().filter_map(|cell| Some((system.atom_of(*cell)?, value(cell))));
        let atoms: Vec<(u32, f64)> = atoms.filter(|(_, value)| value.abs() > 1e-6).collect();
        let multiple = MULTIPLES.into_iter().find(|multiple| {
            let is_whole = |value: f64| (value * *multiple as f64).fract().abs();
            atoms.iter().all(|(_, value)| !(1e-6..=1.0 - 1e-6).contains(&is_whole(*value)))
        });
        let multiple = multiple?;
        let whole = |value: f64| ((value * multiple as f64).round() as i64).saturating_mul(unit);
        Some(atoms.iter().map(|(atom, value)| (*atom, whole(*value))).filter(|(_, v)| *v != 0).collect())
    }
}

/// Moves inside one cell that take from it what is needed, whatever is published, and leave each
/// listed cell what everybody knows it to hold.
pub(super) fn less_inside(audit: &Audit<'_>, demand: &Demand) -> Option<Moves> {
    let (system, at) = (audit.system, demand.quantity);
    let atoms = &system.cells()[demand.cell].atoms;
    if demand.way == Way::Up || audit.quantities[at].is_signed || atoms.len() > MAX_INSIDE {
        return None;
    }
    let need = audit.need(at, demand.cell, demand.way, demand.attacker) as f64;
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut variables: HashMap<u32, Variable> = HashMap::new();
    let mut sum = LinearExpr::empty();
    for (index, atom) in atoms.iter().enumerate() {
        let loose = audit.loose(at, *atom, demand.attacker).max(0) as f64;
        // Moving little is better than moving much.
        let weight = 1.0 + 1e-3 * shake(index, 0);
        let (lost, gained) = (problem.add_var(weight, (0.0, loose)), problem.add_var(weight, (0.0, need)));
        let change = problem.add_var(0.0, (-loose, need));
        let mut parts = LinearExpr::empty();
        for (variable, sign) in [(gained, 1.0), (lost, -1.0), (change, -1.0)] {
            parts.add(variable, sign);
        }
        problem.add_constraint(parts, ComparisonOp::Eq, 0.0);
        sum.add(change, 1.0);
        variables.insert(*atom, change);
    }
    problem.add_constraint(sum, ComparisonOp::Eq, -need);
    let cells: BTreeSet<u32> = atoms.iter().flat_map(|atom| system.cells_of(*atom)).copied().collect();
    for cell in cells {
        let known = audit.known_of_all(at, cell as usize);
        if known > 0 {
            let mut sum = LinearExpr::empty();
            for variable in system.cells()[cell as usize].atoms.iter().filter_map(|atom| variables.get(atom))
            {
                sum.add(*variable, 1.0);
            }
            let least = (known - audit.total(at, cell as usize)) as f64;
            problem.add_constraint(sum, ComparisonOp::Ge, least);
        }
    }
    let solution = problem.solve().ok()?.into_solution().ok()?;
    let change = |atom: &u32| (*atom, solution.var_value(variables[atom]).round() as i64);
    Some(atoms.iter().map(change).filter(|(_, change)| *change != 0).collect())
}

/// Between a half and one and a half, by no plan.
pub(super) fn shake(cell: usize, seed: usize) -> f64 {
    let mixed = cell.wrapping_mul(7_919).wrapping_add(seed.wrapping_mul(104_729));
    0.5 + (mixed % 1_009) as f64 / 1_009.0
}

/// Lets the whole of each relation change as its parts do together. Cells without a variable do not change.
pub(super) fn keep_relations(
    problem: &mut Problem,
    system: &System,
    relations: &BTreeSet<u32>,
    variables: &HashMap<u32, Variable>,
) {
    for relation in relations {
        let relation = &system.relations()[*relation as usize];
        let mut sum = LinearExpr::empty();
        for (cells, sign) in [(&relation.parts[..], 1.0), (&[relation.whole][..], -1.0)] {
            for variable in cells.iter().filter_map(|cell| variables.get(cell)) {
                sum.add(*variable, sign);
            }
        }
        problem.add_constraint(sum, ComparisonOp::Eq, 0.0);
    }
}
