//! The other side of the wire, which does what no honest one does: over real TLS, against the real adapter.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::civil::date;
use mn_domain::{CorrelationId, Period, Purpose, Sensitive};
use mn_http::{Client, ClientOptions, Identity};
use mn_source::{Ask, DataSource, Reply, SourceError, Step};
use mn_sts_adapters::ssbtek::{Config, Ssbtek};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair};
use rustls::RootCertStore;
use rustls::pki_types::{PrivateKeyDer, pem::PemObject};
use rustls::server::WebPkiClientVerifier;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long the whole exchange may take here.
pub const PATIENCE: Duration = Duration::from_millis(1_500);
pub const CORRELATION: [u8; 15] = [7; 15];

/// A certificate authority.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// All have the same name: only the key tells them apart.
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "SSBTEK CA");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// A certificate for this machine, changed.
    pub fn issue(&self, change: impl FnOnce(&mut CertificateParams)) -> Issued {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        change(&mut params);
        Issued {
            certificate: params.signed_by(&key, &self.0).unwrap().pem().into_bytes(),
            key: key.serialize_pem().into_bytes(),
        }
    }

    fn pem(&self) -> Vec<u8> {
        self.0.pem().into_bytes()
    }
}

/// A certificate and its key.
pub struct Issued {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

/// What the counterpart does once somebody has asked.
pub enum Act {
    /// Gives these bytes and closes in good order.
    Says(Vec<u8>),
    /// Gives these bytes and breaks off without the end that TLS demands.
    BreaksOff(Vec<u8>),
    /// Gives the first bytes, and then the others over and over, one write after the other, with a pause between.
    Repeats(Vec<u8>, Vec<u8>, Duration),
    /// Gives these bytes before anybody has asked anything.
    SaysFirst(Vec<u8>),
}

/// Who listens, and what it saw.
pub struct Counterpart {
    authority: Authority,
    port: u16,
    /// Questions that it got to read.
    pub questions: Arc<AtomicUsize>,
    /// Bytes that it got rid of.
    pub written: Arc<AtomicUsize>,
}

impl Counterpart {
    /// Listens with a certificate of its own authority.
    pub async fn new(act: Act) -> Self {
        let authority = Authority::new();
        let issued = authority.issue(|_| {});
        Self::with(authority, issued, act).await
    }

    /// Listens with that certificate; `authority` is the one that clients believe.
    pub async fn with(authority: Authority, issued: Issued, act: Act) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (questions, written) = <(Arc<AtomicUsize>, Arc<AtomicUsize>)>::default();
        let (acceptor, seen) = (
            acceptor(&authority, &issued),
            (questions.clone(), written.clone()),
        );
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Ok(stream) = acceptor.accept(stream).await {
                    serve(stream, &act, &seen).await;
                }
            }
        });
        Self {
            authority,
            port,
            questions,
            written,
        }
    }

    /// Asks the source as the service does.
    pub async fn ask(&self, source: &str) -> Result<Reply, SourceError> {
        let source = self.source(source);
        match source.begin(&ask()).await? {
            Step::Answers(reply) => Ok(reply),
            _ => panic!("another step"),
        }
    }

    pub fn ssbtek(&self) -> Ssbtek {
        let Issued { certificate, key } = self.authority.issue(|_| {});
        let identity = Identity {
            chain_pem: certificate,
            key_pem: Sensitive::new(key),
        };
        let config = config(self.port);
        let options = ClientOptions {
            total: PATIENCE,
            ..config.client_options(self.authority.pem(), Some(identity))
        };
        Ssbtek::new(config, Client::new(&options).unwrap()).unwrap()
    }

    fn source(&self, id: &str) -> Arc<dyn DataSource> {
        let mut sources = self.ssbtek().sources().into_iter();
        sources.find(|source| source.id().as_str() == id).unwrap()
    }
}

fn acceptor(authority: &Authority, issued: &Issued) -> TlsAcceptor {
    let mut roots = RootCertStore::empty();
    roots.add(authority.0.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
    let chain = rustls::pki_types::CertificateDer::pem_slice_iter(&issued.certificate);
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(
            chain.collect::<Result<_, _>>().unwrap(),
            PrivateKeyDer::from_pem_slice(&issued.key).unwrap(),
        )
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(
    mut stream: TlsStream<TcpStream>,
    act: &Act,
    (questions, written): &(Arc<AtomicUsize>, Arc<AtomicUsize>),
) {
    if let Act::SaysFirst(bytes) = act {
        let _ = stream.write_all(bytes).await;
        let _ = stream.flush().await;
    }
    let mut question = vec![0; 64 * 1024];
    let mut read = 0;
    while !std::str::from_utf8(&question[..read]).is_ok_and(|text| text.contains("Envelope>")) {
        match stream.read(&mut question[read..]).await {
            Ok(more) if more > 0 => read += more,
            _ => return,
        }
    }
    questions.fetch_add(1, Ordering::SeqCst);
    match act {
        Act::Says(bytes) => {
            let _ = stream.write_all(bytes).await;
            let _ = stream.shutdown().await;
        }
        Act::BreaksOff(bytes) => {
            let _ = stream.write_all(bytes).await;
            let _ = stream.flush().await;
            // Only the connection ends, not the conversation.
            let _ = stream.get_mut().0.shutdown().await;
        }
        Act::Repeats(first, again, pause) => {
            let mut bytes = first;
            while stream.write_all(bytes).await.is_ok() && stream.flush().await.is_ok() {
                written.fetch_add(bytes.len(), Ordering::SeqCst);
                bytes = again;
                tokio::time::sleep(*pause).await;
            }
        }
        Act::SaysFirst(_) => {
            let _ = stream.shutdown().await;
        }
    }
}

pub fn ask() -> Ask {
    let person: mn_domain::IdentityNumber = "198501012382".parse().unwrap();
    Ask {
        principal: person.clone(),
        actor: person,
        purpose: Purpose::Application,
        correlation: CorrelationId::from_random(CORRELATION),
        period: Period { from: None, to: None },
        today: date(2026, 11, 23),
    }
}

fn config(port: u16) -> Config {
    let question = format!(
        r#"{{
            "endpoint": "https://127.0.0.1:{port}/ssbt",
            "contract": "v10",
            "ingivare": {{ "organisationsnummer": "162021004748", "namn": "Prov", "handlaggare": "prov" }},
            "syfte": "Prov",
            "lagtext": "Prov",
            "lefi": {{ "aktorsid": "1", "fk": {{ "utbetalningar": ["FK:FP"] }}, "pm": {{ "utbetalningar": ["PM:AP"] }} }}
        }}"#
    );
    serde_json::from_str(&question).unwrap()
}

/// A whole answer with its length.
pub fn http(body: &str) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body.as_bytes()].concat()
}
