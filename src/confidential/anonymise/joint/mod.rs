//! Tables that share rows or have totals: counted once at their finest common combinations, laid out
//! as one system, and protected together.
//!
//! What is kept of rows is one entry for each combination and owner, because an owner must not learn
//! more from a table than an outsider beyond what the owner put in.

mod aggregate;
mod cell_key;
mod contents;
mod disguise;
mod judge;
mod kinds;
mod layout;
mod possible;
mod rows;

use std::num::NonZeroUsize;

use serde_json::Value;

use super::super::protect::{System, TableShape};
use super::code::Coder;
use super::effect::{Effect, TableEffect};
use super::public_table::PublicTable;
use super::{CELLS_UNPROTECTED, TABLE_TOO_LARGE, TABLES_UNRELATED};
use crate::catalog::{
    ColumnId, Dataset, Dimension, MAX_DIMENSIONS, MeasureKind, Presence, Protection, Recode, TablePolicy,
};
use crate::report::{Finding, Place, Report};

pub(super) use aggregate::JointAggregate;
use cell_key::RecordKeys;
use contents::Contents;
use disguise::{Held, hold};
use judge::{Judge, Verdict};
use kinds::MAX_COMBINATIONS;
use layout::LaidOut;

/// True if tables must be protected together: several of one dataset, which share its rows, or one with
/// sums. It does not matter whether rows have several values of a column: a row is one row, and tables
/// without that column tell of it too.
pub(super) fn is_system(tables: &[TablePolicy]) -> bool {
    tables.len() > 1 || tables.iter().any(TablePolicy::needs_system)
}

fn is_list(dataset: &Dataset, column: ColumnId) -> bool {
    dataset.source.lists.contains_key(&dataset.schema.column(column).name)
}

/// Tables that are protected together.
#[derive(Debug)]
pub(super) struct JointPlan<'a> {
    tables: Vec<JointTable<'a>>,
    /// The dimensions of all tables, each at the finest level that a table has.
    dimensions: Vec<JointDimension>,
    contributor: ColumnId,
    owner: ColumnId,
    distinct: Vec<ColumnId>,
    sums: Vec<(&'a [ColumnId], &'a [ColumnId])>,
    presence: Presence,
    protection: &'a Protection,
    /// The column that tells records apart, and what makes their keys, for cell keys.
    record_keys: Option<(ColumnId, RecordKeys)>,
}

/// A table of the group.
#[derive(Debug)]
struct JointTable<'a> {
    /// Its place in the policy.
    index: usize,
    policy: &'a TablePolicy,
    /// For each of its dimensions the dimension of the group.
    places: Vec<usize>,
}

/// A dimension of the group.
#[derive(Debug)]
struct JointDimension {
    finest: Dimension,
    coder: Coder,
    /// True if a row can hold several values.
    is_list: bool,
}

