//! Primary rules: which cells may not be published by what they themselves hold.
//!
//! At each boundary the protective side is taken, also where a handbook or a tool reads a rule the
//! other way. Shares are those of owners, merged by the caller, in falling order.

use std::collections::BTreeSet;

use super::system::System;

/// A rule on the greatest shares of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::confidential) enum Dominance {
    /// The `n` greatest shares are `k` per mille of the whole or more.
    Nk {
        /// How many shares are added.
        n: usize,
        /// Per mille, so that 85.5 % can be said.
        k: u32,
    },
    /// The second greatest can estimate the greatest to within `p` per mille.
    Percent {
        /// Per mille.
        p: u32,
    },
    /// The same for one who can estimate the others to within `q` per mille beforehand.
    PriorPosterior {
        /// Per mille.
        p: u32,
        /// Per mille.
        q: u32,
    },
}

impl Dominance {
    /// How far above its value a sum must be possible, in the unit of the shares; the sum is unsafe
    /// if this is 0 or more. Shares are not negative.
    pub(in crate::confidential) fn margin(self, shares: &[i64]) -> i128 {
        let total: i128 = shares.iter().map(|share| i128::from(*share)).sum();
        let share = |at: usize| shares.get(at).copied().map_or(0, i128::from);
        let rest = total - share(0) - share(1);
        match self {
            Dominance::Nk { n, k } => {
                let top: i128 = shares.iter().take(n).map(|share| i128::from(*share)).sum();
                ceil_div(top * 1000, i128::from(k).max(1)) - total
            }
            Dominance::Percent { p } => ceil_div(share(0) * i128::from(p), 1000) - rest,
            Dominance::PriorPosterior { p, q } => {
                ceil_div(share(0) * i128::from(p), i128::from(q).max(1)) - rest
            }
        }
    }

    /// True if the rule forbids the sum. A sum of nothing has nothing to tell.
    pub(in crate::confidential) fn is_unsafe(self, shares: &[i64]) -> bool {
        shares.iter().any(|share| *share > 0) && self.margin(shares) >= 0
    }
}

fn ceil_div(a: i128, b: i128) -> i128 {
    a.div_euclid(b) + i128::from(a.rem_euclid(b) != 0)
}

/// What the rules look at in a cell, or in a sum of cells.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::confidential) struct Facts<'a> {
    /// Source rows.
    pub(in crate::confidential) count: i64,
    /// Distinct contributors, such as companies.
    pub(in crate::confidential) contributors: usize,
    /// Distinct owners: contributors that belong together count once.
    pub(in crate::confidential) owners: usize,
    /// What each owner adds to one quantity, in falling order.
    pub(in crate::confidential) shares: &'a [i64],
}

/// Why a cell may not be published. For reviewers; the public is told that it is withheld and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::confidential) enum Reason {
    /// Too few source rows.
    Count,
    /// Too few contributors.
    Contributors,
    /// Too few owners.
    Owners,
    /// Few owners have most of it.
    Dominance,
}

/// The rules on cells. All must hold for a cell to be published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::confidential) struct Rules {
    /// A cell with fewer source rows is unsafe.
    pub(in crate::confidential) min_count: i64,
    /// A cell with fewer contributors is unsafe.
    pub(in crate::confidential) min_contributors: usize,
    /// A cell with fewer owners is unsafe.
    pub(in crate::confidential) min_owners: usize,
    /// True if an empty cell may be shown as empty.
    pub(in crate::confidential) zero_is_public: bool,
    /// Rules on the greatest shares.
    pub(in crate::confidential) dominance: Vec<Dominance>,
}

impl Rules {
    /// The first rule that forbids a cell.
    pub(in crate::confidential) fn broken(&self, facts: &Facts<'_>) -> Option<Reason> {
        if facts.count == 0 && self.zero_is_public {
            return None;
        }
        if facts.count < self.min_count {
            Some(Reason::Count)
        } else if facts.contributors < self.min_contributors {
            Some(Reason::Contributors)
        } else if facts.owners < self.min_owners {
            Some(Reason::Owners)
        } else {
            self.dominance.iter().any(|rule| rule.is_unsafe(facts.shares)).then_some(Reason::Dominance)
        }
    }

    /// True if a cell may not be published.
    pub(in crate::confidential) fn is_unsafe(&self, facts: &Facts<'_>) -> bool {
        self.broken(facts).is_some()
    }

    /// How far from its value a withheld quantity must be possible, in the unit of the shares: what
    /// the strictest rule of dominance asks, and one unit at least.
    pub(in crate::confidential) fn required(&self, facts: &Facts<'_>) -> i64 {
        let unsafe_rules = self.dominance.iter().filter(|rule| rule.is_unsafe(facts.shares));
        let margin = unsafe_rules.map(|rule| rule.margin(facts.shares)).max().unwrap_or(1);
        i64::try_from(margin.max(1)).unwrap_or(i64::MAX)
    }
}

