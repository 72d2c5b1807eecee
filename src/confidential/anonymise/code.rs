//! Recoding: the value of a source cell to a small number that stands for the published code.

use std::sync::Arc;

use hashbrown::HashMap;
use jiff::civil::Date;

use super::super::cell;
use super::super::conform::split;
use super::super::lookup::{self, CodeLookup};
use super::Unproven;
use crate::catalog::{Dataset, Dimension, Period, Presence, Recode, UNKNOWN_CODE};

/// The number that stands for an empty cell.
const UNKNOWN_NUMBER: u32 = u32::MAX;

/// How the values of one source column are recoded for one dimension.
#[derive(Debug)]
pub(super) struct Coder {
    kind: Kind,
    /// The character between the values of a cell, if it can hold several.
    separator: Option<String>,
    /// All numbers that a row of the table may have, where empty combinations are listed too.
    domain: Option<Vec<u32>>,
    /// The level of the codes, 1 where there is only one.
    level: usize,
}

#[derive(Debug)]
enum Kind {
    Codes(Arc<CodeLookup>),
    Period(Period),
    Bins(Vec<i64>),
    Identity,
}

/// The values that one thread has given numbers to, for a dimension that is published as it is.
#[derive(Debug, Default)]
pub(super) struct Interner {
    numbers: HashMap<Box<[u8]>, u32>,
    values: Vec<Box<[u8]>>,
    /// Short values that were asked for lately, by four bits of their texts.
    recent: [Recent; 16],
}

/// A value of one to sixteen bytes: its ends, its length and its number.
#[derive(Clone, Copy, Debug, Default)]
struct Recent {
    ends: (u64, u64),
    length: usize,
    number: u32,
}

impl Interner {
    fn number(&mut self, value: &[u8]) -> u32 {
        let (ends, length) = (lookup::ends(value), value.len());
        let at = (lookup::mixed(ends, length) >> 60) as usize;
        let recent = self.recent[at];
        if length > 0 && recent.length == length && recent.ends == ends {
            return recent.number;
        }
        let number = self.looked_up(value);
        if (1..=16).contains(&length) {
            self.recent[at] = Recent { ends, length, number };
        }
        number
    }

    fn looked_up(&mut self, value: &[u8]) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = self.values.len() as u32;
        self.numbers.insert(value.into(), number);
        self.values.push(value.into());
        number
    }

    /// For each number of another interner the number here.
    pub(super) fn merge(&mut self, other: &Interner) -> Vec<u32> {
        other.values.iter().map(|value| self.number(value)).collect()
    }
}

impl Coder {
    pub(super) fn new(dimension: &Dimension, dataset: &Dataset, presence: Presence) -> Coder {
        let kind = match &dimension.recode {
            Recode::Codes { codelist, matching, level } => {
                Kind::Codes(Arc::new(CodeLookup::new(Arc::clone(codelist), *matching, *level)))
            }
            Recode::Period(period) => Kind::Period(*period),
            Recode::Bins(bounds) => Kind::Bins(bounds.clone()),
            Recode::Identity => Kind::Identity,
        };
        let column = dataset.schema.column(dimension.column);
        let mut domain = match (presence, &kind) {
            (Presence::Public, _) | (_, Kind::Identity) => None,
            (_, Kind::Codes(lookup)) => Some(lookup.targets()),
            (_, Kind::Bins(bounds)) => Some((0..=bounds.len() as u32).collect()),
            (_, Kind::Period(period)) => dataset.about.temporal.map(|(first, last)| {
                (period_number(*period, first)..=period_number(*period, last)).collect()
            }),
        };
        // Whether "unknown" is listed follows from the schema and not from the rows.
        let may_be_empty = !column.required || allows_null(&column.schema);
        if let (Some(domain), true) = (&mut domain, may_be_empty) {
            domain.push(UNKNOWN_NUMBER);
        }
        let separator = dataset.source.lists.get(&column.name).map(char::to_string);
        let level = match &dimension.recode {
            Recode::Codes { level, .. } => level.unwrap_or(1),
            Recode::Period(period) => period.level(),
            Recode::Bins(_) | Recode::Identity => 1,
        };
        Coder { kind, separator, domain, level }
    }

    pub(super) fn lookup(&self) -> Option<&Arc<CodeLookup>> {
        match &self.kind {
            Kind::Codes(lookup) => Some(lookup),
            _ => None,
        }
    }

    /// All numbers that a row may have, where empty combinations are listed.
    pub(super) fn domain(&self) -> Option<&[u32]> {
        self.domain.as_deref()
    }

    /// Replaces `numbers` by the numbers of a cell: one, or several without repetition if the cell
    /// holds several values.
    pub(super) fn encode(
        &self,
        text: &[u8],
        interner: &mut Interner,
        numbers: &mut Vec<u32>,
    ) -> Result<(), Unproven> {
        numbers.clear();
        match &self.separator {
            Some(separator) if !text.is_empty() => {
                for item in split(text, separator.as_bytes()) {
                    let number = self.number(item, interner)?;
                    if !numbers.contains(&number) {
                        numbers.push(number);
                    }
                }
            }
            _ => numbers.push(self.encode_whole(text, interner)?),
        }
        Ok(())
    }

    /// True if no cell holds several values.
    pub(super) fn is_single(&self) -> bool {
        self.separator.is_none()
    }

    /// The number of a cell that holds one value or none.
    pub(super) fn encode_whole(&self, text: &[u8], interner: &mut Interner) -> Result<u32, Unproven> {
        if text.is_empty() { Ok(UNKNOWN_NUMBER) } else { self.number(text, interner) }
    }

