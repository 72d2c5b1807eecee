//! Terms of other people's vocabularies: formats, licences, languages, rights. Which vocabulary, and
//! which of its terms, depends on the profile.

use oxrdf::{NamedNode, NamedNodeRef};

use super::{Profile, Writer};
use crate::catalog::vocabulary::licence_deed;
use crate::catalog::{Language, Term};
use crate::metadata::dcat::sink::Label;
use crate::metadata::dcat::vocab::*;
use crate::release::Format;

const AUTHORITY: &str = "http://publications.europa.eu/resource/authority";

impl Writer<'_> {
    pub(super) fn format(&mut self, node: &NamedNode, format: Format) {
        let (code, label) = match format {
            Format::Csv | Format::SdmxCsv => ("CSV", "CSV"),
            Format::Parquet => ("PARQUET", "Parquet"),
            Format::Xlsx => ("XLSX", "Excel XLSX"),
            Format::Json | Format::JsonStat => ("JSON", "JSON"),
            Format::Text => ("TXT", "Plain text"),
        };
        self.concept(node, dct::FORMAT, "file-type", code, [label; 3], dct::MEDIA_TYPE_OR_EXTENT);
        let media = format!("https://www.iana.org/assignments/media-types/{}", format.media_type());
        self.sink.authority(node, dcat::MEDIA_TYPE, &media, &[dct::MEDIA_TYPE], None, None);
    }

    /// An edition is never taken away again.
    pub(super) fn availability(&mut self, node: &NamedNode) {
        let label = ["Stabil", "Stable", "Stabil"];
        if self.profile == Profile::DcatAp3 {
            self.concept(node, dcatap::AVAILABILITY, "planned-availability", "STABLE", label, skos::CONCEPT);
        } else {
            self.sink.authority(
                node,
                dcatap::AVAILABILITY,
                "http://data.europa.eu/r5r/availability/stable",
                &[skos::CONCEPT],
                Some(Label(label)),
                Some("http://data.europa.eu/r5r/availability/1.0"),
            );
        }
    }

    pub(super) fn licence(&mut self, node: &NamedNode, licence: &'static Term) {
        self.sink.term(node, dct::LICENSE, licence, dct::LICENSE_DOCUMENT);
        let licence_node = NamedNode::new_unchecked(licence.uri);
        self.sink.say(&licence_node, rdfs::SEE_ALSO, NamedNode::new_unchecked(licence_deed(licence).0));
        let (code, label) = match licence.code {
            "CC0" => ("PublicDomain", ["Offentligt eje", "Public domain", "Offentlig eie"]),
            "CC_BYSA_4_0" => {
                ("ShareAlike-Notice", ["Del på samme vilkår", "Share alike", "Del på samme vilkår"])
            }
            _ => ("Attribution", ["Kreditering", "Attribution", "Navngivelse"]),
        };
        self.sink.authority(
            &licence_node,
            dct::TYPE,
            &format!("http://purl.org/adms/licencetype/{code}"),
            &[skos::CONCEPT],
            Some(Label(label)),
            Some("http://purl.org/adms/licencetype/1.0"),
        );
    }

    pub(super) fn languages(&mut self, node: &NamedNode, languages: &[Language]) {
        for language in languages {
            let (code, label) = match language {
                Language::Da => ("DAN", ["dansk", "Danish", "dansk"]),
                Language::En => ("ENG", ["engelsk", "English", "engelsk"]),
                Language::Nb => ("NOB", ["norsk bokmål", "Norwegian Bokmål", "norsk bokmål"]),
            };
            self.concept(node, dct::LANGUAGE, "language", code, label, dct::LINGUISTIC_SYSTEM);
        }
    }

    pub(super) fn access_rights(&mut self, node: &NamedNode) {
        let label = ["offentlig", "public", "offentlig"];
        self.concept(node, dct::ACCESS_RIGHTS, "access-right", "PUBLIC", label, dct::RIGHTS_STATEMENT);
    }

    /// A term of one of the EU's authority tables.
    pub(super) fn concept(
        &mut self,
        node: &NamedNode,
        predicate: NamedNodeRef<'static>,
        table: &str,
        code: &str,
        label: [&'static str; 3],
        class: NamedNodeRef<'static>,
    ) {
        let term = format!("{AUTHORITY}/{table}/{code}");
        let scheme = &term[..term.len() - code.len() - 1];
        self.sink.authority(
            node,
            predicate,
            &term,
            &[class, skos::CONCEPT],
            Some(Label(label)),
            Some(scheme),
        );
    }

    pub(super) fn theme_taxonomy(&mut self, node: &NamedNode) {
        let label = Label(["Datatemaer", "Data themes", "Datatemaer"]);
        let uri = format!("{AUTHORITY}/data-theme");
        self.sink.authority(node, dcat::THEME_TAXONOMY, &uri, &[skos::CONCEPT_SCHEME], Some(label), None);
    }

    /// The Danish additions: what comes out of the anonymiser is neither personal nor confidential.
    /// The property's name differs between the vocabulary of version 3, which is followed here, and
    /// its documentation and version 2.
    pub(super) fn confidentiality(&mut self, node: &NamedNode) {
        let property = match self.profile {
            Profile::DcatAp3 => dcatdk::HAS_CONFIDENTIALITY_TYPE,
            Profile::DcatApDk2 => dcatdk::CONFIDENTIALITY_TYPE,
            Profile::DcatApNo2 => return,
        };
        self.sink.authority(
            node,
            property,
            "https://data.gov.dk/concept/core/confidentiality-type-eu-nato/Public",
            &[skos::CONCEPT],
            Some(Label(["Offentlig", "Public", "Offentlig"])),
            None,
        );
        self.sink.authority(
            node,
            dcatdk::PERSONAL_DATA_CATEGORY,
            persondata::NON_PERSONAL_DATA.as_str(),
            &[persondata::PERSONAL_DATA_CATEGORY, skos::CONCEPT],
            Some(Label(["Ikke-personoplysninger", "Non-personal data", "Ikke-personopplysninger"])),
            None,
        );
    }
}
