//! What the text of a cell says: numbers, quantities, dates.
//!
//! Every function answers `None` for a text that is not exactly of its form; none allocates.

use jiff::civil::Date;

use crate::identifiers::{eight_digits, pairs};

/// The greatest number of decimals of a quantity, and ten to that power.
pub(super) const MAX_DECIMALS: u8 = 6;
const MICRO: i64 = 1_000_000;

/// The value of a JSON number (RFC 8259, section 6).
pub(super) fn number(cell: &[u8]) -> Option<f64> {
    let digits = cell.strip_prefix(b"-").unwrap_or(cell);
    let whole = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if whole == 0 || (whole > 1 && digits[0] == b'0') {
        return None;
    }
    if whole == digits.len() && whole <= 15 {
        let value = digits.iter().fold(0_i64, |value, digit| value * 10 + i64::from(digit - b'0'));
        return Some(if digits.len() < cell.len() { -(value as f64) } else { value as f64 });
    }
    let mut rest = &digits[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if length == 0 {
            return None;
        }
        rest = &fraction[length..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = exponent.strip_prefix(b"-").or(exponent.strip_prefix(b"+")).unwrap_or(exponent);
        if exponent.is_empty() || !exponent.iter().all(u8::is_ascii_digit) {
            return None;
        }
        rest = &[];
    }
    if !rest.is_empty() {
        return None;
    }
    std::str::from_utf8(cell).ok()?.parse().ok().filter(|value: &f64| value.is_finite())
}

/// A quantity in millionths: at most twelve digits before the point and six behind it.
///
/// Sums of quantities are kept as whole numbers, so that they do not depend on the order of adding.
pub(super) fn micro(cell: &[u8]) -> Option<i64> {
    let digits = cell.strip_prefix(b"-").unwrap_or(cell);
    let (whole, fraction) = match memchr::memchr(b'.', digits) {
        Some(at) if at + 1 < digits.len() => (&digits[..at], &digits[at + 1..]),
        Some(_) => return None,
        None => (digits, &[][..]),
    };
    let is_number = !whole.is_empty() && whole.iter().chain(fraction).all(u8::is_ascii_digit);
    if !is_number || whole.len() > 12 || fraction.len() > usize::from(MAX_DECIMALS) {
        return None;
    }
    let value =
        |digits: &[u8]| digits.iter().fold(0_i64, |value, digit| value * 10 + i64::from(digit - b'0'));
    let scale = 10_i64.pow(u32::from(MAX_DECIMALS) - fraction.len() as u32);
    let micro = value(whole) * MICRO + value(fraction) * scale;
    Some(if digits.len() < cell.len() { -micro } else { micro })
}

/// True for a quantity that `decimals` decimals are enough for.
pub(super) fn is_quantity(cell: &[u8], decimals: u8) -> bool {
    let unit = 10_i64.pow(u32::from(MAX_DECIMALS.saturating_sub(decimals)));
    micro(cell).is_some_and(|micro| micro % unit == 0)
}

/// Eight bytes of a text, of which the first stands at `at`; of a shorter text all bytes, some of them twice.
#[inline]
pub(super) fn word(text: &[u8], at: usize) -> u64 {
    if let Some(eight) = text.get(at..).and_then(<[u8]>::first_chunk) {
        return u64::from_le_bytes(*eight);
    }
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        return u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32;
    }
    match *text {
        [first, .., last] => u64::from_le_bytes([first, text[text.len() / 2], last, 0, 0, 0, 0, 0]),
        [only] => only.into(),
        [] => 0,
    }
}

/// Where a byte stands first in a text, which is short as a rule: eight bytes are looked at at once.
#[inline]
pub(super) fn find(text: &[u8], byte: u8) -> Option<usize> {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    if text.len() < 8 {
        return text.iter().position(|other| *other == byte);
    }
    let (mut at, last) = (0, text.len() - 8);
    loop {
        let differing = word(text, at) ^ (LOWEST * u64::from(byte));
        let equal = differing.wrapping_sub(LOWEST) & !differing & (LOWEST << 7);
        if equal != 0 {
            return Some(at + equal.trailing_zeros() as usize / 8);
        }
        if at == last {
            return None;
        }
        at = (at + 8).min(last);
    }
}

