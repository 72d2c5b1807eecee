//! A workbook's sheet of data against its table.

use std::fs::File;
use std::io::BufReader;

use calamine::{DataRef, Reader as _, Xlsx};

use super::VerifyError;
use crate::confidential::{Cell, PublicTable};
use crate::release::xlsx::DATA_SHEET;

/// Compares a workbook with its table. A text must be a text and a number a number; a formula is
/// neither.
///
/// # Errors
///
/// Fails at the first difference.
pub fn xlsx(table: &PublicTable, file: File) -> Result<(), VerifyError> {
    let mut workbook = Xlsx::new(BufReader::new(file))?;
    let mut sheet = workbook.worksheet_cells_reader(DATA_SHEET)?;
    // Cells come row by row, and empty ones do not come at all: `next` is the first place of which
    // nothing has been heard yet.
    let mut next = 0;
    let places = Places { table, width: table.columns().len() };
    while let Some(cell) = sheet.next_cell()? {
        if matches!(cell.get_value(), DataRef::Empty) {
            continue;
        }
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize, column as usize);
        if column >= places.width {
            return Err(VerifyError::Columns { expected: places.width, found: column + 1 });
        }
        if row > table.row_count() {
            return Err(VerifyError::Rows { expected: table.row_count(), found: row });
        }
        let place = row * places.width + column;
        places.are_empty(next, place)?;
        if next > place || !is_same(places.expected(place), cell.get_value()) {
            return Err(places.differs(place));
        }
        next = place + 1;
    }
    places.are_empty(next, (table.row_count() + 1) * places.width)
}

/// The cells of a sheet in reading order, header first.
struct Places<'a> {
    table: &'a PublicTable,
    width: usize,
}

impl<'a> Places<'a> {
    fn expected(&self, place: usize) -> Cell<'a> {
        let column = &self.table.columns()[place % self.width];
        match place / self.width {
            0 => Cell::Text(column.name()),
            row => column.cell(row - 1),
        }
    }

    fn are_empty(&self, from: usize, to: usize) -> Result<(), VerifyError> {
        match (from..to).find(|place| self.expected(*place) != Cell::Empty) {
            Some(place) => Err(self.differs(place)),
            None => Ok(()),
        }
    }

    fn differs(&self, place: usize) -> VerifyError {
        let index = place % self.width;
        let column = self.table.columns()[index].name().to_owned();
        match place / self.width {
            0 => VerifyError::Column { index, expected: column },
            row => VerifyError::Cell { row: row - 1, column },
        }
    }
}

fn is_same(expected: Cell<'_>, found: &DataRef<'_>) -> bool {
    let is_number = |value: i64, scale: u8| match found {
        DataRef::Float(found) => *found == value as f64 / 10_f64.powi(i32::from(scale)),
        DataRef::Int(found) => scale == 0 && *found == value,
        _ => false,
    };
    match expected {
        Cell::Empty => false,
        Cell::Text(text) => matches!(found, DataRef::SharedString(found) if *found == text),
        Cell::Integer(value) => is_number(value, 0),
        Cell::Decimal(value, scale) => is_number(value, scale),
    }
}
