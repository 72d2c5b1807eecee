//! The rules that a command line can break.

use crate::report::codes;

codes! {
    pub,
    SOURCE_OVERRIDE = "source-override", "A source is given for a dataset that is not being built";
    QUARANTINE_UNPLACED = "quarantine-unplaced", "A dataset sets rows aside, and the command line names no folder for them";
    PRIVATE_UNFIT = "private-unfit", "A folder or file for what is private would be published, or is open to others";
    PASSWORD_SHOWN = "password-shown", "A password stands on the command line";
    DATASET_LEFT_OUT = "dataset-left-out", "The target holds a dataset that this build would leave out of the catalogue";
}
