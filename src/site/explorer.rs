//! A table's explorer and the page that others embed: some rows that are there without a script, and
//! what the scripts must know of the table to read its CSV file and to name its columns and codes.

use serde::Serialize;

use super::addresses::{Addresses, Spot};
use super::columns::ColumnData;
use super::describe::Describer;
use super::layout::{Layout, Link, Text};
use super::preview::Preview;
use super::strings::{Strings, fluent_args};
use super::table::{self, TableView};
use super::{Exhibit, Site, SiteError, citation, locale};
use crate::catalog::{Language, vocabulary};
use crate::release::{FileManifest, Format, TableManifest};

/// The page of a table's explorer.
#[derive(Serialize)]
pub(super) struct ExplorerPage<'a> {
    layout: Layout,
    title: String,
    table: TableView,
    dataset: Link,
    is_synthetic: bool,
    withheld_href: String,
    /// Where the tables of the dataset are listed, if it has several.
    tables_href: Option<String>,
    dimensions: Vec<Choice>,
    figures: Vec<Choice>,
    first_dimension: Option<String>,
    has_regions: bool,
    /// True if figures can be withheld.
    has_statuses: bool,
    size: String,
    is_too_large: bool,
    duckdb: Option<String>,
    source: String,
    data: String,
    #[serde(skip)]
    told: Data<'a>,
}

/// The page that others embed.
#[derive(Serialize)]
pub(super) struct EmbedPage<'p> {
    layout: EmbedLayout,
    title: &'p str,
    table: EmbedTable<'p>,
    explorer_href: String,
    is_synthetic: bool,
    source: &'p str,
    data: String,
}

/// It has neither header nor footer.
#[derive(Serialize)]
struct EmbedLayout {
    lang: &'static str,
    root: String,
}

#[derive(Serialize)]
struct EmbedTable<'p> {
    title: &'p Text,
    preview: &'p Preview,
}

/// A column that can be chosen.
#[derive(Serialize)]
struct Choice {
    name: String,
    label: Text,
}

/// What the scripts know of a table.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    lang: &'static str,
    dataset: String,
    table: String,
    title: String,
    edition: String,
    /// The CSV file, from the root.
    #[serde(skip)]
    path: String,
    /// The CSV file, from the page.
    file: String,
    /// The CSV file of this edition on the web.
    url: String,
    bytes: u64,
    sha256: String,
    /// The script asks before it reads a file of more bytes than this.
    asks_above: u64,
    is_too_large: bool,
    is_synthetic: bool,
    citation: String,
    licence: String,
    /// The explorer and the embedded form on the web.
    explorer: String,
    embed: String,
    columns: Vec<ColumnData>,
    strings: &'a [(&'static str, String)],
}

/// Above this the script asks before it reads a file: a few seconds on a telephone.
const ASKS_ABOVE: u64 = 4_000_000;

/// Above this a browser is the wrong tool. A million rows of a table with four codes and three figures
/// are about 50 MB.
const TOO_LARGE: u64 = 150_000_000;

/// What the scripts say.
const SPOKEN: &[&str] = &[
    "explore-all",
    "explore-at-least",
    "explore-chart-cut",
    "explore-chart-text",
    "explore-chosen",
    "explore-copied",
    "explore-copy-by-hand",
    "explore-failed",
    "explore-find",
    "explore-groups",
    "explore-incomplete",
    "explore-least",
    "explore-more",
    "explore-most",
    "explore-no-row",
    "explore-no-sum",
    "explore-note-bound",
    "explore-note-distinct",
    "explore-note-open",
    "explore-note-overlap",
    "explore-note-range",
    "explore-note-totals",
    "explore-note-whole",
    "explore-nothing",
    "explore-page",
    "explore-reading",
    "explore-row-count",
    "explore-shown",
    "explore-shown-withheld",
    "synthetic-tag",
    "explore-too-many",
    "explore-total",
    "status-c",
    "status-x",
    "status-z",
    "value-empty",
    "value-unknown",
];

