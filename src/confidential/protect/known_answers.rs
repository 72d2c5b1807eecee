//! Published tables whose answers are known, from papers, handbooks and other tools' tests.

use std::num::NonZeroUsize;

use super::gauss;
use super::oracle::{all_published, counted, interval, interval_for, key, matrix, shares_of};
use super::quantity::{Quantity, Required, Share};
use super::repair::protect;
use super::rules::Dominance;
use super::system::{State, System};
use super::tree::{TableShape, Tree};

fn at(system: &System, coordinates: &[u32]) -> usize {
    system.cell(&key(coordinates)).unwrap()
}

fn withhold(system: &System, cells: &[&[u32]]) -> Vec<State> {
    let mut states = all_published(system);
    for cell in cells {
        states[at(system, cell)] = State::Primary;
    }
    states
}

fn worth(system: &System, values: &[i64]) -> Vec<i64> {
    (0..system.cells().len()).map(|cell| system.total(cell, values)).collect()
}

fn secondary(system: &System, states: &[State]) -> Vec<Vec<u32>> {
    let mut keys: Vec<Vec<u32>> = (0..states.len())
        .filter(|cell| states[*cell] == State::Secondary)
        .map(|cell| system.cells()[cell].key[..system.dimensions()].to_vec())
        .collect();
    keys.sort();
    keys
}

fn assert_interval(system: &System, states: &[State], values: &[i64], cell: &[u32], expected: (f64, f64)) {
    let (low, high) = interval(system, states, values, at(system, cell));
    let is_near = |a: f64, b: f64| (a - b).abs() < 1e-6 || a == b;
    assert!(is_near(low, expected.0) && is_near(high, expected.1), "{cell:?}: [{low}, {high}]");
}

/// What `protect` withholds.
fn held(
    system: &System,
    quantities: &[Quantity],
    values: &[i64],
    states: &[State],
    is_unsafe: &dyn Fn(&[u32]) -> bool,
) -> Vec<State> {
    protect(system, quantities, &worth(system, values), states, is_unsafe, NonZeroUsize::MIN).unwrap().states
}

fn protected(system: &System, values: &[i64], primary: &[&[u32]]) -> Vec<State> {
    let quantities = [counted(system, values)];
    held(system, &quantities, values, &withhold(system, primary), &|_| false)
}

/// C1: eight regions A to H by annet, arbeid, soshjelp, trygd; at most 3 is unsafe.
#[test]
fn c1_three_small_cells_in_one_column() {
    let annet: &[i64] = &[11, 7, 5, 13, 9, 12, 6, 9];
    let arbeid: &[i64] = &[11, 1, 8, 2, 14, 9, 4, 3];
    let soshjelp: &[i64] = &[55, 29, 35, 17, 63, 24, 22, 38];
    let trygd: &[i64] = &[36, 18, 25, 13, 52, 22, 8, 15];
    let rows: Vec<Vec<i64>> = (0..8).map(|r| vec![annet[r], arbeid[r], soshjelp[r], trygd[r]]).collect();
    let rows: Vec<&[i64]> = rows.iter().map(Vec::as_slice).collect();
    let (system, values) = matrix(&rows);
    let primary: [&[u32]; 3] = [&[2, 2], &[4, 2], &[8, 2]];
    let naive = withhold(&system, &primary);
    assert_eq!(gauss::computable(&system, &naive).len(), 3);
    assert_interval(&system, &naive, &values, &[2, 2], (1.0, 1.0));
    let states = protected(&system, &values, &primary);
    assert_eq!(secondary(&system, &states), [[2, 1], [4, 1], [8, 1]]);
    for (cell, expected) in [
        ([2, 2], (0.0, 6.0)),
        ([4, 2], (0.0, 6.0)),
        ([8, 2], (0.0, 6.0)),
        ([2, 1], (2.0, 8.0)),
        ([4, 1], (9.0, 15.0)),
        ([8, 1], (6.0, 12.0)),
    ] {
        assert_interval(&system, &states, &values, &cell, expected);
    }
}

