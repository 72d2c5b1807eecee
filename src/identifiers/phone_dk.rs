//! Danish phone numbers.
//!
//! Eight digits, the first of them 2 to 9, written together or with single spaces, after an optional
//! `+45` (ITU-T E.164). Emergency and short numbers are not taken.

/// True for a Danish phone number.
pub fn is_valid<T: AsRef<[u8]> + ?Sized>(text: &T) -> bool {
    let text = text.as_ref();
    let national = match text.strip_prefix(b"+45") {
        Some(rest) => rest.strip_prefix(b" ").unwrap_or(rest),
        None => text,
    };
    let mut count = 0;
    let mut after_digit = false;
    for byte in national.iter().copied() {
        match byte {
            b'0' | b'1' if count == 0 => return false,
            b'0'..=b'9' => (count, after_digit) = (count + 1, true),
            b' ' if after_digit => after_digit = false,
            _ => return false,
        }
    }
    count == 8 && after_digit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers() {
        for text in ["70121288", "70 12 12 88", "+45 70 12 12 88", "+4570121288", "+45 70121288", "7012 1288"]
        {
            assert!(is_valid(text), "{text}");
        }
    }

    #[test]
    fn wrong_numbers() {
        for text in [
            "112",
            "10121288",
            "00121288",
            "701212880",
            "7012128",
            "70  121288",
            " 70121288",
            "70121288 ",
            "+46 70121288",
            "+45",
            "70-12-12-88",
        ] {
            assert!(!is_valid(text), "{text}");
        }
    }
}
