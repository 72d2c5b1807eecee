//! The other ways of hiding small figures: ranges, rounding and cell keys. What is published of each
//! cell, what everybody can conclude from it, and the proof that this is not too much.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use super::super::super::protect::{
    Guarded, Moves, Quantity, Refusal, Shown, State, Summary, System, Unprotectable, audit_shown,
    behind_rounded, protect, round_to,
};
use super::contents::Contents;
use crate::catalog::{CellKeys, Presence, Protection};

/// How counts are published.
#[derive(Clone, Debug)]
pub(super) enum Figures {
    /// As they were counted.
    Counted,
    /// As they were counted; of withheld cells it is told between which values they lie, as far as
    /// that is told.
    Ranges(Vec<Option<(i64, Option<i64>)>>),
    /// As other numbers, for each cell.
    Changed(Vec<i64>),
}

impl Figures {
    /// What is published of a count that is not withheld.
    pub(super) fn count(&self, cell: usize, counted: i64) -> i64 {
        match self {
            Figures::Counted | Figures::Ranges(_) => counted,
            Figures::Changed(figures) => figures.get(cell).copied().unwrap_or_default(),
        }
    }

    /// The least and the greatest value that a withheld count has, as far as they are told.
    pub(super) fn bounds(&self, cell: usize) -> (Option<i64>, Option<i64>) {
        match self {
            Figures::Ranges(ranges) => ranges
                .get(cell)
                .copied()
                .flatten()
                .map_or((None, None), |(least, greatest)| (Some(least), greatest)),
            Figures::Counted | Figures::Changed(_) => (None, None),
        }
    }
}

/// Tables that may be published.
pub(super) struct Held {
    pub(super) states: Vec<State>,
    pub(super) figures: Figures,
    pub(super) summary: Summary,
}

/// What is to be protected.
pub(super) struct Task<'a> {
    pub(super) system: &'a System,
    pub(super) contents: &'a Contents,
    pub(super) quantities: &'a [Quantity],
    pub(super) states: &'a [State],
    /// For each cell the least count that may be published.
    pub(super) min_counts: &'a [i64],
    pub(super) presence: Presence,
    pub(super) is_unsafe: &'a dyn Fn(&[u32]) -> bool,
    pub(super) threads: NonZeroUsize,
}

/// How often further cells are withheld because figures tell too much together.
const MAX_ROUNDS: usize = 12;

/// Protects tables in the way that the policy chose.
///
/// # Errors
///
/// Fails with the cells of which too little would remain possible.
pub(super) fn hold(protection: &Protection, task: &Task<'_>) -> Result<Held, Unprotectable> {
    match protection {
        Protection::Withholding => task.withhold(task.states).map(|(held, _)| held),
        Protection::Ranges { possible } => task.ranges(*possible),
        Protection::Rounding { base, possible } => {
            let base = i64::try_from(*base).unwrap_or(i64::MAX);
            let figure = |cell: usize| round_to(task.count(cell), base);
            let behind = |figure: i64| behind_rounded(figure, base, 0);
            task.changed(*possible, &figure, &behind)
        }
        Protection::CellKey(keys) => {
            let figure = |cell: usize| published(keys, task.count(cell), task.contents.cells[cell].key);
            let behind = |figure: i64| {
                let (low, high) = keys.noise.possible(figure.unsigned_abs());
                Shown { low: whole(low), high: whole(high) }
            };
            task.changed(keys.possible, &figure, &behind)
        }
    }
}

fn published(keys: &CellKeys, count: i64, key: u8) -> i64 {
    whole(keys.noise.published(count.unsigned_abs(), key))
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX / 4)
}

