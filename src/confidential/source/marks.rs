//! Where a text has the marks that tell cells and records apart, sixty-four bytes at a time.

use fearless_simd::{Simd, prelude::*, u8x64};

/// How many bytes are looked at together: as many as a number has bits.
pub(super) const CHUNK: usize = 64;

/// The marks among [`CHUNK`] bytes, as numbers whose lowest bit stands for the first byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) quotes: u64,
    pub(super) delimiters: u64,
    pub(super) newlines: u64,
    pub(super) returns: u64,
    pub(super) nuls: u64,
    pub(super) letters: Letters,
}

/// Where letters beyond ASCII have their bytes in UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Letters {
    /// The first bytes of letters, of two bytes and more.
    first: u64,
    /// Those of letters of three bytes and more.
    first_of_three: u64,
    /// The bytes that go on with a letter.
    further: u64,
    /// Bytes that no letter has, or that ask for more care than is taken here.
    unclear: u64,
}

/// How many bytes the last letters of a chunk still need in the next one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unfinished {
    second: u64,
    second_of_three: u64,
    third: u64,
}

impl Marks {
    /// The marks of a chunk, found with the widest vectors that the processor is known to have.
    #[inline(always)]
    pub(super) fn of<S: Simd>(simd: S, chunk: &[u8; CHUNK], delimiter: u8) -> Marks {
        let bytes = u8x64::from_slice(simd, chunk);
        let all = |byte: u8| u8x64::splat(simd, byte);
        let places = |mark: u8| bytes.simd_eq(all(mark)).to_bitmask();
        let from = |least: u8| bytes.simd_ge(all(least)).to_bitmask();
        let (first, first_of_three) = (from(0xC0), from(0xE0));
        // Two bytes would say what one can. So might three, or stand for half a letter of UTF-16.
        let mut unclear = (bytes & all(0xFE)).simd_eq(all(0xC0)).to_bitmask();
        if first_of_three != 0 {
            unclear |= places(0xE0) | places(0xED) | from(0xF0);
        }
        Marks {
            quotes: places(b'"'),
            delimiters: places(delimiter),
            newlines: places(b'\n'),
            returns: places(b'\r'),
            nuls: places(0),
            letters: Letters { first, first_of_three, further: from(0x80) & !first, unclear },
        }
    }

    /// Which bytes lie between an odd quotation mark, which is one of them, and the next one: each is the
    /// parity of the marks up to it. `inside` is all ones if the chunk begins there, and is set for the next.
    #[inline(always)]
    pub(super) fn quoted(self, inside: &mut u64) -> u64 {
        let mut parity = self.quotes;
        for distance in [1, 2, 4, 8, 16, 32] {
            parity ^= parity << distance;
        }
        parity ^= *inside;
        *inside = if parity >> 63 == 1 { u64::MAX } else { 0 };
        parity
    }
}

impl Letters {
    /// True if these bytes are sound UTF-8 for certain, behind those of the chunk before.
    #[inline(always)]
    pub(super) fn are_sound(self, unfinished: &mut Unfinished) -> bool {
        let second = behind(self.first, &mut unfinished.second);
        let second_of_three = behind(self.first_of_three, &mut unfinished.second_of_three);
        let third = behind(second_of_three, &mut unfinished.third);
        self.unclear | (self.further ^ (second | third)) == 0
    }
}

/// The places right behind others. The last of them is the first of the next chunk, where `carried` brings it.
#[inline(always)]
pub(super) fn behind(places: u64, carried: &mut u64) -> u64 {
    let behind = places << 1 | *carried;
    *carried = places >> 63;
    behind
}

/// Each of some places, from the first to the last.
#[inline(always)]
pub(super) fn each(mut places: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let place = (places != 0).then(|| places.trailing_zeros());
        places &= places.wrapping_sub(1);
        place
    })
}

#[cfg(test)]
pub(super) mod tests {
    use fearless_simd::{Level, dispatch};
    use proptest::prelude::*;

    use super::*;

    /// Every kind of vector that this processor has, and none.
    pub(in super::super) fn levels() -> Vec<Level> {
        let best = Level::new();
        let mut levels = vec![best, Level::fallback()];
        #[cfg(target_arch = "x86_64")]
        {
            levels.extend(best.as_sse2().map(Level::Sse2));
            levels.extend(best.as_sse4_2().map(Level::Sse4_2));
            levels.extend(best.as_avx2().map(Level::Avx2));
        }
        levels
    }

    proptest! {
        #[test]
        fn marks_stand_where_the_bytes_do(text in prop::collection::vec(prop::sample::select(&b"\",\n\r\0x\x80\xbf\xc0\xc1\xc3\xe0\xe2\xed\xf0"[..]), CHUNK)) {
            let chunk: &[u8; CHUNK] = text.first_chunk().unwrap();
            let places_of = |is_one: &dyn Fn(u8) -> bool| {
                (0..CHUNK).filter(|at| is_one(chunk[*at])).map(|at| 1 << at).sum::<u64>()
            };
            let places = |mark: u8| places_of(&|byte| byte == mark);
            let expected = Marks {
                quotes: places(b'"'),
                delimiters: places(b','),
                newlines: places(b'\n'),
                returns: places(b'\r'),
                nuls: places(0),
                letters: Letters {
                    first: places_of(&|byte| byte >= 0xC0),
                    first_of_three: places_of(&|byte| byte >= 0xE0),
                    further: places_of(&|byte| (0x80..0xC0).contains(&byte)),
                    unclear: places_of(&|byte| matches!(byte, 0xC0 | 0xC1 | 0xE0 | 0xED | 0xF0..)),
                },
            };
            for level in levels() {
                let found = dispatch!(level, simd => Marks::of(simd, chunk, b','));
                prop_assert_eq!(found, expected, "{:?}", level);
            }
        }
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

    #[test]
    fn what_lies_behind_goes_on_into_the_next_chunk() {
        let mut carried = 1;
        assert_eq!(behind(1 << 3 | 1 << 63, &mut carried), 1 << 4 | 1);
        assert_eq!(behind(0, &mut carried), 1);
        assert_eq!(behind(0, &mut carried), 0);
        assert_eq!(each(1 << 63 | 0b101).collect::<Vec<_>>(), [0, 2, 63]);
    }
}
