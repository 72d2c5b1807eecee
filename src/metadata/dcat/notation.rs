//! Statements in the three notations that harvesters read, written as they are made.
//!
//! The same statements in the same order give the same bytes: the writers keep the order that they
//! are given, and no node is blank.

use std::io::{self, Write};

use oxjsonld::JsonLdSerializer;
use oxrdf::{GraphNameRef, Triple};
use oxrdfxml::RdfXmlSerializer;
use oxttl::TurtleSerializer;

use super::vocab::PREFIXES;

/// Takes a statement.
pub type Take<'a> = dyn FnMut(&Triple) -> io::Result<()> + 'a;

/// Hands over statements, one after another.
pub type Statements<'a> = dyn Fn(&mut Take<'_>) -> io::Result<()> + 'a;

const SOUND: &str = "the prefixes are addresses";

/// Writes statements as Turtle.
///
/// # Errors
///
/// Fails if they cannot be written.
pub fn turtle(out: &mut dyn Write, statements: &Statements<'_>) -> io::Result<()> {
    let serializer = PREFIXES.iter().fold(TurtleSerializer::new(), |serializer, (prefix, base)| {
        serializer.with_prefix(*prefix, *base).expect(SOUND)
    });
    let mut writer = serializer.for_writer(Lines::new(out));
    statements(&mut |triple| writer.serialize_triple(triple))?;
    writer.finish()?.end()
}

/// Writes statements as RDF/XML.
///
/// # Errors
///
/// Fails if they cannot be written.
pub fn rdf_xml(out: &mut dyn Write, statements: &Statements<'_>) -> io::Result<()> {
    let serializer = PREFIXES.iter().fold(RdfXmlSerializer::new(), |serializer, (prefix, base)| {
        serializer.with_prefix(*prefix, *base).expect(SOUND)
    });
    let mut writer = serializer.for_writer(Lines::new(out));
    statements(&mut |triple| writer.serialize_triple(triple))?;
    writer.finish()?.end()
}

/// Writes statements as JSON-LD.
///
/// # Errors
///
/// Fails if they cannot be written.
pub fn json_ld(out: &mut dyn Write, statements: &Statements<'_>) -> io::Result<()> {
    let serializer = PREFIXES.iter().fold(JsonLdSerializer::new(), |serializer, (prefix, base)| {
        serializer.with_prefix(*prefix, *base).expect(SOUND)
    });
    let mut writer = serializer.for_writer(Lines::new(out));
    statements(&mut |triple| writer.serialize_quad(triple.as_ref().in_graph(GraphNameRef::DefaultGraph)))?;
    writer.finish()?.end()
}

/// A text file, which ends with the end of a line.
struct Lines<'a> {
    out: &'a mut dyn Write,
    last: Option<u8>,
}

impl<'a> Lines<'a> {
    fn new(out: &'a mut dyn Write) -> Lines<'a> {
        Lines { out, last: None }
    }

    fn end(self) -> io::Result<()> {
        match self.last {
            Some(b'\n') => Ok(()),
            _ => self.out.write_all(b"\n"),
        }
    }
}

impl Write for Lines<'_> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.out.write(buffer)?;
        self.last = buffer[..written].last().copied().or(self.last);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
