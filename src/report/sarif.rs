//! Findings as SARIF 2.1.0 (OASIS Standard), the format that code scanning reads.
//!
//! A result says what a finding says and no more; the line that made its rule is a related location.

use serde_json::{Map, Value, json};

use super::github::located;
use super::{Code, Excerpt, Finding, Report, Severity};

/// The schema that the log follows.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A report as a SARIF log, ending in a line break. `root` stands before paths of the catalogue, as in
/// [`super::github::annotations`].
pub fn log(report: &Report, root: &str) -> String {
    let mut codes: Vec<Code> = report.findings().iter().map(|finding| finding.code).collect();
    codes.sort_by_key(|code| code.name);
    codes.dedup();
    let results: Vec<Value> = report.findings().iter().map(|finding| result(finding, &codes, root)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "udstil",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).expect("a JSON value always serialises");
    text.push('\n');
    text
}

fn rule(code: &Code) -> Value {
    json!({ "id": code.name, "shortDescription": { "text": code.meaning } })
}

fn result(finding: &Finding, codes: &[Code], root: &str) -> Value {
    let mut text = finding.message.clone();
    if let Some(hint) = &finding.hint {
        text.push_str(&format!("\nhint: {hint}"));
    }
    let mut location = json!({ "physicalLocation": physical(&finding.place.path, finding.place.line, root) });
    if let Some(column) = &finding.place.column {
        location["logicalLocations"] = json!([{ "name": column, "kind": "member" }]);
    }
    let mut result = json!({
        "ruleId": finding.code.name,
        "ruleIndex": codes.iter().position(|code| code.name == finding.code.name),
        "level": match finding.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "message": { "text": text },
        "locations": [location],
    });
    if let Some(Excerpt { path, line, text }) = &finding.rule {
        let mut place = physical(path, Some(*line), root);
        place["region"]["snippet"] = json!({ "text": text });
        result["relatedLocations"] =
            json!([{ "physicalLocation": place, "message": { "text": "the line that made the rule" } }]);
    }
    let mut properties = Map::new();
    for (name, value) in [("count", finding.count), ("row", finding.place.row)] {
        properties.extend(value.map(|value| (name.to_owned(), json!(value))));
    }
    if let Some(count) = finding.count.filter(|count| *count > 0) {
        result["occurrenceCount"] = json!(count);
    }
    if !properties.is_empty() {
        result["properties"] = Value::Object(properties);
    }
    result
}

fn physical(path: &str, line: Option<u64>, root: &str) -> Value {
    let mut place = json!({ "artifactLocation": { "uri": uri(&located(path, root)) } });
    if let Some(line) = line {
        place["region"] = json!({ "startLine": line });
    }
    place
}

/// A path as a URI reference (RFC 3986): an absolute one as a `file` URI, another one relative.
fn uri(path: &str) -> String {
    let mut out = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.trim_start_matches("./").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;

    #[test]
    fn a_result_says_what_the_finding_says() {
        let mut report = Report::new();
        let place = Place::line("datasets/æ b.csv", 4).row(3).column("x");
        report.push(
            Finding::error(Code::new("length", "too long"), place, "m")
                .count(2)
                .rule(Excerpt::of("schemas/a", "abc", 1))
                .hint("h"),
        );
        report.push(Finding::warning(Code::new("drift", "jumps"), Place::file("/tmp/x"), "w"));
        let log: Value = serde_json::from_str(&log(&report, "")).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][1]["id"], "length");
        let result = &run["results"][0];
        assert_eq!((&result["ruleIndex"], &result["level"]), (&json!(1), &json!("error")));
        assert_eq!(result["message"]["text"], "m\nhint: h");
        assert_eq!((&result["occurrenceCount"], &result["properties"]["row"]), (&json!(2), &json!(3)));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "datasets/%C3%A6%20b.csv");
        assert_eq!(place["region"]["startLine"], 4);
        let related = &result["relatedLocations"][0]["physicalLocation"];
        assert_eq!(related["region"]["snippet"]["text"], "abc");
        let other = &run["results"][1];
        assert_eq!(other["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "file:///tmp/x");
        assert!(other["locations"][0]["physicalLocation"].get("region").is_none());
    }

    #[test]
    fn a_report_without_findings_is_a_log_without_results() {
        let log: Value = serde_json::from_str(&log(&Report::new(), "")).unwrap();
        assert_eq!(log["runs"][0]["results"], json!([]));
    }
}
