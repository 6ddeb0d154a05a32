//! Sources that do as they are told, in a real space, by a clock that can be moved.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use mn_domain::{Clock, ClosedHours, Purpose, SourceId, SourceState, SystemClock};
use mn_event::{Event, EventLog, EventSink, Record, SourceFailure};
use mn_fetch::{Allowed, BreakerSettings, FetchError, Fetcher, FetcherSettings, Progress, Status};
use mn_help::Inspection;
use mn_seal::Pepper;
use mn_source::{Answer, Ask, DataSource, FieldSpec, Reply, SourceError, Step};
use mn_space::{Agreed, AgreedTerms, MemoryStore, Person, SpaceConfig, Spaces, Token};
use tokio_util::task::TaskTracker;

pub const PLANTED: &str = "PLANTED-3292";
/// After so many visits for which it failed a source is left alone.
pub const FAILING_VISITS: usize = 3;
pub const REST: Duration = Duration::from_secs(30);

#[derive(Clone, Copy)]
pub enum Behaviour {
    Answers,
    Sleeps,
    Fails(SourceError),
    /// Fails so often, and then answers.
    FailsFirst(usize, SourceError),
}

pub struct Source {
    pub id: SourceId,
    pub behaviour: Mutex<Behaviour>,
    pub is_repeatable: bool,
    pub asked: AtomicUsize,
}

impl Source {
    pub fn new(id: &str, behaviour: Behaviour) -> Self {
        Self {
            id: id.parse().unwrap(),
            behaviour: Mutex::new(behaviour),
            is_repeatable: true,
            asked: AtomicUsize::new(0),
        }
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub fn behaves(&self, behaviour: Behaviour) {
        *self.behaviour.lock().unwrap() = behaviour;
    }
}

#[async_trait]
impl DataSource for Source {
    fn id(&self) -> &SourceId {
        &self.id
    }

    fn fields(&self) -> &'static [FieldSpec] {
        &[]
    }

    fn is_repeatable(&self) -> bool {
        self.is_repeatable
    }

    async fn begin(&self, _: &Ask) -> Result<Step, SourceError> {
        let before = self.asked.fetch_add(1, Ordering::SeqCst);
        let behaviour = *self.behaviour.lock().unwrap();
        match behaviour {
            Behaviour::FailsFirst(times, error) if before < times => Err(error),
            Behaviour::Answers | Behaviour::FailsFirst(..) => Ok(Step::Answers(Reply {
                state: SourceState::Hit,
                answers: vec![Answer {
                    field: "csn.utbetalning.belopp".parse().unwrap(),
                    value: PLANTED.into(),
                    unit: None,
                    period: None,
                    record: 0,
                    place: String::new(),
                }],
                notes: Vec::new(),
            })),
            Behaviour::Sleeps => {
                tokio::time::sleep(Duration::from_mins(10)).await;
                Err(SourceError::Unreachable)
            }
            Behaviour::Fails(error) => Err(error),
        }
    }
}

#[derive(Default)]
pub struct Heard(pub Mutex<Vec<Record>>);

impl EventSink for Heard {
    fn take(&self, record: &Record) {
        self.0.lock().unwrap().push(record.clone());
    }
}

/// Real time, moved on by so many seconds.
#[derive(Default)]
pub struct Moved(AtomicI64);

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        SystemClock.now() + SignedDuration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

