//! udstil publishes a public authority's data openly without leaking what must stay secret.

pub mod catalog;
pub mod confidential;
pub mod digest;
pub mod identifiers;
pub mod metadata;
pub mod release;
pub mod report;
pub mod site;
