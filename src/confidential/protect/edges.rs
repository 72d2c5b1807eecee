//! What happens at the edges of the engine: earlier editions, limits, threads.

use std::num::NonZeroUsize;

use super::oracle::{all_published, counted, interval, key, matrix};
use super::quantity::Quantity;
use super::repair::{Refusal, protect};
use super::system::{LayoutError, State, System};
use super::tree::{TableShape, Tree};

const ONE: NonZeroUsize = NonZeroUsize::MIN;

fn worth(system: &System, values: &[i64]) -> Vec<i64> {
    (0..system.cells().len()).map(|cell| system.total(cell, values)).collect()
}

#[test]
fn what_an_earlier_edition_showed_is_reckoned_with() {
    let (mut system, values) = matrix(&[&[2, 9, 14], &[8, 7, 12], &[11, 6, 10]]);
    // The earlier edition showed the sum of the first two, and of the second and the fifth.
    let known = [system.add_outside(&[0, 1]), system.add_outside(&[1, 4])];
    let mut states = all_published(&system);
    let small = system.cell(&key(&[1, 1])).unwrap();
    states[small] = State::Primary;
    for cell in known {
        states[cell] = State::Given;
    }
    let quantities = [counted(&system, &values)];
    let outcome = protect(&system, &quantities, &worth(&system, &values), &states, &|_| false, ONE).unwrap();
    assert!(known.iter().all(|cell| outcome.states[*cell] == State::Given));
    let (low, high) = interval(&system, &outcome.states, &values, small);
    assert!(low <= 1.0 && high >= 3.0, "[{low}, {high}]");
}

#[test]
fn what_is_known_already_cannot_be_protected() {
    let (mut system, values) = matrix(&[&[2, 9], &[8, 7]]);
    let known = system.add_outside(&[0]);
    let mut states = all_published(&system);
    let small = system.cell(&key(&[1, 1])).unwrap();
    (states[small], states[known]) = (State::Primary, State::Given);
    let quantities = [counted(&system, &values)];
    let refused =
        protect(&system, &quantities, &worth(&system, &values), &states, &|_| false, ONE).unwrap_err();
    assert_eq!((refused.cells, refused.refusal), (vec![small], Refusal::NoProof));
}

#[test]
fn what_presence_tells_is_no_reason_to_refuse() {
    // Three parts that everybody knows to hold one at least: their whole of three cannot hold less,
    // but for all that anybody knows, it could hold more.
    let (system, values) = matrix(&[&[1, 1, 1], &[4, 5, 6]]);
    let mut states = all_published(&system);
    for part in [[1, 1], [1, 2], [1, 3]] {
        states[system.cell(&key(&part)).unwrap()] = State::Primary;
    }
    let quantities = [Quantity { at_least: 1, ..counted(&system, &values) }];
    let outcome = protect(&system, &quantities, &worth(&system, &values), &states, &|_| false, ONE).unwrap();
    let whole = system.cell(&key(&[1, 0])).unwrap();
    assert_eq!(outcome.states[whole], State::Secondary);
}

#[test]
fn values_that_could_overflow_are_refused() {
    for value in [i64::MAX / 2, -1] {
        let (system, values) = matrix(&[&[2, value], &[8, 7]]);
        let mut states = all_published(&system);
        states[system.cell(&key(&[1, 1])).unwrap()] = State::Primary;
        let quantities = [counted(&system, &values)];
        let worth = vec![1; states.len()];
        let refused = protect(&system, &quantities, &worth, &states, &|_| false, ONE).unwrap_err();
        assert_eq!(refused.refusal, Refusal::Unsound);
    }
}

#[test]
fn atoms_that_repeat_or_stand_nowhere_are_refused() {
    let trees = [Tree::new(&[0, 0]).unwrap()];
    let tables = [TableShape { levels: vec![vec![0, 1]] }];
    let laid_out = |atoms| System::new(&trees, &tables, atoms).unwrap_err();
    assert_eq!(laid_out(vec![key(&[1]), key(&[1])]), LayoutError::RepeatedAtom(1));
    assert_eq!(laid_out(vec![key(&[3])]), LayoutError::UnknownNode { atom: 0, dimension: 0 });
    assert!(Tree::new(&[2, 0]).is_err());
}

#[test]
fn one_thread_or_more_find_the_same() {
    let rows: Vec<Vec<i64>> =
        (0..12).map(|r| (0..12).map(|c| (r * 31 + c * 17 + r * c) % 9).collect()).collect();
    let rows: Vec<&[i64]> = rows.iter().map(Vec::as_slice).collect();
    let (system, values) = matrix(&rows);
    let worth = worth(&system, &values);
    let state = |worth: &i64| if *worth < 3 { State::Primary } else { State::Published };
    let states: Vec<State> = worth.iter().map(state).collect();
    let quantities = [counted(&system, &values)];
    let found = [1, 2, 5].map(|threads| {
        let threads = NonZeroUsize::new(threads).unwrap();
        protect(&system, &quantities, &worth, &states, &|_| false, threads).unwrap().states
    });
    assert!(found.iter().all(|states| *states == found[0]));
}
