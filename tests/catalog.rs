//! The repository's own catalogue: it loads without a finding, and its code lists hold what the
//! documentation says they hold.

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use jiff::civil::date;
use udstil::catalog::{self, Catalog, Codelist, Publication, Recode, Selection, vocabulary};
use udstil::confidential::{Job, Location, Values, anonymised};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn documentation(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join("docs").join(name)).expect("the page is there")
}

fn own_catalogue() -> Catalog {
    sound_catalogue(Path::new(ROOT))
}

/// Loads a catalogue that must not have any finding.
fn sound_catalogue(root: &Path) -> Catalog {
    let selection = Selection { root, datasets: &[], as_of: date(2026, 1, 1) };
    let (catalog, report) = catalog::load(&selection).expect("the catalogue's files can be read");
    let findings: Vec<String> = report.findings().iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{}", findings.concat());
    catalog.expect("a catalogue without findings is loaded")
}

/// The codes at a level, without those that stand for "not stated".
fn codes_at(list: &Codelist, level: usize) -> Vec<&str> {
    list.entries()
        .iter()
        .filter(|entry| entry.level == level && !entry.code.ends_with("99"))
        .map(|entry| entry.code.as_str())
        .collect()
}

/// The longest leaf that a code begins with.
fn longest_prefix<'a>(list: &'a Codelist, code: &str) -> Option<&'a str> {
    let leaves = (0..list.entries().len()).filter(|index| list.is_leaf(*index));
    let fitting =
        leaves.map(|index| list.entries()[index].code.as_str()).filter(|leaf| code.starts_with(leaf));
    fitting.max_by_key(|leaf| leaf.len())
}

/// The ancestor at `level` of the longest leaf that a code begins with.
fn published<'a>(list: &'a Codelist, code: &str, level: usize) -> &'a str {
    let leaf = longest_prefix(list, code).expect("the code has a leaf");
    let leaf = list.find(leaf).expect("the leaf is a code");
    &list.entries()[list.ancestor(leaf, level).expect("the leaf lies deep enough")].code
}

#[test]
fn the_repository_describes_four_datasets_without_a_finding() {
    let catalog = own_catalogue();
    let ids: Vec<&str> = catalog.datasets.iter().map(|dataset| dataset.id.as_str()).collect();
    assert_eq!(ids, ["klager", "produktregister", "resultatkrav-2020", "rut"]);
    for dataset in &catalog.datasets {
        assert_eq!(dataset.documentation.len(), catalog.info.languages.len(), "{}", dataset.id);
        assert_eq!(dataset.about.synthetic, !dataset.is_public_source(), "{}", dataset.id);
    }
}

#[test]
fn the_result_requirements_weigh_100_per_cent() {
    let catalog = own_catalogue();
    let dataset = catalog.datasets.iter().find(|dataset| dataset.id.as_str() == "resultatkrav-2020");
    let dataset = dataset.expect("it is in the catalogue");
    let location = Location::File(Path::new(ROOT).join(&dataset.source.path));
    let job = Job {
        catalog: &catalog,
        dataset,
        location: Some(&location),
        shown_as: "sample.csv",
        others: &[],
        as_of: jiff::civil::date(2026, 1, 31),
        looks_at_rows: false,
        threads: NonZeroUsize::MIN,
        earlier: &udstil::confidential::Earlier::NoRecord,
    };
    let outcome = anonymised(&job).expect("the source can be read");
    assert_eq!(outcome.report.findings(), []);
    let weights = outcome.tables[0].columns().last().map(|column| column.values());
    let Some(Values::Decimal { scale: 1, values }) = weights else {
        panic!("the last column has one decimal")
    };
    assert_eq!((values.len(), values.iter().flatten().sum::<i64>()), (9, 1000));
}

#[test]
fn industry_groups_are_36_in_10_main_groups() {
    let catalog = own_catalogue();
    let list = &catalog.codelists["branche"];
    assert_eq!(codes_at(list, 1).len(), 10);
    assert_eq!(codes_at(list, 2).len(), 36);
    assert_eq!(list.depth(), 3);
}

#[test]
fn industry_codes_find_their_group_by_the_longest_prefix() {
    let catalog = own_catalogue();
    let list = &catalog.codelists["branche"];
    for (code, group) in [
        ("433410", "BG03"), // painters
        ("431100", "BG02"), // demolition, although site preparation is BG01
        ("431200", "BG01"),
        ("101110", "BG19"), // meat, although other food is BG20
        ("107110", "BG20"),
        ("451110", "BG05"), // wholesale of cars, although their sale is otherwise BG04
        ("451120", "BG04"),
        ("869010", "BG32"), // home nursing, although health care is otherwise BG34
        ("869020", "BG34"),
        ("889120", "BG31"),
        ("889920", "BG32"),
        ("990000", "BG17"),
        ("999999", "BG99"), // not stated, and not an extraterritorial organisation
    ] {
        assert_eq!(published(list, code, 2), group, "{code}");
    }
}

#[test]
fn every_code_of_db07_has_an_industry_group_and_a_division() {
    // All six-digit codes of Dansk Branchekode 2007, Statistics Denmark.
    let codes: Vec<&str> = include_str!("data/db07-codes.txt").lines().collect();
    assert_eq!(codes.len(), 741);
    let catalog = own_catalogue();
    let mut groups = BTreeSet::new();
    for code in codes {
        groups.insert(published(&catalog.codelists["branche"], code, 2).to_owned());
        let division = published(&catalog.codelists["db07-division"], code, 2);
        assert!(division[1..] == code[..2], "{code} is in {division}");
    }
    // Each group is reached by some code: the 36, and the one for "not stated".
    assert_eq!(groups.len(), 37);
}

