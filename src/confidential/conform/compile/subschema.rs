//! A subschema on one value to tests of its cell.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::super::format::Format;
use super::super::number::{NumberDemand, NumberTest, Plain};
use super::super::pattern::Pattern;
use super::super::test::Test;
use super::super::value::{CellType, Demand, ListCheck, Shape, ValueCheck};
use super::super::{FORMAT, LENGTH, NOT_IN_ENUM, PATTERN, RANGE, SCHEMA_VIOLATION, TYPE_MISMATCH};
use super::{ANNOTATIONS, local_reference, part, step};
use crate::catalog::dialect;
use crate::report::Code;

/// References and applicators deeper than this are left to the crate.
const MAX_DEPTH: usize = 24;

/// The order in which a text is tried as one of several types: what is most special comes first.
const ORDER: [&str; 5] = ["array", "integer", "number", "boolean", "string"];

/// How the cells of a column with this subschema become values.
pub(super) fn shape(document: &Value, schema: &Value, separator: Option<char>) -> Shape {
    let Some(types) = types(document, schema, 0) else {
        return Shape { cell_type: CellType::String, nullable: !schema.is_boolean() };
    };
    let nullable = types.iter().any(|name| name == "null");
    let mut known: Vec<CellType> = ORDER
        .into_iter()
        .filter(|name| types.iter().any(|entry| entry == name))
        .map(|name| match name {
            "integer" => CellType::Integer,
            "number" => CellType::Number,
            "boolean" => CellType::Boolean,
            "array" => {
                let items = schema.get("items").map(|items| shape(document, items, None).cell_type);
                CellType::List(separator.unwrap_or(';'), Box::new(items.unwrap_or(CellType::String)))
            }
            _ => CellType::String,
        })
        .collect();
    let cell_type = match known.len() {
        0 => CellType::String,
        1 => known.remove(0),
        _ => CellType::Any(known),
    };
    Shape { cell_type, nullable }
}

/// The types that a schema allows: as it says itself, or the schemas that it refers to or is all of,
/// or the values that it lists. `None` if it says nothing.
fn types(document: &Value, schema: &Value, depth: usize) -> Option<Vec<String>> {
    if depth > MAX_DEPTH {
        return None;
    }
    if let Some(named) = schema.get("type") {
        let names = named.as_array().map_or_else(|| vec![named], |names| names.iter().collect());
        return Some(names.into_iter().filter_map(Value::as_str).map(str::to_owned).collect());
    }
    if let Some(target) = schema.get("$ref").and_then(|target| local_reference(document, target)) {
        return types(document, part(document, &target), depth + 1);
    }
    let listed = schema.get("enum").and_then(Value::as_array);
    if let Some(values) =
        listed.map(|values| values.iter().collect()).or(schema.get("const").map(|v| vec![v]))
    {
        let name = |value: &&Value| match value {
            Value::Null => Some("null".to_owned()),
            Value::Bool(_) => Some("boolean".to_owned()),
            Value::Number(_) => Some("number".to_owned()),
            Value::String(_) => Some("string".to_owned()),
            Value::Array(_) | Value::Object(_) => None,
        };
        return Some(values.iter().filter_map(name).collect());
    }
    let all = schema.get("allOf").and_then(Value::as_array)?;
    all.iter().find_map(|schema| types(document, schema, depth + 1))
}

/// All that the subschema at a pointer demands of cells of this shape.
pub(super) fn compile(document: &Value, pointer: &str, shape: &Shape) -> ValueCheck {
    at_depth(document, pointer, shape, 0)
}

/// A list of any length.
pub(super) fn any_list(separator: char) -> ListCheck {
    ListCheck { separator, min_items: 0, max_items: usize::MAX, is_unique: false, rule: None }
}

fn at_depth(document: &Value, pointer: &str, shape: &Shape, depth: usize) -> ValueCheck {
    let keywords = match part(document, pointer) {
        Value::Bool(true) => return ValueCheck::anything(),
        Value::Object(keywords) => keywords,
        _ => {
            let never = demand(SCHEMA_VIOLATION, Test::Never, "is given, and no value is allowed", pointer);
            return ValueCheck { takes_null: false, list: None, demands: vec![never] };
        }
    };
    let compiler = Subschema { document, pointer, keywords, depth };
    let compiled = match &shape.cell_type {
        CellType::List(separator, item) => compiler.list(*separator, item),
        CellType::Any(types) => compiler.several(types),
        single => compiler.scalar(single),
    };
    compiled.unwrap_or_else(|| compiler.asked(&shape.cell_type))
}

