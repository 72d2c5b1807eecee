//! Sums of a published table over some of its columns, for charts and for pages on one code.
//!
//! Only what is published is read. A total that the table itself has is taken as it stands. Without
//! one, parts are added where that is right: no code together with one above it, no column in which
//! a record stands under several codes, and no counts of different things. What is withheld is
//! counted beside each sum, so that no sum passes for the whole.

use std::collections::{BTreeMap, BTreeSet};

use super::strings::{Strings, fluent_args};
use super::{Exhibit, Opener, SiteError, levels, locale};
use crate::catalog::{Codelist, Dataset, Measure, MeasureKind, Publication, Recode, TOTAL_CODE, TablePolicy};
use crate::release::{ColumnKind, Edition, Format, Range, TableManifest, WITHHELD};
use serde::Serialize;

/// A published table with the policy that made it.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) edition: &'a Edition,
    /// Its place among the dataset's tables.
    pub(super) index: usize,
    pub(super) table: &'a TableManifest,
    pub(super) policy: &'a TablePolicy,
}

/// Sums by the values of the columns that were kept.
pub(super) struct Cube<'a> {
    /// The measures that could be added.
    pub(super) measures: Vec<&'a Measure>,
    decimals: Vec<u8>,
    signed: Vec<bool>,
    cells: BTreeMap<Vec<String>, Vec<Total>>,
}

/// A sum of published figures, and how many of them there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Total {
    /// In units of the last decimal.
    sum: i128,
    pub(super) shown: u64,
    pub(super) withheld: u64,
}

/// A sum as it is written on a page.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(super) struct TotalView {
    pub(super) text: String,
    note: Option<String>,
    pub(super) is_withheld: bool,
}

impl<'a> Source<'a> {
    /// All tables of counts and quantities of a dataset's newest edition.
    pub(super) fn all(exhibit: &Exhibit<'a>) -> Vec<Source<'a>> {
        let (dataset, edition) = (exhibit.dataset, exhibit.newest);
        let Publication::Tables(policies) = &dataset.policy.publication else { return Vec::new() };
        let tables = edition.tables.iter().zip(policies).enumerate();
        tables.map(|(index, (table, policy))| Source { dataset, edition, index, table, policy }).collect()
    }

    /// The sums by each of these choices of columns, read in one go; `None` where adding up would be
    /// wrong.
    pub(super) fn sums(
        &self,
        open: &Opener<'_>,
        wanted: &[Vec<&str>],
    ) -> Result<Vec<Option<Cube<'a>>>, SiteError> {
        let mut plans = Vec::with_capacity(wanted.len());
        for keep in wanted {
            plans.push(self.plan(open, keep)?);
        }
        if plans.iter().any(Option::is_some) {
            each_row(open, self.edition, self.table, |row| {
                for plan in plans.iter_mut().flatten() {
                    plan.add(row);
                }
            })?;
        }
        Ok(plans.into_iter().map(|plan| plan.map(|plan| plan.cube)).collect())
    }

