//! The command line as a script sees it: exit codes, what goes to which stream, help, and readers that
//! stop listening.

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use common::{AS_OF, Catalogue, Outcome, repository, run, udstil};

fn run_with(arguments: &[&str]) -> Outcome {
    let mut command = udstil();
    command.args(arguments);
    run(command)
}

#[test]
fn help_goes_to_stdout_and_names_every_verb_and_flag() {
    let outcome = run_with(&["--help"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    for word in [
        "build",
        "check",
        "plan",
        "serve",
        "synth",
        "--root",
        "--public",
        "--as-of",
        "--source",
        "--secrets",
        "--threads",
        "--quiet",
        "--format",
        "--report",
        "--quarantine",
        "--ledger",
        "--sarif",
    ] {
        assert!(outcome.stdout.contains(word), "`{word}` is missing in\n{}", outcome.stdout);
    }
}

#[test]
fn every_verb_has_help() {
    for verb in ["build", "check", "plan", "serve", "synth"] {
        let outcome = run_with(&[verb, "--help"]);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{verb}");
        assert!(outcome.stdout.contains("Usage: udstil"), "{}", outcome.stdout);
    }
}

#[test]
fn the_version_is_the_package_version() {
    let outcome = run_with(&["--version"]);
    assert_eq!(outcome.stdout.trim(), format!("udstil {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn bad_usage_ends_with_2_and_says_why_on_stderr() {
    for arguments in [
        &[][..],
        &["publish"],
        &["build", "--treads", "4"],
        &["build", "--threads", "0"],
        &["build", "--as-of", "31-01-2026"],
        &["build", "--as-of", "2026-02-29"],
        &["build", "--source", "visits"],
        &["build", "--format", "yaml"],
        &["synth"],
        &["synth", "klager", "--rows", "-1"],
    ] {
        let outcome = run_with(arguments);
        assert_eq!(outcome.code, Some(2), "{arguments:?}: {}", outcome.stderr);
        assert_eq!(outcome.stdout, "", "{arguments:?}");
        assert!(!outcome.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_root_without_a_catalogue_is_misconfigured() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let root = folder.path().display().to_string();
    let outcome = run_with(&["build", "--root", &root, "--as-of", AS_OF]);
    assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("datasets/catalog.toml"), "{}", outcome.stderr);
    assert!(!folder.path().join("public").exists());
}

#[test]
fn a_build_talks_on_stderr_only_and_not_at_all_when_quiet() {
    let catalogue = Catalogue::of_case("counts");
    let outcome = catalogue.run::<&str>("build", &[]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(0), ""));
    assert!(outcome.stderr.contains("visits"), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains('\u{1b}'), "no colour where nobody looks: {:?}", outcome.stderr);
    let outcome = catalogue.run("build", &["--quiet"]);
    assert_eq!((outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str()), (Some(0), "", ""));
}

#[test]
fn findings_go_to_stderr_for_people_and_to_stdout_for_scripts() {
    let catalogue = Catalogue::of_case("counts");
    catalogue.replace("datasets/visits/rows.csv", "A4,V3", "A4,");
    let people = catalogue.run::<&str>("check", &[]);
    assert_eq!((people.code, people.stdout.as_str()), (Some(1), ""));
    assert!(people.stderr.starts_with("error[required-missing]: "), "{}", people.stderr);
    let scripts = catalogue.run("check", &["--format", "json", "--quiet"]);
    assert_eq!((scripts.code, scripts.stderr.as_str()), (Some(1), ""));
    let finding: serde_json::Value = serde_json::from_str(&scripts.stdout).expect("one line of JSON");
    assert_eq!(finding["code"], "required-missing");
    assert_eq!(finding["line"], 5);
    assert_eq!(finding["column"], "company");
    assert_eq!(finding["count"], 1);
}

#[test]
fn a_source_can_be_replaced_by_flag_and_by_environment() {
    let catalogue = Catalogue::of_case("counts");
    let elsewhere = catalogue.folder().join("elsewhere.csv");
    fs::rename(catalogue.root().join("datasets/visits/rows.csv"), &elsewhere).expect("it is moved");
    let source = format!("visits={}", elsewhere.display());
    assert_eq!(catalogue.run::<&str>("check", &[]).code, Some(1));
    assert_eq!(catalogue.run("check", &["--source", &source]).code, Some(0));
    let mut command = common::udstil_in("check", &catalogue.root(), &catalogue.public());
    command.env("UDSTIL_SOURCE_VISITS", &elsewhere);
    assert_eq!(run(command).code, Some(0));
}

#[test]
fn a_secret_comes_from_the_environment_or_a_file_outside_and_is_never_told() {
    let catalogue = Catalogue::of_case("shares");
    catalogue.replace("datasets/values/policy.toml", "p = 10", "p = \"secret:VALUE_P\"");
    let with = |value: &str| {
        let mut command = common::udstil_in("build", &catalogue.root(), &catalogue.public());
        command.env("UDSTIL_SECRET_VALUE_P", value);
        run(command)
    };
    assert_eq!(catalogue.run::<&str>("check", &[]).code, Some(2));
    assert_eq!(with("17.3").code, Some(0));
    for (name, bytes) in common::tree(&catalogue.public()) {
        assert!(!String::from_utf8_lossy(&bytes).contains("17.3"), "{name} tells the secret");
    }
    let wrong = with("8731");
    assert_eq!(wrong.code, Some(2));
    assert!(!wrong.stderr.contains("8731"), "{}", wrong.stderr);
    let (outside, inside) = (catalogue.folder().join("secrets"), catalogue.root().join("secrets"));
    for path in [&outside, &inside] {
        fs::write(path, "VALUE_P = 17.3\n").expect("it is written");
    }
    assert_eq!(catalogue.run("check", &["--secrets".as_ref(), outside.as_os_str()]).code, Some(0));
    let refused = catalogue.run("check", &["--secrets".as_ref(), inside.as_os_str()]);
    assert_eq!(refused.code, Some(3), "{}", refused.stderr);
}

#[test]
fn a_reviewer_gets_a_private_page_of_every_rules_effect() {
    let catalogue = Catalogue::of_case("linked_tables");
    let folder = catalogue.folder().join("private");
    let outcome = catalogue.run("check", &["--report".as_ref(), folder.as_os_str()]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let page = fs::read_to_string(folder.join("protection-visits.html")).expect("the page is there");
    for wanted in [
        "not for publication",
        "6 of 11 rows withheld",
        "too few rows",
        "protects another cell",
        "proofs asked for",
        "Rows that stand out",
    ] {
        assert!(page.contains(wanted), "`{wanted}` is missing in\n{page}");
    }
}

#[test]
fn a_plan_shows_the_policy_and_its_neighbours_and_writes_nothing() {
    let catalogue = Catalogue::of_case("linked_tables");
    let people = catalogue.run("plan", &["visits"]);
    assert_eq!((people.code, people.stderr.as_str()), (Some(0), ""), "{}", people.stdout);
    assert!(people.stdout.contains("not for publication"), "{}", people.stdout);
    assert!(people.stdout.contains("source rows are the only one of their combination"), "{}", people.stdout);
    let scripts = catalogue.run("plan", &["visits", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&scripts.stdout).expect("one JSON object");
    let choices: Vec<&str> = plan["choices"]
        .as_array()
        .expect("choices")
        .iter()
        .filter_map(|choice| choice["choice"].as_str())
        .collect();
    assert_eq!(choices[0], "as it is");
    for wanted in [
        "counties: place one level coarser",
        "counties: place without total",
        "without sizes",
        "min_count one more",
    ] {
        assert!(choices.contains(&wanted), "`{wanted}` is not among {choices:?}");
    }
    assert_eq!(plan["choices"][0]["tables"][0]["rows"], 11);
    assert!(!catalogue.public().exists());
}

#[test]
fn a_source_for_no_dataset_is_refused() {
    let catalogue = Catalogue::of_case("counts");
    let outcome = catalogue.run("check", &["--source", "vistis=x.csv"]);
    assert_ne!(outcome.code, Some(0), "a misspelt identifier would read the wrong file");
    assert!(outcome.stderr.contains("vistis"), "{}", outcome.stderr);
}

#[test]
fn public_stands_below_the_root_by_default() {
    let catalogue = Catalogue::of_case("counts");
    let mut command = udstil();
    command.current_dir(catalogue.root()).args(["build", "--as-of", AS_OF]);
    assert_eq!(run(command).code, Some(0));
    assert!(catalogue.root().join("public/index.html").exists());
}

#[test]
fn a_reader_that_stops_listening_is_no_trouble() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_udstil"))
        .args(["synth", "klager", "--rows", "200000", "--root"])
        .arg(repository())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let stdout = child.stdout.take().expect("stdout is piped");
    let mut line = String::new();
    BufReader::with_capacity(64, stdout).read_line(&mut line).expect("there is a header");
    assert!(line.starts_with("sagsnummer,"), "{line}");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn synthetic_rows_are_the_same_for_the_same_seed_and_pass_their_own_schema() {
    let root = repository().display().to_string();
    let rows =
        |seed: &str| run_with(&["synth", "klager", "--rows", "500", "--seed", seed, "--root", &root]).stdout;
    assert_eq!(rows("7"), rows("7"));
    assert_ne!(rows("7"), rows("8"));
    let folder = tempfile::tempdir().expect("a temporary directory");
    for id in ["klager", "produktregister", "rut"] {
        let path = folder.path().join(id).display().to_string();
        let made = run_with(&["synth", id, "--rows", "2000", "--root", &root, "-o", &path]);
        assert_eq!((made.code, made.stdout.as_str()), (Some(0), ""), "{}", made.stderr);
        let source = format!("{id}={path}");
        let outcome = run_with(&["check", id, "--root", &root, "--as-of", AS_OF, "--source", &source]);
        assert_eq!(outcome.code, Some(0), "{id}: {}", outcome.stderr);
    }
}
