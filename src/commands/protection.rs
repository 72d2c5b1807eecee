//! The private report of what protection did to a dataset: every rule's effect, and what stands
//! behind the proofs. It holds counts and rounded shares, and no value of a cell.

use std::fmt::Write as _;

use crate::confidential::{Effect, Percent, Risk, TableEffect};
use crate::report::html::{escape, page};

/// The report as a page that needs nothing beside itself.
pub(super) fn report(dataset: &str, day: &str, effect: &Effect) -> String {
    let mut body = format!("<p>As of {}.</p>\n", escape(day));
    for table in &effect.tables {
        push_table(table, &mut body);
    }
    for system in &effect.systems {
        let _ = writeln!(body, "<h2>Protected together: {}</h2>", escape(&system.tables.join(", ")));
        body.push_str("<p>Every withheld cell has a proof that was checked in whole numbers.</p>\n");
        let rows = system.figures.iter().map(|(what, figure)| [(*what).to_owned(), figure.to_string()]);
        push_rows(&["What", "Number"], rows, &mut body);
    }
    page(&format!("Protection of {dataset}"), &body)
}

fn push_table(table: &TableEffect, body: &mut String) {
    let _ = writeln!(body, "<h2>{}</h2>", escape(&table.name));
    let share = super::share(table.withheld, table.rows);
    let _ = writeln!(body, "<p>{} of {} rows withheld ({share}).</p>", table.withheld, table.rows);
    let reasons = table.reasons.iter().map(|(reason, rows)| [reason.name().to_owned(), rows.to_string()]);
    push_rows(&["Why (a row can have several reasons)", "Rows"], reasons, body);
    let amounts = table.amounts.iter().map(|(measure, share)| [measure.clone(), percent(*share)]);
    push_rows(&["Measure", "Withheld"], amounts, body);
    let codes = table.codes.iter().map(|code| {
        let shares: Vec<String> = code.amounts.iter().map(|share| percent(*share)).collect();
        let (withheld, rows) = (code.withheld.to_string(), code.rows.to_string());
        [code.dimension.clone(), code.code.clone(), withheld, rows, shares.join(", ")]
    });
    push_rows(&["Column", "Code", "Rows withheld", "Rows", "Of the measures"], codes, body);
    if let Some(risk) = &table.risk {
        push_risk(risk, body);
    }
}

/// How much single rows stand out, whatever is withheld.
fn push_risk(risk: &Risk, body: &mut String) {
    body.push_str("<h3>Rows that stand out</h3>\n");
    let _ = writeln!(
        body,
        "<p>Before anything is withheld, at the finest levels of this table: {}.</p>",
        escape(&super::risk_sentence(risk))
    );
    let scores = risk.scores.iter();
    let scores =
        scores.map(|(name, score)| [name.clone(), score.to_string(), super::share(*score, risk.score)]);
    push_rows(&["Column", "Its part in the SUDA scores", "Share"], scores, body);
    let sets = risk.smallest_sets.iter().map(|(names, rows)| [names.join(", "), rows.to_string()]);
    push_rows(&["Columns that single a row out, and no fewer of them do", "Source rows"], sets, body);
}

fn percent(share: Percent) -> String {
    share.0.map_or_else(|| "not told".to_owned(), |share| format!("{share} %"))
}

fn push_rows<const N: usize>(heads: &[&str; N], rows: impl Iterator<Item = [String; N]>, body: &mut String) {
    body.push_str("<table>\n<tr>");
    for head in heads {
        let _ = write!(body, "<th scope=\"col\">{}</th>", escape(head));
    }
    body.push_str("</tr>\n");
    for row in rows {
        body.push_str("<tr>");
        for cell in &row {
            let _ = write!(body, "<td>{}</td>", escape(cell));
        }
        body.push_str("</tr>\n");
    }
    body.push_str("</table>\n");
}
