//! The private folder of a run: made, locked, swapped in, removed. Knows nothing of what is in it.
//!
//! Linux and macOS exchange two folders in one step (`renameat2` with `RENAME_EXCHANGE`). Where the
//! file system cannot, two renames do: the old state moves into the private folder as `old/`, then
//! the new one into its place. A run killed between the two leaves no public folder but `old/`,
//! which the next run puts back before anything else.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, RenameFlags};

use super::StagingError;

/// The file that says that a private folder is ours, and whose lock says that its run lives.
const MARKER: &str = "udstil-staging";

/// A private folder beside the public one, removed when dropped.
#[derive(Debug)]
pub(super) struct WorkFolder {
    public: PathBuf,
    work: PathBuf,
    new_state: PathBuf,
    _lock: File,
}

impl WorkFolder {
    /// Makes the private folder and takes its lock, after clearing up what killed runs left.
    pub(super) fn create(public: &Path) -> Result<WorkFolder, StagingError> {
        let (parent, name) = locate(public)?;
        let public = parent.join(&name);
        let mut prefix = OsString::from(".");
        prefix.push(&name);
        prefix.push(".udstil-");
        // Two runs that begin at once take turns here, so neither can mistake the other's folder,
        // made but not yet locked, for one left behind.
        let turn = File::open(&parent).map_err(StagingError::io("open", &parent))?;
        let _ = rustix::fs::flock(&turn, FlockOperation::LockExclusive);
        clear_left_behind(&parent, &prefix, &public)?;
        let work = tempfile::Builder::new()
            .prefix(&prefix)
            .rand_bytes(8)
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(&parent)
            .map_err(StagingError::io("make a folder in", &parent))?;
        let marker = work.path().join(MARKER);
        let lock = File::create_new(&marker).map_err(StagingError::io("write", &marker))?;
        rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive)
            .map_err(|error| StagingError::io("lock", &marker)(error.into()))?;
        let new_state = work.path().join("new");
        make_folder(&new_state)?;
        Ok(WorkFolder { public, work: work.keep(), new_state, _lock: lock })
    }

    /// The folder in which the new state is built.
    pub(super) fn new_state(&self) -> &Path {
        &self.new_state
    }

    /// The folder whose state will be replaced.
    pub(super) fn public(&self) -> &Path {
        &self.public
    }

    /// Puts the new state in the place of the old one, which is removed.
    pub(super) fn publish(&self) -> Result<(), StagingError> {
        sync_tree(&self.new_state)?;
        let first = matches!(fs::symlink_metadata(&self.public), Err(error) if error.kind() == io::ErrorKind::NotFound);
        if first {
            rename(&self.new_state, &self.public)?;
        } else {
            self.exchange()?;
        }
        sync_folder(self.public.parent().unwrap_or(&self.public))
    }

    fn exchange(&self) -> Result<(), StagingError> {
        let here = rustix::fs::CWD;
        match rustix::fs::renameat_with(here, &self.new_state, here, &self.public, RenameFlags::EXCHANGE) {
            Ok(()) => Ok(()),
            // The kernel or the file system does not know how.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
                self.two_renames()
            }
            Err(error) => Err(StagingError::io("replace", &self.public)(error.into())),
        }
    }

    pub(super) fn two_renames(&self) -> Result<(), StagingError> {
        let old = self.work.join(OLD);
        rename(&self.public, &old)?;
        rename(&self.new_state, &self.public).inspect_err(|_| {
            // What was there goes back; if even that fails, the next run does it.
            let _ = fs::rename(&old, &self.public);
        })
    }
}

/// Where the old state lies between two renames.
const OLD: &str = "old";

impl Drop for WorkFolder {
    fn drop(&mut self) {
        // Between two renames that went wrong the old state may be the only one: it stays, and the
        // next run puts it back.
        if self.public.exists() || !self.work.join(OLD).exists() {
            let _ = remove_left_behind(&self.work);
        }
    }
}

/// The folder that holds the public folder, and the public folder's name. A link is followed, since
/// it is the folder behind it that is replaced.
fn locate(public: &Path) -> Result<(PathBuf, OsString), StagingError> {
    let full = match fs::canonicalize(public) {
        Ok(full) => full,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let parent = match public.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            };
            let Some(name) = public.file_name() else {
                return Err(StagingError::Path { path: public.display().to_string() });
            };
            fs::create_dir_all(parent).map_err(StagingError::io("make", parent))?;
            fs::canonicalize(parent).map_err(StagingError::io("find", parent))?.join(name)
        }
        Err(error) => return Err(StagingError::io("find", public)(error)),
    };
    match (full.parent(), full.file_name()) {
        (Some(parent), Some(name)) => Ok((parent.to_owned(), name.to_owned())),
        _ => Err(StagingError::Path { path: public.display().to_string() }),
    }
}

