//! The sentences that files carry in every language: warnings, headings, the legend of statuses.
//!
//! Pages of the site have theirs in Fluent files, which an authority may reword. What stands in a
//! published file is the same everywhere, so it is written here.

use crate::catalog::Language;

/// The words of a language.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) synthetic: &'static str,
    pub(super) synthetic_tag: &'static str,
    pub(super) about: &'static str,
    pub(super) dataset: &'static str,
    pub(super) description: &'static str,
    pub(super) edition: &'static str,
    pub(super) publisher: &'static str,
    pub(super) provenance: &'static str,
    pub(super) licence: &'static str,
    pub(super) address: &'static str,
    pub(super) contact: &'static str,
    pub(super) citation: &'static str,
    pub(super) columns: &'static str,
    pub(super) unit: &'static str,
    pub(super) codes_in: &'static str,
    pub(super) statuses: &'static str,
    pub(super) empty_status: &'static str,
    pub(super) status_meanings: [(&'static str, &'static str); 3],
    pub(super) published: &'static str,
    pub(super) unknown_heading: &'static str,
    pub(super) unknown: &'static str,
    pub(super) total: &'static str,
    pub(super) unknown_label: &'static str,
    pub(super) total_label: &'static str,
    pub(super) figures: &'static str,
    pub(super) limitations: &'static str,
    pub(super) table: &'static str,
    pub(super) files: &'static str,
    pub(super) files_text: &'static str,
    pub(super) verify: &'static str,
    pub(super) verify_text: &'static str,
    pub(super) tables_changed: &'static str,
    pub(super) tables_added: &'static str,
    pub(super) tables_dropped: &'static str,
    /// At most 16 characters, as OpenSearch wants it.
    pub(super) search_name: &'static str,
    pub(super) search_in: &'static str,
}

/// The words of a language.
pub(super) fn words(language: Language) -> &'static Words {
    match language {
        Language::Da => &DANISH,
        Language::En => &ENGLISH,
        Language::Nb => &NORWEGIAN,
    }
}

/// The label of a measure's status column.
pub(super) fn status_label(language: Language, measure: &str) -> String {
    match language {
        Language::Da | Language::Nb => format!("Status for {}", in_sentence(measure)),
        Language::En => format!("Status of {}", in_sentence(measure)),
    }
}

/// What the status column of a measure's column says.
pub(super) fn status_description(language: Language, column: &str) -> String {
    match language {
        Language::Da => {
            format!("Hvorfor `{column}` er tom i rækken. Uden indhold, når værdien er offentliggjort.")
        }
        Language::En => format!("Why `{column}` is empty in the row. Blank where the value is published."),
        Language::Nb => format!("Hvorfor `{column}` er tom i raden. Uten innhold når verdien er publisert."),
    }
}

/// What a column's description says, behind its own words, of rows that are sums of others.
pub(super) fn sums(language: Language, total: bool, subtotals: bool) -> &'static str {
    match (language, total, subtotals) {
        (_, false, false) => "",
        (Language::Da, true, false) => " `_T` er i alt.",
        (Language::Da, false, true) => {
            " Koderne ligger på flere niveauer: en overordnet kode tæller dem under sig med."
        }
        (Language::Da, true, true) => {
            " `_T` er i alt. Koderne ligger på flere niveauer: en overordnet kode tæller dem under sig med."
        }
        (Language::En, true, false) => " `_T` is the total.",
        (Language::En, false, true) => " The codes are on several levels: a code above others includes them.",
        (Language::En, true, true) => {
            " `_T` is the total. The codes are on several levels: a code above others includes them."
        }
        (Language::Nb, true, false) => " `_T` er i alt.",
        (Language::Nb, false, true) => {
            " Kodene ligger på flere nivåer: en overordnet kode teller med dem under seg."
        }
        (Language::Nb, true, true) => {
            " `_T` er i alt. Kodene ligger på flere nivåer: en overordnet kode teller med dem under seg."
        }
    }
}

/// A label as it stands inside a sentence: its first letter small, unless it begins an
/// abbreviation such as `CAS`.
fn in_sentence(label: &str) -> String {
    let mut rest = label.chars();
    match (rest.next(), label.chars().nth(1)) {
        (Some(first), second) if second.is_none_or(|second| !second.is_uppercase()) => {
            first.to_lowercase().chain(rest).collect()
        }
        _ => label.to_owned(),
    }
}

