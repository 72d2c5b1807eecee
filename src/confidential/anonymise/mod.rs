//! Valid rows to public tables: recode, aggregate, protect.
//!
//! Rows are read once. What is kept of them is one entry for each combination of recoded values, so
//! memory grows with combinations and not with rows. No granularity is chosen here: the policy pins
//! it, and this room applies it or refuses.

mod aggregate;
mod code;
mod effect;
mod joint;
mod protect;
mod public_table;
mod risk;
mod rows;
mod values;

use std::collections::BTreeMap;
use std::hash::RandomState;
use std::num::NonZeroUsize;
use std::sync::Arc;

use super::cell;
use super::conform::{Demands, ValidBatch};
use super::lookup::CodeLookup;
use crate::catalog::{
    Codelist, ColumnId, Dataset, MeasureKind, Presence, Protection, Publication, Recode, RowsKind,
    RowsPolicy, TablePolicy,
};
use crate::report::{Finding, Place, Report, codes};

use aggregate::TableAggregate;
use code::Coder;
pub use effect::{CodeEffect, Effect, Percent, Reason, SystemEffect, TableEffect};
use joint::{JointAggregate, JointPlan};
pub use public_table::{Cell, ColumnRole, PublicColumn, PublicTable, STATUSES, Values, WITHHELD};
pub use risk::{Risk, SampleRisk};
use rows::RowsCollector;

codes! {
    pub(in crate::confidential),
    TABLE_TOO_LARGE = "table-too-large", "A table that lists all combinations would have too many rows";
    PERIOD_MISSING = "period-missing", "A table whose presence is secret has a period dimension, but the dataset says no period";
    TABLES_UNRELATED = "tables-unrelated", "Tables of one dataset cannot be protected together";
    CELLS_UNPROTECTED = "cells-unprotected", "Withheld or changed cells of tables cannot be shown to be protected";
    COMBINATION_IMPOSSIBLE = "combination-impossible", "The source has rows of a combination that the policy says cannot be";
    SUM_TOO_GREAT = "sum-too-great", "A value has more digits than can be reckoned with or published exactly";
    NOTHING_PUBLISHED = "nothing-published", "Every cell of a table is withheld";
}

/// A row passed its checks and could then not be recoded. That is a fault of this program, and
/// nothing is published.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a row that passed its checks could not be recoded; this is a fault in udstil, please report it")]
pub struct Unproven;

/// A policy made ready for reading rows.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    policy_path: String,
    positions: Vec<usize>,
    /// Tables without sums, which are protected on their own, with their place in the policy.
    tables: Vec<(usize, TablePlan<'a>)>,
    /// Tables that share rows or have totals, which are protected together.
    joint: Option<JointPlan<'a>>,
    rows: Vec<&'a RowsPolicy>,
}

/// A table of the policy with its look-ups.
#[derive(Debug)]
struct TablePlan<'a> {
    policy: &'a TablePolicy,
    coders: Vec<Coder>,
    /// The keys under which entities are fingerprinted: drawn anew for each run and kept nowhere.
    hashers: (RandomState, RandomState),
}

/// What one thread has seen of a source.
#[derive(Debug)]
pub(super) struct Partial<'a> {
    positions: &'a [usize],
    tables: Vec<TableAggregate<'a>>,
    joint: Option<JointAggregate<'a>>,
    rows: Vec<RowsCollector<'a>>,
}

/// Makes a policy ready, with what it demands of the source beside the schema.
pub(super) fn plan<'a>(
    dataset: &'a Dataset,
    codelists: &BTreeMap<String, Arc<Codelist>>,
    positions: &[usize],
    report: &mut Report,
) -> (Plan<'a>, Demands) {
    let mut plan = Plan {
        policy_path: dataset.policy.path.clone(),
        positions: positions.to_vec(),
        tables: Vec::new(),
        joint: None,
        rows: Vec::new(),
    };
    let mut demands = Demands::default();
    for (name, check) in &dataset.source.codes {
        if let (Some(column), Some(codelist)) = (dataset.schema.find(name), codelists.get(&check.codelist)) {
            let lookup = CodeLookup::new(Arc::clone(codelist), check.matching, None);
            demands.codes.push((column, Arc::new(lookup)));
        }
    }
    match &dataset.policy.publication {
        Publication::Rows(rows) => {
            for column in rows.iter().flat_map(|rows| &rows.columns) {
                let decimals = match column.kind {
                    RowsKind::Text => continue,
                    RowsKind::Integer => 0,
                    RowsKind::Decimal(decimals) => decimals,
                };
                demands.quantities.push((column.column, decimals));
            }
            plan.rows = rows.iter().collect();
        }
        Publication::Tables(tables) => {
            let is_system = joint::is_system(tables);
            for (index, policy) in tables.iter().enumerate() {
                let coders = policy
                    .dimensions
                    .iter()
                    .map(|dimension| Coder::new(dimension, dataset, policy.presence))
                    .collect::<Vec<_>>();
                demand(dataset, policy, &coders, &mut demands, report);
                if !is_system {
                    plan.tables.push((index, TablePlan { policy, coders, hashers: Default::default() }));
                }
            }
            plan.joint = is_system.then(|| JointPlan::new(dataset, tables, report)).flatten();
        }
    }
    (plan, demands)
}

