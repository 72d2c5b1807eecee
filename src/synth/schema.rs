//! What the record schema demands of a column, as far as hints can be held against it beforehand.

use jsonschema::Validator;
use serde_json::Value;

use crate::catalog::{SchemaColumn, dialect};
use crate::report::Place;

use super::codes;
use super::context::Context;

/// A column's demands.
pub(super) struct ColumnRules {
    /// True if an empty cell is allowed.
    pub(super) may_be_empty: bool,
    /// True if a cell holds several values.
    pub(super) is_list: bool,
    /// The values that it is limited to.
    pub(super) values: Option<Vec<String>>,
    /// The greatest number of characters of a text.
    pub(super) max_length: Option<usize>,
    minimum: Option<f64>,
    maximum: Option<f64>,
    holds_text: bool,
    whole_numbers: bool,
    /// Says whether a single value is allowed.
    validator: Option<Validator>,
}

impl ColumnRules {
    pub(super) fn new(column: &SchemaColumn) -> ColumnRules {
        let schema = &column.schema;
        let types: Vec<&str> = match schema.get("type") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let is_list = types.contains(&"array");
        let of_one = if is_list { schema.get("items") } else { Some(schema) };
        let texts = |value: &Value| -> Option<Vec<String>> {
            value.as_array()?.iter().map(|value| value.as_str().map(str::to_owned)).collect()
        };
        let number = |key: &str| schema.get(key).and_then(Value::as_f64);
        ColumnRules {
            may_be_empty: types.contains(&"null") || !column.required,
            is_list,
            values: schema.get("enum").and_then(texts),
            max_length: schema.get("maxLength").and_then(Value::as_u64).map(|length| length as usize),
            minimum: number("minimum"),
            maximum: number("maximum"),
            holds_text: is_list || types.is_empty() || types.contains(&"string"),
            whole_numbers: types.contains(&"integer") && !types.contains(&"number"),
            validator: of_one.and_then(validator),
        }
    }

    /// True if all numbers from `min` to `max` with so many decimals are allowed.
    pub(super) fn holds_numbers(&self, min: f64, max: f64, decimals: u8) -> bool {
        self.minimum.is_none_or(|least| min >= least)
            && self.maximum.is_none_or(|most| max <= most)
            && !(self.whole_numbers && decimals > 0)
    }

    /// Checks values one by one; an empty one is a cell that is left empty.
    pub(super) fn check<'a>(
        &self,
        context: &mut Context<'_>,
        texts: impl Iterator<Item = &'a str>,
        place: &Place,
    ) -> Option<()> {
        let is_allowed = |text: &str| match (text, &self.validator) {
            ("", _) => self.may_be_empty,
            (_, None) => true,
            (_, Some(validator)) if self.holds_text => validator.is_valid(&Value::String(text.to_owned())),
            (_, Some(validator)) => {
                serde_json::from_str(text).is_ok_and(|number| validator.is_valid(&number))
            }
        };
        let refused = texts.filter(|text| !is_allowed(text)).count();
        if refused > 0 {
            // The values are hints, not rows, but the habit of not quoting values is worth keeping.
            let message = format!("the schema refuses {refused} of the values");
            context.error(codes::OUT_OF_SCHEMA, place, message);
            return None;
        }
        Some(())
    }
}

/// A validator as the catalogue uses it. A schema that cannot be compiled has been reported when the
/// catalogue was loaded.
fn validator(schema: &Value) -> Option<Validator> {
    dialect::validator(schema).ok()
}
