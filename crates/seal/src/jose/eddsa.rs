//! JSON Web Signatures, compact, `EdDSA` on Ed25519 only (RFC 8037).

use serde::{Deserialize, Serialize};

use super::jws::{self, JwsError};
use super::text;
use crate::{SigningKey, VerifyingKey};

/// The name of the algorithm.
pub(super) const ALGORITHM: &str = "EdDSA";

/// The members of a public key that its thumbprint is made of, in that order (RFC 8037, section 2).
#[derive(Serialize, Deserialize)]
struct Okp<'a> {
    crv: &'a str,
    kty: &'a str,
    x: &'a str,
}

/// What the header calls a key: its thumbprint (RFC 7638).
#[must_use]
pub fn thumbprint(key: &VerifyingKey) -> String {
    let x = text::encode(key.as_bytes());
    let members = Okp {
        crv: "Ed25519",
        kty: "OKP",
        x: &x,
    };
    // Three texts without anything to escape: this cannot fail.
    let json = serde_json::to_vec(&members).unwrap_or_default();
    text::encode(crate::sha256(&json).as_bytes())
}

/// Signs a payload. `typ` says what it is; the header names the key.
///
/// # Errors
/// Fails only where the header cannot be written.
pub fn sign(key: &SigningKey, typ: &str, payload: &[u8]) -> Result<String, JwsError> {
    let header = jws::header(ALGORITHM, &thumbprint(key.verifying_key()), typ)?;
    let mut compact = format!("{}.{}", text::encode(header), text::encode(payload));
    let signature = key.sign(compact.as_bytes());
    compact.push('.');
    compact.push_str(&text::encode(signature));
    Ok(compact)
}

/// Verifies a JWS of this type with this key and gives its payload.
///
/// # Errors
/// Fails where anything about it is not as asked. A header that names another key is told as such.
pub fn verify(key: &VerifyingKey, typ: &str, compact: &str) -> Result<Vec<u8>, JwsError> {
    let [header, payload, signature] = text::parts(compact).ok_or(JwsError::Format)?;
    let kid = jws::checked(header, ALGORITHM, typ)?;
    if kid.is_some_and(|kid| kid != thumbprint(key)) {
        return Err(JwsError::UnknownKey);
    }
    let (message, _) = compact.rsplit_once('.').ok_or(JwsError::Format)?;
    let signature = text::decode(signature).ok_or(JwsError::Format)?;
    if !key.verifies(message.as_bytes(), &signature) {
        return Err(JwsError::Signature);
    }
    let mut payload = text::decode(payload).ok_or(JwsError::Format)?;
    Ok(std::mem::take(&mut *payload))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 8037, appendix A.1 and A.2, as PEM.
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\n\
                          MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n\
                          -----END PUBLIC KEY-----\n";

    /// RFC 8037, appendix A.3.
    #[test]
    fn the_thumbprint_is_that_of_rfc_8037() {
        let key = VerifyingKey::from_pem(PUBLIC).expect("the RFC's key");
        assert_eq!(thumbprint(&key), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    /// RFC 8037, appendix A.4. Its header has no `typ`, so only the signature is checked here.
    #[test]
    fn verifies_the_signature_of_rfc_8037() {
        let key = VerifyingKey::from_pem(PUBLIC).expect("the RFC's key");
        let compact = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg\
                       3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        let (message, signature) = compact.rsplit_once('.').expect("three parts");
        let signature = text::decode(signature).expect("base64url");
        assert!(key.verifies(message.as_bytes(), &signature));
        assert_eq!(verify(&key, "JWT", compact), Err(JwsError::Type));
    }
}
