//! A file that nobody here wrote: the substances of the SPIN list, 31,255 rows with tabs between cells,
//! quoted names and one invalid CAS number. It is not part of the repository; the tests look for it in
//! the folder that `UDSTIL_SHARED` names and say so when they are skipped.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Catalogue, Outcome, repository, shared, skip};

const FILE: &str = "data/real/spin-substances.tsv";

/// The line of the one CAS number whose check digit is wrong, and the row as it stands there.
const WRONG_LINE: u64 = 31_246;
const WRONG_ROW: &[u8] = b"2147483-64-7\t\"ANTRASITT, KALSINERT\"\n";

fn catalogue() -> Catalogue {
    Catalogue::copy_of(&repository().join("tests/spin"))
}

fn run_on(catalogue: &Catalogue, verb: &str, source: &Path, more: &[&str]) -> Outcome {
    let source = format!("spin={}", source.display());
    let mut arguments = vec!["--source", source.as_str()];
    arguments.extend(more);
    catalogue.run(verb, &arguments)
}

/// The list without its one wrong row, in the catalogue's temporary folder.
fn sound_list(catalogue: &Catalogue, list: &Path) -> PathBuf {
    let bytes = fs::read(list).expect("the list is read");
    let at = bytes.windows(WRONG_ROW.len()).position(|window| window == WRONG_ROW).expect("the row is there");
    let sound = [&bytes[..at], &bytes[at + WRONG_ROW.len()..]].concat();
    let path = catalogue.folder().join("sound.tsv");
    fs::write(&path, sound).expect("the list is written");
    path
}

/// CAS number and name of every row, as the `csv` crate reads them.
fn rows(bytes: &[u8], delimiter: u8) -> Vec<(String, String)> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
    let rows = reader.deserialize::<(String, String)>();
    rows.collect::<Result<_, _>>().expect("every row has two cells of text")
}

#[test]
fn the_one_wrong_number_is_found_and_its_line_named() {
    let Some(list) = shared(FILE) else { return };
    let catalogue = catalogue();
    let outcome = run_on(&catalogue, "check", &list, &["--format", "json"]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    let findings: Vec<serde_json::Value> =
        outcome.stdout.lines().map(|line| serde_json::from_str(line).expect("a finding is JSON")).collect();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0]["line"], WRONG_LINE);
    assert_eq!(findings[0]["column"], "CASNO");
    assert_eq!(findings[0]["count"], 1);
    assert!(!outcome.stdout.contains("2147483"), "the value is not quoted: {}", outcome.stdout);

    let outcome = run_on(&catalogue, "build", &list, &[]);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.stderr.contains(":31246"), "{}", outcome.stderr);
    assert!(!catalogue.public().exists());
}

#[test]
fn without_it_every_name_comes_out_as_it_went_in() {
    let Some(list) = shared(FILE) else { return };
    let catalogue = catalogue();
    let sound = sound_list(&catalogue, &list);
    let outcome = run_on(&catalogue, "build", &sound, &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let mut given = rows(&fs::read(&sound).expect("the list is read"), b'\t');
    let published =
        fs::read(catalogue.public().join("data/spin/latest/substances.csv")).expect("it is published");
    let published = rows(&published, b',');
    assert_eq!(published.len(), 31_254);
    assert_eq!(published.iter().filter(|(_, name)| name.is_empty()).count(), 496);
    assert!(published.is_sorted(), "rows are sorted by the published columns");
    given.sort();
    assert!(published == given, "some number or name did not come out as it went in");
}

#[test]
fn python_reads_the_same_names() {
    let Some(list) = shared(FILE) else { return };
    let Some(python) = python() else { return };
    let catalogue = catalogue();
    let sound = sound_list(&catalogue, &list);
    assert_eq!(run_on(&catalogue, "build", &sound, &[]).code, Some(0));
    let output = Command::new(python)
        .arg(repository().join("tests/judges/same_rows.py"))
        .arg(&sound)
        .arg(catalogue.public().join("data/spin/latest/substances.csv"))
        .output()
        .expect("Python starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.trim(), "ok 31254 rows are the same");
}

fn python() -> Option<PathBuf> {
    let own = repository().join("tests/.tools/venv/bin/python");
    let path = if own.exists() { own } else { PathBuf::from("python3") };
    let works = Command::new(&path).arg("--version").output().is_ok_and(|output| output.status.success());
    if !works {
        skip("there is no Python");
    }
    works.then_some(path)
}
