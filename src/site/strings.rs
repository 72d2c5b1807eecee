//! What the site says of its own: Fluent messages in each language.
//!
//! A message that is missing is an error and not an empty place on a page.

use std::collections::HashMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::Entry;
use unic_langid::LanguageIdentifier;

use super::SiteError;
use super::locale;
use crate::catalog::Language;

/// The variables of a message: `fluent_args!["n" => 3]`.
macro_rules! fluent_args {
    ($($name:literal => $value:expr),* $(,)?) => {{
        let mut args = fluent_bundle::FluentArgs::new();
        $(args.set($name, $value);)*
        args
    }};
}
pub(super) use fluent_args;

/// The messages of one language.
pub(super) struct Strings {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    /// The messages without variables, as they are said each time.
    fixed: HashMap<String, String>,
}

impl Strings {
    /// The messages of a language from Fluent texts; a message of a later text replaces one of the
    /// same name in an earlier text.
    pub(super) fn new(language: Language, sources: Vec<(String, String)>) -> Result<Strings, SiteError> {
        let tag: LanguageIdentifier = language.tag().parse().expect("our tags are well-formed");
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // All our languages run left to right; the marks would end up in copied text.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::Da => |value, _| written(value, Language::Da),
            Language::En => |value, _| written(value, Language::En),
            Language::Nb => |value, _| written(value, Language::Nb),
        }));
        let mut keys = Vec::new();
        for (path, source) in sources {
            let resource = FluentResource::try_new(source).map_err(|(_, errors)| SiteError::Strings {
                path,
                detail: errors.first().map(ToString::to_string).unwrap_or_default(),
            })?;
            keys.extend(resource.entries().filter_map(|entry| match entry {
                Entry::Message(message) => Some(message.id.name.to_owned()),
                _ => None,
            }));
            bundle.add_resource_overriding(resource);
        }
        let mut strings = Strings { language, bundle, fixed: HashMap::new() };
        for key in keys {
            if let Ok(text) = strings.say_with(&key, FluentArgs::new()) {
                strings.fixed.insert(key, text);
            }
        }
        Ok(strings)
    }

    /// The language.
    pub(super) fn language(&self) -> Language {
        self.language
    }

    /// A message without variables.
    pub(super) fn say(&self, key: &str) -> Result<String, SiteError> {
        match self.fixed.get(key) {
            Some(text) => Ok(text.clone()),
            None => self.say_with(key, FluentArgs::new()),
        }
    }

    /// A message with variables.
    pub(super) fn say_with(&self, key: &str, args: FluentArgs<'_>) -> Result<String, SiteError> {
        let missing =
            |detail: String| SiteError::Message { key: key.into(), language: self.language, detail };
        let pattern = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
            .ok_or_else(|| missing("it is not defined".into()))?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        match errors.first() {
            Some(error) => Err(missing(error.to_string())),
            None => Ok(text),
        }
    }
}

fn written(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(FluentNumber { value, .. }) => Some(locale::number(&value.to_string(), language)),
        _ => None,
    }
}
