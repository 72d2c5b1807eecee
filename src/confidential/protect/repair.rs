//! From primary cells to a pattern that holds: suppress, audit, add what proofs still need, give
//! back what no proof needs, and check it all once more.

use std::collections::BTreeSet;

use super::audit::{Audit, Missing, Quantity, verify};
use super::gauss::{self, Ties};
use super::lp;
use super::system::{State, System};
use super::witness;

/// How often cells are added before the tables are refused.
const MAX_ROUNDS: usize = 60;

/// How many secondary cells are tried for giving back at most.
const MAX_GIVEN_BACK: usize = 20_000;

/// How many cubes are tried for one proof when a cell might be given back.
const MAX_CUBES_AGAIN: usize = 200;

/// Tables of at most this many cells are protected twice, and the cheaper outcome is taken.
const MAX_TRIED_TWICE: usize = 4_000;

/// What came out.
#[derive(Clone, Debug)]
pub(in crate::confidential) struct Outcome {
    /// The state of each cell.
    pub(in crate::confidential) states: Vec<State>,
    /// How the pattern came about.
    pub(in crate::confidential) summary: Summary,
}

/// How a pattern came about, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::confidential) struct Summary {
    /// Cells that the rules withhold.
    pub(in crate::confidential) primary: usize,
    /// Cells that elimination added.
    pub(in crate::confidential) by_elimination: usize,
    /// Cells that unions and missing proofs added.
    pub(in crate::confidential) by_repair: usize,
    /// Cells that were given back.
    pub(in crate::confidential) given_back: usize,
    /// Witnesses that stand behind the proofs.
    pub(in crate::confidential) witnesses: usize,
    pub(in crate::confidential) cells: usize,
    pub(in crate::confidential) relations: usize,
    pub(in crate::confidential) secondary: usize,
    pub(in crate::confidential) proofs: usize,
    pub(in crate::confidential) by_cube: usize,
    pub(in crate::confidential) by_programme: usize,
    pub(in crate::confidential) insiders: usize,
}

/// Cells that could not be shown to be protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::confidential) struct Unprotectable {
    /// One of them.
    pub(in crate::confidential) cells: Vec<usize>,
}

/// Withholds what must be withheld beside the primary cells. `worth` says what a cell is worth to
/// its readers, `is_unsafe` whether a rule forbids the sum of several cells.
pub(in crate::confidential) fn protect(
    system: &System,
    quantities: &[Quantity],
    worth: &[i64],
    states: Vec<State>,
    is_unsafe: &dyn Fn(&[u32]) -> bool,
    _threads: std::num::NonZeroUsize,
) -> Result<Outcome, Unprotectable> {
    let attempt = |ties| attempt(system, quantities, worth, states.clone(), is_unsafe, ties);
    let first = attempt(Ties::LastFirst);
    if states.len() > MAX_TRIED_TWICE {
        return first.or_else(|_| attempt(Ties::FirstFirst));
    }
    // Which of two cells of equal worth is kept can decide much, so we look at both orders.
    match (first, attempt(Ties::FirstFirst)) {
        (Ok(first), Ok(second)) if price(&second, worth) < price(&first, worth) => Ok(second),
        (Ok(first), _) => Ok(first),
        (Err(_), second) => second,
    }
}

/// What readers lose: the number of secondary cells beside their worth, so that empty ones count.
fn price(outcome: &Outcome, worth: &[i64]) -> i128 {
    let secondary = outcome.states.iter().zip(worth).filter(|(state, _)| **state == State::Secondary);
    secondary.map(|(_, worth)| i128::from((*worth).max(0)) + 1).sum()
}

