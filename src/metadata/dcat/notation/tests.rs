use oxjsonld::JsonLdSerializer;
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{GraphNameRef, Literal, NamedNode, NamedNodeRef, Term, Triple};
use oxrdfxml::RdfXmlSerializer;
use oxttl::TurtleSerializer;
use proptest::prelude::*;

use super::super::vocab::{dcat, dct, foaf};
use super::*;
use crate::metadata::xml::clean;

fn ours(notation: Notation, said: &[Triple]) -> String {
    const IN_MEMORY: &str = "memory takes every byte";
    let mut bytes = Vec::new();
    let mut writer = notation.begin(&mut bytes);
    said.iter().try_for_each(|triple| writer.say(triple.as_ref())).expect(IN_MEMORY);
    writer.end().expect(IN_MEMORY);
    String::from_utf8(bytes).expect("it is UTF-8")
}

macro_rules! theirs {
    ($serializer:expr, $said:expr, |$writer:ident, $triple:ident| $write:expr) => {{
        let mut serializer = $serializer;
        for (prefix, base) in PREFIXES {
            serializer = serializer.with_prefix(*prefix, *base).expect("it is an address");
        }
        let mut $writer = serializer.for_writer(Vec::new());
        for $triple in $said {
            $write.expect("memory takes every byte");
        }
        let bytes = $writer.finish().expect("memory takes every byte");
        let text = String::from_utf8(bytes).expect("it is UTF-8");
        if text.ends_with('\n') { text } else { text + "\n" }
    }};
}

fn are_the_same(said: &[Triple]) {
    let turtle = theirs!(TurtleSerializer::new(), said, |writer, triple| writer.serialize_triple(triple));
    assert_eq!(ours(Notation::Turtle, said), turtle);
    let rdf_xml = theirs!(RdfXmlSerializer::new(), said, |writer, triple| writer.serialize_triple(triple));
    // A namespace that they always declare and that nothing here is in.
    let rdf_xml = rdf_xml.replacen(" xmlns:its=\"http://www.w3.org/2005/11/its\"", "", 1);
    assert_eq!(ours(Notation::RdfXml, said), rdf_xml);
    let json_ld = theirs!(JsonLdSerializer::new(), said, |writer, triple| {
        writer.serialize_quad(triple.as_ref().in_graph(GraphNameRef::DefaultGraph))
    });
    assert_eq!(ours(Notation::JsonLd, said), json_ld);
}

fn address() -> impl Strategy<Value = NamedNode> {
    let base = prop::sample::select(
        PREFIXES
            .iter()
            .map(|(_, base)| *base)
            .chain(["https://x.org/", "http://www.w3.org/"])
            .collect::<Vec<_>>(),
    );
    (base, "[A-Za-z0-9_.~!$&'()*+,;=:@/#%-]{0,6}")
        .prop_map(|(base, rest)| NamedNode::new_unchecked(format!("{base}{rest}")))
}

fn object() -> impl Strategy<Value = Term> {
    let text = || any::<String>().prop_map(|text| clean(&text).into_owned());
    prop_oneof![
        address().prop_map(Term::from),
        text().prop_map(|text| Literal::new_simple_literal(text).into()),
        text().prop_map(|text| Literal::new_language_tagged_literal_unchecked(text, "da").into()),
        "[+-]?[0-9]{0,2}[.]?[0-9]{0,2}"
            .prop_map(|number| Literal::new_typed_literal(number, xsd::DECIMAL).into()),
        "[0-9-]{1,9}".prop_map(|day| Literal::new_typed_literal(day, xsd::DATE).into()),
    ]
}

fn statement() -> impl Strategy<Value = Triple> {
    let predicates: [NamedNodeRef<'static>; 4] = [dct::TITLE, dct::TYPE, foaf::NAME, dcat::THEME];
    let subject = prop_oneof![Just(NamedNode::new_unchecked("https://x.org/1")), address()];
    let said = (prop::sample::select(predicates.to_vec()), object());
    let class = prop::sample::select(vec![dcat::CATALOG, foaf::AGENT]);
    (
        subject,
        prop_oneof![
            said.prop_map(|(predicate, object)| (predicate, object)),
            class.prop_map(|class| (rdf::TYPE, Term::from(class.into_owned()))),
        ],
    )
        .prop_map(|(subject, (predicate, object))| Triple::new(subject, predicate.into_owned(), object))
}

proptest! {
    #[test]
    fn what_is_written_is_what_the_serialisers_of_oxigraph_write(
        said in prop::collection::vec(statement(), 1..12),
    ) {
        are_the_same(&said);
    }
}
