//! The controlled vocabularies whose terms a dataset may use, with their authority URIs.
//!
//! Only terms that this project has a use for are listed; the lists are the EU Publications Office's
//! named authority lists (`http://publications.europa.eu/resource/authority/…`), which DCAT-AP 3.0.1
//! prescribes. A term that is not listed here is refused with the nearest ones as a hint.

use super::text::{Language, Localised};

/// A term of a vocabulary.
#[derive(Debug, PartialEq, Eq)]
pub struct Term {
    /// The code by which a configuration names it.
    pub code: &'static str,
    /// Its authority URI.
    pub uri: &'static str,
    /// What it is called in Danish, English and Norwegian.
    pub labels: [&'static str; 3],
}

impl Term {
    /// What the term is called in a language.
    pub fn label(&self, language: Language) -> &'static str {
        match language {
            Language::Da => self.labels[0],
            Language::En => self.labels[1],
            Language::Nb => self.labels[2],
        }
    }

    /// The term's name in all languages.
    pub fn localised(&self) -> Localised {
        Localised::new(Language::ALL.map(|language| (language, self.label(language).to_owned())))
    }
}

macro_rules! terms {
    ($base:literal; $($code:literal $da:literal $en:literal $nb:literal;)*) => {
        &[$(Term { code: $code, uri: concat!($base, $code), labels: [$da, $en, $nb] }),*]
    };
}

/// EU data themes.
pub const THEMES: &[Term] = terms! { "http://publications.europa.eu/resource/authority/data-theme/";
    "AGRI" "Landbrug, fiskeri, skovbrug og fødevarer" "Agriculture, fisheries, forestry and food" "Landbruk, fiskeri, skogbruk og mat";
    "ECON" "Økonomi og finans" "Economy and finance" "Økonomi og finans";
    "EDUC" "Uddannelse, kultur og sport" "Education, culture and sport" "Utdanning, kultur og sport";
    "ENER" "Energi" "Energy" "Energi";
    "ENVI" "Miljø" "Environment" "Miljø";
    "GOVE" "Regeringen og den offentlige sektor" "Government and public sector" "Forvaltning og offentlig sektor";
    "HEAL" "Sundhed" "Health" "Helse";
    "INTR" "Internationale spørgsmål" "International issues" "Internasjonale temaer";
    "JUST" "Retfærdighed, retssystem og offentlig sikkerhed" "Justice, legal system and public safety" "Justis, rettssystem og allmenn sikkerhet";
    "REGI" "Regioner og byer" "Regions and cities" "Regioner og byer";
    "SOCI" "Befolkning og samfund" "Population and society" "Befolkning og samfunn";
    "TECH" "Videnskab og teknologi" "Science and technology" "Vitenskap og teknologi";
    "TRAN" "Transport" "Transport" "Transport";
};

/// How often a dataset is updated.
pub const FREQUENCIES: &[Term] = terms! { "http://publications.europa.eu/resource/authority/frequency/";
    "DAILY" "Dagligt" "Daily" "Daglig";
    "WEEKLY" "Ugentligt" "Weekly" "Ukentlig";
    "MONTHLY" "Månedligt" "Monthly" "Månedlig";
    "QUARTERLY" "Hvert kvartal" "Quarterly" "Kvartalsvis";
    "ANNUAL_2" "Hvert halve år" "Twice a year" "Halvårlig";
    "ANNUAL" "Årligt" "Annually" "Årlig";
    "BIENNIAL" "Hvert andet år" "Every two years" "Hvert annet år";
    "IRREG" "Uregelmæssigt" "Irregularly" "Uregelmessig";
    "NEVER" "Opdateres ikke" "Not updated" "Oppdateres ikke";
    "UNKNOWN" "Ukendt" "Unknown" "Ukjent";
};

/// Countries, as places that a dataset covers.
pub const PLACES: &[Term] = terms! { "http://publications.europa.eu/resource/authority/country/";
    "DNK" "Danmark" "Denmark" "Danmark";
    "NOR" "Norge" "Norway" "Norge";
    "SWE" "Sverige" "Sweden" "Sverige";
    "FIN" "Finland" "Finland" "Finland";
    "ISL" "Island" "Iceland" "Island";
    "USA" "USA" "United States" "USA";
};

