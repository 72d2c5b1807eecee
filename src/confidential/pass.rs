//! The one pass over a source: threads share the reader and nothing else.
//!
//! Each thread takes the next block, checks it and counts it into a partial of its own. Partials are
//! sums and sets, and findings are ordered by block afterwards, so neither depends on which thread
//! took which block.

use std::io;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::ScopedJoinHandle;

use super::anonymise::{self, Partial, Unproven};
use super::conform::{self, BlockTally, Verdict, conform};
use super::quarantine::{self, Aside};
use super::rules;
use super::source::{Batches, Next, RawBatch, Shape, Splitter};

/// What makes a pass: the checks, the counting, and how cells are told apart.
pub(super) struct Pass<'a> {
    pub(super) checks: &'a conform::Plan,
    pub(super) rules: &'a rules::Plan<'a>,
    pub(super) policy: &'a anonymise::Plan<'a>,
    pub(super) splitter: &'a Splitter,
    /// How rows that do not conform are set aside, if they are.
    pub(super) quarantine: Option<&'a quarantine::Plan<'a>>,
    pub(super) threads: NonZeroUsize,
}

/// Why a pass was broken off.
#[derive(Debug)]
pub(super) enum PassError {
    Read(io::Error),
    Unproven(Unproven),
}

/// What came of a pass: what each thread counted, and what was found in each block.
#[derive(Debug, Default)]
pub(super) struct Outcome<'a> {
    pub(super) partials: Vec<Partial<'a>>,
    pub(super) rules: Vec<rules::Partial<'a>>,
    pub(super) blocks: Vec<BlockTally>,
    pub(super) aside: Vec<Aside>,
}

/// Reads all blocks.
pub(super) fn run<'a>(pass: &Pass<'a>, batches: Batches) -> Result<Outcome<'a>, PassError> {
    let threads = if batches.is_one_block() { 1 } else { pass.threads.get() };
    let batches = Mutex::new(batches);
    let stop = AtomicBool::new(false);
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(|| work(pass, &batches, &stop))).collect();
        let mut outcomes = vec![work(pass, &batches, &stop)];
        let join = |other: ScopedJoinHandle<'_, _>| {
            other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        outcomes.extend(others.into_iter().map(join));
        outcomes
    });
    let mut all = Outcome::default();
    for outcome in outcomes {
        let seen = outcome?;
        all.partials.extend(seen.partials);
        all.rules.extend(seen.rules);
        all.blocks.extend(seen.blocks);
        all.aside.extend(seen.aside);
    }
    Ok(all)
}

fn work<'a>(pass: &Pass<'a>, batches: &Mutex<Batches>, stop: &AtomicBool) -> Result<Outcome<'a>, PassError> {
    let checks = pass.checks.clone();
    let mut partial = pass.policy.partial();
    let mut rules = pass.rules.partial();
    let (mut tallies, mut asides) = (Vec::new(), Vec::new());
    let mut raw = RawBatch::default();
    while !stop.load(Ordering::Relaxed) {
        let next = {
            let mut batches = batches.lock().unwrap_or_else(PoisonError::into_inner);
            batches.next(&mut raw).map_err(PassError::Read)
        };
        let (sequence, shape) = match next.inspect_err(|_| stop.store(true, Ordering::Relaxed))? {
            Next::End => break,
            Next::Block(sequence) => (sequence, pass.splitter.split(&mut raw)),
            Next::Rows(sequence, shape) => (sequence, shape),
        };
        let mut tally = BlockTally::new(sequence, &shape, &raw);
        if tally.is_broken() {
            // Blocks before this one have been handed out already and will be finished.
            stop.store(true, Ordering::Relaxed);
        }
        // Rules are asked of the rows that are published, so those that are set aside come out first.
        if pass.quarantine.is_none() {
            rules.add(&raw, sequence);
        }
        let verdict = match (conform(raw, &checks, &mut tally), pass.quarantine) {
            (Verdict::Raw(mut mixed), Some(quarantine)) if !tally.is_broken() => {
                asides.push(quarantine.take(&mut mixed, sequence, &shape, &checks));
                // What is left is asked again, since only what conforms is ever counted.
                conform(
                    mixed,
                    &checks,
                    &mut BlockTally::new(sequence, &Shape::default(), &RawBatch::default()),
                )
            }
            (verdict, _) => verdict,
        };
        raw = match verdict {
            Verdict::Valid(valid) => {
                partial.add(&valid).map_err(PassError::Unproven)?;
                valid.recycle()
            }
            Verdict::Raw(raw) => raw,
        };
        if pass.quarantine.is_some() {
            rules.add(&raw, sequence);
        }
        tallies.push(tally);
    }
    Ok(Outcome { partials: vec![partial], rules: vec![rules.finish()], blocks: tallies, aside: asides })
}
