//! How often each code of a column occurs in the published rows.
//!
//! In a table of counts only rows with a figure are counted, since the others are there for every
//! combination, or are withheld. What is counted stands in the published file and nowhere else.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::describe::{Describer, Said};
use super::layout::Text;
use super::spread::{SpreadRow, SpreadView};
use super::strings::fluent_args;
use super::{SiteError, locale};
use crate::release::{ColumnKind, ColumnManifest, ColumnRole, Range, TableManifest};

/// The numbers of rows of each code in a column.
pub(super) struct Shares {
    rows: BTreeMap<String, u64>,
    is_of_figures: bool,
}

/// No more codes than this are shown; the others are one bar together.
const MAX_SHOWN: usize = 12;

/// A column with more codes than this is not counted: nobody would learn anything from its bars.
const MAX_CODES: usize = 5_000;

impl Shares {
    /// For columns of codes and of texts that occur more than once on average.
    pub(super) fn new(table: &TableManifest, column: &ColumnManifest) -> Option<Shares> {
        let is_code = match column.role {
            ColumnRole::Key => true,
            ColumnRole::Plain => match &column.range {
                Range::Texts { distinct, .. } => *distinct > 0 && distinct * 2 <= table.row_count,
                Range::Numbers(_) => false,
            },
            ColumnRole::Measure | ColumnRole::Status => false,
        };
        let is_of_figures = table.columns.iter().any(|column| column.role == ColumnRole::Measure);
        (is_code && column.kind == ColumnKind::Text)
            .then_some(Shares { rows: BTreeMap::new(), is_of_figures })
    }

    /// Counts a row. `has_figure` says whether it has a figure, or that its table has none at all.
    pub(super) fn add(&mut self, code: &str, has_figure: bool) {
        if !has_figure || code.is_empty() {
            return;
        }
        if let Some(rows) = self.rows.get_mut(code) {
            *rows += 1;
        } else if self.rows.len() <= MAX_CODES {
            self.rows.insert(code.to_owned(), 1);
        }
    }

    /// The numbers as bars; `None` if there are fewer than two codes, or too many.
    pub(super) fn view(
        &self,
        describer: &Describer<'_>,
        column: &str,
    ) -> Result<Option<SpreadView>, SiteError> {
        if !(2..=MAX_CODES).contains(&self.rows.len()) {
            return Ok(None);
        }
        let strings = describer.strings;
        let said = describer.said(column);
        let mut counted: Vec<(&String, u64)> = self.rows.iter().map(|(code, rows)| (code, *rows)).collect();
        let all: u64 = counted.iter().map(|(_, rows)| rows).sum();
        // Periods stay in their order, if there are few enough; the sort keeps that of equal ones.
        if counted.len() > MAX_SHOWN || !said.as_ref().is_some_and(|said| said.is_period) {
            counted.sort_by_key(|(_, rows)| Reverse(*rows));
        }
        let others = counted.split_off(counted.len().min(MAX_SHOWN));
        let greatest = counted.iter().map(|(_, rows)| *rows).max().unwrap_or(1);
        let row = |label: Text, code: Option<String>, rows: u64| SpreadRow {
            label,
            code,
            count: locale::count(rows, describer.language),
            share: Some(locale::percent(rows, all, describer.language)),
            length: format!("{:.1}", (100.0 * rows as f64 / greatest as f64).min(100.0)),
        };
        let mut rows = Vec::with_capacity(counted.len() + 1);
        for (code, number) in counted {
            let (label, code) = named(describer, said.as_ref(), code)?;
            rows.push(row(label, code, number));
        }
        if !others.is_empty() {
            let label = strings.say_with("shares-others", fluent_args!["n" => others.len() as u64])?;
            // Together they may be more than any one of those that are shown: they have no bar.
            let together = others.iter().map(|(_, rows)| rows).sum();
            rows.push(SpreadRow { length: "0".into(), ..row(Text::own(label), None, together) });
        }
        let caption = if self.is_of_figures { "shares-caption-figures" } else { "shares-caption" };
        Ok(Some(SpreadView { summary: strings.say("shares-show")?, caption: strings.say(caption)?, rows }))
    }
}

/// What a code is called, and the code itself if that is something else.
fn named(
    describer: &Describer<'_>,
    said: Option<&Said<'_>>,
    code: &str,
) -> Result<(Text, Option<String>), SiteError> {
    Ok(match describer.code_label(said, code)? {
        Some(label) => (label, Some(code.to_owned())),
        None => (Text::own(super::preview::cut(code.to_owned())), None),
    })
}
