//! `datasets/<id>/policy.toml`: what may leave, at which granularity, under which rules.
//!
//! The file is an allow list. A column that it does not name is a refusal, a granularity is written
//! down by a person and never chosen from the data, and no rule has a silent default.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::about::{civil_date, complete};
use super::codelist::Codelist;
use super::codes;
use super::file::ConfigFile;
use super::names::is_plain_name;
use super::record_schema::{ColumnId, RecordSchema};
use super::source::Matching;
use super::text::{Language, Localised};
use crate::report::{Code, Finding, Place, Report};

/// What may leave of a dataset.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The file, below the root.
    pub path: String,
    /// The role of each source column, in the order of the schema's columns.
    pub roles: Vec<Role>,
    /// What is published.
    pub publication: Publication,
}

/// The two ways of publishing.
#[derive(Clone, Debug)]
pub enum Publication {
    /// Tables of counts and quantities, protected.
    Tables(Vec<TablePolicy>),
    /// The rows themselves; only for sources without anything confidential.
    Rows(Vec<RowsPolicy>),
}

/// What a source column is to the publication. There is no default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Checked against the schema and then left behind.
    Drop,
    /// Names a person, a company or a thing directly. Never published; may be counted as distinct.
    Identifier,
    /// Names the entity that is protected: its distinct values are counted, never shown.
    Contributor,
    /// Published after recoding, as a dimension of a table.
    Dimension,
    /// Published only as a sum.
    Quantity,
    /// Published as it is, in a rows publication.
    Publish,
}

/// A table of counts and quantities.
#[derive(Clone, Debug)]
pub struct TablePolicy {
    /// The name of its files.
    pub name: String,
    /// What it is called.
    pub title: Localised,
    /// What it holds.
    pub description: Localised,
    /// Whether a row of the table may show that anything exists.
    pub presence: Presence,
    /// A cell with fewer source rows than this is withheld.
    pub min_count: u64,
    /// A cell with fewer distinct contributors than this is withheld.
    pub min_contributors: MinContributors,
    /// The columns that a cell is about, in order.
    pub dimensions: Vec<Dimension>,
    /// The columns that say something of a cell, in order.
    pub measures: Vec<Measure>,
}

/// Whether it is public that a cell has any source row at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    /// Nobody may learn whether a small cell is empty: all combinations are listed, and an empty
    /// one is withheld just like a small one.
    Secret,
    /// Combinations that occur are listed; those that do not are left out.
    Public,
}

/// The rule on distinct contributors.
#[derive(Clone, Copy, Debug)]
pub struct MinContributors {
    /// The column that names them.
    pub column: ColumnId,
    /// How many a published cell has at least.
    pub at_least: u64,
}

/// A column that a cell is about.
#[derive(Clone, Debug)]
pub struct Dimension {
    /// The published column's name.
    pub name: String,
    /// What it is called.
    pub label: Localised,
    /// What its values mean.
    pub description: Localised,
    /// The source column.
    pub column: ColumnId,
    /// How the source's value becomes the published one.
    pub recode: Recode,
}

/// How a source's value becomes a published one.
#[derive(Clone, Debug)]
pub enum Recode {
    /// To a code of a list, at a level.
    Codes {
        /// The list.
        codelist: Arc<Codelist>,
        /// How a value is looked up.
        matching: Matching,
        /// The level of the published codes: 1 is the top. `None` leaves the code as it is.
        level: Option<usize>,
    },
    /// A date to the period it lies in.
    Period(Period),
    /// A number to the class it lies in; the bounds are the first values of the second and later
    /// classes, in rising order.
    Bins(Vec<i64>),
    /// As it is. Only for values that are public by themselves, such as a substance's CAS number.
    Identity,
}

/// The length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// `2024`
    Year,
    /// `2024-S1`, as SDMX writes a semester
    HalfYear,
    /// `2024-Q1`
    Quarter,
    /// `2024-01`
    Month,
}

/// A column that says something of a cell.
#[derive(Clone, Debug)]
pub struct Measure {
    /// The published column's name.
    pub name: String,
    /// What it is called.
    pub label: Localised,
    /// What it counts or sums.
    pub description: Localised,
    /// The unit, as a reader is told.
    pub unit: Localised,
    /// How it comes about.
    pub kind: MeasureKind,
}

/// How a measure comes about.
#[derive(Clone, Debug)]
pub enum MeasureKind {
    /// The number of source rows.
    Count,
    /// The number of distinct values of a column; empty cells are not counted.
    Distinct(ColumnId),
    /// A sum of quantities.
    Sum {
        /// The columns that are added.
        plus: Vec<ColumnId>,
        /// The columns that are subtracted.
        minus: Vec<ColumnId>,
        /// The number of decimals of the published value; half is rounded away from zero.
        decimals: u8,
        /// A sum whose size is below this many millionths is published as 0.
        zero_below_micro: i128,
    },
}

