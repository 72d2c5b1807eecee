//! What a reader says of a source that it cannot read on, by way of an `io::Error`.
//!
//! A reader deep inside a stack of readers can only answer with an error. Where the source itself is
//! to blame, that error carries a finding, so that a steward is told what to mend.

use std::fmt;
use std::io;

use crate::report::Finding;

#[derive(Debug)]
struct Refused(Finding);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Refused {}

/// An error that is a finding.
pub(super) fn refused(finding: Finding) -> io::Error {
    io::Error::other(Refused(finding))
}

/// The finding that an error is, or the error itself.
pub(in crate::confidential) fn as_finding(error: io::Error) -> Result<Finding, io::Error> {
    match error.downcast::<Refused>() {
        Ok(refused) => Ok(refused.0),
        Err(error) => Err(error),
    }
}
