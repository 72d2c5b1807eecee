//! Synthetic rows: the samples in the repository are what comes out, every row satisfies its schema, and
//! the tables made from them show both published and withheld cells.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use jiff::civil::date;
use serde_json::{Map, Value};
use udstil::catalog::{self, Catalog, Dataset, Secrets, Selection};
use udstil::confidential::{Job, Location, Values, anonymised};
use udstil::identifiers::{self, cas_rn, cpr, ec_number, ufi};
use udstil::synth::{self, Request};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const DATASETS: [&str; 3] = ["klager", "produktregister", "rut"];

fn catalogue(root: &Path, id: &str) -> Catalog {
    let datasets = [id.to_owned()];
    let selection = Selection { root, datasets: &datasets, as_of: date(2026, 1, 1) };
    let (catalog, report) = catalog::load(&selection).expect("the catalogue can be read");
    assert_eq!(report.findings(), []);
    catalog.expect("a catalogue without findings is loaded")
}

/// The rows that a request gives, and the codes of what was found.
fn synthesised(root: &Path, id: &str, rows: Option<u64>, seed: Option<u64>) -> (Vec<u8>, Vec<&'static str>) {
    let secrets = Secrets::default();
    let request = Request { root, dataset: id, rows, seed, as_of: date(2026, 1, 1), secrets: &secrets };
    let mut out = Vec::new();
    let report = synth::run(&request, || Ok(Box::new(&mut out))).expect("the catalogue can be read");
    (out, report.findings().iter().map(|finding| finding.code.name).collect())
}

fn sound_rows(id: &str, rows: u64, seed: u64) -> Vec<u8> {
    let (bytes, found) = synthesised(Path::new(ROOT), id, Some(rows), Some(seed));
    assert!(found.is_empty(), "{id}: {found:?}");
    bytes
}

fn sample(id: &str) -> Vec<u8> {
    fs::read(Path::new(ROOT).join(format!("datasets/{id}/sample.csv"))).expect("there is a sample")
}

fn records(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(bytes).deserialize().collect::<Result<_, _>>().expect("the rows are CSV")
}

/// A record as the schema sees it.
fn instance(record: &BTreeMap<String, String>, dataset: &Dataset) -> Value {
    let mut object = Map::new();
    for column in &dataset.schema.columns {
        let cell = record[&column.name].as_str();
        let allows = |kind: &str| match &column.schema["type"] {
            Value::Array(kinds) => kinds.iter().any(|other| other == kind),
            one => one == kind,
        };
        let value = if cell.is_empty() && allows("null") {
            Value::Null
        } else if cell.is_empty() {
            continue;
        } else if let Some(mark) = dataset.source.lists.get(&column.name) {
            cell.split(*mark).map(Value::from).collect()
        } else if allows("integer") || allows("number") {
            serde_json::from_str(cell).expect("a number is written as JSON writes it")
        } else {
            Value::from(cell)
        };
        object.insert(column.name.clone(), value);
    }
    Value::Object(object)
}

#[test]
fn the_samples_are_what_comes_out() {
    for id in DATASETS {
        let (bytes, found) = synthesised(Path::new(ROOT), id, None, None);
        assert!(found.is_empty(), "{id}: {found:?}");
        let committed = sample(id);
        assert!(bytes == committed, "datasets/{id}/sample.csv is stale: run `udstil synth {id}`");
        assert!(committed.len() < 1_000_000, "{id}: {} bytes", committed.len());
    }
}

#[test]
fn every_row_satisfies_its_schema() {
    for id in DATASETS {
        let catalog = catalogue(Path::new(ROOT), id);
        let dataset = &catalog.datasets[0];
        let mut options = jsonschema::draft202012::options().should_validate_formats(true);
        for (name, is_valid) in identifiers::FORMATS {
            options = options.with_format(name, move |text: &str| is_valid(text.as_bytes()));
        }
        let validator = options.build(&dataset.schema.document).expect("the schema is sound");
        for bytes in [sample(id), sound_rows(id, 3000, 99), sound_rows(id, 1, 5)] {
            for record in records(&bytes) {
                let instance = instance(&record, dataset);
                assert!(validator.is_valid(&instance), "{id}: {instance}");
            }
        }
    }
}

