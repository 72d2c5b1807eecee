//! Formats: those of JSON Schema and those of [`crate::identifiers`].
//!
//! What is common and easy to see is accepted here. What is not is asked of the `jsonschema` crate, so
//! a shortcut can only differ from it by accepting too much, and a property test looks for that.

use std::sync::Arc;

use serde_json::Value;

use super::super::cell;
use crate::identifiers;

/// The check of a format.
#[derive(Clone, Debug)]
pub(super) enum Format {
    /// A calendar date.
    Date,
    /// Decided here alone.
    Own(fn(&[u8]) -> bool),
    /// Accepted by the shortcut, or else asked of the crate.
    Standard(fn(&[u8]) -> bool, Arc<jsonschema::Validator>),
}

impl Format {
    /// The check of a format by name. `validator` makes the crate's own check of it.
    pub(super) fn new(name: &str, validator: impl FnOnce() -> Arc<jsonschema::Validator>) -> Format {
        if let Some(own) = identifiers::format(name) {
            return Format::Own(own);
        }
        let shortcut: fn(&[u8]) -> bool = match name {
            "date" => return Format::Date,
            "uuid" => return Format::Own(is_uuid),
            "time" => is_easy_time,
            "date-time" => is_easy_date_time,
            "email" => is_easy_email,
            "uri" => is_easy_uri,
            _ => |_| false,
        };
        Format::Standard(shortcut, validator())
    }

    /// True if a cell is of the format.
    pub(super) fn holds(&self, cell: &[u8]) -> bool {
        match self {
            Format::Date => cell::day(cell).is_some(),
            Format::Own(is_valid) => is_valid(cell),
            Format::Standard(shortcut, validator) => shortcut(cell) || ask(validator, cell),
        }
    }
}

#[cold]
fn ask(validator: &jsonschema::Validator, cell: &[u8]) -> bool {
    validator.is_valid(&Value::String(String::from_utf8_lossy(cell).into_owned()))
}

/// RFC 4122: 8, 4, 4, 4 and 12 hexadecimal digits.
fn is_uuid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// RFC 3339 `full-time`, but for leap seconds.
fn is_easy_time(text: &[u8]) -> bool {
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = text else { return false };
    let below = |tens: &u8, ones: &u8, limit: u8| {
        tens.is_ascii_digit() && ones.is_ascii_digit() && (tens - b'0') * 10 + (ones - b'0') < limit
    };
    if !(below(h1, h2, 24) && below(m1, m2, 60) && below(s1, s2, 60)) {
        return false;
    }
    let offset = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return false;
            }
            &fraction[digits..]
        }
        offset => offset,
    };
    match offset {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => below(h1, h2, 24) && below(m1, m2, 60),
        _ => false,
    }
}

/// RFC 3339 `date-time`, but for leap seconds.
fn is_easy_date_time(text: &[u8]) -> bool {
    let Some((date, [b'T' | b't', time @ ..])) = text.split_at_checked(10) else { return false };
    cell::day(date).is_some() && is_easy_time(time)
}

/// An address of letters, digits and the commonest marks, in a domain of at least two parts.
fn is_easy_email(text: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b'@', text) else { return false };
    let (local, domain) = (&text[..at], &text[at + 1..]);
    let is_atom = |atom: &[u8]| {
        !atom.is_empty()
            && atom.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+'))
    };
    let is_label = |label: &[u8]| {
        // Two hyphens in a row may begin an encoded label, which has rules of its own.
        let is_plain = label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
            && !label.windows(2).any(|pair| pair == b"--");
        is_plain
            && label.len() <= 63
            && !label.starts_with(b"-")
            && !label.ends_with(b"-")
            && !label.is_empty()
    };
    local.len() <= 64
        && domain.len() <= 200
        && domain.contains(&b'.')
        && local.split(|byte| *byte == b'.').all(is_atom)
        && domain.split(|byte| *byte == b'.').all(is_label)
}

