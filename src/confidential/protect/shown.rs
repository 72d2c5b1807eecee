//! The audit of figures that are published as something else than they are: rounded, in ranges, or
//! changed. Nothing is chosen here.
//!
//! What is published of a cell leaves it somewhere between a least and a greatest value. For each
//! cell that a rule forbids there must be two other tables that lie in all these bounds, so far
//! apart in the cell that enough values remain possible. As elsewhere they are looked for in any way
//! and admitted in whole numbers only.

use std::num::NonZeroUsize;

use hashbrown::HashMap;

use super::audit::{Changes, Moves};
use super::prove::in_parallel;
use super::quantity::Quantity;
use super::repair::{Refusal, Summary, Unprotectable};
use super::room::{Bounds, Programme, Wish};
use super::system::System;

/// What everybody can tell of a cell's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::confidential) struct Shown {
    /// It is this at least.
    pub(in crate::confidential) low: i64,
    /// It is this at most.
    pub(in crate::confidential) high: i64,
}

impl Shown {
    /// A cell of which nothing is published.
    pub(in crate::confidential) const NOTHING: Shown = Shown { low: i64::MIN / 4, high: i64::MAX / 4 };

    /// A cell that is published as it is.
    pub(in crate::confidential) fn exactly(value: i64) -> Shown {
        Shown { low: value, high: value }
    }
}

/// A cell, and how many values of it must remain possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::confidential) struct Guarded {
    /// The cell.
    pub(in crate::confidential) cell: usize,
    /// How many, its own value among them.
    pub(in crate::confidential) values: u64,
    /// True if owners who know their own part must not see through it either.
    pub(in crate::confidential) from_owners: bool,
}

/// The nearest multiple; a half is rounded up. Neither is negative.
pub(in crate::confidential) fn round_to(value: i64, base: i64) -> i64 {
    (value + base / 2) / base * base
}

/// What a rounded value tells of one that is `least` at least.
pub(in crate::confidential) fn behind_rounded(rounded: i64, base: i64, least: i64) -> Shown {
    Shown { low: (rounded - base / 2).max(least), high: rounded + (base - 1) / 2 }
}

/// How many searches are made before their answers are looked at. It is the same for any number of threads,
/// and so is the outcome.
const BATCH: usize = 16;

/// How many cells a programme looks at, and one in whole numbers.
const SIZES: [usize; 2] = [600, 300];

/// If more cells than this are left over, no programmes in whole numbers are tried: so many need more to be
/// withheld.
const MAX_WHOLE: usize = 64;

/// Asks whether enough values of each guarded cell are possible, and where it says so two values to an
/// owner who knows their own part, if others have a part too. `known` are differences from the true table that
/// may fit what is shown; those that are found and prove something are added to them.
///
/// # Errors
///
/// Fails with the cells of which that could not be shown.
pub(in crate::confidential) fn audit_shown(
    system: &System,
    quantity: &Quantity,
    shown: &[Shown],
    guarded: &[Guarded],
    known: &mut Vec<Moves>,
    threads: NonZeroUsize,
) -> Result<Summary, Unprotectable> {
    let totals: Vec<i64> =
        (0..system.cells().len()).map(|cell| system.total(cell, &quantity.values)).collect();
    let is_true = |(total, shown): (&i64, &Shown)| (shown.low..=shown.high).contains(total);
    let is_sound = quantity.is_sound(system.atoms().len(), system.cells().len());
    if !is_sound || quantity.is_signed || !totals.iter().zip(shown).all(is_true) {
        return Err(Unprotectable { cells: Vec::new(), refusal: Refusal::Unsound });
    }
    let bounds = Bounds::new(system, quantity, shown, totals);
    let mut audit = Audit::new(&bounds, guarded);
    for moves in std::mem::take(known) {
        audit.take(moves);
    }
    audit.search(threads);
    *known = audit.witnesses;
    let mut cells: Vec<usize> =
        audit.proofs.iter().filter(|proof| !proof.is_whole()).map(|proof| proof.cell).collect();
    if !cells.is_empty() {
        cells.sort_unstable();
        return Err(Unprotectable { cells, refusal: Refusal::NoProof });
    }
    Ok(Summary {
        cells: system.cells().len(),
        relations: system.relations().len(),
        primary: guarded.len(),
        proofs: guarded.len(),
        witnesses: known.len(),
        ..Summary::default()
    })
}

