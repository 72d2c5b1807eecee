//! The `udstil` program.

fn main() {}
