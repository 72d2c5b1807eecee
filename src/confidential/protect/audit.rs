//! The audit: for every withheld cell other tables that fit everything published, some with more in
//! the cell and some with less, against an outsider and against everyone who knows their own share.
//!
//! A [`Witness`] is a table's difference from the true one. Where it comes from does not matter: it
//! is checked here, in whole numbers, before it proves anything.

use hashbrown::{HashMap, HashSet};

use super::quantity::{Quantity, Share};
use super::system::{Cell, State, System};

/// Cells of more than this, or of more atoms, are not searched for what lies inside them.
const MAX_PACKED: i64 = 50;
const MAX_PACKED_ATOMS: usize = 300;

/// Atoms and how much each changes; atoms do not repeat.
pub(in crate::confidential) type Moves = Vec<(u32, i64)>;

/// A difference from the true table that changes nothing published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Witness {
    moves: Moves,
    /// How much each pool changes, in rising order; empty, if the atoms are the pools.
    pools: Moves,
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

/// What is open, and the witnesses that closed the rest.
#[derive(Clone, Debug)]
struct Proof {
    open: Open,
    by: Vec<u32>,
}

impl Proof {
    const MISSING: Proof = Proof { open: Open::Everybody, by: Vec::new() };

    fn is_whole(&self) -> bool {
        matches!(&self.open, Open::Owners(owners) if owners.is_empty())
    }
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

/// What everybody knows to be there at least.
#[derive(Debug)]
struct Known {
    /// Of each cell, for its own sake.
    cells: Vec<i64>,
    /// Of each atom, for the sake of cells that are it alone; empty, if the atoms are not the pools.
    atoms: Vec<i64>,
    /// Of each cell, for the sake of its atoms or its own.
    floors: Vec<i64>,
    /// The atoms that each owner is in.
    atoms_of: HashMap<u32, Vec<u32>>,
    /// What each pool holds, and who has what of it, if there are other pools than atoms.
    pools: Vec<Pool>,
}

/// What a pool holds.
#[derive(Clone, Debug, Default)]
struct Pool {
    value: i64,
    /// By rising owner.
    shares: Vec<Share>,
}

impl Pool {
    fn share(&self, owner: u32) -> i64 {
        let at = self.shares.binary_search_by_key(&owner, |share| share.owner);
        at.map_or(0, |at| self.shares[at].value)
    }

