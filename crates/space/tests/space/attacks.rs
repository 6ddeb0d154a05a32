use std::sync::Arc;

use mn_event::{EndReason, Event};
use mn_seal::{Pepper, ServerShare};
use mn_space::{Change, NoVisit, SlotName, SpaceError, SpaceStore, Spaces, Stored, Token};
use proptest::prelude::*;

use crate::house::House;
use crate::samples::{csn, draft, text};

/// Puts bytes where the next revision of a slot would be.
async fn plant(house: &House, visit: &mn_space::Visit, slot: &SlotName, sealed: Option<Vec<u8>>) {
    let last = house.stored(visit, slot).await.revision;
    let change = change(slot, last + 1, sealed);
    let swapped = house.store.swap(&visit.handle(), change, visit.began_at()).await;
    swapped.unwrap();
}

fn change(slot: &SlotName, revision: u64, sealed: Option<Vec<u8>>) -> Change {
    Change {
        label: slot.into(),
        slot: Stored { revision, sealed },
        index: None,
    }
}

async fn sealed(house: &House, visit: &mn_space::Visit, slot: &SlotName) -> Option<Vec<u8>> {
    house.stored(visit, slot).await.sealed
}

#[tokio::test]
async fn a_token_that_was_never_given_opens_nothing() {
    let house = House::new();
    house.begin().await;
    for _ in 0..100 {
        assert_eq!(
            house.spaces.open(&Token::draw()).await.err(),
            Some(NoVisit::Unknown)
        );
    }
}

#[tokio::test]
async fn the_token_of_another_visit_opens_that_one_only() {
    let house = House::new();
    let (mine, visit) = house.begin().await;
    let (theirs, other) = house.begin().await;
    visit.write(&draft(), 0, b"mine").await.unwrap();
    other.write(&draft(), 0, b"theirs").await.unwrap();
    assert_eq!(
        text(&house.spaces.open(&mine).await.unwrap(), &draft())
            .await
            .as_deref(),
        Some("mine")
    );
    assert_eq!(
        text(&house.spaces.open(&theirs).await.unwrap(), &draft())
            .await
            .as_deref(),
        Some("theirs")
    );
}

#[tokio::test]
async fn a_wrong_token_has_no_effect_on_the_visit_it_was_led_to() {
    let house = House::new();
    let (mine, visit) = house.begin().await;
    let stolen = house.opening(&visit).await;
    let (theirs, other) = house.begin().await;
    let handle = other.handle();
    other.end(EndReason::LoggedOut).await.unwrap();
    house.store.begin(handle, stolen.clone()).await.unwrap();
    assert_eq!(house.spaces.open(&theirs).await.err(), Some(NoVisit::Unknown));
    assert!(house.events().contains(&Event::SealBroken));
    assert_eq!(
        house.store.entry(&handle).await.unwrap().life,
        stolen.life,
        "not ended, not extended"
    );
    assert!(house.spaces.open(&mine).await.is_ok());
}

#[tokio::test]
async fn a_slot_moved_between_visits_slots_or_revisions_is_refused() {
    let house = House::new();
    let (_, visit) = house.begin().await;
    let (_, other) = house.begin().await;
    visit.write(&draft(), 0, b"planted").await.unwrap();
    let stolen = sealed(&house, &visit, &draft()).await;
    plant(&house, &other, &draft(), stolen.clone()).await;
    assert_eq!(
        other.read(&draft()).await.err(),
        Some(SpaceError::Broken),
        "another visit"
    );
    plant(&house, &visit, &csn(), stolen.clone()).await;
    assert_eq!(
        visit.read(&csn()).await.err(),
        Some(SpaceError::Broken),
        "another slot"
    );
    plant(&house, &visit, &draft(), stolen).await;
    assert_eq!(
        visit.read(&draft()).await.err(),
        Some(SpaceError::Broken),
        "another revision"
    );
    assert_eq!(
        house
            .events()
            .iter()
            .filter(|event| **event == Event::SealBroken)
            .count(),
        3
    );
}

