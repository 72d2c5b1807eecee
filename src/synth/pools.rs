//! Pools of made-up entities (companies, workplaces, persons) that rows draw from, so that the columns
//! of a row, and the rows of an entity, agree with each other.

use std::collections::{BTreeMap, HashSet};

use crate::identifiers::{cpr, cvr, p_nummer};
use crate::report::Place;

use super::context::Context;
use super::draw::{Draw, Weighted};
use super::hints::{ByFile, FieldFile, FullFieldFile, PoolFile};
use super::pattern::{self, Identifier, Part};

/// The greatest number of entities of a pool; they are kept in memory.
const MAX_SIZE: u64 = 2_000_000;

/// A pool while a plan is made.
pub(super) struct Pool {
    pub(super) name: String,
    pub(super) size: u32,
    pub(super) draw: Weighted,
    /// For each pool that this one's entities belong to, directly or not: which of its entities.
    pub(super) owners: BTreeMap<usize, Vec<u32>>,
    pub(super) fields: BTreeMap<String, Vec<String>>,
}

/// Makes all pools, owners before the owned.
pub(super) fn build(context: &mut Context<'_>) -> Option<Vec<Pool>> {
    let hints = context.hints;
    let names: Vec<&str> = hints.pool.keys().map(String::as_str).collect();
    let owners_of =
        |name: &str| hints.pool.get(name).map(|pool| pool.get_ref().of.clone()).unwrap_or_default();
    let order = match in_order(&names, owners_of) {
        Ok(order) => order,
        Err(name) => {
            let place = context.file.top().column("pool");
            context.unknown(&place, format!("the pool `{name}` does not exist, or belongs to itself"));
            return None;
        }
    };
    let mut pools: Vec<Pool> = Vec::new();
    let mut sound = true;
    for name in &order {
        let Some(spanned) = hints.pool.get(name) else { continue };
        let place = context.file.place(spanned).column(name);
        match build_one(context, name, spanned.get_ref(), &pools, &place) {
            Some(pool) => pools.push(pool),
            None => {
                sound = false;
                break; // The pools that belong to it would only repeat the complaint.
            }
        }
    }
    sound.then_some(pools)
}

fn build_one(
    context: &mut Context<'_>,
    name: &str,
    file: &PoolFile,
    pools: &[Pool],
    place: &Place,
) -> Option<Pool> {
    let table = match &file.table {
        Some(table) => read_table(context, table, place)?,
        None => BTreeMap::new(),
    };
    let size = match (table.values().next(), file.size) {
        (Some(column), None) => column.len() as u64,
        (None, Some(size)) => grown(context, u64::from(size), u64::from(file.largest.unwrap_or(size))),
        _ => 0,
    };
    if size == 0 || size > MAX_SIZE {
        context.invalid(place, format!("a pool has either a `table` or a `size` of 1 to {MAX_SIZE}"));
        return None;
    }
    let mut owners = BTreeMap::new();
    for owner in &file.of {
        let at = pools.iter().position(|pool| pool.name == *owner)?;
        let mut draw = Draw::new(context.seed, stream(&format!("{name}<{owner}")));
        let links: Vec<u32> = (0..size).map(|_| pools[at].draw.draw(&mut draw)).collect();
        for (above, theirs) in &pools[at].owners {
            let through = links.iter().map(|link| theirs[*link as usize]).collect();
            owners.entry(*above).or_insert(through);
        }
        owners.insert(at, links);
    }
    let draw = Weighted::skewed(file.skew, size as usize);
    let mut pool = Pool { name: name.to_owned(), size: size as u32, draw, owners, fields: table };
    let field_names: Vec<&str> = file.fields.keys().map(String::as_str).collect();
    let needs = |field: &str| file.fields.get(field).map(needed_fields).unwrap_or_default();
    let known: Vec<&str> = pool.fields.keys().map(String::as_str).collect();
    let order = match in_order(&field_names, |field| {
        needs(field).into_iter().filter(|needed| !known.contains(&needed.as_str())).collect()
    }) {
        Ok(order) => order,
        Err(field) => {
            context.unknown(place, format!("the field `{field}` does not exist, or depends on itself"));
            return None;
        }
    };
    for field in order {
        let Some(file) = file.fields.get(&field) else { continue };
        let texts = fill(context, &pool, pools, &field, file, place)?;
        pool.fields.insert(field, texts);
    }
    Some(pool)
}

