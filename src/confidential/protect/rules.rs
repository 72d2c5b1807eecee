//! Rules of dominance: sums that may not be published for the shares that they are made of.
//!
//! At each boundary the protective side is taken, also where a handbook or a tool reads a rule the
//! other way. Shares are those of owners, merged by the caller, in falling order.

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

    /// How far above its value a sum must be possible to one who knows a share: the one at a place,
    /// or none. A share may be estimated by one who knows little else, so there the rule asks for less.
    /// Of many shares together, as the rule of the `n` greatest, it asks for the same of everybody.
    pub(in crate::confidential) fn margin_to(self, shares: &[i64], own: Option<usize>) -> i128 {
        let (p, q) = match self {
            Dominance::Nk { .. } => return self.margin(shares),
            Dominance::Percent { p } => (p, 1000),
            Dominance::PriorPosterior { p, q } => (p, q.max(1)),
        };
        let total: i128 = shares.iter().map(|share| i128::from(*share)).sum();
        let share = |at: usize| shares.get(at).copied().map_or(0, i128::from);
        let target = share(usize::from(own == Some(0)));
        let rest = total - target - own.map_or(0, share);
        ceil_div(target * i128::from(p), i128::from(q)) - rest
    }

    /// True if the rule forbids the sum. A sum of nothing has nothing to tell.
    pub(in crate::confidential) fn is_unsafe(self, shares: &[i64]) -> bool {
        shares.iter().any(|share| *share > 0) && self.margin(shares) >= 0
    }
}

fn ceil_div(a: i128, b: i128) -> i128 {
    a.div_euclid(b) + i128::from(a.rem_euclid(b) != 0)
}

#[cfg(test)]
mod tests {
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
        // Example 2: the rest, 8,000, is 15.4 % of the first.
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
        // C8: tau-Argus' pp.tab at p = 15, in hundredths: 0.75, and 1288.15 for 9/4.
        assert_eq!(Dominance::Percent { p: 150 }.margin(&[500]), 75);
        assert_eq!(Dominance::Percent { p: 150 }.margin(&[1_140_100, 14_500, 42_200]), 128_815);
    }

    #[test]
    fn the_rule_asks_less_for_those_who_know_less() {
        let shares = [1_000, 80, 10];
        let rule = Dominance::Percent { p: 100 };
        let to = |own| rule.margin_to(&shares, own);
        assert_eq!(to(Some(1)), rule.margin(&shares), "the second greatest is the one the rule thinks of");
        assert_eq!([to(Some(2)), to(None)], [20, 10]);
        assert_eq!(to(Some(0)), 8 - 10, "the greatest cannot come close to the second");
    }
}