fn attempt(
    system: &System,
    quantities: &[Quantity],
    worth: &[i64],
    mut states: Vec<State>,
    is_unsafe: &dyn Fn(&[u32]) -> bool,
    ties: Ties,
) -> Result<Outcome, Unprotectable> {
    let mut summary = Summary { primary: count(&states, State::Primary), ..Summary::default() };
    if summary.primary == 0 {
        return Ok(Outcome { states, summary });
    }
    let together = unsafe_pairs(system, &states, is_unsafe);
    gauss::suppress(system, &mut states, worth, &together, ties);
    summary.by_elimination = count(&states, State::Secondary);
    let mut audit = Audit::new(system, quantities);
    let mut suspects: Vec<usize> = withheld(&states);
    for round in 0.. {
        for cell in join_unions(system, &mut states, worth, is_unsafe) {
            summary.by_repair += 1;
            suspects.push(cell);
        }
        let missing = search(&mut audit, &states, &suspects);
        let Some(first) = missing.first() else { break };
        if round == MAX_ROUNDS {
            return Err(Unprotectable { cells: vec![first.cell] });
        }
        suspects = missing.iter().map(|missing| missing.cell).collect();
        let added = add(&mut audit, &mut states, worth, &missing)?;
        summary.by_repair += added.len();
        suspects.extend(added);
        suspects.sort_unstable();
        suspects.dedup();
    }
    summary.given_back = give_back(&mut audit, &mut states, worth, is_unsafe);
    let unproven: BTreeSet<usize> =
        verify(&audit, &states).into_iter().chain(gauss::computable(system, &states)).collect();
    if let Some(cell) = unproven.first() {
        return Err(Unprotectable { cells: vec![*cell] });
    }
    summary.witnesses = audit.witness_count();
    Ok(Outcome { states, summary })
}

fn count(states: &[State], wanted: State) -> usize {
    states.iter().filter(|state| **state == wanted).count()
}

fn withheld(states: &[State]) -> Vec<usize> {
    (0..states.len()).filter(|cell| states[*cell].is_withheld()).collect()
}

/// Looks for the proofs that cells miss: cubes first, programmes for the rest.
fn search(audit: &mut Audit<'_>, states: &[State], cells: &[usize]) -> Vec<Missing> {
    let missing = search_cubes(audit, states, cells);
    lp::search(audit, states, missing)
}

fn search_cubes(audit: &mut Audit<'_>, states: &[State], cells: &[usize]) -> Vec<Missing> {
    let mut rest = Vec::new();
    for cell in cells {
        // A proof against the outsider may leave owners who see through it, so we ask again.
        loop {
            let missing = audit.missing(states, *cell);
            let found =
                missing.iter().any(|missing| witness::search(audit, states, missing, witness::MAX_CUBES));
            if !found {
                rest.extend(missing);
                break;
            }
        }
    }
    rest.retain(|missing| audit.is_missing(states, missing));
    rest
}

/// Withholds the cheapest cubes that the missing proofs need. Each cell is helped once a round: what
/// is added for one often helps its neighbours.
fn add(
    audit: &mut Audit<'_>,
    states: &mut [State],
    worth: &[i64],
    missing: &[Missing],
) -> Result<Vec<usize>, Unprotectable> {
    let mut added = Vec::new();
    for wanted in missing {
        if witness::search(audit, states, wanted, witness::MAX_CUBES) || !audit.is_missing(states, wanted) {
            continue;
        }
        let Some(cells) = witness::cheapest(audit, states, worth, wanted) else { continue };
        for cell in cells {
            states[cell] = State::Secondary;
            added.push(cell);
        }
        witness::search(audit, states, wanted, witness::MAX_CUBES);
    }
    if added.is_empty() && missing.iter().all(|missing| audit.is_missing(states, missing)) {
        let first = missing.first().map_or(0, |missing| missing.cell);
        return Err(Unprotectable { cells: vec![first] });
    }
    Ok(added)
}

