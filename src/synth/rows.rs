//! Writing rows: draw, then copy. Nothing is allocated per row; the buffers are built once and lent.

use std::io::{self, Write};

use crate::identifiers::ufi;

use super::draw::Draw;
use super::pattern::Counter;
use super::plan::{Group, Plan, Step};
use super::source::{Column, EmptyIf, Number, Segment, Source, Template};

/// How much is gathered before it is handed on.
const BUFFER: usize = 1 << 16;

/// The number of values that a cell of several can hold.
pub(super) const MAX_MANY: usize = 16;

impl Plan {
    /// Writes a header and the rows as CSV. The same plan always writes the same bytes.
    ///
    /// # Errors
    ///
    /// Fails if `out` does.
    pub fn write_rows(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = Writer {
            plan: self,
            draw: Draw::new(self.seed, 0),
            row: Row {
                entity: vec![0; self.pools.len()],
                value: vec![0; self.columns.len()],
                empty: vec![false; self.columns.len()],
                number: 0,
                group: 0,
            },
            kept: vec![Vec::new(); self.columns.len()],
            buffer: Vec::with_capacity(2 * BUFFER),
            out,
        };
        writer.header();
        match &self.group {
            None => {
                while writer.row.number < self.rows {
                    writer.find_entities(&self.row_steps);
                    writer.row()?;
                }
            }
            Some(group) => {
                let mut chosen = Vec::with_capacity(64);
                let mut kept_values = Vec::with_capacity(64);
                while writer.row.number < self.rows {
                    writer.group(group, &mut chosen, &mut kept_values)?;
                }
            }
        }
        writer.out.write_all(&writer.buffer)?;
        writer.out.flush()
    }
}

/// What the cells of a row go back to.
struct Row {
    /// Per pool, the entity.
    entity: Vec<u32>,
    /// Per column, what was drawn: the place of a value, a number, a day.
    value: Vec<i64>,
    empty: Vec<bool>,
    number: u64,
    group: u64,
}

struct Writer<'a> {
    plan: &'a Plan,
    draw: Draw,
    row: Row,
    /// The cells that are the same in all rows of a group, rendered.
    kept: Vec<Vec<u8>>,
    buffer: Vec<u8>,
    out: &'a mut dyn Write,
}

