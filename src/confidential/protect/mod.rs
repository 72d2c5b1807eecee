//! Tables that hold: which further cells to withhold, and a proof for every withheld cell.
//!
//! This room is exact arithmetic on tables. It knows no rows, no files, no policy and no code: cells
//! are numbers here. A [`System`] holds all tables of a dataset at once, because tables that share
//! their rows give each other's withheld cells away. [`protect`] chooses what to withhold beside the
//! unsafe cells, and publishes nothing without a certificate for each withheld cell: two other
//! tables that fit everything published and lie far enough apart, checked in whole numbers.

mod audit;
mod cheapest;
mod cubes;
mod exchanges;
mod gauss;
mod lp;
mod modular;
mod pairs;
mod pattern;
mod pools;
mod prove;
mod quantity;
mod repair;
mod room;
mod rules;
mod shown;
mod system;
mod tree;
mod undo;

#[cfg(test)]
mod edges;
#[cfg(test)]
mod known_answers;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod random_tables;

pub(in crate::confidential) use audit::Moves;
pub(in crate::confidential) use quantity::{Insiders, Quantity, Required, Share};
pub(in crate::confidential) use repair::{Refusal, Summary, Unprotectable, protect};
pub(in crate::confidential) use rules::Dominance;
pub(in crate::confidential) use shown::{Guarded, Shown, audit_shown, behind_rounded, round_to};
pub(in crate::confidential) use system::{State, System};
pub(in crate::confidential) use tree::{Key, TableShape, Tree};