/// Removes the private folders of runs that were killed, and puts an old state back that one of
/// them had moved away.
fn clear_left_behind(parent: &Path, prefix: &OsString, public: &Path) -> Result<(), StagingError> {
    let read = || StagingError::io("read", parent);
    for entry in fs::read_dir(parent).map_err(read())? {
        let entry = entry.map_err(read())?;
        let name = entry.file_name();
        let work = entry.path();
        let is_folder = entry.file_type().map_err(read())?.is_dir();
        if !is_folder || !name.as_encoded_bytes().starts_with(prefix.as_encoded_bytes()) {
            continue;
        }
        let Ok(lock) = File::open(work.join(MARKER)) else {
            // Without a marker it is not ours, unless the run was killed before it could write one:
            // then the folder is empty, and this removes an empty folder only.
            let _ = fs::remove_dir(&work);
            continue;
        };
        if rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
            return Err(StagingError::Busy { public: public.to_owned(), work });
        }
        let old = work.join(OLD);
        if old.exists() && !public.exists() {
            rename(&old, public)?;
        }
        remove_left_behind(&work)?;
    }
    Ok(())
}

/// Removes a private folder, its marker last: a run killed here leaves one that is still ours.
fn remove_left_behind(work: &Path) -> Result<(), StagingError> {
    for state in ["new", OLD] {
        let state = work.join(state);
        if state.exists() {
            fs::remove_dir_all(&state).map_err(StagingError::io("remove", &state))?;
        }
    }
    fs::remove_dir_all(work).map_err(StagingError::io("remove", work))
}

fn rename(from: &Path, to: &Path) -> Result<(), StagingError> {
    fs::rename(from, to).map_err(StagingError::io("put into place", to))
}

/// Makes a folder that everybody may read, whatever the umask; the one that it lies in is there.
fn make_folder(path: &Path) -> Result<(), StagingError> {
    new_folder(path).map_err(StagingError::io("make", path))
}

fn new_folder(path: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o755).create(path) {
        // Another thread needed the same folder and was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        made => made.and_then(|()| fs::set_permissions(path, Permissions::from_mode(0o755))),
    }
}

/// Makes the folders between `root` and a file.
fn make_parents(root: &Path, file: &Path) -> Result<(), StagingError> {
    match file.parent() {
        Some(folder) if folder != root => {
            make(root, folder, || new_folder(folder))?.map_err(StagingError::io("make", folder))
        }
        _ => Ok(()),
    }
}

/// Makes something. Most have neighbours, so that their folder is there: only if it is not, it is made first.
fn make<T>(
    root: &Path,
    path: &Path,
    make: impl Fn() -> io::Result<T>,
) -> Result<io::Result<T>, StagingError> {
    match make() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make_parents(root, path)?;
            Ok(make())
        }
        made => Ok(made),
    }
}

/// Makes a new file that everybody may read, whatever the umask.
pub(super) fn create_file(root: &Path, path: &Path) -> Result<File, StagingError> {
    let open = || OpenOptions::new().write(true).create_new(true).mode(0o644).open(path);
    let file = make(root, path, open)?.map_err(StagingError::io("write", path))?;
    file.set_permissions(Permissions::from_mode(0o644)).map_err(StagingError::io("write", path))?;
    Ok(file)
}

/// Gives a file a second name, or a copy where the file system has no hard links.
pub(super) fn link_or_copy(root: &Path, from: &Path, to: &Path) -> Result<(), StagingError> {
    if make(root, to, || fs::hard_link(from, to))?.is_ok() {
        return Ok(());
    }
    fs::copy(from, to).map_err(StagingError::io("write", to))?;
    fs::set_permissions(to, Permissions::from_mode(0o644)).map_err(StagingError::io("write", to))
}

/// Waits until everything below a folder is on the disk. One call for the whole file system is
/// many times faster than one per file, and a site has hundreds of files.
#[cfg(target_os = "linux")]
fn sync_tree(root: &Path) -> Result<(), StagingError> {
    let folder = File::open(root).map_err(StagingError::io("open", root))?;
    rustix::fs::syncfs(&folder).map_err(|error| StagingError::io("write", root)(error.into()))
}

/// Waits until everything below a folder is on the disk.
#[cfg(not(target_os = "linux"))]
fn sync_tree(root: &Path) -> Result<(), StagingError> {
    for entry in fs::read_dir(root).map_err(StagingError::io("read", root))? {
        let path = entry.map_err(StagingError::io("read", root))?.path();
        if path.is_dir() {
            sync_tree(&path)?;
        } else {
            sync_folder(&path)?;
        }
    }
    sync_folder(root)
}

fn sync_folder(path: &Path) -> Result<(), StagingError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(StagingError::io("write", path))
}
