//! One demand on the text of one cell, made ready to be asked many times.

use std::sync::Arc;

use hashbrown::HashSet;
use jiff::civil::Date;
use serde_json::Value;

use super::super::cell;
use super::super::lookup::CodeLookup;
use super::super::source::RawBatch;
use super::format::Format;
use super::number::{self, NumberTest};
use super::pattern::{self, Pattern};
use super::value::{CellType, ValueCheck};

/// A demand on a cell that is not empty.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Integer,
    Number,
    Boolean,
    /// One of a few texts.
    OneOfFew(Vec<Box<[u8]>>),
    OneOf(HashSet<Box<[u8]>>),
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

/// As many texts are compared one by one; more are looked up.
const FEW: usize = 6;

impl Test {
    /// One of these texts.
    pub(super) fn one_of<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Test {
        let texts: HashSet<Box<[u8]>> = texts.map(Box::from).collect();
        if texts.len() > FEW {
            return Test::OneOf(texts);
        }
        let mut few: Vec<Box<[u8]>> = texts.into_iter().collect();
        few.sort_unstable();
        Test::OneOfFew(few)
    }

    /// True if the cell satisfies the demand.
    pub(super) fn holds(&self, cell: &[u8]) -> bool {
        match self {
            Test::Integer => number::is_integer(cell),
            Test::Number => number::is_number(cell),
            Test::Boolean => matches!(cell, b"true" | b"false"),
            Test::OneOfFew(texts) => texts.iter().any(|text| **text == *cell),
            Test::OneOf(texts) => texts.contains(cell),
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

    /// True if all cells of a column satisfy the demand, and empty ones where they may be so. The tests
    /// that most columns have are told apart once for the column and not once for each cell.
    pub(super) fn holds_throughout(
        &self,
        raw: &RawBatch,
        position: usize,
        takes_empty: bool,
        scratch: &mut Vec<u8>,
    ) -> bool {
        let column = ColumnOf { raw, position, takes_empty };
        match self {
            // A cell that is not empty has a character.
            Test::MinLength(..=1) => takes_empty || column.all(scratch, |_| true),
            Test::MaxLength(most) => column.all(scratch, |cell| cell.len() <= *most || length(cell) <= *most),
            Test::Integer => column.all(scratch, number::is_integer),
            Test::Number => column.all(scratch, number::is_number),
            Test::OneOfFew(texts) => column.all(scratch, |cell| texts.iter().any(|text| **text == *cell)),
            Test::Pattern(Pattern::Ranges(ranges)) => {
                column.all(scratch, |cell| pattern::is_within(cell, ranges))
            }
            Test::Format(Format::Own(is_valid)) => column.all(scratch, is_valid),
            Test::Code(lookup) => column.all(scratch, |cell| lookup.find(cell).is_some()),
            Test::Compare(test) => column.all(scratch, |cell| test.holds(cell)),
            _ => column.all(scratch, |cell| self.holds(cell)),
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

/// A column of a batch.
struct ColumnOf<'a> {
    raw: &'a RawBatch,
    position: usize,
    takes_empty: bool,
}

impl ColumnOf<'_> {
    #[inline]
    fn all(&self, scratch: &mut Vec<u8>, passes: impl Fn(&[u8]) -> bool) -> bool {
        let Self { raw, position, takes_empty } = *self;
        raw.all(position, scratch, |cell| if cell.is_empty() { takes_empty } else { passes(cell) })
    }
}

/// The length in characters, as JSON Schema counts: code points.
fn length(cell: &[u8]) -> usize {
    cell.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}
