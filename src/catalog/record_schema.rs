//! The JSON Schema of one source record, as far as every room needs it: its columns, in order, and
//! the lines they stand on. What the keywords demand of a cell is `confidential::conform`'s matter.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::codes;
use super::dialect;
use super::file::{ConfigFile, LoadError, line_at};
use crate::report::{Excerpt, Finding, Place, Report};

mod references;

/// The place of a column in [`RecordSchema::columns`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId(pub usize);

/// One column of a source.
#[derive(Clone, Debug)]
pub struct SchemaColumn {
    /// Its name in the source's header.
    pub name: String,
    /// Its subschema.
    pub schema: Value,
    /// True if the schema lists it under `required`.
    pub required: bool,
    /// The line of its subschema in the schema file.
    pub line: u64,
}

/// A JSON Schema (draft 2020-12) of one source record.
#[derive(Clone, Debug)]
pub struct RecordSchema {
    /// The file, below the root.
    pub path: String,
    /// The whole document.
    pub document: Value,
    /// The columns in the order of `properties`.
    pub columns: Vec<SchemaColumn>,
    /// The file's text, for the lines of its parts.
    text: String,
}

impl RecordSchema {
    /// The place of a column by its name.
    pub fn find(&self, name: &str) -> Option<ColumnId> {
        self.columns.iter().position(|column| column.name == name).map(ColumnId)
    }

    /// A line of the file, to be shown.
    pub fn excerpt(&self, line: u64) -> Excerpt {
        Excerpt::of(&self.path, &self.text, line)
    }

    /// A column.
    pub fn column(&self, id: ColumnId) -> &SchemaColumn {
        &self.columns[id.0]
    }

    /// The line of the part at a JSON pointer, or of its nearest ancestor that exists.
    pub fn line(&self, pointer: &str) -> u64 {
        Lines::new(&self.text).of_pointer(pointer)
    }

    pub(super) fn load(
        root: &Path,
        path: &str,
        report: &mut Report,
    ) -> Result<Option<RecordSchema>, LoadError> {
        Ok(ConfigFile::read(root, path, report)?
            .and_then(|file| RecordSchema::parse(file.path(), file.text(), report)))
    }

    /// Parses a schema. Returns `None` and says why in `report` if it is none, or cannot be used.
    pub fn parse(path: &str, text: &str, report: &mut Report) -> Option<RecordSchema> {
        let mut invalid = |line: u64, message: String| {
            report.push(Finding::error(codes::SCHEMA_INVALID, Place::line(path, line), message));
        };
        let document: Value = match serde_json::from_str(text) {
            Ok(document) => document,
            Err(error) => {
                invalid(error.line() as u64, format!("the file is not JSON: {error}"));
                return None;
            }
        };
        let lines = Lines::new(text);
        if let Some((pointer, message)) = what_is_wrong(&document) {
            invalid(lines.of_pointer(&pointer), message);
            return None;
        }
        let Some(properties) = document.get("properties").and_then(Value::as_object) else {
            invalid(1, "the schema has no `properties`: a record's columns are its properties".into());
            return None;
        };
        let required: Vec<&str> = match document.get("required") {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let required_line = lines.of_pointer("/required");
        for name in &required {
            if !properties.contains_key(*name) {
                invalid(required_line, format!("`required` lists `{name}`, which `properties` lacks"));
                return None;
            }
        }
        let columns = properties
            .iter()
            .map(|(name, schema)| SchemaColumn {
                name: name.clone(),
                schema: schema.clone(),
                required: required.contains(&name.as_str()),
                line: lines.of_property(name),
            })
            .collect();
        let text = text.to_owned();
        Some(RecordSchema { path: path.to_owned(), document, columns, text })
    }
}

/// The first thing that keeps a document from being used as a schema: where, and what.
fn what_is_wrong(document: &Value) -> Option<(String, String)> {
    // Patterns come first: the draft's own schema calls them a `regex`, and says no more.
    let wrong = references::find(document, &mut |pointer, keyword, value| match (keyword, value) {
        ("pattern", Value::String(pattern)) => pattern_fault(pattern).map(|why| (pointer.to_owned(), why)),
        ("patternProperties", Value::Object(patterns)) => {
            patterns.keys().find_map(|pattern| pattern_fault(pattern)).map(|why| (pointer.to_owned(), why))
        }
        ("format", Value::String(format)) if !dialect::is_format(format) => {
            let why = format!("`{format}` is not a format that is known here, so nothing would check it");
            Some((pointer.to_owned(), why))
        }
        _ => None,
    });
    if wrong.is_some() {
        return wrong;
    }
    if let Err(error) = jsonschema::draft202012::meta::validate(document) {
        let pointer = error.instance_path().to_string();
        let why = format!("`{pointer}` is not what JSON Schema 2020-12 allows there: {error}");
        return Some((pointer, why));
    }
    if let Some(pointer) = references::circle(document) {
        let why = "the reference leads back to itself without having looked at any part of the record";
        return Some((pointer, why.to_owned()));
    }
    // By itself, and as what parts of it are later asked by.
    let whole = dialect::reference(document, "");
    let built = dialect::validator(document).and_then(|_| dialect::validator_within(document, &whole));
    let error = built.err()?;
    if let jsonschema::error::ValidationErrorKind::Referencing(fault) = error.kind() {
        let pointer = references::named_in(document, &fault.to_string()).unwrap_or_default();
        let why = format!("a reference cannot be followed; only parts of this file can be: {fault}");
        return Some((pointer, why));
    }
    Some((error.instance_path().to_string(), format!("the schema cannot be used: {error}")))
}

/// Why a pattern cannot be used, if it cannot.
fn pattern_fault(pattern: &str) -> Option<String> {
    let schema = serde_json::json!({ "pattern": pattern });
    if dialect::validator(&schema).is_ok() {
        return None;
    }
    let looks = ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|mark| pattern.contains(mark));
    let refers_back =
        (1..=9).any(|group| pattern.contains(&format!("\\{group}"))) || pattern.contains("\\k<");
    Some(if looks || refers_back {
        "the pattern looks around or refers back, which cannot be matched in time proportional to the text"
            .into()
    } else {
        "the pattern is not a regular expression, or is too large to be compiled".into()
    })
}

