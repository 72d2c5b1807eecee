//! Plants unmistakable values in every source column of the repository's confidential datasets, builds,
//! and searches every byte that came of it: pages, tables, metadata, names of files, stdout and stderr;
//! Parquet page by page and XLSX part by part, decompressed. Then breaks the rows in every column and
//! in the ways files break, and searches what is said about that.
//!
//! A value that cannot be unmistakable, such as a code of two letters, must not stand in any published
//! cell. What the policy publishes as it is (a substance's CAS number, say) is exempt.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;

use common::{Catalogue, Outcome, repository, tree};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use serde_json::Value;
use udstil::identifiers::{cpr, cvr, ec_number, p_nummer, ufi};

/// The datasets whose sources are confidential.
const DATASETS: [&str; 3] = ["klager", "produktregister", "rut"];

/// As many rows as any threshold asks for, each with a company of its own, so that their cell is published.
const ROWS: usize = 6;

/// What stands in every planted text, so that one search finds any of them.
const BIRD: &str = "Kanariefugl";

/// A value that was planted.
struct Canary {
    column: String,
    value: String,
    /// True if no byte of any output may hold it, false if no published cell may be it.
    is_unmistakable: bool,
}

/// A dataset's source of canaries and nothing else.
struct Cage {
    id: String,
    delimiter: u8,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    canaries: Vec<Canary>,
    /// What the policy publishes as it is.
    public: BTreeSet<String>,
}

fn read_toml(path: &str) -> toml::Table {
    fs::read_to_string(repository().join(path)).expect("the file is there").parse().expect("it is TOML")
}

fn cage(id: &str) -> Cage {
    let schema =
        fs::read(repository().join(format!("schemas/{id}.schema.json"))).expect("the schema is there");
    let schema: Value = serde_json::from_slice(&schema).expect("the schema is JSON");
    let dataset = read_toml(&format!("datasets/{id}/dataset.toml"));
    let policy = read_toml(&format!("datasets/{id}/policy.toml"));
    let template = template(id);
    let mut cage = Cage {
        id: id.to_owned(),
        delimiter: dataset["source"]
            .get("delimiter")
            .map_or(b',', |text| text.as_str().unwrap_or(",").as_bytes()[0]),
        header: schema["properties"].as_object().expect("a schema has properties").keys().cloned().collect(),
        rows: vec![Vec::new(); ROWS],
        canaries: Vec::new(),
        public: BTreeSet::new(),
    };
    for (column, subschema) in schema["properties"].as_object().expect("a schema has properties") {
        let role = policy["columns"][column].as_str().expect("every column has a role");
        for at in 0..ROWS {
            let planted = if role == "dimension" { None } else { planted(column, subschema, at) };
            let value = planted.clone().unwrap_or_else(|| template[column].clone());
            if is_published_as_it_is(column, &policy) {
                cage.public.insert(value.clone());
            } else {
                let is_unmistakable = planted.is_some() || subschema["format"] == "date";
                // A text is searched for up to where a quotation mark may be written in another way.
                let value = value.split(',').next().unwrap_or_default().to_owned();
                cage.canaries.push(Canary { column: column.clone(), value, is_unmistakable });
            }
            cage.rows[at].push(value);
        }
    }
    cage
}

/// A row of the sample without empty cells: where codes of lists come from.
fn template(id: &str) -> BTreeMap<String, String> {
    let path = repository().join(format!("datasets/{id}/sample.csv"));
    let mut reader = csv::Reader::from_path(&path).expect("the sample is there");
    let header = reader.headers().expect("the sample has a header").clone();
    let full = reader
        .records()
        .map(|record| record.expect("the sample is CSV"))
        .find(|record| record.iter().all(|cell| !cell.is_empty()))
        .expect("some row of the sample has no empty cell");
    header.iter().map(str::to_owned).zip(full.iter().map(str::to_owned)).collect()
}

fn is_published_as_it_is(column: &str, policy: &toml::Table) -> bool {
    let tables = policy["table"].as_array().expect("a policy has tables");
    tables.iter().flat_map(|table| table["dimension"].as_array().expect("a table has dimensions")).any(
        |dimension| {
            // A value that is a code of the list may be one of the level that is published.
            let is_code = dimension.get("matching").and_then(toml::Value::as_str) == Some("exact");
            let recodes = ["period", "bins"].iter().any(|key| dimension.get(key).is_some())
                || dimension.get("level").is_some() && !is_code;
            dimension["column"].as_str() == Some(column) && !recodes
        },
    )
}

