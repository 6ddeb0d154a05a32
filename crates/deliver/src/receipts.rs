use jiff::{SignedDuration, Timestamp};
use mn_domain::SubmissionId;

use crate::outbox::millis;
use crate::row::receipt;
use crate::{Fault, Outbox, PersonHash, Receipt, State};

impl Outbox {
    /// A person's receipts, the newest first.
    ///
    /// # Errors
    /// [`Fault`] when the outbox fails.
    pub async fn receipts(&self, person: &PersonHash) -> Result<Vec<Receipt>, Fault> {
        sqlx::query(
            "SELECT * FROM submission WHERE person = ? AND state <> 'prepared' ORDER BY sealed_at DESC, id",
        )
        .bind(person.as_bytes().as_slice())
        .fetch_all(&self.read)
        .await?
        .iter()
        .map(receipt)
        .collect()
    }

    /// One of a person's receipts; none when it is not there, not sent, or another person's.
    ///
    /// # Errors
    /// [`Fault`] when the outbox fails.
    pub async fn receipt(
        &self,
        person: &PersonHash,
        submission: SubmissionId,
    ) -> Result<Option<Receipt>, Fault> {
        sqlx::query("SELECT * FROM submission WHERE id = ? AND person = ? AND state <> 'prepared'")
            .bind(submission.to_string())
            .bind(person.as_bytes().as_slice())
            .fetch_optional(&self.read)
            .await?
            .as_ref()
            .map(receipt)
            .transpose()
    }

    /// What was sent longer ago than `patience` and is not accepted: to be escalated to people. Rejected
    /// applications are due at once.
    ///
    /// # Errors
    /// [`Fault`] when the outbox fails.
    pub async fn overdue(&self, patience: SignedDuration) -> Result<Vec<Receipt>, Fault> {
        let limit = self.clock.now().checked_sub(patience).unwrap_or(Timestamp::MIN);
        sqlx::query(
            "SELECT * FROM submission WHERE state = 'rejected' \
             OR (state IN ('sealed', 'offered', 'fetched') AND sealed_at <= ?) ORDER BY sealed_at, id",
        )
        .bind(millis(limit))
        .fetch_all(&self.read)
        .await?
        .iter()
        .map(receipt)
        .collect()
    }

    /// How many applications stand in each state, by the state's name, in the order of the way.
    ///
    /// # Errors
    /// [`Fault`] when the outbox fails.
    pub async fn counts(&self) -> Result<Vec<(&'static str, u64)>, Fault> {
        let mut counts = Vec::with_capacity(State::ALL.len());
        for state in State::ALL {
            let count: i64 = sqlx::query_scalar("SELECT count(*) FROM submission WHERE state = ?")
                .bind(state.name())
                .fetch_one(&self.read)
                .await?;
            counts.push((state.name(), u64::try_from(count).map_err(|_| Fault::Broken)?));
        }
        Ok(counts)
    }

    /// Deletes receipts of what was accepted longer ago than `retention`, and tells how many. What is not
    /// accepted is never deleted. What was lost so long ago is forgotten too.
    ///
    /// # Errors
    /// [`Fault`] when the outbox fails.
    pub async fn forget_receipts(&self, retention: SignedDuration) -> Result<u64, Fault> {
        let limit = self.clock.now().checked_sub(retention).unwrap_or(Timestamp::MIN);
        let done = sqlx::query("DELETE FROM submission WHERE state = 'accepted' AND accepted_at <= ?")
            .bind(millis(limit))
            .execute(&self.write)
            .await?;
        sqlx::query("DELETE FROM lost_order WHERE lost_at <= ?")
            .bind(millis(limit))
            .execute(&self.write)
            .await?;
        self.wipe_log().await?;
        Ok(done.rows_affected())
    }
}
