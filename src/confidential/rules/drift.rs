//! Rules that compare a source with that of the last edition: how many rows there are, how often a
//! column is empty, how often it holds a code.
//!
//! What is compared is kept in a private record, one line for each edition, and consists of the number
//! of rows and of shares. It names codes of the configuration and no other value of a source.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CODE_DRIFT, DRIFT_UNCHECKED, EMPTY_DRIFT, ROW_DRIFT};
use crate::report::Code;
use crate::report::human::{counted, thousands};

/// What a rule on drift wants to know of a source, and what a private record keeps of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    /// The edition, as its address names it.
    edition: String,
    /// The number of rows that were published or counted.
    rows: u64,
    /// For a column the share of its cells that are empty.
    #[serde(default)]
    empty: BTreeMap<String, f64>,
    /// For a column and a code the share of rows that hold it; codes that no row holds are left out.
    #[serde(default)]
    codes: BTreeMap<String, BTreeMap<String, f64>>,
}

/// What is known of the last edition.
#[derive(Clone, Debug, PartialEq)]
pub enum Earlier {
    /// There is no private record.
    NoRecord,
    /// The record has no edition yet.
    NoEdition,
    /// This.
    Edition(Statistics),
}

/// Shares are kept to a millionth.
const MILLION: f64 = 1_000_000.0;

/// `count` of `rows` as a share; of no rows, none.
pub(super) fn share(count: u64, rows: u64) -> f64 {
    if rows == 0 { 0.0 } else { (count as f64 * MILLION / rows as f64).round() / MILLION }
}

impl Statistics {
    pub(super) fn new(rows: u64) -> Statistics {
        Statistics { rows, ..Statistics::default() }
    }

    pub(super) fn note_empty(&mut self, column: &str, share: f64) {
        self.empty.insert(column.to_owned(), share);
    }

    pub(super) fn note_code(&mut self, column: &str, code: &str, share: f64) {
        let codes = self.codes.entry(column.to_owned()).or_default();
        if share > 0.0 {
            codes.insert(code.to_owned(), share);
        }
    }

    /// The last edition before a day in a private record; `None` if a line of it is not one. An edition of
    /// the day itself is being built anew, and would be compared with itself.
    pub fn last_before(day: Date, record: &[u8]) -> Option<Earlier> {
        let day = day.to_string();
        let mut last = Earlier::NoEdition;
        for line in record.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let statistics: Statistics = serde_json::from_slice(line).ok()?;
            // A day as ISO 8601 writes it sorts as a text; behind it there may be a point and a number.
            if statistics.edition.get(..day.len()).is_some_and(|of| of < day.as_str()) {
                last = Earlier::Edition(statistics);
            }
        }
        Some(last)
    }

    /// The line that a private record gets for an edition, with its line end.
    pub fn line(&self, edition: &str) -> String {
        let own = Statistics { edition: edition.to_owned(), ..self.clone() };
        serde_json::to_string(&own).expect("a struct of strings and numbers serialises") + "\n"
    }
}

/// What is found of a rule: the code, what is said, and whether the rule could be asked at all.
#[derive(Clone, Debug)]
pub(super) struct Drift {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) is_unchecked: bool,
}

/// The last edition, or what is said where there is none to compare with.
pub(super) fn comparable(earlier: &Earlier) -> Result<&Statistics, Drift> {
    let message = match earlier {
        Earlier::Edition(statistics) => return Ok(statistics),
        Earlier::NoRecord => "nothing says what the last edition's source was like",
        Earlier::NoEdition => "the record of editions is empty, so there is nothing to compare with",
    };
    Err(Drift { code: DRIFT_UNCHECKED, message: message.to_owned(), is_unchecked: true })
}

/// Whether the number of rows is too far from that of the last edition; `most` in millionths of it.
pub(super) fn of_rows(rows: u64, most: u64, last: &Statistics) -> Option<Drift> {
    let change = rows.abs_diff(last.rows);
    (u128::from(change) * 1_000_000 > u128::from(last.rows) * u128::from(most)).then(|| {
        let message = format!(
            "the source has {}, and had {} in the edition {}, which is a change of more than {}",
            counted(rows, "row"),
            thousands(last.rows),
            last.edition,
            percent(most as f64 / MILLION)
        );
        Drift { code: ROW_DRIFT, message, is_unchecked: false }
    })
}

