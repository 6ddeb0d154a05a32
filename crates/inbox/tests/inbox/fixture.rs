//! A service with one recipient, the recipient's inbox, and applications on their way.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use jiff::SignedDuration;
use mn_deliver::{Outbox, Pending, PersonHash, Receipt, Reception, Signed};
use mn_domain::{Clock, RecipientId, Sensitive, SubmissionId, SystemClock};
use mn_event::EventLog;
use mn_inbox::{Config, Inbox, make_keys};
use mn_limit::{Lockout, Rate};
use mn_listen::TlsIdentity;
use mn_package::{AgreementRef, Manifest, PartName, PlainPart, RecipientKeys, SealedPart, Subject};
use mn_recipient::{App, Entry, Recipients, serve, server_config};
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::bankid::BankId;

/// One pretend BankID for all tests: keys of RSA take their time.
static BANKID: LazyLock<BankId> = LazyLock::new(BankId::new);
/// What the citizen declares.
pub const DECLARED: &str = "Jag ansöker om ekonomiskt bistånd för december 2026.";

/// The parts of an application before they are sealed; tests change them.
pub struct Application {
    pub submission: SubmissionId,
    pub frozen: Vec<PlainPart>,
    pub evidence: Vec<PlainPart>,
}

impl Application {
    /// Puts other bytes into a part.
    pub fn replace(&mut self, name: PartName, bytes: &[u8]) {
        let mut parts = self.frozen.iter_mut().chain(&mut self.evidence);
        parts.find(|part| part.name == name).unwrap().bytes = Sensitive::new(bytes.to_vec());
    }
}

pub struct Bench {
    pub folder: tempfile::TempDir,
    pub outbox: Outbox,
    pub bankid: &'static BankId,
    pub keys: RecipientKeys,
    pub recipient: RecipientId,
    stop: CancellationToken,
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Bench {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let recipient: RecipientId = "bjorkvik-socialnamnd".parse().unwrap();
        let now = SystemClock.now();
        let hour = SignedDuration::from_hours(1);
        let made = make_keys(&folder.path().join("keys"), &recipient, now, hour).unwrap();
        let keys = RecipientKeys::verify(&made.key_set, &made.key_set_thumbprint, &recipient, now).unwrap();
        let entry = Entry {
            pins: vec![made.client_pin],
            keys: keys.clone(),
        };
        let clock = Arc::new(SystemClock);
        let log = EventLog::new(clock.clone(), vec![]);
        let path = folder.path().join("outbox.db");
        let outbox = Outbox::open(&path, clock.clone(), log.clone()).await.unwrap();
        let app = App {
            recipients: Arc::new(Recipients::new(vec![entry]).unwrap()),
            outbox: outbox.clone(),
            clock,
            log,
            failures: Arc::new(Lockout::new(Rate::new(1000, 1000))),
        };
        let stop = CancellationToken::new();
        let address = listen(app, folder.path(), stop.clone()).await;
        let bankid = &*BANKID;
        std::fs::write(folder.path().join("roots.pem"), &bankid.root_pem).unwrap();
        let config = format!(
            "service = \"https://{address}/\"\nservice_ca = \"service.pem\"\nrecipient = \"{recipient}\"\n\
             keys = \"keys\"\nbankid_roots = \"roots.pem\"\ntest_roots = true\nout = \"out\"\npoll_seconds = 1\n"
        );
        std::fs::write(folder.path().join("inbox.toml"), config).unwrap();
        Self {
            folder,
            outbox,
            bankid,
            keys,
            recipient,
            stop,
        }
    }

    pub fn config(&self) -> PathBuf {
        self.folder.path().join("inbox.toml")
    }

    pub fn inbox(&self) -> Inbox {
        Inbox::open(Config::read(&self.config()).unwrap(), Arc::new(SystemClock)).unwrap()
    }

    /// The folder of a submission that was taken.
    pub fn taken(&self, submission: SubmissionId) -> PathBuf {
        self.folder.path().join("out").join(submission.to_string())
    }

