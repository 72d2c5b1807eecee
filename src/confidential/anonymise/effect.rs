//! What protection did to tables, in counts and rounded shares: for the steward's private report and
//! for planning. It holds no value of a cell; a share is told in whole per cent and only of a group
//! that is large enough to be published itself.

use std::collections::BTreeMap;

use super::super::protect::Summary;
use super::risk::{Combination, Risk};
use crate::catalog::{MeasureKind, TablePolicy};

/// What protection did to the tables of a dataset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// The tables, in the policy's order.
    pub tables: Vec<TableEffect>,
    /// The systems that tables were protected in, if any.
    pub systems: Vec<SystemEffect>,
}

/// Why a cell may not be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It has too few source rows.
    Count,
    /// It has too few distinct contributors.
    Contributors,
    /// It has too few distinct owners.
    Owners,
    /// A few owners have too much of a sum.
    Concentration,
    /// It holds everybody of a group.
    Group,
    /// Without it, another withheld cell could be computed or estimated.
    Secondary,
}

impl Reason {
    /// All of them.
    pub const ALL: [Reason; 6] = [
        Reason::Count,
        Reason::Contributors,
        Reason::Owners,
        Reason::Concentration,
        Reason::Group,
        Reason::Secondary,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Count => "too few rows",
            Reason::Contributors => "too few contributors",
            Reason::Owners => "too few owners",
            Reason::Concentration => "a few owners have too much",
            Reason::Group => "everybody of a group",
            Reason::Secondary => "protects another cell",
        }
    }
}

/// What protection did to one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableEffect {
    /// The table's name.
    pub name: String,
    /// Its rows, totals and sub-totals included.
    pub rows: u64,
    /// Its withheld rows.
    pub withheld: u64,
    /// How many rows each reason applies to; a row can have several.
    pub reasons: BTreeMap<Reason, u64>,
    /// The measures that can be added up, and the share of each that only withheld rows hold, among
    /// the rows that are no totals.
    pub amounts: Vec<(String, Percent)>,
    /// The same for each code of each dimension.
    pub codes: Vec<CodeEffect>,
    /// How much single rows stand out, if somebody looks at them.
    pub risk: Option<Risk>,
}

/// What protection did to the rows of one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeEffect {
    /// The dimension's published name.
    pub dimension: String,
    /// The code.
    pub code: String,
    /// The rows with it.
    pub rows: u64,
    /// Those of them that are withheld.
    pub withheld: u64,
    /// In the order of [`TableEffect::amounts`].
    pub amounts: Vec<Percent>,
}

/// A share in whole per cent, where it may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(pub Option<u8>);

/// What the engine did to one system of tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SystemEffect {
    /// The names of the tables in it.
    pub tables: Vec<String>,
    /// Figures about the system and its proofs, with what they are.
    pub figures: Vec<(&'static str, u64)>,
}

/// A table, as far as the effect on it goes.
pub(super) struct Subject<'a> {
    name: &'a str,
    dimensions: Vec<&'a str>,
    /// The counts and sums.
    measures: Vec<&'a str>,
    /// The one of them that estimates the population.
    weight: Option<usize>,
    /// How many source rows a group has at least of which a share is told.
    enough: u64,
    looks_at_rows: bool,
}

impl<'a> Subject<'a> {
    pub(super) fn new(policy: &'a TablePolicy, looks_at_rows: bool) -> Subject<'a> {
        let measures = policy.measures.iter().enumerate();
        let (places, measures): (Vec<usize>, Vec<&str>) = measures
            .filter(|(_, measure)| matches!(measure.kind, MeasureKind::Count | MeasureKind::Sum { .. }))
            .map(|(at, measure)| (at, measure.name.as_str()))
            .unzip();
        Subject {
            name: &policy.name,
            dimensions: policy.dimensions.iter().map(|dimension| dimension.name.as_str()).collect(),
            weight: places.iter().position(|at| Some(*at) == policy.sampling_weight),
            measures,
            enough: policy.min_count,
            looks_at_rows,
        }
    }
}

/// A row of a table, as far as its effect goes.
pub(super) struct Fact<'a> {
    /// Its code in each dimension.
    pub(super) codes: Vec<&'a str>,
    /// False for totals and sub-totals.
    pub(super) is_finest: bool,
    pub(super) is_withheld: bool,
    /// Why it may not be published by itself.
    pub(super) reasons: &'a [Reason],
    /// Its source rows.
    pub(super) count: u64,
    /// The size of each measure that can be added up.
    pub(super) amounts: Vec<i128>,
}

/// Amounts of all rows and of those withheld.
#[derive(Clone, Debug, Default)]
struct Sum {
    rows: u64,
    withheld: u64,
    count: u64,
    amounts: Vec<(i128, i128)>,
}

