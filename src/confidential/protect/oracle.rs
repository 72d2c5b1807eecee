//! An attacker for tests, who knows the published cells and nothing else of this room.

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem};

use super::quantity::{Quantity, Required, Share};
use super::system::{State, System};
use super::tree::{Key, TableShape, Tree};
use crate::catalog::MAX_DIMENSIONS;

/// The least and the greatest value that a cell can have, to one who knows a share of each atom.
pub(super) fn interval_for(
    system: &System,
    states: &[State],
    values: &[i64],
    own: &dyn Fn(u32) -> i64,
    cell: usize,
) -> (f64, f64) {
    let solve = |direction| {
        let mut problem = Problem::new(direction);
        let mut variables = Vec::new();
        for atom in 0..values.len() as u32 {
            let is_in = system.cells()[cell].atoms.contains(&atom);
            variables.push(problem.add_var(f64::from(u8::from(is_in)), (own(atom) as f64, f64::INFINITY)));
        }
        for (index, published) in system.cells().iter().enumerate() {
            if !states[index].is_shown() {
                continue;
            }
            let mut sum = LinearExpr::empty();
            for atom in &published.atoms {
                sum.add(variables[*atom as usize], 1.0);
            }
            problem.add_constraint(sum, ComparisonOp::Eq, system.total(index, values) as f64);
        }
        problem.solve().ok()?.into_solution().ok().map(|solution| solution.objective())
    };
    (
        solve(OptimizationDirection::Minimize).unwrap_or(f64::NEG_INFINITY),
        solve(OptimizationDirection::Maximize).unwrap_or(f64::INFINITY),
    )
}

/// The same for an outsider.
pub(super) fn interval(system: &System, states: &[State], values: &[i64], cell: usize) -> (f64, f64) {
    interval_for(system, states, values, &|_| 0, cell)
}

/// A place from its first coordinates.
pub(super) fn key(coordinates: &[u32]) -> Key {
    let mut key = [0; MAX_DIMENSIONS];
    key[..coordinates.len()].copy_from_slice(coordinates);
    key
}

/// A table of rows and columns with all totals; codes count from 1.
pub(super) fn matrix(rows: &[&[i64]]) -> (System, Vec<i64>) {
    let trees = [Tree::new(&vec![0; rows.len()]).unwrap(), Tree::new(&vec![0; rows[0].len()]).unwrap()];
    let (mut atoms, mut values) = (Vec::new(), Vec::new());
    for (r, row) in rows.iter().enumerate() {
        for (c, value) in row.iter().enumerate() {
            atoms.push(key(&[r as u32 + 1, c as u32 + 1]));
            values.push(*value);
        }
    }
    (System::new(&trees, &[TableShape { levels: vec![vec![0, 1]; 2] }], atoms).unwrap(), values)
}

/// Every listed cell as published.
pub(super) fn all_published(system: &System) -> Vec<State> {
    let state = |listed| if listed { State::Published } else { State::Hidden };
    system.cells().iter().map(|cell| state(cell.is_listed)).collect()
}

/// A quantity without owners that must be possible by one more and one less.
pub(super) fn counted(system: &System, values: &[i64]) -> Quantity {
    Quantity {
        values: values.to_vec(),
        shares: Vec::new(),
        is_signed: false,
        at_least: 0,
        required: vec![Required::both(1); system.cells().len()],
        insiders: Vec::new(),
    }
}

/// The shares of a cell by owner, the greatest first.
pub(super) fn shares_of(system: &System, shares: &[Vec<Share>], cells: &[u32]) -> Vec<Share> {
    let mut merged = std::collections::BTreeMap::<u32, i64>::new();
    for atom in cells.iter().flat_map(|cell| &system.cells()[*cell as usize].atoms) {
        for share in &shares[*atom as usize] {
            *merged.entry(share.owner).or_default() += share.value;
        }
    }
    let mut merged: Vec<Share> = merged.into_iter().map(|(owner, value)| Share { owner, value }).collect();
    merged.sort_by_key(|share| std::cmp::Reverse(share.value));
    merged
}
