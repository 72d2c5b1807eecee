//! The code lists that the tables of an edition use, as CSV files in its folder.
//!
//! Each holds the codes that the tables publish and their ancestors, in the list's order: with it a
//! reader of the edition can label and roll up the codes years later, whatever became of the list.

use std::collections::BTreeMap;

use crate::catalog::{Codelist, Dataset, Language, Publication, Recode, TOTAL_CODE, UNKNOWN_CODE};
use crate::confidential::{PublicTable, Values};
use crate::release::{Staging, StagingError};

/// Writes `codelists/<list>.csv` for every list that a dimension uses.
pub(super) fn write(
    staging: &mut Staging,
    folder: &str,
    dataset: &Dataset,
    tables: &[PublicTable],
) -> Result<(), StagingError> {
    for list in used(dataset, tables).into_values() {
        let text = render(&list);
        staging.write(&format!("{folder}/codelists/{}.csv", list.codelist.name), text.as_bytes())?;
    }
    Ok(())
}

/// A list and which of its codes are wanted.
struct Used<'a> {
    codelist: &'a Codelist,
    wanted: Vec<bool>,
    unknown: bool,
    total: bool,
}

fn used<'a>(dataset: &'a Dataset, tables: &[PublicTable]) -> BTreeMap<&'a str, Used<'a>> {
    let mut lists = BTreeMap::new();
    let Publication::Tables(policies) = &dataset.policy.publication else { return lists };
    for (policy, table) in policies.iter().zip(tables) {
        for dimension in &policy.dimensions {
            let Recode::Codes { codelist, .. } = &dimension.recode else { continue };
            let column = table.columns().iter().find(|column| column.name() == dimension.name);
            let Some(Values::Text { dictionary, .. }) = column.map(|column| column.values()) else {
                continue;
            };
            let list = lists.entry(codelist.name.as_str()).or_insert_with(|| Used {
                codelist,
                wanted: vec![false; codelist.entries().len()],
                unknown: false,
                total: false,
            });
            for code in dictionary {
                match codelist.find(code) {
                    Some(index) => want(list, index),
                    None => {
                        list.unknown |= code == UNKNOWN_CODE;
                        list.total |= code == TOTAL_CODE;
                    }
                }
            }
        }
    }
    lists
}

/// Marks a code and its ancestors.
fn want(list: &mut Used<'_>, index: usize) {
    let mut at = Some(index);
    while let Some(index) = at {
        if std::mem::replace(&mut list.wanted[index], true) {
            return;
        }
        at = list.codelist.entries()[index].parent;
    }
}

fn render(list: &Used<'_>) -> String {
    let entries = list.codelist.entries();
    let has = |language: &Language| entries.iter().any(|entry| entry.label.exact(*language).is_some());
    let languages: Vec<Language> = Language::ALL.into_iter().filter(has).collect();
    let mut out = "code,parent".to_owned();
    for language in &languages {
        out.push_str(",label_");
        out.push_str(language.tag());
    }
    out.push('\n');
    for (entry, wanted) in entries.iter().zip(&list.wanted) {
        if !wanted {
            continue;
        }
        push_cell(&entry.code, &mut out);
        out.push(',');
        push_cell(entry.parent.map_or("", |parent| &entries[parent].code), &mut out);
        for language in &languages {
            out.push(',');
            push_cell(entry.label.exact(*language).unwrap_or(""), &mut out);
        }
        out.push('\n');
    }
    let special = [
        (list.total, TOTAL_CODE, ["I alt", "Total", "I alt"]),
        (list.unknown, UNKNOWN_CODE, ["Ukendt", "Unknown", "Ukjent"]),
    ];
    for (_, code, [danish, english, norwegian]) in special.into_iter().filter(|(is_used, ..)| *is_used) {
        out.push_str(code);
        out.push(',');
        for language in &languages {
            out.push(',');
            out.push_str(match language {
                Language::Da => danish,
                Language::En => english,
                Language::Nb => norwegian,
            });
        }
        out.push('\n');
    }
    out
}

fn push_cell(text: &str, out: &mut String) {
    if text.contains([',', '"', '\n', '\r']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}
