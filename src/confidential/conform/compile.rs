//! A record schema, and what else is demanded of a source, to checks that run column by column.
//!
//! Keywords that speak of one cell become [`Test`]s; a subschema with any other keyword is asked of
//! the `jsonschema` crate cell by cell, and a schema whose demands cross columns record by record.

use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::HashSet;
use jiff::civil::Date;
use regex::Regex;
use serde_json::{Map, Value};

use super::super::cell;
use super::super::lookup::CodeLookup;
use super::record::{RecordCheck, RecordColumn};
use super::tally::{Rule, RuleId};
use super::test::{CellType, Test};
use super::{
    CODE_UNKNOWN, FORMAT, LENGTH, LIST, NOT_IN_ENUM, OUTSIDE_PERIOD, PATTERN, QUANTITY, RANGE,
    REQUIRED_MISSING, SCHEMA_VIOLATION, TYPE_MISMATCH,
};
use crate::catalog::{ColumnId, RecordSchema, SchemaColumn};
use crate::identifiers;
use crate::report::Code;

/// What is demanded of a source beside its schema.
#[derive(Debug, Default)]
pub(in crate::confidential) struct Demands {
    /// Columns whose values must be in a code list.
    pub(in crate::confidential) codes: Vec<(ColumnId, Arc<CodeLookup>)>,
    /// Columns that are summed or published as numbers, with the decimals they may have.
    pub(in crate::confidential) quantities: Vec<(ColumnId, u8)>,
    /// Date columns, with the first and the last day that the dataset covers.
    pub(in crate::confidential) periods: Vec<(ColumnId, Date, Date)>,
}

/// All checks on a source, compiled once.
#[derive(Debug)]
pub(in crate::confidential) struct Plan {
    pub(super) columns: Vec<ColumnCheck>,
    pub(super) record: Option<RecordCheck>,
    /// What each rule says.
    pub(in crate::confidential) rules: Vec<Rule>,
}

/// The checks on one column.
#[derive(Debug)]
pub(super) struct ColumnCheck {
    pub(super) position: usize,
    /// The rule that an empty cell violates, if it may not be empty.
    empty: Option<RuleId>,
    list: Option<ListCheck>,
    tests: Vec<(Test, RuleId)>,
}

/// The checks on a cell that holds several values.
#[derive(Debug)]
struct ListCheck {
    separator: char,
    min_items: usize,
    max_items: usize,
    is_unique: bool,
    rule: RuleId,
}

impl ColumnCheck {
    /// Checks a cell and names the rules that it violates.
    pub(super) fn check(&self, cell: &[u8], mut violation: impl FnMut(RuleId)) {
        if cell.is_empty() {
            if let Some(rule) = self.empty {
                violation(rule);
            }
            return;
        }
        let Some(list) = &self.list else {
            // A cell of the wrong type would violate what follows too, which helps nobody.
            if let Some((_, rule)) = self.tests.iter().find(|(test, _)| !test.holds(cell)) {
                violation(*rule);
            }
            return;
        };
        let mut separator = [0; 4];
        let separator = list.separator.encode_utf8(&mut separator).as_bytes();
        let mut items = 0;
        let mut is_repeated = false;
        for item in split(cell, separator) {
            is_repeated |=
                list.is_unique && split(cell, separator).take(items).any(|earlier| earlier == item);
            items += 1;
            if let Some((_, rule)) = self.tests.iter().find(|(test, _)| !test.holds(item)) {
                violation(*rule);
                return;
            }
        }
        if is_repeated || items < list.min_items || items > list.max_items {
            violation(list.rule);
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
        match memchr::memmem::find(current, separator) {
            Some(at) => {
                rest = Some(&current[at + separator.len()..]);
                Some(&current[..at])
            }
            None => rest.take(),
        }
    })
}

/// Keywords that describe and demand nothing.
const ANNOTATIONS: [&str; 12] = [
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "$comment",
    "$schema",
    "$id",
    "contentMediaType",
    "contentEncoding",
];

/// Compiles all checks. `positions` says for each column of the schema where it stands in the file.
pub(in crate::confidential) fn compile(
    schema: &RecordSchema,
    lists: &BTreeMap<String, char>,
    positions: &[usize],
    demands: &Demands,
) -> Plan {
    let mut plan = Plan { columns: Vec::new(), record: None, rules: Vec::new() };
    let crosses_columns = crosses_columns(schema);
    for (index, column) in schema.columns.iter().enumerate() {
        let mut compiler = Compiler { schema, column, plan: &mut plan };
        let separator = lists.get(&column.name).copied();
        let mut check =
            ColumnCheck { position: positions[index], empty: None, list: None, tests: Vec::new() };
        if crosses_columns {
            check.list = separator.map(|separator| compiler.any_list(separator));
        } else {
            compiler.keywords(separator, &mut check);
        }
        compiler.demands(ColumnId(index), demands, &mut check);
        if check.empty.is_some() || check.list.is_some() || !check.tests.is_empty() {
            plan.columns.push(check);
        }
    }
    if crosses_columns {
        plan.record = Some(record_check(schema, lists, positions));
    }
    plan
}

