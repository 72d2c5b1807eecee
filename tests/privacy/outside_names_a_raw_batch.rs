//! Another crate cannot name what holds a source's rows.

use udstil::confidential::source::RawBatch;

fn main() {
    let _: Option<RawBatch> = None;
}
