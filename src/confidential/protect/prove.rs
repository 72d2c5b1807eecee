//! Looking for the proofs that withheld cells need: cubes first, then programmes for the rest.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use hashbrown::HashMap;

use super::audit::{Audit, Changes, Demand};
use super::cubes;
use super::exchanges::Exchanges;
use super::lp::{Loose, Programme};
use super::pairs;
use super::pattern::Pattern;
use super::system::State;

/// How many programmes are solved before their answers are looked at. What one proves, another need
/// not be asked. It is the same for any number of threads, and so is the outcome.
const BATCH: usize = 8;

/// How many cells the programmes look at in which a proof is wished for, first and later.
const SIZES: [usize; 3] = [500, 1_000, 1_000];

/// How the proofs were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) by_pair: usize,
    pub(super) by_cube: usize,
    pub(super) by_exchange: usize,
    pub(super) by_programme: usize,
    programmes: usize,
}

/// Looks for pairs, exchanges and cubes that give the proofs that cells miss, and returns those that cannot be found.
pub(super) fn search_moves(
    audit: &mut Audit<'_>,
    pattern: &Pattern<'_>,
    changes: &mut Changes,
    exchanges: Option<&Exchanges<'_>>,
    cells: &[usize],
    found: &mut Found,
) -> Vec<Demand> {
    let states = pattern.states();
    let mut rest = Vec::new();
    for cell in cells {
        let mut hopeless: Vec<Demand> = Vec::new();
        // A proof against the outsider may leave owners who see through it, so we ask again.
        loop {
            let missing = audit.missing(*cell);
            let Some(demand) = missing.into_iter().find(|demand| !hopeless.contains(demand)) else { break };
            let moves = pairs::search(audit, pattern, &demand);
            if moves.is_some_and(|moves| audit.admit(states, &moves)) {
                found.by_pair += 1;
            }
            if !audit.is_missing(&demand) {
                continue;
            }
            let moves = exchanges.and_then(|exchanges| exchanges.search(audit, states, &demand));
            if moves.is_some_and(|moves| audit.admit(states, &moves)) {
                found.by_exchange += 1;
            }
            if !audit.is_missing(&demand) {
                continue;
            }
            let moves = cubes::search(audit, changes, states, &demand, cubes::MAX_CORNERS);
            if moves.is_some_and(|moves| audit.admit(states, &moves)) {
                found.by_cube += 1;
            }
            if audit.is_missing(&demand) {
                hopeless.push(demand);
            }
        }
        if !hopeless.is_empty() {
            rest.push(*cell);
        }
    }
    // A proof found for another cell may have left owners to be fooled here.
    rest.into_iter().flat_map(|cell| audit.missing(cell)).collect()
}

/// Solves programmes until each missing proof was wished for several times, and returns those that
/// cannot be found.
pub(super) fn search_programmes(
    audit: &mut Audit<'_>,
    states: &[State],
    missing: Vec<Demand>,
    threads: NonZeroUsize,
    found: &mut Found,
) -> Vec<Demand> {
    let loose = Loose::new(audit.system, states);
    let (mut missing, fixed): (Vec<Demand>, Vec<Demand>) =
        missing.into_iter().partition(|demand| loose.is_loose(demand.cell));
    let mut tried: HashMap<Demand, usize> = HashMap::new();
    loop {
        let tries = |demand: &Demand| tried.get(demand).copied().unwrap_or(0);
        let open: Vec<Demand> = missing.iter().copied().filter(|d| tries(d) < SIZES.len()).collect();
        let mut batch: Vec<Programme> = Vec::new();
        for demand in &open {
            if batch.len() == BATCH {
                break;
            }
            if !batch.iter().any(|programme| programme.wishes_for(demand)) {
                batch.push(Programme::around(audit, &loose, demand, &open, SIZES[tries(demand)]));
            }
        }
        if batch.is_empty() {
            break;
        }
        for demand in &open {
            if batch.iter().any(|programme| programme.wishes_for(demand)) {
                *tried.entry(*demand).or_default() += 1;
            }
        }
        let seed = found.programmes;
        let answers = in_parallel(&batch, threads, |at, programme| programme.solve(audit, seed + at));
        for moves in answers.into_iter().flatten() {
            if audit.admit(states, &moves) {
                found.by_programme += 1;
            }
        }
        found.programmes += batch.len();
        // What proves something against the outsider may leave owners to be fooled.
        let cells: BTreeSet<usize> = missing.iter().map(|demand| demand.cell).collect();
        missing = cells.into_iter().flat_map(|cell| audit.missing(cell)).collect();
    }
    missing.extend(fixed);
    missing
}

/// The answers to some questions in their order, each with its number.
pub(super) fn in_parallel<T: Sync, A: Send>(
    questions: &[T],
    threads: NonZeroUsize,
    answer: impl Fn(usize, &T) -> A + Sync,
) -> Vec<A> {
    let share = questions.len().div_ceil(threads.get()).max(1);
    let answer = &answer;
    std::thread::scope(|scope| {
        let of = |(at, part): (usize, &'_ [T])| {
            let numbered = part.iter().enumerate();
            numbered.map(|(index, question)| answer(at * share + index, question)).collect::<Vec<A>>()
        };
        let workers: Vec<_> =
            questions.chunks(share).enumerate().map(|part| scope.spawn(move || of(part))).collect();
        let joined = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined.flat_map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}