/// What the scripts say in a language, by key.
pub(super) fn spoken(strings: &Strings) -> Result<Vec<(&'static str, String)>, SiteError> {
    let say = |&key: &&'static str| {
        // The script puts the figures in.
        let args = fluent_args![
            "n" => "{n}", "of" => "{of}", "percent" => "{percent}", "column" => "{column}", "by" => "{by}",
            "figure" => "{figure}", "greatest" => "{greatest}", "withheld" => "{withheld}"
        ];
        Ok((key, strings.say_with(key, args)?))
    };
    SPOKEN.iter().map(say).collect()
}

/// The explorer of a table, in a language.
pub(super) fn page<'a>(
    site: &'a Site<'_>,
    exhibit: &Exhibit<'_>,
    index: usize,
    language: Language,
) -> Result<ExplorerPage<'a>, SiteError> {
    let dataset = exhibit.dataset;
    let manifest = &exhibit.newest.tables[index];
    let strings = site.templates.strings(language);
    let describer = Describer { site, dataset, index, language, strings };
    let about = &dataset.about;
    let (table_title, _) = describer.title();
    let table_title = Text::of(table_title, language);
    let title = strings.say_with("explore-title", fluent_args!["table" => table_title.text.as_str()])?;
    let id = dataset.id.as_str();
    let spot = Spot::Explorer(id, &manifest.name);
    let mut layout = Layout::new(site, spot, language, &title, &strings.say("explore-lead")?)?;
    let path = |spot: Spot<'_>| site.addresses.path(spot, language);
    let dataset_link = Link {
        label: Text::of(&about.title, language),
        href: Some(format!("{}{}", layout.root(), path(Spot::Dataset(id)))),
        current: false,
    };
    layout.put_before_last(dataset_link.clone());
    let file = manifest.files.iter().find(|file| file.format == Format::Csv);
    let columns = describer.columns_data(manifest)?;
    let choice = |is_figure: bool| {
        let wanted = columns.iter().filter(move |column| column.is_figure == is_figure);
        wanted
            .map(|column| Choice { name: column.name.clone(), label: describer.label_named(&column.name) })
            .collect::<Vec<_>>()
    };
    let bytes = file.map_or(0, |file| file.bytes);
    let source = strings.say_with(
        "embed-source",
        fluent_args![
            "publisher" => site.catalog.info.publisher.name.in_language(language),
            "title" => about.title.in_language(language),
            "edition" => locale::date(exhibit.newest.name.date, language)
        ],
    )?;
    let (first_dimension, has_regions) =
        (first_dimension(&columns), columns.iter().any(ColumnData::has_regions));
    let has_statuses = columns.iter().any(|column| column.status.is_some());
    let (dimensions, figures) = (choice(false), choice(true));
    let mut told = told(site, exhibit, manifest, file, columns, language)?;
    Ok(ExplorerPage {
        table: table::rows_and_files(site, exhibit, index, manifest, &layout, language)?,
        tables_href: (exhibit.newest.tables.len() > 1)
            .then(|| format!("{}{}#tables", layout.root(), path(Spot::Dataset(id)))),
        dataset: dataset_link,
        is_synthetic: about.synthetic,
        withheld_href: format!("{}{}", layout.root(), path(Spot::Withheld)),
        dimensions,
        figures,
        first_dimension,
        has_regions,
        has_statuses,
        size: locale::size(bytes, language),
        is_too_large: bytes > TOO_LARGE,
        duckdb: duckdb(site, exhibit, manifest),
        source,
        data: told.seen_from(layout.root()),
        told,
        title,
        layout,
    })
}

