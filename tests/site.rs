//! The site's pages: hostile text yields no markup, every page has what a page needs, the strings of
//! the languages fit each other, and no page asks anyone else for anything.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use common::editions::{column, edition, editions, text_range};
use jiff::civil::date;
use proptest::prelude::*;
use udstil::catalog::{self, Catalog, Codelist, Language, Publication, Selection};
use udstil::release::{ColumnKind, ColumnRole, Edition, Withheld};
use udstil::report::Report;
use udstil::site::{self, Opener, Page, Templates};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn own_catalogue() -> Catalog {
    let selection = Selection { root: Path::new(ROOT), datasets: &[], as_of: date(2026, 1, 1) };
    let (catalog, _) = catalog::load(&selection).expect("the catalogue's files can be read");
    catalog.expect("the catalogue is sound")
}

fn pages(catalog: &Catalog, editions: &[Edition]) -> BTreeMap<String, String> {
    pages_with(catalog, editions, &no_rows)
}

/// A published table without any rows.
fn no_rows(_: &str) -> io::Result<Box<dyn io::Read>> {
    Ok(Box::new(io::empty()))
}

fn pages_with(catalog: &Catalog, editions: &[Edition], open: &Opener<'_>) -> BTreeMap<String, String> {
    let templates = Templates::load(None).expect("the compiled-in templates are sound");
    let text = |page: Page| (page.path, String::from_utf8(page.bytes).expect("a page is UTF-8"));
    site::render(catalog, editions, &templates, open)
        .expect("each dataset has an edition")
        .pages()
        .map(|page| {
            text(page.unwrap_or_else(|error| panic!("{error}: {:?}", std::error::Error::source(&error))))
        })
        .collect()
}

fn html_pages(pages: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    pages
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .filter(|(path, _)| path.ends_with(".html"))
}

/// The values of an attribute, wherever it occurs.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap_or("")).collect()
}

/// What stands between the first `open` and the next `close`.
fn between<'a>(text: &'a str, open: &str, close: &str) -> &'a str {
    text.split_once(open).and_then(|(_, rest)| rest.split_once(close)).map_or("", |(inside, _)| inside)
}

/// The repository's catalogue with every text replaced.
fn hostile_catalogue(text: &str) -> Catalog {
    let mut catalog = own_catalogue();
    let everywhere =
        || catalog::Localised::new([(Language::Da, text.to_owned()), (Language::En, text.to_owned())]);
    let info = &mut catalog.info;
    info.title = everywhere();
    info.description = everywhere();
    info.notice = Some(everywhere());
    info.publisher.name = everywhere();
    info.publisher.url = format!("javascript:{text}");
    info.contact.name = everywhere();
    info.contact.email = text.to_owned();
    info.accessibility_statement = Some(format!("https://example.org/{text}"));
    info.issues = Some(format!("https://example.org/{text}"));
    for title in info.registers.values_mut() {
        *title = everywhere();
    }
    for list in catalog.codelists.values_mut() {
        let list = Arc::make_mut(list);
        (list.info.title, list.info.source) = (everywhere(), everywhere());
        let codes = format!(
            "code,parent,label_da,label_en,valid_from,valid_to\n{0},,{0},{0},{0},{0}\n",
            quoted(text)
        );
        let mut report = Report::new();
        let parsed = Codelist::parse(&list.name, &list.path, &codes, list.info.clone(), &mut report);
        *list = parsed.expect("the list is sound");
    }
    for dataset in &mut catalog.datasets {
        let about = &mut dataset.about;
        about.title = everywhere();
        about.summary = everywhere();
        about.provenance = everywhere();
        about.limitations = vec![everywhere()];
        about.keywords = BTreeMap::from([(Language::Da, vec![text.to_owned()])]);
        about.contact.name = everywhere();
        about.contact.email = text.to_owned();
        dataset.changes = BTreeMap::from([("2026-11-21".to_owned(), everywhere())]);
        about.governance.processing_activity = text.to_owned();
        about.governance.approved_by = vec![text.to_owned()];
        for basis in &mut about.governance.legal_basis {
            basis.title = everywhere();
            basis.url = Some(format!("javascript:{text}"));
        }
        dataset.documentation =
            BTreeMap::from([(Language::Da, format!("# {text}\n\n{text}\n\n|{text}|\n|-|\n|{text}|\n"))]);
        for column in &mut dataset.schema.columns {
            column.name = text.to_owned();
        }
        match &mut dataset.policy.publication {
            Publication::Tables(tables) => {
                for table in tables {
                    (table.title, table.description) = (everywhere(), everywhere());
                    for dimension in &mut table.dimensions {
                        (dimension.label, dimension.description) = (everywhere(), everywhere());
                        dimension.name = text.to_owned();
                    }
                    for measure in &mut table.measures {
                        (measure.label, measure.description) = (everywhere(), everywhere());
                        (measure.name, measure.unit) = (text.to_owned(), everywhere());
                    }
                }
            }
            Publication::Rows(rows) => {
                for table in rows {
                    (table.title, table.description) = (everywhere(), everywhere());
                    for column in &mut table.columns {
                        (column.label, column.description) = (everywhere(), everywhere());
                        column.name = text.to_owned();
                    }
                }
            }
        }
    }
    catalog
}

