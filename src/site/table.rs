//! A table on its dataset's page: some of its rows, its columns, its files.
//!
//! A status column is not shown as a column of its own: a withheld figure says so in its own place.

use std::sync::Arc;

use serde::Serialize;

use super::addresses::Addresses;
use super::layout::{Layout, Text};
use super::strings::{Strings, fluent_args};
use super::{Exhibit, Site, SiteError, locale};
use crate::catalog::{Codelist, Dataset, Language, Localised, Publication, Recode, RowsPolicy, TablePolicy};
use crate::release::{ColumnKind, ColumnManifest, ColumnRole, Edition, FileManifest, Range, TableManifest};

/// A table on the page.
#[derive(Serialize)]
pub(super) struct TableView {
    title: Text,
    description: Text,
    withheld: Option<WithheldView>,
    preview: Preview,
    bars: Option<Bars>,
    columns: Vec<ColumnView>,
    files: Vec<FileView>,
}

impl TableView {
    /// The file that examples of commands are given for.
    pub(super) fn first_file(&self) -> Option<FileView> {
        self.files.first().cloned()
    }
}

/// How much of a table is withheld.
#[derive(Serialize)]
struct WithheldView {
    sentence: String,
    is_any: bool,
}

/// Some rows.
#[derive(Serialize)]
struct Preview {
    columns: Vec<PreviewColumn>,
    rows: Vec<Vec<CellView>>,
    sentence: String,
}

#[derive(Serialize)]
struct PreviewColumn {
    label: Text,
    is_number: bool,
}

/// One cell: what it says, the code behind it, or why it is empty.
#[derive(Clone, Default, Serialize)]
struct CellView {
    text: String,
    code: Option<String>,
    lang: Option<&'static str>,
    is_number: bool,
    status: Option<String>,
    is_withheld: bool,
}

/// A whole small table as bars: each row a label, a length and a number.
#[derive(Serialize)]
struct Bars {
    label: Text,
    measure: Text,
    rows: Vec<Bar>,
}

#[derive(Serialize)]
struct Bar {
    label: String,
    value: String,
    length: String,
}

/// A column in the dictionary.
#[derive(Serialize)]
struct ColumnView {
    name: String,
    label: Text,
    description: Text,
    kind: String,
    unit: Option<Text>,
    values: Option<String>,
    codelist: Option<CodelistView>,
    listed: Vec<CodeView>,
    is_status: bool,
}

/// Where the codes of a column come from.
#[derive(Serialize)]
struct CodelistView {
    title: Text,
    source: Text,
    is_official: bool,
}

#[derive(Serialize)]
struct CodeView {
    code: String,
    label: Option<Text>,
}

/// A file that can be downloaded.
#[derive(Clone, Serialize)]
pub(super) struct FileView {
    name: String,
    format: &'static str,
    media_type: &'static str,
    href: String,
    latest_url: String,
    size: String,
    sha256: String,
}

/// No more rows than this are shown, whatever the manifest has.
const MAX_PREVIEW_ROWS: usize = 20;

/// No more codes than this are listed with their labels.
const MAX_CODES: usize = 120;

/// Tables with more rows than this are not drawn as bars.
const MAX_BARS: usize = 12;

/// What the policy says of a column.
struct Said<'a> {
    label: &'a Localised,
    description: &'a Localised,
    unit: Option<&'a Localised>,
    codelist: Option<&'a Arc<Codelist>>,
    is_period: bool,
}

/// The policy of a table, whichever way it is published.
enum Published<'a> {
    Table(&'a TablePolicy),
    Rows(&'a RowsPolicy),
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
    let (title, description) = match describer.policy() {
        Some(Published::Table(policy)) => (&policy.title, &policy.description),
        Some(Published::Rows(policy)) => (&policy.title, &policy.description),
        None => (&exhibit.dataset.about.title, &exhibit.dataset.about.summary),
    };
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
            is_any: withheld.rows > 0,
        }),
    };
    Ok(TableView {
        description: Text::of(description, language),
        withheld,
        preview: describer.preview(table)?,
        bars: describer.bars(table),
        columns: table
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| describer.column(table, at, column))
            .collect::<Result<_, _>>()?,
        files: table
            .files
            .iter()
            .map(|file| file_view(site, exhibit, exhibit.newest, file, layout, language))
            .collect(),
        title,
    })
}

