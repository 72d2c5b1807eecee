//! What the end-to-end tests share: running the program, copying a catalogue, reading a tree.
//!
//! No test reaches into another one's folder: each works on a copy in a temporary directory.

#![allow(dead_code, reason = "each test file uses its own part of this")]

pub(crate) mod editions;
pub(crate) mod hostile;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;
use udstil::catalog::Catalog;
use udstil::metadata::{self, dcat};
use udstil::release::Edition;

/// The day on which the tests take place.
pub(crate) const AS_OF: &str = "2026-01-31";

/// The repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, in an environment that holds nothing of the person who runs the tests.
pub(crate) fn udstil() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_udstil"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.timeout(Duration::from_secs(300));
    command
}

/// The files that describe a catalogue to machines: path and content.
pub(crate) fn metadata_files(catalog: &Catalog, editions: &[Edition]) -> Vec<(String, Vec<u8>)> {
    let catalogue = dcat::Catalogue::new(catalog, editions);
    let written = metadata::files(&catalogue).flat_map(|file| {
        let paths = file.paths.clone();
        let mut contents = vec![Vec::new(); paths.len()];
        let mut outs: Vec<_> = contents.iter_mut().map(|content| content as &mut dyn Write).collect();
        file.write(&mut outs).expect("memory takes every byte");
        paths.into_iter().zip(contents)
    });
    written.collect()
}

/// The program in an address space of so many KiB, to show that memory is bounded.
pub(crate) fn limited(kibibytes: u32) -> Command {
    let mut command = Command::new("sh");
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.timeout(Duration::from_secs(300));
    let script = format!("ulimit -v {kibibytes} && exec \"$0\" \"$@\"");
    command.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_udstil"));
    command
}

/// `udstil VERB --root … --public … --as-of …`, to which a test adds the rest.
pub(crate) fn udstil_in(verb: &str, root: &Path, public: &Path) -> Command {
    let mut command = udstil();
    command.arg(verb).arg("--root").arg(root).arg("--public").arg(public).args(["--as-of", AS_OF]);
    command
}

/// How a run of the program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The exit code; `None` if a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a command to its end. A panic is never how the program may end, so it fails the test here.
pub(crate) fn run(mut command: Command) -> Outcome {
    let output = command.output().expect("the program starts");
    let outcome = Outcome {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    };
    assert!(!outcome.stderr.contains("panicked at"), "the program panicked:\n{}", outcome.stderr);
    assert_ne!(outcome.code, Some(101), "the program panicked:\n{}", outcome.stderr);
    outcome
}

/// A catalogue in a temporary directory, and a place for its `public/` beside it.
pub(crate) struct Catalogue {
    folder: tempfile::TempDir,
}

impl Catalogue {
    /// A copy of `datasets/` and `schemas/` of a folder of the repository.
    pub(crate) fn copy_of(source: &Path) -> Catalogue {
        let catalogue = Catalogue { folder: tempfile::tempdir().expect("a temporary directory") };
        for part in ["datasets", "schemas"] {
            copy_tree(&source.join(part), &catalogue.root().join(part));
        }
        catalogue
    }

    /// A copy of the catalogue of a test case.
    pub(crate) fn of_case(name: &str) -> Catalogue {
        Catalogue::copy_of(&repository().join("tests/cases").join(name))
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("catalogue")
    }

    pub(crate) fn public(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    /// Runs a verb with `--as-of` fixed and these further arguments.
    pub(crate) fn run<I: AsRef<OsStr>>(&self, verb: &str, arguments: &[I]) -> Outcome {
        let mut command = udstil_in(verb, &self.root(), &self.public());
        command.args(arguments);
        run(command)
    }

    /// Builds, and fails the test if that does not work.
    pub(crate) fn build(&self) {
        let outcome = self.run::<&str>("build", &[]);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    }

    pub(crate) fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the folder is made");
        fs::write(path, bytes).expect("the file is written");
    }

    /// Replaces a text that occurs exactly once in a file.
    pub(crate) fn replace(&self, path: &str, find: &str, replace: &str) {
        let text = String::from_utf8(self.read(path)).expect("an edited file is text");
        assert_eq!(text.matches(find).count(), 1, "`{find}` must occur exactly once in {path}");
        self.write(path, text.replacen(find, replace, 1));
    }
}

/// Copies a folder with all that is in it.
pub(crate) fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder is made");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.expect("a folder's entry can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("the file is copied");
        }
    }
}

/// All files of a folder by their path below it, with `/` between its parts; empty if it is not there.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(folder, "", &mut files);
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.expect("a folder's entry can be read");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).expect("the file is read"));
        }
    }
}

/// Says how two trees differ, or `None` if they do not; bytes are not printed.
pub(crate) fn difference(
    left: &BTreeMap<String, Vec<u8>>,
    right: &BTreeMap<String, Vec<u8>>,
) -> Option<String> {
    let only = |one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>| {
        one.keys().filter(|name| !other.contains_key(*name)).cloned().collect::<Vec<_>>()
    };
    let (left_only, right_only) = (only(left, right), only(right, left));
    let changed: Vec<_> =
        left.iter().filter(|(name, bytes)| right.get(*name).is_some_and(|other| other != *bytes)).collect();
    (!left_only.is_empty() || !right_only.is_empty() || !changed.is_empty()).then(|| {
        let changed: Vec<_> = changed
            .iter()
            .map(|(name, bytes)| {
                let other = &right[*name];
                let at = bytes.iter().zip(other).take_while(|(a, b)| a == b).count();
                format!("{name} (from byte {at})")
            })
            .collect();
        format!("only left: {left_only:?}\nonly right: {right_only:?}\nchanged: {changed:?}")
    })
}

/// Where the shared inputs are, if this machine has them; says so if not, for the harness to count.
pub(crate) fn shared(wanted: &str) -> Option<PathBuf> {
    let path = std::env::var_os("UDSTIL_SHARED").map(|folder| Path::new(&folder).join(wanted));
    let found = path.filter(|path| path.exists());
    if found.is_none() {
        skip(&format!("{wanted} is looked for in the folder that UDSTIL_SHARED names, and is not there"));
    }
    found
}

/// Says that this test was skipped, on a line that `tests/run` counts. It goes past the test runner,
/// which would swallow what a passing test prints. A test says it once at most.
pub(crate) fn skip(why: &str) {
    writeln!(std::io::stderr(), "skipped: {why}").expect("stderr can be written to");
}
