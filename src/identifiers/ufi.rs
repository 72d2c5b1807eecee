//! UFI: the unique formula identifier on the label of a hazardous mixture, `XXXX-XXXX-XXXX-XXXX`.
//!
//! It is a company's identifier in disguise: the formulation number and the company's VAT number,
//! packed into 74 bits, written in base 31 and shuffled, so anybody can unpack it again. A dataset
//! that drops the company's number must drop this too. The algorithm is that of ECHA's "UFI
//! Developers Manual" (version 1.4).

/// The 31 characters: no B, I, L, O or Z, which could be misread.
const ALPHABET: &[u8; 31] = b"0123456789ACDEFGHJKMNPQRSTUVWXY";

/// A character's value, or 255.
const VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut value = 0;
    while value < 31 {
        values[ALPHABET[value as usize] as usize] = value;
        value += 1;
    }
    values
};

/// Which base-31 digit of the payload, counted from the most significant, stands at each place.
const ORDER: [usize; 15] = [5, 4, 3, 7, 2, 8, 9, 10, 1, 0, 11, 6, 12, 13, 14];

/// The countries by their group and number in it. Group 0 is a company key without a VAT number.
const COUNTRIES: [(&str, u8, u8); 31] = [
    ("FR", 1, 0),
    ("GB", 2, 0),
    ("LT", 3, 0),
    ("SE", 3, 1),
    ("HR", 4, 0),
    ("IT", 4, 1),
    ("LV", 4, 2),
    ("NL", 4, 3),
    ("BG", 5, 0),
    ("CZ", 5, 1),
    ("IE", 5, 2),
    ("ES", 5, 3),
    ("PL", 5, 4),
    ("RO", 5, 5),
    ("SK", 5, 6),
    ("CY", 5, 7),
    ("IS", 5, 8),
    ("BE", 5, 9),
    ("DE", 5, 10),
    ("EE", 5, 11),
    ("GR", 5, 12),
    ("NO", 5, 13),
    ("PT", 5, 14),
    ("AT", 5, 15),
    ("DK", 5, 16),
    ("FI", 5, 17),
    ("HU", 5, 18),
    ("LU", 5, 19),
    ("MT", 5, 20),
    ("SI", 5, 21),
    ("LI", 5, 22),
];

/// What a UFI says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payload {
    /// The country of the VAT number; `None` for a company key, which stands for no VAT number.
    pub country: Option<&'static str>,
    /// The VAT number. Where VAT numbers have letters (CY, ES, FR, GB, IE, IS) it is the number that the
    /// manual's own conversions make of them, which are not undone here.
    pub vat: u64,
    /// The company's number for the mixture, below 2^28.
    pub formulation: u32,
}

/// True for the printed form: upper case, hyphens in their places, right check character.
///
/// That the payload makes sense is [`decode`]'s matter.
pub fn is_valid<T: AsRef<[u8]> + ?Sized>(text: &T) -> bool {
    let bytes = text.as_ref();
    if bytes.len() != 19 || bytes[4] != b'-' || bytes[9] != b'-' || bytes[14] != b'-' {
        return false;
    }
    let mut strange = 0;
    let mut sum = 0;
    for (group, characters) in bytes.chunks(5).enumerate() {
        for (place, byte) in (1..).zip(&characters[..4]) {
            let value = VALUES[usize::from(*byte)];
            strange |= value & 0x80;
            sum += (4 * group as u32 + place) * u32::from(value);
        }
    }
    strange == 0 && sum.is_multiple_of(31)
}

/// Packs a formulation number and a company's VAT number into a UFI.
///
/// `None` if the country is unknown or its VAT numbers have letters, or if a number is too large.
pub fn encode(country: &str, vat: u64, formulation: u32) -> Option<String> {
    encode_bytes(country, vat, formulation).map(|text| text.map(char::from).into_iter().collect())
}

/// The same as [`encode`], as ASCII and without allocating.
pub fn encode_bytes(country: &str, vat: u64, formulation: u32) -> Option<[u8; 19]> {
    if matches!(country, "CY" | "ES" | "FR" | "GB" | "IE" | "IS") {
        return None;
    }
    let (_, group, number) = COUNTRIES.into_iter().find(|(code, _, _)| *code == country)?;
    let vat_bits = 41 - country_bits(group)?;
    if formulation >= 1 << 28 || vat >= 1 << vat_bits {
        return None;
    }
    let owner = (u128::from(number) << vat_bits) | u128::from(vat);
    let mut payload = (u128::from(formulation) << 46) | (u128::from(group) << 42) | (owner << 1);
    let mut digits = [0; 15];
    for digit in digits.iter_mut().rev() {
        *digit = (payload % 31) as u8;
        payload /= 31;
    }
    let mut values = [0; 16];
    for (value, from) in values[1..].iter_mut().zip(ORDER) {
        *value = digits[from];
    }
    let sum: u32 = (2..).zip(&values[1..]).map(|(place, value): (u32, &u8)| place * u32::from(*value)).sum();
    values[0] = ((31 - sum % 31) % 31) as u8;
    let mut text = [b'-'; 19];
    for (place, value) in values.into_iter().enumerate() {
        text[place + place / 4] = ALPHABET[usize::from(value)];
    }
    Some(text)
}

