//! Another crate cannot put a public table together from its parts.

use udstil::confidential::PublicTable;

fn main() {
    let _ = PublicTable { name: String::new(), columns: Vec::new(), row_count: 0 };
}
