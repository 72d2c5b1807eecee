//! `udstil plan`: what a policy withholds, and what its neighbours would. Search is advice: a person
//! reads it and writes a choice into the policy; nothing is written here.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::catalog::{Dataset, Dimension, Period, Publication, Recode, TablePolicy};
use crate::confidential::{Anonymised, Effect, Percent, Reason, Risk, TableEffect};
use crate::parallel::collect_in_parallel;

use super::{CommandError, Context, Outcome, Private, anonymise, load};

/// A policy and its neighbours, with what each would withhold.
#[derive(Clone, Debug)]
pub struct Planned {
    dataset: String,
    /// The policy as it is comes first.
    choices: Vec<Choice>,
}

/// A policy, by how it differs from the one that is written.
#[derive(Clone, Debug)]
struct Choice {
    what: String,
    /// Nothing, with the codes of what was found, if it would be refused.
    effect: Result<Effect, Vec<&'static str>>,
}

/// Tries the policy of a dataset and its neighbours. If the policy itself is refused, the outcome
/// says why.
///
/// # Errors
///
/// Fails if the catalogue or the source cannot be read.
pub fn plan(context: &Context, dataset: &str) -> Result<Result<Planned, Outcome>, CommandError> {
    let (catalog, _) = match load(context, &[dataset.to_owned()])? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(Err(outcome)),
    };
    let Some(written) = catalog.datasets.first() else {
        return Ok(Ok(Planned { dataset: dataset.to_owned(), choices: Vec::new() }));
    };
    let mut policies = neighbours(written).into_iter();
    let mut choices = Vec::new();
    if let Some((what, policy)) = policies.next() {
        let anonymised = anonymise(context, &Private::for_choice(), &catalog, &policy)?;
        if anonymised.report.refuses() && !is_about_protection(&anonymised.report) {
            return Ok(Err(Outcome::refused(anonymised.report)));
        }
        choices.push(Choice::new(what, anonymised));
    }
    choices.extend(collect_in_parallel(context.threads, policies, |(what, policy)| {
        let anonymised = anonymise(context, &Private::default(), &catalog, &policy)?;
        Ok::<_, CommandError>(Choice::new(what, anonymised))
    })?);
    Ok(Ok(Planned { dataset: dataset.to_owned(), choices }))
}

impl Choice {
    fn new(what: String, anonymised: Anonymised) -> Choice {
        let effect = match anonymised.report.refuses() {
            false => Ok(anonymised.effect),
            true => {
                let mut codes: Vec<&str> =
                    anonymised.report.findings().iter().map(|finding| finding.code.name).collect();
                codes.dedup();
                Err(codes)
            }
        };
        Choice { what, effect }
    }
}

/// True if a policy is refused for what it wants to publish, so that a neighbour may fare better.
fn is_about_protection(report: &crate::report::Report) -> bool {
    let about = ["cells-unprotected", "table-too-large", "tables-unrelated"];
    report.findings().iter().all(|finding| about.contains(&finding.code.name))
}

/// The policy as it is, and all that differ from it in one choice.
fn neighbours(written: &Dataset) -> Vec<(String, Dataset)> {
    let mut all = vec![("as it is".to_owned(), written.clone())];
    let Publication::Tables(tables) = &written.policy.publication else { return all };
    let mut add = |what: String, change: &dyn Fn(&mut Vec<TablePolicy>)| {
        let mut changed = tables.clone();
        change(&mut changed);
        let mut dataset = written.clone();
        dataset.policy.publication = Publication::Tables(changed);
        all.push((what, dataset));
    };
    for (at, table) in tables.iter().enumerate() {
        let name = &table.name;
        for (place, dimension) in table.dimensions.iter().enumerate() {
            for (how, changed) in levels(dimension) {
                let what = format!("{name}: {} {how}", dimension.name);
                add(what, &|tables| tables[at].dimensions[place] = changed.clone());
            }
        }
        if tables.len() > 1 {
            add(format!("without {name}"), &|tables| {
                tables.remove(at);
            });
        }
    }
    let least = tables.iter().map(|table| table.min_count).min().unwrap_or(0);
    let fewest = tables.iter().map(|table| table.min_contributors.at_least).min().unwrap_or(0);
    for (less, more, sign) in [(1, 0, "less"), (0, 1, "more")] {
        if least + more > 2 + less {
            add(format!("min_count one {sign}"), &|tables| {
                tables.iter_mut().for_each(|table| table.min_count = table.min_count + more - less);
            });
        }
        if fewest + more >= 2 + less {
            add(format!("contributors one {sign}"), &|tables| {
                for table in &mut *tables {
                    table.min_contributors.at_least = table.min_contributors.at_least + more - less;
                }
            });
        }
    }
    all
}

