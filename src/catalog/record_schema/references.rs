//! Walking a schema: its keywords with their pointers, and references that lead in a circle.

use serde_json::{Map, Value};

/// Keywords whose value is a schema, looked at beside the keyword for the same value.
const SAME_VALUE: [&str; 4] = ["not", "if", "then", "else"];
/// Keywords whose value is a schema for a part of the value.
const PART: [&str; 6] = [
    "items",
    "contains",
    "additionalProperties",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];
/// Keywords whose value is a list of schemas.
const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords whose value names schemas.
const NAMED: [&str; 4] = ["properties", "patternProperties", "dependentSchemas", "$defs"];

/// What `wanted` answers first for a keyword: it is given the keyword's pointer, name and value.
pub(super) fn find<T>(
    document: &Value,
    wanted: &mut impl FnMut(&str, &str, &Value) -> Option<T>,
) -> Option<T> {
    find_below(document, String::new(), wanted)
}

fn find_below<T>(
    schema: &Value,
    pointer: String,
    wanted: &mut impl FnMut(&str, &str, &Value) -> Option<T>,
) -> Option<T> {
    let keywords = schema.as_object()?;
    for (keyword, value) in keywords {
        if let Some(found) = wanted(&step(&pointer, keyword), keyword, value) {
            return Some(found);
        }
    }
    children(keywords, &pointer).into_iter().find_map(|(pointer, child)| find_below(child, pointer, wanted))
}

/// The schemas directly below a schema, with their pointers.
fn children<'a>(keywords: &'a Map<String, Value>, pointer: &str) -> Vec<(String, &'a Value)> {
    let mut all = Vec::new();
    for (keyword, value) in keywords {
        let here = step(pointer, keyword);
        if SAME_VALUE.contains(&keyword.as_str()) || PART.contains(&keyword.as_str()) {
            all.push((here, value));
        } else if let (true, Value::Array(items)) = (LISTS.contains(&keyword.as_str()), value) {
            all.extend(items.iter().enumerate().map(|(at, item)| (format!("{here}/{at}"), item)));
        } else if let (true, Value::Object(members)) = (NAMED.contains(&keyword.as_str()), value) {
            all.extend(members.iter().map(|(name, member)| (step(&here, name), member)));
        }
    }
    all
}

/// A pointer one step longer.
pub(super) fn step(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The pointer of a `$ref` whose address occurs in a message.
pub(super) fn named_in(document: &Value, message: &str) -> Option<String> {
    find(document, &mut |pointer, keyword, value| {
        let address = value.as_str().filter(|_| keyword == "$ref" || keyword == "$dynamicRef")?;
        let part = address.split_once('#').map_or(address, |(before, after)| match before {
            "" => after,
            before => before,
        });
        message.contains(part).then(|| pointer.to_owned())
    })
}

/// The pointer of a `$ref` from which one comes back to it without leaving the value: judging a
/// record by it would never end. References through `items` or `properties` go into a part, and end.
pub(super) fn circle(document: &Value) -> Option<String> {
    find(document, &mut |pointer, keyword, value| {
        let target = value.as_str().filter(|_| keyword == "$ref").and_then(local)?;
        let start = pointer.strip_suffix("/$ref")?;
        leads_to(document, &target, start, &mut Vec::new()).then(|| pointer.to_owned())
    })
}

/// The pointer that a reference within the document names.
pub(super) fn local(reference: &str) -> Option<String> {
    let pointer = reference.strip_prefix('#')?;
    if !(pointer.is_empty() || pointer.starts_with('/')) {
        return None;
    }
    let mut bytes = Vec::with_capacity(pointer.len());
    let mut rest = pointer.as_bytes();
    while let [first, tail @ ..] = rest {
        match (first, tail) {
            (b'%', [high, low, tail @ ..]) => {
                let hex = [*high, *low];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).ok()?, 16).ok()?);
                rest = tail;
            }
            (byte, tail) => {
                bytes.push(*byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn leads_to(document: &Value, from: &str, wanted: &str, seen: &mut Vec<String>) -> bool {
    if from == wanted {
        return true;
    }
    if seen.iter().any(|pointer| pointer == from) {
        return false;
    }
    seen.push(from.to_owned());
    let Some(keywords) = document.pointer(from).and_then(Value::as_object) else { return false };
    for (pointer, _) in children(keywords, from) {
        let keyword = pointer[from.len() + 1..].split('/').next().unwrap_or_default();
        let same_value = SAME_VALUE.contains(&keyword)
            || ["allOf", "anyOf", "oneOf", "dependentSchemas"].contains(&keyword);
        if same_value && leads_to(document, &pointer, wanted, seen) {
            return true;
        }
    }
    let target = keywords.get("$ref").and_then(Value::as_str).and_then(local);
    target.is_some_and(|target| leads_to(document, &target, wanted, seen))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn circles_are_found_and_recursion_is_none() {
        for (document, pointer) in [
            (json!({"properties": {"a": {"$ref": "#/properties/a"}}}), Some("/properties/a/$ref")),
            (json!({"$ref": "#"}), Some("/$ref")),
            (
                json!({"properties": {"a": {"$ref": "#/$defs/b"}},
                    "$defs": {"b": {"allOf": [{"$ref": "#/$defs/c"}]}, "c": {"not": {"$ref": "#/$defs/b"}}}}),
                Some("/$defs/b/allOf/0/$ref"),
            ),
            (json!({"properties": {"a": {"$ref": "#"}}}), None),
            (json!({"$defs": {"a": {"type": "string"}}, "properties": {"b": {"$ref": "#/$defs/a"}}}), None),
        ] {
            assert_eq!(circle(&document).as_deref(), pointer, "{document}");
        }
    }

    #[test]
    fn a_reference_is_unescaped() {
        assert_eq!(local("#/$defs/%C3%A6~1x").as_deref(), Some("/$defs/æ~1x"));
        assert_eq!(local("#name"), None);
        assert_eq!(local("other.json#/a"), None);
    }
}
