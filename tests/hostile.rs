//! Hostile texts in every field of the metadata: whatever is written of them is well-formed, holds the
//! texts as they were, and holds no markup of theirs. tests/dcat.rs does the same for RDF.

mod common;

use std::collections::BTreeMap;

use common::editions::editions;
use common::hostile::{NASTY, hostile_text, poisoned};
use common::{AS_OF, repository};
use proptest::prelude::*;
use quick_xml::events::Event;
use serde_json::Value;
use udstil::catalog::{self, Catalog, Language, Selection};
use udstil::metadata;
use udstil::release::Edition;
use udstil::site::{self, Templates};

fn own_catalog() -> Catalog {
    let selection = Selection { root: repository(), datasets: &[], as_of: AS_OF.parse().expect("a date") };
    let (catalog, report) = catalog::load(&selection).expect("it can be read");
    catalog.unwrap_or_else(|| panic!("{report:?}"))
}

/// A catalogue full of these texts, each with a letter before it: what is blank is left out of pages,
/// and pages are compared here.
fn catalog_of(texts: &[String]) -> Catalog {
    let mut catalog = own_catalog();
    let texts: Vec<String> = texts.iter().map(|text| format!("x{text}")).collect();
    poisoned(&mut catalog, &texts);
    // Whether an address is linked to depends on the address, so pages could not be compared.
    catalog.info.publisher.url = "https://example.org/".into();
    for basis in catalog.datasets.iter_mut().flat_map(|dataset| &mut dataset.about.governance.legal_basis) {
        (basis.url, basis.eli) = (Some("https://example.org/".into()), None);
    }
    catalog
}

/// A text as XML gives it back: what it cannot hold is replaced, and lines end in one way.
fn as_in_xml(text: &str) -> String {
    let is_lost = |c: char| c.is_control() && !"\t\n".contains(c) || matches!(c, '\u{fffe}' | '\u{ffff}');
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().map(|letter| if is_lost(letter) { '\u{fffd}' } else { letter }).collect()
}

/// The texts of an XML document by the path of their element, and its attributes by `path@name`.
fn xml(bytes: &[u8]) -> BTreeMap<String, Vec<String>> {
    let text = std::str::from_utf8(bytes).expect("it is UTF-8");
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut path, mut found) = (Vec::<String>::new(), BTreeMap::<String, Vec<String>>::new());
    let mut current = String::new();
    loop {
        match reader.read_event().expect("it is well-formed") {
            Event::Start(start) => {
                path.push(start.name().as_ref().to_owned());
                keep_attributes(&path.join("/"), start.attributes(), &mut found);
                current.clear();
            }
            Event::Empty(start) => {
                let name = format!("{}/{}", path.join("/"), start.name().as_ref());
                keep_attributes(&name, start.attributes(), &mut found);
            }
            Event::Text(text) => current.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let entity = reference.xml10_content();
                match reference.resolve_char_ref().expect("it is a character") {
                    Some(letter) => current.push(letter),
                    None => current.push_str(
                        quick_xml::escape::resolve_predefined_entity(&entity).expect("one of the five"),
                    ),
                }
            }
            Event::End(_) => {
                found.entry(path.join("/")).or_default().push(std::mem::take(&mut current));
                path.pop();
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?} is nothing that is written"),
        }
    }
    assert!(path.is_empty());
    found
}

fn keep_attributes(
    path: &str,
    attributes: quick_xml::events::attributes::Attributes<'_>,
    found: &mut BTreeMap<String, Vec<String>>,
) {
    for attribute in attributes {
        let attribute = attribute.expect("it is an attribute");
        let value =
            attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).expect("its value is text");
        let name = format!("{path}@{}", attribute.key.as_ref());
        found.entry(name).or_default().push(value.into_owned());
    }
}

/// A public folder without files: pages are then made without the tables' rows.
fn no_rows(_: &str) -> std::io::Result<Box<dyn std::io::Read>> {
    Ok(Box::new(std::io::empty()))
}

/// The pages below the public folder.
fn pages(catalog: &Catalog, editions: &[Edition]) -> BTreeMap<String, String> {
    let templates = Templates::load(None).expect("the compiled-in templates are sound");
    let site = site::render(catalog, editions, &templates, &no_rows).expect("each dataset has an edition");
    site.pages()
        .map(|page| page.expect("the page can be made"))
        .map(|page| (page.path, String::from_utf8(page.bytes).expect("a page is UTF-8")))
        .collect()
}

