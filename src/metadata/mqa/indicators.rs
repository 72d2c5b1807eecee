//! The indicators of the Metadata Quality Assessment, with their points and how to get them.
//!
//! After <https://data.europa.eu/mqa/methodology>. Reachability is asked of the files' addresses.

use oxrdf::NamedNodeRef;

use super::{Facts, Reach, Verdict};
use crate::metadata::dcat::vocab::{dcat, dct};

/// An indicator.
#[derive(Debug)]
pub struct Indicator {
    /// The dimension that it belongs to.
    pub dimension: &'static str,
    /// What it asks.
    pub name: &'static str,
    /// The property that it looks at.
    pub property: &'static str,
    /// What it looks at.
    pub part: Part,
    /// The points it gives.
    pub points: u32,
    /// How to get them.
    pub remedy: &'static str,
    pub(super) judge: for<'a> fn(&Facts<'a>, NamedNodeRef<'a>, Reach<'_>) -> Verdict,
}

impl PartialEq for Indicator {
    fn eq(&self, other: &Indicator) -> bool {
        (self.dimension, self.name) == (other.dimension, other.name)
    }
}

impl Eq for Indicator {}

/// What an indicator looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The dataset itself.
    Dataset,
    /// One of its files; the best described one counts.
    Distribution,
}

/// The points of all indicators together.
pub const MOST_POINTS: u32 = 405;

const FILE_TYPES: &str = "http://publications.europa.eu/resource/authority/file-type/";
const MEDIA_TYPES: &str = "://www.iana.org/assignments/media-types/";
const LICENCES: &str = "http://publications.europa.eu/resource/authority/licence/";
const ACCESS_RIGHTS: &str = "http://publications.europa.eu/resource/authority/access-right/";

/// Formats that the assessment's list has as open and as readable by a machine, as far as udstil
/// could ever publish them.
const OPEN: &[&str] = &["CSV", "JSON", "JSON_LD", "ODS", "RDF_TURTLE", "RDF_XML", "TSV", "XML", "ZIP"];
const MACHINE_READABLE: &[&str] = &["CSV", "JSON", "JSON_LD", "RDF_TURTLE", "RDF_XML", "TSV", "XML"];

fn given(is_there: bool) -> Verdict {
    if is_there { Verdict::Got } else { Verdict::Missing }
}

fn reachable<'a>(
    facts: &Facts<'a>,
    node: NamedNodeRef<'a>,
    property: NamedNodeRef<'a>,
    reach: Reach<'_>,
) -> Verdict {
    match (facts.first(node, property), reach) {
        (None, _) => Verdict::Missing,
        (Some(_), Reach::NotChecked) => Verdict::NotChecked,
        (Some(_), Reach::Checked(answers)) => {
            given(facts.all(node, property).all(|address| answers(address.as_str())))
        }
    }
}

fn file_type<'a>(facts: &Facts<'a>, node: NamedNodeRef<'a>) -> Option<&'a str> {
    facts.first(node, dct::FORMAT)?.as_str().strip_prefix(FILE_TYPES)
}

macro_rules! indicators {
    ($($dimension:literal: $($part:ident $points:literal $name:literal $property:literal
        ($facts:ident, $node:ident, $reach:pat) $judge:expr; $remedy:literal)*)*) => {
        &[$($(Indicator {
            dimension: $dimension,
            name: $name,
            property: $property,
            part: Part::$part,
            points: $points,
            remedy: $remedy,
            judge: |$facts, $node, $reach| $judge,
        }),*),*]
    };
}

