//! `datasets/{dataset}.json`: what a dataset is, on which grounds it is published, where its files
//! are.

use std::collections::BTreeMap;

use serde::Serialize;

use super::catalogue::per_language;
use super::terms::{ContactView, LicenceView, TermView, texts};
use super::{Endpoint, Subject};
use crate::catalog::{Governance, Language, Localised};
use crate::metadata::{atom, language_folder};

#[derive(Serialize)]
pub(super) struct Answer {
    id: String,
    title: Localised,
    description: Localised,
    keywords: BTreeMap<Language, Vec<String>>,
    themes: Vec<TermView>,
    frequency: TermView,
    spatial: TermView,
    #[serde(skip_serializing_if = "Option::is_none")]
    temporal: Option<Temporal>,
    synthetic: bool,
    provenance: Localised,
    limitations: Vec<Localised>,
    licence: LicenceView,
    contact: ContactView,
    governance: GovernanceView,
    pages: BTreeMap<Language, String>,
    feeds: BTreeMap<Language, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<Newest>,
    editions: String,
    schema: String,
}

#[derive(Serialize)]
struct Temporal {
    start: String,
    end: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GovernanceView {
    legal_basis: Vec<Basis>,
    processing_activity: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    risk_assessment: Option<String>,
    approved_by: Vec<String>,
}

#[derive(Serialize)]
struct Basis {
    title: Localised,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    eli: Option<String>,
}

/// The newest edition, and where its files lie under an address that does not change.
#[derive(Serialize)]
struct Newest {
    name: String,
    date: String,
    url: String,
    latest: String,
}

pub(super) fn answer(subject: &Subject<'_>) -> Answer {
    let (about, languages) = (&subject.dataset.about, subject.languages());
    let id = subject.dataset.id.as_str();
    let base = &subject.info.base_url;
    Answer {
        id: id.to_owned(),
        title: texts(&subject.series.about.title, languages),
        description: texts(&subject.series.about.description, languages),
        keywords: about.keywords.clone(),
        themes: about.themes.iter().map(|theme| TermView::of(theme, languages)).collect(),
        frequency: TermView::of(about.frequency, languages),
        spatial: TermView::of(about.spatial, languages),
        temporal: about
            .temporal
            .map(|(start, end)| Temporal { start: start.to_string(), end: end.to_string() }),
        synthetic: about.synthetic,
        provenance: texts(&about.provenance, languages),
        limitations: about.limitations.iter().map(|text| texts(text, languages)).collect(),
        licence: LicenceView::of(about.licence, languages),
        contact: ContactView::of(&about.contact, languages),
        governance: governance(&about.governance, languages),
        pages: per_language(subject.info, |language| {
            format!("{}datasets/{id}/", language_folder(languages, language))
        }),
        feeds: per_language(subject.info, |language| atom::path(languages, language, Some(id))),
        edition: subject.newest().map(|edition| Newest {
            name: edition.name.to_string(),
            date: edition.name.date.to_string(),
            url: subject.edition_url(edition.name),
            latest: format!("{base}data/{id}/latest/"),
        }),
        editions: subject.url(Endpoint::Editions),
        schema: subject.url(Endpoint::Schema),
    }
}

fn governance(governance: &Governance, languages: &[Language]) -> GovernanceView {
    GovernanceView {
        legal_basis: governance
            .legal_basis
            .iter()
            .map(|basis| Basis {
                title: texts(&basis.title, languages),
                url: basis.url.clone(),
                eli: basis.identifier().map(str::to_owned),
            })
            .collect(),
        processing_activity: governance.processing_activity.clone(),
        risk_assessment: governance.risk_assessment.map(|day| day.to_string()),
        approved_by: governance.approved_by.clone(),
    }
}
