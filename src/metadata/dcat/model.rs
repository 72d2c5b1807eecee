//! What a harvester is told of a catalogue, in types.
//!
//! Which words and values a profile puts it in is the serialiser's matter. A field that a profile
//! demands is not optional here.

use jiff::civil::Date;
use oxrdf::NamedNode;

use crate::catalog::{CatalogInfo, Dataset, Language, Localised, Term};
use crate::digest::Sha256;
use crate::release::{Edition, Format};

/// A catalogue. Its datasets are described one at a time, by [`Catalogue::series`].
#[derive(Clone, Debug)]
pub struct Catalogue<'a> {
    /// Its name.
    pub node: NamedNode,
    /// What it is called.
    pub title: Localised,
    /// What it holds, and that it is a demonstration if it is one.
    pub description: Localised,
    /// Its front page.
    pub homepage: NamedNode,
    /// Who makes it available.
    pub publisher: Agent,
    /// The licence of what does not name another.
    pub licence: &'static Term,
    /// The languages of its texts.
    pub languages: Vec<Language>,
    /// The countries that its datasets cover.
    pub places: Vec<&'static Term>,
    /// The days of its first and its newest edition, if it has any.
    pub days: Option<(Date, Date)>,
    pub(in crate::metadata) info: &'a CatalogInfo,
    /// Its datasets, each with its editions, oldest first.
    pub(super) datasets: Vec<(&'a Dataset, Vec<&'a Edition>)>,
}

/// Who publishes or approves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Its name.
    pub node: NamedNode,
    /// What it is called.
    pub name: Name,
    /// Its own site.
    pub homepage: Option<NamedNode>,
    /// What kind of body it is.
    pub kind: Option<&'static Term>,
}

/// What somebody or something is called: in languages, or once and for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// In several languages.
    Localised(Localised),
    /// In a language that is not told.
    Plain(String),
}

/// Who answers questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Its name.
    pub node: NamedNode,
    /// What it is called.
    pub name: Localised,
    /// Where to write.
    pub email: NamedNode,
}

/// A dataset with its editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name.
    pub node: NamedNode,
    /// Its identifier in the catalogue.
    pub id: String,
    /// What is said of it, and of each of its editions.
    pub about: About,
    /// Its editions, oldest first.
    pub editions: Vec<DatasetEdition>,
}

/// What is said of a dataset and of each of its editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// What it is called; a synthetic one says that it is.
    pub title: Localised,
    /// What it holds; a synthetic one begins with saying that it is.
    pub description: Localised,
    /// Words to find it by.
    pub keywords: Vec<(Language, String)>,
    /// EU data themes.
    pub themes: Vec<&'static Term>,
    /// How often it is updated.
    pub frequency: &'static Term,
    /// The country that it covers.
    pub place: &'static Term,
    /// The days that it covers.
    pub period: Option<Period>,
    /// Who answers questions.
    pub contact: Contact,
    /// Its page in each language.
    pub pages: Vec<(Language, NamedNode)>,
    /// Where the data come from.
    pub provenance: Statement,
    /// The law that it rests on.
    pub legislation: Vec<Legislation>,
    /// What it came about in.
    pub activity: Option<Activity>,
    /// Who has approved its publication.
    pub approvals: Vec<Approval>,
    /// The licence.
    pub licence: &'static Term,
    /// What the licence allows.
    pub rights: Statement,
    /// What kind of dataset it is.
    pub kind: Option<Kind>,
}

/// A kind of dataset that data.europa.eu knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Made up.
    Synthetic,
    /// Counts and quantities.
    Statistical,
}

/// A period, first and last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its name.
    pub node: NamedNode,
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
}

/// A statement in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its name.
    pub node: NamedNode,
    /// What it says.
    pub text: Localised,
}

/// A provision that a dataset rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Legislation {
    /// The act's ELI, or a name of our own.
    pub node: NamedNode,
    /// What it says, in short.
    pub text: Localised,
    /// Where it can be read.
    pub page: Option<NamedNode>,
}

/// The processing activity that a dataset came about in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Its name.
    pub node: NamedNode,
    /// Its entry in the record of processing activities, in a language that is not told.
    pub title: String,
    /// The risk assessment.
    pub assessment: Option<Localised>,
}

/// That somebody has approved publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Its name.
    pub node: NamedNode,
    /// Who.
    pub agent: Agent,
}

/// An edition of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatasetEdition {
    /// Its name.
    pub node: NamedNode,
    /// What it is called.
    pub title: Localised,
    /// The edition's own name.
    pub version: String,
    /// What it is to the one before.
    pub version_notes: Localised,
    /// The edition before.
    pub previous: Option<NamedNode>,
    /// Its day.
    pub issued: Date,
    /// Its entry in the catalogue.
    pub record: Record,
    /// Its files of data.
    pub distributions: Vec<Distribution>,
    /// Its files that explain the data.
    pub documents: Vec<NamedNode>,
    /// Its quality in numbers.
    pub measurements: Vec<QualityMeasurement>,
    /// Its quality in words.
    pub annotations: Vec<QualityAnnotation>,
}

/// The entry of an edition in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its name.
    pub node: NamedNode,
    /// When it was listed and last changed.
    pub day: Date,
}

/// A file of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// Its name.
    pub node: NamedNode,
    /// What it is called.
    pub title: Localised,
    /// What it holds.
    pub description: Localised,
    /// A page from which it can be reached.
    pub access: NamedNode,
    /// The file.
    pub download: NamedNode,
    /// Its format.
    pub format: Format,
    /// Its size.
    pub bytes: u64,
    /// Its digest.
    pub sha256: Sha256,
    /// The day of its edition.
    pub issued: Date,
}

/// A number that says something of an edition's quality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualityMeasurement {
    /// Its name.
    pub node: NamedNode,
    /// What is measured.
    pub metric: Metric,
    /// The value, as its data type writes it.
    pub value: String,
}

/// What is measured of an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// The share of rows whose figures are withheld.
    WithheldShare,
    /// The share of cells that hold a value.
    Completeness,
    /// The number of rows.
    Rows,
    /// The number of checks on the source.
    Checks,
}

/// A sentence that says something of an edition's quality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualityAnnotation {
    /// Its name.
    pub node: NamedNode,
    /// The dimension of quality that it is about.
    pub dimension: Dimension,
    /// What it says.
    pub text: Localised,
}

/// A dimension of quality, as the Linked Data Quality Dimensions name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// How much of what should be there is there.
    Completeness,
    /// Whether values are written as their rules ask.
    SyntacticValidity,
    /// Whether the data can be taken for what they are.
    Understandability,
    /// Whether what must stay secret does.
    Security,
}
