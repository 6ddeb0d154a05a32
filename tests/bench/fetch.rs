use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use mn_domain::{Clock, Purpose, SourceId, SourceState, SystemClock};
use mn_event::EventLog;
use mn_fetch::{Allowed, BreakerSettings, Fetcher, FetcherSettings, Status};
use mn_help::Inspection;
use mn_source::{Ask, DataSource, FieldSpec, Reply, SourceError, Step};
use mn_space::{AgreedTerms, Spaces, Token};
use serde_json::json;
use tokio_util::task::TaskTracker;

use super::Measured;
use super::read;
use super::rounds::{ROUNDS, median, rounded};
use super::space::{in_memory, person};

/// As many as SSBTEK leads to; each takes so much longer than the one before.
const SOURCES: [&str; 8] = [
    "arbetsformedlingen",
    "csn",
    "forsakringskassan",
    "pensionsmyndigheten",
    "skatteverket",
    "a-kassan",
    "transportstyrelsen",
    "migrationsverket",
];
const STEP: Duration = Duration::from_millis(25);

/// Takes its time and then gives a whole answer.
struct Slow {
    id: SourceId,
    takes: Duration,
    reply: Reply,
}

#[async_trait]
impl DataSource for Slow {
    fn id(&self) -> &SourceId {
        &self.id
    }

    fn fields(&self) -> &'static [FieldSpec] {
        &[]
    }

    async fn begin(&self, _: &Ask) -> Result<Step, SourceError> {
        tokio::time::sleep(self.takes).await;
        Ok(Step::Answers(self.reply.clone()))
    }
}

/// From the citizen's press to the moment at which her next request has opened every answer, beside what the slowest
/// source alone takes.
pub fn run() -> Measured {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let (mut totals, mut alone) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let began = Instant::now();
            tokio::time::sleep(slowest()).await;
            alone.push(millis(began.elapsed()));
            totals.push(millis(round().await?));
        }
        let (total, alone) = (median(totals), median(alone));
        Ok(json!({
            "sources": SOURCES.len(), "slowest_ms": rounded(alone), "total_ms": rounded(total),
            "over_ms": rounded(total - alone),
        }))
    })
}

fn slowest() -> Duration {
    STEP * u32::try_from(SOURCES.len()).unwrap_or(u32::MAX)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

async fn round() -> Measured<Duration> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let (spaces, tasks) = (in_memory(clock.clone()), TaskTracker::new());
    let log = EventLog::new(clock.clone(), Vec::new());
    let fetcher = Fetcher::new(sources()?, settings(), clock.clone(), log, tasks.clone());
    let token = begin(&spaces, clock.as_ref()).await?;
    let chosen: Vec<SourceId> = fetcher.sources().cloned().collect();

    let began = Instant::now();
    let visit = opened(&spaces, &token).await?;
    fetcher.ask(&visit, &chosen, Purpose::Application).await?;
    tasks.close();
    tasks.wait().await;
    let visit = opened(&spaces, &token).await?;
    let progress = fetcher.progress(&visit).await?;
    let took = began.elapsed();

    let hit = Status::Done(SourceState::Hit);
    if progress.len() == SOURCES.len() && progress.iter().all(|one| one.status == hit) {
        Ok(took)
    } else {
        Err("not every source has answered".into())
    }
}

fn sources() -> Measured<Vec<Allowed>> {
    let stored = read::answers()?;
    let mut all = Vec::new();
    for (number, id) in SOURCES.into_iter().enumerate() {
        let reply = Reply {
            state: stored.state,
            answers: stored.answers.clone(),
            notes: Vec::new(),
        };
        all.push(Allowed {
            source: Arc::new(Slow {
                id: id.parse()?,
                takes: STEP * u32::try_from(number + 1)?,
                reply,
            }),
            purposes: vec![Purpose::Application],
            deadline: None,
            closed: Vec::new(),
            checks: Inspection::default(),
        });
    }
    Ok(all)
}

const fn settings() -> FetcherSettings {
    FetcherSettings {
        deadline: Duration::from_secs(30),
        months_back: 3,
        first_wait: Duration::from_millis(400),
        breaker: BreakerSettings {
            failing_visits: 5,
            rest: Duration::from_secs(30),
        },
    }
}

async fn begin(spaces: &Spaces, clock: &dyn Clock) -> Measured<Token> {
    let (token, visit) = spaces.begin(person()?).await?;
    visit
        .agree(AgreedTerms {
            agreement: "medborgarnavet".parse()?,
            version: "1".to_owned(),
            digest: String::new(),
            entered_at: clock.now(),
        })
        .await?;
    Ok(token)
}

async fn opened(spaces: &Spaces, token: &Token) -> Measured<mn_space::Agreed> {
    let visit = spaces.open(token).await?;
    visit.agreed().await?.map_err(|_| "no agreement".into())
}
