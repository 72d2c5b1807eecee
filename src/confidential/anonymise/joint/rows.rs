//! The rows of a table, from the cells of a system that are shown.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::protect::{State, System, TableShape};
use super::super::effect::{Fact, Reason, Subject, TableEffect};
use super::super::public_table::{ColumnRole, PublicColumn, PublicTable, Values};
use super::super::values::{TooGreat, quotient, round, statuses};
use super::contents::{Content, Contents};
use super::disguise::Figures;
use super::layout::LaidOut;
use super::{JointPlan, JointTable};
use crate::catalog::{ColumnId, MeasureKind};

/// What tables are made from.
pub(super) struct View<'a> {
    pub(super) plan: &'a JointPlan<'a>,
    pub(super) laid_out: &'a LaidOut,
    pub(super) system: &'a System,
    pub(super) contents: &'a Contents,
    pub(super) figures: &'a Figures,
    pub(super) looks_at_rows: bool,
}

/// A row of a table.
#[derive(Clone, Copy)]
struct Row {
    cell: usize,
    is_shown: bool,
}

impl View<'_> {
    /// One table with what protection did to it.
    pub(super) fn public(
        &self,
        table: &JointTable<'_>,
        shape: &TableShape,
        states: &[State],
        reasons: &[Vec<Reason>],
    ) -> Result<(PublicTable, TableEffect), TooGreat> {
        let rows = self.rows(table, shape, states);
        let policy = table.policy;
        let mut columns = Vec::new();
        for (at, dimension) in policy.dimensions.iter().enumerate() {
            let dictionary: BTreeSet<&str> = rows.keys().map(|texts| texts[at]).collect();
            let dictionary: Vec<String> = dictionary.into_iter().map(str::to_owned).collect();
            let code = |texts: &Vec<&str>| {
                let place = dictionary.binary_search_by(|code| code.as_str().cmp(texts[at]));
                place.ok().map(|code| code as u32)
            };
            let codes = rows.keys().map(code).collect();
            columns.push(PublicColumn::new(
                dimension.name.clone(),
                ColumnRole::Key,
                Values::Text { dictionary, codes },
            ));
        }
        let shown: Vec<Option<&Content>> =
            rows.values().map(|row| row.is_shown.then_some(&self.contents.cells[row.cell])).collect();
        let mut measured: Vec<Values> = Vec::new();
        for measure in &policy.measures {
            let values = match &measure.kind {
                MeasureKind::Ratio { of, to, per, decimals } => {
                    quotient(&measured[*of], &measured[*to], *per, *decimals)?
                }
                MeasureKind::Count => self.counts(&rows, |_| None),
                MeasureKind::Least(_) => self.counts(&rows, |cell| self.figures.bounds(cell).0),
                MeasureKind::Greatest(_) => self.counts(&rows, |cell| self.figures.bounds(cell).1),
                kind => self.measured(kind, &shown)?,
            };
            let is_withheld = |(row, shown): (usize, &Option<&Content>)| match &values {
                Values::Integer(values) => shown.is_none() && values[row].is_none(),
                _ => shown.is_none(),
            };
            let status = statuses(&values, shown.iter().enumerate().map(is_withheld));
            measured.push(values.clone());
            columns.push(PublicColumn::new(measure.name.clone(), ColumnRole::Measure, values));
            columns.push(PublicColumn::new(format!("{}_status", measure.name), ColumnRole::Status, status));
        }
        let effect = self.effect(table, shape, &rows, reasons);
        Ok((PublicTable::new(policy.name.clone(), columns), effect))
    }

    /// The rows of a table by their texts, which is their published order.
    fn rows(&self, table: &JointTable<'_>, shape: &TableShape, states: &[State]) -> BTreeMap<Vec<&str>, Row> {
        let mut rows: BTreeMap<Vec<&str>, Row> = BTreeMap::new();
        for (index, cell) in self.system.cells().iter().enumerate() {
            if !shape.lists(&self.laid_out.trees, &cell.key) {
                continue;
            }
            let row = Row { cell: index, is_shown: states[index] == State::Published };
            // What is unknown at two levels is one row; it is shown if both are.
            rows.entry(table.texts(self.laid_out, &cell.key))
                .and_modify(|other| other.is_shown &= row.is_shown)
                .or_insert(row);
        }
        rows
    }

    /// Counts as they are published; `withheld` says what is told of one that is not.
    fn counts(&self, rows: &BTreeMap<Vec<&str>, Row>, withheld: impl Fn(usize) -> Option<i64>) -> Values {
        let figure = |row: &Row| match row.is_shown {
            true => Some(self.figures.count(row.cell, self.contents.cells[row.cell].count)),
            false => withheld(row.cell),
        };
        Values::Integer(rows.values().map(figure).collect())
    }

    fn measured(&self, kind: &MeasureKind, shown: &[Option<&Content>]) -> Result<Values, TooGreat> {
        let whole = |value: &dyn Fn(&Content) -> i64| {
            Values::Integer(shown.iter().map(|cell| cell.map(value)).collect())
        };
        Ok(match kind {
            MeasureKind::Distinct(column) => {
                let at = self.plan.distinct.iter().position(|other| other == column).unwrap_or_default();
                whole(&|content| content.distinct.get(at).copied().unwrap_or(0))
            }
            MeasureKind::Sum { plus, minus, decimals, zero_below_micro } => {
                let at = self.sum(plus, minus);
                let sum = |cell: &Content| round(cell.sum(at), *zero_below_micro, *decimals);
                let values = shown.iter().map(|cell| cell.map(sum).transpose()).collect::<Result<_, _>>()?;
                match decimals {
                    0 => Values::Integer(values),
                    scale => Values::Decimal { scale: *scale, values },
                }
            }
            MeasureKind::Count
            | MeasureKind::Ratio { .. }
            | MeasureKind::Least(_)
            | MeasureKind::Greatest(_) => whole(&|content| content.count),
        })
    }

    fn sum(&self, plus: &[ColumnId], minus: &[ColumnId]) -> usize {
        self.plan.sums.iter().position(|sum| *sum == (plus, minus)).unwrap_or_default()
    }

    fn effect(
        &self,
        table: &JointTable<'_>,
        shape: &TableShape,
        rows: &BTreeMap<Vec<&str>, Row>,
        reasons: &[Vec<Reason>],
    ) -> TableEffect {
        let policy = table.policy;
        let additive = policy.measures.iter().filter_map(|measure| match &measure.kind {
            MeasureKind::Count => Some(None),
            MeasureKind::Sum { plus, minus, .. } => Some(Some(self.sum(plus, minus))),
            _ => None,
        });
        let sums: Vec<Option<usize>> = additive.collect();
        let deepest = |at: usize| shape.levels[at].iter().copied().max().unwrap_or(0);
        let facts = rows.iter().map(|(codes, row)| {
            let content = &self.contents.cells[row.cell];
            let key = &self.system.cells()[row.cell].key;
            let is_finest = |at: &usize| self.laid_out.way_up(*at, key[*at]).count() == deepest(*at);
            Fact {
                codes: codes.clone(),
                is_finest: table.places.iter().all(is_finest),
                is_withheld: !row.is_shown,
                reasons: &reasons[row.cell],
                count: content.count.unsigned_abs(),
                amounts: sums
                    .iter()
                    .map(|sum| sum.map_or(i128::from(content.count), |sum| content.sum(sum)))
                    .collect(),
            }
        });
        TableEffect::of(&Subject::new(policy, self.looks_at_rows), facts)
    }
}
