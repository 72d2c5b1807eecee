//! What programs are told of a catalogue: each answer of the API is what its description says, at the
//! address that the description names; feeds and answers on an edition stay what they were when a
//! newer one comes; and what search engines read is what Google Dataset Search asks for.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{AS_OF, Catalogue, repository, tree};
use serde_json::{Map, Value, json};

type Files = BTreeMap<String, Vec<u8>>;

fn published() -> Files {
    let catalogue = Catalogue::copy_of(repository());
    catalogue.build();
    tree(&catalogue.public())
}

fn parsed(files: &Files, path: &str) -> Value {
    let bytes = files.get(path).unwrap_or_else(|| panic!("there is no {path}"));
    serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{path}: {error}"))
}

// ---------------------------------------------------------------------------------------------------------------------
// The API

const FOLDER: &str = "api/v1/";

/// A schema of the document that allows no key which it does not describe.
fn strict(schema: &Value) -> Value {
    match schema {
        Value::Object(keys) => {
            let mut keys: Map<String, Value> =
                keys.iter().map(|(key, value)| (key.clone(), strict(value))).collect();
            // `properties` itself is no schema, so a key of that name in it would be taken for one.
            if keys.get("properties").is_some_and(Value::is_object)
                && keys.get("type") == Some(&json!("object"))
            {
                keys.insert("additionalProperties".into(), json!(false));
            }
            Value::Object(keys)
        }
        Value::Array(items) => items.iter().map(strict).collect(),
        other => other.clone(),
    }
}

/// Each documented path as a pattern, with the schema of its answer.
fn documented(document: &Value) -> Vec<(regex::Regex, jsonschema::Validator)> {
    let paths = document["paths"].as_object().expect("there are paths");
    paths
        .iter()
        .map(|(path, item)| {
            let pattern = path
                .split(['{', '}'])
                .zip([false, true].into_iter().cycle())
                .map(|(part, is_name)| if is_name { "[^/]+".into() } else { regex::escape(part) })
                .collect::<String>();
            let schema = &item["get"]["responses"]["200"]["content"]["application/json"]["schema"];
            let mut whole = strict(&json!({ "components": document["components"] }));
            whole["$ref"] = schema["$ref"].clone();
            let validator = jsonschema::options()
                .with_draft(jsonschema::Draft::Draft202012)
                .build(&whole)
                .expect("it is a schema");
            (regex::Regex::new(&format!("^{pattern}$")).expect("it is a pattern"), validator)
        })
        .collect()
}

#[test]
fn every_answer_is_what_its_description_says() {
    let files = published();
    let document = parsed(&files, "api/v1/openapi.json");
    let documented = documented(&document);
    let mut answered = BTreeSet::new();
    for path in files.keys().filter(|path| path.starts_with(FOLDER)) {
        let answer = parsed(&files, path);
        let below = format!("/{}", &path[FOLDER.len()..]);
        // `datasets/{dataset}.json` fits `datasets/x/schema.json` in no way, since a name holds no slash.
        let fitting: Vec<usize> =
            (0..documented.len()).filter(|index| documented[*index].0.is_match(&below)).collect();
        assert_eq!(fitting.len(), 1, "{path} is documented once");
        let errors: Vec<String> = documented[fitting[0]]
            .1
            .iter_errors(&answer)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{path}: {errors:?}");
        answered.insert(fitting[0]);
    }
    assert_eq!(answered.len(), documented.len(), "every documented path has an answer");
}

/// Every text of a JSON document that is an address below this one.
fn addresses<'a>(value: &'a Value, base: &str, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::String(text) if text.starts_with(base) => {
            found.insert(text);
        }
        Value::Array(values) => values.iter().for_each(|value| addresses(value, base, found)),
        Value::Object(keys) => keys.values().for_each(|value| addresses(value, base, found)),
        _ => {}
    }
}

#[test]
fn every_address_in_an_answer_leads_somewhere() {
    let files = published();
    let base = "https://udstil.example.org/";
    for path in files.keys().filter(|path| path.starts_with(FOLDER)) {
        let answer = parsed(&files, path);
        let mut found = BTreeSet::new();
        addresses(&answer, base, &mut found);
        for address in found {
            let below = &address[base.len()..];
            let is_folder = below.ends_with('/') && files.keys().any(|file| file.starts_with(below));
            let is_server = path.ends_with("openapi.json") && below == FOLDER.trim_end_matches('/');
            let is_there = below.is_empty() || is_folder || is_server || files.contains_key(below);
            assert!(is_there, "{path} names {address}");
        }
    }
}

