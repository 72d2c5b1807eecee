//! Texts that nobody means well with, and a catalogue that is full of them.

use std::sync::Arc;

use proptest::prelude::*;
use udstil::catalog::{Catalog, Codelist, CodelistInfo, Dimension, Language, Localised, Publication, Recode};
use udstil::report::Report;

/// Something of everything that has ever ended a literal, an element or a comment.
pub(crate) const NASTY: &str = "</dct:title><script>alert(1)</script> \"\"\" ''' \\ \u{202e}מימין לשמאל\u{202c} 👷‍♀️ ]]> &amp; @da ^^ {\"@id\":\"x\"}\n\t. ";

/// Texts of all kinds: any letters, markup, control characters, nothing but space, very long ones.
pub(crate) fn hostile_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        prop::collection::vec(any::<char>(), 0..40).prop_map(|letters| letters.into_iter().collect()),
        "[\\x00-\\x1f<>&\"'\\\\{}@^\u{202e}\u{2028}\u{feff} ]{0,30}",
        Just(NASTY.to_owned()),
        Just("x</a>\"\\\n".repeat(10_000 / 8)),
        Just("  \r\n ".to_owned()),
    ]
}

/// Every text and address of a catalogue replaced by these, in turn.
pub(crate) fn poisoned(catalog: &mut Catalog, texts: &[String]) {
    poison_names(catalog, texts);
    let mut next = texts.iter().cycle().cloned();
    let mut both = || {
        let mut text = || next.next().unwrap_or_default();
        Localised::new([(Language::Da, text()), (Language::En, text())])
    };
    let info = &mut catalog.info;
    (info.title, info.description) = (both(), both());
    info.notice = Some(both());
    info.publisher.name = both();
    info.contact.name = both();
    for dataset in &mut catalog.datasets {
        let about = &mut dataset.about;
        (about.title, about.summary, about.provenance) = (both(), both(), both());
        about.limitations = vec![both(), both()];
        about.contact.name = both();
        for basis in &mut about.governance.legal_basis {
            basis.title = both();
        }
        dataset.changes = [("2026-11-21".to_owned(), both())].into();
        match &mut dataset.policy.publication {
            Publication::Tables(tables) => {
                for table in tables {
                    (table.title, table.description) = (both(), both());
                    for dimension in &mut table.dimensions {
                        (dimension.label, dimension.description) = (both(), both());
                        poison_codes(dimension, &mut both);
                    }
                    for measure in &mut table.measures {
                        (measure.label, measure.description, measure.unit) = (both(), both(), both());
                    }
                }
            }
            Publication::Rows(rows) => {
                for rows in rows {
                    (rows.title, rows.description) = (both(), both());
                    for column in &mut rows.columns {
                        (column.label, column.description) = (both(), both());
                    }
                }
            }
        }
    }
}

/// What is written once and for all, in no language that is told.
fn poison_names(catalog: &mut Catalog, texts: &[String]) {
    let mut next = texts.iter().cycle().cloned();
    let mut text = move || next.next().unwrap_or_default();
    catalog.info.publisher.url = format!("https://{}", text());
    catalog.info.contact.email = text();
    for dataset in &mut catalog.datasets {
        let about = &mut dataset.about;
        about.keywords = [(Language::Da, vec![text(), text()]), (Language::En, vec![text()])].into();
        about.contact.email = text();
        about.governance.processing_activity = text();
        about.governance.approved_by = vec![text(), text()];
        for basis in &mut about.governance.legal_basis {
            basis.url = Some(format!("https://example.org/{}", text()));
            basis.eli = Some(format!("https://example.org/eli/{}", text()));
        }
    }
}

/// Gives the list of a dimension another title and source, and each of its codes other names.
fn poison_codes(dimension: &mut Dimension, both: &mut impl FnMut() -> Localised) {
    let Recode::Codes { codelist, .. } = &mut dimension.recode else { return };
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["code", "parent", "label_da", "label_en", "valid_from", "valid_to"]).expect("memory");
    for entry in codelist.entries() {
        let parent = entry.parent.map_or("", |parent| codelist.entries()[parent].code.as_str());
        let label = both();
        let label = |language| label.exact(language).unwrap_or_default();
        csv.write_record([&entry.code, parent, label(Language::Da), label(Language::En), "", ""])
            .expect("memory");
    }
    let text = String::from_utf8(csv.into_inner().expect("memory")).expect("it was UTF-8");
    let info = CodelistInfo { title: both(), source: both(), official: codelist.info.official };
    let mut report = Report::new();
    let list = Codelist::parse(&codelist.name, &codelist.path, &text, info, &mut report);
    *codelist = Arc::new(list.unwrap_or_else(|| panic!("{report:?}")));
}
