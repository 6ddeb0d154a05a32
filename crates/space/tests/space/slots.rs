use std::sync::Arc;

use mn_domain::CorrelationId;
use mn_space::{Act, SlotName, WriteError};

use crate::house::House;
use crate::samples::{csn, draft, text};

#[tokio::test]
async fn two_tabs_never_overwrite_each_other_silently() {
    let house = House::new();
    let (token, one) = house.begin().await;
    let other = house.spaces.open(&token).await.unwrap();
    let revision = one.write(&draft(), 0, b"first").await.unwrap();
    assert_eq!(
        other.write(&draft(), 0, b"also first").await,
        Err(WriteError::Conflict)
    );
    one.write(&draft(), revision, b"second").await.unwrap();
    assert_eq!(
        other.write(&draft(), revision, b"stale").await,
        Err(WriteError::Conflict)
    );
    assert_eq!(text(&other, &draft()).await.as_deref(), Some("second"));
}

#[tokio::test]
async fn a_removed_slot_can_be_written_anew_and_its_old_revisions_never_fit_again() {
    let house = House::new();
    let (_, visit) = house.begin().await;
    let first = visit.write(&draft(), 0, b"first").await.unwrap();
    visit.delete(&draft()).await.unwrap();
    assert!(visit.read(&draft()).await.unwrap().is_none());
    assert_eq!(
        visit.write(&draft(), first, b"stale").await,
        Err(WriteError::Conflict)
    );
    let anew = visit.write(&draft(), 0, b"anew").await.unwrap();
    assert!(anew > first + 1);
    assert_eq!(visit.slots().await.unwrap(), [draft()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_time_state_is_given_once_however_many_ask() {
    let house = House::new();
    let (_, visit) = house.begin().await;
    let pending = SlotName::Pending("csn".parse().unwrap());
    visit.write(&pending, 0, b"nonce").await.unwrap();
    let visit = Arc::new(visit);
    let asking = (0..32).map(|_| {
        let (visit, pending) = (Arc::clone(&visit), pending.clone());
        tokio::spawn(async move { visit.take(&pending).await.unwrap().is_some() })
    });
    let mut given = 0;
    for asked in asking.collect::<Vec<_>>() {
        given += usize::from(asked.await.unwrap());
    }
    assert_eq!(given, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_journal_is_append_only_and_loses_no_line() {
    let house = House::new();
    let (_, visit) = house.begin().await;
    assert_eq!(
        visit.write(&SlotName::Journal, 0, b"{}").await,
        Err(WriteError::AppendOnly)
    );
    assert_eq!(
        visit.delete(&SlotName::Journal).await,
        Err(WriteError::AppendOnly)
    );
    let visit = Arc::new(visit);
    let noting = (0..50).map(|_| {
        let visit = Arc::clone(&visit);
        tokio::spawn(async move { visit.note(Act::Downloaded).await })
    });
    for noted in noting.collect::<Vec<_>>() {
        noted.await.unwrap().unwrap();
    }
    assert_eq!(visit.journal().await.unwrap().len(), 50);
}

#[tokio::test]
async fn the_journal_tells_when_what_and_with_whom() {
    let house = House::new();
    let (_, visit) = house.begin().await;
    let began = visit.began_at();
    let seen = seen(1);
    visit.note(seen.clone()).await.unwrap();
    house.clock.minutes(1);
    visit.note(Act::Downloaded).await.unwrap();
    let journal = visit.journal().await.unwrap();
    assert_eq!(
        journal.iter().map(|entry| &entry.act).collect::<Vec<_>>(),
        [&seen, &Act::Downloaded]
    );
    assert_eq!(journal[0].at, began);
    assert!(journal[1].at > began);
}

fn seen(answer: u8) -> Act {
    Act::Seen {
        source: "csn".parse().unwrap(),
        correlation: CorrelationId::from_random([answer; 15]),
    }
}

#[tokio::test]
async fn an_answer_that_is_looked_at_again_is_one_line() {
    let house = House::new();
    let (_, visit) = house.begin().await;
    for answer in [1, 1, 2, 1, 2] {
        house.clock.minutes(1);
        visit.note_once(&[seen(answer)]).await.unwrap();
    }
    let journal = visit.journal().await.unwrap();
    let acts: Vec<&Act> = journal.iter().map(|entry| &entry.act).collect();
    assert_eq!(acts, [&seen(1), &seen(2)]);
    assert_eq!(
        journal[0].at,
        visit.began_at() + jiff::SignedDuration::from_mins(1)
    );
}

#[tokio::test]
async fn a_form_token_fits_its_form_and_visit_only() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    let (_, other) = house.begin().await;
    let form = visit.csrf_token("sign");
    assert!(house.spaces.open(&token).await.unwrap().check_csrf("sign", &form));
    assert!(!visit.check_csrf("delete", &form));
    assert!(!other.check_csrf("sign", &form));
    for bad in ["", "A", &form.to_lowercase(), &format!("{form}A")] {
        assert!(!visit.check_csrf("sign", bad));
    }
}

#[tokio::test]
async fn debug_shows_nothing_of_a_slot() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    visit.write(&csn(), 0, b"planted").await.unwrap();
    let slot = visit.read(&csn()).await.unwrap();
    let deposit = visit.deposit().await.unwrap();
    let shown = format!(
        "{slot:?} {visit:?} {token:?} {deposit:?} {:?} {:?}",
        house.spaces,
        visit.person()
    );
    assert!(!shown.contains("planted") && !shown.contains("1985"), "{shown}");
}
