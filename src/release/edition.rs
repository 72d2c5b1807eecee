//! An edition, from tables to a folder of files that is never changed again.
//!
//! It comes about in three steps, each of which consumes the one before, so none can be left out:
//! a [`Draft`] has a name; an [`OpenEdition`] has its tables written, read back and compared, and
//! takes further files, such as metadata that name the tables' digests; what
//! [`OpenEdition::finish`] returns has its `SHA256SUMS` and stands under `latest/`.
//!
//! Tables whose content equals the latest edition's make no new edition. Then the same steps lead
//! to the manifest of the edition that stands, and nothing of it is written.

mod codelists;
mod index;
mod readme;
mod statistics;
mod summary;
mod tables;

pub use index::earlier_editions;

use jiff::civil::Date;

use crate::catalog::Dataset;
use crate::confidential::PublicTable;
use crate::report::{Finding, Place};

use super::staging::{SUMS, Staging, StagingError, sums};
use super::verify::VerifyError;
use super::{Edition, EditionName, EditionNotes, FileManifest, Format, RecordCount, WriteError, codes};

/// An edition cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    /// It must not be: a finding for the steward.
    #[error("{0}")]
    Refused(Box<Finding>),
    /// The folder under construction cannot be written or read.
    #[error(transparent)]
    Staging(#[from] StagingError),
    /// A file of a table cannot be written.
    #[error("cannot write {path}")]
    Write {
        /// The file, below the public folder.
        path: String,
        /// Why not.
        source: WriteError,
    },
    /// What was written is not what should have been.
    #[error("{path} was written wrongly")]
    Verify {
        /// The file, below the public folder.
        path: String,
        /// How it differs.
        source: VerifyError,
    },
    /// A table would go out without saying what it is.
    #[error("there are no notes for table `{table}`")]
    NotesMissing {
        /// The table.
        table: String,
    },
}

/// An edition that has a name and no files yet.
#[derive(Debug)]
pub struct Draft<'a> {
    staging: &'a mut Staging,
    dataset: &'a Dataset,
    tables: &'a [PublicTable],
    name: EditionName,
    is_new: bool,
}

/// An edition whose tables are written and verified; further files may be added.
#[derive(Debug)]
pub struct OpenEdition<'a> {
    staging: &'a mut Staging,
    edition: Edition,
    is_new: bool,
}

impl<'a> Draft<'a> {
    /// Decides which edition these tables are: the latest one if its content is the same, else a
    /// new one of the day `as_of`.
    ///
    /// # Errors
    ///
    /// Refuses a new edition of a confidential source beside an earlier one that differs: what the
    /// two together give away is not examined. Refuses a day before the latest edition's.
    pub fn begin(
        staging: &'a mut Staging,
        dataset: &'a Dataset,
        tables: &'a [PublicTable],
        as_of: Date,
    ) -> Result<Draft<'a>, EditionError> {
        let earlier = index::editions(staging, dataset.id.as_str());
        let Some(latest) = earlier.last().copied() else {
            let name = EditionName { date: as_of, number: 1 };
            return Ok(Draft { staging, dataset, tables, name, is_new: true });
        };
        let folder = folder(dataset, latest);
        if tables::equal_published(staging, &folder, dataset, tables)? {
            return Ok(Draft { staging, dataset, tables, name: latest, is_new: false });
        }
        let place = Place::file(&dataset.policy.path);
        if !dataset.is_public_source() {
            return Err(refused(
                Finding::error(
                    codes::EDITION_UNCOMPARED,
                    place,
                    format!(
                        "the tables of `{}` differ from its edition {latest}, and what the two editions \
                         give away together is not examined yet",
                        dataset.id
                    ),
                )
                .hint(
                    "build into an empty folder; or, if the earlier editions were never published, \
                     remove them and build again",
                ),
            ));
        }
        if as_of < latest.date {
            return Err(refused(
                Finding::error(
                    codes::EDITION_OUT_OF_ORDER,
                    place,
                    format!("`{}` has an edition {latest}, later than {as_of}", dataset.id),
                )
                .hint("build for the day of the latest edition or a later one (`--as-of`)"),
            ));
        }
        let number = if as_of == latest.date { latest.number + 1 } else { 1 };
        let name = EditionName { date: as_of, number };
        Ok(Draft { staging, dataset, tables, name, is_new: true })
    }

    /// The edition's name, for the notes that its files carry.
    pub fn name(&self) -> EditionName {
        self.name
    }

    /// True if the edition is not published yet.
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// Writes every table in every format, reads each file back with another reader, and compares.
    /// Adds the code lists in use, the formats of statisticians, and `README.txt`.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be written or does not say what its table says.
    pub fn write_tables(
        self,
        notes: &EditionNotes,
        records_checked: RecordCount,
    ) -> Result<OpenEdition<'a>, EditionError> {
        let Draft { staging, dataset, tables, name, is_new } = self;
        let folder = folder(dataset, name);
        let tables = if is_new {
            let manifests = tables::write(staging, &folder, dataset, tables, notes)?;
            codelists::write(staging, &folder, dataset, tables)?;
            statistics::write(staging, &folder, dataset, tables, notes)?;
            staging.write(&format!("{folder}/README.txt"), readme::render(&notes.readme).as_bytes())?;
            manifests
        } else {
            tables::published(staging, &folder, dataset, tables)
        };
        let edition = Edition {
            dataset: dataset.id.clone(),
            name,
            tables,
            files: Vec::new(),
            records_checked,
            quality: None,
        };
        let mut open = OpenEdition { staging, edition, is_new };
        open.edition.files = open.other_files();
        Ok(open)
    }
}