impl Task<'_> {
    fn count(&self, cell: usize) -> i64 {
        self.contents.cells[cell].count
    }

    /// What everybody knows a listed cell to hold.
    fn least(&self) -> i64 {
        i64::from(self.presence == Presence::Public)
    }

    /// Also returns other tables that fit all that is published then, as differences from the true ones.
    fn withhold(&self, states: &[State]) -> Result<(Held, Vec<Moves>), Unprotectable> {
        let worth: Vec<i64> = self.contents.cells.iter().map(|content| content.count).collect();
        let outcome = protect(self.system, self.quantities, &worth, states, self.is_unsafe, self.threads)?;
        let held = Held { states: outcome.states, figures: Figures::Counted, summary: outcome.summary };
        Ok((held, outcome.differences))
    }

    /// Publishes all cells, each as another number. Where these tell too much together, wholes are
    /// withheld.
    fn changed(
        &self,
        possible: u64,
        figure: &dyn Fn(usize) -> i64,
        behind: &dyn Fn(i64) -> Shown,
    ) -> Result<Held, Unprotectable> {
        let figures: Vec<i64> = (0..self.states.len()).map(figure).collect();
        let published =
            |state: &State| if *state == State::Hidden { State::Hidden } else { State::Published };
        let mut states: Vec<State> = self.states.iter().map(published).collect();
        let unsafe_cells = (0..states.len()).filter(|cell| self.states[*cell] == State::Primary);
        let guarded: Vec<Guarded> =
            unsafe_cells.map(|cell| Guarded { cell, values: possible, from_owners: true }).collect();
        let mut known = Vec::new();
        for _ in 0..MAX_ROUNDS {
            let shown = |(cell, figure): (usize, &i64)| {
                let least = self.least().min(self.count(cell));
                match states[cell] {
                    State::Hidden => Shown::NOTHING,
                    State::Published => {
                        let Shown { low, high } = behind(*figure);
                        Shown { low: low.max(least), high }
                    }
                    _ => Shown { low: least, ..Shown::NOTHING },
                }
            };
            let shown: Vec<Shown> = figures.iter().enumerate().map(shown).collect();
            match self.audit(&shown, &guarded, &mut known) {
                Ok(mut summary) => {
                    summary.secondary = states.iter().filter(|state| **state == State::Secondary).count();
                    return Ok(Held { states, figures: Figures::Changed(figures), summary });
                }
                Err(unprotectable) => {
                    let more = self.wholes_of(&unprotectable.cells, &states);
                    if more.is_empty() {
                        return Err(unprotectable);
                    }
                    more.into_iter().for_each(|cell| states[cell] = State::Secondary);
                }
            }
        }
        Err(Unprotectable { cells: Vec::new(), refusal: Refusal::NoProof })
    }

    /// For each cell the smallest published one that it is a part of.
    fn wholes_of(&self, cells: &[usize], states: &[State]) -> BTreeSet<usize> {
        let smallest = |cell: &usize| {
            let published = self.system.wholes(*cell).filter(|whole| states[*whole] == State::Published);
            published.min_by_key(|whole| (self.count(*whole), *whole))
        };
        cells.iter().filter_map(smallest).collect()
    }

    /// Withholds cells, and tells in which ranges they lie. Where that tells too much, the range is left out,
    /// or else the nearest ones; and if there are none, more cells are withheld.
    fn ranges(&self, possible: u64) -> Result<Held, Unprotectable> {
        let mut states = self.states.to_vec();
        let (mut held, mut known) = self.withhold(&states)?;
        let mut silent: BTreeSet<usize> = BTreeSet::new();
        let mut rounds = 0;
        loop {
            let range =
                |(cell, state): (usize, &State)| self.range(cell, *state).filter(|_| !silent.contains(&cell));
            let ranges: Vec<Option<(i64, Option<i64>)>> = held.states.iter().enumerate().map(range).collect();
            let shown = |(cell, range): (usize, &Option<(i64, Option<i64>)>)| match (held.states[cell], range)
            {
                (State::Hidden, _) => Shown::NOTHING,
                (_, Some((low, high))) => Shown { low: *low, high: high.unwrap_or(Shown::NOTHING.high) },
                (state, None) if state.is_withheld() => {
                    Shown { low: self.least().min(self.count(cell)), ..Shown::NOTHING }
                }
                (_, None) => Shown::exactly(self.count(cell)),
            };
            let shown: Vec<Shown> = ranges.iter().enumerate().map(shown).collect();
            let withheld = (0..held.states.len()).filter(|cell| held.states[*cell].is_withheld());
            let guard = |cell: usize| match self.states[cell] {
                State::Primary => Guarded { cell, values: possible, from_owners: true },
                // It is not secret in itself, and must not be known all the same.
                _ => Guarded { cell, values: 2, from_owners: false },
            };
            let guarded: Vec<Guarded> = withheld.map(guard).collect();
            let refused = match self.audit(&shown, &guarded, &mut known) {
                Ok(audited) => {
                    held.summary.proofs += audited.proofs;
                    held.summary.witnesses += audited.witnesses;
                    held.figures = Figures::Ranges(ranges);
                    return Ok(held);
                }
                Err(refused) => refused,
            };
            let before = silent.len();
            for cell in &refused.cells {
                silent.extend(self.nearest(*cell, |other| ranges[other].is_some()));
            }
            if silent.len() > before {
                continue;
            }
            let more = self.around(&refused.cells, &held.states);
            if more.is_empty() || rounds == MAX_ROUNDS {
                return Err(refused);
            }
            rounds += 1;
            more.into_iter().for_each(|cell| states[cell] = State::Primary);
            let (again, differences) = self.withhold(&states)?;
            held = again;
            known.extend(differences);
        }
    }

    /// A cell if it fits, or else the nearest cells by relations that do.
    fn nearest(&self, cell: usize, fits: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut seen: BTreeSet<usize> = BTreeSet::from([cell]);
        let mut ring = vec![cell];
        while !ring.is_empty() {
            let fitting: Vec<usize> = ring.iter().copied().filter(|cell| fits(*cell)).collect();
            if !fitting.is_empty() {
                return fitting;
            }
            let beside = ring.iter().flat_map(|cell| self.system.beside(*cell)).flatten();
            ring = beside.filter(|cell| seen.insert(*cell)).collect();
        }
        Vec::new()
    }

    /// What is told of a withheld cell. That a cell is not among the small ones tells something too.
    fn range(&self, cell: usize, state: State) -> Option<(i64, Option<i64>)> {
        let limit = self.min_counts[cell];
        state.is_withheld().then(|| match self.count(cell) < limit {
            true => (self.least(), Some(limit - 1)),
            false => (limit, None),
        })
    }

    /// For each cell the cheapest published ones beside it, one for each relation.
    fn around(&self, cells: &[usize], states: &[State]) -> BTreeSet<usize> {
        let mut more = BTreeSet::new();
        for cell in cells {
            for beside in self.system.beside(*cell) {
                let published = beside.iter().filter(|cell| states[**cell] == State::Published);
                more.extend(published.min_by_key(|cell| (self.count(**cell), **cell)));
            }
        }
        more
    }

    /// `known` are other tables that may fit, and gets those that do.
    fn audit(
        &self,
        shown: &[Shown],
        guarded: &[Guarded],
        known: &mut Vec<Moves>,
    ) -> Result<Summary, Unprotectable> {
        let counts = self.quantities.first();
        let unsound = || Unprotectable { cells: Vec::new(), refusal: Refusal::Unsound };
        audit_shown(self.system, counts.ok_or_else(unsound)?, shown, guarded, known, self.threads)
    }
}
