//! JSON-stat and SDMX-CSV against their cube: every cell with its value and its status, and no other.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::VerifyError;
use crate::release::cube::{Cube, Figures, sdmx_status};

/// What is read of a JSON-stat file.
#[derive(Deserialize)]
struct DatasetFile {
    id: Vec<String>,
    size: Vec<usize>,
    dimension: BTreeMap<String, DimensionFile>,
    value: BTreeMap<u64, Box<RawValue>>,
    status: BTreeMap<u64, String>,
}

#[derive(Deserialize)]
struct DimensionFile {
    category: Category,
}

#[derive(Deserialize)]
struct Category {
    index: Vec<String>,
}

/// A cell as a file has it: the codes of its row, its value and its status.
type Found = (Vec<String>, Option<String>, Option<String>);

/// Compares a JSON-stat file with its cube.
pub(in crate::release) fn json_stat(cube: &Cube<'_>, file: File) -> Result<(), VerifyError> {
    let read: DatasetFile = serde_json::from_reader(BufReader::new(file))
        .map_err(|error| VerifyError::Io(std::io::Error::from(error)))?;
    let columns = cube.axes.len() + 1;
    if read.id.len() != columns || read.size != cube.sizes() {
        return Err(VerifyError::Columns { expected: columns, found: read.id.len() });
    }
    let (mut values, mut statuses) = (read.value.into_iter().peekable(), read.status.into_iter().peekable());
    // Both are in order, so the next cell is the first of either.
    let cells = std::iter::from_fn(|| {
        let places = [values.peek().map(|(place, _)| *place), statuses.peek().map(|(place, _)| *place)];
        let place = places.into_iter().flatten().min()?;
        let value = values.next_if(|(at, _)| *at == place).map(|(_, value)| value.get().to_owned());
        Some((place, value, statuses.next_if(|(at, _)| *at == place).map(|(_, status)| status)))
    });
    let found = cells.map(|(place, value, status)| {
        let codes = codes(&read.id, &read.size, &read.dimension, place);
        codes.map(|codes| (codes, value, status)).ok_or(VerifyError::More { what: "a cell under no codes" })
    });
    compare(cube, cube.rows_in_line().into_iter(), found, |status| status.map(str::to_owned))
}

/// The codes of a cell from its place in the line of all cells.
fn codes(
    id: &[String],
    size: &[usize],
    dimensions: &BTreeMap<String, DimensionFile>,
    place: u64,
) -> Option<Vec<String>> {
    let mut rest = place;
    let mut codes = Vec::with_capacity(id.len());
    for (name, size) in id.iter().zip(size).rev() {
        let size = *size as u64;
        let code = usize::try_from(rest.checked_rem(size)?).ok()?;
        codes.push(dimensions.get(name)?.category.index.get(code)?.clone());
        rest /= size;
    }
    codes.reverse();
    (rest == 0).then_some(codes)
}

/// Compares an SDMX-CSV file with its cube.
pub(in crate::release) fn sdmx_csv(cube: &Cube<'_>, file: File) -> Result<(), VerifyError> {
    let mut reader = ::csv::ReaderBuilder::new().from_reader(BufReader::new(file));
    let columns = cube.axes.len() + 8;
    // The place of the measure's name; its value and two statuses follow.
    let measure = cube.axes.len() + 3;
    let found = reader.records().map(|record| {
        let record = record?;
        if record.len() != columns {
            return Err(VerifyError::Columns { expected: columns, found: record.len() });
        }
        let cell = |index: usize| record[index].to_owned();
        let value = Some(cell(measure + 1)).filter(|value| !value.is_empty());
        let status = format!("{} {}", &record[measure + 2], &record[measure + 3]);
        Ok(((3..=measure).map(cell).collect(), value, Some(status)))
    });
    let as_sdmx = |status: Option<&str>| {
        let (observation, confidentiality) = sdmx_status(status);
        Some(format!("{observation} {confidentiality}"))
    };
    compare(cube, 0..cube.table.row_count(), found, as_sdmx)
}

/// Compares the cells of a file with those of the cube's rows, which stand in the order given.
fn compare(
    cube: &Cube<'_>,
    rows: impl Iterator<Item = usize>,
    mut found: impl Iterator<Item = Result<Found, VerifyError>>,
    status: impl Fn(Option<&str>) -> Option<String>,
) -> Result<(), VerifyError> {
    for row in rows {
        for figures in &cube.figures {
            let mut value = String::new();
            figures.values.cell(row).write_to(&mut value);
            let value = Some(value).filter(|value| !value.is_empty());
            let expected = (codes_of(cube, row, figures), value, status(figures.status(row)));
            if found.next().transpose()? != Some(expected) {
                return Err(VerifyError::Cell { row, column: figures.policy.name.clone() });
            }
        }
    }
    match found.next() {
        None => Ok(()),
        Some(_) => Err(VerifyError::More { what: "cells that no row has" }),
    }
}

fn codes_of(cube: &Cube<'_>, row: usize, figures: &Figures<'_>) -> Vec<String> {
    let mut codes: Vec<String> = Vec::with_capacity(cube.axes.len() + 1);
    for axis in &cube.axes {
        let place = axis.places[row].map(|place| place as usize);
        codes.push(place.map(|place| axis.codes[place].clone()).unwrap_or_default());
    }
    codes.push(figures.policy.name.clone());
    codes
}

#[cfg(test)]
mod tests {
    use std::io::{Seek as _, Write as _};

    use super::*;
    use crate::catalog::Publication;
    use crate::release::fixtures::{catalogue, notes, visits};
    use crate::release::{json_stat as writer_of_json_stat, sdmx_csv as writer_of_sdmx_csv};

    /// What the two verifiers say of a cube's files after `spoil` has had its way with them.
    fn check(spoil: impl Fn(String) -> String) -> [bool; 2] {
        let catalog = catalogue();
        let dataset = catalog.datasets.iter().find(|dataset| dataset.id.as_str() == "besoeg").unwrap();
        let Publication::Tables(policies) = &dataset.policy.publication else { panic!("tables") };
        let (table, notes) = (visits(12), notes());
        let cube = Cube::new(&table, &policies[0], &notes).unwrap();
        let file = |bytes: Vec<u8>| {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(spoil(String::from_utf8(bytes).unwrap()).as_bytes()).unwrap();
            file.rewind().unwrap();
            file
        };
        let json = file(writer_of_json_stat::write(&cube, Vec::new()).unwrap());
        let csv = file(writer_of_sdmx_csv::write(&cube, "besoeg", Vec::new()).unwrap());
        [json_stat(&cube, json).is_ok(), sdmx_csv(&cube, csv).is_ok()]
    }

    #[test]
    fn what_was_written_is_what_the_table_says() {
        assert_eq!(check(|text| text), [true, true]);
    }

    #[test]
    fn a_changed_figure_is_seen() {
        assert_eq!(check(|text| text.replace("22.5", "22.6")), [false, false]);
    }

    #[test]
    fn a_changed_status_is_seen() {
        assert_eq!(check(|text| text.replace(":\"c\"", ":\"x\"").replace(",Q,C,", ",A,F,")), [false, false]);
    }

    #[test]
    fn exchanged_codes_are_seen() {
        let exchange = |text: String| {
            text.replace("\"DK-82\",\"DK-84\"", "\"DK-84\",\"DK-82\"").replacen(",DK-82,", ",DK-84,", 1)
        };
        assert_eq!(check(exchange), [false, false]);
    }
}
