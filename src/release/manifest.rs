//! What an edition consists of, without any of its rows but a few for a preview.
//!
//! This is all that the rooms above know of the data: `metadata` and `site` describe an edition
//! from here and never see a table.

use std::fmt;

use jiff::civil::Date;

use crate::catalog::DatasetId;
pub use crate::confidential::{ColumnRole, STATUSES, WITHHELD};
use crate::digest::Sha256;

/// A published state of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The dataset.
    pub dataset: DatasetId,
    /// The edition's name, which is a part of its URL.
    pub name: EditionName,
    /// Its tables, in the order of the policy.
    pub tables: Vec<TableManifest>,
    /// Files that belong to the edition as a whole, such as `datapackage.json`.
    pub files: Vec<FileManifest>,
    /// How many source records were read and checked.
    pub records_checked: RecordCount,
    /// How the source was checked; `None` for an edition of an earlier run, which does not tell.
    pub quality: Option<SourceQuality>,
}

/// How many source records stand behind an edition, as the public may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordCount {
    /// The exact number; only where the source is public.
    Exact(u64),
    /// At least the first number and below the second, for a confidential source of which it is no secret
    /// that it has records.
    Between(u64, u64),
    /// Not told: the number of records in a confidential source is not published by default.
    Withheld,
}

impl RecordCount {
    /// Two powers of ten that a number lies between, and no narrower, so that a record more or less is
    /// told by neither. Below ten, from 0 or 1.
    pub fn band(number: u64) -> RecordCount {
        let (mut at_least, mut below) = (u64::from(number > 0), 10_u64);
        while number >= below && below < u64::MAX {
            (at_least, below) = (below, below.saturating_mul(10));
        }
        RecordCount::Between(at_least, below)
    }
}

/// How the source of an edition was checked, as the public may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceQuality {
    /// How many different checks the records were put to, one by one and together.
    pub checks: u64,
    /// How many records were set aside; `None` if one that does not conform stops publication.
    pub set_aside: Option<RecordCount>,
    /// How many warnings were given.
    pub warnings: u64,
}

/// The day of an edition, and which one of that day it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EditionName {
    /// The day for which it was built.
    pub date: Date,
    /// 1 for the first edition of the day.
    pub number: u32,
}

impl EditionName {
    /// Parses `2026-11-21` or `2026-11-21.2`.
    pub fn parse(text: &str) -> Option<EditionName> {
        let (date, number) = match text.split_once('.') {
            Some((date, number)) => (date, number.parse().ok().filter(|number| *number > 1)?),
            None => (text, 1),
        };
        let name = EditionName { date: date.parse().ok()?, number };
        (name.to_string() == text).then_some(name)
    }
}

impl fmt::Display for EditionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date)?;
        if self.number > 1 {
            write!(f, ".{}", self.number)?;
        }
        Ok(())
    }
}

/// A table of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableManifest {
    /// Its name, which is its files' name without extension.
    pub name: String,
    /// Its number of rows.
    pub row_count: u64,
    /// Its columns, in order; status columns included.
    pub columns: Vec<ColumnManifest>,
    /// What was withheld; `None` for rows that are public by themselves.
    pub withheld: Option<Withheld>,
    /// Some rows as text, all columns of each; an empty cell is `None`.
    pub preview: Vec<Vec<Option<String>>>,
    /// The table's files, one per format.
    pub files: Vec<FileManifest>,
}

/// How much of a table is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// Rows whose measures are withheld.
    pub rows: u64,
    /// All rows.
    pub of: u64,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnManifest {
    /// Its name.
    pub name: String,
    /// What it is to its table.
    pub role: ColumnRole,
    /// What its values are.
    pub kind: ColumnKind,
    /// The number of empty cells.
    pub empty: u64,
    /// What occurs in it.
    pub range: Range,
}

/// What a column's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text or codes.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers with this many decimals.
    Decimal(u8),
}

/// What occurs in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Range {
    /// Distinct texts, in byte order; `None` if there are more than [`MAX_LISTED`].
    Texts {
        /// How many there are.
        distinct: u64,
        /// Which.
        listed: Option<Vec<String>>,
    },
    /// The least and the greatest number, as text; `None` if the column is empty.
    Numbers(Option<(String, String)>),
}

/// More distinct texts than this are counted but not listed.
pub const MAX_LISTED: usize = 500;

/// A file as it was written and verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileManifest {
    /// Its name in the edition's folder.
    pub name: String,
    /// Its format.
    pub format: Format,
    /// Its size.
    pub bytes: u64,
    /// Its digest.
    pub sha256: Sha256,
}

/// The format of a published file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Comma-separated values, RFC 4180.
    Csv,
    /// Apache Parquet.
    Parquet,
    /// Office Open XML workbook.
    Xlsx,
    /// JSON.
    Json,
    /// JSON-stat 2.0.
    JsonStat,
    /// SDMX-CSV 2.0.
    SdmxCsv,
    /// Plain text.
    Text,
}

impl Format {
    /// The format that a file's name tells; plain text if it tells none.
    pub fn of_name(name: &str) -> Format {
        for format in [Format::JsonStat, Format::SdmxCsv] {
            if name.strip_suffix(format.extension()).is_some_and(|stem| stem.ends_with('.')) {
                return format;
            }
        }
        match name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("csv") => Format::Csv,
            Some("parquet") => Format::Parquet,
            Some("xlsx") => Format::Xlsx,
            Some("json") => Format::Json,
            _ => Format::Text,
        }
    }

    /// The extension of a file's name, without the point.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            Format::Xlsx => "xlsx",
            Format::Json => "json",
            Format::JsonStat => "jsonstat.json",
            Format::SdmxCsv => "sdmx.csv",
            Format::Text => "txt",
        }
    }

    /// What it is called on a page.
    pub fn label(self) -> &'static str {
        match self {
            Format::Csv => "CSV",
            Format::Parquet => "Parquet",
            Format::Xlsx => "Excel",
            Format::Json => "JSON",
            Format::JsonStat => "JSON-stat",
            Format::SdmxCsv => "SDMX-CSV",
            Format::Text => "Text",
        }
    }

    /// Its media type (IANA).
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv",
            Format::Parquet => "application/vnd.apache.parquet",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Json | Format::JsonStat => "application/json",
            Format::SdmxCsv => "application/vnd.sdmx.data+csv;version=2.0.0",
            Format::Text => "text/plain",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_is_a_power_of_ten_wide() {
        for (number, band) in
            [(0, (0, 10)), (1, (1, 10)), (9, (1, 10)), (10, (10, 100)), (1234, (1000, 10_000))]
        {
            assert_eq!(RecordCount::band(number), RecordCount::Between(band.0, band.1), "{number}");
        }
        assert!(
            matches!(RecordCount::band(u64::MAX), RecordCount::Between(at_least, _) if at_least > 1 << 62)
        );
    }
}
