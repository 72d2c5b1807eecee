//! The quick way to yes: tests that only a cell which meets every demand can pass.
//!
//! They are told apart once for a column and not once for each cell, and leave out what is common but
//! dear. A cell that does not pass is asked in full, so a shortcut can be wrong only by accepting too
//! much, and the property test of this room looks for that.

use std::ops::Range;
use std::sync::Arc;

use super::super::cell;
use super::super::lookup::{CodeLookup, Table};
use super::super::source::RawBatch;
use super::format::Format;
use super::number::NumberDemand;
use super::pattern::{self, Pattern};
use super::test::Test;
use super::value::{Demand, ValueCheck};

/// The quick way to yes for a column.
#[derive(Clone, Debug)]
pub(super) struct Shortcut {
    /// How a cell may hold several values. The tests are for one value.
    list: Option<List>,
    /// A cell must pass all of them.
    tests: Vec<Quick>,
}

/// What is asked of a cell that holds several values, beside what is asked of each.
#[derive(Clone, Copy, Debug)]
struct List {
    separator: u8,
    least: usize,
    most: usize,
}

/// So many values of a cell are told apart quickly.
const MAX_ITEMS: usize = 8;

#[derive(Clone, Debug)]
enum Quick {
    /// At most so many bytes, and so no more characters.
    Bytes(usize),
    /// Some digits, whose number lies between these two.
    Whole(f64, f64),
    /// A calendar date between these two, as [`cell::day`] writes them.
    Day(u32, u32),
    OneOf(Arc<Table>),
    Ranges(Vec<(u8, u8)>),
    Is(fn(&[u8]) -> bool),
    Code(Arc<CodeLookup>),
    /// There is no quick way.
    None,
}

/// The cells of a column in some rows, and how one is asked in full.
pub(super) struct Cells<'a, F> {
    pub(super) raw: &'a RawBatch,
    pub(super) rows: Range<usize>,
    pub(super) position: usize,
    pub(super) takes_empty: bool,
    pub(super) in_full: F,
}

/// The most digits of a number that is read quickly.
const MAX_DIGITS: usize = 9;

impl Shortcut {
    /// The shortcut for cells that are not empty.
    pub(super) fn of(check: &ValueCheck) -> Shortcut {
        let none = Shortcut { list: None, tests: vec![Quick::None] };
        let list = match &check.list {
            None => None,
            Some(list) if list.separator.is_ascii() => {
                Some(List { separator: list.separator as u8, least: list.min_items, most: list.max_items })
            }
            Some(_) => return none,
        };
        let mut tests = Vec::new();
        for demand in &check.demands {
            match (quick(demand), tests.last_mut()) {
                (Some(Quick::None), _) => return none,
                (Some(Quick::Whole(from, to)), Some(Quick::Whole(least, most))) => {
                    (*least, *most) = (from.max(*least), to.min(*most));
                }
                (Some(Quick::Day(from, to)), Some(Quick::Day(first, last))) => {
                    (*first, *last) = (from.max(*first), to.min(*last));
                }
                (Some(test), _) => tests.push(test),
                (None, _) => {}
            }
        }
        Shortcut { list, tests }
    }

    /// True if all cells meet all demands.
    pub(super) fn holds_throughout<F: Fn(&[u8]) -> bool>(
        &self,
        cells: &Cells<'_, F>,
        scratch: &mut Vec<u8>,
    ) -> bool {
        if self.tests.is_empty() {
            return match self.list {
                None if cells.takes_empty => true,
                list => cells.all(list, scratch, |_| true),
            };
        }
        self.tests.iter().all(|test| test.holds_throughout(cells, self.list, scratch))
    }
}

