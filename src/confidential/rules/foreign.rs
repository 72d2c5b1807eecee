//! The keys of other sources, which rules compare with.

use hashbrown::HashSet;

use super::super::OtherSource;
use super::super::conform::{BlockTally, Tallies};
use super::super::source::{self, Next, RawBatch, SOURCE_EMPTY, SourceError};
use super::state::values;
use super::{Column, Plan};
use crate::catalog::{ForeignColumn, RuleKind};
use crate::report::{Excerpt, Finding, Place, Report};

impl Plan<'_> {
    /// Reads the keys that rules compare with. What is wrong with another source is in the report, and
    /// then the rules cannot be asked.
    pub(in crate::confidential) fn read_foreign(
        &mut self,
        others: &[OtherSource],
        report: &mut Report,
    ) -> Result<(), SourceError> {
        for at in 0..self.rules.len() {
            let rule = self.rules[at].rule;
            let RuleKind::KeyOf(_, foreign) = &rule.kind else { continue };
            let Some(other) = others.iter().find(|other| other.dataset == foreign.dataset) else { continue };
            let mut found = Report::new();
            self.rules[at].foreign = self.keys(foreign, other, &mut found)?;
            for finding in found.into_findings() {
                report.push(asked_by(finding, &rule.line));
            }
        }
        Ok(())
    }

    /// The fingerprints of all values of a column, from every row of the right width.
    fn keys(
        &self,
        foreign: &ForeignColumn,
        other: &OtherSource,
        report: &mut Report,
    ) -> Result<HashSet<u128>, SourceError> {
        let mut keys = HashSet::new();
        let OtherSource { location, shown_as, .. } = other;
        let described = foreign.described();
        let Some(mut source) = source::open(described, location.as_ref(), shown_as, report)? else {
            return Ok(keys);
        };
        let column = Column {
            position: source.positions[foreign.column.0],
            separator: described.source.lists.get(foreign.name()).map(char::to_string),
        };
        let (mut raw, mut scratch) = (RawBatch::default(), Vec::new());
        let mut tallies = Vec::new();
        loop {
            let (sequence, shape) = match source.batches.next(&mut raw) {
                Ok(Next::End) => break,
                Ok(Next::Block(sequence)) => (sequence, source.splitter.split(&mut raw)),
                Ok(Next::Rows(sequence, shape)) => (sequence, shape),
                Err(error) => {
                    report
                        .push(source::as_finding(error).map_err(|error| SourceError::new(shown_as, error))?);
                    return Ok(keys);
                }
            };
            for row in 0..raw.rows() {
                let cell = raw.cell(row, column.position, &mut scratch);
                keys.extend(values(&column, cell).map(|value| self.fingerprint_of(value)));
            }
            let tally = BlockTally::new(sequence, &shape, &raw);
            let is_broken = tally.is_broken();
            tallies.push(tally);
            if is_broken {
                break;
            }
        }
        let tallies = Tallies::collect(tallies, source.first_row, source.lines_before);
        let shown_as = source.shown_as.as_deref().unwrap_or(shown_as);
        tallies.report(&[], shown_as, &described.source.place, report);
        if tallies.rows == 0 && !report.refuses() {
            let message = "there are no rows below the header, and so no keys";
            report.push(
                Finding::error(SOURCE_EMPTY, Place::line(shown_as, 1), message)
                    .hint("an export that failed often leaves a header alone"),
            );
        }
        Ok(keys)
    }
}

/// A finding on another source, with the rule for which it was read.
fn asked_by(finding: Finding, line: &Excerpt) -> Finding {
    let finding = if finding.rule.is_none() { finding.rule(line.clone()) } else { finding };
    let reason = "a rule compares with the keys of this source";
    let hint = finding.hint.as_ref().map_or(reason.to_owned(), |hint| format!("{hint}; {reason}"));
    finding.hint(hint)
}
