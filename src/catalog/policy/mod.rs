//! `datasets/<id>/policy.toml`: what may leave, at which granularity, under which rules.
//!
//! The file is an allow list. A column that it does not name is a refusal, a granularity is written
//! down by a person and never chosen from the data, and no rule has a silent default. Here stands
//! what a policy is; how the file is read stands in the files beside this one.

mod noise;
mod protection;
mod read;
mod rules;
mod secrets;
mod tables;

use std::sync::Arc;

use serde::Deserialize;

use super::codelist::Codelist;
use super::record_schema::ColumnId;
use super::source::Matching;
use super::text::Localised;

pub use noise::NoiseTable;
pub use protection::{CellKeys, Protection, SecretKey};
pub(super) use read::{Context, find_codelist, parse};
pub use rules::{Concentration, ConcentrationKind, Parameter};
pub use secrets::Secrets;

/// The greatest number of dimensions of a table.
pub const MAX_DIMENSIONS: usize = 8;

/// What may leave of a dataset.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The file, below the root.
    pub path: String,
    /// The role of each source column, in the order of the schema's columns.
    pub roles: Vec<Role>,
    /// What is published.
    pub publication: Publication,
}

/// The two ways of publishing.
#[derive(Clone, Debug)]
pub enum Publication {
    /// Tables of counts and quantities, protected.
    Tables(Vec<TablePolicy>),
    /// The rows themselves; only for sources without anything confidential.
    Rows(Vec<RowsPolicy>),
}

/// What a source column is to the publication. There is no default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Checked against the schema and then left behind.
    Drop,
    /// Names a person, a company or a thing directly. Never published; may be counted as distinct.
    Identifier,
    /// Names the entity that is protected: its distinct values are counted, never shown.
    Contributor,
    /// Published after recoding, as a dimension of a table.
    Dimension,
    /// Published only as a sum.
    Quantity,
    /// Published as it is, in a rows publication.
    Publish,
}

/// A table of counts and quantities.
#[derive(Clone, Debug)]
pub struct TablePolicy {
    /// The name of its files.
    pub name: String,
    /// What it is called.
    pub title: Localised,
    /// What it holds.
    pub description: Localised,
    /// Whether a row of the table may show that anything exists.
    pub presence: Presence,
    /// A cell with fewer source rows than this is withheld.
    pub min_count: u64,
    /// A cell with fewer distinct contributors than this is withheld.
    pub min_contributors: MinContributors,
    /// Who decides for several contributors, if that is another column: a cell with fewer distinct
    /// owners is withheld, rules on shares count by owner, and an owner is whom proofs are against.
    pub owners: Option<MinContributors>,
    /// The columns that a cell is about, in order.
    pub dimensions: Vec<Dimension>,
    /// The columns that say something of a cell, in order.
    pub measures: Vec<Measure>,
    /// Rules on the greatest shares of sums.
    pub concentrations: Vec<Concentration>,
    /// Combinations that everybody knows cannot be: they are left out, and hide nothing.
    pub impossible: Vec<Impossible>,
    /// The place of the measure that estimates how many of the population a cell stands for, if the
    /// rows are a sample.
    pub sampling_weight: Option<usize>,
    /// How small figures are hidden.
    pub protection: Protection,
}

impl TablePolicy {
    /// The column that names who holds a row's quantities: the owner, or else the contributor.
    pub fn owner(&self) -> ColumnId {
        self.owners.unwrap_or(self.min_contributors).column
    }

    /// True if the table needs more than the thresholds, which look at one cell at a time.
    pub fn needs_system(&self) -> bool {
        self.owners.is_some()
            || !self.concentrations.is_empty()
            || !self.impossible.is_empty()
            || self.protection != Protection::Withholding
            || self.dimensions.iter().any(|dimension| dimension.has_sums() || dimension.is_sensitive)
    }
}

/// Codes that do not go together.
#[derive(Clone, Debug)]
pub struct Impossible {
    /// For each of two or more dimensions the codes, at any level, that are meant.
    pub codes: Vec<(usize, Vec<String>)>,
}

/// Whether it is public that a cell has any source row at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    /// Nobody may learn whether a small cell is empty: all combinations are listed, and an empty
    /// one is withheld just like a small one.
    Secret,
    /// Combinations that occur are listed; those that do not are left out.
    Public,
}

/// The rule on distinct contributors.
#[derive(Clone, Copy, Debug)]
pub struct MinContributors {
    /// The column that names them.
    pub column: ColumnId,
    /// How many a published cell has at least.
    pub at_least: u64,
}

