//! Rules on a source as a table: what holds between rows, or of all of them together.
//!
//! Each thread keeps a state for each rule; states are put together when all blocks are read. Values
//! are not kept: keys and groups are fingerprints under a secret drawn anew for each run, of which
//! eighty bits are compared, so that two different keys among a hundred million rows are taken for
//! the same with a probability below one in a hundred million.

mod drift;
mod foreign;
mod state;

use std::hash::{BuildHasher, Hasher, RandomState};

use hashbrown::{HashMap, HashSet};
use jiff::civil::Date;

use super::cell;
use super::conform::{Demands, Tallies};
use super::source::RawBatch;
use crate::catalog::{ColumnId, Dataset, RuleKind, TableRule};
use crate::report::{Check, Code, Finding, Place, Report, Severity, codes};
use drift::{Drift, share};
pub use drift::{Earlier, Statistics};
use state::State;

codes! {
    pub(in crate::confidential),
    NOT_UNIQUE = "not-unique", "Rows repeat the key of an earlier row";
    KEY_UNKNOWN = "key-unknown", "A cell holds a key that the code list or the other source of a rule does not have";
    SUM_OFF = "sum-off", "The values of a group do not add up to the total of a rule";
    TOO_MANY_GIVEN = "too-many-given", "More than one of the columns of a rule is given in a row";
    OUT_OF_ORDER = "out-of-order", "The first of two columns is greater than the second, such as a start after its end";
    ROW_COUNT = "row-count", "The source has fewer or more rows than a rule expects";
    NOT_FRESH = "not-fresh", "The newest date of a column is older than a rule allows";
    EMPTY_SHARE = "empty-share", "More cells of a column are empty than a rule allows";
    CODE_SHARE = "code-share", "More cells of a column hold a value than a rule allows";
    ROW_DRIFT = "row-drift", "The number of rows is farther from the last edition's than a rule allows";
    EMPTY_DRIFT = "empty-drift", "The share of a column's empty cells has jumped since the last edition";
    CODE_DRIFT = "code-drift", "The share of a column's code has jumped since the last edition";
    DRIFT_UNCHECKED = "drift-unchecked", "A rule compares with the last edition, of which no record is there";
}

/// The rules of a dataset, made ready for reading rows.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    rules: Vec<Rule<'a>>,
    dataset: &'a Dataset,
    as_of: Date,
    earlier: &'a Earlier,
    secrets: (RandomState, RandomState),
}

/// A rule with what it needs of a row.
#[derive(Debug)]
struct Rule<'a> {
    rule: &'a TableRule,
    /// Where its columns stand in the file, in the order in which its kind names them.
    columns: Vec<Column>,
    /// The columns that make a group.
    group: Vec<Column>,
    /// The keys that a value must be among.
    keys: HashSet<Box<[u8]>>,
    /// The same where they stand in another source, as fingerprints.
    foreign: HashSet<u128>,
    /// The places of codes whose shares are compared.
    codes: HashMap<Box<[u8]>, usize>,
}

/// Where a column stands, and the mark between its values if a cell may hold several.
#[derive(Clone, Debug)]
struct Column {
    position: usize,
    separator: Option<String>,
}

/// What one thread has seen of the source, rule by rule.
#[derive(Debug)]
pub(super) struct Partial<'a> {
    plan: &'a Plan<'a>,
    states: Vec<State>,
    scratch: Vec<u8>,
}

/// Makes the rules of a dataset ready. Numbers that are to be added up must be quantities.
pub(super) fn plan<'a>(
    dataset: &'a Dataset,
    positions: &[usize],
    as_of: Date,
    earlier: &'a Earlier,
    demands: &mut Demands,
) -> Plan<'a> {
    let lists = &dataset.source.lists;
    let column = |id: &ColumnId| Column {
        position: positions[id.0],
        separator: lists.get(&dataset.schema.column(*id).name).map(char::to_string),
    };
    let rules = dataset.rules.iter().map(|rule| {
        let mut ready = Rule {
            rule,
            columns: Vec::new(),
            group: Vec::new(),
            keys: HashSet::new(),
            foreign: HashSet::new(),
            codes: HashMap::new(),
        };
        match &rule.kind {
            RuleKind::Unique(ids) | RuleKind::AtMostOneOf(ids) => {
                ready.columns = ids.iter().map(column).collect();
            }
            RuleKind::ForeignKey(id, codelist) => {
                ready.columns = vec![column(id)];
                ready.keys = codelist.entries().iter().map(|entry| entry.code.as_bytes().into()).collect();
            }
            RuleKind::Sum(sum) => {
                ready.columns = vec![column(&sum.columns.0), column(&sum.columns.1)];
                ready.group = sum.group.iter().map(column).collect();
                for quantity in [sum.columns.0, sum.columns.1].map(|id| (id, cell::MAX_DECIMALS)) {
                    if !demands.quantities.contains(&quantity) {
                        demands.quantities.push(quantity);
                    }
                }
            }
            RuleKind::Ordered(first, second, _) => ready.columns = vec![column(first), column(second)],
            RuleKind::KeyOf(id, _)
            | RuleKind::Freshness(id, _)
            | RuleKind::MaxEmptyShare(id, _)
            | RuleKind::MaxShareOfCode(id, ..) => ready.columns = vec![column(id)],
            RuleKind::EmptyDrift(id, _) => ready.columns = vec![column(id)],
            RuleKind::CodeDrift(id, codes, _) => {
                ready.columns = vec![column(id)];
                ready.codes =
                    codes.iter().enumerate().map(|(at, code)| (code.as_bytes().into(), at)).collect();
            }
            RuleKind::RowCount { .. } | RuleKind::RowDrift(_) => {}
        }
        ready
    });
    Plan { rules: rules.collect(), dataset, as_of, earlier, secrets: Default::default() }
}

