use jiff::Timestamp;
use mn_domain::{FormId, RecipientId, SubmissionId};
use mn_package::SealedPart;
use mn_seal::Digest;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, Transaction};
use thiserror::Error;

use crate::outbox::{millis, moment};
use crate::row::parsed;
use crate::{Fault, Outbox, PersonHash, Reception};

/// A frozen application whose signature order is about to start.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Which application.
    pub submission: SubmissionId,
    /// To whom.
    pub recipient: RecipientId,
    /// Which form.
    pub form: FormId,
    /// Whose.
    pub person: PersonHash,
    /// SHA-256 of the manifest: what is to be signed.
    pub manifest: Digest,
    /// Where it has to be available to have arrived.
    pub reception: Reception,
    /// The manifest and the content parts.
    pub parts: Vec<SealedPart>,
}

/// A signature order that was running when the service stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenOrder {
    /// Which application.
    pub submission: SubmissionId,
    /// To whom.
    pub recipient: RecipientId,
    /// Which form.
    pub form: FormId,
    /// Who has to be the signer.
    pub person: PersonHash,
    /// What has to be signed.
    pub manifest: Digest,
    /// The provider's name of the order, as it was given here; none when the service stopped before it knew.
    pub order: Option<Vec<u8>>,
    /// When it was prepared.
    pub prepared_at: Timestamp,
}

/// Why an application was not prepared.
#[derive(Debug, Error)]
pub enum PrepareError {
    /// Another application has this id, or it has already been sent.
    #[error("another application has this id")]
    Taken,
    /// The outbox failed.
    #[error("the outbox failed")]
    Outbox(#[from] Fault),
}

/// Why an order was not recorded or abandoned.
#[derive(Debug, Error)]
pub enum OrderError {
    /// No order of this application is running.
    #[error("no order is running")]
    Unknown,
    /// The application has been sent: it can no longer be taken back.
    #[error("the application has been sent")]
    Sent,
    /// The outbox failed.
    #[error("the outbox failed")]
    Outbox(#[from] Fault),
}

impl Outbox {
    /// Makes a frozen application durable before its signature order starts. It is not sent by this. Doing
    /// it twice is as doing it once.
    ///
    /// # Errors
    /// [`PrepareError`] when the id is another application's or the outbox fails.
    pub async fn prepare(&self, pending: &Pending) -> Result<(), PrepareError> {
        let mut write = self.begin().await?;
        let found = sqlx::query("SELECT state, manifest FROM submission WHERE id = ?")
            .bind(pending.submission.to_string())
            .fetch_optional(&mut *write)
            .await
            .map_err(Fault::from)?;
        if let Some(row) = found {
            let same = parsed::<Digest>(&row, "manifest")? == pending.manifest;
            let state: String = row.try_get("state").map_err(Fault::from)?;
            return if same && state == "prepared" {
                Ok(())
            } else {
                Err(PrepareError::Taken)
            };
        }
        insert(&mut write, pending, self.clock.now()).await?;
        insert_parts(&mut write, pending.submission, &pending.parts).await?;
        write.commit().await.map_err(Fault::from)?;
        Ok(())
    }

    /// Remembers what the provider calls the order, so that it can be asked about after a crash. The name comes here
    /// sealed: what a database wrote it may keep in its memory and its files for long.
    ///
    /// # Errors
    /// [`OrderError`] when no such application is prepared or the outbox fails.
    pub async fn order_started(&self, submission: SubmissionId, sealed: &[u8]) -> Result<(), OrderError> {
        let done = sqlx::query("UPDATE submission SET order_sealed = ? WHERE id = ? AND state = 'prepared'")
            .bind(sealed)
            .bind(submission.to_string())
            .execute(&self.write)
            .await
            .map_err(Fault::from)?;
        if done.rows_affected() == 1 {
            return Ok(());
        }
        Err(self.why_no_order(submission).await?)
    }

    /// Forgets an application that was not signed, wholly. Doing it twice is as doing it once.
    ///
    /// # Errors
    /// [`OrderError::Sent`] when it has been sent, or when the outbox fails.
    pub async fn abandon(&self, submission: SubmissionId) -> Result<(), OrderError> {
        let done = sqlx::query("DELETE FROM submission WHERE id = ? AND state = 'prepared'")
            .bind(submission.to_string())
            .execute(&self.write)
            .await
            .map_err(Fault::from)?;
        if done.rows_affected() == 0 {
            return self.gone(submission).await;
        }
        self.wipe_log().await?;
        Ok(())
    }

    /// Fine when there is no such application, and too late when it has been sent.
    pub(crate) async fn gone(&self, submission: SubmissionId) -> Result<(), OrderError> {
        match self.why_no_order(submission).await? {
            OrderError::Unknown => Ok(()),
            other => Err(other),
        }
    }

    /// The orders that were running when the service stopped, the oldest first.
    ///
    /// # Errors
    /// [`Fault`] when the outbox fails.
    pub async fn orders_to_resume(&self) -> Result<Vec<OpenOrder>, Fault> {
        sqlx::query("SELECT * FROM submission WHERE state = 'prepared' ORDER BY prepared_at, id")
            .fetch_all(&self.read)
            .await?
            .iter()
            .map(open_order)
            .collect()
    }

    async fn why_no_order(&self, submission: SubmissionId) -> Result<OrderError, Fault> {
        let found = sqlx::query("SELECT 1 FROM submission WHERE id = ?")
            .bind(submission.to_string())
            .fetch_optional(&self.write)
            .await?;
        Ok(found.map_or(OrderError::Unknown, |_| OrderError::Sent))
    }
}

fn open_order(row: &SqliteRow) -> Result<OpenOrder, Fault> {
    let person: Vec<u8> = row.try_get("person")?;
    Ok(OpenOrder {
        submission: parsed(row, "id")?,
        recipient: parsed(row, "recipient")?,
        form: parsed(row, "form")?,
        person: PersonHash::new(person.try_into().map_err(|_| Fault::Broken)?),
        manifest: parsed(row, "manifest")?,
        order: row.try_get("order_sealed")?,
        prepared_at: moment(row.try_get("prepared_at")?)?,
    })
}

async fn insert(
    write: &mut Transaction<'static, Sqlite>,
    pending: &Pending,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO submission (id, recipient, form, person, manifest, reception, state, prepared_at) \
         VALUES (?, ?, ?, ?, ?, ?, 'prepared', ?)",
    )
    .bind(pending.submission.to_string())
    .bind(pending.recipient.as_str())
    .bind(pending.form.as_str())
    .bind(pending.person.as_bytes().as_slice())
    .bind(pending.manifest.to_string())
    .bind(pending.reception.name())
    .bind(millis(at))
    .execute(&mut **write)
    .await?;
    Ok(())
}

pub(crate) async fn insert_parts(
    write: &mut Transaction<'static, Sqlite>,
    submission: SubmissionId,
    parts: &[SealedPart],
) -> Result<(), Fault> {
    for part in parts {
        let text = part.jwe.as_str();
        sqlx::query("INSERT INTO part (submission, name, tag, sha256, size, jwe) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(submission.to_string())
            .bind(part.name.as_str())
            .bind(part.jwe.tag())
            .bind(part.jwe.digest().to_string())
            .bind(i64::try_from(text.len()).map_err(|_| Fault::Broken)?)
            .bind(text)
            .execute(&mut **write)
            .await?;
    }
    Ok(())
}
