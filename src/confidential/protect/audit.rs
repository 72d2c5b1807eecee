//! The audit: for every withheld cell two other tables that fit everything published, one with more
//! in the cell and one with less, against an outsider and against everyone who knows their own share.
//!
//! A [`Witness`] is a table's difference from the true one. Where it comes from does not matter: it
//! is checked here, in whole numbers, before it proves anything.

use std::collections::BTreeSet;

use super::system::{State, System};

/// What one owner adds to an atom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::confidential) struct Share {
    pub(in crate::confidential) owner: u32,
    pub(in crate::confidential) value: i64,
}

/// Something that is summed over the system's cells, in whole units.
#[derive(Clone, Debug)]
pub(in crate::confidential) struct Quantity {
    /// The value of each atom.
    pub(in crate::confidential) values: Vec<i64>,
    /// Who adds what to each atom; nobody, if no owner is known. Each owner stands once.
    pub(in crate::confidential) shares: Vec<Vec<Share>>,
    /// False if everybody knows that no value is negative.
    pub(in crate::confidential) is_signed: bool,
    /// What everybody knows each listed cell to hold at least.
    pub(in crate::confidential) at_least: i64,
    /// For each cell how far from the truth it must be possible, both ways.
    pub(in crate::confidential) required: Vec<i64>,
}

impl Quantity {
    fn share(&self, atom: u32, owner: u32) -> i64 {
        let shares = self.shares.get(atom as usize).map_or(&[][..], Vec::as_slice);
        shares.iter().find(|share| share.owner == owner).map_or(0, |share| share.value)
    }
}

/// A difference from the true table that changes nothing published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Witness {
    /// How much each atom changes; atoms do not repeat.
    pub(super) moves: Vec<(u32, i64)>,
    /// How much each withheld cell changes.
    pub(super) changes: Vec<(u32, i64)>,
}

/// Which way a cell changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Up,
    Down,
}

/// Against whom a cell is not yet shown to be protected.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Open {
    /// Against anybody.
    Everybody,
    /// Against these owners.
    Owners(Vec<u32>),
}

impl Open {
    fn is_closed(&self) -> bool {
        matches!(self, Open::Owners(owners) if owners.is_empty())
    }
}

/// A proof that is still missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Missing {
    pub(super) quantity: usize,
    pub(super) cell: usize,
    pub(super) way: Way,
    /// Nobody, if the outsider's proof is missing.
    pub(super) attacker: Option<u32>,
}

/// Sums of moves over cells, with room that is used again.
#[derive(Debug)]
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
                *sum += change;
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
}

/// The state of the proofs.
#[derive(Debug)]
pub(super) struct Audit<'a> {
    pub(super) system: &'a System,
    pub(super) quantities: &'a [Quantity],
    /// The true value of each cell, for each quantity.
    pub(super) totals: Vec<Vec<i64>>,
    witnesses: Vec<Witness>,
    /// The witnesses that change a cell.
    changing: Vec<Vec<u32>>,
    /// For each quantity and cell what is open upwards and downwards.
    open: Vec<Vec<[Open; 2]>>,
    pub(super) changes: Changes,
}

