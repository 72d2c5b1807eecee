//! Patterns: ECMA-262 as the `jsonschema` crate reads it, matched in time proportional to the cell.

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// A fixed text of more characters is left to the regex engine.
const MAX_FIXED: usize = 64;

/// A pattern, compiled.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    /// For each character of a match the ASCII characters that it may be. Identifiers are mostly so.
    Fixed(Vec<AsciiSet>),
    /// The same where each set is a range: its first character, and how many follow.
    Ranges(Vec<(u8, u8)>),
    Regex(Regex),
}

/// A set of ASCII characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AsciiSet(u128);

impl AsciiSet {
    fn contains(self, byte: u8) -> bool {
        byte < 128 && self.0 >> byte & 1 == 1
    }

    /// The first character and how many follow, if the set has no gap.
    fn as_range(self) -> Option<(u8, u8)> {
        let (first, length) = (self.0.trailing_zeros(), self.0.count_ones());
        (length > 0 && (self.0 >> first).trailing_ones() == length).then(|| (first as u8, length as u8 - 1))
    }
}

impl Pattern {
    /// Compiles a pattern; `None` if the crate would not take it either.
    pub(super) fn compile(pattern: &str) -> Option<Pattern> {
        let translated = jsonschema_regex::to_rust_regex(pattern).ok()?;
        if let Some(fixed) = regex_syntax::parse(&translated).ok().and_then(|hir| fixed(&hir)) {
            let ranges: Option<Vec<_>> = fixed.iter().map(|set| set.as_range()).collect();
            return Some(ranges.map_or(Pattern::Fixed(fixed), Pattern::Ranges));
        }
        RegexBuilder::new(&translated).build().ok().map(Pattern::Regex)
    }

    /// True if the pattern occurs in a cell.
    pub(super) fn is_match(&self, cell: &[u8]) -> bool {
        match self {
            Pattern::Fixed(sets) => {
                sets.len() == cell.len() && sets.iter().zip(cell).all(|(set, byte)| set.contains(*byte))
            }
            Pattern::Ranges(ranges) => is_within(cell, ranges),
            Pattern::Regex(regex) => regex.is_match(cell),
        }
    }
}

/// True if each character lies in its range.
#[inline]
pub(super) fn is_within(cell: &[u8], ranges: &[(u8, u8)]) -> bool {
    // No early end, so that the compiler can look at several characters at once.
    let outside =
        |strange, (byte, (first, more)): (&u8, &(u8, u8))| strange | (byte.wrapping_sub(*first) > *more);
    ranges.len() == cell.len() && !cell.iter().zip(ranges).fold(false, outside)
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
    fn others_are_left_to_the_engine() {
        for pattern in ["^a", "a$", "^a?$", "^[æøå]$", "^a|b$", "^a{1,3}$", "^.$"] {
            assert!(matches!(Pattern::compile(pattern), Some(Pattern::Regex(_))), "{pattern}");
        }
        assert!(Pattern::compile("(?=a)b").is_none());
        assert!(Pattern::compile("[a").is_none());
    }
}
