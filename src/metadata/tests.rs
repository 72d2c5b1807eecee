use jiff::civil::date;
use tempfile::TempDir;

use super::*;
use crate::release::fixtures::{catalogue, prices, visits};
use crate::release::{Draft, Edition, RecordCount, Staging};

/// Writes the edition of a dataset of the small catalogue, and hands its texts to `look`.
fn check(dataset: &str, look: impl Fn(&CatalogInfo, &Edition, &dyn Fn(&str) -> String)) {
    let home = TempDir::new().unwrap();
    let catalog = catalogue();
    let dataset = catalog.datasets.iter().find(|entry| entry.id.as_str() == dataset).unwrap();
    let tables = [if dataset.is_public_source() { prices(995) } else { visits(12) }];
    let public = home.path().join("public");
    let mut staging = Staging::begin(&public).unwrap();
    let draft = Draft::begin(&mut staging, dataset, &tables, date(2026, 11, 21)).unwrap();
    let notes = notes(&catalog.info, dataset, draft.name());
    let mut open = draft.write_tables(&notes, RecordCount::Withheld).unwrap();
    for (name, bytes) in edition_files(&catalog.info, dataset, open.edition()) {
        open.add_file(&name, &bytes).unwrap();
    }
    let edition = open.finish().unwrap();
    staging.publish().unwrap();
    let folder = public.join(format!("data/{}/2026-11-21", dataset.id));
    look(&catalog.info, &edition, &|name| std::fs::read_to_string(folder.join(name)).unwrap());
}

#[test]
fn what_a_synthetic_dataset_says_of_itself() {
    check("besoeg", |_, _, text| {
        insta::assert_snapshot!("readme", text("README.txt"));
        insta::assert_snapshot!("codelist", text("codelists/kommune.csv"));
        let filters = vec![("[0-9a-f]{64}", "[digest]"), (r#""bytes": \d+"#, r#""bytes": 0"#)];
        insta::with_settings!({ filters => filters }, {
            insta::assert_snapshot!("datapackage", text("datapackage.json"));
            insta::assert_snapshot!("csvw", text("besoeg-synthetic.csv-metadata.json"));
            insta::assert_snapshot!("table_schema", text("besoeg-synthetic.schema.json"));
            let croissant: serde_json::Value = serde_json::from_str(&text("croissant.json")).unwrap();
            // The context is the standard's, and the same for all.
            let said = [&croissant["distribution"], &croissant["recordSet"]];
            insta::assert_snapshot!("croissant", serde_json::to_string_pretty(&said).unwrap());
        });
    });
}

#[test]
fn what_public_rows_say_of_themselves() {
    check("priser", |_, _, text| {
        let package: serde_json::Value = serde_json::from_str(&text("datapackage.json")).unwrap();
        assert_eq!(package.get("synthetic"), None);
        let schema = &package["resources"][0]["schema"];
        assert_eq!(schema["fields"][1]["type"], "number");
        assert_eq!(schema.get("primaryKey"), None);
        assert!(!text("README.txt").contains("_status"));
        assert!(!text("README.txt").contains("!!"));
    });
}

#[test]
fn a_descriptor_names_the_bytes_that_were_written() {
    check("besoeg", |_, edition, text| {
        let package: serde_json::Value = serde_json::from_str(&text("datapackage.json")).unwrap();
        let resource = &package["resources"][0];
        let file = &edition.tables[0].files[0];
        assert_eq!(resource["path"], file.name);
        assert_eq!(resource["hash"], format!("sha256:{}", file.sha256));
        assert_eq!(resource["bytes"], file.bytes);
    });
}

/// The rows of a CSV file as a schema of the table sees them: numbers are numbers, empty cells null.
fn rows(schema: &serde_json::Value, csv: &str) -> Vec<serde_json::Value> {
    let mut reader = ::csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let cell = |name: &str, text: &str| {
        let kinds = schema["properties"][name]["type"].to_string();
        match text {
            "" => serde_json::Value::Null,
            text if kinds.contains("integer") || kinds.contains("number") => {
                serde_json::from_str(text).unwrap()
            }
            text => text.into(),
        }
    };
    let row = |record: ::csv::StringRecord| {
        header.iter().zip(&record).map(|(name, text)| (name.to_owned(), cell(name, text))).collect()
    };
    reader.records().map(|record| serde_json::Value::Object(row(record.unwrap()))).collect()
}

#[test]
fn every_published_row_validates_against_the_schema_of_its_table() {
    for (dataset, file, count) in [("besoeg", "besoeg-synthetic", 3), ("priser", "priser", 2)] {
        check(dataset, |_, _, text| {
            let schema: serde_json::Value =
                serde_json::from_str(&text(&format!("{file}.schema.json"))).unwrap();
            let validator = jsonschema::draft202012::new(&schema).unwrap();
            let rows = rows(&schema, &text(&format!("{file}.csv")));
            assert_eq!(rows.len(), count);
            for row in &rows {
                assert!(validator.is_valid(row), "{row}");
            }
        });
    }
}

#[test]
fn the_schema_of_a_table_refuses_what_is_never_published() {
    check("besoeg", |_, _, text| {
        let schema: serde_json::Value = serde_json::from_str(&text("besoeg-synthetic.schema.json")).unwrap();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let rows = rows(&schema, &text("besoeg-synthetic.csv"));
        let refused = |row: usize, column: &str, value: serde_json::Value| {
            let mut row = rows[row].clone();
            row[column] = value;
            !validator.is_valid(&row)
        };
        // The second row is withheld.
        assert_eq!(rows[1]["besoeg_status"], "c");
        assert!(refused(1, "besoeg", 4.into()), "a figure beside a status");
        assert!(refused(0, "besoeg", serde_json::Value::Null), "no figure and no status");
        assert!(refused(0, "besoeg_status", "q".into()), "a status that does not exist");
        assert!(refused(0, "besoeg", 1.5.into()), "half a visit");
        assert!(refused(0, "region", "DK-99".into()), "a region that does not occur");
        assert!(refused(0, "more", 1.into()), "a column too many");
    });
}

#[test]
fn examples_name_every_column_with_its_type() {
    let catalog = catalogue();
    check("besoeg", |info, edition, _| {
        let dataset = catalog.datasets.iter().find(|entry| entry.id.as_str() == "besoeg").unwrap();
        let text: String = snippets(info, dataset, edition, "besoeg")
            .iter()
            .map(|snippet| format!("== {} ({})\n{}\n", snippet.label, snippet.id, snippet.code))
            .collect();
        insta::assert_snapshot!("snippets", text);
        assert_eq!(snippets(info, dataset, edition, "none"), []);
    });
}