/// A calendar date written `2024-02-29` (RFC 3339 `full-date`).
pub(super) fn date(cell: &[u8]) -> Option<Date> {
    let (year, month, day) = year_month_day(cell)?;
    Date::new(year, month, day).ok()
}

/// A calendar date written `2024-02-29` as a number whose decimal digits are the date's, without making
/// a date. Such numbers are ordered as dates are.
#[inline]
pub(super) fn day(cell: &[u8]) -> Option<u32> {
    let (year, month, day) = year_month_day(cell)?;
    let days = match month {
        // Nearly every day is one that each month has.
        1..=12 if day <= 28 => 28,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        _ => 0,
    };
    let number = year as u32 * 10_000 + month as u32 * 100 + day as u32;
    (1 <= day && day <= days).then_some(number)
}

/// The number that [`day`] gives this date.
pub(super) fn day_of(date: Date) -> u32 {
    date.year() as u32 * 10_000 + date.month() as u32 * 100 + date.day() as u32
}

/// The parts of a text that is written as a date, whether or not the calendar has it.
#[inline]
fn year_month_day(cell: &[u8]) -> Option<(i16, i8, i8)> {
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *cell else { return None };
    let [century, year, month, day] = pairs(eight_digits([y0, y1, y2, y3, m0, m1, d0, d1])?);
    Some((i16::from(century) * 100 + i16::from(year), month as i8, day as i8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_json() {
        for (cell, value) in
            [("0", 0.0), ("-0", 0.0), ("12", 12.0), ("-1.50", -1.5), ("2E3", 2000.0), ("1e-2", 0.01)]
        {
            assert_eq!(number(cell.as_bytes()), Some(value), "{cell}");
        }
        for cell in ["", "-", "01", "+1", ".5", "1.", "1e", "1 ", "0x1", "NaN", "1e999", "1.2.3", "1,5"] {
            assert_eq!(number(cell.as_bytes()), None, "{cell}");
        }
    }

    #[test]
    fn a_byte_is_found_where_it_first_stands() {
        for length in 0..40 {
            for first in 0..=length {
                for second in first..=length {
                    let mut text = vec![b'}'; length];
                    [first, second]
                        .iter()
                        .for_each(|at| text[*at..].iter_mut().take(1).for_each(|byte| *byte = b'|'));
                    assert_eq!(
                        find(&text, b'|'),
                        memchr::memchr(b'|', &text),
                        "{first}, {second} of {length}"
                    );
                }
            }
        }
    }

    #[test]
    fn quantities_are_exact_to_six_decimals() {
        assert_eq!(micro(b"22.5"), Some(22_500_000));
        assert_eq!(micro(b"-0.000001"), Some(-1));
        assert_eq!(micro(b"999999999999.999999"), Some(999_999_999_999_999_999));
        for cell in ["", ".5", "1.", "1.0000001", "1234567890123", "1e3", "--1", "1,5"] {
            assert_eq!(micro(cell.as_bytes()), None, "{cell}");
        }
    }

    #[test]
    fn a_date_is_what_the_calendar_has() {
        for year in [0, 1, 1899, 1900, 2000, 2023, 2024, 2100, 9999] {
            for month in 0..=13 {
                for day in 0..=32 {
                    let text = format!("{year:04}-{month:02}-{day:02}");
                    let cell = text.as_bytes();
                    assert_eq!(super::day(cell), date(cell).map(day_of), "{text}");
                }
            }
        }
    }

    #[test]
    fn only_digits_make_a_date() {
        for place in [0, 1, 2, 3, 5, 6, 8, 9] {
            for byte in 0..=u8::MAX {
                let mut cell = *b"2011-11-11";
                cell[place] = byte;
                assert_eq!(year_month_day(&cell).is_some(), byte.is_ascii_digit(), "{byte} at {place}");
            }
        }
    }

    #[test]
    fn dates_exist_in_the_calendar() {
        assert!(date(b"2024-02-29").is_some());
        for cell in
            ["2021-02-29", "2024-2-9", "2024-13-01", "2024-00-10", "20240101", "2024-01-01 ", "abcd-ef-gh"]
        {
            assert_eq!(date(cell.as_bytes()), None, "{cell}");
        }
    }
}
