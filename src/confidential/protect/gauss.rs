//! Secondary suppression by Gauss elimination: cells are published in the order of what they are
//! worth, and one is withheld only if publishing it would let a primary cell be computed.
//!
//! The method is Langsrud's (Privacy in Statistical Databases 2024). Columns here are over cells and
//! relations are spanned first, so that nearly all columns have one entry. It stops computing
//! exactly and no more; how narrowly a cell can be estimated is for the audit.

use hashbrown::HashMap;

use super::modular::{Column, Residue, Span, direction, subtract};
use super::system::{State, System};

/// Which of two cells of equal worth is considered first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ties {
    /// The one whose place comes last.
    LastFirst,
    /// The one whose place comes first.
    FirstFirst,
}

/// Elimination that would touch more numbers than this is given up: in wide tables columns fill, and
/// the proofs lead to nearly the same pattern without it.
const MAX_WORK: usize = 12_000_000;

/// Withholds published cells until no primary cell can be computed. Cells of greater worth are kept
/// first. Leaves everything as it was if that takes too long.
pub(super) fn suppress(system: &System, states: &mut [State], worth: &[i64], ties: Ties) {
    let mut span = spanned_by_relations(system, states);
    let mut guarded = Guarded::default();
    for (cell, state) in states.iter().enumerate() {
        if *state == State::Given {
            let column = span.reduce(&[(cell as u32, Residue::ONE)]);
            if let Some((row, _)) = column.last() {
                span.add(&column, *row);
            }
        }
    }
    for (cell, state) in states.iter().enumerate() {
        if *state == State::Primary {
            guarded.add(span.reduce(&[(cell as u32, Residue::ONE)]));
        }
    }
    let mut added = Vec::new();
    for cell in by_worth(system, states, worth, ties) {
        if guarded.work > MAX_WORK {
            for cell in added {
                states[cell] = State::Published;
            }
            return;
        }
        let column = span.reduce(&[(cell as u32, Residue::ONE)]);
        if column.is_empty() {
            continue;
        }
        if guarded.would_show(&column) {
            states[cell] = State::Secondary;
            added.push(cell);
            continue;
        }
        let row = guarded.rarest_row(&column);
        if let Some(pivot) = span.add(&column, row) {
            guarded.take_out(row, pivot);
        }
    }
}

/// The withheld cells that can be computed exactly from published ones and relations.
#[cfg(test)]
pub(super) fn computable(system: &System, states: &[State]) -> Vec<usize> {
    let mut span = spanned_by_relations(system, states);
    for (cell, state) in states.iter().enumerate() {
        if state.is_shown() {
            let column = span.reduce(&[(cell as u32, Residue::ONE)]);
            if let Some((row, _)) = column.last() {
                span.add(&column, *row);
            }
        }
    }
    let withheld = states.iter().enumerate().filter(|(_, state)| state.is_withheld());
    withheld
        .filter(|(cell, _)| span.reduce(&[(*cell as u32, Residue::ONE)]).is_empty())
        .map(|(cell, _)| cell)
        .collect()
}

/// Published cells, the most worth first; among equals the greater sum of atoms.
fn by_worth(system: &System, states: &[State], worth: &[i64], ties: Ties) -> Vec<usize> {
    let mut order: Vec<usize> = (0..states.len()).filter(|cell| states[*cell] == State::Published).collect();
    order.sort_by_key(|cell| system.cells()[*cell].key);
    if ties == Ties::LastFirst {
        order.reverse();
    }
    let atoms = |cell: usize| system.cells()[cell].atoms.len();
    order.sort_by_key(|cell| (std::cmp::Reverse(worth[*cell]), std::cmp::Reverse(atoms(*cell))));
    order
}

fn spanned_by_relations(system: &System, states: &[State]) -> Span {
    let mut span = Span::new(states.len());
    for relation in system.relations() {
        let mut column: Column = relation.parts.iter().map(|part| (*part, Residue::MINUS_ONE)).collect();
        column.push((relation.whole, Residue::ONE));
        column.sort_unstable_by_key(|(row, _)| *row);
        let reduced = span.reduce(&column);
        // A pivot on the last part leaves the other parts and the whole with columns of one entry.
        let rank = |row: u32| {
            let cell = &system.cells()[row as usize];
            (states[row as usize] != State::Hidden, states[row as usize] == State::Primary, cell.atoms.len())
        };
        let best = reduced.iter().min_by_key(|(row, _)| (rank(*row), std::cmp::Reverse(*row)));
        if let Some((row, _)) = best {
            span.add(&reduced, *row);
        }
    }
    span
}

/// The columns that must not be spanned.
#[derive(Default)]
struct Guarded {
    columns: Vec<Column>,
    with_row: HashMap<u32, Vec<u32>>,
    directions: HashMap<u64, u32>,
    /// How many numbers were touched.
    work: usize,
}

impl Guarded {
    fn add(&mut self, column: Column) {
        // A column that relations alone span is known to everybody and cannot be guarded here.
        if column.is_empty() {
            return;
        }
        self.enter(self.columns.len() as u32, &column, &Column::new());
        self.columns.push(column);
    }

    fn enter(&mut self, index: u32, column: &Column, before: &Column) {
        *self.directions.entry(direction(column)).or_default() += 1;
        for (row, _) in column {
            if before.binary_search_by_key(row, |(row, _)| *row).is_err() {
                self.with_row.entry(*row).or_default().push(index);
            }
        }
    }

    fn would_show(&self, column: &Column) -> bool {
        self.directions.get(&direction(column)).is_some_and(|count| *count > 0)
    }

    /// The row that the fewest guarded columns have; a pivot there changes the fewest.
    fn rarest_row(&self, column: &Column) -> u32 {
        let count = |row: u32| self.with_row.get(&row).map_or(0, Vec::len);
        column.iter().map(|(row, _)| *row).min_by_key(|row| (count(*row), *row)).unwrap_or_default()
    }

    fn take_out(&mut self, row: u32, pivot: &Column) {
        for index in self.with_row.remove(&row).unwrap_or_default() {
            let column = &self.columns[index as usize];
            let Ok(at) = column.binary_search_by_key(&row, |(row, _)| *row) else { continue };
            self.work += column.len() + pivot.len();
            let rest = subtract(column, column[at].1, pivot);
            if let Some(count) = self.directions.get_mut(&direction(column)) {
                *count = count.saturating_sub(1);
            }
            let before = std::mem::replace(&mut self.columns[index as usize], rest.clone());
            self.enter(index, &rest, &before);
        }
    }
}
