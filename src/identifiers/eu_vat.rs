//! VAT numbers of the European Union, with the country's letters in front, such as DK13585628.
//!
//! What is asked for is the form that VIES, the Commission's look-up, gives for each member state (and
//! for Northern Ireland, XI; Greece is EL). The check digit is asked for in Danish numbers only: a rule that a state has
//! changed, or that we have wrong, would refuse numbers that exist. GR and GB are not
//! taken, as VIES does not take them.

use super::cvr;

/// The forms by country: `9` is a digit, `L` a letter, `*` either of them.
const FORMS: [(&[u8; 2], &[&[u8]]); 27] = [
    (b"AT", &[b"U99999999"]),
    (b"BE", &[b"0999999999", b"1999999999"]),
    (b"BG", &[b"999999999", b"9999999999"]),
    (b"CY", &[b"99999999L"]),
    (b"CZ", &[b"99999999", b"999999999", b"9999999999"]),
    (b"DE", &[b"999999999"]),
    (b"EE", &[b"999999999"]),
    (b"EL", &[b"999999999"]),
    (b"ES", &[b"L9999999L", b"99999999L", b"L99999999"]),
    (b"FI", &[b"99999999"]),
    (b"FR", &[b"**999999999"]),
    (b"HR", &[b"99999999999"]),
    (b"HU", &[b"99999999"]),
    (b"IE", &[b"9*99999L", b"9+99999L", b"9999999LL"]),
    (b"IT", &[b"99999999999"]),
    (b"LT", &[b"999999999", b"999999999999"]),
    (b"LU", &[b"99999999"]),
    (b"LV", &[b"99999999999"]),
    (b"MT", &[b"99999999"]),
    (b"NL", &[b"999999999B99"]),
    (b"PL", &[b"9999999999"]),
    (b"PT", &[b"999999999"]),
    (
        b"RO",
        &[b"99", b"999", b"9999", b"99999", b"999999", b"9999999", b"99999999", b"999999999", b"9999999999"],
    ),
    (b"SE", &[b"999999999999"]),
    (b"SI", &[b"99999999"]),
    (b"SK", &[b"9999999999"]),
    (b"XI", &[b"999999999", b"999999999999", b"GD999", b"HA999"]),
];

/// True for a number in upper case, without spaces, of a form that its country uses.
pub fn is_valid<T: AsRef<[u8]> + ?Sized>(text: &T) -> bool {
    let text = text.as_ref();
    let Some((country, number)) = text.split_first_chunk::<2>() else { return false };
    if country == b"DK" {
        return cvr::is_valid(number);
    }
    let forms = FORMS.iter().find(|(known, _)| *known == country).map_or(&[][..], |(_, forms)| *forms);
    forms.iter().any(|form| {
        form.len() == number.len() && form.iter().zip(number).all(|(form, byte)| fits(*form, *byte))
    })
}

fn fits(form: u8, byte: u8) -> bool {
    match form {
        b'9' => byte.is_ascii_digit(),
        b'L' => byte.is_ascii_uppercase(),
        b'*' => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
        // Ireland's old numbers may have a plus or an asterisk in the second place.
        b'+' => byte == b'+' || byte == b'*',
        exactly => byte == exactly,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_right_form() {
        for text in [
            "DK13585628",
            "DK10172748",
            "DE112358132",
            "IT14286244833",
            "SE987654321098",
            "ATU12345678",
            "BE0123456789",
            "NL123456789B01",
            "FRXX123456789",
            "ESX1234567A",
            "IE1234567WA",
            "IE8+99999A",
            "EL123456789",
            "XIGD001",
        ] {
            assert!(is_valid(text), "{text}");
        }
    }

    #[test]
    fn numbers_of_a_wrong_form() {
        for text in [
            "DK13585627",
            "13585628",
            "DK 13585628",
            "dk13585628",
            "DK1358562",
            "GR123456789",
            "GB123456789",
            "US123456789",
            "BE2123456789",
            "AT12345678",
            "SE1234567890",
            "DE12345678X",
            "DKDK13585628",
            "DE",
            "D",
        ] {
            assert!(!is_valid(text), "{text}");
        }
    }

    #[test]
    fn a_danish_number_has_the_check_digit_of_a_cvr_number() {
        assert!(is_valid("DK24256790") && !is_valid("DK24256791"));
    }
}
