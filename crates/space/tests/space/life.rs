use jiff::SignedDuration;
use mn_event::{EndReason, Event};
use mn_space::{Act, BeginError, NoVisit, SpaceConfig, SpaceError, WriteError};

use crate::house::House;
use crate::samples::{csn, draft, someone, text};

#[tokio::test]
async fn the_token_opens_the_visit_and_tells_whose_it_is() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    visit.write(&draft(), 0, b"planted").await.unwrap();
    let token = token.to_text().parse().unwrap();
    let again = house.spaces.open(&token).await.unwrap();
    assert_eq!(text(&again, &draft()).await.as_deref(), Some("planted"));
    assert_eq!(*again.person(), someone());
    assert_eq!(again.pseudonym(), visit.pseudonym());
    assert_eq!(again.began_at(), visit.began_at());
}

#[tokio::test]
async fn actor_and_principal_may_be_two() {
    let house = House::new();
    let actor = "199001012385".parse().unwrap();
    let principal = "194401012390".parse().unwrap();
    let person = mn_space::Person::acting(actor, principal);
    let (token, _) = house.spaces.begin(person.clone()).await.unwrap();
    let visit = house.spaces.open(&token).await.unwrap();
    assert_eq!(*visit.person(), person);
    assert_ne!(visit.person().actor(), visit.person().principal());
}

#[tokio::test]
async fn an_idle_visit_ends_and_not_a_moment_before() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    visit.write(&csn(), 0, b"planted").await.unwrap();
    house
        .clock
        .forward(SignedDuration::from_mins(15) - SignedDuration::from_nanos(1));
    assert!(house.spaces.open(&token).await.is_ok());
    house.clock.forward(SignedDuration::from_nanos(1));
    assert_eq!(visit.read(&csn()).await.err(), Some(SpaceError::Gone));
    assert_eq!(
        house.spaces.open(&token).await.err(),
        Some(NoVisit::Ended(EndReason::Idle))
    );
    assert_eq!(house.spaces.open(&token).await.err(), Some(NoVisit::Unknown));
    assert_eq!(house.store.visits(), 0);
}

#[tokio::test]
async fn opening_is_no_sign_of_life_and_touching_is() {
    let house = House::new();
    let (token, _) = house.begin().await;
    house.clock.minutes(10);
    let visit = house.spaces.open(&token).await.unwrap();
    let before = visit.ends_at();
    assert_eq!(house.spaces.open(&token).await.unwrap().ends_at(), before);
    let after = visit.touch().await.unwrap();
    assert_eq!(after.duration_since(before), SignedDuration::from_mins(10));
    assert_eq!(house.spaces.open(&token).await.unwrap().ends_at(), after);
}

#[tokio::test]
async fn the_citizen_is_warned_two_minutes_before_and_can_extend_ten_times() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    for time in 1..=10 {
        house.clock.forward(SignedDuration::from_mins(13));
        let visit = house.spaces.open(&token).await.unwrap();
        assert_eq!(
            visit.ends_at().duration_since(visit.warn_at()),
            SignedDuration::from_mins(2)
        );
        let before = visit.ends_at();
        assert!(visit.extend().await.unwrap() > before, "extension {time}");
    }
    let extended = house
        .events()
        .iter()
        .filter(|event| **event == Event::VisitExtended)
        .count();
    assert_eq!(extended, 10);
    let journal = visit.journal().await.unwrap();
    assert_eq!(
        journal.iter().filter(|entry| entry.act == Act::Extended).count(),
        10
    );
}

#[tokio::test]
async fn nothing_keeps_a_visit_beyond_the_absolute_end() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    for _ in 0..15 {
        house.clock.minutes(9);
        house.spaces.open(&token).await.unwrap().extend().await.unwrap();
    }
    house.clock.minutes(14);
    let last = house.spaces.open(&token).await.unwrap().extend().await.unwrap();
    assert_eq!(last, visit.absolute_end());
    house.clock.minutes(1);
    assert_eq!(
        house.spaces.open(&token).await.err(),
        Some(NoVisit::Ended(EndReason::TimeUp))
    );
    assert_eq!(visit.extend().await.err(), Some(WriteError::Gone));
}

#[tokio::test]
async fn a_signature_order_keeps_the_visit_until_its_own_end() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    house.clock.minutes(14);
    let order_ends = visit.ends_at().checked_add(SignedDuration::from_mins(3)).unwrap();
    assert_eq!(visit.hold(order_ends).await.unwrap(), order_ends);
    house.clock.minutes(3);
    assert_eq!(house.spaces.sweep().await, 0);
    let held = house.spaces.open(&token).await.unwrap();
    assert_eq!(held.held_until(), Some(order_ends));
    assert_eq!(held.ends_at(), order_ends);
    held.write(&draft(), 0, b"still there").await.unwrap();
    house.clock.minutes(1);
    assert_eq!(house.spaces.sweep().await, 1);
    assert_eq!(house.spaces.open(&token).await.err(), Some(NoVisit::Unknown));
}