impl<'a> JointPlan<'a> {
    /// Joins tables, or says why they cannot be joined.
    pub(super) fn new(
        dataset: &Dataset,
        tables: &'a [TablePolicy],
        report: &mut Report,
    ) -> Option<JointPlan<'a>> {
        let first = tables.first()?;
        let place = |table: &TablePolicy| Place::file(&dataset.policy.path).column(&table.name);
        let mut finest: Vec<Dimension> = Vec::new();
        let mut joint = Vec::new();
        for (index, table) in tables.iter().enumerate() {
            match join(table, first, &mut finest) {
                Ok(places) => joint.push(JointTable { index, policy: table, places }),
                Err((what, hint)) => {
                    report.push(Finding::error(TABLES_UNRELATED, place(table), what).hint(hint));
                    return None;
                }
            }
        }
        let is_plural = |dimension: &&Dimension| {
            let least = dataset.schema.column(dimension.column).schema.get("minItems");
            is_list(dataset, dimension.column) && least.and_then(Value::as_u64).is_some_and(|least| least > 1)
        };
        if let Some(dimension) = finest.iter().find(is_plural) {
            // Proofs take a row to have any value alone.
            let message = format!("each row has several values of `{}` at least", dimension.name);
            report.push(
                Finding::error(TABLES_UNRELATED, place(first), message)
                    .hint("leave the dimension out, or let `minItems` of its column be 1"),
            );
            return None;
        }
        if finest.len() > MAX_DIMENSIONS {
            let message = format!("the tables have more than {MAX_DIMENSIONS} dimensions together");
            report.push(
                Finding::error(TABLES_UNRELATED, place(first), message).hint("drop a table or a dimension"),
            );
            return None;
        }
        let dimensions = finest.into_iter().map(|finest| JointDimension {
            coder: Coder::new(&finest, dataset, first.presence),
            is_list: is_list(dataset, finest.column),
            finest,
        });
        let mut plan = JointPlan {
            tables: joint,
            dimensions: dimensions.collect(),
            contributor: first.min_contributors.column,
            owner: first.owner(),
            distinct: Vec::new(),
            sums: Vec::new(),
            presence: first.presence,
            protection: &first.protection,
            record_keys: match &first.protection {
                Protection::CellKey(keys) => {
                    Some((keys.record, RecordKeys::new(keys.secret.bytes(), dataset.id.as_str())))
                }
                _ => None,
            },
        };
        for measure in tables.iter().flat_map(|table| &table.measures) {
            match &measure.kind {
                MeasureKind::Distinct(column) if !plan.distinct.contains(column) => {
                    plan.distinct.push(*column);
                }
                MeasureKind::Sum { plus, minus, .. } if !plan.sums.contains(&(plus, minus)) => {
                    plan.sums.push((plus, minus));
                }
                _ => {}
            }
        }
        plan.is_small_enough(place(first), report).then_some(plan)
    }

    fn is_small_enough(&self, place: Place, report: &mut Report) -> bool {
        let single = self.dimensions.iter().filter(|dimension| !dimension.is_list);
        let sizes = single.map(|dimension| dimension.coder.domain().map_or(1, <[u32]>::len));
        let combinations = sizes.fold(1_usize, usize::saturating_mul);
        if self.presence == Presence::Secret && combinations > MAX_COMBINATIONS {
            let message = format!(
                "the tables have {combinations} combinations together; at most {MAX_COMBINATIONS} can be protected"
            );
            report.push(
                Finding::error(TABLE_TOO_LARGE, place, message)
                    .hint("choose coarser levels, or fewer dimensions"),
            );
            return false;
        }
        true
    }

    /// The levels of each dimension that a table has.
    fn shape(&self, table: &JointTable<'_>) -> TableShape {
        let levels = (0..self.dimensions.len()).map(|at| {
            let own = table.places.iter().position(|place| *place == at);
            let Some(own) = own.map(|own| &table.policy.dimensions[own]) else { return vec![0] };
            let mut levels = own.subtotals.clone();
            levels.extend(own.total.then_some(0));
            levels.push(match &own.recode {
                Recode::Codes { level: Some(level), .. } => *level,
                Recode::Period(period) => period.level(),
                Recode::Codes { .. } | Recode::Bins(_) | Recode::Identity => 1,
            });
            levels
        });
        TableShape { levels: levels.collect() }
    }

    /// Protects all tables together. Returns each with its place in the policy, or nothing and a
    /// finding.
    pub(super) fn protect(
        &'a self,
        aggregate: JointAggregate<'_>,
        looks_at_rows: bool,
        threads: NonZeroUsize,
        policy_path: &str,
        effect: &mut Effect,
        report: &mut Report,
    ) -> Vec<(usize, PublicTable, TableEffect)> {
        let place = |table: &TablePolicy| Place::file(policy_path).column(&table.name);
        let first = self.tables.first().map_or_else(|| Place::file(policy_path), |table| place(table.policy));
        let laid_out = match LaidOut::new(self, aggregate) {
            Ok(laid_out) => laid_out,
            Err(fault) => {
                report.push(fault.finding(first));
                return Vec::new();
            }
        };
        let shapes: Vec<TableShape> = self.tables.iter().map(|table| self.shape(table)).collect();
        let Ok(system) = System::new(&laid_out.trees, &shapes, laid_out.atoms.clone()) else {
            report.push(
                Finding::error(
                    TABLE_TOO_LARGE,
                    first,
                    "the tables have too many cells to be protected together",
                )
                .hint("choose coarser levels, or fewer dimensions"),
            );
            return Vec::new();
        };
        let contents = Contents::of(&laid_out, &system, threads);
        let judge = Judge::new(self, &laid_out, &system, &shapes, &contents);
        let Verdict { states, reasons, quantities, min_counts } = match judge.verdict() {
            Ok(verdict) => verdict,
            Err(fault) => {
                report.push(fault.finding(first));
                return Vec::new();
            }
        };
        let task = disguise::Task {
            system: &system,
            contents: &contents,
            quantities: &quantities,
            states: &states,
            min_counts: &min_counts,
            presence: self.presence,
            is_unsafe: &|cells: &[u32]| judge.is_unsafe_union(cells),
            threads,
        };
        match hold(self.protection, &task) {
            Ok(Held { states, figures, summary }) => {
                let names = self.tables.iter().map(|table| table.policy.name.clone()).collect();
                effect.add_system(names, &summary);
                let view = rows::View {
                    plan: self,
                    laid_out: &laid_out,
                    system: &system,
                    contents: &contents,
                    figures: &figures,
                    looks_at_rows,
                };
                let mut tables = Vec::new();
                for (table, shape) in self.tables.iter().zip(&shapes) {
                    match view.public(table, shape, &states, &reasons) {
                        Ok((public, effect)) => tables.push((table.index, public, effect)),
                        Err(too_great) => report.push(too_great.finding(place(table.policy))),
                    }
                }
                tables
            }
            Err(unprotectable) => {
                let key = unprotectable.cells.first().map(|cell| &system.cells()[*cell].key);
                let listing = shapes
                    .iter()
                    .zip(&self.tables)
                    .find(|(shape, _)| key.is_some_and(|key| shape.lists(&laid_out.trees, key)));
                let place = listing.map_or(first, |(_, table)| place(table.policy));
                let name = place.column.clone().unwrap_or_default();
                let (what, hint) = match self.protection.is_exact() {
                    true => (
                        "withheld",
                        "choose coarser levels, leave out a total, or drop a table that shares its rows",
                    ),
                    false => ("small", "choose coarser levels, leave out a total, or change figures more"),
                };
                let message =
                    format!("{what} cells of `{name}` could be estimated too closely from what is published");
                report.push(Finding::error(CELLS_UNPROTECTED, place, message).hint(hint));
                Vec::new()
            }
        }
    }
}

