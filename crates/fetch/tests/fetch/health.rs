//! Whether sources can be reached, as those who lead to them say.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use mn_domain::{Clock, SourceId};
use mn_event::{Event, EventLog, Reach};
use mn_fetch::{Checked, Monitor};
use mn_source::{HealthCheck, Reached, SourceError};

use crate::world::{Heard, Moved};

type Told = Result<Vec<(&'static str, Option<bool>)>, SourceError>;

/// Leads to three sources and says what it is told to.
struct Joint(Mutex<Told>, std::sync::atomic::AtomicUsize);

#[async_trait]
impl HealthCheck for Joint {
    fn sources(&self) -> Vec<SourceId> {
        ["csn", "skatteverket", "a-kassan"]
            .map(|id| id.parse().unwrap())
            .into()
    }

    async fn check(&self) -> Result<Vec<Reached>, SourceError> {
        self.1.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let told = self.0.lock().unwrap().clone()?;
        let reached = told.into_iter().map(|(id, is_reached)| Reached {
            source: id.parse().unwrap(),
            is_reached,
        });
        Ok(reached.collect())
    }
}

struct World {
    joint: Arc<Joint>,
    clock: Arc<Moved>,
    heard: Arc<Heard>,
    monitor: Monitor,
}

impl World {
    fn new(told: Told) -> Self {
        let joint = Arc::new(Joint(Mutex::new(told), std::sync::atomic::AtomicUsize::new(0)));
        let (clock, heard) = (Arc::new(Moved::default()), Arc::new(Heard::default()));
        let log = EventLog::new(clock.clone(), vec![heard.clone()]);
        let monitor = Monitor::new(vec![joint.clone()], clock.clone(), log);
        Self {
            joint,
            clock,
            heard,
            monitor,
        }
    }

    async fn says(&self, told: Told) {
        *self.joint.0.lock().unwrap() = told;
        self.clock.by(60);
        assert_eq!(self.monitor.check().await, Checked::Now);
    }

    fn reach(&self) -> Vec<(String, Reach)> {
        let rows = self.monitor.health().into_iter();
        rows.map(|row| (row.source.to_string(), row.reach)).collect()
    }

    /// The changes that were told since the last look.
    fn changes(&self) -> Vec<(String, Reach)> {
        let heard = std::mem::take(&mut *self.heard.0.lock().unwrap());
        let change = |event| match event {
            Event::SourceReach { source, reach } => Some((source.to_string(), reach)),
            _ => None,
        };
        heard
            .into_iter()
            .filter_map(|record| change(record.event))
            .collect()
    }
}

fn all(reach: Reach) -> Vec<(String, Reach)> {
    ["a-kassan", "csn", "skatteverket"]
        .map(|id| (id.to_owned(), reach))
        .into()
}

#[tokio::test]
async fn each_source_is_known_by_itself_and_changes_are_told_once() {
    let world = World::new(Ok(vec![("csn", Some(true)), ("skatteverket", Some(false))]));
    assert_eq!(world.reach(), all(Reach::Unknown));
    assert_eq!(world.monitor.check().await, Checked::Now);
    let csn = |reach| ("csn".to_owned(), reach);
    let skv = |reach| ("skatteverket".to_owned(), reach);
    assert_eq!(world.changes(), [csn(Reach::Reachable), skv(Reach::NotReachable)]);
    let since = world.monitor.health().remove(1).since;
    assert!(since.is_some_and(|since| since <= world.clock.now()));

    world
        .says(Ok(vec![("csn", Some(true)), ("skatteverket", Some(true))]))
        .await;
    assert_eq!(world.changes(), [skv(Reach::Reachable)]);
    assert_eq!(
        world.monitor.health().remove(1).since,
        since,
        "nothing changed for CSN"
    );
}

#[tokio::test]
async fn who_leads_to_them_being_down_makes_them_unreachable_and_an_odd_answer_unknown() {
    let world = World::new(Err(SourceError::Late));
    world.monitor.check().await;
    assert_eq!(world.reach(), all(Reach::NotReachable));
    world.says(Err(SourceError::Unasked)).await;
    assert_eq!(world.reach(), all(Reach::Unknown));
}

#[tokio::test]
async fn however_often_somebody_presses_few_questions_are_asked() {
    let world = World::new(Ok(Vec::new()));
    world.monitor.check().await;
    for _ in 0..50 {
        assert_eq!(world.monitor.check().await, Checked::TooSoon);
    }
    assert_eq!(world.joint.1.load(std::sync::atomic::Ordering::SeqCst), 1);
    world.clock.by(-3_600);
    assert_eq!(
        world.monitor.check().await,
        Checked::Now,
        "a clock that was set back stops nothing"
    );
}
