//! Findings for scripts: one JSON object per line.

use serde::Serialize;

use super::{Finding, Place, Severity};

/// `code severity path line row column count message rule hint`; what does not apply is left out.
#[derive(Serialize)]
struct FindingLine<'a> {
    code: &'static str,
    severity: Severity,
    #[serde(flatten)]
    place: &'a Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
}

impl Finding {
    /// The finding as one line of JSON, without a line break at its end.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&FindingLine {
            code: self.code.name,
            severity: self.severity,
            place: &self.place,
            count: self.count,
            message: &self.message,
            rule: self.rule.as_ref().map(|rule| format!("{}:{}", rule.path, rule.line)),
            hint: self.hint.as_deref(),
        })
        .expect("a struct of strings and numbers always serialises")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Excerpt, Finding, Place};

    #[test]
    fn what_does_not_apply_is_left_out() {
        let code = Code::new("format", "");
        let short = Finding::warning(code, Place::file("p"), "m");
        assert_eq!(short.to_json(), r#"{"code":"format","severity":"warning","path":"p","message":"m"}"#);
        let long = Finding::error(code, Place::line("p", 3).row(2).column("c"), "m")
            .count(4)
            .rule(Excerpt::of("s", "x", 1))
            .hint("h");
        assert_eq!(
            long.to_json(),
            r#"{"code":"format","severity":"error","path":"p","line":3,"row":2,"column":"c","count":4,"message":"m","rule":"s:1","hint":"h"}"#
        );
    }
}
