//! The JSON Schema of one source record, as far as every room needs it: its columns, in order, and
//! the lines they stand on. What the keywords demand of a cell is `confidential::conform`'s matter.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::codes;
use super::file::{ConfigFile, LoadError, line_at};
use crate::identifiers;
use crate::report::{Finding, Place, Report};

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
    /// The line of `required`, or 1 if there is none.
    pub required_line: u64,
}

impl RecordSchema {
    /// The place of a column by its name.
    pub fn find(&self, name: &str) -> Option<ColumnId> {
        self.columns.iter().position(|column| column.name == name).map(ColumnId)
    }

    /// A column.
    pub fn column(&self, id: ColumnId) -> &SchemaColumn {
        &self.columns[id.0]
    }

    pub(super) fn load(
        root: &Path,
        path: &str,
        report: &mut Report,
    ) -> Result<Option<RecordSchema>, LoadError> {
        Ok(ConfigFile::read(root, path, report)?.and_then(|file| RecordSchema::parse(&file, report)))
    }

    fn parse(file: &ConfigFile, report: &mut Report) -> Option<RecordSchema> {
        let mut invalid = |line: u64, message: String| {
            report.push(Finding::error(codes::SCHEMA_INVALID, Place::line(file.path(), line), message));
        };
        let document: Value = match serde_json::from_str(file.text()) {
            Ok(document) => document,
            Err(error) => {
                invalid(error.line() as u64, format!("the file is not JSON: {error}"));
                return None;
            }
        };
        let lines = Lines::new(file.text());
        if let Err(error) = jsonschema::draft202012::meta::validate(&document) {
            let pointer = error.instance_path().to_string();
            let line = lines.of_pointer(&pointer);
            invalid(line, format!("`{pointer}` is not what JSON Schema 2020-12 allows there: {error}"));
            return None;
        }
        if let Err(error) = asserting_formats().build(&document) {
            // The validator's advice on unknown formats is for those who write programs with it.
            let said = error.to_string();
            let said = said.split(". Adjust configuration").next().unwrap_or_default();
            invalid(
                lines.of_pointer(&error.instance_path().to_string()),
                format!("the schema cannot be used: {said}"),
            );
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
        Some(RecordSchema { path: file.path().to_owned(), document, columns, required_line })
    }
}

/// A validator that knows our own formats beside those of JSON Schema, and no others: a misspelt
/// format would otherwise check nothing and say nothing.
fn asserting_formats() -> jsonschema::ValidationOptions<'static> {
    let mut options = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false);
    for (name, is_valid) in identifiers::FORMATS {
        options = options.with_format(name, is_valid);
    }
    options
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
    fn a_pointer_has_a_line() {
        let lines = Lines::new("{\n \"a\": {\n  \"b/c\": [\n   1,\n   2]}}");
        assert_eq!(lines.of_pointer(""), 1);
        assert_eq!(lines.of_pointer("/a"), 2);
        assert_eq!(lines.of_pointer("/a/b~1c"), 3);
        assert_eq!(lines.of_pointer("/a/b~1c/1"), 5);
        assert_eq!(lines.of_pointer("/a/none/deeper"), 2);
    }
}