/// The size for this many rows: in proportion to the sample's, but not below it nor above the largest.
fn grown(context: &Context<'_>, size: u64, largest: u64) -> u64 {
    let sample = u128::from(context.hints.sample.rows.max(1));
    let grown = u128::from(size) * u128::from(context.rows) / sample;
    u64::try_from(grown).unwrap_or(u64::MAX).min(largest).max(size)
}

/// Reads a CSV file beside the hints; its columns become fields.
fn read_table(
    context: &mut Context<'_>,
    table: &str,
    place: &Place,
) -> Option<BTreeMap<String, Vec<String>>> {
    let path = format!("datasets/{}/{table}", context.dataset.id);
    if table.contains(['/', '\\']) || !table.ends_with(".csv") {
        context.invalid(place, "a `table` is the name of a CSV file beside the hints");
        return None;
    }
    let file = context.read(&path)?;
    let mut reader = csv::Reader::from_reader(file.text().as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let mut columns: Vec<Vec<String>> = vec![Vec::new(); header.len()];
    for record in reader.records() {
        let Ok(record) = record else {
            context.invalid(place, format!("`{path}` has rows of different lengths"));
            return None;
        };
        for (column, cell) in columns.iter_mut().zip(&record) {
            column.push(cell.to_owned());
        }
    }
    Some(header.iter().map(str::to_owned).zip(columns).collect())
}

fn needed_fields(field: &FieldFile) -> Vec<String> {
    let mut needed = Vec::new();
    let mut of_pattern = |text: &str| {
        for part in pattern::parse(text).unwrap_or_default() {
            match part {
                Part::Field(field) if !field.contains('.') => needed.push(field),
                _ => {}
            }
        }
    };
    match field {
        FieldFile::Pattern(text) => of_pattern(text),
        FieldFile::Full(full) => {
            full.pattern.iter().for_each(|text| of_pattern(text));
            if let Some(by) = &full.by {
                by.patterns.values().chain([&by.otherwise]).for_each(|text| of_pattern(text));
                needed.push(by.field.clone());
            }
        }
    }
    needed
}

/// The texts of a field for all entities of a pool.
fn fill(
    context: &mut Context<'_>,
    pool: &Pool,
    pools: &[Pool],
    name: &str,
    file: &FieldFile,
    place: &Place,
) -> Option<Vec<String>> {
    let only_pattern;
    let file = match file {
        FieldFile::Full(full) => full,
        FieldFile::Pattern(text) => {
            only_pattern = FullFieldFile { pattern: Some(text.clone()), ..FullFieldFile::default() };
            &only_pattern
        }
    };
    let empty = context.share(file.empty, "empty", place)?;
    let mut draw = Draw::new(context.seed, stream(&format!("{}.{name}", pool.name)));
    let mut filler = Filler { pool, pools, draw: &mut draw, taken: HashSet::new() };
    let mut texts = Vec::with_capacity(pool.size as usize);
    match (&file.pattern, &file.values, &file.codes, &file.by) {
        (Some(text), None, None, None) => {
            let parts = filler.compile(context, text, place)?;
            for entity in 0..pool.size {
                texts.push(filler.fill(&parts, entity));
            }
        }
        (None, Some(values), None, None) => {
            let choice = context.values(values, place)?;
            texts
                .extend((0..pool.size).map(|_| choice.texts[choice.draw.draw(filler.draw) as usize].clone()));
        }
        (None, None, Some(codes), None) => {
            let choice = context.codes(codes, place)?;
            texts
                .extend((0..pool.size).map(|_| choice.texts[choice.draw.draw(filler.draw) as usize].clone()));
        }
        (None, None, None, Some(ByFile { field, patterns, otherwise })) => {
            let mut cases = BTreeMap::new();
            for (value, text) in patterns {
                cases.insert(value.as_str(), filler.compile(context, text, place)?);
            }
            let otherwise = filler.compile(context, otherwise, place)?;
            for (entity, value) in (0..pool.size).zip(&pool.fields[field]) {
                let parts = cases.get(value.as_str()).unwrap_or(&otherwise);
                texts.push(filler.fill(parts, entity));
            }
        }
        _ => {
            let message = format!("the field `{name}` needs one of `pattern`, `values`, `codes` and `by`");
            context.invalid(place, message);
            return None;
        }
    }
    if !empty.is_zero() {
        for text in &mut texts {
            if draw.happens(empty) {
                text.clear();
            }
        }
    }
    Some(texts)
}

/// A part of an entity's pattern with everything looked up.
enum Filled<'a> {
    Literal(String),
    EntityNumber(usize),
    Word(&'a [String]),
    Digits(u32),
    Number(u64, u64),
    Identifier(Identifier),
    Own(&'a [String]),
    Owners(&'a [String], &'a [u32]),
}

struct Filler<'a, 'd> {
    pool: &'a Pool,
    pools: &'a [Pool],
    draw: &'d mut Draw,
    taken: HashSet<String>,
}

impl<'a> Filler<'a, '_> {
    fn compile<'c: 'a>(
        &self,
        context: &mut Context<'c>,
        text: &str,
        place: &Place,
    ) -> Option<Vec<Filled<'a>>> {
        let parts = match pattern::parse(text) {
            Ok(parts) => parts,
            Err(message) => {
                context.invalid(place, message);
                return None;
            }
        };
        let mut filled = Vec::new();
        for part in parts {
            filled.push(match part {
                Part::Literal(text) => Filled::Literal(text),
                Part::EntityNumber(width) => Filled::EntityNumber(width as usize),
                Part::Digits(width) => Filled::Digits(width),
                Part::Number(first, last) => Filled::Number(first, last),
                Part::Identifier(identifier) => Filled::Identifier(identifier),
                Part::Word(list) => match context.hints.words.get(&list).filter(|words| !words.is_empty()) {
                    Some(words) => Filled::Word(words),
                    None => {
                        context.unknown(place, format!("there is no word list `{list}`"));
                        return None;
                    }
                },
                Part::Field(field) => match self.look_up(&field) {
                    Some(found) => found,
                    None => {
                        context.unknown(
                            place,
                            format!("`{field}` is not a field of this pool or of its owners"),
                        );
                        return None;
                    }
                },
                _ => {
                    context.invalid(place, "a field of a pool cannot speak of rows");
                    return None;
                }
            });
        }
        Some(filled)
    }

    fn look_up(&self, field: &str) -> Option<Filled<'a>> {
        let Some((owner, field)) = field.split_once('.') else {
            return self.pool.fields.get(field).map(|texts| Filled::Own(texts));
        };
        let at = self.pools.iter().position(|pool| pool.name == owner)?;
        Some(Filled::Owners(self.pools[at].fields.get(field)?, self.pool.owners.get(&at)?))
    }

    fn fill(&mut self, parts: &[Filled<'_>], entity: u32) -> String {
        let mut text = String::new();
        for part in parts {
            match part {
                Filled::Literal(literal) => text.push_str(literal),
                Filled::EntityNumber(width) => text.push_str(&format!("{:0width$}", entity + 1)),
                Filled::Word(words) => text.push_str(&words[self.draw.below(words.len() as u32) as usize]),
                Filled::Digits(width) => {
                    for _ in 0..*width {
                        text.push(char::from(b'0' + self.draw.below(10) as u8));
                    }
                }
                Filled::Number(first, last) => text.push_str(&self.draw.between(*first, *last).to_string()),
                Filled::Identifier(identifier) => text.push_str(&self.identifier(*identifier)),
                Filled::Own(texts) => text.push_str(&texts[entity as usize]),
                Filled::Owners(texts, links) => text.push_str(&texts[links[entity as usize] as usize]),
            }
        }
        text
    }

    /// An identifier that this pool does not have yet. There are at least nine million of each kind.
    fn identifier(&mut self, identifier: Identifier) -> String {
        loop {
            let text = match identifier {
                Identifier::Cpr => synthetic_cpr(self.draw),
                Identifier::Cvr => cvr::from_body(self.draw.between(1_000_000, 9_999_999) as u32),
                Identifier::PNummer => {
                    p_nummer::from_body(self.draw.between(190_000_000, 199_999_999) as u32)
                }
            };
            if let Some(text) = text
                && self.taken.insert(text.clone())
            {
                return text;
            }
        }
    }
}