impl ExplorerPage<'_> {
    /// The embedded form of the same table.
    pub(super) fn embedded(&mut self, site: &Site<'_>, spot: Spot<'_>, language: Language) -> EmbedPage<'_> {
        let root = Addresses::to_root(&site.addresses.path(spot, language));
        let explorer = site.addresses.path(Spot::Explorer(&self.told.dataset, &self.told.table), language);
        EmbedPage {
            title: &self.title,
            table: EmbedTable { title: &self.table.title, preview: &self.table.preview },
            explorer_href: format!("{root}{explorer}"),
            is_synthetic: self.is_synthetic,
            source: &self.source,
            data: self.told.seen_from(&root),
            layout: EmbedLayout { lang: language.tag(), root },
        }
    }
}

/// Where topics overlap, only a summary by topic can be added up, so it comes first.
fn first_dimension(columns: &[ColumnData]) -> Option<String> {
    let mut codes = columns.iter().filter(|column| !column.is_figure);
    let first = codes.clone().next();
    codes.find(|column| column.overlaps).or(first).map(|column| column.name.clone())
}

/// A command that shows the table where a browser is too small for it.
fn duckdb(site: &Site<'_>, exhibit: &Exhibit<'_>, manifest: &TableManifest) -> Option<String> {
    let file = manifest
        .files
        .iter()
        .find(|file| file.format == Format::Parquet)
        .or_else(|| manifest.files.iter().find(|file| file.format == Format::Csv))?;
    let folder = Addresses::edition_folder(&exhibit.dataset.id, exhibit.newest.name);
    let url = site.addresses.url(&format!("{folder}{}", file.name));
    Some(format!("duckdb -c \"FROM '{url}' LIMIT 20\""))
}

fn told<'a>(
    site: &'a Site<'_>,
    exhibit: &Exhibit<'_>,
    manifest: &TableManifest,
    file: Option<&FileManifest>,
    columns: Vec<ColumnData>,
    language: Language,
) -> Result<Data<'a>, SiteError> {
    let about = &exhibit.dataset.about;
    let id = exhibit.dataset.id.as_str();
    let folder = Addresses::edition_folder(&exhibit.dataset.id, exhibit.newest.name);
    let name = file.map_or("", |file| file.name.as_str());
    let url = |spot: Spot<'_>| site.addresses.url(&site.addresses.path(spot, language));
    Ok(Data {
        lang: language.tag(),
        dataset: id.to_owned(),
        table: manifest.name.clone(),
        title: about.title.in_language(language).to_owned(),
        edition: exhibit.newest.name.to_string(),
        path: format!("{folder}{name}"),
        file: String::new(),
        url: site.addresses.url(&format!("{folder}{name}")),
        bytes: file.map_or(0, |file| file.bytes),
        sha256: file.map(|file| file.sha256.to_string()).unwrap_or_default(),
        asks_above: ASKS_ABOVE,
        is_too_large: file.is_none_or(|file| file.bytes > TOO_LARGE),
        is_synthetic: about.synthetic,
        citation: citation::of(site, exhibit, language)?.text().to_owned(),
        licence: vocabulary::licence_deed(about.licence).0.to_owned(),
        explorer: url(Spot::Explorer(id, &manifest.name)),
        embed: url(Spot::Embed(id, &manifest.name)),
        columns,
        strings: site.spoken.get(&language).map(Vec::as_slice).unwrap_or_default(),
    })
}

impl Data<'_> {
    /// The same as JSON for a page from which `root` leads to the root.
    fn seen_from(&mut self, root: &str) -> String {
        self.file = format!("{root}{}", self.path);
        script_safe(&serde_json::to_string(self).expect("texts and numbers are JSON"))
    }
}

/// JSON that means the same and in which HTML finds no markup.
pub(super) fn script_safe(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_script_that_it_stands_in() {
        let json = serde_json::to_string("</script><!--&").expect("a text is JSON");
        let safe = script_safe(&json);
        assert!(!safe.contains(['<', '>', '&']));
        assert_eq!(serde_json::from_str::<String>(&safe).expect("it is JSON"), "</script><!--&");
    }
}
