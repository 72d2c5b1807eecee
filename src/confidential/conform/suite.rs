//! The official JSON Schema Test Suite as a second judge, as far as its cases are tables.
//!
//! The suite is not part of this repository: the folder that holds `tests/draft2020-12` is named by
//! the environment variable `UDSTIL_JSON_SCHEMA_SUITE`, and without it the test says that it is
//! skipped. A case is a table if its data are single values, or objects of single values, that can be
//! told apart as cells.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value, json};

use super::property::our_verdict;
use crate::catalog::RecordSchema;
use crate::report::Report;

/// Where our verdict is another than the suite's, or the schema is refused, and why. A file, or a file
/// and a group of it.
const DIFFERENCES: [(&str, &str, &str); 10] = [
    ("format", "", "a format that nobody checks helps nobody, so formats are asserted"),
    ("optional/format/unknown", "", "a misspelt format would check nothing, so an unknown one is refused"),
    ("optional/format/idn-email", "", "not known here, so refused"),
    ("optional/format/idn-hostname", "", "not known here, so refused"),
    ("refRemote", "", "nothing is fetched: a schema is one file"),
    ("dynamicRef", "$ref and $dynamicAnchor are independent of order - $defs first", NOTHING_FETCHED),
    ("dynamicRef", "$ref and $dynamicAnchor are independent of order - $ref first", NOTHING_FETCHED),
    ("dynamicRef", "$ref to $dynamicRef finds detached $dynamicAnchor", NOTHING_FETCHED),
    ("dynamicRef", "tests for implementation dynamic anchor and reference link", NOTHING_FETCHED),
    ("vocabulary", "", "a schema is read as draft 2020-12 whatever meta-schema its parts name"),
];
const NOTHING_FETCHED: &str = "nothing is fetched: a schema is one file";

/// What came of the suite.
#[derive(Default)]
struct Tally {
    agreed: u32,
    not_tables: u32,
    explained: u32,
    differences: Vec<String>,
}

#[test]
fn the_official_suite_agrees() {
    let Some(folder) = std::env::var_os("UDSTIL_JSON_SCHEMA_SUITE") else {
        println!("skipped: UDSTIL_JSON_SCHEMA_SUITE does not name a copy of the JSON Schema Test Suite");
        return;
    };
    let folder = Path::new(&folder).join("tests/draft2020-12");
    let mut tally = Tally::default();
    for path in json_files(&folder) {
        let name = path.strip_prefix(&folder).unwrap().with_extension("").display().to_string();
        let groups: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for group in groups.as_array().unwrap() {
            judge(&name, group, &mut tally);
        }
    }
    println!(
        "{} cases agree, {} differ as explained, {} are not tables",
        tally.agreed, tally.explained, tally.not_tables
    );
    tally.differences.dedup();
    assert!(tally.differences.is_empty(), "{}", tally.differences.join("\n"));
    assert!(tally.agreed > 700, "only {} cases were judged", tally.agreed);
}

