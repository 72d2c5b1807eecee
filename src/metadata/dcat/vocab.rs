//! The names of the vocabularies that a catalogue is written in.

use oxrdf::NamedNodeRef;

/// The prefixes of a catalogue file, in the order of their names.
pub(super) const PREFIXES: &[(&str, &str)] = &[
    ("adms", "http://www.w3.org/ns/adms#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("dcatdk", "https://data.gov.dk/model/core/dcat-dk/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("dqv", "http://www.w3.org/ns/dqv#"),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("m8g", "http://data.europa.eu/m8g/"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("persondata", "https://data.gov.dk/concept/core/personaldata-type/"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("spdx", "http://spdx.org/rdf/terms#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

macro_rules! vocabulary {
    ($($module:ident $base:literal { $($name:ident $local:literal;)* })*) => {
        $(pub(crate) mod $module {
            use super::NamedNodeRef;
            $(pub(crate) const $name: NamedNodeRef<'static> =
                NamedNodeRef::new_unchecked(concat!($base, $local));)*
        })*
    };
}

vocabulary! {
    adms "http://www.w3.org/ns/adms#" {
        STATUS "status"; VERSION_NOTES "versionNotes";
    }
    dcat "http://www.w3.org/ns/dcat#" {
        ACCESS_URL "accessURL"; BYTE_SIZE "byteSize"; CATALOG "Catalog"; CATALOG_RECORD "CatalogRecord";
        CONTACT_POINT "contactPoint"; DATASET "dataset"; DATASET_CLASS "Dataset";
        DATASET_SERIES "DatasetSeries"; DISTRIBUTION "distribution"; DISTRIBUTION_CLASS "Distribution";
        DOWNLOAD_URL "downloadURL"; END_DATE "endDate"; FIRST "first"; HAD_ROLE "hadRole";
        IN_SERIES "inSeries"; KEYWORD "keyword"; LANDING_PAGE "landingPage"; LAST "last";
        MEDIA_TYPE "mediaType"; PREV "prev"; RECORD "record"; RESOURCE "Resource"; ROLE "Role";
        START_DATE "startDate"; THEME "theme"; THEME_TAXONOMY "themeTaxonomy"; VERSION "version";
    }
    dcatap "http://data.europa.eu/r5r/" {
        APPLICABLE_LEGISLATION "applicableLegislation"; AVAILABILITY "availability";
    }
    dcatdk "https://data.gov.dk/model/core/dcat-dk/" {
        CONFIDENTIALITY_TYPE "confidentialityType"; HAS_CONFIDENTIALITY_TYPE "hasConfidentialityType";
        PERSONAL_DATA_CATEGORY "personalDataCategory";
    }
    dct "http://purl.org/dc/terms/" {
        ACCESS_RIGHTS "accessRights"; ACCRUAL_PERIODICITY "accrualPeriodicity"; CONFORMS_TO "conformsTo";
        DESCRIPTION "description"; FORMAT "format"; FREQUENCY "Frequency"; IDENTIFIER "identifier";
        ISSUED "issued"; LANGUAGE "language"; LICENSE "license"; LICENSE_DOCUMENT "LicenseDocument";
        LINGUISTIC_SYSTEM "LinguisticSystem"; LOCATION "Location"; MEDIA_TYPE "MediaType";
        MEDIA_TYPE_OR_EXTENT "MediaTypeOrExtent"; MODIFIED "modified"; PERIOD_OF_TIME "PeriodOfTime";
        PROVENANCE "provenance"; PROVENANCE_STATEMENT "ProvenanceStatement"; PUBLISHER "publisher";
        RIGHTS "rights"; RIGHTS_STATEMENT "RightsStatement"; SPATIAL "spatial"; STANDARD "Standard";
        TEMPORAL "temporal"; TITLE "title"; TYPE "type";
    }
    dqv "http://www.w3.org/ns/dqv#" {
        COMPUTED_ON "computedOn"; DIMENSION "Dimension"; EXPECTED_DATA_TYPE "expectedDataType";
        HAS_QUALITY_ANNOTATION "hasQualityAnnotation"; HAS_QUALITY_MEASUREMENT "hasQualityMeasurement";
        IN_DIMENSION "inDimension"; IS_MEASUREMENT_OF "isMeasurementOf"; METRIC "Metric";
        QUALITY_ANNOTATION "QualityAnnotation"; QUALITY_ASSESSMENT "qualityAssessment";
        QUALITY_MEASUREMENT "QualityMeasurement"; VALUE "value";
    }
    eli "http://data.europa.eu/eli/ontology#" {
        LEGAL_RESOURCE "LegalResource";
    }
    foaf "http://xmlns.com/foaf/0.1/" {
        AGENT "Agent"; DOCUMENT "Document"; HOMEPAGE "homepage"; NAME "name"; PAGE "page";
        PRIMARY_TOPIC "primaryTopic";
    }
    m8g "http://data.europa.eu/m8g/" {
        HAS_LEGAL_RESOURCE "hasLegalResource";
    }
    oa "http://www.w3.org/ns/oa#" {
        HAS_BODY "hasBody"; HAS_TARGET "hasTarget"; MOTIVATED_BY "motivatedBy"; TEXTUAL_BODY "TextualBody";
    }
    owl "http://www.w3.org/2002/07/owl#" {
        VERSION_INFO "versionInfo";
    }
    persondata "https://data.gov.dk/concept/core/personaldata-type/" {
        NON_PERSONAL_DATA "NonPersonalData"; PERSONAL_DATA_CATEGORY "PersonalDataCategory";
    }
    prov "http://www.w3.org/ns/prov#" {
        ACTIVITY "Activity"; AGENT "agent"; AGENT_CLASS "Agent"; ATTRIBUTION "Attribution";
        QUALIFIED_ATTRIBUTION "qualifiedAttribution"; WAS_GENERATED_BY "wasGeneratedBy";
    }
    rdfs "http://www.w3.org/2000/01/rdf-schema#" {
        LABEL "label"; SEE_ALSO "seeAlso";
    }
    skos "http://www.w3.org/2004/02/skos/core#" {
        CONCEPT "Concept"; CONCEPT_SCHEME "ConceptScheme"; DEFINITION "definition"; IN_SCHEME "inScheme";
        PREF_LABEL "prefLabel";
    }
    spdx "http://spdx.org/rdf/terms#" {
        ALGORITHM "algorithm"; CHECKSUM "checksum"; CHECKSUM_ALGORITHM "ChecksumAlgorithm";
        CHECKSUM_CLASS "Checksum"; CHECKSUM_VALUE "checksumValue"; SHA256 "checksumAlgorithm_sha256";
    }
    vcard "http://www.w3.org/2006/vcard/ns#" {
        FN "fn"; HAS_EMAIL "hasEmail"; KIND "Kind"; ORGANIZATION "Organization";
    }
    xsd "http://www.w3.org/2001/XMLSchema#" {
        HEX_BINARY "hexBinary"; NON_NEGATIVE_INTEGER "nonNegativeInteger";
    }
}
