//! An edition's quality in the words of the Data Quality Vocabulary.

use oxrdf::vocab::{rdf, xsd as xsd_base};
use oxrdf::{Literal, NamedNode, NamedNodeRef};

use super::Writer;
use crate::metadata::dcat::model::*;
use crate::metadata::dcat::names::part;
use crate::metadata::dcat::sink::Label;
use crate::metadata::dcat::vocab::*;

impl Writer<'_> {
    pub(super) fn quality(&mut self, node: &NamedNode, edition: &DatasetEdition) {
        for measurement in &edition.measurements {
            self.metrics.insert(measurement.metric);
            self.sink.say(node, dqv::HAS_QUALITY_MEASUREMENT, measurement.node.clone());
            self.sink.class(&measurement.node, &[dqv::QUALITY_MEASUREMENT]);
            self.sink.say(&measurement.node, dqv::COMPUTED_ON, node.clone());
            self.sink.say(&measurement.node, dqv::IS_MEASUREMENT_OF, self.metric(measurement.metric));
            let value = Literal::new_typed_literal(measurement.value.clone(), data_type(measurement.metric));
            self.sink.say(&measurement.node, dqv::VALUE, value);
        }
        for annotation in &edition.annotations {
            self.sink.say(node, dqv::HAS_QUALITY_ANNOTATION, annotation.node.clone());
            self.sink.class(&annotation.node, &[dqv::QUALITY_ANNOTATION]);
            self.sink.say(&annotation.node, oa::HAS_TARGET, node.clone());
            self.sink.say(&annotation.node, oa::MOTIVATED_BY, dqv::QUALITY_ASSESSMENT.into_owned());
            self.sink.say(&annotation.node, dqv::IN_DIMENSION, dimension(annotation.dimension));
            let body = part(&annotation.node, "body");
            self.sink.say(&annotation.node, oa::HAS_BODY, body.clone());
            self.sink.class(&body, &[oa::TEXTUAL_BODY]);
            self.sink.texts(&body, rdf::VALUE, &annotation.text);
        }
    }

    pub(super) fn metric(&self, metric: Metric) -> NamedNode {
        part(&self.catalogue.node, &format!("metric-{}", metric.fragment()))
    }

    /// What the metrics in use mean.
    pub(super) fn quality_terms(&mut self) {
        for metric in std::mem::take(&mut self.metrics) {
            let node = self.metric(metric);
            self.sink.class(&node, &[dqv::METRIC]);
            self.sink.texts(&node, skos::DEFINITION, &metric.definition());
            self.sink.say(&node, dqv::EXPECTED_DATA_TYPE, data_type(metric).into_owned());
            self.sink.say(&node, dqv::IN_DIMENSION, dimension(metric.dimension()));
        }
        for (dimension, label) in [
            (Dimension::Completeness, ["Fuldstændighed", "Completeness", "Fullstendighet"]),
            (
                Dimension::SyntacticValidity,
                ["Syntaktisk gyldighed", "Syntactic validity", "Syntaktisk gyldighet"],
            ),
            (Dimension::Understandability, ["Forståelighed", "Understandability", "Forståelighet"]),
            (Dimension::Security, ["Sikkerhed", "Security", "Sikkerhet"]),
        ] {
            let uri = self::dimension(dimension);
            self.sink.introduce(uri.as_str(), &[dqv::DIMENSION, skos::CONCEPT], Some(Label(label)), None);
        }
    }
}

fn dimension(dimension: Dimension) -> NamedNode {
    NamedNode::new_unchecked(format!(
        "http://www.w3.org/2016/05/ldqd#{}",
        match dimension {
            Dimension::Completeness => "completeness",
            Dimension::SyntacticValidity => "syntacticValidity",
            Dimension::Understandability => "understandability",
            Dimension::Security => "security",
        }
    ))
}

fn data_type(metric: Metric) -> NamedNodeRef<'static> {
    match metric {
        Metric::WithheldShare | Metric::Completeness => xsd_base::DECIMAL,
        Metric::Rows | Metric::Checks => xsd::NON_NEGATIVE_INTEGER,
    }
}
