//! `[[rule]]` in `dataset.toml`: each kind on a source that keeps it and on one that breaks it.

mod common;

use common::Catalogue;

const HEADER: &str = "case,company,date,place\n";
const SOUND: &str = "A1,V1,2024-01-01,N1\nA2,V1,2024-03-31,N1\nA3,V2,2024-06-30,N2\nA4,V3,2024-07-01,N1\n";

/// The visits, with these rules besides.
fn visits(rules: &str) -> Catalogue {
    let catalogue = Catalogue::of_case("counts");
    let file = "datasets/visits/dataset.toml";
    let text = String::from_utf8(catalogue.read(file)).expect("the file is text");
    catalogue.write(file, format!("{text}\n{rules}"));
    catalogue.write("datasets/visits/docs/en.md", "Visits that never took place.\n");
    catalogue
}

/// Runs `check` on the visits with these rules and rows; the finding lines of the rules, if any.
fn check(rules: &str, rows: &str) -> (Option<i32>, String) {
    let catalogue = visits(rules);
    catalogue.write("datasets/visits/rows.csv", format!("{HEADER}{rows}"));
    let outcome = catalogue.run::<&str>("check", &[]);
    (outcome.code, outcome.stderr)
}

#[test]
fn a_sound_source_keeps_every_rule() {
    let rules = r#"
[[rule]]
kind = "unique"
columns = ["case"]
[[rule]]
kind = "unique"
columns = ["company", "date"]
[[rule]]
kind = "foreign-key"
column = "place"
codelist = "places"
[[rule]]
kind = "row-count"
min = 4
max = 4
[[rule]]
kind = "freshness"
column = "date"
days = 579
[[rule]]
kind = "max-empty-share"
column = "company"
share = 0.0
[[rule]]
kind = "max-share-of-code"
column = "place"
code = "N1"
share = 0.75
[[rule]]
kind = "ordered"
columns = ["date", "date"]
"#;
    let (code, stderr) = check(rules, SOUND);
    assert_eq!(code, Some(0), "{stderr}");
}

#[test]
fn a_rule_that_is_broken_is_a_finding() {
    for (rule, said) in [
        (
            "kind = \"unique\"\ncolumns = [\"company\"]",
            "error[not-unique]: `company` repeats the key of an earlier row in row 3, which repeats row 2",
        ),
        (
            "kind = \"unique\"\ncolumns = [\"place\"]",
            "`place` repeats the key of an earlier row in 2 rows (first: row 3, which repeats row 2)",
        ),
        (
            "kind = \"at-most-one-of\"\ncolumns = [\"company\", \"place\"]",
            "error[too-many-given]: more than one of `company`, `place` is given in 4 rows (first: row 2)",
        ),
        ("kind = \"row-count\"\nmin = 5", "error[row-count]: there are 4 rows, fewer than 5"),
        ("kind = \"row-count\"\nmax = 3", "error[row-count]: there are 4 rows, more than 3"),
        (
            "kind = \"freshness\"\ncolumn = \"date\"\ndays = 578",
            "error[not-fresh]: `date` has no date in the 578 days",
        ),
        (
            "kind = \"max-share-of-code\"\ncolumn = \"place\"\ncode = \"N1\"\nshare = 0.74",
            "error[code-share]: `place` is `N1` in 3 of 4 rows, more than 74 %",
        ),
    ] {
        let (code, stderr) = check(&format!("[[rule]]\n{rule}\n"), SOUND);
        assert_eq!(code, Some(1), "{rule}\n{stderr}");
        assert!(stderr.contains(said), "{rule}\n{stderr}");
        let (line, _) = rule.split_once('\n').expect("a rule has several lines");
        let shown = format!("rule: datasets/visits/dataset.toml:23\n  23 | {line}\n");
        assert!(stderr.contains(&shown), "{stderr}");
        let (code, stderr) = check(&format!("[[rule]]\n{rule}\nseverity = \"warning\"\n"), SOUND);
        assert_eq!(code, Some(0), "{rule}\n{stderr}");
        assert!(stderr.contains("warning["), "{rule}\n{stderr}");
    }
}

/// The visits with two numbers besides.
fn check_numbers(rule: &str, rows: &str) -> (Option<i32>, String) {
    let catalogue = visits(&format!("[[rule]]\n{rule}\n"));
    catalogue.replace(
        "schemas/visits.schema.json",
        "\"place\": { \"type\": \"string\" }",
        "\"place\": { \"type\": \"string\" },\n\"low\": { \"type\": \"number\" },\n\"high\": { \"type\": \"number\" }",
    );
    catalogue.replace(
        "datasets/visits/policy.toml",
        "case = \"drop\"",
        "case = \"drop\"\nlow = \"drop\"\nhigh = \"drop\"",
    );
    let rows: String =
        rows.lines().enumerate().map(|(at, row)| format!("A{at},V1,2024-01-01,N1,{row}\n")).collect();
    catalogue.write("datasets/visits/rows.csv", format!("case,company,date,place,low,high\n{rows}"));
    let outcome = catalogue.run::<&str>("check", &[]);
    (outcome.code, outcome.stderr)
}

