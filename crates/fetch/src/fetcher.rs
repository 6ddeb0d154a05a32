use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use mn_domain::{Clock, ClosedHours, CorrelationId, Period, Purpose, SourceId};
use mn_event::{Event, EventLog};
use mn_help::Inspection;
use mn_source::{Ask, DataSource, Return};
use mn_space::{Act, Agreed, SpaceError, WriteError};
use thiserror::Error;
use tokio_util::task::TaskTracker;

use crate::asked::ASKED;
use crate::breaker::{Breaker, Pass};
use crate::lead::{Resumed, has_permission};
use crate::settings::{Allowed, FetcherSettings, Hindrance, SourceStanding};
use crate::task::Task;
use crate::{Asked, Progress, Status, progress};

/// How much longer than the deadline a page waits before it says that no answer will come.
const PATIENCE: SignedDuration = SignedDuration::from_secs(3);
/// So often a request that lost against another of the same visit looks again at what is left to ask.
const TRIES: usize = 8;
/// Two questions to one source in one visit are at least so far apart, whatever clocks say: answers are ordered by it.
const APART: SignedDuration = SignedDuration::from_millis(1);

/// Why nothing could be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FetchError {
    /// A chosen source does not exist.
    #[error("there is no such source")]
    UnknownSource,
    /// A chosen source may not be asked for this.
    #[error("a source may not be asked for this purpose")]
    Purpose,
    /// A source that meets the citizen itself tells no way there, or not now.
    #[error("a source tells no way")]
    NoWay,
    /// Nobody in this visit was led away with what came back.
    #[error("nobody here was led away with that state")]
    Foreign,
    /// Other tabs asked in the same moment, again and again.
    #[error("another request changed the same")]
    Conflict,
    /// The visit has ended or cannot be reached.
    #[error("the visit cannot be used")]
    Space(#[source] SpaceError),
}

/// Asks sources in the background of a visit. Cheap to clone.
#[derive(Clone)]
pub struct Fetcher {
    sources: Arc<[Known]>,
    settings: FetcherSettings,
    clock: Arc<dyn Clock>,
    log: EventLog,
    tasks: TaskTracker,
}

/// A source of the installation, with what guards it.
pub(crate) struct Known {
    pub(crate) source: Arc<dyn DataSource>,
    purposes: Vec<Purpose>,
    closed: Vec<ClosedHours>,
    pub(crate) deadline: Duration,
    breaker: Arc<Breaker>,
    checks: Arc<Inspection>,
}

impl Known {
    fn of(allowed: Allowed, settings: &FetcherSettings, clock: &Arc<dyn Clock>) -> Self {
        let deadline = allowed.deadline.unwrap_or(settings.deadline);
        Self {
            source: allowed.source,
            purposes: allowed.purposes,
            closed: allowed.closed,
            checks: Arc::new(allowed.checks),
            deadline,
            breaker: Breaker::new(settings.breaker, clock.clone(), deadline),
        }
    }

    pub(crate) fn hindrance(&self, now: Timestamp) -> Option<Hindrance> {
        let closed = self.opens(now).map(Hindrance::Closed);
        closed.or_else(|| self.breaker.rests_until().map(Hindrance::Resting))
    }

    /// When it opens, where it is closed at that moment.
    fn opens(&self, now: Timestamp) -> Option<Timestamp> {
        ClosedHours::open_after(&self.closed, now)
    }

