//! How `policy.toml` is read: its version, its roles, its rows, and what all parts have in common.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::super::about::{civil_date, complete};
use super::super::codelist::Codelist;
use super::super::codes;
use super::super::file::ConfigFile;
use super::super::names::is_plain_name;
use super::super::record_schema::{ColumnId, RecordSchema};
use super::super::text::{Language, Localised};
use super::secrets::Secrets;
use super::tables::TableFile;
use super::{Policy, Publication, Role, RowsColumn, RowsKind, RowsPolicy, TablePolicy};
use crate::report::{Code, Finding, Place, Report};

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
pub(super) const MAX_DECIMALS: u8 = 6;

/// What a policy is checked against.
pub(in crate::catalog) struct Context<'a> {
    pub(in crate::catalog) schema: &'a RecordSchema,
    pub(in crate::catalog) codelists: &'a BTreeMap<String, Arc<Codelist>>,
    pub(in crate::catalog) languages: &'a [Language],
    /// The source columns that can hold several values.
    pub(in crate::catalog) lists: &'a BTreeMap<String, char>,
    pub(in crate::catalog) as_of: Date,
    pub(in crate::catalog) secrets: &'a Secrets,
    /// The table of changes for cell keys, if there is one.
    pub(in crate::catalog) noise: Option<&'a ConfigFile>,
}

/// Parses `policy.toml`.
pub(in crate::catalog) fn parse(
    file: &ConfigFile,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<Policy> {
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

pub(super) struct Checker<'a> {
    pub(super) file: &'a ConfigFile,
    pub(super) context: &'a Context<'a>,
    pub(super) report: &'a mut Report,
    roles: Vec<Role>,
}

impl Checker<'_> {
    pub(super) fn error(&mut self, code: Code, place: Place, message: impl Into<String>) {
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
            .map(|table| (table.get_ref().name(), self.file.place(table)))
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
                self.same_protection(raw, &tables);
                Some(Publication::Tables(tables))
            }
            (true, false) => {
                self.refuse_confidential_roles(&raw.columns);
                let rows: Vec<_> = raw.rows.iter().filter_map(|rows| self.rows(rows)).collect();
                Some(Publication::Rows(rows))
            }
        }
    }

    /// Figures that one table hides, another must not tell.
    fn same_protection(&mut self, raw: &PolicyFile, tables: &[TablePolicy]) {
        let differs = |at: &usize| tables[*at].protection != tables[0].protection;
        if let Some(at) = (1..tables.len()).find(differs) {
            let place = self.file.place(&raw.table[at]).column(&tables[at].name);
            self.report.push(
                Finding::error(
                    codes::RULE_INCOMPLETE,
                    place,
                    "the tables of a dataset are protected in one way",
                )
                .hint("give each of them the same `[table.protection]`, or none of them"),
            );
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

    pub(super) fn columns(&mut self, names: &[String], role: Role, place: &Place) -> Option<Vec<ColumnId>> {
        names.iter().map(|name| self.column(name, &[role], place.clone())).collect()
    }

    /// The source column of this name, if its role allows the use that is made of it.
    pub(super) fn column(&mut self, name: &str, allowed: &[Role], place: Place) -> Option<ColumnId> {
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

    pub(super) fn texts(&mut self, place: &Place, texts: &[(&str, &Localised)]) {
        for (key, text) in texts {
            let key = match &place.column {
                Some(column) => format!("{column}.{key}"),
                None => (*key).to_owned(),
            };
            complete(text, place.clone().column(&key), self.context.languages, self.report);
        }
    }

    pub(super) fn name(&mut self, name: &str, place: Place) {
        if !is_plain_name(name) {
            self.report.push(
                Finding::error(codes::NAME_INVALID, place, format!("`{name}` cannot be a name"))
                    .hint("use ASCII letters, digits and `_`, beginning with a letter"),
            );
        }
    }

    pub(super) fn distinct_names(&mut self, names: impl Iterator<Item = String>, place: Place) {
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
pub(super) fn is_type(schema: &serde_json::Value, wanted: &[&str]) -> bool {
    let fits =
        |name: &serde_json::Value| name.as_str().is_some_and(|name| name == "null" || wanted.contains(&name));
    match &schema["type"] {
        serde_json::Value::Array(names) => names.iter().all(fits),
        name => name != "null" && fits(name),
    }
}

/// The code list of this name, or a finding that lists those there are.
pub(in crate::catalog) fn find_codelist(
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
