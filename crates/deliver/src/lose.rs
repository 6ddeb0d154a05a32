use jiff::Timestamp;
use mn_domain::{FormId, RecipientId, SubmissionId};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, Transaction};

use crate::outbox::{millis, moment};
use crate::row::parsed;
use crate::{Fault, OrderError, Outbox, PersonHash};

/// An application whose signature order ended in a way that nobody learned. It was not sent, and nothing of it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostOrder {
    /// Which application.
    pub submission: SubmissionId,
    /// To whom it would have gone.
    pub recipient: RecipientId,
    /// Which form.
    pub form: FormId,
    /// When the order was prepared.
    pub began_at: Timestamp,
}

impl Outbox {
    /// Forgets an application of which nobody can know whether it was signed, but not that there was one: the citizen
    /// may believe that it was sent. Doing it twice is as doing it once.
    ///
    /// # Errors
    /// [`OrderError::Sent`] when it has been sent, or when the outbox fails.
    pub async fn lose(&self, submission: SubmissionId) -> Result<(), OrderError> {
        let mut write = self.begin().await?;
        note(&mut write, submission, self.clock.now()).await?;
        let done = sqlx::query("DELETE FROM submission WHERE id = ? AND state = 'prepared'")
            .bind(submission.to_string())
            .execute(&mut *write)
            .await
            .map_err(Fault::from)?;
        write.commit().await.map_err(Fault::from)?;
        if done.rows_affected() == 0 {
            return self.gone(submission).await;
        }
        self.wipe_log().await?;
        Ok(())
    }

    /// What a person may have signed in vain and has not sent since, the newest first.
    ///
    /// # Errors
    /// [`Fault`] when the outbox fails.
    pub async fn lost(&self, person: &PersonHash) -> Result<Vec<LostOrder>, Fault> {
        sqlx::query("SELECT * FROM lost_order WHERE person = ? ORDER BY began_at DESC, submission")
            .bind(person.as_bytes().as_slice())
            .fetch_all(&self.read)
            .await?
            .iter()
            .map(lost_order)
            .collect()
    }
}

/// Forgets what was lost of an application that has now been sent anew.
pub(crate) async fn made_good(
    write: &mut Transaction<'static, Sqlite>,
    submission: SubmissionId,
) -> Result<(), Fault> {
    sqlx::query(
        "DELETE FROM lost_order WHERE (person, recipient, form) = \
         (SELECT person, recipient, form FROM submission WHERE id = ?)",
    )
    .bind(submission.to_string())
    .execute(&mut **write)
    .await?;
    Ok(())
}

async fn note(
    write: &mut Transaction<'static, Sqlite>,
    submission: SubmissionId,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO lost_order (submission, person, recipient, form, began_at, lost_at) \
         SELECT id, person, recipient, form, prepared_at, ? FROM submission WHERE id = ? AND state = 'prepared'",
    )
    .bind(millis(now))
    .bind(submission.to_string())
    .execute(&mut **write)
    .await?;
    Ok(())
}

fn lost_order(row: &SqliteRow) -> Result<LostOrder, Fault> {
    Ok(LostOrder {
        submission: parsed(row, "submission")?,
        recipient: parsed(row, "recipient")?,
        form: parsed(row, "form")?,
        began_at: moment(row.try_get("began_at")?)?,
    })
}
