//! `public/` is the old one or the new one, whole, whatever happens in between; and where it cannot be
//! written the program says so, ends with 3, and leaves everything as it was.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Catalogue, Outcome, difference, run, skip, tree, udstil_in};

type Tree = BTreeMap<String, Vec<u8>>;

/// A catalogue that has been built, and another state of its source, which gives another edition.
fn catalogue_with_news() -> (Catalogue, Tree) {
    let catalogue = Catalogue::of_case("rows");
    catalogue.build();
    let old = tree(&catalogue.public());
    catalogue.replace("datasets/goals/rows.csv", "7.25", "7.75");
    (catalogue, old)
}

fn assert_unchanged(catalogue: &Catalogue, old: &Tree) {
    assert_eq!(difference(old, &tree(&catalogue.public())), None, "public/ is as it was");
}

fn assert_failed(outcome: &Outcome) {
    assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
    assert!(outcome.stderr.starts_with("failed: "), "{}", outcome.stderr);
    assert_eq!(outcome.stdout, "");
}

#[test]
fn a_kill_at_any_moment_leaves_the_old_or_the_new() {
    let (catalogue, old) = catalogue_with_news();
    let new_public = catalogue.folder().join("as-it-will-be");
    common::copy_tree(&catalogue.public(), &new_public);
    let started = Instant::now();
    assert_eq!(run(udstil_in("build", &catalogue.root(), &new_public)).code, Some(0));
    let whole = started.elapsed();
    let new = tree(&new_public);
    assert_ne!(old, new);

    let mut ends = [0, 0];
    let tries = 60;
    for attempt in 0..tries {
        // From at once to a little after the end, and closer together where the swap is.
        let share = f64::from(attempt) / f64::from(tries);
        kill_after(&catalogue, whole.mul_f64(1.15 * share.sqrt()));
        let now = tree(&catalogue.public());
        match (difference(&old, &now), difference(&new, &now)) {
            (None, _) => ends[0] += 1,
            (_, None) => {
                ends[1] += 1;
                fs::remove_dir_all(catalogue.public()).expect("the new one goes");
                write(&catalogue.public(), &old);
            }
            (Some(to_old), Some(to_new)) => {
                panic!(
                    "killed at {share:.2} of a build, public/ is neither\n-- old\n{to_old}\n-- new\n{to_new}"
                )
            }
        }
    }
    assert!(ends[0] > 0, "no kill came before the swap: {ends:?}");

    // What a killed build has left beside public/ does not stand in the way of the next one.
    catalogue.build();
    assert_eq!(difference(&new, &tree(&catalogue.public())), None);
}

fn kill_after(catalogue: &Catalogue, delay: Duration) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_udstil"))
        .arg("build")
        .arg("--root")
        .arg(catalogue.root())
        .arg("--public")
        .arg(catalogue.public())
        .args(["--as-of", common::AS_OF, "--quiet"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(delay);
    // It may have ended by itself.
    let _ = child.kill();
    child.wait().expect("it ends");
}

fn write(folder: &Path, files: &Tree) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the folder is made");
        fs::write(path, bytes).expect("the file is written");
    }
}

#[test]
fn a_full_disk_is_a_failure_and_changes_nothing() {
    let (catalogue, old) = catalogue_with_news();
    // A limit on the size of a file stands in for a full disk: the write fails half-way with an error.
    let mut command = assert_cmd::Command::new("bash");
    command.args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$@\"", "bash", env!("CARGO_BIN_EXE_udstil")]);
    command.arg("build").arg("--root").arg(catalogue.root()).arg("--public").arg(catalogue.public());
    command.args(["--as-of", common::AS_OF]);
    assert_failed(&run(command));
    assert_unchanged(&catalogue, &old);
}

#[test]
fn a_target_that_is_a_file_is_a_failure() {
    let catalogue = Catalogue::of_case("rows");
    fs::write(catalogue.public(), "not a folder").expect("the file is written");
    assert_failed(&catalogue.run::<&str>("build", &[]));
    assert_eq!(fs::read(catalogue.public()).expect("it is still there"), b"not a folder");
}

#[test]
fn a_target_below_a_file_is_a_failure() {
    let catalogue = Catalogue::of_case("rows");
    let file = catalogue.folder().join("file");
    fs::write(&file, "not a folder").expect("the file is written");
    assert_failed(&run(udstil_in("build", &catalogue.root(), &file.join("public"))));
}

#[test]
fn a_target_on_a_read_only_file_system_is_a_failure() {
    // Where root runs the tests, permissions stop nobody; /proc takes no folder from anyone.
    if !Path::new("/proc/self").exists() {
        return skip("there is no /proc to stand in for a read-only file system");
    }
    let catalogue = Catalogue::of_case("rows");
    let outcome = run(udstil_in("build", &catalogue.root(), Path::new("/proc/udstil-public")));
    assert_failed(&outcome);
}

#[cfg(unix)]
#[test]
fn a_read_only_target_is_a_failure_and_is_left_as_it_was() {
    use std::os::unix::fs::PermissionsExt as _;
    let (catalogue, old) = catalogue_with_news();
    let permit =
        |mode| fs::set_permissions(catalogue.folder(), fs::Permissions::from_mode(mode)).expect("it is ours");
    permit(0o555);
    let is_root = fs::write(catalogue.folder().join("probe"), "").is_ok();
    let outcome = catalogue.run::<&str>("build", &[]);
    permit(0o755);
    if is_root {
        return skip("root may write everywhere, so nothing is read-only");
    }
    assert_failed(&outcome);
    assert_unchanged(&catalogue, &old);
}

#[test]
fn a_refusal_changes_nothing() {
    let (catalogue, old) = catalogue_with_news();
    catalogue.replace("datasets/goals/rows.csv", "7.75", "seven");
    assert_eq!(catalogue.run::<&str>("build", &[]).code, Some(1));
    assert_unchanged(&catalogue, &old);
}

#[test]
fn nothing_is_left_beside_the_target() {
    let (catalogue, _) = catalogue_with_news();
    catalogue.build();
    let mut names: Vec<_> = fs::read_dir(catalogue.folder())
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry can be read").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["catalogue", "public"]);
}

#[test]
fn an_edition_once_published_stays() {
    let (catalogue, old) = catalogue_with_news();
    catalogue.build();
    let new = tree(&catalogue.public());
    let editions: Vec<_> = old.keys().filter(|name| name.starts_with("data/goals/2026-01-31/")).collect();
    assert!(!editions.is_empty());
    for name in editions {
        assert_eq!(old.get(name), new.get(name), "{name} belongs to an edition and must not change");
    }
}