/// A text as a cell of a CSV file.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[test]
fn hostile_text_yields_no_markup() {
    for text in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</title></style><svg/onload=alert(1)>",
        "{{ 7 * 7 }}{% include 'base.html' %}",
        "[x](javascript:alert(1)) ![y](https://example.org/y.png) <b>z</b>",
        "=cmd|'/c calc'!A1",
    ] {
        let catalog = hostile_catalogue(text);
        let tame = hostile_catalogue("tam");
        let tame = pages(&tame, &editions(&tame, "tam"));
        for (path, html) in html_pages(&pages(&catalog, &editions(&catalog, text))) {
            let tags = |html: &str, tag: &str| html.matches(tag).count();
            for tag in ["<script", "<img", "<svg", "<style", "<b>", "<title"] {
                let expected = tags(&tame[path], tag);
                assert_eq!(tags(html, tag), expected, "{tag} in {path} with {text}");
            }
            assert!(!html.contains("49{"), "{path} evaluates a text");
            for (name, values) in [("href", attributes(html, "href")), ("src", attributes(html, "src"))] {
                for value in values {
                    assert!(!value.to_ascii_lowercase().contains("javascript:"), "{name} in {path}: {value}");
                }
            }
            for attribute in [" onerror=", " onload=", " onmouseover=", " style="] {
                let outside_text = html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or(""));
                let mut tags = outside_text.map(without_values);
                assert!(!tags.any(|tag| tag.contains(attribute)), "{attribute} in {path} with {text}");
            }
        }
    }
}

/// A page that shows a hostile text has the tags of one that shows a tame text, and no more.
fn assert_tame(text: &str) {
    let catalog = hostile_catalogue(text);
    let tame = hostile_catalogue("tam");
    let tame = pages(&tame, &editions(&tame, "tam"));
    for (path, html) in html_pages(&pages(&catalog, &editions(&catalog, text))) {
        for tag in ["<script", "<img", "<svg", "<style", "<iframe", "<title"] {
            assert_eq!(
                html.matches(tag).count(),
                tame[path].matches(tag).count(),
                "{tag} in {path} with {text:?}"
            );
        }
        assert!(!html.chars().any(|letter| letter.is_control() && letter != '\n'), "{path} with {text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn no_text_becomes_markup(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "<", ">", "\"", "'", "&", "&lt;", "</p>", "<script>", "<img src=x onerror=alert(1)>", "<!--", "-->",
                "]]>", "<svg onload=x>", "{{", "}}", "{%", "javascript:x", "[a](javascript:b)", "`", "|", "\u{0}",
                "\u{7}", "\u{1b}[31m", "\u{202e}", "=cmd|'/c calc'!A1", "@SUM(1)", "æøå", "\u{fffe}", "<iframe ",
                "</textarea>", "%00", "\\", "${7*7}", "a b",
            ]),
            1..8,
        )
    ) {
        assert_tame(&parts.concat());
    }
}

#[test]
fn long_texts_stay_on_their_pages() {
    let long = "Arbejdsmiljøorganisationens".repeat(12);
    let catalog = hostile_catalogue(&long);
    let value = "x".repeat(10_000);
    let pages = pages(&catalog, &editions(&catalog, &value));
    let shown = &pages["datasets/resultatkrav-2020/index.html"];
    assert!(shown.contains(&long) && !shown.contains(&value[..1000]), "a value is cut where it is shown");
}

