//! A record schema, and what else is demanded of a source, to checks that run column by column.
//!
//! `properties` become checks on columns; what crosses columns becomes checks on rows. Only what
//! neither can say is asked of the `jsonschema` crate, and then only that part of the schema.

mod record;
mod subschema;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;

use super::super::lookup::CodeLookup;
use super::super::source::{Given, RawBatch};
use super::row::{Column, RowRule};
use super::shortcut::Shortcut;
use super::tally::{Rule, RuleId};
use super::test::Test;
use super::value::{CellType, Demand, Shape, ValueCheck, Violated};
use super::{
    CODE_UNKNOWN, CONTRIBUTOR_MISSING, NOT_IN_ENUM, OUTSIDE_PERIOD, QUANTITY, QUANTITY_NEGATIVE,
    REQUIRED_MISSING,
};
use crate::catalog::{ColumnId, RecordSchema, SchemaColumn};
use crate::report::{Code, Excerpt};

/// What is demanded of a source beside its schema.
#[derive(Debug, Default)]
pub(in crate::confidential) struct Demands {
    /// Columns whose values must be in a code list.
    pub(in crate::confidential) codes: Vec<(ColumnId, Arc<CodeLookup>)>,
    /// Columns that are summed or published as numbers, with the decimals they may have.
    pub(in crate::confidential) quantities: Vec<(ColumnId, u8)>,
    /// Date columns, with the first and the last day that the dataset covers.
    pub(in crate::confidential) periods: Vec<(ColumnId, Date, Date)>,
    /// Columns that say whose a quantity is, where a rule must know.
    pub(in crate::confidential) named: Vec<ColumnId>,
    /// Quantities whose shares a rule compares.
    pub(in crate::confidential) not_negative: Vec<ColumnId>,
}

/// All checks on a source, compiled once.
///
/// A clone shares nothing that threads would wait for: the regex engine lends its working memory to
/// one thread at a time, so each thread gets a plan of its own.
#[derive(Clone, Debug)]
pub(in crate::confidential) struct Plan {
    pub(super) columns: Vec<ColumnCheck>,
    pub(super) rows: Vec<RowRule>,
    /// What each rule says.
    pub(in crate::confidential) rules: Arc<Vec<Rule>>,
}

/// The checks on one column.
#[derive(Clone, Debug)]
pub(super) struct ColumnCheck {
    pub(super) position: usize,
    /// The rule that an empty cell violates, if it may not be empty.
    empty: Option<RuleId>,
    check: ValueCheck,
    shortcut: Shortcut,
}

impl ColumnCheck {
    fn new(position: usize, empty: Option<RuleId>, check: ValueCheck) -> ColumnCheck {
        let shortcut = Shortcut::of(&check);
        ColumnCheck { position, empty, check, shortcut }
    }

    /// True if every cell of these rows, of which there are at most [`Given::MOST`], meets every demand. Nearly
    /// all rows are so, and to find out that they are takes less than to find out what is not.
    pub(super) fn holds_throughout(&self, raw: &RawBatch, rows: Range<usize>, given: &mut Given) -> bool {
        self.holds_quickly(raw, rows.clone(), given) || self.holds_in_full(raw, rows)
    }

    #[inline]
    fn holds_quickly(&self, raw: &RawBatch, rows: Range<usize>, given: &mut Given) -> bool {
        if self.empty.is_none() && self.shortcut.is_open() {
            return true;
        }
        let count = rows.len();
        raw.given(rows, self.position, given);
        (self.empty.is_none() || given.count() == count) && self.shortcut.holds_throughout(raw, given)
    }

    #[inline(never)]
    fn holds_in_full(&self, raw: &RawBatch, mut rows: Range<usize>) -> bool {
        let mut scratch = Vec::new();
        rows.all(|row| self.violated(raw.cell(row, self.position, &mut scratch)).is_none())
    }

    /// The rule that a cell violates, if any.
    #[inline(never)]
    pub(super) fn violated(&self, cell: &[u8]) -> Option<RuleId> {
        if cell.is_empty() {
            return self.empty;
        }
        match self.check.violated(cell)? {
            Violated::List => self.check.list.as_ref().and_then(|list| list.rule),
            Violated::Demand(at) => self.check.demands.get(at).and_then(|demand| demand.rule),
        }
    }
}