#[test]
fn runs_have_as_many_rows_as_asked_for_and_depend_on_the_seed_alone() {
    for id in DATASETS {
        for rows in [0, 1, 2, 777] {
            assert_eq!(records(&sound_rows(id, rows, 3)).len() as u64, rows, "{id}");
        }
        assert!(sound_rows(id, 777, 3) == sound_rows(id, 777, 3), "{id}");
        assert!(sound_rows(id, 777, 3) != sound_rows(id, 777, 4), "{id}");
    }
}

#[test]
fn tables_of_the_samples_have_published_and_withheld_cells() {
    for (id, at_least) in [("klager", 500), ("produktregister", 400), ("rut", 200)] {
        let catalog = catalogue(Path::new(ROOT), id);
        let dataset = &catalog.datasets[0];
        let location = Location::File(Path::new(ROOT).join(&dataset.source.path));
        let threads = NonZeroUsize::MIN;
        let job = Job {
            catalog: &catalog,
            dataset,
            location: Some(&location),
            shown_as: "sample.csv",
            threads,
            earlier: &udstil::confidential::Earlier::NoRecord,
            others: &[],
            as_of: date(2026, 1, 1),
            looks_at_rows: false,
        };
        let outcome = anonymised(&job).expect("the sample can be read");
        assert_eq!(outcome.report.findings(), [], "{id}");
        let (mut rows, mut published) = (0, 0);
        for table in &outcome.tables {
            let count = table.columns().iter().find_map(|column| match column.values() {
                Values::Integer(values) => Some(values),
                _ => None,
            });
            let count = count.expect("the first measure is a count");
            rows += count.len();
            published += count.iter().flatten().count();
        }
        assert!(published >= at_least, "{id}: {published} of {rows} cells published");
        assert!(rows - published > published / 2, "{id}: {published} of {rows} published");
    }
}

#[test]
fn free_text_names_persons_and_holds_numbers_and_awkward_characters() {
    let records = records(&sample("klager"));
    let texts: Vec<&str> = records.iter().map(|record| record["beskrivelse"].as_str()).collect();
    let any = |what: &str, holds: &dyn Fn(&str) -> bool| {
        assert!(texts.iter().any(|text| holds(text)), "no text has {what}");
    };
    any("a name", &|text| text.contains("Eksempelsen"));
    any("a CPR number", &|text| text.split([' ', '.', ')', '\n']).any(cpr::is_valid));
    any("a quotation mark", &|text| text.contains('"'));
    any("a line break", &|text| text.contains('\n'));
    any("æøå", &|text| text.contains("Æ, ø og å"));
    any("nothing", &|text| text.is_empty());
    any("nearly as much as the schema allows", &|text| text.chars().count() > 3500);
}

#[test]
fn cpr_numbers_belong_to_nobody_born() {
    for record in records(&sample("klager")) {
        let number = &record["klager_cpr"];
        assert!(number.is_empty() || cpr::date_of_birth(number).is_some_and(|(year, _, _)| year >= 2050));
    }
}

#[test]
fn the_cells_of_a_row_agree() {
    let klager = records(&sample("klager"));
    let mut companies: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for record in &klager {
        assert_eq!(record["sagsnummer"][..4], record["modtaget_dato"][..4]);
        assert!(record["udfald_dato"].is_empty() || record["udfald_dato"] >= record["modtaget_dato"]);
        assert_eq!(record["udfald"].is_empty(), record["udfald_dato"].is_empty());
        assert!(record["klager_rolle"] != "ANONYM" || record["klager_navn"].is_empty());
        companies.entry(&record["p_nummer"]).or_default().insert(&record["cvr"]);
    }
    companies.remove("");
    assert!(companies.values().all(|cvr| cvr.len() == 1), "a workplace belongs to one company");
    for record in records(&sample("rut")) {
        let posted: usize = record["antal_udstationerede"].parse().expect("a number");
        let countries = record["nationaliteter"].split('|').filter(|country| !country.is_empty()).count();
        assert!(countries <= posted && (countries > 0) == (posted > 0));
        let number = &record["momsnummer"];
        assert!(number.is_empty() || number.starts_with(&record["land"]));
    }
}

