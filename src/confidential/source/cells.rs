//! Cells as a source writes them to cells as conformance wants them: dates with the year first, a
//! point before decimals, nothing for what stands for nothing.
//!
//! A text that is not of the declared form is never guessed at. It becomes one that no number is, or
//! stays as it is where it cannot be taken for a date, and conformance refuses it with its place.

use serde_json::Value;

use crate::catalog::{CellStyle, DateForm, DateOrder, SchemaColumn, SourceSpec, TimeForm};

use super::batch::RawBatch;

/// How the cells of one column are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CellRule {
    trim: bool,
    empty: Vec<Box<[u8]>>,
    number: Option<Marks>,
    dates: Vec<DateForm>,
}

/// The marks within a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Marks {
    decimal: char,
    thousands: Option<char>,
}

impl CellRule {
    /// The rule for a column: marks of numbers concern columns that are numbers and nothing else, forms
    /// of dates columns with the format `date`.
    pub(super) fn new(source: &SourceSpec, column: &SchemaColumn) -> CellRule {
        let CellStyle { trim, empty, decimal, thousands, dates } = source.style_of(&column.name);
        let has_marks = thousands.is_some() || decimal.is_some_and(|decimal| decimal != '.');
        let number = (has_marks && is_number(&column.schema))
            .then(|| Marks { decimal: decimal.unwrap_or('.'), thousands });
        let is_date = column.schema.get("format").and_then(Value::as_str) == Some("date");
        CellRule {
            trim: trim.unwrap_or(false),
            empty: empty.unwrap_or_default().iter().map(|text| text.as_bytes().into()).collect(),
            number,
            dates: dates.filter(|_| is_date).unwrap_or_default(),
        }
    }

    /// True if every cell stays as it is.
    fn is_idle(&self) -> bool {
        *self == CellRule::default()
    }

    /// Writes the cell's other form behind `out`; false, and nothing written, if it has none.
    pub(super) fn rewrite(&self, cell: &[u8], out: &mut Vec<u8>) -> bool {
        let text = if self.trim { trimmed(cell) } else { cell };
        if self.empty.iter().any(|empty| **empty == *text) {
            return true;
        }
        if !text.is_empty() {
            if let Some(marks) = &self.number {
                return marks.rewrite(text, out);
            }
            if let Some(date) = self.dates.iter().find_map(|form| date(form, text)) {
                out.extend_from_slice(&date);
                return true;
            }
        }
        if text.len() < cell.len() {
            out.extend_from_slice(text);
            return true;
        }
        false
    }
}

/// The rules of all columns that have one, with their positions in a record.
#[derive(Debug, Default)]
pub(super) struct CellRules(Vec<(usize, CellRule)>);

impl CellRules {
    pub(super) fn new(source: &SourceSpec, columns: &[SchemaColumn], positions: &[usize]) -> CellRules {
        let rules = columns.iter().zip(positions).map(|(column, at)| (*at, CellRule::new(source, column)));
        CellRules(rules.filter(|(_, rule)| !rule.is_idle()).collect())
    }

    /// Puts all cells of a batch into their other form.
    pub(super) fn apply(&self, batch: &mut RawBatch) {
        for (position, rule) in &self.0 {
            batch.rewrite(*position, |cell, out| rule.rewrite(cell, out));
        }
    }

    /// Puts a single cell into its other form.
    pub(super) fn rewrite(&self, position: usize, cell: &[u8], out: &mut Vec<u8>) -> bool {
        let rule = self.0.iter().find(|(at, _)| *at == position);
        rule.is_some_and(|(_, rule)| rule.rewrite(cell, out))
    }
}

fn is_number(schema: &Value) -> bool {
    let is_one_of = |name: &Value, names: &[&str]| name.as_str().is_some_and(|name| names.contains(&name));
    match schema.get("type") {
        Some(Value::Array(names)) => {
            names.iter().all(|name| is_one_of(name, &["number", "integer", "null"]))
                && names.iter().any(|name| is_one_of(name, &["number", "integer"]))
        }
        Some(name) => is_one_of(name, &["number", "integer"]),
        None => false,
    }
}

