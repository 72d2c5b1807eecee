//! The catalogue as harvesters read it: every notation says the same, whatever texts it holds; every
//! address below the site's own leads to a file; and, served from this machine, the three registers
//! get all points that data.europa.eu gives.

mod common;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io::{BufRead as _, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

use common::hostile::{NASTY, hostile_text, poisoned};
use common::{AS_OF, Catalogue, repository};
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Term, Triple};
use proptest::prelude::*;
use udstil::catalog::{self, Catalog, Selection};
use udstil::metadata::dcat::notation::Notation;
use udstil::metadata::dcat::{self, Profile, triples};
use udstil::metadata::mqa::{self, Reach, Verdict};

const FILES: [&str; 5] =
    ["catalog.ttl", "catalog.jsonld", "catalog.rdf", "catalog.dcat-ap-dk-2.ttl", "catalog.dcat-ap-no-2.ttl"];

fn from_turtle(bytes: &[u8]) -> HashSet<Triple> {
    oxttl::TurtleParser::new().for_slice(bytes).collect::<Result<_, _>>().expect("it is Turtle")
}

fn from_rdf_xml(bytes: &[u8]) -> HashSet<Triple> {
    oxrdfxml::RdfXmlParser::new().for_slice(bytes).collect::<Result<_, _>>().expect("it is RDF/XML")
}

fn from_json_ld(bytes: &[u8]) -> HashSet<Triple> {
    let quads = oxjsonld::JsonLdParser::new().for_slice(bytes);
    quads.map(|quad| quad.expect("it is JSON-LD").into()).collect()
}

fn parsed(name: &str, bytes: &[u8]) -> HashSet<Triple> {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("jsonld") => from_json_ld(bytes),
        Some("rdf") => from_rdf_xml(bytes),
        _ => from_turtle(bytes),
    }
}

/// What the repository's own catalogue says, without any source.
fn own_catalog() -> Catalog {
    let as_of = AS_OF.parse().expect("a date");
    let selection = Selection { root: repository(), datasets: &[], as_of };
    let (catalog, report) = catalog::load(&selection).expect("it can be read");
    catalog.unwrap_or_else(|| panic!("{report:?}"))
}

/// The repository's catalogue, published.
fn published() -> (Catalogue, BTreeMap<&'static str, HashSet<Triple>>) {
    let catalogue = Catalogue::copy_of(repository());
    catalogue.build();
    let files = read_all(&catalogue);
    (catalogue, files)
}

fn read_all(catalogue: &Catalogue) -> BTreeMap<&'static str, HashSet<Triple>> {
    let read = |name: &'static str| {
        let bytes = fs::read(catalogue.public().join(name)).expect("the file is published");
        (name, parsed(name, &bytes))
    };
    FILES.into_iter().map(read).collect()
}

fn names_in(statements: &HashSet<Triple>) -> BTreeSet<&str> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for triple in statements {
        names.insert(triple.predicate.as_str());
        match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => names.insert(node.as_str()),
            NamedOrBlankNode::BlankNode(_) => panic!("no node is blank: {triple}"),
        };
        match &triple.object {
            Term::NamedNode(node) => names.insert(node.as_str()),
            Term::Literal(_) => false,
            Term::BlankNode(_) => panic!("no node is blank: {triple}"),
        };
    }
    names
}

#[test]
fn the_notations_agree_and_no_address_is_dead() {
    let (catalogue, files) = published();
    assert_eq!(files["catalog.ttl"], files["catalog.jsonld"]);
    assert_eq!(files["catalog.ttl"], files["catalog.rdf"]);
    let base = own_catalog().info.base_url;
    for (file, statements) in &files {
        let own: Vec<&str> =
            names_in(statements).into_iter().filter(|name| name.starts_with(&base)).collect();
        assert!(own.len() > 20, "{file} names things below {base}");
        for name in own {
            let path = served_path(&catalogue.public(), &name[base.len()..]);
            assert!(path.is_file(), "{file} names {name}, and there is no {}", path.display());
        }
    }
    // A reader of any language is told that the registers are made up.
    let title = NamedNodeRef::new_unchecked("http://purl.org/dc/terms/title");
    for statements in files.values() {
        let titles = statements.iter().filter(|triple| triple.predicate == title);
        let told = titles.filter(|triple| {
            let text = triple.object.to_string();
            text.contains("(syntetiske data)") || text.contains("(synthetic data)")
        });
        assert!(told.count() >= 6);
    }
}