/// A file of an edition, as a download.
pub(super) fn file_view(
    site: &Site<'_>,
    exhibit: &Exhibit<'_>,
    edition: &Edition,
    file: &FileManifest,
    layout: &Layout,
    language: Language,
) -> FileView {
    let folder = Addresses::edition_folder(&exhibit.dataset.id, edition.name);
    let latest = Addresses::latest_folder(&exhibit.dataset.id);
    FileView {
        name: file.name.clone(),
        format: file.format.label(),
        media_type: file.format.media_type(),
        href: format!("{}{folder}{}", layout.root(), file.name),
        latest_url: site.addresses.url(&format!("{latest}{}", file.name)),
        size: locale::size(file.bytes, language),
        sha256: file.sha256.to_string(),
    }
}

/// Says of a table's columns and cells what the policy and the code lists know.
struct Describer<'a> {
    site: &'a Site<'a>,
    dataset: &'a Dataset,
    index: usize,
    language: Language,
    strings: &'a Strings,
}

impl<'a> Describer<'a> {
    /// The policy of the table; manifests list the tables in the order of the policy.
    fn policy(&self) -> Option<Published<'a>> {
        match &self.dataset.policy.publication {
            Publication::Tables(tables) => tables.get(self.index).map(Published::Table),
            Publication::Rows(rows) => rows.get(self.index).map(Published::Rows),
        }
    }

    fn said(&self, name: &str) -> Option<Said<'a>> {
        match self.policy()? {
            Published::Table(policy) => {
                if let Some(dimension) = policy.dimensions.iter().find(|dimension| dimension.name == name) {
                    return Some(Said {
                        label: &dimension.label,
                        description: &dimension.description,
                        unit: None,
                        codelist: match &dimension.recode {
                            Recode::Codes { codelist, .. } => Some(codelist),
                            _ => None,
                        },
                        is_period: matches!(dimension.recode, Recode::Period(_)),
                    });
                }
                let measure = policy.measures.iter().find(|measure| measure.name == name)?;
                Some(Said {
                    label: &measure.label,
                    description: &measure.description,
                    unit: Some(&measure.unit),
                    codelist: None,
                    is_period: false,
                })
            }
            Published::Rows(policy) => {
                let column = policy.columns.iter().find(|column| column.name == name)?;
                let source = &self.dataset.schema.column(column.column).name;
                let check = self.dataset.source.codes.get(source);
                Some(Said {
                    label: &column.label,
                    description: &column.description,
                    unit: None,
                    codelist: check.and_then(|check| self.site.catalog.codelists.get(&check.codelist)),
                    is_period: false,
                })
            }
        }
    }

    fn label(&self, column: &ColumnManifest) -> Text {
        self.said(&column.name)
            .map_or_else(|| Text::own(column.name.clone()), |said| Text::of(said.label, self.language))
    }

    /// What a code is called, where that is known.
    fn code_label(&self, said: Option<&Said<'a>>, code: &str) -> Result<Option<Text>, SiteError> {
        let Some(said) = said else { return Ok(None) };
        if let Some(list) = said.codelist
            && let Some(entry) = list.find(code).and_then(|place| list.entries().get(place))
        {
            return Ok(Some(Text::of(&entry.label, self.language)));
        }
        if code == UNKNOWN && (said.codelist.is_some() || said.is_period) {
            return Ok(Some(Text::own(self.strings.say("value-unknown")?)));
        }
        let period = if said.is_period { locale::period(code, self.language) } else { None };
        Ok(period.map(Text::own))
    }

    fn preview(&self, table: &TableManifest) -> Result<Preview, SiteError> {
        let shown: Vec<usize> =
            (0..table.columns.len()).filter(|at| table.columns[*at].role != ColumnRole::Status).collect();
        let columns = shown.iter().map(|&at| &table.columns[at]);
        let columns: Vec<PreviewColumn> = columns
            .map(|column| PreviewColumn { label: self.label(column), is_number: is_number(column) })
            .collect();
        let taken = table.preview.iter().take(MAX_PREVIEW_ROWS);
        let rows = taken
            .map(|row| {
                let mut cells = Vec::with_capacity(shown.len());
                for &at in &shown {
                    cells.push(self.cell(table, at, row)?);
                }
                Ok(cells)
            })
            .collect::<Result<Vec<_>, SiteError>>()?;
        let count = rows.len() as u64;
        let key = if count == table.row_count { "preview-all" } else { "preview-some" };
        let args = fluent_args!["n" => count, "of" => table.row_count];
        Ok(Preview { columns, rows, sentence: self.strings.say_with(key, args)? })
    }

    fn cell(&self, table: &TableManifest, at: usize, row: &[Option<String>]) -> Result<CellView, SiteError> {
        let column = &table.columns[at];
        let value = row.get(at).cloned().flatten();
        let mut cell = CellView { is_number: is_number(column), ..CellView::default() };
        let Some(value) = value else {
            let next = table.columns.get(at + 1).filter(|next| next.role == ColumnRole::Status);
            let status = next.and_then(|_| row.get(at + 1).cloned().flatten());
            cell.is_withheld = status.as_deref() == Some(WITHHELD);
            cell.status = match status.as_deref() {
                Some(WITHHELD) => Some(self.strings.say("status-c")?),
                Some("x") => Some(self.strings.say("status-x")?),
                Some("z") => Some(self.strings.say("status-z")?),
                _ => Some(self.strings.say("value-empty")?),
            };
            return Ok(cell);
        };
        if is_figure(column) {
            cell.text = locale::number(&value, self.language);
            return Ok(cell);
        }
        match self.code_label(self.said(&column.name).as_ref(), &value)? {
            Some(label) => {
                (cell.text, cell.lang, cell.code) = (label.text, label.lang, Some(value));
            }
            None => cell.text = value,
        }
        Ok(cell)
    }

    /// The table as bars, if it is small, wholly in the manifest, and has a column of names and a
    /// column of shares or amounts of which none is negative.
    fn bars(&self, table: &TableManifest) -> Option<Bars> {
        let is_whole = table.preview.len() as u64 == table.row_count;
        if !is_whole || !(2..=MAX_BARS).contains(&table.preview.len()) {
            return None;
        }
        let figure = table.columns.iter().rposition(|column| {
            matches!(column.kind, ColumnKind::Decimal(_)) && column.role == ColumnRole::Plain
        })?;
        let name = table.columns.iter().position(|column| {
            column.kind == ColumnKind::Text && column.role != ColumnRole::Status && column.empty == 0
        })?;
        let cell = |row: &[Option<String>], at: usize| row.get(at).cloned().flatten();
        let mut values = Vec::with_capacity(table.preview.len());
        for row in &table.preview {
            let value = cell(row, figure)?;
            let parsed = value.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0)?;
            values.push((cell(row, name)?, value, parsed));
        }
        let greatest = values.iter().map(|(_, _, number)| *number).fold(0.0, f64::max);
        let rows = values.into_iter().map(|(label, value, number)| Bar {
            label,
            value: locale::number(&value, self.language),
            length: format!("{:.1}", if greatest > 0.0 { 100.0 * number / greatest } else { 0.0 }),
        });
        Some(Bars {
            label: self.label(&table.columns[name]),
            measure: self.label(&table.columns[figure]),
            rows: rows.collect(),
        })
    }

    fn column(
        &self,
        table: &TableManifest,
        at: usize,
        column: &ColumnManifest,
    ) -> Result<ColumnView, SiteError> {
        if column.role == ColumnRole::Status {
            let measure = at.checked_sub(1).and_then(|before| table.columns.get(before));
            let label = measure.map(|measure| self.label(measure).text).unwrap_or_default();
            let args = || fluent_args!["measure" => label.as_str()];
            return Ok(ColumnView {
                name: column.name.clone(),
                label: Text::own(self.strings.say_with("status-label", args())?),
                description: Text::own(self.strings.say_with("status-description", args())?),
                kind: self.strings.say("kind-code")?,
                unit: None,
                values: None,
                codelist: None,
                listed: vec![],
                is_status: true,
            });
        }
        let said = self.said(&column.name);
        let kind = match (&column.kind, said.as_ref()) {
            (ColumnKind::Integer, _) => self.strings.say("kind-integer")?,
            (ColumnKind::Decimal(n), _) => {
                self.strings.say_with("kind-decimal", fluent_args!["n" => u64::from(*n)])?
            }
            (ColumnKind::Text, Some(said)) if said.is_period => self.strings.say("kind-period")?,
            (ColumnKind::Text, Some(said)) if said.codelist.is_some() => self.strings.say("kind-code")?,
            (ColumnKind::Text, _) => self.strings.say("kind-text")?,
        };
        let (values, listed) = self.values(column, said.as_ref())?;
        Ok(ColumnView {
            name: column.name.clone(),
            label: self.label(column),
            description: said
                .as_ref()
                .map_or_else(|| Text::own(String::new()), |said| Text::of(said.description, self.language)),
            kind,
            unit: said.as_ref().and_then(|said| said.unit).map(|unit| Text::of(unit, self.language)),
            values,
            codelist: said.as_ref().and_then(|said| said.codelist).map(|list| CodelistView {
                title: Text::of(&list.info.title, self.language),
                source: Text::of(&list.info.source, self.language),
                is_official: list.info.official,
            }),
            listed,
            is_status: false,
        })
    }

    /// What occurs in a column: a range or a number of values, and short lists in full.
    fn values(
        &self,
        column: &ColumnManifest,
        said: Option<&Said<'a>>,
    ) -> Result<(Option<String>, Vec<CodeView>), SiteError> {
        match &column.range {
            Range::Numbers(None) => Ok((None, vec![])),
            Range::Numbers(Some((least, greatest))) => {
                let shown = |text: &String| {
                    if is_figure(column) { locale::number(text, self.language) } else { text.clone() }
                };
                let args = fluent_args!["least" => shown(least), "greatest" => shown(greatest)];
                Ok((Some(self.strings.say_with("values-range", args)?), vec![]))
            }
            Range::Texts { distinct, listed } => {
                let count = self.strings.say_with("values-distinct", fluent_args!["n" => *distinct])?;
                let listed = listed.as_deref().unwrap_or_default();
                if listed.len() > MAX_CODES || said.is_none_or(|said| said.codelist.is_none()) {
                    return Ok((Some(self.ends(count, listed, said)?), vec![]));
                }
                let listed = listed
                    .iter()
                    .map(|code| Ok(CodeView { code: code.clone(), label: self.code_label(said, code)? }))
                    .collect::<Result<_, SiteError>>()?;
                Ok((Some(count), listed))
            }
        }
    }

    /// For periods, the first and the last one say more than their number.
    fn ends(&self, count: String, listed: &[String], said: Option<&Said<'a>>) -> Result<String, SiteError> {
        let known: Vec<&String> = listed.iter().filter(|code| *code != UNKNOWN).collect();
        match (known.first(), known.last(), said) {
            (Some(first), Some(last), Some(said)) if said.is_period => {
                let args = fluent_args!["least" => first.as_str(), "greatest" => last.as_str()];
                self.strings.say_with("values-range", args)
            }
            _ => Ok(count),
        }
    }
}

