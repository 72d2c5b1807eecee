//! Rows that are public by themselves: kept to the letter, sorted by their published columns.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::super::cell;
use super::super::conform::ValidBatch;
use super::Unproven;
use super::public_table::{ColumnRole, PublicColumn, PublicTable, Values};
use crate::catalog::{RowsKind, RowsPolicy};

/// The published cells of all rows that one thread has seen.
#[derive(Debug)]
pub(super) struct RowsCollector<'a> {
    policy: &'a RowsPolicy,
    rows: Vec<Vec<Published>>,
}

/// One published cell. Empty cells sort first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Published {
    Empty,
    Text(Box<str>),
    Number(i64),
}

impl<'a> RowsCollector<'a> {
    pub(super) fn new(policy: &'a RowsPolicy) -> RowsCollector<'a> {
        RowsCollector { policy, rows: Vec::new() }
    }

    /// Takes the rows of a batch in.
    pub(super) fn add(&mut self, batch: &ValidBatch, positions: &[usize]) -> Result<(), Unproven> {
        let mut scratch = Vec::new();
        for row in 0..batch.rows() {
            let cells = self.policy.columns.iter().map(|column| {
                let text = batch.cell(row, positions[column.column.0], &mut scratch);
                Published::parse(text, column.kind)
            });
            self.rows.push(cells.collect::<Result<_, _>>()?);
        }
        Ok(())
    }

    /// Takes in what another thread has seen.
    pub(super) fn merge(&mut self, other: RowsCollector<'a>) {
        self.rows.extend(other.rows);
    }

    /// The rows as a table.
    pub(super) fn finish(mut self) -> PublicTable {
        self.rows.sort_unstable_by(compare);
        let columns = self.policy.columns.iter().enumerate().map(|(at, column)| {
            let cells = self.rows.iter().map(|row| &row[at]);
            let values = match column.kind {
                RowsKind::Text => text_values(cells),
                RowsKind::Integer => Values::Integer(cells.map(Published::number).collect()),
                RowsKind::Decimal(0) => Values::Integer(cells.map(Published::number).collect()),
                RowsKind::Decimal(scale) => {
                    Values::Decimal { scale, values: cells.map(Published::number).collect() }
                }
            };
            PublicColumn::new(column.name.clone(), ColumnRole::Plain, values)
        });
        PublicTable::new(self.policy.name.clone(), columns.collect())
    }
}

impl Published {
    fn parse(text: &[u8], kind: RowsKind) -> Result<Published, Unproven> {
        if text.is_empty() {
            return Ok(Published::Empty);
        }
        let scale = match kind {
            RowsKind::Text => {
                let text = std::str::from_utf8(text).map_err(|_| Unproven)?;
                return Ok(Published::Text(text.into()));
            }
            RowsKind::Integer => 0,
            RowsKind::Decimal(scale) => scale,
        };
        let unit = 10_i64.pow(6 - u32::from(scale));
        let micro = cell::micro(text).ok_or(Unproven)?;
        // Publishing fewer decimals than the source has would change the value.
        if micro % unit == 0 { Ok(Published::Number(micro / unit)) } else { Err(Unproven) }
    }

    fn number(&self) -> Option<i64> {
        match self {
            Published::Number(number) => Some(*number),
            Published::Empty | Published::Text(_) => None,
        }
    }
}

fn compare(a: &Vec<Published>, b: &Vec<Published>) -> Ordering {
    a.cmp(b)
}

fn text_values<'a>(cells: impl Iterator<Item = &'a Published> + Clone) -> Values {
    let text = |cell: &'a Published| match cell {
        Published::Text(text) => Some(&**text),
        Published::Empty | Published::Number(_) => None,
    };
    let mut dictionary: BTreeMap<&str, u32> = cells.clone().filter_map(text).map(|text| (text, 0)).collect();
    for (rank, code) in dictionary.values_mut().enumerate() {
        *code = rank as u32;
    }
    Values::Text {
        codes: cells.map(|cell| text(cell).and_then(|text| dictionary.get(text).copied())).collect(),
        dictionary: dictionary.into_keys().map(str::to_owned).collect(),
    }
}