/// Finds the line on which a part of a JSON text stands.
///
/// `RawValue` borrows from the text, so the offset of a part is the distance between two addresses.
struct Lines<'a> {
    text: &'a str,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Node<'a> {
    #[serde(borrow)]
    Object(BTreeMap<String, &'a RawValue>),
    #[serde(borrow)]
    Array(Vec<&'a RawValue>),
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Lines<'a> {
        Lines { text }
    }

    fn of_part(&self, part: &str) -> u64 {
        let offset = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        line_at(self.text.as_bytes(), offset)
    }

    /// The line of the value at a JSON pointer, or of its nearest ancestor that exists.
    fn of_pointer(&self, pointer: &str) -> u64 {
        let mut at = self.text.trim_start();
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            let next = match serde_json::from_str::<&RawValue>(at).ok().and_then(|raw| parse_node(raw.get()))
            {
                Some(Node::Object(members)) => members.get(&step).copied(),
                Some(Node::Array(items)) => step.parse().ok().and_then(|i: usize| items.get(i).copied()),
                None => None,
            };
            let Some(next) = next else { break };
            at = next.get();
        }
        self.of_part(at)
    }

    fn of_property(&self, name: &str) -> u64 {
        self.of_pointer(&format!("/properties/{}", name.replace('~', "~0").replace('/', "~1")))
    }
}

fn parse_node(text: &str) -> Option<Node<'_>> {
    if text.starts_with('{') {
        serde_json::from_str(text).ok().map(Node::Object)
    } else if text.starts_with('[') {
        serde_json::from_str(text).ok().map(Node::Array)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_used_is_refused_with_its_line() {
        for (column, line, said) in [
            (r#"{"type": "string",\n "pattern": "(?=a)b"}"#, 4, "looks around"),
            (r#"{"type": "string",\n "pattern": "(a+)\\1"}"#, 4, "refers back"),
            (r#"{"type": "string",\n "pattern": "((a{1000}){1000}){1000}"}"#, 4, "too large"),
            (r#"{"type": "string",\n "pattern": "[a"}"#, 4, "not a regular expression"),
            (r#"{"type": "string",\n "format": "dato"}"#, 4, "`dato` is not a format"),
            (r#"{\n "$ref": "https://example.org/x.json"}"#, 4, "only parts of this file"),
            (r##"{\n "$ref": "#/$defs/none"}"##, 4, "only parts of this file"),
            (r##"{\n\n "$ref": "#/properties/a"}"##, 5, "leads back to itself"),
            (r##"{"not": {"anyOf": [\n {"$ref": "#/properties/a"}]}}"##, 4, "leads back to itself"),
            (r#"{"type":\n "strin"}"#, 4, "not what JSON Schema"),
        ] {
            let column = column.replace("\\n", "\n");
            let text = format!("{{\"properties\": {{\n\n\"a\": {column}}}}}");
            let mut report = Report::new();
            assert!(RecordSchema::parse("s", &text, &mut report).is_none(), "{text}");
            let finding = &report.findings()[0];
            assert!(finding.message.contains(said), "{text}: {finding}");
            assert_eq!(finding.place.line, Some(line), "{text}: {finding}");
        }
    }

    #[test]
    fn identifiers_may_be_relative() {
        for id in ["", "https://example.org/a", "record.json", "/a/b", "urn:example:a"] {
            let part = r##"{"$id": "part.json", "$ref": "#/$defs/b", "$defs": {"b": {"type": "string"}}}"##;
            let part = if id.starts_with("urn") { r#"{"type": "string"}"# } else { part };
            let text = format!(r#"{{"$id": "{id}", "properties": {{"a": {part}}}}}"#);
            let mut report = Report::new();
            assert!(RecordSchema::parse("s", &text, &mut report).is_some(), "{text}: {report:?}");
        }
    }

    #[test]
    fn a_pattern_that_would_take_forever_elsewhere_takes_no_time() {
        let mut report = Report::new();
        let text = r#"{"properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}}"#;
        let schema = RecordSchema::parse("s", text, &mut report).unwrap();
        let validator = dialect::validator(&schema.document).unwrap();
        assert!(!validator.is_valid(&serde_json::json!({ "a": format!("{}b", "a".repeat(100_000)) })));
    }

    #[test]
    fn a_pointer_has_a_line() {
        let lines = Lines::new("{\n \"a\": {\n  \"b/c\": [\n   1,\n   2]}}");
        assert_eq!(lines.of_pointer(""), 1);
        assert_eq!(lines.of_pointer("/a"), 2);
        assert_eq!(lines.of_pointer("/a/b~1c"), 3);
        assert_eq!(lines.of_pointer("/a/b~1c/1"), 5);
        assert_eq!(lines.of_pointer("/a/none/deeper"), 2);
    }
}
