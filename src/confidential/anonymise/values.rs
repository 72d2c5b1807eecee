//! Counted values to published ones: rounding, quotients, and why a cell is empty.

use super::SUM_TOO_GREAT;
use super::public_table::{NOT_APPLICABLE, Values, WITHHELD};
use crate::report::{Finding, Place};

/// A value has more digits than a published number can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooGreat;

impl TooGreat {
    pub(super) fn finding(self, place: Place) -> Finding {
        Finding::error(SUM_TOO_GREAT, place, "a value has more digits than can be published exactly")
            .hint("publish it with fewer `decimals`, or in a greater unit")
    }
}

/// A sum in millionths to a whole number of its last published decimal; half goes away from zero,
/// and what is smaller than the accuracy limit becomes 0.
pub(super) fn round(micro: i128, zero_below_micro: i128, decimals: u8) -> Result<i64, TooGreat> {
    if micro.abs() < zero_below_micro {
        return Ok(0);
    }
    divide(micro, 10_i128.pow(6 - u32::from(decimals)))
}

/// The quotient, rounded half away from zero.
fn divide(dividend: i128, divisor: i128) -> Result<i64, TooGreat> {
    let size = (dividend.abs() * 2 + divisor.abs()) / (divisor.abs() * 2);
    i64::try_from(size * dividend.signum() * divisor.signum()).map_err(|_| TooGreat)
}

/// The quotients of two published measures. A row without one of them has none, and nor has a row
/// whose divisor is 0.
pub(super) fn quotient(of: &Values, to: &Values, per: u32, decimals: u8) -> Result<Values, TooGreat> {
    let (of, to) = (Figures::of(of), Figures::of(to));
    let mut values = Vec::with_capacity(of.values.len());
    for (of_value, to_value) in of.values.iter().zip(to.values) {
        let value = match (of_value, to_value) {
            (Some(dividend), Some(divisor)) if *divisor != 0 => {
                // Both are below 2^63, and the factors below 10^20 together: this fits.
                let scale = 10_i128.pow(u32::from(decimals) + u32::from(to.scale));
                let dividend = i128::from(*dividend)
                    .checked_mul(i128::from(per))
                    .and_then(|dividend| dividend.checked_mul(scale))
                    .filter(|dividend| dividend.unsigned_abs() < 1 << 120)
                    .ok_or(TooGreat)?;
                Some(divide(dividend, i128::from(*divisor) * 10_i128.pow(of.scale.into()))?)
            }
            _ => None,
        };
        values.push(value);
    }
    Ok(match decimals {
        0 => Values::Integer(values),
        scale => Values::Decimal { scale, values },
    })
}

/// Numbers with their decimals.
struct Figures<'a> {
    scale: u8,
    values: &'a [Option<i64>],
}

impl Figures<'_> {
    fn of(values: &Values) -> Figures<'_> {
        match values {
            Values::Integer(values) => Figures { scale: 0, values },
            Values::Decimal { scale, values } => Figures { scale: *scale, values },
            Values::Text { .. } => Figures { scale: 0, values: &[] },
        }
    }
}

/// Why cells are empty: withheld, or else without a meaning.
pub(super) fn statuses(values: &Values, is_withheld: impl Iterator<Item = bool>) -> Values {
    let figures = Figures::of(values);
    let status = |(value, is_withheld): (&Option<i64>, bool)| match (value, is_withheld) {
        (_, true) => Some(WITHHELD),
        (None, false) => Some(NOT_APPLICABLE),
        (Some(_), false) => None,
    };
    let statuses: Vec<Option<&str>> = figures.values.iter().zip(is_withheld).map(status).collect();
    let mut used: Vec<&str> = statuses.iter().flatten().copied().collect();
    used.sort_unstable();
    used.dedup();
    let codes = statuses
        .iter()
        .map(|status| status.and_then(|status| used.binary_search(&status).ok()).map(|code| code as u32));
    Values::Text { codes: codes.collect(), dictionary: used.iter().map(|code| (*code).to_owned()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_rounded_half_away_from_zero_and_small_ones_are_zero() {
        assert_eq!(round(150_000, 100_000, 1), Ok(2));
        assert_eq!(round(-150_000, 100_000, 1), Ok(-2));
        assert_eq!(round(99_999, 100_000, 1), Ok(0));
        assert_eq!(round(-99_999, 100_000, 1), Ok(0));
        assert_eq!(round(100_000, 100_000, 1), Ok(1));
        assert_eq!(round(1_499_999, 0, 0), Ok(1));
    }

    #[test]
    fn a_sum_that_does_not_fit_is_refused() {
        assert_eq!(round(i128::from(i64::MAX) * 1_000_000, 0, 0), Ok(i64::MAX));
        assert_eq!(round(i128::from(i64::MAX) * 1_000_000 + 500_000, 0, 0), Err(TooGreat));
        assert_eq!(round(i128::from(i64::MAX), 0, 6), Ok(i64::MAX));
    }

    #[test]
    fn a_quotient_is_of_published_figures() {
        let of = Values::Decimal { scale: 1, values: vec![Some(25), None, Some(-15), Some(1)] };
        let to = Values::Integer(vec![Some(10), Some(1), Some(2), Some(0)]);
        let Ok(Values::Decimal { scale: 2, values }) = quotient(&of, &to, 100, 2) else {
            panic!("a decimal")
        };
        assert_eq!(values, [Some(2500), None, Some(-7500), None]);
        let Values::Text { dictionary, codes } =
            statuses(&Values::Decimal { scale: 2, values }, [false, true, false, false].into_iter())
        else {
            panic!("a text")
        };
        assert_eq!(
            (dictionary.as_slice(), codes),
            (["c".to_owned(), "z".to_owned()].as_slice(), vec![None, Some(0), None, Some(1)])
        );
    }
}
