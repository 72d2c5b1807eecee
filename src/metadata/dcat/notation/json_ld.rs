//! JSON-LD (<https://www.w3.org/TR/json-ld11/>), expanded, with the prefixes as its context.

use std::io;

use oxrdf::vocab::xsd;
use oxrdf::{TermRef, TripleRef};

use super::{PREFIXES, Text, blank, name_of};

/// A file of JSON-LD in the making.
pub(super) struct JsonLd<'a> {
    text: Text<'a>,
    /// What the statement before was about, and what it said of it.
    subject: String,
    predicate: String,
    /// What else has been said of it: a key of an object stands once.
    said: Vec<String>,
}

impl<'a> JsonLd<'a> {
    pub(super) fn begin(mut text: Text<'a>) -> JsonLd<'a> {
        text.push("{\"@context\":{");
        for (at, (prefix, base)) in PREFIXES.iter().enumerate() {
            text.all([if at > 0 { ",\"" } else { "\"" }, prefix, "\":\"", base, "\""]);
        }
        text.push("},\"@graph\":[");
        JsonLd { text, subject: String::new(), predicate: String::new(), said: Vec::new() }
    }

    pub(super) fn say(&mut self, triple: TripleRef<'_>) -> io::Result<()> {
        let (subject, predicate) = (name_of(triple.subject)?, triple.predicate.as_str());
        let is_same = self.subject == subject;
        if is_same && self.predicate == predicate {
            self.text.push(",");
        } else if is_same && !self.said.iter().any(|said| said == predicate) {
            self.text.push("],");
            self.said.push(std::mem::replace(&mut self.predicate, predicate.to_owned()));
            self.key(predicate);
        } else {
            if !self.subject.is_empty() {
                self.text.push("]},");
            }
            self.said.clear();
            subject.clone_into(&mut self.subject);
            predicate.clone_into(&mut self.predicate);
            self.text.push("{\"@id\":");
            self.string(subject);
            self.text.push(",");
            self.key(predicate);
        }
        self.object(triple.object)?;
        self.text.hand_on()
    }

    pub(super) fn end(mut self) -> io::Result<()> {
        if !self.subject.is_empty() {
            self.text.push("]}");
        }
        self.text.push("]}\n");
        self.text.end()
    }

    fn key(&mut self, predicate: &str) {
        self.string(predicate);
        self.text.push(":[");
    }

    fn object(&mut self, object: TermRef<'_>) -> io::Result<()> {
        match object {
            TermRef::NamedNode(node) => {
                self.text.push("{\"@id\":");
                self.string(node.as_str());
            }
            TermRef::Literal(literal) => {
                self.text.push("{");
                if let Some(language) = literal.language() {
                    self.text.all(["\"@language\":\"", language, "\","]);
                } else if literal.datatype() != xsd::STRING {
                    self.text.all(["\"@type\":\"", literal.datatype().as_str(), "\","]);
                }
                self.text.push("\"@value\":");
                self.string(literal.value());
            }
            TermRef::BlankNode(_) => return Err(blank()),
        }
        self.text.push("}");
        Ok(())
    }

    fn string(&mut self, value: &str) {
        serde_json::to_writer(&mut self.text.bytes, value).expect("memory takes every text");
    }
}
