//! A recipient, a package and a clock that tests move.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use mn_deliver::{Outbox, Pending, PersonHash, Reception, Signed, VerifiedEvent};
use mn_domain::{Clock, RecipientId, SubmissionId};
use mn_event::{EventLog, EventSink, Record};
use mn_package::{
    AgreementRef, KeySetContent, Manifest, PartMark, PartName, PlainPart, RecipientEvent, RecipientKeys,
    SealedPart, Subject, Verdict,
};
use mn_seal::jose::PrivateJwk;

/// Words that are in the package and must never be in the outbox.
pub const PLANTED: [&str; 3] = ["Planterad Planteradsson", "198501012382", "4711,17"];

/// A clock that stands still until it is moved.
pub struct HandClock(AtomicI64);

impl HandClock {
    pub fn new() -> Arc<Self> {
        let start: Timestamp = "2026-11-23T10:15:00Z".parse().unwrap();
        Arc::new(Self(AtomicI64::new(start.as_millisecond())))
    }

    pub fn advance(&self, by: SignedDuration) {
        let by = i64::try_from(by.as_millis()).unwrap();
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// Keeps the log for the test to read.
#[derive(Default)]
pub struct Kept(Mutex<Vec<String>>);

impl Kept {
    pub fn count(&self, event: &str) -> usize {
        let kept = self.0.lock().unwrap();
        kept.iter().filter(|line| line.starts_with(event)).count()
    }
}

impl EventSink for Kept {
    fn take(&self, record: &Record) {
        self.0.lock().unwrap().push(format!("{:?}", record.event));
    }
}

/// An outbox in a folder of its own, with everything around it.
pub struct Bench {
    pub folder: tempfile::TempDir,
    pub clock: Arc<HandClock>,
    pub log: Arc<Kept>,
    pub outbox: Outbox,
    pub recipient: Recipient,
}

impl Bench {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (clock, log) = (HandClock::new(), Arc::new(Kept::default()));
        let outbox = open(&folder.path().join("outbox.db"), &clock, &log).await;
        Self {
            recipient: Recipient::new(&clock),
            folder,
            clock,
            log,
            outbox,
        }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("outbox.db")
    }

    /// Prepares and sends an application, and tells its id.
    pub async fn send(&self, number: u8) -> SubmissionId {
        let pending = self.recipient.pending(submission(number), self.clock.now());
        self.outbox.prepare(&pending).await.unwrap();
        let signed = self.recipient.signed(pending.submission, self.clock.now());
        self.outbox.commit(&signed).await.unwrap();
        pending.submission
    }

    /// The marks of a sent application.
    pub async fn marks(&self, submission: SubmissionId) -> Vec<PartMark> {
        let offer = self.outbox.offer(&self.recipient.id, submission).await.unwrap();
        offer.unwrap().1.into_iter().map(|part| part.mark).collect()
    }

    /// An event of the recipient's about a submission.
    pub fn event(&self, submission: SubmissionId, verdict: Verdict, parts: Vec<PartMark>) -> RecipientEvent {
        RecipientEvent {
            id: format!("{submission}-{verdict:?}"),
            recipient: self.recipient.id.clone(),
            submission,
            issued: self.clock.now(),
            verdict,
            parts,
        }
    }

    /// Hands a recipient's event over as if its signature had been verified.
    pub async fn settle(
        &self,
        event: &RecipientEvent,
    ) -> Result<mn_deliver::Receipt, mn_deliver::SettleError> {
        let token = format!("token-of-{}", event.id);
        let verified = VerifiedEvent {
            recipient: &event.recipient,
            event,
            token: &token,
        };
        self.outbox.settle(verified).await
    }
}

pub async fn open(path: &Path, clock: &Arc<HandClock>, log: &Arc<Kept>) -> Outbox {
    let events = EventLog::new(clock.clone(), vec![log.clone()]);
    Outbox::open(path, clock.clone(), events).await.unwrap()
}

pub fn submission(number: u8) -> SubmissionId {
    SubmissionId::from_random([number; 16])
}

/// The recipient's public side.
pub struct Recipient {
    pub id: RecipientId,
    pub keys: RecipientKeys,
}

impl Recipient {
    pub fn new(clock: &HandClock) -> Self {
        let id: RecipientId = "bjorkvik-socialnamnd".parse().unwrap();
        let (encryption, events, signer) = (
            PrivateJwk::generate(),
            PrivateJwk::generate(),
            PrivateJwk::generate(),
        );
        let content = KeySetContent {
            recipient: &id,
            issued: clock.now(),
            expires: clock.now() + SignedDuration::from_hours(24 * 365),
            encryption: encryption.public(),
            events: events.public(),
        };
        let token = content.sign(&signer).unwrap();
        let thumbprint = signer.public().thumbprint();
        let keys = RecipientKeys::verify(&token, &thumbprint, &id, clock.now()).unwrap();
        Self { id, keys }
    }

    /// A frozen application that holds the planted words.
    pub fn pending(&self, submission: SubmissionId, at: Timestamp) -> Pending {
        let content = vec![
            PlainPart::new(PartName::Application, PLANTED.join("\n").into_bytes()),
            PlainPart::new(PartName::VisibleText, PLANTED.join(" ").into_bytes()),
        ];
        let subject = Subject {
            submission,
            form: "ekonomiskt-bistand-fortsatt".parse().unwrap(),
            recipient: self.id.clone(),
            created: at,
            agreement: AgreementRef {
                id: "medborgarnavet".parse().unwrap(),
                digest: mn_seal::sha256(b"the terms"),
            },
        };
        let manifest = Manifest::new(subject, &content).unwrap();
        let parts = [vec![manifest.to_part()], content].concat();
        Pending {
            submission,
            recipient: self.id.clone(),
            form: manifest.form.clone(),
            person: person(1),
            manifest: manifest.digest(),
            reception: Reception::Outbox,
            parts: self.keys.seal(&parts, at).unwrap(),
        }
    }

    /// What comes with the signature.
    pub fn signed(&self, submission: SubmissionId, at: Timestamp) -> Signed {
        Signed {
            submission,
            signed_at: at,
            parts: self.evidence(PLANTED.join("").as_bytes(), at),
        }
    }

    pub fn evidence(&self, signature: &[u8], at: Timestamp) -> Vec<SealedPart> {
        let parts = [
            PlainPart::new(PartName::Signature, signature.to_vec()),
            PlainPart::new(PartName::Report, b"{}".to_vec()),
        ];
        self.keys.seal(&parts, at).unwrap()
    }
}

/// The keyed hash of a person, as the installation would compute it.
pub fn person(number: u8) -> PersonHash {
    PersonHash::new(mn_seal::hmac_sha256(b"a key for receipts", &[number]))
}
