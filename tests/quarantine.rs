//! `on_invalid = "quarantine"`: rows that do not conform go byte for byte into a private folder, the
//! others are published, and no row is in both places or in none.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use common::{Catalogue, Outcome, tree};
use proptest::prelude::*;
use serde_json::Value;

const FILE: &str = "datasets/goals/dataset.toml";

/// The goals, with this ceiling and source.
fn goals(ceiling: &str, source: &[u8]) -> Catalogue {
    let catalogue = Catalogue::of_case("rows");
    let text = String::from_utf8(catalogue.read(FILE)).expect("the file is text");
    catalogue.write(FILE, format!("on_invalid = \"quarantine\"\nquarantine = {ceiling}\n{text}"));
    catalogue.write("datasets/goals/docs/en.md", "Goals that nobody has.\n");
    catalogue.write("datasets/goals/rows.csv", source);
    catalogue
}

fn folder(catalogue: &Catalogue) -> PathBuf {
    catalogue.folder().join("aside")
}

fn build(catalogue: &Catalogue, more: &[&str]) -> Outcome {
    let folder = folder(catalogue).display().to_string();
    catalogue.run("build", &[&["--quarantine", &folder], more].concat())
}

/// What was set aside: the rows and the reasons.
fn aside(catalogue: &Catalogue, extension: &str) -> (Vec<u8>, Vec<Value>) {
    let files = tree(&folder(catalogue));
    let rows = files.get(&format!("goals-2026-01-31.{extension}")).cloned().unwrap_or_default();
    let reasons = files.get("goals-2026-01-31.reasons.jsonl").cloned().unwrap_or_default();
    let reasons = String::from_utf8(reasons).expect("reasons are text");
    (rows, reasons.lines().map(|line| serde_json::from_str(line).expect("a reason is JSON")).collect())
}

/// The published rows.
fn published(catalogue: &Catalogue) -> Vec<Vec<String>> {
    let public = catalogue.public().join("data/goals/latest");
    let name = tree(&public).into_keys().find(|name| name.ends_with(".csv")).expect("there is a table");
    let mut reader = csv::Reader::from_path(public.join(name)).expect("it is CSV");
    reader.records().map(|row| row.expect("it is CSV").iter().map(str::to_owned).collect()).collect()
}

const HEADER: &str = "number,name,weight,note\r\n";

#[test]
fn bad_rows_are_kept_byte_for_byte_with_their_reasons() {
    let bad = [
        "0,\"Ni \"\"quoted\"\",\r\nand broken\",x,\r\n",
        "4,too few\r\n",
        "5,too,1,many,cells\r\n",
        "seven,  \"\"  ,7,\n",
    ];
    // A quotation mark in an unquoted cell cannot be read on from.
    let bad = [bad[0], bad[1], bad[2], "seven,  ,7,\n"];
    let source = format!("{HEADER}1,a,1,\r\n{}\r\n2,b,2,\n{}{}3,c,3,\n{}", bad[0], bad[1], bad[2], bad[3]);
    let catalogue = goals("{ rows = 4 }", source.as_bytes());
    let outcome = build(&catalogue, &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let (rows, reasons) = aside(&catalogue, "csv");
    assert_eq!(String::from_utf8_lossy(&rows), format!("{HEADER}{}", bad.concat()));
    let told: Vec<(u64, Vec<&str>)> = reasons
        .iter()
        .map(|line| {
            let codes = line["reasons"].as_array().expect("there are reasons");
            (
                line["row"].as_u64().expect("there is a row"),
                codes.iter().filter_map(|r| r["code"].as_str()).collect(),
            )
        })
        .collect();
    let expected: [(u64, &[&str]); 4] =
        [(3, &["range", "type-mismatch"]), (6, &["row-width"]), (7, &["row-width"]), (9, &["type-mismatch"])];
    assert_eq!(told, expected.map(|(row, codes)| (row, codes.to_vec())));
    assert_eq!(reasons[0]["reasons"][0]["column"], "number");
    assert_eq!(reasons[0]["reasons"][0]["rule"], "schemas/goals.schema.json:6");
    let numbers: Vec<String> = published(&catalogue).into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(numbers, ["1", "2", "3"]);
    let mode = |path: PathBuf| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(folder(&catalogue)), 0o700);
    assert_eq!(mode(folder(&catalogue).join("goals-2026-01-31.csv")), 0o600);
    for said in [
        "warning[set-aside]: 4 rows of 7 are set aside",
        "warning[row-width]: the number of cells is not that of the header in 2 rows (first: row 6, which has 2 instead of 4)",
        "done, with",
    ] {
        assert!(outcome.stderr.contains(said), "`{said}` is missing in\n{}", outcome.stderr);
    }
}

