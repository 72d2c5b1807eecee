//! What is told along with a table: the second sheet of a workbook, a Parquet file's key-value
//! metadata, `README.txt`.
//!
//! Plain text in plain structs. `metadata::notes` fills them from the catalogue; the writers here
//! only lay them out, so that a workbook and a README cannot tell different stories.

use jiff::civil::Date;

use crate::catalog::Language;

/// What is told with an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionNotes {
    /// `README.txt`: a page per language of the catalogue.
    pub readme: Vec<Page>,
    /// For each table of the edition what its files tell.
    pub tables: Vec<Notes>,
}

/// What a table's files tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notes {
    /// The table's name.
    pub table: String,
    /// The table's title, in the catalogue's first language.
    pub title: String,
    /// The publisher's name, in the catalogue's first language.
    pub publisher: String,
    /// The address of the licence.
    pub licence: String,
    /// Where the table is published.
    pub source: String,
    /// True if the data were made up.
    pub synthetic: bool,
    /// The edition's day; workbooks carry it as their date.
    pub date: Date,
    /// The language of `title`, and of labels in a format that has room for one language.
    pub language: Language,
    /// What the measures are called together, in that language.
    pub figures: String,
    /// What each status means, in that language.
    pub statuses: Vec<Entry>,
    /// What codes that stand in no code list are called, in that language.
    pub special_codes: Vec<Entry>,
    /// The notes themselves, a page per language.
    pub pages: Vec<Page>,
}

/// Notes in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The language.
    pub language: Language,
    /// The title.
    pub title: String,
    /// What must be read before anything else, such as that the data are synthetic.
    pub warning: Option<String>,
    /// The rest, in reading order.
    pub sections: Vec<Section>,
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// What it says.
    pub entries: Vec<Entry>,
}

/// A line of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is about, such as a column's name; empty for running text.
    pub term: String,
    /// What is said about it.
    pub text: String,
}
