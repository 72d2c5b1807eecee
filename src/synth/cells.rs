//! Texts laid out for copying into CSV: one buffer, quotation marks doubled, and one answer for all of
//! them to whether they need quotation marks around them.

/// Texts that are drawn by their place.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    quoted: bool,
    longest: usize,
}

impl Cells {
    /// The texts for a file with this delimiter.
    pub(super) fn new<'a>(texts: impl IntoIterator<Item = &'a str>, delimiter: u8) -> Cells {
        let mut cells = Cells::default();
        for text in texts {
            cells.quoted |= needs_quotes(text, delimiter);
            cells.longest = cells.longest.max(text.chars().count());
            push_doubled(&mut cells.bytes, text);
            cells.ends.push(u32::try_from(cells.bytes.len()).expect("a pool's texts take less than 4 GB"));
        }
        cells
    }

    /// The text at a place, without quotation marks around it; empty if there is none.
    pub(super) fn get(&self, at: u32) -> &[u8] {
        let at = at as usize;
        let start = match at.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
            None => 0,
        };
        let end = self.ends.get(at).copied().unwrap_or(start);
        self.bytes.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Writes the text at a place as a cell.
    pub(super) fn write(&self, at: u32, out: &mut Vec<u8>) {
        let text = self.get(at);
        // An empty cell stays bare: quoted or not, it is the same null.
        if self.quoted && !text.is_empty() {
            out.push(b'"');
            out.extend_from_slice(text);
            out.push(b'"');
        } else {
            out.extend_from_slice(text);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// True if any of the texts needs quotation marks; then all of them get some.
    pub(super) fn quoted(&self) -> bool {
        self.quoted
    }

    /// The number of characters of the longest text.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }
}

/// True if a text must stand between quotation marks in a file with this delimiter.
pub(super) fn needs_quotes(text: &str, delimiter: u8) -> bool {
    text.bytes().any(|byte| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r'))
}

/// Appends a text with its quotation marks doubled.
pub(super) fn push_doubled(out: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cells: &Cells, at: u32) -> String {
        let mut out = Vec::new();
        cells.write(at, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn texts_without_special_characters_stay_bare() {
        let cells = Cells::new(["a", "", "æøå"], b',');
        assert_eq!([written(&cells, 0), written(&cells, 1), written(&cells, 2)], ["a", "", "æøå"]);
        assert_eq!((cells.len(), cells.longest()), (3, 3));
        assert_eq!(written(&cells, 3), "");
    }

    #[test]
    fn one_special_character_puts_all_between_quotation_marks() {
        let cells = Cells::new(["a", "b \"c\", d", ""], b',');
        assert_eq!(
            [written(&cells, 0), written(&cells, 1), written(&cells, 2)],
            ["\"a\"", "\"b \"\"c\"\", d\"", ""]
        );
        assert!(!Cells::new(["b, c"], b';').quoted());
    }
}
