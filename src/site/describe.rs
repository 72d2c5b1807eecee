//! What the policy and the code lists say of a table's columns and codes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::layout::Text;
use super::strings::Strings;
use super::{Site, SiteError, levels, locale};
use crate::catalog::{
    Codelist, Dataset, Language, Localised, Publication, Recode, RowsPolicy, TOTAL_CODE, TablePolicy,
    UNKNOWN_CODE,
};
use crate::release::{ColumnKind, ColumnManifest, ColumnRole};

/// What the policy says of a column.
pub(super) struct Said<'a> {
    pub(super) label: &'a Localised,
    pub(super) description: &'a Localised,
    pub(super) unit: Option<&'a Localised>,
    pub(super) codelist: Option<&'a Arc<Codelist>>,
    pub(super) is_period: bool,
    /// True if the column has rows over all its codes.
    pub(super) has_total: bool,
    /// True if some codes include others.
    pub(super) has_levels: bool,
}

/// The policy of a table, whichever way it is published.
pub(super) enum Published<'a> {
    Table(&'a TablePolicy),
    Rows(&'a RowsPolicy),
}

/// Says of a table's columns and cells what the policy and the code lists know.
pub(super) struct Describer<'a> {
    pub(super) site: &'a Site<'a>,
    pub(super) dataset: &'a Dataset,
    pub(super) index: usize,
    pub(super) language: Language,
    pub(super) strings: &'a Strings,
}

impl<'a> Describer<'a> {
    /// The policy of the table; manifests list the tables in the order of the policy.
    pub(super) fn policy(&self) -> Option<Published<'a>> {
        match &self.dataset.policy.publication {
            Publication::Tables(tables) => tables.get(self.index).map(Published::Table),
            Publication::Rows(rows) => rows.get(self.index).map(Published::Rows),
        }
    }

    /// What the table is called, and what it holds.
    pub(super) fn title(&self) -> (&'a Localised, &'a Localised) {
        match self.policy() {
            Some(Published::Table(policy)) => (&policy.title, &policy.description),
            Some(Published::Rows(policy)) => (&policy.title, &policy.description),
            None => (&self.dataset.about.title, &self.dataset.about.summary),
        }
    }

    /// The codes of a column that can be drawn beside each other.
    pub(super) fn side_by_side<'v>(&self, name: &str, values: &BTreeSet<&'v str>) -> BTreeSet<&'v str> {
        let said = self.said(name);
        let codelist = said.as_ref().and_then(|said| said.codelist);
        levels::side_by_side(codelist.map(|list| &**list), said.is_some_and(|said| said.is_period), values)
    }

    pub(super) fn said(&self, name: &str) -> Option<Said<'a>> {
        match self.policy()? {
            Published::Table(policy) => {
                if let Some(dimension) = policy.dimensions.iter().find(|dimension| dimension.name == name) {
                    return Some(Said {
                        label: &dimension.label,
                        description: &dimension.description,
                        unit: None,
                        codelist: match &dimension.recode {
                            Recode::Codes { codelist, .. } => Some(codelist),
                            _ => None,
                        },
                        is_period: matches!(dimension.recode, Recode::Period(_)),
                        has_total: dimension.total,
                        has_levels: !dimension.subtotals.is_empty(),
                    });
                }
                let measure = policy.measures.iter().find(|measure| measure.name == name)?;
                Some(Said {
                    label: &measure.label,
                    description: &measure.description,
                    unit: Some(&measure.unit),
                    codelist: None,
                    is_period: false,
                    has_total: false,
                    has_levels: false,
                })
            }
            Published::Rows(policy) => {
                let column = policy.columns.iter().find(|column| column.name == name)?;
                let source = &self.dataset.schema.column(column.column).name;
                let check = self.dataset.source.codes.get(source);
                Some(Said {
                    label: &column.label,
                    description: &column.description,
                    unit: None,
                    codelist: check.and_then(|check| self.site.catalog.codelists.get(&check.codelist)),
                    is_period: false,
                    has_total: false,
                    has_levels: false,
                })
            }
        }
    }

    pub(super) fn label(&self, column: &ColumnManifest) -> Text {
        self.said(&column.name)
            .map_or_else(|| Text::own(column.name.clone()), |said| Text::of(said.label, self.language))
    }

    /// What a value is called; the value itself where nothing else is known.
    pub(super) fn value_label(&self, said: Option<&Said<'_>>, value: &str) -> Result<Text, SiteError> {
        if value == TOTAL_CODE {
            return Ok(Text::own(self.strings.say("value-total")?));
        }
        Ok(self.code_label(said, value)?.unwrap_or_else(|| Text::own(value)))
    }

    /// What a code is called, where that is known.
    pub(super) fn code_label(&self, said: Option<&Said<'_>>, code: &str) -> Result<Option<Text>, SiteError> {
        let Some(said) = said else { return Ok(None) };
        if let Some(list) = said.codelist
            && let Some(entry) = list.find(code).and_then(|place| list.entries().get(place))
        {
            return Ok(Some(Text::of(&entry.label, self.language)));
        }
        if code == UNKNOWN_CODE && (said.codelist.is_some() || said.is_period) {
            return Ok(Some(Text::own(self.strings.say("value-unknown")?)));
        }
        if code == TOTAL_CODE && said.has_total {
            return Ok(Some(Text::own(self.strings.say("value-total")?)));
        }
        let period = if said.is_period { locale::period(code, self.language) } else { None };
        Ok(period.map(Text::own))
    }
}

/// True for columns whose cells stand to the right.
pub(super) fn is_number(column: &ColumnManifest) -> bool {
    column.kind != ColumnKind::Text && column.role != ColumnRole::Key
}

/// True for columns whose cells are amounts, which are written as a language writes them; a whole
/// number that is a key or stands in a row as it is may be a year or a serial number.
pub(super) fn is_figure(column: &ColumnManifest) -> bool {
    match column.kind {
        ColumnKind::Text => false,
        ColumnKind::Integer => column.role == ColumnRole::Measure,
        ColumnKind::Decimal(_) => column.role != ColumnRole::Key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::Range;

    #[test]
    pub(super) fn a_year_is_not_written_as_an_amount() {
        let column = |role, kind| ColumnManifest {
            name: "x".into(),
            role,
            kind,
            empty: 0,
            range: Range::Numbers(None),
        };
        assert!(!is_figure(&column(ColumnRole::Key, ColumnKind::Integer)));
        assert!(!is_figure(&column(ColumnRole::Plain, ColumnKind::Integer)));
        assert!(is_figure(&column(ColumnRole::Measure, ColumnKind::Integer)));
        assert!(is_figure(&column(ColumnRole::Plain, ColumnKind::Decimal(1))));
    }
}
