//! What common programs make of a published CSV file when they are asked nothing: pandas, Polars,
//! Arrow, DuckDB and spreadsheets guess types, and a code that looks like something else comes out
//! changed.
//!
//! The rules go by single cells and take the strictest reader, so a warning may concern a program
//! that looks at a column as a whole and guesses right. `tests/judges/readers.py` opens what was
//! published with those programs, and knows of nothing that they change and no rule here names.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::codes;
use crate::catalog::Dataset;
use crate::confidential::{ColumnRole, PublicTable, Values};
use crate::report::{Finding, Place, Report};

/// Why a text does not come out of a reader as it went in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// A number that is written in another way than a program would write it.
    Number,
    /// A number with more digits than a spreadsheet keeps.
    LongNumber,
    /// A date or a time of day, to a spreadsheet.
    Date,
    /// A truth value.
    Truth,
    /// A word for "no value".
    Missing,
    /// Blank space before or behind.
    Space,
    /// A formula, to a spreadsheet.
    Formula,
}

/// A number as a program writes it again; what looks like a number and not like this is changed.
static CANONICAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(0|-?[1-9][0-9]*|-?(0|[1-9][0-9]*)\.[0-9]*[1-9])$"));

/// Two or three numbers with the same sign between them; a regular expression cannot say "the same".
static PARTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^([0-9]{1,4})[-/]([0-9]{1,4})$|^([0-9]{1,4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})$")
});

static TIME: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$"));

/// A month by its name in Danish, English or Norwegian, with a number.
static MONTH: LazyLock<Regex> = LazyLock::new(|| {
    let names = "jan|feb|mar|apr|may|ma[ij]|jun|jul|aug|sept?|o[ck]t|nov|de[cs]";
    pattern(&format!("(?i)^([0-9]{{1,2}}[-/ ]?({names})|({names})[-/ ]?[0-9]{{1,4}})$"))
});

static CALENDAR_DATE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"));

/// What pandas takes for no value unless told otherwise (`na_values` of `read_csv`), in small letters.
const MISSING: [&str; 14] = [
    "#n/a", "#n/a n/a", "#na", "-1.#ind", "-1.#qnan", "-nan", "1.#ind", "1.#qnan", "<na>", "n/a", "na",
    "nan", "none", "null",
];

/// Digits that a spreadsheet keeps of a number.
const SPREADSHEET_DIGITS: usize = 15;

/// Warns of each column of text that a reader with default settings would change.
pub fn surprises(dataset: &Dataset, tables: &[PublicTable]) -> Report {
    let mut report = Report::new();
    for table in tables {
        for column in table.columns() {
            let Values::Text { dictionary, .. } = column.values() else { continue };
            if column.role() == ColumnRole::Status {
                continue;
            }
            let mut reasons: BTreeMap<Reason, usize> = BTreeMap::new();
            for reason in dictionary.iter().filter_map(|text| reason(text)) {
                *reasons.entry(reason).or_default() += 1;
            }
            if !reasons.is_empty() {
                report.push(finding(dataset, table.name(), column.name(), dictionary.len(), &reasons));
            }
        }
    }
    report
}

fn finding(
    dataset: &Dataset,
    table: &str,
    column: &str,
    codes: usize,
    reasons: &BTreeMap<Reason, usize>,
) -> Finding {
    let seen: Vec<String> =
        reasons.iter().map(|(reason, count)| format!("{} ({count})", reason.text())).collect();
    let among = match codes {
        1 => "in its one value".to_owned(),
        codes => format!("among its {codes} values"),
    };
    Finding::warning(
        codes::CODE_LOSES_CHARACTERS,
        Place::file(&dataset.policy.path).column(column),
        format!(
            "programs that open the CSV file of `{table}` with default settings may change `{column}`: {among} they see {}",
            seen.join(", ")
        ),
    )
    .hint(
        "publish codes that look like nothing else, such as `K0101` for `0101` or `2024-M01` for `2024-01`; until then \
         Parquet, Excel and the examples on the dataset's page read them as they are",
    )
}

impl Reason {
    /// What a program sees in such a text.
    fn text(self) -> &'static str {
        match self {
            Reason::Number => "numbers in another spelling",
            Reason::LongNumber => "numbers too long to keep",
            Reason::Date => "dates or times",
            Reason::Truth => "truth values",
            Reason::Missing => "missing values",
            Reason::Space => "spaces to drop",
            Reason::Formula => "formulas",
        }
    }
}

