//! How the data are protected, in plain words made from the policy.
//!
//! Only what the policy says in public is told here. Why a single figure is withheld is never told.

use serde::Serialize;

use super::layout::Text;
use super::strings::{Strings, fluent_args};
use super::{SiteError, locale};
use crate::catalog::{
    self, Dataset, Dimension, MeasureKind, Period, Presence, Publication, Recode, Role, TablePolicy,
};

/// How a dataset is protected.
#[derive(Serialize)]
pub(super) struct Protection {
    /// True if the rows are public by themselves and nothing had to be protected.
    is_public: bool,
    tables: Vec<ProtectedTable>,
    fields_never_shown: Vec<String>,
    fields_counted: Vec<String>,
}

/// How a table is protected.
#[derive(Serialize)]
struct ProtectedTable {
    title: Text,
    rules: Vec<String>,
    dimensions: Vec<Recoding>,
}

/// What became of a field on its way to a published column.
#[derive(Serialize)]
struct Recoding {
    label: Text,
    field: String,
    how: String,
}

/// The protection of a dataset, in a language.
pub(super) fn of(dataset: &Dataset, strings: &Strings) -> Result<Protection, SiteError> {
    let Publication::Tables(tables) = &dataset.policy.publication else {
        return Ok(Protection {
            is_public: true,
            tables: vec![],
            fields_never_shown: vec![],
            fields_counted: vec![],
        });
    };
    let fields = |wanted: &[Role]| {
        let pairs = dataset.schema.columns.iter().zip(&dataset.policy.roles);
        pairs.filter(|(_, role)| wanted.contains(role)).map(|(column, _)| column.name.clone()).collect()
    };
    Ok(Protection {
        is_public: false,
        tables: tables
            .iter()
            .map(|table| protected(dataset, table, tables.len() > 1, strings))
            .collect::<Result<_, _>>()?,
        fields_never_shown: fields(&[Role::Drop, Role::Identifier, Role::Contributor]),
        fields_counted: fields(&[Role::Quantity]),
    })
}

fn protected(
    dataset: &Dataset,
    table: &TablePolicy,
    is_linked: bool,
    strings: &Strings,
) -> Result<ProtectedTable, SiteError> {
    let mut rules = vec![strings.say("rule-aggregated")?];
    match &table.protection {
        catalog::Protection::Withholding => {
            rules.push(strings.say_with("rule-min-count", fluent_args!["n" => table.min_count])?);
        }
        catalog::Protection::Ranges { .. } => {
            rules.push(strings.say_with("rule-min-count", fluent_args!["n" => table.min_count])?);
            rules.push(strings.say("rule-ranges")?);
        }
        catalog::Protection::Rounding { base, .. } => {
            rules.push(strings.say_with("rule-rounding", fluent_args!["base" => *base])?);
            return finish(dataset, table, rules, strings);
        }
        catalog::Protection::CellKey(_) => {
            rules.push(strings.say("rule-cell-key")?);
            return finish(dataset, table, rules, strings);
        }
    }
    if table.min_contributors.at_least > 1 {
        let field = &dataset.schema.column(table.min_contributors.column).name;
        let args = fluent_args!["n" => table.min_contributors.at_least, "field" => field.as_str()];
        rules.push(strings.say_with("rule-min-contributors", args)?);
    }
    if let Some(owners) = table.owners {
        let field = dataset.schema.column(owners.column).name.as_str();
        rules.push(strings.say_with("rule-owners", fluent_args!["n" => owners.at_least, "field" => field])?);
    }
    let mut concentrated: Vec<usize> = table.concentrations.iter().map(|rule| rule.measure).collect();
    concentrated.dedup();
    for at in concentrated {
        let label = table.measures[at].label.in_language(strings.language());
        rules.push(strings.say_with("rule-concentration", fluent_args!["measure" => label])?);
    }
    for dimension in table.dimensions.iter().filter(|dimension| dimension.is_sensitive) {
        let label = dimension.label.in_language(strings.language());
        rules.push(strings.say_with("rule-group", fluent_args!["dimension" => label])?);
    }
    if !table.impossible.is_empty() {
        rules.push(strings.say("rule-impossible")?);
    }
    rules.push(strings.say(match table.presence {
        Presence::Secret => "rule-presence-secret",
        Presence::Public => "rule-presence-public",
    })?);
    let has_sums = table.dimensions.iter().any(Dimension::has_sums);
    rules.push(strings.say(if has_sums { "rule-totals" } else { "rule-no-totals" })?);
    if is_linked {
        rules.push(strings.say("rule-linked")?);
    }
    for measure in &table.measures {
        if matches!(measure.kind, MeasureKind::Ratio { .. }) {
            let label = measure.label.in_language(strings.language());
            rules.push(strings.say_with("rule-ratio", fluent_args!["measure" => label])?);
        }
        let MeasureKind::Sum { decimals, zero_below_micro, .. } = measure.kind else { continue };
        let label = measure.label.in_language(strings.language());
        let args = fluent_args!["measure" => label, "n" => decimals];
        rules.push(strings.say_with("rule-rounded", args)?);
        if zero_below_micro > 0 {
            let limit = locale::number(&micro(zero_below_micro), strings.language());
            let unit = measure.unit.in_language(strings.language());
            let args = fluent_args!["measure" => label, "limit" => limit.as_str(), "unit" => unit];
            rules.push(strings.say_with("rule-zero-below", args)?);
        }
    }
    finish(dataset, table, rules, strings)
}

fn finish(
    dataset: &Dataset,
    table: &TablePolicy,
    rules: Vec<String>,
    strings: &Strings,
) -> Result<ProtectedTable, SiteError> {
    Ok(ProtectedTable {
        title: Text::of(&table.title, strings.language()),
        rules,
        dimensions: table
            .dimensions
            .iter()
            .map(|dimension| recoding(dataset, dimension, strings))
            .collect::<Result<_, _>>()?,
    })
}

/// Millionths as a decimal number without zeros at its end.
fn micro(value: i128) -> String {
    let text = format!("{}.{:06}", value / 1_000_000, value % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn recoding(dataset: &Dataset, dimension: &Dimension, strings: &Strings) -> Result<Recoding, SiteError> {
    let how = match &dimension.recode {
        Recode::Codes { codelist, level, .. } => {
            let title = codelist.info.title.in_language(strings.language());
            match level {
                Some(level) if *level < codelist.depth() => strings.say_with(
                    "recode-level",
                    fluent_args!["list" => title, "level" => *level as u64, "depth" => codelist.depth() as u64],
                )?,
                _ => strings.say_with("recode-codes", fluent_args!["list" => title])?,
            }
        }
        Recode::Period(period) => strings.say(match period {
            Period::Year => "recode-year",
            Period::HalfYear => "recode-half-year",
            Period::Quarter => "recode-quarter",
            Period::Month => "recode-month",
        })?,
        Recode::Bins(bounds) => {
            strings.say_with("recode-bins", fluent_args!["n" => bounds.len() as u64 + 1])?
        }
        Recode::Identity => strings.say("recode-identity")?,
    };
    Ok(Recoding {
        label: Text::of(&dimension.label, strings.language()),
        field: dataset.schema.column(dimension.column).name.clone(),
        how,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millionths_lose_only_zeros() {
        assert_eq!(micro(100_000), "0.1");
        assert_eq!(micro(2_000_000), "2");
        assert_eq!(micro(1), "0.000001");
    }
}
