//! Numbers in cells, compared as JSON Schema compares them.
//!
//! A number of at most fifteen digits without an exponent is judged here, exactly. Whatever else JSON
//! has is handed to the `jsonschema` crate, so that its verdict is ours by construction.

use std::sync::Arc;

use serde_json::{Number, Value};

/// The most digits that a binary64 number keeps whatever they are.
const MAX_DIGITS: usize = 15;

/// A number without an exponent and with at most fifteen digits: `digits / 10^decimals`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Plain {
    digits: i64,
    decimals: u32,
}

/// What a cell is, read as a JSON number (RFC 8259, section 6).
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reading {
    Plain(Plain),
    /// A number that needs more care.
    Other(Number),
    None,
}

/// A demand on a number, and the validator that answers where [`Plain`] does not reach.
#[derive(Clone, Debug)]
pub(super) struct NumberTest {
    pub(super) demand: NumberDemand,
    pub(super) exactly: Arc<jsonschema::Validator>,
}

#[derive(Clone, Debug)]
pub(super) enum NumberDemand {
    Minimum(f64),
    ExclusiveMinimum(f64),
    Maximum(f64),
    ExclusiveMaximum(f64),
    MultipleOf(Plain),
    OneOf(Vec<Plain>),
}

impl Plain {
    /// Reads a number; `None` if it is none, or not a plain one.
    pub(super) fn read(cell: &[u8]) -> Option<Plain> {
        match read(cell) {
            Reading::Plain(plain) => Some(plain),
            Reading::Other(_) | Reading::None => None,
        }
    }

    fn value(self) -> f64 {
        // Both are exact, so the division is the correctly rounded value.
        self.digits as f64 / 10_f64.powi(self.decimals as i32)
    }

    fn is_whole(self) -> bool {
        self.decimals == 0 || self.digits % 10_i64.pow(self.decimals) == 0
    }

    fn is_multiple_of(self, divisor: Plain) -> bool {
        let scaled = |number: Plain, other: Plain| i128::from(number.digits) * 10_i128.pow(other.decimals);
        scaled(self, divisor) % scaled(divisor, self) == 0
    }

    fn equals(self, other: Plain) -> bool {
        i128::from(self.digits) * 10_i128.pow(other.decimals)
            == i128::from(other.digits) * 10_i128.pow(self.decimals)
    }
}

/// Reads a cell as a JSON number.
pub(super) fn read(cell: &[u8]) -> Reading {
    let unsigned = cell.strip_prefix(b"-").unwrap_or(cell);
    let mut digits = 0_i64;
    let mut count = 0;
    let mut point = None;
    for (place, byte) in unsigned.iter().enumerate() {
        match byte {
            b'0'..=b'9' if count < MAX_DIGITS => {
                digits = digits * 10 + i64::from(byte - b'0');
                count += 1;
            }
            b'.' if point.is_none() && place > 0 => point = Some(place),
            _ => return read_slowly(cell),
        }
    }
    let decimals = point.map_or(0, |place| unsigned.len() - place - 1);
    let whole = unsigned.len() - point.map_or(0, |_| decimals + 1);
    let has_leading_zero = whole > 1 && unsigned[0] == b'0';
    if whole == 0 || has_leading_zero || (point.is_some() && decimals == 0) {
        return Reading::None;
    }
    let digits = if unsigned.len() < cell.len() { -digits } else { digits };
    Reading::Plain(Plain { digits, decimals: decimals as u32 })
}

#[cold]
fn read_slowly(cell: &[u8]) -> Reading {
    // JSON allows blanks around a number; a cell with them is a text.
    let starts_well = cell.first().is_some_and(|byte| *byte == b'-' || byte.is_ascii_digit());
    if !starts_well || !cell.last().is_some_and(u8::is_ascii_digit) {
        return Reading::None;
    }
    serde_json::from_slice(cell).map_or(Reading::None, Reading::Other)
}

/// True for a number.
pub(super) fn is_number(cell: &[u8]) -> bool {
    read(cell) != Reading::None
}

/// True for a number without a fraction: `1.0` is one.
pub(super) fn is_integer(cell: &[u8]) -> bool {
    match read(cell) {
        Reading::Plain(plain) => plain.is_whole(),
        Reading::Other(number) => {
            number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|value| value.fract() == 0.0)
        }
        Reading::None => false,
    }
}

impl NumberTest {
    /// True if the cell is a number that satisfies the demand, or no number: that is another demand's
    /// matter.
    pub(super) fn holds(&self, cell: &[u8]) -> bool {
        let number = match read(cell) {
            Reading::Plain(number) => number,
            Reading::Other(number) => return self.exactly.is_valid(&Value::Number(number)),
            Reading::None => return true,
        };
        match &self.demand {
            NumberDemand::Minimum(bound) => number.value() >= *bound,
            NumberDemand::ExclusiveMinimum(bound) => number.value() > *bound,
            NumberDemand::Maximum(bound) => number.value() <= *bound,
            NumberDemand::ExclusiveMaximum(bound) => number.value() < *bound,
            NumberDemand::MultipleOf(divisor) => number.is_multiple_of(*divisor),
            NumberDemand::OneOf(listed) => listed.iter().any(|listed| number.equals(*listed)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(cell: &str) -> Plain {
        Plain::read(cell.as_bytes()).unwrap()
    }

    #[test]
    fn numbers_are_those_of_json() {
        for cell in ["0", "-0", "12", "-1.50", "2E3", "1e-2", "123456789012345678901234567890", "0.0"] {
            assert!(is_number(cell.as_bytes()), "{cell}");
        }
        for cell in [
            "", "-", "01", "+1", ".5", "1.", "1e", "1 ", " 1", "0x1", "NaN", "1e999", "1.2.3", "1,5", "--1",
            "-.5", "00", "1e+", "1\n",
        ] {
            assert!(!is_number(cell.as_bytes()), "{cell}");
        }
    }

    #[test]
    fn a_number_without_a_fraction_is_whole() {
        for cell in ["1", "1.0", "-0", "1e3", "99999999999999999999", "10.000"] {
            assert!(is_integer(cell.as_bytes()), "{cell}");
        }
        for cell in ["1.5", "0.1", "1e-2", "x", ""] {
            assert!(!is_integer(cell.as_bytes()), "{cell}");
        }
    }

    #[test]
    fn decimals_divide_exactly() {
        assert!(plain("0.3").is_multiple_of(plain("0.1")));
        assert!(plain("1070468.14").is_multiple_of(plain("0.01")));
        assert!(!plain("0.35").is_multiple_of(plain("0.1")));
        assert!(plain("0").is_multiple_of(plain("7")));
        assert!(plain("1.50").equals(plain("1.5")) && !plain("1.50").equals(plain("1.51")));
    }
}
