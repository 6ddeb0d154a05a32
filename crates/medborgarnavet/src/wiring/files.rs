use std::fs;
use std::path::Path;

use mn_domain::Sensitive;
use mn_http::Identity;
use mn_listen::TlsIdentity;

use crate::config::{Certificate, Mistakes};

/// Reads a file that anybody may know.
pub fn public(at: &str, path: &Path, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    mistakes.take(
        at,
        fs::read(path).map_err(|error| format!("{}: {error}", path.display())),
    )
}

/// Reads a secret.
pub fn secret(at: &str, path: &Path, mistakes: &mut Mistakes) -> Option<Sensitive<Vec<u8>>> {
    public(at, path, mistakes).map(Sensitive::new)
}

/// Reads a certificate and its key.
pub fn identity(at: &str, certificate: &Path, key: &Path, mistakes: &mut Mistakes) -> Option<Identity> {
    let chain_pem = public(&format!("{at}.certificate_file"), certificate, mistakes);
    let key_pem = secret(&format!("{at}.key_file"), key, mistakes);
    Some(Identity {
        chain_pem: chain_pem?,
        key_pem: key_pem?,
    })
}

/// Reads our own certificate on a listener, and its key.
pub fn listener(at: &str, files: &Certificate, mistakes: &mut Mistakes) -> Option<TlsIdentity> {
    let Identity { chain_pem, key_pem } = identity(at, &files.certificate_file, &files.key_file, mistakes)?;
    Some(TlsIdentity { chain_pem, key_pem })
}
