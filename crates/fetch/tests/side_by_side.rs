//! Sources side by side, in a real space.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its world should stop"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use mn_domain::{Clock, Purpose, SourceId, SourceState, SystemClock};
use mn_event::{EndReason, Event, EventLog, EventSink, Record, SourceFailure};
use mn_fetch::{Allowed, FetchError, Fetcher, FetcherSettings, Status};
use mn_seal::Pepper;
use mn_source::{Answer, Ask, DataSource, FieldSpec, Reply, SourceError, Step};
use mn_space::{Agreed, AgreedTerms, Person, SpaceConfig, Spaces, Token};
use tokio_util::task::TaskTracker;

const PLANTED: &str = "PLANTED-3292";

#[derive(Clone, Copy)]
enum Behaviour {
    Answers,
    Sleeps,
    Fails(SourceError),
}

struct Source(SourceId, Behaviour);

#[async_trait]
impl DataSource for Source {
    fn id(&self) -> &SourceId {
        &self.0
    }

    fn fields(&self) -> &'static [FieldSpec] {
        &[]
    }

    async fn begin(&self, _: &Ask) -> Result<Step, SourceError> {
        match self.1 {
            Behaviour::Answers => Ok(Step::Answers(Reply {
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
struct Heard(Mutex<Vec<Record>>);

impl EventSink for Heard {
    fn take(&self, record: &Record) {
        self.0.lock().unwrap().push(record.clone());
    }
}

struct World {
    fetcher: Fetcher,
    spaces: Spaces,
    token: Token,
    tasks: TaskTracker,
    heard: Arc<Heard>,
}

impl World {
    async fn of(sources: &[(&str, Behaviour)]) -> (Self, Agreed) {
        let (clock, heard) = (Arc::new(SystemClock), Arc::new(Heard::default()));
        let log = EventLog::new(clock.clone(), vec![heard.clone()]);
        let spaces = Spaces::new(SpaceConfig::default(), Pepper::draw(), clock.clone(), log.clone());
        let person = Person::oneself("198501012382".parse().unwrap());
        let (token, visit) = spaces.begin(person).await.unwrap();
        let terms = AgreedTerms {
            agreement: "medborgarnavet".parse().unwrap(),
            version: "1".to_owned(),
            digest: "00".to_owned(),
            entered_at: clock.now(),
        };
        let agreed = visit.agree(terms).await.unwrap();
        let sources = sources.iter().map(|(id, behaviour)| Allowed {
            source: Arc::new(Source(id.parse().unwrap(), *behaviour)),
            purposes: vec![Purpose::Application],
        });
        let settings = FetcherSettings {
            deadline: Duration::from_millis(200),
            months_back: 3,
        };
        let tasks = TaskTracker::new();
        let fetcher = Fetcher::new(sources.collect(), settings, clock, log, tasks.clone());
        (
            Self {
                fetcher,
                spaces,
                token,
                tasks,
                heard,
            },
            agreed,
        )
    }

    async fn ask(&self, visit: &Agreed, ids: &[&str]) -> Result<(), FetchError> {
        let ids: Vec<SourceId> = ids.iter().map(|id| id.parse().unwrap()).collect();
        self.fetcher.ask(visit, &ids, Purpose::Application).await
    }

    async fn settle(&self) -> Agreed {
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks.reopen();
        self.spaces
            .open(&self.token)
            .await
            .unwrap()
            .agreed()
            .await
            .unwrap()
            .unwrap()
    }

    async fn status(&self, visit: &Agreed) -> Vec<(String, Status)> {
        let progress = self.fetcher.progress(visit).await.unwrap();
        progress
            .into_iter()
            .map(|p| (p.source.to_string(), p.status))
            .collect()
    }

    fn failures(&self) -> Vec<SourceFailure> {
        let heard = self.heard.0.lock().unwrap();
        let failures = heard.iter().filter_map(|record| match &record.event {
            Event::SourceFailed { failure, .. } => Some(*failure),
            _ => None,
        });
        failures.collect()
    }
}

#[tokio::test]
async fn a_slow_source_delays_nobody_and_each_has_its_own_state() {
    let (world, visit) = World::of(&[
        ("csn", Behaviour::Answers),
        ("a-kassan", Behaviour::Sleeps),
        ("migrationsverket", Behaviour::Fails(SourceError::Refused)),
        ("transportstyrelsen", Behaviour::Answers),
    ])
    .await;
    world
        .ask(&visit, &["csn", "a-kassan", "migrationsverket"])
        .await
        .unwrap();
    tokio::task::yield_now().await;
    let early = world.status(&visit).await;
    assert_eq!(early[1].1, Status::Waiting);
    let visit = world.settle().await;
    let expected = [
        SourceState::Hit,
        SourceState::Unavailable,
        SourceState::Rejected,
        SourceState::NotAsked,
    ];
    let states: Vec<Status> = world
        .status(&visit)
        .await
        .into_iter()
        .map(|(_, status)| status)
        .collect();
    assert_eq!(states, expected.map(Status::Done));
    let answered = world.fetcher.progress(&visit).await.unwrap();
    let answers = answered[0].answers.as_ref().unwrap();
    assert_eq!(answers.answers[0].value.expose(), PLANTED);
}

#[tokio::test]
async fn another_persons_answer_is_an_event_and_nothing_is_stored() {
    let (world, visit) = World::of(&[("csn", Behaviour::Fails(SourceError::WrongPerson))]).await;
    world.ask(&visit, &["csn"]).await.unwrap();
    let visit = world.settle().await;
    assert_eq!(
        world.status(&visit).await[0].1,
        Status::Done(SourceState::Unavailable)
    );
    assert_eq!(world.failures(), [SourceFailure::WrongPerson]);
    let progress = world.fetcher.progress(&visit).await.unwrap();
    assert!(progress[0].answers.as_ref().unwrap().answers.is_empty());
}

#[tokio::test]
async fn the_end_of_the_visit_cancels_what_runs() {
    let (world, visit) = World::of(&[("csn", Behaviour::Sleeps)]).await;
    world.ask(&visit, &["csn"]).await.unwrap();
    visit.into_visit().end(EndReason::Deleted).await.unwrap();
    world.tasks.close();
    // The source sleeps for ten minutes: only the cancellation lets this return.
    world.tasks.wait().await;
    assert_eq!(world.failures(), [SourceFailure::Cancelled]);
    assert!(world.spaces.open(&world.token).await.is_err());
}

#[tokio::test]
async fn a_running_question_is_not_asked_twice_and_an_answered_one_is() {
    let (world, visit) = World::of(&[("csn", Behaviour::Answers), ("a-kassan", Behaviour::Sleeps)]).await;
    world.ask(&visit, &["csn", "a-kassan"]).await.unwrap();
    world.ask(&visit, &["a-kassan"]).await.unwrap();
    let visit = world.settle().await;
    world.ask(&visit, &["csn"]).await.unwrap();
    world.settle().await;
    let heard = world.heard.0.lock().unwrap();
    let asked = |id: &str| {
        let is_it = |record: &&Record| matches!(&record.event, Event::SourceAsked { source, .. } if source.as_str() == id);
        heard.iter().filter(is_it).count()
    };
    assert_eq!((asked("csn"), asked("a-kassan")), (2, 1));
}

#[tokio::test]
async fn a_source_that_is_named_many_times_is_asked_once() {
    let (world, visit) = World::of(&[("csn", Behaviour::Answers)]).await;
    world.ask(&visit, &["csn"; 300]).await.unwrap();
    world.settle().await;
    let heard = world.heard.0.lock().unwrap();
    let asked = heard
        .iter()
        .filter(|record| matches!(record.event, Event::SourceAsked { .. }));
    assert_eq!(asked.count(), 1);
}

#[tokio::test]
async fn for_a_purpose_that_its_metadata_does_not_name_no_source_is_asked() {
    let (world, visit) = World::of(&[("csn", Behaviour::Answers)]).await;
    let csn = ["csn".parse().unwrap()];
    let outcome = world.fetcher.ask(&visit, &csn, Purpose::Overview).await;
    assert_eq!(outcome, Err(FetchError::Purpose));
    let visit = world.settle().await;
    let progress = world.fetcher.progress(&visit).await.unwrap();
    assert!(
        progress
            .iter()
            .all(|one| one.status == Status::Done(SourceState::NotAsked))
    );
    let heard = world.heard.0.lock().unwrap();
    let is_asked = |record: &Record| matches!(record.event, Event::SourceAsked { .. });
    assert!(!heard.iter().any(is_asked));
}

#[tokio::test]
async fn an_unknown_source_is_refused_and_nothing_is_asked() {
    let (world, visit) = World::of(&[("csn", Behaviour::Answers)]).await;
    let refused = world.ask(&visit, &["csn", "nobody"]).await;
    assert_eq!(refused.err(), Some(FetchError::UnknownSource));
    let visit = world.settle().await;
    assert_eq!(
        world.status(&visit).await[0].1,
        Status::Done(SourceState::NotAsked)
    );
}

#[tokio::test]
async fn no_event_holds_a_value() {
    let (world, visit) = World::of(&[("csn", Behaviour::Answers)]).await;
    world.ask(&visit, &["csn"]).await.unwrap();
    world.settle().await;
    let heard = world.heard.0.lock().unwrap();
    assert!(heard.len() >= 3);
    for record in heard.iter() {
        let line = serde_json::to_string(record).unwrap();
        assert!(!line.contains(PLANTED) && !line.contains("1985"), "{line}");
    }
}