#[tokio::test]
async fn an_ended_visit_is_unreadable_even_with_the_token_and_a_copy_of_the_sealed_bytes() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    visit.write(&draft(), 0, b"planted").await.unwrap();
    let (handle, now) = (visit.handle(), visit.began_at());
    let copied = sealed(&house, &visit, &draft()).await;
    // Everything is copied but the share: that is what ending wipes.
    let mut copy = house.opening(&visit).await;
    copy.share = ServerShare::draw();
    let reader = house.spaces.open(&token).await.unwrap();
    visit.end(EndReason::Deleted).await.unwrap();
    assert_eq!(reader.read(&draft()).await.err(), Some(SpaceError::Gone));
    house.store.begin(handle, copy).await.unwrap();
    let copied = change(&draft(), 1, copied);
    house.store.swap(&handle, copied, now).await.unwrap();
    assert_eq!(house.spaces.open(&token).await.err(), Some(NoVisit::Unknown));
}

#[tokio::test]
async fn after_seal_all_even_a_copied_share_opens_nothing() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    let copy = house.opening(&visit).await;
    assert_eq!(house.spaces.seal_all().await, Ok(1));
    assert_eq!(house.spaces.open(&token).await.err(), Some(NoVisit::Unknown));
    house.store.begin(visit.handle(), copy).await.unwrap();
    assert_eq!(house.spaces.open(&token).await.err(), Some(NoVisit::Unknown));
    let (token, _) = house.begin().await;
    assert!(
        house.spaces.open(&token).await.is_ok(),
        "new visits begin in the new epoch"
    );
}

#[tokio::test]
async fn a_node_with_another_pepper_opens_nothing() {
    let house = House::new();
    let (token, _) = house.begin().await;
    let store: Arc<dyn SpaceStore> = house.store.clone();
    let log = mn_event::EventLog::new(house.clock.clone(), vec![house.log.clone()]);
    let config = house.spaces.config().clone();
    let other = Spaces::with_store(config, Pepper::draw(), house.clock.clone(), log, store);
    assert_eq!(other.open(&token).await.err(), Some(NoVisit::Unknown));
    assert!(house.spaces.open(&token).await.is_ok());
}

#[tokio::test]
async fn a_replayed_token_opens_nothing_after_log_out() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    visit.end(EndReason::LoggedOut).await.unwrap();
    for _ in 0..3 {
        assert_eq!(house.spaces.open(&token).await.err(), Some(NoVisit::Unknown));
    }
}

#[tokio::test]
async fn a_header_with_a_later_end_is_refused() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    let mut forged = house.opening(&visit).await;
    forged.life.ends_at = visit
        .absolute_end()
        .checked_add(jiff::SignedDuration::from_hours(9))
        .unwrap();
    house.store.end(&visit.handle()).await.unwrap();
    house.store.begin(visit.handle(), forged).await.unwrap();
    house.clock.minutes(150);
    // The store was made to say that the visit still lives. The sealed header says otherwise.
    assert_eq!(
        house.spaces.open(&token).await.err(),
        Some(NoVisit::Ended(EndReason::TimeUp))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_flipped_bit_or_cut_of_a_slot_is_refused(
        value: Vec<u8>, position: prop::sample::Index, bit in 0..8_u8, cut: bool,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let read = runtime.block_on(async {
            let house = House::new();
            let (_, visit) = house.begin().await;
            visit.write(&draft(), 0, &value).await.unwrap();
            let mut bytes = sealed(&house, &visit, &draft()).await.unwrap();
            let at = position.index(bytes.len());
            if cut { bytes.truncate(at) } else { bytes[at] ^= 1 << bit }
            // The same visit, slot and revision: nothing but the bytes is changed.
            let opening = house.opening(&visit).await;
            house.store.end(&visit.handle()).await.unwrap();
            house.store.begin(visit.handle(), opening).await.unwrap();
            plant(&house, &visit, &draft(), Some(bytes)).await;
            visit.read(&draft()).await.err()
        });
        prop_assert_eq!(read, Some(SpaceError::Broken));
    }

    #[test]
    fn any_flipped_bit_or_cut_of_a_header_is_refused(
        position: prop::sample::Index, bit in 0..8_u8, cut: bool,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let opened = runtime.block_on(async {
            let house = House::new();
            let (token, visit) = house.begin().await;
            let mut forged = house.opening(&visit).await;
            let at = position.index(forged.header.len());
            if cut { forged.header.truncate(at) } else { forged.header[at] ^= 1 << bit }
            house.store.end(&visit.handle()).await.unwrap();
            house.store.begin(visit.handle(), forged).await.unwrap();
            house.spaces.open(&token).await.err()
        });
        prop_assert_eq!(opened, Some(NoVisit::Unknown));
    }
}
