//! The column checks and the `jsonschema` crate give the same verdict on every row.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use super::super::source::RawBatch;
use super::{BlockTally, Demands, compile, conform};
use crate::catalog::{RecordSchema, SchemaColumn};

/// Keywords that may stand beside a type; some have column tests, some go to the crate.
fn keyword() -> impl Strategy<Value = (&'static str, Value)> {
    prop_oneof![
        (0..4_u64).prop_map(|n| ("minLength", json!(n))),
        (0..6_u64).prop_map(|n| ("maxLength", json!(n))),
        select(vec!["^a", "b$", r"^\d+$", r"\s", "^[æøå]+$", r"^\w*-\d{2}$"])
            .prop_map(|p| ("pattern", json!(p))),
        select(vec!["date", "email", "cas-rn", "cvr", "cpr"]).prop_map(|f| ("format", json!(f))),
        (-3..20_i64).prop_map(|n| ("minimum", json!(n))),
        (-3..20_i64).prop_map(|n| ("maximum", json!(n))),
        (-3..20_i64).prop_map(|n| ("exclusiveMinimum", json!(n))),
        (-30..200_i64).prop_map(|n| ("exclusiveMaximum", json!(n as f64 / 10.0))),
        (1..4_i64).prop_map(|n| ("multipleOf", json!(n))),
        subsequence(vec![json!("a"), json!("ab"), json!("1"), json!(1), json!(null), json!(true)], 1..4)
            .prop_map(|values| ("enum", json!(values))),
        select(vec![json!("a"), json!(12), json!("71-43-2")]).prop_map(|value| ("const", value)),
    ]
}

fn subschema() -> impl Strategy<Value = Value> {
    let types = subsequence(vec!["string", "integer", "number", "boolean", "null"], 1..3);
    (types, prop::collection::vec(keyword(), 0..3)).prop_map(|(types, keywords)| {
        let mut schema = Map::new();
        let only = types.as_slice() == ["null"];
        let types = if only { vec!["string", "null"] } else { types };
        schema.insert("type".into(), if types.len() == 1 { json!(types[0]) } else { json!(types) });
        schema.extend(keywords.into_iter().map(|(key, value)| (key.to_owned(), value)));
        Value::Object(schema)
    })
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(vec![
            "", "a", "ab", "abc", "æøå", "1", "12", "-3", "1.0", "2.5", "1e2", "007", "true", "false", " ",
            "2024-02-29", "2023-02-29", "71-43-2", "71-43-3", "13585628", "211062-5629", "x@example.org",
            "a-12", "null", "NaN", "99999999999999999999", "-0", "tab\there",
        ]).prop_map(str::to_owned),
        1 => "[a-cæ0-9 .-]{0,6}",
    ]
}

fn schema_of(columns: &[Value], required: &[bool], extra: Option<Value>) -> RecordSchema {
    let names: Vec<String> = (0..columns.len()).map(|at| format!("c{at}")).collect();
    let required_names: Vec<&String> =
        names.iter().zip(required).filter(|(_, required)| **required).map(|(name, _)| name).collect();
    let mut document = json!({
        "type": "object",
        "properties": names.iter().cloned().zip(columns.iter().cloned()).collect::<Map<_, _>>(),
        "required": required_names,
        "additionalProperties": false,
    });
    if let Some(extra) = extra {
        document["not"] = extra;
    }
    let columns = names
        .iter()
        .zip(columns)
        .zip(required)
        .map(|((name, schema), required)| SchemaColumn {
            name: name.clone(),
            schema: schema.clone(),
            required: *required,
            line: 1,
        })
        .collect();
    RecordSchema { path: "test".into(), document, columns, required_line: 1 }
}

/// What the standard says of a row, by the documented way in which a cell becomes a JSON value.
fn verdict_of_the_crate(schema: &RecordSchema, cells: &[String]) -> bool {
    let mut options =
        jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
    for (name, is_valid) in crate::identifiers::FORMATS {
        options = options.with_format(name, is_valid);
    }
    let mut record = Map::new();
    for (column, cell) in schema.columns.iter().zip(cells) {
        let types = match &column.schema["type"] {
            Value::String(name) => vec![name.as_str()],
            names => names.as_array().unwrap().iter().filter_map(Value::as_str).collect(),
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
        record.insert(column.name.clone(), value);
    }
    options.build(&schema.document).unwrap().is_valid(&Value::Object(record))
}

fn our_verdict(schema: &RecordSchema, cells: &[String]) -> bool {
    let positions: Vec<usize> = (0..cells.len()).collect();
    let plan = compile(schema, &BTreeMap::new(), &positions, &Demands::default());
    let mut raw = RawBatch::default();
    // A quoted row with a marker column in front is never taken for a blank line.
    let row: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    raw.buffer().extend_from_slice(row.join(",").as_bytes());
    let shape = raw.split(b',', cells.len());
    let mut tally = BlockTally::new(0, &shape, &raw);
    conform(raw, &plan, &mut tally).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn both_ways_of_checking_give_one_verdict(
        (columns, required, cells) in (1..4_usize).prop_flat_map(|n| (
            prop::collection::vec(subschema(), n),
            prop::collection::vec(any::<bool>(), n),
            prop::collection::vec(cell(), n),
        )),
        crosses_columns in any::<bool>(),
    ) {
        let extra = crosses_columns.then(|| json!({ "properties": { "c0": { "const": "a" } }, "required": ["c0"] }));
        let schema = schema_of(&columns, &required, extra);
        prop_assert_eq!(our_verdict(&schema, &cells), verdict_of_the_crate(&schema, &cells));
    }
}