/// A web address without user, port, escapes and fragment.
fn is_easy_uri(text: &[u8]) -> bool {
    let Some(rest) = text.strip_prefix(b"https://").or(text.strip_prefix(b"http://")) else { return false };
    let host =
        rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')).count();
    let tail = &rest[host..];
    host > 0
        && (tail.is_empty() || matches!(tail[0], b'/' | b'?'))
        && tail.iter().all(|byte| {
            byte.is_ascii_alphanumeric()
                || matches!(
                    byte,
                    b'-' | b'.' | b'_' | b'~' | b'/' | b'?' | b'&' | b'=' | b'+' | b',' | b':' | b';' | b'@'
                )
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;
    use serde_json::json;

    use super::*;
    use crate::catalog::dialect;

    const STANDARD: [&str; 8] = ["date", "date-time", "time", "duration", "email", "uri", "uuid", "hostname"];

    fn both(name: &str, text: &str) -> (bool, bool) {
        let validator = Arc::new(dialect::validator(&json!({ "format": name })).unwrap());
        let ours = Format::new(name, || Arc::clone(&validator)).holds(text.as_bytes());
        (ours, validator.is_valid(&json!(text)))
    }

    #[test]
    fn traps_of_time() {
        for (name, text, is_valid) in [
            ("date", "2021-02-29", false),
            ("date", "1900-02-29", false),
            ("date", "0000-02-29", true),
            ("date", "2024-12-31T00:00:00Z", false),
            ("time", "23:59:60Z", true),
            ("time", "22:59:60Z", false),
            ("time", "00:59:60+01:00", true),
            ("time", "12:00:00", false),
            ("time", "12:00Z", false),
            ("date-time", "2024-02-29T12:00:00.123+02:00", true),
            ("date-time", "2024-02-29 12:00:00Z", false),
            ("date-time", "2023-02-29T12:00:00Z", false),
            ("duration", "P1Y2M3DT4H5M6S", true),
            ("duration", "P1W", true),
            ("duration", "P1Y2W", false),
            ("duration", "PT", false),
            ("email", "navn@eksempel.dk", true),
            ("email", "navn@@eksempel.dk", false),
            ("email", "na vn@eksempel.dk", false),
            ("uri", "https://example.org/a?b=c", true),
            ("uri", "//example.org", false),
            ("uri", "https://exæmple.org", false),
            ("uuid", "2EB8AA08-AA98-11EA-B4AA-73B441D16380", true),
            ("uuid", "2eb8aa08aa9811eab4aa73b441d16380", false),
        ] {
            assert_eq!(both(name, text), (is_valid, is_valid), "{name}: {text}");
        }
    }

    /// Texts of nearly the right form: a sound one with a few characters changed.
    fn nearly() -> impl Strategy<Value = String> {
        let seeds = select(vec![
            "2024-02-29",
            "2024-02-29T12:34:56Z",
            "23:59:60.5+00:00",
            "2024-02-29t12:34:56.789-23:59",
            "P1Y2M3DT4H5M6S",
            "P12W",
            "en.to+tre@mit-domaene.eksempel.dk",
            "\"a b\"@example.org",
            "https://example.org:8080/sti/?x=1&y=%20#z",
            "mailto:a@b.dk",
            "http://[::1]/",
            "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
            "xn--4-1rb.dk",
        ]);
        let edits = prop::collection::vec((any::<prop::sample::Index>(), "[ -~æ]{0,2}"), 0..3);
        (seeds, edits).prop_map(|(seed, edits)| {
            let mut characters: Vec<String> = seed.chars().map(String::from).collect();
            for (at, text) in edits {
                let at = at.index(characters.len());
                characters[at] = text;
            }
            characters.concat()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn shortcuts_accept_nothing_that_the_crate_refuses(text in nearly(), name in select(STANDARD.to_vec())) {
            let (ours, of_the_crate) = both(name, &text);
            prop_assert_eq!(ours, of_the_crate, "{}: {}", name, text);
        }
    }
}
