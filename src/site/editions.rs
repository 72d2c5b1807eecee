//! A dataset's editions: all that were published, the newest first, each with its reason and files.

use serde::Serialize;

use super::addresses::{Addresses, Spot};
use super::layout::{Layout, Text};
use super::strings::fluent_args;
use super::table::{self, FileView};
use super::{Exhibit, Site, SiteError, locale};
use crate::catalog::Language;
use crate::release::{Edition, EditionName};

/// The page of a dataset's editions.
#[derive(Serialize)]
pub(super) struct EditionsPage {
    layout: Layout,
    title: String,
    dataset_href: String,
    is_synthetic: bool,
    editions: Vec<EditionView>,
}

/// One edition.
#[derive(Serialize)]
struct EditionView {
    name: String,
    date: String,
    date_machine: String,
    is_newest: bool,
    withheld: Option<String>,
    reason: Text,
    files: Vec<FileView>,
    checksums: String,
}

/// The page of a dataset's editions, in a language.
pub(super) fn page(
    site: &Site<'_>,
    exhibit: &Exhibit<'_>,
    language: Language,
) -> Result<EditionsPage, SiteError> {
    let strings = site.templates.strings(language);
    let about = &exhibit.dataset.about;
    let id = exhibit.dataset.id.as_str();
    let dataset_title = Text::of(&about.title, language);
    let args = fluent_args!["title" => dataset_title.text.as_str()];
    let title = strings.say_with("editions-page-title", args)?;
    let lead = strings.say("editions-page-lead")?;
    let layout = Layout::new(site, Spot::Editions(id), language, &title, &lead)?;
    let dataset_href = layout.to(site, Spot::Dataset(id), language);
    let view = |(edition, is_first): (&&Edition, bool)| -> Result<EditionView, SiteError> {
        let files = edition.tables.iter().flat_map(|table| &table.files).chain(&edition.files);
        let folder = Addresses::edition_folder(&exhibit.dataset.id, edition.name);
        Ok(EditionView {
            name: edition.name.to_string(),
            date: locale::date(edition.name.date, language),
            date_machine: edition.name.date.to_string(),
            is_newest: edition.name == exhibit.newest.name,
            withheld: table::withheld_share(edition, language),
            reason: reason(site, exhibit, edition.name, is_first, language)?,
            files: files
                .map(|file| table::file_view(site, exhibit, edition, file, &layout, language))
                .collect::<Result<_, _>>()?,
            checksums: format!("{}{folder}SHA256SUMS", layout.root()),
        })
    };
    let last = exhibit.editions.len();
    let editions = exhibit.editions.iter().zip(1..).map(|(edition, nth)| view((edition, nth == last)));
    Ok(EditionsPage {
        editions: editions.collect::<Result<_, _>>()?,
        layout: layout.below(dataset_title, dataset_href.clone()),
        title,
        dataset_href,
        is_synthetic: about.synthetic,
    })
}

/// Why an edition differs from the one before, in the steward's words, or that nobody has said so.
pub(super) fn reason(
    site: &Site<'_>,
    exhibit: &Exhibit<'_>,
    name: EditionName,
    is_first: bool,
    language: Language,
) -> Result<Text, SiteError> {
    if let Some(reason) = exhibit.dataset.changes.get(&name.to_string()) {
        return Ok(Text::of(reason, language));
    }
    let key = if is_first { "edition-reason-first" } else { "edition-reason-none" };
    Ok(Text::own(site.templates.strings(language).say(key)?))
}
