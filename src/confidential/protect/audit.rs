//! The audit: for every withheld cell other tables that fit everything published, some with more in
//! the cell and some with less, against an outsider and against everyone who knows their own share.
//!
//! A [`Witness`] is a table's difference from the true one. Where it comes from does not matter: it
//! is checked here, in whole numbers, before it proves anything.

use std::collections::BTreeSet;

use super::quantity::Quantity;
use super::system::{State, System};

/// Atoms and how much each changes; atoms do not repeat.
pub(super) type Moves = Vec<(u32, i64)>;

/// A difference from the true table that changes nothing published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Witness {
    moves: Moves,
    /// How much each withheld cell changes, in rising order.
    changes: Vec<(u32, i64)>,
}

/// Which way a cell changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Way {
    Up,
    Down,
}

impl Way {
    pub(super) fn sign(self) -> i64 {
        match self {
            Way::Up => 1,
            Way::Down => -1,
        }
    }
}

/// Against whom a cell is not yet shown to be protected.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Open {
    /// Against anybody.
    Everybody,
    /// Against these owners, in rising order.
    Owners(Vec<u32>),
}

/// A proof that a withheld cell needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Demand {
    pub(super) quantity: usize,
    pub(super) cell: usize,
    pub(super) way: Way,
    /// Nobody, if it is the outsider who must be fooled.
    pub(super) attacker: Option<u32>,
}

/// Sums of moves over cells, with room that is used again.
#[derive(Clone, Debug)]
pub(super) struct Changes {
    sums: Vec<i64>,
    touched: Vec<u32>,
}

impl Changes {
    pub(super) fn new(system: &System) -> Changes {
        Changes { sums: vec![0; system.cells().len()], touched: Vec::new() }
    }

    /// Gives each cell that changes to `see`.
    pub(super) fn of(&mut self, system: &System, moves: &[(u32, i64)], mut see: impl FnMut(u32, i64)) {
        for (atom, change) in moves {
            for cell in system.cells_of(*atom) {
                let sum = &mut self.sums[*cell as usize];
                if *sum == 0 {
                    self.touched.push(*cell);
                }
                *sum = sum.saturating_add(*change);
            }
        }
        // A cell whose sum passed through zero stands here twice; its sum is taken once.
        for cell in self.touched.drain(..) {
            let sum = std::mem::take(&mut self.sums[cell as usize]);
            if sum != 0 {
                see(cell, sum);
            }
        }
    }

    /// How much a cell changes, if nothing shown does.
    pub(super) fn unseen(
        &mut self,
        system: &System,
        states: &[State],
        moves: &[(u32, i64)],
        wanted: usize,
    ) -> Option<i64> {
        let (mut is_seen, mut moved) = (false, 0);
        self.of(system, moves, |cell, change| {
            is_seen |= states[cell as usize].is_shown();
            if cell as usize == wanted {
                moved = change;
            }
        });
        (!is_seen && moved != 0).then_some(moved)
    }
}

/// The state of the proofs.
#[derive(Debug)]
pub(super) struct Audit<'a> {
    pub(super) system: &'a System,
    pub(super) quantities: &'a [Quantity],
    /// The true value of each cell, for each quantity.
    totals: Vec<Vec<i64>>,
    is_primary: Vec<bool>,
    witnesses: Vec<Witness>,
    /// The witnesses that change a cell.
    changing: Vec<Vec<u32>>,
    /// For each quantity and cell what is open upwards and downwards.
    open: Vec<Vec<[Open; 2]>>,
    changes: Changes,
}