/// The names of the tags of a page, sorted: datasets stand in the order of their titles.
fn tags(html: &str) -> Vec<&str> {
    let names = html.split('<').skip(1).map(|rest| rest.split([' ', '>', '\n']).next().unwrap_or(""));
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names
}

/// What a page says to search engines.
fn json_ld(html: &str) -> Value {
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">").expect("the page has it");
    let (inside, _) = rest.split_once("</script>").expect("the element ends");
    serde_json::from_str(inside).expect("it is JSON")
}

fn survives(texts: &[String]) {
    let (catalog, tame) = (catalog_of(texts), catalog_of(&["tam".to_owned()]));
    let files: BTreeMap<String, Vec<u8>> =
        common::metadata_files(&catalog, &editions(&catalog, "x")).into_iter().collect();
    let json = |path: &str| -> Value { serde_json::from_slice(&files[path]).expect("it is JSON") };
    let title = catalog.info.title.in_language(Language::Da);

    assert_eq!(json("api/v1/index.json")["title"]["da"], title);
    assert_eq!(json("datapackage.json")["title"], title);
    for path in files.keys().filter(|path| path.ends_with(".json")) {
        json(path);
    }
    let feed = xml(&files["feed.atom"]);
    assert_eq!(feed["feed/title"], [as_in_xml(title)]);
    assert_eq!(feed["feed/entry/title"].len(), catalog.datasets.len());
    let search = xml(&files["en/opensearch.xml"]);
    let template = format!("{}en/?q={{searchTerms}}", catalog.info.base_url);
    assert_eq!(search["OpenSearchDescription/Url@template"][0], template);
    assert!(search["OpenSearchDescription/LongName"][0].chars().count() <= 48);

    for dataset in &catalog.datasets {
        let about = &dataset.about;
        let summary = about.summary.in_language(Language::En);
        let reason = dataset.changes["2026-11-21"].in_language(Language::En);
        let feed = xml(&files[&format!("en/datasets/{}/feed.atom", dataset.id)]);
        assert!(feed["feed/subtitle"][0].ends_with(&as_in_xml(summary)));
        assert!(feed["feed/entry/summary"][0].contains(&as_in_xml(reason)));
        let answer = json(&format!("api/v1/datasets/{}.json", dataset.id));
        assert_eq!(answer["provenance"]["en"], about.provenance.in_language(Language::En));
        assert_eq!(answer["governance"]["processingActivity"], about.governance.processing_activity);
        let package = metadata::datapackage(&catalog.info, dataset, &editions(&catalog, "x")[0]);
        let package: Value = serde_json::from_slice(&package).expect("it is JSON");
        assert_eq!(package["title"], about.title.in_language(Language::Da));
    }

    let expected = pages(&tame, &editions(&tame, "tam"));
    for (path, html) in pages(&catalog, &editions(&catalog, "tam")) {
        if path.ends_with(".html") {
            assert_eq!(tags(&html), tags(&expected[&path]), "{path} holds other elements");
        }
        if path.ends_with(".xml") {
            xml(html.as_bytes());
        }
        // What a search shows is put into the page by a script, as it is.
        if path.starts_with("search/") {
            assert!(!html.contains('\u{202e}'), "{path} turns the order of letters around");
        }
    }
    for dataset in &catalog.datasets {
        let html =
            &pages(&catalog, &editions(&catalog, "tam"))[&format!("en/datasets/{}/index.html", dataset.id)];
        let said = json_ld(html);
        let title = dataset.about.title.in_language(Language::En);
        assert!(said["name"].as_str().is_some_and(|name| name.starts_with(title)), "{said}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_out_as_text(texts in prop::collection::vec(hostile_text(), 1..12)) {
        survives(&texts);
    }
}

#[test]
fn a_nasty_text_comes_out_as_text() {
    survives(&[NASTY.to_owned()]);
    survives(&["\u{0}\u{1b}\u{7f}\u{85}\u{fffe}\r\n\r".to_owned()]);
    survives(&["-->]]></script></style></title>".repeat(400)]);
}
