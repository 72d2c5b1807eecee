//! Where the next state of `public/` is built, and how it takes the place of the one before.
//!
//! The only room that creates files below `public/`. Everything is written into a private folder
//! beside it and swapped in whole: a crash, a full disk or a kill at any moment leaves either the
//! state before or the state after. What is written here is a reader's to download, so nothing
//! here knows of tables or editions beyond their folders' names.
//!
//! The private folder is `.<name>.udstil-<random>`, with the new state in `new/`. While a run
//! lives, it holds a lock on the folder's marker file; a folder whose lock is free was left by a
//! run that was killed, and the next run removes it.

mod carry;
mod folder;
mod many;
mod parts;
mod scratch;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::digest::{HashingWriter, Sha256};
use folder::WorkFolder;

pub use many::ManyWriters;
pub use scratch::Scratch;

/// The name of a list of digests, in the format of `sha256sum -c`.
pub const SUMS: &str = "SHA256SUMS";

/// `public/` cannot be built, or cannot be put into its place. It is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum StagingError {
    /// The file system refuses something.
    #[error("cannot {action} {path}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// Another run is at work on the same folder.
    #[error("another run is building {public}; if none is, remove {work}")]
    Busy {
        /// The folder that both want to write.
        public: PathBuf,
        /// The other run's private folder.
        work: PathBuf,
    },
    /// A path leads out of the folder, or cannot be listed in `SHA256SUMS`.
    #[error("`{path}` is not a plain path below the public folder")]
    Path {
        /// The path.
        path: String,
    },
    /// Two rooms write the same file.
    #[error("`{path}` is written twice in one run")]
    Twice {
        /// The file.
        path: String,
    },
    /// A file was begun and never finished.
    #[error("`{path}` was begun and not finished")]
    Unfinished {
        /// The file.
        path: String,
    },
    /// The target folder holds something that is not ours and that the swap would remove.
    #[error("{path} was not written by udstil and would be lost; remove it or choose another folder")]
    Foreign {
        /// What would be lost.
        path: PathBuf,
    },
    /// A published edition is not what its `SHA256SUMS` says.
    #[error("{path} has been changed since it was published, or its SHA256SUMS has")]
    Altered {
        /// The file that differs.
        path: PathBuf,
    },
}

impl StagingError {
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StagingError {
        move |source| StagingError::Io { action, path: path.to_owned(), source }
    }
}

/// The next state of `public/`, being built.
///
/// Dropped before [`Staging::publish`], it is removed without a trace.
#[derive(Debug)]
pub struct Staging {
    work: Arc<WorkFolder>,
    /// The folder that this is a part for, or nothing.
    below: String,
    files: BTreeMap<String, Staged>,
    begun: BTreeSet<String>,
}

/// A finished file of the staging folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staged {
    /// Its size.
    pub bytes: u64,
    /// Its digest.
    pub sha256: Sha256,
    /// True if it was published before and is only carried forward.
    pub carried: bool,
}

/// So many bytes go to a file at once. More would help large files little, and a buffer that is so
/// large that the allocator gives it back each time costs small files much.
const BUFFER: usize = 1 << 14;

/// A file that is being written; [`Staging::finish`] ends it.
#[derive(Debug)]
#[must_use = "a file that is not finished stops publication"]
pub struct StagedFile {
    path: String,
    full: PathBuf,
    out: BufWriter<HashingWriter<File>>,
}

impl StagedFile {
    fn create(root: &Path, path: &str, full: PathBuf) -> Result<StagedFile, StagingError> {
        let file = folder::create_file(root, &full)?;
        let out = BufWriter::with_capacity(BUFFER, HashingWriter::new(file));
        Ok(StagedFile { path: path.to_owned(), full, out })
    }

    fn finish(self) -> Result<(String, Staged), StagingError> {
        let out = self.out.into_inner().map_err(io::IntoInnerError::into_error);
        let (_, sha256, bytes) = out.map_err(StagingError::io("write", &self.full))?.finish();
        Ok((self.path, Staged { bytes, sha256, carried: false }))
    }

