//! Demands on a record that cross columns, asked of its cells.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::super::source::RawBatch;
use super::tally::RuleId;
use super::value::{CellType, ValueCheck};

/// A demand on a whole record, with its rule.
#[derive(Clone, Debug)]
pub(super) struct RowRule {
    pub(super) test: RowTest,
    pub(super) rule: RuleId,
}

/// A demand on a whole record.
#[derive(Clone, Debug)]
pub(super) enum RowTest {
    Always(bool),
    /// The record has the property.
    Present(Column),
    /// If the record has the property, its value meets all this.
    Value(Column, Box<ValueCheck>),
    /// This many of its properties are there.
    Properties(Vec<Column>, usize, usize),
    All(Vec<RowTest>),
    Any(Vec<RowTest>),
    One(Vec<RowTest>),
    Not(Box<RowTest>),
    If(Box<[RowTest; 3]>),
    /// What only the `jsonschema` crate can judge.
    Asked(Asked),
}

/// Where a column stands, and whether its empty cells are null, and so there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) position: usize,
    pub(super) nullable: bool,
}

/// A schema that records are judged by as wholes.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) validator: Arc<jsonschema::Validator>,
    pub(super) members: Arc<[Member]>,
}

/// How a cell becomes a member of the record.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) column: Column,
    pub(super) cell_type: CellType,
}

impl RowTest {
    /// True if a row meets the demand.
    pub(super) fn holds(&self, raw: &RawBatch, row: usize, scratch: &mut Vec<u8>) -> bool {
        let mut is_present =
            |column: &Column| column.nullable || !raw.cell(row, column.position, scratch).is_empty();
        match self {
            RowTest::Always(verdict) => *verdict,
            RowTest::Present(column) => is_present(column),
            RowTest::Value(column, check) => match raw.cell(row, column.position, scratch) {
                [] => !column.nullable || check.holds_for_null(),
                cell => check.holds(cell),
            },
            RowTest::Properties(columns, least, most) => {
                let present = columns.iter().filter(|column| is_present(column)).count();
                *least <= present && present <= *most
            }
            RowTest::All(tests) => tests.iter().all(|test| test.holds(raw, row, scratch)),
            RowTest::Any(tests) => tests.iter().any(|test| test.holds(raw, row, scratch)),
            RowTest::One(tests) => tests.iter().filter(|test| test.holds(raw, row, scratch)).count() == 1,
            RowTest::Not(test) => !test.holds(raw, row, scratch),
            RowTest::If(tests) => {
                let [condition, then, otherwise] = &**tests;
                let branch = if condition.holds(raw, row, scratch) { then } else { otherwise };
                branch.holds(raw, row, scratch)
            }
            RowTest::Asked(asked) => asked.validator.is_valid(&asked.record(raw, row, scratch)),
        }
    }
}

impl Asked {
    fn record(&self, raw: &RawBatch, row: usize, scratch: &mut Vec<u8>) -> Value {
        let mut record = Map::with_capacity(self.members.len());
        for member in &*self.members {
            let cell = raw.cell(row, member.column.position, scratch);
            if !cell.is_empty() {
                record.insert(member.name.clone(), member.cell_type.value(cell));
            } else if member.column.nullable {
                record.insert(member.name.clone(), Value::Null);
            }
        }
        Value::Object(record)
    }
}
