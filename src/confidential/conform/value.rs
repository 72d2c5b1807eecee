//! What a cell stands for, and everything that a subschema demands of it.

use serde_json::Value;

use super::number;
use super::tally::RuleId;
use super::test::Test;
use crate::report::Code;

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

/// How the cells of a column become JSON values.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) cell_type: CellType,
    /// True if an empty cell is null; otherwise the record lacks the property.
    pub(super) nullable: bool,
}

/// All demands of a subschema on one value.
#[derive(Clone, Debug)]
pub(super) struct ValueCheck {
    /// False if null is refused by `type`, `enum` or `const`.
    pub(super) takes_null: bool,
    pub(super) list: Option<ListCheck>,
    pub(super) demands: Vec<Demand>,
}

/// One demand of a subschema, with what is to be said where it is not met.
#[derive(Clone, Debug)]
pub(super) struct Demand {
    pub(super) test: Test,
    pub(super) code: Code,
    /// What is wrong with a cell, to follow the column's name.
    pub(super) violation: String,
    /// The keyword's place in the schema.
    pub(super) pointer: String,
    /// What would do, if that can be said.
    pub(super) hint: Option<String>,
    /// Its rule, if it is a column's own demand.
    pub(super) rule: Option<RuleId>,
}

/// Demands on how many values a cell holds.
#[derive(Clone, Debug)]
pub(super) struct ListCheck {
    pub(super) separator: char,
    pub(super) min_items: usize,
    pub(super) max_items: usize,
    pub(super) is_unique: bool,
    pub(super) rule: Option<RuleId>,
}

/// What a cell violates.
pub(super) enum Violated {
    List,
    Demand(usize),
}

impl ValueCheck {
    /// No demand at all.
    pub(super) fn anything() -> ValueCheck {
        ValueCheck { takes_null: true, list: None, demands: Vec::new() }
    }

    /// True if a cell that is not empty meets every demand.
    pub(super) fn holds(&self, cell: &[u8]) -> bool {
        self.violated(cell).is_none()
    }

    /// True if null meets every demand.
    pub(super) fn holds_for_null(&self) -> bool {
        self.takes_null && self.demands.iter().all(|demand| demand.test.holds_for_null())
    }

    /// The first demand that a cell which is not empty does not meet. What comes behind a cell of the
    /// wrong type would be violated too, which helps nobody.
    pub(super) fn violated(&self, cell: &[u8]) -> Option<Violated> {
        let first = |value: &[u8]| self.demands.iter().position(|demand| !demand.test.holds(value));
        let Some(list) = &self.list else { return first(cell).map(Violated::Demand) };
        let mut separator = [0; 4];
        let separator = list.separator.encode_utf8(&mut separator).as_bytes();
        let mut items = 0;
        let mut is_repeated = false;
        for item in split(cell, separator) {
            is_repeated |=
                list.is_unique && split(cell, separator).take(items).any(|earlier| earlier == item);
            items += 1;
            if let Some(demand) = first(item) {
                return Some(Violated::Demand(demand));
            }
        }
        let fits = !is_repeated && items >= list.min_items && items <= list.max_items;
        (!fits).then_some(Violated::List)
    }
}

impl CellType {
    /// The JSON value that a cell stands for. A text that cannot be read as its type stays a text,
    /// which the schema then refuses.
    pub(super) fn value(&self, cell: &[u8]) -> Value {
        let as_text = || Value::String(String::from_utf8_lossy(cell).into_owned());
        self.typed(cell).unwrap_or_else(as_text)
    }

    /// True if the text can be read as this type.
    pub(super) fn reads(&self, cell: &[u8]) -> bool {
        match self {
            CellType::String | CellType::List(..) => true,
            CellType::Integer => number::is_integer(cell),
            CellType::Number => number::is_number(cell),
            CellType::Boolean => matches!(cell, b"true" | b"false"),
            CellType::Any(types) => types.iter().any(|cell_type| cell_type.reads(cell)),
        }
    }

    fn typed(&self, cell: &[u8]) -> Option<Value> {
        let number = || Some(Value::Number(serde_json::from_slice(cell).ok()?));
        match self {
            _ if !self.reads(cell) => None,
            CellType::String => Some(Value::String(std::str::from_utf8(cell).ok()?.to_owned())),
            CellType::Integer | CellType::Number => number(),
            CellType::Boolean => Some(Value::Bool(cell == b"true")),
            CellType::List(separator, item) => {
                let text = std::str::from_utf8(cell).ok()?;
                Some(text.split(*separator).map(|part| item.value(part.as_bytes())).collect())
            }
            CellType::Any(types) => types.iter().find_map(|cell_type| cell_type.typed(cell)),
        }
    }
}

/// The values of a cell that holds several.
pub(in crate::confidential) fn split<'a>(
    cell: &'a [u8],
    separator: &'a [u8],
) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = Some(cell);
    std::iter::from_fn(move || {
        let current = rest?;
        let found = match separator {
            [byte] => memchr::memchr(*byte, current),
            longer => memchr::memmem::find(current, longer),
        };
        match found {
            Some(at) => {
                rest = Some(&current[at + separator.len()..]);
                Some(&current[..at])
            }
            None => rest.take(),
        }
    })
}
