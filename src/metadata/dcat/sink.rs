//! Where statements gather on their way to a file: grouped by what they are about, in the order in
//! which that was first spoken of, each said once.
//!
//! They are handed over dataset by dataset. After that only what is said of things that several
//! datasets share is remembered, so that memory does not grow with statements.

use std::collections::BTreeMap;
use std::io;

use hashbrown::{HashMap, HashSet};
use jiff::civil::Date;
use oxrdf::vocab::{rdf, xsd as xsd_base};
use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term as Object, Triple};

use super::super::xml::clean;
use super::model::Name;
use super::notation::Take;
use super::vocab::{dct, skos, xsd};
use crate::catalog::{Language, Localised, Term};

/// Statements in the making.
#[derive(Debug)]
pub(super) struct Sink {
    languages: Vec<Language>,
    subjects: HashMap<NamedNode, usize>,
    groups: Vec<Vec<Triple>>,
    /// What has been said since statements were last handed over.
    said: HashSet<Triple>,
    /// What was handed over on things that may be spoken of again.
    shared: HashSet<Triple>,
    stubs: BTreeMap<String, Stub>,
}

/// What is said of somebody else's term so that a validator that has only this file knows what it
/// is.
#[derive(Debug)]
struct Stub {
    classes: Vec<NamedNodeRef<'static>>,
    label: Option<Localised>,
    scheme: Option<String>,
}

impl Sink {
    /// Gathers statements whose texts are in these languages.
    pub(super) fn new(languages: &[Language]) -> Sink {
        Sink {
            languages: languages.to_vec(),
            subjects: HashMap::new(),
            groups: Vec::new(),
            said: HashSet::new(),
            shared: HashSet::new(),
            stubs: BTreeMap::new(),
        }
    }

    /// One statement.
    pub(super) fn say(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        object: impl Into<Object>,
    ) {
        let triple = Triple::new(subject.clone(), predicate.into_owned(), object.into());
        if self.shared.contains(&triple) || !self.said.insert(triple.clone()) {
            return;
        }
        let next = self.groups.len();
        let at = *self.subjects.entry(subject.clone()).or_insert(next);
        match self.groups.get_mut(at) {
            Some(group) => group.push(triple),
            None => self.groups.push(vec![triple]),
        }
    }

    /// What something is.
    pub(super) fn class(&mut self, subject: &NamedNode, classes: &[NamedNodeRef<'_>]) {
        for class in classes {
            self.say(subject, rdf::TYPE, class.into_owned());
        }
    }

    /// A text, in the languages of the catalogue that it is in; in all that it is in, if that is
    /// none of them. A blank text is not said.
    pub(super) fn texts(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, text: &Localised) {
        let is_wanted = |(language, _): &(Language, &str)| self.languages.contains(language);
        let mut wanted: Vec<(Language, &str)> = text.iter().filter(is_wanted).collect();
        if wanted.is_empty() {
            wanted = text.iter().collect();
        }
        for (language, text) in wanted {
            self.text(subject, predicate, language, text);
        }
    }

    /// A text in a language.
    pub(super) fn text(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        language: Language,
        text: &str,
    ) {
        let text = clean(text);
        if !text.trim().is_empty() {
            self.say(
                subject,
                predicate,
                Literal::new_language_tagged_literal_unchecked(text, language.tag()),
            );
        }
    }

    /// A text in a language that is not told, or in none.
    pub(super) fn plain(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, text: &str) {
        let text = clean(text);
        if !text.trim().is_empty() {
            self.say(subject, predicate, Literal::new_simple_literal(text));
        }
    }

    pub(super) fn name(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, name: &Name) {
        match name {
            Name::Localised(text) => self.texts(subject, predicate, text),
            Name::Plain(text) => self.plain(subject, predicate, text),
        }
    }

    pub(super) fn date(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, date: Date) {
        self.say(subject, predicate, Literal::new_typed_literal(date.to_string(), xsd_base::DATE));
    }

    /// A term of somebody else's vocabulary, which is introduced at the end of the file.
    pub(super) fn term(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        term: &Term,
        class: NamedNodeRef<'static>,
    ) {
        let scheme = term.uri.strip_suffix(term.code).map(|base| base.trim_end_matches('/').to_owned());
        self.authority(subject, predicate, term.uri, &[class, skos::CONCEPT], Some(term.localised()), scheme);
    }

    /// A name of somebody else's, which is introduced at the end of the file.
    pub(super) fn authority(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        uri: &str,
        classes: &[NamedNodeRef<'static>],
        label: Option<Localised>,
        scheme: Option<String>,
    ) {
        self.say(subject, predicate, NamedNode::new_unchecked(uri));
        self.introduce(uri, classes, label, scheme);
    }

    /// Introduces a name of somebody else's at the end of the file.
    pub(super) fn introduce(
        &mut self,
        uri: &str,
        classes: &[NamedNodeRef<'static>],
        label: Option<Localised>,
        scheme: Option<String>,
    ) {
        let stub = self.stubs.entry(uri.to_owned()).or_insert(Stub { classes: Vec::new(), label, scheme });
        for class in classes {
            if !stub.classes.contains(class) {
                stub.classes.push(*class);
            }
        }
    }

    /// Hands over what has gathered. Nothing will be said again of what is called by a name that
    /// begins with one of these.
    pub(super) fn hand_over(&mut self, own: &[&str], take: &mut Take<'_>) -> io::Result<()> {
        self.said.clear();
        self.subjects.clear();
        for group in self.groups.drain(..) {
            group.iter().try_for_each(&mut *take)?;
            let is_own = |triple: &Triple| match &triple.subject {
                NamedOrBlankNode::NamedNode(node) => own.iter().any(|start| node.as_str().starts_with(start)),
                NamedOrBlankNode::BlankNode(_) => false,
            };
            if !group.first().is_some_and(is_own) {
                self.shared.extend(group);
            }
        }
        Ok(())
    }

    /// Hands over the rest: statements on somebody else's terms.
    pub(super) fn finish(mut self, take: &mut Take<'_>) -> io::Result<()> {
        let stubs = std::mem::take(&mut self.stubs);
        let mut schemes: Vec<String> = Vec::new();
        for (uri, stub) in &stubs {
            let node = NamedNode::new_unchecked(uri);
            self.class(&node, &stub.classes);
            if let Some(label) = &stub.label {
                let predicate = match stub.classes.as_slice() {
                    classes if classes.contains(&skos::CONCEPT) => skos::PREF_LABEL,
                    _ => dct::TITLE,
                };
                self.texts(&node, predicate, label);
            }
            if let Some(scheme) = &stub.scheme {
                self.say(&node, skos::IN_SCHEME, NamedNode::new_unchecked(scheme));
                schemes.push(scheme.clone());
            }
        }
        for scheme in schemes {
            let node = NamedNode::new_unchecked(&scheme);
            self.class(&node, &[skos::CONCEPT_SCHEME]);
            // A scheme must have a title; it goes by its name until somebody looks it up.
            let name = scheme.trim_end_matches("/1.0").rsplit('/').next().unwrap_or(&scheme).to_owned();
            self.plain(&node, dct::TITLE, &name);
        }
        self.hand_over(&[], take)
    }

    pub(super) fn count(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        value: u64,
        decimal: bool,
    ) {
        let kind = if decimal { xsd_base::DECIMAL } else { xsd::NON_NEGATIVE_INTEGER };
        self.say(subject, predicate, Literal::new_typed_literal(value.to_string(), kind));
    }
}
