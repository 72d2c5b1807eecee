//! Turns the hint of a column into the source of its cells.

use jiff::civil::Date;

use crate::report::Place;

use super::codes;
use super::columns::{Compiler, civil, number_units};
use super::context::{Choice, Context};
use super::draw::Skew;
use super::hints::{AfterFile, ColumnFile, DateFile, ManyFile, NumberFile, TextFile};
use super::rows::MAX_MANY;
use super::schema::ColumnRules;
use super::source::{Number, Source};

impl Compiler<'_> {
    pub(super) fn source(
        &mut self,
        context: &mut Context<'_>,
        name: &str,
        file: &ColumnFile,
        rules: &ColumnRules,
        place: &Place,
    ) -> Option<Source> {
        let ColumnFile { field, pattern, values, codes, number, date, after, text, .. } = file;
        let given = [
            field.is_some(),
            pattern.is_some(),
            values.is_some(),
            codes.is_some(),
            number.is_some(),
            date.is_some(),
            after.is_some(),
            text.is_some(),
        ];
        if given.iter().filter(|given| **given).count() != 1 {
            context.invalid(place, "a column has exactly one of `field`, `pattern`, `values`, `codes`, `number`, `date`, `after` and `text`");
            return None;
        }
        let choice = match (values, codes) {
            (Some(values), _) => Some(context.values(values, place)?),
            (_, Some(codes)) => Some(context.codes(codes, place)?),
            _ => None,
        };
        if let Some(choice) = choice {
            return match &file.many {
                None => self.pick(context, choice, rules, place),
                Some(many) => self.many(context, name, choice, many, rules, place),
            };
        }
        if file.many.is_some() {
            context.invalid(place, "`many` goes with `values` or `codes`");
            return None;
        }
        if let Some(field) = field {
            let field_ref = self.field(context, field, place)?;
            let texts = self.texts(field)?;
            rules.check(context, texts.iter().map(String::as_str), place)?;
            return Some(Source::Field(field_ref));
        }
        if let Some(pattern) = pattern {
            return self.template(context, pattern, place).map(Source::Template);
        }
        if let Some(number) = number {
            return self.number(context, number, rules, place);
        }
        if let Some(DateFile { start, end }) = date {
            let place_of =
                |day: Date| self.first_day.until(day).ok().map(|span| i64::from(span.get_days()) as u64);
            return Some(Source::Date { first: place_of(civil(start)?)?, last: place_of(civil(end)?)? });
        }
        if let Some(AfterFile { column, days: [least, most], heavy }) = after {
            let column = self.names.iter().position(|name| name == column)?;
            let (least, most) = (u64::from(*least), u64::from(*most));
            return Some(Source::After { column, least, most, heavy: *heavy });
        }
        self.text(context, text.as_ref()?, rules, place)
    }

    fn pick(
        &mut self,
        context: &mut Context<'_>,
        choice: Choice,
        rules: &ColumnRules,
        place: &Place,
    ) -> Option<Source> {
        let cells = self.checked_cells(context, rules, choice.texts.iter().map(String::as_str), place)?;
        Some(Source::Pick(choice.draw, cells))
    }

    fn many(
        &mut self,
        context: &mut Context<'_>,
        name: &str,
        choice: Choice,
        many: &ManyFile,
        rules: &ColumnRules,
        place: &Place,
    ) -> Option<Source> {
        let Some(separator) = context.dataset.source.lists.get(name).copied() else {
            context.invalid(place, "`many` needs a separator under `[source.lists]` in dataset.toml");
            return None;
        };
        if choice.texts.iter().any(|text| text.contains(separator)) {
            context.invalid(place, "a value contains the separator");
            return None;
        }
        if many.counts.is_empty() || many.counts.len() > MAX_MANY.min(choice.texts.len()) {
            context.invalid(place, "`counts` are the weights of one value, two values and so on");
            return None;
        }
        let counts = context.weighted(Some(&many.counts), Skew::None, many.counts.len(), place)?;
        let cells = self.checked_cells(context, rules, choice.texts.iter().map(String::as_str), place)?;
        let first = match &many.first {
            None => None,
            Some(field) => {
                let pool = self.field(context, field, place)?.pool;
                let find = |text: &String| choice.texts.iter().position(|other| other == text);
                let places: Option<Vec<u32>> =
                    self.texts(field)?.iter().map(|text| find(text).map(|at| at as u32)).collect();
                let Some(places) = places else {
                    context.unknown(place, format!("`{field}` has values that this column does not draw"));
                    return None;
                };
                Some((pool, places))
            }
        };
        let at_most = match &many.at_most {
            None => None,
            Some(column) => Some(self.names.iter().position(|name| name == column)?),
        };
        let separator = separator.to_string().into_bytes();
        Some(Source::Many { draw: choice.draw, cells, counts, separator, first, at_most })
    }

    fn number(
        &mut self,
        context: &mut Context<'_>,
        file: &NumberFile,
        rules: &ColumnRules,
        place: &Place,
    ) -> Option<Source> {
        let units = |number| number_units(number, file.decimals);
        let (Some(min), Some(max), true) = (units(file.min), units(file.max), file.decimals <= 6) else {
            context.invalid(place, "`min` and `max` are too large, or there are more than 6 `decimals`");
            return None;
        };
        let usually = units(file.usually.unwrap_or(file.max)).unwrap_or(max);
        if !(min <= usually && usually <= max) {
            context.invalid(place, "`min`, `usually` and `max` are not in rising order");
            return None;
        }
        if !rules.holds_numbers(file.min, file.max, file.decimals) {
            context.error(codes::OUT_OF_SCHEMA, place, "the schema refuses some of these numbers");
            return None;
        }
        let from = match &file.from {
            None => None,
            Some(name) => Some(self.names.iter().position(|other| other == name)?),
        };
        let dominant = match &file.dominant {
            None => None,
            Some(dominant) => {
                let Some(pool) = self.pools.iter().position(|pool| pool.name == dominant.pool) else {
                    context.unknown(place, format!("there is no pool `{}`", dominant.pool));
                    return None;
                };
                self.used.insert(pool);
                Some((pool, dominant.first, i64::from(dominant.times)))
            }
        };
        Some(Source::Number(Number {
            min,
            max,
            usually,
            decimals: file.decimals,
            heavy: file.heavy,
            least: context.share(file.least, "least", place)?,
            extreme: context.share(file.extreme, "extreme", place)?,
            from,
            dominant,
        }))
    }

    fn text(
        &mut self,
        context: &mut Context<'_>,
        file: &TextFile,
        rules: &ColumnRules,
        place: &Place,
    ) -> Option<Source> {
        let limit = rules.max_length.unwrap_or(4000);
        let mut sentences = Vec::new();
        for sentence in &file.sentences {
            sentences.push(self.template(context, sentence, place)?);
        }
        if sentences.iter().any(|sentence| sentence.longest >= limit || sentence.segments.is_empty()) {
            context.error(
                codes::OUT_OF_SCHEMA,
                place,
                "a sentence is empty or longer than the schema allows",
            );
            return None;
        }
        Some(Source::Text {
            draw: context.weighted(None, file.skew, sentences.len(), place)?,
            counts: context.weighted(Some(&file.counts), Skew::None, file.counts.len(), place)?,
            sentences,
            line_breaks: context.share(file.line_breaks, "line_breaks", place)?,
            longest: context.share(file.longest, "longest", place)?,
            limit,
        })
    }
}
