//! The catalogue as harvesters read it: DCAT-AP 3.0.1 in three notations, and two files for national
//! harvesters that still read version 2 of their profiles.
//!
//! [`model`] is what is told, built from the catalogue and its editions; [`triples()`] puts it in the
//! words of a profile; [`notation`] writes it down. docs/metadata.md says where the profiles
//! contradict each other.

mod describe;
pub mod model;
mod names;
pub mod notation;
mod quality;
mod sink;
mod triples;
pub(crate) mod vocab;
mod words;

pub use model::Catalogue;
pub use triples::{Profile, say, triples};

use super::File;
use notation::Statements;

/// The files of the catalogue below the public folder, each made while it is written.
pub fn files<'a>(catalogue: &'a Catalogue<'a>) -> impl Iterator<Item = File<'a>> {
    type Notation = fn(&mut dyn std::io::Write, &Statements<'_>) -> std::io::Result<()>;
    let files: [(&str, Notation, Profile); 5] = [
        ("catalog.ttl", notation::turtle, Profile::DcatAp3),
        ("catalog.jsonld", notation::json_ld, Profile::DcatAp3),
        ("catalog.rdf", notation::rdf_xml, Profile::DcatAp3),
        ("catalog.dcat-ap-dk-2.ttl", notation::turtle, Profile::DcatApDk2),
        ("catalog.dcat-ap-no-2.ttl", notation::turtle, Profile::DcatApNo2),
    ];
    files.into_iter().map(move |(path, notation, profile)| {
        File::new(path, move |out| notation(out, &|take| say(catalogue, profile, take)))
    })
}
