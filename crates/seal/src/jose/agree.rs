use p256::elliptic_curve::ecdh::diffie_hellman;
use p256::{PublicKey, SecretKey};
use zeroize::Zeroizing;

/// Agrees on a key of 32 bytes: ECDH on P-256, then the Concat KDF as RFC 7518, 4.6 has it.
pub(super) fn agree(secret: &SecretKey, public: &PublicKey, info: &Info<'_>) -> Zeroizing<Vec<u8>> {
    let shared = diffie_hellman(secret.to_nonzero_scalar(), public.as_affine());
    concat_kdf(shared.raw_secret_bytes(), info)
}

/// What the agreed key is for.
pub(super) struct Info<'a> {
    pub algorithm: &'a str,
    pub sender: &'a [u8],
    pub recipient: &'a [u8],
    pub bits: u32,
}

/// One round of NIST SP 800-56A's Concat KDF with SHA-256: enough for keys of up to 256 bits.
fn concat_kdf(shared: &[u8], info: &Info<'_>) -> Zeroizing<Vec<u8>> {
    let mut input = Zeroizing::new(Vec::with_capacity(128));
    input.extend(1_u32.to_be_bytes());
    input.extend_from_slice(shared);
    for part in [info.algorithm.as_bytes(), info.sender, info.recipient] {
        // The three parts are header members of at most a few dozen bytes.
        input.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        input.extend_from_slice(part);
    }
    input.extend(info.bits.to_be_bytes());
    let digest = ring::digest::digest(&ring::digest::SHA256, &input);
    let length = usize::try_from(info.bits / 8).unwrap_or(0);
    Zeroizing::new(digest.as_ref().iter().copied().take(length).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{PrivateJwk, PublicJwk};
    use super::*;

    /// RFC 7518, appendix C: Alice's ephemeral key, Bob's key, `A128GCM` by direct agreement.
    #[test]
    fn agrees_with_rfc_7518_appendix_c() {
        let alice = PrivateJwk::from_json(
            br#"{"kty":"EC","crv":"P-256",
                "x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
                "y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
                "d":"0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"}"#,
        )
        .expect("the RFC's key");
        let bob = PublicJwk::from_json(
            br#"{"kty":"EC","crv":"P-256",
                "x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
                "y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"}"#,
        )
        .expect("the RFC's key");
        let info = Info {
            algorithm: "A128GCM",
            sender: b"Alice",
            recipient: b"Bob",
            bits: 128,
        };
        let key = agree(alice.secret(), bob.point(), &info);
        assert_eq!(super::super::text::encode(&*key), "VqqN6vgjbSBcIijNcacQGg");
    }
}
