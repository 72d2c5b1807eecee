//! Files that are nobody's but the steward's: reports, quarantined rows, records of earlier editions.
//!
//! The one place that writes outside `public/`. A private folder is open to its owner alone and lies
//! outside the public folder, or it is not opened; a file in it is replaced whole or grows at its
//! end. What is written is the callers' matter.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// A private folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PrivateError {
    /// It would be published.
    #[error("{0} lies in the public folder, or the public folder in it")]
    InsidePublic(PathBuf),
    /// Others than its owner may look into it.
    #[error("{0} is open to others than its owner")]
    OpenToOthers(PathBuf),
    /// It is there and is no folder.
    #[error("{0} is not a folder")]
    NotAFolder(PathBuf),
    /// The file system refuses something.
    #[error("cannot {action} {path}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
}

impl PrivateError {
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> PrivateError {
        move |source| PrivateError::Io { action, path: path.to_owned(), source }
    }
}

/// A folder of mode 0700 outside the public folder.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Opens a folder, or makes it if it is not there. It must be its owner's alone, and neither lie in
    /// `public` nor hold it, whatever links lead there.
    ///
    /// # Errors
    ///
    /// Fails if the folder is not fit to be private, or the file system refuses.
    pub fn open(path: &Path, public: &Path) -> Result<Folder, PrivateError> {
        let (here, there) = (resolved(path)?, resolved(public)?);
        if here.starts_with(&there) || there.starts_with(&here) {
            return Err(PrivateError::InsidePublic(path.to_owned()));
        }
        make(path)?;
        let metadata = fs::metadata(path).map_err(PrivateError::io("look at", path))?;
        if !metadata.is_dir() {
            return Err(PrivateError::NotAFolder(path.to_owned()));
        }
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(PrivateError::OpenToOthers(path.to_owned()));
        }
        Ok(Folder { path: path.to_owned() })
    }

    /// A folder in this one, made if it is not there.
    ///
    /// # Errors
    ///
    /// Fails if the file system refuses.
    pub fn subfolder(&self, name: &str) -> Result<Folder, PrivateError> {
        let path = self.path.join(name);
        make(&path)?;
        Ok(Folder { path })
    }

    /// Writes a whole file, in the place of the one that is there. It is on the disk when this returns.
    ///
    /// # Errors
    ///
    /// Fails if the file system refuses; the file is then as it was.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), PrivateError> {
        let path = self.path.join(name);
        let whole = || -> io::Result<()> {
            // A temporary file is its owner's alone.
            let mut file = tempfile::NamedTempFile::new_in(&self.path)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
            File::open(&self.path)?.sync_all()
        };
        whole().map_err(PrivateError::io("write", &path))
    }

    /// Adds to the end of a file, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// Fails if the file system refuses.
    pub fn append(&self, name: &str, bytes: &[u8]) -> Result<(), PrivateError> {
        let path = self.path.join(name);
        let add = || -> io::Result<()> {
            let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        add().map_err(PrivateError::io("write", &path))
    }

    /// The content of a file, if there is one.
    ///
    /// # Errors
    ///
    /// Fails if it is there and cannot be read.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, PrivateError> {
        let path = self.path.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(PrivateError::io("read", &path)(error)),
        }
    }

    /// Removes a file, if there is one.
    ///
    /// # Errors
    ///
    /// Fails if the file system refuses.
    pub fn remove(&self, name: &str) -> Result<(), PrivateError> {
        let path = self.path.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(PrivateError::io("remove", &path)(error))
            }
            _ => Ok(()),
        }
    }
}

/// True if a file at this path would be published.
///
/// # Errors
///
/// Fails if a folder on the way cannot be looked into.
pub fn would_be_published(path: &Path, public: &Path) -> Result<bool, PrivateError> {
    Ok(resolved(path)?.starts_with(resolved(public)?))
}

fn make(path: &Path) -> Result<(), PrivateError> {
    match DirBuilder::new().recursive(true).mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(PrivateError::NotAFolder(path.to_owned()))
        }
        made => made.map_err(PrivateError::io("make", path)),
    }
}

/// The path without links and without `..`; of what is not there yet, the names as they are.
fn resolved(path: &Path) -> Result<PathBuf, PrivateError> {
    let absolute = std::path::absolute(path).map_err(PrivateError::io("find", path))?;
    let mut found = PathBuf::new();
    for part in absolute.components() {
        found.push(part);
        match found.canonicalize() {
            Ok(real) => found = real,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if part == std::path::Component::ParentDir {
                    found.pop();
                    found.pop();
                }
            }
            Err(error) => return Err(PrivateError::io("find", path)(error)),
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::Permissions;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_folder_and_its_files_are_the_owners_alone() {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("a/b");
        let folder = Folder::open(&path, &room.path().join("public")).unwrap();
        folder.write("x", b"one").unwrap();
        folder.write("x", b"two").unwrap();
        folder.append("y", b"1\n").unwrap();
        folder.append("y", b"2\n").unwrap();
        folder.subfolder("z").unwrap();
        assert_eq!((mode(&path), mode(&path.join("z"))), (0o700, 0o700));
        assert_eq!((mode(&path.join("x")), mode(&path.join("y"))), (0o600, 0o600));
        assert_eq!(folder.read("x").unwrap().as_deref(), Some(&b"two"[..]));
        assert_eq!(folder.read("y").unwrap().as_deref(), Some(&b"1\n2\n"[..]));
        folder.remove("x").unwrap();
        folder.remove("x").unwrap();
        assert_eq!(folder.read("x").unwrap(), None);
        let names: Vec<_> = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "a temporary file was left: {names:?}");
    }

    #[test]
    fn a_folder_that_would_be_published_is_refused() {
        let room = tempfile::tempdir().unwrap();
        let public = room.path().join("public");
        fs::create_dir(&public).unwrap();
        std::os::unix::fs::symlink(&public, room.path().join("link")).unwrap();
        for inside in ["public", "public/report", "link/report", "other/../public/x", "public/../link", "."] {
            let opened = Folder::open(&room.path().join(inside), &public);
            assert!(matches!(opened, Err(PrivateError::InsidePublic(_))), "{inside}: {opened:?}");
        }
        assert!(fs::read_dir(&public).unwrap().next().is_none());
        assert!(would_be_published(&room.path().join("link/x.sarif"), &public).unwrap());
        assert!(!would_be_published(&room.path().join("public.sarif"), &public).unwrap());
        // The public folder need not be there yet.
        let planned = room.path().join("new");
        assert!(matches!(Folder::open(&planned.join("x"), &planned), Err(PrivateError::InsidePublic(_))));
    }

    #[test]
    fn a_folder_that_others_can_look_into_is_refused() {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("open");
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o750)).unwrap();
        let public = room.path().join("public");
        assert!(matches!(Folder::open(&path, &public), Err(PrivateError::OpenToOthers(_))));
        fs::write(room.path().join("file"), "").unwrap();
        let opened = Folder::open(&room.path().join("file"), &public);
        assert!(matches!(opened, Err(PrivateError::NotAFolder(_))), "{opened:?}");
    }
}
