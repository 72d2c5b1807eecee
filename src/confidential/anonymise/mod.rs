//! Valid rows to public tables: recode, aggregate, protect.

mod public_table;

pub use public_table::{Cell, ColumnRole, PublicColumn, PublicTable, STATUSES, Values, WITHHELD};