    /// How long after a question a page says that no answer will come.
    fn patience(&self) -> SignedDuration {
        let deadline = SignedDuration::try_from(self.deadline).unwrap_or(SignedDuration::MAX);
        deadline.saturating_add(PATIENCE)
    }
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
        let known = sources.into_iter().map(|one| Known::of(one, &settings, &clock));
        Self {
            sources: known.collect(),
            settings,
            clock,
            log,
            tasks,
        }
    }

    /// The sources that can be asked.
    pub fn sources(&self) -> impl Iterator<Item = &SourceId> {
        self.sources.iter().map(|known| known.source.id())
    }

    /// How it stands with each source on this node, for operators.
    #[must_use]
    pub fn standings(&self) -> Vec<SourceStanding> {
        let now = self.clock.now();
        let standing = |known: &Known| SourceStanding {
            source: known.source.id().clone(),
            breaker: known.breaker.standing(),
            opens: known.opens(now),
        };
        self.sources.iter().map(standing).collect()
    }

    /// Asks the chosen sources for the citizen, who has entered the agreement. Those that are being asked
    /// already are left alone; those that answered are asked anew; those that are closed or rest are not asked, which
    /// [`Fetcher::progress`] tells. Returns as soon as all are under way.
    ///
    /// # Errors
    /// [`FetchError`]; then no source was asked. [`FetchError::NoWay`] for one that meets the citizen itself.
    pub async fn ask(&self, visit: &Agreed, chosen: &[SourceId], purpose: Purpose) -> Result<(), FetchError> {
        if chosen.iter().any(|id| self.leads(id)) {
            return Err(FetchError::NoWay);
        }
        self.ask_with(visit, chosen, purpose, None).await
    }

    /// Asks, and goes on where the citizen was led away if she came back with something.
    pub(crate) async fn ask_with(
        &self,
        visit: &Agreed,
        chosen: &[SourceId],
        purpose: Purpose,
        back: Option<&Return>,
    ) -> Result<(), FetchError> {
        let chosen: Vec<&Known> = chosen
            .iter()
            .map(|id| self.find(id, purpose))
            .collect::<Result<_, _>>()?;
        for _ in 0..TRIES {
            match self.try_ask(visit, &chosen, purpose, back).await {
                Err(FetchError::Conflict) => {}
                outcome => return outcome,
            }
        }
        Err(FetchError::Conflict)
    }

    async fn try_ask(
        &self,
        visit: &Agreed,
        chosen: &[&Known],
        purpose: Purpose,
        back: Option<&Return>,
    ) -> Result<(), FetchError> {
        let known = ASKED.read(visit).await.map_err(FetchError::Space)?;
        let (revision, mut list) = known.unwrap_or_default();
        let fresh = self.fresh(visit, chosen).await?;
        if fresh.is_empty() {
            return Ok(());
        }
        let mut tasks = Vec::new();
        for (known, pass) in fresh {
            let question = self.question(visit, known, purpose, &list);
            let mut task = self.task(visit, known, pass, &question).await?;
            if let Some(back) = back {
                task.is_told = has_permission(back);
                let (source, back) = (task.source, back.clone());
                task.source = Arc::new(Resumed { source, back });
            }
            tasks.push(task);
            list.retain(|asked| asked.source != question.source);
            list.push(question);
        }
        let written = ASKED.write(visit, revision, &list).await;
        written.map_err(|error| match error {
            WriteError::Conflict => FetchError::Conflict,
            WriteError::Gone => FetchError::Space(SpaceError::Gone),
            _ => FetchError::Space(SpaceError::Unavailable),
        })?;
        for task in tasks {
            let (source, correlation) = (task.source.id().clone(), task.ask.correlation.clone());
            if task.is_told {
                let act = Act::Asked {
                    source,
                    purpose,
                    correlation,
                };
                let _ = visit.note(act).await;
            }
            self.tasks.spawn(task.run());
        }
        Ok(())
    }

    /// Those that are neither being asked nor closed nor resting, each once, with the right to ask them.
    async fn fresh<'a>(
        &self,
        visit: &Agreed,
        chosen: &[&'a Known],
    ) -> Result<Vec<(&'a Known, Pass)>, FetchError> {
        let progress = self.progress(visit).await.map_err(FetchError::Space)?;
        let begun = progress.iter().filter(|one| one.status == Status::Waiting);
        let mut begun: Vec<&SourceId> = begun.map(|one| &one.source).collect();
        let (now, mut fresh) = (self.clock.now(), Vec::new());
        for known in chosen {
            if begun.contains(&known.source.id()) || known.opens(now).is_some() {
                continue;
            }
            begun.push(known.source.id());
            let Some((pass, changed)) = known.breaker.admit() else {
                continue;
            };
            if let Some(state) = changed {
                let source = known.source.id().clone();
                self.log.record(None, Event::SourceBreaker { source, state });
            }
            fresh.push((*known, pass));
        }
        Ok(fresh)
    }

    /// How it goes with each source of this installation.
    ///
    /// # Errors
    /// [`SpaceError`] when the visit cannot be read.
    pub async fn progress(&self, visit: &Agreed) -> Result<Vec<Progress>, SpaceError> {
        let now = self.clock.now();
        let watched = self.sources.iter().map(|known| progress::Watched {
            source: known.source.id(),
            patience: known.patience(),
            hindrance: known.hindrance(now),
        });
        progress::of(visit, watched, now).await
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<dyn DataSource>> {
        self.sources.iter().map(|known| &known.source)
    }

    pub(crate) const fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// The source, if it may be asked for this.
    pub(crate) fn find(&self, id: &SourceId, purpose: Purpose) -> Result<&Known, FetchError> {
        let found = self.sources.iter().find(|known| known.source.id() == id);
        let known = found.ok_or(FetchError::UnknownSource)?;
        if known.purposes.contains(&purpose) {
            Ok(known)
        } else {
            Err(FetchError::Purpose)
        }
    }

    fn question(&self, visit: &Agreed, known: &Known, purpose: Purpose, earlier: &[Asked]) -> Asked {
        let earlier = earlier.iter().filter(|asked| asked.source == *known.source.id());
        let earlier = earlier.map(|asked| asked.at.saturating_add(APART).unwrap_or(Timestamp::MAX));
        let now = self.clock.now();
        Asked {
            source: known.source.id().clone(),
            purpose,
            at: earlier.max().map_or(now, |earlier| earlier.max(now)),
            correlation: CorrelationId::from_random(mn_seal::random()),
            node: visit.node().clone(),
        }
    }

    /// What is asked about the person of a visit.
    pub(crate) fn about(&self, visit: &Agreed, purpose: Purpose, correlation: CorrelationId) -> Ask {
        let today = self.clock.today();
        Ask {
            principal: visit.person().principal().clone(),
            actor: visit.person().actor().clone(),
            purpose,
            correlation,
            period: whole_months(today, self.settings.months_back),
            today,
        }
    }

    async fn task(
        &self,
        visit: &Agreed,
        known: &Known,
        pass: Pass,
        asked: &Asked,
    ) -> Result<Task, FetchError> {
        Ok(Task {
            source: known.source.clone(),
            ask: self.about(visit, asked.purpose, asked.correlation.clone()),
            asked_at: asked.at,
            deposit: visit.deposit().await.map_err(FetchError::Space)?,
            subject: visit.pseudonym(),
            checks: known.checks.clone(),
            deadline: known.deadline,
            first_wait: self.settings.first_wait,
            pass,
            is_told: true,
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