/// An unmistakable value of the right shape, if there is one.
fn planted(column: &str, schema: &Value, at: usize) -> Option<String> {
    let number = at as u32;
    if let Some(format) = schema["format"].as_str() {
        return match format {
            "cpr" => (0..10_000).filter_map(|serial| cpr::from_parts(1977, 7, 17, serial)).nth(at),
            "cvr" => (7_777_700..).filter_map(cvr::from_body).nth(at),
            "p-nummer" => (177_777_700..).filter_map(p_nummer::from_body).nth(at),
            "ec-number" => (777_700..).filter_map(ec_number::from_body).nth(at),
            "ufi" => ufi::encode("DK", 77_777_700, 7_777_770 + number),
            // What ends must not end before it begins.
            "date" if column.starts_with("slut") => Some(format!("2031-02-1{at}")),
            "date" => Some(format!("2024-02-1{at}")),
            other => panic!("a canary of format `{other}` is missing here"),
        };
    }
    if schema.get("enum").is_some() {
        return None;
    }
    let by_column = match column {
        "sagsnummer" => Some(format!("2031-777770{at}")),
        "pr_nummer" | "rut_nummer" => Some(format!("777770{at}")),
        "ejergruppe" => Some(format!("EG77770{at}")),
        "funktionskode" => Some(format!("Q7770{at}")),
        "momsnummer" => Some(format!("DE77777770{at}")),
        "h_saetninger" => Some(format!("EUH77{at}")),
        "antal_personer" => Some(format!("9876{at}")),
        "antal_udstationerede" => Some(format!("987{at}")),
        "koncentration_min" | "koncentration_maks" => Some(format!("87.65432{at}")),
        "tons_produceret" | "tons_importeret" | "tons_eksporteret" => Some(format!("87654.32{at}98")),
        _ => None,
    };
    let is_free_text = schema.get("pattern").is_none() && schema.get("maxLength").is_some();
    by_column.or_else(|| is_free_text.then(|| format!("{BIRD} {column} {at}, Ærøskøbing \"7\"")))
}

impl Cage {
    fn csv(&self, rows: &[Vec<String>]) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new().delimiter(self.delimiter).from_writer(Vec::new());
        writer.write_record(&self.header).expect("memory can be written to");
        for row in rows {
            writer.write_record(row).expect("memory can be written to");
        }
        writer.into_inner().expect("memory can be written to")
    }

    /// True for a table's CSV file, and not for a code list.
    fn is_table(&self, place: &str) -> bool {
        let name = place.strip_prefix("data/").and_then(|rest| rest.strip_prefix(&self.id));
        let name = name.and_then(|rest| rest.strip_prefix("/latest/"));
        name.is_some_and(|name| name.ends_with(".csv") && !name.contains('/'))
    }

    fn source(&self) -> String {
        format!("datasets/{}/sample.csv", self.id)
    }
}

/// The catalogue with the cages' rows as its sources.
fn catalogue(cages: &[Cage]) -> Catalogue {
    let catalogue = Catalogue::copy_of(repository());
    for cage in cages {
        catalogue.write(&cage.source(), cage.csv(&cage.rows));
    }
    catalogue
}

/// Everything that came of a build, decompressed, by where it is.
fn haystacks(catalogue: &Catalogue, outcome: &Outcome) -> BTreeMap<String, Vec<u8>> {
    let public = tree(&catalogue.public());
    let names = public.keys().cloned().collect::<Vec<_>>().join("\n");
    let mut all = said(outcome);
    all.insert("the names of files".into(), names.into_bytes());
    for (name, bytes) in public {
        if name.ends_with(".parquet") {
            all.extend(parquet_pages(&name, &catalogue.public().join(&name)));
        } else if name.ends_with(".xlsx") {
            all.extend(zip_parts(&name, &bytes));
        }
        all.insert(name, bytes);
    }
    all
}

fn said(outcome: &Outcome) -> BTreeMap<String, Vec<u8>> {
    let streams = [("stdout", &outcome.stdout), ("stderr", &outcome.stderr)];
    streams.map(|(name, text)| (name.to_owned(), text.clone().into_bytes())).into()
}

/// Every page, dictionaries included: a value that no row uses would show there.
fn parquet_pages(name: &str, path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut pages = BTreeMap::new();
    let file = fs::File::open(path).expect("the file is there");
    let reader = SerializedFileReader::new(file).expect("it is Parquet");
    for group in 0..reader.num_row_groups() {
        let group_reader = reader.get_row_group(group).expect("the row group is there");
        for column in 0..group_reader.num_columns() {
            let mut page_reader = group_reader.get_column_page_reader(column).expect("the column is there");
            let mut number = 0;
            while let Some(page) = page_reader.get_next_page().expect("the page can be read") {
                pages.insert(format!("{name}, page {group}.{column}.{number}"), page.buffer().to_vec());
                number += 1;
            }
        }
    }
    pages
}