    /// Opens what has been written so far for reading.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be flushed or opened.
    pub fn read_back(&mut self) -> Result<File, StagingError> {
        self.out.flush().map_err(StagingError::io("write", &self.full))?;
        File::open(&self.full).map_err(StagingError::io("read", &self.full))
    }
}

impl Write for StagedFile {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.out.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Staging {
    /// Begins the next state of `public`, which need not exist yet. Editions that were published
    /// before are carried forward as they are, and what a killed run left behind is removed.
    ///
    /// # Errors
    ///
    /// Fails if another run is at work, if the folder holds anything that no run has written, if a
    /// published edition was altered, or if the file system refuses.
    pub fn begin(public: &Path) -> Result<Staging, StagingError> {
        let mut staging = Staging {
            work: Arc::new(WorkFolder::create(public)?),
            below: String::new(),
            files: BTreeMap::new(),
            begun: BTreeSet::new(),
        };
        staging.carry_forward()?;
        Ok(staging)
    }

    /// Writes a whole file.
    ///
    /// # Errors
    ///
    /// As [`Staging::create`] and [`Staging::finish`].
    pub fn write(&mut self, path: &str, bytes: &[u8]) -> Result<Staged, StagingError> {
        let mut file = self.create(path)?;
        file.write_all(bytes).map_err(StagingError::io("write", &file.full))?;
        self.finish(file)
    }

    /// Begins a file. `path` lies below the public folder, with `/` between its parts. A file that
    /// was carried forward is replaced; the published one it is linked to is not touched.
    ///
    /// # Errors
    ///
    /// Fails for a path that leads out of the folder, for one that this run has written before, and
    /// if the file system refuses.
    pub fn create(&mut self, path: &str) -> Result<StagedFile, StagingError> {
        let full = self.claim(path)?;
        StagedFile::create(self.work.new_state(), path, full)
    }

    /// Takes a path for a file that is about to be made.
    fn claim(&mut self, path: &str) -> Result<PathBuf, StagingError> {
        let full = self.work.new_state().join(relative(path)?);
        if !self.may_write(path) {
            return Err(StagingError::Path { path: path.to_owned() });
        }
        match self.files.get(path) {
            Some(staged) if staged.carried => {
                fs::remove_file(&full).map_err(StagingError::io("replace", &full))?;
                self.files.remove(path);
            }
            Some(_) => return Err(StagingError::Twice { path: path.to_owned() }),
            None => {}
        }
        if !self.begun.insert(path.to_owned()) {
            return Err(StagingError::Twice { path: path.to_owned() });
        }
        Ok(full)
    }

    /// Ends a file and takes down its digest.
    ///
    /// # Errors
    ///
    /// Fails if what is left cannot be written.
    pub fn finish(&mut self, file: StagedFile) -> Result<Staged, StagingError> {
        let (path, staged) = file.finish()?;
        Ok(self.record(path, staged))
    }

    /// Takes down what a file has become.
    fn record(&mut self, path: String, staged: Staged) -> Staged {
        self.begun.remove(&path);
        self.files.insert(path, staged);
        staged
    }

    /// All finished files with their digests, sorted by path.
    pub fn files(&self) -> &BTreeMap<String, Staged> {
        &self.files
    }

    /// The finished files of a folder, as paths below it, in order.
    pub fn files_below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a Staged)> {
        self.files
            .range::<str, _>((std::ops::Bound::Included(folder), std::ops::Bound::Unbounded))
            .take_while(move |(path, _)| path.starts_with(folder))
            .filter_map(move |(path, staged)| Some((path.strip_prefix(folder)?.strip_prefix('/')?, staged)))
    }

    /// Opens a finished file for reading.
    ///
    /// # Errors
    ///
    /// Fails if there is none.
    pub fn open(&self, path: &str) -> Result<File, StagingError> {
        let full = self.work.new_state().join(relative(path)?);
        File::open(&full).map_err(StagingError::io("read", &full))
    }

