//! Statements in the three notations that harvesters read.
//!
//! The same statements in the same order give the same bytes: the writers keep the order that they
//! are given, and no node is blank.

use oxjsonld::JsonLdSerializer;
use oxrdf::{GraphNameRef, Triple};
use oxrdfxml::RdfXmlSerializer;
use oxttl::TurtleSerializer;

use super::vocab::PREFIXES;

const IN_MEMORY: &str = "memory takes every byte";
const SOUND: &str = "the prefixes are addresses";

/// Statements as Turtle.
pub fn turtle(triples: &[Triple]) -> Vec<u8> {
    let serializer = PREFIXES.iter().fold(TurtleSerializer::new(), |serializer, (prefix, base)| {
        serializer.with_prefix(*prefix, *base).expect(SOUND)
    });
    let mut writer = serializer.for_writer(Vec::new());
    for triple in triples {
        writer.serialize_triple(triple).expect(IN_MEMORY);
    }
    ended(writer.finish().expect(IN_MEMORY))
}

/// Statements as RDF/XML.
pub fn rdf_xml(triples: &[Triple]) -> Vec<u8> {
    let serializer = PREFIXES.iter().fold(RdfXmlSerializer::new(), |serializer, (prefix, base)| {
        serializer.with_prefix(*prefix, *base).expect(SOUND)
    });
    let mut writer = serializer.for_writer(Vec::new());
    for triple in triples {
        writer.serialize_triple(triple).expect(IN_MEMORY);
    }
    ended(writer.finish().expect(IN_MEMORY))
}

/// Statements as JSON-LD.
pub fn json_ld(triples: &[Triple]) -> Vec<u8> {
    let serializer = PREFIXES.iter().fold(JsonLdSerializer::new(), |serializer, (prefix, base)| {
        serializer.with_prefix(*prefix, *base).expect(SOUND)
    });
    let mut writer = serializer.for_writer(Vec::new());
    for triple in triples {
        writer.serialize_quad(triple.as_ref().in_graph(GraphNameRef::DefaultGraph)).expect(IN_MEMORY);
    }
    ended(writer.finish().expect(IN_MEMORY))
}

/// A text file ends with the end of a line.
fn ended(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.last() != Some(&b'\n') {
        bytes.push(b'\n');
    }
    bytes
}
