use std::os::unix::fs::PermissionsExt as _;

use tempfile::TempDir;

use super::*;

fn home() -> (TempDir, PathBuf) {
    let home = TempDir::new().unwrap();
    let public = home.path().join("public");
    (home, public)
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    names
}

fn publish(public: &Path, content: &str) {
    let mut staging = Staging::begin(public).unwrap();
    staging.write("index.html", content.as_bytes()).unwrap();
    staging.publish().unwrap();
}

#[test]
fn a_new_state_replaces_the_old_one_whole() {
    let (home, public) = home();
    fs::create_dir(&public).unwrap();
    fs::write(public.join(".gitkeep"), "").unwrap();
    let mut staging = Staging::begin(&public).unwrap();
    staging.write("gone/old.html", b"old").unwrap();
    staging.publish().unwrap();
    publish(&public, "new");
    assert_eq!(names(&public), [".gitkeep", "SHA256SUMS", "index.html"]);
    let sums = fs::read_to_string(public.join(SUMS)).unwrap();
    assert_eq!(sums, format!("{}  index.html\n", Sha256::of(b"new")));
    assert_eq!(names(home.path()), ["public"]);
}

#[test]
fn everybody_may_read_what_is_published() {
    let (_home, public) = home();
    let mut staging = Staging::begin(&public).unwrap();
    staging.write("a/b/c.txt", b"x").unwrap();
    staging.publish().unwrap();
    let mode = |path: &str| fs::metadata(public.join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!([mode(""), mode("a"), mode("a/b"), mode("a/b/c.txt")], [0o755, 0o755, 0o755, 0o644]);
}

#[test]
fn dropped_before_publication_nothing_is_left() {
    let (home, public) = home();
    publish(&public, "old");
    let mut staging = Staging::begin(&public).unwrap();
    staging.write("index.html", b"new").unwrap();
    let work = names(home.path()).into_iter().find(|name| name.starts_with(".public.udstil-")).unwrap();
    let mode = fs::metadata(home.path().join(work)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    drop(staging);
    assert_eq!(names(home.path()), ["public"]);
    assert_eq!(fs::read_to_string(public.join("index.html")).unwrap(), "old");
}

#[test]
fn a_path_that_leads_out_is_refused() {
    let (_home, public) = home();
    let mut staging = Staging::begin(&public).unwrap();
    for path in ["", "/etc/x", "../x", "a/../../x", "a//x", "a/", "./x", "a\\x", "a\nb", "C:x"] {
        let error = staging.write(path, b"").unwrap_err();
        assert!(matches!(error, StagingError::Path { .. }), "{path}");
    }
}

#[test]
fn a_file_is_written_once() {
    let (_home, public) = home();
    let mut staging = Staging::begin(&public).unwrap();
    staging.write("a", b"").unwrap();
    assert!(matches!(staging.write("a", b""), Err(StagingError::Twice { .. })));
    let begun = staging.create("b").unwrap();
    assert!(matches!(staging.create("b"), Err(StagingError::Twice { .. })));
    drop(begun);
    assert!(matches!(staging.publish(), Err(StagingError::Unfinished { path }) if path == "b"));
    assert!(!public.exists());
}

#[test]
fn a_carried_file_that_is_replaced_is_not_written_through() {
    let (_home, public) = home();
    let edition = public.join("data/klager/2026-11-21");
    let index = public.join("data/klager/editions.json");
    let mut staging = Staging::begin(&public).unwrap();
    staging.write("data/klager/2026-11-21/klager.csv", b"a\n").unwrap();
    let listing = sums([("klager.csv", Sha256::of(b"a\n"))].into_iter());
    staging.write("data/klager/2026-11-21/SHA256SUMS", listing.as_bytes()).unwrap();
    staging.write("data/klager/editions.json", b"old").unwrap();
    staging.publish().unwrap();
    fs::write(edition.join("stray.txt"), "not listed").unwrap();
    let mut staging = Staging::begin(&public).unwrap();
    assert!(staging.files()["data/klager/editions.json"].carried);
    staging.write("data/klager/editions.json", b"new").unwrap();
    assert_eq!(fs::read_to_string(&index).unwrap(), "old");
    staging.publish().unwrap();
    assert_eq!(fs::read_to_string(&index).unwrap(), "new");
    assert_eq!(names(&edition), ["SHA256SUMS", "klager.csv"]);
    assert_eq!(names(&public.join("data/klager/latest")), ["SHA256SUMS", "klager.csv"]);
}

#[test]
fn a_folder_that_is_somebody_elses_is_not_replaced() {
    let (home, public) = home();
    publish(&public, "old");
    fs::write(public.join("thesis.txt"), "ten years of work").unwrap();
    for folder in [&public, home.path()] {
        let error = Staging::begin(folder).unwrap_err();
        assert!(matches!(error, StagingError::Foreign { .. }), "{error}");
    }
    assert_eq!(names(&public), ["SHA256SUMS", "index.html", "thesis.txt"]);
}

#[test]
fn two_runs_at_once_do_not_meet() {
    let (_home, public) = home();
    let first = Staging::begin(&public).unwrap();
    assert!(matches!(Staging::begin(&public), Err(StagingError::Busy { .. })));
    drop(first);
    Staging::begin(&public).unwrap();
}

#[test]
fn what_a_killed_run_left_is_removed_and_nothing_else() {
    let (home, public) = home();
    publish(&public, "old");
    let left = home.path().join(".public.udstil-dead");
    fs::create_dir_all(left.join("new/data")).unwrap();
    fs::write(left.join("udstil-staging"), "").unwrap();
    fs::create_dir_all(home.path().join(".public.udstil-empty")).unwrap();
    let notes = home.path().join(".public.udstil-notes");
    fs::create_dir_all(&notes).unwrap();
    fs::write(notes.join("mine.txt"), "keep").unwrap();
    publish(&public, "new");
    assert_eq!(names(home.path()), [".public.udstil-notes", "public"]);
}

#[test]
fn a_run_killed_between_two_renames_loses_nothing() {
    let (home, public) = home();
    let left = home.path().join(".public.udstil-dead");
    fs::create_dir_all(left.join("old")).unwrap();
    fs::write(left.join("old/.gitkeep"), "").unwrap();
    fs::write(left.join("udstil-staging"), "").unwrap();
    drop(Staging::begin(&public).unwrap());
    assert_eq!(names(home.path()), ["public"]);
    assert_eq!(names(&public), [".gitkeep"]);
}

#[test]
fn where_folders_cannot_be_exchanged_two_renames_do() {
    let (home, public) = home();
    publish(&public, "old");
    let mut staging = Staging::begin(&public).unwrap();
    staging.write("index.html", b"new").unwrap();
    staging.work.two_renames().unwrap();
    drop(staging);
    assert_eq!(fs::read_to_string(public.join("index.html")).unwrap(), "new");
    assert_eq!(names(home.path()), ["public"]);
}

#[test]
fn a_link_to_the_public_folder_stays_a_link() {
    let (home, public) = home();
    fs::create_dir(home.path().join("real")).unwrap();
    std::os::unix::fs::symlink("real", &public).unwrap();
    publish(&public, "new");
    assert!(fs::symlink_metadata(&public).unwrap().is_symlink());
    assert_eq!(names(&home.path().join("real")), ["SHA256SUMS", "index.html"]);
    assert_eq!(names(home.path()), ["public", "real"]);
}

#[test]
fn a_place_that_cannot_be_written_is_a_failure_with_its_path() {
    let home = TempDir::new().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "x").unwrap();
    let error = Staging::begin(&file.join("public")).unwrap_err();
    assert!(error.to_string().contains("file"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
    // A file where the folder should be is not replaced by a folder.
    let error = Staging::begin(&file).unwrap_err();
    assert!(matches!(error, StagingError::Io { .. }), "{error}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "x");
}

#[test]
fn parts_write_into_their_folders_and_nowhere_else() {
    let (_home, public) = home();
    let mut staging = Staging::begin(&public).unwrap();
    staging.write("data/a/1/one.txt", b"one").unwrap();
    staging.write("data/ab/1/one.txt", b"one").unwrap();
    let mut parts = staging.parts(["data/a".to_owned(), "data/b".to_owned()].into_iter());
    assert_eq!(staging.files().len(), 1);
    let b = parts.pop().unwrap();
    let mut a = parts.pop().unwrap();
    assert_eq!(a.files_below("data/a").count(), 1);
    for path in ["data/ab/2/two.txt", "data/b/two.txt", "two.txt"] {
        assert!(matches!(a.write(path, b"two"), Err(StagingError::Path { .. })), "{path}");
        assert!(matches!(a.link("data/a/1/one.txt", path), Err(StagingError::Path { .. })), "{path}");
    }
    a.write("data/a/2/two.txt", b"two").unwrap();
    assert!(matches!(a.write("data/a/1/one.txt", b""), Err(StagingError::Twice { .. })));
    for part in [a, b] {
        staging.rejoin(part);
    }
    staging.publish().unwrap();
    assert_eq!(names(&public.join("data/a")), ["1", "2"]);
    assert_eq!(fs::read(public.join("data/ab/1/one.txt")).unwrap(), b"one");
}

#[test]
fn a_file_that_a_part_did_not_finish_stops_publication() {
    let (_home, public) = home();
    let mut staging = Staging::begin(&public).unwrap();
    let mut part = staging.parts(["data/a".to_owned()].into_iter()).pop().unwrap();
    let _unfinished = part.create("data/a/1/one.txt").unwrap();
    staging.rejoin(part);
    assert!(matches!(staging.publish(), Err(StagingError::Unfinished { .. })));
    assert!(!public.exists());
}
