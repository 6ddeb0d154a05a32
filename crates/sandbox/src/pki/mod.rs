//! Every test credential: made once into a directory, read back by `serve` and by the service itself.

mod bankid;
mod files;
mod tls;

use std::path::Path;

use crate::error::SandboxError;
use crate::jose::{self, SigningKey};

pub use bankid::{BankIdPki, Holder, Purpose};
pub use files::{certificates, private_key, read, read_pem_key, text};
use files::{exists, write_public, write_secret};

/// Written last: a directory that has it is complete.
const MARK: &str = "pki.json";
const FORMAT: &str = "{\"format\":2}\n";

/// Writes every test credential into `dir`; what a complete directory holds is kept (RSA keys take time).
pub fn prepare(dir: &Path) -> Result<(), SandboxError> {
    if exists(dir, MARK) && text(dir, MARK)? == FORMAT {
        return Ok(());
    }
    files::make_directory(dir)?;
    tls::write(dir)?;
    bankid::write(dir)?;
    write_client(dir)?;
    write_secret(dir, "pepper", &jose::random::<32>())?;
    write_secret(dir, "op-pairwise", &jose::random::<32>())?;
    for pair in ["skatteverket-client.secret", "skatteverket-gateway.secret"] {
        write_secret(dir, pair, jose::b64(jose::random::<32>()).as_bytes())?;
    }
    write_secret(
        dir,
        "op-rsa.key",
        bankid::new_rsa_key()?.serialize_pem().as_bytes(),
    )?;
    write_secret(
        dir,
        "op-ec.key",
        rcgen::KeyPair::generate()?.serialize_pem().as_bytes(),
    )?;
    write_public(dir, MARK, FORMAT)
}

/// The key the service authenticates with at the token endpoint (`private_key_jwt`).
fn write_client(dir: &Path) -> Result<(), SandboxError> {
    let key = rcgen::KeyPair::generate()?;
    let signing = SigningKey::ec(key.serialized_der()).ok_or(SandboxError::Credential("the client's key"))?;
    let jwks = serde_json::json!({"keys": [signing.jwk()]});
    write_secret(dir, "oidc-client.key", key.serialize_pem().as_bytes())?;
    write_public(dir, "oidc-client.jwks.json", &format!("{jwks:#}\n"))
}
