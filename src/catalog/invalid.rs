//! `on_invalid` and `quarantine` in `dataset.toml`: what is done with rows that do not conform.

use serde::Deserialize;
use toml::Spanned;

use super::codes;
use super::file::ConfigFile;
use crate::report::{Excerpt, Finding, Report};

/// What is done with rows that do not conform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnInvalid {
    /// One of them, and nothing is published.
    Refuse,
    /// They are set aside, and the others are published.
    Quarantine(QuarantineLimit),
}

/// How many rows may be set aside; of more, nothing is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantineLimit {
    /// The most rows.
    pub rows: u64,
    /// The greatest share of all rows, in millionths.
    pub share: Option<u64>,
    /// The line that says so.
    pub line: Excerpt,
}

impl QuarantineLimit {
    /// The most rows of so many.
    pub fn of(&self, rows: u64) -> u64 {
        let share = self.share.map_or(u64::MAX, |share| {
            let most = u128::from(rows) * u128::from(share) / 1_000_000;
            u64::try_from(most).unwrap_or(u64::MAX)
        });
        self.rows.min(share)
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum OnInvalidFile {
    Refuse,
    Quarantine,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuarantineFile {
    rows: Spanned<u64>,
    share: Option<Spanned<f64>>,
}

/// More rows than this cannot be set aside: they are kept in memory until they are written.
const MOST_ROWS: u64 = 100_000;

/// Parses the two keys. What is wrong with them is in the report.
pub(super) fn parse(
    file: &ConfigFile,
    on_invalid: Option<&Spanned<OnInvalidFile>>,
    quarantine: Option<&Spanned<QuarantineFile>>,
    report: &mut Report,
) -> Option<OnInvalid> {
    let mut wrong = |place, message: &str| {
        report.push(
            Finding::error(codes::RULE_INCOMPLETE, place, message)
                .hint("such as `quarantine = { rows = 100, share = 0.01 }`"),
        );
        None
    };
    let (on_invalid, quarantine) = match (on_invalid.map(Spanned::get_ref), quarantine) {
        (None | Some(OnInvalidFile::Refuse), None) => return Some(OnInvalid::Refuse),
        (None | Some(OnInvalidFile::Refuse), Some(quarantine)) => {
            let place = file.place(quarantine).column("quarantine");
            return wrong(place, "there is a ceiling, and `on_invalid` is not \"quarantine\"");
        }
        (Some(OnInvalidFile::Quarantine), given) => (on_invalid?, given),
    };
    let Some(limit) = quarantine else {
        let place = file.place(on_invalid).column("on_invalid");
        return wrong(place, "rows are to be set aside, and no ceiling says how many at most");
    };
    let QuarantineFile { rows, share } = limit.get_ref();
    if !(1..=MOST_ROWS).contains(rows.get_ref()) {
        let place = file.place(rows).column("rows");
        return wrong(place, "`rows` must lie between 1 and 100,000");
    }
    if let Some(share) = share
        && !(*share.get_ref() > 0.0 && *share.get_ref() < 1.0)
    {
        return wrong(file.place(share).column("share"), "`share` must lie between 0 and 1");
    }
    Some(OnInvalid::Quarantine(QuarantineLimit {
        rows: *rows.get_ref(),
        share: share.as_ref().map(|share| (share.get_ref() * 1_000_000.0).round() as u64),
        line: file.excerpt(limit),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ceilings_hold() {
        let limit = |rows, share| QuarantineLimit { rows, share, line: Excerpt::of("p", "", 1) };
        assert_eq!(limit(100, Some(10_000)).of(1_000), 10);
        assert_eq!(limit(100, Some(10_000)).of(1_000_000), 100);
        assert_eq!(limit(100, Some(10_000)).of(99), 0);
        assert_eq!(limit(100, None).of(3), 100);
    }
}
