//! Rules that compare with the last edition: the private record that they need, and what is said without.

mod common;

use std::fs;

use common::{Catalogue, Outcome, run, udstil};

const HEADER: &str = "number,name,weight,note\n";

const RULES: &str = r#"
[[rule]]
kind = "row-drift"
share = 0.5
[[rule]]
kind = "empty-drift"
column = "note"
share = 0.2
[[rule]]
kind = "code-drift"
column = "name"
share = 0.25
severity = "warning"
"#;

/// The goals with rules on drift; `name` is one of three codes.
fn goals(rules: &str) -> Catalogue {
    let catalogue = Catalogue::of_case("rows");
    let file = "datasets/goals/dataset.toml";
    let text = String::from_utf8(catalogue.read(file)).expect("the file is text");
    catalogue.write(file, text + rules);
    catalogue.write("datasets/goals/docs/en.md", "Goals that nobody has.\n");
    catalogue.replace(
        "schemas/goals.schema.json",
        "\"name\": { \"type\": [\"string\", \"null\"] }",
        "\"name\": { \"enum\": [\"x\", \"y\", \"z\"] }",
    );
    catalogue
}

fn rows(rows: &[(&str, &str)]) -> String {
    let body: String =
        rows.iter().enumerate().map(|(at, (name, note))| format!("{},{name},1,{note}\n", at + 1)).collect();
    format!("{HEADER}{body}")
}

/// Builds as of a day of January with these rows.
fn build(catalogue: &Catalogue, day: &str, source: &str) -> Outcome {
    catalogue.write("datasets/goals/rows.csv", source);
    let mut command = udstil();
    command.arg("build").arg("--root").arg(catalogue.root()).arg("--public").arg(catalogue.public());
    command
        .arg("--as-of")
        .arg(format!("2026-01-{day}"))
        .arg("--ledger")
        .arg(catalogue.folder().join("ledger"));
    run(command)
}

fn record(catalogue: &Catalogue) -> String {
    fs::read_to_string(catalogue.folder().join("ledger/goals/quality.jsonl")).unwrap_or_default()
}

const FIRST: [(&str, &str); 4] = [("x", "a"), ("x", "a"), ("y", "a"), ("z", "a")];

#[test]
fn without_a_record_a_rule_says_that_it_could_not_be_asked() {
    let catalogue = goals(RULES);
    catalogue.write("datasets/goals/rows.csv", rows(&FIRST));
    let outcome = catalogue.run::<&str>("build", &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(outcome.stderr.matches("warning[drift-unchecked]").count(), 3, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: with `--ledger DIR`"), "{}", outcome.stderr);
}

#[test]
fn editions_are_compared_with_the_one_before() {
    let catalogue = goals(RULES);
    let outcome = build(&catalogue, "01", &rows(&FIRST));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("the record of editions is empty"), "{}", outcome.stderr);
    assert_eq!(
        record(&catalogue),
        "{\"edition\":\"2026-01-01\",\"rows\":4,\"empty\":{\"note\":0.0},\"codes\":{\"name\":{\"x\":0.5,\"y\":0.25,\"z\":0.25}}}\n"
    );

    // Within what the rules allow; `x` falls from a half to a quarter.
    let next = [("x", "a"), ("y", "a"), ("y", "a"), ("z", "a")];
    let outcome = build(&catalogue, "02", &rows(&next));
    assert_eq!((outcome.code, outcome.stderr.contains("drift")), (Some(0), false), "{}", outcome.stderr);
    assert_eq!(record(&catalogue).lines().count(), 2);

    // The same again adds nothing, and is compared with the edition before it.
    let outcome = build(&catalogue, "02", &rows(&next));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(record(&catalogue).lines().count(), 2);

    // A rule that is a warning lets the build through, an error does not, and a refusal is not recorded.
    let outcome = build(&catalogue, "03", &rows(&[("x", "a"), ("x", "a"), ("x", "a"), ("x", "")]));
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    for said in [
        "error[empty-drift]: `note` is empty in 25 % of rows, and was in 0 % in the edition 2026-01-02: more than 20 % apart",
        "warning[code-drift]: `name` is `x` in 100 % of rows, and was in 25 % in the edition 2026-01-02: more than 25 % apart, and 1 other code likewise",
    ] {
        assert!(outcome.stderr.contains(said), "`{said}` is missing in\n{}", outcome.stderr);
    }
    assert_eq!(record(&catalogue).lines().count(), 2);

    let outcome = build(&catalogue, "03", &rows(&[("x", "a")]));
    let said = "error[row-drift]: the source has 1 row, and had 4 in the edition 2026-01-02, which is a change of more than 50 %";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
}

#[test]
fn a_record_that_is_damaged_is_a_failure_and_not_nothing() {
    let catalogue = goals(RULES);
    assert_eq!(build(&catalogue, "01", &rows(&FIRST)).code, Some(0));
    fs::write(catalogue.folder().join("ledger/goals/quality.jsonl"), "{}\n").expect("it is written");
    let outcome = build(&catalogue, "02", &rows(&FIRST));
    assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("the record of earlier editions of `goals`"), "{}", outcome.stderr);
}

#[test]
fn codes_that_the_configuration_does_not_know_are_not_kept() {
    let catalogue = goals("\n[[rule]]\nkind = \"code-drift\"\ncolumn = \"note\"\nshare = 0.1\n");
    catalogue.write("datasets/goals/rows.csv", rows(&FIRST));
    let outcome = catalogue.run::<&str>("check", &[]);
    assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("which codes of `note` to compare is not known"), "{}", outcome.stderr);
}
