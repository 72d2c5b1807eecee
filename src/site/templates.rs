//! Templates, stylesheet, script and strings: compiled in, and replaceable file by file.
//!
//! A file of the same name under `site-templates/` of a catalogue takes precedence, so an authority
//! may change a colour without a compiler, and a binary alone can still build a whole site.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, ValueKind};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value, context};
use serde::Serialize;

use super::SiteError;
use super::strings::Strings;
use crate::catalog::Language;

macro_rules! compiled_in {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../site-templates/", $name)))),*]
    };
}

/// Templates by name.
const TEMPLATES: &[(&str, &str)] = compiled_in![
    "404.html",
    "about.html",
    "accessibility.html",
    "api.html",
    "base.html",
    "catalogue.html",
    "chart.html",
    "code.html",
    "codelist.html",
    "codelists.html",
    "codes.html",
    "dataset.html",
    "editions.html",
    "embed.html",
    "explorer.html",
    "list.html",
    "lists.html",
    "macros.html",
    "robots.txt",
    "sitemap.xml",
    "text.html",
    "was.html",
    "withheld.html",
];

/// Files that are published as they are.
const ASSETS: &[(&str, &str)] = compiled_in![
    "_headers",
    "explore/chart.js",
    "explore/csv.js",
    "explore/embed.js",
    "explore/explorer.css",
    "explore/group.js",
    "explore/page.js",
    "explore/query.js",
    "explore/save.js",
    "explore/session.js",
    "explore/state.js",
    "explore/store.js",
    "explore/summary.js",
    "explore/view.js",
    "explore/worker.js",
    "icon.svg",
    "search.js",
    "search/find.js",
    "style.css",
];

const STRINGS: [(Language, &str, &str); 3] = [
    (Language::Da, "strings/da.ftl", include_str!("../../site-templates/strings/da.ftl")),
    (Language::En, "strings/en.ftl", include_str!("../../site-templates/strings/en.ftl")),
    (Language::Nb, "strings/nb.ftl", include_str!("../../site-templates/strings/nb.ftl")),
];

/// Everything a page is made with, beside what it says.
pub struct Templates {
    environments: BTreeMap<Language, (Environment<'static>, Arc<Strings>)>,
    assets: Vec<(&'static str, String)>,
}

impl Templates {
    /// Loads the templates that are compiled in, and in their place those below
    /// `<root>/site-templates/`.
    ///
    /// # Errors
    ///
    /// Fails if a file there exists but cannot be read, or is no template.
    pub fn load(root: Option<&Path>) -> Result<Templates, SiteError> {
        let folder = root.map(|root| root.join("site-templates"));
        let folder = folder.as_deref();
        let mut templates = Vec::new();
        for (name, text) in TEMPLATES {
            templates.push((*name, replacement(folder, name)?.unwrap_or_else(|| (*text).to_owned())));
        }
        let mut assets = Vec::new();
        for (name, text) in ASSETS {
            assets.push((*name, replacement(folder, name)?.unwrap_or_else(|| (*text).to_owned())));
        }
        let mut environments = BTreeMap::new();
        for (language, name, text) in STRINGS {
            let mut sources = vec![(name.to_owned(), text.to_owned())];
            sources.extend(replacement(folder, name)?.map(|text| (name.to_owned(), text)));
            let strings = Arc::new(Strings::new(language, sources)?);
            environments.insert(language, (environment(&templates, Arc::clone(&strings))?, strings));
        }
        Ok(Templates { environments, assets })
    }

    /// The files that are published as they are, by path below `public/`.
    pub(super) fn assets(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.assets.iter().map(|(name, text)| (*name, text.as_str()))
    }

    /// The messages of a language.
    pub(super) fn strings(&self, language: Language) -> &Strings {
        &self.of(language).1
    }

    /// A page as text.
    pub(super) fn render<P: Serialize>(
        &self,
        template: &str,
        language: Language,
        page: &P,
    ) -> Result<String, SiteError> {
        let fault = |source| SiteError::Template { template: template.to_owned(), source };
        let template = self.of(language).0.get_template(template).map_err(fault)?;
        template.render(context! { page => Value::from(Serde(page)) }).map_err(fault)
    }

    fn of(&self, language: Language) -> &(Environment<'static>, Arc<Strings>) {
        self.environments.get(&language).expect("`load` makes one for each language")
    }
}

/// The text of a file that takes the place of a compiled-in one, if there is such a file.
fn replacement(folder: Option<&Path>, name: &str) -> Result<Option<String>, SiteError> {
    let Some(folder) = folder else { return Ok(None) };
    let path = folder.join(name);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SiteError::Read { path, source }),
    }
}

fn environment(
    templates: &[(&'static str, String)],
    strings: Arc<Strings>,
) -> Result<Environment<'static>, SiteError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .expect("the delimiters are the usual ones");
    environment.set_syntax(syntax);
    environment.set_auto_escape_callback(|name| {
        if name.ends_with(".txt") { AutoEscape::None } else { AutoEscape::Html }
    });
    environment.set_formatter(write_escaped);
    environment.add_function("t", move |key: &str, variables: Kwargs| message(&strings, key, &variables));
    for (name, text) in templates {
        environment
            .add_template_owned(*name, text.clone())
            .map_err(|source| SiteError::Template { template: (*name).to_owned(), source })?;
    }
    Ok(environment)
}

/// True for what HTML cannot hold, and for what makes a reader see letters in another order than a
/// program does (the explicit marks of Unicode's bidirectional algorithm).
pub(super) fn is_unseen(letter: char) -> bool {
    (letter.is_control() && !matches!(letter, '\t' | '\n' | '\r'))
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}

/// Writes a value so that it is text in an element or in a quoted attribute. The library's own way
/// also escapes `/`, which no context of ours needs and which would hide every address.
fn write_escaped(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    let text = match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => text,
        _ => return minijinja::escape_formatter(out, state, value),
    };
    let mut rest = text;
    while let Some((at, letter)) = rest
        .char_indices()
        .find(|(_, letter)| matches!(letter, '&' | '<' | '>' | '"' | '\'') || is_unseen(*letter))
    {
        let escaped = match letter {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            _ => "\u{fffd}",
        };
        out.write_str(&rest[..at])?;
        out.write_str(escaped)?;
        rest = &rest[at + letter.len_utf8()..];
    }
    Ok(out.write_str(rest)?)
}

/// `t("key", name=value)` in a template.
fn message(strings: &Strings, key: &str, variables: &Kwargs) -> Result<String, minijinja::Error> {
    let mut args = FluentArgs::new();
    for name in variables.args() {
        let value: Value = variables.get(name)?;
        let value = match value.kind() {
            ValueKind::Number => match f64::try_from(value.clone()) {
                Ok(number) => FluentValue::from(number),
                Err(error) => return Err(error),
            },
            _ => FluentValue::from(value.to_string()),
        };
        args.set(name.to_owned(), value);
    }
    variables.assert_all_used()?;
    strings
        .say_with(key, args)
        .map_err(|error| minijinja::Error::new(ErrorKind::InvalidOperation, error.to_string()))
}
