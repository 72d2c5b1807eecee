//! Code lists: codes with a parent and labels, from `schemas/codelists/<name>.csv`.
//!
//! `schemas/codelists/codelists.toml` says of each list what it is, where it comes from and whether
//! it is official. A list is a forest: a code has at most one parent, and no code is its own ancestor.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::about::complete;
use super::codes;
use super::file::{ConfigFile, LoadError};
use super::text::{Language, Localised};
use crate::report::{Finding, Place, Report};

/// The published code of a value that is not known, as SDMX writes it.
pub const UNKNOWN_CODE: &str = "_U";

/// The published code of a row over all codes of a column, as SDMX writes it.
pub const TOTAL_CODE: &str = "_T";

/// Codes that no list may have.
const RESERVED: [&str; 2] = [UNKNOWN_CODE, TOTAL_CODE];

/// What a code list is and who says so.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodelistInfo {
    /// Its title.
    pub title: Localised,
    /// Where it comes from, and with which reservations.
    pub source: Localised,
    /// False if the list, or the way its codes hang together, is this project's own.
    pub official: bool,
}

/// One code of a list.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The code, as it stands in data.
    pub code: String,
    /// The place of its parent in [`Codelist::entries`].
    pub parent: Option<usize>,
    /// What it is called.
    pub label: Localised,
    /// First day of validity as written (ISO 8601), if it is known.
    pub valid_from: Option<String>,
    /// Last day of validity as written (ISO 8601), if it has one.
    pub valid_to: Option<String>,
    /// How many codes lie on the way to the top, itself included: 1 is a code without a parent.
    pub level: usize,
}

/// A list of codes.
#[derive(Clone, Debug)]
pub struct Codelist {
    /// The name by which policies and datasets refer to it: the file's name without `.csv`.
    pub name: String,
    /// The file, below the root.
    pub path: String,
    /// What it is.
    pub info: CodelistInfo,
    entries: Vec<Entry>,
    by_code: HashMap<String, usize>,
}

impl Codelist {
    /// The codes in file order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The place of a code in [`Codelist::entries`].
    pub fn find(&self, code: &str) -> Option<usize> {
        self.by_code.get(code).copied()
    }

    /// The deepest level that a code of the list has; 0 for an empty list.
    pub fn depth(&self) -> usize {
        self.entries.iter().map(|entry| entry.level).max().unwrap_or(0)
    }

    /// True if no other code has this one as its parent.
    pub fn is_leaf(&self, index: usize) -> bool {
        !self.entries.iter().any(|entry| entry.parent == Some(index))
    }

    /// The ancestor of a code at a level, or the code itself if it lies at that level; `None` if it
    /// lies above it.
    pub fn ancestor(&self, mut index: usize, level: usize) -> Option<usize> {
        while self.entries[index].level > level {
            index = self.entries[index].parent?;
        }
        (self.entries[index].level == level).then_some(index)
    }

