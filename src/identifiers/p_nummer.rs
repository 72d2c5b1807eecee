//! P-numbers: a production unit's (a workplace's) number in the Danish business register.
//!
//! Ten digits, the first a 1. No check digit is documented as far as we know, so none is asked for.
//! The real numbers that we have seen (four, from 1012… to 1027…) satisfy the weights of the CPR
//! number, and numbers that begin with 1001 to 1012 are CPR dates as well: by its digits alone a
//! P-number cannot be told from a CPR number.

use super::{digits, eight_digits, weighted};

/// True for ten digits that start with 1.
pub fn is_valid<T: AsRef<[u8]> + ?Sized>(text: &T) -> bool {
    let [b'1', last @ ..] = text.as_ref() else { return false };
    let first = last.first_chunk().copied().and_then(eight_digits);
    last.len() == 9 && first.is_some() && last[8].is_ascii_digit()
}

/// The number with these nine leading digits (100,000,000 to 199,999,999) and a last digit that
/// satisfies the CPR number's weights as the real ones do; `None` for one body in eleven.
pub fn from_body(body: u32) -> Option<String> {
    if !(100_000_000..=199_999_999).contains(&body) {
        return None;
    }
    let text = format!("{body}0");
    let check = (11 - weighted(digits(text.as_bytes())?, [4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11) % 11;
    (check < 10).then(|| format!("{body}{check}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifiers::cpr;

    #[test]
    fn known_numbers() {
        for text in ["1023887106", "1017661031", "1012612709", "1027258340"] {
            assert!(is_valid(text), "{text}");
            assert_eq!(
                from_body(text[..9].parse().unwrap()).as_deref(),
                Some(text),
                "the weights are satisfied"
            );
        }
    }

    #[test]
    fn no_check_digit_is_asked_for() {
        assert!(is_valid("1023887107"));
    }

    #[test]
    fn wrong_numbers() {
        for text in ["2023887106", "0023887106", "102388710", "10238871060", "102388-7106", "102388710a"] {
            assert!(!is_valid(text), "{text}");
        }
        assert_eq!(from_body(99_999_999), None);
        assert_eq!(from_body(200_000_000), None);
    }

    #[test]
    fn some_are_cpr_numbers_as_well() {
        assert!(cpr::is_valid("1012612709"));
        assert!(!cpr::is_valid("1017661031"));
    }
}
