//! Source values to codes of a list.
//!
//! The check that a value is in its list and the recoding to the published level are the same
//! look-up, so that a value which passes the one cannot fail the other.

use std::sync::Arc;

use hashbrown::HashMap;

use super::cell;
use crate::catalog::{Codelist, Matching};

/// A code list made ready for looking up source values.
#[derive(Debug)]
pub(super) struct CodeLookup {
    codelist: Arc<Codelist>,
    matching: Matching,
    /// For each code that a value may be: the entry that is published in its place.
    published: HashMap<Box<[u8]>, u32>,
    /// The same, laid out for looking up.
    table: Table,
    /// The lengths that codes have, longest first.
    lengths: Vec<usize>,
}

/// Texts, each with a number, by their first eight bytes, their last eight, and their length: for most
/// codes that is all there is to compare, and hashing it is one multiplication.
#[derive(Debug)]
pub(super) struct Table {
    /// Where each code stands in `slots`, or [`FREE`]. At most a quarter is taken, and there is a power of
    /// two of them: small enough to stay in the nearest cache, where the slots themselves would not.
    index: Vec<u32>,
    shift: u32,
    slots: Vec<Slot>,
    codes: Vec<Box<[u8]>>,
}

#[derive(Clone, Debug)]
struct Slot {
    ends: (u64, u64),
    length: u32,
    target: u32,
}

const FREE: u32 = u32::MAX;

impl Table {
    pub(super) fn new<'a>(codes: impl ExactSizeIterator<Item = (&'a [u8], u32)>) -> Table {
        let bits = (codes.len().max(1) * 4).next_power_of_two().trailing_zeros();
        let mut table =
            Table { index: vec![FREE; 1 << bits], shift: 64 - bits, slots: Vec::new(), codes: Vec::new() };
        for (code, target) in codes {
            let ends = ends(code);
            let mut at = table.start(ends, code.len());
            while table.index[at] != FREE {
                at = (at + 1) & (table.index.len() - 1);
            }
            table.index[at] = table.slots.len() as u32;
            table.slots.push(Slot { ends, length: code.len() as u32, target });
            table.codes.push(code.into());
        }
        table
    }

    fn start(&self, ends: (u64, u64), length: usize) -> usize {
        (mixed(ends, length) >> self.shift) as usize
    }

    /// The number of a text, if it is one of the table's.
    #[inline]
    pub(super) fn find(&self, value: &[u8]) -> Option<u32> {
        let ends = ends(value);
        let mut at = self.start(ends, value.len());
        loop {
            let number = self.index[at] as usize;
            let slot = self.slots.get(number)?;
            let is_same_length = slot.length as usize == value.len();
            if slot.ends == ends && is_same_length && (value.len() <= 16 || *self.codes[number] == *value) {
                return Some(slot.target);
            }
            at = (at + 1) & (self.index.len() - 1);
        }
    }
}

/// A number whose highest bits tell most texts apart, from the text's ends and its length.
#[inline]
pub(super) fn mixed(ends: (u64, u64), length: usize) -> u64 {
    (ends.0 ^ ends.1.rotate_left(29) ^ length as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The first and the last eight bytes of a text; a shorter one is read in parts that overlap. Texts of the
/// same length, of sixteen bytes at most, are the same if these are.
#[inline]
pub(super) fn ends(text: &[u8]) -> (u64, u64) {
    (cell::word(text, 0), if text.len() < 8 { 0 } else { cell::word(text, text.len() - 8) })
}

impl CodeLookup {
    /// Values are codes without children; what is published is their ancestor at `level`, or they
    /// themselves. A code that lies above `level` has no such ancestor and is not accepted.
    pub(super) fn new(codelist: Arc<Codelist>, matching: Matching, level: Option<usize>) -> CodeLookup {
        let mut has_children = vec![false; codelist.entries().len()];
        for entry in codelist.entries() {
            if let Some(parent) = entry.parent {
                has_children[parent] = true;
            }
        }
        let mut published: HashMap<Box<[u8]>, u32> = HashMap::new();
        for (index, entry) in codelist.entries().iter().enumerate() {
            if has_children[index] {
                continue;
            }
            let Some(target) = level.map_or(Some(index), |level| codelist.ancestor(index, level)) else {
                continue;
            };
            published.insert(entry.code.as_bytes().into(), target as u32);
        }
        let table = Table::new(published.iter().map(|(code, target)| (&**code, *target)));
        let mut lengths: Vec<usize> = published.keys().map(|code| code.len()).collect();
        lengths.sort_unstable_by(|a, b| b.cmp(a));
        lengths.dedup();
        CodeLookup { codelist, matching, published, table, lengths }
    }

    /// The entry that is published for a value, as its place in the list.
    pub(super) fn find(&self, value: &[u8]) -> Option<u32> {
        match self.matching {
            Matching::Exact => self.table.find(value),
            Matching::Prefix => self.lengths.iter().find_map(|length| self.table.find(value.get(..*length)?)),
        }
    }

    /// True if this accepts the same values as another look-up.
    pub(super) fn accepts_the_same(&self, other: &CodeLookup) -> bool {
        self.codelist.name == other.codelist.name
            && self.matching == other.matching
            && self.published.len() == other.published.len()
            && self.published.keys().all(|code| other.published.contains_key(code))
    }

    /// All entries that can be published, in list order.
    pub(super) fn targets(&self) -> Vec<u32> {
        let mut targets: Vec<u32> = self.published.values().copied().collect();
        targets.sort_unstable();
        targets.dedup();
        targets
    }

    /// The code of an entry.
    pub(super) fn code(&self, entry: u32) -> &str {
        &self.codelist.entries()[entry as usize].code
    }

    /// The list.
    pub(super) fn codelist(&self) -> &Codelist {
        &self.codelist
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Report;

    fn lookup(codes: &[&str], matching: Matching) -> CodeLookup {
        let rows: String = codes.iter().map(|code| format!("{code},,X,,\n")).collect();
        let text = format!("code,parent,label_en,valid_from,valid_to\n{rows}");
        let info =
            serde_json::from_str(r#"{"title": {"en": "T"}, "source": {"en": "S"}, "official": false}"#);
        let list = Codelist::parse("l", "l.csv", &text, info.unwrap(), &mut Report::new()).unwrap();
        CodeLookup::new(Arc::new(list), matching, None)
    }

    #[test]
    fn the_table_finds_what_a_map_finds() {
        let codes: Vec<String> =
            ["A", "AB", "ABCDEFGH", "AFGOERELSE_UDEN_PAABUD", "AFGOERELSE_MED__PAABUD", "ABCDEFGHI"]
                .into_iter()
                .map(str::to_owned)
                .chain((0..500).map(|number| format!("{number:03}")))
                .collect();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        for matching in [Matching::Exact, Matching::Prefix] {
            let lookup = lookup(&codes, matching);
            let others =
                ["", "ABC", "A\0", "\0", "B", "1A", "AFGOERELSE_UDXN_PAABUD", "0011", "ABCDEFGHIJ", "499x"];
            for value in codes.iter().copied().chain(others) {
                let by_map = |text: &str| lookup.published.get(text.as_bytes()).copied();
                let expected = match matching {
                    Matching::Exact => by_map(value),
                    Matching::Prefix => (1..=value.len()).rev().find_map(|length| by_map(&value[..length])),
                };
                assert_eq!(lookup.find(value.as_bytes()), expected, "{value:?}");
            }
        }
    }
}
