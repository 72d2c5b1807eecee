//! Holds the house together: imports run down the floors, the three *nevers* hold, every finding code
//! is declared once and documented, and no code outside tests can panic at will.
//!
//! Sources are read as text, with comments, string contents and test modules blanked out; a rule
//! that cannot be told from the text is not held here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// The rooms from top to bottom. A room may use those below its floor and nothing else; two rooms of
/// one floor do not know each other. A new arrow between rooms is argued in the commit that adds it.
const FLOORS: &[&[&str]] = &[
    &["main"],
    &["cli"],
    &["commands"],
    &["site"],
    &["metadata"],
    &["release"],
    &["confidential"],
    &["synth"],
    &["catalog"],
    &["identifiers"],
    &["report", "digest", "private", "parallel"],
];

/// Files of more lines than this, tests aside, get a second look.
const LONG_FILE: usize = 400;

/// A source file.
struct Source {
    /// Below the repository, such as `src/release/staging.rs`.
    path: String,
    /// The modules it is, such as `["release", "staging"]`; empty for `lib.rs`.
    module: Vec<String>,
    /// As it stands.
    text: String,
    /// With comments, the contents of strings, and test modules blanked out. Lines are kept.
    code: String,
}

impl Source {
    /// The room it belongs to; `lib` for the file that lists them.
    fn room(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    /// True if it is this module or one below it.
    fn is_in(&self, module: &str) -> bool {
        let wanted: Vec<&str> = module.split("::").collect();
        self.module.len() >= wanted.len() && self.module.iter().zip(&wanted).all(|(a, b)| a == b)
    }

    /// Each match of a pattern in the code, as `path:line: text`.
    fn matches(&self, pattern: &Regex) -> Vec<String> {
        pattern
            .find_iter(&self.code)
            .map(|found| {
                let line = 1 + self.code[..found.start()].matches('\n').count();
                format!("{}:{line}: {}", self.path, found.as_str().trim())
            })
            .collect()
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    rust_files(&root.join("src"), &mut files);
    files.sort();
    let sources: Vec<Source> = files.iter().map(|file| source(root, file)).collect();
    let tests = test_modules(&sources);
    sources.into_iter().filter(|source| !tests.iter().any(|test| source.module.starts_with(test))).collect()
}

/// Modules in files of their own that are compiled for tests only.
fn test_modules(sources: &[Source]) -> Vec<Vec<String>> {
    let declared =
        Regex::new(r"#\[cfg\(test\)\]\s*(?:pub(?:\([^)]*\))?\s+)?mod (\w+);").expect("the pattern is sound");
    let mut modules = Vec::new();
    for source in sources {
        for found in declared.captures_iter(&source.text) {
            modules.push([source.module.as_slice(), &[found[1].to_owned()]].concat());
        }
    }
    modules
}

fn source(root: &Path, file: &Path) -> Source {
    let path = file.strip_prefix(root).expect("it lies below the root").to_string_lossy().replace('\\', "/");
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
    let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
        module.pop();
    }
    let text = fs::read_to_string(file).expect("a source file is text");
    let code = without_tests(&without_comments_and_strings(&text));
    Source { path, module, text, code }
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Blanks out comments and what stands between the quotes of strings and characters.
fn without_comments_and_strings(text: &str) -> String {
    let pattern = Regex::new(
        r##"(?xs)
        //[^\n]* | /\*.*?\*/
        | b?r\#"(?:.*?)"\# | b?r"[^"]*"
        | b?"(?:[^"\\]|\\.)*"
        | b?'(?:[^'\\\n]|\\(?:u\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{2}|.))'
        "##,
    )
    .expect("the pattern is sound");
    pattern.replace_all(text, |found: &regex::Captures<'_>| blank(&found[0])).into_owned()
}

/// Blanks out every item behind `#[cfg(test)]`, to its closing brace or its semicolon.
fn without_tests(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        let (before, item) = rest.split_at(at);
        out.push_str(before);
        let end = item_end(item);
        out.push_str(&blank(&item[..end]));
        rest = &item[end..];
    }
    out.push_str(rest);
    out
}

