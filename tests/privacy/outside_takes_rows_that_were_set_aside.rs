//! Another crate cannot take rows out of the quarantine but into a private folder.

use udstil::confidential::Quarantined;

fn taken(rows: &Quarantined) -> &[u8] {
    &rows.records
}

fn main() {
    let _ = taken;
}
