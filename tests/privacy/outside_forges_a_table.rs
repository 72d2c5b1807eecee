//! Another crate cannot make a public table: not by its constructor, the one for unit tests, a default, or a
//! copy of one with other values.

use udstil::confidential::{PublicColumn, PublicTable, Values};

fn is_default<T: Default>() {}

fn by_constructor() -> PublicTable {
    PublicTable::new(String::new(), Vec::new())
}

fn for_tests() -> PublicTable {
    PublicTable::for_tests("", Vec::new())
}

fn by_copy(table: &PublicTable, columns: Vec<PublicColumn>) -> PublicTable {
    let mut copy = table.clone();
    copy.columns = columns;
    copy
}

fn by_column(column: &mut PublicColumn) {
    column.values = Values::Integer(Vec::new());
}

fn main() {
    is_default::<PublicTable>();
}
