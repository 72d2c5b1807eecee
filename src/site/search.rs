//! The index that the front page searches: which words occur in which datasets, and where.
//!
//! Per language there is one list of all words, the places they occur in, and what a result shows.
//! The last two are cut into files of which a search reads only those it needs. A word is found
//! inside a longer one, so compounds need no dictionary.

use std::borrow::Cow;
use std::fmt::Write as _;

use hashbrown::HashMap;
use serde::Serialize;

use super::addresses::Spot;
use super::describe::Describer;
use super::layout::Text;
use super::templates::seen;
use super::{Exhibit, Page, Site, SiteError, markdown};
use crate::catalog::Language;
use crate::release::{ColumnRole, Range};

/// Where in a dataset a word occurs; a word may occur in several places, so these are bits.
const TITLE: u8 = 1;
const KEYWORDS: u8 = 2;
const COLUMNS: u8 = 4;
const CODES: u8 = 8;
const TEXTS: u8 = 16;

/// Datasets per file of results.
const DATASETS_PER_FILE: usize = 100;

/// Datasets per file of places: with this many a file has some 50 kB.
const DATASETS_PER_PLACES: usize = 40;

/// Longer words are cut; nobody types more.
const MAX_WORD: usize = 40;

/// The words of all datasets in a language.
pub(super) struct Index {
    words: Vec<(String, Occurrences)>,
}

/// The datasets that a word occurs in, as JSON without its brackets: how many datasets further on,
/// where in it, and so on.
#[derive(Default)]
struct Occurrences {
    json: String,
    last: usize,
}

/// One of the files of the index.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All words.
    Words,
    /// Where some of the words occur.
    Places(usize),
    /// What is shown of some of the datasets.
    Datasets(usize),
}

impl Part {
    /// All files of an index of so many datasets.
    pub(super) fn all(datasets: usize) -> Vec<Part> {
        let mut parts = vec![Part::Words];
        parts.extend((0..places_files(datasets)).map(Part::Places));
        parts.extend((0..datasets.div_ceil(DATASETS_PER_FILE)).map(Part::Datasets));
        parts
    }

    fn path(self, language: Language) -> String {
        match self {
            Part::Words => format!("search/{language}/words.json"),
            Part::Places(number) => format!("search/{language}/places-{number}.json"),
            Part::Datasets(number) => format!("search/{language}/datasets-{number}.json"),
        }
    }
}

fn places_files(datasets: usize) -> usize {
    datasets.div_ceil(DATASETS_PER_PLACES).max(1)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WordsFile<'a> {
    /// Where the datasets' pages are, from the root.
    pages: String,
    datasets: usize,
    datasets_per_file: usize,
    words_per_file: usize,
    /// All words in their order, a line each.
    words: &'a str,
}

#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    title: Cow<'a, str>,
    summary: Cow<'a, str>,
    /// The language of the texts where that is not the page's.
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'static str>,
    synthetic: bool,
}

/// A file of the index of a language.
pub(super) fn page(site: &Site<'_>, index: &Index, part: Part, language: Language) -> Page {
    let json = match part {
        Part::Words => words_file(site, index, language),
        Part::Places(number) => index.places(number, site.exhibits.len()),
        Part::Datasets(number) => datasets_file(site, number, language),
    };
    Page { path: part.path(language), bytes: json.into_bytes() }
}

impl Index {
    pub(super) fn new(site: &Site<'_>, language: Language) -> Result<Index, SiteError> {
        let mut words: HashMap<String, Occurrences> = HashMap::new();
        for (at, exhibit) in site.exhibits.iter().enumerate() {
            for (word, places) in words_of(site, exhibit, language)? {
                let occurrences = words.entry(word).or_default();
                let comma = if occurrences.json.is_empty() { "" } else { "," };
                let _ = write!(occurrences.json, "{comma}{},{places}", at - occurrences.last);
                occurrences.last = at;
            }
        }
        // The order of the map is left behind here.
        let mut words: Vec<(String, Occurrences)> = words.into_iter().collect();
        words.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        Ok(Index { words })
    }

    fn words_per_file(&self, datasets: usize) -> usize {
        self.words.len().div_ceil(places_files(datasets)).max(1)
    }

    fn places(&self, number: usize, datasets: usize) -> String {
        let length = self.words_per_file(datasets);
        let mut json = String::from("[");
        for (at, (_, occurrences)) in self.words.iter().skip(number * length).take(length).enumerate() {
            let comma = if at > 0 { "," } else { "" };
            let _ = write!(json, "{comma}\n[{}]", occurrences.json);
        }
        json.push_str("\n]\n");
        json
    }
}

fn words_file(site: &Site<'_>, index: &Index, language: Language) -> String {
    let catalogue = site.addresses.path(Spot::Catalogue, language);
    let words: Vec<&str> = index.words.iter().map(|(word, _)| word.as_str()).collect();
    let file = WordsFile {
        pages: format!("{}datasets/", catalogue.trim_end_matches("index.html")),
        datasets: site.exhibits.len(),
        datasets_per_file: DATASETS_PER_FILE,
        words_per_file: index.words_per_file(site.exhibits.len()),
        words: &words.join("\n"),
    };
    json(&file)
}

