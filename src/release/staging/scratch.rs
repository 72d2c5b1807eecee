//! A folder for a preview, which is not published and does not last.

use std::io;
use std::path::Path;

use tempfile::TempDir;

/// A new folder that only this user can read; it is removed with this value.
#[derive(Debug)]
pub struct Scratch(TempDir);

impl Scratch {
    /// Makes the folder where the system keeps what does not last.
    ///
    /// # Errors
    ///
    /// Fails if the file system refuses.
    pub fn new() -> io::Result<Scratch> {
        TempDir::new().map(Scratch)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}
