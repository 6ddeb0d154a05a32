//! A pretend BankID: real TLS with a client certificate, scripted answers, and a record of what was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use mn_domain::{Clock, Sensitive};
use mn_http::{ClientOptions, Identity};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use url::Url;

use crate::bankid::{RelyingParty, Settings};

pub(super) const NOW: i64 = 1_800_000_000;

/// What was asked: the path and the JSON.
pub(super) type Asked = Arc<Mutex<Vec<(String, Value)>>>;

/// An answer: status and body. Status 0 hangs up without a word.
pub(super) type Answer = (u16, String);

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(NOW).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

struct Authority(CertifiedIssuer<'static, KeyPair>);

struct Leaf {
    pem: String,
    der: CertificateDer<'static>,
    key: KeyPair,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("an authority"))
    }

    fn leaf(&self, name: &str) -> Leaf {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        Leaf {
            pem: certificate.pem(),
            der: certificate.der().clone(),
            key,
        }
    }
}

fn server_config(authority: &Authority) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(authority.0.der().clone()).expect("an authority");
    let clients = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
        .build()
        .expect("a verifier");
    let leaf = authority.leaf("127.0.0.1");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf.key.serialize_der()));
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_client_cert_verifier(clients)
        .with_single_cert(vec![leaf.der], key)
        .expect("a certificate")
}

/// Starts a pretend BankID that gives these answers in turn, and a client of it.
pub(super) async fn start(answers: Vec<Answer>) -> (RelyingParty, Asked) {
    let authority = Authority::new();
    let acceptor = TlsAcceptor::from(Arc::new(server_config(&authority)));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let asked = Asked::default();
    tokio::spawn(serve(listener, acceptor, answers.into(), Arc::clone(&asked)));
    let base: Url = format!("https://127.0.0.1:{port}/rp/v6.0/")
        .parse()
        .expect("an address");
    let ours = authority.leaf("relying-party");
    let mut options = ClientOptions::for_counterpart(vec![base.clone()], authority.0.pem().into_bytes());
    options.identity = Some(Identity {
        chain_pem: ours.pem.into_bytes(),
        key_pem: Sensitive::new(ours.key.serialize_pem().into_bytes()),
    });
    let http = mn_http::Client::new(&options).expect("a client");
    let settings = Settings {
        base,
        certificate_policies: vec!["1.2.3.4.25".to_owned()],
        pin_code: true,
        referring_domain: "ditt-rum.example".to_owned(),
    };
    (RelyingParty::new(settings, http, Arc::new(Still)), asked)
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, mut answers: VecDeque<Answer>, asked: Asked) {
    while let Ok((stream, _)) = listener.accept().await {
        let answer = answers.pop_front().unwrap_or((500, String::new()));
        let _ = exchange(stream, &acceptor, answer, &asked).await;
    }
}

async fn exchange(
    stream: TcpStream,
    acceptor: &TlsAcceptor,
    (status, body): Answer,
    asked: &Asked,
) -> std::io::Result<()> {
    let mut stream = acceptor.accept(stream).await?;
    let mut request = Vec::new();
    let (path, json) = loop {
        if let Some(whole) = parse(&request) {
            break whole;
        }
        let mut buffer = [0; 4096];
        let read = stream.read(&mut buffer).await?;
        request.extend_from_slice(buffer.get(..read).unwrap_or_default());
        if read == 0 {
            return Ok(());
        }
    };
    asked.lock().expect("not poisoned").push((path, json));
    if status != 0 {
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
    }
    stream.shutdown().await
}

/// The path and JSON of a whole request that posts JSON.
fn parse(request: &[u8]) -> Option<(String, Value)> {
    let text = std::str::from_utf8(request).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let json = serde_json::from_str(body).ok()?;
    let first = head.lines().next()?;
    assert!(
        head.to_ascii_lowercase()
            .contains("content-type: application/json"),
        "JSON is posted"
    );
    let path = first.strip_prefix("POST ")?.strip_suffix(" HTTP/1.1")?;
    Some((path.to_owned(), json))
}