    fn all(system: &System, quantity: &Quantity) -> Vec<Pool> {
        let Some(pools) = system.pools() else { return Vec::new() };
        let mut pools = vec![Pool::default(); pools.count];
        for atom in 0..system.atoms().len() as u32 {
            for pool in system.pools_of(atom) {
                let pool = &mut pools[pool as usize];
                pool.value += quantity.values[atom as usize];
                pool.shares.extend(quantity.shares_of(atom));
            }
        }
        for pool in &mut pools {
            pool.shares.sort_unstable_by_key(|share| share.owner);
            pool.shares.dedup_by(|next, kept| {
                let is_same = next.owner == kept.owner;
                if is_same {
                    kept.value += next.value;
                }
                is_same
            });
        }
        pools
    }
}

impl Known {
    fn new(system: &System, quantity: &Quantity, totals: &[i64]) -> Known {
        let listed = system.cells().iter().zip(totals);
        let cells: Vec<i64> = listed
            .map(|(cell, total)| if cell.is_listed { quantity.at_least.min(*total) } else { 0 })
            .collect();
        // Where rows have sets, nobody knows which of the rows in a cell is there.
        let is_pooled = system.pools().is_some();
        let mut atoms = vec![0; system.atoms().len()];
        for (cell, known) in system.cells().iter().zip(&cells).filter(|_| !is_pooled) {
            if let [atom] = cell.atoms[..] {
                let least: &mut i64 = &mut atoms[atom as usize];
                *least = (*least).max(*known);
            }
        }
        let floor = |(cell, known): (&Cell, &i64)| {
            let sum: i64 = cell.atoms.iter().map(|atom| atoms[*atom as usize]).sum();
            sum.max(*known)
        };
        let mut floors: Vec<i64> = system.cells().iter().zip(&cells).map(floor).collect();
        if quantity.at_least > 0 {
            let mut order: Vec<usize> = (0..floors.len()).collect();
            order.sort_by_key(|cell| system.cells()[*cell].atoms.len());
            // Wholes of one part are as great as it is, so they come after it once more.
            for cell in order.iter().chain(&order) {
                for parts in system.parts_of(*cell) {
                    let sum = parts.iter().map(|part| floors[*part as usize]).sum();
                    floors[*cell] = floors[*cell].max(sum);
                }
                let packed = packed(system, *cell, totals[*cell], &|part| floors[part as usize]);
                floors[*cell] = floors[*cell].max(packed);
            }
        }
        let mut atoms_of: HashMap<u32, Vec<u32>> = HashMap::new();
        for (atom, shares) in quantity.shares.iter().enumerate() {
            for share in shares {
                atoms_of.entry(share.owner).or_default().push(atom as u32);
            }
        }
        let atoms = if is_pooled { Vec::new() } else { atoms };
        Known { cells, atoms, floors, atoms_of, pools: Pool::all(system, quantity) }
    }
}

/// The state of the proofs.
#[derive(Debug)]
pub(super) struct Audit<'a> {
    pub(super) system: &'a System,
    pub(super) quantities: &'a [Quantity],
    /// The true value of each cell, for each quantity.
    totals: Vec<Vec<i64>>,
    /// What everybody knows of each cell and of each atom to be there, for each quantity.
    known: Vec<Known>,
    is_primary: Vec<bool>,
    /// For each dimension and code how much of the first quantity is there.
    frequencies: Vec<HashMap<u32, i64>>,
    witnesses: Vec<Witness>,
    /// For each witness how many proofs rest on it.
    uses: Vec<u32>,
    /// The witnesses that change a cell, and how much.
    changing: Vec<Vec<(u32, i64)>>,
    /// For each quantity and cell the proofs upwards and downwards.
    proofs: Vec<Vec<[Proof; 2]>>,
    changes: Changes,
}