#[test]
fn tables_of_any_shape_are_shown() {
    let mut catalog = own_catalogue();
    catalog.datasets.retain(|dataset| dataset.id.as_str() == "resultatkrav-2020");
    for (columns, rows) in [(0, 0), (1, 0), (1, 3), (200, 0), (200, 3)] {
        let mut edition = edition(&catalog, 0, "2026-11-21", "x");
        let table = &mut edition.tables[0];
        let named = (0..columns)
            .map(|n| column(&format!("k{n}"), ColumnRole::Plain, ColumnKind::Text, text_range(&["x"])));
        table.columns = named.collect();
        table.row_count = rows;
        table.preview = (0..rows).map(|_| vec![Some("=cmd|'/c calc'!A1".to_owned()); columns]).collect();
        let pages = pages(&catalog, &[edition]);
        let page = &pages["datasets/resultatkrav-2020/index.html"];
        assert_eq!(page.contains("k199"), columns == 200);
        assert_eq!(page.contains("=cmd|&#39;/c calc&#39;!A1"), columns > 0 && rows > 0);
    }
}

#[test]
fn a_documentation_of_five_megabytes_is_shown() {
    let mut catalog = own_catalogue();
    let paragraph = "Et afsnit med *fremhævning* og [en henvisning](https://example.org/).\n\n";
    let text = paragraph.repeat(5_000_000 / paragraph.len() + 1);
    catalog.datasets[0].documentation = BTreeMap::from([(Language::Da, text)]);
    assert!(!site::check_documentation(&catalog.datasets[0]).refuses());
    let id = catalog.datasets[0].id.clone();
    let pages = pages(&catalog, &editions(&catalog, "x"));
    assert!(pages[&format!("datasets/{id}/index.html")].len() > 5_000_000);
}

#[test]
fn the_dictionary_counts_codes_among_published_figures_only() {
    let catalog = own_catalogue();
    let rows = "halvaar,region,branchegruppe,klager,klager_status\n\
        2024-S1,DK-84,BG01,7,\n2024-S1,DK-84,BG02,5,\n\
        2024-S1,DK-85,BG01,9,\n2024-S1,DK-81,BG01,,c\n";
    let open = |path: &str| -> io::Result<Box<dyn io::Read>> {
        Ok(if path.contains("klager") { Box::new(rows.as_bytes()) } else { Box::new(io::empty()) })
    };
    let pages = pages_with(&catalog, &editions(&catalog, "DK-84"), &open);
    let page = &pages["datasets/klager/index.html"];
    let count = |code: &str| {
        let (_, row) = page.split_once(&format!("<small>{code}</small></th>"))?;
        Some(between(row, "class=\"number\">", "</td>"))
    };
    assert_eq!(count("DK-84"), Some("2<br><span class=\"quiet\">66,7\u{a0}%</span>"));
    assert!(count("DK-85").is_some_and(|said| said.starts_with("1<")));
    assert_eq!(count("DK-81"), None, "a row without a figure is not counted");
    assert_eq!(count("2024-S1"), None, "a single code is nothing to compare");
}

/// A tag without the values of its attributes.
fn without_values(tag: &str) -> String {
    tag.split('"').step_by(2).collect::<Vec<_>>().join("\"")
}

#[test]
fn a_page_has_what_a_page_needs() {
    let mut catalog = own_catalogue();
    catalog.info.languages = Language::ALL.to_vec();
    let pages = pages(&catalog, &editions(&catalog, "DK-84"));
    for (path, html) in html_pages(&pages) {
        let language = path.split('/').next().filter(|part| ["en", "nb"].contains(part)).unwrap_or("da");
        assert!(html.contains(&format!("<html lang=\"{language}\">")), "{path}");
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        assert_eq!(html.matches("<main").count(), 1, "{path}");
        assert!(!between(html, "<title>", "</title>").is_empty(), "{path}");
        assert!(html.contains("Content-Security-Policy"), "{path}");
        // An embedded page has no menu to skip.
        assert_eq!(html.contains("class=\"skip\""), !path.contains("embed/"), "{path}");
        let ids = attributes(html, "id");
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{path} repeats an id");
        for target in attributes(html, "href").iter().filter_map(|href| href.strip_prefix('#')) {
            assert!(ids.contains(&target), "{path} has no #{target}");
        }
        for table in html.split("<table").skip(1) {
            let table = table.split("</table>").next().unwrap_or("");
            assert!(table.contains("<caption"), "a table of {path} has no caption");
            assert_eq!(table.matches("<th ").count(), table.matches(" scope=").count(), "{path}");
        }
    }
}