impl Writer<'_> {
    fn header(&mut self) {
        for (place, name) in self.plan.names.iter().enumerate() {
            if place > 0 {
                self.buffer.push(self.plan.delimiter);
            }
            self.buffer.extend_from_slice(name.as_bytes());
        }
        self.buffer.push(b'\n');
    }

    fn find_entities(&mut self, steps: &[Step]) {
        for step in steps {
            match step {
                Step::Draw { pool } => self.row.entity[*pool] = self.plan.pools[*pool].draw(&mut self.draw),
                Step::Owner { pool, of, links } => {
                    self.row.entity[*pool] = links[self.row.entity[*of] as usize];
                }
            }
        }
    }

    /// Writes the rows of one group: for each of its entities, the values of the `each` column.
    fn group(&mut self, group: &Group, chosen: &mut Vec<u32>, values: &mut Vec<i64>) -> io::Result<()> {
        let plan = self.plan;
        self.find_entities(&group.steps);
        for column in plan.order.iter().copied().filter(|column| plan.columns[*column].per_group) {
            self.draw_column(column);
        }
        for (place, column) in plan.columns.iter().enumerate().filter(|(_, column)| column.per_group) {
            let mut cell = std::mem::take(&mut self.kept[place]);
            cell.clear();
            self.write_cell(place, column, &mut cell);
            self.kept[place] = cell;
        }
        let size = 1 + group.sizes.draw(&mut self.draw) as usize;
        chosen.clear();
        // Where the pool is so uneven that a new entity does not turn up, the group stays smaller.
        for _ in 0..20 * size {
            if chosen.len() == size {
                break;
            }
            let entity = plan.pools[group.distinct].draw(&mut self.draw);
            if !chosen.contains(&entity) {
                chosen.push(entity);
            }
        }
        self.each_values(group, values);
        for entity in chosen.iter() {
            self.row.entity[group.distinct] = *entity;
            for value in values.iter() {
                if self.row.number == plan.rows {
                    return Ok(());
                }
                if let Some((column, _)) = group.each {
                    self.row.value[column] = *value;
                }
                self.find_entities(&plan.row_steps);
                self.row()?;
            }
        }
        self.row.group += 1;
        Ok(())
    }

    /// Which values of the `each` column this group has; at least one.
    fn each_values(&mut self, group: &Group, values: &mut Vec<i64>) {
        values.clear();
        let Some((column, keep)) = group.each else {
            values.push(0);
            return;
        };
        let Source::Each(cells) = &self.plan.columns[column].source else { return };
        let len = cells.len() as i64;
        values.extend((0..len).filter(|_| self.draw.happens(keep)));
        if values.is_empty() {
            values.push(i64::from(self.draw.below(len as u32)));
        }
    }

    fn row(&mut self) -> io::Result<()> {
        let plan = self.plan;
        for column in plan.order.iter().copied().filter(|column| !plan.columns[*column].per_group) {
            self.draw_column(column);
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        for (place, column) in plan.columns.iter().enumerate() {
            if place > 0 {
                buffer.push(plan.delimiter);
            }
            if column.per_group {
                buffer.extend_from_slice(&self.kept[place]);
            } else {
                self.write_cell(place, column, &mut buffer);
            }
        }
        buffer.push(b'\n');
        if buffer.len() >= BUFFER {
            self.out.write_all(&buffer)?;
            buffer.clear();
        }
        self.buffer = buffer;
        self.row.number += 1;
        Ok(())
    }

    /// Draws what other columns may depend on: the value of a column, and whether it is empty.
    fn draw_column(&mut self, place: usize) {
        let plan = self.plan;
        let column = &plan.columns[place];
        match &column.source {
            Source::Pick(draw, _) => self.row.value[place] = i64::from(draw.draw(&mut self.draw)),
            Source::Number(number) => self.row.value[place] = self.number(number),
            Source::Date { first, last } => {
                self.row.value[place] = self.draw.between(*first, *last) as i64;
            }
            Source::After { column, least, most, heavy } => {
                let gap = match heavy {
                    true => least + self.draw.heavy(most - least),
                    false => self.draw.between(*least, *most),
                };
                self.row.value[place] = self.row.value[*column] + gap as i64;
            }
            Source::Field(_)
            | Source::Template(_)
            | Source::Text { .. }
            | Source::Many { .. }
            | Source::Each(_) => {}
        }
        let is_bare = match &column.source {
            Source::Field(field) => plan.cells[field.cells].get(self.row.entity[field.pool]).is_empty(),
            _ => false,
        };
        self.row.empty[place] =
            is_bare || column.empty_if.iter().any(|test| self.holds(test)) || self.draw.happens(column.empty);
    }

    fn holds(&self, test: &EmptyIf) -> bool {
        match test {
            EmptyIf::Empty(column) => self.row.empty[*column],
            EmptyIf::Value(column, values) => {
                !self.row.empty[*column] && values.contains(&self.row.value[*column])
            }
        }
    }

    fn number(&mut self, number: &Number) -> i64 {
        if self.draw.happens(number.least) {
            return number.base(&self.row.value);
        }
        let span = number.usually.saturating_sub(number.min) as u64;
        if self.draw.happens(number.extreme) {
            return if self.draw.below(2) == 0 { number.base(&self.row.value) } else { number.max };
        }
        let drawn = if number.heavy { self.draw.heavy(span) } else { self.draw.between(0, span) };
        let mut value = number.min.saturating_add(drawn as i64);
        if let Some((pool, first, times)) = number.dominant
            && self.row.entity[pool] < first
        {
            value = value.saturating_mul(times);
        }
        if let Some(from) = number.from {
            value = value.saturating_add(self.row.value[from]);
        }
        value.min(number.max)
    }

    fn write_cell(&mut self, place: usize, column: &Column, out: &mut Vec<u8>) {
        if self.row.empty[place] {
            return;
        }
        let plan = self.plan;
        let value = self.row.value[place];
        match &column.source {
            Source::Field(field) => plan.cells[field.cells].write(self.row.entity[field.pool], out),
            Source::Pick(_, cells) | Source::Each(cells) => cells.write(value as u32, out),
            Source::Number(number) => push_decimal(value, number.decimals, out),
            Source::Date { .. } | Source::After { .. } => out.extend_from_slice(plan.days.get(value)),
            Source::Template(template) => {
                if template.quoted {
                    out.push(b'"');
                }
                self.template(template, out);
                if template.quoted {
                    out.push(b'"');
                }
            }
            Source::Many { .. } => self.many(&column.source, out),
            Source::Text { .. } => self.text(&column.source, out),
        }
    }

    fn many(&mut self, source: &Source, out: &mut Vec<u8>) {
        let Source::Many { draw, cells, counts, separator, first, at_most } = source else { return };
        let mut count = 1 + counts.draw(&mut self.draw) as usize;
        if let Some(column) = at_most {
            count = count.min(usize::try_from(self.row.value[*column]).unwrap_or(0)).max(1);
        }
        let mut chosen = [0; MAX_MANY];
        let mut len = 0;
        if let Some((pool, places)) = first {
            chosen[0] = places[self.row.entity[*pool] as usize];
            len = 1;
        }
        for _ in 0..8 * count {
            if len >= count.min(MAX_MANY) {
                break;
            }
            let value = draw.draw(&mut self.draw);
            if !chosen[..len].contains(&value) {
                chosen[len] = value;
                len += 1;
            }
        }
        if cells.quoted() {
            out.push(b'"');
        }
        for (place, value) in chosen[..len].iter().enumerate() {
            if place > 0 {
                out.extend_from_slice(separator);
            }
            out.extend_from_slice(cells.get(*value));
        }
        if cells.quoted() {
            out.push(b'"');
        }
    }

    /// Free text: some sentences, on one line or several; now and then as many as the schema allows.
    fn text(&mut self, source: &Source, out: &mut Vec<u8>) {
        let Source::Text { sentences, draw, counts, line_breaks, longest, limit } = source else { return };
        let count = match self.draw.happens(*longest) {
            true => usize::MAX,
            false => 1 + counts.draw(&mut self.draw) as usize,
        };
        let between = if self.draw.happens(*line_breaks) { b'\n' } else { b' ' };
        let mut length = 0;
        out.push(b'"');
        for sentence in 0..count {
            let Some(template) = sentences.get(draw.draw(&mut self.draw) as usize) else { break };
            length += template.longest + 1;
            if length > *limit {
                break;
            }
            if sentence > 0 {
                out.push(between);
            }
            self.template(template, out);
        }
        out.push(b'"');
    }

    fn template(&mut self, template: &Template, out: &mut Vec<u8>) {
        let plan = self.plan;
        for segment in &template.segments {
            match segment {
                Segment::Literal(text) => out.extend_from_slice(text),
                Segment::Cell(field) => {
                    out.extend_from_slice(plan.cells[field.cells].get(self.row.entity[field.pool]));
                }
                Segment::Other(field) => {
                    let entity = plan.pools[field.pool].draw(&mut self.draw);
                    out.extend_from_slice(plan.cells[field.cells].get(entity));
                }
                Segment::Word(words) => {
                    out.extend_from_slice(words.get(self.draw.below(words.len() as u32)));
                }
                Segment::Digits(width) => {
                    for _ in 0..*width {
                        out.push(b'0' + self.draw.below(10) as u8);
                    }
                }
                Segment::Number(first, last) => {
                    push_digits(self.draw.between(*first, *last), 1, out);
                }
                Segment::Counter(counter, width) => {
                    let number = match counter {
                        Counter::Row => self.row.number,
                        Counter::Group => self.row.group,
                    };
                    push_digits(number % 10u64.pow(*width), *width as usize, out);
                }
                Segment::Year(column) => {
                    out.extend_from_slice(plan.days.year(self.row.value[*column]));
                }
                Segment::Ufi(pool, numbers) => {
                    let owner = numbers[self.row.entity[*pool] as usize];
                    if let Some(text) = ufi::encode_bytes("DK", owner, scattered(self.row.group + 1)) {
                        out.extend_from_slice(&text);
                    }
                }
            }
        }
    }
}

