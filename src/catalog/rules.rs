//! `[[rule]]` in `dataset.toml`: what must hold of a source as a table, which a schema of one record
//! cannot say.
//!
//! The file format is one flat struct, so that every key has a line; a rule holds only what its kind
//! needs, and a key that its kind does not have is a finding.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use toml::Spanned;

use super::codelist::Codelist;
use super::codes;
use super::file::ConfigFile;
use super::foreign::{Foreign, ForeignColumn};
use super::names::DatasetId;
use super::policy;
use super::record_schema::{ColumnId, RecordSchema};
use super::source::{Matching, SourceSpec};
use crate::report::{Excerpt, Finding, Place, Report, Severity};

/// A demand on a source as a table.
#[derive(Clone, Debug)]
pub struct TableRule {
    /// What is demanded.
    pub kind: RuleKind,
    /// Whether a violation stops publication.
    pub severity: Severity,
    /// The line that says what kind of rule it is.
    pub line: Excerpt,
}

/// What a rule demands.
#[derive(Clone, Debug)]
pub enum RuleKind {
    /// No two rows have the same values in these columns. Rows where all of them are empty are left out.
    Unique(Vec<ColumnId>),
    /// Every value of the column is a code of the list, at whatever level.
    ForeignKey(ColumnId, Arc<Codelist>),
    /// Every value of the column stands in a column of another dataset's source, written in the same way.
    KeyOf(ColumnId, Arc<ForeignColumn>),
    /// In each group of rows, the values of a column add up to a total.
    Sum(SumRule),
    /// In each row at most one of these columns is given.
    AtMostOneOf(Vec<ColumnId>),
    /// In each row where both are given, the first is not greater than the second.
    Ordered(ColumnId, ColumnId, Order),
    /// The source has this many rows.
    RowCount {
        /// The least.
        min: u64,
        /// The most.
        max: u64,
    },
    /// Some date of a column lies at most so many days before the day of the run. Dates after it do not
    /// count.
    Freshness(ColumnId, u32),
    /// At most this share of a column's cells is empty, in millionths.
    MaxEmptyShare(ColumnId, u64),
    /// At most this share of a column's cells holds this value, in millionths.
    MaxShareOfCode(ColumnId, String, u64),
    /// The number of rows is at most this share of the last edition's away from it, in millionths.
    RowDrift(u64),
    /// The share of a column's empty cells is at most so far from the last edition's, in millionths.
    EmptyDrift(ColumnId, u64),
    /// So is the share of each of these codes among a column's cells.
    CodeDrift(ColumnId, Vec<String>, u64),
}

/// A total that groups of rows add up to.
#[derive(Clone, Debug)]
pub struct SumRule {
    /// The column, or the lower and the upper bound of an interval: then the total must lie between
    /// the sums of the two.
    pub columns: (ColumnId, ColumnId),
    /// The columns whose values make a group; none if the whole source is one.
    pub group: Vec<ColumnId>,
    /// The total, in millionths.
    pub total: i64,
    /// How far a sum may be from it, in millionths.
    pub tolerance: i64,
}

/// How values of two columns are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As calendar dates.
    Date,
    /// As numbers.
    Number,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    kind: Spanned<Kind>,
    severity: Option<SeverityFile>,
    columns: Option<Spanned<Vec<String>>>,
    column: Option<Spanned<String>>,
    group: Option<Spanned<Vec<String>>>,
    codelist: Option<Spanned<String>>,
    dataset: Option<Spanned<String>>,
    key: Option<Spanned<String>>,
    total: Option<Spanned<f64>>,
    tolerance: Option<Spanned<f64>>,
    min: Option<Spanned<u64>>,
    max: Option<Spanned<u64>>,
    days: Option<Spanned<u32>>,
    share: Option<Spanned<f64>>,
    code: Option<Spanned<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Unique,
    ForeignKey,
    Sum,
    AtMostOneOf,
    Ordered,
    RowCount,
    Freshness,
    MaxEmptyShare,
    MaxShareOfCode,
    RowDrift,
    EmptyDrift,
    CodeDrift,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SeverityFile {
    Error,
    Warning,
}

/// One, in millionths.
const MILLION: f64 = 1_000_000.0;

/// What rules can name.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// The dataset's own columns.
    pub(super) schema: &'a RecordSchema,
    /// How its source is written.
    pub(super) source: &'a SourceSpec,
    pub(super) codelists: &'a BTreeMap<String, Arc<Codelist>>,
    /// The other datasets that the rules name.
    pub(super) foreign: &'a Foreign,
}

