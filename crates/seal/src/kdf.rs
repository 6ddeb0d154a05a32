use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use zeroize::Zeroizing;

use crate::framed::framed;
use crate::scrub::{self, scrubbed};
use crate::secret::Secret;

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// Derives bytes by HKDF-SHA256 (RFC 5869) into `out`, which holds at most 255 × 32 bytes.
///
/// A longer `out` would be a mistake of ours and leaves it zero; every caller in this crate asks for 64 at most.
fn expand(key: &Prk, info: &[u8], out: &mut [u8]) {
    let length = Length(out.len());
    if let Ok(okm) = key.expand(&[info], length) {
        let filled = okm.fill(out);
        debug_assert!(filled.is_ok(), "the length is the one asked for");
    }
}

fn extract(salt: &[u8], input: &[u8]) -> Prk {
    Salt::new(HKDF_SHA256, salt).extract(input)
}

/// Derives one secret of 32 bytes for one purpose from several secrets.
pub(crate) fn derive(salt: &[u8], secrets: &[&[u8]], info: &[&[u8]]) -> Secret {
    let [secret] = derive_each(salt, secrets, [info]);
    secret
}

/// Derives a secret of 32 bytes for each of several purposes: what they have in common is computed once.
pub(crate) fn derive_each<const N: usize>(
    salt: &[u8],
    secrets: &[&[u8]],
    purposes: [&[&[u8]]; N],
) -> [Secret; N] {
    let input = Zeroizing::new(framed(secrets));
    let mut derived = purposes.map(|purpose| (framed(purpose), Secret::zero()));
    scrubbed::<{ scrub::SMALL }, _>(|| {
        let key = extract(salt, &input);
        for (info, secret) in &mut derived {
            expand(&key, info, secret.bytes_mut());
        }
    });
    derived.map(|(_, secret)| secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(range: std::ops::RangeInclusive<u8>) -> Vec<u8> {
        range.collect()
    }

    /// RFC 5869, appendix A.1.
    #[test]
    fn agrees_with_rfc_5869() {
        let mut out = [0; 42];
        let key = extract(&bytes(0x00..=0x0c), &[0x0b; 22]);
        expand(&key, &bytes(0xf0..=0xf9), &mut out);
        let expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf";
        let begin = out.first_chunk().copied().map(crate::Digest::from_bytes);
        assert_eq!(begin.map(|bytes| bytes.to_string()).as_deref(), Some(expected));
        assert_eq!(
            out[32..],
            [0x34, 0x00, 0x72, 0x08, 0xd5, 0xb8, 0x87, 0x18, 0x58, 0x65]
        );
    }

    #[test]
    fn every_purpose_and_secret_gives_another_key() {
        let key = |secret: &[u8], label: &[u8]| *derive(b"salt", &[secret], &[label]).bytes();
        assert_eq!(key(b"a", b"one"), key(b"a", b"one"));
        assert_ne!(key(b"a", b"one"), key(b"a", b"two"));
        assert_ne!(key(b"a", b"one"), key(b"b", b"one"));
        assert_ne!(key(b"a", b"one"), [0; 32]);
    }

    #[test]
    fn several_at_once_are_those_that_each_would_be_alone() {
        let together = derive_each(b"salt", &[b"a"], [&[b"one"], &[b"two", b"3"]]);
        let alone = [
            derive(b"salt", &[b"a"], &[b"one"]),
            derive(b"salt", &[b"a"], &[b"two", b"3"]),
        ];
        assert_eq!(together.map(|key| *key.bytes()), alone.map(|key| *key.bytes()));
    }
}
