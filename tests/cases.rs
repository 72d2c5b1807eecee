//! Walks `tests/cases/`: each folder is a tiny catalogue, what is done with it and what must come of it.
//! `tests/cases/README.md` says how to add one.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::{Catalogue, Outcome, difference, repository, run, tree, udstil_in};
use serde::Deserialize;

/// What no output may hold, whatever a case is about.
const SECRET: &str = "HEMMELIG";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    #[allow(dead_code, reason = "it is there for the reader of the case")]
    about: String,
    base: Option<String>,
    #[serde(default)]
    exit: i32,
    #[serde(default)]
    arguments: Vec<String>,
    /// Secrets by name, which the program finds in its environment.
    #[serde(default)]
    secrets: BTreeMap<String, String>,
    #[serde(default)]
    remove: Vec<String>,
    #[serde(default)]
    edit: Vec<Edit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    find: String,
    replace: String,
}

struct Case {
    name: String,
    folder: PathBuf,
    file: CaseFile,
}

fn cases_folder() -> PathBuf {
    repository().join("tests/cases")
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = fs::read_dir(cases_folder())
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry can be read").path())
        .filter(|path| path.is_dir())
        .map(|folder| {
            let name = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
            let text = fs::read_to_string(folder.join("case.toml"))
                .unwrap_or_else(|error| panic!("{name}/case.toml: {error}"));
            let file = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}/case.toml: {error}"));
            Case { name, folder, file }
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

/// The case's catalogue: its base, over it its own files, then what it removes and edits.
fn catalogue(case: &Case) -> Catalogue {
    let catalogue = match &case.file.base {
        Some(base) => Catalogue::of_case(base),
        None => Catalogue::of_case(&case.name),
    };
    for part in ["datasets", "schemas"] {
        let own = case.folder.join(part);
        if case.file.base.is_some() && own.exists() {
            common::copy_tree(&own, &catalogue.root().join(part));
        }
    }
    for path in &case.file.remove {
        fs::remove_file(catalogue.root().join(path)).expect("what is removed is there");
    }
    for edit in &case.file.edit {
        catalogue.replace(&edit.file, &edit.find, &edit.replace);
    }
    catalogue
}

fn run_case(verb: &str, case: &Case, catalogue: &Catalogue, public: &Path, more: &[&str]) -> Outcome {
    let mut command = udstil_in(verb, &catalogue.root(), public);
    command.envs(case.file.secrets.iter().map(|(name, value)| (format!("UDSTIL_SECRET_{name}"), value)));
    let folder = catalogue.folder().display().to_string();
    command.args(case.file.arguments.iter().map(|argument| argument.replace("$CASE", &folder))).args(more);
    let mut outcome = run(command);
    // The folder of a case is another one in each run.
    outcome.stderr = outcome.stderr.replace(&catalogue.folder().display().to_string(), "$CASE");
    outcome
}

/// The published CSV files, without the day in their path: `<id>/<file>`.
fn published(public: &Path) -> BTreeMap<String, Vec<u8>> {
    tree(&public.join("data"))
        .into_iter()
        .filter_map(|(path, bytes)| {
            let parts: Vec<&str> = path.split('/').collect();
            match parts[..] {
                [id, "latest", file] if file.ends_with(".csv") => Some((format!("{id}/{file}"), bytes)),
                _ => None,
            }
        })
        .collect()
}

fn is_blessing() -> bool {
    std::env::var_os("UDSTIL_BLESS").is_some()
}

/// Runs every case that `wanted` picks, and fails with all that is wrong at once.
fn walk(wanted: impl Fn(&Case) -> bool, judge: impl Fn(&Case) -> Result<(), String>) {
    let cases: Vec<Case> = cases().into_iter().filter(wanted).collect();
    assert!(!cases.is_empty(), "no case was found");
    let mut wrong = Vec::new();
    for case in &cases {
        if let Err(message) = judge(case) {
            wrong.push(format!("== {}\n{message}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases fail:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found:?}, expected {expected:?}")) }
}

#[test]
fn a_build_publishes_what_was_expected() {
    walk(
        |case| case.file.exit == 0,
        |case| {
            let catalogue = catalogue(case);
            let outcome = run_case("build", case, &catalogue, &catalogue.public(), &[]);
            expect("exit code", outcome.code, Some(0))
                .map_err(|message| format!("{message}\n{}", outcome.stderr))?;
            let found = published(&catalogue.public());
            if found.is_empty() {
                return Err("nothing was published".into());
            }
            // Warnings, for a case that is about them.
            let golden = case.folder.join("stderr.txt");
            if golden.exists() {
                if is_blessing() {
                    fs::write(&golden, &outcome.stderr).expect("the golden is written");
                }
                expect_text(&outcome.stderr, &fs::read_to_string(&golden).unwrap_or_default())?;
            }
            let own = case.folder.join("expected");
            let of_base = case.file.base.as_ref().map(|base| cases_folder().join(base).join("expected"));
            if is_blessing() && of_base.as_ref().is_none_or(|of_base| tree(of_base) != found) {
                write_tree(&own, &found);
            }
            let expected = if own.exists() { own } else { of_base.unwrap_or(own) };
            match difference(&found, &tree(&expected)) {
                None => Ok(()),
                Some(difference) => Err(format!(
                    "left: found, right: expected\n{difference}\n{}",
                    found
                        .iter()
                        .map(|(name, bytes)| format!("-- {name}\n{}", String::from_utf8_lossy(bytes)))
                        .collect::<String>()
                )),
            }
        },
    );
}

#[test]
fn a_refusal_says_what_is_wrong_and_touches_nothing() {
    walk(
        |case| case.file.exit != 0,
        |case| {
            let catalogue = catalogue(case);
            let public = catalogue.public();
            let base = case.file.base.as_deref().expect("a case that is refused has a base that is not");
            let before = public_of_base(base, &public);
            let outcome = run_case("build", case, &catalogue, &public, &[]);
            expect("exit code", outcome.code, Some(case.file.exit))
                .map_err(|message| format!("{message}\n{}", outcome.stderr))?;
            expect("stdout", outcome.stdout.as_str(), "")?;
            if let Some(difference) = difference(&before, &tree(&public)) {
                return Err(format!("public/ is not as it was\n{difference}"));
            }
            expect("what lies beside public/", names(catalogue.folder()), names_expected())?;
            let golden = case.folder.join("stderr.txt");
            if is_blessing() {
                fs::write(&golden, &outcome.stderr).expect("the golden is written");
            }
            expect_text(&outcome.stderr, &fs::read_to_string(&golden).unwrap_or_default())
        },
    );
}

#[test]
fn a_plan_tells_how_much_rows_stand_out() {
    walk(
        |case| case.folder.join("plan").exists(),
        |case| {
            let catalogue = catalogue(case);
            for entry in fs::read_dir(case.folder.join("plan")).expect("the folder can be read") {
                let golden = entry.expect("an entry can be read").path();
                let dataset = golden.file_stem().expect("a file has a name").to_string_lossy().into_owned();
                let outcome = catalogue.run("plan", &[&dataset, "--format", "json"]);
                let plan: serde_json::Value = serde_json::from_str(&outcome.stdout)
                    .map_err(|error| format!("{error} for {dataset}"))?;
                let found = format!("{:#}\n", plan["choices"][0]["tables"][0]["risk"]);
                if is_blessing() {
                    fs::write(&golden, &found).expect("the golden is written");
                }
                expect_text(&found, &fs::read_to_string(&golden).unwrap_or_default())?;
            }
            Ok(())
        },
    );
}

#[test]
fn check_agrees_with_build() {
    walk(
        |_| true,
        |case| {
            let catalogue = catalogue(case);
            let public = catalogue.public();
            let outcome = run_case("check", case, &catalogue, &public, &[]);
            expect("exit code of check", outcome.code, Some(case.file.exit))
                .map_err(|message| format!("{message}\n{}", outcome.stderr))?;
            expect("public/ after check", public.exists(), false)
        },
    );
}

#[test]
fn json_says_the_same_as_people_are_told() {
    walk(
        |case| matches!(case.file.exit, 1 | 2),
        |case| {
            let catalogue = catalogue(case);
            let people = run_case("check", case, &catalogue, &catalogue.public(), &[]);
            let scripts = run_case("check", case, &catalogue, &catalogue.public(), &["--format", "json"]);
            expect("exit code", scripts.code, Some(case.file.exit))?;
            let mut told = Vec::new();
            for line in scripts.stdout.lines() {
                let finding: serde_json::Value =
                    serde_json::from_str(line).map_err(|error| format!("{error} in {line}"))?;
                for key in ["code", "severity", "path", "message"] {
                    expect(key, finding[key].is_string(), true)?;
                }
                told.push(format!("{}[{}]", text(&finding, "severity"), text(&finding, "code")));
            }
            let heads: Vec<String> = people
                .stderr
                .lines()
                .filter_map(|line| line.split_once("]: ").map(|(head, _)| format!("{head}]")))
                .filter(|head| head.starts_with("error[") || head.starts_with("warning["))
                .collect();
            expect("findings as JSON", told, heads)
        },
    );
}

#[test]
fn no_case_tells_a_secret() {
    walk(
        |case| case.file.exit != 0,
        |case| {
            let catalogue = catalogue(case);
            for more in [&["--quiet"][..], &["--format", "json"], &[]] {
                let outcome = run_case("build", case, &catalogue, &catalogue.public(), more);
                for (stream, text) in [("stdout", &outcome.stdout), ("stderr", &outcome.stderr)] {
                    if text.contains(SECRET) {
                        return Err(format!("{stream} with {more:?} tells a value of the source:\n{text}"));
                    }
                }
            }
            Ok(())
        },
    );
}

#[test]
fn names_tell_good_from_bad() {
    walk(|_| true, |case| expect("begins with err_", case.name.starts_with("err_"), case.file.exit != 0));
}

fn text<'a>(finding: &'a serde_json::Value, key: &str) -> &'a str {
    finding[key].as_str().unwrap_or_default()
}

/// What stands in a case's temporary folder when all is well.
fn names_expected() -> Vec<String> {
    vec!["catalogue".to_owned(), "public".to_owned()]
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry can be read").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Builds the base case once per run, copies its `public/` to where the refused build would write, and
/// says what is in it.
fn public_of_base(base: &str, public: &Path) -> BTreeMap<String, Vec<u8>> {
    use std::sync::{LazyLock, Mutex};
    static BUILT: LazyLock<Mutex<BTreeMap<String, Catalogue>>> = LazyLock::new(Mutex::default);
    let mut built = BUILT.lock().expect("no test panics while it holds the lock");
    let catalogue = built.entry(base.to_owned()).or_insert_with(|| {
        let catalogue = Catalogue::of_case(base);
        catalogue.build();
        catalogue
    });
    common::copy_tree(&catalogue.public(), public);
    tree(public)
}

fn write_tree(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("the old folder goes");
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the folder is made");
        fs::write(path, bytes).expect("the file is written");
    }
}

fn expect_text(found: &str, expected: &str) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!("a text is not as it should be\n-- found\n{found}\n-- expected\n{expected}"))
}