/// C2: one set of regions, two groupings. Each table alone is safe and both together are not.
#[test]
fn c2_tables_that_are_safe_one_at_a_time() {
    // Regions A B I J K L M N with county and size group.
    let regions = [(2, 1, 1), (2, 1, 1), (8, 1, 1), (8, 1, 1), (3, 2, 1), (3, 2, 2), (3, 2, 2), (7, 2, 1)];
    let trees = [Tree::new(&[0; 8]).unwrap(), Tree::new(&[0; 2]).unwrap(), Tree::new(&[0; 2]).unwrap()];
    let atoms =
        regions.iter().enumerate().map(|(r, (_, county, group))| key(&[r as u32 + 1, *county, *group]));
    let values: Vec<i64> = regions.iter().map(|(value, _, _)| *value).collect();
    let shape = |county: &[usize], group: &[usize]| TableShape {
        levels: vec![vec![0, 1], county.to_vec(), group.to_vec()],
    };
    let tables = [shape(&[0, 1], &[0]), shape(&[0], &[0, 1])];
    let system = System::new(&trees, &tables, atoms.collect()).unwrap();
    let mut naive = all_published(&system);
    for (cell, state) in naive.iter_mut().enumerate() {
        if system.cells()[cell].key[0] > 0 && system.total(cell, &values) <= 3 {
            *state = State::Primary;
        }
    }
    assert_interval(&system, &naive, &values, &[5, 0, 0], (3.0, 3.0));
    assert!(gauss::computable(&system, &naive).contains(&at(&system, &[5, 0, 0])));
    let quantities = [counted(&system, &values)];
    let states = held(&system, &quantities, &values, &naive, &|_| false);
    assert_eq!(secondary(&system, &states), [[8, 0, 0], [8, 0, 1], [8, 2, 0]]);
    for (region, expected) in [(5, (0.0, 10.0)), (8, (0.0, 10.0)), (1, (0.0, 4.0)), (6, (0.0, 6.0))] {
        assert_interval(&system, &states, &values, &[region, 0, 0], expected);
    }
}

/// C3: two withheld cells or more in every line, and one can be computed all the same.
#[test]
fn c3_two_in_every_line_are_not_enough() {
    let (system, values) =
        matrix(&[&[30, 47, 64, 89], &[90, 124, 5, 31], &[92, 100, 59, 85], &[800, 991, 651, 685]]);
    let given: [&[u32]; 9] =
        [&[1, 1], &[1, 2], &[1, 3], &[2, 1], &[2, 3], &[3, 2], &[3, 4], &[4, 2], &[4, 4]];
    assert_interval(&system, &withhold(&system, &given), &values, &[1, 2], (47.0, 47.0));
    assert_eq!(gauss::computable(&system, &withhold(&system, &given)), [at(&system, &[1, 2])]);
    let states = protected(&system, &values, &given);
    assert_eq!(secondary(&system, &states), [[2, 4]], "xd costs least");
    assert_interval(&system, &states, &values, &[1, 2], (0.0, 78.0));
}

/// C4: three cells of one respondent, and zeros that everybody may see.
#[test]
fn c4_singletons_and_zeros() {
    let (system, values) = matrix(&[&[1, 1, 7, 1, 0], &[1, 0, 0, 2, 8]]);
    let small = |cell: &usize| (1..=2).contains(&system.total(*cell, &values));
    let mut states = all_published(&system);
    for cell in (0..states.len()).filter(small) {
        states[cell] = State::Primary;
    }
    let quantities = [counted(&system, &values)];
    let states = held(&system, &quantities, &values, &states, &|_| false);
    for cell in (0..states.len()).filter(|cell| states[*cell].is_withheld()) {
        let (low, high) = interval(&system, &states, &values, cell);
        let value = system.total(cell, &values) as f64;
        assert!(high >= value + 1.0 && low <= (value - 1.0).max(0.0), "{cell}: [{low}, {high}]");
    }
}

/// C5: three industries by two size classes; frequency and dominance.
#[test]
fn c5_the_smallest_square() {
    let (system, values) = matrix(&[&[100, 50], &[30, 20], &[60, 40]]);
    let states = protected(&system, &values, &[&[2, 1], &[3, 2]]);
    assert_eq!(secondary(&system, &states), [[2, 2], [3, 1]]);
    assert_interval(&system, &states, &values, &[2, 1], (0.0, 50.0));
    assert_interval(&system, &states, &values, &[3, 2], (10.0, 60.0));
}

