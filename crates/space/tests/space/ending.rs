use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use mn_event::{EndReason, Event};
use mn_seal::Handle;
use mn_space::{
    Change, Deposited, Ear, EndError, Ended, Entry, Life, MemoryStore, NoVisit, NodeId, Opening, Shown,
    SlotLabel, SlotName, SpaceConfig, SpaceError, SpaceStore, StoreError, Stored, WriteError,
};

use crate::house::House;
use crate::samples::{csn, draft};

#[tokio::test]
async fn the_end_tells_what_was_destroyed_and_nothing_about_the_person() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    visit.write(&csn(), 0, b"planted").await.unwrap();
    visit.write(&draft(), 0, b"planted").await.unwrap();
    visit.write(&SlotName::Order, 0, b"planted").await.unwrap();
    visit.delete(&SlotName::Order).await.unwrap();
    let skv = SlotName::Answers("skatteverket".parse().unwrap());
    visit
        .deposit()
        .await
        .unwrap()
        .put(&skv, b"not even opened yet")
        .await
        .unwrap();
    house.clock.minutes(1);
    let began = visit.began_at();
    let deletion = visit.end(EndReason::Deleted).await.unwrap();
    assert_eq!((deletion.values, deletion.sources), (3, 2));
    assert_eq!(deletion.reason, EndReason::Deleted);
    assert!(deletion.at > began);
    assert_eq!(deletion.receipt_id.len(), 32);
    assert!(!token.to_text().contains(&deletion.receipt_id));
    let ended = Event::VisitEnded {
        reason: EndReason::Deleted,
        slots: 3,
    };
    assert!(house.events().contains(&ended));
    let subjects: Vec<_> = house.records().iter().map(|record| record.subject).collect();
    assert!(
        subjects
            .iter()
            .all(|subject| subject.is_some() && *subject == subjects[0])
    );
}

#[tokio::test]
async fn an_end_frees_the_place_and_the_bytes() {
    let house = House::new();
    for _ in 0..20 {
        let (_, visit) = house.begin().await;
        visit.write(&csn(), 0, &[7; 5_000]).await.unwrap();
        visit
            .deposit()
            .await
            .unwrap()
            .put(&csn(), &[7; 5_000])
            .await
            .unwrap();
        visit.end(EndReason::LoggedOut).await.unwrap();
    }
    assert_eq!((house.store.visits(), house.store.bytes()), (0, 0));
}

#[tokio::test]
async fn a_visit_ends_once() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    let other = house.spaces.open(&token).await.unwrap();
    visit.end(EndReason::LoggedOut).await.unwrap();
    assert_eq!(other.end(EndReason::LoggedOut).await, Err(EndError::Gone));
    assert_eq!(house.store.visits(), 0);
}

#[tokio::test]
async fn the_identity_provider_can_end_a_visit_without_its_token() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    house
        .spaces
        .end(&visit.handle(), EndReason::BackChannel)
        .await
        .unwrap();
    assert_eq!(house.spaces.open(&token).await.err(), Some(NoVisit::Unknown));
    assert_eq!(visit.slots().await.err(), Some(SpaceError::Gone));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_writes_while_the_visit_ends_leaves_nothing_behind() {
    for _ in 0..50 {
        let house = House::new();
        let (token, visit) = house.begin().await;
        let mut writing = Vec::new();
        for number in 0..8 {
            let other = house.spaces.open(&token).await.unwrap();
            let slot = SlotName::Attachment(number);
            writing.push(tokio::spawn(async move {
                let mut revision = 0;
                loop {
                    match other.write(&slot, revision, &[7; 500]).await {
                        Ok(written) => revision = written,
                        Err(error) => return error,
                    }
                }
            }));
        }
        tokio::task::yield_now().await;
        visit.end(EndReason::Deleted).await.unwrap();
        for writer in writing {
            assert_eq!(writer.await.unwrap(), WriteError::Gone);
        }
        assert_eq!((house.store.visits(), house.store.bytes()), (0, 0));
    }
}

#[tokio::test]
async fn the_sweep_removes_what_is_over_and_nothing_else() {
    let house = House::new();
    let (old, visit) = house.begin().await;
    visit.write(&csn(), 0, b"planted").await.unwrap();
    house.clock.minutes(10);
    let (young, _) = house.begin().await;
    let (touched, other) = house.begin().await;
    house.clock.minutes(5);
    other.touch().await.unwrap();
    assert_eq!(house.spaces.sweep().await, 1);
    assert!(!house.store.holds(&visit.handle()).await.unwrap());
    assert_eq!(house.spaces.open(&old).await.err(), Some(NoVisit::Unknown));
    assert!(house.spaces.open(&young).await.is_ok());
    house.clock.minutes(10);
    assert_eq!(house.spaces.sweep().await, 1);
    assert!(house.spaces.open(&touched).await.is_ok());
    house.clock.minutes(5);
    assert_eq!(house.spaces.sweep().await, 1);
    assert_eq!((house.store.visits(), house.store.bytes()), (0, 0));
    let idle = Event::VisitEnded {
        reason: EndReason::Idle,
        slots: 1,
    };
    assert!(house.events().contains(&idle));
}

