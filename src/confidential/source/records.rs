//! A text to the places of its cells and the ends of its records (RFC 4180).
//!
//! A mark ends a cell where an even number of quotation marks stands before it, and a text is sound if each
//! quotation mark begins a cell, ends one, or is half of a doubled one. Both are seen for sixty-four bytes
//! together. A text that is not sound is read again cell by cell, up to where it breaks, and what is not sound
//! is refused rather than repaired: a stray quotation mark shifts all cells behind it.

use fearless_simd::{Level, Simd, dispatch};

use super::batch::Broken;
use super::marks::{CHUNK, Marks, Unfinished, behind, each};

/// Where a cell lies in the text, without its quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u32,
    /// The highest bit says that the cell has doubled quotes.
    pub(super) end: u32,
}

/// The bit of [`Span::end`] that says so.
pub(super) const DOUBLED: u32 = 1 << 31;

/// The end of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RecordEnd {
    /// How many cells the text has up to it.
    pub(super) cells: u32,
    /// Where the next record begins.
    pub(super) place: u32,
}

/// What is seen of a text in passing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// How many line breaks it has.
    pub(super) lines: u32,
    /// Whether it has a NUL byte.
    pub(super) has_nul: bool,
    /// True if it is UTF-8 for certain, as it is where letters have at most three bytes and are common in Europe.
    pub(super) is_utf8: bool,
}

/// Finds all cells of a text of whole records; the last one may lack its line break. What `spans` holds behind
/// the cells of the last record means nothing.
///
/// # Errors
///
/// Says what is wrong with the first cell that is not sound, and where. Records before it were found.
pub(super) fn cells(
    text: &[u8],
    delimiter: u8,
    spans: &mut Vec<Span>,
    records: &mut Vec<RecordEnd>,
) -> Result<Seen, (Broken, usize)> {
    cells_at(Level::new(), text, delimiter, spans, records)
}

fn cells_at(
    level: Level,
    text: &[u8],
    delimiter: u8,
    spans: &mut Vec<Span>,
    records: &mut Vec<RecordEnd>,
) -> Result<Seen, (Broken, usize)> {
    records.clear();
    let (seen, is_sound) = dispatch!(level, simd => by_marks(simd, text, delimiter, spans, records));
    if !is_sound {
        one_by_one(text, delimiter, spans, records)?;
    }
    Ok(seen)
}

/// Finds all cells of a sound text by its marks. The answer says whether it is sound.
#[inline(always)]
fn by_marks<S: Simd>(
    simd: S,
    text: &[u8],
    delimiter: u8,
    spans: &mut Vec<Span>,
    records: &mut Vec<RecordEnd>,
) -> (Seen, bool) {
    let (chunks, rest) = text.as_chunks();
    // A line break is put behind a last record that has none.
    let is_ended = matches!(text, [] | [.., b'\n']);
    let mut last = [b' '; CHUNK];
    last[..rest.len()].copy_from_slice(rest);
    if !is_ended {
        last[rest.len()] = b'\n';
    }
    let mut seen = Seen { lines: 0, has_nul: false, is_utf8: true };
    let (mut inside, mut begins, mut returned, mut has_doubled) = (0, 1, 0, false);
    let (mut quoting, mut unfinished) = (Quoting::default(), Unfinished::default());
    let (mut start, mut cells) = (0, 0);
    for (number, chunk) in chunks.iter().chain([&last]).enumerate() {
        let base = (number * CHUNK) as u32;
        let marks = Marks::of(simd, chunk, delimiter);
        let quoted = marks.quoted(&mut inside);
        let newlines = marks.newlines & !quoted;
        let ends = marks.delimiters & !quoted | newlines;
        seen.lines += marks.newlines.count_ones();
        seen.has_nul |= marks.nuls != 0;
        seen.is_utf8 &= marks.letters.are_sound(&mut unfinished);

        if spans.len() < cells + CHUNK {
            spans.resize(cells + ROOM, Span::default());
        }
        let found: &mut [Span; CHUNK] = spans[cells..].first_chunk_mut().expect("room was made");
        start = write(found, ends, base, start);
        let at = |place: u32| (ends & ((1 << place) - 1)).count_ones();
        for place in each(behind(marks.returns, &mut returned) & newlines) {
            let span = &mut found[at(place) as usize];
            span.end -= u32::from(span.start < span.end);
        }
        let begin = behind(ends, &mut begins);
        if marks.quotes != 0 || quoting.goes_on() {
            let (close, doubled) = quoting.see(marks, quoted, begin, ends, newlines);
            for place in each(close | doubled) {
                if doubled >> place & 1 == 1 {
                    has_doubled = true;
                    continue;
                }
                let span = &mut found[at(place) as usize];
                let flag = if std::mem::take(&mut has_doubled) { DOUBLED } else { 0 };
                *span = Span { start: span.start + 1, end: (span.end - 1) | flag };
            }
        }
        for place in each(newlines) {
            records.push(RecordEnd { cells: cells as u32 + at(place) + 1, place: base + place + 1 });
        }
        cells += ends.count_ones() as usize;
    }
    if let (false, Some(last)) = (is_ended, records.last_mut()) {
        last.place = text.len() as u32;
        seen.lines -= 1;
    }
    (seen, quoting.strays == 0 && inside == 0)
}

