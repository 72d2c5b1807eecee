//! Violations as numbers: which rule, how often, where first.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::super::source::{Broken, RawBatch, Shape};
use crate::report::human::thousands;
use crate::report::{Check, Code, Excerpt, Finding, Place, Report, Severity};

/// The place of a rule in [`Plan::rules`](super::Plan).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::confidential) struct RuleId(pub(super) usize);

/// A demand on a column, ready to be said to a steward.
#[derive(Debug)]
pub(in crate::confidential) struct Rule {
    pub(super) code: Code,
    /// The column's name; empty for a demand on the record as a whole.
    pub(super) column: String,
    /// What is wrong with a cell, to be followed by "in 3 rows".
    pub(super) violation: String,
    /// The line that made it.
    pub(super) rule: Option<Excerpt>,
    pub(super) hint: Option<String>,
}

/// How often something was found, and where first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Count {
    count: u64,
    /// The number of the first record in its block, from 0.
    record: u32,
    /// The numbers of the records after it, as many as are ever listed.
    further: Vec<u32>,
    /// The line breaks before that record in its block.
    lines: u64,
}

/// What was found in one block.
#[derive(Debug)]
pub(in crate::confidential) struct BlockTally {
    sequence: usize,
    records: u32,
    /// How many of them are not blank.
    rows: u64,
    lines: u64,
    ragged: Option<Count>,
    /// How many cells the first row of a wrong width has, and how many it should have.
    widths: Option<(usize, usize)>,
    broken: Option<(Broken, Count)>,
    violations: Vec<(RuleId, Count)>,
}

impl BlockTally {
    /// The tally of a block that was just taken apart.
    pub(in crate::confidential) fn new(sequence: usize, shape: &Shape, raw: &RawBatch) -> BlockTally {
        let count = |count: u64, record: u32, place: usize| Count {
            count,
            record,
            further: Vec::new(),
            lines: raw.lines_before(place),
        };
        BlockTally {
            sequence,
            records: shape.records,
            rows: raw.rows() as u64 + shape.ragged.map_or(0, |(count, ..)| count),
            lines: raw.lines(),
            widths: shape.widths,
            ragged: shape.ragged.map(|(rows, record, place)| count(rows, record, place)),
            broken: shape.broken.map(|(broken, record, place)| (broken, count(1, record, place))),
            violations: Vec::new(),
        }
    }

    /// True if nothing was found.
    pub(in crate::confidential) fn is_clean(&self) -> bool {
        self.ragged.is_none() && self.broken.is_none() && self.violations.is_empty()
    }

    /// True if the file cannot be read on behind this block.
    pub(in crate::confidential) fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    pub(super) fn violation(&mut self, rule: RuleId, row: usize, raw: &RawBatch) {
        // Few rules are violated in one block, and columns are checked one after the other, so the
        // rule of the last violation is nearly always the rule of this one.
        match self.violations.iter_mut().rev().find(|(known, _)| *known == rule) {
            Some((_, count)) => {
                count.count += 1;
                if count.further.len() + 1 < Check::ROWS {
                    count.further.push(raw.record_number(row));
                }
            }
            None => self.violations.push((rule, first(row, raw))),
        }
    }
}

fn first(row: usize, raw: &RawBatch) -> Count {
    let (record, lines) = raw.place_of(row);
    Count { count: 1, record, further: Vec::new(), lines }
}

/// A row, as its block's number and its own number in the block. Places are ordered as rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::confidential) struct RowPlace(u64);

impl RowPlace {
    /// How many bits a place takes.
    pub(in crate::confidential) const BITS: u32 = 48;
    /// How many of them are for the number in the block: a block of 64 MiB has no more rows.
    const RECORD_BITS: u32 = 26;

    /// The place of a record. Blocks beyond some four million are told apart no more.
    pub(in crate::confidential) fn new(sequence: usize, record: u32) -> RowPlace {
        let sequence = (sequence as u64).min((1 << (Self::BITS - Self::RECORD_BITS)) - 1);
        RowPlace(sequence << Self::RECORD_BITS | u64::from(record) & ((1 << Self::RECORD_BITS) - 1))
    }

    /// The place as a number of [`RowPlace::BITS`] bits.
    pub(in crate::confidential) fn bits(self) -> u64 {
        self.0
    }

    /// The place that a number stands for.
    pub(in crate::confidential) fn from_bits(bits: u64) -> RowPlace {
        RowPlace(bits)
    }
}

/// What was found in all blocks, with places counted from the beginning of the file.
#[derive(Debug, Default)]
pub(in crate::confidential) struct Tallies {
    /// How many records the file has below its header, blank ones too.
    records: u64,
    /// How many of them are not blank.
    pub(in crate::confidential) rows: u64,
    ragged: Option<Total>,
    widths: Option<(usize, usize)>,
    broken: Option<(Broken, Total)>,
    violations: BTreeMap<RuleId, Total>,
    /// For each block how many records lie before it.
    starts: Vec<u64>,
    /// The number of the first record.
    first_row: u64,
}

#[derive(Clone, Debug)]
struct Total {
    count: u64,
    /// The first rows, as the source counts: a header is row 1. At least one, at most [`Check::ROWS`].
    rows: Vec<u64>,
    /// The line of the first of them.
    line: u64,
}

