use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Span};
use mn_domain::{Clock, CorrelationId, Period, Purpose, SourceId};
use mn_event::EventLog;
use mn_source::{Ask, DataSource};
use mn_space::{Act, Agreed, SpaceError, WriteError};
use thiserror::Error;
use tokio_util::task::TaskTracker;

use crate::asked::ASKED;
use crate::task::Task;
use crate::{Asked, Progress, progress};

/// How much longer than the deadline a page waits before it says that no answer will come.
const PATIENCE: SignedDuration = SignedDuration::from_secs(3);

/// How the sources are asked.
#[derive(Clone, Debug)]
pub struct FetcherSettings {
    /// How long one source may take; a slow one delays nobody else.
    pub deadline: Duration,
    /// How many whole months before this one the answers should cover.
    pub months_back: i8,
}

/// A source, and what its metadata says that it may be asked for.
#[derive(Clone)]
pub struct Allowed {
    /// The source.
    pub source: Arc<dyn DataSource>,
    /// The purposes. For any other it is not asked.
    pub purposes: Vec<Purpose>,
}

/// Why nothing could be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FetchError {
    /// A chosen source does not exist.
    #[error("there is no such source")]
    UnknownSource,
    /// A chosen source may not be asked for this.
    #[error("a source may not be asked for this purpose")]
    Purpose,
    /// Another tab asked in the same moment.
    #[error("another request changed the same")]
    Conflict,
    /// The visit has ended or cannot be reached.
    #[error("the visit cannot be used")]
    Space(#[source] SpaceError),
}

/// Asks sources in the background of a visit. Cheap to clone.
#[derive(Clone)]
pub struct Fetcher {
    sources: Arc<[Allowed]>,
    settings: FetcherSettings,
    clock: Arc<dyn Clock>,
    log: EventLog,
    tasks: TaskTracker,
}

impl Fetcher {
    /// Makes a fetcher of the sources that this installation has. `tasks` lets the binary wait for what runs.
    #[must_use]
    pub fn new(
        sources: Vec<Allowed>,
        settings: FetcherSettings,
        clock: Arc<dyn Clock>,
        log: EventLog,
        tasks: TaskTracker,
    ) -> Self {
        Self {
            sources: sources.into(),
            settings,
            clock,
            log,
            tasks,
        }
    }

    /// The sources that can be asked.
    pub fn sources(&self) -> impl Iterator<Item = &SourceId> {
        self.sources.iter().map(|allowed| allowed.source.id())
    }

    /// Asks the chosen sources for the citizen, who has entered the agreement. Those that are being asked
    /// already are left alone; those that answered are asked anew. Returns as soon as all are under way.
    ///
    /// # Errors
    /// [`FetchError`]; then no source was asked.
    pub async fn ask(&self, visit: &Agreed, chosen: &[SourceId], purpose: Purpose) -> Result<(), FetchError> {
        let chosen: Vec<&Arc<dyn DataSource>> = chosen
            .iter()
            .map(|id| self.find(id, purpose))
            .collect::<Result<_, _>>()?;
        let known = ASKED.read(visit).await.map_err(FetchError::Space)?;
        let (revision, mut list) = known.unwrap_or_default();
        let mut begun = Vec::new();
        for progress in self.progress_of(visit, &list).await? {
            if progress.status == crate::Status::Waiting {
                begun.push(progress.source);
            }
        }
        // A source that is named twice is asked once.
        let mut fresh = Vec::new();
        for source in chosen {
            if !begun.contains(source.id()) {
                begun.push(source.id().clone());
                fresh.push(source);
            }
        }
        let (now, mut tasks) = (self.clock.now(), Vec::new());
        for source in fresh {
            let correlation = CorrelationId::from_random(mn_seal::random());
            list.retain(|asked| asked.source != *source.id());
            list.push(Asked {
                source: source.id().clone(),
                purpose,
                at: now,
                correlation: correlation.clone(),
                node: visit.node().clone(),
            });
            tasks.push(self.task(visit, source, purpose, correlation).await?);
        }
        let written = ASKED.write(visit, revision, &list).await;
        written.map_err(|error| match error {
            WriteError::Conflict => FetchError::Conflict,
            WriteError::Gone => FetchError::Space(SpaceError::Gone),
            _ => FetchError::Space(SpaceError::Unavailable),
        })?;
        for task in tasks {
            let (source, correlation) = (task.source.id().clone(), task.ask.correlation.clone());
            let _ = visit
                .note(Act::Asked {
                    source,
                    purpose,
                    correlation,
                })
                .await;
            self.tasks.spawn(task.run());
        }
        Ok(())
    }

    /// How it goes with each source of this installation.
    ///
    /// # Errors
    /// [`SpaceError`] when the visit cannot be read.
    pub async fn progress(&self, visit: &Agreed) -> Result<Vec<Progress>, SpaceError> {
        let sources: Vec<SourceId> = self.sources().cloned().collect();
        progress::of(visit, &sources, self.clock.now(), self.patience()).await
    }

    async fn progress_of(&self, visit: &Agreed, list: &[Asked]) -> Result<Vec<Progress>, FetchError> {
        let sources: Vec<SourceId> = list.iter().map(|asked| asked.source.clone()).collect();
        let progress = progress::of(visit, &sources, self.clock.now(), self.patience()).await;
        progress.map_err(FetchError::Space)
    }

    fn patience(&self) -> SignedDuration {
        let deadline = SignedDuration::try_from(self.settings.deadline).unwrap_or(SignedDuration::MAX);
        deadline.saturating_add(PATIENCE)
    }

    /// The source, if it may be asked for this.
    fn find(&self, id: &SourceId, purpose: Purpose) -> Result<&Arc<dyn DataSource>, FetchError> {
        let found = self.sources.iter().find(|allowed| allowed.source.id() == id);
        let Allowed { source, purposes } = found.ok_or(FetchError::UnknownSource)?;
        if purposes.contains(&purpose) {
            Ok(source)
        } else {
            Err(FetchError::Purpose)
        }
    }

    async fn task(
        &self,
        visit: &Agreed,
        source: &Arc<dyn DataSource>,
        purpose: Purpose,
        correlation: CorrelationId,
    ) -> Result<Task, FetchError> {
        let today = self.clock.today();
        let ask = Ask {
            principal: visit.person().principal().clone(),
            actor: visit.person().actor().clone(),
            purpose,
            correlation,
            period: whole_months(today, self.settings.months_back),
            today,
        };
        Ok(Task {
            source: source.clone(),
            ask,
            deposit: visit.deposit().await.map_err(FetchError::Space)?,
            subject: visit.pseudonym(),
            deadline: self.settings.deadline,
            clock: self.clock.clone(),
            log: self.log.clone(),
        })
    }
}

/// From the first day of the month `back` months ago to the last day of this month.
fn whole_months(today: Date, back: i8) -> Period {
    let from = today.first_of_month().saturating_sub(Span::new().months(back));
    Period::days(from, today.last_of_month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_months_reach_back_over_the_year() {
        let day = |text: &str| text.parse::<Date>().expect("a date");
        let period = whole_months(day("2026-02-17"), 3);
        assert_eq!(period, Period::days(day("2025-11-01"), day("2026-02-28")));
    }
}
