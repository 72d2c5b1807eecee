//! A block of JSON Lines taken apart: one object in each line, its members the cells.
//!
//! A number's text is the text in the file, so that nothing is lost to floating point. A member that
//! is missing or null is an empty cell.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::batch::{Broken, RawBatch, Shape};

/// Takes the block in the buffer apart into rows whose cells are in the order of `keys`.
pub(super) fn split(batch: &mut RawBatch, keys: &[String]) -> Shape {
    let mut shape = Shape::default();
    if let Some((broken, place)) = batch.begin(keys.len()) {
        let record = memchr::memchr_iter(b'\n', &batch.block()[..place]).count() as u32;
        shape.broken = Some((broken, record, place));
        return shape;
    }
    let block = batch.block().to_vec();
    let mut at = 0;
    for line in block.split_inclusive(|byte| *byte == b'\n') {
        let start = at;
        at += line.len();
        // The whole block is UTF-8.
        let text = std::str::from_utf8(line).unwrap_or_default();
        if !text.trim().is_empty() {
            match members(text, keys) {
                Ok(cells) => {
                    for cell in &cells {
                        batch.push(cell.as_ref().map_or(&b""[..], |text| text.as_bytes()));
                    }
                    batch.end_row(shape.records, start);
                }
                Err(broken) => {
                    shape.broken = Some((broken, shape.records, start));
                    return shape;
                }
            }
        }
        shape.records += 1;
    }
    shape
}

fn members<'a>(line: &'a str, keys: &[String]) -> Result<Vec<Option<Cow<'a, str>>>, Broken> {
    let mut wrong = None;
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let cells = deserializer.deserialize_map(Members { keys, wrong: &mut wrong });
    match (wrong, cells, deserializer.end()) {
        (Some(broken), ..) => Err(broken),
        (None, Ok(cells), Ok(())) => Ok(cells),
        _ => Err(Broken::NotAnObject),
    }
}

struct Members<'k> {
    keys: &'k [String],
    wrong: &'k mut Option<Broken>,
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Vec<Option<Cow<'de, str>>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut cells = vec![None; self.keys.len()];
        let mut seen = vec![false; self.keys.len()];
        while let Some(key) = map.next_key::<Text<'de>>()? {
            let value: &'de RawValue = map.next_value()?;
            let Some(at) = self.keys.iter().position(|known| *known == key.0) else {
                self.wrong.get_or_insert(Broken::UnknownKey);
                continue;
            };
            if std::mem::replace(&mut seen[at], true) {
                self.wrong.get_or_insert(Broken::RepeatedKey);
            }
            let value = value.get();
            cells[at] = match value.as_bytes().first() {
                Some(b'{' | b'[') => {
                    self.wrong.get_or_insert(Broken::NestedValue);
                    None
                }
                Some(b'n') => None,
                Some(b'"') => match serde_json::from_str::<Text<'de>>(value) {
                    Ok(Text(text)) if text.contains('\0') => {
                        self.wrong.get_or_insert(Broken::NulByte);
                        None
                    }
                    Ok(Text(text)) => Some(text),
                    Err(_) => {
                        self.wrong.get_or_insert(Broken::NotAnObject);
                        None
                    }
                },
                _ => Some(Cow::Borrowed(value)),
            };
        }
        Ok(cells)
    }
}

/// A JSON text, borrowed where it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Text<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Text<'de>, D::Error> {
        #[derive(serde::Deserialize)]
        struct Borrowed<'a>(#[serde(borrow)] Cow<'a, str>);
        Ok(Text(Borrowed::deserialize(deserializer)?.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (Vec<[String; 2]>, Shape) {
        let mut batch = RawBatch::default();
        batch.buffer().extend_from_slice(text.as_bytes());
        let shape = split(&mut batch, &["a".to_owned(), "b".to_owned()]);
        let mut scratch = Vec::new();
        let mut cell = |row, at| String::from_utf8(batch.cell(row, at, &mut scratch).to_vec()).unwrap();
        ((0..batch.rows()).map(|row| [cell(row, 0), cell(row, 1)]).collect(), shape)
    }

    #[test]
    fn members_become_cells_as_they_stand() {
        let (rows, shape) = rows(
            "{\"b\": 1.50, \"a\": \"x\\\"\\u00e6\\n\"}\n\n{\"a\": null}\r\n{\"b\":true,\"a\":\"\"}\n{\"a\":99999999999999999999}",
        );
        assert_eq!(rows, [["x\"æ\n", "1.50"], ["", ""], ["", "true"], ["99999999999999999999", ""]]);
        assert_eq!((shape.records, shape.broken), (5, None));
    }

    #[test]
    fn what_is_not_a_flat_object_says_where() {
        for (line, broken) in [
            ("[1]", Broken::NotAnObject),
            ("{\"a\":1", Broken::NotAnObject),
            ("{\"a\":1} x", Broken::NotAnObject),
            ("{\"a\":{}}", Broken::NestedValue),
            ("{\"a\":[1]}", Broken::NestedValue),
            ("{\"c\":1}", Broken::UnknownKey),
            ("{\"a\":1,\"a\":2}", Broken::RepeatedKey),
            ("{\"a\":\"\\u0000\"}", Broken::NulByte),
            ("{\"a\":\"\\ud800\"}", Broken::NotAnObject),
            ("a,b", Broken::NotAnObject),
        ] {
            assert_eq!(rows(&format!("{{}}\n{line}\n")).1.broken, Some((broken, 1, 3)), "{line}");
        }
    }
}