    fn plan(&self, open: &Opener<'_>, keep: &[&str]) -> Result<Option<Plan<'a>>, SiteError> {
        let at = |name: &str| self.table.columns.iter().position(|column| column.name == name);
        let mut rules = Vec::new();
        let mut is_whole = true;
        for dimension in &self.policy.dimensions {
            if keep.contains(&dimension.name.as_str()) {
                continue;
            }
            let Some(column) = at(&dimension.name) else { return Ok(None) };
            let codes = self.codes(open, column)?;
            if codes.contains(TOTAL_CODE) {
                rules.push((column, Rule::Only(TOTAL_CODE)));
                continue;
            }
            let source = &self.dataset.schema.column(dimension.column).name;
            if self.dataset.source.lists.contains_key(source) {
                return Ok(None);
            }
            is_whole = false;
            match &dimension.recode {
                Recode::Codes { codelist, .. } => {
                    let above = codes.iter().flat_map(|code| levels::above(codelist, code)).collect();
                    rules.push((column, Rule::AnyBut(above)));
                }
                Recode::Period(_) => rules.push((column, Rule::AnyBut(levels::longer_periods(&codes)))),
                _ => {}
            }
        }
        let kept: Option<Vec<usize>> = keep.iter().map(|name| at(name)).collect();
        let Some(keep) = kept else { return Ok(None) };
        let mut plan = Plan {
            keep,
            rules,
            columns: Vec::new(),
            cube: Cube { measures: vec![], decimals: vec![], signed: vec![], cells: BTreeMap::new() },
        };
        for measure in &self.policy.measures {
            let is_added = self.policy.protection.is_exact() && can_be_added(measure);
            let (true, Some(column)) = (is_whole || is_added, at(&measure.name)) else {
                continue;
            };
            let manifest = &self.table.columns[column];
            let decimals = if let ColumnKind::Decimal(decimals) = manifest.kind { decimals } else { 0 };
            let is_below_zero =
                matches!(&manifest.range, Range::Numbers(Some((least, _))) if least.starts_with('-'));
            let subtracts = matches!(&measure.kind, MeasureKind::Sum { minus, .. } if !minus.is_empty());
            plan.columns.push(column);
            plan.cube.measures.push(measure);
            plan.cube.decimals.push(decimals);
            plan.cube.signed.push(is_below_zero || subtracts);
        }
        Ok((!plan.columns.is_empty()).then_some(plan))
    }

    /// The codes of a column; from the file if there are too many for the manifest.
    fn codes(&self, open: &Opener<'_>, column: usize) -> Result<BTreeSet<String>, SiteError> {
        if let Range::Texts { listed: Some(listed), .. } = &self.table.columns[column].range {
            return Ok(listed.iter().cloned().collect());
        }
        let mut codes = BTreeSet::new();
        each_row(open, self.edition, self.table, |row| {
            let code = row.get(column).unwrap_or_default();
            if !codes.contains(code) {
                codes.insert(code.to_owned());
            }
        })?;
        Ok(codes)
    }
}

/// True if the measures of two parts make that of the whole: not so for the number of different things.
fn can_be_added(measure: &Measure) -> bool {
    !matches!(measure.kind, MeasureKind::Distinct(_) | MeasureKind::Least(_) | MeasureKind::Greatest(_))
}

/// Which rows of a column that is not kept are added.
enum Rule {
    Only(&'static str),
    AnyBut(BTreeSet<String>),
}

struct Plan<'a> {
    keep: Vec<usize>,
    rules: Vec<(usize, Rule)>,
    columns: Vec<usize>,
    cube: Cube<'a>,
}

impl Plan<'_> {
    fn add(&mut self, row: &csv::StringRecord) {
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let fits = self.rules.iter().all(|(column, rule)| match rule {
            Rule::Only(code) => cell(*column) == *code,
            Rule::AnyBut(above) => !above.contains(cell(*column)),
        });
        if !fits {
            return;
        }
        let key: Vec<String> = self.keep.iter().map(|&at| cell(at).to_owned()).collect();
        let count = self.columns.len();
        let totals = self.cube.cells.entry(key).or_insert_with(|| vec![Total::default(); count]);
        for ((total, &column), &decimals) in totals.iter_mut().zip(&self.columns).zip(&self.cube.decimals) {
            match scaled(cell(column), decimals) {
                Some(value) => {
                    total.sum += value;
                    total.shown += 1;
                }
                None if cell(column + 1) == WITHHELD => total.withheld += 1,
                None => {}
            }
        }
    }
}

