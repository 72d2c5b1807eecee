//! How a `[[table]]` is read: its thresholds, its dimensions and its measures.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::super::codes;
use super::super::source::Matching;
use super::super::text::Localised;
use super::protection::{Protected, ProtectionFile};
use super::read::{Checker, MAX_DECIMALS, find_codelist, is_type};
use super::rules::RuleFile;
use super::{
    Dimension, Impossible, MAX_DIMENSIONS, Measure, MeasureKind, MinContributors, Period, Presence,
    Protection, Recode, Role, TablePolicy,
};
use crate::report::{Finding, Place};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableFile {
    name: String,
    title: Localised,
    description: Localised,
    presence: Presence,
    min_count: Spanned<u64>,
    contributors: Spanned<ContributorsFile>,
    owners: Option<Spanned<ContributorsFile>>,
    sampling_weight: Option<Spanned<String>>,
    dimension: Vec<Spanned<DimensionFile>>,
    measure: Vec<Spanned<MeasureFile>>,
    #[serde(default)]
    rule: Vec<Spanned<RuleFile>>,
    #[serde(default)]
    impossible: Vec<Spanned<BTreeMap<String, Vec<String>>>>,
    protection: Option<Spanned<ProtectionFile>>,
}

impl TableFile {
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContributorsFile {
    column: String,
    min: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DimensionFile {
    name: String,
    label: Localised,
    description: Localised,
    column: String,
    codelist: Option<String>,
    matching: Option<Matching>,
    level: Option<usize>,
    levels: Option<Vec<usize>>,
    period: Option<Period>,
    periods: Option<Vec<Period>>,
    bins: Option<Vec<i64>>,
    #[serde(default)]
    identity: bool,
    #[serde(default)]
    total: bool,
    #[serde(default)]
    sensitive: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasureFile {
    name: String,
    label: Localised,
    description: Localised,
    unit: Localised,
    kind: KindFile,
    column: Option<String>,
    plus: Option<Vec<String>>,
    minus: Option<Vec<String>>,
    of: Option<String>,
    to: Option<String>,
    per: Option<u32>,
    decimals: Option<u8>,
    zero_below: Option<f64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindFile {
    Count,
    Distinct,
    Sum,
    Ratio,
    Least,
    Greatest,
}

/// The greatest factor of a ratio.
const MAX_PER: u32 = 1_000_000;

impl Checker<'_> {
    pub(super) fn table(&mut self, spanned: &Spanned<TableFile>) -> Option<TablePolicy> {
        let place = self.file.place(spanned);
        let raw = spanned.get_ref();
        self.texts(&place, &[("title", &raw.title), ("description", &raw.description)]);
        if *raw.min_count.get_ref() < 2 {
            let place = self.file.place(&raw.min_count).column("min_count");
            self.report.push(
                Finding::error(codes::THRESHOLD_TOO_LOW, place, "`min_count` below 2 protects nobody")
                    .hint("3 and 5 are usual"),
            );
        }
        let contributors = self.contributors(&raw.contributors, "contributors", &[Role::Contributor]);
        let owners = raw
            .owners
            .as_ref()
            .map(|owners| self.contributors(owners, "owners", &[Role::Contributor, Role::Identifier]));
        if raw.dimension.is_empty() || raw.measure.is_empty() {
            let message = "a table needs at least one dimension and one measure";
            self.error(codes::RULE_INCOMPLETE, place.clone(), message);
        }
        if raw.dimension.len() > MAX_DIMENSIONS {
            let message = format!("a table has at most {MAX_DIMENSIONS} dimensions");
            self.error(codes::RULE_INCOMPLETE, place.clone(), message);
        }
        let dimensions: Vec<_> =
            raw.dimension.iter().filter_map(|dimension| self.dimension(dimension, raw.presence)).collect();
        let mut measures: Vec<Measure> = Vec::new();
        for measure in &raw.measure {
            measures.extend(self.measure(measure, &measures));
        }
        let status = raw.measure.iter().map(|measure| format!("{}_status", measure.get_ref().name));
        let named = raw
            .dimension
            .iter()
            .map(|dimension| dimension.get_ref().name.clone())
            .chain(raw.measure.iter().map(|measure| measure.get_ref().name.clone()))
            .chain(status);
        self.distinct_names(named, place);
        let is_whole = dimensions.len() == raw.dimension.len() && measures.len() == raw.measure.len();
        let (mut concentrations, mut impossible) = (Vec::new(), Vec::new());
        if is_whole {
            concentrations.extend(raw.rule.iter().filter_map(|rule| self.concentration(rule, &measures)));
            impossible.extend(raw.impossible.iter().filter_map(|codes| self.impossible(codes, &dimensions)));
        }
        let sampling_weight = raw.sampling_weight.as_ref().filter(|_| is_whole);
        let sampling_weight = sampling_weight.and_then(|name| self.sampling_weight(name, &measures));
        let protected = Protected {
            presence: raw.presence,
            min_count: *raw.min_count.get_ref(),
            dimensions: &dimensions,
            measures: &measures,
            has_rules: !raw.rule.is_empty(),
        };
        let protection = if is_whole {
            self.protection(raw.protection.as_ref(), &protected)?
        } else {
            Protection::default()
        };
        Some(TablePolicy {
            name: raw.name.clone(),
            title: raw.title.clone(),
            description: protection.noted(&raw.description),
            presence: raw.presence,
            min_count: *raw.min_count.get_ref(),
            min_contributors: contributors?,
            owners: match owners {
                Some(owners) => Some(owners?),
                None => None,
            },
            dimensions,
            measures,
            concentrations,
            impossible,
            sampling_weight,
            protection,
        })
    }

    /// The place of the sum that estimates the population.
    fn sampling_weight(&mut self, spanned: &Spanned<String>, measures: &[Measure]) -> Option<usize> {
        let is_meant = |measure: &Measure| {
            measure.name == *spanned.get_ref()
                && matches!(&measure.kind, MeasureKind::Sum { minus, .. } if minus.is_empty())
        };
        let at = measures.iter().position(is_meant);
        if at.is_none() {
            let place = self.file.place(spanned).column("sampling_weight");
            let message =
                "`sampling_weight` names a measure of kind \"sum\" of the same table, without `minus`";
            self.error(codes::RULE_INCOMPLETE, place, message);
        }
        at
    }

    fn contributors(
        &mut self,
        spanned: &Spanned<ContributorsFile>,
        key: &str,
        roles: &[Role],
    ) -> Option<MinContributors> {
        let place = self.file.place(spanned).column(key);
        let raw = spanned.get_ref();
        if raw.min < 2 {
            self.report.push(
                Finding::error(codes::THRESHOLD_TOO_LOW, place.clone(), "`min` below 2 protects nobody")
                    .hint("3 is usual"),
            );
        }
        Some(MinContributors { column: self.column(&raw.column, roles, place)?, at_least: raw.min })
    }

    fn dimension(&mut self, spanned: &Spanned<DimensionFile>, presence: Presence) -> Option<Dimension> {
        let place = self.file.place(spanned);
        let raw = spanned.get_ref();
        self.name(&raw.name, place.clone());
        let place = place.column(&raw.name);
        self.texts(&place, &[("label", &raw.label), ("description", &raw.description)]);
        let column = self.column(&raw.column, &[Role::Dimension], place.clone());
        let is_period = raw.period.is_some() || raw.periods.is_some();
        let ways = [raw.codelist.is_some(), is_period, raw.bins.is_some(), raw.identity];
        if ways.into_iter().filter(|way| *way).count() != 1 {
            self.report.push(
                Finding::error(
                    codes::RULE_INCOMPLETE,
                    place,
                    "a dimension needs exactly one of `codelist`, `period`, `bins` and `identity = true`",
                )
                .hint("there is no default granularity"),
            );
            return None;
        }
        if raw.codelist.is_none() && (raw.matching.is_some() || raw.level.is_some() || raw.levels.is_some()) {
            self.error(codes::RULE_INCOMPLETE, place, "`matching`, `level` and `levels` go with `codelist`");
            return None;
        }
        let schema = column.map(|column| &self.context.schema.column(column).schema);
        if is_period && schema.is_some_and(|schema| schema["format"] != "date") {
            self.report.push(
                Finding::error(codes::ROLE_MISMATCH, place, "`period` needs a column of dates")
                    .hint(format!("give `{}` the keyword \"format\": \"date\" in its schema", raw.column)),
            );
            return None;
        }
        if raw.bins.is_some() && schema.is_some_and(|schema| !is_type(schema, &["integer"])) {
            self.error(codes::ROLE_MISMATCH, place, "`bins` needs a column of type `integer`");
            return None;
        }
        let (recode, subtotals) = match &raw.codelist {
            Some(name) => self.codes(name, raw, place.clone())?,
            None if is_period => self.periods(raw, place.clone())?,
            None => (self.classes(raw, presence, place.clone())?, Vec::new()),
        };
        let column = column?;
        let is_list = self.context.lists.contains_key(&self.context.schema.column(column).name);
        if is_list && (raw.total || !subtotals.is_empty()) {
            let message = format!(
                "`{}` can hold several values, so a sum over them counts some rows twice",
                raw.column
            );
            self.report.push(Finding::error(codes::RULE_INCOMPLETE, place, message).hint(
                "leave `total` and `levels` out here; a table without this dimension counts each row once",
            ));
            return None;
        }
        if raw.sensitive && (is_list || presence == Presence::Public) {
            self.report.push(
                Finding::error(
                    codes::RULE_INCOMPLETE,
                    place,
                    "`sensitive` goes with `presence = \"secret\"`, and with one value a row",
                )
                .hint("where combinations that do not occur are left out, they show what everybody has in common"),
            );
            return None;
        }
        Some(Dimension {
            name: raw.name.clone(),
            label: raw.label.clone(),
            description: raw.description.clone(),
            column,
            recode,
            subtotals,
            total: raw.total,
            is_sensitive: raw.sensitive,
        })
    }

    /// A code list at its finest published level, and the coarser ones.
    fn codes(&mut self, name: &str, raw: &DimensionFile, place: Place) -> Option<(Recode, Vec<usize>)> {
        let codelist = find_codelist(name, self.context.codelists, place.clone(), self.report)?;
        let levels = raw.levels.iter().flatten().copied();
        if let Some(level) =
            levels.clone().chain(raw.level).find(|level| *level == 0 || *level > codelist.depth())
        {
            let depth = codelist.depth();
            self.error(codes::LEVEL_UNKNOWN, place, format!("`{name}` has levels 1 to {depth}, not {level}"));
            return None;
        }
        let mut subtotals = self.several("level", raw.level, raw.levels.as_deref(), place)?;
        let level = raw.level.or_else(|| subtotals.pop());
        let matching = raw.matching.unwrap_or(Matching::Exact);
        Some((Recode::Codes { codelist, matching, level }, subtotals))
    }

    /// The shortest published period, and the levels of the longer ones.
    fn periods(&mut self, raw: &DimensionFile, place: Place) -> Option<(Recode, Vec<usize>)> {
        let mut periods = self.several("period", raw.period, raw.periods.as_deref(), place)?;
        let finest = raw.period.or_else(|| periods.pop())?;
        Some((Recode::Period(finest), periods.into_iter().map(Period::level).collect()))
    }

    /// All but the one, in order, and without a repetition.
    fn several<T: Copy + Ord>(
        &mut self,
        key: &str,
        one: Option<T>,
        all: Option<&[T]>,
        place: Place,
    ) -> Option<Vec<T>> {
        let mut sorted = all.unwrap_or_default().to_vec();
        sorted.sort_unstable();
        let is_repeated = sorted.windows(2).any(|pair| pair[0] == pair[1]);
        if is_repeated || all.is_some_and(|all| all.is_empty() || one.is_some()) {
            let message = format!("a dimension has one `{key}`, or `{key}s` that are all different");
            self.error(codes::RULE_INCOMPLETE, place, message);
            return None;
        }
        Some(sorted)
    }

    fn classes(&mut self, raw: &DimensionFile, presence: Presence, place: Place) -> Option<Recode> {
        if let Some(bins) = &raw.bins {
            if bins.is_empty() || !bins.is_sorted_by(|a, b| a < b) {
                self.error(codes::RULE_INCOMPLETE, place, "`bins` must be numbers in rising order");
                return None;
            }
            return Some(Recode::Bins(bins.clone()));
        }
        if presence == Presence::Secret {
            self.report.push(
                Finding::error(
                    codes::RULE_INCOMPLETE,
                    place,
                    "`identity` does not go with `presence = \"secret\"`: the values that occur would show",
                )
                .hint("use a code list, so that all combinations can be listed"),
            );
            return None;
        }
        Some(Recode::Identity)
    }

    fn impossible(
        &mut self,
        spanned: &Spanned<BTreeMap<String, Vec<String>>>,
        dimensions: &[Dimension],
    ) -> Option<Impossible> {
        let place = self.file.place(spanned).column("impossible");
        let mut codes = Vec::new();
        for (name, wanted) in spanned.get_ref() {
            let at = dimensions.iter().position(|dimension| dimension.name == *name);
            let Some((at, Recode::Codes { codelist, .. })) = at.map(|at| (at, &dimensions[at].recode)) else {
                let message = format!("`{name}` is not a dimension of this table with a code list");
                self.error(codes::RULE_INCOMPLETE, place, message);
                return None;
            };
            if let Some(code) = wanted.iter().find(|code| codelist.find(code).is_none()) {
                let message = format!("`{code}` is not a code of `{}`", codelist.name);
                self.error(codes::RULE_INCOMPLETE, place, message);
                return None;
            }
            codes.push((at, wanted.clone()));
        }
        if codes.len() < 2 || codes.iter().any(|(_, wanted)| wanted.is_empty()) {
            let message = "`[[table.impossible]]` needs codes of two or more dimensions";
            self.error(codes::RULE_INCOMPLETE, place, message);
            return None;
        }
        Some(Impossible { codes })
    }

    fn measure(&mut self, spanned: &Spanned<MeasureFile>, before: &[Measure]) -> Option<Measure> {
        let place = self.file.place(spanned);
        let raw = spanned.get_ref();
        self.name(&raw.name, place.clone());
        let place = place.column(&raw.name);
        self.texts(&place, &[("label", &raw.label), ("description", &raw.description), ("unit", &raw.unit)]);
        let (is_sum, is_ratio) = (raw.kind == KindFile::Sum, raw.kind == KindFile::Ratio);
        let sum_keys = raw.plus.is_some() || raw.minus.is_some() || raw.zero_below.is_some();
        let is_bound = matches!(raw.kind, KindFile::Least | KindFile::Greatest);
        let ratio_keys = raw.to.is_some() || raw.per.is_some();
        if (sum_keys && !is_sum)
            || (ratio_keys && !is_ratio)
            || (raw.of.is_some() && !is_ratio && !is_bound)
            || (raw.decimals.is_some() && !is_sum && !is_ratio)
            || (raw.column.is_some() != (raw.kind == KindFile::Distinct))
        {
            self.error(
                codes::RULE_INCOMPLETE,
                place,
                "`column` goes with `kind = \"distinct\"`, `plus`, `minus`, `zero_below` with \"sum\", `of`, `to`, `per` with \"ratio\", `decimals` with these two, and `of` with \"least\" and \"greatest\"",
            );
            return None;
        }
        let kind = match raw.kind {
            KindFile::Count => MeasureKind::Count,
            KindFile::Distinct => {
                let name = raw.column.as_deref().unwrap_or_default();
                MeasureKind::Distinct(self.column(name, &[Role::Contributor, Role::Identifier], place)?)
            }
            KindFile::Sum => self.sum(raw, place)?,
            KindFile::Ratio => self.ratio(raw, before, place)?,
            KindFile::Least => MeasureKind::Least(self.count_of(raw, before, place)?),
            KindFile::Greatest => MeasureKind::Greatest(self.count_of(raw, before, place)?),
        };
        Some(Measure {
            name: raw.name.clone(),
            label: raw.label.clone(),
            description: raw.description.clone(),
            unit: raw.unit.clone(),
            kind,
        })
    }

    fn sum(&mut self, raw: &MeasureFile, place: Place) -> Option<MeasureKind> {
        let plus = self.columns(raw.plus.as_deref().unwrap_or_default(), Role::Quantity, &place)?;
        let minus = self.columns(raw.minus.as_deref().unwrap_or_default(), Role::Quantity, &place)?;
        for column in plus.iter().chain(&minus) {
            let column = self.context.schema.column(*column);
            if !is_type(&column.schema, &["integer", "number"]) {
                let message =
                    format!("`{}` is not a number in the schema, so it cannot be summed", column.name);
                self.error(codes::ROLE_MISMATCH, place, message);
                return None;
            }
        }
        let decimals = self.decimals("sum", raw, &place)?;
        if plus.is_empty() {
            self.error(codes::RULE_INCOMPLETE, place, "a sum needs at least one column in `plus`");
            return None;
        }
        let zero_below = raw.zero_below.unwrap_or(0.0);
        if !(0.0..=1e12).contains(&zero_below) {
            self.error(codes::RULE_INCOMPLETE, place, "`zero_below` must be a number from 0");
            return None;
        }
        Some(MeasureKind::Sum { plus, minus, decimals, zero_below_micro: (zero_below * 1e6).round() as i128 })
    }

    /// The place of the count that a bound is of.
    fn count_of(&mut self, raw: &MeasureFile, before: &[Measure], place: Place) -> Option<usize> {
        let is_meant = |measure: &Measure| {
            Some(&measure.name) == raw.of.as_ref() && matches!(measure.kind, MeasureKind::Count)
        };
        let at = before.iter().position(is_meant);
        if at.is_none() {
            let message = "a bound needs `of`: a measure of kind \"count\" that stands before it";
            self.error(codes::RULE_INCOMPLETE, place, message);
        }
        at
    }

    fn ratio(&mut self, raw: &MeasureFile, before: &[Measure], place: Place) -> Option<MeasureKind> {
        let find = |name: &Option<String>| {
            let at = before.iter().position(|measure| Some(&measure.name) == name.as_ref())?;
            let is_figure = matches!(
                before[at].kind,
                MeasureKind::Count | MeasureKind::Distinct(_) | MeasureKind::Sum { .. }
            );
            is_figure.then_some(at)
        };
        let (Some(of), Some(to)) = (find(&raw.of), find(&raw.to)) else {
            let message = "a ratio needs `of` and `to`: measures that stand before it and are no ratios";
            self.error(codes::RULE_INCOMPLETE, place, message);
            return None;
        };
        let per = raw.per.unwrap_or(1);
        if per == 0 || per > MAX_PER {
            let message = format!("`per` must be a number from 1 to {MAX_PER}");
            self.error(codes::RULE_INCOMPLETE, place, message);
            return None;
        }
        Some(MeasureKind::Ratio { of, to, per, decimals: self.decimals("ratio", raw, &place)? })
    }

    fn decimals(&mut self, what: &str, raw: &MeasureFile, place: &Place) -> Option<u8> {
        let decimals = raw.decimals.filter(|decimals| *decimals <= MAX_DECIMALS);
        if decimals.is_none() {
            let message = format!("a {what} needs `decimals`, 0 to {MAX_DECIMALS}");
            self.error(codes::RULE_INCOMPLETE, place.clone(), message);
        }
        decimals
    }
}