fn zip_parts(name: &str, bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("XLSX is a ZIP archive");
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("the part is there");
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("the part can be read");
        parts.insert(format!("{name}, part {}", part.name().expect("a part has a name")), content);
    }
    parts
}

/// Where a value occurs. One of digits counts only where no letter or digit adjoins it, or else every
/// long hexadecimal digest would hold it sooner or later.
fn occurs(value: &str, bytes: &[u8]) -> bool {
    let is_bare = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let adjoins = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    memchr::memmem::find_iter(bytes, value)
        .any(|at| !is_bare || !(adjoins(at.checked_sub(1)) || adjoins(Some(at + value.len()))))
}

fn search(canaries: &[Canary], haystacks: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut found = Vec::new();
    for (place, bytes) in haystacks {
        if occurs(BIRD, bytes) {
            found.push(format!("a planted text in {place}"));
        }
        for canary in canaries.iter().filter(|canary| canary.is_unmistakable) {
            if occurs(&canary.value, bytes) {
                found.push(format!("`{}` in {place}: {}", canary.column, canary.value));
            }
        }
    }
    found
}

/// Published cells that are a planted value, but for code lists, which are public, and values that
/// another column of the same rows publishes as it is: a country of origin may be a nationality.
fn search_cells(cage: &Cage, haystacks: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut found = Vec::new();
    for (place, bytes) in haystacks.iter().filter(|(place, _)| cage.is_table(place)) {
        for record in csv::Reader::from_reader(&bytes[..]).records() {
            for cell in
                record.expect("a published file is CSV").iter().filter(|cell| !cage.public.contains(*cell))
            {
                let of = cage.canaries.iter().find(|canary| canary.value == cell);
                found.extend(of.map(|canary| format!("`{}` in {place}: {cell}", canary.column)));
            }
        }
    }
    found
}

fn assert_silent(found: &[String]) {
    assert!(found.is_empty(), "{} leaks:\n{}", found.len(), found.join("\n"));
}

