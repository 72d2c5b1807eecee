//! The rules that configuration can break.

use crate::report::codes;

codes! {
    pub,
    FILE_MISSING = "file-missing", "A file that the catalogue needs is not there";
    NOT_UTF8 = "not-utf8", "A configuration file is not UTF-8 text";
    NOT_TOML = "not-toml", "A file is not TOML, has an unknown key, lacks a key, or holds a value of the wrong type";
    NAME_INVALID = "name-invalid", "A name has characters that a file name or a column header should not have";
    DATASET_UNKNOWN = "dataset-unknown", "The command line names a dataset that the catalogue does not have";
    LANGUAGE_MISSING = "language-missing", "A text is missing in a language that the catalogue declares";
    CONTROL_CHARACTER = "control-character", "A text has a control character, which neither XML nor HTML can hold";
    VOCABULARY = "not-in-vocabulary", "A theme, frequency, licence or place is not in its controlled vocabulary";
    URL_INVALID = "url-invalid", "An address is not an absolute http or https URL";
    DATE_INVALID = "date-invalid", "A date is not a calendar date, or a period ends before it starts";
    GOVERNANCE_MISSING = "governance-missing", "Legal basis, processing activity, dated risk assessment or two approvers are missing";
    POLICY_LAPSED = "policy-lapsed", "The policy's expiry date has passed";
    POLICY_VERSION = "policy-version", "The policy is written for another version of the policy format";
    POLICY_EMPTY = "policy-empty", "The policy publishes nothing";
    POLICY_MIXED = "policy-mixed", "The policy publishes both tables of counts and rows";
    COLUMN_UNNAMED = "column-unnamed", "The schema has a column that the policy does not name";
    COLUMN_UNKNOWN = "column-unknown", "The configuration names a column that the schema does not have";
    ROLE_MISMATCH = "role-mismatch", "A table uses a column in a way that its role in the policy does not allow";
    DUPLICATE_NAME = "duplicate-name", "Two tables, two columns of a table, or two reasons for an edition have the same name";
    RULE_INCOMPLETE = "rule-incomplete", "A rule, dimension or measure lacks a parameter, or has one too many";
    THRESHOLD_TOO_LOW = "threshold-too-low", "A threshold would protect nobody";
    SECRET_MISSING = "secret-missing", "A rule names a secret that is neither in the environment nor in the file of secrets";
    NOISE_INVALID = "noise-invalid", "A table of changes for cell keys has a wrong header, a gap, a key twice, or a change that cannot be";
    CODELIST_UNKNOWN = "codelist-unknown", "The configuration names a code list that schemas/codelists/ does not have";
    CODELIST_INVALID = "codelist-invalid", "A code list has a wrong header, an empty, reserved or repeated code, an unknown parent, or a circle";
    LEVEL_UNKNOWN = "level-unknown", "A dimension asks for a level that its code list does not have";
    SCHEMA_INVALID = "schema-invalid", "A schema is not a JSON Schema of draft 2020-12 for an object of columns";
    LOOK_INVALID = "look-invalid", "A colour of the site is not written as a colour";
    LOOK_CONTRAST = "look-contrast", "A colour of the site cannot be told well enough from what stands on it";
    LOGO_INVALID = "logo-invalid", "The logo is not a picture that only draws, or is too large";
    MARKDOWN_HTML = "markdown-html", "Documentation contains raw HTML, which is not accepted";
    MARKDOWN_LINK = "markdown-link", "Documentation links to something that is not a web, mail or local address";
}

/// The rules by which a sound configuration is refused all the same: what it says is understood, and
/// must not be done.
pub const REFUSALS: &[crate::report::Code] =
    &[GOVERNANCE_MISSING, POLICY_LAPSED, COLUMN_UNNAMED, MARKDOWN_HTML, MARKDOWN_LINK];
