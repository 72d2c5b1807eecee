//! Rows of an Office Open XML workbook, one after the other.
//!
//! Cells are read as a stream: a sheet with one cell at its far corner costs one cell.

use std::fs::File;
use std::io::{self, BufReader};
use std::ops::ControlFlow;

use calamine::{DataRef, ExcelDateTime, Xlsx};

use super::{Cell, Damaged, Merge, Value, Visit, number};

pub(super) fn rows(
    workbook: &mut Xlsx<BufReader<File>>,
    sheet: &str,
    visit: &mut Visit<'_>,
) -> io::Result<()> {
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(|_| Damaged)?;
    let mut current = 0;
    let mut cells: Vec<Cell> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(|_| Damaged)? {
        let (row, column) = cell.get_position();
        if row != current {
            if row < current {
                return Err(Damaged.into());
            }
            if visit(current, &mut cells)?.is_break() {
                return Ok(());
            }
            cells.clear();
            current = row;
        }
        if let Some(value) = value(cell.get_value()) {
            if cells.last().is_some_and(|(last, _)| *last >= column) {
                return Err(Damaged.into());
            }
            cells.push((column, value));
        }
    }
    let _: ControlFlow<()> = visit(current, &mut cells)?;
    Ok(())
}

/// All merged cells of a sheet.
pub(super) fn merges(workbook: &mut Xlsx<BufReader<File>>, sheet: &str) -> Result<Vec<Merge>, Damaged> {
    let merges = workbook.merge_cells_by_sheet_name(sheet).map_err(|_| Damaged)?;
    Ok(merges
        .iter()
        .map(|merge| Merge { rows: (merge.start.0, merge.end.0), columns: (merge.start.1, merge.end.1) })
        .collect())
}

fn value(value: &DataRef<'_>) -> Option<Value> {
    let text = |text: &str| (!text.is_empty()).then(|| Value::Text(text.to_owned()));
    match value {
        DataRef::Empty => None,
        DataRef::String(string) => text(string),
        DataRef::SharedString(string) => text(string),
        DataRef::Int(value) => Some(Value::Plain(value.to_string())),
        DataRef::Float(value) => Some(Value::Plain(number(*value))),
        DataRef::Bool(value) => Some(Value::Plain(value.to_string())),
        DataRef::DateTime(moment) => Some(Value::Plain(date_time(*moment))),
        DataRef::DateTimeIso(moment) => {
            Some(Value::Plain(moment.strip_suffix("T00:00:00").unwrap_or(moment).to_owned()))
        }
        DataRef::DurationIso(duration) => Some(Value::Plain(duration.clone())),
        DataRef::Error(_) => Some(Value::Error),
    }
}

/// A date, a date with a time of day, a time of day or a duration, as ISO 8601 writes it.
fn date_time(moment: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let fraction = if milli == 0 { String::new() } else { format!(".{milli:03}") };
    if moment.is_duration() {
        let seconds = (moment.as_f64() * 86_400_000.0).round() / 1000.0;
        return format!("PT{seconds}S");
    }
    let time = format!("{hour:02}:{minute:02}:{second:02}{fraction}");
    match (moment.as_f64() < 1.0, time.as_str()) {
        (true, time) => time.to_owned(),
        (false, "00:00:00") => format!("{year:04}-{month:02}-{day:02}"),
        (false, time) => format!("{year:04}-{month:02}-{day:02}T{time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn dates_are_written_as_iso_8601_does() {
        let written = |value, kind| date_time(ExcelDateTime::new(value, kind, false));
        assert_eq!(written(45_294.0, ExcelDateTimeType::DateTime), "2024-01-03");
        assert_eq!(written(45_294.5, ExcelDateTimeType::DateTime), "2024-01-03T12:00:00");
        assert_eq!(written(0.25, ExcelDateTimeType::DateTime), "06:00:00");
        assert_eq!(written(1.5, ExcelDateTimeType::TimeDelta), "PT129600S");
    }
}
