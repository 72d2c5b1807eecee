//! Keys of records and of cells: the same records make the same key, in each table and each edition.
//!
//! A record's key is the first byte of the HMAC-SHA256 of its dataset and its identifier, with a
//! secret. A cell's key is the sum of its records', modulo 256 (Thompson, Broadfoot and Elazar 2013).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Makes keys of records.
#[derive(Clone, Debug)]
pub(super) struct RecordKeys {
    /// The secret and the dataset's name are in it already.
    begun: Hmac<Sha256>,
}

impl RecordKeys {
    pub(super) fn new(secret: &[u8], dataset: &str) -> RecordKeys {
        let mut begun = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
        begun.update(dataset.as_bytes());
        begun.update(&[0]);
        RecordKeys { begun }
    }

    /// The key of a record.
    pub(super) fn of(&self, record: &[u8]) -> u8 {
        let mut mac = self.begun.clone();
        mac.update(record);
        mac.finalize().into_bytes().first().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_records_key_follows_from_the_secret_the_dataset_and_the_record() {
        // python3 -c 'import hmac; print(hmac.digest(b"k" * 32, b"visits\0A1", "sha256")[0])'
        let keys = RecordKeys::new(&[b'k'; 32], "visits");
        assert_eq!(keys.of(b"A1"), 128);
        assert_eq!(keys.of(b"A2"), 235);
    }

    #[test]
    fn the_handbooks_keys_add_up_as_there() {
        // C15: .9 + .3 + .6 is .8 without the whole; in 256ths, 230 + 77 + 154 = 205.
        assert_eq!([230_u8, 77, 154].into_iter().fold(0, u8::wrapping_add), 205);
    }
}
