//! CAS Registry Numbers: a chemical substance's number, such as 50-00-0.
//!
//! Two to seven digits, two digits and a check digit: the sum of each digit of the body times its
//! place from the right, modulo 10. Rule and form, without leading zeros, are those of python-stdnum's
//! `stdnum.casrn`. The check finds 2147483-64-7, an integer overflow (2^31 - 1) that stands in a published list.

/// True for a number without leading zeros and with the right check digit.
pub fn is_valid<T: AsRef<[u8]> + ?Sized>(text: &T) -> bool {
    let [head @ .., b'-', tens, ones, b'-', check] = text.as_ref() else { return false };
    if !(2..=7).contains(&head.len()) || head[0] == b'0' {
        return false;
    }
    let mut strange = false;
    let mut digit = |byte: &u8| {
        let digit = byte.wrapping_sub(b'0');
        strange |= digit > 9;
        u32::from(digit)
    };
    let mut sum = digit(ones) + 2 * digit(tens);
    for (place, byte) in (3..).zip(head.iter().rev()) {
        sum += place * digit(byte);
    }
    let check = digit(check);
    !strange && sum % 10 == check
}

/// The number whose digits before the check digit are these (1,000 to 999,999,999). Every body has one.
///
/// A number that is made may name a real substance, or none.
pub fn from_body(body: u32) -> Option<String> {
    if !(1_000..=999_999_999).contains(&body) {
        return None;
    }
    let (mut rest, mut sum, mut place) = (body, 0, 1);
    while rest > 0 {
        sum += place * (rest % 10);
        rest /= 10;
        place += 1;
    }
    Some(format!("{}-{:02}-{}", body / 100, body % 100, sum % 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers() {
        for text in [
            "7732-18-5",
            "50-00-0",
            "71-43-2",
            "64-17-5",
            "108-88-3",
            "1332-21-4",
            "7440-02-0",
            "87-86-5",
            "1000413-72-8",
        ] {
            assert!(is_valid(text), "{text}");
            let body = text.replace('-', "");
            let body = body[..body.len() - 1].parse().unwrap();
            assert_eq!(from_body(body).as_deref(), Some(text));
        }
    }

    #[test]
    fn wrong_numbers() {
        for text in [
            "7732-18-4",
            "87-86-6",
            "012770-26-2",
            "5-00-0",
            "12345678-90-1",
            "50000",
            "50-0-00",
            "50-00-",
            "50-00-0 ",
            "50-00-x",
            "5o-00-0",
            "--00-0",
            "1950-01-01",
        ] {
            assert!(!is_valid(text), "{text}");
        }
    }

    #[test]
    fn an_integer_overflow_is_found() {
        assert!(!is_valid("2147483-64-7"));
    }

    #[test]
    fn made_numbers_are_valid() {
        assert!(
            (1_000..3_000).chain(999_999_000..=999_999_999).all(|body| is_valid(&from_body(body).unwrap()))
        );
        assert_eq!(from_body(999), None);
        assert_eq!(from_body(1_000_000_000), None);
    }
}