#[test]
fn links_are_relative_and_lead_somewhere() {
    let catalog = own_catalogue();
    let editions = editions(&catalog, "x");
    let pages = pages(&catalog, &editions);
    let machines: BTreeSet<String> =
        common::metadata_files(&catalog, &editions).into_iter().map(|(path, _)| path).collect();
    let is_there = |path: &str| pages.contains_key(path) || machines.contains(path);
    for (path, html) in html_pages(&pages).filter(|(path, _)| *path != "404.html") {
        let folder = Path::new(path).parent().unwrap_or(Path::new(""));
        for link in attributes(html, "href").into_iter().chain(attributes(html, "src")) {
            if ["https://", "http://", "mailto:"].iter().any(|scheme| link.starts_with(scheme))
                || link.starts_with('#')
            {
                continue;
            }
            let target = link.split(['#', '?']).next().unwrap_or("");
            let mut parts: Vec<&str> = folder.iter().filter_map(|part| part.to_str()).collect();
            for part in target.split('/') {
                if part == ".." {
                    assert!(parts.pop().is_some(), "{path} leads out of the site: {link}");
                } else {
                    parts.push(part);
                }
            }
            let target = parts.join("/");
            assert!(target.starts_with("data/") || is_there(&target), "{path} leads to {link}");
        }
    }
}

#[test]
fn nothing_is_asked_of_others() {
    let catalog = own_catalogue();
    for (path, text) in pages(&catalog, &editions(&catalog, "x")) {
        for asked in ["@import", "url(http", "XMLHttpRequest", "localStorage", "document.cookie"] {
            assert!(!text.contains(asked), "{path} has {asked}");
        }
        // A script may read the files of the site, whose addresses are relative; it knows no other address than the name
        // of the language that pictures are written in.
        if path.ends_with(".js") {
            let addresses = text.matches("://").count();
            assert_eq!(
                addresses,
                text.matches("http://www.w3.org/2000/svg").count(),
                "{path} has an address"
            );
        } else {
            assert!(!text.contains("fetch("), "{path} reads something");
        }
        for source in attributes(&text, "src") {
            assert!(!source.contains(':') && !source.starts_with("//"), "{path} loads {source}");
        }
    }
}

#[test]
fn hosts_and_pages_say_the_same_of_what_may_be_loaded() {
    let catalog = own_catalogue();
    let pages = pages(&catalog, &editions(&catalog, "x"));
    let meta = between(&pages["index.html"], "Content-Security-Policy\" content=\"", "\"");
    let header = between(&pages["_headers"], "Content-Security-Policy: ", "\n");
    assert!(meta.starts_with("default-src 'none'"), "{meta}");
    assert_eq!(header, meta);
}

#[test]
fn assets_keep_to_their_budget() {
    let catalog = own_catalogue();
    let pages = pages(&catalog, &editions(&catalog, "x"));
    let styles = packed(&pages["style.css"]) + packed(&pages["explore/explorer.css"]);
    assert!(styles < 12_000, "the stylesheets have {styles} bytes when packed");
    assert!(pages["search.js"].len() < 4_000, "{}", pages["search.js"].len());
    assert!(!pages["style.css"].lines().any(|line| line.starts_with('#')), "an id is used for styling");
}

/// How many bytes a host sends that compresses.
fn packed(text: &str) -> usize {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(text.as_bytes()).expect("memory can be written to");
    packed.finish().expect("memory can be written to").len()
}

/// The scripts that a script names: those that are read with it, and all that it may ever read.
fn scripts_of(pages: &BTreeMap<String, String>, script: &str, reads_all: bool) -> BTreeSet<String> {
    let folder = Path::new(script).parent().expect("it lies in the public folder");
    let mut found = BTreeSet::from([script.to_owned()]);
    for line in pages[script].lines() {
        let is_read_at_once = line.starts_with("import ") || line.contains("new Worker(");
        for name in line.split('"').filter(|name| name.ends_with(".js") && (is_read_at_once || reads_all)) {
            let path = folder.join(name.trim_start_matches("./"));
            let path = path.to_str().expect("it is a plain path").to_owned();
            if path != script {
                found.extend(scripts_of(pages, &path, reads_all));
            }
        }
    }
    found
}

