//! What a schema demands of a record beside `properties`, to checks on rows.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::super::row::{Asked, Member, RowRule, RowTest};
use super::super::{REQUIRED_MISSING, SCHEMA_VIOLATION};
use super::{ANNOTATIONS, Compiler, local_reference, part, step, subschema};
use crate::catalog::{ColumnId, dialect};
use crate::report::Code;

/// References and applicators deeper than this are left to the crate.
const MAX_DEPTH: usize = 24;

impl Compiler<'_> {
    /// The rules on rows: one for each keyword of the schema that crosses columns.
    pub(super) fn record(&mut self) -> Vec<RowRule> {
        let Some(keywords) = self.schema.document.as_object() else { return Vec::new() };
        let mut rules = Vec::new();
        // These look at what other keywords have looked at, so they cannot be taken apart.
        if keywords.contains_key("unevaluatedProperties") || keywords.contains_key("$dynamicRef") {
            let test = self.asked(json!({ "$ref": dialect::reference(&self.schema.document, "")["$ref"] }));
            let keyword = match keywords.contains_key("$dynamicRef") {
                true => "$dynamicRef",
                false => "unevaluatedProperties",
            };
            self.add(&mut rules, test, keyword, &step("", keyword));
            return rules;
        }
        for (keyword, value) in keywords {
            match (keyword.as_str(), value) {
                // `properties` and `required` are the columns' matter, and a header with other columns
                // than the schema's is refused.
                ("properties" | "required" | "then" | "else" | "$id", _) => {}
                ("additionalProperties", Value::Bool(_)) => {}
                (keyword, _) if ANNOTATIONS.contains(&keyword) => {}
                ("dependentRequired", Value::Object(dependent)) => self.dependent(dependent, &mut rules),
                ("allOf", Value::Array(all)) => {
                    for at in 0..all.len() {
                        let pointer = format!("/allOf/{at}");
                        let test = self.at_depth(&pointer, 0).unwrap_or_else(|| {
                            self.asked(dialect::reference(&self.schema.document, &pointer))
                        });
                        self.add(&mut rules, test, "allOf", &pointer);
                    }
                }
                ("if", _) => self.conditional(keywords, &mut rules),
                (keyword, value) => {
                    let test = self.keyword("", keywords, keyword, value, 0);
                    let test = test.unwrap_or_else(|| self.keyword_asked(keyword, value));
                    self.add(&mut rules, test, keyword, &step("", keyword));
                }
            }
        }
        rules
    }

    fn add(&mut self, rules: &mut Vec<RowRule>, test: RowTest, keyword: &str, pointer: &str) {
        if matches!(test, RowTest::Always(true)) {
            return;
        }
        let violation = format!("the record does not satisfy `{keyword}`");
        self.add_rule(rules, test, SCHEMA_VIOLATION, "", violation, pointer);
    }

    fn add_rule(
        &mut self,
        rules: &mut Vec<RowRule>,
        test: RowTest,
        code: Code,
        column: &str,
        violation: String,
        pointer: &str,
    ) {
        let line = self.line(pointer);
        let rule = self.rule(code, column, violation, line, None);
        rules.push(RowRule { test, rule });
    }

    fn dependent(&mut self, dependent: &Map<String, Value>, rules: &mut Vec<RowRule>) {
        for (name, wanted) in dependent {
            let Some(id) = self.schema.find(name) else { continue };
            for other in wanted.as_array().into_iter().flatten().filter_map(Value::as_str) {
                let present = RowTest::Present(self.place(id));
                let test = RowTest::If(Box::new([present, self.present(other), RowTest::Always(true)]));
                let violation = format!("`{other}` is empty although `{name}` is given");
                let pointer = step("/dependentRequired", name);
                self.add_rule(rules, test, REQUIRED_MISSING, other, violation, &pointer);
            }
        }
    }

    /// `if`, `then`, `else`: a rule of its own for each property that a branch demands something of.
    fn conditional(&mut self, keywords: &Map<String, Value>, rules: &mut Vec<RowRule>) {
        let Some(condition) = self.at_depth("/if", 0) else {
            let mut schema = Map::new();
            for keyword in ["if", "then", "else"].into_iter().filter(|name| keywords.contains_key(*name)) {
                let part = dialect::reference(&self.schema.document, &step("", keyword));
                schema.insert(keyword.to_owned(), part);
            }
            let test = self.asked(Value::Object(schema));
            self.add(rules, test, "if", "/if");
            return;
        };
        let line = self.schema.line("/if");
        for (branch, is_then) in [("then", true), ("else", false)] {
            if !keywords.contains_key(branch) {
                continue;
            }
            let pointer = step("", branch);
            let whole =
                |compiler: &Self| compiler.asked(dialect::reference(&compiler.schema.document, &pointer));
            let parts = match self.at_depth(&pointer, 0).unwrap_or_else(|| whole(self)) {
                RowTest::All(parts) => parts,
                single => vec![single],
            };
            for part in parts {
                let (code, column, violation) = self.describe(&part, branch, line);
                let guarded = if is_then {
                    [condition.clone(), part, RowTest::Always(true)]
                } else {
                    [condition.clone(), RowTest::Always(true), part]
                };
                self.add_rule(rules, RowTest::If(Box::new(guarded)), code, &column, violation, &pointer);
            }
        }
    }

    /// What is to be said where a part of a branch is not met.
    fn describe(&self, part: &RowTest, branch: &str, line: u64) -> (Code, String, String) {
        let at = |position: usize| {
            let found = self.positions.iter().position(|candidate| *candidate == position);
            found.map(|at| self.schema.columns[at].name.clone()).unwrap_or_default()
        };
        let given = match branch {
            "then" => format!("although the record satisfies the `if` on line {line}"),
            _ => format!("although the record does not satisfy the `if` on line {line}"),
        };
        match part {
            RowTest::Present(column) => {
                let name = at(column.position);
                (REQUIRED_MISSING, name.clone(), format!("`{name}` is empty {given}"))
            }
            RowTest::Value(column, check) => {
                let name = at(column.position);
                let (code, what) = match check.demands.as_slice() {
                    [single] => (single.code, single.violation.as_str()),
                    _ => (SCHEMA_VIOLATION, "is not as wanted"),
                };
                (code, name.clone(), format!("`{name}` {what} {given}"))
            }
            _ => (SCHEMA_VIOLATION, String::new(), format!("the record does not satisfy `{branch}` {given}")),
        }
    }

    /// True if the record has a property, which it never has without a column.
    fn present(&self, name: &str) -> RowTest {
        match self.schema.find(name) {
            Some(id) => RowTest::Present(self.place(id)),
            None => RowTest::Always(false),
        }
    }

    /// The subschema at a pointer as a test of rows; `None` if the crate must be asked.
    fn at_depth(&self, pointer: &str, depth: usize) -> Option<RowTest> {
        let keywords = match part(&self.schema.document, pointer) {
            Value::Bool(verdict) => return Some(RowTest::Always(*verdict)),
            Value::Object(keywords) => keywords,
            _ => return None,
        };
        if depth > MAX_DEPTH || keywords.contains_key("$id") {
            return None;
        }
        let mut parts = Vec::new();
        for (keyword, value) in keywords {
            match self.keyword(pointer, keywords, keyword, value, depth)? {
                RowTest::Always(true) => {}
                RowTest::All(more) => parts.extend(more),
                part => parts.push(part),
            }
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { RowTest::All(parts) })
    }

    fn keyword(
        &self,
        pointer: &str,
        keywords: &Map<String, Value>,
        keyword: &str,
        value: &Value,
        depth: usize,
    ) -> Option<RowTest> {
        let here = step(pointer, keyword);
        let below = |pointer: &str| self.at_depth(pointer, depth + 1);
        let each = || -> Option<Vec<RowTest>> {
            (0..value.as_array()?.len()).map(|at| below(&format!("{here}/{at}"))).collect()
        };
        Some(match keyword {
            "type" => RowTest::Always(match value {
                Value::Array(types) => types.iter().any(|name| name == "object"),
                single => single == "object",
            }),
            "required" => {
                let names = value.as_array()?.iter().filter_map(Value::as_str);
                RowTest::All(names.map(|name| self.present(name)).collect())
            }
            "properties" => {
                let named = value.as_object()?.keys();
                let columns = named.filter_map(|name| Some((self.schema.find(name)?, name)));
                RowTest::All(columns.map(|(id, name)| self.value(id, &step(&here, name))).collect())
            }
            "patternProperties" | "additionalProperties" => {
                RowTest::All(self.other_properties(keywords, keyword, &here))
            }
            "propertyNames" => self.property_names(&here),
            "minProperties" | "maxProperties" => {
                let all = (0..self.schema.columns.len()).map(|at| self.place(ColumnId(at))).collect();
                let size = value.as_f64().filter(|size| *size <= 1e15)? as usize;
                match keyword {
                    "minProperties" => RowTest::Properties(all, size, usize::MAX),
                    _ => RowTest::Properties(all, 0, size),
                }
            }
            "dependentRequired" => {
                let mut parts = Vec::new();
                for (name, wanted) in value.as_object()? {
                    let names = wanted.as_array()?.iter().filter_map(Value::as_str);
                    let wanted = RowTest::All(names.map(|name| self.present(name)).collect());
                    parts.push(RowTest::If(Box::new([self.present(name), wanted, RowTest::Always(true)])));
                }
                RowTest::All(parts)
            }
            "dependentSchemas" => {
                let mut parts = Vec::new();
                for name in value.as_object()?.keys() {
                    let wanted = below(&step(&here, name))?;
                    parts.push(RowTest::If(Box::new([self.present(name), wanted, RowTest::Always(true)])));
                }
                RowTest::All(parts)
            }
            "allOf" => RowTest::All(each()?),
            "anyOf" => RowTest::Any(each()?),
            "oneOf" => RowTest::One(each()?),
            "not" => RowTest::Not(Box::new(below(&here)?)),
            "if" => {
                let branch = |name: &str| match keywords.contains_key(name) {
                    true => below(&step(pointer, name)),
                    false => Some(RowTest::Always(true)),
                };
                RowTest::If(Box::new([below(&here)?, branch("then")?, branch("else")?]))
            }
            "$ref" => below(&local_reference(&self.schema.document, value)?)?,
            "then" | "else" => RowTest::Always(true),
            // A record is no text, no number and no list.
            "minLength" | "maxLength" | "pattern" | "format" | "minimum" | "maximum" | "exclusiveMinimum"
            | "exclusiveMaximum" | "multipleOf" | "items" | "prefixItems" | "contains" | "minContains"
            | "maxContains" | "minItems" | "maxItems" | "uniqueItems" | "unevaluatedItems" => {
                RowTest::Always(true)
            }
            other if ANNOTATIONS.contains(&other) => RowTest::Always(true),
            _ => return None,
        })
    }

    fn value(&self, id: ColumnId, pointer: &str) -> RowTest {
        let check = subschema::compile(&self.schema.document, pointer, &self.shapes[id.0]);
        RowTest::Value(self.place(id), Box::new(check))
    }

    /// `patternProperties` and `additionalProperties`: which columns they speak of is known beforehand.
    fn other_properties(&self, keywords: &Map<String, Value>, keyword: &str, here: &str) -> Vec<RowTest> {
        let patterns = keywords.get("patternProperties").and_then(Value::as_object);
        let matches = |pattern: &str, name: &str| {
            super::super::pattern::Pattern::compile(pattern)
                .is_some_and(|pattern| pattern.is_match(name.as_bytes()))
        };
        let named = keywords.get("properties").and_then(Value::as_object);
        let mut tests = Vec::new();
        for (at, column) in self.schema.columns.iter().enumerate() {
            let matching = patterns.into_iter().flat_map(Map::keys);
            let matching: Vec<&String> = matching.filter(|pattern| matches(pattern, &column.name)).collect();
            if keyword == "patternProperties" {
                tests.extend(matching.iter().map(|pattern| self.value(ColumnId(at), &step(here, pattern))));
            } else if matching.is_empty() && !named.is_some_and(|named| named.contains_key(&column.name)) {
                tests.push(self.value(ColumnId(at), here));
            }
        }
        tests
    }

    /// Columns whose names a schema refuses must not be there.
    fn property_names(&self, here: &str) -> RowTest {
        let schema = dialect::reference(&self.schema.document, here);
        let validator = dialect::validator_within(&self.schema.document, &schema)
            .expect("the catalogue has built a validator of the whole schema");
        let refused = self
            .schema
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| !validator.is_valid(&Value::String(column.name.clone())))
            .map(|(at, _)| RowTest::Not(Box::new(RowTest::Present(self.place(ColumnId(at))))));
        RowTest::All(refused.collect())
    }

    /// One keyword of the whole schema as the crate judges it, alone.
    fn keyword_asked(&self, keyword: &str, value: &Value) -> RowTest {
        let document = &self.schema.document;
        let pointer = step("", keyword);
        let schema = match value {
            Value::Array(items) if ["anyOf", "oneOf"].contains(&keyword) => {
                let parts =
                    (0..items.len()).map(|at| dialect::reference(document, &format!("{pointer}/{at}")));
                json!({ keyword: parts.collect::<Vec<_>>() })
            }
            Value::Object(named) if keyword == "dependentSchemas" => {
                let parts = named
                    .keys()
                    .map(|name| (name.clone(), dialect::reference(document, &step(&pointer, name))));
                json!({ keyword: parts.collect::<Map<_, _>>() })
            }
            Value::Object(_) | Value::Bool(_) if keyword == "not" => {
                json!({ keyword: dialect::reference(document, &pointer) })
            }
            Value::Array(_) | Value::Object(_) if ["enum", "const"].contains(&keyword) => {
                json!({ keyword: value })
            }
            // Whatever it is, the whole schema says it too.
            _ => dialect::reference(document, ""),
        };
        self.asked(schema)
    }

    fn asked(&self, schema: Value) -> RowTest {
        let validator = dialect::validator_within(&self.schema.document, &schema)
            .expect("the catalogue has built a validator of the whole schema");
        let members = self.schema.columns.iter().enumerate().map(|(at, column)| Member {
            name: column.name.clone(),
            column: self.place(ColumnId(at)),
            cell_type: self.shapes[at].cell_type.clone(),
        });
        RowTest::Asked(Asked { validator: Arc::new(validator), members: members.collect() })
    }
}