/// The datasets that rules name.
pub(super) fn datasets(rules: &[Spanned<RuleFile>]) -> impl Iterator<Item = &str> {
    rules.iter().filter_map(|rule| Some(rule.get_ref().dataset.as_ref()?.get_ref().as_str()))
}

/// Parses the rules of a dataset. What is wrong with them is in the report.
pub(super) fn parse(
    file: &ConfigFile,
    rules: &[Spanned<RuleFile>],
    known: &Known<'_>,
    report: &mut Report,
) -> Vec<TableRule> {
    let mut parsed = Vec::new();
    for rule in rules {
        let place = file.place(rule);
        let mut checker = Checker { file, place, known: *known, report };
        checker.refuse_other_keys(rule.get_ref());
        let Some(kind) = checker.kind(rule.get_ref()) else { continue };
        let severity = match rule.get_ref().severity {
            Some(SeverityFile::Warning) => Severity::Warning,
            Some(SeverityFile::Error) | None => Severity::Error,
        };
        parsed.push(TableRule { kind, severity, line: file.excerpt(&rule.get_ref().kind) });
    }
    parsed
}

struct Checker<'a> {
    file: &'a ConfigFile,
    place: Place,
    known: Known<'a>,
    report: &'a mut Report,
}

impl Checker<'_> {
    fn incomplete(&mut self, place: Place, message: impl Into<String>) {
        self.report.push(Finding::error(codes::RULE_INCOMPLETE, place, message));
    }

    fn refuse_other_keys(&mut self, rule: &RuleFile) {
        let known: &[&str] = match rule.kind.get_ref() {
            Kind::Unique | Kind::AtMostOneOf | Kind::Ordered => &["columns"],
            Kind::ForeignKey => &["column", "codelist", "dataset", "key"],
            Kind::Sum => &["column", "columns", "group", "total", "tolerance"],
            Kind::RowCount => &["min", "max"],
            Kind::Freshness => &["column", "days"],
            Kind::MaxEmptyShare | Kind::EmptyDrift => &["column", "share"],
            Kind::MaxShareOfCode | Kind::CodeDrift => &["column", "code", "share"],
            Kind::RowDrift => &["share"],
        };
        for (key, is_given) in [
            ("columns", rule.columns.is_some()),
            ("column", rule.column.is_some()),
            ("group", rule.group.is_some()),
            ("codelist", rule.codelist.is_some()),
            ("dataset", rule.dataset.is_some()),
            ("key", rule.key.is_some()),
            ("total", rule.total.is_some()),
            ("tolerance", rule.tolerance.is_some()),
            ("min", rule.min.is_some()),
            ("max", rule.max.is_some()),
            ("days", rule.days.is_some()),
            ("share", rule.share.is_some()),
            ("code", rule.code.is_some()),
        ] {
            if is_given && !known.contains(&key) {
                let message = format!("a rule of this kind has no `{key}`; it has {}", known.join(", "));
                self.incomplete(self.place.clone().column(key), message);
            }
        }
    }

    fn kind(&mut self, rule: &RuleFile) -> Option<RuleKind> {
        Some(match rule.kind.get_ref() {
            Kind::Unique => RuleKind::Unique(self.columns(rule.columns.as_ref(), 1)?),
            Kind::ForeignKey => self.foreign_key(rule)?,
            Kind::Sum => RuleKind::Sum(self.sum(rule)?),
            Kind::AtMostOneOf => RuleKind::AtMostOneOf(self.columns(rule.columns.as_ref(), 2)?),
            Kind::Ordered => self.ordered(rule)?,
            Kind::RowCount => {
                let (min, max) = (rule.min.as_ref(), rule.max.as_ref());
                let bounds =
                    (min.map_or(0, |min| *min.get_ref()), max.map_or(u64::MAX, |max| *max.get_ref()));
                if (min.is_none() && max.is_none()) || bounds.0 > bounds.1 {
                    self.incomplete(
                        self.place.clone(),
                        "`min`, `max` or both are needed, `min` not above `max`",
                    );
                    return None;
                }
                RuleKind::RowCount { min: bounds.0, max: bounds.1 }
            }
            Kind::Freshness => {
                let column = self.column(rule.column.as_ref())?;
                if self.order(column) != Some(Order::Date) {
                    self.wrong_kind_of_column(rule.column.as_ref(), "a date");
                    return None;
                }
                let days = self.needed(rule.days.as_ref(), "days")?;
                RuleKind::Freshness(column, *days.get_ref())
            }
            Kind::MaxEmptyShare => {
                RuleKind::MaxEmptyShare(self.column(rule.column.as_ref())?, self.share(rule.share.as_ref())?)
            }
            Kind::MaxShareOfCode => {
                let column = self.column(rule.column.as_ref())?;
                let code = self.needed(rule.code.as_ref(), "code")?.get_ref().clone();
                RuleKind::MaxShareOfCode(column, code, self.share(rule.share.as_ref())?)
            }
            Kind::RowDrift => RuleKind::RowDrift(self.share(rule.share.as_ref())?),
            Kind::EmptyDrift => {
                RuleKind::EmptyDrift(self.column(rule.column.as_ref())?, self.share(rule.share.as_ref())?)
            }
            Kind::CodeDrift => {
                let column = self.column(rule.column.as_ref())?;
                let codes = self.codes(column, rule)?;
                RuleKind::CodeDrift(column, codes, self.share(rule.share.as_ref())?)
            }
        })
    }

    fn needed<'a, T>(&mut self, value: Option<&'a Spanned<T>>, key: &str) -> Option<&'a Spanned<T>> {
        if value.is_none() {
            self.incomplete(self.place.clone().column(key), format!("`{key}` is missing"));
        }
        value
    }

    fn find(&mut self, name: &str, place: Place) -> Option<ColumnId> {
        let found = self.known.schema.find(name);
        if found.is_none() {
            let message = format!("`{name}` is not a column of {}", self.known.schema.path);
            self.report.push(Finding::error(codes::COLUMN_UNKNOWN, place.column(name), message));
        }
        found
    }

    fn column(&mut self, name: Option<&Spanned<String>>) -> Option<ColumnId> {
        let name = self.needed(name, "column")?;
        self.find(name.get_ref(), self.file.place(name))
    }

    fn columns(&mut self, names: Option<&Spanned<Vec<String>>>, least: usize) -> Option<Vec<ColumnId>> {
        let names = self.needed(names, "columns")?;
        let place = self.file.place(names);
        if names.get_ref().len() < least {
            self.incomplete(place.column("columns"), format!("at least {least} columns are needed"));
            return None;
        }
        let found: Vec<_> = names.get_ref().iter().map(|name| self.find(name, place.clone())).collect();
        found.into_iter().collect()
    }

    fn foreign_key(&mut self, rule: &RuleFile) -> Option<RuleKind> {
        let column = self.column(rule.column.as_ref())?;
        match (&rule.codelist, &rule.dataset) {
            (Some(name), None) => {
                let place = self.file.place(name).column("codelist");
                let codelists = self.known.codelists;
                let codelist = policy::find_codelist(name.get_ref(), codelists, place, self.report)?;
                if let Some(key) = &rule.key {
                    let place = self.file.place(key).column("key");
                    self.incomplete(
                        place,
                        "`key` names a column of `dataset`; a code list has one column of codes",
                    );
                    return None;
                }
                Some(RuleKind::ForeignKey(column, Arc::clone(&codelist)))
            }
            (None, Some(dataset)) => {
                let key = rule.key.as_ref().or(rule.column.as_ref())?;
                Some(RuleKind::KeyOf(column, Arc::new(self.foreign_column(dataset, key)?)))
            }
            _ => {
                let message = "either `codelist` or `dataset` is needed: where the keys are";
                self.incomplete(self.place.clone(), message);
                None
            }
        }
    }

    fn foreign_column(&mut self, dataset: &Spanned<String>, key: &Spanned<String>) -> Option<ForeignColumn> {
        let name = dataset.get_ref();
        let place = self.file.place(dataset).column("dataset");
        let (Some(found), Some(id)) = (self.known.foreign.get(name), DatasetId::parse(name)) else {
            let message = format!("there is no dataset `{name}`");
            self.report.push(
                Finding::error(codes::DATASET_UNKNOWN, place, message)
                    .hint("a dataset is a folder of `datasets/`; for codes, name a list with `codelist`"),
            );
            return None;
        };
        let Some((source, schema)) = found.clone() else {
            let message =
                format!("dataset.toml or the schema of `{name}` is not sound, so its keys cannot be read");
            let finding = Finding::error(codes::RULE_INCOMPLETE, place, message);
            self.report.push(finding.hint(format!("`udstil check {name}` says what is wrong")));
            return None;
        };
        let Some(column) = schema.find(key.get_ref()) else {
            let message = format!("`{}` is not a column of {}", key.get_ref(), schema.path);
            let finding = Finding::error(codes::COLUMN_UNKNOWN, self.file.place(key).column("key"), message);
            self.report.push(finding.hint(format!("`key` names the column of `{name}` that has the keys")));
            return None;
        };
        Some(ForeignColumn { dataset: id, source, schema, column })
    }

    fn sum(&mut self, rule: &RuleFile) -> Option<SumRule> {
        let columns = match (&rule.column, &rule.columns) {
            (Some(_), None) => {
                let column = self.column(rule.column.as_ref())?;
                (column, column)
            }
            (None, Some(names)) if names.get_ref().len() == 2 => {
                let found = self.columns(Some(names), 2)?;
                (found[0], found[1])
            }
            _ => {
                let message = "`column` is needed, or `columns` with the lower and the upper bound";
                self.incomplete(self.place.clone(), message);
                return None;
            }
        };
        for column in [columns.0, columns.1] {
            if self.order(column) != Some(Order::Number) {
                self.wrong_kind_of_column(None, "a number");
                return None;
            }
        }
        let group = match &rule.group {
            Some(names) => self.columns(Some(names), 1)?,
            None => Vec::new(),
        };
        let total = self.needed(rule.total.as_ref(), "total")?;
        let total = self.millionths(total, "total")?;
        let tolerance = match &rule.tolerance {
            Some(tolerance) => self.millionths(tolerance, "tolerance").filter(|tolerance| *tolerance >= 0)?,
            None => 0,
        };
        Some(SumRule { columns, group, total, tolerance })
    }

    fn millionths(&mut self, value: &Spanned<f64>, key: &str) -> Option<i64> {
        let scaled = (value.get_ref() * MILLION).round();
        if scaled.is_nan() || scaled.abs() > 1e15 {
            let message = format!("`{key}` must be a number of at most nine digits before the point");
            self.incomplete(self.file.place(value).column(key), message);
            return None;
        }
        Some(scaled as i64)
    }

    fn share(&mut self, share: Option<&Spanned<f64>>) -> Option<u64> {
        let share = self.needed(share, "share")?;
        if !(0.0..=1.0).contains(share.get_ref()) {
            let place = self.file.place(share).column("share");
            self.incomplete(place, "`share` must lie between 0 and 1");
            return None;
        }
        Some((share.get_ref() * MILLION).round() as u64)
    }

    /// The codes whose shares are compared: the one that is named, or all that the schema or the source's
    /// code list knows. A value that neither knows may not be kept beyond the run.
    fn codes(&mut self, column: ColumnId, rule: &RuleFile) -> Option<Vec<String>> {
        if let Some(code) = &rule.code {
            return Some(vec![code.get_ref().clone()]);
        }
        let column = self.known.schema.column(column);
        if let Some(values) = column.schema.get("enum").and_then(Value::as_array) {
            return Some(values.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        }
        let check =
            self.known.source.codes.get(&column.name).filter(|check| check.matching == Matching::Exact);
        if let Some(codelist) = check.and_then(|check| self.known.codelists.get(&check.codelist)) {
            return Some(codelist.entries().iter().map(|entry| entry.code.clone()).collect());
        }
        let message = format!("which codes of `{}` to compare is not known", column.name);
        self.report
            .push(Finding::error(codes::RULE_INCOMPLETE, self.place.clone().column("code"), message).hint(
            "name one with `code`, or give the column an `enum` or an exact code list under `[source.codes]`",
        ));
        None
    }

    fn ordered(&mut self, rule: &RuleFile) -> Option<RuleKind> {
        let columns = self.columns(rule.columns.as_ref(), 2)?;
        let [first, second] = columns[..] else {
            self.incomplete(self.place.clone().column("columns"), "exactly two columns are needed");
            return None;
        };
        match (self.order(first), self.order(second)) {
            (Some(order), Some(other)) if order == other => Some(RuleKind::Ordered(first, second, order)),
            _ => {
                self.wrong_kind_of_column(None, "both dates or both numbers");
                None
            }
        }
    }

    fn wrong_kind_of_column(&mut self, name: Option<&Spanned<String>>, wanted: &str) {
        let place = name.map_or(self.place.clone(), |name| self.file.place(name));
        let message = format!("the schema must say that the columns of this rule are {wanted}");
        self.report.push(
            Finding::error(codes::ROLE_MISMATCH, place, message).hint(
                "`\"format\": \"date\"` makes a date, `\"type\": \"integer\"` or `\"number\"` a number",
            ),
        );
    }

    /// How values of a column can be compared, by its schema.
    fn order(&self, column: ColumnId) -> Option<Order> {
        let schema = &self.known.schema.column(column).schema;
        let is = |name: &str| match &schema["type"] {
            Value::Array(types) => types.iter().any(|entry| entry == name),
            single => *single == name,
        };
        if is("integer") || is("number") {
            return (!is("string")).then_some(Order::Number);
        }
        (schema["format"] == "date").then_some(Order::Date)
    }
}
