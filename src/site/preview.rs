//! Some of a table's rows: as a table, or as bars if the table is small and public.
//!
//! A status column is not shown as a column of its own: a withheld figure says so in its own place.

use super::strings::fluent_args;
use serde::Serialize;

use super::describe::{Describer, is_figure, is_number};
use super::layout::Text;
use super::{SiteError, locale};
use crate::catalog::TOTAL_CODE;
use crate::release::{ColumnKind, ColumnRole, TableManifest};

/// Some rows.
#[derive(Serialize)]
pub(super) struct Preview {
    columns: Vec<PreviewColumn>,
    rows: Vec<Vec<CellView>>,
    sentence: String,
}

#[derive(Serialize)]
struct PreviewColumn {
    label: Text,
    is_number: bool,
}

/// One cell: what it says, the code behind it, or why it is empty.
#[derive(Clone, Default, Serialize)]
struct CellView {
    text: String,
    code: Option<String>,
    lang: Option<&'static str>,
    is_number: bool,
    status: Option<String>,
    is_withheld: bool,
}

/// A whole small table as bars: each row a label, a length and a number.
#[derive(Serialize)]
pub(super) struct Bars {
    label: Text,
    measure: Text,
    rows: Vec<Bar>,
}

#[derive(Serialize)]
struct Bar {
    label: String,
    value: String,
    length: String,
}

/// No more rows than this are shown, whatever the manifest has.
const MAX_PREVIEW_ROWS: usize = 20;

/// Tables with more rows than this are not drawn as bars.
const MAX_BARS: usize = 12;

/// The status of a figure that is withheld for confidentiality.
const WITHHELD: &str = "c";

/// No more letters of a value than this are shown; all of it is in the file.
const MAX_LETTERS: usize = 240;

pub(super) fn cut(value: String) -> String {
    match value.char_indices().nth(MAX_LETTERS) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value,
    }
}

impl Describer<'_> {
    pub(super) fn preview(&self, table: &TableManifest) -> Result<Preview, SiteError> {
        let shown: Vec<usize> =
            (0..table.columns.len()).filter(|at| table.columns[*at].role != ColumnRole::Status).collect();
        let columns = shown.iter().map(|&at| &table.columns[at]);
        let columns: Vec<PreviewColumn> = columns
            .map(|column| PreviewColumn { label: self.label(column), is_number: is_number(column) })
            .collect();
        let taken = table.preview.iter().take(MAX_PREVIEW_ROWS);
        let rows = taken
            .map(|row| {
                let mut cells = Vec::with_capacity(shown.len());
                for &at in &shown {
                    cells.push(self.cell(table, at, row)?);
                }
                Ok(cells)
            })
            .collect::<Result<Vec<_>, SiteError>>()?;
        let count = rows.len() as u64;
        let is_withheld = |cell: &CellView| cell.is_withheld;
        let key = if count == table.row_count {
            "preview-all"
        } else if table.withheld.is_some_and(|withheld| withheld.rows > 0)
            && !rows.iter().flatten().any(is_withheld)
        {
            "preview-published"
        } else {
            "preview-some"
        };
        let args = fluent_args!["n" => count, "of" => table.row_count];
        Ok(Preview { columns, rows, sentence: self.strings.say_with(key, args)? })
    }

    fn cell(&self, table: &TableManifest, at: usize, row: &[Option<String>]) -> Result<CellView, SiteError> {
        let column = &table.columns[at];
        let value = row.get(at).cloned().flatten();
        let mut cell = CellView { is_number: is_number(column), ..CellView::default() };
        let Some(value) = value else {
            let next = table.columns.get(at + 1).filter(|next| next.role == ColumnRole::Status);
            let status = next.and_then(|_| row.get(at + 1).cloned().flatten());
            cell.is_withheld = status.as_deref() == Some(WITHHELD);
            cell.status = match status.as_deref() {
                Some(WITHHELD) => Some(self.strings.say("status-c")?),
                Some("x") => Some(self.strings.say("status-x")?),
                Some("z") => Some(self.strings.say("status-z")?),
                _ => Some(self.strings.say("value-empty")?),
            };
            return Ok(cell);
        };
        if is_figure(column) {
            cell.text = locale::number(&value, self.language);
            return Ok(cell);
        }
        match self.code_label(self.said(&column.name).as_ref(), &value)? {
            Some(label) => {
                (cell.text, cell.lang) = (label.text, label.lang);
                cell.code = Some(value).filter(|code| code != TOTAL_CODE);
            }
            None => cell.text = cut(value),
        }
        Ok(cell)
    }

    /// The table as bars, if it is small, wholly in the manifest, and has a column of names and a
    /// column of shares or amounts of which none is negative.
    pub(super) fn bars(&self, table: &TableManifest) -> Option<Bars> {
        let is_whole = table.preview.len() as u64 == table.row_count;
        if !is_whole || !(2..=MAX_BARS).contains(&table.preview.len()) {
            return None;
        }
        let figure = table.columns.iter().rposition(|column| {
            matches!(column.kind, ColumnKind::Decimal(_)) && column.role == ColumnRole::Plain
        })?;
        let name = table.columns.iter().position(|column| {
            column.kind == ColumnKind::Text && column.role != ColumnRole::Status && column.empty == 0
        })?;
        let cell = |row: &[Option<String>], at: usize| row.get(at).cloned().flatten();
        let mut values = Vec::with_capacity(table.preview.len());
        for row in &table.preview {
            let value = cell(row, figure)?;
            let parsed = value.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0)?;
            values.push((cell(row, name)?, value, parsed));
        }
        let greatest = values.iter().map(|(_, _, number)| *number).fold(0.0, f64::max);
        let rows = values.into_iter().map(|(label, value, number)| Bar {
            label: cut(label),
            value: locale::number(&value, self.language),
            length: format!("{:.1}", if greatest > 0.0 { 100.0 * number / greatest } else { 0.0 }),
        });
        Some(Bars {
            label: self.label(&table.columns[name]),
            measure: self.label(&table.columns[figure]),
            rows: rows.collect(),
        })
    }
}
