//! What is summed over the cells, who adds to it, and how far from the truth must be possible.

/// What one owner adds to an atom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::confidential) struct Share {
    /// Whose it is: the protected group, when companies that belong together are merged.
    pub(in crate::confidential) owner: u32,
    /// How much, in the unit of the quantity.
    pub(in crate::confidential) value: i64,
}

/// How far from the truth another table must be possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::confidential) struct Required {
    /// So much more.
    pub(in crate::confidential) up: i64,
    /// So much less, or nothing, or what everybody knows to be there.
    pub(in crate::confidential) down: i64,
}

impl Required {
    /// As much both ways.
    pub(in crate::confidential) fn both(level: i64) -> Required {
        Required { up: level, down: level }
    }
}

/// How far a cell must be able to go to those who are in the tables themselves and know what they
/// put in, at most as far as is required to others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::confidential) struct Insiders {
    /// To owners who are not in the cell.
    pub(in crate::confidential) strangers: i64,
    /// To owners who are in it, by rising owner; one who is not named is a stranger.
    pub(in crate::confidential) owners: Vec<(u32, i64)>,
}

impl Insiders {
    fn level(&self, owner: u32) -> i64 {
        let at = self.owners.binary_search_by_key(&owner, |(owner, _)| *owner);
        at.map_or(self.strangers, |at| self.owners[at].1)
    }
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
    /// What everybody knows each listed cell to hold at least, unless it holds less.
    pub(in crate::confidential) at_least: i64,
    /// For each cell what is required if it is primary.
    pub(in crate::confidential) required: Vec<Required>,
    /// For each cell what is required to owners if it is primary; empty, if the same as to others.
    pub(in crate::confidential) insiders: Vec<Insiders>,
}

/// Sums are kept below this, so that no proof can overflow.
const MAX_SUM: i128 = 1 << 60;

impl Quantity {
    pub(super) fn shares_of(&self, atom: u32) -> &[Share] {
        self.shares.get(atom as usize).map_or(&[], Vec::as_slice)
    }

    pub(super) fn share(&self, atom: u32, owner: u32) -> i64 {
        self.shares_of(atom).iter().find(|share| share.owner == owner).map_or(0, |share| share.value)
    }

    /// What is required of a cell one way to an attacker, whatever is known of it.
    pub(super) fn level(&self, cell: usize, required: i64, attacker: Option<u32>) -> i64 {
        let insider = attacker.and_then(|owner| Some(self.insiders.get(cell)?.level(owner)));
        insider.map_or(required, |level| required.min(level))
    }

    /// False if values, shares or requirements are so large that sums could overflow, are negative
    /// where everybody knows that they are not, or shares are more than there is.
    pub(super) fn is_sound(&self, atoms: usize, cells: usize) -> bool {
        let size: i128 = self.values.iter().map(|value| i128::from(value.unsigned_abs())).sum();
        let is_level = |level: i64| (0..MAX_SUM).contains(&i128::from(level));
        let shares_fit = |(value, shares): (&i64, &Vec<Share>)| {
            let sum: i128 = shares.iter().map(|share| i128::from(share.value)).sum();
            sum <= i128::from(*value) && shares.iter().all(|share| share.value >= 0)
        };
        self.values.len() == atoms
            && self.required.len() == cells
            && (self.shares.is_empty() || self.shares.len() == atoms)
            && (self.insiders.is_empty() || self.insiders.len() == cells)
            && size < MAX_SUM
            && self.required.iter().all(|required| is_level(required.up) && is_level(required.down))
            && (self.is_signed
                || self.values.iter().all(|value| *value >= 0)
                    && self.values.iter().zip(&self.shares).all(shares_fit))
    }
}