/// What is quick to ask in place of a demand; `None` if every cell that is not empty meets it.
fn quick(demand: &Demand) -> Option<Quick> {
    Some(match &demand.test {
        Test::MinLength(..=1) => return None,
        Test::MaxLength(most) => Quick::Bytes(*most),
        // A whole number is a number, and no quantity has fewer decimals.
        Test::Integer | Test::Number | Test::Quantity(_) | Test::NotNegative => Quick::Whole(0.0, f64::MAX),
        Test::Compare(test) => match test.demand {
            NumberDemand::Minimum(least) => Quick::Whole(least, f64::MAX),
            NumberDemand::ExclusiveMinimum(bound) => Quick::Whole(bound.next_up(), f64::MAX),
            NumberDemand::Maximum(most) => Quick::Whole(0.0, most),
            NumberDemand::ExclusiveMaximum(bound) => Quick::Whole(0.0, bound.next_down()),
            NumberDemand::MultipleOf(_) | NumberDemand::OneOf(_) => Quick::None,
        },
        Test::Format(Format::Date) => Quick::Day(0, u32::MAX),
        Test::Between(first, last) => Quick::Day(cell::day_of(*first), cell::day_of(*last)),
        Test::OneOf(texts) => Quick::OneOf(Arc::clone(texts)),
        Test::Pattern(Pattern::Ranges(ranges)) => Quick::Ranges(ranges.clone()),
        Test::Format(Format::Own(is_valid)) => Quick::Is(*is_valid),
        Test::Code(lookup) => Quick::Code(Arc::clone(lookup)),
        _ => Quick::None,
    })
}

impl Quick {
    fn holds_throughout<F: Fn(&[u8]) -> bool>(
        &self,
        cells: &Cells<'_, F>,
        list: Option<List>,
        scratch: &mut Vec<u8>,
    ) -> bool {
        match self {
            Quick::Bytes(most) => cells.all(list, scratch, |cell| cell.len() <= *most),
            Quick::Whole(least, most) => cells.all(list, scratch, |cell| {
                whole(cell).is_some_and(|number| *least <= number && number <= *most)
            }),
            Quick::Day(first, last) => cells
                .all(list, scratch, |cell| cell::day(cell).is_some_and(|day| *first <= day && day <= *last)),
            Quick::OneOf(texts) => cells.all(list, scratch, |cell| texts.find(cell).is_some()),
            Quick::Ranges(ranges) => cells.all(list, scratch, |cell| pattern::is_within(cell, ranges)),
            Quick::Is(is_valid) => cells.all(list, scratch, is_valid),
            Quick::Code(lookup) => cells.all(list, scratch, |cell| lookup.find(cell).is_some()),
            Quick::None => cells.all(list, scratch, |_| false),
        }
    }
}

impl<F: Fn(&[u8]) -> bool> Cells<'_, F> {
    #[inline]
    fn all(&self, list: Option<List>, scratch: &mut Vec<u8>, passes: impl Fn(&[u8]) -> bool) -> bool {
        let Cells { raw, rows, position, takes_empty, in_full } = self;
        let Some(list) = list else {
            return raw.all(rows.clone(), *position, scratch, |cell| match cell {
                [] => *takes_empty,
                cell => passes(cell) || in_full(cell),
            });
        };
        raw.all(rows.clone(), *position, scratch, |cell| match cell {
            [] => *takes_empty,
            cell => list.passes(cell, &passes) || in_full(cell),
        })
    }
}

impl List {
    /// True if the values of a cell pass, none is there twice, and there are as many as there may be.
    #[inline]
    fn passes(self, cell: &[u8], passes: impl Fn(&[u8]) -> bool) -> bool {
        let Some(first) = memchr::memchr(self.separator, cell) else {
            return self.least <= 1 && 1 <= self.most && passes(cell);
        };
        let mut items = [&cell[..first]; MAX_ITEMS];
        let mut count = 1;
        for item in cell[first + 1..].split(|byte| *byte == self.separator) {
            if count == MAX_ITEMS || items[..count].contains(&item) {
                return false;
            }
            items[count] = item;
            count += 1;
        }
        let fits = self.least <= count && count <= self.most;
        fits && items[..count].iter().all(|item| !item.is_empty() && passes(item))
    }
}