impl<'a> Plan<'a> {
    /// An empty partial, for one thread.
    pub(super) fn partial(&'a self) -> Partial<'a> {
        let states = self.rules.iter().map(|rule| State::new(&rule.rule.kind)).collect();
        Partial { plan: self, states, scratch: Vec::new() }
    }

    /// Writes what all threads have seen together into the report, and says what was asked. `rows` is how
    /// many rows were asked.
    pub(super) fn report(
        &self,
        partials: Vec<Partial<'_>>,
        tallies: &Tallies,
        rows: u64,
        shown_as: &str,
        report: &mut Report,
    ) -> (Vec<Check>, Statistics) {
        let mut statistics = Statistics::new(rows);
        if tallies.is_broken() {
            // Which rows were read behind the break depends on the threads.
            return (Vec::new(), statistics);
        }
        let mut whole: Vec<State> = self.rules.iter().map(|rule| State::new(&rule.rule.kind)).collect();
        for partial in partials {
            for (state, other) in whole.iter_mut().zip(partial.states) {
                state.merge(other);
            }
        }
        let mut checks = Vec::new();
        for (rule, state) in self.rules.iter().zip(whole) {
            let finding = match rule.drift(&state, self, rows, &mut statistics) {
                Some(drift) => drift.map(|drift| rule.of_drift(drift, shown_as)),
                None => rule.finding(state, self, tallies, rows, shown_as),
            };
            checks.push(rule.check(self.dataset, finding.as_ref()));
            if let Some(mut finding) = finding {
                // What could not be asked is not wrong.
                if finding.code != DRIFT_UNCHECKED {
                    finding.severity = rule.rule.severity;
                }
                report.push(finding);
            }
        }
        (checks, statistics)
    }

    /// Eighty bits of a fingerprint of one value.
    fn fingerprint_of(&self, value: &[u8]) -> u128 {
        let mut hashers = (self.secrets.0.build_hasher(), self.secrets.1.build_hasher());
        hashers.0.write(value);
        hashers.1.write(value);
        (u128::from(hashers.0.finish()) << 64 | u128::from(hashers.1.finish())) >> 48
    }

    /// Eighty bits of a fingerprint of some cells of a row; `None` if all of them are empty.
    fn fingerprint(
        &self,
        columns: &[Column],
        raw: &RawBatch,
        row: usize,
        scratch: &mut Vec<u8>,
    ) -> Option<u128> {
        let mut hashers = (self.secrets.0.build_hasher(), self.secrets.1.build_hasher());
        let mut is_given = false;
        for column in columns {
            let cell = raw.cell(row, column.position, scratch);
            is_given |= !cell.is_empty();
            for hasher in [&mut hashers.0, &mut hashers.1] {
                hasher.write_usize(cell.len());
                hasher.write(cell);
            }
        }
        let bits = u128::from(hashers.0.finish()) << 64 | u128::from(hashers.1.finish());
        is_given.then_some(bits >> 48)
    }
}

impl Partial<'_> {
    /// Takes the rows of a batch in.
    pub(super) fn add(&mut self, raw: &RawBatch, sequence: usize) {
        for (rule, state) in self.plan.rules.iter().zip(&mut self.states) {
            state.add(rule, self.plan, raw, sequence, &mut self.scratch);
        }
    }

    /// To be called by the thread that has added all its rows, for what it can do ahead.
    pub(super) fn finish(mut self) -> Self {
        self.states.iter_mut().for_each(State::finish);
        self
    }
}

