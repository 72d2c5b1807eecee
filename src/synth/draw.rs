//! Random draws that are the same on every machine.
//!
//! The only source is ChaCha8 (D. J. Bernstein), whose stream is defined by the cipher and not by a
//! library's version; a test pins its first words. Everything is computed with integers: logarithms
//! and powers of floating-point numbers differ between platforms.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde::Deserialize;

/// A stream of random numbers.
pub(super) struct Draw(ChaCha8Rng);

impl Draw {
    /// The stream with this number under this seed. Streams are independent of each other, so that a
    /// change to one pool leaves the others as they were.
    pub(super) fn new(seed: u64, stream: u64) -> Draw {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(stream);
        Draw(rng)
    }

    /// A number below `bound`; 0 if that is 0.
    ///
    /// A multiplication instead of a remainder: faster, and the bias is below one in 2^32 per value.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(bound)) >> 32) as u32
    }

    /// A number from `first` to `last`, both included.
    pub(super) fn between(&mut self, first: u64, last: u64) -> u64 {
        let span = u128::from(last.saturating_sub(first)) + 1;
        first + ((u128::from(self.0.next_u64()) * span) >> 64) as u64
    }

    /// A number from 0 to `last` whose size is spread evenly over the powers of two: mostly small, now
    /// and then very large.
    pub(super) fn heavy(&mut self, last: u64) -> u64 {
        let word = self.0.next_u64();
        let sizes = u64::from(u64::BITS - last.leading_zeros()) + 1;
        let size = ((word >> 32) * sizes) >> 32;
        // One word serves for both draws where its lower half has enough bits.
        let value = if size <= 32 {
            u64::from(word as u32) & ((1 << size) - 1)
        } else {
            self.0.next_u64() & (u64::MAX >> (64 - size))
        };
        value.min(last)
    }

    /// True as often as `share` says.
    pub(super) fn happens(&mut self, share: Share) -> bool {
        share.0 > 0 && u64::from(self.0.next_u32()) < share.0
    }
}

/// A probability, in units of 2^-32.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Share(u64);

impl Share {
    /// The share for a number from 0 to 1.
    pub(super) fn new(share: f64) -> Option<Share> {
        (0.0..=1.0).contains(&share).then_some(Share((share * 4_294_967_296.0) as u64))
    }

    pub(super) fn is_zero(self) -> bool {
        self.0 == 0
    }
}

/// How unevenly the members of a list are drawn, by their rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Skew {
    /// All alike.
    #[default]
    None,
    /// In proportion to one over the square root of the rank.
    Mild,
    /// In proportion to one over the rank (Zipf's law).
    Zipf,
    /// In proportion to one over the rank to the power of one and a half.
    Strong,
}

impl Skew {
    fn weight(self, rank: u64) -> u64 {
        const ONE: u64 = 1 << 40;
        match self {
            Skew::None => 1,
            Skew::Mild => ONE / (rank << 16).isqrt(),
            Skew::Zipf => ONE / rank,
            // The root is taken of a shifted number so that it keeps eight binary places.
            Skew::Strong => (ONE << 8) / (rank * (rank << 16).isqrt()),
        }
    }
}

/// Draws a place in a list in constant time, however uneven the weights (the alias method).
#[derive(Clone, Debug)]
pub(super) enum Weighted {
    /// This many places, all alike.
    Even(u32),
    /// Per place: the threshold below which the draw stays there, and where it goes otherwise.
    Alias(Vec<(u32, u32)>),
}

impl Weighted {
    /// `len` places in order of rank.
    pub(super) fn skewed(skew: Skew, len: usize) -> Weighted {
        match skew {
            Skew::None => Weighted::Even(len as u32),
            _ => Weighted::new(&(1..=len as u64).map(|rank| skew.weight(rank)).collect::<Vec<_>>()),
        }
    }