impl Cube<'_> {
    /// The values that one of the kept columns has.
    pub(super) fn values(&self, column: usize) -> BTreeSet<&str> {
        self.cells.keys().filter_map(|key| key.get(column).map(String::as_str)).collect()
    }

    /// The size of a sum, for drawing; `None` if nothing of it is shown.
    pub(super) fn size(&self, measure: usize, total: Total) -> Option<f64> {
        (total.shown > 0).then(|| total.sum as f64 / 10f64.powi(i32::from(self.decimals[measure])))
    }

    /// The cell of exactly this key.
    pub(super) fn get(&self, measure: usize, key: &[&str]) -> Total {
        let key: Vec<String> = key.iter().map(|part| (*part).to_owned()).collect();
        self.cells.get(&key).map_or_else(Total::default, |totals| totals[measure])
    }

    /// Adds, where the table has none of its own, a cell for the code above each code of the first
    /// kept column, and one for all codes together. Measures that cannot be added up are left out.
    pub(super) fn roll_up(&mut self, list: &Codelist) {
        let addable: Vec<bool> = self.measures.iter().map(|measure| can_be_added(measure)).collect();
        let parent = |code: &str| {
            let entry = &list.entries()[list.find(code)?];
            entry.parent.map(|parent| list.entries()[parent].code.clone())
        };
        let codes: BTreeSet<String> = self.cells.keys().map(|key| key[0].clone()).collect();
        let above: BTreeSet<String> = codes.iter().filter_map(|code| parent(code)).collect();
        let mut added: BTreeMap<Vec<String>, Vec<Total>> = BTreeMap::new();
        for (key, totals) in &self.cells {
            let is_leaf = key[0] != TOTAL_CODE && !above.contains(&key[0]);
            let whole = is_leaf.then(|| TOTAL_CODE.to_owned());
            for code in parent(&key[0]).into_iter().chain(whole) {
                if codes.contains(&code) {
                    continue;
                }
                let mut key = key.clone();
                key[0] = code;
                let sums = added.entry(key).or_insert_with(|| vec![Total::default(); totals.len()]);
                for ((sum, total), addable) in sums.iter_mut().zip(totals).zip(&addable) {
                    if *addable {
                        sum.sum += total.sum;
                        sum.shown += total.shown;
                        sum.withheld += total.withheld;
                    }
                }
            }
        }
        self.cells.extend(added);
    }

    /// A sum in words: the figure, "at least" the figure, or that it is withheld.
    pub(super) fn view(
        &self,
        measure: usize,
        total: Total,
        strings: &Strings,
    ) -> Result<TotalView, SiteError> {
        let note = |key: &str| {
            let args = fluent_args!["n" => total.withheld, "of" => total.withheld + total.shown];
            strings.say_with(key, args)
        };
        let number = || locale::number(&written(total.sum, self.decimals[measure]), strings.language());
        Ok(match (total.shown, total.withheld) {
            (0, 0) => TotalView { text: "–".into(), note: None, is_withheld: false },
            (0, _) => TotalView { text: strings.say("status-c")?, note: None, is_withheld: true },
            (_, 0) => TotalView { text: number(), note: None, is_withheld: false },
            _ if self.signed[measure] => {
                TotalView { text: number(), note: Some(note("sum-without")?), is_withheld: false }
            }
            _ => TotalView {
                text: strings.say_with("sum-at-least", fluent_args!["n" => number()])?,
                note: Some(note("sum-without")?),
                is_withheld: false,
            },
        })
    }
}

/// A published number in units of its last decimal; `None` if the cell has none.
pub(super) fn scaled(text: &str, decimals: u8) -> Option<i128> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let decimals = usize::from(decimals);
    if whole.is_empty() || part.len() > decimals || digits.len() > 30 {
        return None;
    }
    let all = format!("{whole}{part}{}", "0".repeat(decimals - part.len()));
    all.bytes().all(|byte| byte.is_ascii_digit()).then(|| all.parse::<i128>().ok())?.map(|value| sign * value)
}

/// The number again as a file has it.
pub(super) fn written(value: i128, decimals: u8) -> String {
    if decimals == 0 {
        return value.to_string();
    }
    let width = usize::from(decimals) + 1;
    let digits = format!("{:0width$}", value.unsigned_abs());
    let (whole, part) = digits.split_at(digits.len() - usize::from(decimals));
    format!("{}{whole}.{part}", if value < 0 { "-" } else { "" })
}

/// Hands out each row of a published table, as its CSV file has it.
pub(super) fn each_row(
    open: &Opener<'_>,
    edition: &Edition,
    table: &TableManifest,
    mut take: impl FnMut(&csv::StringRecord),
) -> Result<(), SiteError> {
    // A table may have further files of the same format; its own is the one with the shortest name.
    let files = table.files.iter().filter(|file| file.format == Format::Csv);
    let Some(file) = files.min_by_key(|file| file.name.len()) else { return Ok(()) };
    let path = format!("data/{}/{}/{}", edition.dataset, edition.name, file.name);
    let fault = |source| SiteError::Table { path: path.clone(), source };
    let file = open(&path).map_err(fault)?;
    let mut reader = csv::Reader::from_reader(file);
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row).map_err(|error| fault(error.into()))? {
        take(&row);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_all_their_decimals() {
        for (text, decimals) in
            [("0", 0), ("12841", 0), ("-0.5", 1), ("1234.567", 3), ("-12", 0), ("0.01", 2)]
        {
            assert_eq!(written(scaled(text, decimals).unwrap(), decimals), text);
        }
        assert_eq!(scaled("1.5", 3), Some(1500));
        for text in ["", "-", "x", "1.23", "1e3", "1-2", ".5"] {
            assert_eq!(scaled(text, 1), None, "{text}");
        }
    }
}
