//! `codelists/{codelist}.json`: a code list that published tables refer to.
//!
//! A list is told down to the deepest level that any table publishes. What lies below serves to look
//! up source values and is nobody's concern.

use std::collections::BTreeMap;

use serde::Serialize;

use super::terms::texts;
use crate::catalog::{Codelist, Dataset, Entry, Language, Localised, Publication, Recode};

#[derive(Serialize)]
pub(super) struct Answer {
    name: String,
    title: Localised,
    source: Localised,
    official: bool,
    codes: Vec<Code>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Code {
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
    level: usize,
    label: Localised,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<String>,
}

/// The lists that published tables refer to, by name, each with the deepest level that is published.
pub(super) fn published<'a>(datasets: impl Iterator<Item = &'a Dataset>) -> Vec<(&'a Codelist, usize)> {
    let mut lists: BTreeMap<&str, (&Codelist, usize)> = BTreeMap::new();
    for dataset in datasets {
        let Publication::Tables(tables) = &dataset.policy.publication else { continue };
        for dimension in tables.iter().flat_map(|table| &table.dimensions) {
            let Recode::Codes { codelist, level, .. } = &dimension.recode else { continue };
            let level = level.unwrap_or_else(|| codelist.depth());
            let known = lists.entry(&codelist.name).or_insert((codelist, level));
            known.1 = known.1.max(level);
        }
    }
    lists.into_values().collect()
}

pub(super) fn answer(list: &Codelist, level: usize, languages: &[Language]) -> Answer {
    let entries = list.entries();
    let code = |entry: &Entry| Code {
        code: entry.code.clone(),
        parent: entry.parent.and_then(|parent| entries.get(parent)).map(|parent| parent.code.clone()),
        level: entry.level,
        label: texts(&entry.label, languages),
        valid_from: entry.valid_from.clone(),
        valid_to: entry.valid_to.clone(),
    };
    Answer {
        name: list.name.clone(),
        title: texts(&list.info.title, languages),
        source: texts(&list.info.source, languages),
        official: list.info.official,
        codes: entries.iter().filter(|entry| entry.level <= level).map(code).collect(),
    }
}