/// Rows that are published as they are.
#[derive(Clone, Debug)]
pub struct RowsPolicy {
    /// The name of the files.
    pub name: String,
    /// What they are called.
    pub title: Localised,
    /// What they hold.
    pub description: Localised,
    /// The published columns, in order; rows are sorted by them.
    pub columns: Vec<RowsColumn>,
}

/// A column of published rows.
#[derive(Clone, Debug)]
pub struct RowsColumn {
    /// The published column's name.
    pub name: String,
    /// What it is called.
    pub label: Localised,
    /// What its values mean.
    pub description: Localised,
    /// The source column.
    pub column: ColumnId,
    /// How it is written.
    pub kind: RowsKind,
}

/// How a published cell of a row is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowsKind {
    /// As text, to the letter.
    Text,
    /// As a whole number.
    Integer,
    /// As a number with this many decimals.
    Decimal(u8),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    policy: Spanned<u32>,
    expires: Spanned<Datetime>,
    columns: Spanned<BTreeMap<String, Spanned<Role>>>,
    #[serde(default)]
    table: Vec<Spanned<TableFile>>,
    #[serde(default)]
    rows: Vec<Spanned<RowsFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    name: String,
    title: Localised,
    description: Localised,
    presence: Presence,
    min_count: Spanned<u64>,
    contributors: Spanned<ContributorsFile>,
    dimension: Vec<Spanned<DimensionFile>>,
    measure: Vec<Spanned<MeasureFile>>,
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
    period: Option<Period>,
    bins: Option<Vec<i64>>,
    #[serde(default)]
    identity: bool,
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
    decimals: Option<u8>,
    zero_below: Option<f64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindFile {
    Count,
    Distinct,
    Sum,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowsFile {
    name: String,
    title: Localised,
    description: Localised,
    column: Vec<Spanned<RowsColumnFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowsColumnFile {
    name: String,
    label: Localised,
    description: Localised,
    column: String,
    decimals: Option<u8>,
}

/// The version of the policy format that this program reads.
const VERSION: u32 = 1;

/// The greatest number of decimals: sums are kept in millionths.
const MAX_DECIMALS: u8 = 6;

/// What a policy is checked against.
pub(super) struct Context<'a> {
    pub(super) schema: &'a RecordSchema,
    pub(super) codelists: &'a BTreeMap<String, Arc<Codelist>>,
    pub(super) languages: &'a [Language],
    pub(super) as_of: Date,
}

/// Parses `policy.toml`.
pub(super) fn parse(file: &ConfigFile, context: &Context<'_>, report: &mut Report) -> Option<Policy> {
    let raw: PolicyFile = file.parse(report)?;
    let before = report.errors();
    let mut check = Checker { file, context, report, roles: Vec::new() };
    check.version(&raw.policy);
    check.expiry(&raw.expires);
    check.roles(&raw.columns);
    let publication = check.publication(&raw);
    let roles = check.roles;
    (report.errors() == before).then_some(()).and(publication).map(|publication| Policy {
        path: file.path().to_owned(),
        roles,
        publication,
    })
}

struct Checker<'a> {
    file: &'a ConfigFile,
    context: &'a Context<'a>,
    report: &'a mut Report,
    roles: Vec<Role>,
}

