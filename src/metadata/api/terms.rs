//! What several answers have in common.

use serde::Serialize;

use crate::catalog::vocabulary::licence_deed;
use crate::catalog::{Contact, Language, Localised, Term};

/// A text in the languages of the catalogue that it is in; in all that it is in, if that is none.
pub(super) fn texts(text: &Localised, languages: &[Language]) -> Localised {
    let wanted: Vec<(Language, String)> = text
        .iter()
        .filter(|(language, _)| languages.contains(language))
        .map(|(language, text)| (language, text.to_owned()))
        .collect();
    if wanted.is_empty() { text.clone() } else { Localised::new(wanted) }
}

/// A term of a controlled vocabulary.
#[derive(Serialize)]
pub(super) struct TermView {
    code: &'static str,
    uri: &'static str,
    label: Localised,
}

impl TermView {
    pub(super) fn of(term: &Term, languages: &[Language]) -> TermView {
        TermView { code: term.code, uri: term.uri, label: texts(&term.localised(), languages) }
    }
}

/// A licence: a term with its own page and its SPDX identifier.
#[derive(Serialize)]
pub(super) struct LicenceView {
    #[serde(flatten)]
    term: TermView,
    page: &'static str,
    spdx: &'static str,
}

impl LicenceView {
    pub(super) fn of(licence: &Term, languages: &[Language]) -> LicenceView {
        let (page, spdx) = licence_deed(licence);
        LicenceView { term: TermView::of(licence, languages), page, spdx }
    }
}

/// Who answers questions.
#[derive(Serialize)]
pub(super) struct ContactView {
    name: Localised,
    email: String,
}

impl ContactView {
    pub(super) fn of(contact: &Contact, languages: &[Language]) -> ContactView {
        ContactView { name: texts(&contact.name, languages), email: contact.email.clone() }
    }
}