fn demand(
    dataset: &Dataset,
    policy: &TablePolicy,
    coders: &[Coder],
    demands: &mut Demands,
    report: &mut Report,
) {
    let place = Place::file(&dataset.policy.path).column(&policy.name);
    for (dimension, coder) in policy.dimensions.iter().zip(coders) {
        if let Some(lookup) = coder.lookup() {
            demands.codes.push((dimension.column, Arc::clone(lookup)));
        }
        if policy.presence == Presence::Secret && matches!(dimension.recode, Recode::Period(_)) {
            match dataset.about.temporal {
                Some((first, last)) => demands.periods.push((dimension.column, first, last)),
                None => report.push(
                    Finding::error(
                        PERIOD_MISSING,
                        place.clone(),
                        format!(
                            "`{}` lists all periods, but the dataset does not say which it covers",
                            dimension.name
                        ),
                    )
                    .hint("give `temporal = { start = …, end = … }` in dataset.toml"),
                ),
            }
        }
    }
    for measure in &policy.measures {
        if let MeasureKind::Sum { plus, minus, .. } = &measure.kind {
            for quantity in plus.iter().chain(minus).map(|column| (*column, cell::MAX_DECIMALS)) {
                if !demands.quantities.contains(&quantity) {
                    demands.quantities.push(quantity);
                }
            }
        }
    }
    if let Protection::CellKey(keys) = &policy.protection {
        add_once(&mut demands.named, keys.record);
    }
    for rule in &policy.concentrations {
        // A share that is nobody's could be the greatest, and a share below zero none at all.
        add_once(&mut demands.named, policy.owner());
        if let MeasureKind::Sum { plus, minus, .. } = &policy.measures[rule.measure].kind {
            for column in plus.iter().filter(|_| minus.is_empty()) {
                add_once(&mut demands.not_negative, *column);
            }
        }
    }
    if policy.presence == Presence::Secret && !report.refuses() {
        let rows = coders.iter().map(|coder| coder.domain().map_or(0, |domain| domain.len() as u64));
        let rows = rows.fold(1_u64, u64::saturating_mul);
        if rows > protect::MAX_LISTED_ROWS {
            report.push(
                Finding::error(
                    TABLE_TOO_LARGE,
                    place,
                    format!(
                        "all combinations would be {rows} rows; at most {} are listed",
                        protect::MAX_LISTED_ROWS
                    ),
                )
                .hint("choose coarser levels, or fewer dimensions"),
            );
        }
    }
}

fn add_once(columns: &mut Vec<ColumnId>, column: ColumnId) {
    if !columns.contains(&column) {
        columns.push(column);
    }
}

impl<'a> Plan<'a> {
    /// An empty partial, for one thread.
    pub(super) fn partial(&'a self) -> Partial<'a> {
        Partial {
            positions: &self.positions,
            tables: self.tables.iter().map(|(_, table)| TableAggregate::new(table)).collect(),
            joint: self.joint.as_ref().map(JointAggregate::new),
            rows: self.rows.iter().map(|policy| RowsCollector::new(policy)).collect(),
        }
    }

    /// Applies the rules to what all threads have seen together, and tells what they did and, if somebody
    /// looks at them, how much single rows stand out. If the report refuses, there are no tables.
    pub(super) fn protect(
        &'a self,
        partials: Vec<Partial<'a>>,
        looks_at_rows: bool,
        threads: NonZeroUsize,
        report: &mut Report,
    ) -> (Vec<PublicTable>, Effect) {
        let mut whole = self.partial();
        for partial in partials {
            whole.merge(partial);
        }
        let mut effect = Effect::default();
        let mut protected: Vec<(usize, PublicTable, TableEffect)> = Vec::new();
        for (aggregate, (index, table)) in whole.tables.into_iter().zip(&self.tables) {
            match protect::protect(aggregate, table, looks_at_rows) {
                Ok((public, effect)) => protected.push((*index, public, effect)),
                Err(too_great) => {
                    report.push(too_great.finding(Place::file(&self.policy_path).column(&table.policy.name)));
                }
            }
        }
        for (aggregate, plan) in whole.joint.into_iter().zip(&self.joint) {
            let path = &self.policy_path;
            protected.extend(plan.protect(aggregate, looks_at_rows, threads, path, &mut effect, report));
        }
        protected.sort_by_key(|(index, _, _)| *index);
        for (_, table, effect) in &protected {
            if effect.rows == effect.withheld {
                report.push(
                    Finding::warning(
                        NOTHING_PUBLISHED,
                        Place::file(&self.policy_path).column(table.name()),
                        format!("every cell of the table `{}` is withheld", table.name()),
                    )
                    .hint("choose coarser levels"),
                );
            }
        }
        if report.refuses() {
            return (Vec::new(), effect);
        }
        let mut tables = Vec::new();
        for (_, table, of_table) in protected {
            tables.push(table);
            effect.tables.push(of_table);
        }
        tables.extend(whole.rows.into_iter().map(RowsCollector::finish));
        (tables, effect)
    }
}

impl<'a> Partial<'a> {
    /// Takes the rows of a batch in.
    pub(super) fn add(&mut self, batch: &ValidBatch) -> Result<(), Unproven> {
        for table in &mut self.tables {
            table.add(batch, self.positions)?;
        }
        if let Some(joint) = &mut self.joint {
            joint.add(batch, self.positions)?;
        }
        for rows in &mut self.rows {
            rows.add(batch, self.positions)?;
        }
        Ok(())
    }

    fn merge(&mut self, other: Partial<'a>) {
        for (table, other) in self.tables.iter_mut().zip(other.tables) {
            table.merge(other);
        }
        for (joint, other) in self.joint.iter_mut().zip(other.joint) {
            joint.merge(other);
        }
        for (rows, other) in self.rows.iter_mut().zip(other.rows) {
            rows.merge(other);
        }
    }
}
