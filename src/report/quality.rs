//! What was asked of a source and what came of it, in numbers. No value of the source is in it.

use super::{Code, Excerpt, Severity};

/// What was asked of a source and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quality {
    /// How many rows were read.
    pub rows: u64,
    /// True if the source was read to its end.
    pub is_complete: bool,
    /// Every check, whether anything violates it or not, in the order in which checks are reported.
    pub checks: Vec<Check>,
    /// How many rows were set aside; `None` if the dataset sets none aside.
    pub quarantined: Option<u64>,
}

/// One thing that was asked of every row, or of the source as a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The code of a finding that it makes.
    pub code: Code,
    /// Whether that stops publication.
    pub severity: Severity,
    /// The column; `None` if it is about more than one, or the table.
    pub column: Option<String>,
    /// What is wrong where it is violated.
    pub violation: String,
    /// The line that made it.
    pub rule: Option<Excerpt>,
    /// How many rows violate it. A rule on the table as a whole counts what its finding counts.
    pub violations: u64,
    /// The first rows that violate it, with the header as row 1; at most [`Check::ROWS`].
    pub rows: Vec<u64>,
}

impl Check {
    /// As many rows of a check are listed.
    pub const ROWS: usize = 20;
}
