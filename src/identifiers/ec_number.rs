//! EC numbers: a substance's number in the European inventories (EINECS, ELINCS, NLP), such as 200-001-8.
//!
//! Six digits and a check digit: the sum of each digit times its place from the left, modulo 11. Where
//! that is 10 the check digit is 1: so it is with every one of the 61 such numbers in the CLP
//! regulation's Annex VI (17th adaptation), though descriptions of the rule leave it out.

use super::{digits, weighted};

/// True for a number with the right check digit.
pub fn is_valid<T: AsRef<[u8]> + ?Sized>(text: &T) -> bool {
    let [a, b, c, b'-', d, e, f, b'-', check] = text.as_ref() else { return false };
    digits(&[*a, *b, *c, *d, *e, *f, *check])
        .is_some_and(|[a, b, c, d, e, f, check]| check_digit([a, b, c, d, e, f]) == check)
}

/// The number with these six leading digits (up to 999,999); every body has a check digit.
///
/// A number that is made may name a real substance, or none.
pub fn from_body(body: u32) -> Option<String> {
    let text = format!("{body:06}");
    let check = check_digit(digits(text.as_bytes())?);
    Some(format!("{:03}-{:03}-{check}", body / 1000, body % 1000))
}

fn check_digit(digits: [u32; 6]) -> u32 {
    match weighted(digits, [1, 2, 3, 4, 5, 6]) % 11 {
        10 => 1,
        remainder => remainder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers() {
        for text in ["200-001-8", "231-791-2", "200-753-7", "215-605-7"] {
            assert!(is_valid(text), "{text}");
            let body = text.replace('-', "")[..6].parse().unwrap();
            assert_eq!(from_body(body).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_remainder_of_ten_is_written_as_one() {
        for text in ["418-070-1", "424-620-1", "422-150-1"] {
            let body = digits(&text.replace('-', "").as_bytes()[..6]).unwrap();
            assert_eq!(weighted(body, [1, 2, 3, 4, 5, 6]) % 11, 10, "{text}");
            assert!(is_valid(text), "{text}");
        }
    }

    #[test]
    fn wrong_numbers() {
        for text in ["200-001-9", "418-070-0", "418-070-X", "2000018", "200-0018", "200-001-8 ", "-200-001-8"]
        {
            assert!(!is_valid(text), "{text}");
        }
        assert_eq!(from_body(1_000_000), None);
    }
}
