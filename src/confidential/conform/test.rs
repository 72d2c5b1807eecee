//! One demand on the text of one cell, made ready to be asked many times.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;

use super::super::cell;
use super::super::lookup::{CodeLookup, Table};
use super::format::Format;
use super::number::{self, NumberTest};
use super::pattern::Pattern;
use super::value::{CellType, ValueCheck};

/// A demand on a cell that is not empty.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Integer,
    Number,
    Boolean,
    /// One of these texts.
    OneOf(Arc<Table>),
    MinLength(usize),
    MaxLength(usize),
    Pattern(Pattern),
    Format(Format),
    Compare(NumberTest),
    Code(Arc<CodeLookup>),
    /// A number that this many decimals are enough for.
    Quantity(u8),
    /// A number that is not below zero.
    NotNegative,
    Between(Date, Date),
    /// No cell satisfies it.
    Never,
    /// All of these, as every subschema of `allOf` is.
    All(Vec<ValueCheck>),
    Any(Vec<ValueCheck>),
    One(Vec<ValueCheck>),
    Not(Box<ValueCheck>),
    If(Box<[ValueCheck; 3]>),
    /// The check of the first type that the cell can be read as.
    Typed(Vec<(CellType, ValueCheck)>),
    /// A subschema with a keyword that only the `jsonschema` crate knows.
    Subschema(Arc<jsonschema::Validator>, CellType),
}

impl Test {
    /// One of these texts.
    pub(super) fn one_of<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Test {
        let texts: BTreeSet<&[u8]> = texts.collect();
        Test::OneOf(Arc::new(Table::new(texts.into_iter().zip(0..).collect::<Vec<_>>().into_iter())))
    }

    /// True if the cell satisfies the demand.
    pub(super) fn holds(&self, cell: &[u8]) -> bool {
        match self {
            Test::Integer => number::is_integer(cell),
            Test::Number => number::is_number(cell),
            Test::Boolean => matches!(cell, b"true" | b"false"),
            Test::OneOf(texts) => texts.find(cell).is_some(),
            Test::MinLength(least) => cell.len() >= *least && (*least <= 1 || length(cell) >= *least),
            // A character takes at least one byte, so most cells need no counting.
            Test::MaxLength(most) => cell.len() <= *most || length(cell) <= *most,
            Test::Pattern(pattern) => pattern.is_match(cell),
            Test::Format(format) => format.holds(cell),
            Test::Compare(test) => test.holds(cell),
            Test::Code(lookup) => lookup.find(cell).is_some(),
            Test::Quantity(decimals) => cell::is_quantity(cell, *decimals),
            // What is no number at all has a finding of its own.
            Test::NotNegative => cell::micro(cell).is_none_or(|micro| micro >= 0),
            Test::Between(first, last) => {
                cell::date(cell).is_some_and(|date| *first <= date && date <= *last)
            }
            Test::Never => false,
            Test::All(checks) => checks.iter().all(|check| check.holds(cell)),
            Test::Any(checks) => checks.iter().any(|check| check.holds(cell)),
            Test::One(checks) => checks.iter().filter(|check| check.holds(cell)).count() == 1,
            Test::Not(check) => !check.holds(cell),
            Test::If(checks) => {
                let [condition, then, otherwise] = &**checks;
                if condition.holds(cell) { then.holds(cell) } else { otherwise.holds(cell) }
            }
            Test::Typed(checks) => checks
                .iter()
                .find(|(cell_type, _)| cell_type.reads(cell))
                .is_some_and(|(_, check)| check.holds(cell)),
            Test::Subschema(validator, cell_type) => validator.is_valid(&cell_type.value(cell)),
        }
    }

    /// The same demand on an empty cell that stands for null, where a subschema may speak of null.
    pub(super) fn holds_for_null(&self) -> bool {
        match self {
            Test::Never => false,
            Test::All(checks) => checks.iter().all(ValueCheck::holds_for_null),
            Test::Any(checks) => checks.iter().any(ValueCheck::holds_for_null),
            Test::One(checks) => checks.iter().filter(|check| check.holds_for_null()).count() == 1,
            Test::Not(check) => !check.holds_for_null(),
            Test::If(checks) => {
                let [condition, then, otherwise] = &**checks;
                if condition.holds_for_null() { then.holds_for_null() } else { otherwise.holds_for_null() }
            }
            Test::Typed(checks) => checks.first().is_none_or(|(_, check)| check.holds_for_null()),
            Test::Subschema(validator, _) => validator.is_valid(&Value::Null),
            // What `type`, `enum` and `const` say of null is kept apart, and others do not speak of it.
            _ => true,
        }
    }
}

/// The length in characters, as JSON Schema counts: code points.
fn length(cell: &[u8]) -> usize {
    cell.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}