/// A number of a few digits and nothing else.
#[inline]
fn whole(cell: &[u8]) -> Option<f64> {
    let has_leading_zero = cell.len() > 1 && cell[0] == b'0';
    if cell.is_empty() || cell.len() > MAX_DIGITS || has_leading_zero {
        return None;
    }
    let mut number = 0_u32;
    for byte in cell {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u32::from(digit);
    }
    Some(f64::from(number))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};
    use serde_json::{Value, json};

    use super::super::{Demands, compile};
    use super::*;
    use crate::catalog::{Codelist, ColumnId, Matching, RecordSchema};
    use crate::report::Report;

    fn codes(matching: Matching) -> Arc<CodeLookup> {
        let text = "code,parent,label_en,valid_from,valid_to\na,,A,,\nab,,B,,\n12,,C,,\n";
        let info =
            serde_json::from_str(r#"{"title": {"en": "T"}, "source": {"en": "S"}, "official": false}"#);
        let list = Codelist::parse("l", "l.csv", text, info.unwrap(), &mut Report::new()).unwrap();
        Arc::new(CodeLookup::new(Arc::new(list), matching, None))
    }

    /// What a value may have to be, beside its type.
    fn keyword() -> impl Strategy<Value = Value> {
        select(vec![
            json!({}),
            json!({"minLength": 1}),
            json!({"minLength": 2, "maxLength": 2}),
            json!({"maxLength": 3}),
            json!({"pattern": "^[0-9]{2}$"}),
            json!({"pattern": "^a"}),
            json!({"format": "date"}),
            json!({"format": "cvr"}),
            json!({"enum": ["a", "ab", "12", 12]}),
            json!({"minimum": 2, "exclusiveMaximum": 12.5}),
            json!({"exclusiveMinimum": 1, "maximum": 12}),
            json!({"multipleOf": 2}),
        ])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn a_shortcut_accepts_nothing_that_is_refused_in_full(
            kind in select(vec!["string", "integer", "number"]),
            of_value in keyword(),
            list in prop::option::of(select(vec![json!({}), json!({"minItems": 2}), json!({"uniqueItems": true})])),
            asked in subsequence(vec!["exact", "prefix", "quantity", "positive", "period"], 0..2),
            cells in prop::collection::vec(
                "(a|ab|1|12|13|2|0|02|-2|2\\.0|2\\.50|999999999|1234567890|2024-02-29|2023-02-29|2025-01-01|13585628|æø|\\|){1,3}",
                1..4,
            ),
        ) {
            let mut column = of_value;
            column["type"] = json!(kind);
            let mut lists = BTreeMap::new();
            if let Some(mut list) = list {
                list["type"] = json!("array");
                list["items"] = column;
                column = list;
                lists.insert("c".to_owned(), '|');
            }
            let document = json!({"type": "object", "properties": {"c": column}, "required": ["c"], "additionalProperties": false});
            let schema = RecordSchema::parse("test", &document.to_string(), &mut Report::new()).unwrap();
            let id = ColumnId(0);
            let has = |name: &str| asked.contains(&name);
            let mut demands = Demands::default();
            demands.codes.extend(has("exact").then(|| (id, codes(Matching::Exact))));
            demands.codes.extend(has("prefix").then(|| (id, codes(Matching::Prefix))));
            demands.quantities.extend(has("quantity").then_some((id, 1)));
            demands.not_negative.extend(has("positive").then_some(id));
            demands.periods.extend(has("period").then(|| (id, date(2023, 1, 1), date(2024, 12, 31))));
            let plan = compile(&schema, &lists, &[0], &demands);
            let mut raw = RawBatch::default();
            raw.buffer().extend_from_slice(cells.join("\n").as_bytes());
            raw.split(b',', 1);
            let mut scratch = Vec::new();
            for check in &plan.columns {
                let holds = cells.iter().all(|cell| check.violated(cell.as_bytes()).is_none());
                prop_assert_eq!(check.holds_throughout(&raw, 0..raw.rows(), &mut scratch), holds, "{} {:?}", document, asked);
            }
        }
    }
}