#[test]
fn scripts_keep_to_their_budget_on_every_page() {
    let catalog = own_catalogue();
    let pages = pages(&catalog, &editions(&catalog, "x"));
    let size = |scripts: &BTreeSet<String>| scripts.iter().map(|path| packed(&pages[path])).sum::<usize>();
    let mut seen = BTreeSet::new();
    for (path, html) in html_pages(&pages) {
        let own = attributes(html, "src").into_iter().filter(|source| source.ends_with(".js"));
        let own: Vec<&str> = own.map(|source| source.trim_start_matches("../")).collect();
        if own.is_empty() || !seen.insert(own.clone()) {
            continue;
        }
        let of_page = |reads_all| own.iter().flat_map(|name| scripts_of(&pages, name, reads_all)).collect();
        let mut ever: BTreeSet<String> = of_page(true);
        if own.contains(&"search.js") {
            ever.insert("search/find.js".to_owned());
        }
        let (at_once, ever) = (size(&of_page(false)), size(&ever));
        assert!(at_once <= 15_000, "{path} loads {at_once} bytes of script");
        assert!(ever <= 30_000, "{path} may load {ever} bytes of script");
    }
    assert_eq!(seen.len(), 3, "front page, explorer, embedded table");
}

/// Without data: the tables have no row here, so that what is left is what the page itself needs. It
/// is counted as it is, not compressed.
#[test]
fn a_datasets_page_keeps_to_its_budget() {
    let catalog = own_catalogue();
    for (path, html) in html_pages(&pages(&catalog, &editions(&catalog, "x"))) {
        if path.contains("datasets/") && path.matches('/').count() - usize::from(path.starts_with("en/")) == 2
        {
            assert!(html.len() <= 60_000, "{path} has {} bytes", html.len());
        }
    }
}

#[test]
fn a_withheld_figure_says_so_and_a_figure_follows_the_language() {
    let catalog = own_catalogue();
    let pages = pages(&catalog, &editions(&catalog, "DK-84"));
    let danish = &pages["datasets/klager/index.html"];
    assert!(danish.contains("tilbageholdt</td>") && danish.contains(">12.841</td>"));
    assert!(danish.contains("1 af 3 rækker (33,3\u{a0}%) har tilbageholdte tal."));
    assert!(danish.contains("Region Hovedstaden <small>DK-84</small>"));
    let english = &pages["en/datasets/klager/index.html"];
    assert!(english.contains("withheld</td>") && english.contains(">12,841</td>"));
    assert!(english.contains("21\u{a0}November 2026") && english.contains("45\u{a0}kB"));
}

#[test]
fn synthetic_data_say_so_wherever_they_are_shown() {
    let catalog = own_catalogue();
    let pages = pages(&catalog, &editions(&catalog, "x"));
    for dataset in &catalog.datasets {
        let page = &pages[&format!("datasets/{}/index.html", dataset.id)];
        assert_eq!(page.contains("class=\"synthetic\""), dataset.about.synthetic, "{}", dataset.id);
        assert_eq!(page.contains("(datasæt med syntetiske tal)"), dataset.about.synthetic, "{}", dataset.id);
        let card = between(&pages["index.html"], &format!("id=\"{}\"", dataset.id), "</li>");
        assert_eq!(card.contains("Syntetiske data"), dataset.about.synthetic, "{}", dataset.id);
    }
}

#[test]
fn a_code_list_names_each_of_its_columns_once() {
    let catalog = own_catalogue();
    let pages = pages(&catalog, &editions(&catalog, "x"));
    let page = &pages["kodelister/kommune/index.html"];
    assert!(page.contains("Klager over arbejdsmiljøet: Region</a>"), "however many tables have it");
}

#[test]
fn a_page_lists_its_tables_with_what_each_withholds() {
    let catalog = own_catalogue();
    let mut editions = editions(&catalog, "x");
    let page = "datasets/klager/index.html";
    assert!(!pages(&catalog, &editions)[page].contains("id=\"tables\""), "one table needs no list");
    let complaints = editions.iter_mut().find(|edition| edition.dataset.as_str() == "klager");
    let tables = &mut complaints.expect("there are complaints").tables;
    let mut second = tables[0].clone();
    (second.name, second.withheld) = ("udfald".into(), Some(Withheld { rows: 0, of: 3 }));
    tables.push(second);
    let page = &pages(&catalog, &editions)[page];
    let list = between(page, "id=\"tables\"", "</table>");
    for expected in ["href=\"#table-1\"", "33,3\u{a0}%", "href=\"#table-2\"", ">0\u{a0}%<"] {
        assert!(list.contains(expected), "{expected}");
    }
    let edition = page.split("<caption class=\"hidden\">Udgaver af datasættet").nth(1);
    assert!(edition.is_some_and(|table| table.contains("<td>16,7\u{a0}%</td>")), "1 of 6 rows");
}

