//! Patterns such as `Prøvefirma {n} ApS`: literal text and placeholders in braces.
//!
//! This room only reads them. Which placeholders make sense where is decided by whoever fills them in.

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Text to be copied.
    Literal(String),
    /// `{n}` or `{n:6}`: the entity's number in its pool, from 1, with at least so many digits.
    EntityNumber(u32),
    /// `{word:list}`: one of a list of words.
    Word(String),
    /// `{digits:3}`: this many random digits.
    Digits(u32),
    /// `{number:1-200}`: a whole number between two, both included.
    Number(u64, u64),
    /// `{cpr}`, `{cvr}`, `{p-nummer}`: a well-formed identifier that no other entity of the pool has.
    Identifier(Identifier),
    /// `{field}` or `{pool.field}`: what the entity, or the row's entity of a pool, has there.
    Field(String),
    /// `{other:pool.field}`: what some entity of a pool has there, drawn on the spot.
    Other(String),
    /// `{row:7}`, `{group:7}`: the row's or group's number with this many digits; it starts over at 0
    /// when they are used up.
    Counter(Counter, u32),
    /// `{year:column}`: the year of a date column.
    Year(String),
    /// `{ufi:pool.field}`: a UFI of the group's product, whose company has this CVR number.
    Ufi(String),
}

/// The identifiers that a pattern can make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Identifier {
    Cpr,
    Cvr,
    PNummer,
}

/// What a counter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counter {
    Row,
    Group,
}

/// Reads a pattern; the error says what is wrong with it.
pub(super) fn parse(pattern: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some((literal, tail)) = rest.split_once('{') {
        if !literal.is_empty() {
            parts.push(Part::Literal(literal.to_owned()));
        }
        let Some((placeholder, tail)) = tail.split_once('}') else {
            return Err("a `{` has no `}`".to_owned());
        };
        parts.push(
            placeholder_part(placeholder).ok_or_else(|| format!("`{{{placeholder}}}` is no placeholder"))?,
        );
        rest = tail;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest.to_owned()));
    }
    Ok(parts)
}

fn placeholder_part(text: &str) -> Option<Part> {
    let width = |digits: &str| digits.parse().ok().filter(|width| (1..=18).contains(width));
    match text.split_once(':') {
        None => match text {
            "" => None,
            "n" => Some(Part::EntityNumber(1)),
            "cpr" => Some(Part::Identifier(Identifier::Cpr)),
            "cvr" => Some(Part::Identifier(Identifier::Cvr)),
            "p-nummer" => Some(Part::Identifier(Identifier::PNummer)),
            field => Some(Part::Field(field.to_owned())),
        },
        Some(("n", digits)) => Some(Part::EntityNumber(width(digits)?)),
        Some(("word", list)) => Some(Part::Word(list.to_owned())),
        Some(("digits", digits)) => Some(Part::Digits(width(digits)?)),
        Some(("number", range)) => {
            let (first, last) = range.split_once('-')?;
            let (first, last) = (first.parse().ok()?, last.parse().ok()?);
            (first <= last).then_some(Part::Number(first, last))
        }
        Some(("other", field)) => Some(Part::Other(field.to_owned())),
        Some(("row", digits)) => Some(Part::Counter(Counter::Row, width(digits)?)),
        Some(("group", digits)) => Some(Part::Counter(Counter::Group, width(digits)?)),
        Some(("year", column)) => Some(Part::Year(column.to_owned())),
        Some(("ufi", field)) => Some(Part::Ufi(field.to_owned())),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_text_and_placeholders() {
        assert_eq!(
            parse("{year:dato}-{row:7} {by} nr. {number:1-20}").unwrap(),
            [
                Part::Year("dato".into()),
                Part::Literal("-".into()),
                Part::Counter(Counter::Row, 7),
                Part::Literal(" ".into()),
                Part::Field("by".into()),
                Part::Literal(" nr. ".into()),
                Part::Number(1, 20),
            ]
        );
        assert_eq!(parse("").unwrap(), []);
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(parse("a {b").unwrap_err().contains("no `}`"));
        for pattern in ["{}", "{digits:0}", "{digits:99}", "{number:9-1}", "{number:1}", "{no:thing}"] {
            assert!(parse(pattern).unwrap_err().contains("no placeholder"), "{pattern}");
        }
    }
}