/// A CPR number that nobody has: its holder would be born in the years 2050 to 2057, the last for which
/// numbers can be issued at all. Three in four have a hyphen, and most do not satisfy modulus 11.
fn synthetic_cpr(draw: &mut Draw) -> Option<String> {
    let (year, month, day) = (2050 + draw.below(8), 1 + draw.below(12), 1 + draw.below(28));
    let mut text = cpr::from_parts(year, month, day, 5000 + draw.below(4000))?;
    if draw.below(4) > 0 {
        text.insert(6, '-');
    }
    Some(text)
}

/// Names in an order in which each comes after those it needs, or the name at fault: one that does not
/// exist or needs itself.
pub(super) fn in_order(names: &[&str], needs: impl Fn(&str) -> Vec<String>) -> Result<Vec<String>, String> {
    fn visit(
        name: &str,
        names: &[&str],
        needs: &impl Fn(&str) -> Vec<String>,
        open: &mut Vec<String>,
        done: &mut Vec<String>,
    ) -> Result<(), String> {
        if done.iter().any(|other| other == name) {
            return Ok(());
        }
        if !names.contains(&name) || open.iter().any(|other| other == name) {
            return Err(name.to_owned());
        }
        open.push(name.to_owned());
        for needed in needs(name) {
            visit(&needed, names, needs, open, done)?;
        }
        open.pop();
        done.push(name.to_owned());
        Ok(())
    }
    let mut done = Vec::new();
    for name in names {
        visit(name, names, &needs, &mut Vec::new(), &mut done)?;
    }
    Ok(done)
}

/// A number for the random stream of a pool's field, from its name alone (FNV-1a), so that adding a pool
/// does not change the others. Stream 0 is that of the rows.
fn stream(name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifiers::cpr;

    #[test]
    fn names_come_after_what_they_need() {
        let needs = |name: &str| match name {
            "a" => vec!["c".to_owned()],
            "c" => vec!["b".to_owned()],
            _ => Vec::new(),
        };
        assert_eq!(in_order(&["a", "b", "c"], needs).unwrap(), ["b", "c", "a"]);
        assert_eq!(in_order(&["a"], needs), Err("c".to_owned()));
        assert_eq!(in_order(&["a", "b"], |_| vec!["a".to_owned()]), Err("a".to_owned()));
    }

    #[test]
    fn synthetic_cpr_numbers_are_valid_and_lie_in_the_future() {
        let mut draw = Draw::new(1, 0);
        for _ in 0..1000 {
            let text = synthetic_cpr(&mut draw).unwrap();
            assert!(cpr::is_valid(&text));
            assert!((2050..=2057).contains(&cpr::date_of_birth(&text).unwrap().0), "{text}");
        }
    }
}
