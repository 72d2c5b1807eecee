//! `opensearch.xml`: how a browser searches the catalogue (OpenSearch 1.1, draft 6), per language.
//!
//! The search itself is the front page's own: it takes its words from `?q=`.

use std::io;

use super::wording::words;
use super::xml::{self, Document};
use super::{File, language_folder};
use crate::catalog::{CatalogInfo, Language};

/// The media type of a description.
pub const MEDIA_TYPE: &str = "application/opensearchdescription+xml";

const NAMESPACE: &str = "http://a9.com/-/spec/opensearch/1.1/";

/// The most characters of `LongName` and of `Description`, by the specification.
const LONG_NAME: usize = 48;
const DESCRIPTION: usize = 1024;

/// The descriptions of all languages.
pub(super) fn descriptions<'a>(info: &CatalogInfo) -> Vec<File<'a>> {
    let describe =
        |language: &Language| File::ready(path(&info.languages, *language), description(info, *language));
    info.languages.iter().map(describe).collect()
}

/// The path of a language's description, below the public folder.
pub fn path(languages: &[Language], language: Language) -> String {
    format!("{}opensearch.xml", language_folder(languages, language))
}

fn description(info: &CatalogInfo, language: Language) -> Vec<u8> {
    xml::document("OpenSearchDescription", &[("xmlns", NAMESPACE)], |document| {
        write(document, info, language)
    })
}

fn write(document: &mut Document, info: &CatalogInfo, language: Language) -> io::Result<()> {
    let words = words(language);
    let title = info.title.in_language(language);
    let base = &info.base_url;
    xml::text(document, "ShortName", words.search_name)?;
    xml::text(document, "LongName", &shortened(title, LONG_NAME))?;
    xml::text(document, "Description", &shortened(&format!("{} {title}", words.search_in), DESCRIPTION))?;
    let search = format!("{base}{}?q={{searchTerms}}", language_folder(&info.languages, language));
    xml::empty(document, "Url", &[("type", "text/html"), ("template", &search)])?;
    let own = format!("{base}{}", path(&info.languages, language));
    xml::empty(document, "Url", &[("type", MEDIA_TYPE), ("rel", "self"), ("template", &own)])?;
    let icon = document.create_element("Image").with_attribute(("type", "image/svg+xml"));
    icon.write_text_content(quick_xml::events::BytesText::new(&format!("{base}icon.svg")))?;
    xml::text(document, "Language", language.tag())?;
    xml::text(document, "SyndicationRight", "open")?;
    xml::text(document, "InputEncoding", "UTF-8")?;
    xml::text(document, "OutputEncoding", "UTF-8")
}

/// A text of at most this many characters, cut between words where it is cut.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most.saturating_sub(1)).collect();
    let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_as_short_as_the_specification_wants_it() {
        for language in Language::ALL {
            assert!(words(language).search_name.chars().count() <= 16);
        }
    }

    #[test]
    fn a_text_is_cut_between_words() {
        assert_eq!(shortened("åbne data om", 12), "åbne data om");
        assert_eq!(shortened("åbne data om alt", 12), "åbne data…");
        assert_eq!(shortened(&"x".repeat(60), 48).chars().count(), 48);
    }
}
