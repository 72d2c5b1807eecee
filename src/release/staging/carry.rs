//! Carrying forward what was published: every edition stays what it was.
//!
//! A folder of an edition is carried with the files that its own `SHA256SUMS` lists, and each of
//! them is hashed on the way: an edition that somebody changed by hand stops the run instead of
//! being published anew under digests that it never had.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::{SUMS, Staged, Staging, StagingError, folder, relative};
use crate::catalog::DatasetId;
use crate::digest::{HashingWriter, Sha256};
use crate::release::EditionName;

impl Staging {
    pub(super) fn carry_forward(&mut self) -> Result<(), StagingError> {
        let public = self.work.public().to_owned();
        refuse_foreign(&public)?;
        if public.join(".gitkeep").is_file() {
            self.write(".gitkeep", b"")?;
        }
        for id in folder_names(&public.join("data"))? {
            if DatasetId::parse(&id).is_none() {
                continue;
            }
            let dataset = format!("data/{id}");
            let names = folder_names(&public.join(&dataset))?;
            let mut editions: Vec<EditionName> =
                names.iter().filter_map(|name| EditionName::parse(name)).collect();
            editions.sort_unstable();
            for edition in &editions {
                self.carry_edition(&public, &format!("{dataset}/{edition}"))?;
            }
            if let Some(latest) = editions.last() {
                self.link_folder(&format!("{dataset}/{latest}"), &format!("{dataset}/latest"))?;
            }
            let index = format!("{dataset}/editions.json");
            if public.join(&index).is_file() {
                self.carry_file(&public, &index)?;
            }
        }
        Ok(())
    }

    fn carry_edition(&mut self, public: &Path, edition: &str) -> Result<(), StagingError> {
        let sums_path = format!("{edition}/{SUMS}");
        let altered = |path: &str| StagingError::Altered { path: public.join(path) };
        let text = fs::read_to_string(public.join(&sums_path)).unwrap_or_default();
        for (name, sha256) in parse_sums(&text).ok_or_else(|| altered(&sums_path))? {
            let path = format!("{edition}/{name}");
            if self.carry_file(public, &path)?.sha256.to_string() != sha256 {
                return Err(altered(&path));
            }
        }
        self.carry_file(public, &sums_path)?;
        Ok(())
    }

    fn carry_file(&mut self, public: &Path, path: &str) -> Result<Staged, StagingError> {
        let relative = relative(path)?;
        let from = public.join(&relative);
        if !fs::symlink_metadata(&from).is_ok_and(|metadata| metadata.is_file()) {
            return Err(StagingError::Altered { path: from });
        }
        let (sha256, bytes) = hash_file(&from)?;
        folder::link_or_copy(self.work.new_state(), &from, &self.work.new_state().join(&relative))?;
        let staged = Staged { bytes, sha256, carried: true };
        self.files.insert(path.to_owned(), staged);
        Ok(staged)
    }
}

/// Refuses a folder that holds anything which no run has written. The swap would take it away, and
/// with a mistyped path that may be somebody's home.
fn refuse_foreign(public: &Path) -> Result<(), StagingError> {
    let entries = match fs::read_dir(public) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(StagingError::io("read", public)(error)),
    };
    let text = fs::read_to_string(public.join(SUMS)).unwrap_or_default();
    let listed = parse_sums(&text).unwrap_or_default();
    let ours: BTreeSet<&str> = listed.keys().filter_map(|path| path.split('/').next()).collect();
    for entry in entries {
        let entry = entry.map_err(StagingError::io("read", public))?;
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| name == SUMS || ours.contains(name));
        let is_kept = name == ".gitkeep" && entry.metadata().is_ok_and(|metadata| metadata.len() == 0);
        if !is_ours && !is_kept {
            return Err(StagingError::Foreign { path: entry.path() });
        }
    }
    Ok(())
}

/// The names of a folder's folders, sorted; none if it does not exist.
fn folder_names(folder: &Path) -> Result<Vec<String>, StagingError> {
    let read = || StagingError::io("read", folder);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(read()(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(read())?;
        if entry.file_type().map_err(read())?.is_dir() {
            names.extend(entry.file_name().into_string());
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn hash_file(path: &Path) -> Result<(Sha256, u64), StagingError> {
    let read = || StagingError::io("read", path);
    let mut file = File::open(path).map_err(read())?;
    let mut hasher = HashingWriter::new(io::sink());
    io::copy(&mut file, &mut hasher).map_err(read())?;
    let (_, sha256, bytes) = hasher.finish();
    Ok((sha256, bytes))
}

/// The files that a `SHA256SUMS` lists, with their digests; `None` if it is not one.
fn parse_sums(text: &str) -> Option<BTreeMap<&str, &str>> {
    if text.is_empty() {
        return None;
    }
    text.lines()
        .map(|line| {
            let (sha256, path) = line.split_once("  ")?;
            (sha256.len() == 64 && relative(path).is_ok()).then_some((path, sha256))
        })
        .collect()
}