/// Writes the cells that end in a chunk, the first of which begins at `start`. Answers where the next one begins.
#[inline(always)]
fn write(found: &mut [Span; CHUNK], ends: u64, base: u32, start: u32) -> u32 {
    let (mut left, mut from) = (ends, start);
    // As many as most chunks have are written without asking after each whether there is another one.
    for spans in found.as_chunks_mut::<8>().0 {
        for span in spans {
            let end = base + left.trailing_zeros();
            *span = Span { start: from, end };
            from = end + 1;
            left &= left.wrapping_sub(1);
        }
        if left == 0 {
            break;
        }
    }
    if ends == 0 { start } else { base + u64::BITS - ends.leading_zeros() }
}

/// What is known of quotation marks from one chunk to the next.
#[derive(Debug, Default)]
struct Quoting {
    /// One if the last byte closes a cell.
    closed: u64,
    /// One if it is a carriage return behind such a byte.
    returned: u64,
    /// Marks and carriage returns that stand where none may.
    strays: u64,
}

impl Quoting {
    /// True if the last chunk said something of the next one.
    #[inline(always)]
    fn goes_on(&self) -> bool {
        self.closed | self.returned != 0
    }

    /// The ends of cells that stand in quotation marks, and the second halves of doubled marks.
    #[inline(always)]
    fn see(&mut self, marks: Marks, quoted: u64, begin: u64, ends: u64, newlines: u64) -> (u64, u64) {
        let (opening, closing) = (marks.quotes & quoted, marks.quotes & !quoted);
        let closed = behind(closing, &mut self.closed);
        let returned = behind(closed & marks.returns, &mut self.returned);
        self.strays |= opening & !(begin | closed)
            | closed & !(ends | marks.quotes | marks.returns)
            | returned & !newlines;
        (closed & ends | returned & newlines, opening & closed)
    }
}

/// Room is made for so many cells at once.
const ROOM: usize = 4_096;