#[test]
fn other_encodings_come_back_as_they_were() {
    let text = "number,name,weight,note\n1,øl,1,\nx,ærø €,2,\n";
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let marked = |text: &str| [&b"\xff\xfe"[..], &utf16(text)].concat();
    let single = |text: &str| -> Vec<u8> {
        text.chars()
            .map(|c| if c == '€' { 0x80 } else { u8::try_from(u32::from(c)).expect("Latin") })
            .collect()
    };
    let utf8_marked = |text: &str| [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat();
    let expected = "number,name,weight,note\nx,ærø €,2,\n";
    for (encoding, source, wanted) in [
        ("windows-1252", single(text), single(expected)),
        ("utf-16", marked(text), marked(expected)),
        ("utf-8", utf8_marked(text), utf8_marked(expected)),
    ] {
        let catalogue = goals("{ rows = 1 }", &source);
        catalogue.replace(
            FILE,
            "path = \"rows.csv\"",
            &format!("path = \"rows.csv\"\nencoding = \"{encoding}\""),
        );
        let outcome = build(&catalogue, &[]);
        assert_eq!(outcome.code, Some(0), "{encoding}: {}", outcome.stderr);
        assert_eq!(aside(&catalogue, "csv").0, wanted, "{encoding}");
    }
}

#[test]
fn what_has_no_bytes_of_its_own_becomes_csv() {
    let catalogue = goals("{ rows = 1 }", b"");
    catalogue.replace(
        FILE,
        "path = \"rows.csv\"",
        "path = \"rows.sqlite\"\nkind = \"sqlite\"\nquery = \"SELECT * FROM goals\"",
    );
    let path = catalogue.root().join("datasets/goals/rows.sqlite");
    let database = rusqlite::Connection::open(path).expect("a database is made");
    database
        .execute_batch(
            "CREATE TABLE goals (number, name, weight, note);
             INSERT INTO goals VALUES (1, 'a', 1.5, NULL), (0, 'b, \"c\"', 2, 'd');",
        )
        .expect("it takes rows");
    drop(database);
    let outcome = build(&catalogue, &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let (rows, reasons) = aside(&catalogue, "csv");
    let text = String::from_utf8_lossy(&rows);
    assert!(text.starts_with("number,name,weight,note\n0,\"b, \"\"c\"\"\",2"), "{text}");
    assert_eq!(reasons.len(), 1);
}

#[test]
fn lines_of_json_stay_lines_of_json() {
    let source = "{\"number\": 1, \"weight\": 1}\n{\"weight\" : 2,  \"number\": 0}\n";
    let catalogue = goals("{ rows = 1 }", b"");
    catalogue.replace(FILE, "path = \"rows.csv\"", "path = \"rows.jsonl\"\nkind = \"jsonl\"");
    catalogue.write("datasets/goals/rows.jsonl", source);
    let outcome = build(&catalogue, &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(aside(&catalogue, "jsonl").0, b"{\"weight\" : 2,  \"number\": 0}\n");
}

#[test]
fn above_the_ceiling_nothing_is_published_and_nothing_kept() {
    let source = format!("{HEADER}1,a,1,\n0,b,2,\n0,c,2,\n");
    for (ceiling, said) in [
        ("{ rows = 1 }", "error[quarantine-ceiling]: 2 rows of 3 would be set aside, more than 1"),
        (
            "{ rows = 9, share = 0.5 }",
            "error[quarantine-ceiling]: 2 rows of 3 would be set aside, more than 1",
        ),
    ] {
        let catalogue = goals(ceiling, source.as_bytes());
        let outcome = build(&catalogue, &[]);
        assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
        assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("error[range]"), "{}", outcome.stderr);
        assert!(!catalogue.public().exists());
        assert!(tree(&folder(&catalogue)).is_empty());
    }
    let catalogue = goals("{ rows = 9 }", format!("{HEADER}0,b,2,\n").as_bytes());
    let outcome = build(&catalogue, &[]);
    assert!(outcome.stderr.contains("every row would be set aside"), "{}", outcome.stderr);
    assert_eq!(outcome.code, Some(1));
}

#[test]
fn a_file_that_breaks_off_is_refused_all_the_same() {
    let catalogue = goals("{ rows = 9 }", format!("{HEADER}1,a,1,\n0,b,2,\n2,\"c,3,\n").as_bytes());
    let outcome = build(&catalogue, &[]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("error[unclosed-quote]"), "{}", outcome.stderr);
    assert!(tree(&folder(&catalogue)).is_empty());
}

#[test]
fn a_folder_is_needed_and_must_be_private() {
    let source = format!("{HEADER}1,a,1,\n");
    let catalogue = goals("{ rows = 1 }", source.as_bytes());
    for verb in ["build", "check"] {
        let outcome = catalogue.run::<&str>(verb, &[]);
        assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("error[quarantine-unplaced]"), "{}", outcome.stderr);
    }
    let inside = catalogue.public().join("aside").display().to_string();
    let outcome = catalogue.run("build", &["--quarantine", &inside]);
    assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("error[private-unfit]"), "{}", outcome.stderr);
    assert!(!catalogue.public().exists());
}

