//! Raw batches to valid batches, or to masked findings.
//!
//! Checks are compiled once and run column by column. While they run, a violation is two numbers,
//! its rule and its row; what a steward reads is written from the rule when the rows are gone, so a
//! cell's text cannot get into it.

mod bad;
mod compile;
mod format;
mod number;
mod pattern;
#[cfg(test)]
mod property;
mod row;
mod shortcut;
#[cfg(test)]
mod suite;
mod tally;
mod test;
mod value;

use std::fmt;

use super::source::{Given, RawBatch};
use crate::report::codes;

pub(in crate::confidential) use bad::bad_rows;
pub(in crate::confidential) use compile::{Demands, Plan, compile};
pub(in crate::confidential) use tally::{BlockTally, RowPlace, Tallies};
pub(in crate::confidential) use value::split;

codes! {
    pub(in crate::confidential),
    REQUIRED_MISSING = "required-missing", "A cell is empty although its column is required and may not be null";
    TYPE_MISMATCH = "type-mismatch", "A cell is not a number, whole number or truth value although its column is";
    NOT_IN_ENUM = "not-in-enum", "A cell is none of the values that the schema lists";
    LENGTH = "length", "A cell is shorter or longer than the schema allows";
    PATTERN = "pattern", "A cell does not match its column's pattern";
    FORMAT = "format", "A cell is not of its column's format, for example because a check digit is wrong";
    RANGE = "range", "A number is below the minimum or above the maximum";
    LIST = "list", "A cell with several values has too few, too many, or one twice";
    CODE_UNKNOWN = "code-unknown", "A cell holds a code that its code list does not have at this level";
    QUANTITY = "quantity", "A quantity has more decimals than can be kept, an exponent, or more than twelve digits before the point";
    CONTRIBUTOR_MISSING = "contributor-missing", "A row does not say whose its quantity is, although a rule on shares must know";
    QUANTITY_NEGATIVE = "quantity-negative", "A quantity is negative although a rule on shares assumes that none is";
    OUTSIDE_PERIOD = "outside-period", "A date lies outside the period that the dataset covers";
    SCHEMA_VIOLATION = "schema-violation", "A record or cell does not satisfy a keyword of its schema";
}

/// Source rows that satisfy every demand on them.
pub(in crate::confidential) struct ValidBatch(RawBatch);

impl ValidBatch {
    /// How many rows there are.
    pub(in crate::confidential) fn rows(&self) -> usize {
        self.0.rows()
    }

    /// The text of a cell.
    pub(in crate::confidential) fn cell<'a>(
        &'a self,
        row: usize,
        position: usize,
        scratch: &'a mut Vec<u8>,
    ) -> &'a [u8] {
        self.0.cell(row, position, scratch)
    }

    /// Gives the batch's memory back for the next block.
    pub(in crate::confidential) fn recycle(self) -> RawBatch {
        self.0
    }
}

impl fmt::Debug for ValidBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Valid{:?}", self.0)
    }
}

/// What a batch is found to be.
#[derive(Debug)]
pub(in crate::confidential) enum Verdict {
    /// Every row holds every demand.
    Valid(ValidBatch),
    /// A row does not, and nothing may be counted.
    Raw(RawBatch),
}

/// Checks every row of a batch. If one violates a demand, the batch stays raw and `tally` says
/// which rules were violated how often and where first.
pub(in crate::confidential) fn conform(raw: RawBatch, plan: &Plan, tally: &mut BlockTally) -> Verdict {
    let mut scratch = Vec::new();
    let mut given = Given::default();
    for first in (0..raw.rows()).step_by(Given::MOST) {
        let rows = first..raw.rows().min(first + Given::MOST);
        for column in &plan.columns {
            if column.holds_throughout(&raw, rows.clone(), &mut given) {
                continue;
            }
            for row in rows.clone() {
                if let Some(rule) = column.violated(raw.cell(row, column.position, &mut scratch)) {
                    tally.violation(rule, row, &raw);
                }
            }
        }
    }
    for rule in &plan.rows {
        for row in 0..raw.rows() {
            if !rule.test.holds(&raw, row, &mut scratch) {
                tally.violation(rule.rule, row, &raw);
            }
        }
    }
    if tally.is_clean() { Verdict::Valid(ValidBatch(raw)) } else { Verdict::Raw(raw) }
}