fn item_end(item: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in item.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth = depth.saturating_sub(1),
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    item.len()
}

fn blank(text: &str) -> String {
    text.chars().map(|character| if character == '\n' { '\n' } else { ' ' }).collect()
}

/// The rooms that a file names through `crate::…`, `udstil::…` or enough `super::`, with the lines.
fn rooms_used(source: &Source) -> Vec<(String, usize)> {
    let pattern = Regex::new(r"\b(?P<root>crate|udstil|super(?:\s*::\s*super)*)\s*::\s*(?P<rest>\{|\w+)")
        .expect("the pattern is sound");
    let mut used = Vec::new();
    for found in pattern.captures_iter(&source.code) {
        let root = &found["root"];
        let ups = root.matches("super").count();
        if ups > 0 && ups < source.module.len() {
            continue;
        }
        let rest = found.name("rest").expect("the pattern has it");
        let line = 1 + source.code[..rest.start()].matches('\n').count();
        let names = match rest.as_str() {
            "{" => group_heads(&source.code[rest.end()..]),
            name => vec![name.to_owned()],
        };
        used.extend(names.into_iter().map(|name| (name, line)));
    }
    used
}

/// The first name of each path in a `use` group, whose opening brace has been read.
fn group_heads(text: &str) -> Vec<String> {
    let mut heads = Vec::new();
    let (mut depth, mut head, mut in_head) = (1, String::new(), true);
    for character in text.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        match character {
            ',' | '}' if depth <= 1 => {
                heads.push(std::mem::take(&mut head));
                in_head = true;
            }
            character if in_head && depth == 1 && (character.is_alphanumeric() || character == '_') => {
                head.push(character);
            }
            // White space before a head is nothing; behind it, as in `e as f`, it ends the head.
            character if !character.is_whitespace() || !head.is_empty() => in_head = false,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn assert_none(what: &str, offences: &[String]) {
    assert!(offences.is_empty(), "{what}:\n{}", offences.join("\n"));
}

/// All matches of a pattern in files that are not exempt.
fn offences(pattern: &str, exempt: impl Fn(&Source) -> bool) -> Vec<String> {
    let pattern = Regex::new(pattern).expect("the pattern is sound");
    sources().iter().filter(|source| !exempt(source)).flat_map(|source| source.matches(&pattern)).collect()
}

#[test]
fn imports_run_down_the_floors() {
    let rooms: BTreeSet<&str> = FLOORS.iter().flat_map(|rooms| rooms.iter().copied()).collect();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.room() != "lib") {
        let Some(here) = floor(source.room()) else {
            wrong.push(format!("{}: the room `{}` has no floor", source.path, source.room()));
            continue;
        };
        for (used, line) in rooms_used(source) {
            let allowed = used == source.room() || floor(&used).is_none_or(|there| there > here);
            if rooms.contains(used.as_str()) && !allowed {
                wrong.push(format!("{}:{line}: `{}` may not use `{used}`", source.path, source.room()));
            }
        }
    }
    assert_none("imports run one way only, from top to bottom", &wrong);
}

#[test]
fn every_room_is_declared_and_has_a_floor() {
    let library = sources().into_iter().find(|source| source.path == "src/lib.rs").expect("there is one");
    let declared = Regex::new(r"\bmod (\w+);").expect("the pattern is sound");
    let declared: BTreeSet<String> =
        declared.captures_iter(&library.code).map(|found| found[1].to_owned()).collect();
    let wrong: Vec<String> = declared
        .iter()
        .filter(|room| floor(room).is_none())
        .map(|room| format!("`{room}` is declared in src/lib.rs and has no floor"))
        .collect();
    assert_none("every room has a floor", &wrong);
}

#[test]
fn site_and_metadata_never_name_confidential() {
    let found = offences(r"\bconfidential\b", |source| !matches!(source.room(), "site" | "metadata"));
    assert_none("`site` and `metadata` are written from manifests and see no row", &found);
}

#[test]
fn only_confidential_source_opens_a_source() {
    let opening = r"\bFile::open|\bFile::options|\bfs::read\w*|\bstdin\(|\bOpenOptions\b|\bfrom_path\(";
    let found =
        offences(opening, |source| source.room() != "confidential" || source.is_in("confidential::source"));
    assert_none("only `confidential::source` opens a source", &found);
    let found = offences(opening, |source| !matches!(source.room(), "metadata" | "synth" | "report"));
    assert_none("rooms that compute do not open files", &found);
}

#[test]
fn only_release_staging_writes() {
    let writing = r"(?x)\bFile::create\w* | \bfs::write\b | \bfs::(?:copy|rename|hard_link)\b | \bcreate_dir\w*
        | \bremove_(?:file|dir)\w* | \bOpenOptions\b | \bFile::options | \bset_permissions\b | \bsymlink\w*\(
        | \btempfile::\w+ | \bTempDir\b | \bNamedTempFile\b | \btempdir(?:_in)?\(";
    let found = offences(writing, |source| {
        source.is_in("release::staging") || matches!(source.room(), "private" | "main" | "cli")
    });
    assert_none(
        "only `release::staging` creates files under `public/`, and only `private` creates them elsewhere",
        &found,
    );
}

#[test]
fn only_main_and_cli_read_the_clock_and_the_environment_or_print() {
    let worldly = r"(?x)\bSystemTime\b | \bInstant::now\b | \bZoned::now\b | \bTimestamp::now\b | \bTimeZone::system\b
        | \bstd::env\b | \benv::(?:var|vars|args|current_dir|temp_dir)\w*\b | \bprocess::exit\b
        | \be?println!\s*\( | \be?print!\s*\( | \bdbg!\s*\( | \bio::stdout\b | \bio::stderr\b";
    let found = offences(worldly, |source| matches!(source.room(), "main" | "cli"));
    assert_none("only `main` and `cli` read the clock or the environment, or print", &found);
}

#[test]
fn nothing_outside_tests_panics_at_will() {
    let found = offences(r"\.unwrap\(\)|\.unwrap_err\(\)|\bpanic!|\btodo!|\bunimplemented!", |_| false);
    assert_none("say with `expect` why it cannot happen, or return an error", &found);
}

#[test]
fn no_expectation_is_without_a_reason() {
    let pattern = Regex::new(r#"\.expect\(\s*"([^"]*)""#).expect("the pattern is sound");
    let mut wrong = Vec::new();
    for source in sources() {
        for found in pattern.captures_iter(&source.text) {
            if found[1].split_whitespace().count() < 2 {
                wrong.push(format!("{}: expect({:?})", source.path, &found[1]));
            }
        }
    }
    assert_none("`expect` says why it cannot happen", &wrong);
}

#[test]
fn every_file_says_what_it_is_responsible_for() {
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|source| !source.text.starts_with("//! "))
        .map(|source| source.path.clone())
        .collect();
    assert_none("a file opens with `//!`: what it is responsible for, and what it leaves alone", &wrong);
}

#[test]
fn long_files_get_a_second_look() {
    for source in sources() {
        let lines = source.code.trim_end().lines().count();
        if lines > LONG_FILE {
            println!("worth a second look: {} has {lines} lines before its tests", source.path);
        }
    }
}

/// A code as a room declares it inside `codes! { … }`.
struct DeclaredCode {
    path: String,
    constant: String,
    meaning: String,
}

fn declared_codes() -> (BTreeMap<String, DeclaredCode>, Vec<String>) {
    let block = Regex::new(r"(?s)\bcodes! \{\n(.*?)\n\}").expect("the pattern is sound");
    let entry =
        Regex::new(r#"(?m)^\s*([A-Z][A-Z0-9_]*) = "([^"]*)",\s*"([^"]*)";"#).expect("the pattern is sound");
    let (mut codes, mut twice) = (BTreeMap::new(), Vec::new());
    for source in sources().iter().filter(|source| source.room() != "report") {
        for body in block.captures_iter(&source.text) {
            for found in entry.captures_iter(&body[1]) {
                let code = DeclaredCode {
                    path: source.path.clone(),
                    constant: found[1].to_owned(),
                    meaning: found[3].to_owned(),
                };
                if let Some(first) = codes.insert(found[2].to_owned(), code) {
                    twice.push(format!("`{}` is declared in {} and {}", &found[2], first.path, source.path));
                }
            }
        }
    }
    (codes, twice)
}

/// The rows of the tables in `docs/findings.md`: code and meaning.
fn documented_codes() -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings.md");
    let text = fs::read_to_string(path).expect("docs/findings.md is there");
    let row = Regex::new(r"(?m)^\| `([a-z0-9-]+)` \| (.*?) \| .+ \|$").expect("the pattern is sound");
    row.captures_iter(&text).map(|found| (found[1].to_owned(), found[2].to_owned())).collect()
}

#[test]
fn finding_codes_are_unique_and_in_kebab_case() {
    let (codes, twice) = declared_codes();
    assert!(codes.len() > 20, "the pattern no longer finds the codes");
    assert_none("a code belongs to one room", &twice);
    let kebab = Regex::new("^[a-z][a-z0-9]*(-[a-z0-9]+)*$").expect("the pattern is sound");
    let wrong: Vec<String> = codes.keys().filter(|code| !kebab.is_match(code)).cloned().collect();
    assert_none("codes are in kebab case", &wrong);
}

#[test]
fn every_code_is_made_somewhere() {
    let all: String = sources().iter().map(|source| source.code.as_str()).collect();
    let unused: Vec<String> = declared_codes()
        .0
        .values()
        .filter(|code| {
            let name = Regex::new(&format!(r"\b{}\b", code.constant)).expect("the pattern is sound");
            name.find_iter(&all).count() < 2
        })
        .map(|code| format!("{}: {}", code.path, code.constant))
        .collect();
    assert_none("a code that nothing can say is not declared", &unused);
}

#[test]
fn every_code_is_documented_with_its_meaning() {
    let (codes, _) = declared_codes();
    let documented = documented_codes();
    let mut wrong = Vec::new();
    for (name, code) in &codes {
        match documented.iter().filter(|(documented, _)| documented == name).collect::<Vec<_>>()[..] {
            [] => wrong.push(format!("`{name}` is not there: | `{name}` | {} | … |", code.meaning)),
            [(_, meaning)] if *meaning == code.meaning => {}
            [(_, meaning)] => wrong.push(format!("`{name}` means {:?}, not {meaning:?}", code.meaning)),
            _ => wrong.push(format!("`{name}` stands there twice")),
        }
    }
    for (name, _) in &documented {
        if !codes.contains_key(name) {
            wrong.push(format!("`{name}` is documented and no room says it"));
        }
    }
    assert_none("docs/findings.md lists every code with its meaning", &wrong);
}

#[test]
fn workflows_pin_every_action_to_a_commit() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows");
    let uses = Regex::new(r"(?m)^\s*(?:- )?uses:\s*(.*)$").expect("the pattern is sound");
    let pinned =
        Regex::new(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$").expect("the pattern is sound");
    let mut wrong = Vec::new();
    for entry in fs::read_dir(folder).expect("there are workflows") {
        let path = entry.expect("an entry can be read").path();
        let text = fs::read_to_string(&path).expect("a workflow is text");
        for found in uses.captures_iter(&text).filter(|found| !pinned.is_match(found[1].trim())) {
            wrong.push(format!("{}: {}", path.display(), &found[1]));
        }
        if !text.contains("\npermissions:") {
            wrong.push(format!("{}: no `permissions` at the top", path.display()));
        }
    }
    assert_none("an action is pinned to a commit, with its release in a comment", &wrong);
}

#[test]
fn the_reader_of_sources_is_not_fooled() {
    let text = "use crate::{a, b::{c, d}, e as f};\nlet x = \"crate::site\"; // crate::site\n'a: loop {}\n\
                #[cfg(test)]\nmod tests { use crate::main; }\nfn g() { super::super::h::i() }\n";
    let code = without_tests(&without_comments_and_strings(text));
    assert_eq!(code.lines().count(), text.lines().count());
    let source = Source { path: String::new(), module: vec!["m".into()], text: text.into(), code };
    let used: Vec<String> = rooms_used(&source).into_iter().map(|(room, _)| room).collect();
    assert_eq!(used, ["a", "b", "e", "h"]);
}
