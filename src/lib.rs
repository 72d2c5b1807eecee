//! udstil publishes a public authority's data openly without leaking what must stay secret.
//!
//! The house from the top down; imports run one way only:
//!
//! - [`cli`] parses the command line, runs one of the [`commands`], and shows what was found;
//! - [`site`] and [`metadata`] describe an edition to people and to machines, from its manifest;
//! - [`release`] writes public tables to files, reads them back and swaps them in;
//! - [`confidential`] holds everything that may be a person's or a company's, with one door out:
//!   [`confidential::anonymised`];
//! - [`synth`] makes synthetic source rows;
//! - [`catalog`] is what `datasets/` and `schemas/` say;
//! - [`identifiers`], [`digest`], [`report`], [`parallel`], which does work on several threads, and [`private`], which
//!   writes what is the steward's alone, are the ground floor.
//!
//! ARCHITECTURE.md says what each room is for and what is deliberately absent from it.

pub mod catalog;
pub mod cli;
pub mod commands;
pub mod confidential;
pub mod digest;
pub mod identifiers;
pub mod metadata;
pub mod parallel;
pub mod private;
pub mod release;
pub mod report;
pub mod site;
pub mod synth;