/// The file that a server would answer with.
fn served_path(public: &Path, below: &str) -> PathBuf {
    let path = below.split(['#', '?']).next().unwrap_or("");
    match path.is_empty() || path.ends_with('/') {
        true => public.join(path).join("index.html"),
        false => public.join(path),
    }
}

/// A small catalogue without a period, whose one source is public.
fn goals() -> Catalogue {
    let catalogue = Catalogue::of_case("rows");
    catalogue.write("datasets/goals/docs/en.md", "Goals that nobody has.\n");
    catalogue
}

#[test]
fn a_second_edition_follows_the_first() {
    let catalogue = goals();
    catalogue.build();
    let before = fs::read_to_string(catalogue.public().join("catalog.ttl")).expect("it is published");
    assert!(!before.contains("dcat:prev"), "{before}");
    let rows = String::from_utf8(catalogue.read("datasets/goals/rows.csv")).expect("text");
    let last = rows.trim_end().rfind('\n').expect("more than one row");
    catalogue.write("datasets/goals/rows.csv", &rows[..=last]);
    catalogue.build();
    let statements = read_all(&catalogue);
    let links = |file: &str, property: &str| {
        let property = format!("http://www.w3.org/ns/dcat#{property}");
        let mut links: Vec<(String, String)> = statements[file]
            .iter()
            .filter(|triple| triple.predicate.as_str() == property)
            .map(|triple| {
                let end = |text: String| text.trim_matches(['<', '>']).rsplit('#').next().map(str::to_owned);
                (end(triple.subject.to_string()), end(triple.object.to_string()))
            })
            .map(|(from, to)| (from.expect("a name"), to.expect("a name")))
            .collect();
        links.sort();
        links
    };
    let pair = |from: &str, to: &str| (from.replace("DAY", AS_OF), to.replace("DAY", AS_OF));
    assert_eq!(links("catalog.ttl", "prev"), [pair("edition-DAY.2", "edition-DAY")]);
    assert_eq!(links("catalog.ttl", "first"), [pair("series", "edition-DAY")]);
    assert_eq!(links("catalog.ttl", "last"), [pair("series", "edition-DAY.2")]);
    assert_eq!(links("catalog.ttl", "inSeries").len(), 2);
    assert!(links("catalog.ttl", "distribution").len() >= 4, "the first edition keeps its files");
    assert_eq!(links("catalog.dcat-ap-dk-2.ttl", "dataset"), [pair("catalog", "series")]);
}

// ---------------------------------------------------------------------------------------------------------------------
// The assessment of data.europa.eu

const REGISTERS: [&str; 3] = ["klager", "produktregister", "rut"];

/// Serves a folder on this machine until the test ends; returns the address of its root.
fn serve(public: PathBuf, listener: TcpListener) {
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = answer(&public, stream);
        }
    });
}

fn answer(public: &Path, mut stream: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::from("-");
    while !header.trim().is_empty() {
        header.clear();
        reader.read_line(&mut header)?;
    }
    let path = request.split(' ').nth(1).unwrap_or("/").trim_start_matches('/').to_owned();
    let (status, length) = match fs::metadata(served_path(public, &path)) {
        Ok(file) if file.is_file() => ("200 OK", file.len()),
        _ => ("404 Not Found", 0),
    };
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")
}

