//! What `datasets/` and `schemas/` say, parsed once into types that cannot be wrong.
//!
//! Everything that is wrong is collected as findings, so that a steward sees it all at once. This
//! room reads configuration only: it never opens a source, and it knows no rows.

pub mod codes;

mod about;
mod changes;
mod codelist;
pub(crate) mod dialect;
mod file;
mod foreign;
mod invalid;
mod look;
mod names;
mod policy;
mod record_schema;
mod rules;
mod source;
mod text;
pub mod vocabulary;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

pub use about::{About, ChartChoice, Contact, Governance, LegalBasis};
pub use codelist::{Codelist, CodelistInfo, Entry, TOTAL_CODE, UNKNOWN_CODE};
pub use file::LoadError;
pub use foreign::ForeignColumn;
pub use invalid::{OnInvalid, QuarantineLimit};
pub use look::{Colour, Logo, Look, PagesBy};
pub use names::DatasetId;
pub use policy::{
    CellKeys, Concentration, ConcentrationKind, Dimension, Impossible, MAX_DIMENSIONS, Measure, MeasureKind,
    MinContributors, NoiseTable, Parameter, Period, Policy, Presence, Protection, Publication, Recode, Role,
    RowsColumn, RowsKind, RowsPolicy, SecretKey, Secrets, TablePolicy,
};
pub use record_schema::{ColumnId, RecordSchema, SchemaColumn};
pub use rules::{Order, RuleKind, SumRule, TableRule};
pub use source::{
    CellStyle, CodeCheck, DATE_FORMS, DateForm, DateOrder, Described, Encoding, Matching, SourceKind,
    SourceSpec, TimeForm,
};
pub use text::{Language, Localised};
pub use vocabulary::Term;

use crate::parallel::collect_in_parallel;
use crate::report::{Finding, Place, Report};
pub(crate) use file::ConfigFile;

/// Everything the catalogue says.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// The catalogue itself.
    pub info: CatalogInfo,
    /// All code lists by name.
    pub codelists: BTreeMap<String, Arc<Codelist>>,
    /// The datasets that were asked for, sorted by identifier.
    pub datasets: Vec<Dataset>,
}

/// `datasets/catalog.toml`: the publisher, languages, licence, base URL.
#[derive(Clone, Debug)]
pub struct CatalogInfo {
    /// The catalogue's title.
    pub title: Localised,
    /// What it holds.
    pub description: Localised,
    /// The address of the site's root, ending in `/`.
    pub base_url: String,
    /// The languages of the site; the first one stands at the root.
    pub languages: Vec<Language>,
    /// The licence of datasets that do not name another.
    pub licence: &'static Term,
    /// The authority that publishes.
    pub publisher: Publisher,
    /// Who answers questions on datasets that do not name another.
    pub contact: Contact,
    /// A line that every page shows, such as that this is a demonstration.
    pub notice: Option<Localised>,
    /// The address of the accessibility statement, if there is one.
    pub accessibility_statement: Option<String>,
    /// Where an issue is opened in public, if that can be done.
    pub issues: Option<String>,
    /// The registers that datasets are made from, by the name that a dataset uses.
    pub registers: BTreeMap<String, Localised>,
    /// The code list of which each code has a page of its own, if there is one.
    pub pages: Option<PagesBy>,
    /// The publisher's own colours and logo.
    pub look: Look,
}

/// The authority that publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    /// Its name.
    pub name: Localised,
    /// Its own site.
    pub url: String,
    /// What kind of body it is, if it says so.
    pub kind: Option<&'static Term>,
}

/// A dataset, ready to be built.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// Its identifier: the folder's name.
    pub id: DatasetId,
    /// What it is.
    pub about: About,
    /// Where its rows are.
    pub source: SourceSpec,
    /// What a source record must look like.
    pub schema: RecordSchema,
    /// What must hold of the source as a table.
    pub rules: Vec<TableRule>,
    /// What is done with rows that do not conform.
    pub on_invalid: OnInvalid,
    /// What may leave.
    pub policy: Policy,
    /// Its documentation per language, as CommonMark.
    pub documentation: BTreeMap<Language, String>,
    /// Why an edition differs from the one before, by the edition's name.
    pub changes: BTreeMap<String, Localised>,
}

impl Dataset {
    /// What must be known to read the source.
    pub fn described(&self) -> Described<'_> {
        Described { source: &self.source, schema: &self.schema }
    }

    /// True if the dataset's rows are public by themselves.
    pub fn is_public_source(&self) -> bool {
        matches!(self.policy.publication, Publication::Rows(_))
    }
}