fn datasets_file(site: &Site<'_>, number: usize, language: Language) -> String {
    let exhibits = site.exhibits.iter().skip(number * DATASETS_PER_FILE).take(DATASETS_PER_FILE);
    let shown: Vec<Shown<'_>> = exhibits
        .map(|exhibit| {
            let about = &exhibit.dataset.about;
            Shown {
                id: exhibit.dataset.id.as_str(),
                title: seen(about.title.in_language(language)),
                summary: seen(about.summary.in_language(language)),
                lang: Text::of(&about.title, language).lang,
                synthetic: about.synthetic,
            }
        })
        .collect();
    json(&shown)
}

fn json<T: Serialize>(file: &T) -> String {
    let mut text = serde_json::to_string(file).expect("texts and numbers are JSON");
    text.push('\n');
    text
}

/// The words of a dataset, and where they occur in it.
fn words_of(
    site: &Site<'_>,
    exhibit: &Exhibit<'_>,
    language: Language,
) -> Result<HashMap<String, u8>, SiteError> {
    let mut words = HashMap::new();
    let mut add = |text: &str, place: u8| {
        for word in words_in(&folded(text)) {
            *words.entry_ref(word).or_insert(0) |= place;
        }
    };
    let (dataset, about) = (exhibit.dataset, &exhibit.dataset.about);
    add(about.title.in_language(language), TITLE);
    add(dataset.id.as_str(), TITLE);
    for keyword in about.keywords.get(&language).into_iter().flatten() {
        add(keyword, KEYWORDS);
    }
    for theme in &about.themes {
        add(theme.label(language), KEYWORDS);
    }
    for text in [&about.summary, &about.provenance].into_iter().chain(&about.limitations) {
        add(text.in_language(language), TEXTS);
    }
    let documentation = &dataset.documentation;
    if let Some(text) = documentation.get(&language).or_else(|| documentation.values().next()) {
        add(&markdown::to_text(text), TEXTS);
    }
    let strings = site.templates.strings(language);
    for (index, table) in exhibit.newest.tables.iter().enumerate() {
        let describer = Describer { site, dataset, index, language, strings };
        let (title, description) = describer.title();
        add(title.in_language(language), KEYWORDS);
        add(description.in_language(language), TEXTS);
        for column in table.columns.iter().filter(|column| column.role != ColumnRole::Status) {
            let said = describer.said(&column.name);
            add(&column.name, COLUMNS);
            if let Some(said) = &said {
                add(said.label.in_language(language), COLUMNS);
                add(said.description.in_language(language), TEXTS);
            }
            let Range::Texts { listed: Some(codes), .. } = &column.range else { continue };
            for code in codes {
                add(code, CODES);
                if let Some(label) = describer.code_label(said.as_ref(), code)? {
                    add(&label.text, CODES);
                }
            }
        }
    }
    for theme in &about.themes {
        // No reader's word has a colon, so this is found by the choice of a theme and by nothing else.
        words.insert(format!("theme:{}", theme.code.to_lowercase()), KEYWORDS);
    }
    Ok(words)
}

/// The words of a folded text. A hyphen or a point inside a word belongs to it, as in a CAS number.
fn words_in(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|letter: char| !letter.is_alphanumeric() && letter != '-' && letter != '.')
        .map(|word| word.trim_matches(['-', '.']))
        .filter(|word| !word.is_empty())
        .map(|word| word.char_indices().nth(MAX_WORD).map_or(word, |(end, _)| &word[..end]))
}

/// A text as it is searched: in small letters, æ, ø and å as ae, oe and aa, other letters without
/// their marks. `site-templates/search.js` does the same to what a reader types.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii() {
            out.push(letter.to_ascii_lowercase());
        } else {
            letter.to_lowercase().for_each(|letter| fold(letter, &mut out));
        }
    }
    out
}

fn fold(letter: char, out: &mut String) {
    match letter {
        'æ' | 'ä' => out.push_str("ae"),
        'ø' | 'ö' => out.push_str("oe"),
        'å' => out.push_str("aa"),
        'à' | 'á' | 'â' | 'ã' | 'ā' | 'ă' | 'ą' => out.push('a'),
        'ç' | 'ć' | 'č' => out.push('c'),
        'ď' => out.push('d'),
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => out.push('e'),
        'ì' | 'í' | 'î' | 'ï' | 'ī' => out.push('i'),
        'ñ' | 'ń' | 'ň' => out.push('n'),
        'ò' | 'ó' | 'ô' | 'õ' | 'ō' | 'ő' => out.push('o'),
        'ř' => out.push('r'),
        'ś' | 'š' | 'ş' => out.push('s'),
        'ť' | 'ţ' => out.push('t'),
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => out.push('u'),
        'ý' | 'ÿ' => out.push('y'),
        'ź' | 'ž' | 'ż' => out.push('z'),
        '\u{300}'..='\u{36f}' => {}
        other => out.push(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_keep_what_belongs_to_them() {
        let words = |text: &str| words_in(&folded(text)).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words("Ærø, Ålborg og Aalborg."), ["aeroe", "aalborg", "og", "aalborg"]);
        assert_eq!(words("CAS 50-00-0; salgs- og DK-84"), ["cas", "50-00-0", "salgs", "og", "dk-84"]);
        assert_eq!(words("Café « » - ."), ["cafe"]);
        assert_eq!(words(&"x".repeat(100))[0].len(), MAX_WORD);
    }

    #[test]
    fn every_dataset_and_word_has_its_file() {
        assert!(Part::all(0) == [Part::Words, Part::Places(0)]);
        let parts = Part::all(250);
        assert_eq!(parts.iter().filter(|part| matches!(part, Part::Datasets(_))).count(), 3);
        assert_eq!(parts.iter().filter(|part| matches!(part, Part::Places(_))).count(), 7);
    }
}
