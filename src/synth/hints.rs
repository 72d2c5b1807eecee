//! The format of `datasets/<id>/synth.toml`, exactly as a steward writes it (see docs/synth.md).
//!
//! Nothing here knows the schema; what the hints mean for it is `plan`'s matter.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::draw::Skew;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HintsFile {
    pub(super) sample: SampleFile,
    #[serde(default)]
    pub(super) words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) pool: BTreeMap<String, Spanned<PoolFile>>,
    pub(super) group: Option<Spanned<GroupFile>>,
    #[serde(default)]
    pub(super) column: BTreeMap<String, Spanned<ColumnFile>>,
}

/// The rows of `sample.csv`.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleFile {
    pub(super) rows: u64,
    pub(super) seed: u64,
}

/// Entities that several columns, or several rows, speak of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PoolFile {
    pub(super) size: Option<u32>,
    pub(super) largest: Option<u32>,
    #[serde(default)]
    pub(super) skew: Skew,
    pub(super) table: Option<String>,
    #[serde(default)]
    pub(super) of: Vec<String>,
    #[serde(default)]
    pub(super) fields: BTreeMap<String, FieldFile>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum FieldFile {
    Pattern(String),
    Full(Box<FullFieldFile>),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FullFieldFile {
    pub(super) pattern: Option<String>,
    pub(super) values: Option<ValuesFile>,
    pub(super) codes: Option<CodesFile>,
    pub(super) by: Option<ByFile>,
    #[serde(default)]
    pub(super) empty: f64,
}

/// A pattern that depends on another field of the same entity.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ByFile {
    pub(super) field: String,
    pub(super) patterns: BTreeMap<String, String>,
    pub(super) otherwise: String,
}

/// Values from a list written down here.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ValuesFile {
    pub(super) list: Vec<String>,
    pub(super) weights: Option<Vec<u64>>,
    #[serde(default)]
    pub(super) skew: Skew,
}

/// Codes of a code list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodesFile {
    pub(super) list: String,
    #[serde(default)]
    pub(super) first: Vec<String>,
    pub(super) only: Option<Vec<String>>,
    pub(super) weights: Option<Vec<u64>>,
    #[serde(default)]
    pub(super) skew: Skew,
}

/// Rows that belong together.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupFile {
    pub(super) distinct: String,
    pub(super) sizes: Vec<u64>,
    #[serde(default)]
    pub(super) pools: Vec<String>,
    #[serde(default)]
    pub(super) columns: Vec<String>,
    pub(super) each: Option<EachFile>,
}

/// A column that takes all, or most, of its values within a group.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EachFile {
    pub(super) column: String,
    pub(super) values: Vec<String>,
    pub(super) keep: f64,
}

/// Where the cells of a column come from: exactly one of the first eight keys, and what goes with it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnFile {
    pub(super) field: Option<String>,
    pub(super) pattern: Option<String>,
    pub(super) values: Option<ValuesFile>,
    pub(super) codes: Option<CodesFile>,
    pub(super) number: Option<NumberFile>,
    pub(super) date: Option<DateFile>,
    pub(super) after: Option<AfterFile>,
    pub(super) text: Option<TextFile>,
    pub(super) many: Option<ManyFile>,
    #[serde(default)]
    pub(super) empty: f64,
    #[serde(default)]
    pub(super) empty_if: BTreeMap<String, Vec<String>>,
    pub(super) empty_with: Option<String>,
}

/// How many of the values a cell of several holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ManyFile {
    pub(super) counts: Vec<u64>,
    pub(super) first: Option<String>,
    pub(super) at_most: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberFile {
    pub(super) min: f64,
    pub(super) max: f64,
    #[serde(default)]
    pub(super) decimals: u8,
    pub(super) usually: Option<f64>,
    #[serde(default)]
    pub(super) heavy: bool,
    #[serde(default)]
    pub(super) least: f64,
    #[serde(default)]
    pub(super) extreme: f64,
    pub(super) from: Option<String>,
    pub(super) dominant: Option<DominantFile>,
}

/// The first entities of a pool have larger numbers than the rest.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DominantFile {
    pub(super) pool: String,
    pub(super) first: u32,
    pub(super) times: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DateFile {
    pub(super) start: Datetime,
    pub(super) end: Datetime,
}

/// A date some days after another column's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AfterFile {
    pub(super) column: String,
    pub(super) days: [u32; 2],
    #[serde(default)]
    pub(super) heavy: bool,
}

/// Free text, put together from sentences.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextFile {
    pub(super) sentences: Vec<String>,
    pub(super) counts: Vec<u64>,
    #[serde(default)]
    pub(super) skew: Skew,
    #[serde(default)]
    pub(super) line_breaks: f64,
    #[serde(default)]
    pub(super) longest: f64,
}
