//! What every step of making a plan needs: the hints, the dataset they are for, and a place for findings.

use std::path::Path;

use crate::catalog::{Catalog, Codelist, ConfigFile, Dataset, LoadError};
use crate::report::{Code, Finding, Place, Report};

use super::codes;
use super::draw::{Share, Skew, Weighted};
use super::hints::{CodesFile, HintsFile, ValuesFile};

pub(super) struct Context<'a> {
    pub(super) root: &'a Path,
    pub(super) file: &'a ConfigFile,
    pub(super) hints: &'a HintsFile,
    pub(super) dataset: &'a Dataset,
    pub(super) catalog: &'a Catalog,
    pub(super) rows: u64,
    pub(super) seed: u64,
    pub(super) report: &'a mut Report,
    /// Why a file beside the hints cannot be read, if that is what stopped us.
    pub(super) failure: Option<LoadError>,
}

/// Values to draw from, and how.
pub(super) struct Choice {
    pub(super) texts: Vec<String>,
    pub(super) draw: Weighted,
}

impl Context<'_> {
    pub(super) fn error(&mut self, code: Code, place: &Place, message: impl Into<String>) {
        self.report.push(Finding::error(code, place.clone(), message));
    }

    pub(super) fn invalid(&mut self, place: &Place, message: impl Into<String>) {
        self.error(codes::HINT_INVALID, place, message);
    }

    pub(super) fn unknown(&mut self, place: &Place, message: impl Into<String>) {
        self.error(codes::NAME_UNKNOWN, place, message);
    }

    /// Reads a file below the root.
    pub(super) fn read(&mut self, path: &str) -> Option<ConfigFile> {
        ConfigFile::read(self.root, path, self.report).unwrap_or_else(|failure| {
            self.failure = Some(failure);
            None
        })
    }

    pub(super) fn share(&mut self, share: f64, key: &str, place: &Place) -> Option<Share> {
        let valid = Share::new(share);
        if valid.is_none() {
            self.invalid(place, format!("`{key}` is a share: a number from 0 to 1"));
        }
        valid
    }

    /// Weights for `len` values: those given, or by rank.
    pub(super) fn weighted(
        &mut self,
        weights: Option<&[u64]>,
        skew: Skew,
        len: usize,
        place: &Place,
    ) -> Option<Weighted> {
        match weights {
            _ if len == 0 => self.invalid(place, "there is nothing to draw from"),
            Some(_) if skew != Skew::None => {
                self.invalid(place, "`weights` and `skew` exclude each other");
            }
            Some(weights) if weights.len() != len => {
                self.invalid(place, format!("there are {} weights for {len} values", weights.len()));
            }
            Some(weights) if weights.iter().all(|weight| *weight == 0) => {
                self.invalid(place, "all weights are 0");
            }
            Some(weights) if weights.iter().any(|weight| *weight > u64::from(u32::MAX)) => {
                self.invalid(place, "a weight is greater than 4,294,967,295");
            }
            Some(weights) => return Some(Weighted::new(weights)),
            None => return Some(Weighted::skewed(skew, len)),
        }
        None
    }

    pub(super) fn values(&mut self, values: &ValuesFile, place: &Place) -> Option<Choice> {
        let draw = self.weighted(values.weights.as_deref(), values.skew, values.list.len(), place)?;
        Some(Choice { texts: values.list.clone(), draw })
    }

    pub(super) fn codes(&mut self, codes: &CodesFile, place: &Place) -> Option<Choice> {
        let Some(list) = self.catalog.codelists.get(&codes.list).cloned() else {
            self.unknown(place, format!("there is no code list `{}`", codes.list));
            return None;
        };
        for code in codes.first.iter().chain(codes.only.iter().flatten()) {
            if list.find(code).is_none_or(|at| !list.is_leaf(at)) {
                self.unknown(place, format!("`{code}` is not a lowest code of the list `{}`", codes.list));
                return None;
            }
        }
        let rest: Vec<String> = match &codes.only {
            Some(only) => only.clone(),
            None => leaves(&list),
        };
        let mut texts = codes.first.clone();
        texts.extend(rest.into_iter().filter(|code| !codes.first.contains(code)));
        let draw = self.weighted(codes.weights.as_deref(), codes.skew, texts.len(), place)?;
        Some(Choice { texts, draw })
    }
}

/// The codes that no other code has as its parent, in file order.
pub(super) fn leaves(list: &Codelist) -> Vec<String> {
    let mut is_parent = vec![false; list.entries().len()];
    for parent in list.entries().iter().filter_map(|entry| entry.parent) {
        is_parent[parent] = true;
    }
    let leaves = list.entries().iter().zip(is_parent).filter(|(_, is_parent)| !is_parent);
    leaves.map(|(entry, _)| entry.code.clone()).collect()
}
