//! `udstil synth`: synthetic source rows.
use super::{CommandError, Context, Outcome};
#[allow(missing_docs)]
pub struct Synth {
    pub dataset: String,
    pub rows: Option<u64>,
    pub seed: Option<u64>,
    pub output: Option<std::path::PathBuf>,
}
#[allow(missing_docs)]
pub fn synth(_: &Context, _: &Synth, _: &mut dyn std::io::Write) -> Result<Outcome, CommandError> {
    Err(crate::synth::SynthError.into())
}
