//! The client against a real TLS server on loopback.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its server should stop"
)]

use std::sync::Arc;
use std::time::Duration;

use mn_domain::Sensitive;
use mn_http::{Client, ClientError, ClientOptions, HttpError, Identity, Request};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::RootCertStore;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::WebPkiClientVerifier;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use url::Url;

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn issue(&self) -> (Vec<u8>, Vec<u8>) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        (certificate.pem().into_bytes(), key.serialize_pem().into_bytes())
    }

    fn pem(&self) -> Vec<u8> {
        self.0.pem().into_bytes()
    }
}

/// Serves one connection at a time with fixed bytes after a pause, asking for a client certificate of `authority`.
async fn serve(authority: &Authority, answer: &'static [u8], pause: Duration) -> Url {
    let mut roots = RootCertStore::empty();
    roots.add(authority.0.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone())
        .build()
        .unwrap();
    let (chain, key) = authority.issue();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(
            rustls::pki_types::CertificateDer::pem_slice_iter(&chain)
                .collect::<Result<_, _>>()
                .unwrap(),
            PrivateKeyDer::from_pem_slice(&key).unwrap(),
        )
        .unwrap();
    let (acceptor, listener) = (
        TlsAcceptor::from(Arc::new(config)),
        TcpListener::bind("127.0.0.1:0").await.unwrap(),
    );
    let url = Url::parse(&format!("https://{}/", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            tokio::time::sleep(pause).await;
            let _ = stream.write_all(answer).await;
            let _ = stream.shutdown().await;
        }
    });
    url
}

fn options(authority: &Authority, url: &Url) -> ClientOptions {
    let (chain_pem, key_pem) = authority.issue();
    let identity = Identity {
        chain_pem,
        key_pem: Sensitive::new(key_pem),
    };
    ClientOptions {
        identity: Some(identity),
        ..ClientOptions::for_counterpart(vec![url.clone()], authority.pem())
    }
}

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";

#[tokio::test]
async fn mutual_tls_with_the_counterparts_own_authority() {
    let authority = Authority::new();
    let url = serve(&authority, OK, Duration::ZERO).await;
    let answer = Client::new(&options(&authority, &url))
        .unwrap()
        .send(Request::get(url))
        .await
        .unwrap();
    assert_eq!(
        (answer.status, answer.body.expose().as_slice()),
        (200, b"hello".as_slice())
    );
}

#[tokio::test]
async fn without_our_certificate_there_is_no_answer() {
    let authority = Authority::new();
    let url = serve(&authority, OK, Duration::ZERO).await;
    let anonymous = ClientOptions {
        identity: None,
        ..options(&authority, &url)
    };
    let answer = Client::new(&anonymous).unwrap().send(Request::get(url)).await;
    assert_eq!(answer.err(), Some(HttpError::Unreachable));
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_refused() {
    let authority = Authority::new();
    let url = serve(&authority, OK, Duration::ZERO).await;
    let other = ClientOptions {
        roots_pem: Authority::new().pem(),
        ..options(&authority, &url)
    };
    let answer = Client::new(&other).unwrap().send(Request::get(url)).await;
    assert_eq!(answer.err(), Some(HttpError::Unreachable));
}

#[tokio::test]
async fn a_slow_counterpart_is_late() {
    let authority = Authority::new();
    let url = serve(&authority, OK, Duration::from_secs(20)).await;
    let hasty = ClientOptions {
        total: Duration::from_millis(300),
        ..options(&authority, &url)
    };
    let answer = Client::new(&hasty).unwrap().send(Request::get(url)).await;
    assert_eq!(answer.err(), Some(HttpError::Late));
}

#[tokio::test]
async fn a_large_body_is_refused_before_it_is_read_to_its_end() {
    let authority = Authority::new();
    let url = serve(&authority, OK, Duration::ZERO).await;
    let narrow = ClientOptions {
        max_body: 4,
        ..options(&authority, &url)
    };
    let answer = Client::new(&narrow).unwrap().send(Request::get(url)).await;
    assert_eq!(answer.err(), Some(HttpError::TooLarge));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let authority = Authority::new();
    let moved = b"HTTP/1.1 302 Found\r\nlocation: https://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    let url = serve(&authority, moved, Duration::ZERO).await;
    let answer = Client::new(&options(&authority, &url))
        .unwrap()
        .send(Request::get(url))
        .await
        .unwrap();
    assert_eq!(answer.status, 302);
}

#[tokio::test]
async fn a_cut_answer_is_no_answer() {
    let authority = Authority::new();
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nhello";
    let url = serve(&authority, cut, Duration::ZERO).await;
    let answer = Client::new(&options(&authority, &url))
        .unwrap()
        .send(Request::get(url))
        .await;
    assert_eq!(answer.err(), Some(HttpError::Unreachable));
}

#[tokio::test]
async fn other_addresses_are_not_reached() {
    let authority = Authority::new();
    let url = serve(&authority, OK, Duration::ZERO).await;
    let client = Client::new(&options(&authority, &url)).unwrap();
    for other in [
        "https://127.0.0.1:1/",
        "http://127.0.0.1/",
        "https://example.test/",
    ] {
        let answer = client.send(Request::get(Url::parse(other).unwrap())).await;
        assert_eq!(answer.err(), Some(HttpError::NotAllowed), "{other}");
    }
}

#[test]
fn unusable_settings_are_named() {
    let authority = Authority::new();
    let url = Url::parse("https://127.0.0.1:1/").unwrap();
    let refused = |options: &ClientOptions| Client::new(options).err();
    assert_eq!(
        refused(&ClientOptions {
            roots_pem: b"none".to_vec(),
            ..options(&authority, &url)
        }),
        Some(ClientError::Roots)
    );
    let mut broken = options(&authority, &url);
    broken.identity = broken.identity.map(|identity| Identity {
        chain_pem: b"x".to_vec(),
        ..identity
    });
    assert_eq!(refused(&broken), Some(ClientError::Identity));
}
