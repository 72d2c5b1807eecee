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
pub use triples::{Profile, triples};

/// The files of the catalogue below the public folder: path and content.
pub fn files(catalogue: &Catalogue) -> Vec<(&'static str, Vec<u8>)> {
    let statements = triples(catalogue, Profile::DcatAp3);
    vec![
        ("catalog.ttl", notation::turtle(&statements)),
        ("catalog.jsonld", notation::json_ld(&statements)),
        ("catalog.rdf", notation::rdf_xml(&statements)),
        ("catalog.dcat-ap-dk-2.ttl", notation::turtle(&triples(catalogue, Profile::DcatApDk2))),
        ("catalog.dcat-ap-no-2.ttl", notation::turtle(&triples(catalogue, Profile::DcatApNo2))),
    ]
}