impl Tallies {
    /// Puts the tallies of all blocks together. The first record has the number `first_row` and stands
    /// behind `lines_before` lines. What follows a place where the file cannot be read
    /// on is left out, so that the outcome does not depend on which thread came how far.
    pub(in crate::confidential) fn collect(
        mut blocks: Vec<BlockTally>,
        first_row: u64,
        lines_before: u64,
    ) -> Tallies {
        blocks.sort_unstable_by_key(|block| block.sequence);
        let mut all = Tallies { first_row, ..Tallies::default() };
        let mut lines = lines_before;
        for block in blocks {
            let records = all.records;
            all.starts.push(records);
            let row = |record: u32| first_row + records + u64::from(record);
            let total = |count: Count| Total {
                count: count.count,
                rows: std::iter::once(count.record).chain(count.further).map(row).collect(),
                line: 1 + lines + count.lines,
            };
            if let Some(count) = block.ragged {
                all.widths = all.widths.or(block.widths);
                merge(&mut all.ragged, total(count));
            }
            for (rule, count) in block.violations {
                let total = total(count);
                match all.violations.entry(rule) {
                    Entry::Vacant(entry) => drop(entry.insert(total)),
                    Entry::Occupied(entry) => entry.into_mut().add(total),
                }
            }
            if let Some((broken, count)) = block.broken {
                all.broken = Some((broken, total(count)));
                break;
            }
            all.records += u64::from(block.records);
            all.rows += block.rows;
            lines += block.lines;
        }
        all
    }

    /// True if the file could not be read to its end.
    pub(in crate::confidential) fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// The number of a row in the source; a header is row 1.
    pub(in crate::confidential) fn row(&self, place: RowPlace) -> u64 {
        let start = self.starts.get((place.0 >> RowPlace::RECORD_BITS) as usize);
        self.first_row + start.copied().unwrap_or_default() + (place.0 & ((1 << RowPlace::RECORD_BITS) - 1))
    }

    /// Writes the findings, from the rules alone.
    pub(in crate::confidential) fn report(
        &self,
        rules: &[Rule],
        shown_as: &str,
        declared: &Place,
        report: &mut Report,
    ) {
        if let Some(total) = &self.ragged {
            let first = match self.widths {
                Some((found, wanted)) => format!(", which has {found} instead of {wanted}"),
                None => String::new(),
            };
            report.push(
                finding(super::super::source::ROW_WIDTH, WIDTH, total, &first, shown_as)
                    .hint("a cell that holds the delimiter or a line break must stand in quotes"),
            );
        }
        for (rule, total) in &self.violations {
            let rule = &rules[rule.0];
            let mut finding = finding(rule.code, &rule.violation, total, "", shown_as);
            finding.rule.clone_from(&rule.rule);
            finding.hint.clone_from(&rule.hint);
            if !rule.column.is_empty() {
                finding.place = finding.place.column(&rule.column);
            }
            report.push(finding);
        }
        if let Some((broken, total)) = &self.broken {
            let row = total.rows.first().copied().unwrap_or_default();
            let place = Place::line(shown_as, total.line).row(row);
            let message = format!("{} (row {row})", broken.message());
            report.push(
                Finding::error(broken.code(), place, message)
                    .hint(format!("{}; what follows was not checked", broken.hint(declared))),
            );
        }
    }

    /// What was asked of every row, and how often it was violated.
    pub(in crate::confidential) fn checks(&self, rules: &[Rule]) -> Vec<Check> {
        let check =
            |code: Code, column: &str, violation: &str, rule: Option<Excerpt>, total: Option<&Total>| Check {
                code,
                severity: Severity::Error,
                column: Some(column.to_owned()).filter(|name| !name.is_empty()),
                violation: violation.to_owned(),
                rule,
                violations: total.map_or(0, |total| total.count),
                rows: total.map(|total| total.rows.clone()).unwrap_or_default(),
            };
        let width = check(super::super::source::ROW_WIDTH, "", WIDTH, None, self.ragged.as_ref());
        let of_rules = rules.iter().enumerate().map(|(at, rule)| {
            let total = self.violations.get(&RuleId(at));
            check(rule.code, &rule.column, &rule.violation, rule.rule.clone(), total)
        });
        std::iter::once(width).chain(of_rules).collect()
    }
}

/// What is wrong with a row of another width than the header's.
const WIDTH: &str = "the number of cells is not that of the header";

impl Total {
    /// Adds what a later block has of the same.
    fn add(&mut self, later: Total) {
        self.count += later.count;
        let room = Check::ROWS.saturating_sub(self.rows.len());
        self.rows.extend(later.rows.into_iter().take(room));
    }
}

fn merge(all: &mut Option<Total>, later: Total) {
    match all {
        Some(total) => total.add(later),
        None => *all = Some(later),
    }
}

/// `first` is what more can be said of the first row.
fn finding(code: Code, what: &str, total: &Total, first: &str, shown_as: &str) -> Finding {
    let row = total.rows.first().copied().unwrap_or_default();
    let message = if total.count == 1 {
        format!("{what} in row {row}{first}")
    } else {
        format!("{what} in {} rows (first: row {row}{first})", thousands(total.count))
    };
    Finding::error(code, Place::line(shown_as, total.line).row(row), message).count(total.count)
}
