//! stub
#[derive(Debug, thiserror::Error)]
#[error("no")]
#[allow(missing_docs)]
pub struct SynthError;
