//! stub (not committed)
use crate::{catalog::*, release::*};
#[allow(missing_docs)]
pub fn notes(c: &Catalog, d: &Dataset, e: EditionName) -> EditionNotes {
    let tables = match &d.policy.publication {
        Publication::Tables(t) => t.iter().map(|t| t.name.clone()).collect::<Vec<_>>(),
        Publication::Rows(t) => t.iter().map(|t| t.name.clone()).collect(),
    };
    EditionNotes {
        readme: vec![],
        tables: tables
            .into_iter()
            .map(|table| Notes {
                table,
                title: "t".into(),
                publisher: "p".into(),
                licence: "l".into(),
                source: c.info.base_url.clone(),
                synthetic: d.about.synthetic,
                date: e.date,
                pages: vec![],
            })
            .collect(),
    }
}
#[allow(missing_docs)]
pub fn data_package(_: &Catalog, _: &Dataset, _: &Edition) -> Vec<u8> {
    b"{}".to_vec()
}
