//! Reads and writes the credential directory; keys are for their owner only.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::error::SandboxError;

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> SandboxError {
    let path = path.to_owned();
    |source| SandboxError::File { path, source }
}

/// Makes the directory, readable by its owner only.
pub fn make_directory(dir: &Path) -> Result<(), SandboxError> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .map_err(at(dir))
}

/// Tells whether a file is there.
pub fn exists(dir: &Path, name: &str) -> bool {
    dir.join(name).is_file()
}

/// Writes what only the owner may read.
pub fn write_secret(dir: &Path, name: &str, content: &[u8]) -> Result<(), SandboxError> {
    let path = dir.join(name);
    if path.exists() {
        fs::remove_file(&path).map_err(at(&path))?; // an older file might be readable by others
    }
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .map_err(at(&path))?;
    file.write_all(content).map_err(at(&path))
}

/// Writes what anybody may read.
pub fn write_public(dir: &Path, name: &str, content: &str) -> Result<(), SandboxError> {
    let path = dir.join(name);
    fs::write(&path, content).map_err(at(&path))
}

/// Reads a file's bytes.
pub fn read(dir: &Path, name: &str) -> Result<Vec<u8>, SandboxError> {
    let path = dir.join(name);
    fs::read(&path).map_err(at(&path))
}

/// Reads a file's text.
pub fn text(dir: &Path, name: &str) -> Result<String, SandboxError> {
    let path = dir.join(name);
    fs::read_to_string(&path).map_err(at(&path))
}

/// Reads the certificates of a PEM file.
pub fn certificates(dir: &Path, name: &str) -> Result<Vec<CertificateDer<'static>>, SandboxError> {
    CertificateDer::pem_slice_iter(&read(dir, name)?)
        .collect::<Result<_, _>>()
        .map_err(|_| SandboxError::Credential("a certificate file"))
}

/// Reads a private key for TLS.
pub fn private_key(dir: &Path, name: &str) -> Result<PrivateKeyDer<'static>, SandboxError> {
    PrivateKeyDer::from_pem_slice(&read(dir, name)?).map_err(|_| SandboxError::Credential("a key file"))
}

/// Reads a private key's PKCS#8 bytes.
pub fn read_pem_key(dir: &Path, name: &str) -> Result<Vec<u8>, SandboxError> {
    Ok(private_key(dir, name)?.secret_der().to_vec())
}