const DANISH: Words = Words {
    synthetic: "Disse data bygger på en opdigtet (syntetisk) kilde og beskriver ingen virkelige personer, \
                virksomheder eller hændelser. De kan ikke bruges som grundlag for beslutninger.",
    synthetic_tag: "syntetiske data",
    about: "Om tabellen",
    dataset: "Datasæt",
    description: "Indhold",
    edition: "Udgave",
    publisher: "Udgiver",
    provenance: "Oprindelse",
    licence: "Licens",
    address: "Adresse",
    contact: "Kontakt",
    citation: "Sådan citeres",
    columns: "Kolonner",
    unit: "Enhed",
    codes_in: "Koderne står i",
    statuses: "Hvad statuskolonnerne siger",
    empty_status: "(tom)",
    status_meanings: [
        ("c", "Værdien er tilbageholdt af hensyn til fortrolighed. Den er ikke nødvendigvis 0."),
        ("x", "Værdien foreligger ikke."),
        ("z", "Værdien giver ikke mening her."),
    ],
    published: "Værdien er offentliggjort.",
    unknown_heading: "Særlige koder",
    unknown: "Værdien er ukendt eller mangler i kilden.",
    total: "I alt: rækken gælder alle koder i kolonnen under ét. Læg den ikke sammen med de andre rækker.",
    unknown_label: "Ukendt",
    total_label: "I alt",
    figures: "Tal",
    limitations: "Forbehold",
    table: "Tabel",
    files: "Filer",
    files_text: "Hver tabel findes som CSV (UTF-8, komma), Parquet og i de fleste tilfælde Excel med samme indhold. \
                 Brug Parquet eller Excel, hvis koder skal læses som tekst uden videre.",
    verify: "Sådan kontrolleres filerne",
    verify_text: "Kør `sha256sum -c SHA256SUMS` i denne mappe. En udgave ændres aldrig, når den er offentliggjort; \
                  rettelser kommer som en ny udgave.",
    tables_changed: "Ændrede tabeller",
    tables_added: "Nye tabeller",
    tables_dropped: "Udgåede tabeller",
    search_name: "Åbne data",
    search_in: "Søg i",
};

const ENGLISH: Words = Words {
    synthetic: "These data come from a made-up (synthetic) source and describe no real persons, companies \
                or events. They cannot be used as a basis for decisions.",
    synthetic_tag: "synthetic data",
    about: "About the table",
    dataset: "Dataset",
    description: "Content",
    edition: "Edition",
    publisher: "Publisher",
    provenance: "Origin",
    licence: "Licence",
    address: "Address",
    contact: "Contact",
    citation: "How to cite",
    columns: "Columns",
    unit: "Unit",
    codes_in: "The codes are in",
    statuses: "What the status columns say",
    empty_status: "(blank)",
    status_meanings: [
        ("c", "The value is withheld for confidentiality. It is not necessarily 0."),
        ("x", "The value is not available."),
        ("z", "The value is not applicable."),
    ],
    published: "The value is published.",
    unknown_heading: "Special codes",
    unknown: "The value is unknown or missing in the source.",
    total: "Total: the row is about all codes of the column together. Do not add it to the other rows.",
    unknown_label: "Unknown",
    total_label: "Total",
    figures: "Figures",
    limitations: "Limitations",
    table: "Table",
    files: "Files",
    files_text: "Each table comes as CSV (UTF-8, comma), Parquet and in most cases Excel with the same content. Use \
                 Parquet or Excel where codes should be read as text without further ado.",
    verify: "How to check the files",
    verify_text: "Run `sha256sum -c SHA256SUMS` in this folder. An edition never changes once it is published; \
                  corrections come as a new edition.",
    tables_changed: "Tables that changed",
    tables_added: "New tables",
    tables_dropped: "Tables that are gone",
    search_name: "Open data",
    search_in: "Search in",
};

const NORWEGIAN: Words = Words {
    synthetic: "Disse dataene bygger på en oppdiktet (syntetisk) kilde og beskriver ingen virkelige personer, \
                virksomheter eller hendelser. De kan ikke brukes som grunnlag for beslutninger.",
    synthetic_tag: "syntetiske data",
    about: "Om tabellen",
    dataset: "Datasett",
    description: "Innhold",
    edition: "Utgave",
    publisher: "Utgiver",
    provenance: "Opprinnelse",
    licence: "Lisens",
    address: "Adresse",
    contact: "Kontakt",
    citation: "Slik siteres",
    columns: "Kolonner",
    unit: "Enhet",
    codes_in: "Kodene står i",
    statuses: "Hva statuskolonnene sier",
    empty_status: "(tom)",
    status_meanings: [
        ("c", "Verdien er holdt tilbake av hensyn til konfidensialitet. Den er ikke nødvendigvis 0."),
        ("x", "Verdien foreligger ikke."),
        ("z", "Verdien gir ikke mening her."),
    ],
    published: "Verdien er publisert.",
    unknown_heading: "Særlige koder",
    unknown: "Verdien er ukjent eller mangler i kilden.",
    total: "I alt: raden gjelder alle kodene i kolonnen under ett. Legg den ikke sammen med de andre radene.",
    unknown_label: "Ukjent",
    total_label: "I alt",
    figures: "Tall",
    limitations: "Forbehold",
    table: "Tabell",
    files: "Filer",
    files_text: "Hver tabell finnes som CSV (UTF-8, komma), Parquet og i de fleste tilfeller Excel med samme innhold. \
                 Bruk Parquet eller Excel hvis koder skal leses som tekst uten videre.",
    verify: "Slik kontrolleres filene",
    verify_text: "Kjør `sha256sum -c SHA256SUMS` i denne mappen. En utgave endres aldri når den er publisert; \
                  rettelser kommer som en ny utgave.",
    tables_changed: "Endrede tabeller",
    tables_added: "Nye tabeller",
    tables_dropped: "Utgåtte tabeller",
    search_name: "Åpne data",
    search_in: "Søk i",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_column_is_named_after_its_measure() {
        assert_eq!(status_label(Language::Da, "Antal klager"), "Status for antal klager");
        assert_eq!(status_label(Language::En, "CAS numbers"), "Status of CAS numbers");
        assert_eq!(status_label(Language::Da, "Årligt antal"), "Status for årligt antal");
        assert_eq!(status_label(Language::En, ""), "Status of ");
    }
}
