//! Workbooks that nobody here wrote. They are not part of the repository; the tests look for them in the
//! folder that `UDSTIL_SHARED` names and say so when they are skipped.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::assert_refused;
use super::common::{Catalogue, Outcome, repository, shared};

fn run_on(name: &str, verb: &str, source: &Path) -> (Catalogue, Outcome) {
    let catalogue = Catalogue::copy_of(&repository().join("tests/sources").join(name));
    let outcome = catalogue.run(verb, &["--source", &format!("{name}={}", source.display())]);
    (catalogue, outcome)
}

fn table(catalogue: &Catalogue, path: &str) -> Vec<Vec<String>> {
    let bytes = fs::read(catalogue.public().join("data").join(path)).expect("it is published");
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes.as_slice());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

#[test]
fn ten_thousand_complaints() {
    let Some(workbook) = shared("data/real/osha-covid-complaints-2020.xlsx") else { return };
    // What a table of all combinations needs is kept from the other, so each has a dataset of its own.
    let catalogue = Catalogue::copy_of(&repository().join("tests/sources/osha"));
    let source = |id: &str| format!("{id}={}", workbook.display());
    let outcome = catalogue.run("build", &["--source", &source("osha"), "--source", &source("osha-regions")]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let ways = table(&catalogue, "osha/latest/ways.csv");
    let mut of_way: BTreeMap<&str, (u64, bool)> = BTreeMap::new();
    for row in &ways {
        let (sum, is_complete) = of_way.entry(&row[1]).or_insert((0, true));
        *sum += row[2].parse().unwrap_or(0);
        *is_complete &= row[3].is_empty();
        assert!(row[2].parse::<u64>().map_or(row[3] == "c", |count| count >= 5), "{row:?}");
    }
    // As another reader counted them: 6263 by telephone, of which small cells are withheld here.
    let phone = of_way["Phone"];
    assert!(phone.0 <= 6263 && phone.0 > 6200 && (phone.1 == (phone.0 == 6263)), "{phone:?}");
    let regions = table(&catalogue, "osha-regions/latest/regions.csv");
    assert_eq!(regions.len(), 120, "every month of the year and every region is listed");
    let all: u64 = regions.iter().filter_map(|row| row[2].parse::<u64>().ok()).sum();
    assert!((10_800..=10_844).contains(&all), "{all}");
}

#[test]
fn the_classification_of_four_thousand_substances() {
    let Some(workbook) = shared("data/real/clp-annex-vi-atp17.xlsx") else { return };
    let (catalogue, outcome) = run_on("clp", "build", &workbook);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let rows = table(&catalogue, "clp/latest/substances.csv");
    assert_eq!(rows.len(), 4334);
    // Those whose remainder is 10 end in 1, and none of them was refused.
    let remainder_ten = rows
        .iter()
        .flat_map(|row| row[2].split_whitespace())
        .filter(|number| number.len() == 9 && number.ends_with('1'))
        .filter(|number| {
            let digits =
                number.bytes().filter(u8::is_ascii_digit).take(6).map(|digit| u32::from(digit - b'0'));
            digits.zip(1..).map(|(digit, weight)| digit * weight).sum::<u32>() % 11 == 10
        })
        .count();
    assert_eq!(remainder_ten, 61);

    // As it comes, the header cannot be read: the finding says which row can.
    let catalogue = Catalogue::copy_of(&repository().join("tests/sources/clp"));
    catalogue.replace("datasets/clp/dataset.toml", "header_row = 6", "header_row = 5");
    let outcome = catalogue.run("check", &["--source", &format!("clp={}", workbook.display())]);
    assert_refused(&outcome, 1, "header-merged", &["header_row = 6"]);
}
