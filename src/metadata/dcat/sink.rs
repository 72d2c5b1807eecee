//! Where statements gather on their way to a file: grouped by what they are about, in the order in
//! which that was first spoken of, each said once.
//!
//! They are handed over dataset by dataset. After that only what is said of things that several
//! datasets share is remembered, so that memory does not grow with statements.

use std::collections::BTreeMap;
use std::hash::BuildHasher as _;
use std::io;

use hashbrown::{DefaultHashBuilder, HashMap, HashSet, HashTable};
use jiff::civil::Date;
use oxrdf::vocab::{rdf, xsd as xsd_base};
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term as Object, TripleRef};

use super::super::xml::clean;
use super::model::Name;
use super::notation::Take;
use super::vocab::{dct, skos, xsd};
use super::words;
use crate::catalog::{Language, Localised, Term};

/// Statements in the making.
#[derive(Debug)]
pub(super) struct Sink {
    languages: Vec<Language>,
    groups: Vec<Group>,
    hasher: DefaultHashBuilder,
    /// Where in `groups` something is spoken of.
    subjects: HashTable<usize>,
    /// What has been said since statements were last handed over: a group, and a place in it.
    said: HashTable<(usize, usize)>,
    /// What was handed over on things that may be spoken of again.
    shared: HashMap<NamedNode, HashSet<Said>>,
    stubs: BTreeMap<String, Stub>,
}

/// What is said of one thing.
#[derive(Debug)]
struct Group {
    subject: NamedNode,
    said: Vec<Said>,
    /// What was handed over on it before.
    before: HashSet<Said>,
}

/// A property and its value.
type Said = (NamedNodeRef<'static>, Object);

/// What is said of somebody else's term so that a validator that has only this file knows what it
/// is.
#[derive(Debug)]
struct Stub {
    classes: Vec<NamedNodeRef<'static>>,
    label: Option<Label>,
    scheme: Option<String>,
}

/// What somebody else's term is called, in all languages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label(pub(super) [&'static str; 3]);

impl Sink {
    /// Gathers statements whose texts are in these languages.
    pub(super) fn new(languages: &[Language]) -> Sink {
        Sink {
            languages: languages.to_vec(),
            groups: Vec::new(),
            hasher: DefaultHashBuilder::default(),
            subjects: HashTable::new(),
            said: HashTable::new(),
            shared: HashMap::new(),
            stubs: BTreeMap::new(),
        }
    }

    /// One statement.
    pub(super) fn say(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'static>,
        object: impl Into<Object>,
    ) {
        let said = (predicate, object.into());
        let Some(at) = self.group(subject, &said) else { return };
        let Sink { groups, hasher, .. } = self;
        let hash = hasher.hash_one((at, &said));
        let is_said = |&(group, place): &(usize, usize)| group == at && groups[group].said[place] == said;
        if groups[at].before.contains(&said) || self.said.find(hash, is_said).is_some() {
            return;
        }
        let rehash = |&(group, place): &(usize, usize)| hasher.hash_one((group, &groups[group].said[place]));
        self.said.insert_unique(hash, (at, groups[at].said.len()), rehash);
        groups[at].said.push(said);
    }

    /// The group of a thing, which is begun if need be; none if all that is to be said of it was
    /// handed over before.
    fn group(&mut self, subject: &NamedNode, said: &Said) -> Option<usize> {
        let Sink { groups, hasher, subjects, shared, .. } = self;
        let hash = hasher.hash_one(subject);
        if let Some(at) = subjects.find(hash, |&at| groups[at].subject == *subject) {
            return Some(*at);
        }
        let before = match shared.get(subject) {
            Some(before) if before.contains(said) => return None,
            Some(_) => shared.remove(subject).unwrap_or_default(),
            None => HashSet::new(),
        };
        groups.push(Group { subject: subject.clone(), said: Vec::new(), before });
        let at = groups.len() - 1;
        subjects.insert_unique(hash, at, |&at| hasher.hash_one(&groups[at].subject));
        Some(at)
    }

    /// What something is.
    pub(super) fn class(&mut self, subject: &NamedNode, classes: &[NamedNodeRef<'static>]) {
        for class in classes {
            self.say(subject, rdf::TYPE, class.into_owned());
        }
    }

    /// A text, in the languages of the catalogue that it is in; in all that it is in, if that is
    /// none of them. A blank text is not said.
    pub(super) fn texts(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'static>, text: &Localised) {
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
        predicate: NamedNodeRef<'static>,
        language: Language,
        text: &str,
    ) {
        let text = clean(text);
        if !text.trim().is_empty() {
            self.say(
                subject,
                predicate,
                Literal::new_language_tagged_literal_unchecked(text.into_owned(), language.tag()),
            );
        }
    }

    /// A text in a language that is not told, or in none.
    pub(super) fn plain(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'static>, text: &str) {
        let text = clean(text);
        if !text.trim().is_empty() {
            self.say(subject, predicate, Literal::new_simple_literal(text.into_owned()));
        }
    }

    pub(super) fn name(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'static>, name: &Name) {
        match name {
            Name::Localised(text) => self.texts(subject, predicate, text),
            Name::Plain(text) => self.plain(subject, predicate, text),
        }
    }

    pub(super) fn date(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'static>, date: Date) {
        self.say(subject, predicate, Literal::new_typed_literal(date.to_string(), xsd_base::DATE));
    }

    /// A term of somebody else's vocabulary, which is introduced at the end of the file.
    pub(super) fn term(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'static>,
        term: &Term,
        class: NamedNodeRef<'static>,
    ) {
        let scheme = term.uri.strip_suffix(term.code).map(|base| base.trim_end_matches('/'));
        let label = Some(Label(term.labels));
        self.authority(subject, predicate, term.uri, &[class, skos::CONCEPT], label, scheme);
    }

    /// A name of somebody else's, which is introduced at the end of the file.
    pub(super) fn authority(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'static>,
        uri: &str,
        classes: &[NamedNodeRef<'static>],
        label: Option<Label>,
        scheme: Option<&str>,
    ) {
        self.say(subject, predicate, NamedNode::new_unchecked(uri));
        self.introduce(uri, classes, label, scheme);
    }

    /// Introduces a name of somebody else's at the end of the file.
    pub(super) fn introduce(
        &mut self,
        uri: &str,
        classes: &[NamedNodeRef<'static>],
        label: Option<Label>,
        scheme: Option<&str>,
    ) {
        if !self.stubs.contains_key(uri) {
            let scheme = scheme.map(str::to_owned);
            self.stubs.insert(uri.to_owned(), Stub { classes: Vec::new(), label, scheme });
        }
        let Some(stub) = self.stubs.get_mut(uri) else { return };
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
        for Group { subject, said, mut before } in self.groups.drain(..) {
            for (predicate, object) in &said {
                take(TripleRef::new(&subject, *predicate, object))?;
            }
            if !own.iter().any(|start| subject.as_str().starts_with(start)) {
                before.extend(said);
                self.shared.insert(subject, before);
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
            if let Some(Label(texts)) = stub.label {
                let predicate = match stub.classes.as_slice() {
                    classes if classes.contains(&skos::CONCEPT) => skos::PREF_LABEL,
                    _ => dct::TITLE,
                };
                self.texts(&node, predicate, &words::said(texts));
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
        predicate: NamedNodeRef<'static>,
        value: u64,
        decimal: bool,
    ) {
        let kind = if decimal { xsd_base::DECIMAL } else { xsd::NON_NEGATIVE_INTEGER };
        self.say(subject, predicate, Literal::new_typed_literal(value.to_string(), kind));
    }
}
