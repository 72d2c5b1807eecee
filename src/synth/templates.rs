//! Turns patterns into templates, and looks up the fields that they and columns name.

use crate::report::Place;

use super::cells::{self, Cells};
use super::columns::Compiler;
use super::context::Context;
use super::pattern::{self, Part};
use super::source::{FieldRef, Segment, Template};

impl Compiler<'_> {
    pub(super) fn template(
        &mut self,
        context: &mut Context<'_>,
        text: &str,
        place: &Place,
    ) -> Option<Template> {
        let parts = match pattern::parse(text) {
            Ok(parts) => parts,
            Err(message) => {
                context.invalid(place, message);
                return None;
            }
        };
        let mut template = Template::default();
        for part in parts {
            let (segment, length, quoted) = self.segment(context, part, place)?;
            template.segments.push(segment);
            template.longest += length;
            template.quoted |= quoted;
        }
        Some(template)
    }

    /// A segment, the greatest number of its characters, and whether it needs quotation marks.
    fn segment(
        &mut self,
        context: &mut Context<'_>,
        part: Part,
        place: &Place,
    ) -> Option<(Segment, usize, bool)> {
        let delimiter = context.dataset.source.delimiter;
        Some(match part {
            Part::Literal(text) => {
                let mut bytes = Vec::new();
                cells::push_doubled(&mut bytes, &text);
                (Segment::Literal(bytes), text.chars().count(), cells::needs_quotes(&text, delimiter))
            }
            Part::Field(name) => {
                let field = self.field(context, &name, place)?;
                let cells = &self.cells[field.cells];
                (Segment::Cell(field), cells.longest(), cells.quoted())
            }
            Part::Other(name) => {
                let before = self.used.clone();
                let field = self.field(context, &name, place)?;
                self.used = before; // The row does not need an entity for this: one is drawn on the spot.
                let cells = &self.cells[field.cells];
                (Segment::Other(field), cells.longest(), cells.quoted())
            }
            Part::Word(list) => {
                let Some(words) = context.hints.words.get(&list).filter(|words| !words.is_empty()) else {
                    context.unknown(place, format!("there is no word list `{list}`"));
                    return None;
                };
                let cells = Cells::new(words.iter().map(String::as_str), delimiter);
                let (longest, quoted) = (cells.longest(), cells.quoted());
                (Segment::Word(cells), longest, quoted)
            }
            Part::Digits(width) => (Segment::Digits(width), width as usize, false),
            Part::Number(first, last) => (Segment::Number(first, last), last.to_string().len(), false),
            Part::Counter(counter, width) => (Segment::Counter(counter, width), width as usize, false),
            Part::Year(column) => {
                let Some(at) = self.names.iter().position(|name| *name == column) else {
                    context.unknown(place, format!("`{column}` is not a column of the schema"));
                    return None;
                };
                (Segment::Year(at), 4, false)
            }
            Part::Ufi(name) => {
                let pool = self.field(context, &name, place)?.pool;
                let numbers = self.texts(&name)?.iter().map(|text| text.parse().unwrap_or(0)).collect();
                (Segment::Ufi(pool, numbers), 19, false)
            }
            Part::EntityNumber(_) | Part::Identifier(_) => {
                context
                    .invalid(place, "`{n}`, `{cpr}`, `{cvr}` and `{p-nummer}` belong in a field of a pool");
                return None;
            }
        })
    }

    /// The place of `pool.field`.
    pub(super) fn field(&mut self, context: &mut Context<'_>, name: &str, place: &Place) -> Option<FieldRef> {
        let found = name.split_once('.').and_then(|(pool, field)| {
            let at = self.pools.iter().position(|other| other.name == pool)?;
            Some((at, field, self.pools[at].fields.get(field)?))
        });
        let Some((pool, field, texts)) = found else {
            context.unknown(place, format!("`{name}` is not a field of a pool: write `pool.field`"));
            return None;
        };
        self.used.insert(pool);
        let cells = *self.by_field.entry((pool, field.to_owned())).or_insert_with(|| {
            let delimiter = context.dataset.source.delimiter;
            self.cells.push(Cells::new(texts.iter().map(String::as_str), delimiter));
            self.cells.len() - 1
        });
        Some(FieldRef { pool, cells })
    }

    pub(super) fn texts(&self, name: &str) -> Option<&Vec<String>> {
        let (pool, field) = name.split_once('.')?;
        self.pools.iter().find(|other| other.name == pool)?.fields.get(field)
    }
}
