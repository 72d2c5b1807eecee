//! How long tables take to protect, with all proofs, and how much is withheld beside the unsafe cells.
//!
//! `cargo bench --bench tables -- [NAME…]` protects synthetic tables with a fixed seed, each
//! `UDSTIL_BENCH_ROUNDS` times (3 if not given), and prints the best time. The engine is compiled into
//! the bench, because nothing outside `confidential` may name it.

#![allow(clippy::print_stdout, reason = "a bench is there to print")]
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on may stop")]
#![allow(missing_docs, reason = "a bench has no readers but this comment's")]

mod catalog {
    pub(crate) const MAX_DIMENSIONS: usize = 8;
}
#[path = "confidential.rs"]
mod confidential;

fn main() {
    confidential::run();
}