/// Pairs of primary parts whose sum may not be known either.
fn unsafe_pairs(
    system: &System,
    states: &[State],
    is_unsafe: &dyn Fn(&[u32]) -> bool,
) -> Vec<(usize, usize)> {
    let mut pairs = BTreeSet::new();
    for relation in system.relations() {
        let parts: Vec<u32> =
            relation.parts.iter().copied().filter(|part| states[*part as usize] == State::Primary).collect();
        // With more than two it takes more than one relation to see the pair, which is for the audit.
        if let [a, b] = parts[..]
            && is_unsafe(&[a, b])
        {
            pairs.insert((a as usize, b as usize));
        }
    }
    pairs.into_iter().collect()
}

/// The withheld parts of a published whole can be added up by anybody, so their sum must keep the
/// rules too. Withholds cells until it does, and returns them.
fn join_unions(
    system: &System,
    states: &mut [State],
    worth: &[i64],
    is_unsafe: &dyn Fn(&[u32]) -> bool,
) -> Vec<usize> {
    let mut added = Vec::new();
    for relation in system.relations() {
        loop {
            let is_shown = states[relation.whole as usize] == State::Published
                && relation.parts.iter().all(|part| states[*part as usize] != State::Hidden);
            let union = withheld_parts(states, &relation.parts);
            if !is_shown || union.is_empty() || !is_unsafe(&union) {
                break;
            }
            let published = relation.parts.iter().chain([&relation.whole]).map(|cell| *cell as usize);
            let cheapest = published.filter(|cell| states[*cell] == State::Published).min_by_key(|cell| {
                (worth[*cell], system.cells()[*cell].atoms.len(), system.cells()[*cell].key)
            });
            let Some(cell) = cheapest else { break };
            states[cell] = State::Secondary;
            added.push(cell);
        }
    }
    added
}

fn withheld_parts(states: &[State], parts: &[u32]) -> Vec<u32> {
    parts.iter().copied().filter(|part| states[*part as usize].is_withheld()).collect()
}

/// Publishes secondary cells again, the most worth first, where all proofs can be had without them.
fn give_back(
    audit: &mut Audit<'_>,
    states: &mut [State],
    worth: &[i64],
    is_unsafe: &dyn Fn(&[u32]) -> bool,
) -> usize {
    let system = audit.system;
    let mut secondary: Vec<usize> =
        (0..states.len()).filter(|cell| states[*cell] == State::Secondary).collect();
    secondary.sort_by_key(|cell| (std::cmp::Reverse(worth[*cell]), system.cells()[*cell].key));
    let mut given_back = 0;
    for cell in secondary.into_iter().take(MAX_GIVEN_BACK) {
        states[cell] = State::Published;
        if shows_union(system, states, cell, is_unsafe) {
            states[cell] = State::Secondary;
            continue;
        }
        let (affected, moves) = audit.retract(cell);
        if affected.iter().all(|other| prove_again(audit, states, *other)) {
            given_back += 1;
            continue;
        }
        states[cell] = State::Secondary;
        for moves in moves {
            audit.admit(states, moves);
        }
    }
    given_back
}

/// Looks for other cubes for a cell whose proofs were taken back.
fn prove_again(audit: &mut Audit<'_>, states: &[State], cell: usize) -> bool {
    if !states[cell].is_withheld() {
        return true;
    }
    loop {
        let missing = audit.missing(states, cell);
        if missing.is_empty() {
            return true;
        }
        if !missing.iter().any(|missing| witness::search(audit, states, missing, MAX_CUBES_AGAIN)) {
            return false;
        }
    }
}

/// True if a cell's being published lets somebody add up withheld cells that may not be added up.
fn shows_union(system: &System, states: &[State], cell: usize, is_unsafe: &dyn Fn(&[u32]) -> bool) -> bool {
    system.relations_of(cell).any(|relation| {
        let union = withheld_parts(states, &relation.parts);
        states[relation.whole as usize] == State::Published
            && relation.parts.iter().all(|part| states[*part as usize] != State::Hidden)
            && !union.is_empty()
            && is_unsafe(&union)
    })
}