impl Rule<'_> {
    /// What the rule asks, and how often it is violated by this finding.
    fn check(&self, dataset: &Dataset, finding: Option<&Finding>) -> Check {
        let (code, ids): (Code, Vec<ColumnId>) = match &self.rule.kind {
            RuleKind::Unique(ids) => (NOT_UNIQUE, ids.clone()),
            RuleKind::ForeignKey(id, _) | RuleKind::KeyOf(id, _) => (KEY_UNKNOWN, vec![*id]),
            RuleKind::AtMostOneOf(ids) => (TOO_MANY_GIVEN, ids.clone()),
            RuleKind::Ordered(first, second, _) => (OUT_OF_ORDER, vec![*first, *second]),
            RuleKind::Sum(sum) => (SUM_OFF, vec![sum.columns.0, sum.columns.1]),
            RuleKind::RowCount { .. } => (ROW_COUNT, Vec::new()),
            RuleKind::Freshness(id, _) => (NOT_FRESH, vec![*id]),
            RuleKind::MaxEmptyShare(id, _) => (EMPTY_SHARE, vec![*id]),
            RuleKind::MaxShareOfCode(id, ..) => (CODE_SHARE, vec![*id]),
            RuleKind::RowDrift(_) => (ROW_DRIFT, Vec::new()),
            RuleKind::EmptyDrift(id, _) => (EMPTY_DRIFT, vec![*id]),
            RuleKind::CodeDrift(id, ..) => (CODE_DRIFT, vec![*id]),
        };
        let mut names: Vec<&str> = ids.iter().map(|id| dataset.schema.column(*id).name.as_str()).collect();
        names.dedup();
        let violation = match names.as_slice() {
            [] => code.meaning.to_owned(),
            names => format!("`{}`: {}", names.join("`, `"), code.meaning),
        };
        Check {
            code,
            severity: self.rule.severity,
            column: (names.len() == 1).then(|| names.concat()),
            violation,
            rule: Some(self.rule.line.clone()),
            violations: finding.map_or(0, |finding| finding.count.unwrap_or(1)),
            rows: finding.and_then(|finding| finding.place.row).into_iter().collect(),
        }
    }

    fn finding(
        &self,
        state: State,
        plan: &Plan<'_>,
        tallies: &Tallies,
        rows: u64,
        shown_as: &str,
    ) -> Option<Finding> {
        let schema = &plan.dataset.schema;
        let name = |id: &ColumnId| format!("`{}`", schema.column(*id).name);
        let all = |ids: &[ColumnId]| ids.iter().map(name).collect::<Vec<_>>().join(", ");
        let percent = |millionths: u64| format!("{} %", millionths as f64 / 10_000.0);
        match (&self.rule.kind, state) {
            (RuleKind::Unique(ids), State::Keys(keys)) => {
                let (count, first, earlier) = state::repeated(&keys)?;
                let (row, earlier) = (tallies.row(first), tallies.row(earlier));
                let what = format!("{} repeat the key of an earlier row", all(ids));
                let what = if ids.len() == 1 { what.replacen("repeat", "repeats", 1) } else { what };
                let message =
                    format!("{what} in {count} rows (first: row {row}, which repeats row {earlier})");
                let message = if count == 1 {
                    format!("{what} in row {row}, which repeats row {earlier}")
                } else {
                    message
                };
                Some(self.of_row(NOT_UNIQUE, message, row, shown_as).count(count))
            }
            (RuleKind::ForeignKey(id, list), State::Rows(seen)) => {
                let what = format!("{} is not in `{}`", name(id), list.name);
                self.of_rows(KEY_UNKNOWN, &what, seen, tallies, shown_as)
            }
            (RuleKind::KeyOf(id, foreign), State::Rows(seen)) => {
                let (key, dataset) = (foreign.name(), &foreign.dataset);
                let what = format!("{} is not in `{key}` of the source of `{dataset}`", name(id));
                let finding = self.of_rows(KEY_UNKNOWN, &what, seen, tallies, shown_as)?;
                Some(
                    finding.hint(
                        "look whether both sources are of one day; keys are compared as they are written",
                    ),
                )
            }
            (RuleKind::AtMostOneOf(ids), State::Rows(seen)) => {
                let what = format!("more than one of {} is given", all(ids));
                self.of_rows(TOO_MANY_GIVEN, &what, seen, tallies, shown_as)
            }
            (RuleKind::Ordered(first, second, _), State::Rows(seen)) => {
                let what = format!("{} is greater than {}", name(first), name(second));
                self.of_rows(OUT_OF_ORDER, &what, seen, tallies, shown_as)
            }
            (RuleKind::Sum(sum), State::Sums(groups)) => {
                let (count, first) = state::sums_off(&groups, sum)?;
                let (low, high) = (name(&sum.columns.0), name(&sum.columns.1));
                let of = if low == high { low } else { format!("{low} to {high}") };
                let total = sum.total as f64 / 1e6;
                let row = tallies.row(first);
                let message = match sum.group.as_slice() {
                    [] => format!("{of} does not add up to {total}"),
                    group => format!(
                        "{of} does not add up to {total} in {count} of {} groups by {} (first: row {})",
                        groups.len(),
                        all(group),
                        row
                    ),
                };
                Some(self.of_row(SUM_OFF, message, row, shown_as).count(count))
            }
            (RuleKind::RowCount { min, max }, State::Counted) => {
                let message = match (rows < *min, rows > *max) {
                    (true, _) => format!("there are {rows} rows, fewer than {min}"),
                    (_, true) => format!("there are {rows} rows, more than {max}"),
                    _ => return None,
                };
                Some(self.of_file(ROW_COUNT, message, shown_as))
            }
            (RuleKind::Freshness(id, days), State::Newest(newest)) => {
                let is_fresh = newest.is_some_and(|newest| {
                    plan.as_of.since(newest).is_ok_and(|age| i64::from(age.get_days()) <= i64::from(*days))
                });
                let message = format!("{} has no date in the {days} days before {}", name(id), plan.as_of);
                (!is_fresh).then(|| self.of_file(NOT_FRESH, message, shown_as))
            }
            (RuleKind::MaxEmptyShare(id, most), State::Share(count)) => {
                is_above(count, rows, *most).then(|| {
                    let message = format!(
                        "{} is empty in {count} of {rows} rows, more than {}",
                        name(id),
                        percent(*most)
                    );
                    self.of_file(EMPTY_SHARE, message, shown_as)
                })
            }
            (RuleKind::MaxShareOfCode(id, code, most), State::Share(count)) => is_above(count, rows, *most)
                .then(|| {
                    let share = percent(*most);
                    let message =
                        format!("{} is `{code}` in {count} of {rows} rows, more than {share}", name(id));
                    self.of_file(CODE_SHARE, message, shown_as)
                }),
            _ => None,
        }
    }

    /// What a rule on drift finds, `None` for another rule. What it compares is noted for the next edition.
    fn drift(
        &self,
        state: &State,
        plan: &Plan<'_>,
        rows: u64,
        statistics: &mut Statistics,
    ) -> Option<Option<Drift>> {
        let last = drift::comparable(plan.earlier);
        let name = |id: &ColumnId| plan.dataset.schema.column(*id).name.as_str();
        let compare = |ask: &dyn Fn(&Statistics) -> Option<Drift>| match &last {
            Ok(last) => ask(last),
            Err(unchecked) => Some(unchecked.clone()),
        };
        Some(match (&self.rule.kind, state) {
            (RuleKind::RowDrift(most), _) => compare(&|last| drift::of_rows(rows, *most, last)),
            (RuleKind::EmptyDrift(id, most), State::Share(count)) => {
                let now = share(*count, rows);
                statistics.note_empty(name(id), now);
                compare(&|last| drift::of_empty(name(id), now, *most, last))
            }
            (RuleKind::CodeDrift(id, codes, most), State::Codes(counts)) => {
                let shares = counts.iter().map(|count| share(*count, rows));
                let now: Vec<(&str, f64)> = codes.iter().map(String::as_str).zip(shares).collect();
                now.iter().for_each(|(code, share)| statistics.note_code(name(id), code, *share));
                compare(&|last| drift::of_codes(name(id), &now, *most, last))
            }
            _ => return None,
        })
    }

    fn of_drift(&self, drift: Drift, shown_as: &str) -> Finding {
        let finding = self.of_file(drift.code, drift.message, shown_as);
        if !drift.is_unchecked {
            return finding;
        }
        Finding { severity: Severity::Warning, ..finding }
            .hint("with `--ledger DIR`, a build keeps a private record that the next one is compared with")
    }

    fn of_rows(
        &self,
        code: Code,
        what: &str,
        seen: Option<state::Seen>,
        tallies: &Tallies,
        shown_as: &str,
    ) -> Option<Finding> {
        let seen = seen?;
        let row = tallies.row(seen.first);
        let message = match seen.count {
            1 => format!("{what} in row {row}"),
            count => format!("{what} in {count} rows (first: row {row})"),
        };
        Some(self.of_row(code, message, row, shown_as).count(seen.count))
    }

    fn of_row(&self, code: Code, message: String, row: u64, shown_as: &str) -> Finding {
        let mut finding = self.of_file(code, message, shown_as);
        finding.place = finding.place.row(row);
        finding
    }

    fn of_file(&self, code: Code, message: String, shown_as: &str) -> Finding {
        Finding::error(code, Place::file(shown_as), message).rule(self.rule.line.clone())
    }
}

/// True if `count` of `rows` is a greater share than so many millionths.
fn is_above(count: u64, rows: u64, millionths: u64) -> bool {
    u128::from(count) * 1_000_000 > u128::from(rows) * u128::from(millionths)
}