#[test]
fn what_was_set_aside_earlier_stays() {
    let catalogue = goals("{ rows = 1 }", format!("{HEADER}1,a,1,\n0,b,2,\n").as_bytes());
    for row in ["0,b,2,\n", "0,b,2,\n", "0,c,2,\n"] {
        catalogue.write("datasets/goals/rows.csv", format!("{HEADER}1,a,1,\n{row}"));
        assert_eq!(build(&catalogue, &[]).code, Some(0));
    }
    let names: Vec<String> = tree(&folder(&catalogue)).into_keys().collect();
    assert_eq!(
        names,
        [
            "goals-2026-01-31.2.csv",
            "goals-2026-01-31.2.reasons.jsonl",
            "goals-2026-01-31.csv",
            "goals-2026-01-31.reasons.jsonl"
        ]
    );
    let outcome = catalogue.run("check", &["--quarantine", &folder(&catalogue).display().to_string()]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(tree(&folder(&catalogue)).len(), 4, "check writes nothing");
}

#[test]
fn rules_on_the_table_are_asked_of_the_rows_that_are_left() {
    let rule =
        "\n[[rule]]\nkind = \"unique\"\ncolumns = [\"number\"]\n[[rule]]\nkind = \"row-count\"\nmax = 1\n";
    let with_rule = |rows: &str| {
        let catalogue = goals("{ rows = 1 }", format!("{HEADER}{rows}").as_bytes());
        let text = String::from_utf8(catalogue.read(FILE)).expect("the file is text");
        catalogue.write(FILE, text + rule);
        build(&catalogue, &[])
    };
    let outcome = with_rule("1,a,x,\n1,b,2,\n");
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let outcome = with_rule("1,a,x,\n1,b,2,\n1,c,2,\n");
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    for said in [
        "error[not-unique]: `number` repeats the key of an earlier row in row 4, which repeats row 3",
        "error[row-count]: there are 2 rows",
    ] {
        assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    }
}

#[test]
fn threads_do_not_change_what_is_set_aside() {
    let mut source = HEADER.to_owned();
    for at in 1..=60_000 {
        let weight = if at % 601 == 0 { "x" } else { "1" };
        source.push_str(&format!("{at},a goal with some text behind its number,{weight},\n"));
    }
    let runs = ["1", "4"].map(|threads| {
        let catalogue = goals("{ rows = 99, share = 0.01 }", source.as_bytes());
        let outcome = build(&catalogue, &["--threads", threads]);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        (tree(&folder(&catalogue)), outcome.stderr)
    });
    assert_eq!(runs[0], runs[1]);
    assert_eq!(String::from_utf8_lossy(&runs[0].0["goals-2026-01-31.csv"]).lines().count(), 1 + 99);
}

/// A row, and whether it conforms.
fn row() -> impl Strategy<Value = (String, bool)> {
    let text = prop_oneof!["[a-zæ ]{0,6}", Just("\"a,\"\"b\"\"\"".to_owned()), Just("\"x\ny\"".to_owned())];
    let end = prop_oneof![Just("\n"), Just("\r\n")];
    let middle = prop_oneof![
        4 => "[1-9][0-9]{0,3}(\\.[0-9]{1,2})?".prop_map(|weight| (weight, true)),
        1 => Just(("x".to_owned(), false)),
        1 => Just((String::new(), false)),
        1 => Just(("1,2".to_owned(), false)),
    ];
    (1..10_000_u32, text, middle, end).prop_map(|(number, text, (weight, is_good), end)| {
        (format!("{number},{text},{weight},n{end}"), is_good)
    })
}

fn counted(rows: impl Iterator<Item = Vec<String>>) -> BTreeMap<Vec<String>, usize> {
    let mut all = BTreeMap::new();
    rows.for_each(|row| *all.entry(row).or_insert(0) += 1);
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_row_is_published_or_set_aside_and_none_is_both(rows in prop::collection::vec(row(), 1..30)) {
        let bad: String = rows.iter().filter(|(_, is_good)| !is_good).map(|(text, _)| text.as_str()).collect();
        let good: String = rows.iter().filter(|(_, is_good)| *is_good).map(|(text, _)| text.as_str()).collect();
        let all: String = rows.iter().map(|(text, _)| text.as_str()).collect();
        let catalogue = goals("{ rows = 30 }", format!("{HEADER}{all}").as_bytes());
        let outcome = build(&catalogue, &[]);
        if good.is_empty() {
            prop_assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
            return Ok(());
        }
        prop_assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        let (set_aside, reasons) = aside(&catalogue, "csv");
        let expected = if bad.is_empty() { String::new() } else { format!("{HEADER}{bad}") };
        prop_assert_eq!(String::from_utf8_lossy(&set_aside), expected);
        prop_assert_eq!(reasons.len(), rows.iter().filter(|(_, is_good)| !is_good).count());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(good.as_bytes());
        let wanted = reader.records().map(|row| {
            let row = row.expect("it is CSV");
            let weight: f64 = row[2].parse().expect("a good weight is a number");
            vec![row[0].to_owned(), row[1].to_owned(), format!("{weight:.2}"), row[3].to_owned()]
        });
        prop_assert_eq!(counted(published(&catalogue).into_iter()), counted(wanted));
    }
}