impl<'a> Audit<'a> {
    pub(super) fn new(system: &'a System, quantities: &'a [Quantity]) -> Audit<'a> {
        let cells = system.cells().len();
        let totals =
            |quantity: &Quantity| (0..cells).map(|cell| system.total(cell, &quantity.values)).collect();
        Audit {
            system,
            quantities,
            totals: quantities.iter().map(totals).collect(),
            witnesses: Vec::new(),
            changing: vec![Vec::new(); cells],
            open: vec![vec![[Open::Everybody, Open::Everybody]; cells]; quantities.len()],
            changes: Changes::new(system),
        }
    }

    /// True if a difference changes nothing published and changes a cell.
    pub(super) fn fits(&mut self, states: &[State], moves: &[(u32, i64)], wanted: usize) -> bool {
        let (mut fits, mut is_moved) = (true, false);
        self.changes.of(self.system, moves, |cell, _| {
            fits &= states[cell as usize] != State::Published;
            is_moved |= cell as usize == wanted;
        });
        fits && is_moved
    }

    /// Takes a difference as a witness if it changes nothing published. Returns whether it does.
    pub(super) fn admit(&mut self, states: &[State], moves: Vec<(u32, i64)>) -> bool {
        let mut changes = Vec::new();
        let mut fits = true;
        self.changes.of(self.system, &moves, |cell, change| match states[cell as usize] {
            State::Published => fits = false,
            State::Primary | State::Secondary => changes.push((cell, change)),
            State::Hidden => {}
        });
        if !fits || changes.is_empty() {
            return fits;
        }
        let witness = Witness { moves, changes };
        if self.credit(&witness) {
            let index = self.witnesses.len() as u32;
            for (cell, _) in &witness.changes {
                self.changing[*cell as usize].push(index);
            }
            self.witnesses.push(witness);
        }
        true
    }

    /// Closes what a witness proves. Returns whether it proved anything that was open.
    fn credit(&mut self, witness: &Witness) -> bool {
        let mut proved = false;
        for at in 0..self.quantities.len() {
            for (cell, change) in &witness.changes {
                for (sign, way) in [(change.signum(), Way::Up), (-change.signum(), Way::Down)] {
                    let open = &self.open[at][*cell as usize][way as usize];
                    if open.is_closed() {
                        continue;
                    }
                    let Some(fooled_not) = self.not_fooled(at, witness, *cell as usize, way, sign) else {
                        continue;
                    };
                    let rest = match open {
                        Open::Everybody => Open::Owners(fooled_not),
                        Open::Owners(owners) => {
                            Open::Owners(owners.iter().copied().filter(|o| fooled_not.contains(o)).collect())
                        }
                    };
                    proved |= *open != rest;
                    self.open[at][*cell as usize][way as usize] = rest;
                }
            }
        }
        proved
    }

    /// How far a cell must be able to go one way, for an attacker or for the outsider.
    pub(super) fn need(&self, at: usize, cell: usize, way: Way, attacker: Option<u32>) -> i64 {
        let quantity = &self.quantities[at];
        let need = quantity.required[cell];
        if way == Way::Up || quantity.is_signed {
            return need;
        }
        let known = match attacker {
            None => quantity.at_least,
            Some(owner) => {
                let atoms = self.system.cells()[cell].atoms.iter();
                atoms.map(|atom| quantity.share(*atom, owner)).sum::<i64>().max(quantity.at_least)
            }
        };
        need.min(self.totals[at][cell] - known).max(0)
    }

    /// The owners who can see through a witness for a cell; `None` if an outsider can.
    fn not_fooled(&self, at: usize, witness: &Witness, cell: usize, way: Way, sign: i64) -> Option<Vec<u32>> {
        let change = witness.changes.iter().find(|(c, _)| *c as usize == cell)?.1.abs();
        let step = |need: i64| sign * need.div_euclid(change) + sign * i64::from(need.rem_euclid(change) > 0);
        let factor = step(self.need(at, cell, way, None));
        let quantity = &self.quantities[at];
        if quantity.is_signed {
            return Some(Vec::new());
        }
        let moved = |atom: u32, change: i64, factor: i64| {
            i128::from(quantity.values[atom as usize]) + i128::from(change) * i128::from(factor)
        };
        if witness.moves.iter().any(|(atom, change)| moved(*atom, *change, factor) < 0) {
            return None;
        }
        if quantity.at_least > 0 {
            let is_known_less = witness.changes.iter().any(|(cell, change)| {
                let total = i128::from(self.totals[at][*cell as usize]);
                let after = total + i128::from(*change) * i128::from(factor);
                self.system.cells()[*cell as usize].is_listed && after < i128::from(quantity.at_least)
            });
            if is_known_less {
                return None;
            }
        }
        let mut owners = Vec::new();
        for (atom, change) in witness.moves.iter().filter(|(_, change)| change * sign < 0) {
            let after = moved(*atom, *change, factor);
            let shares = quantity.shares.get(*atom as usize).map_or(&[][..], Vec::as_slice);
            let knowing = shares.iter().filter(|share| i128::from(share.value) > after);
            owners.extend(knowing.map(|share| share.owner));
        }
        owners.sort_unstable();
        owners.dedup();
        // One who has nearly everything in the cell need only be unsure of the little that is left.
        owners.retain(|owner| {
            let factor = step(self.need(at, cell, way, Some(*owner)));
            let known = |atom: u32| i128::from(quantity.share(atom, *owner));
            factor != 0
                && witness.moves.iter().any(|(atom, change)| moved(*atom, *change, factor) < known(*atom))
        });
        Some(owners)
    }

    /// The proofs that are missing for a cell, the outsider's first.
    ///
    /// A secondary cell is not secret in itself. It is enough that it cannot be computed, so one way
    /// against the outsider will do; the proofs of the primary cells do not rest on it.
    pub(super) fn missing(&self, states: &[State], cell: usize) -> Vec<Missing> {
        let mut missing = Vec::new();
        for quantity in 0..self.quantities.len() {
            let open = &self.open[quantity][cell];
            let is_uncertain = open.iter().any(|open| matches!(open, Open::Owners(_)));
            if states[cell] == State::Secondary && is_uncertain {
                continue;
            }
            for way in [Way::Up, Way::Down] {
                let entry = |attacker| Missing { quantity, cell, way, attacker };
                match &open[way as usize] {
                    Open::Everybody if self.need(quantity, cell, way, None) > 0 => missing.push(entry(None)),
                    Open::Everybody => {}
                    Open::Owners(owners) => missing.extend(owners.iter().map(|owner| entry(Some(*owner)))),
                }
            }
        }
        missing
    }

    /// True if a missing proof is missing still.
    pub(super) fn is_missing(&self, states: &[State], missing: &Missing) -> bool {
        let open = &self.open[missing.quantity][missing.cell];
        let is_uncertain = open.iter().any(|open| matches!(open, Open::Owners(_)));
        if states[missing.cell] == State::Secondary && is_uncertain {
            return false;
        }
        match (&open[missing.way as usize], missing.attacker) {
            (Open::Everybody, None) => true,
            (Open::Owners(owners), Some(owner)) => owners.contains(&owner),
            (Open::Everybody, Some(_)) | (Open::Owners(_), None) => false,
        }
    }

    /// What is the least that an attacker knows an atom to hold.
    pub(super) fn known(&self, quantity: usize, atom: u32, attacker: Option<u32>) -> i64 {
        attacker.map_or(0, |owner| self.quantities[quantity].share(atom, owner))
    }

    /// Takes back the proofs that rest on a cell's being withheld. Returns the other cells they were
    /// for, and the moves themselves, so that they can be admitted again.
    pub(super) fn retract(&mut self, cell: usize) -> (Vec<usize>, Vec<Vec<(u32, i64)>>) {
        let mut affected = BTreeSet::from([cell]);
        let mut moves = Vec::new();
        for index in std::mem::take(&mut self.changing[cell]) {
            let witness = &mut self.witnesses[index as usize];
            affected.extend(std::mem::take(&mut witness.changes).iter().map(|(cell, _)| *cell as usize));
            moves.push(std::mem::take(&mut witness.moves));
        }
        for other in &affected {
            for open in &mut self.open {
                open[*other] = [Open::Everybody, Open::Everybody];
            }
            let witnesses = &self.witnesses;
            self.changing[*other].retain(|index| !witnesses[*index as usize].moves.is_empty());
        }
        for other in &affected {
            for index in self.changing[*other].clone() {
                let witness = self.witnesses[index as usize].clone();
                self.credit(&witness);
            }
        }
        affected.remove(&cell);
        (affected.into_iter().collect(), moves)
    }

    /// How many witnesses are in use.
    pub(super) fn witness_count(&self) -> usize {
        self.witnesses.iter().filter(|witness| !witness.moves.is_empty()).count()
    }
}

/// Checks all proofs again from nothing but witnesses, and returns the withheld cells without one.
pub(super) fn verify(audit: &Audit<'_>, states: &[State]) -> Vec<usize> {
    let mut fresh = Audit::new(audit.system, audit.quantities);
    for witness in audit.witnesses.iter().filter(|witness| !witness.moves.is_empty()) {
        fresh.admit(states, witness.moves.clone());
    }
    let withheld = (0..states.len()).filter(|cell| states[*cell].is_withheld());
    withheld.filter(|cell| !fresh.missing(states, *cell).is_empty()).collect()
}