/// The code of a dimension whose value is not known (SDMX).
const UNKNOWN: &str = "_U";

/// The status of a figure that is withheld for confidentiality.
const WITHHELD: &str = "c";

/// True for columns whose cells stand to the right.
fn is_number(column: &ColumnManifest) -> bool {
    column.kind != ColumnKind::Text && column.role != ColumnRole::Key
}

/// True for columns whose cells are amounts, which are written as a language writes them; a whole
/// number that is a key or stands in a row as it is may be a year or a serial number.
fn is_figure(column: &ColumnManifest) -> bool {
    match column.kind {
        ColumnKind::Text => false,
        ColumnKind::Integer => column.role == ColumnRole::Measure,
        ColumnKind::Decimal(_) => column.role != ColumnRole::Key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_not_written_as_an_amount() {
        let column = |role, kind| ColumnManifest {
            name: "x".into(),
            role,
            kind,
            empty: 0,
            range: Range::Numbers(None),
        };
        assert!(!is_figure(&column(ColumnRole::Key, ColumnKind::Integer)));
        assert!(!is_figure(&column(ColumnRole::Plain, ColumnKind::Integer)));
        assert!(is_figure(&column(ColumnRole::Measure, ColumnKind::Integer)));
        assert!(is_figure(&column(ColumnRole::Plain, ColumnKind::Decimal(1))));
    }
}