/// Which part of a catalogue to load, and for which day.
#[derive(Clone, Debug)]
pub struct Selection<'a> {
    /// The folder that holds `datasets/` and `schemas/`.
    pub root: &'a Path,
    /// The identifiers of the datasets wanted; all of them if empty.
    pub datasets: &'a [String],
    /// The day on which policies must not have lapsed.
    pub as_of: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogFile {
    title: Spanned<Localised>,
    description: Spanned<Localised>,
    base_url: Spanned<String>,
    languages: Spanned<Vec<Language>>,
    licence: Spanned<String>,
    publisher: PublisherFile,
    contact: Spanned<Contact>,
    notice: Option<Spanned<Localised>>,
    accessibility_statement: Option<Spanned<String>>,
    issues: Option<Spanned<String>>,
    #[serde(default)]
    registers: BTreeMap<String, Spanned<Localised>>,
    pages: Option<Spanned<look::PagesFile>>,
    #[serde(default)]
    look: look::LookFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PublisherFile {
    name: Spanned<Localised>,
    url: String,
    #[serde(rename = "type")]
    kind: Option<Spanned<String>>,
}

/// Loads a catalogue. What is wrong with it is in the report; a dataset with an error is left out,
/// and without a sound `catalog.toml` there is no catalogue at all.
///
/// # Errors
///
/// Fails if a file or folder exists but cannot be read.
pub fn load(selection: &Selection<'_>) -> Result<(Option<Catalog>, Report), LoadError> {
    load_with(selection, &Secrets::default(), NonZeroUsize::MIN)
}

/// Loads a catalogue whose policies name secrets, its datasets on several threads. A secret that is not
/// given is a finding.
///
/// # Errors
///
/// Fails if a file or folder exists but cannot be read.
pub fn load_with(
    selection: &Selection<'_>,
    secrets: &Secrets,
    threads: NonZeroUsize,
) -> Result<(Option<Catalog>, Report), LoadError> {
    let mut report = Report::new();
    let root = selection.root;
    let lists = codelist::load_all(root, &mut report)?;
    let Some(file) = ConfigFile::read(root, "datasets/catalog.toml", &mut report)? else {
        return Ok((None, report));
    };
    let Some(info) = catalog_info(root, &file, &lists.by_name, &mut report)? else {
        return Ok((None, report));
    };
    let ids = dataset_ids(selection, &mut report)?;
    let known = report.clone();
    let loaded = collect_in_parallel(threads, ids.into_iter(), |id| {
        // A code list that is missing because it is wrong has been told of.
        let mut found = known.clone();
        let dataset = load_dataset(selection, secrets, id, &info, &lists.by_name, &mut found)?;
        Ok((dataset, found.into_findings().split_off(known.findings().len())))
    })?;
    let mut datasets = Vec::with_capacity(loaded.len());
    for (dataset, found) in loaded {
        datasets.extend(dataset);
        found.into_iter().for_each(|finding| report.push(finding));
    }
    lists.complete(&info.languages, &mut report);
    Ok((Some(Catalog { info, codelists: lists.by_name, datasets }), report))
}

fn catalog_info(
    root: &Path,
    file: &ConfigFile,
    codelists: &BTreeMap<String, Arc<Codelist>>,
    report: &mut Report,
) -> Result<Option<CatalogInfo>, LoadError> {
    let Some(raw) = file.parse::<CatalogFile>(report) else { return Ok(None) };
    let before = report.errors();
    let languages = raw.languages.get_ref().clone();
    if languages.is_empty() {
        let place = file.place(&raw.languages).column("languages");
        report.push(Finding::error(codes::LANGUAGE_MISSING, place, "at least one language is needed"));
    }
    for (key, text) in [("title", &raw.title), ("description", &raw.description)]
        .into_iter()
        .chain(raw.notice.as_ref().map(|notice| ("notice", notice)))
    {
        about::complete(text.get_ref(), file.place(text).column(key), &languages, report);
    }
    let names = [
        ("publisher.name", raw.publisher.name.get_ref(), file.place(&raw.publisher.name)),
        ("contact.name", &raw.contact.get_ref().name, file.place(&raw.contact)),
    ];
    for (key, text, place) in names {
        about::complete(text, place.column(key), &languages, report);
    }
    let base_url = raw.base_url.get_ref();
    if !(base_url.starts_with("https://") || base_url.starts_with("http://")) {
        let place = file.place(&raw.base_url).column("base_url");
        report.push(
            Finding::error(codes::URL_INVALID, place, "`base_url` is not an absolute URL")
                .hint("such as https://data.example.org/"),
        );
    }
    let licence =
        about::term(vocabulary::LICENCES, raw.licence.get_ref(), file.place(&raw.licence), "licence", report);
    let kind = raw.publisher.kind.as_ref().and_then(|kind| {
        about::term(vocabulary::PUBLISHER_TYPES, kind.get_ref(), file.place(kind), "type", report)
    });
    let publisher = Publisher { name: raw.publisher.name.into_inner(), url: raw.publisher.url, kind };
    if let Some(issues) = &raw.issues
        && !issues.get_ref().starts_with("https://")
    {
        let place = file.place(issues).column("issues");
        report.push(
            Finding::error(codes::URL_INVALID, place, "`issues` is not an absolute https URL")
                .hint("the page on which an issue is opened"),
        );
    }
    for (name, title) in &raw.registers {
        about::complete(title.get_ref(), file.place(title).column(name), &languages, report);
        if DatasetId::parse(name).is_none() {
            let message = format!("`{name}` cannot be a register's name");
            report
                .push(Finding::error(codes::NAME_INVALID, file.place(title), message).hint(
                    "use lower-case ASCII letters, digits and inner hyphens: it becomes part of a URL",
                ));
        }
    }
    let pages =
        raw.pages.as_ref().and_then(|pages| look::pages_by(pages, file, codelists, &languages, report));
    let look = look::parse(root, file, &raw.look, report)?;
    let Some(licence) = licence else { return Ok(None) };
    let info = CatalogInfo {
        title: raw.title.into_inner(),
        description: raw.description.into_inner(),
        base_url: format!("{}/", base_url.trim_end_matches('/')),
        languages,
        licence,
        publisher,
        contact: raw.contact.into_inner(),
        notice: raw.notice.map(Spanned::into_inner),
        accessibility_statement: raw.accessibility_statement.map(Spanned::into_inner),
        issues: raw.issues.map(Spanned::into_inner),
        registers: raw.registers.into_iter().map(|(name, title)| (name, title.into_inner())).collect(),
        pages,
        look,
    };
    Ok((report.errors() == before).then_some(info))
}

/// The datasets to load, sorted: those asked for, or every folder of `datasets/`.
fn dataset_ids(selection: &Selection<'_>, report: &mut Report) -> Result<Vec<DatasetId>, LoadError> {
    let folder = selection.root.join("datasets");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|error| LoadError::new(&folder, error))? {
        let entry = entry.map_err(|error| LoadError::new(&folder, error))?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort_unstable();
    for wanted in selection.datasets {
        if !names.contains(wanted) {
            report.push(
                Finding::error(
                    codes::DATASET_UNKNOWN,
                    Place::file("datasets"),
                    format!("there is no dataset `{wanted}`"),
                )
                .hint(format!("there are {}", names.join(", "))),
            );
        }
    }
    if !selection.datasets.is_empty() {
        names.retain(|name| selection.datasets.contains(name));
    }
    let mut ids = Vec::new();
    for name in names {
        match DatasetId::parse(&name) {
            Some(id) => ids.push(id),
            None => report.push(
                Finding::error(
                    codes::NAME_INVALID,
                    Place::file(&format!("datasets/{name}")),
                    format!("`{name}` cannot be a dataset's identifier"),
                )
                .hint("use lower-case ASCII letters, digits and inner hyphens: it becomes part of a URL"),
            ),
        }
    }
    Ok(ids)
}

fn load_dataset(
    selection: &Selection<'_>,
    secrets: &Secrets,
    id: DatasetId,
    info: &CatalogInfo,
    codelists: &BTreeMap<String, Arc<Codelist>>,
    report: &mut Report,
) -> Result<Option<Dataset>, LoadError> {
    let Selection { root, as_of, .. } = *selection;
    let before = report.errors();
    let folder = format!("datasets/{id}");
    let schema = RecordSchema::load(root, &format!("schemas/{id}.schema.json"), report)?;
    let about_file = ConfigFile::read(root, &format!("{folder}/dataset.toml"), report)?;
    let policy_file = ConfigFile::read(root, &format!("{folder}/policy.toml"), report)?;
    let mut documentation = BTreeMap::new();
    for language in &info.languages {
        if let Some(file) = ConfigFile::read(root, &format!("{folder}/docs/{language}.md"), report)? {
            file.refuse_controls(report);
            documentation.insert(*language, file.text().to_owned());
        }
    }
    let (Some(schema), Some(about_file), Some(policy_file)) = (schema, about_file, policy_file) else {
        return Ok(None);
    };
    let columns: Vec<&str> = schema.columns.iter().map(|column| column.name.as_str()).collect();
    let about = about::parse(&about_file, &folder, &columns, info, report);
    let no_lists = BTreeMap::new();
    let lists = about.as_ref().map_or(&no_lists, |(_, source, ..)| &source.lists);
    let languages = &info.languages;
    let noise = format!("{folder}/noise.csv");
    let noise = match root.join(&noise).is_file() {
        true => ConfigFile::read(root, &noise, report)?,
        false => None,
    };
    let noise = noise.as_ref();
    let context = policy::Context { schema: &schema, codelists, languages, lists, as_of, secrets, noise };
    let policy = policy::parse(&policy_file, &context, report);
    let mut rules = Vec::new();
    if let Some((_, source, _, files)) = &about {
        let foreign = foreign::load(rules::datasets(files), root, info)?;
        let known = rules::Known { schema: &schema, source, codelists, foreign: &foreign };
        rules = rules::parse(&about_file, files, &known, report);
        for check in source.codes.values() {
            policy::find_codelist(&check.codelist, codelists, check.place.clone(), report);
        }
    }
    let changes = changes::load(root, &folder, &info.languages, report)?;
    let (Some((about, source, on_invalid, _)), Some(policy)) = (about, policy) else { return Ok(None) };
    if let Some(chart) = &about.chart {
        chart.check(&policy, report);
    }
    Ok((report.errors() == before).then_some(Dataset {
        id,
        about,
        source,
        schema,
        rules,
        on_invalid,
        policy,
        documentation,
        changes,
    }))
}
