//! A dataset's page: see, understand, download, trust.

use serde::Serialize;

use super::addresses::{self, Addresses, Spot};
use super::catalogue::theme_address;
use super::citation::{self, Citation};
use super::describe::Describer;
use super::layout::{Layout, Link, Text};
use super::main_chart::{self, MainChart};
use super::protection::{self, Protection};
use super::strings::{Strings, fluent_args};
use super::table::{self, FileView, TableView};
use super::{Exhibit, Site, SiteError, Told, locale, markdown};
use crate::catalog::{About, Language, vocabulary};
use crate::metadata::{api, atom, schema_org};
use crate::release::{Edition, RecordCount};

/// A dataset's page.
#[derive(Serialize)]
pub(super) struct DatasetPage {
    layout: Layout,
    title: Text,
    summary: Text,
    is_synthetic: bool,
    provenance: Text,
    facts: Facts,
    chart: Option<MainChart>,
    tables: Vec<TableView>,
    documentation: Option<Documentation>,
    limitations: Vec<Text>,
    protection: Protection,
    quality: Vec<String>,
    governance: GovernanceView,
    files: Vec<FileView>,
    checksums: String,
    edition_url: String,
    sample_file: Option<FileView>,
    editions: Vec<EditionView>,
    citation: Citation,
    withheld_href: String,
    feed: String,
    api: String,
    json_ld: String,
    editions_href: String,
    report_href: String,
}

/// The key facts.
#[derive(Serialize)]
struct Facts {
    edition: String,
    updated: String,
    updated_machine: String,
    rows: String,
    records: Option<String>,
    period: Option<String>,
    area: &'static str,
    frequency: &'static str,
    licence: Link,
    contact: Link,
    themes: Vec<Link>,
}

/// Documentation as HTML, and the language it is in if that is not the page's.
#[derive(Serialize)]
struct Documentation {
    html: String,
    lang: Option<&'static str>,
}

/// On which grounds a dataset is published.
#[derive(Serialize)]
struct GovernanceView {
    legal_basis: Vec<Link>,
    processing_activity: Option<Text>,
    risk_assessment: Option<String>,
    approved_by: Vec<Text>,
}

/// An edition in the list of editions.
#[derive(Serialize)]
struct EditionView {
    name: String,
    date_machine: String,
    rows: String,
    withheld: Option<String>,
    is_newest: bool,
    files: Vec<FileView>,
    checksums: String,
}

/// A dataset's page in a language.
pub(super) fn page(
    site: &Site<'_>,
    exhibit: &Exhibit<'_>,
    told: &Told<'_>,
    language: Language,
) -> Result<DatasetPage, SiteError> {
    let about = &exhibit.dataset.about;
    let id = exhibit.dataset.id.as_str();
    let title = Text::of(&about.title, language);
    let summary = Text::of(&about.summary, language);
    let layout = Layout::new(site, Spot::Dataset(id), language, &title.text, &summary.text)?;
    let strings = site.templates.strings(language);
    let folder = Addresses::edition_folder(&exhibit.dataset.id, exhibit.newest.name);
    let mut tables = table::views(site, exhibit, &layout, language)?;
    for (index, (table, spreads)) in tables.iter_mut().zip(&told.spreads).enumerate() {
        let describer = Describer { site, dataset: exhibit.dataset, index, language, strings };
        table.add_spreads(spreads, &describer)?;
    }
    Ok(DatasetPage {
        chart: match &told.drawn {
            Some(drawn) => main_chart::view(site, drawn, language)?,
            None => None,
        },
        facts: facts(site, exhibit, &layout, language)?,
        documentation: documentation(exhibit, language, &strings.say("doc-table")?),
        limitations: about.limitations.iter().map(|text| Text::of(text, language)).collect(),
        protection: protection::of(exhibit.dataset, strings)?,
        quality: quality(exhibit.newest, strings)?,
        governance: governance(site, about, language),
        files: edition_files(site, exhibit, exhibit.newest, &layout, language)?,
        checksums: format!("{}{folder}SHA256SUMS", layout.root()),
        edition_url: site.addresses.url(&folder),
        sample_file: tables.first().and_then(TableView::first_file),
        editions: editions(site, exhibit, &layout, language)?,
        citation: citation::of(site, exhibit, language)?,
        withheld_href: format!("{}{}", layout.root(), site.addresses.path(Spot::Withheld, language)),
        feed: format!("{}{}", layout.root(), atom::path(&site.catalog.info.languages, language, Some(id))),
        api: format!("{}{}datasets/{id}.json", layout.root(), api::FOLDER),
        json_ld: schema_org::dataset(&told.described, language),
        editions_href: layout.to(site, Spot::Editions(id), language),
        report_href: report_address(site, exhibit, language)?,
        is_synthetic: about.synthetic,
        provenance: Text::of(&about.provenance, language),
        title,
        summary,
        tables,
        layout,
    })
}