#[tokio::test]
async fn a_released_hold_leaves_the_visit_its_own_end() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    house.clock.minutes(14);
    visit
        .hold(visit.ends_at().checked_add(SignedDuration::from_mins(5)).unwrap())
        .await
        .unwrap();
    assert_eq!(house.spaces.sweep().await, 0);
    house.clock.minutes(2);
    assert_eq!(house.spaces.sweep().await, 0);
    let visit = house.spaces.open(&token).await.unwrap();
    visit.touch().await.unwrap();
    visit
        .hold(visit.ends_at().checked_add(SignedDuration::from_mins(5)).unwrap())
        .await
        .unwrap();
    visit.release().await.unwrap();
    house.clock.minutes(15);
    assert_eq!(house.spaces.sweep().await, 1);
}

#[tokio::test]
async fn a_hold_lasts_over_the_absolute_end_but_never_beyond_its_grace() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    for _ in 0..14 {
        house.clock.minutes(10);
        visit.touch().await.unwrap();
    }
    house.clock.minutes(9);
    let far = visit
        .absolute_end()
        .checked_add(SignedDuration::from_hours(5))
        .unwrap();
    visit.hold(far).await.unwrap();
    house.clock.minutes(5);
    let held = house.spaces.open(&token).await.unwrap();
    let utmost = visit
        .absolute_end()
        .checked_add(SignedDuration::from_mins(10))
        .unwrap();
    assert_eq!(held.hold(far).await.unwrap(), utmost);
    house.clock.minutes(6);
    assert_eq!(
        house.spaces.open(&token).await.err(),
        Some(NoVisit::Ended(EndReason::TimeUp))
    );
}

#[tokio::test]
async fn a_full_house_refuses_new_visits_and_loses_none() {
    let config = SpaceConfig {
        max_visits: 3,
        ..SpaceConfig::default()
    };
    let house = House::of(config);
    let mut tokens = Vec::new();
    for number in 0..3 {
        let (token, visit) = house.begin().await;
        visit
            .write(&csn(), 0, format!("value {number}").as_bytes())
            .await
            .unwrap();
        tokens.push(token);
    }
    for _ in 0..20 {
        assert_eq!(house.spaces.begin(someone()).await.err(), Some(BeginError::Full));
    }
    for (number, token) in tokens.iter().enumerate() {
        let visit = house.spaces.open(token).await.unwrap();
        assert_eq!(text(&visit, &csn()).await, Some(format!("value {number}")));
    }
    let visit = house.spaces.open(&tokens[0]).await.unwrap();
    visit.end(EndReason::LoggedOut).await.unwrap();
    assert!(house.spaces.begin(someone()).await.is_ok());
}

#[tokio::test]
async fn a_house_full_of_bytes_refuses_new_visits_and_lets_the_others_write() {
    let config = SpaceConfig {
        max_bytes: 10_000,
        ..SpaceConfig::default()
    };
    let house = House::of(config);
    let (_, visit) = house.begin().await;
    visit.write(&csn(), 0, &[7; 12_000]).await.unwrap();
    assert_eq!(house.spaces.begin(someone()).await.err(), Some(BeginError::Full));
    visit.write(&draft(), 0, b"still room for me").await.unwrap();
    visit.delete(&csn()).await.unwrap();
    assert!(house.spaces.begin(someone()).await.is_ok());
}

#[tokio::test]
async fn one_visit_cannot_take_all_the_room() {
    let config = SpaceConfig {
        max_visit_bytes: 10_000,
        ..SpaceConfig::default()
    };
    let house = House::of(config);
    let (_, visit) = house.begin().await;
    let first = visit.write(&csn(), 0, &[7; 9_000]).await.unwrap();
    assert_eq!(visit.write(&draft(), 0, &[7; 2_000]).await, Err(WriteError::Full));
    assert_eq!(
        visit.write(&csn(), first, &[7; 11_000]).await,
        Err(WriteError::Full)
    );
    assert_eq!(visit.read(&csn()).await.unwrap().unwrap().revision, first);
    visit.write(&csn(), first, b"smaller").await.unwrap();
    visit.write(&draft(), 0, &[7; 2_000]).await.unwrap();
}

#[tokio::test]
async fn the_clock_may_jump_without_opening_anything_for_longer() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    house.clock.minutes(-60);
    visit.touch().await.unwrap();
    house.clock.minutes(14);
    assert!(house.spaces.open(&token).await.is_ok());
    house.clock.minutes(1);
    assert_eq!(house.spaces.sweep().await, 1);
    assert_eq!(house.spaces.open(&token).await.err(), Some(NoVisit::Unknown));
    let (token, _) = house.begin().await;
    house.clock.minutes(100_000);
    assert_eq!(
        house.spaces.open(&token).await.err(),
        Some(NoVisit::Ended(EndReason::TimeUp))
    );
}

#[tokio::test]
async fn a_visit_without_room_can_still_be_extended() {
    let config = SpaceConfig {
        max_visit_bytes: 10_000,
        ..SpaceConfig::default()
    };
    let house = House::of(config);
    let (_, visit) = house.begin().await;
    visit.write(&csn(), 0, &[7; 9_860]).await.unwrap();
    house.clock.minutes(10);
    let before = visit.ends_at();
    assert!(visit.extend().await.unwrap() > before);
}
