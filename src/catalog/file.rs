//! Reading a configuration file so that whatever is wrong with it has a line.

use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

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
            Ok(value) => {
                self.refuse_written_controls(report);
                Some(value)
            }
            Err(error) => {
                let line = error.span().map_or(1, |span| line_at(self.text.as_bytes(), span.start));
                let message = error.message().trim_end().replace('\n', "; ");
                report.push(Finding::error(codes::NOT_TOML, Place::line(&self.path, line), message));
                None
            }
        }
    }

    /// A finding for the first control character in each line of the file, other than tabs and
    /// carriage returns: neither XML nor HTML can hold it.
    pub(crate) fn refuse_controls(&self, report: &mut Report) {
        for (line, number) in self.text.split('\n').zip(1..) {
            if let Some(found) = line.chars().find(|letter| is_control(*letter)) {
                report.push(control(Place::line(&self.path, number), "the line", found));
            }
        }
    }

    /// The same for a TOML file, which can only have control characters written as `\u0007` and the
    /// like. What `[source]` says is not told to anyone, and may name such a character.
    fn refuse_written_controls(&self, report: &mut Report) {
        let Ok(table) = DeTable::parse(&self.text) else { return };
        for (key, value) in table.get_ref() {
            if key.get_ref() != "source" {
                self.refuse_in(key.get_ref(), value, report);
            }
        }
    }

    fn refuse_in(&self, key: &str, value: &Spanned<DeValue<'_>>, report: &mut Report) {
        match value.get_ref() {
            DeValue::String(text) => {
                if let Some(found) = text.chars().find(|letter| is_control(*letter)) {
                    report.push(control(self.place(value).column(key), &format!("`{key}`"), found));
                }
            }
            DeValue::Array(values) => values.iter().for_each(|value| self.refuse_in(key, value, report)),
            DeValue::Table(table) => {
                for (inner, value) in table {
                    self.refuse_in(&format!("{key}.{}", inner.get_ref()), value, report);
                }
            }
            _ => {}
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

/// True for a character that XML 1.0 or HTML has no way to write, or that nobody sees.
fn is_control(letter: char) -> bool {
    (letter.is_control() && !matches!(letter, '\t' | '\n' | '\r'))
        || matches!(letter, '\u{fffe}' | '\u{ffff}')
}

fn control(place: Place, subject: &str, found: char) -> Finding {
    let message = format!("{subject} has the control character U+{:04X}", u32::from(found));
    Finding::error(codes::CONTROL_CHARACTER, place, message)
        .hint("take it out; tabs and ends of lines are fine")
}

/// The line, from 1, in which a byte stands.
pub(super) fn line_at(text: &[u8], offset: usize) -> u64 {
    1 + memchr::memchr_iter(b'\n', &text[..offset.min(text.len())]).count() as u64
}
