//! Templates, stylesheet, script and strings: compiled in, and replaceable file by file.
//!
//! A file of the same name under `site-templates/` of a catalogue takes precedence, so an authority
//! may change a colour without a compiler, and a binary alone can still build a whole site.

use std::borrow::Cow;
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
    "frame-footer.html",
    "frame-header.html",
    "frame-links.html",
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
    let of_language = Arc::clone(&strings);
    environment.add_function("t", move |key: &str, variables: Kwargs| message(&of_language, key, &variables));
    environment.add_function("say", |text: Value| marked(&text).map(Value::from_safe_string));
    environment.add_function("link", |to: Value| linked(&to).map(Value::from_safe_string));
    for (name, text) in templates {
        let text = if name.ends_with(".html") { with_messages(text, &strings) } else { text.clone() };
        environment
            .add_template_owned(*name, text)
            .map_err(|source| SiteError::Template { template: (*name).to_owned(), source })?;
    }
    Ok(environment)
}

/// True for what HTML cannot hold, and for what makes a reader see letters in another order than a
/// program does (the explicit marks of Unicode's bidirectional algorithm).
fn is_unseen(letter: char) -> bool {
    (letter.is_control() && !matches!(letter, '\t' | '\n' | '\r'))
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}

/// A text as readers may see it.
pub(super) fn seen(text: &str) -> Cow<'_, str> {
    if text.contains(is_unseen) { text.replace(is_unseen, "\u{fffd}").into() } else { text.into() }
}

/// Writes a value so that it is text in an element or in a quoted attribute. The library's own way
/// also escapes `/`, which no context of ours needs and which would hide every address.
fn write_escaped(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => {
            Ok(out.write_str(&escaped(text))?)
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}

/// A text as HTML.
fn escaped(text: &str) -> Cow<'_, str> {
    let Some(first) = special(text, 0) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len() + text.len() / 8 + 16);
    let (mut from, mut next) = (0, Some(first));
    while let Some((at, letter)) = next {
        out.push_str(&text[from..at]);
        out.push_str(match letter {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            _ => "\u{fffd}",
        });
        from = at + letter.len_utf8();
        next = special(text, from);
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// The first letter from a place on that cannot stand in HTML as it is.
fn special(text: &str, from: usize) -> Option<(usize, char)> {
    let is_special = |letter: char| matches!(letter, '&' | '<' | '>' | '"' | '\'') || is_unseen(letter);
    let bytes = text.as_bytes();
    let candidates = (from..bytes.len()).filter(|at| MAY_BE_SPECIAL[usize::from(bytes[*at])]);
    let mut letters = candidates.filter_map(|at| Some((at, text.get(at..)?.chars().next()?)));
    letters.find(|(_, letter)| is_special(*letter))
}

/// The bytes that such letters begin with; most texts have none of them.
const MAY_BE_SPECIAL: [bool; 256] = {
    let mut may_be = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        may_be[byte] =
            matches!(byte as u8, 0..=0x1F | b'&' | b'<' | b'>' | b'"' | b'\'' | 0x7F | 0xC2 | 0xE2 | 0xEF);
        byte += 1;
    }
    may_be
};

/// A template in which the messages that have no variables stand as text: they are the same on every
/// page of a language. What is no such message stays a call, and fails where it is called.
fn with_messages(template: &str, strings: &Strings) -> String {
    const BEGIN: &str = "{{ t(\"";
    const END: &str = "\") }}";
    let mut out = String::with_capacity(2 * template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        out.push_str(before);
        let said = after.split_once(END).and_then(|(key, behind)| {
            let is_key = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            let said = strings.say(key).ok().filter(|_| is_key)?;
            // A text must not be taken for a part of the template.
            let is_plain = !said.trim().is_empty() && !said.contains(['{', '}', '\n']);
            is_plain.then_some((said, behind))
        });
        match said {
            Some((said, behind)) => {
                out.push_str(&escaped(&said));
                rest = behind;
            }
            None => {
                out.push_str(BEGIN);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// `say(text)` in a template: a text, marked with its language if that is not the page's. A function
/// and no macro, since pages are full of it.
fn marked(text: &Value) -> Result<String, minijinja::Error> {
    let (words, lang) = (field(text, "text")?, field(text, "lang")?);
    let words = words.as_str().map_or_else(|| Cow::Owned(words.to_string()), Cow::Borrowed);
    let words = escaped(&words);
    Ok(match lang.as_str() {
        Some(lang) => format!("<span lang=\"{}\">{words}</span>", escaped(lang)),
        None => words.into_owned(),
    })
}

/// `link(to)` in a template: a link, or its text where there is nothing to link to.
fn linked(to: &Value) -> Result<String, minijinja::Error> {
    let label = marked(&field(to, "label")?)?;
    let href = field(to, "href")?;
    let Some(href) = href.as_str() else { return Ok(label) };
    let current = if field(to, "current")?.is_true() { " aria-current=\"page\"" } else { "" };
    Ok(format!("<a href=\"{}\"{current}>{label}</a>", escaped(href)))
}

/// A field that must be there.
fn field(of: &Value, name: &str) -> Result<Value, minijinja::Error> {
    let value = of.get_attr(name)?;
    if value.is_undefined() { Err(ErrorKind::UndefinedError.into()) } else { Ok(value) }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(template: &'static str) -> String {
        let source = "a = Æ & <b>\nn = { $n } { $n ->\n  [one] row\n *[other] rows\n }\nbrace = {\"{{\"} x\n";
        let strings =
            Strings::new(Language::En, vec![("x.ftl".into(), source.into())]).expect("it is Fluent");
        let templates = [("x.html", template.to_owned())];
        let environment = environment(&templates, Arc::new(strings)).expect("it is a template");
        let template = environment.get_template("x.html").expect("it is there");
        let text = |text: &str, lang: Option<&str>| context! { text, lang };
        let link = |href: Option<&str>, current: bool| context! { label => text("<x>", None), href, current };
        let page = context! {
            own => text("a'b", None), other => text("c", Some("da")), to => link(Some("?a&b"), true),
            nowhere => link(None, false),
        };
        template.render(context! { page }).unwrap_or_else(|error| error.kind().to_string())
    }

    #[test]
    fn a_message_is_the_same_with_and_without_variables() {
        assert_eq!(rendered("<p>{{ t(\"a\") }}|{{ t('a') }}"), "<p>Æ &amp; &lt;b&gt;|Æ &amp; &lt;b&gt;");
        assert_eq!(rendered("{{ t(\"n\", n=2) }}"), "2 rows");
        assert_eq!(rendered("{{ t(\"brace\") }}"), "{{ x");
        assert_eq!(rendered("{{ t(\"missing\") }}"), ErrorKind::InvalidOperation.to_string());
    }

    #[test]
    fn texts_and_links_are_escaped_and_marked() {
        assert_eq!(
            rendered("{{ say(page.own) }} {{ say(page.other) }}"),
            "a&#39;b <span lang=\"da\">c</span>"
        );
        assert_eq!(
            rendered("{{ link(page.to) }} {{ link(page.nowhere) }}"),
            "<a href=\"?a&amp;b\" aria-current=\"page\">&lt;x&gt;</a> &lt;x&gt;"
        );
        assert_eq!(rendered("{{ say(page.to) }}"), ErrorKind::UndefinedError.to_string());
    }
}
