//! As if this stood in `src/confidential/`: even there, where a raw batch has a name, no writer takes one and
//! nothing serialises or shows it. `confidential_with_an_intruder.rs` is made by `tests/privacy_line.rs`: the
//! room as it is, and `tests/privacy/room/intruder.rs` within it.

#[path = "../../src/catalog/mod.rs"]
pub mod catalog;
#[path = "../../src/cli.rs"]
pub mod cli;
#[path = "../../src/commands/mod.rs"]
pub mod commands;
#[path = "../../target/privacy/confidential_with_an_intruder.rs"]
pub mod confidential;
#[path = "../../src/digest.rs"]
pub mod digest;
#[path = "../../src/identifiers/mod.rs"]
pub mod identifiers;
#[path = "../../src/metadata/mod.rs"]
pub mod metadata;
#[path = "../../src/parallel.rs"]
pub mod parallel;
#[path = "../../src/private.rs"]
pub mod private;
#[path = "../../src/release/mod.rs"]
pub mod release;
#[path = "../../src/report/mod.rs"]
pub mod report;
#[path = "../../src/site/mod.rs"]
pub mod site;
#[path = "../../src/synth/mod.rs"]
pub mod synth;

fn main() {}
