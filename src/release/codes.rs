//! The rules of publication that a new edition can break.

use crate::report::codes;

codes! {
    pub,
    EDITION_UNCOMPARED = "edition-uncompared", "A confidential source has an earlier edition with other content, and what the two give away together is not examined";
    CODE_LOSES_CHARACTERS = "code-loses-characters", "Programs that open a CSV file with default settings would change codes in it";
    EDITION_OUT_OF_ORDER = "edition-out-of-order", "A new edition would be dated before the latest one";
}