/// The cells that show that everybody in a class has one value in common: where one part of a class
/// holds all of it, that part and its empty siblings. `values` are counts of atoms.
///
/// They are to be withheld as primary cells. If the siblings are not in the system, because
/// everybody may see that they are empty, no table can hide it and [`super::protect`] refuses.
pub(in crate::confidential) fn group_disclosure(
    system: &System,
    values: &[i64],
    dimension: usize,
) -> Vec<usize> {
    let mut cells = BTreeSet::new();
    for relation in system.relations() {
        let whole = &system.cells()[relation.whole as usize];
        let is_split = |part: &u32| {
            let part = &system.cells()[*part as usize];
            part.is_listed && part.key[dimension] != whole.key[dimension]
        };
        if !whole.is_listed || !relation.parts.iter().all(is_split) {
            continue;
        }
        let total = system.total(relation.whole as usize, values);
        let full = |part: &u32| system.total(*part as usize, values) == total;
        if total > 0 && relation.parts.iter().any(full) {
            cells.extend(relation.parts.iter().map(|part| *part as usize));
        }
    }
    cells.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::oracle::{key, matrix};
    use super::*;

    const TWO_NINETY: Dominance = Dominance::Nk { n: 2, k: 900 };

    #[test]
    fn exactly_at_the_limit_is_unsafe() {
        // C11: SSBtools withholds v1 to v5 although the Handbook's wording is "exceeds".
        let cells: [&[i64]; 7] =
            [&[100], &[90, 10], &[80, 20], &[70, 30], &[80, 10, 10], &[70, 10, 10, 10], &[60, 20, 10, 10]];
        let unsafe_cells = cells.map(|shares| TWO_NINETY.is_unsafe(shares));
        assert_eq!(unsafe_cells, [true, true, true, true, true, false, false]);
        // The rest is exactly p % of the greatest.
        assert!(Dominance::Percent { p: 100 }.is_unsafe(&[100, 50, 10]));
        assert!(!Dominance::Percent { p: 100 }.is_unsafe(&[100, 50, 11]));
    }

    #[test]
    fn the_handbooks_examples() {
        // C7, example 1: safe by (1,90), yet the second estimates the first to 2 %.
        let first = [50_000, 49_000, 1_000];
        assert!(!Dominance::Nk { n: 1, k: 900 }.is_unsafe(&first));
        assert!(Dominance::Percent { p: 50 }.is_unsafe(&first));
        // Example 2: the rest is 11.5 % of the first, 15.4 % was computed from rounded shares there.
        let second = [52_000, 50_000, 8_000];
        assert!(!Dominance::Percent { p: 100 }.is_unsafe(&second));
        assert!(Dominance::Nk { n: 2, k: 909 }.is_unsafe(&second));
        // Example 4: 300 of 330 is more than 85 %; the whole would have to reach 352.94.
        let fourth = [300_000, 20_000, 10_000];
        assert_eq!(Dominance::Nk { n: 1, k: 850 }.margin(&fourth) + 330_000, 352_942);
    }

    #[test]
    fn protection_levels_follow_the_formulas() {
        // C5: 38 * 100 / 85 - 40 = 4.70588, in hundred thousandths and rounded up.
        let shares = [3_800_000, 200_000];
        assert_eq!(Dominance::Nk { n: 1, k: 850 }.margin(&shares), 470_589);
        // C9: Agriculture in Portugal, A 75.9 and B 24.5, p = 10.
        assert_eq!(Dominance::Percent { p: 100 }.margin(&[7_590, 2_450]), 759);
        assert_eq!(Dominance::PriorPosterior { p: 100, q: 500 }.margin(&[100, 50, 5]), 15);
    }

    #[test]
    fn the_first_rule_that_forbids_a_cell_is_named() {
        let rules = Rules {
            min_count: 3,
            min_contributors: 3,
            min_owners: 2,
            zero_is_public: true,
            dominance: vec![Dominance::Percent { p: 100 }],
        };
        let facts = |count, contributors, owners, shares| Facts { count, contributors, owners, shares };
        assert_eq!(rules.broken(&facts(2, 2, 2, &[])), Some(Reason::Count));
        assert_eq!(rules.broken(&facts(3, 2, 2, &[])), Some(Reason::Contributors));
        assert_eq!(rules.broken(&facts(3, 3, 1, &[])), Some(Reason::Owners));
        assert_eq!(rules.broken(&facts(3, 3, 3, &[100, 50, 10])), Some(Reason::Dominance));
        assert_eq!(rules.broken(&facts(3, 3, 3, &[100, 50, 11])), None);
        assert_eq!(rules.broken(&facts(0, 0, 0, &[])), None);
        let secret = Rules { zero_is_public: false, ..rules.clone() };
        assert_eq!(secret.broken(&facts(0, 0, 0, &[])), Some(Reason::Count));
        assert_eq!(rules.required(&facts(3, 3, 3, &[100, 50, 4])), 6);
        assert_eq!(rules.required(&facts(2, 2, 2, &[100, 50, 50])), 1);
    }

    #[test]
    fn a_class_that_shares_one_value_is_found() {
        let (system, values) = matrix(&[&[4, 0, 0], &[2, 3, 0]]);
        let cell = |coordinates: &[u32]| system.cell(&key(coordinates)).unwrap();
        let found = group_disclosure(&system, &values, 1);
        assert_eq!(
            found,
            BTreeSet::from([[1, 1], [1, 2], [1, 3]].map(|at| cell(&at))).into_iter().collect::<Vec<_>>()
        );
        // The third column is empty, and the second has one row's alone.
        assert_eq!(group_disclosure(&system, &values, 0).len(), 2);
    }
}