#[test]
fn a_small_public_table_is_drawn() {
    let catalog = own_catalogue();
    let pages = pages(&catalog, &editions(&catalog, "x"));
    assert!(pages["datasets/resultatkrav-2020/index.html"].contains("<table class=\"bars\">"));
    assert!(!pages["datasets/klager/index.html"].contains("<figure>"));
}

/// What the scripts of a table's explorer are told.
fn explorer_data(pages: &BTreeMap<String, String>, path: &str) -> serde_json::Value {
    let json = between(&pages[path], "id=\"explorer-data\">", "</script>");
    serde_json::from_str(json).expect("the data of an explorer are JSON")
}

#[test]
fn the_explorer_knows_what_may_be_added_up() {
    let catalog = own_catalogue();
    let pages = pages(&catalog, &editions(&catalog, "DK-84"));
    let column = |path: &str, name: &str| {
        let data = explorer_data(&pages, path);
        let columns = data["columns"].as_array().expect("columns are a list").clone();
        columns.into_iter().find(|column| column["name"] == name).expect("the column is there")
    };
    let complaints = "datasets/klager/explore/klager/index.html";
    assert_eq!(column(complaints, "klager")["sum"], "bound");
    assert_eq!(column(complaints, "klager")["status"], "klager_status");
    assert_eq!(column(complaints, "region")["overlaps"], false);
    assert_eq!(column(complaints, "region")["codes"][0][1], "Region Hovedstaden");
    let english = column("en/datasets/klager/explore/klager/index.html", "region");
    assert_eq!(english["codes"][0][1], "Capital Region of Denmark");
    let substances = "datasets/produktregister/explore/stoffer/index.html";
    assert_eq!(column(substances, "virksomheder")["sum"], "none");
    assert_eq!(column(substances, "tons")["sum"], "open");
    let services = "datasets/rut/explore/maaneder/index.html";
    assert_eq!(column(services, "udstationerede")["sum"], "bound");
}

#[test]
fn the_explorer_knows_that_a_month_lies_in_its_quarter_and_year() {
    let catalog = own_catalogue();
    let mut editions = editions(&catalog, "DK-84");
    let services = editions.iter_mut().find(|edition| edition.dataset.as_str() == "rut");
    let table = &mut services.expect("there are services").tables[0];
    let period = table.columns.iter_mut().find(|column| column.name == "periode");
    period.expect("the column is there").range = text_range(&["2024", "2024-05", "2024-Q2", "_U"]);
    let data = explorer_data(&pages(&catalog, &editions), "en/datasets/rut/explore/maaneder/index.html");
    let columns = data["columns"].as_array().expect("columns are a list");
    let period = columns.iter().find(|column| column["name"] == "periode").expect("the column is there");
    let above = |code: &str| {
        let codes = period["codes"].as_array().expect("codes are a list");
        codes.iter().find(|entry| entry[0] == code).map(|entry| entry[2].clone())
    };
    assert_eq!(above("2024-05"), Some("2024-Q2".into()));
    assert_eq!(above("2024-Q2"), Some("2024".into()));
    assert_eq!(above("_U"), Some(serde_json::Value::Null));
}

#[test]
fn the_explorer_knows_which_codes_overlap() {
    let mut catalog = own_catalogue();
    let complaints = catalog.datasets.iter_mut().find(|dataset| dataset.id.as_str() == "klager");
    // An edition of these tests has the first table only.
    if let Publication::Tables(tables) = &mut complaints.expect("there are complaints").policy.publication {
        tables.retain(|table| table.name == "emner");
    }
    let pages = pages(&catalog, &editions(&catalog, "x"));
    let data = explorer_data(&pages, "datasets/klager/explore/emner/index.html");
    let columns = data["columns"].as_array().expect("columns are a list");
    let topic = columns.iter().find(|column| column["name"] == "emne").expect("the column is there");
    assert_eq!(topic["overlaps"], true);
}

