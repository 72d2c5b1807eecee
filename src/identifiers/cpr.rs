//! CPR numbers: a person's number in the Danish civil registration, `DDMMYYSSSS`.
//!
//! The check digit (modulus 11) was given up on 1 October 2007, and the authority that issues the
//! numbers asks that systems do not reject a number for it
//! (<https://cpr.dk/cpr-systemet/personnumre-uden-kontrolciffer-modulus-11-kontrol/>). So a number is
//! valid here when its date is. Replacement numbers that hospitals make up (day + 60, or letters) are
//! not CPR numbers and are not taken.

use super::{digits, eight_digits, pairs, weighted};

const WEIGHTS: [u32; 10] = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/// True for ten digits, with or without a hyphen after the sixth, that start with a calendar date.
pub fn is_valid<T: AsRef<[u8]> + ?Sized>(text: &T) -> bool {
    let text = text.as_ref();
    is_easy(text) || parse(text).is_some_and(|digits| date_of(digits).is_some())
}

/// True for most valid numbers: those whose day is one that each month of each year has.
#[inline]
fn is_easy(text: &[u8]) -> bool {
    let [d1, d2, m1, m2, y1, y2, hyphen @ .., s1, s2, s3, s4] = text else { return false };
    let Some(digits) = eight_digits([*d1, *d2, *m1, *m2, *s1, *s2, *s3, *s4]) else { return false };
    let [day, month, ..] = pairs(digits);
    matches!(hyphen, [] | [b'-'])
        && (y1.is_ascii_digit() & y2.is_ascii_digit())
        && (1..=28).contains(&day)
        && (1..=12).contains(&month)
}

/// True for a valid number that also satisfies modulus 11. False proves nothing: many numbers issued
/// since 2007 do not satisfy it.
pub fn satisfies_modulus_11(text: &str) -> bool {
    parse(text.as_bytes())
        .is_some_and(|digits| date_of(digits).is_some() && weighted(digits, WEIGHTS) % 11 == 0)
}

/// The date of birth that a number says: year, month, day.
pub fn date_of_birth(text: &str) -> Option<(u32, u32, u32)> {
    parse(text.as_bytes()).and_then(date_of)
}

/// The number of a day (of the year 1858 to 2057) and a serial number, without a hyphen; `None` if
/// the day does not exist or the serial number belongs to another century.
pub fn from_parts(year: u32, month: u32, day: u32, serial: u32) -> Option<String> {
    let text = format!("{day:02}{month:02}{:02}{serial:04}", year % 100);
    (date_of_birth(&text)? == (year, month, day)).then_some(text)
}

fn parse(text: &[u8]) -> Option<[u32; 10]> {
    match text {
        [a, b, c, d, e, f, b'-', g, h, i, j] => digits(&[*a, *b, *c, *d, *e, *f, *g, *h, *i, *j]),
        bytes => digits(bytes),
    }
}

fn date_of(digits: [u32; 10]) -> Option<(u32, u32, u32)> {
    let [d1, d2, m1, m2, y1, y2, seventh, ..] = digits;
    let (day, month) = (d1 * 10 + d2, m1 * 10 + m2);
    let year = y1 * 10 + y2 + century(seventh, y1 * 10 + y2);
    (day >= 1 && day <= days_in_month(year, month)).then_some((year, month, day))
}

/// The century that the seventh digit and the year's two digits stand for together
/// (<https://da.wikipedia.org/wiki/CPR-nummer>).
fn century(seventh: u32, year: u32) -> u32 {
    match (seventh, year) {
        (0..=3, _) => 1900,
        (4 | 9, 0..=36) => 2000,
        (4 | 9, _) => 1900,
        (_, 0..=57) => 2000,
        _ => 1800,
    }
}

fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers() {
        for text in ["2110625629", "211062-5629", "0707614285"] {
            assert!(is_valid(text), "{text}");
            assert!(satisfies_modulus_11(text), "{text}");
        }
    }

    #[test]
    fn what_is_easy_is_valid() {
        for text in ["2110625629", "211062-5629", "2910625629", "2113625629", "0010625629"] {
            for place in 0..text.len() {
                for byte in 0..=u8::MAX {
                    let mut text = text.as_bytes().to_vec();
                    text[place] = byte;
                    let is_date = parse(&text).and_then(date_of).is_some();
                    assert_eq!(is_valid(&text), is_date, "{byte} at {place}");
                    assert!(!is_easy(&text) || is_date, "{byte} at {place}");
                }
            }
        }
    }

    #[test]
    fn a_number_without_a_check_digit_is_valid() {
        assert!(is_valid("0101654321"));
        assert!(!satisfies_modulus_11("0101654321"));
        assert_eq!(date_of_birth("0101654321"), Some((1965, 1, 1)));
    }

    #[test]
    fn a_p_number_may_be_a_valid_cpr_number() {
        assert!(is_valid("1012612709"));
        assert!(satisfies_modulus_11("1012612709"));
        assert!(!is_valid("1023887106"));
    }

    #[test]
    fn wrong_shapes_and_dates() {
        for text in [
            "5110625629",
            "0010625629",
            "2100625629",
            "2113625629",
            "211062 5629",
            "21106-25629",
            "211062--5629",
            "211062562",
            "21106256290",
            "211062-562x",
            "6110625629",
            " 2110625629",
            "31042012345",
        ] {
            assert!(!is_valid(text), "{text}");
        }
    }

    #[test]
    fn the_seventh_digit_decides_the_century() {
        for (text, year) in [
            ("0101000001", 1900),
            ("0101993001", 1999),
            ("0101004001", 2000),
            ("0101364001", 2036),
            ("0101374001", 1937),
            ("0101369001", 2036),
            ("0101379001", 1937),
            ("0101005001", 2000),
            ("0101575001", 2057),
            ("0101585001", 1858),
            ("0101998001", 1899),
        ] {
            assert_eq!(date_of_birth(text), Some((year, 1, 1)), "{text}");
        }
    }

    #[test]
    fn leap_days_follow_the_century() {
        assert!(!is_valid("2902030001"), "1903 was no leap year");
        assert!(!is_valid("2902034001"), "nor was 2003");
        assert!(!is_valid("2902000001"), "nor was 1900");
        assert!(is_valid("2902004001"), "but 2000 was");
        assert!(is_valid("2902040001"), "and 1904");
        assert!(is_valid("2902565001"), "and 2056 will be");
        assert!(is_valid("2902965001"), "and 1896 was");
    }

    #[test]
    fn numbers_are_made_for_the_right_century_only() {
        assert_eq!(from_parts(2056, 2, 29, 5001).as_deref(), Some("2902565001"));
        assert_eq!(from_parts(2056, 2, 29, 1), None);
        assert_eq!(from_parts(2055, 2, 29, 5001), None);
        assert_eq!(from_parts(2056, 2, 28, 15001), None);
    }
}