#[test]
fn a_product_has_different_substances_and_one_company() {
    let records = records(&sample("produktregister"));
    let keys: BTreeSet<_> =
        records.iter().map(|record| (&record["pr_nummer"], &record["cas_nummer"], &record["aar"])).collect();
    assert_eq!(keys.len(), records.len());
    let mut products = BTreeMap::new();
    let mut groups = BTreeMap::new();
    for record in &records {
        let product = ["produktnavn", "cvr", "ufi", "h_saetninger"].map(|column| &record[column]);
        assert_eq!(products.entry(&record["pr_nummer"]).or_insert(product), &product);
        let group = &record["ejergruppe"];
        assert_eq!(groups.entry(&record["cvr"]).or_insert(group), &group);
        if !record["ufi"].is_empty() {
            let payload = ufi::decode(&record["ufi"]).expect("a UFI decodes");
            assert_eq!(payload.vat.to_string(), record["cvr"], "a UFI gives its company away");
        }
    }
    assert!(
        groups.values().collect::<BTreeSet<_>>().len() < groups.len(),
        "some groups have several companies"
    );
}

#[test]
fn substances_are_those_of_the_list() {
    let catalog = catalogue(Path::new(ROOT), "produktregister");
    let listed: BTreeSet<&str> =
        catalog.codelists["stof"].entries().iter().map(|entry| entry.code.as_str()).collect();
    assert!(listed.iter().all(cas_rn::is_valid));
    let table = fs::read(Path::new(ROOT).join("datasets/produktregister/synth-stoffer.csv"))
        .expect("there is a table");
    let table = records(&table);
    assert!(table.iter().all(|record| record["ec"].is_empty() || ec_number::is_valid(&record["ec"])));
    let made: BTreeSet<&str> = table.iter().map(|record| record["cas"].as_str()).collect();
    assert!(made.is_subset(&listed));
    assert_eq!(table.len(), made.len());
}

/// What is found when a piece of a dataset's hints is replaced. Nothing is written then.
fn check_findings(id: &str, old: &str, new: &str, expected: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let copy = |path: &str| {
        let to = folder.path().join(path);
        fs::create_dir_all(to.parent().expect("it lies in a folder")).expect("the folder can be made");
        fs::copy(Path::new(ROOT).join(path), to).expect("the file can be copied");
    };
    let own = ["dataset.toml", "policy.toml", "docs/da.md", "docs/en.md"]
        .map(|file| format!("datasets/{id}/{file}"));
    own.iter().for_each(|path| copy(path));
    copy("datasets/catalog.toml");
    copy("datasets/produktregister/synth-stoffer.csv");
    copy(&format!("schemas/{id}.schema.json"));
    for entry in fs::read_dir(Path::new(ROOT).join("schemas/codelists")).expect("there are code lists") {
        let name = entry.expect("an entry can be read").file_name();
        copy(&format!("schemas/codelists/{}", name.to_str().expect("a list has a plain name")));
    }
    let path = format!("datasets/{id}/synth.toml");
    let hints = fs::read_to_string(Path::new(ROOT).join(&path)).expect("there are hints");
    assert!(hints.contains(old), "the hints no longer have `{old}`");
    fs::write(folder.path().join(path), hints.replacen(old, new, 1)).expect("the hints can be written");
    let (bytes, found) = synthesised(folder.path(), id, Some(5), None);
    assert!(!found.is_empty() && found.iter().all(|code| *code == expected), "{old} -> {new}: {found:?}");
    assert_eq!(bytes, b"", "{old} -> {new}");
}