/// Licences for open data.
pub const LICENCES: &[Term] = terms! { "http://publications.europa.eu/resource/authority/licence/";
    "CC0" "Creative Commons CC0 1.0" "Creative Commons CC0 1.0" "Creative Commons CC0 1.0";
    "CC_BY_4_0" "Creative Commons Navngivelse 4.0" "Creative Commons Attribution 4.0" "Creative Commons Navngivelse 4.0";
    "CC_BYSA_4_0" "Creative Commons Navngivelse-DelPåSammeVilkår 4.0" "Creative Commons Attribution-ShareAlike 4.0" "Creative Commons Navngivelse-DelPåSammeVilkår 4.0";
};

/// What kind of body a publisher is (ADMS publisher types).
pub const PUBLISHER_TYPES: &[Term] = terms! { "http://purl.org/adms/publishertype/";
    "NationalAuthority" "Statslig myndighed" "National authority" "Statlig myndighet";
    "RegionalAuthority" "Regional myndighed" "Regional authority" "Regional myndighet";
    "LocalAuthority" "Kommunal myndighed" "Local authority" "Kommunal myndighet";
    "Academia-ScientificOrganisation" "Forskningsinstitution" "Academia or scientific organisation" "Forskningsinstitusjon";
    "NonProfitOrganisation" "Nonprofitorganisation" "Non-profit organisation" "Ideell organisasjon";
};

/// A licence's own page, and its SPDX identifier.
pub fn licence_deed(licence: &Term) -> (&'static str, &'static str) {
    match licence.code {
        "CC0" => ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        "CC_BY_4_0" => ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        _ => ("https://creativecommons.org/licenses/by-sa/4.0/", "CC-BY-SA-4.0"),
    }
}

/// The term with this code.
pub fn find(terms: &'static [Term], code: &str) -> Option<&'static Term> {
    terms.iter().find(|term| term.code == code)
}

/// How many terms a hint names as the nearest.
const NEAREST: usize = 3;

/// The codes nearest to a text that is none of them, nearest first: by the edits that lead from one
/// to the other, the text taken for a code, for an authority URI or for what a term is called.
pub fn nearest(terms: &[Term], text: &str) -> Vec<&'static str> {
    let wanted = folded(text.trim_end_matches('/').rsplit('/').next().unwrap_or(text));
    let distance = |term: &Term| {
        let names = std::iter::once(term.code).chain(term.labels);
        names.map(|name| strsim::damerau_levenshtein(&wanted, &folded(name))).min().unwrap_or(usize::MAX)
    };
    let mut ranked: Vec<(usize, &'static str)> =
        terms.iter().map(|term| (distance(term), term.code)).collect();
    // Stable, so that terms of the same distance keep the vocabulary's order.
    ranked.sort_by_key(|(distance, _)| *distance);
    ranked.into_iter().take(NEAREST).map(|(_, code)| code).collect()
}

/// A name without what spellings differ in: case, and what stands between words.
fn folded(name: &str) -> String {
    name.trim()
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect()
}

/// All codes of a vocabulary, for a hint.
pub fn listing(terms: &[Term]) -> String {
    terms.iter().map(|term| term.code).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_term_is_the_one_that_was_meant() {
        for (terms, text, meant) in [
            (LICENCES, "CC-BY-4.0", "CC_BY_4_0"),
            (LICENCES, "cc0", "CC0"),
            (
                LICENCES,
                "http://publications.europa.eu/resource/authority/licence/CC_BYSA_4_0/",
                "CC_BYSA_4_0",
            ),
            (THEMES, "Sundhed", "HEAL"),
            (THEMES, "SOC", "SOCI"),
            (FREQUENCIES, "ANUAL", "ANNUAL"),
            (FREQUENCIES, "årlig", "ANNUAL"),
            (PLACES, "DK", "DNK"),
            (PUBLISHER_TYPES, "National authority", "NationalAuthority"),
        ] {
            assert_eq!(nearest(terms, text).first(), Some(&meant), "{text}");
        }
    }

    #[test]
    fn any_text_has_nearest_terms() {
        for text in ["", "/", "🦀", &"x".repeat(10_000)] {
            assert_eq!(nearest(LICENCES, text).len(), NEAREST);
        }
    }
}
