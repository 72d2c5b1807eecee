//! A table of counts as JSON-stat 2.0 (<https://json-stat.org/full/>): dimensions with their codes, and
//! one line of cells, of which those that no row has are left out.
//!
//! The format has room for one language, the catalogue's first. A cell that is withheld has a status
//! and no value; what the statuses mean stands under `extension`, as Eurostat has it.

use std::collections::BTreeMap;
use std::io::Write;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::WriteError;
use super::cube::{Axis, Cube, FIGURES, Figures};

#[derive(Serialize)]
struct DatasetFile<'a> {
    version: &'static str,
    class: &'static str,
    label: &'a str,
    source: &'a str,
    updated: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    note: Vec<&'a str>,
    id: Vec<&'a str>,
    size: Vec<usize>,
    role: Role<'a>,
    dimension: BTreeMap<&'a str, DimensionFile<'a>>,
    value: Line<'a>,
    status: Line<'a>,
    extension: Extension<'a>,
}

#[derive(Serialize)]
struct Role<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<[&'a str; 1]>,
    metric: [&'static str; 1],
}

#[derive(Serialize)]
struct DimensionFile<'a> {
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<[&'a str; 1]>,
    category: Category<'a>,
}

#[derive(Serialize)]
struct Category<'a> {
    index: Vec<&'a str>,
    label: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    unit: BTreeMap<&'a str, Unit<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    note: BTreeMap<&'a str, [&'a str; 1]>,
}

#[derive(Serialize)]
struct Unit<'a> {
    label: &'a str,
    decimals: u8,
}

#[derive(Serialize)]
struct Extension<'a> {
    lang: &'static str,
    license: &'a str,
    #[serde(rename = "landingPage")]
    landing_page: &'a str,
    synthetic: bool,
    status: StatusLabels<'a>,
}

#[derive(Serialize)]
struct StatusLabels<'a> {
    label: BTreeMap<&'a str, &'a str>,
}

/// Writes a cube.
///
/// # Errors
///
/// Fails if `out` does.
pub(super) fn write<W: Write>(cube: &Cube<'_>, mut out: W) -> Result<W, WriteError> {
    let file = dataset(cube);
    serde_json::to_writer(&mut out, &file).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(out)
}

fn dataset<'a>(cube: &'a Cube<'a>) -> DatasetFile<'a> {
    let notes = cube.notes;
    let ids = cube.axes.iter().map(|axis| axis.policy.name.as_str());
    let axes = cube.axes.iter().map(|axis| (axis.policy.name.as_str(), dimension(cube, axis)));
    let warning = notes.pages.iter().find(|page| page.language == notes.language);
    let description = cube.policy.description.in_language(notes.language);
    DatasetFile {
        version: "2.0",
        class: "dataset",
        label: &notes.title,
        source: &notes.publisher,
        updated: notes.date.to_string(),
        note: warning.and_then(|page| page.warning.as_deref()).into_iter().chain([description]).collect(),
        id: ids.chain([FIGURES]).collect(),
        size: cube.sizes(),
        role: Role {
            time: cube.time().map(|place| [cube.axes[place].policy.name.as_str()]),
            metric: [FIGURES],
        },
        dimension: axes.chain([(FIGURES, figures(cube))]).collect(),
        value: Line::Values(cube),
        status: Line::Statuses(cube),
        extension: Extension {
            lang: notes.language.tag(),
            license: &notes.licence,
            landing_page: &notes.source,
            synthetic: notes.synthetic,
            status: StatusLabels {
                label: notes
                    .statuses
                    .iter()
                    .map(|entry| (entry.term.as_str(), entry.text.as_str()))
                    .collect(),
            },
        },
    }
}

fn dimension<'a>(cube: &'a Cube<'a>, axis: &'a Axis<'a>) -> DimensionFile<'a> {
    let language = cube.language();
    let index: Vec<&str> = axis.codes.iter().map(String::as_str).collect();
    DimensionFile {
        label: axis.policy.label.in_language(language),
        note: Some([axis.policy.description.in_language(language)]),
        category: Category {
            label: index.iter().map(|code| (*code, cube.label(axis, code).unwrap_or(code))).collect(),
            index,
            unit: BTreeMap::new(),
            note: BTreeMap::new(),
        },
    }
}

/// The measures as a dimension.
fn figures<'a>(cube: &'a Cube<'a>) -> DimensionFile<'a> {
    let language = cube.language();
    let by_name = || cube.figures.iter().map(|figures| (figures.policy.name.as_str(), figures));
    let unit = |figures: &'a Figures<'a>| Unit {
        label: figures.policy.unit.in_language(language),
        decimals: figures.decimals(),
    };
    DimensionFile {
        label: &cube.notes.figures,
        note: None,
        category: Category {
            index: by_name().map(|(name, _)| name).collect(),
            label: by_name()
                .map(|(name, figures)| (name, figures.policy.label.in_language(language)))
                .collect(),
            unit: by_name().map(|(name, figures)| (name, unit(figures))).collect(),
            note: by_name()
                .map(|(name, figures)| (name, [figures.policy.description.in_language(language)]))
                .collect(),
        },
    }
}

/// The published figures, or the statuses of the others, by their places in the line of all cells.
/// They are written as they are come by, since a table may have millions of them.
enum Line<'a> {
    Values(&'a Cube<'a>),
    Statuses(&'a Cube<'a>),
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Line::Values(cube) => serializer.collect_map(cells(cube).filter_map(|(place, row, figures)| {
                let mut text = String::new();
                figures.values.cell(row).write_to(&mut text);
                // A number as the CSV file has it is a number of JSON, to the last digit; an empty
                // text is none.
                Some((place, RawValue::from_string(text).ok()?))
            })),
            Line::Statuses(cube) => serializer.collect_map(
                cells(cube).filter_map(|(place, row, figures)| Some((place, figures.status(row)?))),
            ),
        }
    }
}

/// Every cell with its place, its row and its measure, in the order of the line.
fn cells<'a>(cube: &'a Cube<'a>) -> impl Iterator<Item = (u64, usize, &'a Figures<'a>)> {
    cube.rows_in_line().into_iter().flat_map(|row| {
        (cube.first_place(row)..).zip(&cube.figures).map(move |(place, figures)| (place, row, figures))
    })
}
