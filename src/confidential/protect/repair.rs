//! From primary cells to a pattern that holds: suppress, audit, add what proofs still need, give
//! back what no proof needs, and check it all once more.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use super::audit::{Audit, Changes, Demand, Moves, Way, verify};
use super::cheapest::{Offer, cheapest, prices};
use super::exchanges::{Exchanges, add_up};
use super::gauss::{self, Ties};
use super::lp::less_inside;
use super::pairs;
use super::pattern::Pattern;
use super::prove::{self, Found};
use super::quantity::Quantity;
use super::system::{State, System};
use super::undo::Known;

/// Systems of at most this many cells are protected in several ways, and the cheapest is taken.
const MAX_TRIED_OFTEN: usize = 4_000;

/// Systems of at most this many cells are also protected with all proofs that programmes can find
/// before anything is added.
const MAX_PROGRAMMED: usize = 1_500;

/// A cell on which more than this rests is not given back: it would hardly succeed, and take long.
const MAX_WEIGHT: usize = 20_000;

/// What came out.
#[derive(Clone, Debug)]
pub(in crate::confidential) struct Outcome {
    /// The state of each cell.
    pub(in crate::confidential) states: Vec<State>,
    /// How the pattern came about.
    pub(in crate::confidential) summary: Summary,
    /// Differences from the true tables that change nothing published: the proofs.
    pub(in crate::confidential) differences: Vec<Moves>,
}

/// How a pattern came about, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::confidential) struct Summary {
    /// Cells of all tables.
    pub(in crate::confidential) cells: usize,
    /// Relations between them.
    pub(in crate::confidential) relations: usize,
    /// Cells that the rules withhold.
    pub(in crate::confidential) primary: usize,
    /// Cells that elimination added.
    pub(in crate::confidential) by_elimination: usize,
    /// Cells that unions and missing proofs added.
    pub(in crate::confidential) by_repair: usize,
    /// Cells that were given back.
    pub(in crate::confidential) given_back: usize,
    /// Cells that are withheld for others' sake in the end.
    pub(in crate::confidential) secondary: usize,
    /// Proofs that were demanded against outsiders: each quantity, withheld cell and way.
    pub(in crate::confidential) proofs: usize,
    /// Witnesses that stand behind the proofs, of outsiders' and of owners'.
    pub(in crate::confidential) witnesses: usize,
    /// Witnesses that were found as pairs of atoms, over all attempts to find a cheap pattern.
    pub(in crate::confidential) by_pair: usize,
    /// Witnesses that were found as cubes, over all attempts to find a cheap pattern.
    pub(in crate::confidential) by_cube: usize,
    /// Witnesses that were found as exchanges between sets, over all attempts to find a cheap pattern.
    pub(in crate::confidential) by_exchange: usize,
    /// Witnesses that were found by programmes.
    pub(in crate::confidential) by_programme: usize,
}

/// Why tables are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::confidential) enum Refusal {
    /// No proof was found for these cells.
    NoProof,
    /// Values are too large to be summed safely, or contradict what is said of them.
    Unsound,
}

/// Cells that could not be shown to be protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::confidential) struct Unprotectable {
    /// Which, in rising order.
    pub(in crate::confidential) cells: Vec<usize>,
    /// Why.
    pub(in crate::confidential) refusal: Refusal,
}

/// Withholds what must be withheld beside the primary cells. `worth` says what a cell is worth to
/// its readers, `is_unsafe` whether a rule forbids the sum of several cells.
///
/// # Errors
///
/// Fails if a withheld cell remains without a proof, whatever else is withheld.
pub(in crate::confidential) fn protect(
    system: &System,
    quantities: &[Quantity],
    worth: &[i64],
    states: &[State],
    is_unsafe: &dyn Fn(&[u32]) -> bool,
    threads: NonZeroUsize,
) -> Result<Outcome, Unprotectable> {
    let is_sound = |quantity: &Quantity| quantity.is_sound(system.atoms().len(), system.cells().len());
    if !quantities.iter().all(is_sound) {
        return Err(Unprotectable { cells: Vec::new(), refusal: Refusal::Unsound });
    }
    let price = prices(system, worth, states);
    let exchanges = Exchanges::new(system, &price);
    let task = Task { system, quantities, worth, price: &price, exchanges, is_unsafe, threads };
    let mut plans = vec![Plan { elimination: Some(Ties::LastFirst), programmes_first: false }];
    if states.len() <= MAX_TRIED_OFTEN {
        // Which of two cells of equal worth is kept can decide much, so we look at both orders.
        plans.push(Plan { elimination: Some(Ties::FirstFirst), programmes_first: false });
        plans.push(Plan { elimination: None, programmes_first: false });
    }
    if states.len() <= MAX_PROGRAMMED {
        plans.push(Plan { elimination: Some(Ties::LastFirst), programmes_first: true });
    }
    let mut best: Option<Result<Outcome, Unprotectable>> = None;
    for plan in plans {
        let next = task.attempt(states.to_vec(), plan);
        let is_better = match (&best, &next) {
            (None | Some(Err(_)), _) => true,
            (Some(Ok(best)), Ok(next)) => task.cost(next) < task.cost(best),
            (Some(Ok(_)), Err(_)) => false,
        };
        if is_better {
            best = Some(next);
        }
    }
    best.unwrap_or(Err(Unprotectable { cells: Vec::new(), refusal: Refusal::NoProof }))
}

