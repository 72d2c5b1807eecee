//! Codes on several levels in one column: which of them are not drawn beside others, nor added.

use std::collections::BTreeSet;

use crate::catalog::{Codelist, TOTAL_CODE};

/// The codes that can be drawn beside each other: the shortest periods, or the codes that stand
/// under no other. A total is none of them.
pub(super) fn side_by_side<'v>(
    codelist: Option<&Codelist>,
    is_period: bool,
    values: &BTreeSet<&'v str>,
) -> BTreeSet<&'v str> {
    let mut values: BTreeSet<&str> = values.iter().copied().filter(|value| *value != TOTAL_CODE).collect();
    if is_period {
        let shortest = values.iter().map(|value| fineness(value)).max();
        values.retain(|value| Some(fineness(value)) == shortest);
    } else if let Some(list) = codelist {
        let all = values.clone();
        values.retain(|value| above(list, value).iter().all(|code| !all.contains(code.as_str())));
    }
    values
}

/// The periods that others are parts of.
pub(super) fn longer_periods(codes: &BTreeSet<String>) -> BTreeSet<String> {
    let shortest = codes.iter().map(|code| fineness(code)).max();
    codes.iter().filter(|code| Some(fineness(code)) != shortest).cloned().collect()
}

/// The longer periods that a period lies in, the nearest first.
pub(super) fn periods_above(code: &str) -> Vec<String> {
    let (Some(year), Some(part)) = (code.get(..4), code.get(5..)) else { return Vec::new() };
    let number = |text: &str| text.parse::<u32>().ok();
    let (quarter, half) = match fineness(code) {
        1 => (None, None),
        2 => (None, part.get(1..).and_then(number).map(|quarter| quarter.div_ceil(2))),
        3 => (number(part).map(|month| month.div_ceil(3)), number(part).map(|month| month.div_ceil(6))),
        _ => return Vec::new(),
    };
    let quarter = quarter.map(|quarter| format!("{year}-Q{quarter}"));
    let half = half.map(|half| format!("{year}-S{half}"));
    quarter.into_iter().chain(half).chain([year.to_owned()]).collect()
}

/// The codes above one, the nearest first.
pub(super) fn above(list: &Codelist, code: &str) -> Vec<String> {
    let parent = |code: &String| {
        let entry = &list.entries()[list.find(code)?];
        entry.parent.map(|parent| list.entries()[parent].code.clone())
    };
    std::iter::successors(parent(&code.to_owned()), parent).collect()
}

/// How short a published period is, from the form of its code; what is no period counts as the longest.
fn fineness(code: &str) -> usize {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match (code.len(), code.get(4..6), code.get(5..7)) {
        (7, Some("-S"), _) => 1,
        (7, Some("-Q"), _) => 2,
        (7, _, Some(month)) if digits(month) => 3,
        (10, ..) => 4,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_not_drawn_beside_their_year() {
        let values = BTreeSet::from(["2024", "2024-Q1", "2024-01", "2024-02", "_T"]);
        assert_eq!(side_by_side(None, true, &values), BTreeSet::from(["2024-01", "2024-02"]));
        let years = BTreeSet::from(["2023", "2024"]);
        assert_eq!(side_by_side(None, true, &years), years);
        let codes = ["2024", "2024-S1", "2024-S2"].map(str::to_owned).into();
        assert_eq!(longer_periods(&codes), BTreeSet::from(["2024".to_owned()]));
    }

    #[test]
    fn a_period_lies_in_longer_ones() {
        assert_eq!(periods_above("2024-04"), ["2024-Q2", "2024-S1", "2024"]);
        assert_eq!(periods_above("2024-Q3"), ["2024-S2", "2024"]);
        assert_eq!(periods_above("2024-S1"), ["2024"]);
        for code in ["2024", "_U", "_T", "", "æøå-Q1"] {
            assert!(periods_above(code).is_empty(), "{code}");
        }
    }
}