    /// The folder of a submission that was set aside.
    pub fn quarantine(&self, submission: SubmissionId) -> PathBuf {
        (self.folder.path().join("out/.quarantine")).join(submission.to_string())
    }

    /// A whole and signed application.
    pub fn application(&self) -> Application {
        let submission = SubmissionId::from_random(mn_seal::random());
        let content = vec![
            PlainPart::new(PartName::Application, br#"{"rent":"6000"}"#.to_vec()),
            PlainPart::new(PartName::Snapshot, br#"{"question":"Hyra?"}"#.to_vec()),
            PlainPart::new(PartName::VisibleText, DECLARED.as_bytes().to_vec()),
        ];
        let subject = Subject {
            submission,
            form: "ekonomiskt-bistand-fortsatt".parse().unwrap(),
            recipient: self.recipient.clone(),
            created: SystemClock.now(),
            agreement: AgreementRef {
                id: "medborgarnavet".parse().unwrap(),
                digest: mn_seal::sha256(b"the terms"),
            },
        };
        let manifest = Manifest::new(subject, &content).unwrap();
        let signature = self.bankid.sign(DECLARED, manifest.digest().as_bytes());
        Application {
            submission,
            frozen: [vec![manifest.to_part()], content].concat(),
            evidence: vec![
                PlainPart::new(PartName::Signature, signature),
                PlainPart::new(PartName::Report, b"{}".to_vec()),
            ],
        }
    }

    /// Seals an application's parts to the recipient and sends it.
    pub async fn send(&self, application: &Application) -> SubmissionId {
        let now = SystemClock.now();
        let frozen = self.keys.seal(&application.frozen, now).unwrap();
        let evidence = self.keys.seal(&application.evidence, now).unwrap();
        self.send_sealed(application.submission, frozen, evidence).await
    }

    pub async fn send_sealed(
        &self,
        submission: SubmissionId,
        frozen: Vec<SealedPart>,
        evidence: Vec<SealedPart>,
    ) -> SubmissionId {
        let pending = Pending {
            submission,
            recipient: self.recipient.clone(),
            form: "ekonomiskt-bistand-fortsatt".parse().unwrap(),
            person: PersonHash::new([1; 32]),
            manifest: mn_seal::sha256(b"not looked at here"),
            reception: Reception::Outbox,
            parts: frozen,
        };
        self.outbox.prepare(&pending).await.unwrap();
        let signed = Signed {
            submission,
            signed_at: SystemClock.now(),
            parts: evidence,
        };
        self.outbox.commit(&signed).await.unwrap();
        submission
    }

    /// Puts the service back to the moment before the verdict on this submission reached it.
    pub async fn unhear(&self, submission: SubmissionId) {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("outbox.db"));
        let mut outbox = SqliteConnection::connect_with(&options).await.unwrap();
        for statement in [
            "UPDATE submission SET state = 'fetched', accepted_at = NULL WHERE id = ?",
            "DELETE FROM recipient_event WHERE submission = ?",
        ] {
            let query = sqlx::query(statement).bind(submission.to_string());
            query.execute(&mut outbox).await.unwrap();
        }
    }

    /// What the citizen sees.
    pub async fn receipt(&self, submission: SubmissionId) -> Receipt {
        let person = PersonHash::new([1; 32]);
        self.outbox.receipt(&person, submission).await.unwrap().unwrap()
    }
}

async fn listen(app: App, folder: &Path, stop: CancellationToken) -> String {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap().pem();
    std::fs::write(folder.join("service.pem"), &certificate).unwrap();
    let identity = TlsIdentity {
        chain_pem: certificate.into_bytes(),
        key_pem: Sensitive::new(key.serialize_pem().into_bytes()),
    };
    let tls = server_config(&identity, app.recipients.clone(), app.log.clone()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(serve(listener, tls, app, stop));
    address
}