/// Unpacks a UFI; hyphens and lower case do not matter here.
pub fn decode(text: &str) -> Option<Payload> {
    let mut values = [0; 16];
    let mut characters = text.bytes().filter(|byte| *byte != b'-');
    for value in &mut values {
        *value = VALUES[usize::from(characters.next()?.to_ascii_uppercase())];
        if *value == 255 {
            return None;
        }
    }
    let sum: u32 = (1..).zip(&values).map(|(place, value): (u32, &u8)| place * u32::from(*value)).sum();
    if characters.next().is_some() || !sum.is_multiple_of(31) {
        return None;
    }
    let mut digits = [0; 15];
    for (value, to) in values[1..].iter().zip(ORDER) {
        digits[to] = *value;
    }
    let payload = digits.iter().fold(0u128, |payload, digit| payload * 31 + u128::from(*digit));
    if payload >> 74 != 0 || payload & 1 != 0 {
        return None;
    }
    let formulation = (payload >> 46) as u32;
    let group = (payload >> 42 & 0xf) as u8;
    let owner = (payload >> 1) as u64 & ((1 << 41) - 1);
    if group == 0 {
        return Some(Payload { country: None, vat: owner, formulation });
    }
    let vat_bits = 41 - country_bits(group)?;
    let (code, _, _) = COUNTRIES
        .into_iter()
        .find(|(_, of_group, number)| *of_group == group && u64::from(*number) == owner >> vat_bits)?;
    Some(Payload { country: Some(code), vat: owner & ((1 << vat_bits) - 1), formulation })
}

/// How many bits tell the countries of a group apart.
fn country_bits(group: u8) -> Option<u32> {
    match group {
        1 | 2 => Some(0),
        3 => Some(1),
        4 => Some(4),
        5 => Some(7),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTORS: [(&str, u64, u32, &str); 4] = [
        ("DK", 31_415_926, 524_544, "3FQU-5GP0-Y105-J64N"),
        ("DE", 112_358_132, 134_217_728, "KMTT-DSP3-7FD7-6RWY"),
        ("SE", 987_654_321_098, 156_920_229, "1KC1-87DH-0KFR-2WGE"),
        ("IT", 14_286_244_833, 214_783_315, "WK3F-PYSX-TXM0-K9AV"),
    ];

    #[test]
    fn the_manuals_examples_both_ways() {
        for (country, vat, formulation, text) in VECTORS {
            assert_eq!(encode(country, vat, formulation).as_deref(), Some(text));
            assert_eq!(decode(text), Some(Payload { country: Some(country), vat, formulation }));
            assert!(is_valid(text), "{text}");
        }
    }

    #[test]
    fn a_published_example_gives_its_company_away() {
        assert!(is_valid("R3NN-3KVT-2XSG-W43J"));
        let payload = decode("R3NN-3KVT-2XSG-W43J").unwrap();
        assert_eq!((payload.country, payload.vat), (Some("DE"), 123_456_789));
    }

    #[test]
    fn wrong_identifiers() {
        for text in [
            "3FQU-5GP0-Y105-J64M",
            "3FQU5GP0Y105J64N",
            "3fqu-5gp0-y105-j64n",
            "3FQU-5GP0-Y105-J64",
            "3FQU-5GP0-Y105-J64NN",
            "BFQU-5GP0-Y105-J64N",
            "3FQU_5GP0-Y105-J64N",
            "3FQU-5GP0-Y105-J6æ",
        ] {
            assert!(!is_valid(text), "{text}");
        }
    }

    #[test]
    fn decoding_takes_other_spellings_but_not_other_checksums() {
        assert_eq!(decode("3fqu5gp0y105j64n"), decode("3FQU-5GP0-Y105-J64N"));
        assert_eq!(decode("3FQU-5GP0-Y105-J64M"), None);
        assert_eq!(decode("3FQU-5GP0-Y105-J64NN"), None);
        assert_eq!(decode(""), None);
    }

    #[test]
    fn numbers_that_do_not_fit_are_refused() {
        assert_eq!(encode("DK", 1 << 34, 1), None);
        assert_eq!(encode("DK", 1, 1 << 28), None);
        assert_eq!(encode("US", 1, 1), None);
        assert_eq!(encode("FR", 1, 1), None);
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        for (country, vat, formulation) in
            [("DK", 99_999_999, 0), ("NO", 0, 1), ("LI", 12_345, (1 << 28) - 1), ("NL", (1 << 37) - 1, 77)]
        {
            let text = encode(country, vat, formulation).unwrap();
            assert!(is_valid(&text), "{text}");
            assert_eq!(decode(&text), Some(Payload { country: Some(country), vat, formulation }));
        }
    }
}