fn facts(
    site: &Site<'_>,
    exhibit: &Exhibit<'_>,
    layout: &Layout,
    language: Language,
) -> Result<Facts, SiteError> {
    let about = &exhibit.dataset.about;
    let strings = site.templates.strings(language);
    let edition = exhibit.newest;
    let rows: u64 = edition.tables.iter().map(|table| table.row_count).sum();
    let (licence_page, _) = vocabulary::licence_deed(about.licence);
    let subject = format!("{} ({} {})", about.title.in_language(language), exhibit.dataset.id, edition.name);
    Ok(Facts {
        edition: edition.name.to_string(),
        updated: locale::date(edition.name.date, language),
        updated_machine: edition.name.date.to_string(),
        rows: strings.say_with("row-count", fluent_args!["n" => rows])?,
        records: match edition.records_checked {
            RecordCount::Exact(records) => {
                Some(strings.say_with("records-checked", fluent_args!["n" => records])?)
            }
            RecordCount::Between(at_least, below) => {
                Some(strings.say_with("records-between", fluent_args!["n" => at_least, "below" => below])?)
            }
            RecordCount::Withheld => None,
        },
        period: about.temporal.map(|(first, last)| locale::days(first, last, language)),
        area: about.spatial.label(language),
        frequency: about.frequency.label(language),
        licence: Link {
            label: Text::own(about.licence.label(language)),
            href: Some(licence_page.to_owned()),
            current: false,
        },
        contact: Link {
            label: Text::of(&about.contact.name, language),
            href: Some(addresses::mail_address(&about.contact.email, &subject)),
            current: false,
        },
        themes: about
            .themes
            .iter()
            .map(|theme| Link {
                label: Text::own(theme.label(language)),
                href: Some(theme_address(site, layout, theme.code, language)),
                current: false,
            })
            .collect(),
    })
}

/// An e-mail that says which dataset and edition it is about.
fn report_address(site: &Site<'_>, exhibit: &Exhibit<'_>, language: Language) -> Result<String, SiteError> {
    let strings = site.templates.strings(language);
    let edition = exhibit.newest.name.to_string();
    let args = fluent_args!["id" => exhibit.dataset.id.as_str(), "edition" => edition.as_str()];
    let subject = strings.say_with("request-dataset-subject", args)?;
    let body = strings.say("request-dataset-body")?;
    Ok(addresses::letter_address(&exhibit.dataset.about.contact.email, &subject, &body))
}

