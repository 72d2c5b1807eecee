use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::civil::date;
use tempfile::TempDir;

use super::*;
use crate::catalog::Catalog;
use crate::digest::Sha256;
use crate::release::Notes;
use crate::release::fixtures::{self, catalogue, prices, visits};

/// Builds one dataset into a public folder, as a whole run does.
fn build(
    public: &Path,
    catalog: &Catalog,
    table: PublicTable,
    day: Date,
) -> Result<(Edition, bool), EditionError> {
    let id = if table.name() == "priser" { "priser" } else { "besoeg" };
    let dataset = catalog.datasets.iter().find(|dataset| dataset.id.as_str() == id).unwrap();
    let mut staging = Staging::begin(public)?;
    let tables = [table];
    let draft = Draft::begin(&mut staging, dataset, &tables, day)?;
    let is_new = draft.is_new();
    let notes = Notes { table: tables[0].name().into(), ..fixtures::notes() };
    let notes = EditionNotes { readme: notes.pages.clone(), tables: vec![notes] };
    let mut open = draft.write_tables(&notes, RecordCount::Withheld)?;
    open.add_file("datapackage.json", b"{}")?;
    let edition = open.finish()?;
    staging.publish()?;
    Ok((edition, is_new))
}

/// Every file of a folder with its content.
fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{name}/"), files);
            } else {
                files.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(root, "", &mut files);
    files
}

fn code(error: &EditionError) -> &'static str {
    match error {
        EditionError::Refused(finding) => finding.code.name,
        other => panic!("not a refusal: {other:?}"),
    }
}

const DAY: Date = date(2026, 11, 21);

#[test]
fn an_edition_has_all_its_files_and_their_digests() {
    let home = TempDir::new().unwrap();
    let public = home.path().join("public");
    let (edition, is_new) = build(&public, &catalogue(), visits(12), DAY).unwrap();
    assert!(is_new);
    let files = tree(&public);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let expected = [
        "README.txt",
        "SHA256SUMS",
        "besoeg-synthetic.csv",
        "besoeg-synthetic.parquet",
        "besoeg-synthetic.xlsx",
        "codelists/kommune.csv",
        "datapackage.json",
        "statistics/besoeg-synthetic.jsonstat.json",
        "statistics/besoeg-synthetic.sdmx.csv",
    ];
    let below = |folder: &str| expected.map(|name| format!("data/besoeg/{folder}/{name}"));
    let mut all: Vec<String> = below("2026-11-21").into_iter().chain(below("latest")).collect();
    all.extend(["SHA256SUMS".to_owned(), "data/besoeg/editions.json".to_owned()]);
    all.sort_unstable();
    assert_eq!(names, all);
    for name in expected {
        let path = format!("data/besoeg/2026-11-21/{name}");
        assert_eq!(files[&path], files[&format!("data/besoeg/latest/{name}")]);
    }
    for (sums, folder) in
        [("SHA256SUMS", ""), ("data/besoeg/2026-11-21/SHA256SUMS", "data/besoeg/2026-11-21/")]
    {
        let text = String::from_utf8(files[sums].clone()).unwrap();
        let mut listed = 1; // itself, which no list can hold
        for line in text.lines() {
            let (sha256, name) = line.split_once("  ").unwrap();
            assert_eq!(Sha256::of(&files[&format!("{folder}{name}")]).to_string(), sha256, "{name}");
            listed += 1;
        }
        assert_eq!(listed, files.keys().filter(|name| name.starts_with(folder)).count());
        assert!(text.lines().map(|line| &line[66..]).is_sorted());
    }
    for file in edition.tables.iter().flat_map(|table| &table.files).chain(&edition.files) {
        let bytes = &files[&format!("data/besoeg/2026-11-21/{}", file.name)];
        assert_eq!((file.bytes, file.sha256), (bytes.len() as u64, Sha256::of(bytes)), "{}", file.name);
    }
    assert_eq!(edition.tables[0].files.len(), 3);
    assert_eq!(edition.files.len(), 6);
}

#[test]
fn equal_content_is_no_new_edition() {
    let home = TempDir::new().unwrap();
    let public = home.path().join("public");
    let catalog = catalogue();
    let (first, _) = build(&public, &catalog, visits(12), DAY).unwrap();
    let before = tree(&public);
    let (second, is_new) = build(&public, &catalog, visits(12), DAY.tomorrow().unwrap()).unwrap();
    assert!(!is_new);
    assert_eq!(second, first);
    assert_eq!(tree(&public), before);
}