/// A dimension one level coarser, one finer, and without its total.
fn levels(dimension: &Dimension) -> Vec<(&'static str, Dimension)> {
    let mut all = Vec::new();
    let mut add = |how, change: &dyn Fn(&mut Dimension)| {
        let mut changed = dimension.clone();
        change(&mut changed);
        all.push((how, changed));
    };
    match &dimension.recode {
        Recode::Codes { codelist, level: Some(level), .. } => {
            let to = |dimension: &mut Dimension, wanted: usize| {
                if let Recode::Codes { level, .. } = &mut dimension.recode {
                    *level = Some(wanted);
                }
                dimension.subtotals.retain(|level| *level < wanted);
            };
            if *level > 1 {
                add("one level coarser", &|dimension| to(dimension, level - 1));
            }
            // A code without children at the next level would be refused.
            if *level < codelist.depth()
                && codelist.entries().iter().all(|e| e.level > *level || !is_leaf(codelist, e))
            {
                add("one level finer", &|dimension| to(dimension, level + 1));
            }
        }
        Recode::Period(period) => {
            let at = period.level() - 1;
            let to = |dimension: &mut Dimension, period: Period| {
                dimension.recode = Recode::Period(period);
                dimension.subtotals.retain(|level| *level < period.level());
            };
            if at > 0 {
                add("one period longer", &|dimension| to(dimension, Period::ALL[at - 1]));
            }
            if let Some(shorter) = Period::ALL.get(at + 1) {
                add("one period shorter", &|dimension| to(dimension, *shorter));
            }
        }
        Recode::Codes { .. } | Recode::Bins(_) | Recode::Identity => {}
    }
    if dimension.total {
        add("without total", &|dimension| dimension.total = false);
    }
    all
}

fn is_leaf(codelist: &crate::catalog::Codelist, entry: &crate::catalog::Entry) -> bool {
    codelist.find(&entry.code).is_some_and(|index| codelist.is_leaf(index))
}

/// What the terminal and the JSON say first.
const PRIVATE: &str =
    "This is for the steward and not for publication: it tells how much is withheld, and why.";

impl Planned {
    /// The plan as text for a terminal.
    pub fn table(&self) -> String {
        let mut out = format!("{}\n{PRIVATE}\n", self.dataset);
        for choice in &self.choices {
            let _ = writeln!(out, "\n{}", choice.what);
            match &choice.effect {
                Err(codes) => {
                    let _ = writeln!(out, "  would be refused: {}", codes.join(", "));
                }
                Ok(effect) => {
                    for table in &effect.tables {
                        let _ = writeln!(out, "  {}", line(table));
                    }
                }
            }
        }
        let Some(Choice { effect: Ok(effect), .. }) = self.choices.first() else { return out };
        out.push_str("\nas it is, by reason (a row can have several) and by code\n");
        for table in &effect.tables {
            let _ = writeln!(out, "  {}", table.name);
            for (reason, rows) in &table.reasons {
                let _ = writeln!(out, "    {rows:>8} rows: {}", reason.name());
            }
            for code in &table.codes {
                let shares = code.amounts.iter().map(|share| percent(*share)).collect::<Vec<_>>().join(", ");
                let _ = writeln!(
                    out,
                    "    {} {}: {} of {} rows withheld{}{shares}",
                    code.dimension,
                    code.code,
                    code.withheld,
                    code.rows,
                    if shares.is_empty() { "" } else { "; of amounts " }
                );
            }
        }
        for table in &effect.tables {
            for line in table.risk.iter().flat_map(|risk| risk_lines(&table.name, risk)) {
                let _ = writeln!(out, "  {line}");
            }
        }
        for system in &effect.systems {
            let _ = writeln!(out, "  protected together: {}", system.tables.join(", "));
            for (what, figure) in &system.figures {
                let _ = writeln!(out, "    {figure:>8} {what}");
            }
        }
        out
    }

