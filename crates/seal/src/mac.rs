use p256::elliptic_curve::subtle::ConstantTimeEq as _;

use crate::scrub::{self, scrubbed};

/// Computes HMAC-SHA256 (RFC 2104).
#[must_use]
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    scrubbed::<{ scrub::SMALL }, _>(|| {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key);
        let mut tag = [0; 32];
        for (to, from) in tag.iter_mut().zip(ring::hmac::sign(&key, message).as_ref()) {
            *to = *from;
        }
        tag
    })
}

/// Compares without telling by the time it takes where two values differ. Lengths are not secret.
#[must_use]
pub fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    #[test]
    fn agrees_with_rfc_4231() {
        let tag = crate::Digest::from_bytes(hmac_sha256(b"Jefe", b"what do ya want for nothing?"));
        assert_eq!(
            tag.to_string(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn compares_values_and_lengths() {
        assert!(is_same(b"same", b"same"));
        assert!(!is_same(b"same", b"sane"));
        assert!(!is_same(b"same", b"sam"));
        assert!(is_same(b"", b""));
    }
}
