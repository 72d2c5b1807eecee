//! Tables of counts in the formats of statisticians, in a folder of their own: they say what the
//! tables say, and belong to readers who know them.

use std::io::Write as _;

use super::{EditionError, file_stem};
use crate::catalog::{Dataset, Publication};
use crate::confidential::PublicTable;
use crate::release::cube::Cube;
use crate::release::staging::StagedFile;
use crate::release::verify::{self, VerifyError};
use crate::release::{EditionNotes, Format, Staging, WriteError, json_stat, sdmx_csv};

/// Writes `statistics/<table>.jsonstat.json` and `statistics/<table>.sdmx.csv` for every table of
/// counts, reads each back and compares it with its table.
pub(super) fn write(
    staging: &mut Staging,
    folder: &str,
    dataset: &Dataset,
    tables: &[PublicTable],
    notes: &EditionNotes,
) -> Result<(), EditionError> {
    let Publication::Tables(policies) = &dataset.policy.publication else { return Ok(()) };
    for (policy, table) in policies.iter().zip(tables) {
        let notes = notes.tables.iter().find(|notes| notes.table == table.name());
        let Some(cube) = notes.and_then(|notes| Cube::new(table, policy, notes)) else { continue };
        for format in [Format::JsonStat, Format::SdmxCsv] {
            let path = format!("{folder}/statistics/{}.{}", file_stem(dataset, table), format.extension());
            let mut out = staging.create(&path)?;
            write_cube(&cube, format, dataset, &mut out).map_err(EditionError::write(&path))?;
            verify_cube(&cube, format, &mut out)?.map_err(EditionError::verify(&path))?;
            staging.finish(out)?;
        }
    }
    Ok(())
}

fn write_cube(
    cube: &Cube<'_>,
    format: Format,
    dataset: &Dataset,
    out: &mut StagedFile,
) -> Result<(), WriteError> {
    match format {
        Format::JsonStat => json_stat::write(cube, out)?.flush()?,
        _ => sdmx_csv::write(cube, dataset.id.as_str(), out)?.flush()?,
    }
    Ok(())
}

fn verify_cube(
    cube: &Cube<'_>,
    format: Format,
    out: &mut StagedFile,
) -> Result<Result<(), VerifyError>, EditionError> {
    let file = out.read_back()?;
    Ok(match format {
        Format::JsonStat => verify::json_stat(cube, file),
        _ => verify::sdmx_csv(cube, file),
    })
}
