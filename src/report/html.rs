//! The private quality report of a dataset: one page that needs nothing beside itself.
//!
//! It is for the steward and never published: it says how many rows a confidential source has. Even
//! so it holds no value of the source, for a report is mailed sooner or later.

use std::fmt::Write as _;

use super::human::{counted, thousands};
use super::quality::{Check, Quality};
use super::{Finding, Report, Severity};

/// What a quality report is about.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The dataset's identifier.
    pub dataset: &'a str,
    /// The day of the run, as `2026-01-31`.
    pub day: &'a str,
    /// What the source is called in findings.
    pub source: &'a str,
}

/// The quality report of a dataset.
pub fn quality(subject: &Subject<'_>, quality: &Quality, report: &Report) -> String {
    let mut body = String::new();
    let verdict = match report.errors() {
        0 => "Nothing stops publication.".to_owned(),
        errors => format!("Refused: {}.", counted(errors as u64, "error")),
    };
    let _ = write!(
        body,
        "<p class=\"lead\">{verdict}</p>\n<dl>\n{}{}{}{}{}{}{}</dl>\n",
        fact("Source", subject.source),
        fact("Day of the run", subject.day),
        fact("Rows read", &rows_read(quality)),
        fact("Checks run", &thousands(quality.checks.len() as u64)),
        fact("Checks violated", &thousands(violated(quality).count() as u64)),
        fact("Rows set aside", &quality.quarantined.map_or("the dataset sets none aside".into(), thousands)),
        fact("Warnings", &thousands(report.warnings() as u64)),
    );
    body.push_str("<h2>Findings</h2>\n");
    if report.findings().is_empty() {
        body.push_str("<p>There are none.</p>\n");
    } else {
        body.push_str("<ol>\n");
        report.findings().iter().for_each(|finding| body.push_str(&finding_item(finding)));
        body.push_str("</ol>\n");
    }
    body.push_str("<h2>Rows that violate a rule</h2>\n");
    let _ = writeln!(
        body,
        "<p>The header is row 1. At most {} rows of a rule are listed. A cell is asked for one thing at a time: a \
         cell of the wrong type is not asked for its range.</p>",
        Check::ROWS
    );
    body.push_str(&check_table("Rules that rows violate", violated(quality), true));
    body.push_str("<h2>All checks</h2>\n");
    body.push_str(&check_table("What every row was asked, and the table", quality.checks.iter(), false));
    page(&format!("Quality of {}", subject.dataset), &body)
}

/// A whole page with a heading. `body` is HTML; `title` is not.
pub fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n\
         <p class=\"private\">Private: not for publication.</p>\n{body}</main>\n</body>\n</html>\n",
        title = escape(title)
    )
}

/// A text as it may stand in an element or between the quotes of an attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

const STYLE: &str = "\
:root { color-scheme: light dark; --line: #8888; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 62rem; margin: auto; padding: 1rem; overflow-wrap: anywhere; }
.lead { font-size: 1.25rem; font-weight: bold; }
.private { border: 2px solid; padding: .25rem .75rem; width: fit-content; }
dl div { display: grid; grid-template-columns: 12rem 1fr; }
dd { margin: 0; }
li { margin-block: 1rem; }
code, pre { font-family: ui-monospace, monospace; }
pre { margin: .25rem 0; white-space: pre-wrap; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .5rem; text-align: start; vertical-align: top; }
caption { text-align: start; font-weight: bold; padding-block: .5rem; }
.number { text-align: end; }
";

fn violated(quality: &Quality) -> impl Iterator<Item = &Check> {
    quality.checks.iter().filter(|check| check.violations > 0)
}

fn rows_read(quality: &Quality) -> String {
    let rows = thousands(quality.rows);
    if quality.is_complete { rows } else { format!("{rows}; the source could not be read to its end") }
}

fn fact(name: &str, value: &str) -> String {
    format!("<div><dt>{}</dt><dd>{}</dd></div>\n", escape(name), escape(value))
}

