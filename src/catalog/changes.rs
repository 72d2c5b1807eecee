//! `datasets/<id>/changes.toml`: why an edition differs from the one before, in a steward's words.
//!
//! The file may be missing, and an edition may go without a reason. What it says is told in feeds,
//! in the catalogue files and in the API; it changes no file of an edition.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::about::complete;
use super::codes;
use super::file::{ConfigFile, LoadError};
use super::text::{Language, Localised};
use crate::report::{Finding, Report};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangesFile {
    #[serde(default)]
    change: Vec<ChangeFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeFile {
    edition: Spanned<String>,
    reason: Spanned<Localised>,
}

/// The reasons of a dataset's editions, by edition. What is wrong with them is in the report.
pub(super) fn load(
    root: &Path,
    folder: &str,
    languages: &[Language],
    report: &mut Report,
) -> Result<BTreeMap<String, Localised>, LoadError> {
    let mut reasons = BTreeMap::new();
    let path = format!("{folder}/changes.toml");
    if !root.join(&path).exists() {
        return Ok(reasons);
    }
    let Some(file) = ConfigFile::read(root, &path, report)? else { return Ok(reasons) };
    let Some(raw) = file.parse::<ChangesFile>(report) else { return Ok(reasons) };
    for change in raw.change {
        let place = file.place(&change.edition).column("edition");
        let edition = change.edition.into_inner();
        complete(change.reason.get_ref(), file.place(&change.reason).column("reason"), languages, report);
        if !is_edition(&edition) {
            report.push(
                Finding::error(codes::DATE_INVALID, place.clone(), format!("`{edition}` is not an edition's name"))
                    .hint("an edition is named by its day, such as \"2026-11-21\", or \"2026-11-21.2\" for the day's second"),
            );
        }
        if reasons.insert(edition.clone(), change.reason.into_inner()).is_some() {
            let message = format!("the edition `{edition}` is explained twice");
            report.push(
                Finding::error(codes::DUPLICATE_NAME, place, message)
                    .hint("write what there is to say as one reason"),
            );
        }
    }
    Ok(reasons)
}

/// True for a day, and for a day with the number of an edition from the second on.
fn is_edition(name: &str) -> bool {
    let (day, number) = name.split_once('.').map_or((name, None), |(day, number)| (day, Some(number)));
    let is_day = day.parse::<Date>().is_ok_and(|date| date.to_string() == day);
    let is_later = |number: &str| number.parse::<u32>().is_ok_and(|n| n > 1 && n.to_string() == number);
    is_day && number.is_none_or(is_later)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_is_named_by_its_day() {
        for name in ["2026-11-21", "2026-11-21.2", "2026-11-21.10"] {
            assert!(is_edition(name), "{name}");
        }
        for name in ["", "2026", "2026-02-30", "2026-11-21.1", "2026-11-21.02", "2026-11-21.", "20261121"] {
            assert!(!is_edition(name), "{name}");
        }
    }
}