#[test]
fn a_confidential_source_has_no_second_edition_yet() {
    let home = TempDir::new().unwrap();
    let public = home.path().join("public");
    let catalog = catalogue();
    build(&public, &catalog, visits(12), DAY).unwrap();
    let before = tree(&public);
    let error = build(&public, &catalog, visits(13), DAY.tomorrow().unwrap()).unwrap_err();
    assert_eq!(code(&error), "edition-uncompared");
    assert_eq!(tree(&public), before);
}

#[test]
fn a_public_source_gets_a_new_edition_and_keeps_the_old_one() {
    let home = TempDir::new().unwrap();
    let public = home.path().join("public");
    let catalog = catalogue();
    let (first, _) = build(&public, &catalog, prices(995), DAY).unwrap();
    let before = tree(&public);
    let (second, _) = build(&public, &catalog, prices(996), DAY).unwrap();
    let (third, _) = build(&public, &catalog, prices(997), DAY.tomorrow().unwrap()).unwrap();
    let names = [first.name, second.name, third.name].map(|name| name.to_string());
    assert_eq!(names, ["2026-11-21", "2026-11-21.2", "2026-11-22"]);
    let after = tree(&public);
    for (path, bytes) in before.iter().filter(|(path, _)| path.starts_with("data/priser/2026-11-21/")) {
        assert_eq!(&after[path], bytes, "{path}");
    }
    assert_eq!(after["data/priser/latest/priser.csv"], after["data/priser/2026-11-22/priser.csv"]);
    let index: serde_json::Value = serde_json::from_slice(&after["data/priser/editions.json"]).unwrap();
    assert_eq!(index["latest"], "2026-11-22");
    assert_eq!(index["editions"][1]["name"], "2026-11-21.2");
    assert_eq!(index["editions"][2]["synthetic"], false);
    assert_eq!(index["editions"][2]["files"][1]["path"], "SHA256SUMS");
    let error = build(&public, &catalog, prices(998), DAY).unwrap_err();
    assert_eq!(code(&error), "edition-out-of-order");
}

#[test]
fn the_editions_of_other_datasets_stay() {
    let home = TempDir::new().unwrap();
    let public = home.path().join("public");
    let catalog = catalogue();
    build(&public, &catalog, visits(12), DAY).unwrap();
    let before = tree(&public);
    build(&public, &catalog, prices(995), DAY).unwrap();
    let after = tree(&public);
    assert!(
        before.iter().filter(|(path, _)| *path != "SHA256SUMS").all(|(path, bytes)| after[path] == *bytes)
    );
    assert!(after.contains_key("data/priser/latest/priser.csv"));
}

#[test]
fn an_edition_that_somebody_changed_stops_the_run() {
    let home = TempDir::new().unwrap();
    let public = home.path().join("public");
    let catalog = catalogue();
    for name in ["README.txt", "SHA256SUMS"] {
        build(&public, &catalog, prices(995), DAY).unwrap();
        fs::write(public.join("data/priser/2026-11-21").join(name), "changed").unwrap();
        let before = tree(&public);
        let error = build(&public, &catalog, prices(995), DAY).unwrap_err();
        assert!(matches!(error, EditionError::Staging(StagingError::Altered { .. })), "{error:?}");
        assert_eq!(tree(&public), before);
        fs::remove_dir_all(&public).unwrap();
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_anywhere() {
    let (one, two) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let catalog = catalogue();
    for home in [&one, &two] {
        build(&home.path().join("public"), &catalog, visits(12), DAY).unwrap();
    }
    assert_eq!(tree(&one.path().join("public")), tree(&two.path().join("public")));
}

#[test]
fn a_table_without_notes_is_not_written() {
    let home = TempDir::new().unwrap();
    let catalog = catalogue();
    let dataset = &catalog.datasets[0];
    let mut staging = Staging::begin(&home.path().join("public")).unwrap();
    let tables = [visits(12)];
    let draft = Draft::begin(&mut staging, dataset, &tables, DAY).unwrap();
    let notes = EditionNotes { readme: Vec::new(), tables: Vec::new() };
    let error = draft.write_tables(&notes, RecordCount::Withheld).unwrap_err();
    assert!(matches!(error, EditionError::NotesMissing { table } if table == "besoeg"));
}
