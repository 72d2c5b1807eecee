//! A text to the places of its cells and the ends of its records (RFC 4180).
//!
//! A mark ends a cell where an even number of quotation marks stands before it. That finds the end of
//! every sound cell without looking at its characters one by one. A cell that has a quotation mark is then
//! read exactly, and what is not sound is refused rather than repaired: a stray quotation mark shifts
//! all cells behind it.

use super::batch::Broken;
use super::marks::{CHUNK, Marks};

/// Where a cell lies in the text, without its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u32,
    /// The highest bit says that the cell has doubled quotes.
    pub(super) end: u32,
}

/// The bit of [`Span::end`] that says so.
pub(super) const DOUBLED: u32 = 1 << 31;

/// What is seen of a text in passing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// How many line breaks it has.
    pub(super) lines: u32,
    /// Whether it has a NUL byte.
    pub(super) has_nul: bool,
}

/// Appends all cells of a text of whole records; the last one may lack its line break. Behind the cells of
/// each record, `ended` gets all cells and the place where the next record begins.
///
/// # Errors
///
/// Says what is wrong with the first cell that is not sound, and where. Records before it were found.
#[inline]
pub(super) fn cells(
    text: &[u8],
    delimiter: u8,
    spans: &mut Vec<Span>,
    mut ended: impl FnMut(&mut Vec<Span>, usize),
) -> Result<Seen, (Broken, usize)> {
    // Where the cell and the record begin that are being looked at, and whether the cell has a quote.
    let (mut start, mut record, mut has_quote) = (0, 0, false);
    let mut inside = 0;
    let mut seen = Seen::default();
    let (chunks, rest) = text.as_chunks();
    let mut last = [b' '; CHUNK];
    last[..rest.len()].copy_from_slice(rest);
    for (number, chunk) in chunks.iter().chain([&last]).enumerate() {
        let mut marks = Marks::of(chunk, delimiter);
        let quoted = marks.quoted(&mut inside);
        let mut ends = (marks.delimiters | marks.newlines) & !quoted;
        seen.has_nul |= marks.has_nul;
        if marks.newlines & quoted != 0 {
            seen.lines += (marks.newlines & quoted).count_ones();
        }
        while ends != 0 {
            let bit = ends & ends.wrapping_neg();
            ends ^= bit;
            let end = number * CHUNK + bit.trailing_zeros() as usize;
            let is_last = marks.newlines & bit != 0;
            has_quote |= marks.quotes & (bit - 1) != 0;
            let span = if has_quote {
                has_quote = false;
                marks.quotes &= !(bit - 1);
                cell(text, start, delimiter)?.0
            } else if is_last {
                plain(text, start, end)
            } else {
                Span { start: start as u32, end: end as u32 }
            };
            spans.push(span);
            start = end + 1;
            if is_last {
                ended(spans, start);
                record = start;
                seen.lines += 1;
            }
        }
        has_quote |= marks.quotes != 0;
    }
    if record < text.len() {
        spans.push(cell(text, start, delimiter)?.0);
        ended(spans, text.len());
    }
    Ok(seen)
}

/// The place behind the record that begins at `at`, in a text whose records are sound.
pub(super) fn record_end(text: &[u8], mut at: usize, delimiter: u8) -> usize {
    while let Ok((_, end)) = cell(text, at, delimiter) {
        match text.get(end) {
            Some(byte) if *byte == delimiter => at = end + 1,
            Some(_) => return end + 1,
            None => break,
        }
    }
    text.len()
}

/// Reads the cell that begins at `start`: its place, and that of the mark behind it.
#[inline(never)]
fn cell(text: &[u8], start: usize, delimiter: u8) -> Result<(Span, usize), (Broken, usize)> {
    if text.get(start) != Some(&b'"') {
        let rest = &text[start..];
        let end = start + memchr::memchr3(delimiter, b'\n', b'"', rest).unwrap_or(rest.len());
        return match text.get(end) {
            Some(b'"') => Err((Broken::StrayQuote, end)),
            Some(byte) if *byte == delimiter => Ok((Span { start: start as u32, end: end as u32 }, end)),
            _ => Ok((plain(text, start, end), end)),
        };
    }
    let (close, doubled) = quoted_end(text, start + 1).ok_or((Broken::UnclosedQuote, start))?;
    let span = Span { start: start as u32 + 1, end: close as u32 | doubled };
    let mut end = close + 1;
    if text.get(end) == Some(&b'\r') && matches!(text.get(end + 1), Some(b'\n') | None) {
        end += 1;
    }
    match text.get(end) {
        None | Some(b'\n') => Ok((span, end)),
        Some(byte) if *byte == delimiter => Ok((span, end)),
        Some(_) => Err((Broken::StrayQuote, end)),
    }
}

/// A cell without quotes at the end of a record, whose line may end with a carriage return too.
#[inline]
fn plain(text: &[u8], start: usize, end: usize) -> Span {
    let is_returned = start < end && text[end - 1] == b'\r';
    Span { start: start as u32, end: (end - usize::from(is_returned)) as u32 }
}

/// The place of the quote that closes a cell, and [`DOUBLED`] if the cell has doubled quotes.
fn quoted_end(text: &[u8], mut at: usize) -> Option<(usize, u32)> {
    let mut doubled = 0;
    loop {
        let end = at + memchr::memchr(b'"', text.get(at..)?)?;
        if text.get(end + 1) != Some(&b'"') {
            return Some((end, doubled));
        }
        doubled = DOUBLED;
        at = end + 2;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All cells, for each record how many there are up to its end and where that is, and what is broken.
    type Outcome = (Vec<Span>, Vec<(usize, usize)>, Option<(Broken, usize)>);

    fn by_marks(text: &[u8]) -> Outcome {
        let (mut spans, mut ends) = (Vec::new(), Vec::new());
        let seen = cells(text, b';', &mut spans, |spans, end| ends.push((spans.len(), end)));
        if let Ok(seen) = seen {
            let lines = text.iter().filter(|byte| **byte == b'\n').count() as u32;
            assert_eq!(seen, Seen { lines, has_nul: text.contains(&0) });
        }
        (spans, ends, seen.err())
    }

    /// The same, reading one cell after the other.
    fn one_by_one(text: &[u8]) -> Outcome {
        let (mut spans, mut ends) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < text.len() {
            loop {
                let (span, end) = match cell(text, at, b';') {
                    Ok(read) => read,
                    Err(broken) => return (spans, ends, Some(broken)),
                };
                spans.push(span);
                at = (end + 1).min(text.len());
                if text.get(end) != Some(&b';') {
                    break;
                }
            }
            ends.push((spans.len(), at));
        }
        (spans, ends, None)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn marks_find_what_reading_cell_by_cell_finds(text in r#"([a-b]{0,9}|"|""|;|\n|\r\n|\r|\x00|"[a;\n]{0,70}"(;|\n)){0,40}"#) {
            prop_assert_eq!(by_marks(text.as_bytes()), one_by_one(text.as_bytes()));
        }
    }

    #[test]
    fn a_record_ends_behind_its_line_break() {
        let text = b"a;\"b\n\"\"c\"\r\nd;e";
        assert_eq!(record_end(text, 0, b';'), 11);
        assert_eq!(record_end(text, 11, b';'), text.len());
    }
}
