//! The column and row checks and the `jsonschema` crate give the same verdict on every row.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use super::super::source::RawBatch;
use super::{BlockTally, Demands, compile, conform};
use crate::catalog::{RecordSchema, dialect};
use crate::report::Report;

/// Keywords that may stand beside a type.
fn keyword() -> impl Strategy<Value = (&'static str, Value)> {
    let divisors =
        vec![json!(1), json!(2), json!(3), json!(0.1), json!(0.01), json!(2.5), json!(1e-7), json!(1e20)];
    let listed = vec![
        json!("a"),
        json!("ab"),
        json!("1"),
        json!(1),
        json!(1.0),
        json!(2.5),
        json!(null),
        json!(true),
        json!(9007199254740993_i64),
        json!(1e20),
    ];
    prop_oneof![
        (0..4_u64).prop_map(|n| ("minLength", json!(n))),
        (0..6_u64).prop_map(|n| ("maxLength", json!(n))),
        select(vec![
            "^a",
            "b$",
            r"^\d+$",
            r"\s",
            "^[æøå]+$",
            r"^\w*-\d{2}$",
            r"^[a-c]{2}$",
            r"^\S*$",
            "^(a|ab)$"
        ])
        .prop_map(|p| ("pattern", json!(p))),
        select(vec![
            "date",
            "email",
            "cas-rn",
            "cvr",
            "cpr",
            "date-time",
            "time",
            "uri",
            "uuid",
            "duration",
            "ipv4",
            "iban",
            "eu-vat",
        ])
        .prop_map(|f| ("format", json!(f))),
        (-3..20_i64).prop_map(|n| ("minimum", json!(n))),
        (-3..20_i64).prop_map(|n| ("maximum", json!(n))),
        (-3..20_i64).prop_map(|n| ("exclusiveMinimum", json!(n))),
        (-30..200_i64).prop_map(|n| ("exclusiveMaximum", json!(n as f64 / 10.0))),
        select(vec![json!(9007199254740993_i64), json!(u64::MAX), json!(1e300), json!(0.3)])
            .prop_map(|n| ("maximum", n)),
        select(divisors).prop_map(|n| ("multipleOf", n)),
        subsequence(listed.clone(), 1..4).prop_map(|values| ("enum", json!(values))),
        select(listed).prop_map(|value| ("const", value)),
    ]
}

/// A subschema for a value, down to a few levels of combination.
fn value_schema() -> impl Strategy<Value = Value> {
    let types = subsequence(vec!["string", "integer", "number", "boolean", "null"], 0..3);
    let leaf = (types, prop::collection::vec(keyword(), 0..3)).prop_map(|(types, keywords)| {
        let mut schema = Map::new();
        match types.as_slice() {
            [] => {}
            [single] => drop(schema.insert("type".into(), json!(single))),
            several => drop(schema.insert("type".into(), json!(several))),
        }
        schema.extend(keywords.into_iter().map(|(key, value)| (key.to_owned(), value)));
        Value::Object(schema)
    });
    prop_oneof![20 => leaf, 1 => any::<bool>().prop_map(Value::Bool), 1 => Just(json!({"$ref": "#/$defs/code"}))]
        .prop_recursive(2, 6, 3, |inner| {
            let lists = prop::collection::vec(inner.clone(), 1..3);
            prop_oneof![
                (select(vec!["allOf", "anyOf", "oneOf"]), lists).prop_map(|(key, all)| json!({ key: all })),
                inner.clone().prop_map(|schema| json!({ "not": schema })),
                (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| json!({"if": a, "then": b, "else": c})),
            ]
        })
}

/// A column: a value's schema that says its type itself, as the documentation asks for.
fn column_schema() -> impl Strategy<Value = Value> {
    let types = subsequence(vec!["string", "integer", "number", "boolean", "null"], 1..3);
    let typed = (types, value_schema()).prop_map(|(types, schema)| {
        let types = if types.as_slice() == ["null"] { vec!["string", "null"] } else { types };
        let types = if types.len() == 1 { json!(types[0]) } else { json!(types) };
        match schema {
            Value::Object(mut keywords) => {
                keywords.insert("type".into(), types);
                Value::Object(keywords)
            }
            other => json!({ "type": types, "allOf": [other] }),
        }
    });
    prop_oneof![12 => typed, 1 => Just(json!({"$ref": "#/$defs/code"})), 1 => Just(json!({"enum": ["a", "ab", null]}))]
}

fn name() -> impl Strategy<Value = &'static str> {
    select(vec!["c0", "c1", "c2", "none"])
}

