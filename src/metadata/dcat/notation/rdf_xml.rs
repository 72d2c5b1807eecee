//! RDF/XML (<https://www.w3.org/TR/rdf-syntax-grammar/>).

use std::io;

use oxrdf::vocab::{rdf, xsd};
use oxrdf::{TermRef, TripleRef};

use super::{PREFIXES, Text, blank, escaped, name_of, split};

/// A file of RDF/XML in the making.
pub(super) struct RdfXml<'a> {
    text: Text<'a>,
    /// What the statement before was about, and the element that is open for it.
    subject: String,
    element: Element,
}

/// An element that stands for something: its class, or nothing in particular.
type Element = (String, String);

impl<'a> RdfXml<'a> {
    pub(super) fn begin(mut text: Text<'a>) -> RdfXml<'a> {
        text.push("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF");
        let mut prefixes = PREFIXES.to_vec();
        prefixes.sort_by_key(|(_, base)| *base);
        for (prefix, base) in prefixes {
            text.all([" xmlns:", prefix, "=\"", base, "\""]);
        }
        text.push(">");
        RdfXml { text, subject: String::new(), element: Element::default() }
    }

    pub(super) fn say(&mut self, triple: TripleRef<'_>) -> io::Result<()> {
        let subject = name_of(triple.subject)?;
        if self.subject != subject {
            self.close();
            subject.clone_into(&mut self.subject);
            let class = match triple.object {
                TermRef::NamedNode(class) if triple.predicate == rdf::TYPE => qualified(class.as_str()),
                _ => None,
            };
            let (prefix, local) = class.unwrap_or(("rdf", "Description"));
            self.element = (prefix.to_owned(), local.to_owned());
            self.text.all(["\n\t<", prefix, ":", local]);
            self.attribute(" rdf:about=\"", subject);
            self.text.push(">");
            if class.is_some() {
                return self.text.hand_on();
            }
        }
        let (prefix, local) = qualified(triple.predicate.as_str()).ok_or_else(unknown)?;
        self.text.all(["\n\t\t<", prefix, ":", local]);
        match triple.object {
            TermRef::NamedNode(node) => {
                self.attribute(" rdf:resource=\"", node.as_str());
                self.text.push("/>");
            }
            TermRef::Literal(literal) => {
                if let Some(language) = literal.language() {
                    self.attribute(" xml:lang=\"", language);
                } else if literal.datatype() != xsd::STRING {
                    self.attribute(" rdf:datatype=\"", literal.datatype().as_str());
                }
                self.text.push(">");
                self.escaped(literal.value());
                self.text.all(["</", prefix, ":", local, ">"]);
            }
            TermRef::BlankNode(_) => return Err(blank()),
        }
        self.text.hand_on()
    }

    pub(super) fn end(mut self) -> io::Result<()> {
        self.close();
        self.text.push("\n</rdf:RDF>\n");
        self.text.end()
    }

    fn close(&mut self) {
        if !self.subject.is_empty() {
            let (prefix, local) = &self.element;
            self.text.all(["\n\t</", prefix, ":", local, ">"]);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.text.push(name);
        self.escaped(value);
        self.text.push("\"");
    }

    fn escaped(&mut self, value: &str) {
        escaped(&mut self.text.bytes, value, |byte| match byte {
            b'<' => Some("&lt;"),
            b'>' => Some("&gt;"),
            b'&' => Some("&amp;"),
            b'\'' => Some("&apos;"),
            b'"' => Some("&quot;"),
            _ => None,
        });
    }
}

/// The prefix and the local part of a term, if it can be the name of an element.
fn qualified(address: &str) -> Option<(&'static str, &str)> {
    split(address).filter(|(_, local)| {
        local.starts_with(|first: char| first.is_ascii_alphabetic())
            && local.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    })
}

fn unknown() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "RDF/XML can say only what a vocabulary has a word for")
}
