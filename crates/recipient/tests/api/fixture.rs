//! A service with two recipients, each with certificate and keys, and applications waiting.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use mn_deliver::{Outbox, Pending, PersonHash, Reception, Signed};
use mn_domain::{Clock, RecipientId, Sensitive, SubmissionId, SystemClock};
use mn_event::{EventLog, EventSink, Record};
use mn_http::{Client, ClientOptions, HttpError, Identity, Request, Response};
use mn_limit::{Lockout, Rate};
use mn_listen::TlsIdentity;
use mn_package::{
    AgreementRef, KeySetContent, Manifest, PartMark, PartName, PlainPart, RecipientEvent, RecipientKeys,
    Subject, Verdict,
};
use mn_recipient::{App, Entry, Recipients, serve, server_config};
use mn_seal::jose::PrivateJwk;
use mn_seal::{Digest, sha256};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

/// Keeps the log for the test to read.
#[derive(Default)]
pub struct Kept(Mutex<Vec<String>>);

impl Kept {
    pub fn count(&self, event: &str) -> usize {
        let kept = self.0.lock().unwrap();
        kept.iter().filter(|line| line.contains(event)).count()
    }
}

impl EventSink for Kept {
    fn take(&self, record: &Record) {
        self.0.lock().unwrap().push(format!("{:?}", record.event));
    }
}

/// A certificate that vouches for itself, and its key.
pub struct Certificate {
    pub chain_pem: Vec<u8>,
    pub key_pem: Vec<u8>,
    pub pin: Digest,
}

impl Certificate {
    pub fn new() -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self {
            chain_pem: certificate.pem().into_bytes(),
            key_pem: key.serialize_pem().into_bytes(),
            pin: sha256(&rcgen::PublicKeyData::subject_public_key_info(&key)),
        }
    }

    pub fn identity(&self) -> Identity {
        Identity {
            chain_pem: self.chain_pem.clone(),
            key_pem: Sensitive::new(self.key_pem.clone()),
        }
    }
}

/// A recipient with everything it has, private keys among it.
pub struct Authority {
    pub id: RecipientId,
    pub certificate: Certificate,
    pub events: PrivateJwk,
    pub keys: RecipientKeys,
}

impl Authority {
    pub fn new(id: &str) -> Self {
        let id: RecipientId = id.parse().unwrap();
        let (encryption, events, signer) = (
            PrivateJwk::generate(),
            PrivateJwk::generate(),
            PrivateJwk::generate(),
        );
        let now = SystemClock.now();
        let content = KeySetContent {
            recipient: &id,
            issued: now,
            expires: now + SignedDuration::from_hours(1),
            encryption: encryption.public(),
            events: events.public(),
        };
        let (token, thumbprint) = (content.sign(&signer).unwrap(), signer.public().thumbprint());
        let keys = RecipientKeys::verify(&token, &thumbprint, &id, now).unwrap();
        Self {
            certificate: Certificate::new(),
            id,
            events,
            keys,
        }
    }
}

