//! The faces of a finding: people's and JSON lines are held by the cases; here are annotations, SARIF and
//! the private report. Each says the same, and none more.

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use common::{Catalogue, Outcome, tree};
use serde_json::Value;

/// Visits of which five rows are wrong in three ways.
fn wrong() -> Catalogue {
    let catalogue = Catalogue::of_case("counts");
    let rows = "case,company,date,place\nA1,V1,2024-01-01,N1\nB2,V1,2024-03-31,N1\nA3,V2,2024-06-31,N2\n\
                B4,V3,2024-07-01,N1\nA5,V3,2024-07-02\nB6,V3,2024-07-02,N1\n";
    catalogue.write("datasets/visits/rows.csv", rows);
    catalogue
}

fn check(catalogue: &Catalogue, more: &[&str]) -> Outcome {
    let outcome = catalogue.run("check", more);
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    outcome
}

fn path(catalogue: &Catalogue, name: &str) -> String {
    catalogue.folder().join(name).display().to_string()
}

#[test]
fn json_lines_have_the_row_and_the_rule() {
    let outcome = check(&wrong(), &["--format", "json", "--quiet"]);
    assert_eq!(outcome.stderr, "");
    let findings: Vec<Value> =
        outcome.stdout.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let pattern = findings.iter().find(|finding| finding["code"] == "pattern").expect("it is found");
    for (key, value) in [
        ("severity", Value::from("error")),
        ("path", "datasets/visits/rows.csv".into()),
        ("line", 3.into()),
        ("row", 3.into()),
        ("column", "case".into()),
        ("count", 3.into()),
        ("rule", "schemas/visits.schema.json:6".into()),
        ("hint", "the pattern is `^A[0-9]+$`".into()),
        ("message", "`case` does not match its pattern in 3 rows (first: row 3)".into()),
    ] {
        assert_eq!(pattern[key], value, "{key}");
    }
}

#[test]
fn annotations_go_to_stdout_and_the_log_has_them_all() {
    let catalogue = wrong();
    let people = check(&catalogue, &[]);
    let outcome = check(&catalogue, &["--format", "github"]);
    assert_eq!(outcome.stderr, people.stderr);
    assert_eq!(outcome.stdout.lines().count(), 3, "{}", outcome.stdout);
    let first = outcome.stdout.lines().next().expect("there is one");
    assert_eq!(
        first,
        "::error file=datasets/visits/rows.csv,line=6,title=row-width::the number of cells is not that of the \
         header in row 6, which has 3 instead of 4%0Ahint: a cell that holds the delimiter or a line break must \
         stand in quotes"
    );
}

#[test]
fn sarif_says_what_json_lines_say() {
    let catalogue = wrong();
    let file = path(&catalogue, "findings.sarif");
    let outcome = check(&catalogue, &["--format", "json", "--sarif", &file]);
    let log: Value = serde_json::from_slice(&fs::read(file).expect("it is written")).expect("it is JSON");
    let results = log["runs"][0]["results"].as_array().expect("there are results");
    let lines: Vec<Value> =
        outcome.stdout.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert_eq!(results.len(), lines.len());
    for (result, line) in results.iter().zip(&lines) {
        assert_eq!(result["ruleId"], line["code"]);
        assert_eq!(result["level"], line["severity"]);
        assert_eq!(result["properties"]["row"], line["row"]);
        assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], line["path"]);
        assert!(
            result["message"]["text"]
                .as_str()
                .expect("a text")
                .starts_with(line["message"].as_str().expect("a text"))
        );
    }
}

#[test]
fn sarif_of_a_catalogue_that_is_wrong_is_written_too() {
    let catalogue = Catalogue::of_case("counts");
    catalogue.write("datasets/visits/policy.toml", "policy = 1\n");
    let file = path(&catalogue, "findings.sarif");
    let outcome = catalogue.run("check", &["--sarif", &file]);
    assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
    let log: Value = serde_json::from_slice(&fs::read(file).expect("it is written")).expect("it is JSON");
    assert!(!log["runs"][0]["results"].as_array().expect("there are results").is_empty());
    let inside = catalogue.public().join("findings.sarif").display().to_string();
    let outcome = catalogue.run("check", &["--sarif", &inside]);
    assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
    assert!(!catalogue.public().exists());
}

#[test]
fn a_report_is_private_and_lists_checks_and_rows() {
    let catalogue = wrong();
    let folder = path(&catalogue, "reports/of/today");
    check(&catalogue, &["--report", &folder]);
    let files = tree(folder.as_ref());
    assert_eq!(files.keys().collect::<Vec<_>>(), ["quality-visits.html"]);
    let html = String::from_utf8(files["quality-visits.html"].clone()).expect("a page is text");
    for part in [
        "<dt>Rows read</dt><dd>6</dd>",
        "Refused: 3 errors.",
        "<td class=\"number\">3</td><td>3, 5, 7</td>",
        "<pre>&quot;case&quot;: { &quot;type&quot;: &quot;string&quot;",
        "Hint: the pattern is `^A[0-9]+$`",
        "is not a code of `places`",
    ] {
        assert!(html.contains(part), "`{part}` is missing in\n{html}");
    }
    assert!(!html.contains("B2") && !html.contains("2024-06-31") && !html.contains("<script"), "{html}");
    let mode = |path: &str| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&path(&catalogue, "reports"))), (0o700, 0o700));
    assert_eq!(mode(&format!("{folder}/quality-visits.html")), 0o600);
}

#[test]
fn a_sound_build_writes_its_report_as_well_and_publishes_none_of_it() {
    let catalogue = Catalogue::of_case("counts");
    let folder = path(&catalogue, "reports");
    let outcome = catalogue.run("build", &["--report", &folder]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let html =
        String::from_utf8(tree(folder.as_ref())["quality-visits.html"].clone()).expect("a page is text");
    assert!(html.contains("Nothing stops publication."), "{html}");
    assert!(tree(&catalogue.public()).keys().all(|name| !name.contains("quality-")));
    let page = tree(&catalogue.public()).into_iter().find(|(name, _)| name == "datasets/visits/index.html");
    let (_, page) = page.expect("there is a page");
    let page = String::from_utf8(page).expect("a page is text");
    assert!(page.contains("checks were run on them"), "{page}");
    assert!(page.contains("Between 1 and 10 source records were read."), "{page}");
    assert!(page.contains("There were no warnings."), "{page}");
}