fn demand(code: Code, test: Test, violation: &str, pointer: &str) -> Demand {
    Demand {
        test,
        code,
        violation: violation.to_owned(),
        pointer: pointer.to_owned(),
        hint: None,
        rule: None,
    }
}

/// A subschema with keywords.
struct Subschema<'a> {
    document: &'a Value,
    pointer: &'a str,
    keywords: &'a Map<String, Value>,
    depth: usize,
}

impl Subschema<'_> {
    /// The subschema as the crate judges it.
    fn asked(&self, cell_type: &CellType) -> ValueCheck {
        let schema = dialect::reference(self.document, self.pointer);
        let validator = dialect::validator_within(self.document, &schema)
            .expect("the catalogue has built a validator of the whole schema");
        let test = Test::Subschema(Arc::new(validator), cell_type.clone());
        let demand = demand(SCHEMA_VIOLATION, test, "does not satisfy its subschema", self.pointer);
        ValueCheck { takes_null: true, list: None, demands: vec![demand] }
    }

    fn at(&self, keyword: &str) -> String {
        step(self.pointer, keyword)
    }

    fn takes_null(&self) -> bool {
        let types = self.keywords.get("type").is_none_or(|types| match types {
            Value::Array(types) => types.iter().any(|name| name == "null"),
            single => single == "null",
        });
        let listed = self.keywords.get("enum").and_then(Value::as_array);
        let constant = self.keywords.get("const");
        types
            && listed.is_none_or(|values| values.contains(&Value::Null))
            && constant.is_none_or(Value::is_null)
    }

    fn names_type(&self, name: &str) -> bool {
        self.keywords.get("type").is_none_or(|types| match types {
            Value::Array(types) => types.iter().any(|entry| entry == name),
            single => single == name,
        })
    }

    fn list(&self, separator: char, item: &CellType) -> Option<ValueCheck> {
        const KNOWN: [&str; 5] = ["type", "items", "minItems", "maxItems", "uniqueItems"];
        let is_known =
            |keyword: &String| KNOWN.contains(&keyword.as_str()) || ANNOTATIONS.contains(&keyword.as_str());
        let is_unique = self.keywords.get("uniqueItems") == Some(&Value::Bool(true));
        // Equal texts are equal values; but `1` and `1.0` are equal numbers.
        let is_text = matches!(item, CellType::String | CellType::Boolean);
        if !self.keywords.keys().all(is_known) || (is_unique && !is_text) || !self.names_type("array") {
            return None;
        }
        let size = |key: &str| match self.keywords.get(key) {
            None => Some(None),
            Some(size) => size.as_u64().map(|size| Some(size as usize)),
        };
        let list = ListCheck {
            min_items: size("minItems")?.unwrap_or(0),
            max_items: size("maxItems")?.unwrap_or(usize::MAX),
            is_unique,
            ..any_list(separator)
        };
        let mut check = ValueCheck { takes_null: self.takes_null(), list: Some(list), demands: Vec::new() };
        if self.keywords.contains_key("items") {
            let shape = Shape { cell_type: item.clone(), nullable: false };
            let items = at_depth(self.document, &self.at("items"), &shape, self.depth + 1);
            if items.list.is_some() {
                return None;
            }
            check.demands = items.demands;
        }
        Some(check)
    }

    fn several(&self, types: &[CellType]) -> Option<ValueCheck> {
        if types.iter().any(|cell_type| matches!(cell_type, CellType::List(..))) {
            return None;
        }
        let checks: Option<Vec<_>> =
            types.iter().map(|cell_type| Some((cell_type.clone(), self.scalar(cell_type)?))).collect();
        let what = "is of none of its types, or not as its subschema wants it";
        let demand = demand(SCHEMA_VIOLATION, Test::Typed(checks?), what, self.pointer);
        Some(ValueCheck { takes_null: self.takes_null(), list: None, demands: vec![demand] })
    }

    /// The demands on a single value; `None` if the crate must be asked.
    fn scalar(&self, cell_type: &CellType) -> Option<ValueCheck> {
        if self.depth > MAX_DEPTH {
            return None;
        }
        let mut demands: Vec<Demand> = self.type_demand(cell_type).into_iter().collect();
        for (keyword, value) in self.keywords {
            let applied = match keyword.as_str() {
                "type" | "then" | "else" => continue,
                "enum" | "const" => Some(self.listed(keyword, value, cell_type)?),
                "minLength" | "maxLength" | "pattern" | "format" => {
                    self.of_text(keyword, value, cell_type)?
                }
                "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                    self.of_number(keyword, value, cell_type)?
                }
                "allOf" | "anyOf" | "oneOf" | "not" | "if" | "$ref" => {
                    Some(self.combined(keyword, value, cell_type)?)
                }
                // A single value is no list and no object.
                "items"
                | "prefixItems"
                | "contains"
                | "minContains"
                | "maxContains"
                | "minItems"
                | "maxItems"
                | "uniqueItems"
                | "unevaluatedItems"
                | "properties"
                | "patternProperties"
                | "additionalProperties"
                | "propertyNames"
                | "unevaluatedProperties"
                | "required"
                | "dependentRequired"
                | "dependentSchemas"
                | "minProperties"
                | "maxProperties" => continue,
                other if ANNOTATIONS.contains(&other) => continue,
                _ => return None,
            };
            demands.extend(applied);
        }
        Some(ValueCheck { takes_null: self.takes_null(), list: None, demands })
    }

    fn type_demand(&self, cell_type: &CellType) -> Option<Demand> {
        self.keywords.get("type")?;
        let (test, what) = match cell_type {
            CellType::String if self.names_type("string") => return None,
            CellType::Integer | CellType::Number if self.names_type("number") => (Test::Number, "a number"),
            CellType::Integer | CellType::Number if self.names_type("integer") => {
                (Test::Integer, "a whole number")
            }
            CellType::Boolean if self.names_type("boolean") => (Test::Boolean, "`true` or `false`"),
            // No text will do; what is said of null is `takes_null`'s matter.
            _ => (Test::one_of(std::iter::empty()), "of the type that is wanted here"),
        };
        let hint = matches!(test, Test::Number | Test::Integer).then(|| {
            "a number has a point before its decimals and no other mark; `decimal` and `thousands` under `[source]` \
             name those of the file"
                .to_owned()
        });
        // A column of whole numbers whose schema also allows others is a column of numbers.
        Some(Demand { hint, ..demand(TYPE_MISMATCH, test, &format!("is not {what}"), &self.at("type")) })
    }

    fn listed(&self, keyword: &str, value: &Value, cell_type: &CellType) -> Option<Demand> {
        let values: Vec<&Value> = match value {
            Value::Array(values) if keyword == "enum" => values.iter().collect(),
            single => vec![single],
        };
        let test = match cell_type {
            CellType::String => Test::one_of(values.iter().filter_map(|v| v.as_str()).map(str::as_bytes)),
            CellType::Boolean => Test::one_of(
                values
                    .iter()
                    .filter_map(|v| v.as_bool())
                    .map(|truth| if truth { &b"true"[..] } else { &b"false"[..] }),
            ),
            _ => {
                let numbers = values.iter().filter(|value| value.is_number());
                let plain: Option<Vec<Plain>> =
                    numbers.map(|value| Plain::read(value.to_string().as_bytes())).collect();
                // A text is no number of the list, whatever the type says.
                let number = Test::Compare(self.compare(keyword, value, NumberDemand::OneOf(plain?)));
                let as_number = ValueCheck {
                    demands: vec![demand(NOT_IN_ENUM, number, "", self.pointer)],
                    ..ValueCheck::anything()
                };
                Test::Typed(vec![(CellType::Number, as_number)])
            }
        };
        let what = format!("is none of the {} values that are allowed", values.len());
        let what = if values.len() == 1 { "is not the one value that is allowed" } else { &what };
        let hint = allowed(&values);
        Some(Demand { hint, ..demand(NOT_IN_ENUM, test, what, &self.at(keyword)) })
    }

    fn compare(&self, keyword: &str, value: &Value, demand: NumberDemand) -> NumberTest {
        NumberTest { demand, exactly: only(keyword, value) }
    }

    /// A demand on a text; `Some(None)` where the value is no text, and the demand so none.
    fn of_text(&self, keyword: &str, value: &Value, cell_type: &CellType) -> Option<Option<Demand>> {
        if *cell_type != CellType::String {
            return Some(None);
        }
        // `2.0` is as good a length as `2`.
        let size = || value.as_f64().filter(|size| *size <= 1e15).map(|size| size as usize);
        let mut hint = None;
        let (code, test, what) = match keyword {
            "minLength" => (LENGTH, Test::MinLength(size()?), format!("is shorter than {value} characters")),
            "maxLength" => (LENGTH, Test::MaxLength(size()?), format!("is longer than {value} characters")),
            "pattern" => {
                let pattern = Pattern::compile(value.as_str()?)?;
                hint = Some(format!("the pattern is `{}`", shortened(value.as_str()?, LONGEST_PATTERN)));
                (PATTERN, Test::Pattern(pattern), "does not match its pattern".to_owned())
            }
            _ => {
                let name = value.as_str()?;
                let format = Format::new(name, || only(keyword, value));
                hint = matches!(format, Format::Date).then(|| {
                    "a date is written 2024-12-31; `dates` under `[source]` names the form that the file has"
                        .to_owned()
                });
                (FORMAT, Test::Format(format), format!("is not a valid `{name}`"))
            }
        };
        Some(Some(Demand { hint, ..demand(code, test, &what, &self.at(keyword)) }))
    }

    /// A demand on a number, likewise.
    fn of_number(&self, keyword: &str, value: &Value, cell_type: &CellType) -> Option<Option<Demand>> {
        if !matches!(cell_type, CellType::Integer | CellType::Number) {
            return Some(None);
        }
        let bound = value.as_f64()?;
        let (demand_, what) = match keyword {
            "minimum" => (NumberDemand::Minimum(bound), format!("is below the minimum of {value}")),
            "exclusiveMinimum" => (NumberDemand::ExclusiveMinimum(bound), format!("is not above {value}")),
            "maximum" => (NumberDemand::Maximum(bound), format!("is above the maximum of {value}")),
            "exclusiveMaximum" => (NumberDemand::ExclusiveMaximum(bound), format!("is not below {value}")),
            _ => {
                let divisor = Plain::read(value.to_string().as_bytes())?;
                (NumberDemand::MultipleOf(divisor), format!("is not a multiple of {value}"))
            }
        };
        let test = Test::Compare(self.compare(keyword, value, demand_));
        Some(Some(demand(RANGE, test, &what, &self.at(keyword))))
    }

    fn combined(&self, keyword: &str, value: &Value, cell_type: &CellType) -> Option<Demand> {
        let shape = Shape { cell_type: cell_type.clone(), nullable: false };
        let below = |pointer: &str| at_depth(self.document, pointer, &shape, self.depth + 1);
        let here = self.at(keyword);
        let each = || -> Option<Vec<ValueCheck>> {
            let count = value.as_array()?.len();
            Some((0..count).map(|at| below(&format!("{here}/{at}"))).collect())
        };
        let test = match keyword {
            "allOf" => Test::All(each()?),
            "anyOf" => Test::Any(each()?),
            "oneOf" => Test::One(each()?),
            "not" => Test::Not(Box::new(below(&here))),
            "if" => {
                let branch = |name: &str| match self.keywords.contains_key(name) {
                    true => below(&self.at(name)),
                    false => ValueCheck::anything(),
                };
                Test::If(Box::new([below(&here), branch("then"), branch("else")]))
            }
            _ => {
                let target = local_reference(self.document, value)?;
                let mut check = below(&target);
                // A column that is nothing but a reference is told what its target says.
                if check.demands.len() == 1 && check.takes_null {
                    return check.demands.pop();
                }
                Test::All(vec![check])
            }
        };
        Some(demand(SCHEMA_VIOLATION, test, &format!("does not satisfy `{keyword}`"), &here))
    }
}

