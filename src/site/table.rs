//! A table on its dataset's page: some of its rows, its columns, its files.

use serde::Serialize;

use super::addresses::{Addresses, Spot};
use super::describe::Describer;
use super::dictionary::ColumnView;
use super::layout::{Layout, Text};
use super::preview::{Bars, Preview};
use super::spread::Spread;
use super::strings::fluent_args;
use super::{Exhibit, Site, SiteError, locale};
use crate::catalog::Language;
use crate::metadata;
use crate::release::{Edition, FileManifest, Format, TableManifest};

/// A table on the page.
#[derive(Serialize)]
pub(super) struct TableView {
    pub(super) title: Text,
    description: Text,
    rows: String,
    withheld: Option<WithheldView>,
    pub(super) preview: Preview,
    bars: Option<Bars>,
    columns: Vec<ColumnView>,
    files: Vec<FileView>,
    explorer_href: String,
    snippets: Vec<SnippetView>,
}

impl TableView {
    /// Tells of each column how its figures or codes are spread.
    pub(super) fn add_spreads(
        &mut self,
        spreads: &[Option<Spread>],
        describer: &Describer<'_>,
    ) -> Result<(), SiteError> {
        for (column, spread) in self.columns.iter_mut().zip(spreads) {
            if let Some(spread) = spread {
                column.spread = spread.view(describer, &column.name)?;
            }
        }
        Ok(())
    }

    /// The file that examples of commands are given for.
    pub(super) fn first_file(&self) -> Option<FileView> {
        self.files.first().cloned()
    }
}

/// An example of how to read the table.
#[derive(Serialize)]
struct SnippetView {
    id: &'static str,
    label: &'static str,
    code: String,
}

/// How much of a table is withheld.
#[derive(Serialize)]
struct WithheldView {
    sentence: String,
    share: String,
    is_any: bool,
}

/// A file that can be downloaded.
#[derive(Clone, Serialize)]
pub(super) struct FileView {
    name: String,
    format: String,
    what: String,
    media_type: &'static str,
    href: String,
    latest_url: String,
    size: String,
    sha256: String,
}

/// The newest edition's tables.
pub(super) fn views(
    site: &Site<'_>,
    exhibit: &Exhibit<'_>,
    layout: &Layout,
    language: Language,
) -> Result<Vec<TableView>, SiteError> {
    let tables = exhibit.newest.tables.iter().enumerate();
    tables.map(|(index, table)| view(site, exhibit, index, table, layout, language)).collect()
}

/// A table of the newest edition.
fn view(
    site: &Site<'_>,
    exhibit: &Exhibit<'_>,
    index: usize,
    table: &TableManifest,
    layout: &Layout,
    language: Language,
) -> Result<TableView, SiteError> {
    let strings = site.templates.strings(language);
    let describer = Describer { site, dataset: exhibit.dataset, index, language, strings };
    let snippets = metadata::snippets(&site.catalog.info, exhibit.dataset, exhibit.newest, &table.name);
    Ok(TableView {
        bars: describer.bars(table),
        columns: table
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| describer.column(table, at, column))
            .collect::<Result<_, _>>()?,
        snippets: snippets
            .into_iter()
            .map(|snippet| SnippetView { id: snippet.id, label: snippet.label, code: snippet.code })
            .collect(),
        ..rows_and_files(site, exhibit, index, table, layout, language)?
    })
}

/// The rows of a table of the newest edition, what is withheld of them, and its files.
pub(super) fn rows_and_files(
    site: &Site<'_>,
    exhibit: &Exhibit<'_>,
    index: usize,
    table: &TableManifest,
    layout: &Layout,
    language: Language,
) -> Result<TableView, SiteError> {
    let strings = site.templates.strings(language);
    let describer = Describer { site, dataset: exhibit.dataset, index, language, strings };
    let (title, description) = describer.title();
    let title = Text::of(title, language);
    let withheld = match table.withheld {
        None => None,
        Some(withheld) => Some(WithheldView {
            sentence: strings.say_with(
                "withheld-share",
                fluent_args![
                    "n" => withheld.rows,
                    "of" => withheld.of,
                    "percent" => locale::percent(withheld.rows, withheld.of, language)
                ],
            )?,
            share: locale::percent(withheld.rows, withheld.of, language),
            is_any: withheld.rows > 0,
        }),
    };
    Ok(TableView {
        description: Text::of(description, language),
        rows: locale::count(table.row_count, language),
        withheld,
        preview: describer.preview(table)?,
        bars: None,
        columns: Vec::new(),
        files: table
            .files
            .iter()
            .map(|file| file_view(site, exhibit, exhibit.newest, file, layout, language))
            .collect::<Result<_, _>>()?,
        explorer_href: format!(
            "{}{}",
            layout.root(),
            site.addresses.path(Spot::Explorer(exhibit.dataset.id.as_str(), &table.name), language)
        ),
        snippets: Vec::new(),
        title,
    })
}

/// The share of an edition's rows that have withheld figures; `None` if it protects nothing.
pub(super) fn withheld_share(edition: &Edition, language: Language) -> Option<String> {
    let tables = || edition.tables.iter().filter_map(|table| table.withheld);
    let (rows, of) = tables().fold((0, 0), |(rows, of), withheld| (rows + withheld.rows, of + withheld.of));
    tables().next().map(|_| locale::percent(rows, of, language))
}

/// A file of an edition, as a download.
pub(super) fn file_view(
    site: &Site<'_>,
    exhibit: &Exhibit<'_>,
    edition: &Edition,
    file: &FileManifest,
    layout: &Layout,
    language: Language,
) -> Result<FileView, SiteError> {
    let strings = site.templates.strings(language);
    let folder = Addresses::edition_folder(&exhibit.dataset.id, edition.name);
    let latest = Addresses::latest_folder(&exhibit.dataset.id);
    let (format, what) = match file.format {
        Format::Text => (strings.say("format-text")?, what_it_is(file)),
        format => (format.label().to_owned(), what_it_is(file)),
    };
    Ok(FileView {
        name: file.name.clone(),
        format,
        what: strings.say(what)?,
        media_type: file.format.media_type(),
        href: format!("{}{folder}{}", layout.root(), file.name),
        latest_url: site.addresses.url(&format!("{latest}{}", file.name)),
        size: locale::size(file.bytes, language),
        sha256: file.sha256.to_string(),
    })
}

/// The key of the string that says what a file is for.
fn what_it_is(file: &FileManifest) -> &'static str {
    match file.name.as_str() {
        "SHA256SUMS" => "file-checksums",
        "README.txt" => "file-readme",
        "datapackage.json" => "file-package",
        "croissant.json" => "file-croissant",
        name if name.starts_with("codelists/") => "file-codelist",
        name if name.ends_with(".csv-metadata.json") => "file-csvw",
        name if name.ends_with(".schema.json") => "file-schema",
        _ => match file.format {
            Format::Csv => "file-csv",
            Format::Parquet => "file-parquet",
            Format::Xlsx => "file-excel",
            Format::Json => "file-json",
            Format::JsonStat => "file-json-stat",
            Format::SdmxCsv => "file-sdmx",
            Format::Text => "file-text",
        },
    }
}
