//! The notes that an edition's files carry, for a person who has nothing but the file.

use super::dictionary::{ColumnEntry, ColumnUse, TableEntry, dictionary};
use super::wording::{Words, words};
use super::{edition_url, page_url};
use crate::catalog::vocabulary::licence_deed;
use crate::catalog::{CatalogInfo, Dataset, Language, TOTAL_CODE, UNKNOWN_CODE};
use crate::release::{EditionName, EditionNotes, Entry, Notes, Page, Section};

/// The notes of an edition in every language of the catalogue.
pub fn notes(info: &CatalogInfo, dataset: &Dataset, edition: EditionName) -> EditionNotes {
    let subject = Subject { info, dataset, edition };
    let tables = dictionary(dataset);
    EditionNotes {
        readme: info.languages.iter().map(|language| subject.readme(&tables, *language)).collect(),
        tables: tables.iter().map(|table| subject.table_notes(table)).collect(),
    }
}

/// A citation of an edition.
pub fn citation(info: &CatalogInfo, dataset: &Dataset, edition: EditionName, language: Language) -> String {
    let words = words(language);
    let tag = if dataset.about.synthetic { format!(" [{}]", words.synthetic_tag) } else { String::new() };
    format!(
        "{publisher} ({year}): {title}{tag}. {word} {edition}. {address}",
        publisher = info.publisher.name.in_language(language),
        year = edition.date.year(),
        title = dataset.about.title.in_language(language),
        word = words.edition,
        address = edition_url(info, &dataset.id, edition),
    )
}

struct Subject<'a> {
    info: &'a CatalogInfo,
    dataset: &'a Dataset,
    edition: EditionName,
}

impl Subject<'_> {
    fn table_notes(&self, table: &TableEntry<'_>) -> Notes {
        let first = self.info.languages.first().copied().unwrap_or(Language::Da);
        Notes {
            table: table.name.to_owned(),
            title: table.title.in_language(first).to_owned(),
            publisher: self.info.publisher.name.in_language(first).to_owned(),
            licence: licence_deed(self.dataset.about.licence).0.to_owned(),
            source: edition_url(self.info, &self.dataset.id, self.edition),
            synthetic: self.dataset.about.synthetic,
            date: self.edition.date,
            language: first,
            figures: words(first).figures.to_owned(),
            statuses: words(first).status_meanings.map(|(status, meaning)| entry(status, meaning)).into(),
            special_codes: vec![
                entry(UNKNOWN_CODE, words(first).unknown_label),
                entry(TOTAL_CODE, words(first).total_label),
            ],
            pages: self.info.languages.iter().map(|language| self.table_page(table, *language)).collect(),
        }
    }

    fn table_page(&self, table: &TableEntry<'_>, language: Language) -> Page {
        let words = words(language);
        let mut about = vec![
            entry(words.description, table.description.in_language(language)),
            entry(words.dataset, self.dataset.about.title.in_language(language)),
        ];
        about.extend(self.particulars(language));
        let mut sections =
            vec![section(words.about, about), columns(table, words.columns.to_owned(), language)];
        sections.extend(statuses(table, language));
        sections.extend(self.limitations(language));
        self.page(table.title.in_language(language), sections, language)
    }

    fn readme(&self, tables: &[TableEntry<'_>], language: Language) -> Page {
        let words = words(language);
        let about = &self.dataset.about;
        let mut first = vec![entry("", about.summary.in_language(language))];
        first.extend(self.particulars(language));
        let mut sections = vec![section(words.dataset, first)];
        for table in tables {
            let heading = format!("{} {}: {}", words.table, table.name, table.title.in_language(language));
            sections.push(columns(table, heading, language));
        }
        if let Some(table) = tables.iter().find(|table| has_statuses(table)) {
            sections.extend(statuses(table, language));
        }
        sections.extend(self.limitations(language));
        sections.push(section(words.files, vec![entry("", words.files_text)]));
        sections.push(section(words.verify, vec![entry("", words.verify_text)]));
        self.page(about.title.in_language(language), sections, language)
    }

    fn page(&self, title: &str, sections: Vec<Section>, language: Language) -> Page {
        let warning = self.dataset.about.synthetic.then(|| words(language).synthetic.to_owned());
        Page { language, title: title.to_owned(), warning, sections }
    }

    /// What is told of any edition: when, by whom, under which licence, how to cite it.
    fn particulars(&self, language: Language) -> Vec<Entry> {
        let words = words(language);
        let (info, about) = (self.info, &self.dataset.about);
        let licence = format!("{}, {}", about.licence.label(language), licence_deed(about.licence).0);
        let contact = format!("{}, {}", about.contact.name.in_language(language), about.contact.email);
        let mut told = Vec::new();
        told.extend(info.notice.as_ref().map(|notice| entry("", notice.in_language(language))));
        told.extend([
            entry(words.edition, &self.edition.to_string()),
            entry(words.publisher, info.publisher.name.in_language(language)),
            entry(words.provenance, about.provenance.in_language(language)),
            entry(words.licence, &licence),
            entry(words.address, &page_url(info, &self.dataset.id, language)),
            entry(words.contact, &contact),
            entry(words.citation, &citation(info, self.dataset, self.edition, language)),
        ]);
        told
    }

    fn limitations(&self, language: Language) -> Option<Section> {
        let about = &self.dataset.about;
        let entries: Vec<Entry> =
            about.limitations.iter().map(|text| entry("", text.in_language(language))).collect();
        (!entries.is_empty()).then(|| section(words(language).limitations, entries))
    }
}

fn columns(table: &TableEntry<'_>, heading: String, language: Language) -> Section {
    let entries = table.columns.iter().map(|column| entry(&column.name, &column_text(column, language)));
    Section { heading, entries: entries.collect() }
}

fn column_text(column: &ColumnEntry<'_>, language: Language) -> String {
    let words = words(language);
    let label = column.label.in_language(language);
    let description = column.description.in_language(language);
    let more = match column.usage {
        ColumnUse::Dimension(Some(list)) => format!(" {} codelists/{}.csv.", words.codes_in, list.name),
        ColumnUse::Measure(unit) => format!(" {}: {}.", words.unit, unit.in_language(language)),
        ColumnUse::Dimension(None) | ColumnUse::Status | ColumnUse::Plain => String::new(),
    };
    format!("{label}. {description}{more}")
}

fn has_statuses(table: &TableEntry<'_>) -> bool {
    table.columns.iter().any(|column| matches!(column.usage, ColumnUse::Status))
}

/// The legend of statuses and of the code for what is not known, for a table that has them.
fn statuses(table: &TableEntry<'_>, language: Language) -> Vec<Section> {
    if !has_statuses(table) {
        return Vec::new();
    }
    let words: &Words = words(language);
    let mut legend = vec![entry(words.empty_status, words.published)];
    legend.extend(words.status_meanings.iter().map(|(status, meaning)| entry(status, meaning)));
    let mut special = vec![entry(UNKNOWN_CODE, words.unknown)];
    special.extend(table.has_totals.then(|| entry(TOTAL_CODE, words.total)));
    vec![section(words.statuses, legend), section(words.unknown_heading, special)]
}

fn section(heading: &str, entries: Vec<Entry>) -> Section {
    Section { heading: heading.to_owned(), entries }
}

fn entry(term: &str, text: &str) -> Entry {
    Entry { term: term.to_owned(), text: text.to_owned() }
}
