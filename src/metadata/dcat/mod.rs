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

use std::io;

use oxrdf::TripleRef;

use super::File;
use notation::Notation;
use triples::Telling;

/// The files below the public folder, each with the notation and the profile that it is written in.
const FILES: [(&str, Notation, Profile); 5] = [
    ("catalog.ttl", Notation::Turtle, Profile::DcatAp3),
    ("catalog.jsonld", Notation::JsonLd, Profile::DcatAp3),
    ("catalog.rdf", Notation::RdfXml, Profile::DcatAp3),
    ("catalog.dcat-ap-dk-2.ttl", Notation::Turtle, Profile::DcatApDk2),
    ("catalog.dcat-ap-no-2.ttl", Notation::Turtle, Profile::DcatApNo2),
];

/// The files of the catalogue, all made while they are written: what is told of a dataset is put
/// together once, and said once for each profile.
pub fn files<'a>(catalogue: &'a Catalogue<'a>) -> File<'a> {
    let paths = FILES.map(|(path, ..)| path.to_owned()).to_vec();
    File::several(paths, move |outs| {
        let writers = FILES.iter().zip(outs.iter_mut());
        let mut writers: Vec<_> =
            writers.map(|((_, notation, profile), out)| (*profile, notation.begin(&mut **out))).collect();
        let mut tellings = Vec::new();
        for profile in [Profile::DcatAp3, Profile::DcatApDk2, Profile::DcatApNo2] {
            let mut take = |triple: TripleRef<'_>| said(&mut writers, profile, triple);
            tellings.push((profile, Telling::begin(catalogue, profile, &mut take)?));
        }
        for series in catalogue.series() {
            for (profile, telling) in &mut tellings {
                telling.series(&series, &mut |triple| said(&mut writers, *profile, triple))?;
            }
        }
        for (profile, telling) in tellings {
            telling.end(&mut |triple| said(&mut writers, profile, triple))?;
        }
        writers.into_iter().try_for_each(|(_, writer)| writer.end())
    })
}

/// Writes a statement to the files of a profile.
fn said(
    writers: &mut [(Profile, notation::Writer<'_>)],
    profile: Profile,
    triple: TripleRef<'_>,
) -> io::Result<()> {
    let mut writers = writers.iter_mut().filter(|(of, _)| *of == profile);
    writers.try_for_each(|(_, writer)| writer.say(triple))
}
