use mn_domain::{RecipientId, SubmissionId};
use mn_event::Event;
use mn_package::{PartMark, RecipientEvent, Verdict};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, Transaction};
use thiserror::Error;

use crate::outbox::millis;
use crate::row::{parsed, receipt};
use crate::{Fault, Outbox, Receipt, State};

/// Why a recipient's event was not taken.
#[derive(Debug, Error)]
pub enum SettleError {
    /// The recipient has no such application.
    #[error("the recipient has no such application")]
    Unknown,
    /// The event speaks of other envelopes than those that were offered.
    #[error("the event speaks of other envelopes")]
    OtherParts,
    /// The event's id was used by another event.
    #[error("the id of the event was used before")]
    UsedId,
    /// The application has been accepted: it cannot be rejected any more.
    #[error("the application has been accepted")]
    Accepted,
    /// The outbox failed.
    #[error("the outbox failed")]
    Outbox(#[from] Fault),
}

/// A recipient's event whose signature was verified, and the signed text itself.
#[derive(Clone, Copy, Debug)]
pub struct VerifiedEvent<'a> {
    /// Who signed it.
    pub recipient: &'a RecipientId,
    /// What it says.
    pub event: &'a RecipientEvent,
    /// The JWS, kept as evidence.
    pub token: &'a str,
}

impl Outbox {
    /// Takes a recipient's verdict. Acceptance deletes the ciphertext and leaves the receipt; rejection
    /// deletes nothing. The same event again changes nothing.
    ///
    /// # Errors
    /// [`SettleError`]; then nothing was changed.
    pub async fn settle(&self, verified: VerifiedEvent<'_>) -> Result<Receipt, SettleError> {
        let VerifiedEvent { recipient, event, .. } = verified;
        let mut write = self.begin().await?;
        let row = find(&mut write, recipient, event.submission).await?;
        let (state, seen) = (parsed::<State>(&row, "state")?, seen(&mut write, verified).await?);
        let is_new = !seen && is_step(state, event.verdict)?;
        check_parts(&mut write, event).await?;
        if is_new {
            self.record_verdict(&mut write, event).await?;
        }
        if !seen {
            self.keep_event(&mut write, verified).await?;
        }
        let receipt = receipt(&find(&mut write, recipient, event.submission).await?)?;
        write.commit().await.map_err(Fault::from)?;
        if is_new {
            self.after_verdict(recipient, event).await?;
        }
        Ok(receipt)
    }

    async fn record_verdict(
        &self,
        write: &mut Transaction<'static, Sqlite>,
        event: &RecipientEvent,
    ) -> Result<(), Fault> {
        let (id, now) = (event.submission.to_string(), millis(self.clock.now()));
        match event.verdict {
            Verdict::Accept => {
                sqlx::query("UPDATE part SET jwe = NULL WHERE submission = ?")
                    .bind(&id)
                    .execute(&mut **write)
                    .await?;
                sqlx::query(
                    "UPDATE submission SET state = 'accepted', accepted_at = ?, \
                     arrived_at = COALESCE(arrived_at, ?) WHERE id = ?",
                )
                .bind(now)
                .bind(now)
                .bind(&id)
            }
            Verdict::Reject(reason) => sqlx::query(
                "UPDATE submission SET state = 'rejected', rejected_at = ?, reject_reason = ? WHERE id = ?",
            )
            .bind(now)
            .bind(reason.name())
            .bind(&id),
        }
        .execute(&mut **write)
        .await?;
        Ok(())
    }

    async fn keep_event(
        &self,
        write: &mut Transaction<'static, Sqlite>,
        verified: VerifiedEvent<'_>,
    ) -> Result<(), Fault> {
        sqlx::query("INSERT INTO recipient_event (jti, submission, received_at, token) VALUES (?, ?, ?, ?)")
            .bind(&verified.event.id)
            .bind(verified.event.submission.to_string())
            .bind(millis(self.clock.now()))
            .bind(verified.token)
            .execute(&mut **write)
            .await?;
        Ok(())
    }

    async fn after_verdict(&self, recipient: &RecipientId, event: &RecipientEvent) -> Result<(), Fault> {
        let (submission, recipient) = (event.submission, recipient.clone());
        match event.verdict {
            Verdict::Accept => {
                self.log.record(
                    None,
                    Event::SubmissionAccepted {
                        submission,
                        recipient,
                    },
                );
                self.wipe_log().await
            }
            Verdict::Reject(_) => {
                self.log.record(
                    None,
                    Event::SubmissionRejected {
                        submission,
                        recipient,
                    },
                );
                Ok(())
            }
        }
    }
}

/// Whether the verdict changes anything; repeated verdicts do not.
const fn is_step(state: State, verdict: Verdict) -> Result<bool, SettleError> {
    match (state, verdict) {
        (State::Accepted, Verdict::Accept) | (State::Rejected, Verdict::Reject(_)) => Ok(false),
        (State::Accepted, Verdict::Reject(_)) => Err(SettleError::Accepted),
        _ => Ok(true),
    }
}

async fn find(
    write: &mut Transaction<'static, Sqlite>,
    recipient: &RecipientId,
    submission: SubmissionId,
) -> Result<SqliteRow, SettleError> {
    sqlx::query("SELECT * FROM submission WHERE id = ? AND recipient = ? AND state <> 'prepared'")
        .bind(submission.to_string())
        .bind(recipient.as_str())
        .fetch_optional(&mut **write)
        .await
        .map_err(Fault::from)?
        .ok_or(SettleError::Unknown)
}

/// Whether this very event was taken before.
async fn seen(
    write: &mut Transaction<'static, Sqlite>,
    verified: VerifiedEvent<'_>,
) -> Result<bool, SettleError> {
    let row = sqlx::query("SELECT token FROM recipient_event WHERE jti = ?")
        .bind(&verified.event.id)
        .fetch_optional(&mut **write)
        .await
        .map_err(Fault::from)?;
    match row {
        None => Ok(false),
        Some(row) if row.try_get::<String, _>("token").map_err(Fault::from)? == verified.token => Ok(true),
        Some(_) => Err(SettleError::UsedId),
    }
}

/// The event has to name every envelope that was offered, each with its tag and digest, and no other.
async fn check_parts(
    write: &mut Transaction<'static, Sqlite>,
    event: &RecipientEvent,
) -> Result<(), SettleError> {
    let rows = sqlx::query("SELECT name, tag, sha256 FROM part WHERE submission = ?")
        .bind(event.submission.to_string())
        .fetch_all(&mut **write)
        .await
        .map_err(Fault::from)?;
    let mut ours = Vec::with_capacity(rows.len());
    for row in &rows {
        ours.push(PartMark {
            name: parsed(row, "name")?,
            tag: row.try_get("tag").map_err(Fault::from)?,
            sha256: parsed(row, "sha256")?,
        });
    }
    let mut theirs = event.parts.clone();
    ours.sort();
    theirs.sort();
    if ours == theirs {
        Ok(())
    } else {
        Err(SettleError::OtherParts)
    }
}