/// True if the schema demands something that cannot be asked of one column at a time.
fn crosses_columns(schema: &RecordSchema) -> bool {
    const COLUMNWISE: [&str; 5] = ["type", "properties", "required", "additionalProperties", "$defs"];
    let has_other = schema.document.as_object().is_none_or(|document| {
        document.keys().any(|key| !COLUMNWISE.contains(&key.as_str()) && !ANNOTATIONS.contains(&key.as_str()))
    });
    // `additionalProperties` is settled by the header unless it is a schema of its own.
    let additional = schema.document.get("additionalProperties").is_some_and(|value| !value.is_boolean());
    has_other || additional || schema.columns.iter().any(|column| mentions_reference(&column.schema))
}

fn mentions_reference(value: &Value) -> bool {
    match value {
        Value::Object(members) => {
            members.keys().any(|key| key == "$ref" || key == "$dynamicRef")
                || members.values().any(mentions_reference)
        }
        Value::Array(items) => items.iter().any(mentions_reference),
        _ => false,
    }
}

struct Compiler<'a> {
    schema: &'a RecordSchema,
    column: &'a SchemaColumn,
    plan: &'a mut Plan,
}

impl Compiler<'_> {
    fn rule(&mut self, code: Code, violation: String, hint: Option<String>) -> RuleId {
        let declared = format!("{}:{} says so", self.schema.path, self.column.line);
        self.plan.rules.push(Rule {
            code,
            column: self.column.name.clone(),
            violation,
            hint: hint.unwrap_or(declared),
        });
        RuleId(self.plan.rules.len() - 1)
    }

    fn keywords(&mut self, separator: Option<char>, check: &mut ColumnCheck) {
        let name = &self.column.name;
        if self.column.required && !is_nullable(&self.column.schema) {
            let violation = format!("`{name}` is empty");
            let wanted = self.column.schema.get("type").and_then(Value::as_str).unwrap_or("string");
            let hint = format!(
                "{}:{} lists it under `required`; use \"type\": [\"{wanted}\", \"null\"] if it may be missing",
                self.schema.path, self.schema.required_line
            );
            check.empty = Some(self.rule(REQUIRED_MISSING, violation, Some(hint)));
        } else if is_nullable(&self.column.schema) && excludes_null(&self.column.schema) {
            let violation = format!("`{name}` is empty, and null is none of the values that are allowed");
            check.empty = Some(self.rule(NOT_IN_ENUM, violation, None));
        }
        let Some(keywords) = self.column.schema.as_object() else {
            // `true` demands nothing, `false` refuses every cell.
            if self.column.schema == Value::Bool(false) {
                self.subschema(CellType::String, check);
            }
            return;
        };
        let cell_type = cell_type(&self.column.schema, separator);
        match (&cell_type, separator) {
            (CellType::List(separator, item), Some(_)) if self.is_plain_list(keywords) => {
                self.list(*separator, item, &keywords.clone(), check);
            }
            (CellType::String | CellType::Integer | CellType::Number | CellType::Boolean, None)
                if is_known(keywords) =>
            {
                self.tests(&cell_type, &keywords.clone(), check);
            }
            _ => self.subschema(cell_type, check),
        }
    }

    fn is_plain_list(&self, keywords: &Map<String, Value>) -> bool {
        const KNOWN: [&str; 5] = ["type", "items", "minItems", "maxItems", "uniqueItems"];
        let items_known = match keywords.get("items") {
            Some(Value::Object(items)) => is_known(items),
            Some(other) => *other == Value::Bool(true),
            None => true,
        };
        items_known
            && keywords.keys().all(|key| KNOWN.contains(&key.as_str()) || ANNOTATIONS.contains(&key.as_str()))
    }

    fn list(
        &mut self,
        separator: char,
        item: &CellType,
        keywords: &Map<String, Value>,
        check: &mut ColumnCheck,
    ) {
        let size = |key: &str, default: usize| {
            keywords.get(key).and_then(Value::as_u64).map_or(default, |size| size as usize)
        };
        let mut list = self.any_list(separator);
        list.min_items = size("minItems", 0);
        list.max_items = size("maxItems", usize::MAX);
        list.is_unique = keywords.get("uniqueItems") == Some(&Value::Bool(true));
        check.list = Some(list);
        if let Some(Value::Object(items)) = keywords.get("items") {
            self.tests(item, items, check);
        }
    }

    fn any_list(&mut self, separator: char) -> ListCheck {
        let violation = format!("`{}` holds too few values, too many, or one twice", self.column.name);
        let rule = self.rule(LIST, violation, None);
        ListCheck { separator, min_items: 0, max_items: usize::MAX, is_unique: false, rule }
    }

    fn subschema(&mut self, cell_type: CellType, check: &mut ColumnCheck) {
        let violation = format!("`{}` does not satisfy its subschema", self.column.name);
        let rule = self.rule(SCHEMA_VIOLATION, violation, None);
        let validator = validator(&self.column.schema);
        check.tests.push((Test::Subschema(Box::new(validator), cell_type), rule));
    }

    /// The tests for keywords that [`is_known`] has let through.
    fn tests(&mut self, cell_type: &CellType, keywords: &Map<String, Value>, check: &mut ColumnCheck) {
        let name = self.column.name.clone();
        let type_test = match cell_type {
            CellType::Integer => Some((Test::Integer, "a whole number")),
            CellType::Number => Some((Test::Number, "a number")),
            CellType::Boolean => Some((Test::Boolean, "`true` or `false`")),
            _ => None,
        };
        if let Some((test, what)) = type_test {
            let rule = self.rule(TYPE_MISMATCH, format!("`{name}` is not {what}"), None);
            check.tests.push((test, rule));
        }
        let is_text = *cell_type == CellType::String;
        let is_number = matches!(cell_type, CellType::Integer | CellType::Number);
        for (keyword, value) in keywords {
            let size = value.as_f64().unwrap_or_default();
            let (code, test, violation) = match keyword.as_str() {
                "enum" | "const" => {
                    let values: Vec<&Value> = match value {
                        Value::Array(values) if keyword == "enum" => values.iter().collect(),
                        single => vec![single],
                    };
                    let listed = values.iter().filter_map(|value| value.as_str());
                    let listed: HashSet<Box<[u8]>> = listed.map(|text| text.as_bytes().into()).collect();
                    let violation = format!("`{name}` is none of the {} allowed values", listed.len());
                    (NOT_IN_ENUM, Test::OneOf(listed), violation)
                }
                "minLength" if is_text => {
                    let violation = format!("`{name}` is shorter than {size} characters");
                    (LENGTH, Test::MinLength(size as usize), violation)
                }
                "maxLength" if is_text => {
                    let violation = format!("`{name}` is longer than {size} characters");
                    (LENGTH, Test::MaxLength(size as usize), violation)
                }
                "pattern" if is_text => {
                    let Some(pattern) = value.as_str().and_then(native_pattern) else { continue };
                    (PATTERN, Test::Pattern(pattern), format!("`{name}` does not match its pattern"))
                }
                "format" if is_text => {
                    let format = value.as_str().unwrap_or_default();
                    let Some(is_valid) = native_format(format) else { continue };
                    (FORMAT, Test::Format(is_valid), format!("`{name}` is not a valid `{format}`"))
                }
                "minimum" if is_number => {
                    (RANGE, Test::Minimum(size), format!("`{name}` is below the minimum of {value}"))
                }
                "exclusiveMinimum" if is_number => {
                    (RANGE, Test::ExclusiveMinimum(size), format!("`{name}` is not above {value}"))
                }
                "maximum" if is_number => {
                    (RANGE, Test::Maximum(size), format!("`{name}` is above the maximum of {value}"))
                }
                "exclusiveMaximum" if is_number => {
                    (RANGE, Test::ExclusiveMaximum(size), format!("`{name}` is not below {value}"))
                }
                _ => continue,
            };
            let rule = self.rule(code, violation, None);
            check.tests.push((test, rule));
        }
    }

    fn demands(&mut self, id: ColumnId, demands: &Demands, check: &mut ColumnCheck) {
        let name = self.column.name.clone();
        for (_, lookup) in demands.codes.iter().filter(|(column, _)| *column == id) {
            let list = lookup.codelist();
            let violation = format!("`{name}` is not a code of `{}`", list.name);
            let hint = format!("add the code to {}, or correct the source", list.path);
            let rule = self.rule(CODE_UNKNOWN, violation, Some(hint));
            check.tests.push((Test::Code(Arc::clone(lookup)), rule));
        }
        for (_, decimals) in demands.quantities.iter().filter(|(column, _)| *column == id) {
            let violation =
                format!("`{name}` has more than {decimals} decimals, an exponent or too many digits");
            let hint = "round it in the source; there may be twelve digits before the point and no exponent";
            let rule = self.rule(QUANTITY, violation, Some(hint.to_owned()));
            check.tests.push((Test::Quantity(*decimals), rule));
        }
        for (_, first, last) in demands.periods.iter().filter(|(column, ..)| *column == id) {
            let violation = format!("`{name}` lies outside {first} to {last}");
            let hint = "`temporal` in dataset.toml is the period that the dataset covers";
            let rule = self.rule(OUTSIDE_PERIOD, violation, Some(hint.to_owned()));
            check.tests.push((Test::Between(*first, *last), rule));
        }
    }
}

