//! How far a measurement has come, told on standard error, and when it has taken too long.

use std::fmt::Display;
use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::trouble::{Outcome, Trouble};

/// One measurement's progress.
pub struct Progress {
    mode: &'static str,
    since: Instant,
    last: Mutex<String>,
}

impl Progress {
    /// Begins to count.
    pub fn new(mode: &'static str) -> Self {
        Self {
            mode,
            since: Instant::now(),
            last: Mutex::default(),
        }
    }

    /// Tells what has been done.
    pub fn tell(&self, done: impl Display) {
        let (seconds, done) = (self.since.elapsed().as_secs(), done.to_string());
        // Who listens to nothing needs no progress.
        let _ = writeln!(std::io::stderr(), "residue, {}, {seconds} s: {done}", self.mode);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = done;
    }

    /// Does something, for as long as it may take.
    pub async fn within<T>(&self, most: Duration, doing: impl Future<Output = Outcome<T>>) -> Outcome<T> {
        match tokio::time::timeout(most, doing).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(trouble)) => Err(Trouble::new(self.after(&trouble.to_string()))),
            Err(_) => Err(Trouble::new(self.after("it took too long"))),
        }
    }

    fn after(&self, what: &str) -> String {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        format!("{}, after \"{last}\": {what}", self.mode)
    }
}
