use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use crate::{ClientError, Identity};

/// Builds the TLS side of a client: ring, TLS 1.2 and 1.3, the counterpart's own authorities, no resumption.
///
/// # Errors
/// [`ClientError`] when there is no authority, or certificate and key cannot be used.
pub fn client_tls(roots_pem: &[u8], identity: Option<&Identity>) -> Result<ClientConfig, ClientError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| ClientError::Settings)?
        .with_root_certificates(roots(roots_pem)?);
    let mut config = match identity {
        None => builder.with_no_client_auth(),
        Some(identity) => {
            let chain = certificates(&identity.chain_pem).map_err(|()| ClientError::Identity)?;
            // EXPOSE: the TLS library needs the key; it is wiped with the configuration that holds it.
            let key = PrivateKeyDer::from_pem_slice(identity.key_pem.expose())
                .map_err(|_| ClientError::Identity)?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|_| ClientError::Identity)?
        }
    };
    config.resumption = rustls::client::Resumption::disabled();
    Ok(config)
}

fn roots(pem: &[u8]) -> Result<RootCertStore, ClientError> {
    let mut store = RootCertStore::empty();
    for certificate in certificates(pem).map_err(|()| ClientError::Roots)? {
        store.add(certificate).map_err(|_| ClientError::Roots)?;
    }
    if store.is_empty() {
        Err(ClientError::Roots)
    } else {
        Ok(store)
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, ()> {
    CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| ())
}
