//! Many small files at once: several threads make, fill and hash them, and take turns only to take
//! down what they have done.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Staged, StagedFile, Staging, StagingError};

/// A staging folder that several threads write into.
#[derive(Debug)]
pub struct ManyWriters<'a> {
    root: PathBuf,
    staging: Mutex<&'a mut Staging>,
}

impl Staging {
    /// Lets several threads write whole files.
    pub fn many_writers(&mut self) -> ManyWriters<'_> {
        ManyWriters { root: self.work.new_state().to_owned(), staging: Mutex::new(self) }
    }
}

impl<'a> ManyWriters<'a> {
    /// Writes a whole file, which `fill` makes.
    ///
    /// # Errors
    ///
    /// As [`Staging::create`] and [`Staging::finish`].
    pub fn write(
        &self,
        path: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Staged, StagingError> {
        let full = self.turn().claim(path)?;
        let mut file = StagedFile::create(&self.root, path, full)?;
        fill(&mut file).map_err(StagingError::io("write", &file.full))?;
        let (path, staged) = file.finish()?;
        Ok(self.turn().record(path, staged))
    }

    /// Writes whole files, which `fill` makes together: it is given a writer for each path.
    ///
    /// # Errors
    ///
    /// As [`Staging::create`] and [`Staging::finish`].
    pub fn write_together(
        &self,
        paths: &[String],
        fill: impl FnOnce(&mut [&mut dyn Write]) -> io::Result<()>,
    ) -> Result<(), StagingError> {
        let mut files = Vec::with_capacity(paths.len());
        for path in paths {
            let full = self.turn().claim(path)?;
            files.push(StagedFile::create(&self.root, path, full)?);
        }
        let mut outs: Vec<&mut dyn Write> = Vec::with_capacity(paths.len());
        outs.extend(files.iter_mut().map(|file| file as &mut dyn Write));
        let first = paths.first().map_or_else(|| self.root.clone(), |path| self.root.join(path));
        fill(&mut outs).map_err(StagingError::io("write", &first))?;
        for file in files {
            let (path, staged) = file.finish()?;
            self.turn().record(path, staged);
        }
        Ok(())
    }

    /// A thread that has panicked has claimed at most a file that it did not finish, which stops
    /// publication.
    fn turn(&self) -> MutexGuard<'_, &'a mut Staging> {
        self.staging.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