/// Finds all cells by reading one after the other.
#[cold]
fn one_by_one(
    text: &[u8],
    delimiter: u8,
    spans: &mut Vec<Span>,
    records: &mut Vec<RecordEnd>,
) -> Result<(), (Broken, usize)> {
    spans.clear();
    records.clear();
    let mut at = 0;
    while at < text.len() {
        loop {
            let (span, end) = cell(text, at, delimiter)?;
            spans.push(span);
            at = (end + 1).min(text.len());
            if text.get(end) != Some(&delimiter) {
                break;
            }
        }
        records.push(RecordEnd { cells: spans.len() as u32, place: at as u32 });
    }
    Ok(())
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

    use super::super::marks::tests::levels;
    use super::*;

    /// All cells, the ends of all records, and what is broken.
    type Outcome = (Vec<Span>, Vec<RecordEnd>, Option<(Broken, usize)>);

    fn by_marks(level: Level, text: &[u8]) -> Outcome {
        let (mut spans, mut records) = (vec![Span { start: 7, end: 9 }; 100], Vec::new());
        let seen = cells_at(level, text, b';', &mut spans, &mut records);
        if let Ok(seen) = seen {
            let lines = text.iter().filter(|byte| **byte == b'\n').count() as u32;
            assert_eq!(seen, Seen { lines, has_nul: text.contains(&0), is_utf8: true });
            spans.truncate(records.last().map_or(0, |end| end.cells as usize));
        }
        (spans, records, seen.err())
    }

    /// The same, reading one cell after the other.
    fn one_by_one(text: &[u8]) -> Outcome {
        let (mut spans, mut records) = (Vec::new(), Vec::new());
        let broken = super::one_by_one(text, b';', &mut spans, &mut records).err();
        (spans, records, broken)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn marks_find_what_reading_cell_by_cell_finds(text in r#"([a-b]{0,9}|"|""|;|\n|\r\n|\r|\x00|"[a;\n]{0,70}"(;|\n)){0,40}"#) {
            let expected = one_by_one(text.as_bytes());
            for level in levels() {
                prop_assert_eq!(&by_marks(level, text.as_bytes()), &expected, "{:?}", level);
            }
        }
    }

    /// Texts of sound cells only, which are never read one by one.
    fn sound() -> impl Strategy<Value = String> {
        let cell = r#"[ab]{0,9}|"([a;\n]|\r|""){0,90}"|"[a-b]{60,70}""#;
        let mark = prop::sample::select(vec![";", ";", ";", "\n", "\r\n"]);
        prop::collection::vec((cell, mark), 0..12)
            .prop_map(|cells| cells.into_iter().flat_map(|(cell, mark)| [cell, mark.to_owned()]).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_sound_text_is_known_by_its_marks(text in sound()) {
            let text = text.as_bytes();
            let expected = one_by_one(text);
            prop_assert_eq!(expected.2, None);
            for level in levels() {
                let (mut spans, mut records) = (Vec::new(), Vec::new());
                let (_, is_sound) =
                    dispatch!(level, simd => super::by_marks(simd, text, b';', &mut spans, &mut records));
                prop_assert!(is_sound, "{:?}", level);
                prop_assert_eq!(&by_marks(level, text), &expected, "{:?}", level);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn what_is_seen_to_be_utf8_is_so(
            before in 0_usize..70,
            parts in prop::collection::vec(
                prop_oneof![
                    "[a-cæøå–€]{0,9}".prop_map(String::into_bytes),
                    "\\PC{1,2}".prop_map(String::into_bytes),
                    prop::collection::vec(0x80_u8.., 0..4),
                ],
                0..5,
            ),
        ) {
            let text = [vec![b'x'; before], parts.concat()].concat();
            for level in levels() {
                let mut spans = Vec::new();
                let (seen, _) =
                    dispatch!(level, simd => super::by_marks(simd, &text, b';', &mut spans, &mut Vec::new()));
                let is_utf8 = std::str::from_utf8(&text);
                prop_assert!(!seen.is_utf8 || is_utf8.is_ok(), "{:?}", level);
                let is_easy = |letter: char| letter < '\u{d000}' && !('\u{800}'..'\u{1000}').contains(&letter);
                prop_assert!(seen.is_utf8 || !is_utf8.is_ok_and(|text| text.chars().all(is_easy)), "{:?}", level);
            }
        }
    }

    #[test]
    fn a_record_ends_behind_its_line_break() {
        let text = b"a;\"b\n\"\"c\"\r\nd;e";
        assert_eq!(record_end(text, 0, b';'), 11);
        assert_eq!(record_end(text, 11, b';'), text.len());
    }
}