    /// Opens finished files by their paths while others are being written.
    pub fn reader(&self) -> impl Fn(&str) -> Result<File, StagingError> + use<> {
        let folder = self.work.new_state().to_owned();
        move |path| {
            let full = folder.join(relative(path)?);
            File::open(&full).map_err(StagingError::io("read", &full))
        }
    }

    /// Removes a file from the new state; the published one that it may be linked to stays.
    ///
    /// # Errors
    ///
    /// Fails if the file system refuses.
    pub fn remove(&mut self, path: &str) -> Result<(), StagingError> {
        let full = self.work.new_state().join(relative(path)?);
        fs::remove_file(&full).map_err(StagingError::io("remove", &full))?;
        self.files.remove(path);
        Ok(())
    }

    /// Gives a finished file a second path: a hard link, or a copy where there are none.
    ///
    /// # Errors
    ///
    /// Fails as [`Staging::create`] does.
    pub fn link(&mut self, from: &str, to: &str) -> Result<(), StagingError> {
        let source = self.work.new_state().join(relative(from)?);
        let target = self.work.new_state().join(relative(to)?);
        if !self.may_write(to) {
            return Err(StagingError::Path { path: to.to_owned() });
        }
        let Some(staged) = self.files.get(from).copied() else {
            return Err(StagingError::Unfinished { path: from.to_owned() });
        };
        if self.files.contains_key(to) || self.begun.contains(to) {
            return Err(StagingError::Twice { path: to.to_owned() });
        }
        folder::link_or_copy(self.work.new_state(), &source, &target)?;
        self.files.insert(to.to_owned(), Staged { carried: false, ..staged });
        Ok(())
    }

    /// Gives every file below a folder a second path below another.
    ///
    /// # Errors
    ///
    /// Fails as [`Staging::link`] does.
    pub fn link_folder(&mut self, from: &str, to: &str) -> Result<(), StagingError> {
        let names: Vec<String> = self.files_below(from).map(|(name, _)| name.to_owned()).collect();
        names.iter().try_for_each(|name| self.link(&format!("{from}/{name}"), &format!("{to}/{name}")))
    }

    /// Removes every file below a folder.
    ///
    /// # Errors
    ///
    /// Fails as [`Staging::remove`] does.
    pub fn remove_folder(&mut self, folder: &str) -> Result<(), StagingError> {
        let names: Vec<String> = self.files_below(folder).map(|(name, _)| name.to_owned()).collect();
        names.iter().try_for_each(|name| self.remove(&format!("{folder}/{name}")))
    }

    /// Writes the list of all digests, and puts the new state in the place of the old one.
    ///
    /// # Errors
    ///
    /// Fails if a file was not finished or the file system refuses; `public` is then as it was.
    pub fn publish(mut self) -> Result<(), StagingError> {
        if let Some(path) = self.begun.first() {
            return Err(StagingError::Unfinished { path: path.clone() });
        }
        let mut file = self.create(SUMS)?;
        for (path, staged) in &self.files {
            if let Some(line) = sums_line(path, staged.sha256) {
                file.write_all(line.as_bytes()).map_err(StagingError::io("write", &file.full))?;
            }
        }
        self.finish(file)?;
        self.work.publish()
    }
}

/// A list of digests in the format of `sha256sum -c`, of files in the order of their paths.
pub(super) fn sums<'a>(files: impl Iterator<Item = (&'a str, Sha256)>) -> String {
    files.filter_map(|(path, sha256)| sums_line(path, sha256)).collect()
}

/// The line of a file. Hidden files have none, since many web servers do not serve them.
fn sums_line(path: &str, sha256: Sha256) -> Option<String> {
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    (!is_hidden).then(|| format!("{sha256}  {path}\n"))
}

/// Checks that a path stays below the folder and can stand in `SHA256SUMS` as it is.
fn relative(path: &str) -> Result<PathBuf, StagingError> {
    let plain = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && !part.chars().any(|c| c.is_control() || matches!(c, '\\' | ':'))
    };
    if path.split('/').all(plain) {
        Ok(path.split('/').collect())
    } else {
        Err(StagingError::Path { path: path.to_owned() })
    }
}

#[cfg(test)]
mod tests;