#[test]
fn an_embedded_table_is_not_indexed_and_leads_to_its_explorer() {
    let catalog = own_catalogue();
    let pages = pages(&catalog, &editions(&catalog, "x"));
    let page = &pages["en/embed/klager/klager/index.html"];
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(page.contains("href=\"../../../../en/datasets/klager/explore/klager/index.html\""));
    assert!(!pages["sitemap.xml"].contains("/embed/"));
    assert!(pages["sitemap.xml"].contains("/en/datasets/klager/explore/klager/"));
}

#[test]
fn a_table_that_is_too_large_for_a_browser_is_not_read_by_one() {
    let catalog = own_catalogue();
    let mut editions = editions(&catalog, "x");
    editions[0].tables[0].files[0].bytes = 151_000_000;
    let id = &catalog.datasets[0].id;
    let path = format!("datasets/{id}/explore/{}/index.html", editions[0].tables[0].name);
    let page = &pages(&catalog, &editions)[&path];
    assert!(!page.contains("page.js") && page.contains("duckdb -c") && page.contains("151\u{a0}MB"));
}

#[test]
fn the_search_finds_every_dataset_by_its_words() {
    let catalog = own_catalogue();
    let pages = pages(&catalog, &editions(&catalog, "DK-84"));
    let json = |path: &str| -> serde_json::Value {
        serde_json::from_str(&pages[path]).expect("a file of the index is JSON")
    };
    let (words, places, shown) =
        (json("search/da/words.json"), json("search/da/places-0.json"), json("search/da/datasets-0.json"));
    let known: Vec<&str> = words["words"].as_str().expect("words are a text").lines().collect();
    assert!(known.is_sorted());
    assert_eq!(known.len(), places.as_array().map_or(0, Vec::len));
    assert_eq!(words["pages"], "datasets/");
    assert_eq!(json("search/en/words.json")["pages"], "en/datasets/");
    for (at, dataset) in catalog.datasets.iter().enumerate() {
        assert_eq!(shown[at]["id"], dataset.id.as_str());
    }
    // The number of the dataset, and where in it the word is.
    let of =
        |word: &str| &places[known.binary_search(&word).unwrap_or_else(|_| panic!("{word} is not known"))];
    let complaints = catalog.datasets.iter().position(|dataset| dataset.id.as_str() == "klager");
    assert_eq!(of("branchegruppe")[0], complaints.expect("there are complaints"));
    assert_ne!(of("hovedstaden")[1].as_u64().unwrap_or(0) & 8, 0, "a code's name is indexed as such");
    assert!(known.binary_search(&"udenlandske").is_ok() && known.binary_search(&"theme:soci").is_ok());
}

#[test]
fn all_editions_are_listed_and_the_newest_is_shown() {
    let catalog = own_catalogue();
    let mut editions = editions(&catalog, "x");
    editions.push(edition(&catalog, 0, "2026-11-21.2", "x"));
    editions.push(edition(&catalog, 0, "2025-01-01", "x"));
    let id = &catalog.datasets[0].id;
    let page = &pages(&catalog, &editions)[&format!("datasets/{id}/index.html")];
    let listed: Vec<&str> =
        attributes(page, "href").into_iter().filter(|href| href.ends_with("SHA256SUMS")).collect();
    let sums = |edition: &str| format!("../../data/{id}/{edition}/SHA256SUMS");
    assert_eq!(listed, [sums("2026-11-21.2"), sums("2026-11-21.2"), sums("2026-11-21"), sums("2025-01-01")]);
}

#[test]
fn a_dataset_without_an_edition_is_a_failure() {
    let catalog = own_catalogue();
    let templates = Templates::load(None).expect("the compiled-in templates are sound");
    assert!(site::render(&catalog, &[], &templates, &no_rows).is_err());
}

#[test]
fn the_statement_page_leads_on_only_if_there_is_a_statement() {
    let mut catalog = own_catalogue();
    catalog.info.accessibility_statement = None;
    let without = pages(&catalog, &editions(&catalog, "x"));
    assert!(!without.contains_key("was/index.html"));
    let (_, footer) = without["index.html"].split_once("<footer").expect("a page has a footer");
    assert_eq!(footer.matches("Tilgængelighed").count(), 1, "the footer names it once");
    catalog.info.accessibility_statement = Some("https://was.example.org/x".into());
    let pages = pages(&catalog, &editions(&catalog, "x"));
    assert!(pages["was/index.html"].contains("content=\"0; url=https://was.example.org/x\""));
    assert!(pages["index.html"].contains("href=\"https://was.example.org/x\""));
}

