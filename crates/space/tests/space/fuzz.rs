//! A bounded run of damaged bytes against everything that is opened: slots, headers and deposits. Each time the same
//! number of inputs, or as many as `PROPTEST_CASES` says, if that is more.

use mn_event::{EndReason, Event};
use mn_space::{Change, NoVisit, SlotName, SpaceError, SpaceStore as _, Stored, Visit};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::house::House;
use crate::samples::{csn, draft, text};

const INPUTS: u32 = 2_000;

/// What an attacker who may write the store does to sealed bytes.
#[derive(Clone, Debug)]
enum Damage {
    Flip(Index, u8),
    Cut(Index),
    Remove(Index),
    Insert(Index, Vec<u8>),
    Repeat(Index),
    Turn(Index),
    Version(u8),
    /// The rest comes from another visit's bytes of the same kind.
    Splice(Index),
    Replace(Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..80);
    prop_oneof![
        (any::<Index>(), 0..8_u8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        any::<Index>().prop_map(Damage::Cut),
        any::<Index>().prop_map(Damage::Remove),
        (any::<Index>(), bytes()).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        any::<Index>().prop_map(Damage::Repeat),
        any::<Index>().prop_map(Damage::Turn),
        any::<u8>().prop_map(Damage::Version),
        any::<Index>().prop_map(Damage::Splice),
        bytes().prop_map(Damage::Replace),
    ]
}

impl Damage {
    fn done_to(&self, mut bytes: Vec<u8>, others: &[u8]) -> Vec<u8> {
        if bytes.is_empty() {
            return bytes;
        }
        let length = bytes.len();
        match self {
            Self::Flip(at, bit) => bytes[at.index(length)] ^= 1 << bit,
            Self::Cut(at) => bytes.truncate(at.index(length)),
            Self::Remove(at) => drop(bytes.remove(at.index(length))),
            Self::Insert(at, more) => {
                let at = at.index(length);
                bytes.splice(at..at, more.iter().copied());
            }
            Self::Repeat(at) => bytes.extend_from_within(at.index(length)..),
            Self::Turn(at) => bytes.rotate_left(at.index(length)),
            Self::Version(version) => bytes[0] = *version,
            Self::Splice(at) => {
                let at = at.index(length.min(others.len()));
                bytes.truncate(at);
                bytes.extend_from_slice(&others[at..]);
            }
            Self::Replace(other) => bytes.clone_from(other),
        }
        bytes
    }
}

/// Runs a bounded number of damages; each is done to bytes of a visit of its own.
fn run(inputs: u32, check: &impl AsyncFn(&[u8], Vec<Damage>) -> Result<(), TestCaseError>) {
    let config = ProptestConfig {
        cases: ProptestConfig::default().cases.max(inputs),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let input = (any::<Vec<u8>>(), prop::collection::vec(damage(), 1..4));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let done = runner.run(&input, |(value, damages)| {
        runtime.block_on(check(&value, damages))
    });
    done.unwrap();
}

fn damaged(bytes: &[u8], others: &[u8], damages: &[Damage]) -> Vec<u8> {
    damages
        .iter()
        .fold(bytes.to_vec(), |bytes, damage| damage.done_to(bytes, others))
}

async fn put(house: &House, visit: &Visit, slot: &SlotName, slot_is: Stored) {
    let change = Change {
        label: slot.into(),
        slot: slot_is,
        index: None,
    };
    let put = house.store.swap(&visit.handle(), change, visit.began_at()).await;
    put.unwrap();
}

#[test]
fn no_damaged_slot_is_opened() {
    run(INPUTS, &async |value, damages| {
        let house = House::new();
        let (_, visit) = house.begin().await;
        let (_, other) = house.begin().await;
        visit.write(&draft(), 0, value).await.unwrap();
        visit.write(&csn(), 0, b"untouched").await.unwrap();
        other.write(&draft(), 0, value).await.unwrap();
        let sealed = house.stored(&visit, &draft()).await.sealed.unwrap();
        let others = house.stored(&other, &draft()).await.sealed.unwrap();
        let untouched = house.stored(&visit, &csn()).await;
        let bytes = damaged(&sealed, &others, &damages);
        prop_assume!(bytes != sealed);
        // The same visit, slot and revision: nothing but the bytes is changed.
        let again = house.opening(&visit).await;
        house.store.end(&visit.handle()).await.unwrap();
        house.store.begin(visit.handle(), again).await.unwrap();
        let changed = Stored {
            revision: 1,
            sealed: Some(bytes),
        };
        put(&house, &visit, &draft(), changed).await;
        put(&house, &visit, &csn(), untouched).await;
        prop_assert_eq!(visit.read(&draft()).await.err(), Some(SpaceError::Broken));
        let beside = text(&visit, &csn()).await;
        prop_assert_eq!(beside.as_deref(), Some("untouched"));
        prop_assert!(house.events().contains(&Event::SealBroken));
        Ok(())
    });
}

#[test]
fn no_damaged_header_is_opened() {
    run(INPUTS, &async |_, damages| {
        let house = House::new();
        let (token, visit) = house.begin().await;
        let (_, other) = house.begin().await;
        let (mut forged, others) = (house.opening(&visit).await, house.opening(&other).await);
        let bytes = damaged(&forged.header, &others.header, &damages);
        prop_assume!(bytes != forged.header);
        forged.header = bytes;
        house.store.end(&visit.handle()).await.unwrap();
        house.store.begin(visit.handle(), forged).await.unwrap();
        prop_assert_eq!(house.spaces.open(&token).await.err(), Some(NoVisit::Unknown));
        Ok(())
    });
}

#[test]
fn no_damaged_deposit_is_filed() {
    run(INPUTS, &async |value, damages| {
        let house = House::new();
        let (token, visit) = house.begin().await;
        let (_, other) = house.begin().await;
        for visit in [&visit, &other] {
            visit.deposit().await.unwrap().put(&csn(), value).await.unwrap();
        }
        let now = visit.began_at();
        let waiting = house
            .store
            .deposits(&visit.handle(), now)
            .await
            .unwrap()
            .remove(0);
        let others = house
            .store
            .deposits(&other.handle(), now)
            .await
            .unwrap()
            .remove(0);
        let bytes = damaged(&waiting.sealed, &others.sealed, &damages);
        prop_assume!(bytes != waiting.sealed);
        house
            .store
            .settle(&visit.handle(), &waiting, None, now)
            .await
            .unwrap();
        let label = (&csn()).into();
        house
            .store
            .deposit(&visit.handle(), &label, bytes, now)
            .await
            .unwrap();
        let visit = house.spaces.open(&token).await.unwrap();
        prop_assert!(visit.read(&csn()).await.unwrap().is_none());
        prop_assert!(house.events().contains(&Event::SealBroken));
        visit.end(EndReason::Deleted).await.unwrap();
        Ok(())
    });
}
