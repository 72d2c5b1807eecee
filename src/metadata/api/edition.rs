//! `datasets/{dataset}/editions.json` and `datasets/{dataset}/editions/{edition}.json`.
//!
//! An edition is told from its files alone: when a newer one comes, that is all that is known of it,
//! and its answer stays what it was. What its tables are is told by its own `datapackage.json`.

use serde::Serialize;

use super::terms::texts;
use super::{Endpoint, Subject};
use crate::catalog::Localised;
use crate::metadata::edition_url;
use crate::release::{Edition, FileManifest};

#[derive(Serialize)]
pub(super) struct List {
    dataset: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    latest: Option<String>,
    editions: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    name: String,
    date: String,
    notes: Localised,
    url: String,
}

#[derive(Serialize)]
pub(super) struct Answer {
    dataset: String,
    name: String,
    date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<String>,
    notes: Localised,
    synthetic: bool,
    folder: String,
    editions: String,
    files: Vec<FileView>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FileView {
    name: String,
    url: String,
    media_type: &'static str,
    bytes: u64,
    sha256: String,
}

/// The editions of a dataset, newest first.
pub(super) fn list(subject: &Subject<'_>) -> List {
    let line = |(edition, notes): (&&Edition, Localised)| Line {
        name: edition.name.to_string(),
        date: edition.name.date.to_string(),
        notes,
        url: subject.edition_url(edition.name),
    };
    let notes = (0..subject.editions.len()).map(|index| notes(subject, index));
    let mut editions: Vec<Line> = subject.editions.iter().zip(notes).map(line).collect();
    editions.reverse();
    List {
        dataset: subject.dataset.id.to_string(),
        latest: subject.newest().map(|edition| edition.name.to_string()),
        editions,
    }
}

/// The edition at a place of the dataset's.
pub(super) fn answer(subject: &Subject<'_>, index: usize) -> Answer {
    let edition = subject.editions[index];
    let before = index.checked_sub(1).map(|before| subject.editions[before]);
    let folder = edition_url(subject.info, &subject.dataset.id, edition.name);
    let of_tables = edition.tables.iter().flat_map(|table| &table.files);
    let mut files: Vec<&FileManifest> = of_tables.chain(&edition.files).collect();
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Answer {
        dataset: subject.dataset.id.to_string(),
        name: edition.name.to_string(),
        date: edition.name.date.to_string(),
        previous: before.map(|before| before.name.to_string()),
        notes: notes(subject, index),
        // The file says it by itself: what a dataset is may have changed since the edition came out.
        synthetic: files.iter().any(|file| file.name.ends_with("-synthetic.csv")),
        editions: subject.url(Endpoint::Editions),
        files: files
            .iter()
            .map(|file| FileView {
                name: file.name.clone(),
                url: format!("{folder}{}", file.name),
                media_type: file.format.media_type(),
                bytes: file.bytes,
                sha256: file.sha256.to_string(),
            })
            .collect(),
        folder,
    }
}

/// What an edition is to the one before, and why.
fn notes(subject: &Subject<'_>, index: usize) -> Localised {
    let described = subject.series.editions.get(index);
    described.map(|edition| texts(&edition.version_notes, subject.languages())).unwrap_or_default()
}