#[test]
fn sums_are_exact_and_intervals_hold_their_total() {
    let whole = "kind = \"sum\"\ncolumn = \"low\"\ntotal = 100\n";
    // Ten tenths are one, and a hundred tenths of percent are exact.
    let tenths = "0.1,0\n".repeat(1000);
    assert_eq!(check_numbers(whole, &tenths).0, Some(0));
    let (code, stderr) = check_numbers(whole, &tenths[6..]);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("error[sum-off]: `low` does not add up to 100"), "{stderr}");
    let tolerant = format!("{whole}tolerance = 0.1");
    assert_eq!(check_numbers(&tolerant, &tenths[6..]).0, Some(0));
    let interval = "kind = \"sum\"\ncolumns = [\"low\", \"high\"]\ntotal = 100\ngroup = [\"company\"]\n";
    assert_eq!(check_numbers(interval, "10,40\n50,80\n").0, Some(0));
    let (code, stderr) = check_numbers(interval, "10,40\n50,59.9\n");
    assert_eq!(code, Some(1));
    assert!(
        stderr
            .contains("`low` to `high` does not add up to 100 in 1 of 1 groups by `company` (first: row 2)"),
        "{stderr}"
    );
    let ordered = "kind = \"ordered\"\ncolumns = [\"low\", \"high\"]";
    assert_eq!(check_numbers(ordered, "1,1\n9,10\n").0, Some(0));
    let (_, stderr) = check_numbers(ordered, "1,2\n10,9\n");
    assert!(stderr.contains("error[out-of-order]: `low` is greater than `high` in row 3"), "{stderr}");
}

#[test]
fn a_rule_that_is_not_one_is_refused_with_its_line() {
    for (rule, said) in [
        ("kind = \"unik\"", "not-toml"),
        ("kind = \"unique\"", "`columns` is missing"),
        ("kind = \"unique\"\ncolumns = [\"none\"]", "`none` is not a column"),
        ("kind = \"unique\"\ncolumns = [\"case\"]\nshare = 0.5", "has no `share`"),
        ("kind = \"foreign-key\"\ncolumn = \"place\"\ncodelist = \"none\"", "no code list `none`"),
        ("kind = \"foreign-key\"\ncolumn = \"place\"\ndataset = \"other\"", "no dataset `other`"),
        (
            "kind = \"foreign-key\"\ncolumn = \"place\"\ndataset = \"visits\"\nkey = \"none\"",
            "`none` is not a column",
        ),
        ("kind = \"foreign-key\"\ncolumn = \"place\"", "either `codelist` or `dataset`"),
        (
            "kind = \"foreign-key\"\ncolumn = \"place\"\ncodelist = \"places\"\nkey = \"code\"",
            "`key` names a column of `dataset`",
        ),
        (
            "kind = \"freshness\"\ncolumn = \"place\"\ndays = 3",
            "must say that the columns of this rule are a date",
        ),
        ("kind = \"sum\"\ncolumn = \"place\"\ntotal = 1", "a number"),
        ("kind = \"row-count\"\nmin = 3\nmax = 2", "`min` not above `max`"),
        ("kind = \"max-empty-share\"\ncolumn = \"place\"\nshare = 5", "between 0 and 1"),
        ("kind = \"ordered\"\ncolumns = [\"date\"]", "at least 2"),
    ] {
        let (code, stderr) = check(&format!("[[rule]]\n{rule}\n"), SOUND);
        assert_eq!(code, Some(2), "{rule}\n{stderr}");
        assert!(stderr.contains(said), "{rule}\n{stderr}");
        assert!(stderr.contains("dataset.toml:"), "{stderr}");
    }
}

#[test]
fn a_thousand_blocks_give_the_same_finding_whatever_the_threads() {
    let catalogue = visits("[[rule]]\nkind = \"unique\"\ncolumns = [\"case\"]\n");
    let rows: String =
        (0..200_000).map(|at| format!("A{},V{},2024-01-01,N1\n", at % 150_000, at % 7)).collect();
    catalogue.write("datasets/visits/rows.csv", format!("{HEADER}{rows}"));
    let said: Vec<String> = ["1", "2", "5"]
        .into_iter()
        .map(|threads| catalogue.run("check", &["--threads", threads]).stderr)
        .collect();
    assert!(said[0].contains("in 50000 rows (first: row 150002, which repeats row 2)"), "{}", said[0]);
    assert!(said.iter().all(|other| *other == said[0]));
}
