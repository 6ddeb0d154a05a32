//! The little of JOSE that an OpenID provider needs: ES256 and RS256 signatures, public keys as JWK.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256,
    RsaKeyPair, UnparsedPublicKey,
};
use serde_json::{Value, json};

/// Encodes bytes as unpadded base64url.
pub fn b64(bytes: impl AsRef<[u8]>) -> String {
    B64.encode(bytes)
}

/// Decodes unpadded base64url.
pub fn unb64(text: &str) -> Option<Vec<u8>> {
    B64.decode(text).ok()
}

/// Draws random bytes.
pub fn random<const N: usize>() -> [u8; N] {
    use ring::rand::SecureRandom as _;
    let mut bytes = [0; N];
    // A system without randomness cannot run TLS either; zeros would only make a test fail.
    let _ = SystemRandom::new().fill(&mut bytes);
    bytes
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    ring::digest::digest(&ring::digest::SHA256, bytes)
        .as_ref()
        .to_vec()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// A key that signs tokens.
pub enum SigningKey {
    /// ECDSA on P-256.
    Es256(EcdsaKeyPair),
    /// RSA PKCS#1 v1.5.
    Rs256(RsaKeyPair),
}

impl SigningKey {
    /// Reads an EC key in PKCS#8.
    pub fn ec(pkcs8: &[u8]) -> Option<Self> {
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &SystemRandom::new());
        key.ok().map(Self::Es256)
    }

    /// Reads an RSA key in PKCS#8.
    pub fn rsa(pkcs8: &[u8]) -> Option<Self> {
        RsaKeyPair::from_pkcs8(pkcs8).ok().map(Self::Rs256)
    }

    /// Names the algorithm.
    pub fn alg(&self) -> &'static str {
        match self {
            Self::Es256(_) => "ES256",
            Self::Rs256(_) => "RS256",
        }
    }

    /// Gives the public key as a JWK with its thumbprint (RFC 7638) as `kid`.
    pub fn jwk(&self) -> Value {
        let (kty, members) = match self {
            Self::Es256(key) => {
                let point = key.public_key().as_ref();
                let (x, y) = (
                    point.get(1..33).unwrap_or_default(),
                    point.get(33..65).unwrap_or_default(),
                );
                (
                    "EC",
                    vec![("crv", "P-256".to_owned()), ("x", b64(x)), ("y", b64(y))],
                )
            }
            Self::Rs256(key) => {
                let public: PublicKeyComponents<Vec<u8>> = key.public().into();
                ("RSA", vec![("e", b64(public.e)), ("n", b64(public.n))])
            }
        };
        let mut jwk = json!({"kty": kty});
        let mut sorted = vec![("kty", kty.to_owned())];
        for (name, value) in members {
            jwk[name] = json!(value);
            sorted.push((name, value));
        }
        sorted.sort_unstable();
        let members: Vec<_> = sorted
            .iter()
            .map(|(name, value)| format!("\"{name}\":\"{value}\""))
            .collect();
        let thumbprint = b64(sha256(format!("{{{}}}", members.join(",")).as_bytes()));
        jwk["kid"] = json!(thumbprint);
        jwk["use"] = json!("sig");
        jwk["alg"] = json!(self.alg());
        jwk
    }

    /// Signs header and claims into a compact JWS.
    pub fn sign(&self, header: &Value, claims: &Value) -> Option<String> {
        let input = format!("{}.{}", b64(header.to_string()), b64(claims.to_string()));
        let random = SystemRandom::new();
        let signature = match self {
            Self::Es256(key) => key.sign(&random, input.as_bytes()).ok()?.as_ref().to_vec(),
            Self::Rs256(key) => {
                let mut out = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, input.as_bytes(), &mut out)
                    .ok()?;
                out
            }
        };
        Some(format!("{input}.{}", b64(signature)))
    }
}

/// Verifies an ES256 JWS against a key set; gives header and claims.
pub fn verify_es256(token: &str, jwks: &Value) -> Option<(Value, Value)> {
    let (input, signature) = token.rsplit_once('.')?;
    let (head, body) = input.split_once('.')?;
    let header: Value = serde_json::from_slice(&unb64(head)?).ok()?;
    if header["alg"] != "ES256" {
        return None;
    }
    let signature = unb64(signature)?;
    let known = |key: &&Value| {
        key["kty"] == "EC"
            && (header.get("kid").is_none() || header["kid"] == key["kid"] || key.get("kid").is_none())
    };
    jwks["keys"].as_array()?.iter().filter(known).find_map(|key| {
        let mut point = vec![4];
        point.extend(unb64(key["x"].as_str()?)?);
        point.extend(unb64(key["y"].as_str()?)?);
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
        public.verify(input.as_bytes(), &signature).ok()?;
        Some((header.clone(), serde_json::from_slice(&unb64(body)?).ok()?))
    })
}
