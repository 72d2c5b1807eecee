//! A public table cannot be read from a file: whoever could write the file could forge a table.

use udstil::confidential::PublicTable;

fn main() {
    let _: Result<PublicTable, _> = serde_json::from_str("{}");
}