#[test]
fn a_published_code_is_in_its_list() {
    let files = published();
    let list = parsed(&files, "api/v1/codelists/kommune.json");
    let codes: BTreeSet<&str> =
        list["codes"].as_array().expect("codes").iter().filter_map(|code| code["code"].as_str()).collect();
    let path = format!("data/klager/{AS_OF}/codelists/kommune.csv");
    let csv = String::from_utf8(files[&path].clone()).expect("text");
    let used: Vec<&str> = csv.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert!(!used.is_empty());
    for code in used {
        assert!(["_U", "_T"].contains(&code) || codes.contains(code), "{code}");
    }
    assert!(!codes.contains("0101"), "the complaints are published by region, so no municipality is listed");
}

// ---------------------------------------------------------------------------------------------------------------------
// Editions

#[test]
fn what_was_said_of_an_edition_stays_when_a_newer_one_comes() {
    let catalogue = Catalogue::of_case("rows");
    catalogue.build();
    let before = tree(&catalogue.public());
    let rows = String::from_utf8(catalogue.read("datasets/goals/rows.csv")).expect("text");
    let last = rows.trim_end().rfind('\n').expect("more than one row");
    catalogue.write("datasets/goals/rows.csv", &rows[..=last]);
    catalogue.write(
        "datasets/goals/changes.toml",
        format!("[[change]]\nedition = \"{AS_OF}.2\"\nreason = {{ en = \"A goal was <withdrawn> & \\\"gone\\\".\" }}\n"),
    );
    catalogue.build();
    let after = tree(&catalogue.public());

    let first = format!("api/v1/datasets/goals/editions/{AS_OF}.json");
    assert_eq!(before[&first], after[&first]);
    let entry = |files: &Files| {
        let feed = String::from_utf8(files["datasets/goals/feed.atom"].clone()).expect("text");
        feed.rsplit("<entry>").next().expect("an entry").to_owned()
    };
    assert_eq!(entry(&before), entry(&after), "the oldest entry is the last");

    let feed = String::from_utf8(after["datasets/goals/feed.atom"].clone()).expect("text");
    assert_eq!(feed.matches("<entry>").count(), 2);
    let summary = format!(
        "<summary>Succeeds edition {AS_OF}, which can still be downloaded. A goal was &lt;withdrawn&gt; &amp; \
         &quot;gone&quot;. Tables that changed: goals-synthetic.csv.</summary>"
    );
    assert!(feed.contains(&summary), "{feed}");
    let list = parsed(&after, "api/v1/datasets/goals/editions.json");
    assert_eq!(list["latest"], format!("{AS_OF}.2"));
    assert_eq!(list["editions"][1]["name"], AS_OF);
    let notes = &parsed(&after, &format!("api/v1/datasets/goals/editions/{AS_OF}.2.json"))["notes"]["en"];
    assert!(notes.as_str().is_some_and(|notes| notes.ends_with("A goal was <withdrawn> & \"gone\".")));
    let turtle = String::from_utf8(after["catalog.ttl"].clone()).expect("text");
    assert!(turtle.contains("A goal was <withdrawn> & \\\"gone\\\"."));
}

// ---------------------------------------------------------------------------------------------------------------------
// Search engines

/// What a page says to search engines.
fn json_ld(files: &Files, path: &str) -> Value {
    let html = std::str::from_utf8(&files[path]).expect("a page is text");
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">").expect("the page has it");
    serde_json::from_str(rest.split_once("</script>").expect("it ends").0).expect("it is JSON")
}

#[test]
fn a_dataset_page_says_what_dataset_search_asks_for() {
    let files = published();
    let wanted = [
        "name",
        "description",
        "license",
        "creator",
        "distribution",
        "spatialCoverage",
        "identifier",
        "variableMeasured",
        "isAccessibleForFree",
        "includedInDataCatalog",
        "keywords",
        "version",
        "url",
    ];
    let catalogue = json_ld(&files, "index.html");
    let listed: BTreeSet<&str> = catalogue["dataset"]
        .as_array()
        .expect("datasets")
        .iter()
        .filter_map(|node| node["@id"].as_str())
        .collect();
    for id in ["klager", "produktregister", "resultatkrav-2020", "rut"] {
        for folder in ["", "en/"] {
            let said = json_ld(&files, &format!("{folder}datasets/{id}/index.html"));
            for key in wanted {
                assert!(!said[key].is_null(), "{folder}{id} says nothing of {key}");
            }
            let length = said["description"].as_str().expect("a text").chars().count();
            assert!((50..=5000).contains(&length), "{folder}{id}: {length} characters");
            assert!(listed.contains(said["@id"].as_str().expect("a name")));
            assert_eq!(said["includedInDataCatalog"]["@id"], catalogue["@id"]);
            for file in said["distribution"].as_array().expect("files") {
                let path =
                    &file["contentUrl"].as_str().expect("an address")["https://udstil.example.org/".len()..];
                let bytes = files.get(path).unwrap_or_else(|| panic!("there is no {path}"));
                assert_eq!(file["contentSize"], format!("{} B", bytes.len()));
            }
        }
    }
}