/// One way to begin.
#[derive(Clone, Copy, Debug)]
struct Plan {
    elimination: Option<Ties>,
    programmes_first: bool,
}

struct Task<'a> {
    system: &'a System,
    quantities: &'a [Quantity],
    worth: &'a [i64],
    price: &'a [i64],
    /// For witnesses among sets, if there are any.
    exchanges: Option<Exchanges<'a>>,
    is_unsafe: &'a dyn Fn(&[u32]) -> bool,
    threads: NonZeroUsize,
}

impl Task<'_> {
    /// What readers lose.
    fn cost(&self, outcome: &Outcome) -> i128 {
        let secondary =
            outcome.states.iter().zip(self.price).filter(|(state, _)| **state == State::Secondary);
        secondary.map(|(_, price)| i128::from(*price)).sum()
    }

    fn attempt(&self, mut states: Vec<State>, plan: Plan) -> Result<Outcome, Unprotectable> {
        let mut summary = Summary {
            cells: states.len(),
            relations: self.system.relations().len(),
            primary: count(&states, State::Primary),
            ..Summary::default()
        };
        if summary.primary == 0 {
            return Ok(Outcome { states, summary, differences: Vec::new() });
        }
        if let Some(ties) = plan.elimination {
            gauss::suppress(self.system, &mut states, self.worth, ties);
        }
        summary.by_elimination = count(&states, State::Secondary);
        let mut repair = Repair {
            task: self,
            audit: Audit::new(self.system, self.quantities, &states),
            pattern: Pattern::new(self.system, states),
            changes: Changes::new(self.system),
            found: Found::default(),
            added: 0,
        };
        repair.join_unions();
        let primary: Vec<usize> = repair.cells_in(State::Primary);
        let mut missing = repair.search(&primary);
        if plan.programmes_first {
            missing = repair.search_programmes(missing);
        }
        repair.add_until_proved(missing)?;
        summary.given_back = repair.give_back_unused()?;
        summary.by_repair = repair.added;
        summary.given_back += repair.give_back();
        let unproven = verify(&repair.audit, repair.pattern.states());
        if !unproven.is_empty() {
            return Err(Unprotectable { cells: unproven, refusal: Refusal::NoProof });
        }
        summary.secondary = count(repair.pattern.states(), State::Secondary);
        summary.proofs = repair.audit.demands(repair.pattern.states());
        summary.witnesses = repair.audit.witness_count();
        summary.by_pair = repair.found.by_pair;
        (summary.by_cube, summary.by_programme) = (repair.found.by_cube, repair.found.by_programme);
        summary.by_exchange = repair.found.by_exchange;
        let differences = repair.audit.differences();
        Ok(Outcome { states: repair.pattern.into_states(), summary, differences })
    }
}

/// A pattern in the making.
struct Repair<'a> {
    task: &'a Task<'a>,
    audit: Audit<'a>,
    pattern: Pattern<'a>,
    changes: Changes,
    found: Found,
    /// How many cells were added.
    added: usize,
}

