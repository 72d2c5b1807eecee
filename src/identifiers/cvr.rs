//! CVR numbers: a legal unit's number in the Danish business register, eight digits; and SE numbers,
//! which identify a tax unit in the same way.
//!
//! Weights 2 7 6 5 4 3 2 1, the sum is divisible by 11, and the first digit is not 0 (the rule is
//! that of python-stdnum's `stdnum.dk.cvr`; for SE numbers it is common knowledge rather than a
//! documented rule). About one Danish phone number in eleven passes too: the context must tell.

use super::{digits, eight_digits, weighted};

const WEIGHTS: [u32; 8] = [2, 7, 6, 5, 4, 3, 2, 1];

/// True for eight digits, the first not 0, with the right check digit.
pub fn is_valid<T: AsRef<[u8]> + ?Sized>(text: &T) -> bool {
    let digits = text.as_ref().try_into().ok().and_then(eight_digits);
    digits.is_some_and(|digits| digits & 0xff != 0 && sum(digits).is_multiple_of(11))
}

/// The weighted sum of digits that are the bytes of a number. Every other digit is multiplied with its weight
/// at once: the products that belong to it meet in the highest sixteen bits.
#[inline]
fn sum(digits: u64) -> u64 {
    const EVERY_OTHER: u64 = 0x00ff_00ff_00ff_00ff;
    let weights = |first: usize| (0..4).fold(0, |all, at| all << 16 | u64::from(WEIGHTS[first + 2 * at]));
    let sum = |first: usize| (digits >> (8 * first) & EVERY_OTHER).wrapping_mul(weights(first)) >> 48;
    sum(0) + sum(1)
}

/// True for a number of the same kind that may have `DK` in front, as it has as a VAT number.
pub fn is_valid_se<T: AsRef<[u8]> + ?Sized>(text: &T) -> bool {
    let text = text.as_ref();
    is_valid(text.strip_prefix(b"DK").unwrap_or(text))
}

/// The number with these seven leading digits (1,000,000 to 9,999,999); `None` for the one body in
/// eleven that has no check digit.
///
/// The number may by chance be that of a real company: no range is known to be reserved for tests.
pub fn from_body(body: u32) -> Option<String> {
    if !(1_000_000..=9_999_999).contains(&body) {
        return None;
    }
    let text = format!("{body}0");
    let check = (11 - weighted(digits(text.as_bytes())?, WEIGHTS) % 11) % 11;
    (check < 10).then(|| format!("{body}{check}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers() {
        for text in ["13585628", "10172748", "17150413", "24256790", "39803062", "29863997", "21481815"] {
            assert!(is_valid(text), "{text}");
            assert!(is_valid_se(text), "{text}");
            assert!(is_valid_se(&format!("DK{text}")), "{text}");
        }
    }

    #[test]
    fn wrong_numbers() {
        for text in ["13585627", "1358562", "135856280", "00000000", "DK13585628", "1358562 8", "13 58 56 28"]
        {
            assert!(!is_valid(text), "{text}");
        }
        for text in ["DK13585627", "DKDK13585628", "dk13585628", "DK 13585628", "DK"] {
            assert!(!is_valid_se(text), "{text}");
        }
    }

    #[test]
    fn digits_are_summed_up_at_once_as_one_by_one() {
        for number in (10_000_000_u64..100_000_000).step_by(99_989) {
            let text = number.to_string();
            let one_by_one = weighted(digits(text.as_bytes()).unwrap(), WEIGHTS);
            let digits = eight_digits(text.as_bytes().try_into().unwrap()).unwrap();
            assert_eq!(sum(digits), u64::from(one_by_one), "{text}");
        }
    }

    #[test]
    fn a_leading_zero_is_refused_even_with_the_right_sum() {
        assert_eq!(weighted([0, 1, 0, 0, 0, 0, 2, 0], WEIGHTS) % 11, 0);
        assert!(!is_valid("01000020"));
    }

    #[test]
    fn made_numbers_are_valid_and_keep_their_body() {
        assert_eq!(from_body(1_358_562).as_deref(), Some("13585628"));
        let made: Vec<String> = (1_000_000..1_001_100).filter_map(from_body).collect();
        assert!(made.iter().all(is_valid));
        assert_eq!(made.len(), 1000, "one body in eleven has no check digit");
        assert_eq!(from_body(999_999), None);
        assert_eq!(from_body(10_000_000), None);
    }
}
