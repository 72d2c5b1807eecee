//! Names that become parts of paths, URLs and column headers.

use std::fmt;

/// A dataset's identifier: lower-case ASCII letters, digits and inner hyphens.
///
/// It becomes a folder name and a part of a URL, which must never change once published.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DatasetId(String);

impl DatasetId {
    /// An identifier, if the text is one.
    pub fn parse(text: &str) -> Option<DatasetId> {
        let sound = !text.is_empty()
            && text.len() <= 64
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        sound.then(|| DatasetId(text.to_owned()))
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DatasetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// True for a name of a table or published column: an ASCII letter, then letters, digits and `_`.
/// Such a name needs no quoting in SQL, Python, R or a URL.
pub(super) fn is_plain_name(text: &str) -> bool {
    text.len() <= 64
        && text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
