//! Connections over real sockets: who is let in, and when they are closed.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its sockets has failed"
)]

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use mn_domain::Sensitive;
use mn_listen::{ClosesWith, Handshake, Limits, Plain, Tls, TlsError, TlsIdentity, serve, server_config};
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_util::sync::CancellationToken;

/// More than the buffers of two sockets hold.
const MUCH: usize = 64 << 20;
/// Longer than any limit of these tests; a promise that is kept is kept sooner.
const ENOUGH: Duration = Duration::from_secs(20);
const LIMITS: Limits = Limits {
    connections: 8,
    idle: Duration::from_secs(2),
    longest: Duration::from_mins(5),
    linger: Duration::from_secs(1),
};
const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

struct Served {
    address: SocketAddr,
    stop: CancellationToken,
    over: JoinHandle<io::Result<()>>,
}

async fn start<H: Handshake>(handshake: H, router: Router) -> Served {
    start_with(LIMITS, handshake, router).await
}

async fn start_with<H: Handshake>(limits: Limits, handshake: H, router: Router) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
    let over = tokio::spawn(serve(listener, limits, handshake, router, stop.clone()));
    Served { address, stop, over }
}

/// A page that says from where it was asked.
fn mirror() -> Router {
    let page = async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string();
    Router::new().route("/", get(page))
}

fn identity() -> TlsIdentity {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    TlsIdentity {
        chain_pem: params.self_signed(&key).unwrap().pem().into_bytes(),
        key_pem: Sensitive::new(key.serialize_pem().into_bytes()),
    }
}

fn connector(identity: &TlsIdentity) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    let own = rustls::pki_types::CertificateDer::from_pem_slice(&identity.chain_pem).unwrap();
    roots.add(own).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

/// Asks once and reads until what `end` says has come.
async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, end: &str) -> String {
    stream.write_all(REQUEST).await.unwrap();
    let (mut read, mut chunk) = (Vec::new(), [0; 1024]);
    loop {
        let count = stream.read(&mut chunk).await.unwrap();
        read.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&read).into_owned();
        if count == 0 || text.ends_with(end) {
            return text;
        }
    }
}

#[tokio::test]
async fn over_tls_a_request_is_answered_and_the_caller_is_its_own_address() {
    let identity = identity();
    let served = start(Tls::new(server_config(&identity, None).unwrap()), mirror()).await;
    let stream = TcpStream::connect(served.address).await.unwrap();
    let own = stream.local_addr().unwrap().to_string();
    let name = ServerName::try_from("localhost").unwrap();
    let stream = connector(&identity).connect(name, stream).await.unwrap();
    let answer = ask(stream, &own).await;
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with(&own),
        "{answer}"
    );
}

#[tokio::test]
async fn where_tls_is_spoken_plain_http_gets_nothing() {
    let served = start(Tls::new(server_config(&identity(), None).unwrap()), mirror()).await;
    let answer = ask(TcpStream::connect(served.address).await.unwrap(), "\n").await;
    assert!(!answer.contains("HTTP/1.1"), "{answer}");
}

#[tokio::test]
async fn who_never_finishes_the_handshake_is_cut_off() {
    let served = start(Tls::new(server_config(&identity(), None).unwrap()), mirror()).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let end = tokio::time::timeout(ENOUGH, stream.read(&mut [0; 1])).await;
    assert_eq!(end.expect("the handshake waits for ever").unwrap(), 0);
}

#[tokio::test]
async fn who_asks_for_nothing_is_cut_off() {
    let served = start(Plain, mirror()).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let own = stream.local_addr().unwrap().to_string();
    assert!(ask(&mut stream, &own).await.starts_with("HTTP/1.1 200"));
    let end = tokio::time::timeout(ENOUGH, stream.read(&mut [0; 1])).await;
    assert_eq!(end.expect("an idle connection is kept").unwrap(), 0);
}

#[tokio::test]
async fn what_has_ended_cuts_off_who_does_not_read() {
    let ended = CancellationToken::new();
    let mark = ClosesWith {
        id: [7; 32],
        ended: ended.clone(),
    };
    let (asked, mut begun) = tokio::sync::mpsc::unbounded_channel();
    let page = async move || -> Response {
        asked.send(()).unwrap();
        (axum::Extension(mark.clone()), vec![b'x'; MUCH]).into_response()
    };
    // The place of the first connection is free for a second one when, and only when, the first was cut.
    let limits = Limits {
        connections: 1,
        ..LIMITS
    };
    let served = start_with(limits, Plain, Router::new().route("/", get(page))).await;
    let mut first = TcpStream::connect(served.address).await.unwrap();
    first.write_all(REQUEST).await.unwrap();
    begun.recv().await.unwrap();
    let mut second = TcpStream::connect(served.address).await.unwrap();
    second.write_all(REQUEST).await.unwrap();
    ended.cancel();
    let next = tokio::time::timeout(ENOUGH, begun.recv()).await;
    assert!(next.is_ok(), "the response waits for ever");
}

#[tokio::test]
async fn a_stop_does_not_wait_for_a_handshake() {
    let served = start(Tls::new(server_config(&identity(), None).unwrap()), mirror()).await;
    let _stream = TcpStream::connect(served.address).await.unwrap();
    served.stop.cancel();
    let over = tokio::time::timeout(ENOUGH, served.over).await;
    over.expect("it waits for ever").unwrap().unwrap();
}

#[test]
fn a_certificate_and_another_ones_key_are_refused() {
    let (mut mixed, other) = (identity(), identity());
    mixed.key_pem = other.key_pem;
    assert_eq!(server_config(&mixed, None).err(), Some(TlsError::Key));
    mixed.chain_pem = b"no certificate".to_vec();
    assert_eq!(server_config(&mixed, None).err(), Some(TlsError::Certificate));
}
