//! Exact linear algebra on sparse columns, modulo two primes at once.
//!
//! A combination that is zero modulo both primes is taken to be zero. That it is not, the chance is
//! about 10⁻³⁶ for numbers without a plan behind them, and the mistake could only withhold more:
//! what is published rests on certificates in whole numbers and not on this room.

const P: u64 = (1 << 61) - 1;
const Q: u64 = (1 << 61) - 31;
const MASK: u64 = (1 << 61) - 1;

/// A whole number modulo both primes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Residue(u64, u64);

impl Residue {
    pub(super) const ZERO: Residue = Residue(0, 0);
    pub(super) const ONE: Residue = Residue(1, 1);
    pub(super) const MINUS_ONE: Residue = Residue(P - 1, Q - 1);

    pub(super) fn is_zero(self) -> bool {
        self == Residue::ZERO
    }

    pub(super) fn plus(self, other: Residue) -> Residue {
        let add = |a: u64, b: u64, prime: u64| if a + b >= prime { a + b - prime } else { a + b };
        Residue(add(self.0, other.0, P), add(self.1, other.1, Q))
    }

    pub(super) fn negated(self) -> Residue {
        let negate = |a: u64, prime: u64| if a == 0 { 0 } else { prime - a };
        Residue(negate(self.0, P), negate(self.1, Q))
    }

    pub(super) fn times(self, other: Residue) -> Residue {
        if self == Residue::ONE {
            return other;
        }
        if other == Residue::ONE {
            return self;
        }
        Residue(times(self.0, other.0, P), times(self.1, other.1, Q))
    }

    /// The inverse of a number that neither prime divides.
    pub(super) fn inverse(self) -> Residue {
        if self == Residue::ONE || self == Residue::MINUS_ONE {
            return self;
        }
        Residue(power(self.0, P - 2, P), power(self.1, Q - 2, Q))
    }

    /// A number between two residues and their row, for recognising equal columns.
    fn mixed(self, row: u32) -> u64 {
        let mix = |mut z: u64| {
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        mix(mix(u64::from(row).wrapping_add(0x9e37_79b9_7f4a_7c15)) ^ self.0 ^ self.1.rotate_left(32))
    }
}

/// The product of two residues. Both primes are 2^61 less a little, so that what stands above the
/// 61st bit counts as that little, and no division is needed.
fn times(a: u64, b: u64, prime: u64) -> u64 {
    let little = (1 << 61) - prime;
    let product = u128::from(a) * u128::from(b);
    let folded = (product & u128::from(MASK)) + (product >> 61) * u128::from(little);
    let folded = (folded as u64 & MASK) + (folded >> 61) as u64 * little;
    if folded >= prime { folded - prime } else { folded }
}

fn power(mut base: u64, mut exponent: u64, prime: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = times(result, base, prime);
        }
        base = times(base, base, prime);
        exponent >>= 1;
    }
    result
}

/// A column: rows in rising order, none with a zero.
pub(super) type Column = Vec<(u32, Residue)>;

/// `to` minus `factor` times `column`.
pub(super) fn subtract(to: &Column, factor: Residue, column: &Column) -> Column {
    let factor = factor.negated();
    let mut result = Vec::with_capacity(to.len() + column.len());
    let (mut left, mut right) = (to.iter().copied().peekable(), column.iter().copied().peekable());
    loop {
        let next = match (left.peek().copied(), right.peek().copied()) {
            (None, None) => return result,
            (Some((row, value)), other) if other.is_none_or(|(next, _)| row < next) => {
                left.next();
                (row, value)
            }
            (other, Some((row, value))) if other.is_none_or(|(next, _)| row < next) => {
                right.next();
                (row, factor.times(value))
            }
            (Some((row, value)), Some((_, other))) => {
                left.next();
                right.next();
                (row, value.plus(factor.times(other)))
            }
            (_, None) | (None, _) => return result,
        };
        if !next.1.is_zero() {
            result.push(next);
        }
    }
}

/// A number that two columns share if one is a multiple of the other; other columns nearly never.
pub(super) fn direction(column: &Column) -> u64 {
    let Some((_, first)) = column.first() else { return 0 };
    let scale = first.inverse();
    column.iter().fold(1, |sum: u64, (row, value)| sum.wrapping_add(value.times(scale).mixed(*row)))
}

/// What is spanned by the columns that were put in.
#[derive(Debug, Default)]
pub(super) struct Span {
    /// For each row the pivot that stands on it, plus one.
    pivot_on: Vec<u32>,
    /// Each pivot is one on its own row and has no row of an earlier pivot.
    pivots: Vec<(u32, Column)>,
    scratch: Vec<Residue>,
}

impl Span {
    /// Nothing is spanned yet, of a space with this many rows.
    pub(super) fn new(rows: usize) -> Span {
        Span { pivot_on: vec![0; rows], pivots: Vec::new(), scratch: vec![Residue::ZERO; rows] }
    }

