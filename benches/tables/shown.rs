//! Tables of counts that are rounded, or published with ranges: the audit of what these tell together.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::protect::{
    Guarded, Key, Quantity, Required, Shown, State, System, TableShape, audit_shown, behind_rounded, protect,
    round_to,
};
use super::{Random, Sizes, dimensions, quantity, rounds, threads, totals};

/// How figures are published.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// To the nearest five.
    Rounded,
    /// Small and other withheld ones as `1` to `3` and as `4` or more.
    Ranges,
}

/// Counts of at least one each, of which 1 to 3 are unsafe, as in `compare.py`'s three ways.
pub(super) const SHOWN: [(&str, Sizes, f64, Way); 4] = [
    ("rounded-1800", [(0, 20), (0, 14), (0, 5)], 10.96, Way::Rounded),
    ("ranges-1800", [(0, 20), (0, 14), (0, 5)], 10.96, Way::Ranges),
    ("rounded-20000", [(10, 50), (8, 32), (0, 8)], 7.6, Way::Rounded),
    ("ranges-20000", [(10, 50), (8, 32), (0, 8)], 7.6, Way::Ranges),
];

/// What is known of a cell of which nothing is said.
const UNSAID: Shown = Shown { low: 1, ..Shown::NOTHING };

/// Protects and audits, and prints the best time.
pub(super) fn show(name: &str, sizes: &Sizes, mean: f64, way: Way) {
    let (system, counts) = drawn(sizes, mean);
    let worth = totals(&system, &counts.values);
    let states: Vec<State> =
        worth.iter().map(|count| if *count < 4 { State::Primary } else { State::Published }).collect();
    let mut best = Duration::MAX;
    let mut said = String::new();
    for _ in 0..rounds() {
        let start = Instant::now();
        let mut known = Vec::new();
        let (mut shown, guarded): (Vec<Shown>, Vec<Guarded>) = match way {
            Way::Rounded => {
                let guard = |cell| Guarded { cell, values: 2, from_owners: true };
                let unsafe_cells = (0..states.len()).filter(|cell| states[*cell] == State::Primary);
                let shown = worth.iter().map(|count| behind_rounded(round_to(*count, 5), 5, 1));
                (shown.collect(), unsafe_cells.map(guard).collect())
            }
            Way::Ranges => {
                let counts = std::slice::from_ref(&counts);
                let outcome = protect(&system, counts, &worth, &states, &|_| false, threads()).unwrap();
                let shown = outcome.states.iter().zip(&worth).map(|(state, count)| match (state, count) {
                    (State::Published, _) => Shown::exactly(*count),
                    (_, ..4) => Shown { low: 1, high: 3 },
                    _ => Shown { low: 4, ..Shown::NOTHING },
                });
                let guard = |cell: usize| Guarded {
                    cell,
                    values: 2,
                    from_owners: outcome.states[cell] == State::Primary,
                };
                let withheld = (0..states.len()).filter(|cell| outcome.states[*cell].is_withheld());
                let guarded = withheld.map(guard).collect();
                known = outcome.differences;
                (shown.collect(), guarded)
            }
        };
        let chosen = start.elapsed();
        let mut silent = 0;
        let audited = loop {
            let audited = audit_shown(&system, &counts, &shown, &guarded, &mut known, threads());
            let Err(refused) = &audited else { break audited };
            // The ranges that tell too much are left out, as the program does it.
            let is_ranged = |cell: usize| shown[cell].low < shown[cell].high && shown[cell] != UNSAID;
            let beside = |cell: usize| system.beside(cell).flatten().filter(|beside| is_ranged(*beside));
            let of = |cell: usize| if is_ranged(cell) { vec![cell] } else { beside(cell).collect() };
            let more: BTreeSet<usize> = refused.cells.iter().flat_map(|cell| of(*cell)).collect();
            if more.is_empty() || matches!(way, Way::Rounded) {
                break audited;
            }
            silent += more.len();
            more.into_iter().for_each(|cell| shown[cell] = UNSAID);
        };
        best = best.min(start.elapsed());
        said = match audited {
            Ok(summary) => {
                format!("{} proofs by {} tables, {silent} without a range", summary.proofs, summary.witnesses)
            }
            Err(refused) => {
                format!("{} of {} cells are told too much of", refused.cells.len(), guarded.len())
            }
        };
        said = format!("{} cells, {said}; chosen in {:.2} s", system.cells().len(), chosen.as_secs_f64());
    }
    println!("{name}: {:.2} s, {said}", best.as_secs_f64());
}

/// Counts with their finest combinations, without those that did not occur.
fn drawn(sizes: &Sizes, mean: f64) -> (System, Quantity) {
    let (trees, levels, leaves) = dimensions(sizes);
    let mut random = Random(7);
    let (mut places, mut values): (Vec<Key>, Vec<i64>) = (Vec::new(), Vec::new());
    for a in &leaves[0] {
        for b in &leaves[1] {
            for c in &leaves[2] {
                let count = (-(1.0 - random.next()).ln() * mean) as i64;
                if count > 0 {
                    places.push([*a, *b, *c, 0, 0, 0, 0, 0]);
                    values.push(count);
                }
            }
        }
    }
    let system = System::new(&trees, &[TableShape { levels }], places).unwrap();
    let required = vec![Required::both(1); system.cells().len()];
    let counts = Quantity { at_least: 1, ..quantity(values, Vec::new(), required) };
    (system, counts)
}
