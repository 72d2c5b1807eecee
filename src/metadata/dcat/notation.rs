//! Statements in the three notations that harvesters read, written as they are made.
//!
//! The same statements in the same order give the same bytes: the writers keep the order that they
//! are given, and no node is blank. A big catalogue makes millions of statements, so a writer keeps
//! no more of them than what it is in the middle of, and copies each text once. Which bytes come out
//! is what the serialisers of the Oxigraph project write for the same statements; a test holds it.

mod json_ld;
mod rdf_xml;
mod turtle;

use std::io::{self, Write};

use oxrdf::{NamedOrBlankNodeRef, TripleRef};

use super::vocab::PREFIXES;
use json_ld::JsonLd;
use rdf_xml::RdfXml;
use turtle::Turtle;

/// Takes a statement.
pub type Take<'a> = dyn FnMut(TripleRef<'_>) -> io::Result<()> + 'a;

/// A way to write statements down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// Turtle.
    Turtle,
    /// RDF/XML. Properties and classes are terms of the vocabularies that have a prefix.
    RdfXml,
    /// JSON-LD.
    JsonLd,
}

/// A file in the making.
#[must_use = "a file that is not ended is not whole"]
pub struct Writer<'a>(Kind<'a>);

enum Kind<'a> {
    Turtle(Turtle<'a>),
    RdfXml(RdfXml<'a>),
    JsonLd(JsonLd<'a>),
}

impl Notation {
    /// Begins a file.
    pub fn begin(self, out: &mut dyn Write) -> Writer<'_> {
        let text = Text::new(out);
        Writer(match self {
            Notation::Turtle => Kind::Turtle(Turtle::begin(text)),
            Notation::RdfXml => Kind::RdfXml(RdfXml::begin(text)),
            Notation::JsonLd => Kind::JsonLd(JsonLd::begin(text)),
        })
    }
}

impl Writer<'_> {
    /// Writes a statement.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be written.
    pub fn say(&mut self, triple: TripleRef<'_>) -> io::Result<()> {
        match &mut self.0 {
            Kind::Turtle(writer) => writer.say(triple),
            Kind::RdfXml(writer) => writer.say(triple),
            Kind::JsonLd(writer) => writer.say(triple),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be written.
    pub fn end(self) -> io::Result<()> {
        match self.0 {
            Kind::Turtle(writer) => writer.end(),
            Kind::RdfXml(writer) => writer.end(),
            Kind::JsonLd(writer) => writer.end(),
        }
    }
}

/// So much is gathered before it is written.
const GATHERED: usize = 1 << 14;

/// Text on its way to a file, in pieces that are worth a write.
struct Text<'a> {
    out: &'a mut dyn Write,
    bytes: Vec<u8>,
}

impl<'a> Text<'a> {
    fn new(out: &'a mut dyn Write) -> Text<'a> {
        Text { out, bytes: Vec::with_capacity(2 * GATHERED) }
    }

    fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn all<const N: usize>(&mut self, texts: [&str; N]) {
        texts.into_iter().for_each(|text| self.push(text));
    }

    /// Called now and then, since gathering itself cannot fail.
    fn hand_on(&mut self) -> io::Result<()> {
        if self.bytes.len() >= GATHERED {
            self.out.write_all(&self.bytes)?;
            self.bytes.clear();
        }
        Ok(())
    }

    fn end(self) -> io::Result<()> {
        self.out.write_all(&self.bytes)
    }
}

/// The name of what a statement is about.
fn name_of(subject: NamedOrBlankNodeRef<'_>) -> io::Result<&str> {
    match subject {
        NamedOrBlankNodeRef::NamedNode(node) => Ok(node.as_str()),
        NamedOrBlankNodeRef::BlankNode(_) => Err(blank()),
    }
}

fn blank() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "a node without a name has no place in the catalogue")
}

/// The prefix for an address and the rest of it, if it lies in one of our vocabularies.
fn split(address: &str) -> Option<(&'static str, &str)> {
    // Eight bytes are told apart with one comparison, and few addresses share them with a vocabulary.
    let head = address.as_bytes().first_chunk::<8>()?;
    PREFIXES
        .iter()
        .filter(|(_, base)| base.as_bytes().starts_with(head))
        .find_map(|(prefix, base)| Some((*prefix, address.strip_prefix(base)?)))
}

/// Writes a text with some of its bytes, which are ASCII, replaced.
fn escaped(out: &mut Vec<u8>, text: &str, escape: impl Fn(u8) -> Option<&'static str>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if let Some(escaped) = escape(*byte) {
            out.extend_from_slice(&bytes[from..at]);
            out.extend_from_slice(escaped.as_bytes());
            from = at + 1;
        }
    }
    out.extend_from_slice(&bytes[from..]);
}

#[cfg(test)]
mod tests;