impl Moved {
    pub fn by(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

/// One installation: sources, and nodes over one store.
pub struct World {
    pub fetcher: Fetcher,
    pub spaces: Spaces,
    pub token: Token,
    pub tasks: TaskTracker,
    pub heard: Arc<Heard>,
    pub clock: Arc<Moved>,
    /// Another node of the same installation.
    pub other: (Fetcher, Spaces),
}

pub fn allowed(source: Arc<Source>) -> Allowed {
    Allowed {
        source,
        purposes: vec![Purpose::Application],
        deadline: None,
        closed: Vec::new(),
        checks: Inspection::default(),
    }
}

/// Closed all of this day, in Sweden.
pub fn closed_today(clock: &dyn Clock) -> ClosedHours {
    let local = clock
        .now()
        .to_zoned_datetime(jiff::tz::TimeZone::get("Europe/Stockholm").unwrap());
    ClosedHours {
        weekday: local.date().weekday(),
        from: jiff::civil::Time::midnight(),
        to: jiff::civil::Time::midnight(),
    }
}

impl World {
    pub async fn of(sources: &[(&str, Behaviour)]) -> (Self, Agreed) {
        let sources = sources
            .iter()
            .map(|(id, behaviour)| Arc::new(Source::new(id, *behaviour)));
        Self::with(sources.map(allowed).collect()).await
    }

    pub async fn with(sources: Vec<Allowed>) -> (Self, Agreed) {
        let (clock, heard) = (Arc::new(Moved::default()), Arc::new(Heard::default()));
        let log = EventLog::new(clock.clone(), vec![heard.clone()]);
        let config = SpaceConfig::default();
        let store = Arc::new(MemoryStore::new(&config));
        let node = || {
            let pepper = Pepper::from_bytes(&[7; 32]).unwrap();
            Spaces::with_store(config.clone(), pepper, clock.clone(), log.clone(), store.clone())
        };
        let settings = FetcherSettings {
            deadline: Duration::from_millis(200),
            months_back: 3,
            first_wait: Duration::from_millis(1),
            breaker: BreakerSettings {
                failing_visits: FAILING_VISITS,
                rest: REST,
            },
        };
        let tasks = TaskTracker::new();
        let fetcher = || {
            Fetcher::new(
                sources.clone(),
                settings.clone(),
                clock.clone(),
                log.clone(),
                tasks.clone(),
            )
        };
        let (fetcher, other) = (fetcher(), (fetcher(), node()));
        let spaces = node();
        let (token, agreed) = agreed(&spaces, clock.as_ref()).await;
        let world = Self {
            fetcher,
            spaces,
            token,
            tasks,
            heard,
            clock,
            other,
        };
        (world, agreed)
    }

    /// Another visit, whose citizen has entered the agreement.
    pub async fn another(&self) -> Agreed {
        agreed(&self.spaces, self.clock.as_ref()).await.1
    }

    pub async fn ask(&self, visit: &Agreed, ids: &[&str]) -> Result<(), FetchError> {
        let ids: Vec<SourceId> = ids.iter().map(|id| id.parse().unwrap()).collect();
        self.fetcher.ask(visit, &ids, Purpose::Application).await
    }

    /// Waits for what runs, and opens the visit anew.
    pub async fn settle(&self) -> Agreed {
        self.ended().await;
        opened(&self.spaces, &self.token).await
    }

    /// Waits for what runs.
    pub async fn ended(&self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks.reopen();
    }

    pub async fn progress(&self, visit: &Agreed) -> Vec<Progress> {
        self.fetcher.progress(visit).await.unwrap()
    }

    pub async fn status(&self, visit: &Agreed) -> Vec<(String, Status)> {
        self.progress(visit)
            .await
            .into_iter()
            .map(|p| (p.source.to_string(), p.status))
            .collect()
    }

    pub fn events(&self) -> Vec<Event> {
        let heard = self.heard.0.lock().unwrap();
        heard.iter().map(|record| record.event.clone()).collect()
    }

    pub fn failures(&self) -> Vec<SourceFailure> {
        let failure = |event| match event {
            Event::SourceFailed { failure, .. } => Some(failure),
            _ => None,
        };
        self.events().into_iter().filter_map(failure).collect()
    }

    /// How many questions were put to a source.
    pub fn questions(&self, id: &str) -> usize {
        let is_it =
            |event: &&Event| matches!(event, Event::SourceAsked { source, .. } if source.as_str() == id);
        self.events().iter().filter(is_it).count()
    }
}

pub async fn opened(spaces: &Spaces, token: &Token) -> Agreed {
    spaces.open(token).await.unwrap().agreed().await.unwrap().unwrap()
}

async fn agreed(spaces: &Spaces, clock: &dyn Clock) -> (Token, Agreed) {
    let person = Person::oneself("198501012382".parse().unwrap());
    let (token, visit) = spaces.begin(person).await.unwrap();
    let terms = AgreedTerms {
        agreement: "medborgarnavet".parse().unwrap(),
        version: "1".to_owned(),
        digest: "00".to_owned(),
        entered_at: clock.now(),
    };
    (token, visit.agree(terms).await.unwrap())
}
