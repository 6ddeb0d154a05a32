//! The work that a passphrase costs: counted, one after another, and away from the threads that serve pages.

use std::sync::Arc;
use std::time::Duration;

use mn_domain::Sensitive;
use mn_limit::{Limit, Rate};
use mn_seal::{KeepsakeError, SealError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::gate::Address;
use crate::pages::Problem;
use crate::refused::Refused;

/// How many files are written or opened at a time: each takes 64 MiB and a processor.
const AT_A_TIME: usize = 2;
/// How long somebody waits for a turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who may have a file written or opened, and when.
#[derive(Debug)]
pub struct Keepsakes {
    limit: Limit,
    turns: Arc<Semaphore>,
}

impl Keepsakes {
    /// So often, and never more than a few at a time.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self {
            limit: Limit::new(rate),
            turns: Arc::new(Semaphore::new(AT_A_TIME)),
        }
    }

    /// A turn. It goes with the work, also where nobody waits for the work any more.
    async fn turn(&self, Address(from): Address) -> Result<OwnedSemaphorePermit, Refused> {
        self.limit.count(from)?;
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        turn.ok()
            .and_then(Result::ok)
            .ok_or(Refused::For(Problem::Unavailable))
    }

    /// Closes a value with a passphrase.
    ///
    /// # Errors
    /// When it is asked too often, or there are too many at once.
    pub async fn keep(
        &self,
        from: Address,
        passphrase: Sensitive<String>,
        value: Sensitive<Vec<u8>>,
    ) -> Result<Result<Vec<u8>, SealError>, Refused> {
        let turn = self.turn(from).await?;
        let work = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            // EXPOSE: closed with the citizen's own passphrase, for her to take home.
            mn_seal::keep(&passphrase, value.expose())
        });
        work.await.map_err(|_| Refused::For(Problem::Broken))
    }

    /// Opens a file with a passphrase.
    ///
    /// # Errors
    /// When it is asked too often, or there are too many at once.
    pub async fn open(
        &self,
        from: Address,
        passphrase: Sensitive<String>,
        file: Vec<u8>,
    ) -> Result<Result<Sensitive<Vec<u8>>, KeepsakeError>, Refused> {
        let turn = self.turn(from).await?;
        let work = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            mn_seal::open_keepsake(&passphrase, &file)
        });
        work.await.map_err(|_| Refused::For(Problem::Broken))
    }
}
