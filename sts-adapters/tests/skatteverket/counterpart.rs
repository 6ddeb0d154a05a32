//! The other side of the wire: a server of our own, with TLS, that notes what it is asked and says what a test wants.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::civil::date;
use mn_domain::{CorrelationId, Period, Purpose};
use mn_http::Client;
use mn_source::{Ask, DataSource, Reply, Return, SourceError, Step};
use mn_sts_adapters::skatteverket::{Config, Secrets, Skatteverket};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Whom the questions are about.
pub const PERSON: &str = "198501012382";
/// Where browsers come back to.
pub const BACK: &str = "https://medborgarnavet.example/tillbaka/skatteverket-egna";

/// What was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// What is answered.
#[derive(Clone, Debug)]
pub enum Say {
    /// A status and a body.
    This(u16, Vec<u8>),
    /// Nothing, and the connection is closed.
    Nothing,
    /// Nothing, and the connection stays.
    Later,
}

pub fn json(body: &str) -> Say {
    Say::This(200, body.as_bytes().to_vec())
}

pub fn status(status: u16) -> Say {
    Say::This(status, b"{}".to_vec())
}

type Script = dyn Fn(&Asked, usize) -> Say + Send + Sync;

/// Who listens.
pub struct Counterpart {
    source: Skatteverket,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Counterpart {
    /// `script` gets each question and how often that path was asked before.
    pub async fn new(script: impl Fn(&Asked, usize) -> Say + Send + Sync + 'static) -> Self {
        let (authority, acceptor) = tls();
        Self::believing(&authority, acceptor, script).await
    }

    /// One whose certificate another authority vouches for than the one that is believed.
    pub async fn impostor(script: impl Fn(&Asked, usize) -> Say + Send + Sync + 'static) -> Self {
        let (authority, _) = tls();
        let (_, acceptor) = tls();
        Self::believing(&authority, acceptor, script).await
    }

    async fn believing(
        authority: &str,
        acceptor: TlsAcceptor,
        script: impl Fn(&Asked, usize) -> Say + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = format!("https://{}", listener.local_addr().unwrap());
        let (asked, script): (Arc<Mutex<Vec<Asked>>>, Arc<Script>) = (Arc::default(), Arc::new(script));
        let noted = asked.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, acceptor.clone(), noted.clone(), script.clone()));
            }
        });
        Self {
            source: source(&at, authority),
            asked,
        }
    }

    /// What came in, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// How often a path was asked.
    pub fn count(&self, path: &str) -> usize {
        self.asked().iter().filter(|asked| asked.path == path).count()
    }

    /// Goes on with a code, as the service does.
    pub async fn resume(&self) -> Result<Reply, SourceError> {
        let back = Return::Code("the-code".into());
        match self.source.resume(&ask(Purpose::Overview), &back).await? {
            Step::Answers(reply) => Ok(reply),
            _ => panic!("another step"),
        }
    }

    pub const fn source(&self) -> &Skatteverket {
        &self.source
    }
}

/// The configuration of an installation whose counterparts are all at one address.
pub fn config(at: &str) -> Config {
    toml::from_str(&format!(
        "authorize = \"http://skatteverket.example/oauth2/v1/per/authorize\"\n\
         token = \"{at}/oauth2/v1/per/token\"\napi = \"{at}/egna/v1\"\nclient_id = \"oauth-name\"\n\
         gateway_client_id = \"gateway-name\"\nscope = \"egna uppgifter\"\ndeadline_seconds = 1\n"
    ))
    .unwrap()
}

pub fn secrets() -> Secrets {
    Secrets {
        client: "oauth-secret".into(),
        gateway: "gateway-secret".into(),
    }
}

fn source(at: &str, authority: &str) -> Skatteverket {
    let config = config(at);
    let client = Client::new(&config.client_options(authority.as_bytes().to_vec())).unwrap();
    Skatteverket::new(config, BACK.parse().unwrap(), secrets(), client)
        .unwrap_or_else(|faults| panic!("{faults:?}"))
}

pub fn ask(purpose: Purpose) -> Ask {
    Ask {
        principal: PERSON.parse().unwrap(),
        actor: PERSON.parse().unwrap(),
        purpose,
        correlation: CorrelationId::from_random([7; 15]),
        period: Period::days(date(2026, 8, 1), date(2026, 11, 30)),
        today: date(2026, 11, 23),
    }
}

fn tls() -> (String, TlsAcceptor) {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(certificate.pem().as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).unwrap(),
        )
        .unwrap();
    (authority.pem(), TlsAcceptor::from(Arc::new(config)))
}

async fn serve(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    noted: Arc<Mutex<Vec<Asked>>>,
    script: Arc<Script>,
) -> Option<()> {
    let mut stream = BufReader::new(acceptor.accept(stream).await.ok()?);
    let asked = read(&mut stream).await?;
    let before = {
        let mut noted = noted.lock().unwrap();
        let before = noted.iter().filter(|one| one.path == asked.path).count();
        noted.push(asked.clone());
        before
    };
    match script(&asked, before) {
        Say::This(status, body) => {
            let head = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes()).await.ok()?;
            stream.write_all(&body).await.ok()?;
            stream.shutdown().await.ok()
        }
        Say::Nothing => Some(()),
        Say::Later => {
            tokio::time::sleep(Duration::from_mins(1)).await;
            Some(())
        }
    }
}

async fn read(stream: &mut (impl AsyncBufReadExt + Unpin)) -> Option<Asked> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.push((name.to_lowercase(), value.to_owned()));
    }
    let mut asked = Asked {
        path,
        headers,
        body: String::new(),
    };
    let length = asked.header("content-length").and_then(|text| text.parse().ok());
    let mut body = vec![0; length.unwrap_or_default()];
    stream.read_exact(&mut body).await.ok()?;
    asked.body = String::from_utf8(body).ok()?;
    Some(asked)
}
