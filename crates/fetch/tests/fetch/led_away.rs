//! A source that meets the citizen itself, in a real space: what brings her back is good once, in her own visit alone.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use mn_domain::{Clock, Purpose, SourceId, SourceState};
use mn_event::EventLog;
use mn_fetch::{Allowed, BreakerSettings, FetchError, Fetcher, FetcherSettings, Status};
use mn_help::Inspection;
use mn_seal::Pepper;
use mn_source::{Ask, DataSource, FieldSpec, Redirect, Reply, Return, SourceError, Step};
use mn_space::{Act, Agreed, AgreedTerms, Person, SlotName, SpaceConfig, Spaces, Token};
use tokio_util::task::TaskTracker;
use url::Url;

const ELSEWHERE: &str = "https://elsewhere.example/authorize";

struct Moved(Mutex<Timestamp>);

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Draws states `state-1`, `state-2` and so on, and says what it was resumed with.
struct Agency {
    id: SourceId,
    at: Url,
    leads: Url,
    drawn: Mutex<usize>,
    resumed: Mutex<Vec<String>>,
}

impl Agency {
    fn leading(to: &str) -> Self {
        Self {
            id: "own".parse().unwrap(),
            at: ELSEWHERE.parse().unwrap(),
            leads: to.parse().unwrap(),
            drawn: Mutex::default(),
            resumed: Mutex::default(),
        }
    }
}

#[async_trait]
impl DataSource for Agency {
    fn id(&self) -> &SourceId {
        &self.id
    }

    fn fields(&self) -> &'static [FieldSpec] {
        &[]
    }

    fn leads_to(&self) -> Option<&Url> {
        Some(&self.at)
    }

    async fn begin(&self, _: &Ask) -> Result<Step, SourceError> {
        let mut drawn = self.drawn.lock().unwrap();
        *drawn += 1;
        Ok(Step::Redirect(Redirect {
            url: self.leads.clone(),
            state: format!("state-{drawn}").into(),
        }))
    }

    async fn resume(&self, ask: &Ask, back: &Return) -> Result<Step, SourceError> {
        let said = match back {
            Return::Code(code) => format!("{:?} {}", ask.purpose, code.expose()),
            Return::Refusal(reason) => reason.clone(),
        };
        self.resumed.lock().unwrap().push(said);
        Ok(Step::Answers(Reply {
            state: SourceState::NoHit,
            answers: Vec::new(),
            notes: Vec::new(),
        }))
    }
}

struct World {
    agency: Arc<Agency>,
    fetcher: Fetcher,
    spaces: Spaces,
    clock: Arc<Moved>,
    tasks: TaskTracker,
}

impl World {
    fn leading(to: &str) -> Self {
        let clock = Arc::new(Moved(Mutex::new("2026-11-23T10:00:00Z".parse().unwrap())));
        let (log, agency) = (
            EventLog::new(clock.clone(), Vec::new()),
            Arc::new(Agency::leading(to)),
        );
        let allowed = Allowed {
            source: agency.clone(),
            purposes: vec![Purpose::Application, Purpose::Overview],
            deadline: None,
            closed: Vec::new(),
            checks: Inspection::default(),
        };
        let settings = FetcherSettings {
            deadline: Duration::from_secs(5),
            months_back: 3,
            first_wait: Duration::from_millis(1),
            breaker: BreakerSettings {
                failing_visits: 5,
                rest: Duration::from_mins(1),
            },
        };
        let tasks = TaskTracker::new();
        Self {
            fetcher: Fetcher::new(vec![allowed], settings, clock.clone(), log.clone(), tasks.clone()),
            spaces: Spaces::new(SpaceConfig::default(), Pepper::draw(), clock.clone(), log),
            agency,
            clock,
            tasks,
        }
    }

    fn new() -> Self {
        Self::leading(ELSEWHERE)
    }

    async fn visit(&self) -> (Token, Agreed) {
        let person = Person::oneself("198501012382".parse().unwrap());
        let (token, visit) = self.spaces.begin(person).await.unwrap();
        let terms = AgreedTerms {
            agreement: "medborgarnavet".parse().unwrap(),
            version: "1".to_owned(),
            digest: "00".to_owned(),
            entered_at: self.clock.now(),
        };
        (token, visit.agree(terms).await.unwrap())
    }

    async fn lead(&self, visit: &Agreed) -> Result<Url, FetchError> {
        self.fetcher.lead(visit, &self.agency.id, Purpose::Overview).await
    }

    async fn back(&self, visit: &Agreed, state: &str) -> Result<(), FetchError> {
        let back = Return::Code("the-code".into());
        self.fetcher.come_back(visit, &self.agency.id, state, &back).await
    }

    fn resumed(&self) -> Vec<String> {
        self.agency.resumed.lock().unwrap().clone()
    }

    async fn settle(&self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks.reopen();
    }
}

#[tokio::test]
async fn whoever_comes_back_is_answered_and_it_is_in_her_journal() {
    let world = World::new();
    let (token, visit) = world.visit().await;
    assert_eq!(world.lead(&visit).await.unwrap().as_str(), ELSEWHERE);
    let before = world.fetcher.progress(&visit).await.unwrap();
    assert_eq!(
        before[0].status,
        Status::Done(SourceState::NotAsked),
        "she may not come back"
    );
    world.back(&visit, "state-1").await.unwrap();
    world.settle().await;
    assert_eq!(world.resumed(), ["Overview the-code"]);
    let visit = world
        .spaces
        .open(&token)
        .await
        .unwrap()
        .agreed()
        .await
        .unwrap()
        .unwrap();
    let after = world.fetcher.progress(&visit).await.unwrap();
    assert_eq!(after[0].status, Status::Done(SourceState::NoHit));
    let journal = visit.journal().await.unwrap();
    let acts: Vec<_> = journal.iter().map(|entry| &entry.act).collect();
    assert!(
        matches!(
            acts[..],
            [
                ..,
                Act::LedAway { .. },
                Act::CameBack { permitted: true, .. },
                Act::Asked {
                    purpose: Purpose::Overview,
                    ..
                },
                Act::Answered { .. }
            ]
        ),
        "{acts:?}"
    );
}

