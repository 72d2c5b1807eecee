//! Where pages and files are, seen from below `public/`, from another page, and from the world.
//!
//! Links between pages are relative and name `index.html`, so that the site works from any folder
//! of any host and straight from a disk.

use crate::catalog::{CatalogInfo, DatasetId, Language};
use crate::release::EditionName;

/// A page that exists in each language.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot<'a> {
    Catalogue,
    Dataset(&'a str),
    /// A table of a dataset, to explore.
    Explorer(&'a str, &'a str),
    /// The same, to stand on somebody else's page.
    Embed(&'a str, &'a str),
    About,
    Withheld,
    Accessibility,
    Api,
    /// A page, from 1, of a list of datasets: the one with this name, or of all if it has none.
    List(&'a str, usize),
    Editions(&'a str),
    Codelists,
    Codelist(&'a str),
    Quality,
    Shield,
    Fetch,
    Request,
    Privacy,
    Glossary,
    /// The codes of the list that has a page for each.
    Codes,
    Code(&'a str),
}

/// The catalogue's address and languages.
pub(super) struct Addresses<'a> {
    info: &'a CatalogInfo,
}

impl<'a> Addresses<'a> {
    pub(super) fn new(info: &'a CatalogInfo) -> Addresses<'a> {
        Addresses { info }
    }

    /// The language whose pages stand at the root.
    pub(super) fn first_language(&self) -> Language {
        self.info.languages.first().copied().unwrap_or(Language::Da)
    }

    /// A page's path below `public/`.
    pub(super) fn path(&self, spot: Spot<'_>, language: Language) -> String {
        let folder = match (spot, language) {
            (Spot::Catalogue, _) => String::new(),
            (Spot::Dataset(id), _) => format!("datasets/{id}/"),
            (Spot::Explorer(id, table), _) => format!("datasets/{id}/explore/{table}/"),
            (Spot::Embed(id, table), _) => format!("embed/{id}/{table}/"),
            (Spot::About, Language::Da | Language::Nb) => "om/".into(),
            (Spot::About, Language::En) => "about/".into(),
            (Spot::Withheld, Language::Da) => "tilbageholdte-tal/".into(),
            (Spot::Withheld, Language::En) => "withheld-figures/".into(),
            (Spot::Withheld, Language::Nb) => "tilbakeholdte-tall/".into(),
            (Spot::Accessibility, Language::Da) => "tilgaengelighed/".into(),
            (Spot::Accessibility, Language::En) => "accessibility/".into(),
            (Spot::Accessibility, Language::Nb) => "tilgjengelighet/".into(),
            (Spot::Api, _) => "api/".into(),
            (Spot::List(name, page), _) => list_folder(name, page, language),
            (Spot::Editions(id), _) => format!("datasets/{id}/editions/"),
            (Spot::Codelists, Language::Da | Language::Nb) => "kodelister/".into(),
            (Spot::Codelists, Language::En) => "code-lists/".into(),
            (Spot::Codelist(name), Language::Da | Language::Nb) => format!("kodelister/{name}/"),
            (Spot::Codelist(name), Language::En) => format!("code-lists/{name}/"),
            (Spot::Codes, _) => format!("{}/", self.codes_folder()),
            (Spot::Code(code), _) => format!("{}/{}/", self.codes_folder(), folder_name(code)),
            (Spot::Quality, Language::Da) => "kvalitet/".into(),
            (Spot::Quality, Language::En) => "quality/".into(),
            (Spot::Quality, Language::Nb) => "kvalitet/".into(),
            (Spot::Shield, Language::Da) => "beskyttelse/".into(),
            (Spot::Shield, Language::En) => "protection/".into(),
            (Spot::Shield, Language::Nb) => "beskyttelse/".into(),
            (Spot::Fetch, Language::Da) => "hent/".into(),
            (Spot::Fetch, Language::En) => "download/".into(),
            (Spot::Fetch, Language::Nb) => "last-ned/".into(),
            (Spot::Request, Language::Da) => "skriv-til-os/".into(),
            (Spot::Request, Language::En) => "write-to-us/".into(),
            (Spot::Request, Language::Nb) => "skriv-til-oss/".into(),
            (Spot::Privacy, Language::Da) => "privatliv/".into(),
            (Spot::Privacy, Language::En) => "privacy/".into(),
            (Spot::Privacy, Language::Nb) => "personvern/".into(),
            (Spot::Glossary, Language::Da | Language::Nb) => "ordliste/".into(),
            (Spot::Glossary, Language::En) => "glossary/".into(),
        };
        let prefix = if language == self.first_language() { String::new() } else { format!("{language}/") };
        format!("{prefix}{folder}index.html")
    }

    /// The name of the list that has a page for each of its codes.
    fn codes_folder(&self) -> &str {
        self.info.pages.as_ref().map_or("codes", |pages| pages.codelist.name.as_str())
    }

    /// The way from a page at `path` to the root: nothing, or `../` as often as needed.
    pub(super) fn to_root(path: &str) -> String {
        "../".repeat(path.matches('/').count())
    }

    /// The address of something below `public/` on the web, without `index.html`.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{}", self.info.base_url, path.strip_suffix("index.html").unwrap_or(path))
    }

    /// The part of the site's address that comes after the host: `/`, or `/somewhere/`.
    pub(super) fn root_on_host(&self) -> &str {
        let after_scheme = self.info.base_url.split_once("://").map_or("", |(_, rest)| rest);
        after_scheme.find('/').map_or("/", |slash| &after_scheme[slash..])
    }

    /// The folder of an edition's files, below `public/`.
    pub(super) fn edition_folder(dataset: &DatasetId, edition: EditionName) -> String {
        format!("data/{dataset}/{edition}/")
    }

    /// The folder of the newest edition's files, below `public/`.
    pub(super) fn latest_folder(dataset: &DatasetId) -> String {
        format!("data/{dataset}/latest/")
    }
}

/// The address, if a reader may be sent there: only the web, never `javascript:` or the like.
pub(super) fn web_address(url: &str) -> Option<&str> {
    let lower = url.get(..8.min(url.len())).unwrap_or("").to_ascii_lowercase();
    let is_web = lower.starts_with("https://") || lower.starts_with("http://");
    (is_web && !url.contains(|letter: char| letter.is_control() || letter == ' ')).then_some(url)
}

/// A code as the name of a folder. Codes are short ASCII as a rule; what is not is written by its
/// bytes, so that no two codes share a folder on any file system.
fn folder_name(code: &str) -> String {
    use std::fmt::Write as _;
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let lower = code.to_ascii_lowercase();
    let is_one_case = lower == code || code.to_ascii_uppercase() == code;
    if is_one_case && !code.is_empty() && lower.bytes().all(is_plain) {
        return lower;
    }
    code.bytes().fold("_".to_owned(), |mut out, byte| {
        if is_plain(byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "_{byte:02x}");
        }
        out
    })
}

fn list_folder(name: &str, page: usize, language: Language) -> String {
    let (by, page_word) = match language {
        Language::Da => ("efter", "side"),
        Language::En => ("by", "page"),
        Language::Nb => ("etter", "side"),
    };
    let list = if name.is_empty() { String::new() } else { format!("{by}/{name}/") };
    if page > 1 { format!("{list}{page_word}-{page}/") } else { list }
}

/// The address at which an issue is opened, with title and text filled in.
pub(super) fn issue_address(issues: &str, title: &str, body: &str) -> String {
    let mark = if issues.contains('?') { '&' } else { '?' };
    format!("{issues}{mark}title={}&body={}", escaped(title), escaped(body))
}

/// A `mailto:` address with a subject and a text; line ends are as mail has them (RFC 6068).
pub(super) fn letter_address(email: &str, subject: &str, body: &str) -> String {
    format!("{}&body={}", mail_address(email, subject), escaped(&body.replace('\n', "\r\n")))
}

/// A `mailto:` address with a subject; everything that means something in a URL is escaped.
pub(super) fn mail_address(email: &str, subject: &str) -> String {
    format!("mailto:{}?subject={}", escaped(email), escaped(subject))
}

fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'@' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_linked_to() {
        assert_eq!(web_address("https://example.org/a?b"), Some("https://example.org/a?b"));
        for url in ["javascript:alert(1)", "data:text/html,x", "https://a b", "æøåæøåæø", "", "//x.org"]
        {
            assert_eq!(web_address(url), None, "{url}");
        }
    }

    #[test]
    fn a_mail_address_cannot_carry_more_than_one_header() {
        assert_eq!(
            mail_address("a@example.org?cc=b", "Om «x» & y"),
            "mailto:a@example.org%3Fcc%3Db?subject=Om%20%C2%ABx%C2%BB%20%26%20y"
        );
    }

    #[test]
    fn a_code_becomes_a_folder_of_its_own() {
        assert_eq!(folder_name("BG01"), "bg01");
        assert_eq!(folder_name("DK-84"), "dk-84");
        assert_eq!(folder_name("../x"), "__2e_2e_2fx");
        assert_eq!(folder_name("æ"), "__c3_a6");
        assert_eq!(folder_name(""), "_");
        assert_ne!(folder_name("aB"), folder_name("AB"));
    }

    #[test]
    fn the_way_to_the_root_is_as_long_as_the_path() {
        assert_eq!(Addresses::to_root("index.html"), "");
        assert_eq!(Addresses::to_root("en/datasets/x/index.html"), "../../../");
    }
}