#[test]
fn municipalities_are_99_in_5_regions() {
    let catalog = own_catalogue();
    let list = &catalog.codelists["kommune"];
    assert_eq!(codes_at(list, 1), ["DK-81", "DK-82", "DK-83", "DK-84", "DK-85"]);
    let municipalities: Vec<_> = list.entries().iter().filter(|entry| entry.level == 2).collect();
    assert_eq!(municipalities.len(), 99);
    let in_region = |region: &str| {
        let region = list.find(region);
        municipalities.iter().filter(|entry| entry.parent == region).count()
    };
    // 30 in the Capital Region: its 29 municipalities and Christiansø.
    assert_eq!(["DK-81", "DK-82", "DK-83", "DK-84", "DK-85"].map(in_region), [11, 19, 22, 30, 17]);
}

#[test]
fn divisions_are_88_in_21_sections_and_reached_from_six_digits() {
    let catalog = own_catalogue();
    let plain = &catalog.codelists["division"];
    let all = |level: usize| plain.entries().iter().filter(|entry| entry.level == level).count();
    assert_eq!((all(1), all(2)), (21, 88));
    let by_digits = &catalog.codelists["db07-division"];
    assert_eq!(published(by_digits, "433410", 2), "F43");
    assert_eq!(published(by_digits, "990000", 2), "U99");
    assert_eq!(published(by_digits, "999999", 2), "X99");
    assert_eq!(longest_prefix(plain, "F433410"), Some("F43"));
    for entry in plain.entries() {
        let twin = by_digits.find(&entry.code).map(|index| &by_digits.entries()[index]);
        assert_eq!(twin.map(|twin| &twin.label), Some(&entry.label), "{}", entry.code);
    }
}

#[test]
fn countries_are_the_249_of_iso_3166_1() {
    let catalog = own_catalogue();
    let list = &catalog.codelists["land"];
    let countries: Vec<_> = list.entries().iter().filter(|entry| entry.level == 2).collect();
    assert_eq!(countries.len(), 249);
    assert!(countries.iter().all(|entry| entry.code.len() == 2));
    let european_union = list.find("EU27");
    assert_eq!(countries.iter().filter(|entry| entry.parent == european_union).count(), 27);
}

#[test]
fn every_code_has_a_label_in_every_language() {
    let catalog = own_catalogue();
    for list in catalog.codelists.values() {
        assert_eq!(list.info.title.missing(&catalog.info.languages).count(), 0, "{}", list.name);
        assert_eq!(list.info.source.missing(&catalog.info.languages).count(), 0, "{}", list.name);
        for entry in list.entries() {
            let missing = entry.label.missing(&catalog.info.languages).count();
            assert_eq!(missing, 0, "{}: {}", list.path, entry.code);
        }
    }
}

#[test]
fn every_code_list_is_used_and_documented() {
    let catalog = own_catalogue();
    let mut used = BTreeSet::new();
    for dataset in &catalog.datasets {
        used.extend(dataset.source.codes.values().map(|check| check.codelist.clone()));
        let Publication::Tables(tables) = &dataset.policy.publication else { continue };
        for dimension in tables.iter().flat_map(|table| &table.dimensions) {
            if let Recode::Codes { codelist, .. } = &dimension.recode {
                used.insert(codelist.name.clone());
            }
        }
    }
    let declared: BTreeSet<String> = catalog.codelists.keys().cloned().collect();
    assert_eq!(used, declared);
    let files: BTreeSet<String> = fs::read_dir(Path::new(ROOT).join("schemas/codelists"))
        .expect("the folder of code lists is there")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".csv").map(str::to_owned))
        .collect();
    assert_eq!(files, declared);
    let page = documentation("registers.md");
    for name in declared {
        assert!(page.contains(&format!("`{name}`")), "docs/registers.md does not mention `{name}`");
    }
}

#[test]
fn every_term_of_a_vocabulary_and_every_format_is_documented() {
    let page = documentation("datasets.md");
    let terms = [vocabulary::THEMES, vocabulary::FREQUENCIES, vocabulary::PLACES, vocabulary::LICENCES];
    let terms = terms.into_iter().flatten().map(|term| term.code);
    for word in terms.chain(udstil::identifiers::FORMATS.iter().map(|(name, _)| *name)) {
        assert!(page.contains(&format!("`{word}`")), "docs/datasets.md does not mention `{word}`");
    }
}

/// The files that a page shows: a line that is nothing but a path in backticks, then a fenced block.
fn shown_files(page: &str) -> Vec<(&str, String)> {
    let mut files = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let path = line.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
        let Some(path) = path.filter(|path| path.contains('/') && !path.contains('`')) else { continue };
        let block = lines.by_ref().skip_while(|line| !line.starts_with("```")).skip(1);
        let text: Vec<&str> = block.take_while(|line| !line.starts_with("```")).collect();
        files.push((path, text.join("\n") + "\n"));
    }
    files
}

#[test]
fn the_example_in_the_documentation_loads_without_a_finding() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    };
    for path in ["datasets/catalog.toml", "schemas/codelists/codelists.toml"]
        .map(str::to_owned)
        .into_iter()
        .chain(own_catalogue().codelists.keys().map(|name| format!("schemas/codelists/{name}.csv")))
    {
        write(&path, &fs::read_to_string(Path::new(ROOT).join(&path)).expect("the file can be read"));
    }
    let page = documentation("datasets.md");
    let files = shown_files(&page);
    assert_eq!(files.len(), 5);
    for (path, text) in files {
        write(path, &text);
    }
    let catalog = sound_catalogue(folder.path());
    let ids: Vec<&str> = catalog.datasets.iter().map(|dataset| dataset.id.as_str()).collect();
    assert_eq!(ids, ["ulykker"]);
}