    /// Parses a list from CSV text. Returns `None` and says why in `report` if it is not one.
    pub fn parse(
        name: &str,
        path: &str,
        text: &str,
        info: CodelistInfo,
        report: &mut Report,
    ) -> Option<Codelist> {
        let mut invalid = |line: u64, message: String| {
            report.push(Finding::error(codes::CODELIST_INVALID, Place::line(path, line), message));
        };
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let Ok(header) = reader.headers().cloned() else {
            invalid(1, "the header cannot be read".into());
            return None;
        };
        let column = |wanted: &str| header.iter().position(|name| name == wanted);
        let labels: Vec<(Language, usize)> = Language::ALL
            .into_iter()
            .filter_map(|language| Some((language, column(&format!("label_{language}"))?)))
            .collect();
        let (Some(code_column), Some(parent_column), Some(from_column), Some(to_column), false) = (
            column("code"),
            column("parent"),
            column("valid_from"),
            column("valid_to"),
            labels.is_empty() || labels.len() + 4 != header.len(),
        ) else {
            invalid(1, "the header must be `code,parent,label_da,label_en,valid_from,valid_to`".into());
            return None;
        };

        let mut entries = Vec::new();
        let mut parents = Vec::new();
        let mut by_code = HashMap::new();
        let mut sound = true;
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    invalid(line, "the row has another number of cells than the header".into());
                    return None;
                }
            };
            let line = record.position().map_or(1, csv::Position::line);
            let cell = |column: usize| Some(&record[column]).filter(|cell| !cell.is_empty());
            let Some(code) = cell(code_column) else {
                invalid(line, "a code is empty".into());
                sound = false;
                continue;
            };
            if RESERVED.contains(&code) {
                invalid(line, format!("the code `{code}` has a meaning of its own in published tables"));
                sound = false;
            }
            if by_code.insert(code.to_owned(), entries.len()).is_some() {
                invalid(line, format!("the code `{code}` stands twice"));
                sound = false;
                continue;
            }
            parents.push((line, cell(parent_column).map(str::to_owned)));
            entries.push(Entry {
                code: code.to_owned(),
                parent: None,
                label: Localised::new(
                    labels
                        .iter()
                        .filter_map(|(language, column)| Some((*language, cell(*column)?.to_owned()))),
                ),
                valid_from: cell(from_column).map(str::to_owned),
                valid_to: cell(to_column).map(str::to_owned),
                level: 0,
            });
        }
        for (entry, (line, parent)) in entries.iter_mut().zip(&parents) {
            let Some(parent) = parent else { continue };
            entry.parent = by_code.get(parent).copied();
            if entry.parent.is_none() {
                invalid(*line, format!("the parent `{parent}` is not a code of this list"));
                sound = false;
            }
        }
        for index in 0..entries.len() {
            let mut level = 1;
            let mut at = index;
            while let Some(parent) = entries[at].parent {
                level += 1;
                at = parent;
                if level > entries.len() {
                    invalid(parents[index].0, format!("`{}` is its own ancestor", entries[index].code));
                    return None;
                }
            }
            entries[index].level = level;
        }
        if entries.is_empty() {
            invalid(1, "the list has no codes".into());
            sound = false;
        }
        sound.then(|| Codelist { name: name.to_owned(), path: path.to_owned(), info, entries, by_code })
    }
}

/// Every list of `schemas/codelists/`, and where it is said what each is.
#[derive(Default)]
pub(super) struct Lists {
    pub(super) by_name: BTreeMap<String, Arc<Codelist>>,
    places: BTreeMap<String, Place>,
}

/// Loads every list of `schemas/codelists/`.
pub(super) fn load_all(root: &Path, report: &mut Report) -> Result<Lists, LoadError> {
    let mut lists = Lists::default();
    let index_path = "schemas/codelists/codelists.toml";
    if !root.join(index_path).exists() {
        return Ok(lists);
    }
    let Some(index) = ConfigFile::read(root, index_path, report)? else { return Ok(lists) };
    let Some(infos) = index.parse::<BTreeMap<String, Spanned<CodelistInfo>>>(report) else {
        return Ok(lists);
    };
    for (name, info) in infos {
        lists.places.insert(name.clone(), index.place(&info));
        let path = format!("schemas/codelists/{name}.csv");
        let Some(file) = ConfigFile::read(root, &path, report)? else { continue };
        file.refuse_controls(report);
        if let Some(list) = Codelist::parse(&name, &path, file.text(), info.into_inner(), report) {
            lists.by_name.insert(name, Arc::new(list));
        }
    }
    Ok(lists)
}

impl Lists {
    /// A finding for each text and each label that a list lacks in one of these languages.
    pub(super) fn complete(&self, languages: &[Language], report: &mut Report) {
        for (name, list) in &self.by_name {
            let place = self.places.get(name).cloned().unwrap_or_default();
            for (key, text) in [("title", &list.info.title), ("source", &list.info.source)] {
                complete(text, place.clone().column(&format!("{name}.{key}")), languages, report);
            }
            for language in languages {
                list.labelled(*language, report);
            }
        }
    }
}

impl Codelist {
    /// A finding if any code has no label in this language; one for all of them.
    fn labelled(&self, language: Language, report: &mut Report) {
        let has_none =
            |entry: &&Entry| entry.label.exact(language).is_none_or(|label| label.trim().is_empty());
        let mut without = self.entries.iter().filter(has_none);
        let Some(first) = without.next() else { return };
        let message = format!(
            "{} of {} codes have no label in `{language}` (first: `{}`)",
            1 + without.count(),
            self.entries.len(),
            first.code
        );
        let place = Place::file(&self.path).column(&format!("label_{language}"));
        report.push(
            Finding::error(codes::LANGUAGE_MISSING, place, message)
                .hint("every label is needed in each of the languages in datasets/catalog.toml"),
        );
    }
}
