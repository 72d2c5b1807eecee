//! How JSON Schema is read here: draft 2020-12, formats asserted and known, patterns that match in
//! linear time, and nothing fetched. One place, so that loading a schema and judging by it agree.

use jsonschema::{Draft, PatternOptions, ReferencingError, Registry, ValidationError, Validator};
use serde_json::{Value, json};

use crate::identifiers;

/// The address that a schema without `$id` gets, so that a part of it can be referred to. Nothing is
/// ever fetched from it: the name cannot exist.
const ADDRESS: &str = "https://udstil.invalid/record";

/// Compiled patterns may take this many bytes; what takes more is refused when the schema is loaded.
const PATTERN_BYTES: usize = 4 << 20;

/// A validator of a schema that stands alone.
pub(crate) fn validator(schema: &Value) -> Result<Validator, ValidationError<'static>> {
    build(schema, None)
}

/// A validator of `schema`, whose references may name parts of `document` as [`reference()`] makes them.
pub(crate) fn validator_within(
    document: &Value,
    schema: &Value,
) -> Result<Validator, ValidationError<'static>> {
    let registry = registry(document).map_err(ValidationError::from)?;
    build(schema, Some(&registry))
}

/// A schema that is the part of `document` at a JSON pointer.
pub(crate) fn reference(document: &Value, pointer: &str) -> Value {
    let mut fragment = String::with_capacity(pointer.len());
    for byte in pointer.bytes() {
        match byte {
            b'/' | b'~' | b'-' | b'.' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                fragment.push(char::from(byte));
            }
            other => fragment.push_str(&format!("%{other:02X}")),
        }
    }
    json!({ "$ref": format!("{}#{fragment}", address(document)) })
}

/// True for a format that is asserted: one of the draft, or of our own.
pub(crate) fn is_format(name: &str) -> bool {
    identifiers::format(name).is_some() || jsonschema::options().is_known_format(Draft::Draft202012, name)
}

fn address(document: &Value) -> String {
    let id = document.get("$id").and_then(Value::as_str).unwrap_or(ADDRESS).trim_end_matches('#');
    let is_absolute = id.contains(':');
    if is_absolute { id.to_owned() } else { format!("https://udstil.invalid/{}", id.trim_start_matches('/')) }
}

fn registry(document: &Value) -> Result<Registry<'static>, ReferencingError> {
    Registry::new().draft(Draft::Draft202012).add(address(document), document.clone())?.prepare()
}

fn build(schema: &Value, registry: Option<&Registry<'_>>) -> Result<Validator, ValidationError<'static>> {
    let mut options = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_pattern_options(PatternOptions::regex().size_limit(PATTERN_BYTES).dfa_size_limit(PATTERN_BYTES))
        .offline();
    for (name, is_valid) in identifiers::FORMATS {
        options = options.with_format(name, move |text: &str| is_valid(text.as_bytes()));
    }
    match registry {
        Some(registry) => options.with_registry(registry).build(schema),
        None => options.build(schema),
    }
}
