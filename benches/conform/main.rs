//! How fast a source is checked, against doing it row by row with the `csv` and `jsonschema` crates.
//!
//! `UDSTIL_BENCH_SOURCE=complaints.csv cargo bench --bench conform` runs all in turn on a source of
//! the dataset `klager` (`UDSTIL_BENCH_ROUNDS` times, 5 if not given) and prints medians, spread and
//! ratios. Ours is the whole program from its start, twice: with the catalogue beside this file, which
//! has the schema and little else, and with the repository's own, which asks for code lists, periods and
//! rules besides and counts every row into the cells of its tables. Theirs is the schema alone, in
//! one thread, as a person would write it. A copy of the source in which each row is wrong shows what
//! findings cost. `qsv` takes part in each round and `frictionless` once, if they are on the PATH.

#![allow(clippy::print_stdout, reason = "a bench is there to print")]
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on may stop")]
#![allow(missing_docs, reason = "a bench has no readers but this comment's")]

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Map, Value};
use udstil::identifiers;

const SCHEMA: &str = "schemas/klager.schema.json";
const CATALOGUE: &str = "benches/conform/catalogue/datasets";

fn main() {
    let Some(source) = std::env::var_os("UDSTIL_BENCH_SOURCE").map(PathBuf::from) else {
        println!("skipped: UDSTIL_BENCH_SOURCE does not name a source of the dataset klager");
        return;
    };
    let rounds = std::env::var("UDSTIL_BENCH_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.csv");
    let rows = break_every_row(&source, &broken);
    println!("{rows} rows, {} MB, {rounds} rounds", std::fs::metadata(&source).unwrap().len() / 1_000_000);

    let root = schema_alone(&folder.path().join("catalogue"));

    let mut ours = Vec::new();
    let mut single = Vec::new();
    let mut ours_broken = Vec::new();
    let mut whole = Vec::new();
    let mut per_row = Vec::new();
    let mut of_qsv = Vec::new();
    let qsv_schema = folder.path().join("qsv.schema.json");
    std::fs::write(&qsv_schema, without_arrays().to_string()).unwrap();
    let mut qsv = other("qsv", [source.as_path(), &qsv_schema]);
    for _ in 0..rounds {
        ours.push(timed(|| check(&root, &source, true, &[])));
        single.push(timed(|| check(&root, &source, true, &["--threads", "1"])));
        ours_broken.push(timed(|| check(&root, &broken, false, &[])));
        whole.push(timed(|| check(Path::new("."), &source, true, &[])));
        per_row.push(timed(|| assert_eq!(valid_rows(&source), rows, "both must find the source sound")));
        of_qsv.extend(qsv.as_mut().map(|command| timed(|| run(command))));
    }
    let ours = show("udstil check, the schema", rows, &mut ours, None);
    show("the same, one thread", rows, &mut single, Some(ours));
    show("the same, every row wrong", rows, &mut ours_broken, Some(ours));
    show("udstil check, all of klager", rows, &mut whole, Some(ours));
    show("csv + jsonschema, row by row", rows, &mut per_row, Some(ours));
    if !of_qsv.is_empty() {
        show("qsv validate", rows, &mut of_qsv, Some(ours));
    }
    let table_schema_file = folder.path().join("table-schema.json");
    std::fs::write(&table_schema_file, table_schema().to_string()).unwrap();
    // A path outside the working folder is one that it would not follow.
    let arguments = [source.as_path(), Path::new("--trusted"), Path::new("--schema"), &table_schema_file];
    if let Some(mut command) = other("frictionless", arguments) {
        show("frictionless validate", rows, &mut [timed(|| run(&mut command))], Some(ours));
    }
}

