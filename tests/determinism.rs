//! The same inputs give the same bytes: whatever the number of threads, the place, the working
//! directory, the time zone, the language and the umask of whoever builds.

mod common;

use std::path::Path;

use common::{Catalogue, Outcome, difference, repository, run, tree, udstil_in};

/// Two builds that differ in everything that must not matter, compared byte for byte.
fn assert_same_bytes(source: &Path) {
    let (one, other) = (Catalogue::copy_of(source), Catalogue::copy_of(source));
    let mut plain = udstil_in("build", &one.root(), &one.public());
    plain.args(["--threads", "1"]);
    assert_done(&run(plain));

    // Another root, given relative to another working directory; another machine's habits.
    let mut strange = common::udstil();
    strange.current_dir(other.root().join("schemas"));
    strange.args([
        "build",
        "--root",
        "..",
        "--public",
        "../../public",
        "--as-of",
        common::AS_OF,
        "--threads",
        "7",
    ]);
    strange.envs([
        ("TZ", "Pacific/Kiritimati"),
        ("LANG", "da_DK.UTF-8"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("HOME", "/nonexistent"),
        ("USER", "somebody"),
        ("COLUMNS", "40"),
        ("SOURCE_DATE_EPOCH", "1"),
    ]);
    assert_done(&run(strange));
    let difference = difference(&tree(&one.public()), &tree(&other.public()));
    assert_eq!(difference, None, "{}", difference.as_deref().unwrap_or_default());
}

fn assert_done(outcome: &Outcome) {
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}

#[test]
fn the_repository_gives_the_same_bytes() {
    assert_same_bytes(repository());
}

#[test]
fn every_kind_of_table_gives_the_same_bytes() {
    for case in ["counts", "list_dimension", "recodings", "rows", "sums"] {
        assert_same_bytes(&repository().join("tests/cases").join(case));
    }
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let (one, other) = (Catalogue::of_case("sums"), Catalogue::of_case("sums"));
    let rows = String::from_utf8(one.read("datasets/goods/rows.csv")).expect("the rows are text");
    let (header, body) = rows.split_once('\n').expect("there is a header");
    let mut lines: Vec<&str> = body.lines().collect();
    lines.reverse();
    lines.rotate_left(3);
    other.write("datasets/goods/rows.csv", format!("{header}\n{}\n", lines.join("\n")));
    one.build();
    other.build();
    assert_eq!(difference(&tree(&one.public()), &tree(&other.public())), None);
}

#[test]
fn the_day_comes_from_source_date_epoch_where_none_is_given() {
    let (one, other) = (Catalogue::of_case("counts"), Catalogue::of_case("counts"));
    one.build();
    let mut command = common::udstil();
    command.arg("build").arg("--root").arg(other.root()).arg("--public").arg(other.public());
    // 2026-01-31, one second before midnight in UTC.
    command.env("SOURCE_DATE_EPOCH", "1769903999").env("TZ", "Pacific/Kiritimati");
    assert_done(&run(command));
    assert_eq!(difference(&tree(&one.public()), &tree(&other.public())), None);
}

#[test]
fn building_again_changes_nothing() {
    let catalogue = Catalogue::of_case("counts");
    catalogue.build();
    let before = tree(&catalogue.public());
    catalogue.build();
    assert_eq!(difference(&before, &tree(&catalogue.public())), None);
}
