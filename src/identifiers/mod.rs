//! Identifiers that Danish registers use, with their check digits.
//!
//! One file per identifier. `is_valid` answers yes or no without allocating, because it is asked once
//! per cell; the constructors make numbers for synthetic sources. Nothing here looks anything up:
//! that a number is well formed does not mean that anybody has it.

pub mod cas_rn;
pub mod cpr;
pub mod cvr;
pub mod ec_number;
pub mod eu_vat;
pub mod iban;
pub mod p_nummer;
pub mod phone_dk;
pub mod ufi;

/// A yes-or-no check of one cell.
pub type IsValid = fn(&[u8]) -> bool;

/// The formats that a schema may name beside those of JSON Schema, each with its check.
pub const FORMATS: [(&str, IsValid); 11] = [
    ("cpr", cpr::is_valid::<[u8]>),
    ("cvr", cvr::is_valid::<[u8]>),
    ("se-nummer", cvr::is_valid_se::<[u8]>),
    ("p-nummer", p_nummer::is_valid::<[u8]>),
    ("cas-rn", cas_rn::is_valid::<[u8]>),
    ("ec-number", ec_number::is_valid::<[u8]>),
    ("ufi", ufi::is_valid::<[u8]>),
    ("iban", iban::is_valid::<[u8]>),
    ("phone-dk", phone_dk::is_valid::<[u8]>),
    // An earlier name of the same format.
    ("un-phone-dk", phone_dk::is_valid::<[u8]>),
    ("eu-vat", eu_vat::is_valid::<[u8]>),
];

/// The check of a format by its name in a schema.
pub fn format(name: &str) -> Option<IsValid> {
    FORMATS.iter().find(|(format, _)| *format == name).map(|(_, is_valid)| *is_valid)
}

/// Eight digits as the bytes of a number, the first of them the lowest; all of them are looked at at once.
#[inline]
pub fn eight_digits(text: [u8; 8]) -> Option<u64> {
    let digits = u64::from_le_bytes(text) ^ 0x3030_3030_3030_3030;
    let beyond_nine = digits.wrapping_add(0x7676_7676_7676_7676) | digits;
    (beyond_nine & 0x8080_8080_8080_8080 == 0).then_some(digits)
}

/// The numbers that eight digits make in pairs: four numbers below a hundred.
#[inline]
pub fn pairs(digits: u64) -> [u8; 4] {
    let [first, _, second, _, third, _, fourth, _] = (digits * 10 + (digits >> 8)).to_le_bytes();
    [first, second, third, fourth]
}

/// The digits of an all-digit text of exactly `N` characters.
fn digits<const N: usize>(bytes: &[u8]) -> Option<[u32; N]> {
    let bytes: &[u8; N] = bytes.try_into().ok()?;
    // Summing up what is not a digit instead of returning early lets the compiler unroll the loop.
    let mut strange = false;
    let digits = bytes.map(|byte| {
        let digit = byte.wrapping_sub(b'0');
        strange |= digit > 9;
        u32::from(digit)
    });
    (!strange).then_some(digits)
}

/// The sum of digits times weights.
fn weighted<const N: usize>(digits: [u32; N], weights: [u32; N]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_are_digits() {
        for place in 0..8 {
            for byte in 0..=u8::MAX {
                let mut text = *b"10293847";
                text[place] = byte;
                let read = eight_digits(text).map(pairs);
                let expected =
                    std::str::from_utf8(&text).ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
                let expected = expected.map(|text| [0, 2, 4, 6].map(|at| text[at..at + 2].parse().unwrap()));
                assert_eq!(read, expected, "{byte} at {place}");
            }
        }
    }

    #[test]
    fn every_format_is_found_by_its_name() {
        for (name, _) in FORMATS {
            assert!(format(name).is_some(), "{name}");
        }
        assert!(format("date").is_none());
    }

    #[test]
    fn no_format_takes_what_is_not_ascii_digits() {
        for (name, is_valid) in FORMATS {
            for text in ["", " ", "-", "æøå", "٠١٢٣٤٥٦٧", "０１２３４５６７８９", "12345678901234567890"]
            {
                assert!(!is_valid(text.as_bytes()), "{name} takes `{text}`");
            }
        }
    }
}
