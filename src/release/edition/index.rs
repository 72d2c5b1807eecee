//! Which editions a dataset has: reads it off the staging folder, shows the newest one under
//! `latest/`, and lists all of them in `editions.json`.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::catalog::DatasetId;
use crate::release::{Edition, EditionName, FileManifest, Format, RecordCount, Staging, StagingError};

/// `editions.json`, newest edition first.
#[derive(Serialize)]
struct EditionsFile<'a> {
    dataset: &'a str,
    latest: String,
    editions: Vec<EditionEntry<'a>>,
}

#[derive(Serialize)]
struct EditionEntry<'a> {
    name: String,
    date: String,
    path: String,
    synthetic: bool,
    files: Vec<FileEntry<'a>>,
}

#[derive(Serialize)]
struct FileEntry<'a> {
    path: &'a str,
    mediatype: &'static str,
    bytes: u64,
    hash: String,
}

/// The editions of a dataset, oldest first.
pub(super) fn editions(staging: &Staging, dataset: &str) -> Vec<EditionName> {
    let names: BTreeSet<EditionName> = staging
        .files_below(&format!("data/{dataset}"))
        .filter_map(|(path, _)| EditionName::parse(path.split_once('/')?.0))
        .collect();
    names.into_iter().collect()
}

/// The editions of a dataset before this one, oldest first, as far as their files tell: what their
/// tables are is not known any more.
pub fn earlier_editions(staging: &Staging, dataset: &DatasetId, before: EditionName) -> Vec<Edition> {
    let earlier = editions(staging, dataset.as_str()).into_iter().filter(|name| *name < before);
    earlier
        .map(|name| Edition {
            dataset: dataset.clone(),
            name,
            tables: Vec::new(),
            files: files(staging, &format!("data/{dataset}/{name}")),
            records_checked: RecordCount::Withheld,
            quality: None,
        })
        .collect()
}

fn files(staging: &Staging, folder: &str) -> Vec<FileManifest> {
    let manifest = |(name, staged): (&str, &crate::release::staging::Staged)| FileManifest {
        name: name.to_owned(),
        format: Format::of_name(name),
        bytes: staged.bytes,
        sha256: staged.sha256,
    };
    staging.files_below(folder).map(manifest).collect()
}

/// Makes `latest/` show this edition, byte for byte.
pub(super) fn show_as_latest(
    staging: &mut Staging,
    dataset: &str,
    edition: EditionName,
) -> Result<(), StagingError> {
    let (folder, latest) = (format!("data/{dataset}/{edition}"), format!("data/{dataset}/latest"));
    staging.remove_folder(&latest)?;
    staging.link_folder(&folder, &latest)
}

/// Writes `editions.json`.
pub(super) fn list_editions(staging: &mut Staging, dataset: &str) -> Result<(), StagingError> {
    let mut names = editions(staging, dataset);
    names.reverse();
    let folders: Vec<String> = names.iter().map(|name| format!("data/{dataset}/{name}")).collect();
    let file = EditionsFile {
        dataset,
        latest: names.first().map(ToString::to_string).unwrap_or_default(),
        editions: names.iter().zip(&folders).map(|(name, folder)| entry(staging, *name, folder)).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&file).expect("a struct of strings and numbers serialises");
    bytes.push(b'\n');
    staging.write(&format!("data/{dataset}/editions.json"), &bytes)?;
    Ok(())
}

fn entry<'a>(staging: &'a Staging, name: EditionName, folder: &'a str) -> EditionEntry<'a> {
    let files: Vec<FileEntry<'a>> = staging
        .files_below(folder)
        .map(|(path, staged)| FileEntry {
            path,
            mediatype: Format::of_name(path).media_type(),
            bytes: staged.bytes,
            hash: format!("sha256:{}", staged.sha256),
        })
        .collect();
    // A table's name cannot hold a hyphen, so the suffix says it for certain.
    let synthetic = files.iter().any(|file| file.path.ends_with("-synthetic.csv"));
    EditionEntry {
        name: name.to_string(),
        date: name.date.to_string(),
        path: format!("{name}/"),
        synthetic,
        files,
    }
}