/// A formulation number for a group: different for each of the first 2^28 groups, and in no visible
/// order (an odd factor is a permutation of the numbers below a power of two).
fn scattered(group: u64) -> u32 {
    (group.wrapping_mul(2_654_435_761) & ((1 << 28) - 1)) as u32
}

/// Writes a number with at least this many digits.
fn push_digits(mut number: u64, width: usize, out: &mut Vec<u8>) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    while number > 0 {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    out.extend_from_slice(&digits[at.min(digits.len() - width.clamp(1, 20))..]);
}

/// Writes a number of units of 10^-decimals.
fn push_decimal(value: i64, decimals: u8, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    let scale = 10u64.pow(u32::from(decimals));
    push_digits(value.unsigned_abs() / scale, 1, out);
    if decimals > 0 {
        out.push(b'.');
        push_digits(value.unsigned_abs() % scale, usize::from(decimals), out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(value: i64, decimals: u8) -> String {
        let mut out = Vec::new();
        push_decimal(value, decimals, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_written_in_full() {
        assert_eq!(decimal(0, 0), "0");
        assert_eq!(decimal(7, 3), "0.007");
        assert_eq!(decimal(-12_345, 2), "-123.45");
        assert_eq!(decimal(i64::MAX, 0), "9223372036854775807");
        let mut out = Vec::new();
        push_digits(42, 7, &mut out);
        assert_eq!(out, b"0000042");
    }

    #[test]
    fn scattered_numbers_do_not_repeat() {
        let seen: std::collections::HashSet<u32> = (0..100_000).map(scattered).collect();
        assert_eq!(seen.len(), 100_000);
        assert!(seen.iter().all(|number| *number < 1 << 28));
    }
}