#[test]
fn a_sound_build_gives_no_planted_value_away() {
    let cages = DATASETS.map(cage);
    let catalogue = catalogue(&cages);
    let outcome = catalogue.run::<&str>("build", &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let haystacks = haystacks(&catalogue, &outcome);
    for cage in &cages {
        assert_silent(&search(&cage.canaries, &haystacks));
        assert_silent(&search_cells(cage, &haystacks));
        let csv = format!("data/{}/latest/", cage.id);
        let published = haystacks.iter().filter(|(place, _)| cage.is_table(place));
        let text: String = published.map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
        let key = text.lines().nth(1).and_then(|row| row.split(',').next()).expect("there is a row");
        for kind in [".parquet, page", ".xlsx, part"] {
            let mut inside =
                haystacks.iter().filter(|(place, _)| place.starts_with(&csv) && place.contains(kind));
            assert!(inside.any(|(_, bytes)| occurs(key, bytes)), "the search does not reach into {kind}");
        }
        assert!(
            text.contains(",6,"),
            "the planted rows of {} are not published, so nothing was tried",
            cage.id
        );
    }
}

#[test]
fn the_search_finds_what_is_there() {
    let cages = DATASETS.map(cage);
    for cage in &cages {
        let haystack = [("source".to_owned(), cage.csv(&cage.rows))].into();
        let unmistakable = cage.canaries.iter().filter(|canary| canary.is_unmistakable).count();
        assert!(search(&cage.canaries, &haystack).len() > unmistakable, "{}", cage.id);
        assert!(unmistakable > 8 * ROWS, "{} has too few canaries", cage.id);
    }
    assert!(!occurs("98761", b"a98761f") && occurs("98761", b",98761\n"));
}

/// What the private faces of findings say: the report and SARIF.
fn private_faces(catalogue: &Catalogue) -> BTreeMap<String, Vec<u8>> {
    let faces = tree(&catalogue.folder().join("faces"));
    assert!(!faces.is_empty(), "no face was shown");
    faces
}

/// Runs `check` and `build`, with every face there is (annotations show people's beside them), and
/// searches what is said.
fn refused(cage: &Cage, what: &str, source: &[u8], must_refuse: bool) {
    let catalogue = Catalogue::copy_of(repository());
    catalogue.write(&cage.source(), source);
    let faces = catalogue.folder().join("faces").display().to_string();
    let sarif = format!("{faces}/findings.sarif");
    for (verb, format) in [("check", "github"), ("build", "json")] {
        let arguments = [&cage.id, "--format", format, "--report", &faces, "--sarif", &sarif];
        let outcome = catalogue.run(verb, &arguments);
        assert!(matches!(outcome.code, Some(0 | 1)), "{}, {what}: {}", cage.id, outcome.stderr);
        assert!(!must_refuse || outcome.code == Some(1), "{}, {what}: it was not refused", cage.id);
        let mut told = said(&outcome);
        told.extend(private_faces(&catalogue));
        let found = search(&cage.canaries, &told);
        assert!(found.is_empty(), "{}, {what}, {verb}:\n{}", cage.id, found.join("\n"));
        assert!(outcome.code == Some(0) || !catalogue.public().exists(), "{what}: something was published");
    }
}

#[test]
fn a_row_broken_in_any_column_is_not_quoted() {
    for cage in DATASETS.map(cage) {
        for (column, name) in cage.header.iter().enumerate() {
            let mut rows = cage.rows.clone();
            rows[2][column] = format!("{BIRD}|brud \u{1f99c}, 31-12-1999");
            rows[3][column] = String::new();
            refused(&cage, &format!("a broken `{name}`"), &cage.csv(&rows), false);
        }
    }
}

#[test]
fn a_row_that_is_set_aside_is_told_nowhere_else() {
    for cage in DATASETS.map(cage) {
        let catalogue = Catalogue::copy_of(repository());
        let file = format!("datasets/{}/dataset.toml", cage.id);
        let text = String::from_utf8(catalogue.read(&file)).expect("the file is text");
        catalogue.write(&file, format!("on_invalid = \"quarantine\"\nquarantine = {{ rows = 100 }}\n{text}"));
        let schema = catalogue.read(&format!("schemas/{}.schema.json", cage.id));
        let schema: Value = serde_json::from_slice(&schema).expect("the schema is JSON");
        let has_format = |name: &String| schema["properties"][name].get("format").is_some();
        let never_text = cage.header.iter().position(has_format).expect("some column has a format");
        let mut rows = cage.rows.clone();
        for column in 0..cage.header.len() {
            let mut row = cage.rows[0].clone();
            row[never_text] = BIRD.to_owned();
            row[column] = format!("{BIRD}|brud \u{1f99c}, 31-12-1999");
            rows.push(row);
        }
        rows.push(vec![BIRD.to_owned(); cage.header.len()]);
        catalogue.write(&cage.source(), cage.csv(&rows));
        let [faces, aside] =
            ["faces", "aside"].map(|name| catalogue.folder().join(name).display().to_string());
        let sarif = format!("{faces}/findings.sarif");
        let arguments =
            [&cage.id, "--format", "github", "--report", &faces, "--sarif", &sarif, "--quarantine", &aside];
        let outcome = catalogue.run("build", &arguments);
        assert_eq!(outcome.code, Some(0), "{}: {}", cage.id, outcome.stderr);
        let mut all = haystacks(&catalogue, &outcome);
        all.extend(private_faces(&catalogue));
        let kept = tree(aside.as_ref());
        let (_, aside) = kept.iter().find(|(name, _)| name.ends_with(".csv")).expect("rows were set aside");
        assert!(memchr::memmem::find_iter(aside, BIRD).count() > cage.header.len(), "{}: too few", cage.id);
        all.extend(kept.into_iter().filter(|(name, _)| name.ends_with(".reasons.jsonl")));
        let found = search(&cage.canaries, &all);
        assert!(found.is_empty(), "{}:\n{}\n{}", cage.id, found.join("\n"), outcome.stderr);
    }
}

#[test]
fn a_broken_file_is_not_quoted() {
    for cage in DATASETS.map(cage) {
        let sound = cage.csv(&cage.rows);
        let header_end = sound.iter().position(|byte| *byte == b'\n').expect("there is a header") + 1;
        let (header, rows) = sound.split_at(header_end);
        refused(&cage, "no header", rows, true);
        refused(&cage, "a row cut short", &[header, rows, b"2031-7777700,Kanariefugl"].concat(), true);
        refused(
            &cage,
            "a row too long",
            &[header, &rows[..rows.len() - 1], b",Kanariefugl\n"].concat(),
            true,
        );
        refused(&cage, "a quote never closed", &[header, b"\"Kanariefugl", rows].concat(), true);
        refused(&cage, "a stray quote", &[header, b"Kanarie\"fugl", rows].concat(), true);
        refused(&cage, "not UTF-8", &[header, b"Kanariefugl \xe6\xf8\xe5", rows].concat(), true);
        refused(&cage, "another column", &[b"Kanariefugl,", header, rows].concat(), true);
        refused(
            &cage,
            "all on one line",
            &sound.iter().map(|byte| if *byte == b'\n' { b' ' } else { *byte }).collect::<Vec<_>>(),
            true,
        );
    }
}
