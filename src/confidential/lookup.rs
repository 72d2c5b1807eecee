//! Source values to codes of a list.
//!
//! The check that a value is in its list and the recoding to the published level are the same
//! look-up, so that a value which passes the one cannot fail the other.

use std::sync::Arc;

use hashbrown::HashMap;

use crate::catalog::{Codelist, Matching};

/// A code list made ready for looking up source values.
#[derive(Debug)]
pub(super) struct CodeLookup {
    codelist: Arc<Codelist>,
    matching: Matching,
    /// For each code that a value may be: the entry that is published in its place.
    published: HashMap<Box<[u8]>, u32>,
    /// The lengths that codes have, longest first.
    lengths: Vec<usize>,
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
        let mut published = HashMap::new();
        for (index, entry) in codelist.entries().iter().enumerate() {
            if has_children[index] {
                continue;
            }
            let Some(target) = level.map_or(Some(index), |level| codelist.ancestor(index, level)) else {
                continue;
            };
            published.insert(entry.code.as_bytes().into(), target as u32);
        }
        let mut lengths: Vec<usize> = published.keys().map(|code: &Box<[u8]>| code.len()).collect();
        lengths.sort_unstable_by(|a, b| b.cmp(a));
        lengths.dedup();
        CodeLookup { codelist, matching, published, lengths }
    }

    /// The entry that is published for a value, as its place in the list.
    pub(super) fn find(&self, value: &[u8]) -> Option<u32> {
        match self.matching {
            Matching::Exact => self.published.get(value).copied(),
            Matching::Prefix => {
                self.lengths.iter().find_map(|length| self.published.get(value.get(..*length)?).copied())
            }
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