/// A store that fails in one way.
struct Faulty {
    inner: Arc<MemoryStore>,
    keeps_what_it_should_end: bool,
}

impl Faulty {
    fn house(keeps_what_it_should_end: bool) -> House {
        let config = SpaceConfig::default();
        let inner = Arc::new(MemoryStore::new(&config));
        let faulty = Self {
            inner: inner.clone(),
            keeps_what_it_should_end,
        };
        House::kept_in(Arc::new(faulty), inner, config)
    }
}

#[async_trait]
impl SpaceStore for Faulty {
    fn is_shared(&self) -> bool {
        false
    }
    async fn epoch(&self) -> Result<u64, StoreError> {
        self.inner.epoch().await
    }
    async fn begin(&self, handle: Handle, opening: Opening) -> Result<(), StoreError> {
        self.inner.begin(handle, opening).await
    }
    async fn entry(&self, handle: &Handle) -> Result<Entry, StoreError> {
        self.inner.entry(handle).await
    }
    async fn touch(
        &self,
        handle: &Handle,
        end: Timestamp,
        last: bool,
        now: Timestamp,
    ) -> Result<Life, StoreError> {
        self.inner.touch(handle, end, last, now).await
    }
    async fn hold(
        &self,
        handle: &Handle,
        until: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Life, StoreError> {
        self.inner.hold(handle, until, now).await
    }
    async fn slots(&self, handle: &Handle, now: Timestamp) -> Result<Vec<SlotLabel>, StoreError> {
        self.inner.slots(handle, now).await
    }
    async fn read(&self, handle: &Handle, slot: &SlotLabel, now: Timestamp) -> Result<Shown, StoreError> {
        self.inner.read(handle, slot, now).await
    }
    async fn index(&self, handle: &Handle, now: Timestamp) -> Result<Option<Stored>, StoreError> {
        self.inner.index(handle, now).await
    }
    async fn swap(&self, handle: &Handle, to: Change, now: Timestamp) -> Result<(), StoreError> {
        self.inner.swap(handle, to, now).await
    }
    async fn deposit(
        &self,
        handle: &Handle,
        slot: &SlotLabel,
        it: Vec<u8>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.inner.deposit(handle, slot, it, now).await
    }
    async fn deposits(&self, handle: &Handle, now: Timestamp) -> Result<Vec<Deposited>, StoreError> {
        self.inner.deposits(handle, now).await
    }
    async fn settle(
        &self,
        handle: &Handle,
        deposit: &Deposited,
        change: Option<Change>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.inner.settle(handle, deposit, change, now).await
    }
    async fn end(&self, handle: &Handle) -> Result<Ended, StoreError> {
        if self.keeps_what_it_should_end {
            let entry = self.inner.entry(handle).await?;
            return Ok(Ended {
                handle: *handle,
                pseudonym: [0; 8],
                reason: entry.life.reason(),
                slots: Vec::new(),
            });
        }
        Err(StoreError::Unavailable)
    }
    async fn holds(&self, handle: &Handle) -> Result<bool, StoreError> {
        self.inner.holds(handle).await
    }
    async fn sweep(&self, now: Timestamp) -> Result<Vec<Ended>, StoreError> {
        self.inner.sweep(now).await
    }
    async fn seal_all(&self) -> Result<Vec<Ended>, StoreError> {
        self.inner.seal_all().await
    }
    async fn beat(&self, node: &NodeId) -> Result<(), StoreError> {
        self.inner.beat(node).await
    }
    async fn is_alive(&self, node: &NodeId) -> Result<bool, StoreError> {
        self.inner.is_alive(node).await
    }
    fn listen(&self, ear: Ear) {
        self.inner.listen(ear);
    }
}

#[tokio::test]
async fn a_store_that_did_not_remove_gives_no_receipt() {
    let house = Faulty::house(true);
    let (_, visit) = house.begin().await;
    assert_eq!(visit.end(EndReason::Deleted).await, Err(EndError::NotVerified));
}

#[tokio::test]
async fn a_store_that_cannot_be_reached_gives_no_receipt() {
    let house = Faulty::house(false);
    let (_, visit) = house.begin().await;
    assert_eq!(visit.end(EndReason::Deleted).await, Err(EndError::Unavailable));
}