/// What is shown of a guarded cell so far.
#[derive(Clone, Debug)]
struct Proof {
    cell: usize,
    /// How far apart two tables must be in it.
    wanted: i64,
    /// How much less and how much more there is in other tables.
    less: i64,
    more: i64,
    /// The owners who may see through all of these.
    owners: Vec<u32>,
}

impl Proof {
    fn left(&self) -> i64 {
        (self.wanted - self.less - self.more).max(0)
    }

    fn is_whole(&self) -> bool {
        self.left() == 0 && self.owners.is_empty()
    }
}

/// A way to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Search {
    Straight,
    Walk,
    Programme,
    Whole,
}

struct Audit<'a> {
    bounds: &'a Bounds<'a>,
    proofs: Vec<Proof>,
    /// The place of each guarded cell's proof.
    proof_of: HashMap<u32, usize>,
    witnesses: Vec<Moves>,
    changes: Changes,
}

impl<'a> Audit<'a> {
    fn new(bounds: &'a Bounds<'a>, guarded: &[Guarded]) -> Audit<'a> {
        let of = |guarded: &Guarded| {
            let owners = if guarded.from_owners { owners(bounds, guarded.cell) } else { Vec::new() };
            let wanted = i64::try_from(guarded.values).unwrap_or(i64::MAX).saturating_sub(1);
            Proof { cell: guarded.cell, wanted, less: 0, more: 0, owners }
        };
        let proofs: Vec<Proof> = guarded.iter().map(of).collect();
        let proof_of = proofs.iter().enumerate().map(|(at, proof)| (proof.cell as u32, at)).collect();
        Audit { bounds, proofs, proof_of, witnesses: Vec::new(), changes: Changes::new(bounds.system) }
    }

    /// Searches in one way after the other for what is not proved.
    fn search(&mut self, threads: NonZeroUsize) {
        for way in [Search::Straight, Search::Walk, Search::Programme, Search::Whole] {
            let open = self.proofs.iter().filter(|proof| !proof.is_whole()).count();
            if way == Search::Whole && open > MAX_WHOLE {
                return;
            }
            for is_turned in [false, true] {
                self.search_all(way, is_turned, threads);
            }
        }
    }

    /// Searches once for each wish that is open still, and again for what answers leave of it.
    fn search_all(&mut self, way: Search, is_turned: bool, threads: NonZeroUsize) {
        let mut tried: hashbrown::HashSet<(usize, Option<u32>)> = hashbrown::HashSet::new();
        let mut from = 0;
        loop {
            let mut batch: Vec<Wish> = Vec::new();
            let mut programmes: Vec<Programme> = Vec::new();
            while from < self.proofs.len() && batch.len() < BATCH {
                let Some(wish) = self.wish(from, is_turned, &tried) else {
                    from += 1;
                    continue;
                };
                if matches!(way, Search::Programme | Search::Whole) {
                    if programmes.iter().any(|programme| programme.wishes_for(&wish)) {
                        from += 1;
                        continue;
                    }
                    let is_whole = way == Search::Whole;
                    let others: Vec<Wish> = match is_whole {
                        true => Vec::new(),
                        false => {
                            (0..self.proofs.len()).filter_map(|at| self.next_wish(at, is_turned)).collect()
                        }
                    };
                    let size = SIZES[usize::from(is_whole)];
                    programmes.push(Programme::around(self.bounds, &wish, &others, size, is_whole));
                }
                tried.insert((wish.cell, wish.attacker));
                batch.push(wish);
            }
            if batch.is_empty() {
                return;
            }
            let bounds = self.bounds;
            let answers = match way {
                Search::Straight => in_parallel(&batch, threads, |_, wish| Some(bounds.straight(wish))),
                Search::Walk => in_parallel(&batch, threads, |_, wish| Some(bounds.walk(wish))),
                Search::Programme | Search::Whole => {
                    in_parallel(&programmes, threads, |at, programme| programme.solve(bounds, from + at))
                }
            };
            let before = self.witnesses.len();
            for moves in answers.into_iter().flatten() {
                self.take(moves);
            }
            // Where so many programmes prove nothing, others hardly would.
            if !programmes.is_empty() && self.witnesses.len() == before {
                return;
            }
            // What is proved to outsiders may leave owners, for whom we look at the same cells once more.
            from = batch
                .first()
                .and_then(|wish| self.proof_of.get(&(wish.cell as u32)).copied())
                .unwrap_or(from);
        }
    }

    /// What is open of a cell and was not tried.
    fn wish(
        &self,
        at: usize,
        is_turned: bool,
        tried: &hashbrown::HashSet<(usize, Option<u32>)>,
    ) -> Option<Wish> {
        let proof = &self.proofs[at];
        let outsider = (proof.left() > 0).then_some(None);
        let attackers = outsider.into_iter().chain(proof.owners.iter().map(|owner| Some(*owner)));
        let mut attackers = attackers.filter(|attacker| !tried.contains(&(proof.cell, *attacker)));
        attackers.next().map(|attacker| self.wish_of(proof, attacker, is_turned))
    }

    /// What is open of a cell, if anything is.
    fn next_wish(&self, at: usize, is_turned: bool) -> Option<Wish> {
        let proof = &self.proofs[at];
        match proof.owners.first() {
            _ if proof.left() > 0 => Some(self.wish_of(proof, None, is_turned)),
            Some(owner) => Some(self.wish_of(proof, Some(*owner), is_turned)),
            None => None,
        }
    }

    fn wish_of(&self, proof: &Proof, attacker: Option<u32>, is_turned: bool) -> Wish {
        let is_upwards = (self.bounds.room(proof.cell, 1) >= proof.wanted) != is_turned;
        let so_far = if is_upwards { proof.more } else { proof.less };
        let far = if attacker.is_none() { so_far + proof.left() } else { 1 };
        Wish { cell: proof.cell, wanted: if is_upwards { far } else { -far }, attacker }
    }

    /// Takes a difference, and what it is turned round, as witnesses if they lie in all bounds and prove something;
    /// and multiples of them as long as that proves more.
    fn take(&mut self, moves: Moves) {
        for sign in [1, -1] {
            let mut times: i64 = sign;
            loop {
                let moves: Moves =
                    moves.iter().map(|(atom, change)| (*atom, change.saturating_mul(times))).collect();
                if !self.credit(&moves) {
                    break;
                }
                self.witnesses.push(moves);
                times = times.saturating_mul(2);
            }
        }
    }

    fn credit(&mut self, moves: &[(u32, i64)]) -> bool {
        let bounds = self.bounds;
        if moves.is_empty() || moves.iter().any(|(atom, change)| bounds.loose(*atom, None) + change < 0) {
            return false;
        }
        let mut is_possible = true;
        let mut moved: Vec<(usize, i64)> = Vec::new();
        let proof_of = &self.proof_of;
        self.changes.of(bounds.system, moves, |cell, change| {
            is_possible &= bounds.is_in(cell as usize, change);
            moved.extend(proof_of.get(&cell).map(|at| (*at, change)));
        });
        if !is_possible {
            return false;
        }
        let fools = |owner: u32| {
            moves.iter().all(|(atom, change)| *change >= 0 || bounds.loose(*atom, Some(owner)) + change >= 0)
        };
        let mut is_proof = false;
        for (at, change) in moved {
            let proof = &mut self.proofs[at];
            if proof.left() > 0 && (change > proof.more || -change > proof.less) {
                proof.more = proof.more.max(change);
                proof.less = proof.less.max(-change);
                is_proof = true;
            }
            let before = proof.owners.len();
            proof.owners.retain(|owner| !fools(*owner));
            is_proof |= proof.owners.len() < before;
        }
        is_proof
    }
}

