//! The rules that hints can break.

use crate::report::codes;

codes! {
    pub,
    HINT_INVALID = "synth-hint-invalid", "A hint for synthetic rows is ill-formed, or has none or several of the keys of which it needs exactly one";
    NAME_UNKNOWN = "synth-name-unknown", "A hint names a column, pool, field, word list, code or file that does not exist, or two that depend on each other";
    COLUMN_UNHINTED = "synth-column-unhinted", "Neither the hints nor the schema say what a column's synthetic values are";
    OUT_OF_SCHEMA = "synth-out-of-schema", "A hint would make values that the record schema refuses";
}