fn finding_item(finding: &Finding) -> String {
    let mut out = format!(
        "<li><strong>{}[{}]</strong>: {}<br>\n<code>{}</code>\n",
        finding.severity,
        finding.code.name,
        escape(&finding.message),
        escape(&finding.place.to_string())
    );
    if let Some(rule) = &finding.rule {
        let place = format!("{}:{}", rule.path, rule.line);
        let _ = writeln!(out, "<br>rule: <code>{}</code>\n<pre>{}</pre>", escape(&place), escape(&rule.text));
    }
    if let Some(hint) = &finding.hint {
        let _ = writeln!(out, "<p>Hint: {}</p>", escape(hint));
    }
    out.push_str("</li>\n");
    out
}

fn check_table<'a>(caption: &str, checks: impl Iterator<Item = &'a Check>, lists_rows: bool) -> String {
    let rows: String = checks.map(|check| check_row(check, lists_rows)).collect();
    if rows.is_empty() {
        return "<p>There are none.</p>\n".to_owned();
    }
    let list_head = if lists_rows { "<th scope=\"col\">First rows</th>" } else { "" };
    format!(
        "<section class=\"scroll\" tabindex=\"0\" aria-label=\"{0}\">\n<table>\n<caption>{0}</caption>\n\
         <thead><tr><th scope=\"col\">Code</th><th scope=\"col\">What is wrong where it is violated</th><th \
         scope=\"col\">Rule</th><th scope=\"col\">Severity</th><th scope=\"col\" class=\"number\">Rows</th>{list_head}\
         </tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</section>\n",
        escape(caption)
    )
}

fn check_row(check: &Check, lists_rows: bool) -> String {
    let rule = check.rule.as_ref().map(|rule| format!("{}:{}", rule.path, rule.line)).unwrap_or_default();
    let severity = if check.severity == Severity::Error { "error" } else { "warning" };
    let list = match lists_rows {
        true => {
            let shown: Vec<String> = check.rows.iter().map(u64::to_string).collect();
            let more = check.violations.saturating_sub(check.rows.len() as u64);
            let more = match (shown.len(), more) {
                (0, _) | (_, 0) => String::new(),
                (_, more) => format!(" and {} more", thousands(more)),
            };
            format!("<td>{}{more}</td>", shown.join(", "))
        }
        false => String::new(),
    };
    format!(
        "<tr><td><code>{}</code></td><th scope=\"row\">{}</th><td><code>{}</code></td><td>{severity}</td><td \
         class=\"number\">{}</td>{list}</tr>\n",
        check.code.name,
        escape(&check.violation),
        escape(&rule),
        thousands(check.violations)
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Excerpt, Place};
    use super::*;

    const SUBJECT: Subject<'_> = Subject { dataset: "visits", day: "2026-01-31", source: "rows <1>.csv" };

    fn check(violations: u64) -> Check {
        Check {
            code: Code::new("length", ""),
            severity: Severity::Error,
            column: Some("a".into()),
            violation: "`a` is longer than 3 characters".into(),
            rule: Some(Excerpt::of("schemas/visits.schema.json", "\"maxLength\": 3", 1)),
            violations,
            rows: (2..).take(violations.min(Check::ROWS as u64) as usize).collect(),
        }
    }

    #[test]
    fn a_report_says_what_was_asked_and_which_rows_violate_it() {
        let quality =
            Quality { rows: 1234, is_complete: true, checks: vec![check(0), check(30)], quarantined: None };
        let mut report = Report::new();
        report.push(
            Finding::error(Code::new("length", ""), Place::line("rows <1>.csv", 2), "a < b").hint("\"h\""),
        );
        let html = super::quality(&SUBJECT, &quality, &report);
        for part in
            ["Refused: 1 error.", "1,234", "a &lt; b", "&quot;h&quot;", "2, 3, 4, 5", "20, 21 and 10 more"]
        {
            assert!(html.contains(part), "`{part}` is missing in\n{html}");
        }
        assert!(!html.contains("<1>") && !html.contains("<script"), "{html}");
    }

    #[test]
    fn a_sound_source_has_no_rows_to_list() {
        let quality = Quality { rows: 0, is_complete: false, checks: vec![check(0)], quarantined: Some(0) };
        let html = super::quality(&SUBJECT, &quality, &Report::new());
        assert_eq!(html.matches("There are none.").count(), 2, "{html}");
        assert!(html.contains("could not be read to its end"));
    }
}