/// The owners in a cell who are not alone in it.
fn owners(bounds: &Bounds<'_>, cell: usize) -> Vec<u32> {
    let mut own: HashMap<u32, i64> = HashMap::new();
    for atom in &bounds.system.cells()[cell].atoms {
        for share in bounds.quantity.shares_of(*atom) {
            *own.entry(share.owner).or_default() += share.value;
        }
    }
    let total = bounds.total(cell);
    let mut owners: Vec<u32> =
        own.into_iter().filter(|(_, own)| *own < total).map(|(owner, _)| owner).collect();
    owners.sort_unstable();
    owners
}

#[cfg(test)]
mod tests {
    use super::super::oracle::{counted, key, matrix};
    use super::super::quantity::Share;
    use super::*;

    /// Rounds all cells of a matrix, guards some, and tells which have too few values.
    fn too_narrow(rows: &[&[i64]], base: i64, guarded: &[(&[u32], u64)]) -> Vec<Vec<u32>> {
        let (system, values) = matrix(rows);
        let quantity = counted(&system, &values);
        let shown: Vec<Shown> = (0..system.cells().len())
            .map(|cell| behind_rounded(round_to(system.total(cell, &values), base), base, 0))
            .collect();
        let guarded: Vec<Guarded> = guarded
            .iter()
            .map(|(place, values)| Guarded {
                cell: system.cell(&key(place)).unwrap(),
                values: *values,
                from_owners: true,
            })
            .collect();
        match audit_shown(&system, &quantity, &shown, &guarded, &mut Vec::new(), NonZeroUsize::MIN) {
            Ok(_) => Vec::new(),
            Err(refused) => {
                refused.cells.iter().map(|cell| system.cells()[*cell].key[..2].to_vec()).collect()
            }
        }
    }

