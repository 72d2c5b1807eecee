//! A score for people, and as JSON for programs.

use std::fmt;

use serde_json::{Value, json};

use super::{MOST_POINTS, Rating, Score, Verdict};

impl Score {
    /// The score as one JSON object.
    pub fn to_json(&self, dataset: &str) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let indicator = row.indicator;
                json!({
                    "dimension": indicator.dimension,
                    "indicator": indicator.name,
                    "property": indicator.property,
                    "of": indicator.points,
                    "verdict": match row.verdict {
                        Verdict::Got => "got",
                        Verdict::Missing => "missing",
                        Verdict::NotChecked => "not checked",
                    },
                })
            })
            .collect();
        json!({
            "mqa": dataset,
            "points": self.points(Verdict::Got),
            "missing": self.points(Verdict::Missing),
            "not_checked": self.points(Verdict::NotChecked),
            "of": MOST_POINTS,
            "indicators": rows,
        })
    }

    /// The score as a table, under the dataset's identifier.
    pub fn table<'a>(&'a self, dataset: &'a str) -> impl fmt::Display + 'a {
        Table { score: self, dataset }
    }
}

struct Table<'a> {
    score: &'a Score,
    dataset: &'a str,
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let got = self.score.points(Verdict::Got);
        let open = self.score.points(Verdict::NotChecked);
        write!(f, "{}: {got} of {MOST_POINTS} points, {:?}", self.dataset, Rating::of(got))?;
        if open > 0 {
            write!(
                f,
                "; {open} not checked: with all addresses answering it is {}, {:?}",
                got + open,
                Rating::of(got + open)
            )?;
        }
        writeln!(f)?;
        let mut dimension = "";
        for row in &self.score.rows {
            let indicator = row.indicator;
            if indicator.dimension != dimension {
                dimension = indicator.dimension;
                writeln!(f, "  {dimension}")?;
            }
            let line = format!("    {:<32} {:<27}", indicator.name, indicator.property);
            match row.verdict {
                Verdict::Got => writeln!(f, "{line} {:>3} of {:>2}", indicator.points, indicator.points)?,
                Verdict::Missing => {
                    writeln!(f, "{line}   0 of {:>2}  to get them: {}", indicator.points, indicator.remedy)?;
                }
                Verdict::NotChecked => {
                    writeln!(
                        f,
                        "{line}   ? of {:>2}  not checked; to get them: {}",
                        indicator.points, indicator.remedy
                    )?;
                }
            }
        }
        Ok(())
    }
}
