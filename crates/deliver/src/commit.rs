use jiff::Timestamp;
use mn_domain::SubmissionId;
use mn_event::Event;
use mn_package::{PartName, SealedPart};
use sqlx::{Row, Sqlite, Transaction};
use thiserror::Error;

use crate::lose::made_good;
use crate::outbox::millis;
use crate::prepare::insert_parts;
use crate::row::receipt;
use crate::{Fault, Outbox, Receipt};

/// What came with the signature, after it was verified.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Which application.
    pub submission: SubmissionId,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// The signature, the revocation answer and the report, each sealed to the recipient.
    pub parts: Vec<SealedPart>,
}

/// Why an application was not sent.
#[derive(Debug, Error)]
pub enum CommitError {
    /// No such application is prepared; it may have been abandoned.
    #[error("no such application is prepared")]
    Unknown,
    /// There is no signature among the parts, or a content part came after the signature.
    #[error("the parts are not those of a signature")]
    Parts,
    /// The outbox failed: nothing was sent.
    #[error("the outbox failed")]
    Outbox(#[from] Fault),
}

impl Outbox {
    /// Sends: when this returns a receipt, the application is durable with its signature and will reach the
    /// recipient. Doing it twice gives the first receipt.
    ///
    /// # Errors
    /// [`CommitError`]; then nothing was sent, and the application is as it was.
    pub async fn commit(&self, signed: &Signed) -> Result<Receipt, CommitError> {
        if !is_evidence(&signed.parts) {
            return Err(CommitError::Parts);
        }
        let mut write = self.begin().await?;
        let newly = self.seal(&mut write, signed).await?;
        let row = sqlx::query("SELECT * FROM submission WHERE id = ?")
            .bind(signed.submission.to_string())
            .fetch_one(&mut *write)
            .await
            .map_err(Fault::from)?;
        let receipt = receipt(&row)?;
        write.commit().await.map_err(Fault::from)?;
        if newly {
            self.log.record(
                None,
                Event::SubmissionSent {
                    submission: receipt.submission,
                    form: receipt.form.clone(),
                    recipient: receipt.recipient.clone(),
                },
            );
        }
        Ok(receipt)
    }

    /// Writes everything that makes the application sent, inside of the transaction. Tells whether it was
    /// not sent before.
    pub(crate) async fn seal(
        &self,
        write: &mut Transaction<'static, Sqlite>,
        signed: &Signed,
    ) -> Result<bool, CommitError> {
        let found = sqlx::query("SELECT state FROM submission WHERE id = ?")
            .bind(signed.submission.to_string())
            .fetch_optional(&mut **write)
            .await
            .map_err(Fault::from)?
            .ok_or(CommitError::Unknown)?;
        if found.try_get::<String, _>("state").map_err(Fault::from)? != "prepared" {
            return Ok(false);
        }
        insert_parts(write, signed.submission, &signed.parts).await?;
        let now = millis(self.clock.now());
        sqlx::query(
            "UPDATE submission SET state = 'sealed', order_sealed = NULL, signed_at = ?, sealed_at = ?, \
             arrived_at = CASE reception WHEN 'outbox' THEN ? END WHERE id = ?",
        )
        .bind(millis(signed.signed_at))
        .bind(now)
        .bind(now)
        .bind(signed.submission.to_string())
        .execute(&mut **write)
        .await
        .map_err(Fault::from)?;
        made_good(write, signed.submission).await?;
        Ok(true)
    }
}

/// Whether the parts are what comes with a signature: the signature itself, and no content.
fn is_evidence(parts: &[SealedPart]) -> bool {
    parts.iter().any(|part| part.name == PartName::Signature)
        && parts
            .iter()
            .all(|part| part.name != PartName::Manifest && !part.name.is_content())
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Command, Stdio};
    use std::time::Duration;

    use mn_domain::Clock;

    use super::*;
    use crate::fixture::{Bench, open, person, submission};

    const CHILD: &str = "OUTBOX_CHILD_INSIDE";

    /// A signature so large that half of the transaction is on the disk before it is committed.
    fn large(bench: &Bench) -> Signed {
        let mut signed = bench.recipient.signed(submission(1), bench.clock.now());
        signed.parts = bench
            .recipient
            .evidence(&vec![b'x'; 6_000_000], bench.clock.now());
        signed
    }

    /// The child: writes everything that makes an application sent, and is killed before it can commit.
    #[tokio::test]
    async fn child_inside_of_the_transaction() {
        let Some(path) = std::env::var_os(CHILD) else {
            return;
        };
        let bench = Bench::new().await;
        let outbox = open(path.as_ref(), &bench.clock, &bench.log).await;
        let mut write = outbox.begin().await.unwrap();
        assert!(outbox.seal(&mut write, &large(&bench)).await.unwrap());
        let mut out = std::io::stdout().lock();
        writeln!(out, "inside").unwrap();
        out.flush().unwrap();
        std::thread::sleep(Duration::from_mins(1));
    }

    #[tokio::test]
    async fn killed_inside_of_the_transaction_nothing_was_sent_and_it_can_still_be() {
        let bench = Bench::new().await;
        let pending = bench.recipient.pending(submission(1), bench.clock.now());
        bench.outbox.prepare(&pending).await.unwrap();
        bench.outbox.close().await;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "commit::tests::child_inside_of_the_transaction",
                "--nocapture",
            ])
            .env(CHILD, bench.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        let inside = said.lines().map_while(Result::ok).any(|line| line == "inside");
        let log = std::fs::metadata(bench.folder.path().join("outbox.db-wal")).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(inside && log.len() > 1_000_000, "it was in the middle of writing");

        let outbox = open(&bench.path(), &bench.clock, &bench.log).await;
        assert!(outbox.receipts(&person(1)).await.unwrap().is_empty());
        assert_eq!(outbox.orders_to_resume().await.unwrap().len(), 1);
        let receipt = outbox.commit(&large(&bench)).await.unwrap();
        let (_, parts) = outbox
            .offer(&receipt.recipient, receipt.submission)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(parts.len(), pending.parts.len() + 2);
    }
}