    /// Places with weights that are not all 0.
    pub(super) fn new(weights: &[u64]) -> Weighted {
        let total: u128 = weights.iter().map(|weight| u128::from(*weight)).sum::<u128>().max(1);
        let mut scaled: Vec<u128> = weights.iter().map(|w| u128::from(*w) * weights.len() as u128).collect();
        let mut table: Vec<(u32, u32)> = (0..weights.len() as u32).map(|at| (u32::MAX, at)).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..weights.len()).partition(|at| scaled[*at] < total);
        while let (Some(poor), Some(rich)) = (small.pop(), large.last().copied()) {
            table[poor] = (((scaled[poor] << 32) / total) as u32, rich as u32);
            scaled[rich] -= total - scaled[poor];
            if scaled[rich] < total {
                large.pop();
                small.push(rich);
            }
        }
        Weighted::Alias(table)
    }

    /// A place.
    pub(super) fn draw(&self, draw: &mut Draw) -> u32 {
        match self {
            Weighted::Even(len) => draw.below(*len),
            Weighted::Alias(table) => {
                let word = draw.0.next_u64();
                let at = ((word >> 32) * table.len() as u64) >> 32;
                match table.get(at as usize) {
                    Some((threshold, other)) if word as u32 >= *threshold => *other,
                    _ => at as u32,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_ciphers() {
        // ChaCha8 with a key of zeros: the first words of the published keystream
        // (3e00ef2f895f40d67f5bb8e81f09a5a1 2c840ec3ce9a7f3b181be188ef711a1e …).
        let mut draw = Draw::new(0, 0);
        let words: Vec<u32> = (0..4).map(|_| draw.0.next_u32()).collect();
        assert_eq!(words, [0x2fef_003e, 0xd640_5f89, 0xe8b8_5b7f, 0xa1a5_091f]);
        assert_ne!(Draw::new(0, 1).0.next_u64(), Draw::new(0, 0).0.next_u64());
        assert_ne!(Draw::new(1, 0).0.next_u64(), Draw::new(0, 0).0.next_u64());
    }

    #[test]
    fn draws_stay_within_their_bounds_and_reach_them() {
        let mut draw = Draw::new(7, 0);
        let mut seen = [false; 5];
        for _ in 0..1000 {
            seen[draw.below(5) as usize] = true;
            assert!((3..=9).contains(&draw.between(3, 9)));
            assert!(draw.heavy(1000) <= 1000);
            assert!(draw.heavy(u64::MAX >> 1) <= u64::MAX >> 1);
            assert_eq!(draw.heavy(0), 0);
        }
        assert_eq!(seen, [true; 5]);
        assert!((0..200).any(|_| draw.heavy(1000) > 900) && (0..200).any(|_| draw.heavy(1000) == 0));
    }

    #[test]
    fn weights_are_met() {
        let weighted = Weighted::new(&[60, 30, 10, 0]);
        let mut counts = [0u32; 4];
        let mut draw = Draw::new(1, 0);
        for _ in 0..100_000 {
            counts[weighted.draw(&mut draw) as usize] += 1;
        }
        assert_eq!(counts[3], 0);
        for (count, percent) in counts.iter().zip([60, 30, 10]) {
            assert!(count.abs_diff(percent * 1000) < 1000, "{counts:?}");
        }
    }

    #[test]
    fn a_stronger_skew_draws_the_first_more_often() {
        let share_of_first = |skew| {
            let weighted = Weighted::skewed(skew, 100);
            let mut draw = Draw::new(1, 0);
            (0..10_000).filter(|_| weighted.draw(&mut draw) == 0).count()
        };
        let shares = [Skew::None, Skew::Mild, Skew::Zipf, Skew::Strong].map(share_of_first);
        assert!(shares.is_sorted(), "{shares:?}");
        assert!(shares[0] < 200 && (1700..2200).contains(&shares[2]) && shares[3] > 3500, "{shares:?}");
    }

    #[test]
    fn shares_lie_between_never_and_always() {
        assert_eq!(Share::new(1.5), None);
        assert_eq!(Share::new(-0.1), None);
        assert_eq!(Share::new(f64::NAN), None);
        let mut draw = Draw::new(1, 0);
        let (never, always) = (Share::new(0.0).unwrap(), Share::new(1.0).unwrap());
        assert!((0..1000).all(|_| draw.happens(always) && !draw.happens(never)));
    }
}