/// Compiles all checks. `positions` says for each column of the schema where it stands in the file.
pub(in crate::confidential) fn compile(
    schema: &RecordSchema,
    lists: &BTreeMap<String, char>,
    positions: &[usize],
    demands: &Demands,
) -> Plan {
    let shapes = schema
        .columns
        .iter()
        .map(|column| subschema::shape(&schema.document, &column.schema, lists.get(&column.name).copied()))
        .collect();
    let mut compiler = Compiler { schema, shapes, positions, rules: Vec::new() };
    let mut columns = Vec::new();
    for (index, column) in schema.columns.iter().enumerate() {
        let check = compiler.column(ColumnId(index), column, demands);
        if check.empty.is_some() || check.check.list.is_some() || !check.check.demands.is_empty() {
            columns.push(check);
        }
    }
    let rows = compiler.record();
    Plan { columns, rows, rules: Arc::new(compiler.rules) }
}

/// What is being compiled.
struct Compiler<'a> {
    schema: &'a RecordSchema,
    /// How the cells of each column become values.
    shapes: Vec<Shape>,
    positions: &'a [usize],
    rules: Vec<Rule>,
}

impl Compiler<'_> {
    fn rule(
        &mut self,
        code: Code,
        column: &str,
        violation: String,
        rule: Option<Excerpt>,
        hint: Option<String>,
    ) -> RuleId {
        self.rules.push(Rule { code, column: column.to_owned(), violation, rule, hint });
        RuleId(self.rules.len() - 1)
    }

    /// Where a demand stands, to be shown to a steward.
    fn line(&self, pointer: &str) -> Option<Excerpt> {
        Some(self.schema.excerpt(self.schema.line(pointer)))
    }

    fn place(&self, id: ColumnId) -> Column {
        Column { position: self.positions[id.0], nullable: self.shapes[id.0].nullable }
    }

    fn column(&mut self, id: ColumnId, column: &SchemaColumn, demands: &Demands) -> ColumnCheck {
        let name = &column.name;
        let shape = self.shapes[id.0].clone();
        let pointer = format!("/properties/{}", name.replace('~', "~0").replace('/', "~1"));
        let mut check = subschema::compile(&self.schema.document, &pointer, &shape);
        let empty = if shape.nullable {
            (!check.holds_for_null()).then(|| {
                let violation = format!("`{name}` is empty, and null is none of the values that are allowed");
                let line = self.line(&pointer);
                self.rule(NOT_IN_ENUM, name, violation, line, None)
            })
        } else {
            column.required.then(|| {
                let listed = self.schema.document.get("required").and_then(Value::as_array);
                let at = listed.and_then(|names| names.iter().position(|listed| listed == name));
                let line = self.line(&format!("/required/{}", at.unwrap_or_default()));
                let hint = "`required` lists it; use \"type\": [\"string\", \"null\"] if it may be missing"
                    .to_owned();
                self.rule(REQUIRED_MISSING, name, format!("`{name}` is empty"), line, Some(hint))
            })
        };
        let empty = empty.or_else(|| {
            demands.named.contains(&id).then(|| {
                let violation = format!("`{name}` is empty, although a rule on shares needs an owner,");
                let hint = "name the owner of each quantity in the source".to_owned();
                self.rule(CONTRIBUTOR_MISSING, name, violation, None, Some(hint))
            })
        });
        if let Some(list) = &mut check.list {
            let violation = format!("`{name}` holds too few values, too many, or one twice");
            let line = self.line(&pointer);
            list.rule = Some(self.rule(super::LIST, name, violation, line, None));
        }
        for demand in &mut check.demands {
            let violation = format!("`{name}` {}", demand.violation);
            let line = self.line(&demand.pointer);
            demand.rule = Some(self.rule(demand.code, name, violation, line, demand.hint.take()));
        }
        // What is demanded of values applies to the values of a list one by one, even where its schema
        // was too much for a list check.
        if let (CellType::List(separator, _), None) = (&shape.cell_type, &check.list)
            && demands.mentions(id)
        {
            return self.crate_judged_list(id, name, *separator, empty, check, demands);
        }
        self.demands(id, name, demands, &mut check);
        ColumnCheck::new(self.positions[id.0], empty, check)
    }

    /// A list whose subschema only the crate can judge, and whose values are to be codes besides.
    fn crate_judged_list(
        &mut self,
        id: ColumnId,
        name: &str,
        separator: char,
        empty: Option<RuleId>,
        whole: ValueCheck,
        demands: &Demands,
    ) -> ColumnCheck {
        let mut values = ValueCheck::anything();
        values.list = Some(subschema::any_list(separator));
        self.demands(id, name, demands, &mut values);
        let mut check = whole;
        for demand in std::mem::take(&mut values.demands) {
            let one = ValueCheck { demands: vec![demand.clone()], ..values.clone() };
            check.demands.push(Demand { test: Test::All(vec![one]), ..demand });
        }
        ColumnCheck::new(self.positions[id.0], empty, check)
    }

    fn demands(&mut self, id: ColumnId, name: &str, demands: &Demands, check: &mut ValueCheck) {
        let mut add = |code: Code, violation: String, hint: String, test: Test| {
            let rule = Some(self.rule(code, name, violation, None, Some(hint)));
            let (violation, pointer) = (String::new(), String::new());
            check.demands.push(Demand { test, code, violation, pointer, hint: None, rule });
        };
        let mut asked: Vec<&CodeLookup> = Vec::new();
        for (_, lookup) in demands.codes.iter().filter(|(column, _)| *column == id) {
            // A table and the source often name the same list; it need not be searched twice.
            if asked.iter().any(|earlier| earlier.accepts_the_same(lookup)) {
                continue;
            }
            asked.push(lookup);
            let list = lookup.codelist();
            add(
                CODE_UNKNOWN,
                format!("`{name}` is not a code of `{}`", list.name),
                format!("add the code to {}, or correct the source", list.path),
                Test::Code(Arc::clone(lookup)),
            );
        }
        for (_, decimals) in demands.quantities.iter().filter(|(column, _)| *column == id) {
            add(
                QUANTITY,
                format!("`{name}` has more than {decimals} decimals, an exponent or too many digits"),
                "round it in the source; there may be twelve digits before the point and no exponent".into(),
                Test::Quantity(*decimals),
            );
        }
        if demands.not_negative.contains(&id) {
            add(
                QUANTITY_NEGATIVE,
                format!("`{name}` is below zero, although a rule compares shares of it,"),
                "correct the source, or sum it under `minus` with `negative = \"absolute\"` in the rule"
                    .into(),
                Test::NotNegative,
            );
        }
        for (_, first, last) in demands.periods.iter().filter(|(column, ..)| *column == id) {
            add(
                OUTSIDE_PERIOD,
                format!("`{name}` lies outside {first} to {last}"),
                "`temporal` in dataset.toml is the period that the dataset covers".into(),
                Test::Between(*first, *last),
            );
        }
    }
}

