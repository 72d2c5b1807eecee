//! Stands where the engine's only caller stands.

#[path = "../../src/confidential/protect/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the bench uses a part of the engine")]
mod protect;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use protect::{
    Dominance, Insiders, Key, Quantity, Required, Share, State, System, TableShape, Tree, protect,
};

#[path = "shown.rs"]
mod shown;

/// For each dimension its groups, 0 for none, and its leaves.
type Sizes = [(u32, u32); 3];

/// A table of counts: for each dimension its groups (0 for none) and leaves, and the mean of a cell.
/// `3906` and `22509` have as many cells and unsafe cells as the tables of which R's times are known.
const COUNTS: [(&str, Sizes, f64); 5] = [
    ("1350", [(0, 14), (0, 9), (0, 8)], 8.0),
    ("3906", [(0, 30), (0, 20), (0, 5)], 10.96),
    ("22509", [(0, 60), (0, 40), (0, 8)], 12.3),
    ("22509-groups", [(10, 50), (8, 32), (0, 8)], 7.6),
    ("100000", [(10, 90), (10, 80), (0, 10)], 10.0),
];

/// Linked tables of sums of companies: substances and divisions in groups, and uses.
const SUMS: [(&str, Sizes, usize); 2] = [
    ("sums-5000", [(10, 60), (8, 32), (0, 12)], 12_000),
    ("sums-20000", [(20, 240), (10, 50), (0, 12)], 60_000),
];

pub(crate) fn run() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|name| !name.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|other| other == name);
    for (name, sizes, mean) in COUNTS.into_iter().filter(|(name, _, _)| is_wanted(name)) {
        counts(sizes, mean).show(name);
    }
    for (name, sizes, rows) in SUMS.into_iter().filter(|(name, _, _)| is_wanted(name)) {
        sums(sizes, rows).show(name);
    }
    for (name, sizes, mean, way) in shown::SHOWN.into_iter().filter(|(name, ..)| is_wanted(name)) {
        shown::show(name, &sizes, mean, way);
    }
}

