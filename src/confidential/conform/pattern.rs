//! Patterns: ECMA-262 as the `jsonschema` crate reads it, matched in time proportional to the cell.

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::super::cell;

/// A fixed text of more characters is left to the regex engine.
const MAX_FIXED: usize = 64;

/// A pattern, compiled.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    /// For each character of a match the ASCII characters that it may be. Identifiers are mostly so.
    Fixed(Vec<AsciiSet>),
    /// The same where each set is a range.
    Ranges(Ranges),
    Regex(Regex),
}

/// A set of ASCII characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AsciiSet(u128);

impl AsciiSet {
    fn contains(self, byte: u8) -> bool {
        byte < 128 && self.0 >> byte & 1 == 1
    }

    /// The first character and the last, if the set has no gap.
    fn as_range(self) -> Option<(u8, u8)> {
        let (first, length) = (self.0.trailing_zeros(), self.0.count_ones());
        let is_range = length > 0 && (self.0 >> first).trailing_ones() == length;
        is_range.then(|| (first as u8, (first + length - 1) as u8))
    }
}

/// Ranges of ASCII characters, one for each character of a text, which are looked at eight at a time.
#[derive(Clone, Debug)]
pub(super) struct Ranges {
    length: usize,
    words: Vec<Word>,
}

/// What eight characters may be. The last eight of a text may have some in common with those before.
#[derive(Clone, Copy, Debug)]
struct Word {
    at: usize,
    least: u64,
    most: u64,
}

impl Ranges {
    fn new(ranges: &[(u8, u8)]) -> Ranges {
        let (least, most): (Vec<u8>, Vec<u8>) = ranges.iter().copied().unzip();
        let last = ranges.len().saturating_sub(8);
        let word = |at| Word { at, least: cell::word(&least, at), most: cell::word(&most, at) };
        let words = (0..last).step_by(8).chain([last]).map(word).collect();
        Ranges { length: ranges.len(), words }
    }

    /// True if each character lies in its range.
    #[inline]
    pub(super) fn hold(&self, cell: &[u8]) -> bool {
        cell.len() == self.length && self.words.iter().all(|word| word.holds(cell::word(cell, word.at)))
    }
}

impl Word {
    /// In each byte, the highest bit says that it is not ASCII, or too great, or that it is great enough.
    #[inline]
    fn holds(self, bytes: u64) -> bool {
        const HIGHEST: u64 = 0x8080_8080_8080_8080;
        let too_great = bytes.wrapping_add(!HIGHEST - self.most);
        let great_enough = (bytes | HIGHEST).wrapping_sub(self.least);
        (bytes | too_great | !great_enough) & HIGHEST == 0
    }
}

impl Pattern {
    /// Compiles a pattern; `None` if the crate would not take it either.
    pub(super) fn compile(pattern: &str) -> Option<Pattern> {
        let translated = jsonschema_regex::to_rust_regex(pattern).ok()?;
        if let Some(fixed) = regex_syntax::parse(&translated).ok().and_then(|hir| fixed(&hir)) {
            let ranges: Option<Vec<_>> = fixed.iter().map(|set| set.as_range()).collect();
            return Some(
                ranges.map_or(Pattern::Fixed(fixed), |ranges| Pattern::Ranges(Ranges::new(&ranges))),
            );
        }
        RegexBuilder::new(&translated).build().ok().map(Pattern::Regex)
    }

    /// True if the pattern occurs in a cell.
    pub(super) fn is_match(&self, cell: &[u8]) -> bool {
        match self {
            Pattern::Fixed(sets) => {
                sets.len() == cell.len() && sets.iter().zip(cell).all(|(set, byte)| set.contains(*byte))
            }
            Pattern::Ranges(ranges) => ranges.hold(cell),
            Pattern::Regex(regex) => regex.is_match(cell),
        }
    }
}

/// The sets of a pattern that begins with `^`, ends with `$` and has a fixed number of ASCII characters.
fn fixed(hir: &Hir) -> Option<Vec<AsciiSet>> {
    let HirKind::Concat(parts) = hir.kind() else { return None };
    let [first, inner @ .., last] = parts.as_slice() else { return None };
    if *first.kind() != HirKind::Look(Look::Start) || *last.kind() != HirKind::Look(Look::End) {
        return None;
    }
    let mut sets = Vec::new();
    inner.iter().try_for_each(|part| add(part, &mut sets))?;
    Some(sets)
}

fn add(hir: &Hir, sets: &mut Vec<AsciiSet>) -> Option<()> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            for byte in &literal.0 {
                sets.push(AsciiSet(1_u128.checked_shl(u32::from(*byte)).filter(|_| *byte < 128)?));
            }
        }
        HirKind::Class(class) => {
            let mut set = 0;
            let mut range = |start: u32, end: u32| -> Option<()> {
                (end < 128).then(|| (start..=end).for_each(|byte| set |= 1_u128 << byte))
            };
            match class {
                Class::Unicode(class) => {
                    class.ranges().iter().try_for_each(|r| range(r.start() as u32, r.end() as u32))?;
                }
                Class::Bytes(class) => {
                    class.ranges().iter().try_for_each(|r| range(r.start().into(), r.end().into()))?;
                }
            }
            sets.push(AsciiSet(set));
        }
        HirKind::Repetition(repetition) if repetition.max == Some(repetition.min) => {
            for _ in 0..repetition.min {
                add(&repetition.sub, sets)?;
            }
        }
        HirKind::Capture(capture) => add(&capture.sub, sets)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| add(part, sets))?,
        _ => return None,
    }
    (sets.len() <= MAX_FIXED).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_a_fixed_form() {
        for (pattern, matching, other) in [
            (r"^20[0-9]{2}-[0-9]{7}$", "2024-0000001", "1924-0000001"),
            (r"^\d{3}$", "123", "12x"),
            (r"^(EG)[A-Fa-f]{2}$", "EGaF", "EGag"),
        ] {
            let compiled = Pattern::compile(pattern).unwrap();
            assert!(!matches!(compiled, Pattern::Regex(_)), "{pattern}");
            assert!(compiled.is_match(matching.as_bytes()) && !compiled.is_match(other.as_bytes()));
            assert!(!compiled.is_match(format!("{matching}\n").as_bytes()), "{pattern}");
        }
    }

    #[test]
    fn ranges_of_any_length_hold_as_the_engine_says() {
        for length in 1..20 {
            let pattern = format!("^[b-y]{{{length}}}$");
            let (ranges, regex) = (Pattern::compile(&pattern).unwrap(), Regex::new(&pattern).unwrap());
            assert!(matches!(ranges, Pattern::Ranges(_)));
            for byte in 0..=u8::MAX {
                for at in 0..length {
                    let mut cell = vec![b'm'; length];
                    cell[at] = byte;
                    assert_eq!(ranges.is_match(&cell), regex.is_match(&cell), "{pattern}: {byte} at {at}");
                }
            }
        }
        assert!(Pattern::compile("^$").is_some_and(|empty| empty.is_match(b"") && !empty.is_match(b"a")));
    }

    #[test]
    fn others_are_left_to_the_engine() {
        for pattern in ["^a", "a$", "^a?$", "^[æøå]$", "^a|b$", "^a{1,3}$", "^.$"] {
            assert!(matches!(Pattern::compile(pattern), Some(Pattern::Regex(_))), "{pattern}");
        }
        assert!(Pattern::compile("(?=a)b").is_none());
        assert!(Pattern::compile("[a").is_none());
    }
}