fn reason(text: &str) -> Option<Reason> {
    if text.trim() != text {
        return Some(Reason::Space);
    }
    let small = text.to_ascii_lowercase();
    if MISSING.contains(&small.as_str()) {
        return Some(Reason::Missing);
    }
    if matches!(small.as_str(), "true" | "false") {
        return Some(Reason::Truth);
    }
    if text.parse::<f64>().is_ok() {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        return match CANONICAL.is_match(text) {
            false => Some(Reason::Number),
            true => (digits > SPREADSHEET_DIGITS).then_some(Reason::LongNumber),
        };
    }
    if text.len() > 1 && text.starts_with(['=', '+', '-', '@']) {
        return Some(Reason::Formula);
    }
    is_date(text).then_some(Reason::Date)
}

/// Whether a spreadsheet of some language would take a text for a day, a month or a time. A whole
/// date as ISO 8601 has it is one, and loses nothing.
fn is_date(text: &str) -> bool {
    if TIME.is_match(text) || MONTH.is_match(text) {
        return true;
    }
    if CALENDAR_DATE.is_match(text) {
        return false;
    }
    let Some(found) = PARTS.captures(text) else { return false };
    let part = |group: usize| found.get(group).and_then(|part| part.as_str().parse::<u32>().ok());
    let (day, month) = (|n: u32| (1..=31).contains(&n), |n: u32| (1..=12).contains(&n));
    let year = |n: u32| n <= 99 || n >= 1000;
    match (part(1), part(2), part(3), part(4), part(5)) {
        (Some(a), Some(b), ..) => {
            (day(a) && month(b)) || (month(a) && day(b)) || (year(a) && month(b)) || (month(a) && year(b))
        }
        (_, _, Some(a), Some(b), Some(c)) => {
            (year(a) && month(b) && day(c)) || (year(c) && ((day(a) && month(b)) || (month(a) && day(b))))
        }
        _ => false,
    }
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file is one")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::fixtures::{catalogue, texts};

    fn check(expected: Option<Reason>, texts: &[&str]) {
        for text in texts {
            assert_eq!(reason(text), expected, "{text:?}");
        }
    }

    #[test]
    fn codes_that_look_like_nothing_else_are_kept() {
        check(None, &["DK-84", "F43", "K0101", "_U", "_T", "2024", "2024-S1", "2024-Q1", "2024-M01", "BG01"]);
        check(
            None,
            &[
                "41.25",
                "-7",
                "0",
                "100-41-4",
                "7440-02-0",
                "2026-11-21",
                "x",
                "Nakskov",
                "41.20.99",
                "MAR",
                "F1",
                "-",
            ],
        );
    }

    #[test]
    fn numbers_written_in_an_unusual_way_are_changed() {
        check(Some(Reason::Number), &["0101", "41.20", "01.10", "2E3", "1e5", "+5", "5.", ".5", "-0", "inf"]);
        check(Some(Reason::LongNumber), &["1234567890123456"]);
        check(None, &["123456789012345"]);
    }

    #[test]
    fn dates_times_and_words_are_changed() {
        check(
            Some(Reason::Date),
            &["1-2", "1/2", "2024-01", "01-2024", "75-01-4", "01.10.00", "12:30", "2835-06-5"],
        );
        check(Some(Reason::Date), &["Jan-1", "MAR1", "SEPT2", "1-dec", "maj 2024"]);
        check(Some(Reason::Truth), &["TRUE", "false"]);
        check(Some(Reason::Missing), &["NA", "NULL", "NaN", "n/a"]);
        check(Some(Reason::Formula), &["=1+1", "@x", "-F1"]);
        check(Some(Reason::Space), &[" a", "a ", " "]);
    }

    #[test]
    fn a_column_is_warned_of_once_and_no_value_is_told() {
        let catalog = catalogue();
        let dataset = catalog.datasets.first().unwrap();
        let columns = vec![
            ("kommune", ColumnRole::Key, texts(&[Some("0101"), Some("0147"), Some("NA"), Some("x")])),
            ("antal_status", ColumnRole::Status, texts(&[None, None, None, None])),
        ];
        let report = surprises(dataset, &[PublicTable::for_tests("t", columns)]);
        let [finding] = report.findings() else { panic!("{report:?}") };
        assert!(!report.refuses());
        assert!(
            finding
                .message
                .contains("among its 4 values they see numbers in another spelling (2), missing values (1)"),
            "{}",
            finding.message
        );
        assert!(!finding.message.contains("0147"), "{}", finding.message);
    }
}