/// How the source was checked, in sentences; none if that is not known.
fn quality(edition: &Edition, strings: &Strings) -> Result<Vec<String>, SiteError> {
    let Some(quality) = edition.quality else { return Ok(Vec::new()) };
    let mut said = vec![match edition.records_checked {
        RecordCount::Exact(records) => strings.say_with("quality-records", fluent_args!["n" => records])?,
        RecordCount::Between(at_least, below) => {
            strings.say_with("quality-records-between", fluent_args!["n" => at_least, "below" => below])?
        }
        RecordCount::Withheld => strings.say("quality-records-withheld")?,
    }];
    said.push(strings.say_with("quality-checks", fluent_args!["n" => quality.checks])?);
    said.push(match quality.set_aside {
        None => strings.say("quality-refused")?,
        Some(RecordCount::Exact(0) | RecordCount::Between(0, _)) => strings.say("quality-aside-none")?,
        Some(RecordCount::Exact(records)) => {
            strings.say_with("quality-aside", fluent_args!["n" => records])?
        }
        Some(RecordCount::Between(at_least, below)) => {
            strings.say_with("quality-aside-between", fluent_args!["n" => at_least, "below" => below])?
        }
        Some(RecordCount::Withheld) => strings.say("quality-aside-withheld")?,
    });
    said.push(strings.say_with("quality-warnings", fluent_args!["n" => quality.warnings])?);
    Ok(said)
}

/// The documentation in this language, or else in the first language there is.
fn documentation(exhibit: &Exhibit<'_>, language: Language, table_label: &str) -> Option<Documentation> {
    let texts = &exhibit.dataset.documentation;
    let (found, text) = texts.get_key_value(&language).or_else(|| texts.first_key_value())?;
    Some(Documentation {
        html: markdown::to_html(text, table_label),
        lang: (*found != language).then(|| found.tag()),
    })
}

fn governance(site: &Site<'_>, about: &About, language: Language) -> GovernanceView {
    let governance = &about.governance;
    // These two are written once, in the catalogue's first language.
    let first = site.addresses.first_language();
    let once = |text: &str| Text { text: text.to_owned(), lang: (first != language).then(|| first.tag()) };
    GovernanceView {
        legal_basis: governance
            .legal_basis
            .iter()
            .map(|basis| Link {
                label: Text::of(&basis.title, language),
                href: basis.url.as_deref().and_then(addresses::web_address).map(str::to_owned),
                current: false,
            })
            .collect(),
        processing_activity: Some(&governance.processing_activity)
            .filter(|text| !text.is_empty())
            .map(|text| once(text)),
        risk_assessment: governance.risk_assessment.map(|date| locale::date(date, language)),
        approved_by: governance.approved_by.iter().map(|name| once(name)).collect(),
    }
}

/// The files that belong to an edition as a whole.
fn edition_files(
    site: &Site<'_>,
    exhibit: &Exhibit<'_>,
    edition: &Edition,
    layout: &Layout,
    language: Language,
) -> Result<Vec<FileView>, SiteError> {
    edition
        .files
        .iter()
        .map(|file| table::file_view(site, exhibit, edition, file, layout, language))
        .collect()
}

fn editions(
    site: &Site<'_>,
    exhibit: &Exhibit<'_>,
    layout: &Layout,
    language: Language,
) -> Result<Vec<EditionView>, SiteError> {
    let strings = site.templates.strings(language);
    let view = |edition: &&Edition| {
        let rows: u64 = edition.tables.iter().map(|table| table.row_count).sum();
        let files = edition.tables.iter().flat_map(|table| &table.files);
        Ok(EditionView {
            name: edition.name.to_string(),
            date_machine: edition.name.date.to_string(),
            rows: strings.say_with("row-count", fluent_args!["n" => rows])?,
            withheld: table::withheld_share(edition, language),
            is_newest: edition.name == exhibit.newest.name,
            files: files
                .map(|file| table::file_view(site, exhibit, edition, file, layout, language))
                .collect::<Result<_, SiteError>>()?,
            checksums: format!(
                "{}{}SHA256SUMS",
                layout.root(),
                Addresses::edition_folder(&exhibit.dataset.id, edition.name)
            ),
        })
    };
    exhibit.editions.iter().map(view).collect()
}
