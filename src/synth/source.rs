//! What a column's cells come from, in the form in which rows are written.

use super::cells::Cells;
use super::draw::{Share, Weighted};
use super::pattern::Counter;

/// A column, ready to be written.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) source: Source,
    pub(super) empty: Share,
    pub(super) empty_if: Vec<EmptyIf>,
    /// True if the cell is the same in all rows of a group.
    pub(super) per_group: bool,
}

/// Where a column's cells come from.
#[derive(Debug)]
pub(super) enum Source {
    Field(FieldRef),
    Pick(Weighted, Cells),
    /// A value that the group goes through.
    Each(Cells),
    Many {
        draw: Weighted,
        cells: Cells,
        counts: Weighted,
        separator: Vec<u8>,
        /// The pool and, for each of its entities, the place of the value that comes first.
        first: Option<(usize, Vec<u32>)>,
        at_most: Option<usize>,
    },
    Number(Number),
    /// A day, by its place in the plan's days.
    Date {
        first: u64,
        last: u64,
    },
    After {
        column: usize,
        least: u64,
        most: u64,
        heavy: bool,
    },
    Template(Template),
    Text {
        sentences: Vec<Template>,
        draw: Weighted,
        counts: Weighted,
        line_breaks: Share,
        longest: Share,
        /// The greatest number of characters.
        limit: usize,
    },
}

/// A field of a pool, by the places of both in the plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct FieldRef {
    pub(super) pool: usize,
    pub(super) cells: usize,
}

/// A number, in units of its last decimal.
#[derive(Debug)]
pub(super) struct Number {
    pub(super) min: i64,
    pub(super) max: i64,
    /// The greatest value but for extreme ones, and for what is added or multiplied.
    pub(super) usually: i64,
    pub(super) decimals: u8,
    pub(super) heavy: bool,
    pub(super) least: Share,
    pub(super) extreme: Share,
    /// The column whose value is added.
    pub(super) from: Option<usize>,
    /// The pool, how many of its first entities, and by how much their numbers are multiplied.
    pub(super) dominant: Option<(usize, u32, i64)>,
}

impl Number {
    /// The least value that the number can have in a row with these values.
    pub(super) fn base(&self, values: &[i64]) -> i64 {
        let from = self.from.and_then(|column| values.get(column)).copied().unwrap_or(0);
        self.min.saturating_add(from).min(self.max)
    }
}

/// When a cell is empty because of another one.
#[derive(Debug)]
pub(super) enum EmptyIf {
    Empty(usize),
    Value(usize, Vec<i64>),
}

/// A pattern, ready to be filled in.
#[derive(Debug, Default)]
pub(super) struct Template {
    pub(super) segments: Vec<Segment>,
    pub(super) quoted: bool,
    /// The greatest number of characters it can come to.
    pub(super) longest: usize,
}

/// A piece of a template; texts have their quotation marks doubled.
#[derive(Debug)]
pub(super) enum Segment {
    Literal(Vec<u8>),
    Cell(FieldRef),
    Other(FieldRef),
    Word(Cells),
    Digits(u32),
    Number(u64, u64),
    Counter(Counter, u32),
    Year(usize),
    /// The pool and the CVR number of each of its entities.
    Ufi(usize, Vec<u64>),
}