/// Whether an address on this machine answers a HEAD request with a status from 200 to 399.
fn answers(address: &str) -> bool {
    let Some((host, path)) = address.strip_prefix("http://").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let Ok(mut stream) = TcpStream::connect(host) else { return false };
    let path = path.split('#').next().unwrap_or("");
    let request = format!("HEAD /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("the server listens");
    let mut status = String::new();
    BufReader::new(stream).read_line(&mut status).expect("the server answers");
    let status: u16 = status.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    (200..400).contains(&status)
}

#[test]
fn the_registers_get_every_point_once_they_are_served() {
    let catalogue = Catalogue::copy_of(repository());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let base = format!("http://{}/", listener.local_addr().expect("it has an address"));
    let file = "datasets/catalog.toml";
    let own = own_catalog().info.base_url;
    catalogue.replace(file, &format!("base_url = \"{own}\""), &format!("base_url = \"{base}\""));
    catalogue.build();
    serve(catalogue.public(), listener);
    assert!(!answers(&format!("{base}data/none.csv")), "what is not there does not answer");

    let bytes = fs::read(catalogue.public().join("catalog.ttl")).expect("it is published");
    let statements: Vec<Triple> = from_turtle(&bytes).into_iter().collect();
    let scores = mqa::scores(&statements, Reach::Checked(&answers));
    for register in REGISTERS {
        let page = format!("{base}datasets/{register}/#");
        let score =
            scores.iter().find(|score| score.dataset.as_str().starts_with(&page)).expect("it is scored");
        assert_eq!(score.points(Verdict::Got), mqa::MOST_POINTS, "{}", score.table(register));
    }
}

#[test]
fn check_says_what_it_cannot_check_and_writes_nothing() {
    let catalogue = Catalogue::copy_of(repository());
    let outcome = catalogue.run("check", &["--mqa"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    for register in REGISTERS {
        let line = format!("{register}: 325 of 405 points, Good; 80 not checked");
        assert!(outcome.stdout.contains(&line), "{}", outcome.stdout);
    }
    assert!(!catalogue.public().exists());
    let outcome = catalogue.run("check", &["--mqa", "--format", "json"]);
    let lines = outcome.stdout.lines().map(|line| serde_json::from_str(line).expect("every line is JSON"));
    // Warnings stand between the scores; a finding has a code.
    let scores: Vec<serde_json::Value> =
        lines.filter(|line: &serde_json::Value| line.get("code").is_none()).collect();
    assert_eq!(scores.len(), own_catalog().datasets.len());
    assert!(scores.iter().all(|score| score["of"] == 405), "{}", outcome.stdout);
}

#[test]
fn what_is_missing_is_told_with_its_remedy() {
    let catalogue = goals();
    let outcome = catalogue.run("check", &["--mqa"]);
    assert!(outcome.stdout.contains("to get them: give `temporal` in dataset.toml"), "{}", outcome.stdout);
}

// ---------------------------------------------------------------------------------------------------------------------
// Hostile texts

fn written(notation: Notation, said: &[Triple]) -> Vec<u8> {
    const IN_MEMORY: &str = "memory takes every byte";
    let mut bytes = Vec::new();
    let mut writer = notation.begin(&mut bytes);
    said.iter().try_for_each(|triple| writer.say(triple.as_ref())).expect(IN_MEMORY);
    writer.end().expect(IN_MEMORY);
    bytes
}

fn survives(catalog: &Catalog) {
    let editions = mqa::planned(catalog, AS_OF.parse().expect("a date"));
    let described = dcat::Catalogue::new(catalog, &editions);
    for profile in [Profile::DcatAp3, Profile::DcatApDk2, Profile::DcatApNo2] {
        let said = triples(&described, profile);
        let all: HashSet<Triple> = said.iter().cloned().collect();
        assert_eq!(all.len(), said.len(), "nothing is said twice");
        assert_eq!(from_turtle(&written(Notation::Turtle, &said)), all);
        assert_eq!(from_rdf_xml(&written(Notation::RdfXml, &said)), all);
        assert_eq!(from_json_ld(&written(Notation::JsonLd, &said)), all);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_back_as_it_was_said(texts in prop::collection::vec(hostile_text(), 1..12)) {
        let mut catalog = own_catalog();
        poisoned(&mut catalog, &texts);
        survives(&catalog);
    }
}

#[test]
fn a_nasty_text_is_neither_lost_nor_changed() {
    let mut catalog = own_catalog();
    poisoned(&mut catalog, &[NASTY.to_owned()]);
    catalog.info.base_url = "https://x.example/\"><script>/".into();
    survives(&catalog);
    let editions = mqa::planned(&catalog, AS_OF.parse().expect("a date"));
    let described = dcat::Catalogue::new(&catalog, &editions);
    let said = triples(&described, Profile::DcatAp3);
    let statements = from_rdf_xml(&written(Notation::RdfXml, &said));
    let whole = statements.iter().filter(
        |triple| matches!(&triple.object, Term::Literal(literal) if literal.value() == NASTY && literal.language() == Some("da")),
    );
    assert!(whole.count() > 10);
}

#[test]
fn the_same_catalogue_gives_the_same_bytes() {
    let catalog = own_catalog();
    let editions = mqa::planned(&catalog, AS_OF.parse().expect("a date"));
    let mut turned = editions.clone();
    turned.reverse();
    assert!(common::metadata_files(&catalog, &editions) == common::metadata_files(&catalog, &turned));
}
