//! What each cell of a system holds: counts, distinct entities, sums, and the shares behind them.

use std::num::NonZeroUsize;

use super::super::super::protect::System;
use super::layout::{Atom, LaidOut};

/// What a cell holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    /// Source rows.
    pub(super) count: i64,
    /// The sum of the records' keys, for cell keys.
    pub(super) key: u8,
    /// The contributors, in rising order.
    pub(super) contributors: Vec<u32>,
    /// The owners, in rising order.
    pub(super) owners: Vec<u32>,
    /// True if a row names no owner.
    pub(super) has_unowned: bool,
    /// For each distinct measure how many there are.
    pub(super) distinct: Vec<i64>,
    /// For each sum its value in millionths.
    pub(super) sums: Vec<i128>,
    /// For each sum what each owner has of it in millionths, by rising owner.
    pub(super) shares: Vec<Vec<(u32, i128)>>,
}

/// What all cells hold.
#[derive(Debug)]
pub(super) struct Contents {
    pub(super) cells: Vec<Content>,
}

impl Contents {
    pub(super) fn of(laid_out: &LaidOut, system: &System, threads: NonZeroUsize) -> Contents {
        let cells = system.cells();
        let each = cells.len().div_ceil(threads.get()).max(1);
        let mut contents = Vec::with_capacity(cells.len());
        std::thread::scope(|scope| {
            let workers: Vec<_> = cells
                .chunks(each)
                .map(|cells| {
                    scope.spawn(move || {
                        let held = |atom: &u32| &laid_out.held[*atom as usize];
                        cells.iter().map(|cell| Content::of(cell.atoms.iter().map(held))).collect::<Vec<_>>()
                    })
                })
                .collect();
            for worker in workers {
                contents.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
        });
        Contents { cells: contents }
    }
}

impl Content {
    fn of<'a>(atoms: impl Iterator<Item = &'a Atom> + Clone) -> Content {
        let mut content = Content::default();
        let first = || atoms.clone().next();
        let measures = first().map_or(0, |atom| atom.distinct.len());
        for entry in atoms.clone().flat_map(|atom| &atom.entries) {
            content.count += entry.count;
            content.key = content.key.wrapping_add(entry.key);
            content.contributors.extend(entry.contributor);
            content.owners.extend(entry.owner);
            content.has_unowned |= entry.owner.is_none();
            content.sums.resize(content.sums.len().max(entry.sums.len()), 0);
            content.shares.resize(content.sums.len(), Vec::new());
            for (at, sum) in entry.sums.iter().enumerate() {
                content.sums[at] += sum;
                content.shares[at].extend(entry.owner.map(|owner| (owner, *sum)));
            }
        }
        for ids in [&mut content.contributors, &mut content.owners] {
            ids.sort_unstable();
            ids.dedup();
        }
        for shares in &mut content.shares {
            merge(shares);
        }
        for at in 0..measures {
            let mut ids: Vec<u32> =
                atoms.clone().filter_map(|atom| atom.distinct.get(at)).flatten().copied().collect();
            ids.sort_unstable();
            ids.dedup();
            content.distinct.push(ids.len() as i64);
        }
        content
    }

    /// The value of a sum, which is 0 where there are no rows.
    pub(super) fn sum(&self, at: usize) -> i128 {
        self.sums.get(at).copied().unwrap_or(0)
    }

    /// True if everything in it is one owner's.
    pub(super) fn is_of(&self, owner: u32) -> bool {
        self.owners == [owner] && !self.has_unowned
    }

    /// What owners have of a sum.
    pub(super) fn shares(&self, at: usize) -> &[(u32, i128)] {
        self.shares.get(at).map_or(&[], Vec::as_slice)
    }
}

/// Adds up what stands under the same owner.
pub(super) fn merge(shares: &mut Vec<(u32, i128)>) {
    shares.sort_unstable_by_key(|(owner, _)| *owner);
    shares.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 += next.1;
        }
        is_same
    });
}
