//! Where a text has the marks that tell cells and records apart, sixty-four bytes at a time.

use wide::u8x16;

/// How many bytes are looked at together: as many as a number has bits.
pub(super) const CHUNK: usize = 64;

/// The marks among [`CHUNK`] bytes, as numbers whose lowest bit stands for the first byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) quotes: u64,
    pub(super) delimiters: u64,
    pub(super) newlines: u64,
    /// Not a place: whether there is a NUL byte among them.
    pub(super) has_nul: bool,
}

impl Marks {
    /// The marks of a chunk.
    #[inline]
    pub(super) fn of(chunk: &[u8; CHUNK], delimiter: u8) -> Marks {
        let mut marks = Marks::default();
        let mut nuls = u8x16::ZERO;
        for (at, bytes) in chunk.as_chunks().0.iter().enumerate() {
            let bytes = u8x16::new(*bytes);
            let places = |mark: u8| u64::from(bytes.simd_eq(u8x16::splat(mark)).to_bitmask()) << (16 * at);
            marks.quotes |= places(b'"');
            marks.delimiters |= places(delimiter);
            marks.newlines |= places(b'\n');
            nuls |= bytes.simd_eq(u8x16::ZERO);
        }
        marks.has_nul = nuls.to_bitmask() != 0;
        marks
    }

    /// Which bytes lie between an odd quotation mark and the next one: each is the parity of the marks up
    /// to it. `inside` is all ones if the chunk begins there, and is set for the next chunk.
    #[inline]
    pub(super) fn quoted(self, inside: &mut u64) -> u64 {
        if self.quotes == 0 {
            return *inside;
        }
        let mut parity = self.quotes;
        for distance in [1, 2, 4, 8, 16, 32] {
            parity ^= parity << distance;
        }
        parity ^= *inside;
        *inside = if parity >> 63 == 1 { u64::MAX } else { 0 };
        parity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_where_the_bytes_do() {
        let mut text = [b'x'; CHUNK];
        for at in [0, 15, 16, 63] {
            text[at] = b';';
        }
        text[17] = b'"';
        text[40] = b'\n';
        let marks = Marks::of(&text, b';');
        assert_eq!(marks.delimiters, 1 | 1 << 15 | 1 << 16 | 1 << 63);
        assert_eq!((marks.quotes, marks.newlines), (1 << 17, 1 << 40));
    }

    #[test]
    fn what_is_quoted_goes_on_into_the_next_chunk() {
        let mut inside = 0;
        let marks = Marks { quotes: 1 << 2 | 1 << 4 | 1 << 62, ..Marks::default() };
        assert_eq!(marks.quoted(&mut inside), 0b1100 | 0b11 << 62);
        assert_eq!(inside, u64::MAX);
        assert_eq!(Marks::default().quoted(&mut inside), u64::MAX);
        assert_eq!(Marks { quotes: 1, ..Marks::default() }.quoted(&mut inside), 0);
        assert_eq!(inside, 0);
    }
}
