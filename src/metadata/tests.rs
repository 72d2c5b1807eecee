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
    let descriptor = datapackage(&catalog.info, dataset, open.edition());
    open.add_file("datapackage.json", &descriptor).unwrap();
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