/// True if every keyword of a subschema has a test of its own.
fn is_known(keywords: &Map<String, Value>) -> bool {
    keywords.iter().all(|(keyword, value)| match keyword.as_str() {
        "type" | "minLength" | "maxLength" | "minimum" | "maximum" | "exclusiveMinimum"
        | "exclusiveMaximum" => true,
        // A list of texts is compared as text; numbers would have to be compared as numbers.
        "enum" => value.as_array().is_some_and(|values| values.iter().all(|v| v.is_string() || v.is_null())),
        "const" => value.is_string(),
        "pattern" => value.as_str().is_some_and(|pattern| native_pattern(pattern).is_some()),
        "format" => value.as_str().is_some_and(|format| native_format(format).is_some()),
        other => ANNOTATIONS.contains(&other),
    })
}

/// A pattern in the syntax that ECMA-262 and the `regex` crate share. `\d` and `\w` are ASCII in
/// ECMA-262; other escapes of classes, and what the crate cannot do, are left to `jsonschema`.
fn native_pattern(pattern: &str) -> Option<Regex> {
    let ascii = pattern.replace(r"\d", "[0-9]").replace(r"\w", "[0-9A-Za-z_]");
    let has_class_escape = [r"\s", r"\S", r"\D", r"\W", r"\b", r"\B", r"\p", r"\P", r"\u", r"\c", "(?"]
        .iter()
        .any(|escape| ascii.contains(escape));
    if has_class_escape { None } else { Regex::new(&ascii).ok() }
}

