//! The Metadata Quality Assessment of data.europa.eu, before anybody harvests: 405 points for each
//! dataset, asked of the statements that the catalogue files hold.
//!
//! What depends on a web server is told apart: nothing here opens a connection. Whoever has one
//! hands in what answered.

mod indicators;
mod plan;
mod table;

use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, TermRef, Triple};

pub use indicators::{Indicator, MOST_POINTS, Part};
pub use plan::planned;

use super::dcat::vocab::{dcat, foaf};

/// What is known of the addresses in a catalogue.
#[derive(Clone, Copy)]
pub enum Reach<'a> {
    /// Nothing: no address was asked.
    NotChecked,
    /// Whether an address answers, with a status from 200 to 399.
    Checked(&'a dyn Fn(&str) -> bool),
}

/// The score of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The dataset that was looked at: its newest edition.
    pub dataset: NamedNode,
    /// A row for each indicator.
    pub rows: Vec<Row>,
}

/// What an indicator says of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The indicator.
    pub indicator: &'static Indicator,
    /// Its verdict.
    pub verdict: Verdict,
}

/// The verdict of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It gives its points.
    Got,
    /// It gives none.
    Missing,
    /// It cannot be told without a web server.
    NotChecked,
}

/// What data.europa.eu calls a number of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rating {
    /// Up to 120.
    Bad,
    /// From 121.
    Sufficient,
    /// From 221.
    Good,
    /// From 351.
    Excellent,
}

impl Rating {
    /// The rating of a number of points.
    pub fn of(points: u32) -> Rating {
        match points {
            0..=120 => Rating::Bad,
            121..=220 => Rating::Sufficient,
            221..=350 => Rating::Good,
            _ => Rating::Excellent,
        }
    }
}

impl Score {
    /// The points of one verdict.
    pub fn points(&self, verdict: Verdict) -> u32 {
        self.rows.iter().filter(|row| row.verdict == verdict).map(|row| row.indicator.points).sum()
    }
}

/// The scores of all datasets that a catalogue's statements describe, each by its newest edition.
pub fn scores(statements: &[Triple], reach: Reach<'_>) -> Vec<Score> {
    let graph: Graph = statements.iter().collect();
    let facts = Facts { graph: &graph };
    newest(&facts).into_iter().map(|dataset| score(&facts, dataset, reach)).collect()
}

/// The datasets that count: the last one of a series, and those of no series.
fn newest<'a>(facts: &Facts<'a>) -> Vec<NamedNodeRef<'a>> {
    facts
        .of_class(dcat::DATASET_CLASS)
        .filter(|dataset| match facts.first(*dataset, dcat::IN_SERIES) {
            Some(series) => facts.first(series, dcat::LAST) == Some(*dataset),
            None => true,
        })
        .collect()
}

fn score(facts: &Facts<'_>, dataset: NamedNodeRef<'_>, reach: Reach<'_>) -> Score {
    let judged = |distribution: Option<NamedNodeRef<'_>>| -> Vec<Row> {
        let judge = |indicator: &'static Indicator| {
            let subject = match indicator.part {
                Part::Dataset => Some(dataset),
                Part::Distribution => distribution,
            };
            let verdict =
                subject.map_or(Verdict::Missing, |subject| (indicator.judge)(facts, subject, reach));
            Row { indicator, verdict }
        };
        indicators::ALL.iter().map(judge).collect()
    };
    // All files of a dataset hold the same data, and the best described one counts. What is not
    // checked may yet be got, so it breaks no tie.
    let best = facts
        .all(dataset, dcat::DISTRIBUTION)
        .map(|distribution| judged(Some(distribution)))
        .max_by_key(|rows| {
            rows.iter()
                .filter(|row| row.verdict != Verdict::Missing)
                .map(|row| row.indicator.points)
                .sum::<u32>()
        });
    Score { dataset: dataset.into_owned(), rows: best.unwrap_or_else(|| judged(None)) }
}

/// Questions to a catalogue's statements.
pub(super) struct Facts<'a> {
    graph: &'a Graph,
}

impl<'a> Facts<'a> {
    /// Everything of a class, in the order of names.
    fn of_class(&self, class: NamedNodeRef<'a>) -> impl Iterator<Item = NamedNodeRef<'a>> {
        self.graph.subjects_for_predicate_object(rdf::TYPE, class).filter_map(|subject| match subject {
            NamedOrBlankNodeRef::NamedNode(node) => Some(node),
            NamedOrBlankNodeRef::BlankNode(_) => None,
        })
    }

    /// All values of a property.
    fn values(
        &self,
        subject: NamedNodeRef<'a>,
        predicate: NamedNodeRef<'a>,
    ) -> impl Iterator<Item = TermRef<'a>> {
        self.graph.objects_for_subject_predicate(subject, predicate)
    }

    /// All values of a property that are names.
    fn all(
        &self,
        subject: NamedNodeRef<'a>,
        predicate: NamedNodeRef<'a>,
    ) -> impl Iterator<Item = NamedNodeRef<'a>> {
        self.values(subject, predicate).filter_map(|value| match value {
            TermRef::NamedNode(node) => Some(node),
            TermRef::BlankNode(_) | TermRef::Literal(_) => None,
        })
    }

    fn first(&self, subject: NamedNodeRef<'a>, predicate: NamedNodeRef<'a>) -> Option<NamedNodeRef<'a>> {
        self.all(subject, predicate).next()
    }

    fn has(&self, subject: NamedNodeRef<'a>, predicate: NamedNodeRef<'a>) -> bool {
        self.values(subject, predicate).next().is_some()
    }

    /// What DCAT-AP demands and the catalogue lacks, anywhere in it. The whole of the profile is
    /// judged by its own shapes, in the tests; this is the part that a dataset's files decide.
    fn lacks_anything_mandatory(&self) -> bool {
        use super::dcat::vocab::{dct, spdx};
        let mandatory: [(NamedNodeRef<'static>, &[NamedNodeRef<'static>]); 7] = [
            (dcat::CATALOG, &[dct::TITLE, dct::DESCRIPTION, dct::PUBLISHER]),
            (dcat::CATALOG_RECORD, &[foaf::PRIMARY_TOPIC, dct::MODIFIED]),
            (dcat::DATASET_CLASS, &[dct::TITLE, dct::DESCRIPTION]),
            (dcat::DATASET_SERIES, &[dct::TITLE, dct::DESCRIPTION]),
            (dcat::DISTRIBUTION_CLASS, &[dcat::ACCESS_URL]),
            (foaf::AGENT, &[foaf::NAME]),
            (spdx::CHECKSUM_CLASS, &[spdx::ALGORITHM, spdx::CHECKSUM_VALUE]),
        ];
        mandatory.iter().any(|(class, predicates)| {
            self.of_class(*class).any(|node| predicates.iter().any(|predicate| !self.has(node, *predicate)))
        })
    }
}

#[cfg(test)]
mod tests;