/// All indicators, in the assessment's order.
pub(super) const ALL: &[Indicator] = indicators! {
    "findability":
    Dataset 30 "keywords" "dcat:keyword" (facts, node, _) given(facts.has(node, dcat::KEYWORD));
        "give `keywords` in dataset.toml"
    Dataset 30 "categories" "dcat:theme" (facts, node, _) given(facts.has(node, dcat::THEME));
        "give `themes` in dataset.toml"
    Dataset 20 "place" "dct:spatial" (facts, node, _) given(facts.has(node, dct::SPATIAL));
        "give `spatial` in dataset.toml"
    Dataset 20 "period" "dct:temporal" (facts, node, _) given(facts.has(node, dct::TEMPORAL));
        "give `temporal` in dataset.toml"
    "accessibility":
    Distribution 50 "access URL answers" "dcat:accessURL"
        (facts, node, reach) reachable(facts, node, dcat::ACCESS_URL, reach);
        "serve the public folder at `base_url`; the dataset's page must answer HEAD and GET"
    Distribution 20 "download URL" "dcat:downloadURL" (facts, node, _) given(facts.has(node, dcat::DOWNLOAD_URL));
        "publish a file"
    Distribution 30 "download URL answers" "dcat:downloadURL"
        (facts, node, reach) reachable(facts, node, dcat::DOWNLOAD_URL, reach);
        "serve the public folder at `base_url`; the file must answer HEAD and GET"
    "interoperability":
    Distribution 20 "format" "dct:format" (facts, node, _) given(facts.has(node, dct::FORMAT));
        "publish a file"
    Distribution 10 "media type" "dcat:mediaType" (facts, node, _) given(facts.has(node, dcat::MEDIA_TYPE));
        "publish a file"
    Distribution 10 "both from a vocabulary" "dct:format, dcat:mediaType" (facts, node, _) {
            let media = facts.first(node, dcat::MEDIA_TYPE).is_some_and(|media| media.as_str().contains(MEDIA_TYPES));
            given(media && file_type(facts, node).is_some())
        };
        "publish a file in a format of the EU's file types"
    Distribution 20 "open format" "dct:format"
        (facts, node, _) given(file_type(facts, node).is_some_and(|code| OPEN.contains(&code)));
        "publish CSV"
    Distribution 20 "machine-readable format" "dct:format"
        (facts, node, _) given(file_type(facts, node).is_some_and(|code| MACHINE_READABLE.contains(&code)));
        "publish CSV"
    Dataset 30 "DCAT-AP" "all" (facts, _node, _) given(!facts.lacks_anything_mandatory());
        "give a publisher, titles and descriptions in catalog.toml and dataset.toml"
    "reusability":
    Distribution 20 "licence" "dct:license" (facts, node, _) given(facts.has(node, dct::LICENSE));
        "give `licence` in catalog.toml"
    Distribution 10 "known licence" "dct:license"
        (facts, node, _) given(facts.all(node, dct::LICENSE).any(|licence| licence.as_str().starts_with(LICENCES)));
        "give a licence of the EU's table in catalog.toml"
    Dataset 10 "access rights" "dct:accessRights" (facts, node, _) given(facts.has(node, dct::ACCESS_RIGHTS));
        "publish"
    Dataset 5 "access rights from a vocabulary" "dct:accessRights" (facts, node, _)
        given(facts.all(node, dct::ACCESS_RIGHTS).any(|rights| rights.as_str().starts_with(ACCESS_RIGHTS)));
        "publish"
    Dataset 20 "contact" "dcat:contactPoint" (facts, node, _) given(facts.has(node, dcat::CONTACT_POINT));
        "give `contact` in catalog.toml"
    Dataset 10 "publisher" "dct:publisher" (facts, node, _) given(facts.has(node, dct::PUBLISHER));
        "give `publisher` in catalog.toml"
    "contextuality":
    Distribution 5 "rights" "dct:rights" (facts, node, _) given(facts.has(node, dct::RIGHTS));
        "give `licence` in catalog.toml"
    Distribution 5 "size" "dcat:byteSize" (facts, node, _) given(facts.has(node, dcat::BYTE_SIZE));
        "publish a file"
    Dataset 5 "issued" "dct:issued" (facts, node, _) given(facts.has(node, dct::ISSUED));
        "publish an edition"
    Dataset 5 "modified" "dct:modified" (facts, node, _) given(facts.has(node, dct::MODIFIED));
        "publish an edition"
};
