//! A table of counts as SDMX-CSV 2.0 (<https://github.com/sdmx-twg/sdmx-csv>): one observation to a
//! line, with the statuses of SDMX beside its value.
//!
//! The format names a data structure. None is published as a file; its name says whose it would be,
//! of which table, and as of which day.

use std::io::Write;

use super::WriteError;
use super::cube::{Cube, FIGURES, TIME, sdmx_status};

/// What stands before and behind the dimensions.
const BEFORE: [&str; 3] = ["STRUCTURE", "STRUCTURE_ID", "ACTION"];
const BEHIND: [&str; 5] = [FIGURES, "OBS_VALUE", "OBS_STATUS", "CONF_STATUS", "DECIMALS"];

/// Writes a cube. `dataset` is the identifier of the dataset it belongs to.
///
/// # Errors
///
/// Fails if `out` does.
pub(super) fn write<W: Write>(cube: &Cube<'_>, dataset: &str, out: W) -> Result<W, WriteError> {
    let mut writer = ::csv::WriterBuilder::new().from_writer(out);
    let time = cube.time();
    let names = cube.axes.iter().enumerate();
    let names = names.map(|(place, axis)| if Some(place) == time { TIME } else { axis.policy.name.as_str() });
    writer.write_record(BEFORE.into_iter().chain(names).chain(BEHIND)).map_err(io_error)?;
    let structure = structure(cube, dataset);
    let mut value = String::new();
    for row in 0..cube.table.row_count() {
        let code = |axis: &super::cube::Axis<'_>| axis.places[row].map(|code| code as usize);
        let codes: Vec<&str> =
            cube.axes.iter().map(|axis| code(axis).map_or("", |code| axis.codes[code].as_str())).collect();
        for figures in &cube.figures {
            value.clear();
            figures.values.cell(row).write_to(&mut value);
            let (observation, confidentiality) = sdmx_status(figures.status(row));
            let decimals = figures.decimals().to_string();
            let before = ["dataflow", &structure, "I"];
            let behind = [&figures.policy.name, value.as_str(), observation, confidentiality, &decimals];
            let record = before.into_iter().chain(codes.iter().copied()).chain(behind);
            writer.write_record(record).map_err(io_error)?;
        }
    }
    writer.into_inner().map_err(|error| WriteError::Io(error.into_error()))
}

/// The name of the structure: agency, identifier and version. The agency is the site's host from
/// the back, since an authority's own host is a name that nobody else can have.
fn structure(cube: &Cube<'_>, dataset: &str) -> String {
    let address = cube.notes.source.split_once("://").map_or(cube.notes.source.as_str(), |(_, rest)| rest);
    let host = address.split(['/', ':']).next().unwrap_or(address);
    let parts = host.split('.').rev().map(|part| {
        let starts_well = part.starts_with(|first: char| first.is_ascii_alphabetic());
        if starts_well { part.to_owned() } else { format!("N{part}") }
    });
    let agency = parts.collect::<Vec<_>>().join(".");
    let day = cube.notes.date;
    let version = format!("{}.{}.{}", day.year(), day.month(), day.day());
    format!("{agency}:{dataset}_{}({version})", cube.table.name())
}

fn io_error(error: ::csv::Error) -> WriteError {
    WriteError::Io(std::io::Error::other(error))
}