#[test]
fn hints_that_are_no_hints_are_findings() {
    check_findings("klager", "[sample]", "[sample]\nmore = 1", "not-toml");
    check_findings("klager", "skew = \"mild\"", "skew = \"wild\"", "not-toml");
    check_findings("klager", "size = 700", "table = \"none.csv\"", "file-missing");
    check_findings("klager", "[column.cvr]\nfield = \"virksomhed.cvr\"\n", "", "synth-column-unhinted");
}

#[test]
fn hints_that_make_no_sense_are_findings() {
    for (old, new) in [
        ("field = \"person.navn\"", ""),
        ("field = \"person.navn\"", "field = \"person.navn\"\npattern = \"x\""),
        ("empty = 0.05", "empty = 1.5"),
        ("weights = [48, 25, 24, 3]", "weights = [48, 25]"),
        ("weights = [48, 25, 24, 3]", "weights = [0, 0, 0, 0]"),
        ("counts = [78, 17, 4, 1]", "counts = []"),
        ("counts = [78, 17, 4, 1]", "counts = [78], at_most = \"kanal\""),
        ("{year:modtaget_dato}", "{years}}{:}"),
        ("{year:modtaget_dato}", "20{year:kanal}"),
        ("start = 2023-01-01", "start = 2033-01-01"),
        ("min = 1,", "min = 300,"),
        ("min = 1,", "min = 1, from = \"kanal\","),
        ("days = [0, 365]", "days = [9, 1]"),
        ("after = { column = \"modtaget_dato\"", "after = { column = \"kanal\""),
        ("size = 700", "table = \"../x.csv\""),
        ("size = 700", "size = 0"),
        ("cpr = \"{cpr}\"", "cpr = \"{row:3}\""),
    ] {
        check_findings("klager", old, new, "synth-hint-invalid");
    }
    for (old, new) in [
        ("pools = [\"virksomhed\"]", "pools = []"),
        ("keep = 0.75", "keep = 75"),
        ("values = [\"2022\", \"2024\"]", "values = []"),
        ("sizes = [10,", "sizes = [10.0, 4"),
    ] {
        let expected = if new.contains("10.0") { "not-toml" } else { "synth-hint-invalid" };
        check_findings("produktregister", old, new, expected);
    }
}

#[test]
fn hints_that_name_what_is_not_there_are_findings() {
    for (old, new) in [
        ("field = \"person.navn\"", "field = \"person.name\""),
        ("field = \"person.navn\"", "field = \"navn\""),
        ("of = [\"virksomhed\"]", "of = [\"virksomheder\"]"),
        ("of = [\"virksomhed\"]", "of = [\"arbejdssted\"]"),
        ("{word:efternavn}", "{word:tilnavn}"),
        ("list = \"kanal\"", "list = \"kanaler\""),
        ("\"PSYKISK_MAENGDE\"", "\"PSYKISK\""),
        ("[column.prioritet]", "[column.prioriteter]"),
        ("after = { column = \"modtaget_dato\"", "after = { column = \"modtaget\""),
        ("empty_with = \"klager_navn\"", "empty_with = \"klager_cpr\""),
        ("klager_rolle = [\"ANONYM\"]", "klager_rolle = [\"UKENDT\"]"),
    ] {
        check_findings("klager", old, new, "synth-name-unknown");
    }
    for (old, new) in [
        ("distinct = \"stof\"", "distinct = \"stoffer\""),
        ("columns = [\"pr_nummer\"", "columns = [\"pr\""),
        ("{ufi:virksomhed.cvr}", "{ufi:virksomhed.se}"),
    ] {
        check_findings("produktregister", old, new, "synth-name-unknown");
    }
}

#[test]
fn hints_that_leave_the_schema_are_findings() {
    for (old, new) in [
        ("field = \"virksomhed.cvr\"", "values = { list = [\"12345678\"] }"),
        ("max = 100000, usually", "max = 200000, usually"),
        ("weights = [48, 25, 24, 3] }", "weights = [48, 25, 24, 3] }\nempty = 0.5"),
        ("weights = [70, 22, 8] }", "weights = [70, 22, 8] }\nempty_with = \"udfald\""),
    ] {
        check_findings("klager", old, new, "synth-out-of-schema");
    }
}
