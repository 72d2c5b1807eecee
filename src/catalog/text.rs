//! Texts in several languages.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A language the site can speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Danish.
    Da,
    /// English.
    En,
    /// Norwegian bokmål.
    Nb,
}

impl Language {
    /// All languages, in their order of preference as a fallback.
    pub const ALL: [Language; 3] = [Language::Da, Language::En, Language::Nb];

    /// The BCP 47 tag, as used in `lang` attributes and in paths.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Da => "da",
            Language::En => "en",
            Language::Nb => "nb",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A text in at least one language.
///
/// A plain map in the configuration: `title = { da = "Klager", en = "Complaints" }`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localised(BTreeMap<Language, String>);

impl Localised {
    /// A text from its translations.
    pub fn new(texts: impl IntoIterator<Item = (Language, String)>) -> Localised {
        Localised(texts.into_iter().collect())
    }

    /// The text in exactly this language.
    pub fn exact(&self, language: Language) -> Option<&str> {
        self.0.get(&language).map(String::as_str)
    }

    /// The text in this language, or else in the first language there is, with the language it is
    /// in, so that a page can mark a fallback. An empty text is the empty string.
    pub fn get(&self, language: Language) -> (&str, Language) {
        self.exact(language)
            .map(|text| (text, language))
            .or_else(|| self.0.iter().next().map(|(language, text)| (text.as_str(), *language)))
            .unwrap_or(("", language))
    }

    /// The text in this language or a fallback, where it does not matter which.
    pub fn in_language(&self, language: Language) -> &str {
        self.get(language).0
    }

    /// All translations.
    pub fn iter(&self) -> impl Iterator<Item = (Language, &str)> {
        self.0.iter().map(|(language, text)| (*language, text.as_str()))
    }

    /// The languages among `wanted` in which there is no text, or only blank text.
    pub fn missing<'a>(&'a self, wanted: &'a [Language]) -> impl Iterator<Item = Language> + 'a {
        wanted
            .iter()
            .copied()
            .filter(|language| self.exact(*language).is_none_or(|text| text.trim().is_empty()))
    }
}