/// Adds the dimensions of a table to those of the group, and returns their places there; or what
/// keeps the table apart, and what to do.
fn join(
    table: &TablePolicy,
    first: &TablePolicy,
    finest: &mut Vec<Dimension>,
) -> Result<Vec<usize>, (String, &'static str)> {
    if table.min_contributors.column != first.min_contributors.column
        || table.owner() != first.owner()
        || table.presence != first.presence
    {
        let what = "the tables count different contributors or owners, or differ in `presence`";
        return Err((what.to_owned(), "give all tables of the dataset the same"));
    }
    let mut places: Vec<usize> = Vec::new();
    for dimension in &table.dimensions {
        let from_same = finest.iter().position(|other| is_same_recoding(other, dimension));
        let place = from_same.unwrap_or(finest.len());
        if places.contains(&place) {
            let what = format!("`{}` is a second dimension from the same column and list", dimension.name);
            return Err((what, "use `levels` or `periods` for sub-totals"));
        }
        match from_same {
            Some(place) => deepen(&mut finest[place], dimension),
            None if table.presence == Presence::Secret
                && finest.iter().any(|other| other.column == dimension.column) =>
            {
                let what =
                    format!("`{}` is recoded in another way than in a table before it", dimension.name);
                return Err((
                    what,
                    "where presence is secret, use the same code list or classes; only the level may differ",
                ));
            }
            None => finest.push(dimension.clone()),
        }
        places.push(place);
    }
    Ok(places)
}

/// True if two dimensions differ in their levels at most.
fn is_same_recoding(one: &Dimension, other: &Dimension) -> bool {
    one.column == other.column
        && match (&one.recode, &other.recode) {
            (
                Recode::Codes { codelist: a, matching: m, level: x },
                Recode::Codes { codelist: b, matching: n, level: y },
            ) => a.name == b.name && m == n && x.is_some() == y.is_some(),
            (Recode::Period(_), Recode::Period(_)) | (Recode::Identity, Recode::Identity) => true,
            (Recode::Bins(a), Recode::Bins(b)) => a == b,
            _ => false,
        }
}

fn deepen(joint: &mut Dimension, other: &Dimension) {
    match (&mut joint.recode, &other.recode) {
        (Recode::Codes { level: Some(level), .. }, Recode::Codes { level: Some(deeper), .. }) => {
            *level = (*level).max(*deeper);
        }
        (Recode::Period(period), Recode::Period(shorter)) => *period = (*period).max(*shorter),
        _ => {}
    }
}
