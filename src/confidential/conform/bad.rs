//! Which rows of a batch violate something, and what, for rows that are set aside.

use std::collections::BTreeMap;

use super::super::source::RawBatch;
use super::Plan;

/// For each row that does not conform, the checks that it violates, as places in
/// [`Tallies::checks`](super::Tallies::checks). A cell is asked until it fails, and each rule on the record.
pub(in crate::confidential) fn bad_rows(raw: &RawBatch, plan: &Plan) -> BTreeMap<usize, Vec<usize>> {
    let mut bad: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut scratch = Vec::new();
    // The check on the number of cells stands before those of the plan.
    for column in &plan.columns {
        for row in 0..raw.rows() {
            if let Some(rule) = column.violated(raw.cell(row, column.position, &mut scratch)) {
                bad.entry(row).or_default().push(rule.0 + 1);
            }
        }
    }
    for rule in &plan.rows {
        for row in 0..raw.rows() {
            if !rule.test.holds(raw, row, &mut scratch) {
                bad.entry(row).or_default().push(rule.rule.0 + 1);
            }
        }
    }
    bad
}
