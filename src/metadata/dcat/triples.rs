//! A described catalogue as statements, in the words of one profile.
//!
//! The profiles contradict each other, so each has its file: docs/metadata.md lists where and why.

mod quality;
mod terms;

use std::collections::BTreeSet;
use std::io;

use oxrdf::{Literal, NamedNode, NamedNodeRef, Triple, TripleRef};

use super::describe::Listed;
use super::model::*;
use super::names::part;
use super::notation::Take;
use super::sink::{Label, Sink};
use super::vocab::*;
use super::words;
use crate::catalog::{Language, Localised};
use crate::release::Format;

/// A profile of DCAT that a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// DCAT-AP 3.0.1 with the terms that DCAT-AP-DK 3 adds to it.
    DcatAp3,
    /// DCAT-AP-DK 2.0.2, which today's Danish harvester reads.
    DcatApDk2,
    /// DCAT-AP-NO 2, which today's Norwegian harvester reads.
    DcatApNo2,
}

/// What a catalogue says in the words of a profile, handed over dataset by dataset.
pub(super) struct Telling<'a>(Writer<'a>);

impl<'a> Telling<'a> {
    /// Says what there is to say of the catalogue itself.
    pub(super) fn begin(
        catalogue: &'a Catalogue<'_>,
        profile: Profile,
        take: &mut Take<'_>,
    ) -> io::Result<Telling<'a>> {
        let sink = Sink::new(&catalogue.languages);
        let mut writer = Writer { sink, catalogue, profile, metrics: BTreeSet::new() };
        writer.catalogue();
        writer.sink.hand_over(&[catalogue.node.as_str()], take)?;
        Ok(Telling(writer))
    }

    /// Says what there is to say of its next dataset.
    pub(super) fn series(&mut self, series: &Series, take: &mut Take<'_>) -> io::Result<()> {
        let Telling(writer) = self;
        writer.series(series);
        let data = format!("{}data/{}/", writer.catalogue.homepage.as_str(), series.id);
        let mut own: Vec<&str> = series.about.pages.iter().map(|(_, page)| page.as_str()).collect();
        own.push(&data);
        writer.sink.hand_over(&own, take)
    }

    /// Says what the terms mean that were used.
    pub(super) fn end(mut self, take: &mut Take<'_>) -> io::Result<()> {
        self.0.quality_terms();
        self.0.sink.finish(take)
    }
}

/// All that a catalogue says, in the words of a profile.
pub fn triples(catalogue: &Catalogue<'_>, profile: Profile) -> Vec<Triple> {
    const IN_MEMORY: &str = "memory takes every statement";
    let mut triples = Vec::new();
    let mut take = |triple: TripleRef<'_>| {
        triples.push(triple.into_owned());
        Ok(())
    };
    let mut telling = Telling::begin(catalogue, profile, &mut take).expect(IN_MEMORY);
    for series in catalogue.series() {
        telling.series(&series, &mut take).expect(IN_MEMORY);
    }
    telling.end(&mut take).expect(IN_MEMORY);
    triples
}

struct Writer<'a> {
    sink: Sink,
    catalogue: &'a Catalogue<'a>,
    profile: Profile,
    /// The metrics that have been spoken of.
    metrics: BTreeSet<Metric>,
}