impl<'a> Audit<'a> {
    /// Nothing is proved yet. Sums of values must not overflow.
    pub(super) fn new(system: &'a System, quantities: &'a [Quantity], states: &[State]) -> Audit<'a> {
        let cells = system.cells().len();
        let total =
            |quantity: &Quantity| (0..cells).map(|cell| system.total(cell, &quantity.values)).collect();
        let totals: Vec<Vec<i64>> = quantities.iter().map(total).collect();
        let known = quantities.iter().zip(&totals);
        Audit {
            system,
            quantities,
            known: known.map(|(quantity, totals)| Known::new(system, quantity, totals)).collect(),
            totals,
            is_primary: states.iter().map(|state| *state == State::Primary).collect(),
            frequencies: frequencies(system, quantities),
            witnesses: Vec::new(),
            changing: vec![Vec::new(); cells],
            uses: Vec::new(),
            proofs: vec![vec![[Proof::MISSING; 2]; cells]; quantities.len()],
            changes: Changes::new(system),
        }
    }

    /// Takes a difference as a witness if it changes nothing shown and proves something. Returns
    /// whether it does.
    pub(super) fn admit(&mut self, states: &[State], moves: &[(u32, i64)]) -> bool {
        self.take(states, moves, false)
    }

    /// Takes a difference as a witness if it changes nothing shown, whether or not it proves
    /// something already: it may with others that follow.
    pub(super) fn keep(&mut self, states: &[State], moves: &[(u32, i64)]) {
        self.take(states, moves, true);
    }

    fn take(&mut self, states: &[State], moves: &[(u32, i64)], is_kept: bool) -> bool {
        let pools = self.system.pools().map(|_| self.system.pooled(moves)).unwrap_or_default();
        let mut witness = Witness { moves: moves.to_vec(), pools, changes: Vec::new() };
        let mut fits = true;
        self.changes.of(self.system, moves, |cell, change| {
            let state = states[cell as usize];
            fits &= !state.is_shown();
            if state.is_withheld() {
                witness.changes.push((cell, change));
            }
        });
        witness.changes.sort_unstable();
        if !fits || witness.changes.is_empty() {
            return false;
        }
        let index = self.witnesses.len() as u32;
        self.uses.push(0);
        let mut is_proof = false;
        for (cell, change) in &witness.changes {
            is_proof |= self.credit(index, &witness, (*cell as usize, *change));
        }
        if !is_proof && !is_kept {
            self.uses.pop();
            return false;
        }
        for (cell, change) in &witness.changes {
            self.changing[*cell as usize].push((index, *change));
        }
        self.witnesses.push(witness);
        is_proof
    }

    /// Closes what a witness proves of a cell that it changes. Returns whether it proved anything that
    /// was open.
    fn credit(&mut self, index: u32, witness: &Witness, moved: (usize, i64)) -> bool {
        let mut is_proof = false;
        let cell = moved.0;
        for at in 0..self.quantities.len() {
            for way in [Way::Up, Way::Down] {
                let proof = &self.proofs[at][cell][way as usize];
                if proof.is_whole() || self.is_settled(at, cell) || self.need(at, cell, way, None) == 0 {
                    continue;
                }
                let (before, mut by) = match &proof.open {
                    Open::Everybody => match self.unfooled(at, witness, moved, way) {
                        Some(owners) => self.unfooled_before(at, owners, cell, way),
                        None => continue,
                    },
                    Open::Owners(owners) => (owners.clone(), Vec::new()),
                };
                let mut rest = before.clone();
                if proof.open != Open::Everybody {
                    rest.retain(|owner| !self.fools(at, witness, moved, way, Some(*owner)));
                    if rest == before {
                        continue;
                    }
                }
                by.push(index);
                for index in &by {
                    self.uses[*index as usize] += 1;
                }
                let proof = &mut self.proofs[at][cell][way as usize];
                proof.open = Open::Owners(rest);
                proof.by.append(&mut by);
                is_proof = true;
            }
        }
        is_proof
    }

    /// How far a cell must be able to go one way, for an attacker or for the outsider. A secondary
    /// cell is not secret in itself: any other value will do.
    pub(super) fn need(&self, at: usize, cell: usize, way: Way, attacker: Option<u32>) -> i64 {
        let quantity = &self.quantities[at];
        let required = quantity.required[cell];
        let is_fixed_below = || {
            required.down == 0 || !quantity.is_signed && self.totals[at][cell] == self.known[at].floors[cell]
        };
        let required = match (self.is_primary[cell], way) {
            (false, _) => 1,
            // Nothing that is withheld may be certain, so one way is always asked for.
            (true, Way::Up) if required.up == 0 => i64::from(is_fixed_below()),
            (true, Way::Up) => required.up,
            (true, Way::Down) => required.down,
        };
        let need = if self.is_primary[cell] { quantity.level(cell, required, attacker) } else { required };
        if way == Way::Up || quantity.is_signed || need == 0 {
            return need;
        }
        need.min(self.totals[at][cell] - self.floor(at, cell, attacker)).max(0)
    }

    /// The least that an attacker knows a cell to hold, whatever is published.
    pub(super) fn floor(&self, at: usize, cell: usize, attacker: Option<u32>) -> i64 {
        let known = &self.known[at];
        let Some((owner, all)) = attacker.and_then(|owner| Some((owner, known.atoms_of.get(&owner)?))) else {
            return known.floors[cell];
        };
        let share = |atom: u32| self.quantities[at].share(atom, owner);
        if self.quantities[at].at_least == 0 {
            return common(all, &self.system.cells()[cell].atoms).map(share).sum();
        }
        self.floor_to(at, cell, all, &share, &mut HashMap::new())
    }

    /// The same where presence is public: parts that an owner is in hold at least what the owner put
    /// in, and others what everybody knows.
    fn floor_to(
        &self,
        at: usize,
        cell: usize,
        own: &[u32],
        share: &dyn Fn(u32) -> i64,
        found: &mut HashMap<usize, i64>,
    ) -> i64 {
        if let Some(floor) = found.get(&cell) {
            return *floor;
        }
        let known = &self.known[at];
        let own: Vec<u32> = common(own, &self.system.cells()[cell].atoms).collect();
        let mut floor = known.floors[cell];
        if !own.is_empty() {
            floor = floor.max(own.iter().map(|atom| share(*atom)).sum());
            for parts in self.system.parts_of(cell) {
                let of = |part: &u32| self.floor_to(at, *part as usize, &own, share, found);
                floor = floor.max(parts.iter().map(of).sum());
            }
            let of = |part: u32| {
                let own = common(&own, &self.system.cells()[part as usize].atoms);
                known.floors[part as usize].max(own.map(share).sum())
            };
            floor = floor.max(packed(self.system, cell, self.totals[at][cell], &of));
        }
        found.insert(cell, floor);
        floor
    }

    /// The least that everybody knows a cell to hold for its own sake.
    pub(super) fn known_of_all(&self, at: usize, cell: usize) -> i64 {
        self.known[at].cells[cell]
    }

    /// How much an attacker can believe to be missing from an atom.
    pub(super) fn loose(&self, at: usize, atom: u32, attacker: Option<u32>) -> i64 {
        self.system.pools_of(atom).map(|pool| self.slack(at, pool, attacker)).min().unwrap_or(0)
    }

    /// How much an attacker can believe to be missing from a pool.
    pub(super) fn slack(&self, at: usize, pool: u32, attacker: Option<u32>) -> i64 {
        let known = self.known[at].atoms.get(pool as usize).copied().unwrap_or(0);
        self.pool(at, pool).0 - self.own(at, pool, attacker).max(known)
    }

    /// How often rows can be expected that have an atom's codes and its set, if codes had nothing to do with
    /// each other: the product of how often each occurs.
    pub(super) fn frequency(&self, atom: u32) -> u128 {
        let codes = self.frequencies.iter().zip(self.system.atoms()[atom as usize]);
        let of = |(known, code): (&HashMap<u32, i64>, u32)| {
            u128::from(known.get(&code).copied().unwrap_or(0).unsigned_abs()) + 1
        };
        codes.map(of).fold(1, u128::saturating_mul)
    }

    /// What an attacker has of a pool.
    fn own(&self, at: usize, pool: u32, attacker: Option<u32>) -> i64 {
        attacker.map_or(0, |owner| match self.known[at].pools.get(pool as usize) {
            Some(pool) => pool.share(owner),
            None => self.quantities[at].share(pool, owner),
        })
    }

    /// The pools that a witness changes: the atoms it moves, if there are no others.
    fn pools<'w>(&self, witness: &'w Witness) -> &'w [(u32, i64)] {
        if self.system.pools().is_some() { &witness.pools } else { &witness.moves }
    }

    /// What a pool holds, and who has what of it.
    fn pool(&self, at: usize, pool: u32) -> (i64, &[Share]) {
        match self.known[at].pools.get(pool as usize) {
            Some(pool) => (pool.value, &pool.shares),
            None => (self.quantities[at].values[pool as usize], self.quantities[at].shares_of(pool)),
        }
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
        let is_believed = |(pool, change): &(u32, i64)| {
            let after = i128::from(self.pool(at, *pool).0) + i128::from(*change) * times;
            after >= i128::from(self.own(at, *pool, attacker))
        };
        let is_enough = |(cell, change): &(u32, i64)| {
            let after = i128::from(self.totals[at][*cell as usize]) + i128::from(*change) * times;
            after >= i128::from(self.known_of_all(at, *cell as usize))
        };
        self.pools(witness).iter().all(is_believed)
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
        for (pool, change) in self.pools(witness).iter().filter(|(_, change)| i128::from(*change) * times < 0)
        {
            let (value, shares) = self.pool(at, *pool);
            let left = i128::from(value) + i128::from(*change) * times;
            let knowing = shares.iter().filter(|share| i128::from(share.value) > left);
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

    /// The owners who can see through all witnesses for a cell that there are. One that does not fool
    /// outsiders may fool an owner of whom less is required, so the order of witnesses does not matter.
    /// Also returns the witnesses that fool the others.
    fn unfooled_before(
        &self,
        at: usize,
        mut owners: Vec<u32>,
        cell: usize,
        way: Way,
    ) -> (Vec<u32>, Vec<u32>) {
        let mut by = Vec::new();
        for (index, change) in &self.changing[cell] {
            if owners.is_empty() {
                break;
            }
            let witness = &self.witnesses[*index as usize];
            let before = owners.len();
            let moved = (cell, *change);
            owners.retain(|owner| {
                witness.moves.is_empty() || !self.fools(at, witness, moved, way, Some(*owner))
            });
            if owners.len() < before {
                by.push(*index);
            }
        }
        (owners, by)
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
                match &self.proofs[quantity][cell][way as usize].open {
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
        let is_uncertain = |proof: &Proof| matches!(proof.open, Open::Owners(_));
        !self.is_primary[cell] && self.proofs[quantity][cell].iter().any(is_uncertain)
    }

    /// True if a missing proof is missing still.
    pub(super) fn is_missing(&self, demand: &Demand) -> bool {
        if self.is_settled(demand.quantity, demand.cell) {
            return false;
        }
        match (&self.proofs[demand.quantity][demand.cell][demand.way as usize].open, demand.attacker) {
            (Open::Everybody, None) => true,
            (Open::Owners(owners), Some(owner)) => owners.binary_search(&owner).is_ok(),
            (Open::Everybody, Some(_)) | (Open::Owners(_), None) => false,
        }
    }

    /// True if a witness in use changes a cell.
    pub(super) fn is_moved(&self, cell: usize) -> bool {
        self.changing[cell].iter().any(|(index, _)| self.uses[*index as usize] > 0)
    }

    /// Forgets the witnesses on which no proof rests.
    pub(super) fn forget_unused(&mut self) {
        for (witness, uses) in self.witnesses.iter_mut().zip(&self.uses) {
            if *uses == 0 {
                *witness = Witness::default();
            }
        }
        for changing in &mut self.changing {
            changing.retain(|(index, _)| self.uses[*index as usize] > 0);
        }
    }

    /// Takes back the proofs that rest on a cell's being withheld. Returns the other cells they were
    /// for, and the moves themselves, so that they can be kept again.
    pub(super) fn retract(&mut self, cell: usize) -> (Vec<usize>, Vec<Moves>) {
        let mut affected = vec![cell];
        let mut moves = Vec::new();
        for (index, _) in std::mem::take(&mut self.changing[cell]) {
            let witness = std::mem::take(&mut self.witnesses[index as usize]);
            for (other, _) in &witness.changes {
                if self.reset(*other as usize, index) {
                    affected.push(*other as usize);
                }
            }
            if !witness.moves.is_empty() {
                moves.push(witness.moves);
            }
        }
        affected.sort_unstable();
        affected.dedup();
        for other in &affected {
            let witnesses = &self.witnesses;
            self.changing[*other].retain(|(index, _)| !witnesses[*index as usize].moves.is_empty());
            for at in 0..self.changing[*other].len() {
                let (index, change) = self.changing[*other][at];
                let witness = std::mem::take(&mut self.witnesses[index as usize]);
                self.credit(index, &witness, (*other, change));
                self.witnesses[index as usize] = witness;
            }
        }
        affected.retain(|other| *other != cell);
        (affected, moves)
    }

    /// Takes back the proofs of a cell that rest on a witness. Returns whether there are such.
    fn reset(&mut self, cell: usize, index: u32) -> bool {
        let mut is_reset = false;
        for proofs in &mut self.proofs {
            for proof in proofs[cell].iter_mut().filter(|proof| proof.by.contains(&index)) {
                for index in std::mem::replace(proof, Proof::MISSING).by {
                    self.uses[index as usize] -= 1;
                }
                is_reset = true;
            }
        }
        is_reset
    }

    /// How much would have to be looked at again if a cell were published.
    pub(super) fn weight(&self, cell: usize) -> usize {
        let changes = |(index, _): &(u32, i64)| self.witnesses[*index as usize].changes.len();
        self.changing[cell].iter().map(changes).sum()
    }

    /// How many witnesses are in use.
    pub(super) fn witness_count(&self) -> usize {
        self.witnesses().count()
    }

    /// The differences that prove something.
    pub(super) fn differences(&self) -> Vec<Moves> {
        self.witnesses().map(|witness| witness.moves.clone()).collect()
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

/// For each dimension and code how much of the first quantity is there; nothing, if no rows have sets.
fn frequencies(system: &System, quantities: &[Quantity]) -> Vec<HashMap<u32, i64>> {
    let mut frequencies = vec![HashMap::new(); system.dimensions()];
    let Some(quantity) = quantities.first().filter(|_| system.pools().is_some()) else { return frequencies };
    for (key, value) in system.atoms().iter().zip(&quantity.values) {
        for (known, code) in frequencies.iter_mut().zip(key) {
            *known.entry(*code).or_insert(0_i64) += value;
        }
    }
    frequencies
}

/// What cells that lie inside another, and apart from each other, hold at least together. They need
/// not be parts of a relation. Only small cells are looked at: the rest of others cannot be known.
fn packed(system: &System, cell: usize, total: i64, least: &dyn Fn(u32) -> i64) -> i64 {
    let atoms = &system.cells()[cell].atoms;
    if total > MAX_PACKED || atoms.len() > MAX_PACKED_ATOMS {
        return 0;
    }
    let mut inside: Vec<u32> = atoms
        .iter()
        .flat_map(|atom| system.cells_of(*atom))
        .copied()
        .filter(|part| least(*part) > 0)
        .collect();
    inside.sort_unstable();
    inside.dedup();
    inside.retain(|number| {
        let part = &system.cells()[*number as usize].atoms;
        part.len() < atoms.len()
            && part.iter().all(|atom| atoms.binary_search(atom).is_ok())
            && system.is_inside_by_place(*number, cell)
    });
    inside.sort_by_key(|part| (system.cells()[*part as usize].atoms.len(), *part));
    let mut taken: HashSet<u32> = HashSet::new();
    let mut sum = 0;
    // Cells of different values keep apart if no row could be in both, whatever its set.
    let row = |atom: &u32| system.pools_of(*atom).next().unwrap_or(*atom);
    for part in inside {
        let atoms = &system.cells()[part as usize].atoms;
        if atoms.iter().all(|atom| !taken.contains(&row(atom))) {
            taken.extend(atoms.iter().map(row));
            sum += least(part);
        }
    }
    sum
}

/// The numbers that stand in both of two rising lists.
fn common<'a>(one: &'a [u32], other: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let (few, many) = if one.len() < other.len() { (one, other) } else { (other, one) };
    few.iter().copied().filter(|number| many.binary_search(number).is_ok())
}

/// Checks all proofs again from nothing but witnesses, and returns the withheld cells without one.
pub(super) fn verify(audit: &Audit<'_>, states: &[State]) -> Vec<usize> {
    let mut fresh = Audit::new(audit.system, audit.quantities, states);
    for witness in audit.witnesses() {
        fresh.keep(states, &witness.moves);
    }
    let withheld = (0..states.len()).filter(|cell| states[*cell].is_withheld());
    withheld.filter(|cell| !fresh.missing(*cell).is_empty()).collect()
}
