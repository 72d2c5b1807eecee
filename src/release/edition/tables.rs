//! The tables of an edition as files: written, read back and compared; or found as they stand.

use std::io::{self, Write as _};
use std::thread::ScopedJoinHandle;

use super::{EditionError, file_stem, summary};
use crate::catalog::Dataset;
use crate::confidential::PublicTable;
use crate::digest::{HashingWriter, Sha256};
use crate::release::staging::{Staged, StagedFile};
use crate::release::{
    EditionNotes, FileManifest, Format, Notes, Staging, TableManifest, WriteError, csv, parquet, verify, xlsx,
};

/// The formats of a table, in the order in which they are listed.
const FORMATS: [Format; 3] = [Format::Csv, Format::Parquet, Format::Xlsx];

/// True if the edition in `folder` has exactly these tables with exactly this content. CSV speaks
/// for all formats: it holds every cell and nothing else.
pub(super) fn equal_published(
    staging: &Staging,
    folder: &str,
    dataset: &Dataset,
    tables: &[PublicTable],
) -> Result<bool, EditionError> {
    let published: Vec<(&str, Sha256)> = staging
        .files_below(folder)
        .filter(|(name, _)| !name.contains('/') && Format::of_name(name) == Format::Csv)
        .map(|(name, staged)| (name, staged.sha256))
        .collect();
    let mut wanted = Vec::with_capacity(tables.len());
    for table in tables {
        let name = file_name(dataset, table, Format::Csv);
        let out =
            csv::write_plain(table, HashingWriter::new(io::sink())).map_err(EditionError::write(&name))?;
        wanted.push((name, out.finish().1));
    }
    wanted.sort_unstable();
    Ok(published.len() == wanted.len()
        && published.iter().zip(&wanted).all(|(have, want)| have.0 == want.0 && have.1 == want.1))
}

/// Writes all tables in all formats and verifies every file.
pub(super) fn write(
    staging: &mut Staging,
    folder: &str,
    dataset: &Dataset,
    tables: &[PublicTable],
    notes: &EditionNotes,
) -> Result<Vec<TableManifest>, EditionError> {
    tables
        .iter()
        .map(|table| {
            verify::statuses(table).map_err(EditionError::verify(table.name()))?;
            let notes = notes.tables.iter().find(|notes| notes.table == table.name());
            let missing = || EditionError::NotesMissing { table: table.name().to_owned() };
            let notes = notes.ok_or_else(missing)?;
            let files = write_table(staging, folder, dataset, table, notes)?;
            Ok(summary::describe(table, files))
        })
        .collect()
}

/// The manifests of tables whose files stand already.
pub(super) fn published(
    staging: &Staging,
    folder: &str,
    dataset: &Dataset,
    tables: &[PublicTable],
) -> Vec<TableManifest> {
    let files = |table: &PublicTable| {
        let stands = |format: &Format| {
            let name = file_name(dataset, table, *format);
            let staged = staging.files().get(&format!("{folder}/{name}"))?;
            Some(manifest(name, *format, staged))
        };
        FORMATS.iter().filter_map(stands).collect()
    };
    tables.iter().map(|table| summary::describe(table, files(table))).collect()
}

/// A table of fewer rows is written sooner than a thread begins.
const SMALL: usize = 1_000;

/// Writes one table in all formats. The workbook takes longer than the rest together, so that of a large
/// table has a thread of its own.
fn write_table(
    staging: &mut Staging,
    folder: &str,
    dataset: &Dataset,
    table: &PublicTable,
    notes: &Notes,
) -> Result<Vec<FileManifest>, EditionError> {
    let formats: Vec<Format> =
        FORMATS.into_iter().filter(|format| *format != Format::Xlsx || xlsx::fits(table)).collect();
    let mut jobs = Vec::with_capacity(formats.len());
    for format in formats {
        let path = format!("{folder}/{}", file_name(dataset, table, format));
        jobs.push(Job { format, out: staging.create(&path)?, path });
    }
    let run = |job: Job| job.run(table, notes);
    let written: Vec<Result<Job, EditionError>> = if table.row_count() < SMALL {
        jobs.into_iter().map(run).collect()
    } else {
        std::thread::scope(|scope| {
            let threads: Vec<_> = jobs.into_iter().map(|job| scope.spawn(move || run(job))).collect();
            threads.into_iter().map(join).collect()
        })
    };
    let mut files = Vec::with_capacity(written.len());
    for job in written {
        let Job { format, out, .. } = job?;
        let staged = staging.finish(out)?;
        files.push(manifest(file_name(dataset, table, format), format, &staged));
    }
    Ok(files)
}

/// A file to be written and verified.
struct Job {
    format: Format,
    path: String,
    out: StagedFile,
}

impl Job {
    fn run(mut self, table: &PublicTable, notes: &Notes) -> Result<Job, EditionError> {
        self.write(table, notes).map_err(EditionError::write(&self.path))?;
        let file = self.out.read_back()?;
        let verified = match self.format {
            Format::Csv => verify::csv(table, file),
            Format::Parquet => verify::parquet(table, notes, file),
            Format::Xlsx => verify::xlsx(table, file),
            Format::Json | Format::JsonStat | Format::SdmxCsv | Format::Text => Ok(()),
        };
        verified.map_err(EditionError::verify(&self.path))?;
        Ok(self)
    }

    fn write(&mut self, table: &PublicTable, notes: &Notes) -> Result<(), WriteError> {
        let out = &mut self.out;
        match self.format {
            Format::Csv => csv::write(table, notes, out)?.flush()?,
            Format::Parquet => parquet::write(table, notes, out)?.flush()?,
            Format::Xlsx => xlsx::write(table, notes, out)?.flush()?,
            // No format of a table.
            Format::Json | Format::JsonStat | Format::SdmxCsv | Format::Text => {}
        }
        Ok(())
    }
}

fn join<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn file_name(dataset: &Dataset, table: &PublicTable, format: Format) -> String {
    format!("{}.{}", file_stem(dataset, table), format.extension())
}

fn manifest(name: String, format: Format, staged: &Staged) -> FileManifest {
    FileManifest { name, format, bytes: staged.bytes, sha256: staged.sha256 }
}