impl OpenEdition<'_> {
    /// The edition as far as it has come: its tables with their files and digests.
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// Adds a file, such as `datapackage.json`. An edition that stands already keeps the file it
    /// has, or goes without: it is never changed.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be written.
    pub fn add_file(&mut self, name: &str, bytes: &[u8]) -> Result<(), EditionError> {
        if self.is_new {
            self.staging.write(&format!("{}/{name}", self.folder()), bytes)?;
            self.edition.files = self.other_files();
        }
        Ok(())
    }

    /// Closes the edition with its `SHA256SUMS`, lists it in `editions.json` and shows it under
    /// `latest/`.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be written.
    pub fn finish(mut self) -> Result<Edition, EditionError> {
        let folder = self.folder();
        if self.is_new {
            let sums = sums(self.staging.files_below(&folder).map(|(name, staged)| (name, staged.sha256)));
            self.staging.write(&format!("{folder}/{SUMS}"), sums.as_bytes())?;
            self.edition.files = self.other_files();
        }
        index::show_as_latest(self.staging, self.edition.dataset.as_str(), self.edition.name)?;
        index::list_editions(self.staging, self.edition.dataset.as_str())?;
        Ok(self.edition)
    }

    fn folder(&self) -> String {
        format!("data/{}/{}", self.edition.dataset, self.edition.name)
    }

    /// The files that belong to no table.
    fn other_files(&self) -> Vec<FileManifest> {
        let of_tables: Vec<&str> = self
            .edition
            .tables
            .iter()
            .flat_map(|table| &table.files)
            .map(|file| file.name.as_str())
            .collect();
        self.staging
            .files_below(&self.folder())
            .filter(|(name, _)| !of_tables.contains(name))
            .map(|(name, staged)| FileManifest {
                name: name.to_owned(),
                format: Format::of_name(name),
                bytes: staged.bytes,
                sha256: staged.sha256,
            })
            .collect()
    }
}

/// Where all editions of a dataset lie: what writes them writes nowhere else.
pub fn dataset_folder(dataset: &Dataset) -> String {
    format!("data/{}", dataset.id)
}

fn folder(dataset: &Dataset, name: EditionName) -> String {
    format!("{}/{name}", dataset_folder(dataset))
}

fn refused(finding: Finding) -> EditionError {
    EditionError::Refused(Box::new(finding))
}

/// What a table's files are called, without extension. A downloaded file must say by itself that
/// its content was made up.
fn file_stem(dataset: &Dataset, table: &PublicTable) -> String {
    let suffix = if dataset.about.synthetic { "-synthetic" } else { "" };
    format!("{}{suffix}", table.name())
}

impl EditionError {
    fn write(path: &str) -> impl FnOnce(WriteError) -> EditionError {
        move |source| EditionError::Write { path: path.to_owned(), source }
    }

    fn verify(path: &str) -> impl FnOnce(VerifyError) -> EditionError {
        move |source| EditionError::Verify { path: path.to_owned(), source }
    }
}

#[cfg(test)]
mod tests;