    fn number(&self, value: &[u8], interner: &mut Interner) -> Result<u32, Unproven> {
        match &self.kind {
            Kind::Codes(lookup) => lookup.find(value).ok_or(Unproven),
            Kind::Period(period) => {
                cell::date(value).map(|date| period_number(*period, date)).ok_or(Unproven)
            }
            Kind::Bins(bounds) => {
                let value = cell::number(value).ok_or(Unproven)?;
                Ok(bounds.iter().take_while(|bound| **bound as f64 <= value).count() as u32)
            }
            Kind::Identity => Ok(interner.number(value)),
        }
    }

    /// The published text of a number.
    pub(super) fn text(&self, number: u32, interner: &Interner) -> String {
        if number == UNKNOWN_NUMBER {
            return UNKNOWN_CODE.to_owned();
        }
        match &self.kind {
            Kind::Codes(lookup) => lookup.code(number).to_owned(),
            Kind::Period(period) => period_text(*period, number),
            Kind::Bins(bounds) => bin_text(bounds, number as usize),
            Kind::Identity => String::from_utf8_lossy(&interner.values[number as usize]).into_owned(),
        }
    }
}

impl Coder {
    /// The published texts of a number at all levels, from the top down. What is unknown is unknown
    /// at each.
    pub(super) fn chain(&self, number: u32, interner: &Interner) -> Vec<String> {
        if number == UNKNOWN_NUMBER {
            return vec![UNKNOWN_CODE.to_owned(); self.level];
        }
        match &self.kind {
            Kind::Codes(lookup) if self.level > 1 => {
                let entries = lookup.codelist().entries();
                let mut chain: Vec<String> =
                    std::iter::successors(Some(number as usize), |index| entries[*index].parent)
                        .map(|index| entries[index].code.clone())
                        .collect();
                chain.reverse();
                chain
            }
            Kind::Period(period) => Period::ALL[..self.level]
                .iter()
                .map(|longer| period_text(*longer, longer_number(*longer, *period, number)))
                .collect(),
            Kind::Codes(_) | Kind::Bins(_) | Kind::Identity => vec![self.text(number, interner)],
        }
    }
}

fn allows_null(schema: &serde_json::Value) -> bool {
    match schema.get("type") {
        None => true,
        Some(serde_json::Value::Array(types)) => types.iter().any(|entry| entry == "null"),
        Some(single) => single == "null",
    }
}

/// Periods of one length, numbered without gaps.
fn period_number(period: Period, date: Date) -> u32 {
    let (year, month) = (date.year() as u32, date.month() as u32 - 1);
    let per_year = periods_per_year(period);
    year * per_year + month * per_year / 12
}

/// The number of the longer period that a period lies in.
fn longer_number(longer: Period, period: Period, number: u32) -> u32 {
    let per_year = periods_per_year(period);
    let (year, part) = (number / per_year, number % per_year);
    year * periods_per_year(longer) + part * periods_per_year(longer) / per_year
}

fn period_text(period: Period, number: u32) -> String {
    let per_year = periods_per_year(period);
    let (year, part) = (number / per_year, number % per_year + 1);
    match period {
        Period::Year => format!("{year:04}"),
        Period::HalfYear => format!("{year:04}-S{part}"),
        Period::Quarter => format!("{year:04}-Q{part}"),
        Period::Month => format!("{year:04}-{part:02}"),
    }
}

fn periods_per_year(period: Period) -> u32 {
    match period {
        Period::Year => 1,
        Period::HalfYear => 2,
        Period::Quarter => 4,
        Period::Month => 12,
    }
}

/// Classes of whole numbers as ISO 31-11 writes intervals would need brackets, which spreadsheets
/// and shells dislike; `10..49` and `50..` need none.
fn bin_text(bounds: &[i64], class: usize) -> String {
    let first = class.checked_sub(1).and_then(|at| bounds.get(at));
    match (first, bounds.get(class)) {
        (None, Some(next)) => format!("..{}", next - 1),
        (Some(first), Some(next)) if next - 1 == *first => first.to_string(),
        (Some(first), Some(next)) => format!("{first}..{}", next - 1),
        (Some(first), None) => format!("{first}.."),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_are_named_as_sdmx_names_them() {
        let text = |period, date| period_text(period, period_number(period, date));
        assert_eq!(text(Period::Year, date(2024, 6, 30)), "2024");
        assert_eq!(text(Period::HalfYear, date(2024, 6, 30)), "2024-S1");
        assert_eq!(text(Period::HalfYear, date(2024, 7, 1)), "2024-S2");
        assert_eq!(text(Period::Quarter, date(2024, 12, 31)), "2024-Q4");
        assert_eq!(text(Period::Month, date(2024, 9, 1)), "2024-09");
    }

    #[test]
    fn a_period_lies_in_longer_ones() {
        let number = period_number(Period::Month, date(2024, 9, 1));
        let chain =
            Period::ALL.map(|longer| period_text(longer, longer_number(longer, Period::Month, number)));
        assert_eq!(chain, ["2024", "2024-S2", "2024-Q3", "2024-09"]);
    }

    #[test]
    fn classes_are_named_by_their_first_and_last_number() {
        let names: Vec<_> = (0..4).map(|class| bin_text(&[1, 2, 10], class)).collect();
        assert_eq!(names, ["..0", "1", "2..9", "10.."]);
    }
}
