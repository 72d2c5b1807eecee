//! One demand on the text of one cell, made ready to be asked many times.

use std::sync::Arc;

use hashbrown::HashSet;
use jiff::civil::Date;
use regex::Regex;
use serde_json::Value;

use super::super::cell;
use super::super::lookup::CodeLookup;

/// A demand on a cell that is not empty.
#[derive(Debug)]
pub(super) enum Test {
    Integer,
    Number,
    Boolean,
    OneOf(HashSet<Box<[u8]>>),
    MinLength(usize),
    MaxLength(usize),
    Pattern(Regex),
    Format(fn(&str) -> bool),
    Minimum(f64),
    ExclusiveMinimum(f64),
    Maximum(f64),
    ExclusiveMaximum(f64),
    Code(Arc<CodeLookup>),
    /// A number that this many decimals are enough for.
    Quantity(u8),
    Between(Date, Date),
    /// A subschema with a keyword that the tests above do not know.
    Subschema(Box<jsonschema::Validator>, CellType),
}

/// What kind of JSON value the text of a cell stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CellType {
    String,
    Integer,
    Number,
    Boolean,
    /// Several values in one cell, with this character between them.
    List(char, Box<CellType>),
    /// The first of these that the text can be read as.
    Any(Vec<CellType>),
}

impl Test {
    /// True if the cell satisfies the demand.
    pub(super) fn holds(&self, cell: &[u8]) -> bool {
        match self {
            Test::Integer => cell::integer(cell).is_some(),
            Test::Number => cell::number(cell).is_some(),
            Test::Boolean => matches!(cell, b"true" | b"false"),
            Test::OneOf(values) => values.contains(cell),
            Test::MinLength(least) => length(cell) >= *least,
            // A character takes at least one byte, so most cells need no counting.
            Test::MaxLength(most) => cell.len() <= *most || length(cell) <= *most,
            Test::Pattern(pattern) => text(cell).is_some_and(|text| pattern.is_match(text)),
            Test::Format(is_valid) => text(cell).is_some_and(is_valid),
            Test::Minimum(bound) => cell::number(cell).is_some_and(|value| value >= *bound),
            Test::ExclusiveMinimum(bound) => cell::number(cell).is_some_and(|value| value > *bound),
            Test::Maximum(bound) => cell::number(cell).is_some_and(|value| value <= *bound),
            Test::ExclusiveMaximum(bound) => cell::number(cell).is_some_and(|value| value < *bound),
            Test::Code(lookup) => lookup.find(cell).is_some(),
            Test::Quantity(decimals) => cell::is_quantity(cell, *decimals),
            Test::Between(first, last) => {
                cell::date(cell).is_some_and(|date| *first <= date && date <= *last)
            }
            Test::Subschema(validator, cell_type) => validator.is_valid(&cell_type.value(cell)),
        }
    }
}

impl CellType {
    /// The JSON value that a cell stands for. A text that cannot be read as its type stays a text,
    /// which the schema then refuses.
    pub(super) fn value(&self, cell: &[u8]) -> Value {
        let as_text = || Value::String(String::from_utf8_lossy(cell).into_owned());
        self.typed(cell).unwrap_or_else(as_text)
    }

    fn typed(&self, cell: &[u8]) -> Option<Value> {
        let number = || Some(Value::Number(serde_json::from_slice(cell).ok()?));
        match self {
            CellType::String => Some(Value::String(text(cell)?.to_owned())),
            CellType::Integer => cell::integer(cell).and_then(|_| number()),
            CellType::Number => cell::number(cell).and_then(|_| number()),
            CellType::Boolean => match cell {
                b"true" => Some(Value::Bool(true)),
                b"false" => Some(Value::Bool(false)),
                _ => None,
            },
            CellType::List(separator, item) => {
                Some(text(cell)?.split(*separator).map(|part| item.value(part.as_bytes())).collect())
            }
            CellType::Any(types) => types.iter().find_map(|cell_type| cell_type.typed(cell)),
        }
    }
}

/// A source is checked to be UTF-8 block by block, and cells are cut at ASCII characters.
fn text(cell: &[u8]) -> Option<&str> {
    std::str::from_utf8(cell).ok()
}

/// The length in characters, as JSON Schema counts: code points.
fn length(cell: &[u8]) -> usize {
    cell.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}
