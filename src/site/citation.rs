//! How to cite an edition, as text, as BibTeX and as RIS.

use serde::Serialize;

use super::addresses::Spot;
use super::strings::fluent_args;
use super::{Exhibit, Site, SiteError};
use crate::catalog::Language;

/// A citation of the newest edition.
#[derive(Serialize)]
pub(super) struct Citation {
    text: String,
    bibtex: String,
    ris: String,
}

impl Citation {
    /// As text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// The citation of a dataset's newest edition.
pub(super) fn of(site: &Site<'_>, exhibit: &Exhibit<'_>, language: Language) -> Result<Citation, SiteError> {
    let about = &exhibit.dataset.about;
    let strings = site.templates.strings(language);
    let publisher = site.catalog.info.publisher.name.in_language(language);
    let title = about.title.in_language(language);
    let edition = exhibit.newest.name.to_string();
    let year = i64::from(exhibit.newest.name.date.year());
    let url = site.addresses.url(&site.addresses.path(Spot::Dataset(exhibit.dataset.id.as_str()), language));
    let kind = strings.say(if about.synthetic { "cite-synthetic" } else { "cite-dataset" })?;
    let text = strings.say_with(
        "cite-text",
        fluent_args![
            "publisher" => publisher,
            "year" => year.to_string(),
            "title" => title,
            "kind" => kind.as_str(),
            "edition" => edition.as_str(),
            "licence" => about.licence.label(language),
            "url" => url.as_str()
        ],
    )?;
    let bibtex = format!(
        "@misc{{{id}-{edition},\n  author = {{{{{publisher}}}}},\n  title = {{{{{title}}}}},\n  \
         year = {{{year}}},\n  version = {{{edition}}},\n  howpublished = {{{kind}}},\n  url = {{{url}}},\n  \
         note = {{{licence}}}\n}}",
        id = exhibit.dataset.id,
        publisher = tex(publisher),
        title = tex(title),
        kind = tex(&kind),
        licence = tex(about.licence.label(language)),
    );
    let ris = [
        ("TY", "DATA"),
        ("AU", publisher),
        ("TI", title),
        ("PY", &year.to_string()),
        ("ET", &edition),
        ("PB", publisher),
        ("M3", &kind),
        ("UR", &url),
        ("N1", about.licence.label(language)),
        ("ER", ""),
    ];
    let ris = ris.map(|(tag, value)| format!("{tag}  - {}\n", one_line(value))).concat();
    Ok(Citation { text, bibtex, ris })
}

/// A text on one line, since a line of RIS begins with its tag.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// A text in which BibTeX finds no command, comment or brace.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\textbackslash "),
            '~' => out.push_str("\\textasciitilde "),
            '^' => out.push_str("\\textasciicircum "),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                out.push('\\');
                out.push(letter);
            }
            control if control.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bibtex_finds_no_command_in_a_text() {
        assert_eq!(tex("50 % of {x} \\ y\n"), "50 \\% of \\{x\\} \\textbackslash  y ");
    }
}