/// Whether the share of a column's empty cells has jumped; `most` in millionths.
pub(super) fn of_empty(column: &str, now: f64, most: u64, last: &Statistics) -> Option<Drift> {
    let Some(then) = last.empty.get(column) else {
        return Some(not_recorded(column, last));
    };
    jumped(now, *then, most).then(|| Drift {
        code: EMPTY_DRIFT,
        message: format!(
            "`{column}` is empty in {} of rows, and was in {} in the edition {}: more than {} apart",
            percent(now),
            percent(*then),
            last.edition,
            percent(most as f64 / MILLION)
        ),
        is_unchecked: false,
    })
}

/// Whether the share of one of a column's codes has jumped; `most` in millionths. The code that has
/// jumped farthest is named.
pub(super) fn of_codes(column: &str, now: &[(&str, f64)], most: u64, last: &Statistics) -> Option<Drift> {
    let Some(then) = last.codes.get(column) else {
        return Some(not_recorded(column, last));
    };
    let before = |code: &str| then.get(code).copied().unwrap_or_default();
    let mut apart: Vec<(&str, f64)> =
        now.iter().copied().filter(|(code, share)| jumped(*share, before(code), most)).collect();
    let distance = |(code, share): &(&str, f64)| (share - before(code)).abs();
    apart.sort_by(|a, b| distance(b).total_cmp(&distance(a)).then(a.0.cmp(b.0)));
    let (code, share) = *apart.first()?;
    let more = match apart.len() - 1 {
        0 => String::new(),
        1 => ", and 1 other code likewise".to_owned(),
        others => format!(", and {others} other codes likewise"),
    };
    let message = format!(
        "`{column}` is `{code}` in {} of rows, and was in {} in the edition {}: more than {} apart{more}",
        percent(share),
        percent(before(code)),
        last.edition,
        percent(most as f64 / MILLION)
    );
    Some(Drift { code: CODE_DRIFT, message, is_unchecked: false })
}

fn not_recorded(column: &str, last: &Statistics) -> Drift {
    let message = format!("the record of the edition {} says nothing of `{column}`", last.edition);
    Drift { code: DRIFT_UNCHECKED, message, is_unchecked: true }
}

fn jumped(now: f64, then: f64, most: u64) -> bool {
    ((now - then).abs() * MILLION).round() > most as f64
}

fn percent(share: f64) -> String {
    format!("{} %", (share * MILLION).round() / 10_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last() -> Statistics {
        let mut last = Statistics { edition: "2025-01-01".into(), ..Statistics::new(100) };
        last.note_empty("a", 0.02);
        last.note_code("b", "X", 0.5);
        last.note_code("b", "Y", 0.5);
        last
    }

    fn said(drift: Option<Drift>) -> String {
        drift.map(|drift| drift.message).unwrap_or_default()
    }

    #[test]
    fn rows_may_change_by_a_share_of_what_they_were() {
        assert!(of_rows(110, 100_000, &last()).is_none());
        assert!(of_rows(90, 100_000, &last()).is_none());
        assert!(said(of_rows(111, 100_000, &last())).starts_with("the source has 111 rows, and had 100"));
        assert!(of_rows(0, 1_000_000, &last()).is_none());
        assert!(of_rows(1, 1_000_000, &Statistics::default()).is_some());
    }

    #[test]
    fn shares_may_change_by_so_many_points() {
        assert!(of_empty("a", 0.07, 50_000, &last()).is_none());
        let message = said(of_empty("a", 0.070_001, 50_000, &last()));
        assert!(
            message.contains("in 7.0001 % of rows, and was in 2 % in the edition 2025-01-01"),
            "{message}"
        );
        assert!(of_empty("c", 0.0, 50_000, &last()).is_some_and(|drift| drift.is_unchecked));
        let now = [("X", 0.1), ("Y", 0.6), ("Z", 0.3)];
        let message = said(of_codes("b", &now, 200_000, &last()));
        assert!(
            message.contains("`b` is `X` in 10 %") && message.ends_with("and 1 other code likewise"),
            "{message}"
        );
        assert!(of_codes("b", &now, 400_000, &last()).is_none());
    }

    #[test]
    fn a_record_grows_by_a_line_for_each_edition() {
        let before =
            |day: &str, record: &str| Statistics::last_before(day.parse().unwrap(), record.as_bytes());
        assert_eq!(before("2026-01-01", ""), Some(Earlier::NoEdition));
        let record = last().line("2026-01-01") + &last().line("2026-01-02.2");
        assert_eq!(before("2026-01-01", &record), Some(Earlier::NoEdition));
        for (day, edition) in [("2026-01-02", "2026-01-01"), ("2026-01-03", "2026-01-02.2")] {
            let found = before(day, &record);
            assert!(matches!(&found, Some(Earlier::Edition(last)) if last.edition == edition), "{found:?}");
        }
        assert_eq!(before("2026-01-01", "{\"rows\": 1}\n"), None);
    }
}