/// The service on a socket, and its two recipients.
pub struct Bench {
    pub base: Url,
    pub outbox: Outbox,
    pub log: Arc<Kept>,
    pub ours: Authority,
    pub other: Authority,
    server: Certificate,
    stop: CancellationToken,
    _folder: tempfile::TempDir,
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Bench {
    pub async fn new() -> Self {
        Self::with_failures(Rate::new(1000, 1000)).await
    }

    /// With so many failures allowed.
    pub async fn with_failures(failures: Rate) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (clock, log) = (Arc::new(SystemClock), Arc::new(Kept::default()));
        let events = EventLog::new(clock.clone(), vec![log.clone()]);
        let path = folder.path().join("outbox.db");
        let outbox = Outbox::open(&path, clock.clone(), events.clone()).await.unwrap();
        let (ours, other) = (
            Authority::new("bjorkvik-socialnamnd"),
            Authority::new("norrhamn-socialnamnd"),
        );
        let entry = |authority: &Authority| Entry {
            pins: vec![authority.certificate.pin],
            keys: authority.keys.clone(),
        };
        let recipients = Arc::new(Recipients::new(vec![entry(&ours), entry(&other)]).unwrap());
        let (server, stop) = (Certificate::new(), CancellationToken::new());
        let identity = TlsIdentity {
            chain_pem: server.chain_pem.clone(),
            key_pem: Sensitive::new(server.key_pem.clone()),
        };
        let tls = server_config(&identity, recipients.clone(), events.clone()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("https://{}/api/v1/", listener.local_addr().unwrap());
        let app = App {
            recipients,
            outbox: outbox.clone(),
            clock,
            log: events,
            failures: Arc::new(Lockout::new(failures)),
        };
        tokio::spawn(serve(listener, tls, app, stop.clone()));
        Self {
            base: base.parse().unwrap(),
            outbox,
            log,
            ours,
            other,
            server,
            stop,
            _folder: folder,
        }
    }

    /// A client with this certificate, or with none.
    pub fn client(&self, certificate: Option<&Certificate>) -> Client {
        let mut options =
            ClientOptions::for_counterpart(vec![self.base.clone()], self.server.chain_pem.clone());
        options.identity = certificate.map(Certificate::identity);
        Client::new(&options).unwrap()
    }

    pub fn url(&self, path: &str) -> Url {
        self.base.join(path).unwrap()
    }

    /// Asks in our recipient's name.
    pub async fn get(&self, path: &str) -> Response {
        self.get_as(&self.ours, path).await.unwrap()
    }

    pub async fn get_as(&self, authority: &Authority, path: &str) -> Result<Response, HttpError> {
        let client = self.client(Some(&authority.certificate));
        client.send(Request::get(self.url(path))).await
    }

    /// Posts an event's text in a recipient's name.
    pub async fn post_as(&self, authority: &Authority, submission: SubmissionId, token: &str) -> Response {
        let url = self.url(&format!("submissions/{submission}/events"));
        let request = Request::post(url, "application/secevent+jwt", token.as_bytes().to_vec());
        let client = self.client(Some(&authority.certificate));
        client.send(request).await.unwrap()
    }

    /// Sends an application to our recipient.
    pub async fn send(&self) -> SubmissionId {
        let submission = SubmissionId::from_random(mn_seal::random());
        let now = SystemClock.now();
        self.outbox.prepare(&self.pending(submission, now)).await.unwrap();
        let parts = [PlainPart::new(PartName::Signature, b"<Signature/>".to_vec())];
        let signed = Signed {
            submission,
            signed_at: now,
            parts: self.ours.keys.seal(&parts, now).unwrap(),
        };
        self.outbox.commit(&signed).await.unwrap();
        submission
    }

    /// An application to our recipient that is not signed yet.
    pub fn pending(&self, submission: SubmissionId, now: Timestamp) -> Pending {
        let content = vec![PlainPart::new(PartName::Application, b"{}".to_vec())];
        let subject = Subject {
            submission,
            form: "ekonomiskt-bistand-fortsatt".parse().unwrap(),
            recipient: self.ours.id.clone(),
            created: now,
            agreement: AgreementRef {
                id: "medborgarnavet".parse().unwrap(),
                digest: sha256(b"the terms"),
            },
        };
        let manifest = Manifest::new(subject, &content).unwrap();
        let parts = [vec![manifest.to_part()], content].concat();
        Pending {
            submission,
            recipient: self.ours.id.clone(),
            form: manifest.form.clone(),
            person: PersonHash::new([1; 32]),
            manifest: manifest.digest(),
            reception: Reception::Outbox,
            parts: self.ours.keys.seal(&parts, now).unwrap(),
        }
    }

    /// What our recipient says of a submission, after having looked at it.
    pub async fn event(&self, submission: SubmissionId, verdict: Verdict) -> RecipientEvent {
        let whole = json(&self.get(&format!("submissions/{submission}")).await);
        let parts = whole["parts"].as_array().unwrap().iter().map(mark).collect();
        RecipientEvent {
            id: Digest::from_bytes(mn_seal::random()).to_string(),
            recipient: self.ours.id.clone(),
            submission,
            issued: SystemClock.now(),
            verdict,
            parts,
        }
    }
}

fn mark(part: &Value) -> PartMark {
    PartMark {
        name: part["name"].as_str().unwrap().parse().unwrap(),
        tag: part["tag"].as_str().unwrap().to_owned(),
        sha256: part["sha256"].as_str().unwrap().parse().unwrap(),
    }
}

/// The body as JSON.
pub fn json(response: &Response) -> Value {
    // EXPOSE: a test reads the answer.
    serde_json::from_slice(response.body.expose()).unwrap()
}

/// The status and the problem's slug; its shape is checked on the way.
pub fn problem(response: &Response) -> (u16, String) {
    let body = json(response);
    let kind = response.headers.get("content-type").unwrap();
    assert_eq!(kind, "application/problem+json");
    assert_eq!(body["status"], response.status);
    for member in ["type", "title", "detail", "instance"] {
        assert!(
            body[member].as_str().is_some_and(|text| !text.is_empty()),
            "{member}"
        );
    }
    let slug = body["type"].as_str().unwrap().rsplit(':').next().unwrap();
    (response.status, slug.to_owned())
}