fn json_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(json_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn judge(file: &str, group: &Value, tally: &mut Tally) {
    let what = group["description"].as_str().unwrap();
    let explained = DIFFERENCES.iter().any(|(known, of, _)| *known == file && (of.is_empty() || *of == what));
    let tests = group["tests"].as_array().unwrap();
    for is_record in [false, true] {
        let data: Vec<&Value> =
            tests.iter().map(|test| &test["data"]).filter(|data| data.is_object() == is_record).collect();
        let tables: Vec<&Value> = data.iter().copied().filter(|data| is_table(data)).collect();
        tally.not_tables += (data.len() - tables.len()) as u32;
        let columns = columns(&tables, &group["schema"]);
        let document = wrapped(&group["schema"], &columns, is_record);
        for test in tests.iter().filter(|test| tables.iter().any(|data| std::ptr::eq(*data, &test["data"]))) {
            let Some(cells) = cells(&test["data"], &columns) else {
                tally.not_tables += 1;
                continue;
            };
            let mut report = Report::new();
            if RecordSchema::parse("suite", &document.to_string(), &mut report).is_none() {
                note(explained, tally, || {
                    format!("{file}: {what}: refused: {}", report.findings()[0].message)
                });
                continue;
            }
            let verdict = our_verdict(&document, &BTreeMap::new(), &cells);
            if Some(verdict) == test["valid"].as_bool() {
                tally.agreed += 1;
            } else {
                note(explained, tally, || {
                    format!("{file}: {what}: {}: we say {verdict} by {document}", test["description"])
                });
            }
        }
    }
}

fn note(explained: bool, tally: &mut Tally, difference: impl FnOnce() -> String) {
    match explained {
        true => tally.explained += 1,
        false => tally.differences.push(difference()),
    }
}

fn is_table(data: &Value) -> bool {
    match data {
        Value::Object(members) => members.values().all(|value| !value.is_object() && !value.is_array()),
        Value::Array(_) => false,
        _ => true,
    }
}

/// For each column the types that its values have. A value that is no object is the column `value`.
fn columns(tables: &[&Value], schema: &Value) -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut columns: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for name in schema["properties"].as_object().into_iter().flat_map(Map::keys) {
        columns.entry(name.clone()).or_default();
    }
    for data in tables {
        match data {
            Value::Object(members) => {
                for (name, value) in members {
                    columns.entry(name.clone()).or_default().insert(type_of(value));
                }
            }
            value => {
                columns.clear();
                let _ = value;
                break;
            }
        }
    }
    if tables.iter().any(|data| !data.is_object()) {
        columns.insert("value".into(), tables.iter().map(|data| type_of(data)).collect());
    }
    columns
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        _ => "string",
    }
}

/// The suite's schema within one that says how cells become values.
fn wrapped(schema: &Value, columns: &BTreeMap<String, BTreeSet<&'static str>>, is_record: bool) -> Value {
    let mut schema = schema.clone();
    // References begin at the nearest `$id`.
    let refers = schema.to_string().contains("\"$ref\"") || schema.to_string().contains("\"$dynamicRef\"");
    if let (true, Value::Object(keywords)) = (refers, &mut schema)
        && !keywords.contains_key("$id")
    {
        keywords.insert("$id".into(), json!("http://localhost:1234/case.json"));
    }
    let typed = |types: &BTreeSet<&'static str>| match types.is_empty() {
        true => json!({ "type": "string" }),
        false => json!({ "type": types }),
    };
    let mut properties: Map<String, Value> =
        columns.iter().map(|(name, types)| (name.clone(), typed(types))).collect();
    if is_record {
        if properties.is_empty() {
            properties.insert("unused".into(), json!({ "type": "string" }));
        }
        return json!({ "properties": properties, "allOf": [schema] });
    }
    for value in properties.values_mut() {
        value["allOf"] = json!([schema]);
    }
    json!({ "properties": properties })
}

/// The cells of a record; `None` if a value cannot be told from another, or from none, as a cell.
fn cells(data: &Value, columns: &BTreeMap<String, BTreeSet<&'static str>>) -> Option<Vec<String>> {
    let value_of = |name: &String| match data {
        Value::Object(members) => members.get(name),
        single => Some(single),
    };
    let cells = columns.iter().map(|(name, types)| match value_of(name) {
        // An empty cell of a column that allows null is null.
        None => (!types.contains("null")).then(String::new),
        Some(Value::Null) => Some(String::new()),
        Some(Value::String(text)) => {
            let is_number = types.contains("number") && serde_json::from_str::<f64>(text).is_ok();
            let is_truth = types.contains("boolean") && (text == "true" || text == "false");
            (!text.is_empty() && !is_number && !is_truth && !text.contains('\0')).then(|| text.clone())
        }
        Some(other) => Some(other.to_string()),
    });
    let mut cells: Vec<String> = cells.collect::<Option<_>>()?;
    if cells.is_empty() {
        cells.push(String::new());
    }
    Some(cells)
}
