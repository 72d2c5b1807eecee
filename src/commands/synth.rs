//! `udstil synth`: synthetic source rows.

use std::io::{self, Write};
use std::path::PathBuf;

use super::{CommandError, Context, Ending, Outcome};
use crate::synth::{self, Request, SynthError};

/// What is to be written, and where.
#[derive(Clone, Debug)]
pub struct Synth {
    /// The dataset's identifier.
    pub dataset: String,
    /// How many rows; as many as the sample has if nothing is said.
    pub rows: Option<u64>,
    /// From which seed; that of the sample if nothing is said.
    pub seed: Option<u64>,
    /// The file that `open` opens; standard output if there is none.
    pub output: Option<PathBuf>,
}

/// Writes synthetic rows to what `open` opens, which is not called if there is nothing to write.
///
/// # Errors
///
/// Fails if the catalogue cannot be read or the rows cannot be written.
pub fn synth(
    context: &Context,
    wanted: &Synth,
    open: impl FnOnce() -> io::Result<Box<dyn Write>>,
) -> Result<Outcome, CommandError> {
    let request = Request {
        root: &context.root,
        dataset: &wanted.dataset,
        rows: wanted.rows,
        seed: wanted.seed,
        as_of: context.as_of,
        secrets: &context.secrets,
    };
    let report = synth::run(&request, open).map_err(|error| match error {
        SynthError::Write(source) => {
            let path = wanted.output.as_ref().map(|path| path.display().to_string());
            CommandError::Output { path: path.unwrap_or_else(|| "standard output".to_owned()), source }
        }
        other => other.into(),
    })?;
    if report.refuses() {
        return Ok(Outcome::misconfigured(report));
    }
    Ok(Outcome { report, ending: Ending::Done, summary: Vec::new() })
}
