//! Random tables, and an attacker who must not learn more from them than he may.

use proptest::prelude::*;

use super::oracle::{all_published, counted, interval, interval_for, key, shares_of};
use super::quantity::{Quantity, Required, Share};
use super::repair::protect;
use super::system::{State, System};
use super::tree::{Key, TableShape, Tree};

/// Tables with counts by owner.
#[derive(Clone, Debug)]
struct Sample {
    system: System,
    values: Vec<i64>,
    shares: Vec<Vec<Share>>,
}

impl Sample {
    fn new(trees: &[Tree], tables: &[TableShape], atoms: Vec<Key>, owners: &[Vec<(u32, i64)>]) -> Sample {
        let shares: Vec<Vec<Share>> = owners
            .iter()
            .map(|shares| {
                let mut merged = std::collections::BTreeMap::<u32, i64>::new();
                for (owner, value) in shares {
                    *merged.entry(*owner).or_default() += value;
                }
                merged.into_iter().map(|(owner, value)| Share { owner, value }).collect()
            })
            .collect();
        let values =
            shares.iter().map(|shares: &Vec<Share>| shares.iter().map(|share| share.value).sum()).collect();
        Sample { system: System::new(trees, tables, atoms).unwrap(), values, shares }
    }

    /// The same where everybody knows that each cell that is listed holds something: a proof for each
    /// withheld cell is always found, whatever everybody knows already.
    fn hold_where_presence_is_public(&self) {
        let Sample { system, values, shares } = self;
        let is_unsafe = |cells: &[u32]| {
            let owners = shares_of(system, shares, cells);
            !owners.is_empty() && owners.len() < 3
        };
        let mut states = all_published(system);
        for (cell, state) in states.iter_mut().enumerate() {
            if *state == State::Published && is_unsafe(&[cell as u32]) {
                *state = State::Primary;
            }
        }
        let quantity = Quantity { shares: shares.clone(), at_least: 1, ..counted(system, values) };
        let worth: Vec<i64> = (0..states.len()).map(|cell| system.total(cell, values)).collect();
        let outcome = protect(system, &[quantity], &worth, &states, &is_unsafe, std::num::NonZeroUsize::MIN);
        let states = outcome.unwrap().states;
        for cell in (0..states.len()).filter(|cell| states[*cell] == State::Primary) {
            let (_, high) = interval(system, &states, values, cell);
            assert!(high >= (system.total(cell, values) + 1) as f64 - 1e-6, "{cell}: at most {high}");
        }
    }

    /// Withholds cells of fewer than three rows or two owners, protects, and lets everybody attack.
    fn hold(&self) {
        let Sample { system, values, shares } = self;
        let is_unsafe = |cells: &[u32]| {
            let shares = shares_of(system, shares, cells);
            let count: i64 = shares.iter().map(|share| share.value).sum();
            count < 3 || shares.len() < 2
        };
        let mut states = all_published(system);
        for (cell, state) in states.iter_mut().enumerate() {
            if *state == State::Published && is_unsafe(&[cell as u32]) {
                *state = State::Primary;
            }
        }
        let quantity = Quantity {
            values: values.clone(),
            shares: shares.clone(),
            is_signed: false,
            at_least: 0,
            required: vec![Required::both(1); states.len()],
            insiders: Vec::new(),
        };
        let worth: Vec<i64> = (0..states.len()).map(|cell| system.total(cell, values)).collect();
        let outcome = protect(system, &[quantity], &worth, &states, &is_unsafe, std::num::NonZeroUsize::MIN);
        // Withholding enough is always possible here, so there is no reason to refuse.
        let outcome = outcome.unwrap();
        for cell in (0..outcome.states.len()).filter(|cell| outcome.states[*cell].is_withheld()) {
            let value = system.total(cell, values);
            let (low, high) = interval(system, &outcome.states, values, cell);
            assert!(high - low >= 1.0 - 1e-6, "{cell}: [{low}, {high}]");
            if outcome.states[cell] == State::Secondary {
                continue;
            }
            for attacker in 0..5 {
                let own = |atom: u32| {
                    let shares = shares[atom as usize].iter();
                    shares.filter(|share| share.owner == attacker).map(|share| share.value).sum()
                };
                let known: i64 = system.cells()[cell].atoms.iter().map(|atom| own(*atom)).sum();
                let (low, high) = interval_for(system, &outcome.states, values, &own, cell);
                assert!(
                    high >= (value + 1) as f64 - 1e-6,
                    "{cell} for {attacker}: at most {high}, is {value}"
                );
                assert!(low <= (value - 1).max(known) as f64 + 1e-6, "{cell} for {attacker}: at least {low}");
            }
        }
    }
}