/// A column that a cell is about.
#[derive(Clone, Debug)]
pub struct Dimension {
    /// The published column's name.
    pub name: String,
    /// What it is called.
    pub label: Localised,
    /// What its values mean.
    pub description: Localised,
    /// The source column.
    pub column: ColumnId,
    /// How the source's value becomes the published one.
    pub recode: Recode,
    /// Coarser levels that are published as rows beside the finest: those of the code list, where 1
    /// is the top, or those of periods, where the year is 1. In rising order.
    pub subtotals: Vec<usize>,
    /// True if there are rows over all codes.
    pub total: bool,
    /// True if it must not be told that all of a published group have the same code here.
    pub is_sensitive: bool,
}

impl Dimension {
    /// True if some rows of the table are sums of others in this dimension.
    pub fn has_sums(&self) -> bool {
        self.total || !self.subtotals.is_empty()
    }
}

/// How a source's value becomes a published one.
#[derive(Clone, Debug)]
pub enum Recode {
    /// To a code of a list, at a level.
    Codes {
        /// The list.
        codelist: Arc<Codelist>,
        /// How a value is looked up.
        matching: Matching,
        /// The level of the published codes: 1 is the top. `None` leaves the code as it is.
        level: Option<usize>,
    },
    /// A date to the period it lies in.
    Period(Period),
    /// A number to the class it lies in; the bounds are the first values of the second and later
    /// classes, in rising order.
    Bins(Vec<i64>),
    /// As it is. Only for values that are public by themselves, such as a substance's CAS number.
    Identity,
}

/// The length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// `2024`
    Year,
    /// `2024-S1`, as SDMX writes a semester
    HalfYear,
    /// `2024-Q1`
    Quarter,
    /// `2024-01`
    Month,
}

impl Period {
    /// All of them, the longest first: each consists of whole periods of those behind it.
    pub const ALL: [Period; 4] = [Period::Year, Period::HalfYear, Period::Quarter, Period::Month];

    /// Its level in the hierarchy of periods, from 1.
    pub fn level(self) -> usize {
        self as usize + 1
    }
}

/// A column that says something of a cell.
#[derive(Clone, Debug)]
pub struct Measure {
    /// The published column's name.
    pub name: String,
    /// What it is called.
    pub label: Localised,
    /// What it counts or sums.
    pub description: Localised,
    /// The unit, as a reader is told.
    pub unit: Localised,
    /// How it comes about.
    pub kind: MeasureKind,
}

/// How a measure comes about.
#[derive(Clone, Debug)]
pub enum MeasureKind {
    /// The number of source rows.
    Count,
    /// The number of distinct values of a column; empty cells are not counted.
    Distinct(ColumnId),
    /// A sum of quantities.
    Sum {
        /// The columns that are added.
        plus: Vec<ColumnId>,
        /// The columns that are subtracted.
        minus: Vec<ColumnId>,
        /// The number of decimals of the published value; half is rounded away from zero.
        decimals: u8,
        /// A sum whose size is below this many millionths is published as 0.
        zero_below_micro: i128,
    },
    /// One published measure of the row divided by another; nothing else goes into it.
    Ratio {
        /// The place of the dividend among the table's measures.
        of: usize,
        /// The place of the divisor.
        to: usize,
        /// What the quotient is multiplied by, such as 100 for per cent.
        per: u32,
        /// The number of decimals of the published value; half is rounded away from zero.
        decimals: u8,
    },
    /// The least that a count can be, for a reader: the count itself, or where its range begins.
    Least(usize),
    /// The greatest that a count can be.
    Greatest(usize),
}

/// Rows that are published as they are.
#[derive(Clone, Debug)]
pub struct RowsPolicy {
    /// The name of the files.
    pub name: String,
    /// What they are called.
    pub title: Localised,
    /// What they hold.
    pub description: Localised,
    /// The published columns, in order; rows are sorted by them.
    pub columns: Vec<RowsColumn>,
}

/// A column of published rows.
#[derive(Clone, Debug)]
pub struct RowsColumn {
    /// The published column's name.
    pub name: String,
    /// What it is called.
    pub label: Localised,
    /// What its values mean.
    pub description: Localised,
    /// The source column.
    pub column: ColumnId,
    /// How it is written.
    pub kind: RowsKind,
}

/// How a published cell of a row is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowsKind {
    /// As text, to the letter.
    Text,
    /// As a whole number.
    Integer,
    /// As a number with this many decimals.
    Decimal(u8),
}