/// The cell without the white space around it.
fn trimmed(cell: &[u8]) -> &[u8] {
    std::str::from_utf8(cell).map_or(cell, |text| text.trim().as_bytes())
}

impl Marks {
    /// Writes the number with a point before its decimals and no other mark. What is not a number in
    /// this form is written between quotation marks, as no number is: `1.5` could otherwise pass for
    /// one and a half where a point stands between thousands.
    fn rewrite(&self, cell: &[u8], out: &mut Vec<u8>) -> bool {
        let before = out.len();
        if self.plain(cell, out).is_none() {
            out.truncate(before);
            out.push(b'"');
            out.extend_from_slice(cell);
            out.push(b'"');
        }
        true
    }

    fn plain(&self, cell: &[u8], out: &mut Vec<u8>) -> Option<()> {
        let text = std::str::from_utf8(cell).ok()?;
        let unsigned = match text.strip_prefix('-') {
            Some(unsigned) => {
                out.push(b'-');
                unsigned
            }
            None => text,
        };
        let (whole, fraction) = match unsigned.split_once(self.decimal) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (unsigned, None),
        };
        match self.thousands.filter(|mark| whole.contains(*mark)) {
            None => out.extend_from_slice(digits(whole)?),
            Some(mark) => {
                let mut groups = whole.split(mark);
                let first = groups
                    .next()
                    .filter(|first| (1..=3).contains(&first.len()) && !first.starts_with('0'))?;
                out.extend_from_slice(digits(first)?);
                for group in groups {
                    out.extend_from_slice(digits(group).filter(|group| group.len() == 3)?);
                }
            }
        }
        if let Some(fraction) = fraction {
            out.push(b'.');
            out.extend_from_slice(digits(fraction)?);
        }
        Some(())
    }
}

fn digits(text: &str) -> Option<&[u8]> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text.as_bytes())
}

/// `2024-12-31` for a date of this form, whether or not the calendar has it. A time of day other than
/// midnight is more than a date can say.
fn date(form: &DateForm, cell: &[u8]) -> Option<[u8; 10]> {
    let (date, time) = match form.time {
        TimeForm::None => (cell, None),
        TimeForm::Minutes | TimeForm::Seconds => {
            let at = cell.iter().position(|byte| matches!(byte, b' ' | b'T'))?;
            (&cell[..at], Some(&cell[at + 1..]))
        }
    };
    let midnight: &[u8] = if form.time == TimeForm::Minutes { b"00:00" } else { b"00:00:00" };
    if time.is_some_and(|time| time != midnight) {
        return None;
    }
    let (first, second, third) = match form.mark {
        Some(mark) => {
            let mut parts = date.split(|byte| *byte == mark);
            let parts_of = (parts.next()?, parts.next()?, parts.next()?);
            if parts.next().is_some() {
                return None;
            }
            parts_of
        }
        None if date.len() != 8 => return None,
        None if form.order == DateOrder::YearFirst => (&date[..4], &date[4..6], &date[6..]),
        None => (&date[..2], &date[2..4], &date[4..]),
    };
    let (year, month, day) = match form.order {
        DateOrder::DayFirst => (third, second, first),
        DateOrder::MonthFirst => (third, first, second),
        DateOrder::YearFirst => (first, second, third),
    };
    let all_digits = [year, month, day].into_iter().flatten().all(u8::is_ascii_digit);
    let (&[y0, y1, y2, y3], [m0, m1], [d0, d1]) = (year, two(month)?, two(day)?) else { return None };
    all_digits.then_some([y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1])
}