fn owners(atoms: usize) -> impl Strategy<Value = Vec<Vec<(u32, i64)>>> {
    let share = (0_u32..5, prop_oneof![3 => 1_i64..4, 1 => 5_i64..30]);
    prop::collection::vec(prop::collection::vec(share, 0..4), atoms)
}

fn every_place(sizes: &[(u32, u32)]) -> Vec<Key> {
    let mut places: Vec<Vec<u32>> = vec![Vec::new()];
    for (first, last) in sizes {
        places = places
            .iter()
            .flat_map(|place| (*first..=*last).map(move |leaf| [place.as_slice(), &[leaf]].concat()))
            .collect();
    }
    places.iter().map(|place| key(place)).collect()
}

/// A tree of two groups with leaves 3 to 6.
fn two_groups() -> Tree {
    Tree::new(&[0, 0, 1, 1, 2, 2]).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn hierarchies_hold(owners in owners(4 * 4)) {
        let trees = [two_groups(), Tree::new(&[0; 4]).unwrap()];
        let table = TableShape { levels: vec![vec![0, 1, 2], vec![0, 1]] };
        Sample::new(&trees, &[table], every_place(&[(3, 6), (1, 4)]), &owners).hold();
    }

    #[test]
    fn three_dimensions_hold(owners in owners(3 * 3 * 2)) {
        let trees = [Tree::new(&[0; 3]).unwrap(), Tree::new(&[0; 3]).unwrap(), Tree::new(&[0; 2]).unwrap()];
        let table = TableShape { levels: vec![vec![0, 1]; 3] };
        Sample::new(&trees, &[table], every_place(&[(1, 3), (1, 3), (1, 2)]), &owners).hold();
    }

    #[test]
    fn sparse_tables_hold_where_presence_is_public(owners in owners(4 * 3 * 3)) {
        let places = every_place(&[(3, 6), (1, 3), (1, 3)]);
        let is_there = |place: &usize| !owners[*place].is_empty();
        let there: Vec<usize> = (0..places.len()).filter(is_there).collect();
        prop_assume!(!there.is_empty());
        let trees = [two_groups(), Tree::new(&[0; 3]).unwrap(), Tree::new(&[0; 3]).unwrap()];
        let tables = [
            TableShape { levels: vec![vec![0, 1, 2], vec![0, 1], vec![0]] },
            TableShape { levels: vec![vec![0, 1], vec![0], vec![0, 1]] },
        ];
        // What no table lists may be there or not, for all that anybody can see.
        let is_listed = |place: &usize, dimensions: [usize; 2]| {
            there.iter().any(|other| dimensions.iter().all(|at| places[*other][*at] == places[*place][*at]))
        };
        let group = |place: usize| (places[place][0] - 1) / 2;
        let possible = |place: &usize| {
            is_listed(place, [0, 1])
                && there.iter().any(|other| group(*other) == group(*place) && places[*other][2] == places[*place][2])
        };
        let all: Vec<usize> = (0..places.len()).filter(possible).collect();
        for kept in [&there, &all] {
            let atoms = kept.iter().map(|place| places[*place]).collect();
            let owners: Vec<_> = kept.iter().map(|place| owners[*place].clone()).collect();
            Sample::new(&trees, &tables, atoms, &owners).hold_where_presence_is_public();
        }
    }

    /// A row has one of two topics or both; one table counts rows and two count them under each topic.
    #[test]
    fn tables_with_and_without_several_values_hold(owners in owners(4 * 2 * 3)) {
        let mut topics = Tree::new(&[0; 2]).unwrap();
        for set in [vec![1], vec![2], vec![1, 2]] {
            topics.add_set(set);
        }
        let trees = [two_groups(), Tree::new(&[0; 2]).unwrap(), topics];
        let tables = [
            TableShape { levels: vec![vec![0, 1, 2], vec![0, 1], vec![0]] },
            TableShape { levels: vec![vec![0, 1], vec![0], vec![1]] },
            TableShape { levels: vec![vec![0], vec![0, 1], vec![1]] },
        ];
        Sample::new(&trees, &tables, every_place(&[(3, 6), (1, 2), (3, 5)]), &owners).hold();
    }

    #[test]
    fn linked_tables_hold(owners in owners(4 * 3 * 3)) {
        let trees = [two_groups(), Tree::new(&[0; 3]).unwrap(), Tree::new(&[0; 3]).unwrap()];
        let tables = [
            TableShape { levels: vec![vec![0, 1, 2], vec![0, 1], vec![0]] },
            TableShape { levels: vec![vec![0, 1], vec![0], vec![0, 1]] },
        ];
        Sample::new(&trees, &tables, every_place(&[(3, 6), (1, 3), (1, 3)]), &owners).hold();
    }
}