fn rounds() -> usize {
    std::env::var("UDSTIL_BENCH_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3)
}

fn threads() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// What `protect` takes.
struct Work {
    system: System,
    quantities: Vec<Quantity>,
    worth: Vec<i64>,
    states: Vec<State>,
    /// Of the sum of a cell, if it has a rule.
    rule: Option<Rule>,
    built: Duration,
}

impl Work {
    fn show(&self, name: &str) {
        let is_unsafe = |cells: &[u32]| {
            self.rule.is_some_and(|rule| rule.is_unsafe(&held(&self.system, &self.quantities, cells)))
        };
        let mut best = Duration::MAX;
        let mut outcome = None;
        for _ in 0..rounds() {
            let start = Instant::now();
            outcome = Some(protect(
                &self.system,
                &self.quantities,
                &self.worth,
                &self.states,
                &is_unsafe,
                threads(),
            ));
            best = best.min(start.elapsed());
        }
        println!(
            "{name}: laid out in {:.3} s, protected in {:.2} s, peak {} MB",
            self.built.as_secs_f64(),
            best.as_secs_f64(),
            peak()
        );
        match outcome.unwrap() {
            Err(refused) => println!("  refused: {:?}, {} cells", refused.refusal, refused.cells.len()),
            Ok(outcome) => {
                let is_secondary = |(state, _): &(&State, &i64)| **state == State::Secondary;
                let lost: i64 =
                    outcome.states.iter().zip(&self.worth).filter(is_secondary).map(|(_, worth)| worth).sum();
                println!("  {:?}, worth {lost} of {}", outcome.summary, self.worth.iter().max().unwrap());
            }
        }
    }
}

struct Held {
    count: i64,
    shares: Vec<i64>,
}

/// So many owners at least, and a rule of dominance.
#[derive(Clone, Copy)]
struct Rule {
    owners: usize,
    dominance: Dominance,
}

impl Rule {
    fn is_unsafe(self, held: &Held) -> bool {
        held.count > 0 && (held.shares.len() < self.owners || self.dominance.is_unsafe(&held.shares))
    }

    /// How far from its sum an unsafe cell must be possible.
    fn required(self, held: &Held) -> i64 {
        let margin = match self.dominance.is_unsafe(&held.shares) {
            true => self.dominance.margin(&held.shares),
            false => 1,
        };
        i64::try_from(margin.max(1)).unwrap()
    }
}

impl Rule {
    /// What is required against each owner, as the judge of the registers has it.
    fn insiders(self, system: &System, quantity: &Quantity, cell: usize, held: &Held) -> Insiders {
        let level = |own| i64::try_from(self.dominance.margin_to(&held.shares, own).max(1)).unwrap();
        let mut owners = BTreeMap::<u32, i64>::new();
        for share in system.cells()[cell].atoms.iter().flat_map(|atom| &quantity.shares[*atom as usize]) {
            *owners.entry(share.owner).or_default() += share.value;
        }
        let mut falling: Vec<(u32, i64)> = owners.into_iter().collect();
        falling.sort_by_key(|(owner, share)| (std::cmp::Reverse(*share), *owner));
        let mut owners: Vec<(u32, i64)> =
            falling.iter().enumerate().map(|(at, (owner, _))| (*owner, level(Some(at)))).collect();
        owners.sort_unstable();
        Insiders { strangers: level(None), owners }
    }
}

fn held(system: &System, quantities: &[Quantity], cells: &[u32]) -> Held {
    let mut owners = BTreeMap::<u32, i64>::new();
    let mut count = 0;
    for atom in cells.iter().flat_map(|cell| &system.cells()[*cell as usize].atoms) {
        count += quantities[0].values[*atom as usize];
        for share in &quantities[1].shares[*atom as usize] {
            *owners.entry(share.owner).or_default() += share.value;
        }
    }
    let mut shares: Vec<i64> = owners.into_values().collect();
    shares.sort_unstable_by_key(|share| std::cmp::Reverse(*share));
    Held { count, shares }
}

fn counts(sizes: Sizes, mean: f64) -> Work {
    let (trees, levels, leaves) = dimensions(&sizes);
    let places: Vec<Key> = leaves[0]
        .iter()
        .flat_map(|a| leaves[1].iter().flat_map(|b| leaves[2].iter().map(|c| [*a, *b, *c, 0, 0, 0, 0, 0])))
        .collect();
    let mut random = Random(7);
    let values: Vec<i64> = places.iter().map(|_| (-(1.0 - random.next()).ln() * mean) as i64).collect();
    let start = Instant::now();
    let system = System::new(&trees, &[TableShape { levels }], places).unwrap();
    let built = start.elapsed();
    let worth = totals(&system, &values);
    // Zeros are withheld like other small counts, which is what GaussSuppression does unless told not to.
    let states: Vec<State> =
        worth.iter().map(|count| if *count <= 3 { State::Primary } else { State::Published }).collect();
    let quantities = vec![quantity(values, Vec::new(), vec![Required::both(1); worth.len()])];
    Work { system, quantities, worth, states, rule: None, built }
}

/// Products of companies, by substance, division and use, with tonnes; two linked tables of three
/// companies at least and p % = 10, in which what does not occur is known not to.
fn sums(sizes: Sizes, rows: usize) -> Work {
    let (trees, levels, leaves) = dimensions(&sizes);
    let mut random = Random(11);
    let mut atoms = BTreeMap::<Key, BTreeMap<u32, (i64, i64)>>::new();
    for _ in 0..rows {
        let mut key: Key = [0; 8];
        for (node, leaves) in key.iter_mut().zip(&leaves) {
            // The first codes are frequent, as in any register.
            *node = leaves[(random.next() * random.next() * leaves.len() as f64) as usize];
        }
        let owner = (random.next() * random.next() * 400.0) as u32;
        let tonnes = (2.0 * random.normal()).exp() * 100.0;
        let entry = atoms.entry(key).or_default().entry(owner).or_default();
        *entry = (entry.0 + 1, entry.1 + tonnes as i64 + 1);
    }
    let shares = |value: fn(&(i64, i64)) -> i64| -> Vec<Vec<Share>> {
        let of = |owners: &BTreeMap<u32, (i64, i64)>| {
            owners.iter().map(|(owner, entry)| Share { owner: *owner, value: value(entry) }).collect()
        };
        atoms.values().map(of).collect()
    };
    let (products, tonnes) = (shares(|entry| entry.0), shares(|entry| entry.1));
    let sum = |shares: &[Vec<Share>]| -> Vec<i64> {
        shares.iter().map(|shares| shares.iter().map(|share| share.value).sum()).collect()
    };
    let (counts, sums) = (sum(&products), sum(&tonnes));
    let start = Instant::now();
    let shape = |last: [Vec<usize>; 2]| {
        let [divisions, uses] = last;
        TableShape { levels: vec![levels[0].clone(), divisions, uses] }
    };
    let tables = [shape([levels[1].clone(), vec![0]]), shape([vec![0], levels[2].clone()])];
    let system = System::new(&trees, &tables, atoms.into_keys().collect()).unwrap();
    let built = start.elapsed();
    let rule = Rule { owners: 3, dominance: Dominance::Percent { p: 100 } };
    let cells = system.cells().len();
    let mut quantities = vec![
        quantity(counts, products, vec![Required::both(1); cells]),
        quantity(sums, tonnes, vec![Required::both(1); cells]),
    ];
    let mut states = Vec::new();
    for cell in 0..cells {
        let held = held(&system, &quantities, &[cell as u32]);
        quantities[1].required[cell] = Required::both(rule.required(&held));
        let insiders = rule.insiders(&system, &quantities[1], cell, &held);
        quantities[1].insiders.push(insiders);
        states.push(match (system.cells()[cell].is_listed, rule.is_unsafe(&held)) {
            (false, _) => State::Hidden,
            (true, true) => State::Primary,
            (true, false) => State::Published,
        });
    }
    let worth = totals(&system, &quantities[0].values);
    Work { system, quantities, worth, states, rule: Some(rule), built }
}

type Dimensions = (Vec<Tree>, Vec<Vec<usize>>, Vec<Vec<u32>>);

fn dimensions(sizes: &[(u32, u32)]) -> Dimensions {
    let (mut trees, mut levels, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for (groups, leaves) in sizes {
        let mut parents = vec![0; *groups as usize];
        parents.extend((0..*leaves).map(|leaf| if *groups > 0 { 1 + leaf * groups / leaves } else { 0 }));
        trees.push(Tree::new(&parents).unwrap());
        levels.push(if *groups > 0 { vec![0, 1, 2] } else { vec![0, 1] });
        all.push((groups + 1..=groups + leaves).collect());
    }
    (trees, levels, all)
}

fn totals(system: &System, values: &[i64]) -> Vec<i64> {
    system.cells().iter().map(|cell| cell.atoms.iter().map(|atom| values[*atom as usize]).sum()).collect()
}

fn quantity(values: Vec<i64>, shares: Vec<Vec<Share>>, required: Vec<Required>) -> Quantity {
    Quantity { values, shares, is_signed: false, at_least: 0, required, insiders: Vec::new() }
}

/// The process's greatest memory so far.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Numbers between 0 and 1, the same in each run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / f64::from(1 << 24)
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}