impl Demands {
    fn mentions(&self, id: ColumnId) -> bool {
        self.codes.iter().any(|(column, _)| *column == id)
            || self.quantities.iter().any(|(column, _)| *column == id)
            || self.periods.iter().any(|(column, ..)| *column == id)
            || self.not_negative.contains(&id)
    }
}

/// Keywords that describe and demand nothing.
const ANNOTATIONS: [&str; 17] = [
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "$comment",
    "$schema",
    "$defs",
    "$anchor",
    "definitions",
    "contentMediaType",
    "contentEncoding",
    "contentSchema",
    "$vocabulary",
    "$dynamicAnchor",
];

/// The part of a document at a JSON pointer.
fn part<'a>(document: &'a Value, pointer: &str) -> &'a Value {
    document.pointer(pointer).unwrap_or(&Value::Null)
}

/// A pointer one step longer.
fn step(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The pointer that a `$ref` within the document names, where the document has one base only.
fn local_reference(document: &Value, reference: &Value) -> Option<String> {
    let pointer = reference.as_str()?.strip_prefix('#')?;
    let is_plain = (pointer.is_empty() || pointer.starts_with('/')) && !pointer.contains('%');
    let is_there = is_plain && document.pointer(pointer).is_some();
    (is_there && !has_inner_id(document, true)).then(|| pointer.to_owned())
}

fn has_inner_id(value: &Value, is_root: bool) -> bool {
    match value {
        Value::Object(members) => {
            (!is_root && members.contains_key("$id"))
                || members.values().any(|member| has_inner_id(member, false))
        }
        Value::Array(items) => items.iter().any(|item| has_inner_id(item, false)),
        _ => false,
    }
}
