use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use mn_domain::{SubmissionId, SystemClock};
use tokio::signal::unix::{SignalKind, signal};

use crate::{Config, Fetched, Inbox, InboxError, Outcome};

/// Fetches once, or again and again until the process is told to stop. Tells whether all went well.
pub async fn fetch(config: &Path, once: bool, out: &mut impl Write) -> Result<bool, InboxError> {
    let inbox = Inbox::open(Config::read(config)?, Arc::new(SystemClock))?;
    let mut stop = signal(SignalKind::terminate()).map_err(InboxError::file("the signal handler"))?;
    loop {
        let result = inbox.fetch().await;
        if once {
            return tell(&result?, out);
        }
        // A service that cannot be reached now may be reached the next time.
        match result {
            Ok(fetched) => drop(tell(&fetched, out)?),
            Err(error) => say(out, &format!("not fetched: {error}"))?,
        }
        tokio::select! {
            () = tokio::time::sleep(inbox.settings().poll) => {}
            _ = stop.recv() => return Ok(true),
            _ = tokio::signal::ctrl_c() => return Ok(true),
        }
    }
}

/// Tries a rejected submission again. Tells whether it was taken.
pub async fn retry(
    config: &Path,
    submission: SubmissionId,
    out: &mut impl Write,
) -> Result<bool, InboxError> {
    let inbox = Inbox::open(Config::read(config)?, Arc::new(SystemClock))?;
    let fetched = inbox.retry(submission).await?;
    let taken = matches!(fetched.outcome, Outcome::Accepted);
    Ok(tell(&[fetched], out)? && taken)
}

fn tell(fetched: &[Fetched], out: &mut impl Write) -> Result<bool, InboxError> {
    for Fetched { submission, outcome } in fetched {
        let line = match outcome {
            Outcome::Accepted => format!("{submission} accepted"),
            Outcome::Rejected(Some(reason)) => format!("{submission} rejected {reason}"),
            Outcome::Rejected(None) => format!("{submission} rejected"),
            Outcome::Failed(error) => format!("{submission} failed: {error}"),
        };
        say(out, &line)?;
    }
    Ok(!fetched
        .iter()
        .any(|fetched| matches!(fetched.outcome, Outcome::Failed(_))))
}

fn say(out: &mut impl Write, line: &str) -> Result<(), InboxError> {
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(InboxError::file("standard output"))
}
