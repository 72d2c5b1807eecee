//! Sources of every kind: the same rows in each form give the same files, and what cannot be read is
//! refused with a finding, in bounded time, without a value of the source.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test, and its line says enough")]

#[path = "sources/bad.rs"]
mod bad;
mod common;
#[path = "sources/forms.rs"]
mod forms;
#[path = "sources/postgres.rs"]
mod postgres;
#[path = "sources/real.rs"]
mod real;

use std::collections::BTreeMap;

use common::{Catalogue, Outcome, tree};

/// What no output may hold.
const SECRET: &str = "HEMMELIG";

/// The catalogue of a case whose source is `file`, described by the lines `source`.
fn with_source(case: &str, dataset: &str, file: &str, bytes: &[u8], source: &str) -> Catalogue {
    let catalogue = Catalogue::of_case(case);
    let about = format!("datasets/{dataset}/dataset.toml");
    catalogue.replace(&about, "path = \"rows.csv\"\n", &format!("path = \"{file}\"\n{source}\n"));
    catalogue.write(&format!("datasets/{dataset}/{file}"), bytes);
    catalogue.write(&format!("datasets/{dataset}/docs/en.md"), "Rows in another form.\n");
    catalogue
}

/// The CSV files that a build publishes.
fn published(catalogue: &Catalogue) -> BTreeMap<String, Vec<u8>> {
    let outcome = catalogue.run::<&str>("build", &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let files = tree(&catalogue.public().join("data"));
    files.into_iter().filter(|(path, _)| path.contains("/latest/") && path.ends_with(".csv")).collect()
}

/// Runs `check`, which must end with this exit code and name this finding, and must tell no secret.
fn refused(catalogue: &Catalogue, code: &str, says: &[&str]) -> Outcome {
    let outcome = catalogue.run::<&str>("check", &[]);
    assert_refused(&outcome, 1, code, says);
    outcome
}

fn assert_refused(outcome: &Outcome, exit: i32, code: &str, says: &[&str]) {
    assert_eq!(outcome.code, Some(exit), "{}", outcome.stderr);
    for text in says.iter().copied().chain((!code.is_empty()).then_some(&*format!("error[{code}]"))) {
        assert!(outcome.stderr.contains(text), "`{text}` is not in\n{}", outcome.stderr);
    }
    assert!(!outcome.stderr.contains(SECRET) && !outcome.stdout.contains(SECRET), "{}", outcome.stderr);
}
