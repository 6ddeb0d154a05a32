use mn_domain::Sensitive;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, MAX_TAG_LEN, NONCE_LEN, Nonce, UnboundKey};

use crate::SealError;
use crate::framed::framed_after;
use crate::random::random;
use crate::scrub::{self, scrubbed};
use crate::secret::Secret;

/// The first byte of everything sealed. It stands in the associated data too: no downgrade.
pub(crate) const VERSION: u8 = 1;
const HEAD: usize = 1 + NONCE_LEN;

/// AES-256-GCM with a fresh random nonce. The key schedule is built once and boxed: one copy, known where.
pub(crate) struct Cipher(Box<LessSafeKey>);

impl Cipher {
    pub(crate) fn new(key: &Secret) -> Result<Self, SealError> {
        scrubbed::<{ scrub::SMALL }, _>(|| {
            let key = UnboundKey::new(&AES_256_GCM, key.bytes()).map_err(|_| SealError::Format)?;
            Ok(Self(Box::new(LessSafeKey::new(key))))
        })
    }

    /// Seals to `version ‖ nonce ‖ ciphertext ‖ tag`, bound to the places.
    pub(crate) fn seal(&self, bound_to: &[&[u8]], plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce = random::<NONCE_LEN>();
        let mut sealed = Vec::with_capacity(HEAD + plaintext.len() + MAX_TAG_LEN);
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plaintext);
        let body = sealed.get_mut(HEAD..).ok_or(SealError::Format)?;
        let tag = scrubbed::<{ scrub::SMALL }, _>(|| {
            let nonce = Nonce::assume_unique_for_key(nonce);
            self.0
                .seal_in_place_separate_tag(nonce, associated(bound_to), body)
        })
        .map_err(|_| SealError::TooLarge)?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    pub(crate) fn open(&self, bound_to: &[&[u8]], sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, SealError> {
        let ([VERSION], rest) = sealed.split_first_chunk().ok_or(SealError::Format)? else {
            return Err(SealError::Format);
        };
        let (nonce, body) = rest.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Format)?;
        let mut opened = zeroize::Zeroizing::new(body.to_vec());
        let length = scrubbed::<{ scrub::SMALL }, _>(|| {
            let nonce = Nonce::assume_unique_for_key(*nonce);
            self.0
                .open_in_place(nonce, associated(bound_to), &mut opened)
                .map(|plaintext| plaintext.len())
        })
        .map_err(|_| SealError::Broken)?;
        opened.truncate(length);
        Ok(Sensitive::new(std::mem::take(&mut *opened)))
    }
}

fn associated(bound_to: &[&[u8]]) -> Aad<Vec<u8>> {
    Aad::from(framed_after(&[&[VERSION]], bound_to))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cipher() -> Cipher {
        Cipher::new(&Secret::draw()).expect("a key of 32 bytes")
    }

    #[test]
    fn opens_what_it_sealed_and_only_in_its_place() {
        let cipher = cipher();
        let sealed = cipher.seal(&[b"here"], b"planted").expect("small enough");
        let opened = cipher.open(&[b"here"], &sealed).expect("its own");
        assert_eq!(opened.expose(), b"planted");
        assert_eq!(cipher.open(&[b"there"], &sealed), Err(SealError::Broken));
        assert_eq!(
            super::tests::cipher().open(&[b"here"], &sealed),
            Err(SealError::Broken)
        );
    }

    #[test]
    fn never_seals_the_same_value_to_the_same_bytes() {
        let cipher = cipher();
        assert_ne!(cipher.seal(&[], b"value"), cipher.seal(&[], b"value"));
    }

    #[test]
    fn refuses_another_version() {
        let cipher = cipher();
        let mut sealed = cipher.seal(&[], b"value").expect("small enough");
        for version in [0, 2, 255] {
            sealed[0] = version;
            assert_eq!(cipher.open(&[], &sealed), Err(SealError::Format));
        }
    }

    proptest! {
        #[test]
        fn any_flipped_bit_is_noticed(value: Vec<u8>, position: prop::sample::Index, bit in 0..8_u8) {
            let cipher = cipher();
            let mut sealed = cipher.seal(&[b"slot"], &value).expect("small enough");
            let at = position.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert!(cipher.open(&[b"slot"], &sealed).is_err());
        }

        #[test]
        fn any_truncation_is_noticed(value: Vec<u8>, position: prop::sample::Index) {
            let cipher = cipher();
            let mut sealed = cipher.seal(&[b"slot"], &value).expect("small enough");
            sealed.truncate(position.index(sealed.len()));
            prop_assert!(cipher.open(&[b"slot"], &sealed).is_err());
        }

        #[test]
        fn arbitrary_bytes_open_nothing(bytes: Vec<u8>) {
            prop_assert!(cipher().open(&[], &bytes).is_err());
        }
    }
}
