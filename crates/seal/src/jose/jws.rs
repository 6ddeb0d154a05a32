//! JSON Web Signatures, compact, `ES256` only.

use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, UnparsedPublicKey,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use super::{KeySet, KeyUse, PrivateJwk, PublicJwk, text};
use crate::scrub::{self, scrubbed};

/// The name of the algorithm.
const ALGORITHM: &str = "ES256";

/// Why something could not be signed or verified. Carries no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum JwsError {
    /// It is not a compact JWS.
    #[error("not a compact JWS")]
    Format,
    /// Its header asks for something that is not on the list.
    #[error("the header of the JWS is not accepted")]
    Header,
    /// It is of another type than was asked for.
    #[error("the JWS is of another type")]
    Type,
    /// It is signed with a key that is not in the set.
    #[error("the key of the JWS is not known")]
    UnknownKey,
    /// The signature does not agree.
    #[error("the signature of the JWS does not agree")]
    Signature,
}

/// The protected header: these members and no others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    typ: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cty: Option<String>,
}

/// Signs a payload. `typ` says what it is, for example `JWT` or `secevent+jwt`; the header names the key.
///
/// # Errors
/// Fails only where the key does not sign.
pub fn sign(key: &PrivateJwk, typ: &str, payload: &[u8]) -> Result<String, JwsError> {
    let header = header(ALGORITHM, &key.public().kid(), typ)?;
    let mut compact = format!("{}.{}", text::encode(header), text::encode(payload));
    let signature = signature(key, compact.as_bytes())?;
    compact.push('.');
    compact.push_str(&text::encode(signature));
    Ok(compact)
}

/// A protected header.
pub(super) fn header(alg: &str, kid: &str, typ: &str) -> Result<Vec<u8>, JwsError> {
    let header = Header {
        alg: alg.to_owned(),
        kid: Some(kid.to_owned()),
        typ: Some(typ.to_owned()),
        cty: None,
    };
    serde_json::to_vec(&header).map_err(|_| JwsError::Header)
}

/// Signs bytes with ECDSA on P-256 and SHA-256: `r ‖ s`.
fn signature(key: &PrivateJwk, message: &[u8]) -> Result<Vec<u8>, JwsError> {
    scrubbed::<{ scrub::LARGE }, _>(|| {
        let random = SystemRandom::new();
        let secret = Zeroizing::new(key.secret().to_bytes());
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &secret,
            &key.public().sec1(),
            &random,
        )
        .map_err(|_| JwsError::Signature)?;
        let signature = pair.sign(&random, message).map_err(|_| JwsError::Signature)?;
        Ok(signature.as_ref().to_vec())
    })
}

/// Verifies a JWS of this type with this key and gives its payload.
///
/// # Errors
/// Fails where anything about it is not as asked.
pub fn verify(key: &PublicJwk, typ: &str, compact: &str) -> Result<Vec<u8>, JwsError> {
    let [header, payload, signature] = text::parts(compact).ok_or(JwsError::Format)?;
    checked(header, ALGORITHM, typ)?;
    verify_signature(key, compact, signature)?;
    let mut payload = text::decode(payload).ok_or(JwsError::Format)?;
    Ok(std::mem::take(&mut *payload))
}

fn verify_signature(key: &PublicJwk, compact: &str, signature: &str) -> Result<(), JwsError> {
    let (message, _) = compact.rsplit_once('.').ok_or(JwsError::Format)?;
    let signature = text::decode(signature).ok_or(JwsError::Format)?;
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.sec1())
        .verify(message.as_bytes(), &signature)
        .map_err(|_| JwsError::Signature)
}

/// Verifies a JWS of this type with the key of the set that its header names.
///
/// # Errors
/// Fails where the header names no signature key of the set, or anything else is not as asked.
pub fn verify_with_set(set: &KeySet, typ: &str, compact: &str) -> Result<Vec<u8>, JwsError> {
    let kid = kid(compact)?.ok_or(JwsError::UnknownKey)?;
    let key = set.find(&kid, KeyUse::Signature).ok_or(JwsError::UnknownKey)?;
    verify(key, typ, compact)
}

/// The key that the header names. Not verified: use it to choose a key, nothing else.
///
/// # Errors
/// Fails where it is not a compact JWS with an accepted header.
pub fn kid(compact: &str) -> Result<Option<String>, JwsError> {
    let [header, _, _] = text::parts(compact).ok_or(JwsError::Format)?;
    Ok(read_header(header)?.kid)
}

fn read_header(text: &str) -> Result<Header, JwsError> {
    let json = text::decode(text).ok_or(JwsError::Format)?;
    serde_json::from_slice(&json).map_err(|_| JwsError::Header)
}

/// Reads a header that must be of this algorithm and type, and gives the key that it names.
///
/// RFC 7515, 4.1.9: media types compare without case and with `application/` left out.
pub(super) fn checked(text: &str, alg: &str, typ: &str) -> Result<Option<String>, JwsError> {
    let header = read_header(text)?;
    if header.alg != alg {
        return Err(JwsError::Header);
    }
    let own = header.typ.as_deref().ok_or(JwsError::Type)?.to_ascii_lowercase();
    let own = own.strip_prefix("application/").unwrap_or(&own);
    if own == typ.to_ascii_lowercase() {
        Ok(header.kid)
    } else {
        Err(JwsError::Type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7515, appendix A.3. Its header has no `typ`, so only the signature is checked here.
    #[test]
    fn verifies_the_signature_of_rfc_7515() {
        let key = PublicJwk::from_json(
            br#"{"kty":"EC","crv":"P-256",
                "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
        )
        .expect("the RFC's key");
        let compact = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvb\
                       S9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQx\
                       fKTUJqPP3-Kg6NU1Q";
        let [_, _, signature] = text::parts(compact).expect("three parts");
        assert_eq!(verify_signature(&key, compact, signature), Ok(()));
        assert_eq!(verify(&key, "JWT", compact), Err(JwsError::Type));
    }
}