/// Keywords of a record that cross columns.
fn record_keyword() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        (name(), value_schema()).prop_map(|(name, schema)| json!({"properties": {name: schema}})),
        (name(), value_schema())
            .prop_map(|(name, schema)| json!({"properties": {name: schema}, "required": [name]})),
        name().prop_map(|name| json!({ "required": [name] })),
        (name(), name()).prop_map(|(a, b)| json!({"dependentRequired": {a: [b]}})),
        (0..4_u8).prop_map(|n| json!({ "minProperties": n })),
        (0..4_u8).prop_map(|n| json!({ "maxProperties": n })),
        select(vec!["^c[01]$", "c2|none"]).prop_map(|p| json!({"propertyNames": {"pattern": p}})),
        value_schema().prop_map(|schema| json!({"patternProperties": {"^c[12]$": schema}})),
        (name(), value_schema())
            .prop_map(|(name, schema)| json!({"properties": {name: true}, "additionalProperties": schema})),
        (name(), value_schema())
            .prop_map(|(name, schema)| json!({"properties": {name: true}, "unevaluatedProperties": schema})),
        Just(json!({"type": "object"})),
        Just(json!({"$ref": "#/$defs/record"})),
        Just(json!({"const": {"c0": "a"}})),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        let lists = prop::collection::vec(inner.clone(), 1..3);
        prop_oneof![
            (select(vec!["allOf", "anyOf", "oneOf"]), lists).prop_map(|(key, all)| json!({ key: all })),
            inner.clone().prop_map(|schema| json!({ "not": schema })),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| json!({"if": a, "then": b, "else": c})),
            (name(), inner).prop_map(|(name, schema)| json!({"dependentSchemas": {name: schema}})),
        ]
    })
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(vec![
            "", "a", "ab", "abc", "æøå", "1", "12", "-3", "1.0", "2.5", "1e2", "007", "true", "false", " ",
            "2024-02-29", "2023-02-29", "71-43-2", "71-43-3", "13585628", "211062-5629", "x@example.org",
            "a-12", "null", "NaN", "99999999999999999999", "-0", "tab\there", "0.3", "1070468.14", "1e999",
            "9007199254740993", "9007199254740992", "18446744073709551615", "0.30000000000000004", "1E400",
            "-1e-400", "123456789012345", "1234567890123456", "0.000000000000001", "2024-02-29T12:00:00Z",
            "12:00:00Z", "https://example.org/", "DK13585628", "P1D", "127.0.0.1", "line\nbreak", "ÅØ-12",
        ]).prop_map(str::to_owned),
        1 => "[a-cæ0-9 .-]{0,6}",
        1 => r"-?[0-9]{1,17}(\.[0-9]{1,8})?(e-?[0-9]{1,2})?",
    ]
}

fn schema_of(columns: &[Value], required: &[bool], extra: Option<Value>) -> Value {
    let names: Vec<String> = (0..columns.len()).map(|at| format!("c{at}")).collect();
    let required_names: Vec<&String> =
        names.iter().zip(required).filter(|(_, required)| **required).map(|(name, _)| name).collect();
    let mut document = json!({
        "type": "object",
        "properties": names.iter().cloned().zip(columns.iter().cloned()).collect::<Map<_, _>>(),
        "required": required_names,
        "$defs": {
            "code": { "type": ["string", "null"], "minLength": 2 },
            "record": { "anyOf": [{ "required": ["c1"] }, { "properties": { "c0": { "maxLength": 1 } } }] }
        }
    });
    match extra {
        Some(Value::Object(extra)) => {
            for (keyword, value) in extra {
                // A second `properties` or `required` stands in an `allOf`, as a person would write it.
                if document.get(&keyword).is_some() || keyword == "additionalProperties" {
                    let all = document["allOf"].as_array().cloned().unwrap_or_default();
                    document["allOf"] = all.into_iter().chain([json!({ keyword: value })]).collect();
                } else {
                    document[keyword] = value;
                }
            }
        }
        _ => document["additionalProperties"] = json!(false),
    }
    document
}

/// What the standard says of a row, by the documented way in which a cell becomes a JSON value.
fn verdict_of_the_crate(document: &Value, cells: &[String]) -> bool {
    let mut record = Map::new();
    for ((name, column), cell) in document["properties"].as_object().unwrap().iter().zip(cells) {
        let types = match (&column["type"], &column["$ref"]) {
            (Value::String(name), _) => vec![name.as_str()],
            (Value::Array(names), _) => names.iter().filter_map(Value::as_str).collect(),
            // The two columns without a type of their own both are of these.
            _ => vec!["string", "null"],
        };
        // JSON texts may have blanks around them, numbers may not.
        let number = (cell.trim() == cell).then_some(cell);
        let number = number.and_then(|cell| serde_json::from_str(cell).ok()).map(Value::Number);
        let value = if cell.is_empty() {
            if !types.contains(&"null") {
                continue;
            }
            Value::Null
        } else if let Some(number) = number.filter(|number| {
            let is_whole = number.as_f64().is_some_and(|value| value.fract() == 0.0);
            types.contains(&"number") || (types.contains(&"integer") && is_whole)
        }) {
            number
        } else if types.contains(&"boolean") && (cell == "true" || cell == "false") {
            json!(cell == "true")
        } else {
            json!(cell)
        };
        record.insert(name.clone(), value);
    }
    dialect::validator(document).unwrap().is_valid(&Value::Object(record))
}

/// Our verdict on a row, from the file's text on.
pub(super) fn our_verdict(document: &Value, lists: &BTreeMap<String, char>, cells: &[String]) -> bool {
    let mut report = Report::new();
    let schema = RecordSchema::parse("test", &document.to_string(), &mut report);
    let schema = schema.unwrap_or_else(|| panic!("{document}: {report:?}"));
    let positions: Vec<usize> = (0..cells.len()).collect();
    let plan = compile(&schema, lists, &positions, &Demands::default());
    let mut raw = RawBatch::default();
    let row: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    raw.buffer().extend_from_slice(row.join(",").as_bytes());
    let shape = raw.split(b',', cells.len());
    assert_eq!(raw.rows(), 1, "a quoted row is never taken for a blank line");
    let mut tally = BlockTally::new(0, &shape, &raw);
    matches!(conform(raw, &plan, &mut tally), super::Verdict::Valid(_))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn both_ways_of_checking_give_one_verdict(
        (columns, required, cells) in (1..4_usize).prop_flat_map(|n| (
            prop::collection::vec(column_schema(), n),
            prop::collection::vec(any::<bool>(), n),
            prop::collection::vec(cell(), n),
        )),
        extra in prop::option::of(record_keyword()),
    ) {
        let document = schema_of(&columns, &required, extra);
        let ours = our_verdict(&document, &BTreeMap::new(), &cells);
        prop_assert_eq!(ours, verdict_of_the_crate(&document, &cells), "{}", document);
    }
}
