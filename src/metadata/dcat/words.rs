//! The sentences of the catalogue files that no configuration holds, in every language.

use crate::catalog::{Language, Localised};
use crate::release::EditionName;

/// A text in all languages, in the order Danish, English, Norwegian.
pub(super) fn said(texts: [&str; 3]) -> Localised {
    Localised::new(Language::ALL.into_iter().zip(texts.map(str::to_owned)))
}

/// The text in those languages only that another one is in.
pub(super) fn said_beside(other: &Localised, make: impl Fn(Language, &str) -> String) -> Localised {
    Localised::new(other.iter().map(|(language, text)| (language, make(language, text))))
}

fn pick(language: Language, texts: [&'static str; 3]) -> &'static str {
    match language {
        Language::Da => texts[0],
        Language::En => texts[1],
        Language::Nb => texts[2],
    }
}

/// A title that says of itself that the data were made up.
pub(super) fn synthetic_title(language: Language, title: &str) -> String {
    format!("{title} ({})", pick(language, ["syntetiske data", "synthetic data", "syntetiske data"]))
}

/// A description that begins with the warning that the data were made up.
pub(super) fn synthetic_description(language: Language, description: &str) -> String {
    let warning = pick(
        language,
        [
            "Disse data bygger på en opdigtet (syntetisk) kilde og beskriver ingen virkelige personer, \
             virksomheder eller hændelser.",
            "These data come from a made-up (synthetic) source and describe no real persons, companies or events.",
            "Disse dataene bygger på en oppdiktet (syntetisk) kilde og beskriver ingen virkelige personer, \
             virksomheter eller hendelser.",
        ],
    );
    format!("{warning} {description}")
}

/// The title of an edition.
pub(super) fn edition_title(language: Language, title: &str, edition: EditionName) -> String {
    format!("{title}, {} {edition}", pick(language, ["udgave", "edition", "utgave"]))
}

/// What an edition is to the one before it.
pub(super) fn version_notes(previous: Option<EditionName>) -> Localised {
    match previous {
        None => said(["Første udgave.", "First edition.", "Første utgave."]),
        Some(name) => said([
            &format!("Afløser udgave {name}, som stadig kan hentes."),
            &format!("Succeeds edition {name}, which can still be downloaded."),
            &format!("Avløser utgave {name}, som fortsatt kan lastes ned."),
        ]),
    }
}

/// What the licence allows, as a statement of rights.
pub(super) fn rights(language: Language, licence: &str, deed: &str) -> String {
    match language {
        Language::Da => format!("Data må bruges på vilkårene i {licence}: {deed}"),
        Language::En => format!("The data may be used under the terms of {licence}: {deed}"),
        Language::Nb => format!("Dataene kan brukes på vilkårene i {licence}: {deed}"),
    }
}

/// How many rows of a table are withheld.
pub(super) fn withheld(language: Language, table: &str, rows: u64, of: u64) -> String {
    match language {
        Language::Da => format!("{table}: {rows} af {of} rækker er uden tal af hensyn til fortrolighed."),
        Language::En => format!("{table}: {rows} of {of} rows are without figures for confidentiality."),
        Language::Nb => format!("{table}: {rows} av {of} rader er uten tall av hensyn til konfidensialitet."),
    }
}

/// That a table is free of personal data, and why that can be said.
pub(super) const ANONYMISED: [&str; 3] = [
    "Tabellerne er beregnet sådan, at celler med få indberetninger eller få bidragydere ikke vises. De indeholder \
     ingen personoplysninger.",
    "The tables are computed so that cells with few records or few contributors are not shown. They contain no \
     personal data.",
    "Tabellene er beregnet slik at celler med få innrapporteringer eller få bidragsytere ikke vises. De inneholder \
     ingen personopplysninger.",
];

/// The same of tables whose figures are not the counted ones.
pub(super) const CHANGED: [&str; 3] = [
    "Tallene i tabellerne er afrundet eller ændret lidt, så små tal ikke kan kendes. De indeholder ingen \
     personoplysninger.",
    "The figures of the tables are rounded or changed a little, so that small ones cannot be known. They contain no \
     personal data.",
    "Tallene i tabellene er avrundet eller endret litt, slik at små tall ikke kan kjennes. De inneholder ingen \
     personopplysninger.",
];

/// That a dataset holds nothing personal from the start.
pub(super) const PUBLIC_ROWS: [&str; 3] = [
    "Rækkerne er offentlige i forvejen og indeholder ingen personoplysninger.",
    "The rows were public to begin with and contain no personal data.",
    "Radene var offentlige fra før og inneholder ingen personopplysninger.",
];

/// The day of the risk assessment.
pub(super) fn risk_assessment(day: &str) -> Localised {
    said([
        &format!("Risikovurdering af {day}."),
        &format!("Risk assessment of {day}."),
        &format!("Risikovurdering av {day}."),
    ])
}

/// The role of whoever has approved publication.
pub(super) const APPROVER: [&str; 3] =
    ["Godkender af offentliggørelsen", "Approver of the publication", "Godkjenner av publiseringen"];