/// C6: the attacker of these tests computes the Handbook's intervals.
#[test]
fn c6_the_attacker_knows_his_trade() {
    let (system, values) = matrix(&[&[5, 2], &[1, 2], &[3, 3]]);
    let states = withhold(&system, &[&[1, 1], &[1, 2], &[2, 1], &[2, 2]]);
    for (cell, expected) in
        [([1, 1], (3.0, 6.0)), ([1, 2], (1.0, 4.0)), ([2, 1], (0.0, 3.0)), ([2, 2], (0.0, 3.0))]
    {
        assert_interval(&system, &states, &values, &cell, expected);
    }
}

struct Companies {
    system: System,
    values: Vec<i64>,
    shares: Vec<Vec<Share>>,
}

const AGRICULTURE: u32 = 1;
const ENTERTAINMENT: u32 = 2;
const GOVERNMENT: u32 = 3;
const INDUSTRY: u32 = 4;
const ICELAND: u32 = 1;
const PORTUGAL: u32 = 2;
const SPAIN: u32 = 3;

/// SSBtools' `magnitude1`: turnover of companies A to D in tenths, by sector and country.
fn magnitude1() -> Companies {
    type Row = (u32, u32, &'static [(u32, i64)]);
    let cells: [Row; 10] = [
        (AGRICULTURE, PORTUGAL, &[(0, 759), (1, 245)]),
        (AGRICULTURE, SPAIN, &[(0, 966), (1, 432)]),
        (ENTERTAINMENT, ICELAND, &[(1, 168)]),
        (ENTERTAINMENT, PORTUGAL, &[(1, 71), (3, 23)]),
        (ENTERTAINMENT, SPAIN, &[(0, 774), (1, 115), (2, 164)]),
        (GOVERNMENT, PORTUGAL, &[(1, 216), (3, 20)]),
        (GOVERNMENT, SPAIN, &[(2, 65), (3, 27)]),
        (INDUSTRY, ICELAND, &[(1, 96), (2, 88), (3, 19)]),
        (INDUSTRY, PORTUGAL, &[(1, 257), (3, 34)]),
        (INDUSTRY, SPAIN, &[(2, 84)]),
    ];
    let trees = [Tree::new(&[0; 4]).unwrap(), Tree::new(&[0; 3]).unwrap()];
    let atoms = cells.iter().map(|(sector, country, _)| key(&[*sector, *country])).collect();
    let shares: Vec<Vec<Share>> = cells
        .iter()
        .map(|(_, _, shares)| {
            shares.iter().map(|(owner, value)| Share { owner: *owner, value: *value }).collect()
        })
        .collect();
    let values =
        shares.iter().map(|shares: &Vec<Share>| shares.iter().map(|share| share.value).sum()).collect();
    let system = System::new(&trees, &[TableShape { levels: vec![vec![0, 1]; 2] }], atoms).unwrap();
    Companies { system, values, shares }
}

fn unsafe_cells(companies: &Companies, rule: Dominance) -> Vec<(Vec<u32>, i128)> {
    let mut found = Vec::new();
    for cell in 0..companies.system.cells().len() {
        let shares = shares_of(&companies.system, &companies.shares, &[cell as u32]);
        let shares: Vec<i64> = shares.iter().map(|share| share.value).collect();
        if rule.is_unsafe(&shares) {
            found.push((companies.system.cells()[cell].key[..2].to_vec(), rule.margin(&shares)));
        }
    }
    found.sort();
    found
}

/// C9: what the p % rule finds, to the tenth that values are in here (rounded up).
#[test]
fn c9_unsafe_sums_of_companies() {
    let found = unsafe_cells(&magnitude1(), Dominance::Percent { p: 100 });
    let expected: [(&[u32], i128); 11] = [
        (&[0, ICELAND], 8),
        (&[0, PORTUGAL], 2),
        (&[AGRICULTURE, 0], 173),
        (&[AGRICULTURE, PORTUGAL], 76),
        (&[AGRICULTURE, SPAIN], 97),
        (&[ENTERTAINMENT, ICELAND], 17),
        (&[ENTERTAINMENT, PORTUGAL], 8),
        (&[GOVERNMENT, PORTUGAL], 22),
        (&[GOVERNMENT, SPAIN], 7),
        (&[INDUSTRY, PORTUGAL], 26),
        (&[INDUSTRY, SPAIN], 9),
    ];
    let expected: Vec<(Vec<u32>, i128)> =
        expected.iter().map(|(cell, margin)| (cell.to_vec(), *margin)).collect();
    assert_eq!(found, expected);
}

/// C9: a pattern that protects each company from each other, also one that sits in several cells.
#[test]
fn c9_protected_against_companies() {
    let companies = magnitude1();
    let Companies { system, values, shares } = &companies;
    let rule = Dominance::Percent { p: 100 };
    let mut states = all_published(system);
    let mut required = vec![1; states.len()];
    for (cell, margin) in unsafe_cells(&companies, rule) {
        states[at(system, &cell)] = State::Primary;
        required[at(system, &cell)] = (margin as i64).max(1);
    }
    let is_unsafe = |cells: &[u32]| {
        let shares: Vec<i64> = shares_of(system, shares, cells).iter().map(|share| share.value).collect();
        rule.is_unsafe(&shares)
    };
    let quantity = Quantity {
        values: values.clone(),
        shares: shares.clone(),
        is_signed: false,
        at_least: 0,
        required: required.iter().map(|level| Required::both(*level)).collect(),
        insiders: Vec::new(),
    };
    let states = held(system, &[quantity], values, &states, &is_unsafe);
    for cell in (0..states.len()).filter(|cell| states[*cell].is_withheld()) {
        let value = system.total(cell, values);
        for attacker in 0..4 {
            let own = |atom: u32| {
                let shares = shares[atom as usize].iter();
                shares.filter(|share| share.owner == attacker).map(|share| share.value).sum()
            };
            let (_, high) = interval_for(system, &states, values, &own, cell);
            assert!(high >= (value + required[cell]) as f64 - 1e-6, "{cell} for {attacker}: {high}");
        }
        let (low, _) = interval(system, &states, values, cell);
        assert!(low <= (value - required[cell].min(value)) as f64 + 1e-6, "{cell}: {low}");
    }
}

/// C10: sums of a hundred records by four groups and two sexes.
#[test]
fn c10_one_small_cell() {
    let (system, values) = matrix(&[&[20, 178], &[204, 140], &[106, 118], &[152, 366]]);
    let states = protected(&system, &values, &[&[1, 1]]);
    // The square A and C, as the optimum and most tools have it; Gauss in R takes A and D.
    assert_eq!(secondary(&system, &states), [[1, 2], [3, 1], [3, 2]]);
}

/// C12: zeros hide nothing if everybody knows that counts are not negative.
#[test]
fn c12_zeros_are_no_protection() {
    for row in [[0, 0, 0], [15, 10, 5]] {
        let rows: [&[i64]; 2] = [&[row[0], row[1], row[2], 0, 0], &[40, 30, 20, 10, 10]];
        let (system, values) = matrix(&rows);
        let states = protected(&system, &values, &[&[1, 4]]);
        let (_, high) = interval(&system, &states, &values, at(&system, &[1, 4]));
        assert!(high >= 1.0, "{row:?}: {high}");
    }
}

/// C12: of two cells that sum to two and are known to hold one each, both are known.
#[test]
fn c12_presence_that_is_public_is_knowledge() {
    let (system, values) = matrix(&[&[10, 3, 1, 1], &[20, 20, 20, 20]]);
    let quantities = [Quantity { at_least: 1, ..counted(&system, &values) }];
    let states = withhold(&system, &[&[1, 3], &[1, 4]]);
    let states = held(&system, &quantities, &values, &states, &|_| false);
    let own = |atom: u32| i64::from(states[at(&system, &system.atoms()[atom as usize][..2])].is_withheld());
    for cell in [[1, 3], [1, 4]] {
        let (_, high) = interval_for(&system, &states, &values, &own, at(&system, &cell));
        assert!(high >= 2.0, "{cell:?}: {high}");
    }
}
