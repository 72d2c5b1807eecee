//! A Norwegian catalogue: bokmål at the root, English beside it, each page in its own language, and
//! what is written in one language only marked as such.

mod common;

use std::collections::BTreeMap;

use common::{Catalogue, repository, tree};

fn built() -> BTreeMap<String, String> {
    let catalogue = Catalogue::copy_of(&repository().join("tests/norway"));
    catalogue.build();
    let text = |(path, bytes)| Some((path, String::from_utf8(bytes).ok()?));
    tree(&catalogue.public()).into_iter().filter_map(text).collect()
}

#[test]
fn a_norwegian_catalogue_speaks_norwegian() {
    let public = built();
    let pages = || public.iter().filter(|(path, _)| path.ends_with(".html"));
    for (path, html) in pages() {
        let language = if path.starts_with("en/") { "en" } else { "nb" };
        assert!(html.contains(&format!("<html lang=\"{language}\">")), "{path}");
        assert!(!html.contains("hreflang=\"da\"") && !html.contains("lang=\"da\""), "{path}");
        // What is shown within another page stays in the language it was embedded in.
        if path != "404.html" && !path.contains("embed/") {
            for other in ["nb", "en"] {
                assert!(html.contains(&format!("hreflang=\"{other}\"")), "{path} lacks {other}");
            }
        }
    }
    let home = &public["index.html"];
    assert!(home.contains("Åpne data om arbeidsmiljø") && home.contains("Alle datasett"));
    assert!(public["en/index.html"].contains("Inspections by year, county and industry"));
    for path in [
        "tilbakeholdte-tall/index.html",
        "personvern/index.html",
        "naering/f/index.html",
        "kodelister/fylke/index.html",
        "datasets/tilsyn/editions/index.html",
        "etter/register-tilsyn/index.html",
        "en/by/register-tilsyn/index.html",
    ] {
        assert!(public.contains_key(path), "{path}");
    }
}

#[test]
fn numbers_and_days_are_norwegian_and_a_fallback_is_marked() {
    let public = built();
    let dataset = &public["datasets/tilsyn/index.html"];
    assert!(dataset.contains("31.\u{a0}januar 2026"));
    assert!(public["datasets/tilsyn/editions/index.html"].contains("Første utgave, laget for en test."));
    let english = &public["en/datasets/tilsyn/index.html"];
    assert!(english.contains("<span lang=\"nb\">Eksempel Dataeier (oppdiktet)</span>"));
    assert!(english.contains("31\u{a0}January 2026"));
    let industry = &public["naering/f/index.html"];
    assert!(industry.contains("Bygge- og anleggsvirksomhet") && industry.contains("Møre og Romsdal"));
    assert!(industry.contains("Tilsyn etter fylke"), "figures by county");
}

#[test]
fn the_publishers_look_is_taken_over() {
    let public = built();
    assert!(public["style.css"].contains("--band:#1b2a4a"));
    assert!(public["logo.svg"].contains("<svg"));
    assert!(
        public["index.html"].contains("src=\"logo.svg\"") && public["index.html"].contains("width=\"64\"")
    );
}

#[test]
fn an_industrys_figures_are_sums_of_the_published_ones() {
    let public = built();
    let csv = &public["data/tilsyn/latest/tilsyn-synthetic.csv"];
    let sum = |county: &str, industry: Option<&str>| {
        let (mut sum, mut withheld) = (0_u64, false);
        for row in csv.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()) {
            if row[1] == county && industry.is_none_or(|industry| row[2] == industry) {
                sum += row[3].parse::<u64>().unwrap_or(0);
                withheld |= row[4] == "c";
            }
        }
        match (sum, withheld) {
            (0, true) => "tilbakeholdt".to_owned(),
            (_, true) => format!("minst {sum}"),
            _ => sum.to_string(),
        }
    };
    let page = &public["naering/f/index.html"];
    let (_, by_county) =
        page.split_once("Tilsyn etter fylke, alt annet").expect("the table by county is there");
    for (code, name) in [("NO-03", "Oslo"), ("NO-15", "Møre og Romsdal"), ("NO-56", "Finnmark")] {
        let (_, row) =
            by_county.split_once(&format!("<th scope=\"row\">{name}</th>")).expect("the county has a row");
        let row = row.split("</tr>").next().unwrap_or_default();
        let cells: Vec<&str> =
            row.split("<td").skip(1).filter_map(|cell| cell.split('>').nth(1)?.split('<').next()).collect();
        assert_eq!(cells, [sum(code, Some("F")), sum(code, None)], "{name}");
    }
}