    #[test]
    fn rounding_is_to_the_nearest_and_tells_what_it_tells() {
        assert_eq!([0, 2, 3, 7, 8].map(|value| round_to(value, 5)), [0, 0, 5, 5, 10]);
        assert_eq!([4, 5, 14, 15].map(|value| round_to(value, 10)), [0, 10, 10, 20]);
        for base in [2, 3, 5, 10, 25] {
            for value in 1..200 {
                let shown = behind_rounded(round_to(value, base), base, 1);
                assert!((shown.low..=shown.high).contains(&value), "{value} to {base}");
                assert_eq!(round_to(shown.low, base), round_to(shown.high, base), "{value} to {base}");
                assert_ne!(round_to(shown.high + 1, base), round_to(shown.high, base), "{value} to {base}");
            }
        }
    }

    #[test]
    fn small_cells_of_a_rounded_table_stay_wide() {
        assert!(
            too_narrow(&[&[1, 2, 30], &[4, 50, 6]], 5, &[(&[1, 1], 3), (&[1, 2], 3), (&[2, 1], 3)])
                .is_empty()
        );
    }

    #[test]
    fn a_total_can_give_rounded_cells_away() {
        // Four cells shown as 0 hold two each at most, and their total, shown as 10, eight at least.
        let cells: [(&[u32], u64); 2] = [(&[1, 1], 2), (&[1, 4], 2)];
        assert_eq!(too_narrow(&[&[2, 2, 2, 2], &[40, 40, 40, 40]], 5, &cells), [[1, 1], [1, 4]]);
    }

    #[test]
    fn a_range_beside_known_cells_is_narrower_than_it_looks() {
        // 3 + 4 of which both are shown as 1 to 4, and their sum as it is: 3 to 4 each.
        let (system, values) = matrix(&[&[3, 4], &[30, 40]]);
        let quantity = counted(&system, &values);
        let place = |place: &[u32]| system.cell(&key(place)).unwrap();
        let small = [place(&[1, 1]), place(&[1, 2])];
        let shown = |cell: usize| match system.cells()[cell].key[..2] {
            [1, 1 | 2] => Shown { low: 1, high: 4 },
            [2, 1 | 2] => Shown { low: 5, high: Shown::NOTHING.high },
            _ => Shown::exactly(system.total(cell, &values)),
        };
        let shown: Vec<Shown> = (0..system.cells().len()).map(shown).collect();
        let audit = |values| {
            let guarded = small.map(|cell| Guarded { cell, values, from_owners: true });
            audit_shown(&system, &quantity, &shown, &guarded, &mut Vec::new(), NonZeroUsize::MIN)
        };
        assert!(audit(2).is_ok());
        let Err(refused) = audit(3) else { panic!("only 3 and 4 are possible") };
        let mut expected = small.to_vec();
        expected.sort_unstable();
        assert_eq!(refused.cells, expected);
    }

    #[test]
    fn an_owner_must_not_see_through_what_others_have() {
        let (system, values) = matrix(&[&[2, 20], &[20, 20]]);
        let cell = system.cell(&key(&[1, 1])).unwrap();
        let mut quantity = counted(&system, &values);
        quantity.shares = vec![vec![Share { owner: 7, value: 1 }], vec![], vec![], vec![]];
        let shown: Vec<Shown> = (0..system.cells().len())
            .map(|at| {
                let low = if at == cell { 1 } else { 0 };
                let high = if at == cell { 2 } else { Shown::NOTHING.high };
                Shown { low, high }
            })
            .collect();
        let guarded = [Guarded { cell, values: 2, from_owners: true }];
        assert!(
            audit_shown(&system, &quantity, &shown, &guarded, &mut Vec::new(), NonZeroUsize::MIN).is_ok()
        );
        quantity.values[0] = 3;
        let tight: Vec<Shown> = shown
            .iter()
            .map(|shown| if shown.low == 1 { Shown { low: 3, high: 3 } } else { *shown })
            .collect();
        assert!(
            audit_shown(&system, &quantity, &tight, &guarded, &mut Vec::new(), NonZeroUsize::MIN).is_err()
        );
    }
}