#[test]
fn the_page_for_what_does_not_exist_works_at_any_depth() {
    let mut catalog = own_catalogue();
    catalog.info.base_url = "https://example.org/aabne/data/".into();
    let pages = pages(&catalog, &editions(&catalog, "x"));
    assert!(pages["404.html"].contains("href=\"/aabne/data/style.css\""));
    assert!(pages["404.html"].contains("href=\"/aabne/data/en/index.html\""));
}

#[test]
fn a_file_of_the_catalogue_takes_the_place_of_a_compiled_in_one() {
    let root = tempfile::tempdir().expect("a folder can be made");
    let folder = root.path().join("site-templates");
    fs::create_dir_all(folder.join("strings")).expect("a folder can be made");
    fs::write(folder.join("style.css"), "body { color: red }").expect("a file can be written");
    fs::write(folder.join("strings/da.ftl"), "about-title = Om os\n").expect("a file can be written");
    let catalog = own_catalogue();
    let editions = editions(&catalog, "x");
    let templates = Templates::load(Some(root.path())).expect("the templates are sound");
    let pages: BTreeMap<String, Vec<u8>> = site::render(&catalog, &editions, &templates, &no_rows)
        .expect("each dataset has an edition")
        .pages()
        .map(|page| page.map(|page| (page.path, page.bytes)).expect("the page can be made"))
        .collect();
    assert_eq!(pages["style.css"], b"body { color: red }");
    assert!(String::from_utf8_lossy(&pages["om/index.html"]).contains("<h1>Om os</h1>"));

    fs::write(folder.join("about.html"), "{{ page.nothing }}").expect("a file can be written");
    let templates = Templates::load(Some(root.path())).expect("the templates can be parsed");
    let site = site::render(&catalog, &editions, &templates, &no_rows).expect("each dataset has an edition");
    assert!(site.pages().any(|page| page.is_err()), "a template that asks for what is not there is an error");
    fs::write(folder.join("about.html"), "{% if %}").expect("a file can be written");
    assert!(Templates::load(Some(root.path())).is_err());
}

#[test]
fn the_repositorys_documentation_is_sound() {
    for dataset in &own_catalogue().datasets {
        let report = site::check_documentation(dataset);
        let findings: String = report.findings().iter().map(ToString::to_string).collect();
        assert_eq!(findings, "", "{}", dataset.id);
    }
}

/// The keys of a file of strings, each with the variables it uses.
fn strings(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let path = Path::new(ROOT).join("site-templates/strings").join(format!("{language}.ftl"));
    let text = fs::read_to_string(path).expect("the strings are there");
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in text.lines() {
        if line.starts_with(|letter: char| letter.is_ascii_lowercase()) {
            key = line.split(" = ").next().unwrap_or("").trim_end_matches(" =").to_owned();
            assert!(keys.insert(key.clone(), BTreeSet::new()).is_none(), "{language} has {key} twice");
        }
        if let Some(used) = keys.get_mut(&key) {
            let names = line.split('$').skip(1);
            used.extend(names.filter_map(|rest| rest.split([' ', '}']).next()).map(str::to_owned));
        }
    }
    keys
}

#[test]
fn the_strings_of_all_languages_fit_each_other() {
    let danish = strings("da");
    for language in ["en", "nb"] {
        assert_eq!(strings(language), danish, "{language}");
    }
}

#[test]
fn every_string_is_used() {
    let mut sources = String::new();
    for folder in ["site-templates", "src/site"] {
        for entry in fs::read_dir(Path::new(ROOT).join(folder)).expect("the folder is there") {
            let path = entry.expect("the folder can be read").path();
            if path.is_file() {
                sources.push_str(&fs::read_to_string(path).expect("the file is text"));
            }
        }
    }
    let composed = ["about-title", "about-lead", "withheld-title", "withheld-lead"];
    let also_composed = ["accessibility-title", "accessibility-lead"];
    for key in strings("da").keys() {
        let is_composed = composed.iter().chain(&also_composed).any(|start| key.starts_with(start));
        assert!(is_composed || sources.contains(&format!("\"{key}\"")), "nothing says {key}");
    }
}
