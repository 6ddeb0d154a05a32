use std::fmt;

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem as _, OpModeR, OpModeS, PskBundle, Serializable as _};
use mn_domain::Sensitive;

use crate::cipher::VERSION;
use crate::framed::framed;
use crate::scrub::{self, scrubbed};
use crate::secret::Secret;
use crate::{Handle, Pepper, SealError, VisitKeys, VisitPublicKey, kdf};

type PrivateKey = <X25519HkdfSha256 as hpke::Kem>::PrivateKey;
type PublicKey = <X25519HkdfSha256 as hpke::Kem>::PublicKey;
type Encapsulated = <X25519HkdfSha256 as hpke::Kem>::EncappedKey;

const ENCAPSULATED: usize = 32;
const INFO: &[u8] = b"mn deposit 2";
const VOUCHER: &[u8] = b"node";

/// What background work seals with (HPKE, RFC 9180, mode PSK): the visit's public key, and a voucher that only
/// the installation's own nodes can make. Who seals cannot open; who knows the public key alone cannot seal.
#[derive(Clone)]
pub struct DepositKey {
    handle: Handle,
    public_key: VisitPublicKey,
    voucher: Secret,
}

impl DepositKey {
    /// Makes the key of one visit.
    #[must_use]
    pub fn new(pepper: &Pepper, handle: Handle, public_key: VisitPublicKey) -> Self {
        let info: [&[u8]; 2] = [b"deposits", handle.as_bytes()];
        Self {
            handle,
            public_key,
            voucher: kdf::derive(b"mn installation 1", &[pepper.bytes()], &info),
        }
    }

    /// Whose visit.
    #[must_use]
    pub const fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Seals a value for the visit.
    ///
    /// # Errors
    /// Fails where the key is not one, or the value is too large.
    pub fn seal(&self, value: &[u8]) -> Result<Vec<u8>, SealError> {
        let public = PublicKey::from_bytes(self.public_key.as_bytes()).map_err(|_| SealError::Format)?;
        let (enc, body) = scrubbed::<{ scrub::LARGE }, _>(|| {
            let voucher = PskBundle::new(self.voucher.bytes(), VOUCHER)?;
            hpke::single_shot_seal::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
                &OpModeS::Psk(voucher),
                &public,
                INFO,
                value,
                &self.place(),
            )
        })
        .map_err(|_| SealError::TooLarge)?;
        let mut sealed = Vec::with_capacity(1 + ENCAPSULATED + body.len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&enc.to_bytes());
        sealed.extend_from_slice(&body);
        Ok(sealed)
    }

    fn place(&self) -> Vec<u8> {
        framed(&[&[VERSION], self.handle.as_bytes()])
    }
}

impl VisitKeys {
    /// Opens what background work sealed for this visit.
    ///
    /// # Errors
    /// Fails where the value was changed, was meant for another visit, or no node of the installation sealed it.
    pub fn open_deposit(&self, key: &DepositKey, sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, SealError> {
        let ([VERSION], rest) = sealed.split_first_chunk().ok_or(SealError::Format)? else {
            return Err(SealError::Format);
        };
        let (enc, body) = rest
            .split_first_chunk::<ENCAPSULATED>()
            .ok_or(SealError::Format)?;
        scrubbed::<{ scrub::LARGE }, _>(|| {
            let private: Box<PrivateKey> = Box::new(X25519HkdfSha256::derive_keypair(self.pair().bytes()).0);
            let enc = Encapsulated::from_bytes(enc).map_err(|_| SealError::Format)?;
            let voucher = PskBundle::new(key.voucher.bytes(), VOUCHER).map_err(|_| SealError::Format)?;
            hpke::single_shot_open::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
                &OpModeR::Psk(voucher),
                &private,
                &enc,
                INFO,
                body,
                &key.place(),
            )
            .map(Sensitive::new)
            .map_err(|_| SealError::Broken)
        })
    }
}

impl fmt::Debug for DepositKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DepositKey([secret])")
    }
}
