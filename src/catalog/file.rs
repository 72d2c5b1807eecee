//! Reading a configuration file so that whatever is wrong with it has a line.

use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::codes;
use crate::report::{Excerpt, Finding, Place, Report};

/// The catalogue could not be read, for a reason that no edit to it would mend.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path}")]
pub struct LoadError {
    path: PathBuf,
    source: io::Error,
}

impl LoadError {
    pub(super) fn new(path: &Path, source: io::Error) -> LoadError {
        LoadError { path: path.to_owned(), source }
    }
}

/// A text file below the catalogue's root.
#[derive(Debug)]
pub(crate) struct ConfigFile {
    path: String,
    text: String,
}

impl ConfigFile {
    /// Reads a file. One that is missing or not UTF-8 is a finding and `None`.
    pub(crate) fn read(
        root: &Path,
        path: &str,
        report: &mut Report,
    ) -> Result<Option<ConfigFile>, LoadError> {
        let full = root.join(path);
        let bytes = match std::fs::read(&full) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                report.push(
                    Finding::error(codes::FILE_MISSING, Place::file(path), format!("`{path}` is not there"))
                        .hint("docs/datasets.md lists the files that a dataset consists of"),
                );
                return Ok(None);
            }
            Err(error) => return Err(LoadError::new(&full, error)),
        };
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(ConfigFile { path: path.to_owned(), text })),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let line = line_at(error.as_bytes(), valid);
                report.push(
                    Finding::error(codes::NOT_UTF8, Place::line(path, line), "the file is not UTF-8 text")
                        .hint("save it as UTF-8"),
                );
                Ok(None)
            }
        }
    }

    /// The file's content.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The file's path below the root.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Parses the file as TOML into `T`. What does not fit is a finding and `None`.
    pub(crate) fn parse<T: DeserializeOwned>(&self, report: &mut Report) -> Option<T> {
        match toml::from_str(&self.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let line = error.span().map_or(1, |span| line_at(self.text.as_bytes(), span.start));
                let message = error.message().trim_end().replace('\n', "; ");
                report.push(Finding::error(codes::NOT_TOML, Place::line(&self.path, line), message));
                None
            }
        }
    }

    /// The place of a value that was parsed from this file.
    pub(crate) fn place<T>(&self, value: &toml::Spanned<T>) -> Place {
        Place::line(&self.path, line_at(self.text.as_bytes(), value.span().start))
    }

    /// The line of a value that was parsed from this file, to be shown.
    pub(crate) fn excerpt<T>(&self, value: &toml::Spanned<T>) -> Excerpt {
        Excerpt::of(&self.path, &self.text, line_at(self.text.as_bytes(), value.span().start))
    }

    /// The first line.
    pub(crate) fn top(&self) -> Place {
        Place::line(&self.path, 1)
    }
}

/// The line, from 1, in which a byte stands.
pub(super) fn line_at(text: &[u8], offset: usize) -> u64 {
    1 + memchr::memchr_iter(b'\n', &text[..offset.min(text.len())]).count() as u64
}