    /// What is left of a column when everything spanned is taken out of it: nothing, if it is
    /// spanned itself.
    pub(super) fn reduce(&mut self, column: &[(u32, Residue)]) -> Column {
        let mut touched: Vec<u32> = Vec::with_capacity(column.len());
        // Pivots are taken in their order, and one only brings rows of later ones.
        let mut waiting = std::collections::BTreeSet::new();
        for (row, value) in column {
            touched.push(*row);
            self.scratch[*row as usize] = *value;
            if self.pivot_on[*row as usize] > 0 {
                waiting.insert(self.pivot_on[*row as usize] - 1);
            }
        }
        while let Some(pivot) = waiting.pop_first() {
            let (pivot_row, pivot) = &self.pivots[pivot as usize];
            let factor = self.scratch[*pivot_row as usize].negated();
            if factor.is_zero() {
                continue;
            }
            for (row, value) in pivot {
                let entry = &mut self.scratch[*row as usize];
                if entry.is_zero() {
                    touched.push(*row);
                }
                *entry = entry.plus(factor.times(*value));
                let on = self.pivot_on[*row as usize];
                if on > 0 && row != pivot_row {
                    waiting.insert(on - 1);
                }
            }
        }
        touched.sort_unstable();
        touched.dedup();
        let mut result = Vec::new();
        for row in touched {
            let value = std::mem::replace(&mut self.scratch[row as usize], Residue::ZERO);
            if !value.is_zero() {
                result.push((row, value));
            }
        }
        result
    }

    /// Adds a reduced column with a pivot on one of its rows. Returns the column, one on that row.
    pub(super) fn add(&mut self, reduced: &Column, row: u32) -> Option<&Column> {
        let at = reduced.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        let scale = reduced[at].1.inverse();
        let column = reduced.iter().map(|(row, value)| (*row, value.times(scale))).collect();
        self.pivots.push((row, column));
        self.pivot_on[row as usize] = self.pivots.len() as u32;
        self.pivots.last().map(|(_, column)| column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(entries: &[(u32, i64)]) -> Column {
        entries
            .iter()
            .map(|(row, value)| {
                let size = Residue(value.unsigned_abs(), value.unsigned_abs());
                (*row, if *value < 0 { size.negated() } else { size })
            })
            .collect()
    }

    #[test]
    fn both_moduli_are_prime() {
        for prime in [P, Q] {
            let (odd, twos) = ((prime - 1) >> (prime - 1).trailing_zeros(), (prime - 1).trailing_zeros());
            for base in [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37] {
                let mut x = power(base, odd, prime);
                let passes = x == 1
                    || (0..twos).any(|_| {
                        let passes = x == prime - 1;
                        x = times(x, x, prime);
                        passes
                    });
                assert!(passes, "{prime} is not prime by base {base}");
            }
        }
    }

    #[test]
    fn products_are_folded_right() {
        let numbers = [0, 1, 2, 30, 31, 32, 1 << 31, MASK >> 1, Q - 2, Q - 1, Q, P - 2, P - 1];
        for prime in [P, Q] {
            for a in numbers.map(|number| number % prime) {
                for b in numbers.map(|number| number % prime) {
                    let right = (u128::from(a) * u128::from(b) % u128::from(prime)) as u64;
                    assert_eq!(times(a, b, prime), right, "{a} * {b} mod {prime}");
                }
            }
        }
    }

    #[test]
    fn a_number_times_its_inverse_is_one() {
        let number = Residue(1_234_567, 7_654_321);
        assert_eq!(number.times(number.inverse()), Residue::ONE);
        assert_eq!(number.plus(number.negated()), Residue::ZERO);
    }

    #[test]
    fn a_column_is_spanned_if_it_is_a_sum_of_what_was_put_in() {
        let mut span = Span::new(4);
        for (entries, row) in [(vec![(0, 1), (1, 1), (2, 1)], 0), (vec![(1, 2), (3, -2)], 3)] {
            let reduced = span.reduce(&column(&entries));
            span.add(&reduced, row);
        }
        assert!(span.reduce(&column(&[(0, 3), (1, 3), (2, 3)])).is_empty());
        assert!(span.reduce(&column(&[(0, 1), (2, 1), (3, 1)])).is_empty());
        assert!(!span.reduce(&column(&[(0, 1), (2, 1), (3, 2)])).is_empty());
    }

    #[test]
    fn multiples_have_one_direction() {
        assert_eq!(direction(&column(&[(1, 2), (5, -4)])), direction(&column(&[(1, -3), (5, 6)])));
        assert_ne!(direction(&column(&[(1, 2), (5, -4)])), direction(&column(&[(1, 2), (5, 4)])));
    }

    #[test]
    fn subtraction_drops_zeros() {
        let left = column(&[(0, 1), (1, 2)]);
        assert_eq!(subtract(&left, Residue::ONE, &column(&[(1, 2), (2, 1)])), column(&[(0, 1), (2, -1)]));
    }
}