/// A catalogue whose dataset `klager` has the repository's schema and little else.
fn schema_alone(root: &Path) -> PathBuf {
    for file in
        ["catalog.toml", "klager/dataset.toml", "klager/policy.toml", "klager/docs/en.md"].map(Path::new)
    {
        let to = root.join("datasets").join(file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(Path::new(CATALOGUE).join(file), to).unwrap();
    }
    std::fs::create_dir_all(root.join("schemas")).unwrap();
    std::fs::copy(SCHEMA, root.join(SCHEMA)).unwrap();
    root.to_path_buf()
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// Prints the median, the fastest and the slowest, and returns the median.
fn show(what: &str, rows: u64, times: &mut [Duration], against: Option<Duration>) -> Duration {
    times.sort_unstable();
    let median = times[times.len() / 2];
    let ratio = against.map(|ours| format!("  {:.1} x ours", median.as_secs_f64() / ours.as_secs_f64()));
    println!(
        "{what:32} {:8.3} s ({:.3} to {:.3})  {:10.0} rows/s{}",
        median.as_secs_f64(),
        times[0].as_secs_f64(),
        times[times.len() - 1].as_secs_f64(),
        rows as f64 / median.as_secs_f64(),
        ratio.unwrap_or_default()
    );
    median
}

fn check(root: &Path, source: &Path, is_sound: bool, more: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_udstil"));
    command.args(["check", "klager", "--as-of", "2026-01-31", "--root"]).arg(root).arg("--source");
    command
        .arg(format!("klager={}", source.display()))
        .args(more)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let status = command.status().unwrap();
    assert_eq!(status.success(), is_sound, "udstil check says otherwise");
}

/// A copy of a source in which the first cell of each row is wrong; returns how many rows there are.
fn break_every_row(source: &Path, broken: &Path) -> u64 {
    let mut reader = csv::Reader::from_path(source).unwrap();
    let mut writer = csv::Writer::from_writer(BufWriter::new(std::fs::File::create(broken).unwrap()));
    writer.write_byte_record(reader.byte_headers().unwrap()).unwrap();
    let mut rows = 0;
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).unwrap() {
        let wrong = [b"X", &record[0]].concat();
        let cells = std::iter::once(wrong.as_slice()).chain(record.iter().skip(1));
        writer.write_record(cells).unwrap();
        rows += 1;
    }
    writer.into_inner().unwrap().flush().unwrap();
    rows
}

/// How many rows satisfy the schema, asked of the crates row by row.
fn valid_rows(source: &Path) -> u64 {
    let schema: Value = serde_json::from_slice(&std::fs::read(SCHEMA).unwrap()).unwrap();
    let mut options =
        jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
    for (name, is_valid) in identifiers::FORMATS {
        options = options.with_format(name, move |text: &str| is_valid(text.as_bytes()));
    }
    let validator = options.build(&schema).unwrap();
    let columns: Vec<(String, Vec<String>)> = schema["properties"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, column)| {
            let types = match &column["type"] {
                Value::Array(types) => types.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                single => vec![single.as_str().unwrap().to_owned()],
            };
            (name.clone(), types)
        })
        .collect();
    let mut reader = csv::Reader::from_path(source).unwrap();
    let mut record = csv::StringRecord::new();
    let mut valid = 0;
    while reader.read_record(&mut record).unwrap() {
        let mut row = Map::with_capacity(columns.len());
        for ((name, types), cell) in columns.iter().zip(&record) {
            let may_be = |wanted: &str| types.iter().any(|name| name == wanted);
            let value = if cell.is_empty() {
                if !may_be("null") {
                    continue;
                }
                Value::Null
            } else if may_be("integer") {
                cell.parse::<i64>().map_or_else(|_| Value::from(cell), Value::from)
            } else if may_be("array") {
                cell.split('|').map(Value::from).collect()
            } else {
                Value::from(cell)
            };
            row.insert(name.clone(), value);
        }
        valid += u64::from(validator.is_valid(&Value::Object(row)));
    }
    valid
}

/// A command of another program that finds the source sound; `None` if the program is not there.
fn other<'a>(program: &str, arguments: impl IntoIterator<Item = &'a Path>) -> Option<Command> {
    Command::new(program).arg("--version").output().ok()?;
    let mut command = Command::new(program);
    command.arg("validate").args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    Some(command)
}

/// Runs a command, which must find the source sound: one that stops early would seem fast.
fn run(command: &mut Command) {
    assert!(command.status().unwrap().success(), "{command:?} does not find the source sound");
}

/// The schema as `qsv` can read it: it knows no arrays, and takes formats that it does not know for met.
fn without_arrays() -> Value {
    let mut schema: Value = serde_json::from_slice(&std::fs::read(SCHEMA).unwrap()).unwrap();
    for column in schema["properties"].as_object_mut().unwrap().values_mut() {
        if column["type"] == "array" {
            *column = column["items"].clone();
        }
    }
    schema
}

/// The schema as a Table Schema, as far as that can say it.
fn table_schema() -> Value {
    let schema: Value = serde_json::from_slice(&std::fs::read(SCHEMA).unwrap()).unwrap();
    let fields: Vec<Value> = schema["properties"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, column)| {
            let is = |wanted: &str| match &column["type"] {
                Value::Array(types) => types.iter().any(|name| name == wanted),
                single => single == wanted,
            };
            let mut constraints = Map::new();
            constraints.insert("required".to_owned(), Value::Bool(!is("null")));
            for keyword in ["minLength", "maxLength", "minimum", "maximum", "pattern", "enum"] {
                if let Some(value) = column.get(keyword) {
                    constraints.insert(keyword.to_owned(), value.clone());
                }
            }
            let kind = match column["format"].as_str() {
                Some("date") => "date",
                _ if is("integer") => "integer",
                _ => "string",
            };
            serde_json::json!({ "name": name, "type": kind, "constraints": constraints })
        })
        .collect();
    serde_json::json!({ "fields": fields })
}