impl<'a> Audit<'a> {
    /// Nothing is proved yet. Sums of values must not overflow.
    pub(super) fn new(system: &'a System, quantities: &'a [Quantity], states: &[State]) -> Audit<'a> {
        let cells = system.cells().len();
        let totals =
            |quantity: &Quantity| (0..cells).map(|cell| system.total(cell, &quantity.values)).collect();
        Audit {
            system,
            quantities,
            totals: quantities.iter().map(totals).collect(),
            is_primary: states.iter().map(|state| *state == State::Primary).collect(),
            witnesses: Vec::new(),
            changing: vec![Vec::new(); cells],
            open: vec![vec![[Open::Everybody, Open::Everybody]; cells]; quantities.len()],
            changes: Changes::new(system),
        }
    }

    /// Takes a difference as a witness if it changes nothing shown and proves something. Returns
    /// whether it does.
    pub(super) fn admit(&mut self, states: &[State], moves: &[(u32, i64)]) -> bool {
        let mut witness = Witness { moves: moves.to_vec(), changes: Vec::new() };
        let mut fits = true;
        self.changes.of(self.system, moves, |cell, change| {
            let state = states[cell as usize];
            fits &= !state.is_shown();
            if state.is_withheld() {
                witness.changes.push((cell, change));
            }
        });
        witness.changes.sort_unstable();
        if !fits || witness.changes.is_empty() || !self.credit(&witness) {
            return false;
        }
        let index = self.witnesses.len() as u32;
        for (cell, _) in &witness.changes {
            self.changing[*cell as usize].push(index);
        }
        self.witnesses.push(witness);
        true
    }

    /// Closes what a witness proves. Returns whether it proved anything that was open.
    fn credit(&mut self, witness: &Witness) -> bool {
        let mut proved = false;
        for at in 0..self.quantities.len() {
            for (cell, change) in &witness.changes {
                for way in [Way::Up, Way::Down] {
                    let open = &self.open[at][*cell as usize][way as usize];
                    let is_closed = matches!(open, Open::Owners(owners) if owners.is_empty());
                    if is_closed || self.need(at, *cell as usize, way, None) == 0 {
                        continue;
                    }
                    let moved = (*cell as usize, *change);
                    let rest = match open {
                        Open::Everybody => match self.unfooled(at, witness, moved, way) {
                            Some(owners) => owners,
                            None => continue,
                        },
                        Open::Owners(owners) => {
                            let sees = |owner: &u32| !self.fools(at, witness, moved, way, Some(*owner));
                            owners.iter().copied().filter(sees).collect()
                        }
                    };
                    let rest = Open::Owners(rest);
                    proved |= *open != rest;
                    self.open[at][*cell as usize][way as usize] = rest;
                }
            }
        }
        proved
    }

    /// How far a cell must be able to go one way, for an attacker or for the outsider. A secondary
    /// cell is not secret in itself: any other value will do.
    pub(super) fn need(&self, at: usize, cell: usize, way: Way, attacker: Option<u32>) -> i64 {
        let quantity = &self.quantities[at];
        let required = quantity.required[cell];
        let is_fixed_below = || {
            required.down == 0 || !quantity.is_signed && self.totals[at][cell] == self.known_of_all(at, cell)
        };
        let need = match (self.is_primary[cell], way) {
            (false, _) => 1,
            // Nothing that is withheld may be certain, so one way is always asked for.
            (true, Way::Up) if required.up == 0 => i64::from(is_fixed_below()),
            (true, Way::Up) => required.up,
            (true, Way::Down) => required.down,
        };
        if way == Way::Up || quantity.is_signed || need == 0 {
            return need;
        }
        let total = self.totals[at][cell];
        let rest = (total - self.floor(at, cell, attacker)).max(0);
        if attacker.is_none() {
            return need.min(rest);
        }
        // Who has most of a cell must be as unsure of the rest as others of the whole, in proportion.
        let share = (i128::from(need.min(total)) * i128::from(rest) + i128::from(total.max(1)) - 1)
            / i128::from(total.max(1));
        i64::try_from(share).unwrap_or(rest).min(rest)
    }

    /// The least that an attacker knows a cell to hold.
    pub(super) fn floor(&self, at: usize, cell: usize, attacker: Option<u32>) -> i64 {
        let quantity = &self.quantities[at];
        let own = attacker.map_or(0, |owner| {
            self.system.cells()[cell].atoms.iter().map(|atom| quantity.share(*atom, owner)).sum()
        });
        own.max(self.known_of_all(at, cell))
    }

    /// The least that everybody knows a cell to hold.
    fn known_of_all(&self, at: usize, cell: usize) -> i64 {
        let is_listed = self.system.cells()[cell].is_listed;
        if is_listed { self.quantities[at].at_least.min(self.totals[at][cell]) } else { 0 }
    }

    /// How much an attacker can believe to be missing from an atom.
    pub(super) fn loose(&self, at: usize, atom: u32, attacker: Option<u32>) -> i64 {
        let quantity = &self.quantities[at];
        let own = attacker.map_or(0, |owner| quantity.share(atom, owner));
        let known = self.known_of_all(at, self.system.cell_of_atom(atom) as usize);
        quantity.values[atom as usize] - own.max(known)
    }

    /// The true value of a cell.
    pub(super) fn total(&self, at: usize, cell: usize) -> i64 {
        self.totals[at][cell]
    }

    /// How often a witness has to be taken for a cell to go as far as needed.
    fn times(&self, at: usize, moved: (usize, i64), way: Way, attacker: Option<u32>) -> i128 {
        let (cell, change) = moved;
        let size = i128::from(change.unsigned_abs());
        let need = i128::from(self.need(at, cell, way, attacker));
        i128::from(way.sign() * change.signum()) * (need + size - 1).div_euclid(size)
    }

    /// True if an attacker can believe the table that a witness leads to.
    fn fools(
        &self,
        at: usize,
        witness: &Witness,
        moved: (usize, i64),
        way: Way,
        attacker: Option<u32>,
    ) -> bool {
        let quantity = &self.quantities[at];
        if quantity.is_signed {
            return true;
        }
        let times = self.times(at, moved, way, attacker);
        let is_believed = |(atom, change): &(u32, i64)| {
            let own = attacker.map_or(0, |owner| quantity.share(*atom, owner));
            let after = i128::from(quantity.values[*atom as usize]) + i128::from(*change) * times;
            after >= i128::from(own)
        };
        let is_enough = |(cell, change): &(u32, i64)| {
            let after = i128::from(self.totals[at][*cell as usize]) + i128::from(*change) * times;
            after >= i128::from(self.known_of_all(at, *cell as usize))
        };
        witness.moves.iter().all(is_believed)
            && (quantity.at_least == 0 || witness.changes.iter().all(is_enough))
    }

    /// The owners who can see through a witness for a cell; `None` if an outsider can.
    fn unfooled(&self, at: usize, witness: &Witness, moved: (usize, i64), way: Way) -> Option<Vec<u32>> {
        if !self.fools(at, witness, moved, way, None) {
            return None;
        }
        let quantity = &self.quantities[at];
        // What secondary cells hold is no secret from those who are in them.
        if quantity.is_signed || !self.is_primary[moved.0] {
            return Some(Vec::new());
        }
        let times = self.times(at, moved, way, None);
        let mut owners = Vec::new();
        for (atom, change) in witness.moves.iter().filter(|(_, change)| i128::from(*change) * times < 0) {
            let left = i128::from(quantity.values[*atom as usize]) + i128::from(*change) * times;
            let knowing = quantity.shares_of(*atom).iter().filter(|share| i128::from(share.value) > left);
            owners.extend(knowing.map(|share| share.owner));
        }
        owners.sort_unstable();
        owners.dedup();
        // One who has nearly everything in the cell need only be unsure of the little that is left.
        owners.retain(|owner| {
            self.need(at, moved.0, way, Some(*owner)) > 0
                && !self.fools(at, witness, moved, way, Some(*owner))
        });
        Some(owners)
    }

    /// The proofs that are missing for a cell, the outsider's first.
    pub(super) fn missing(&self, cell: usize) -> Vec<Demand> {
        let mut missing = Vec::new();
        for quantity in 0..self.quantities.len() {
            if self.is_settled(quantity, cell) {
                continue;
            }
            for way in [Way::Up, Way::Down] {
                let demand = |attacker| Demand { quantity, cell, way, attacker };
                match &self.open[quantity][cell][way as usize] {
                    Open::Everybody if self.need(quantity, cell, way, None) > 0 => missing.push(demand(None)),
                    Open::Everybody => {}
                    Open::Owners(owners) => missing.extend(owners.iter().map(|owner| demand(Some(*owner)))),
                }
            }
        }
        missing
    }

    /// True for a secondary cell that can be something else, whichever way.
    fn is_settled(&self, quantity: usize, cell: usize) -> bool {
        let is_uncertain = |open: &Open| matches!(open, Open::Owners(_));
        !self.is_primary[cell] && self.open[quantity][cell].iter().any(is_uncertain)
    }

    /// True if a missing proof is missing still.
    pub(super) fn is_missing(&self, demand: &Demand) -> bool {
        if self.is_settled(demand.quantity, demand.cell) {
            return false;
        }
        match (&self.open[demand.quantity][demand.cell][demand.way as usize], demand.attacker) {
            (Open::Everybody, None) => true,
            (Open::Owners(owners), Some(owner)) => owners.binary_search(&owner).is_ok(),
            (Open::Everybody, Some(_)) | (Open::Owners(_), None) => false,
        }
    }

    /// True if a witness in use changes a cell.
    pub(super) fn is_moved(&self, cell: usize) -> bool {
        !self.changing[cell].is_empty()
    }

    /// Takes back the proofs that rest on a cell's being withheld. Returns the other cells they were
    /// for, and the moves themselves, so that they can be admitted again.
    pub(super) fn retract(&mut self, cell: usize) -> (Vec<usize>, Vec<Moves>) {
        let mut affected = BTreeSet::from([cell]);
        let mut moves = Vec::new();
        for index in std::mem::take(&mut self.changing[cell]) {
            let witness = std::mem::take(&mut self.witnesses[index as usize]);
            affected.extend(witness.changes.iter().map(|(cell, _)| *cell as usize));
            moves.push(witness.moves);
        }
        for other in &affected {
            for open in &mut self.open {
                open[*other] = [Open::Everybody, Open::Everybody];
            }
            let witnesses = &self.witnesses;
            self.changing[*other].retain(|index| !witnesses[*index as usize].moves.is_empty());
        }
        let others: BTreeSet<u32> =
            affected.iter().flat_map(|other| self.changing[*other].iter().copied()).collect();
        for index in others {
            let witness = std::mem::take(&mut self.witnesses[index as usize]);
            self.credit(&witness);
            self.witnesses[index as usize] = witness;
        }
        affected.remove(&cell);
        (affected.into_iter().collect(), moves)
    }

    /// How many witnesses are in use.
    pub(super) fn witness_count(&self) -> usize {
        self.witnesses().count()
    }

    fn witnesses(&self) -> impl Iterator<Item = &Witness> {
        self.witnesses.iter().filter(|witness| !witness.moves.is_empty())
    }

    /// How many proofs were demanded, for primary cells and for secondary ones, and how many owners
    /// had to be fooled.
    pub(super) fn demands(&self, states: &[State]) -> usize {
        let needed = |cell: usize| {
            let ways = [Way::Up, Way::Down].into_iter();
            let each = |at| ways.clone().filter(move |way| self.need(at, cell, *way, None) > 0).count();
            (0..self.quantities.len()).map(each).sum::<usize>()
        };
        (0..states.len()).filter(|cell| states[*cell].is_withheld()).map(needed).sum()
    }
}

/// Checks all proofs again from nothing but witnesses, and returns the withheld cells without one.
pub(super) fn verify(audit: &Audit<'_>, states: &[State]) -> Vec<usize> {
    let mut fresh = Audit::new(audit.system, audit.quantities, states);
    for witness in audit.witnesses() {
        fresh.admit(states, &witness.moves);
    }
    let withheld = (0..states.len()).filter(|cell| states[*cell].is_withheld());
    withheld.filter(|cell| !fresh.missing(*cell).is_empty()).collect()
}