impl Repair<'_> {
    fn cells_in(&self, state: State) -> Vec<usize> {
        let states = self.pattern.states();
        (0..states.len()).filter(|cell| states[*cell] == state).collect()
    }

    fn search(&mut self, cells: &[usize]) -> Vec<Demand> {
        let exchanges = self.task.exchanges.as_ref();
        let changes = &mut self.changes;
        prove::search_moves(&mut self.audit, &self.pattern, changes, exchanges, cells, &mut self.found)
    }

    fn search_programmes(&mut self, missing: Vec<Demand>) -> Vec<Demand> {
        let threads = self.task.threads;
        prove::search_programmes(&mut self.audit, self.pattern.states(), missing, threads, &mut self.found)
    }

    fn withhold(&mut self, cell: usize) {
        self.pattern.set(cell, State::Secondary);
        self.added += 1;
    }

    /// Withholds cells until no proof is missing and no union is unsafe. It ends, because each round
    /// finds a proof or withholds a cell, and fails only if a proof is missing that no withholding of
    /// cells gives.
    fn add_until_proved(&mut self, mut missing: Vec<Demand>) -> Result<(), Unprotectable> {
        let mut known = Known::new(self.task.system);
        while !missing.is_empty() {
            known.look_again();
            let mut suspects: BTreeSet<usize> = missing.iter().map(|demand| demand.cell).collect();
            let (added, hopeless) = self.add_for(&mut known, &missing);
            suspects.extend(added);
            suspects.extend(self.join_unions());
            missing = self.search(&suspects.into_iter().collect::<Vec<usize>>());
            if !missing.is_empty() && hopeless == missing.len() {
                missing = self.search_programmes(missing);
                if !missing.is_empty() {
                    let cells: BTreeSet<usize> = missing.iter().map(|demand| demand.cell).collect();
                    let cells = cells.into_iter().collect();
                    return Err(Unprotectable { cells, refusal: Refusal::NoProof });
                }
            }
        }
        Ok(())
    }

    /// Withholds the cheapest cells that the missing proofs need, and returns them, and how many
    /// proofs cannot be had by withholding.
    fn add_for(&mut self, known: &mut Known, missing: &[Demand]) -> (Vec<usize>, usize) {
        let mut added = Vec::new();
        let mut hopeless = 0;
        for demand in missing {
            // What was added for another may do.
            if !self.audit.is_missing(demand) {
                continue;
            }
            let (audit, states, price) = (&self.audit, self.pattern.states(), self.task.price);
            let pair = pairs::cheapest(audit, states, price, demand);
            let most = pair.as_ref().map_or(i64::MAX, |pair| pair.cost);
            let exchanges = self.task.exchanges.as_ref();
            let exchange = exchanges.and_then(|found| found.cheapest(audit, states, demand, most, &[]));
            let exchange = exchange.or_else(|| self.offer_with_rows(known, demand, most));
            let most = exchange.as_ref().map_or(most, |exchange| exchange.cost);
            let cube = cheapest(audit, known, states, price, demand, most);
            let is_taken =
                [cube, exchange, pair].into_iter().flatten().any(|offer| self.accept(offer, &mut added))
                    || self.offer_inside(demand).is_some_and(|offer| self.accept(offer, &mut added));
            hopeless += usize::from(!is_taken);
        }
        (added, hopeless)
    }

    /// Withholds what an offer asks for, if it gives a proof then.
    fn accept(&mut self, offer: Offer, added: &mut Vec<usize>) -> bool {
        for cell in &offer.cells {
            self.pattern.set(*cell, State::Secondary);
        }
        let is_proof = self.audit.admit(self.pattern.states(), &offer.moves);
        if is_proof {
            self.added += offer.cells.len();
            added.extend(offer.cells);
        } else {
            for cell in &offer.cells {
                self.pattern.set(*cell, State::Published);
            }
        }
        is_proof
    }

    /// More rows where all that are there have the value already, and exchanges between them.
    fn offer_with_rows(&self, known: &mut Known, demand: &Demand, most: i64) -> Option<Offer> {
        let (audit, states, price) = (&self.audit, self.pattern.states(), self.task.price);
        let exchanges = self.task.exchanges.as_ref().filter(|_| demand.way == Way::Up)?;
        let rows = Demand { cell: exchanges.rows_of(audit.system, demand.cell)?, ..*demand };
        let base = cheapest(audit, known, states, price, &rows, most)?;
        let mut states = states.to_vec();
        for cell in &base.cells {
            states[*cell] = State::Secondary;
        }
        let left = most.saturating_sub(base.cost);
        let Offer { mut cells, mut moves, cost } =
            exchanges.cheapest(audit, &states, demand, left, &base.moves)?;
        cells.extend(base.cells);
        moves.extend(base.moves);
        add_up(&mut moves);
        Some(Offer { cells, moves, cost: cost.saturating_add(base.cost) })
    }

    /// Moves inside the cell, if all that sees them is withheld.
    fn offer_inside(&mut self, demand: &Demand) -> Option<Offer> {
        let moves = less_inside(&self.audit, demand)?;
        let states = self.pattern.states();
        let mut cells = Vec::new();
        self.changes.of(self.task.system, &moves, |cell, _| {
            if states[cell as usize].is_shown() {
                cells.push(cell as usize);
            }
        });
        let is_possible = cells.iter().all(|cell| states[*cell] == State::Published);
        is_possible.then_some(Offer { cells, moves, cost: 0 })
    }

    fn cheapest_of(&self, relation: u32) -> Option<usize> {
        let system = self.task.system;
        let cells = system.relations()[relation as usize].cells().map(|cell| cell as usize);
        cells
            .filter(|cell| self.pattern.states()[*cell] == State::Published)
            .min_by_key(|cell| (self.task.price[*cell], system.cells()[*cell].key))
    }

    /// The withheld parts of a published whole can be added up by anybody, so their sum must keep the
    /// rules too. Withholds cells until it does, and returns them.
    fn join_unions(&mut self) -> Vec<usize> {
        let mut added = Vec::new();
        loop {
            let withheld = self.pattern.take_withheld();
            let of = |cell: &u32| self.task.system.relations_of(*cell as usize).iter().copied();
            let relations: BTreeSet<u32> = withheld.iter().flat_map(of).collect();
            for relation in &relations {
                while self.is_unsafe_union(*relation) {
                    let Some(cell) = self.cheapest_of(*relation) else { break };
                    self.withhold(cell);
                    added.push(cell);
                }
            }
            if relations.is_empty() {
                return added;
            }
        }
    }

    /// True if somebody can add up withheld cells that may not be added up.
    fn is_unsafe_union(&self, relation: u32) -> bool {
        let relation = &self.task.system.relations()[relation as usize];
        let state = |cell: &u32| self.pattern.states()[*cell as usize];
        if !state(&relation.whole).is_shown()
            || relation.parts.iter().any(|part| state(part) == State::Hidden)
        {
            return false;
        }
        let union: Vec<u32> =
            relation.parts.iter().copied().filter(|part| state(part).is_withheld()).collect();
        !union.is_empty() && (self.task.is_unsafe)(&union)
    }

    /// Publishes a secondary cell, unless a union forbids it.
    fn publish(&mut self, cell: usize) -> bool {
        self.pattern.set(cell, State::Published);
        let is_allowed =
            self.task.system.relations_of(cell).iter().all(|relation| !self.is_unsafe_union(*relation));
        if !is_allowed {
            self.pattern.set(cell, State::Secondary);
        }
        is_allowed
    }

    /// The secondary cells in the order in which they are given back.
    fn secondary(&self) -> Vec<usize> {
        let mut cells = self.cells_in(State::Secondary);
        let key = |cell: usize| self.task.system.cells()[cell].key;
        cells.sort_by_key(|cell| (std::cmp::Reverse(self.task.price[*cell]), key(*cell)));
        cells
    }

    /// Publishes secondary cells that no witness changes: no proof needs them. Those that stay, for a
    /// union or for what one quantity needs, need proofs of their own.
    fn give_back_unused(&mut self) -> Result<usize, Unprotectable> {
        self.audit.forget_unused();
        let mut given_back = 0;
        let mut needed = Vec::new();
        for cell in self.secondary() {
            if !self.audit.is_moved(cell) && self.publish(cell) {
                given_back += 1;
            } else if !self.audit.missing(cell).is_empty() {
                needed.push(cell);
            }
        }
        needed.sort_unstable();
        let missing = self.search(&needed);
        self.add_until_proved(missing)?;
        Ok(given_back)
    }

    /// Publishes secondary cells again, the most worth first, where all proofs can be had without.
    fn give_back(&mut self) -> usize {
        let mut given_back = 0;
        for cell in self.secondary() {
            if self.audit.weight(cell) > MAX_WEIGHT || !self.publish(cell) {
                continue;
            }
            let (affected, moves) = self.audit.retract(cell);
            if affected.iter().all(|other| self.is_proved_again(*other)) {
                given_back += 1;
                continue;
            }
            self.pattern.set(cell, State::Secondary);
            for moves in moves {
                self.audit.keep(self.pattern.states(), &moves);
            }
        }
        given_back
    }

    fn is_proved_again(&mut self, cell: usize) -> bool {
        !self.pattern.states()[cell].is_withheld() || self.search(&[cell]).is_empty()
    }
}

fn count(states: &[State], wanted: State) -> usize {
    states.iter().filter(|state| **state == wanted).count()
}