fn native_format(name: &str) -> Option<fn(&str) -> bool> {
    match name {
        "date" => Some(|text| cell::date(text.as_bytes()).is_some()),
        other => identifiers::format(other),
    }
}

fn is_nullable(schema: &Value) -> bool {
    match schema.get("type") {
        None => !schema.is_boolean(),
        Some(Value::Array(types)) => types.iter().any(|entry| entry == "null"),
        Some(single) => single == "null",
    }
}

/// True if `enum` or `const` leave no room for null, whatever `type` says.
fn excludes_null(schema: &Value) -> bool {
    let listed = schema.get("enum").and_then(Value::as_array);
    listed.is_some_and(|values| !values.contains(&Value::Null))
        || schema.get("const").is_some_and(|value| !value.is_null())
}

fn cell_type(schema: &Value, separator: Option<char>) -> CellType {
    let named = |name: &str| match name {
        "integer" => CellType::Integer,
        "number" => CellType::Number,
        "boolean" => CellType::Boolean,
        "array" => {
            let item = schema.get("items").map_or(CellType::String, |items| cell_type(items, None));
            CellType::List(separator.unwrap_or(';'), Box::new(item))
        }
        _ => CellType::String,
    };
    match schema.get("type") {
        Some(Value::String(name)) => named(name),
        Some(Value::Array(names)) => {
            // The order in which a text is tried: what is most special comes first.
            const ORDER: [&str; 5] = ["array", "integer", "number", "boolean", "string"];
            let mut types: Vec<CellType> =
                ORDER.into_iter().filter(|name| names.iter().any(|entry| entry == name)).map(named).collect();
            if types.len() == 1 { types.remove(0) } else { CellType::Any(types) }
        }
        _ => CellType::String,
    }
}

fn validator(schema: &Value) -> jsonschema::Validator {
    let mut options =
        jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
    for (name, is_valid) in identifiers::FORMATS {
        options = options.with_format(name, is_valid);
    }
    options.build(schema).expect("the catalogue has checked the schema against its meta-schema")
}

fn record_check(schema: &RecordSchema, lists: &BTreeMap<String, char>, positions: &[usize]) -> RecordCheck {
    let columns = schema.columns.iter().zip(positions).map(|(column, position)| RecordColumn {
        name: column.name.clone(),
        position: *position,
        nullable: is_nullable(&column.schema),
        cell_type: cell_type(&column.schema, lists.get(&column.name).copied()),
    });
    RecordCheck { validator: Box::new(validator(&schema.document)), columns: columns.collect() }
}
