use std::time::Duration;

use mn_domain::Sensitive;
use url::Url;

/// How to reach one counterpart.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// Addresses whose scheme, host and port may be reached; everything else is refused.
    pub allow: Vec<Url>,
    /// The certificate authorities that may vouch for the counterpart, as PEM. The machine's own are not trusted.
    pub roots_pem: Vec<u8>,
    /// Our certificate and key, where the counterpart asks for them.
    pub identity: Option<Identity>,
    /// How long a connection may take to come about.
    pub connect: Duration,
    /// How long the whole exchange may take.
    pub total: Duration,
    /// The largest body that is read, in bytes.
    pub max_body: usize,
}

/// A client certificate for mutual TLS.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The certificate chain as PEM, our own first.
    pub chain_pem: Vec<u8>,
    /// The private key as PEM (PKCS#8).
    pub key_pem: Sensitive<Vec<u8>>,
}

impl ClientOptions {
    /// Options for one counterpart with its own authority: 5 s to connect, 30 s in all, 2 MiB.
    #[must_use]
    pub fn for_counterpart(allow: Vec<Url>, roots_pem: Vec<u8>) -> Self {
        Self {
            allow,
            roots_pem,
            identity: None,
            connect: Duration::from_secs(5),
            total: Duration::from_secs(30),
            max_body: 2 * 1024 * 1024,
        }
    }
}