impl Writer<'_> {
    /// True for the profile that knows series and editions.
    fn knows_series(&self) -> bool {
        self.profile == Profile::DcatAp3
    }

    fn catalogue(&mut self) {
        let catalogue = self.catalogue;
        let node = &catalogue.node;
        self.sink.class(node, &[dcat::CATALOG]);
        self.sink.texts(node, dct::TITLE, &catalogue.title);
        self.sink.texts(node, dct::DESCRIPTION, &catalogue.description);
        self.sink.plain(node, dct::IDENTIFIER, catalogue.homepage.as_str());
        self.sink.say(node, foaf::HOMEPAGE, catalogue.homepage.clone());
        self.sink.say(node, dct::PUBLISHER, catalogue.publisher.node.clone());
        self.licence(node, catalogue.licence);
        self.languages(node, &catalogue.languages);
        for place in &catalogue.places {
            self.sink.term(node, dct::SPATIAL, place, dct::LOCATION);
        }
        if self.profile != Profile::DcatApNo2 {
            self.theme_taxonomy(node);
        }
        if let Some((first, last)) = catalogue.days {
            self.sink.date(node, dct::ISSUED, first);
            self.sink.date(node, dct::MODIFIED, last);
        }
        let datasets: Vec<_> = catalogue.listed().flat_map(|listed| self.datasets(listed)).collect();
        for (dataset, _) in &datasets {
            self.sink.say(node, dcat::DATASET, dataset.clone());
        }
        for (_, record) in &datasets {
            self.sink.say(node, dcat::RECORD, record.clone());
        }
        self.document(&catalogue.homepage, None);
        self.agent(&catalogue.publisher);
    }

    /// The datasets that a profile sees in a series, with their records: each edition, or the
    /// newest one under a name that does not change.
    fn datasets(&self, listed: Listed) -> Vec<(NamedNode, NamedNode)> {
        if self.knows_series() || listed.editions.is_empty() {
            return listed.editions;
        }
        let record = part(&listed.node, "record");
        vec![(listed.node, record)]
    }

    fn series(&mut self, series: &Series) {
        let (Some(first), Some(last)) = (series.editions.first(), series.editions.last()) else { return };
        if self.knows_series() {
            let node = &series.node;
            self.sink.class(node, &[dcat::DATASET_SERIES]);
            self.described(node, &series.about.title, &series.about);
            self.sink.date(node, dct::ISSUED, first.issued);
            self.sink.date(node, dct::MODIFIED, last.issued);
            self.sink.plain(node, dct::IDENTIFIER, node.as_str());
            self.sink.say(node, dcat::FIRST, first.node.clone());
            self.sink.say(node, dcat::LAST, last.node.clone());
            for edition in &series.editions {
                self.edition(series, edition);
            }
        } else {
            self.newest_edition(series, first, last);
        }
        self.about(&series.about);
    }

    /// An edition as a dataset of its own.
    fn edition(&mut self, series: &Series, edition: &DatasetEdition) {
        let node = &edition.node;
        self.sink.class(node, &[dcat::DATASET_CLASS, dcat::RESOURCE]);
        self.described(node, &edition.title, &series.about);
        self.sink.say(node, dcat::IN_SERIES, series.node.clone());
        self.sink.plain(node, dcat::VERSION, &edition.version);
        if let Some(previous) = &edition.previous {
            self.sink.say(node, dcat::PREV, previous.clone());
        }
        self.sink.date(node, dct::ISSUED, edition.issued);
        self.dataset(node, series, edition);
        self.record(&edition.record.node, node, edition.record.day, edition.record.day, "created");
    }

    /// The newest edition under the name of its dataset, for profiles without series.
    fn newest_edition(&mut self, series: &Series, first: &DatasetEdition, last: &DatasetEdition) {
        let node = &series.node;
        self.sink.class(node, &[dcat::DATASET_CLASS, dcat::RESOURCE]);
        self.described(node, &series.about.title, &series.about);
        self.sink.plain(node, owl::VERSION_INFO, &last.version);
        self.sink.date(node, dct::ISSUED, first.issued);
        self.dataset(node, series, last);
        let change = if first.node == last.node { "created" } else { "updated" };
        self.record(&part(node, "record"), node, first.record.day, last.record.day, change);
    }

    /// What datasets have beside what a series has too.
    fn dataset(&mut self, node: &NamedNode, series: &Series, edition: &DatasetEdition) {
        let about = &series.about;
        self.sink.date(node, dct::MODIFIED, edition.issued);
        self.sink.plain(node, dct::IDENTIFIER, node.as_str());
        self.sink.texts(node, adms::VERSION_NOTES, &edition.version_notes);
        self.languages(node, &self.catalogue.languages);
        for (language, keyword) in &about.keywords {
            self.sink.text(node, dcat::KEYWORD, *language, keyword);
        }
        for theme in &about.themes {
            self.sink.term(node, dcat::THEME, theme, skos::CONCEPT);
        }
        self.access_rights(node);
        self.confidentiality(node);
        if let Some(kind) = about.kind {
            let (code, label) = match kind {
                Kind::Synthetic => {
                    ("SYNTHETIC_DATA", ["Syntetiske data", "Synthetic data", "Syntetiske data"])
                }
                Kind::Statistical => {
                    ("STATISTICAL", ["Statistiske data", "Statistical data", "Statistiske data"])
                }
            };
            self.concept(node, dct::TYPE, "dataset-type", code, label, skos::CONCEPT);
        }
        for (_, page) in &about.pages {
            self.sink.say(node, dcat::LANDING_PAGE, page.clone());
        }
        for document in &edition.documents {
            self.sink.say(node, foaf::PAGE, document.clone());
            self.document(document, None);
        }
        self.sink.say(node, dct::PROVENANCE, about.provenance.node.clone());
        if let Some(activity) = &about.activity {
            self.sink.say(node, prov::WAS_GENERATED_BY, activity.node.clone());
        }
        for approval in &about.approvals {
            self.sink.say(node, prov::QUALIFIED_ATTRIBUTION, approval.node.clone());
        }
        for distribution in &edition.distributions {
            self.sink.say(node, dcat::DISTRIBUTION, distribution.node.clone());
        }
        self.quality(node, edition);
        for distribution in &edition.distributions {
            self.distribution(distribution, about);
        }
    }

    /// What is said of a series and of a dataset alike.
    fn described(&mut self, node: &NamedNode, title: &Localised, about: &About) {
        self.sink.texts(node, dct::TITLE, title);
        self.sink.texts(node, dct::DESCRIPTION, &about.description);
        self.sink.say(node, dct::PUBLISHER, self.catalogue.publisher.node.clone());
        self.sink.say(node, dcat::CONTACT_POINT, about.contact.node.clone());
        self.sink.term(node, dct::ACCRUAL_PERIODICITY, about.frequency, dct::FREQUENCY);
        self.sink.term(node, dct::SPATIAL, about.place, dct::LOCATION);
        if let Some(period) = &about.period {
            self.sink.say(node, dct::TEMPORAL, period.node.clone());
        }
        if let Some(property) = self.legislation() {
            for legislation in &about.legislation {
                self.sink.say(node, property, legislation.node.clone());
            }
        }
    }

    /// How a dataset names the law that it rests on. The Norwegian profile has no place for it.
    fn legislation(&self) -> Option<NamedNodeRef<'static>> {
        match self.profile {
            Profile::DcatAp3 => Some(dcatap::APPLICABLE_LEGISLATION),
            Profile::DcatApDk2 => Some(m8g::HAS_LEGAL_RESOURCE),
            Profile::DcatApNo2 => None,
        }
    }

    /// The things that a dataset and its editions refer to.
    fn about(&mut self, about: &About) {
        let contact = &about.contact;
        self.sink.class(&contact.node, &[vcard::ORGANIZATION, vcard::KIND]);
        self.sink.texts(&contact.node, vcard::FN, &contact.name);
        self.sink.say(&contact.node, vcard::HAS_EMAIL, contact.email.clone());
        if let Some(period) = &about.period {
            self.sink.class(&period.node, &[dct::PERIOD_OF_TIME]);
            self.sink.date(&period.node, dcat::START_DATE, period.start);
            self.sink.date(&period.node, dcat::END_DATE, period.end);
        }
        for (language, page) in &about.pages {
            self.document(page, Some(*language));
        }
        self.sink.class(&about.provenance.node, &[dct::PROVENANCE_STATEMENT]);
        self.sink.texts(&about.provenance.node, rdfs::LABEL, &about.provenance.text);
        self.sink.class(&about.rights.node, &[dct::RIGHTS_STATEMENT]);
        self.sink.texts(&about.rights.node, rdfs::LABEL, &about.rights.text);
        if self.legislation().is_some() {
            for legislation in &about.legislation {
                self.sink.class(&legislation.node, &[eli::LEGAL_RESOURCE]);
                self.sink.texts(&legislation.node, dct::DESCRIPTION, &legislation.text);
                if let Some(page) = &legislation.page {
                    self.sink.say(&legislation.node, rdfs::SEE_ALSO, page.clone());
                }
            }
        }
        if let Some(activity) = &about.activity {
            self.sink.class(&activity.node, &[prov::ACTIVITY]);
            self.sink.plain(&activity.node, dct::TITLE, &activity.title);
            if let Some(assessment) = &activity.assessment {
                self.sink.texts(&activity.node, dct::DESCRIPTION, assessment);
            }
        }
        for approval in &about.approvals {
            self.approval(approval);
        }
    }

    fn approval(&mut self, approval: &Approval) {
        let role = part(&self.catalogue.node, "role-approver");
        self.sink.class(&approval.node, &[prov::ATTRIBUTION]);
        self.sink.say(&approval.node, prov::AGENT, approval.agent.node.clone());
        self.sink.say(&approval.node, dcat::HAD_ROLE, role.clone());
        // Not a `foaf:Agent`, of which every profile wants to know what kind of body it is.
        self.sink.class(&approval.agent.node, &[prov::AGENT_CLASS]);
        self.sink.name(&approval.agent.node, foaf::NAME, &approval.agent.name);
        self.sink.introduce(role.as_str(), &[dcat::ROLE, skos::CONCEPT], Some(Label(words::APPROVER)), None);
    }

    fn agent(&mut self, agent: &Agent) {
        self.sink.class(&agent.node, &[foaf::AGENT]);
        self.sink.name(&agent.node, foaf::NAME, &agent.name);
        if let Some(homepage) = &agent.homepage {
            self.sink.say(&agent.node, foaf::HOMEPAGE, homepage.clone());
            self.document(homepage, None);
        }
        if let Some(kind) = agent.kind {
            let scheme = "http://purl.org/adms/publishertype/1.0";
            self.sink.authority(
                &agent.node,
                dct::TYPE,
                kind.uri,
                &[skos::CONCEPT],
                Some(Label(kind.labels)),
                Some(scheme),
            );
        }
    }

    fn record(
        &mut self,
        node: &NamedNode,
        of: &NamedNode,
        issued: jiff::civil::Date,
        modified: jiff::civil::Date,
        change: &str,
    ) {
        self.sink.class(node, &[dcat::CATALOG_RECORD]);
        self.sink.say(node, foaf::PRIMARY_TOPIC, of.clone());
        self.sink.date(node, dct::ISSUED, issued);
        self.sink.date(node, dct::MODIFIED, modified);
        let label = match change {
            "created" => ["Oprettet", "Created", "Opprettet"],
            _ => ["Opdateret", "Updated", "Oppdatert"],
        };
        self.sink.authority(
            node,
            adms::STATUS,
            &format!("http://purl.org/adms/changetype/{change}"),
            &[skos::CONCEPT],
            Some(Label(label)),
            Some("http://purl.org/adms/changetype/1.0"),
        );
        let (standard, title) = match self.profile {
            Profile::DcatAp3 => ("https://semiceu.github.io/DCAT-AP/releases/3.0.1/", "DCAT-AP 3.0.1"),
            Profile::DcatApDk2 => {
                ("https://digst.github.io/DCAT-AP-DK/releases/v.2.0/docs/", "DCAT-AP-DK 2.0")
            }
            Profile::DcatApNo2 => ("https://data.norge.no/specification/dcat-ap-no/", "DCAT-AP-NO 2"),
        };
        self.standard(node, standard, title);
        if self.profile != Profile::DcatApDk2 {
            self.languages(node, &self.catalogue.languages);
        }
    }

    fn standard(&mut self, node: &NamedNode, uri: &str, title: &str) {
        let standard = NamedNode::new_unchecked(uri);
        self.sink.say(node, dct::CONFORMS_TO, standard.clone());
        self.sink.class(&standard, &[dct::STANDARD]);
        self.sink.plain(&standard, dct::TITLE, title);
    }

    fn distribution(&mut self, distribution: &Distribution, about: &About) {
        let node = &distribution.node;
        self.sink.class(node, &[dcat::DISTRIBUTION_CLASS]);
        self.sink.texts(node, dct::TITLE, &distribution.title);
        self.sink.texts(node, dct::DESCRIPTION, &distribution.description);
        self.sink.say(node, dcat::ACCESS_URL, distribution.access.clone());
        self.sink.say(node, dcat::DOWNLOAD_URL, distribution.download.clone());
        self.licence(node, about.licence);
        self.sink.say(node, dct::RIGHTS, about.rights.node.clone());
        self.languages(node, &self.catalogue.languages);
        self.sink.date(node, dct::ISSUED, distribution.issued);
        self.sink.date(node, dct::MODIFIED, distribution.issued);
        self.format(node, distribution.format);
        self.availability(node);
        let decimal = self.profile != Profile::DcatAp3;
        self.sink.count(node, dcat::BYTE_SIZE, distribution.bytes, decimal);
        if self.profile == Profile::DcatAp3 {
            self.checksum(distribution);
        }
        if distribution.format == Format::Csv {
            self.standard(node, "https://www.rfc-editor.org/info/rfc4180", "RFC 4180");
        }
    }

    /// Both national profiles of version 2 know SHA-1 only, which protects nobody any more. There,
    /// a file goes without a checksum.
    fn checksum(&mut self, distribution: &Distribution) {
        let checksum = part(&distribution.download, "sha256");
        self.sink.say(&distribution.node, spdx::CHECKSUM, checksum.clone());
        self.sink.class(&checksum, &[spdx::CHECKSUM_CLASS]);
        self.sink.authority(
            &checksum,
            spdx::ALGORITHM,
            spdx::SHA256.as_str(),
            &[spdx::CHECKSUM_ALGORITHM],
            None,
            None,
        );
        let value = Literal::new_typed_literal(distribution.sha256.to_string(), xsd::HEX_BINARY);
        self.sink.say(&checksum, spdx::CHECKSUM_VALUE, value);
    }

    fn document(&mut self, node: &NamedNode, language: Option<Language>) {
        self.sink.class(node, &[foaf::DOCUMENT]);
        if let Some(language) = language {
            self.languages(node, &[language]);
        }
    }
}