/// A day or month of one or two digits, as two.
fn two(part: &[u8]) -> Option<[u8; 2]> {
    match *part {
        [one] => Some([b'0', one]),
        [tens, ones] => Some([tens, ones]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::DATE_FORMS;

    fn rewritten(rule: &CellRule, cell: &str) -> String {
        let mut out = Vec::new();
        let text = if rule.rewrite(cell.as_bytes(), &mut out) { out } else { cell.as_bytes().to_vec() };
        String::from_utf8(text).unwrap()
    }

    fn form(name: &str) -> DateForm {
        *DATE_FORMS.iter().find(|form| form.name == name).unwrap()
    }

    #[test]
    fn numbers_lose_their_marks_and_nothing_else() {
        let danish = Some(Marks { decimal: ',', thousands: Some('.') });
        let rule = CellRule { number: danish, ..CellRule::default() };
        for (cell, number) in [
            ("1.234,50", "1234.50"),
            ("-1.234.567", "-1234567"),
            ("12", "12"),
            ("0,5", "0.5"),
            ("1234,5", "1234.5"),
            ("", ""),
            // None of these is a number in this form, and none may pass for another one.
            ("1.5", "\"1.5\""),
            ("1,234.5", "\"1,234.5\""),
            ("1.2345", "\"1.2345\""),
            ("0.500", "\"0.500\""),
            ("1,", "\"1,\""),
            (",5", "\",5\""),
            ("1..000", "\"1..000\""),
            ("12.34,5", "\"12.34,5\""),
            ("x", "\"x\""),
            ("1e3", "\"1e3\""),
        ] {
            assert_eq!(rewritten(&rule, cell), number, "{cell}");
        }
        let spaced = CellRule {
            number: Some(Marks { decimal: ',', thousands: Some('\u{a0}') }),
            ..CellRule::default()
        };
        assert_eq!(rewritten(&spaced, "1\u{a0}234,5"), "1234.5");
    }

    #[test]
    fn dates_come_out_with_the_year_first() {
        let rule =
            CellRule { dates: vec![form("%d-%m-%Y"), form("%d-%m-%Y %H:%M:%S")], ..CellRule::default() };
        for (cell, date) in [
            ("03-01-2024", "2024-01-03"),
            ("3-1-2024", "2024-01-03"),
            ("03-01-2024 00:00:00", "2024-01-03"),
            ("2024-01-03", "2024-01-03"),
            ("31-02-2024", "2024-02-31"),
            ("03-01-2024 12:00:00", "03-01-2024 12:00:00"),
            ("03/01/2024", "03/01/2024"),
            ("03-01-24", "03-01-24"),
            ("3-1-2024-5", "3-1-2024-5"),
            ("a-b-2024", "a-b-2024"),
            ("", ""),
        ] {
            assert_eq!(rewritten(&rule, cell), date, "{cell}");
        }
        for (name, cell) in [
            ("%m/%d/%Y", "1/3/2024"),
            ("%Y%m%d", "20240103"),
            ("%d%m%Y", "03012024"),
            ("%Y/%m/%d", "2024/1/3"),
        ] {
            assert_eq!(date(&form(name), cell.as_bytes()).as_ref(), Some(b"2024-01-03"), "{name}");
        }
    }

    #[test]
    fn nothing_is_what_is_said_to_be_nothing() {
        let rule = CellRule { empty: vec![(*b" ").into(), (*b"NULL").into()], ..CellRule::default() };
        for (cell, text) in [(" ", ""), ("NULL", ""), ("  ", "  "), ("null", "null"), ("a", "a")] {
            assert_eq!(rewritten(&rule, cell), text, "{cell:?}");
        }
        let rule = CellRule {
            trim: true,
            empty: vec![(*b"-").into(), "—".as_bytes().into()],
            ..CellRule::default()
        };
        for (cell, text) in [(" - ", ""), ("—\n", ""), ("H220\n\n", "H220"), ("\u{a0}x", "x"), (" ", "")] {
            assert_eq!(rewritten(&rule, cell), text, "{cell:?}");
        }
    }
}
