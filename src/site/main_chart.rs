//! The one chart that a dataset's page begins with, and the table that says the same.
//!
//! A steward may choose it. Else it shows the first measure that can be added up, by the column whose
//! codes cannot be added themselves, by time, or by the first column that is short enough to be drawn.

use serde::Serialize;

use super::by_code::in_order;
use super::chart::{self, Bar, Chart, MAX_BARS};
use super::cube::{Cube, Source, TotalView};
use super::describe::Describer;
use super::layout::Text;
use super::strings::fluent_args;
use super::{Exhibit, Site, SiteError};
use crate::catalog::{Language, Recode};
use crate::release::Range;

/// A chart with its table.
#[derive(Serialize)]
pub(super) struct MainChart {
    chart: Chart,
    caption: String,
    column: Text,
    measure: Text,
    rows: Vec<ChartRow>,
}

#[derive(Serialize)]
struct ChartRow {
    label: Text,
    total: TotalView,
}

/// What is drawn: the same in each language.
pub(super) struct Drawn<'a> {
    source: Source<'a>,
    column: &'a str,
    measure: usize,
    cube: Cube<'a>,
}

/// Reads what is to be drawn; `None` if nothing can be.
pub(super) fn read<'a>(site: &Site<'a>, exhibit: &Exhibit<'a>) -> Result<Option<Drawn<'a>>, SiteError> {
    let chosen = exhibit.dataset.about.chart.as_ref();
    let mut sources = Source::all(exhibit).into_iter();
    let found = sources.find(|source| chosen.is_none_or(|chosen| source.policy.name == chosen.table));
    let Some(source) = found else { return Ok(None) };
    let candidates = match chosen {
        Some(chosen) => vec![chosen.by.as_str()],
        None => candidates(&source),
    };
    let wanted: Vec<Vec<&str>> = candidates.iter().map(|column| vec![*column]).collect();
    for (column, cube) in candidates.into_iter().zip(source.sums(site.open, &wanted)?) {
        let Some(cube) = cube else { continue };
        let is_wanted = |name: &str| chosen.is_none_or(|chosen| chosen.measure == name);
        if let Some(measure) = cube.measures.iter().position(|measure| is_wanted(&measure.name)) {
            return Ok(Some(Drawn { source, column, measure, cube }));
        }
    }
    Ok(None)
}

/// The columns that could be drawn, the best first.
fn candidates<'a>(source: &Source<'a>) -> Vec<&'a str> {
    let lists = &source.dataset.source.lists;
    let policy: &'a crate::catalog::TablePolicy = source.policy;
    let mut ranked: Vec<(u8, &'a str)> = Vec::new();
    for dimension in &policy.dimensions {
        let column = source.table.columns.iter().find(|column| column.name == dimension.name);
        let is_short = column.is_some_and(
            |column| matches!(&column.range, Range::Texts { distinct, .. } if *distinct <= MAX_BARS as u64),
        );
        if !is_short {
            continue;
        }
        let rank = match &dimension.recode {
            _ if lists.contains_key(&source.dataset.schema.column(dimension.column).name) => 0,
            Recode::Period(_) => 1,
            _ => 2,
        };
        ranked.push((rank, &dimension.name));
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, name)| name).collect()
}

/// The chart, in a language.
pub(super) fn view(
    site: &Site<'_>,
    drawn: &Drawn<'_>,
    language: Language,
) -> Result<Option<MainChart>, SiteError> {
    let Drawn { source, column, measure, cube } = drawn;
    let strings = site.templates.strings(language);
    let describer = Describer { site, dataset: source.dataset, index: source.index, language, strings };
    let said = describer.said(column);
    let label = said.as_ref().map_or_else(|| Text::own(*column), |said| Text::of(said.label, language));
    let measure_label = Text::of(&cube.measures[*measure].label, language);
    let args =
        || fluent_args!["measure" => measure_label.text.as_str(), "column" => label.text.to_lowercase()];
    let (mut rows, mut bars) = (Vec::new(), Vec::new());
    let drawn = describer.side_by_side(column, &cube.values(0));
    for value in in_order(&describer, column, cube.values(0)) {
        let total = cube.get(*measure, &[value]);
        let shown = cube.view(*measure, total, strings)?;
        let name = describer.value_label(said.as_ref(), value)?;
        if drawn.contains(value) {
            bars.push(Bar {
                name: name.text.clone(),
                value: shown.text.clone(),
                size: cube.size(*measure, total),
                is_open: total.withheld > 0,
            });
        }
        rows.push(ChartRow { label: name, total: shown });
    }
    let title = strings.say_with("chart-title", args())?;
    let description = strings.say("chart-description")?;
    let is_time = said.as_ref().is_some_and(|said| said.is_period);
    let caption = strings.say_with("chart-caption", args())?;
    let chart = chart::draw("chart", title, description, &bars, is_time);
    Ok(chart.map(|chart| MainChart { chart, caption, column: label, measure: measure_label, rows }))
}
