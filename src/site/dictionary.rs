//! The dictionary of a table's columns: what each one means, and what occurs in it.

use super::addresses::{Addresses, Spot};
use super::strings::fluent_args;
use serde::Serialize;

use super::describe::{Describer, Said, is_figure};
use super::layout::Text;
use super::spread::SpreadView;
use super::{SiteError, locale};
use crate::catalog::{TOTAL_CODE, UNKNOWN_CODE};
use crate::release::{ColumnKind, ColumnManifest, ColumnRole, Range, TableManifest};

/// A column in the dictionary.
#[derive(Serialize)]
pub(super) struct ColumnView {
    pub(super) name: String,
    label: Text,
    description: Text,
    kind: String,
    unit: Option<Text>,
    values: Option<String>,
    codelist: Option<CodelistView>,
    listed: Vec<CodeView>,
    is_status: bool,
    pub(super) spread: Option<SpreadView>,
}

/// Where the codes of a column come from.
#[derive(Serialize)]
struct CodelistView {
    title: Text,
    source: Text,
    is_official: bool,
    href: String,
}

#[derive(Serialize)]
struct CodeView {
    code: String,
    label: Option<Text>,
}

/// No more codes than this are listed with their labels.
const MAX_CODES: usize = 120;

impl Describer<'_> {
    pub(super) fn column(
        &self,
        table: &TableManifest,
        at: usize,
        column: &ColumnManifest,
    ) -> Result<ColumnView, SiteError> {
        if column.role == ColumnRole::Status {
            let measure = at.checked_sub(1).and_then(|before| table.columns.get(before));
            let label = measure.map(|measure| self.label(measure).text).unwrap_or_default();
            let args = || fluent_args!["measure" => label.as_str()];
            return Ok(ColumnView {
                name: column.name.clone(),
                label: Text::own(self.strings.say_with("status-label", args())?),
                description: Text::own(self.strings.say_with("status-description", args())?),
                kind: self.strings.say("kind-code")?,
                unit: None,
                values: None,
                codelist: None,
                listed: vec![],
                is_status: true,
                spread: None,
            });
        }
        let said = self.said(&column.name);
        let kind = match (&column.kind, said.as_ref()) {
            (ColumnKind::Integer, _) => self.strings.say("kind-integer")?,
            (ColumnKind::Decimal(n), _) => {
                self.strings.say_with("kind-decimal", fluent_args!["n" => u64::from(*n)])?
            }
            (ColumnKind::Text, Some(said)) if said.is_period => self.strings.say("kind-period")?,
            (ColumnKind::Text, Some(said)) if said.codelist.is_some() => self.strings.say("kind-code")?,
            (ColumnKind::Text, _) => self.strings.say("kind-text")?,
        };
        let (values, listed) = self.values(column, said.as_ref())?;
        Ok(ColumnView {
            name: column.name.clone(),
            label: self.label(column),
            description: match &said {
                Some(said) => self.description(said)?,
                None => Text::own(String::new()),
            },
            kind,
            unit: said.as_ref().and_then(|said| said.unit).map(|unit| Text::of(unit, self.language)),
            values,
            codelist: said.as_ref().and_then(|said| said.codelist).map(|list| CodelistView {
                title: Text::of(&list.info.title, self.language),
                source: Text::of(&list.info.source, self.language),
                is_official: list.info.official,
                href: self.to(Spot::Codelist(&list.name)),
            }),
            listed,
            is_status: false,
            spread: None,
        })
    }

    /// The address of another page, seen from the dataset's.
    fn to(&self, spot: Spot<'_>) -> String {
        let here = self.site.addresses.path(Spot::Dataset(self.dataset.id.as_str()), self.language);
        format!("{}{}", Addresses::to_root(&here), self.site.addresses.path(spot, self.language))
    }

    /// What a column means, and which of its rows are sums of others.
    fn description(&self, said: &Said<'_>) -> Result<Text, SiteError> {
        let mut text = Text::of(said.description, self.language);
        for (is_so, key) in [(said.has_total, "column-total"), (said.has_levels, "column-levels")] {
            if is_so {
                text.text = format!("{} {}", text.text, self.strings.say(key)?);
            }
        }
        Ok(text)
    }

    /// What occurs in a column: a range or a number of values, and short lists in full.
    fn values(
        &self,
        column: &ColumnManifest,
        said: Option<&Said<'_>>,
    ) -> Result<(Option<String>, Vec<CodeView>), SiteError> {
        match &column.range {
            Range::Numbers(None) => Ok((None, vec![])),
            Range::Numbers(Some((least, greatest))) => {
                let shown = |text: &String| {
                    if is_figure(column) { locale::number(text, self.language) } else { text.clone() }
                };
                let args = fluent_args!["least" => shown(least), "greatest" => shown(greatest)];
                Ok((Some(self.strings.say_with("values-range", args)?), vec![]))
            }
            Range::Texts { distinct, listed } => {
                let count = self.strings.say_with("values-distinct", fluent_args!["n" => *distinct])?;
                let listed = listed.as_deref().unwrap_or_default();
                if listed.len() > MAX_CODES || said.is_none_or(|said| said.codelist.is_none()) {
                    return Ok((Some(self.ends(count, listed, said)?), vec![]));
                }
                let listed = listed
                    .iter()
                    .map(|code| Ok(CodeView { code: code.clone(), label: self.code_label(said, code)? }))
                    .collect::<Result<_, SiteError>>()?;
                Ok((Some(count), listed))
            }
        }
    }

    /// For periods, the first and the last one say more than their number.
    fn ends(&self, count: String, listed: &[String], said: Option<&Said<'_>>) -> Result<String, SiteError> {
        let known: Vec<&String> =
            listed.iter().filter(|code| *code != UNKNOWN_CODE && *code != TOTAL_CODE).collect();
        match (known.first(), known.last(), said) {
            (Some(first), Some(last), Some(said)) if said.is_period => {
                let args = fluent_args!["least" => first.as_str(), "greatest" => last.as_str()];
                self.strings.say_with("values-range", args)
            }
            _ => Ok(count),
        }
    }
}