    /// The plan as one JSON object.
    pub fn to_json(&self) -> String {
        let choices = self.choices.iter().map(|choice| match &choice.effect {
            Ok(effect) => json!({
                "choice": choice.what,
                "tables": effect.tables.iter().map(table_json).collect::<Vec<_>>(),
                "systems": effect.systems.iter().map(|system| {
                    let figures = system.figures.iter().map(|(what, figure)| ((*what).to_owned(), json!(figure)));
                    json!({ "tables": system.tables, "figures": Value::Object(figures.collect()) })
                }).collect::<Vec<_>>(),
            }),
            Err(codes) => json!({ "choice": choice.what, "refused": codes }),
        });
        json!({ "dataset": self.dataset, "note": PRIVATE, "choices": choices.collect::<Vec<_>>() })
            .to_string()
    }
}

fn line(table: &TableEffect) -> String {
    let share = super::share(table.withheld, table.rows);
    let mut line = format!("{}: {} of {} rows withheld ({share})", table.name, table.withheld, table.rows);
    let secondary = table.reasons.get(&Reason::Secondary).copied().unwrap_or(0);
    if secondary > 0 {
        let _ = write!(line, ", {secondary} of them to protect others");
    }
    for (measure, share) in &table.amounts {
        let _ = write!(line, "; {} of {measure}", percent(*share));
    }
    line
}

/// How much single rows of a table stand out, before anything is withheld.
fn risk_lines(table: &str, risk: &Risk) -> Vec<String> {
    let heading = format!("{table}: {}", super::risk_sentence(risk));
    let scores = risk.scores.iter().filter(|(_, score)| *score > 0);
    let scores = scores.map(|(name, score)| format!("{name} {}", super::share(*score, risk.score)));
    let scores: Vec<String> = scores.collect();
    let mut lines = vec![heading];
    if !scores.is_empty() {
        lines.push(format!("  part in what singles them out (SUDA scores): {}", scores.join(", ")));
    }
    let sets = risk.smallest_sets.iter();
    lines.extend(
        sets.map(|(names, rows)| format!("  {rows:>8} source rows singled out by {}", names.join(", "))),
    );
    lines
}

fn percent(share: Percent) -> String {
    share.0.map_or_else(|| "–".to_owned(), |share| format!("{share} %"))
}

fn table_json(table: &TableEffect) -> Value {
    let reasons = table.reasons.iter().map(|(reason, rows)| (reason.name().to_owned(), json!(rows)));
    let shares = |shares: &mut dyn Iterator<Item = Percent>| {
        let names = table.amounts.iter().map(|(measure, _)| measure.clone());
        Value::Object(names.zip(shares.map(|share| json!(share.0))).collect())
    };
    json!({
        "table": table.name,
        "rows": table.rows,
        "withheld": table.withheld,
        "reasons": Value::Object(reasons.collect()),
        "withheld_percent": shares(&mut table.amounts.iter().map(|(_, share)| *share)),
        "risk": table.risk.as_ref().map(risk_json),
        "codes": table.codes.iter().map(|code| json!({
            "dimension": code.dimension,
            "code": code.code,
            "rows": code.rows,
            "withheld": code.withheld,
            "withheld_percent": shares(&mut code.amounts.iter().copied()),
        })).collect::<Vec<_>>(),
    })
}

fn risk_json(risk: &Risk) -> Value {
    let scores = risk.scores.iter().map(|(name, score)| (name.clone(), json!(score)));
    json!({
        "rows": risk.rows,
        "alone": risk.alone,
        "in_pairs": risk.in_pairs,
        "suda_score": risk.score,
        "suda_scores": Value::Object(scores.collect()),
        "smallest_sets": risk.smallest_sets.iter().map(|(names, rows)| json!({
            "dimensions": names,
            "rows": rows,
        })).collect::<Vec<_>>(),
        "individual_risk_millionths": risk.sample.map(|sample| json!({
            "greatest": sample.greatest,
            "sum": sample.sum,
        })),
    })
}