impl Checker<'_> {
    fn error(&mut self, code: Code, place: Place, message: impl Into<String>) {
        self.report.push(Finding::error(code, place, message));
    }

    fn version(&mut self, version: &Spanned<u32>) {
        if *version.get_ref() != VERSION {
            let place = self.file.place(version).column("policy");
            self.error(codes::POLICY_VERSION, place, format!("this program reads `policy = {VERSION}`"));
        }
    }

    fn expiry(&mut self, expires: &Spanned<Datetime>) {
        let place = self.file.place(expires).column("expires");
        match civil_date(expires.get_ref()) {
            None => self.error(codes::DATE_INVALID, place, "`expires` must be a date such as 2027-12-31"),
            Some(date) if date < self.context.as_of => self.report.push(
                Finding::error(codes::POLICY_LAPSED, place, format!("the policy lapsed after {date}"))
                    .hint("review the policy and set a new date"),
            ),
            Some(_) => {}
        }
    }

    fn roles(&mut self, columns: &Spanned<BTreeMap<String, Spanned<Role>>>) {
        let schema = self.context.schema;
        for (name, role) in columns.get_ref() {
            if schema.find(name).is_none() {
                let place = self.file.place(role).column(name);
                self.report.push(
                    Finding::error(
                        codes::COLUMN_UNKNOWN,
                        place,
                        format!("`{name}` is not a column of {}", schema.path),
                    )
                    .hint("remove it here, or add it to the schema's `properties`"),
                );
            }
        }
        let place = self.file.place(columns);
        for column in &schema.columns {
            match columns.get_ref().get(&column.name) {
                Some(role) => self.roles.push(*role.get_ref()),
                None => {
                    self.report.push(
                        Finding::error(
                            codes::COLUMN_UNNAMED,
                            place.clone().column(&column.name),
                            format!("`[columns]` does not name `{}`", column.name),
                        )
                        .hint(format!(
                            "{}:{} declares it; give it a role, or `\"drop\"` to leave it behind",
                            schema.path, column.line
                        )),
                    );
                    self.roles.push(Role::Drop);
                }
            }
        }
    }

    fn publication(&mut self, raw: &PolicyFile) -> Option<Publication> {
        let mut names = HashSet::new();
        let declared = raw
            .table
            .iter()
            .map(|table| (table.get_ref().name.as_str(), self.file.place(table)))
            .chain(raw.rows.iter().map(|rows| (rows.get_ref().name.as_str(), self.file.place(rows))));
        for (name, place) in declared.collect::<Vec<_>>() {
            self.name(name, place.clone());
            if !names.insert(name) {
                self.error(codes::DUPLICATE_NAME, place, format!("two tables are called `{name}`"));
            }
        }
        match (raw.table.is_empty(), raw.rows.is_empty()) {
            (true, true) => {
                let place = self.file.top();
                self.report.push(
                    Finding::error(codes::POLICY_EMPTY, place, "the policy publishes nothing")
                        .hint("add a `[[table]]` of counts, or `[[rows]]` if nothing is confidential"),
                );
                None
            }
            (false, false) => {
                let place = self.file.place(&raw.rows[0]);
                self.report.push(
                    Finding::error(
                        codes::POLICY_MIXED,
                        place,
                        "`[[table]]` and `[[rows]]` do not go together",
                    )
                    .hint("rows are for sources without anything confidential; tables are for all others"),
                );
                None
            }
            (false, true) => {
                let tables: Vec<_> = raw.table.iter().filter_map(|table| self.table(table)).collect();
                Some(Publication::Tables(tables))
            }
            (true, false) => {
                self.refuse_confidential_roles(&raw.columns);
                let rows: Vec<_> = raw.rows.iter().filter_map(|rows| self.rows(rows)).collect();
                Some(Publication::Rows(rows))
            }
        }
    }

    /// Rows may leave only from a source in which nothing is confidential; a column marked as
    /// naming somebody says that something is.
    fn refuse_confidential_roles(&mut self, columns: &Spanned<BTreeMap<String, Spanned<Role>>>) {
        for (name, role) in columns.get_ref() {
            if matches!(role.get_ref(), Role::Identifier | Role::Contributor) {
                let place = self.file.place(role).column(name);
                self.report.push(
                    Finding::error(
                        codes::ROLE_MISMATCH,
                        place,
                        format!("`{name}` names somebody, so the rows of this source cannot be published"),
                    )
                    .hint("publish a `[[table]]` of counts instead"),
                );
            }
        }
    }

    fn table(&mut self, spanned: &Spanned<TableFile>) -> Option<TablePolicy> {
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
        let contributors_place = self.file.place(&raw.contributors).column("contributors");
        let contributors = raw.contributors.get_ref();
        if contributors.min < 2 {
            self.report.push(
                Finding::error(
                    codes::THRESHOLD_TOO_LOW,
                    contributors_place.clone(),
                    "`min` below 2 protects nobody",
                )
                .hint("3 is usual"),
            );
        }
        let contributor = self.column(&contributors.column, &[Role::Contributor], contributors_place);
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
        let measures: Vec<_> = raw.measure.iter().filter_map(|measure| self.measure(measure)).collect();
        let status = raw.measure.iter().map(|measure| format!("{}_status", measure.get_ref().name));
        let named = raw
            .dimension
            .iter()
            .map(|dimension| dimension.get_ref().name.clone())
            .chain(raw.measure.iter().map(|measure| measure.get_ref().name.clone()))
            .chain(status);
        self.distinct_names(named, place);
        Some(TablePolicy {
            name: raw.name.clone(),
            title: raw.title.clone(),
            description: raw.description.clone(),
            presence: raw.presence,
            min_count: *raw.min_count.get_ref(),
            min_contributors: MinContributors { column: contributor?, at_least: contributors.min },
            dimensions,
            measures,
        })
    }

    fn dimension(&mut self, spanned: &Spanned<DimensionFile>, presence: Presence) -> Option<Dimension> {
        let place = self.file.place(spanned);
        let raw = spanned.get_ref();
        self.name(&raw.name, place.clone());
        let place = place.column(&raw.name);
        self.texts(&place, &[("label", &raw.label), ("description", &raw.description)]);
        let column = self.column(&raw.column, &[Role::Dimension], place.clone());
        let ways = [raw.codelist.is_some(), raw.period.is_some(), raw.bins.is_some(), raw.identity];
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
        if raw.codelist.is_none() && (raw.matching.is_some() || raw.level.is_some()) {
            self.error(codes::RULE_INCOMPLETE, place, "`matching` and `level` go with `codelist`");
            return None;
        }
        let schema = column.map(|column| &self.context.schema.column(column).schema);
        if raw.period.is_some() && schema.is_some_and(|schema| schema["format"] != "date") {
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
        let recode = match (&raw.codelist, raw.period, &raw.bins) {
            (Some(name), _, _) => self.codes(name, raw, place)?,
            (_, Some(period), _) => Recode::Period(period),
            (_, _, Some(bins)) => {
                if bins.is_empty() || !bins.is_sorted_by(|a, b| a < b) {
                    self.error(codes::RULE_INCOMPLETE, place, "`bins` must be numbers in rising order");
                    return None;
                }
                Recode::Bins(bins.clone())
            }
            _ if presence == Presence::Secret => {
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
            _ => Recode::Identity,
        };
        Some(Dimension {
            name: raw.name.clone(),
            label: raw.label.clone(),
            description: raw.description.clone(),
            column: column?,
            recode,
        })
    }

    fn codes(&mut self, name: &str, raw: &DimensionFile, place: Place) -> Option<Recode> {
        let codelist = find_codelist(name, self.context.codelists, place.clone(), self.report)?;
        if let Some(level) = raw.level
            && (level == 0 || level > codelist.depth())
        {
            let depth = codelist.depth();
            self.error(codes::LEVEL_UNKNOWN, place, format!("`{name}` has levels 1 to {depth}, not {level}"));
            return None;
        }
        Some(Recode::Codes { codelist, matching: raw.matching.unwrap_or(Matching::Exact), level: raw.level })
    }

    fn measure(&mut self, spanned: &Spanned<MeasureFile>) -> Option<Measure> {
        let place = self.file.place(spanned);
        let raw = spanned.get_ref();
        self.name(&raw.name, place.clone());
        let place = place.column(&raw.name);
        self.texts(&place, &[("label", &raw.label), ("description", &raw.description), ("unit", &raw.unit)]);
        let is_sum = raw.kind == KindFile::Sum;
        let sum_keys =
            raw.plus.is_some() || raw.minus.is_some() || raw.decimals.is_some() || raw.zero_below.is_some();
        if (sum_keys && !is_sum) || (raw.column.is_some() != (raw.kind == KindFile::Distinct)) {
            self.error(
                codes::RULE_INCOMPLETE,
                place,
                "`column` goes with `kind = \"distinct\"`, and `plus`, `minus`, `decimals`, `zero_below` with `kind = \"sum\"`",
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
        let Some(decimals) = raw.decimals.filter(|decimals| *decimals <= MAX_DECIMALS) else {
            let message = format!("a sum needs `decimals`, 0 to {MAX_DECIMALS}");
            self.error(codes::RULE_INCOMPLETE, place, message);
            return None;
        };
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

    fn rows(&mut self, spanned: &Spanned<RowsFile>) -> Option<RowsPolicy> {
        let place = self.file.place(spanned);
        let raw = spanned.get_ref();
        self.texts(&place, &[("title", &raw.title), ("description", &raw.description)]);
        self.distinct_names(raw.column.iter().map(|column| column.get_ref().name.clone()), place.clone());
        if raw.column.is_empty() {
            self.error(codes::RULE_INCOMPLETE, place, "`[[rows]]` needs at least one column");
        }
        let columns = raw.column.iter().filter_map(|column| self.rows_column(column)).collect();
        Some(RowsPolicy {
            name: raw.name.clone(),
            title: raw.title.clone(),
            description: raw.description.clone(),
            columns,
        })
    }

    fn rows_column(&mut self, spanned: &Spanned<RowsColumnFile>) -> Option<RowsColumn> {
        let place = self.file.place(spanned);
        let raw = spanned.get_ref();
        self.name(&raw.name, place.clone());
        let place = place.column(&raw.name);
        self.texts(&place, &[("label", &raw.label), ("description", &raw.description)]);
        let column = self.column(&raw.column, &[Role::Publish], place.clone())?;
        let schema = &self.context.schema.column(column).schema;
        let (is_integer, is_number) = (is_type(schema, &["integer"]), is_type(schema, &["number"]));
        let kind = match (is_integer, is_number, raw.decimals) {
            (true, _, None) => RowsKind::Integer,
            (_, true, Some(decimals)) if decimals <= MAX_DECIMALS => RowsKind::Decimal(decimals),
            (_, true, _) => {
                let message = format!("a number needs `decimals`, 0 to {MAX_DECIMALS}");
                self.error(codes::RULE_INCOMPLETE, place, message);
                return None;
            }
            (_, _, Some(_)) => {
                self.error(codes::RULE_INCOMPLETE, place, "`decimals` goes with a column of type `number`");
                return None;
            }
            (false, false, None) => RowsKind::Text,
        };
        Some(RowsColumn {
            name: raw.name.clone(),
            label: raw.label.clone(),
            description: raw.description.clone(),
            column,
            kind,
        })
    }

    fn columns(&mut self, names: &[String], role: Role, place: &Place) -> Option<Vec<ColumnId>> {
        names.iter().map(|name| self.column(name, &[role], place.clone())).collect()
    }

    /// The source column of this name, if its role allows the use that is made of it.
    fn column(&mut self, name: &str, allowed: &[Role], place: Place) -> Option<ColumnId> {
        let Some(id) = self.context.schema.find(name) else {
            let message = format!("`{name}` is not a column of {}", self.context.schema.path);
            self.error(codes::COLUMN_UNKNOWN, place, message);
            return None;
        };
        if !allowed.contains(&self.roles[id.0]) {
            let message = format!("the role of `{name}` does not allow this use");
            let roles: Vec<_> = allowed.iter().map(|role| format!("\"{role:?}\"").to_lowercase()).collect();
            self.report.push(
                Finding::error(codes::ROLE_MISMATCH, place, message)
                    .hint(format!("it would have to be {} under `[columns]`", roles.join(" or "))),
            );
            return None;
        }
        Some(id)
    }

    fn texts(&mut self, place: &Place, texts: &[(&str, &Localised)]) {
        for (key, text) in texts {
            let key = match &place.column {
                Some(column) => format!("{column}.{key}"),
                None => (*key).to_owned(),
            };
            complete(text, place.clone().column(&key), self.context.languages, self.report);
        }
    }

    fn name(&mut self, name: &str, place: Place) {
        if !is_plain_name(name) {
            self.report.push(
                Finding::error(codes::NAME_INVALID, place, format!("`{name}` cannot be a name"))
                    .hint("use ASCII letters, digits and `_`, beginning with a letter"),
            );
        }
    }

    fn distinct_names(&mut self, names: impl Iterator<Item = String>, place: Place) {
        let mut seen = HashSet::new();
        for name in names {
            if seen.contains(&name) {
                let message = format!("two columns are called `{name}`");
                self.error(codes::DUPLICATE_NAME, place.clone(), message);
            }
            seen.insert(name);
        }
    }
}

/// True if every value of a column that is not null is of one of these types.
fn is_type(schema: &serde_json::Value, wanted: &[&str]) -> bool {
    let fits =
        |name: &serde_json::Value| name.as_str().is_some_and(|name| name == "null" || wanted.contains(&name));
    match &schema["type"] {
        serde_json::Value::Array(names) => names.iter().all(fits),
        name => name != "null" && fits(name),
    }
}

/// The greatest number of dimensions of a table.
pub const MAX_DIMENSIONS: usize = 8;

/// The code list of this name, or a finding that lists those there are.
pub(super) fn find_codelist(
    name: &str,
    codelists: &BTreeMap<String, Arc<Codelist>>,
    place: Place,
    report: &mut Report,
) -> Option<Arc<Codelist>> {
    let found = codelists.get(name).cloned();
    // A list that is itself wrong has its own findings, and is missing here because of them.
    let has_broken_lists =
        report.findings().iter().any(|finding| finding.place.path.starts_with("schemas/codelists/"));
    if found.is_none() && !has_broken_lists {
        let known: Vec<_> = codelists.keys().map(String::as_str).collect();
        report.push(
            Finding::error(codes::CODELIST_UNKNOWN, place, format!("there is no code list `{name}`"))
                .hint(format!("schemas/codelists/codelists.toml declares {}", known.join(", "))),
        );
    }
    found
}
