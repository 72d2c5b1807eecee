//! A plan: everything looked up, checked and laid out, so that writing a row is drawing and copying.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, ConfigFile, Dataset, LoadError};
use crate::report::{Place, Report};

use super::cells::Cells;
use super::columns::{self, Columns};
use super::context::Context;
use super::days::Days;
use super::draw::{Share, Weighted};
use super::hints::{GroupFile, HintsFile};
use super::pools::{self, Pool};
use super::source::Column;

/// How to write the synthetic rows of a dataset.
#[derive(Debug)]
pub struct Plan {
    pub(super) rows: u64,
    pub(super) seed: u64,
    pub(super) delimiter: u8,
    pub(super) names: Vec<String>,
    pub(super) pools: Vec<Weighted>,
    pub(super) cells: Vec<Cells>,
    pub(super) days: Days,
    pub(super) columns: Vec<Column>,
    /// The order in which columns are drawn; each comes after those it depends on.
    pub(super) order: Vec<usize>,
    /// How each row comes by its entities.
    pub(super) row_steps: Vec<Step>,
    pub(super) group: Option<Group>,
}

/// How an entity of a pool is found.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// It is drawn.
    Draw { pool: usize },
    /// It is the owner of an entity that is already found.
    Owner { pool: usize, of: usize, links: Vec<u32> },
}

/// Rows that belong together: those of one product, say.
#[derive(Debug)]
pub(super) struct Group {
    /// How a group comes by its entities.
    pub(super) steps: Vec<Step>,
    /// The pool whose entities are all different within a group, one per row.
    pub(super) distinct: usize,
    /// How many: one more than what is drawn.
    pub(super) sizes: Weighted,
    /// The column that takes several values for each, and how likely each of them is.
    pub(super) each: Option<(usize, Share)>,
}

/// The rows and the seed of a dataset's `sample.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// How many rows.
    pub rows: u64,
    /// From which seed.
    pub seed: u64,
}

impl Plan {
    /// Reads `datasets/<id>/synth.toml` and makes a plan for as many rows as asked for, or as the
    /// dataset's sample has.
    ///
    /// What is wrong with the hints is in the report, and then there is no plan.
    ///
    /// # Errors
    ///
    /// Fails if the file, or one that it names, exists but cannot be read.
    pub fn load(
        root: &std::path::Path,
        dataset: &Dataset,
        catalog: &Catalog,
        choose: impl FnOnce(Sample) -> Sample,
    ) -> Result<(Option<Plan>, Report), LoadError> {
        let mut report = Report::new();
        let path = format!("datasets/{}/synth.toml", dataset.id);
        let Some(file) = ConfigFile::read(root, &path, &mut report)? else { return Ok((None, report)) };
        let Some(hints) = file.parse::<HintsFile>(&mut report) else { return Ok((None, report)) };
        let Sample { rows, seed } = choose(Sample { rows: hints.sample.rows, seed: hints.sample.seed });
        let mut context = Context {
            root,
            file: &file,
            hints: &hints,
            dataset,
            catalog,
            rows,
            seed,
            report: &mut report,
            failure: None,
        };
        let plan = make(&mut context);
        Ok((plan.filter(|_| !report.refuses()), report))
    }

    /// The number of rows that this plan writes.
    pub fn rows(&self) -> u64 {
        self.rows
    }
}

fn make(context: &mut Context<'_>) -> Option<Plan> {
    let pools = pools::build(context)?;
    let hints = context.hints;
    let group_place = hints.group.as_ref().map(|group| context.file.place(group).column("group"));
    let group_file = hints.group.as_ref().map(|group| group.get_ref());
    let group_pools = match (group_file, &group_place) {
        (Some(file), Some(place)) => {
            let mut named = BTreeSet::new();
            for name in file.pools.iter().chain([&file.distinct]) {
                match pools.iter().position(|pool| pool.name == *name) {
                    Some(at) => named.insert(at),
                    None => {
                        context.unknown(place, format!("there is no pool `{name}`"));
                        return None;
                    }
                };
            }
            named
        }
        _ => BTreeSet::new(),
    };
    let distinct = group_file.and_then(|file| pools.iter().position(|pool| pool.name == file.distinct));

    let Columns { columns, order, cells, days, row_pools } = columns::compile(context, &pools)?;

    let fixed: BTreeSet<usize> = match distinct {
        Some(distinct) => with_owners(&pools, group_pools.iter().copied().filter(|pool| *pool != distinct)),
        None => BTreeSet::new(),
    };
    let group = match (group_file, &group_place, distinct) {
        (Some(file), Some(place), Some(distinct)) => {
            Some(make_group(context, file, place, &pools, distinct, &fixed)?)
        }
        _ => None,
    };
    let mut given = fixed;
    given.extend(distinct);
    let row_steps = steps(&pools, &row_pools, &given);
    Some(Plan {
        rows: context.rows,
        seed: context.seed,
        delimiter: context.dataset.source.delimiter,
        names: context.dataset.schema.columns.iter().map(|column| column.name.clone()).collect(),
        pools: pools.into_iter().map(|pool| pool.draw).collect(),
        cells,
        days,
        columns,
        order,
        row_steps,
        group,
    })
}

fn make_group(
    context: &mut Context<'_>,
    file: &GroupFile,
    place: &Place,
    pools: &[Pool],
    distinct: usize,
    fixed: &BTreeSet<usize>,
) -> Option<Group> {
    if file.sizes.len() > pools[distinct].size as usize {
        context.invalid(place, format!("a group cannot hold {} different entities", file.sizes.len()));
        return None;
    }
    for column in &file.columns {
        column_place(context, column, place)?;
    }
    let sizes = context.weighted(Some(&file.sizes), Default::default(), file.sizes.len(), place)?;
    let each = match &file.each {
        None => None,
        Some(each) => {
            let column = column_place(context, &each.column, place)?;
            Some((column, context.share(each.keep, "keep", place)?))
        }
    };
    let steps = steps(pools, fixed, &BTreeSet::new());
    Some(Group { steps, distinct, sizes, each })
}

fn column_place(context: &mut Context<'_>, name: &str, place: &Place) -> Option<usize> {
    let found = context.dataset.schema.find(name);
    if found.is_none() {
        context.unknown(place, format!("`{name}` is not a column of the schema"));
    }
    found.map(|column| column.0)
}

/// These pools and all that their entities belong to.
fn with_owners(pools: &[Pool], named: impl Iterator<Item = usize>) -> BTreeSet<usize> {
    named.flat_map(|pool| pools[pool].owners.keys().copied().chain([pool])).collect()
}

/// How to find an entity of each of these pools, where those of `given` are found already.
///
/// A pool that owns another one is not drawn but follows from it. Pools are numbered owners first, so
/// the last one with a given owner is the one nearest to the row.
fn steps(pools: &[Pool], wanted: &BTreeSet<usize>, given: &BTreeSet<usize>) -> Vec<Step> {
    let mut steps = Vec::new();
    for pool in wanted.iter().rev().copied().filter(|pool| !given.contains(pool)) {
        let owned =
            wanted.iter().chain(given).rev().copied().find(|other| pools[*other].owners.contains_key(&pool));
        steps.push(match owned {
            Some(of) => Step::Owner { pool, of, links: pools[of].owners[&pool].clone() },
            None => Step::Draw { pool },
        });
    }
    steps
}
