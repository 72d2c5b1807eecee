//! The quick way to yes: tests that only a cell which meets every demand can pass.
//!
//! They are told apart once for a column and not once for each cell, and leave out what is common but
//! dear. A cell that does not pass is asked in full, so a shortcut can be wrong only by accepting too
//! much, and the property test of this room looks for that.

use std::sync::Arc;

use super::super::cell;
use super::super::lookup::{CodeLookup, Table};
use super::super::source::{Given, RawBatch};
use super::format::Format;
use super::number::NumberDemand;
use super::pattern::{Pattern, Ranges};
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
    Ranges(Ranges),
    Is(fn(&[u8]) -> bool),
    Code(Arc<CodeLookup>),
    /// There is no quick way.
    None,
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

    /// True if every cell that is not empty meets all demands.
    pub(super) fn is_open(&self) -> bool {
        self.tests.is_empty() && self.list.is_none()
    }

    /// True if all these cells meet all demands, as far as can be seen quickly.
    pub(super) fn holds_throughout(&self, raw: &RawBatch, given: &Given) -> bool {
        let asked = Asked { raw, given, list: self.list };
        let is_list = self.list.is_none() || !self.tests.is_empty() || asked.all(|_| true);
        is_list && self.tests.iter().all(|test| test.holds_throughout(&asked))
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
    fn holds_throughout(&self, asked: &Asked<'_>) -> bool {
        match self {
            // No cell of a list has a value that is longer than the cell.
            Quick::Bytes(most) => {
                asked.given.longest() <= *most && (asked.list.is_none() || asked.all(|_| true))
            }
            Quick::Whole(least, most) => {
                asked.all(|cell| whole(cell).is_some_and(|number| *least <= number && number <= *most))
            }
            Quick::Day(first, last) => {
                asked.all(|cell| cell::day(cell).is_some_and(|day| *first <= day && day <= *last))
            }
            Quick::OneOf(texts) => asked.all(|cell| texts.find(cell).is_some()),
            Quick::Ranges(ranges) => asked.all(|cell| ranges.hold(cell)),
            Quick::Is(is_valid) => asked.all(is_valid),
            Quick::Code(lookup) => asked.all(|cell| lookup.find(cell).is_some()),
            Quick::None => asked.given.count() == 0,
        }
    }
}

/// Cells that are asked, none of them empty.
struct Asked<'a> {
    raw: &'a RawBatch,
    given: &'a Given,
    list: Option<List>,
}

impl Asked<'_> {
    /// True if the values of all cells pass, and each cell has as many as it may have.
    #[inline]
    fn all(&self, passes: impl Fn(&[u8]) -> bool) -> bool {
        let Some(mut texts) = self.raw.texts(self.given) else { return false };
        match self.list {
            None => texts.all(passes),
            Some(list) => texts.all(|cell| list.passes(cell, &passes)),
        }
    }
}

impl List {
    /// True if the values of a cell pass, none is there twice, and there are as many as there may be.
    #[inline]
    fn passes(self, cell: &[u8], passes: impl Fn(&[u8]) -> bool) -> bool {
        let Some(mut end) = cell::find(cell, self.separator) else {
            return self.least <= 1 && 1 <= self.most && passes(cell);
        };
        let mut items = [&cell[..end]; MAX_ITEMS];
        let mut count = 1;
        let mut rest = cell;
        while end < rest.len() {
            rest = &rest[end + 1..];
            end = cell::find(rest, self.separator).unwrap_or(rest.len());
            let item = &rest[..end];
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
            let mut given = Given::default();
            for check in &plan.columns {
                let holds = cells.iter().all(|cell| check.violated(cell.as_bytes()).is_none());
                prop_assert_eq!(check.holds_throughout(&raw, 0..raw.rows(), &mut given), holds, "{} {:?}", document, asked);
            }
        }
    }
}
