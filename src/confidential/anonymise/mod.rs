//! Valid rows to public tables: recode, aggregate, protect.
//!
//! Rows are read once. What is kept of them is one entry for each combination of recoded values, so
//! memory grows with combinations and not with rows. No granularity is chosen here: the policy pins
//! it, and this room applies it or refuses.

mod aggregate;
mod code;
mod protect;
mod public_table;
mod rows;

use std::collections::BTreeMap;
use std::hash::RandomState;
use std::sync::Arc;

use super::cell;
use super::conform::{Demands, ValidBatch};
use super::lookup::CodeLookup;
use crate::catalog::{
    Codelist, Dataset, MeasureKind, Presence, Publication, Recode, RowsKind, RowsPolicy, TablePolicy,
};
use crate::report::{Finding, Place, Report, codes};

use aggregate::TableAggregate;
use code::Coder;
pub use public_table::{Cell, ColumnRole, PublicColumn, PublicTable, STATUSES, Values, WITHHELD};
use rows::RowsCollector;

codes! {
    pub(in crate::confidential),
    TABLE_TOO_LARGE = "table-too-large", "A table that lists all combinations would have too many rows";
    PERIOD_MISSING = "period-missing", "A table whose presence is secret has a period dimension, but the dataset says no period";
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
    tables: Vec<TablePlan<'a>>,
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
            for policy in tables {
                let coders = policy
                    .dimensions
                    .iter()
                    .map(|dimension| Coder::new(dimension, dataset, policy.presence))
                    .collect::<Vec<_>>();
                demand(dataset, policy, &coders, &mut demands, report);
                plan.tables.push(TablePlan { policy, coders, hashers: Default::default() });
            }
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

impl<'a> Plan<'a> {
    /// An empty partial, for one thread.
    pub(super) fn partial(&'a self) -> Partial<'a> {
        Partial {
            positions: &self.positions,
            tables: self.tables.iter().map(TableAggregate::new).collect(),
            rows: self.rows.iter().map(|policy| RowsCollector::new(policy)).collect(),
        }
    }

    /// Applies the rules to what all threads have seen together.
    pub(super) fn protect(&'a self, partials: Vec<Partial<'a>>, report: &mut Report) -> Vec<PublicTable> {
        let mut whole = self.partial();
        for partial in partials {
            whole.merge(partial);
        }
        let protected = whole.tables.into_iter().zip(&self.tables).map(|(aggregate, table)| {
            let (public, published) = protect::protect(aggregate, table);
            if published == 0 {
                report.push(
                    Finding::warning(
                        NOTHING_PUBLISHED,
                        Place::file(&self.policy_path).column(&table.policy.name),
                        format!("every cell of the table `{}` is withheld", table.policy.name),
                    )
                    .hint("choose coarser levels"),
                );
            }
            public
        });
        let rows = whole.rows.into_iter().map(RowsCollector::finish);
        protected.chain(rows).collect()
    }
}

impl<'a> Partial<'a> {
    /// Takes the rows of a batch in.
    pub(super) fn add(&mut self, batch: &ValidBatch) -> Result<(), Unproven> {
        for table in &mut self.tables {
            table.add(batch, self.positions)?;
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
        for (rows, other) in self.rows.iter_mut().zip(other.rows) {
            rows.merge(other);
        }
    }
}
