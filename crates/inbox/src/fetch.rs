use std::sync::Arc;

use jiff::Timestamp;
use mn_domain::{Clock, SubmissionId};
use mn_package::{RecipientEvent, RejectReason, SealedPart, Verdict};
use mn_seal::Digest;
use serde_json::{Value, json};

use crate::examine::{Examined, Examiner, Finding};
use crate::folder::{EVENT, Folder, Place, VERIFICATION};
use crate::service::Service;
use crate::{InboxError, Settings};

/// The receiving authority's inbox.
pub struct Inbox {
    settings: Settings,
    service: Service,
    folder: Folder,
    clock: Arc<dyn Clock>,
}

/// How it went with one submission.
#[derive(Debug)]
pub enum Outcome {
    /// It lies decrypted and verified in its folder, and the service knows.
    Accepted,
    /// It lies in quarantine, and the service knows why. None when it was rejected in an earlier run.
    Rejected(Option<RejectReason>),
    /// It has to be tried again.
    Failed(InboxError),
}

/// One submission and how it went.
#[derive(Debug)]
pub struct Fetched {
    /// Which.
    pub submission: SubmissionId,
    /// How.
    pub outcome: Outcome,
}

impl Inbox {
    /// Opens the inbox.
    ///
    /// # Errors
    /// [`InboxError`] when the folder cannot be used or another inbox holds it.
    pub fn open(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, InboxError> {
        Ok(Self {
            service: Service::new(settings.service.clone(), settings.client.clone()),
            folder: Folder::open(&settings.out)?,
            settings,
            clock,
        })
    }

    pub(crate) const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Fetches everything that waits. What goes wrong with one submission stops none of the others.
    ///
    /// # Errors
    /// [`InboxError`] when not even the list could be fetched.
    pub async fn fetch(&self) -> Result<Vec<Fetched>, InboxError> {
        let mut fetched = Vec::new();
        for submission in self.service.waiting().await? {
            let outcome = self.fetch_one(submission).await.unwrap_or_else(Outcome::Failed);
            fetched.push(Fetched { submission, outcome });
        }
        Ok(fetched)
    }

    async fn fetch_one(&self, submission: SubmissionId) -> Result<Outcome, InboxError> {
        if let Some(place) = self.folder.find(submission) {
            // A killed run put it here and had no time to say so, or was not heard: the same event again.
            self.say(submission, &place).await?;
            return Ok(match place {
                Place::Taken(_) => Outcome::Accepted,
                Place::Quarantine(_) => Outcome::Rejected(None),
            });
        }
        self.examine(submission).await
    }

    /// Tries again what was rejected, for example after a root or a key was added. It stays in quarantine
    /// unless it is taken now.
    ///
    /// # Errors
    /// [`InboxError`] when it cannot be fetched.
    pub async fn retry(&self, submission: SubmissionId) -> Result<Fetched, InboxError> {
        let outcome = match self.folder.find(submission) {
            Some(Place::Taken(_)) | None => self.fetch_one(submission).await?,
            Some(Place::Quarantine(_)) => self.examine(submission).await?,
        };
        Ok(Fetched { submission, outcome })
    }

    async fn examine(&self, submission: SubmissionId) -> Result<Outcome, InboxError> {
        let parts = self.service.envelopes(submission).await?;
        let now = self.clock.now();
        let with = Examiner {
            keys: &self.settings.encryption,
            recipient: &self.settings.recipient,
            roots: &self.settings.roots,
            now,
        };
        match with.examine(submission, &parts) {
            Ok(examined) => {
                let place = self.take(&examined, &parts, now)?;
                self.say(submission, &place).await?;
                self.folder.release(submission)?;
                Ok(Outcome::Accepted)
            }
            Err(finding) => {
                let place = self.folder.quarantine(submission);
                if !place.path().is_dir() {
                    self.set_aside(&place, &finding, submission, &parts)?;
                }
                self.say(submission, &place).await?;
                Ok(Outcome::Rejected(Some(finding.reason)))
            }
        }
    }

    /// Puts the decrypted parts, what was verified and the accept event into the submission's folder.
    fn take(&self, examined: &Examined, parts: &[SealedPart], now: Timestamp) -> Result<Place, InboxError> {
        let submission = examined.package.manifest().submission;
        let place = self.folder.taken(submission);
        let event = self.event(submission, Verdict::Accept, parts)?;
        let verification = pretty(&verification(examined, now));
        let mut files: Vec<(&str, &[u8])> = examined
            .package
            .parts()
            .map(|(name, bytes)| (name.as_str(), bytes))
            .collect();
        files.push((VERIFICATION, &verification));
        files.push((EVENT, event.as_bytes()));
        self.folder.put(&place, &files)?;
        Ok(place)
    }

    /// Puts the envelopes as they came, why they are not taken, and the reject event into quarantine.
    fn set_aside(
        &self,
        place: &Place,
        finding: &Finding,
        submission: SubmissionId,
        parts: &[SealedPart],
    ) -> Result<(), InboxError> {
        let event = self.event(submission, Verdict::Reject(finding.reason), parts)?;
        let verification = pretty(&json!({
            "submission": submission,
            "rejected": finding.reason,
            "signature": finding.report,
        }));
        let names: Vec<String> = parts.iter().map(|part| format!("{}.jwe", part.name)).collect();
        let mut files: Vec<(&str, &[u8])> = names
            .iter()
            .map(String::as_str)
            .zip(parts.iter().map(|part| part.jwe.as_str().as_bytes()))
            .collect();
        files.push((VERIFICATION, &verification));
        files.push((EVENT, event.as_bytes()));
        self.folder.put(place, &files)
    }

    fn event(
        &self,
        submission: SubmissionId,
        verdict: Verdict,
        parts: &[SealedPart],
    ) -> Result<String, InboxError> {
        let event = RecipientEvent {
            id: Digest::from_bytes(mn_seal::random()).to_string(),
            recipient: self.settings.recipient.clone(),
            submission,
            issued: self.clock.now(),
            verdict,
            parts: parts.iter().map(SealedPart::mark).collect(),
        };
        event
            .sign(&self.settings.events)
            .map_err(|_| InboxError::Content("the event key".to_owned()))
    }

    /// Sends the event that lies in the submission's folder.
    async fn say(&self, submission: SubmissionId, place: &Place) -> Result<(), InboxError> {
        let path = place.path().join(EVENT);
        let token = std::fs::read_to_string(&path).map_err(InboxError::file(path.display().to_string()))?;
        let receipt = self.service.say(submission, &token).await?;
        place.add_receipt(&receipt)
    }
}

/// What was verified, for the people and systems that take over.
fn verification(examined: &Examined, now: Timestamp) -> Value {
    let (manifest, verified) = (examined.package.manifest(), &examined.verified);
    json!({
        "submission": manifest.submission,
        "form": manifest.form,
        "recipient": manifest.recipient,
        "manifest_sha256": examined.package.manifest_digest(),
        "verified_at": now,
        "signed_at": verified.signed_at,
        "signer": {
            // EXPOSE: the authority that decides has to know who signed; the file is its own.
            "name": verified.name.expose(),
            "personal_number": verified.personal_number.expose(),
        },
        "signature": verified.report,
    })
}

fn pretty(value: &Value) -> Vec<u8> {
    // A value made of strings and numbers can always be written.
    serde_json::to_vec_pretty(value).unwrap_or_default()
}
