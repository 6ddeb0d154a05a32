use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use mn_domain::Clock;
use mn_event::EventLog;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{SqlSafeStr, Sqlite, Transaction};
use thiserror::Error;

/// Sealed applications on their way, and the receipts that remain. Cheap to clone.
///
/// It holds nothing that can be read: parts are JWE to the recipient, the person is a keyed hash.
#[derive(Clone)]
pub struct Outbox {
    /// One connection, so that there is one writer.
    pub(crate) write: SqlitePool,
    pub(crate) read: SqlitePool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) log: EventLog,
}

/// The outbox itself failed.
#[derive(Debug, Error)]
pub enum Fault {
    /// The database could not be read or written.
    #[error("the outbox could not be read or written")]
    Store(#[from] sqlx::Error),
    /// The database could not be opened or brought up to date.
    #[error("the outbox could not be opened")]
    Open(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database holds what this program never writes.
    #[error("the outbox holds what was never written by it")]
    Broken,
}

impl Outbox {
    /// Opens the outbox, makes it when it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// [`Fault`] when the file cannot be opened or is of a later version.
    pub async fn open(path: &Path, clock: Arc<dyn Clock>, log: EventLog) -> Result<Self, Fault> {
        make_private(path).map_err(|error| Fault::Open(error.into()))?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("secure_delete", "ON")
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10));
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone())
            .await?;
        migrations()
            .run(&write)
            .await
            .map_err(|error| Fault::Open(error.into()))?;
        let read = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self {
            write,
            read,
            clock,
            log,
        })
    }

    /// Looks whether the outbox could be opened, and leaves the disk as it is. Nothing can be done with what it gives
    /// before somebody has made the file.
    ///
    /// # Errors
    /// [`Fault`] when the file is of a later version or no outbox, or could not be made.
    pub async fn unopened(path: &Path, clock: Arc<dyn Clock>, log: EventLog) -> Result<Self, Fault> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(false)
            .read_only(true)
            .immutable(true);
        let folder = path.parent().unwrap_or_else(|| Path::new("."));
        if path.exists() {
            let store = SqlitePoolOptions::new().connect_with(options.clone()).await?;
            let latest: i64 = sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations")
                .fetch_one(&store)
                .await?;
            store.close().await;
            if migrations().iter().all(|known| known.version < latest) {
                return Err(Fault::Open("the file is of a later version".into()));
            }
        } else if !folder.is_dir() {
            return Err(Fault::Open("there is no such folder".into()));
        }
        let lazy = SqlitePoolOptions::new().connect_lazy_with(options);
        Ok(Self {
            write: lazy.clone(),
            read: lazy,
            clock,
            log,
        })
    }

    /// Waits for what is being written, and closes.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }

    /// Begins a transaction that holds the writer's lock from its first moment.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, Fault> {
        Ok(self.write.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Moves what was written from the log to the file and empties the log, so that deleted ciphertext is
    /// gone from both. A reader in the way only puts it off until the next time.
    pub(crate) async fn wipe_log(&self) -> Result<(), Fault> {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&self.write)
            .await?;
        Ok(())
    }
}

fn migrations() -> Migrator {
    let step = |version, name: &'static str, sql: &'static str| {
        Migration::new(
            version,
            name.into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    };
    Migrator::with_migrations(vec![
        step(1, "outbox", include_str!("../migrations/0001_outbox.sql")),
        step(2, "lost order", include_str!("../migrations/0002_lost_order.sql")),
        step(
            3,
            "sealed order",
            include_str!("../migrations/0003_sealed_order.sql"),
        ),
    ])
}

/// Makes the file readable by its owner only; `SQLite` gives the log beside it the same rights.
fn make_private(path: &Path) -> std::io::Result<()> {
    std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .map(drop)
}

/// The moment as it is stored.
pub(crate) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// The moment as it was stored.
pub(crate) fn moment(millis: i64) -> Result<Timestamp, Fault> {
    Timestamp::from_millisecond(millis).map_err(|_| Fault::Broken)
}

#[cfg(test)]
mod tests {
    use crate::fixture::Bench;

    /// A power cut is not tested by killing a process; these settings are what makes a commit survive it.
    #[tokio::test]
    async fn every_commit_reaches_the_disk_and_every_deletion_overwrites() {
        let bench = Bench::new().await;
        let setting = async |pragma: &'static str| -> String {
            let row = sqlx::query(pragma).fetch_one(&bench.outbox.write).await.unwrap();
            sqlx::Row::try_get_unchecked(&row, 0).unwrap()
        };
        assert_eq!(setting("PRAGMA journal_mode").await, "wal");
        assert_eq!(setting("PRAGMA synchronous").await, "2", "FULL");
        assert_eq!(setting("PRAGMA secure_delete").await, "1");
        assert_eq!(setting("PRAGMA foreign_keys").await, "1");
    }
}