impl Sum {
    fn add(&mut self, fact: &Fact<'_>) {
        self.rows += 1;
        self.withheld += u64::from(fact.is_withheld);
        self.amounts.resize(fact.amounts.len(), (0, 0));
        if fact.is_finest {
            self.count += fact.count;
            for ((all, withheld), amount) in self.amounts.iter_mut().zip(&fact.amounts) {
                *all += amount.abs();
                *withheld += if fact.is_withheld { amount.abs() } else { 0 };
            }
        }
    }

    fn percent(&self, at: usize, enough: u64) -> Percent {
        let (all, withheld) = self.amounts.get(at).copied().unwrap_or_default();
        let share = (self.count >= enough && all > 0).then(|| (withheld * 100 + all / 2) / all);
        Percent(share.and_then(|share| u8::try_from(share).ok()))
    }
}

impl TableEffect {
    /// Adds the rows of a table up.
    pub(super) fn of<'a>(subject: &Subject<'_>, facts: impl Iterator<Item = Fact<'a>>) -> TableEffect {
        let Subject { name, dimensions, measures, weight, enough, looks_at_rows } = subject;
        let mut effect = TableEffect { name: (*name).to_owned(), ..TableEffect::default() };
        let mut whole = Sum::default();
        let mut codes: BTreeMap<(usize, String), Sum> = BTreeMap::new();
        let mut finest: Vec<(Vec<&str>, u64, Option<f64>)> = Vec::new();
        for fact in facts {
            if *looks_at_rows && fact.is_finest && fact.count > 0 {
                let population = weight.map(|at| fact.amounts[at] as f64 / 1e6);
                finest.push((fact.codes.clone(), fact.count, population));
            }
            whole.add(&fact);
            for (at, code) in fact.codes.iter().enumerate() {
                codes.entry((at, (*code).to_owned())).or_default().add(&fact);
            }
            for reason in fact.reasons {
                *effect.reasons.entry(*reason).or_default() += 1;
            }
            if fact.is_withheld && fact.reasons.is_empty() {
                *effect.reasons.entry(Reason::Secondary).or_default() += 1;
            }
        }
        (effect.rows, effect.withheld) = (whole.rows, whole.withheld);
        effect.amounts = measures
            .iter()
            .enumerate()
            .map(|(at, measure)| ((*measure).to_owned(), whole.percent(at, *enough)))
            .collect();
        let combinations: Vec<Combination<'_>> = finest
            .iter()
            .map(|(codes, count, population)| Combination { codes, count: *count, population: *population })
            .collect();
        effect.risk = looks_at_rows.then(|| Risk::of(dimensions, &combinations));
        effect.codes = codes
            .into_iter()
            .map(|((at, code), sum)| CodeEffect {
                dimension: dimensions.get(at).map_or_else(String::new, |name| (*name).to_owned()),
                code,
                rows: sum.rows,
                withheld: sum.withheld,
                amounts: (0..measures.len()).map(|at| sum.percent(at, *enough)).collect(),
            })
            .collect();
        effect
    }
}

impl Effect {
    /// Adds what the engine tells of a system.
    pub(super) fn add_system(&mut self, tables: Vec<String>, summary: &Summary) {
        let figures = [
            ("cells", summary.cells),
            ("relations between them", summary.relations),
            ("cells that a rule withholds", summary.primary),
            ("cells added by elimination", summary.by_elimination),
            ("cells added by repair", summary.by_repair),
            ("cells given back", summary.given_back),
            ("cells withheld to protect others", summary.secondary),
            ("proofs asked for", summary.proofs),
            ("proofs found by pairs", summary.by_pair),
            ("proofs found by cubes", summary.by_cube),
            ("proofs found by exchanges between sets", summary.by_exchange),
            ("proofs found by linear programmes", summary.by_programme),
            ("other tables that stand behind the proofs", summary.witnesses),
        ];
        let figures = figures.into_iter().map(|(what, figure)| (what, figure as u64)).collect();
        self.systems.push(SystemEffect { tables, figures });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(code: &str, count: u64, is_withheld: bool) -> Fact<'_> {
        Fact {
            codes: vec![code],
            is_finest: true,
            is_withheld,
            reasons: &[],
            count,
            amounts: vec![count.into()],
        }
    }

    #[test]
    fn a_share_of_a_small_group_is_not_told() {
        let facts = [fact("a", 97, false), fact("b", 3, true)];
        let subject = Subject {
            name: "t",
            dimensions: vec!["d"],
            measures: vec!["n"],
            weight: None,
            enough: 5,
            looks_at_rows: false,
        };
        let effect = TableEffect::of(&subject, facts.into_iter());
        assert_eq!(effect.amounts, [("n".to_owned(), Percent(Some(3)))]);
        let told: Vec<Percent> = effect.codes.iter().map(|code| code.amounts[0]).collect();
        assert_eq!(told, [Percent(Some(0)), Percent(None)]);
        assert_eq!(effect.reasons[&Reason::Secondary], 1);
    }
}
