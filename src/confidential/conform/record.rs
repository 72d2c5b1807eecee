//! Records that only the `jsonschema` crate can judge: schemas with `allOf`, `if`, `$ref` and the
//! like, whose demands do not stay within one column.

use serde_json::{Map, Value};

use super::super::source::RawBatch;
use super::tally::BlockTally;
use super::test::CellType;

/// A whole schema, asked record by record.
#[derive(Debug)]
pub(super) struct RecordCheck {
    pub(super) validator: Box<jsonschema::Validator>,
    pub(super) columns: Vec<RecordColumn>,
}

/// How a cell becomes a member of the record.
#[derive(Debug)]
pub(super) struct RecordColumn {
    pub(super) name: String,
    pub(super) position: usize,
    /// True if an empty cell is null; otherwise it is absent.
    pub(super) nullable: bool,
    pub(super) cell_type: CellType,
}

impl RecordCheck {
    /// Checks one row. Only after a "no" are the violated keywords looked for; of each, the column
    /// and the keyword's name are kept, never the value.
    pub(super) fn check(&self, raw: &RawBatch, row: usize, tally: &mut BlockTally) {
        let record = self.record(raw, row);
        if self.validator.is_valid(&record) {
            return;
        }
        for error in self.validator.iter_errors(&record) {
            let path = error.instance_path().to_string();
            let name = path.split('/').nth(1).unwrap_or_default();
            let column = self.columns.iter().position(|column| column.name == name);
            let schema_path = error.schema_path().to_string();
            let keyword = schema_path.rsplit('/').find(|part| part.parse::<usize>().is_err());
            tally.keyword(column, keyword.unwrap_or_default(), row, raw);
        }
    }

    fn record(&self, raw: &RawBatch, row: usize) -> Value {
        let mut scratch = Vec::new();
        let mut record = Map::with_capacity(self.columns.len());
        for column in &self.columns {
            let cell = raw.cell(row, column.position, &mut scratch);
            if !cell.is_empty() {
                record.insert(column.name.clone(), column.cell_type.value(cell));
            } else if column.nullable {
                record.insert(column.name.clone(), Value::Null);
            }
        }
        Value::Object(record)
    }
}
