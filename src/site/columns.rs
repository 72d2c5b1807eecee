//! What the explorer's scripts know of a table's columns: what they are called, how their codes hang
//! together, and what may be added up.

use serde::Serialize;

use super::describe::{Describer, Said, is_figure};
use super::layout::Text;
use super::{SiteError, levels};
use crate::catalog::{ColumnId, MeasureKind, Publication};
use crate::release::{ColumnKind, ColumnManifest, ColumnRole, Range, TableManifest};

/// A column for the scripts; a status column belongs to its figure.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ColumnData {
    pub(super) name: String,
    label: String,
    pub(super) is_figure: bool,
    is_period: bool,
    is_ordered_by_code: bool,
    /// True if a record may stand under several codes, so that they may not be added up.
    pub(super) overlaps: bool,
    pub(super) status: Option<String>,
    decimals: u8,
    unit: Option<String>,
    sum: Sum,
    /// Code, label, and the code above it.
    codes: Vec<(String, String, Option<String>)>,
}

/// What a sum over rows is worth.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Sum {
    /// No part is negative: without the withheld parts it is a lower bound.
    Bound,
    /// Parts may be negative: without some of them it says nothing of the whole.
    Open,
    /// Counts of different things overlap and have no sum.
    None,
}

/// No more codes of a list than this are named on a page where the manifest does not list those that
/// occur.
const MAX_NAMED: usize = 3_000;

impl ColumnData {
    /// True if a map of the regions can be drawn of it.
    pub(super) fn has_regions(&self) -> bool {
        self.codes.iter().any(|(code, ..)| REGIONS.contains(&code.as_str()))
    }
}

/// The Danish regions (ISO 3166-2), which the scripts know a place for.
const REGIONS: [&str; 5] = ["DK-81", "DK-82", "DK-83", "DK-84", "DK-85"];

impl Describer<'_> {
    /// What a column is called, by its name.
    pub(super) fn label_named(&self, name: &str) -> Text {
        self.said(name).map_or_else(|| Text::own(name), |said| Text::of(said.label, self.language))
    }

    /// The columns of a table for the scripts.
    pub(super) fn columns_data(&self, manifest: &TableManifest) -> Result<Vec<ColumnData>, SiteError> {
        let columns = manifest.columns.iter().enumerate();
        let columns = columns.filter(|(_, column)| column.role != ColumnRole::Status);
        columns.map(|(at, column)| self.column_data(column, manifest.columns.get(at + 1))).collect()
    }

    fn column_data(
        &self,
        column: &ColumnManifest,
        next: Option<&ColumnManifest>,
    ) -> Result<ColumnData, SiteError> {
        let said = self.said(&column.name);
        let is_figure = column.role == ColumnRole::Measure || is_figure(column);
        Ok(ColumnData {
            label: self.label_named(&column.name).text,
            is_figure,
            is_period: said.as_ref().is_some_and(|said| said.is_period),
            is_ordered_by_code: said.as_ref().is_none_or(|said| said.codelist.is_none()),
            overlaps: self.overlaps(&column.name),
            status: next.filter(|next| next.role == ColumnRole::Status).map(|next| next.name.clone()),
            decimals: match column.kind {
                ColumnKind::Decimal(decimals) => decimals,
                _ => 0,
            },
            unit: said
                .as_ref()
                .and_then(|said| said.unit)
                .map(|unit| unit.in_language(self.language).to_owned()),
            sum: self.sum(&column.name),
            codes: if is_figure { vec![] } else { self.codes(column, said.as_ref())? },
            name: column.name.clone(),
        })
    }

    /// The codes that occur, or all of a list where the manifest does not say which occur.
    fn codes(
        &self,
        column: &ColumnManifest,
        said: Option<&Said<'_>>,
    ) -> Result<Vec<(String, String, Option<String>)>, SiteError> {
        let list = said.and_then(|said| said.codelist);
        let occurring = match &column.range {
            Range::Texts { listed: Some(listed), .. } => listed.clone(),
            _ => list
                .into_iter()
                .flat_map(|list| list.entries().iter().map(|entry| entry.code.clone()))
                .take(MAX_NAMED)
                .collect(),
        };
        let mut codes = Vec::new();
        for code in occurring {
            let label = self.code_label(said, &code)?;
            // What its label does not say of a code is the nearest code above it that occurs as well.
            let above = match list {
                Some(list) => levels::above(list, &code),
                None if said.is_some_and(|said| said.is_period) => levels::periods_above(&code),
                None => Vec::new(),
            };
            let above = above.into_iter().find(|above| occurs(column, above));
            match (label, above) {
                (None, None) => {}
                (label, above) => {
                    let label = label.map_or_else(|| code.clone(), |label| label.text);
                    codes.push((code, label, above));
                }
            }
        }
        Ok(codes)
    }

    /// True if a record may stand under several values of a dimension.
    fn overlaps(&self, name: &str) -> bool {
        let Publication::Tables(tables) = &self.dataset.policy.publication else { return false };
        let dimensions = tables.get(self.index).map(|table| table.dimensions.as_slice()).unwrap_or_default();
        dimensions.iter().any(|dimension| {
            let source = &self.dataset.schema.column(dimension.column).name;
            dimension.name == name && self.dataset.source.lists.contains_key(source)
        })
    }

    fn sum(&self, name: &str) -> Sum {
        let Publication::Tables(tables) = &self.dataset.policy.publication else { return Sum::Open };
        let measures = tables.get(self.index).map(|table| table.measures.as_slice()).unwrap_or_default();
        match measures.iter().find(|measure| measure.name == name).map(|measure| &measure.kind) {
            _ if tables.get(self.index).is_some_and(|table| !table.protection.is_exact()) => Sum::None,
            Some(MeasureKind::Count) => Sum::Bound,
            Some(MeasureKind::Sum { plus, minus, .. })
                if minus.is_empty() && plus.iter().all(|&column| self.is_never_negative(column)) =>
            {
                Sum::Bound
            }
            Some(MeasureKind::Distinct(_) | MeasureKind::Least(_) | MeasureKind::Greatest(_)) => Sum::None,
            _ => Sum::Open,
        }
    }

    /// True if the schema refuses negative values in a source column.
    fn is_never_negative(&self, column: ColumnId) -> bool {
        let schema = &self.dataset.schema.column(column).schema;
        let bounds = ["minimum", "exclusiveMinimum"].into_iter().filter_map(|bound| schema.get(bound));
        bounds.filter_map(serde_json::Value::as_f64).any(|bound| bound >= 0.0)
    }
}

/// True if a code is among those of a column, or may be.
fn occurs(column: &ColumnManifest, code: &str) -> bool {
    match &column.range {
        Range::Texts { listed: Some(listed), .. } => listed.iter().any(|other| other == code),
        _ => true,
    }
}