/// As many allowed values are named.
const NAMED: usize = 8;
/// As many characters of an allowed value, and of a pattern, are shown.
const LONGEST_VALUE: usize = 40;
const LONGEST_PATTERN: usize = 120;

/// The values that the schema lists, so that a steward need not look them up.
fn allowed(values: &[&Value]) -> Option<String> {
    let named: Vec<String> = values
        .iter()
        .take(NAMED)
        .map(|value| match value {
            Value::String(text) => format!("`{}`", shortened(text, LONGEST_VALUE)),
            Value::Null => "an empty cell".to_owned(),
            other => format!("`{}`", shortened(&other.to_string(), LONGEST_VALUE)),
        })
        .collect();
    let more = match values.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let verb = if values.len() == 1 { "is" } else { "are" };
    (!named.is_empty()).then(|| format!("allowed {verb} {}{more}", named.join(", ")))
}

fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The crate's check of one keyword alone.
fn only(keyword: &str, value: &Value) -> Arc<jsonschema::Validator> {
    let schema = json!({ keyword: value });
    Arc::new(dialect::validator(&schema).expect("the catalogue has built a validator of the whole schema"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_values_are_named_and_the_others_counted() {
        let values: Vec<Value> = (1..=10).map(|at| json!(at)).collect();
        let hint = allowed(&values.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!(hint, "allowed are `1`, `2`, `3`, `4`, `5`, `6`, `7`, `8` and 2 more");
        let hint = allowed(&[&json!("æ".repeat(41))]).unwrap();
        assert_eq!(hint, format!("allowed is `{}…`", "æ".repeat(40)));
        assert_eq!(allowed(&[&json!("a"), &Value::Null]).unwrap(), "allowed are `a`, an empty cell");
        assert_eq!(allowed(&[]), None);
    }
}
