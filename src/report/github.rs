//! Findings as annotations of a GitHub workflow: commands that the runner reads from the step's output.
//!
//! GitHub shows ten errors and ten warnings of a step and drops the rest without a word
//! (docs.github.com, "Workflow commands for GitHub Actions"). So that nothing is lost unseen, what is
//! beyond nine is said together in the tenth.

use super::human::counted;
use super::{Finding, Report, Severity};

/// As many annotations of one severity are shown for a step.
const SHOWN: usize = 10;

/// The annotations of a report, a line each. `root` stands before paths of the catalogue, for a
/// catalogue that is not the repository's root; it is empty or ends in `/`.
pub fn annotations(report: &Report, root: &str) -> String {
    let mut out = String::new();
    for severity in [Severity::Error, Severity::Warning] {
        let findings: Vec<&Finding> =
            report.findings().iter().filter(|finding| finding.severity == severity).collect();
        let own = if findings.len() > SHOWN { SHOWN - 1 } else { findings.len() };
        let (shown, rest) = findings.split_at(own);
        shown.iter().for_each(|finding| out.push_str(&annotation(finding, root)));
        if !rest.is_empty() {
            out.push_str(&summary(rest, severity));
        }
    }
    out
}

fn annotation(finding: &Finding, root: &str) -> String {
    let place = &finding.place;
    let mut properties = format!("file={}", property(&located(&place.path, root)));
    if let Some(line) = place.line {
        properties.push_str(&format!(",line={line}"));
    }
    properties.push_str(&format!(",title={}", property(finding.code.name)));
    let mut text = finding.message.clone();
    if let Some(rule) = &finding.rule {
        text.push_str(&format!("\nrule: {}:{}: {}", rule.path, rule.line, rule.text));
    }
    if let Some(hint) = &finding.hint {
        text.push_str(&format!("\nhint: {hint}"));
    }
    format!("::{} {properties}::{}\n", finding.severity, data(&text))
}

/// How many more there are of each code, those with the most first.
fn summary(rest: &[&Finding], severity: Severity) -> String {
    let mut codes: Vec<(usize, &str)> = Vec::new();
    for finding in rest {
        match codes.iter_mut().find(|(_, name)| *name == finding.code.name) {
            Some((count, _)) => *count += 1,
            None => codes.push((1, finding.code.name)),
        }
    }
    codes.sort_by(|(a, a_name), (b, b_name)| b.cmp(a).then(a_name.cmp(b_name)));
    let codes: Vec<String> = codes.iter().map(|(count, name)| format!("{count} {name}")).collect();
    let noun = format!("more {severity}");
    let text =
        format!("{}: {}\nthe step's log has them all", counted(rest.len() as u64, &noun), codes.join(", "));
    format!("::{severity} title={}::{}\n", property("and more"), data(&text))
}

/// A path of the catalogue from the repository's root; another one as it is.
pub(super) fn located(path: &str, root: &str) -> String {
    let is_ours = ["datasets", "schemas", "site-templates"]
        .iter()
        .any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    if is_ours { format!("{root}{path}") } else { path.to_owned() }
}

/// Escapes as the runner's own library does (actions/toolkit, packages/core/src/command.ts).
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Place};
    use super::*;

    fn report(errors: usize, warnings: usize) -> Report {
        let mut report = Report::new();
        for at in 0..errors {
            let code = if at % 3 == 0 { "format" } else { "length" };
            report.push(Finding::error(Code::new(code, ""), Place::line("datasets/a", 1), "m"));
        }
        for _ in 0..warnings {
            report.push(Finding::warning(Code::new("drift", ""), Place::file("datasets"), "m"));
        }
        report
    }

    #[test]
    fn what_the_runner_reads_is_escaped() {
        let mut report = Report::new();
        let place = Place::line("datasets/a:b,c.csv", 4).column("x");
        report.push(
            Finding::error(Code::new("length", ""), place, "100 %\r\nof it: all, ::error::x").hint("h"),
        );
        assert_eq!(
            annotations(&report, "catalogue/"),
            "::error file=catalogue/datasets/a%3Ab%2Cc.csv,line=4,title=length::100 %25%0D%0Aof it: all, \
             ::error::x%0Ahint: h\n"
        );
    }

    #[test]
    fn ten_are_shown_and_the_tenth_says_what_is_not() {
        assert_eq!(annotations(&report(10, 10), "").lines().count(), 20);
        let text = annotations(&report(14, 11), "");
        assert_eq!(text.lines().count(), 20);
        assert!(text.contains("::error title=and more::5 more errors: 3 length, 2 format%0A"), "{text}");
        assert!(text.contains("::warning title=and more::2 more warnings: 2 drift%0A"), "{text}");
        assert_eq!(annotations(&report(0, 0), ""), "");
    }

    #[test]
    fn only_paths_of_the_catalogue_lie_below_its_root() {
        assert_eq!(located("datasets/x", "r/"), "r/datasets/x");
        assert_eq!(located("schemas", "r/"), "r/schemas");
        assert_eq!(located("datasets.csv", "r/"), "datasets.csv");
        assert_eq!(located("/tmp/x.csv", "r/"), "/tmp/x.csv");
    }
}