#[tokio::test]
async fn nobody_is_asked_where_she_said_no_and_her_journal_does_not_say_so() {
    let world = World::new();
    let (_, visit) = world.visit().await;
    world.lead(&visit).await.unwrap();
    let no = Return::Refusal("access_denied".to_owned());
    let came = world
        .fetcher
        .come_back(&visit, &world.agency.id, "state-1", &no)
        .await;
    assert_eq!(came, Ok(()));
    world.settle().await;
    let journal = visit.journal().await.unwrap();
    let acts: Vec<_> = journal.iter().map(|entry| &entry.act).collect();
    assert!(
        matches!(
            acts[..],
            [.., Act::LedAway { .. }, Act::CameBack { permitted: false, .. }]
        ),
        "{acts:?}"
    );
}

#[tokio::test]
async fn a_state_is_good_once_and_no_other_is() {
    let world = World::new();
    let (_, visit) = world.visit().await;
    assert_eq!(
        world.back(&visit, "state-1").await,
        Err(FetchError::Foreign),
        "nobody was led away"
    );
    world.lead(&visit).await.unwrap();
    for wrong in ["state-2", "", "STATE-1"] {
        assert_eq!(
            world.back(&visit, wrong).await,
            Err(FetchError::Foreign),
            "{wrong}"
        );
    }
    world.back(&visit, "state-1").await.unwrap();
    assert_eq!(
        world.back(&visit, "state-1").await,
        Err(FetchError::Foreign),
        "again"
    );
    world.settle().await;
    assert_eq!(world.resumed().len(), 1);
}

#[tokio::test]
async fn of_many_who_bring_the_same_state_one_goes_on() {
    let world = World::new();
    let (token, visit) = world.visit().await;
    world.lead(&visit).await.unwrap();
    let mut tabs = Vec::new();
    for _ in 0..8 {
        let visit = world
            .spaces
            .open(&token)
            .await
            .unwrap()
            .agreed()
            .await
            .unwrap()
            .unwrap();
        tabs.push(visit);
    }
    let (one, two, three, four) = tokio::join!(
        world.back(&tabs[0], "state-1"),
        world.back(&tabs[1], "state-1"),
        world.back(&tabs[2], "state-1"),
        world.back(&tabs[3], "state-1"),
    );
    let outcomes = [one, two, three, four];
    assert_eq!(
        outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    world.settle().await;
    assert_eq!(world.resumed().len(), 1);
}

#[tokio::test]
async fn another_visit_is_not_hers_though_the_person_is() {
    let world = World::new();
    let ((_, hers), (_, other)) = (world.visit().await, world.visit().await);
    world.lead(&hers).await.unwrap();
    world.lead(&other).await.unwrap();
    assert_eq!(world.back(&other, "state-1").await, Err(FetchError::Foreign));
    assert_eq!(world.back(&hers, "state-2").await, Err(FetchError::Foreign));
    assert!(world.resumed().is_empty());
    world.back(&hers, "state-1").await.unwrap();
    world.back(&other, "state-2").await.unwrap();
}

#[tokio::test]
async fn only_the_newest_way_leads_back_and_not_for_ever() {
    let world = World::new();
    let (_, visit) = world.visit().await;
    world.lead(&visit).await.unwrap();
    world.lead(&visit).await.unwrap();
    assert_eq!(world.back(&visit, "state-1").await, Err(FetchError::Foreign));
    let later = |minutes| {
        let mut now = world.clock.0.lock().unwrap();
        *now += SignedDuration::from_mins(minutes);
    };
    later(10);
    world.back(&visit, "state-2").await.unwrap();
    let (_, visit) = world.visit().await;
    world.lead(&visit).await.unwrap();
    later(11);
    assert_eq!(world.back(&visit, "state-3").await, Err(FetchError::Foreign));
    world.settle().await;
    assert_eq!(world.resumed().len(), 1);
}

#[tokio::test]
async fn what_is_kept_meanwhile_does_not_hold_the_state() {
    let world = World::new();
    let (_, visit) = world.visit().await;
    world.lead(&visit).await.unwrap();
    let slot = SlotName::Pending(world.agency.id.clone());
    let kept = visit.read(&slot).await.unwrap().unwrap();
    let text = String::from_utf8(kept.value.expose().clone()).unwrap();
    assert!(text.contains("overview") && !text.contains("state-1"), "{text}");
}

#[tokio::test]
async fn nobody_is_led_elsewhere_than_the_source_says_and_none_is_asked_behind_her_back() {
    let world = World::leading("https://evil.example/authorize");
    let (_, visit) = world.visit().await;
    assert_eq!(world.lead(&visit).await, Err(FetchError::NoWay));
    let own = [world.agency.id.clone()];
    let asked = world.fetcher.ask(&visit, &own, Purpose::Application).await;
    assert_eq!(asked, Err(FetchError::NoWay));
    let kept = visit
        .read(&SlotName::Pending(world.agency.id.clone()))
        .await
        .unwrap();
    assert!(kept.is_none());
}
