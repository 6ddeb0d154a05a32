//! Sources side by side, in a real space.

use mn_domain::{Purpose, SourceState};
use mn_event::{AnswerRefusal, EndReason, Event, SourceFailure};
use mn_fetch::{FetchError, Status};
use mn_source::SourceError;

use crate::world::{Behaviour, PLANTED, World};

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

/// What became of one failing source: the refusals that were told, and how many values are stored.
async fn refused(error: SourceError) -> (Vec<AnswerRefusal>, Vec<SourceFailure>, usize) {
    let (world, visit) = World::of(&[("csn", Behaviour::Fails(error))]).await;
    world.ask(&visit, &["csn"]).await.unwrap();
    let visit = world.settle().await;
    assert_eq!(
        world.status(&visit).await[0].1,
        Status::Done(SourceState::Unavailable)
    );
    let reason = |event| match event {
        Event::AnswerRefused { reason, .. } => Some(reason),
        _ => None,
    };
    let reasons = world.events().into_iter().filter_map(reason).collect();
    let progress = world.progress(&visit).await;
    let stored = progress[0].answers.as_ref().unwrap().answers.len();
    (reasons, world.failures(), stored)
}

#[tokio::test]
async fn another_persons_answer_is_an_event_and_nothing_is_stored() {
    assert_eq!(
        refused(SourceError::WrongPerson).await,
        (
            vec![AnswerRefusal::OtherPerson],
            vec![SourceFailure::WrongPerson],
            0
        )
    );
}

#[tokio::test]
async fn an_answer_nobody_asked_for_is_an_event_and_nothing_is_stored() {
    assert_eq!(
        refused(SourceError::Unasked).await,
        (vec![AnswerRefusal::Unasked], vec![SourceFailure::Unasked], 0)
    );
    assert_eq!(
        refused(SourceError::TooLarge).await,
        (vec![AnswerRefusal::TooLarge], vec![SourceFailure::TooLarge], 0)
    );
    // A source that is down attacks nobody.
    assert_eq!(refused(SourceError::Faulty).await.0, []);
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
    assert_eq!((world.questions("csn"), world.questions("a-kassan")), (2, 1));
}

#[tokio::test]
async fn a_source_that_is_named_many_times_is_asked_once() {
    let (world, visit) = World::of(&[("csn", Behaviour::Answers)]).await;
    world.ask(&visit, &["csn"; 300]).await.unwrap();
    world.settle().await;
    assert_eq!(world.questions("csn"), 1);
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
    assert_eq!(world.questions("csn"), 0);
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
