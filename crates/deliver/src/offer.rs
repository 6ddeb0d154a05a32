use jiff::Timestamp;
use mn_domain::{FormId, RecipientId, SubmissionId};
use mn_event::Event;
use mn_package::{Jwe, PartMark, PartName};
use mn_seal::Digest;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, Transaction};

use crate::outbox::{millis, moment};
use crate::row::{optional_moment, parsed};
use crate::{Fault, Outbox, State};

/// An application as its recipient sees it in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which application.
    pub submission: SubmissionId,
    /// Which form.
    pub form: FormId,
    /// How far it has come.
    pub state: State,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it arrived in the meaning of the law.
    pub arrived_at: Option<Timestamp>,
    /// SHA-256 of the manifest: what was signed.
    pub manifest: Digest,
}

/// A part as its recipient sees it before fetching it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedPart {
    /// Name, authentication tag and digest.
    pub mark: PartMark,
    /// Characters of the envelope.
    pub size: u64,
}

/// One page of a recipient's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many at most.
    pub limit: u32,
    /// Which page, from 1.
    pub number: u32,
}

impl Outbox {
    /// What waits for a recipient, the oldest first, and how many there are in all. What is listed has been
    /// offered. Rejected applications are not listed again, but can still be fetched by their id.
    ///
    /// # Errors
    /// [`Fault`] when the outbox fails.
    pub async fn offers(&self, recipient: &RecipientId, page: Page) -> Result<(Vec<Offer>, u64), Fault> {
        let mut write = self.begin().await?;
        let total: i64 = sqlx::query(
            "SELECT COUNT(*) AS total FROM submission \
             WHERE recipient = ? AND state IN ('sealed', 'offered', 'fetched')",
        )
        .bind(recipient.as_str())
        .fetch_one(&mut *write)
        .await?
        .try_get("total")?;
        let skipped = u64::from(page.number.saturating_sub(1)) * u64::from(page.limit);
        let rows = sqlx::query(
            "SELECT * FROM submission WHERE recipient = ? AND state IN ('sealed', 'offered', 'fetched') \
             ORDER BY sealed_at, id LIMIT ? OFFSET ?",
        )
        .bind(recipient.as_str())
        .bind(i64::from(page.limit))
        .bind(i64::try_from(skipped).unwrap_or(i64::MAX))
        .fetch_all(&mut *write)
        .await?;
        let mut offers = rows.iter().map(offer).collect::<Result<Vec<_>, _>>()?;
        for offer in offers.iter_mut().filter(|offer| offer.state == State::Sealed) {
            self.mark_offered(&mut write, offer.submission).await?;
            offer.state = State::Offered;
        }
        write.commit().await?;
        Ok((offers, total.try_into().map_err(|_| Fault::Broken)?))
    }

    /// One application with its parts, if it is this recipient's and has been sent.
    ///
    /// # Errors
    /// [`Fault`] when the outbox fails.
    pub async fn offer(
        &self,
        recipient: &RecipientId,
        submission: SubmissionId,
    ) -> Result<Option<(Offer, Vec<OfferedPart>)>, Fault> {
        let row =
            sqlx::query("SELECT * FROM submission WHERE id = ? AND recipient = ? AND state <> 'prepared'")
                .bind(submission.to_string())
                .bind(recipient.as_str())
                .fetch_optional(&self.read)
                .await?;
        let Some(row) = row else { return Ok(None) };
        let rows =
            sqlx::query("SELECT name, tag, sha256, size FROM part WHERE submission = ? ORDER BY rowid")
                .bind(submission.to_string())
                .fetch_all(&self.read)
                .await?;
        let parts = rows.iter().map(offered_part).collect::<Result<_, _>>()?;
        Ok(Some((offer(&row)?, parts)))
    }

    /// The envelope of one part, if the application is this recipient's and not accepted yet. When every
    /// part has been asked for, the application has been fetched.
    ///
    /// # Errors
    /// [`Fault`] when the outbox fails.
    pub async fn part(
        &self,
        recipient: &RecipientId,
        submission: SubmissionId,
        name: PartName,
    ) -> Result<Option<Jwe>, Fault> {
        let mut write = self.begin().await?;
        let row = sqlx::query(
            "SELECT part.jwe, part.fetched_at FROM part JOIN submission ON submission.id = part.submission \
             WHERE submission.id = ? AND submission.recipient = ? AND submission.state <> 'prepared' \
             AND part.name = ? AND part.jwe IS NOT NULL",
        )
        .bind(submission.to_string())
        .bind(recipient.as_str())
        .bind(name.as_str())
        .fetch_optional(&mut *write)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let jwe = Jwe::parse(row.try_get("jwe")?).map_err(|_| Fault::Broken)?;
        if row.try_get::<Option<i64>, _>("fetched_at")?.is_none() {
            let fetched = self.mark_part(&mut write, submission, name).await?;
            write.commit().await?;
            if fetched {
                let recipient = recipient.clone();
                self.log.record(
                    None,
                    Event::SubmissionFetched {
                        submission,
                        recipient,
                    },
                );
            }
        }
        Ok(Some(jwe))
    }

    async fn mark_offered(
        &self,
        write: &mut Transaction<'static, Sqlite>,
        submission: SubmissionId,
    ) -> Result<(), Fault> {
        sqlx::query(
            "UPDATE submission SET state = 'offered', offered_at = ? WHERE id = ? AND state = 'sealed'",
        )
        .bind(millis(self.clock.now()))
        .bind(submission.to_string())
        .execute(&mut **write)
        .await?;
        Ok(())
    }

    /// Marks a part as fetched, and the application when it was the last. Tells whether it was.
    async fn mark_part(
        &self,
        write: &mut Transaction<'static, Sqlite>,
        submission: SubmissionId,
        name: PartName,
    ) -> Result<bool, Fault> {
        let (id, now) = (submission.to_string(), millis(self.clock.now()));
        sqlx::query("UPDATE part SET fetched_at = ? WHERE submission = ? AND name = ?")
            .bind(now)
            .bind(&id)
            .bind(name.as_str())
            .execute(&mut **write)
            .await?;
        let done = sqlx::query(
            "UPDATE submission SET fetched_at = ?, offered_at = COALESCE(offered_at, ?), \
             arrived_at = COALESCE(arrived_at, ?), \
             state = CASE state WHEN 'rejected' THEN 'rejected' ELSE 'fetched' END \
             WHERE id = ? AND fetched_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM part WHERE submission = ? AND fetched_at IS NULL)",
        )
        .bind(now)
        .bind(now)
        .bind(now)
        .bind(&id)
        .bind(&id)
        .execute(&mut **write)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}

fn offer(row: &SqliteRow) -> Result<Offer, Fault> {
    Ok(Offer {
        submission: parsed(row, "id")?,
        form: parsed(row, "form")?,
        state: parsed(row, "state")?,
        sent_at: moment(row.try_get("sealed_at")?)?,
        arrived_at: optional_moment(row, "arrived_at")?,
        manifest: parsed(row, "manifest")?,
    })
}

fn offered_part(row: &SqliteRow) -> Result<OfferedPart, Fault> {
    Ok(OfferedPart {
        mark: PartMark {
            name: parsed(row, "name")?,
            tag: row.try_get("tag")?,
            sha256: parsed(row, "sha256")?,
        },
        size: row
            .try_get::<i64, _>("size")?
            .try_into()
            .map_err(|_| Fault::Broken)?,
    })
}
