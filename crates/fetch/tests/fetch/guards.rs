//! What stands between citizens and a source that is ill: deadlines, second attempts, the breaker, closed hours.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use mn_domain::{Clock, Purpose, SourceState, SystemClock};
use mn_event::{Breaker, Event, SourceFailure};
use mn_fetch::{Allowed, Hindrance, Status};
use mn_source::SourceError;

use crate::world::{Behaviour, FAILING_VISITS, REST, Source, World, allowed, closed_today, opened};

/// Asks one source once; gives how it went and how often it was asked for that.
async fn attempts(source: Source) -> (Status, usize) {
    let source = Arc::new(source);
    let (world, visit) = World::with(vec![allowed(source.clone())]).await;
    world.ask(&visit, &["csn"]).await.unwrap();
    let visit = world.settle().await;
    let asked_again = |event: &&Event| matches!(event, Event::SourceAskedAgain { .. });
    assert_eq!(
        world.events().iter().filter(asked_again).count() + 1,
        source.asked()
    );
    (world.status(&visit).await[0].1, source.asked())
}

#[tokio::test]
async fn a_source_that_fails_for_a_moment_is_asked_again() {
    for error in [SourceError::Unreachable, SourceError::Late, SourceError::Faulty] {
        let source = Source::new("csn", Behaviour::FailsFirst(2, error));
        assert_eq!(
            attempts(source).await,
            (Status::Done(SourceState::Hit), 3),
            "{error}"
        );
        let source = Source::new("csn", Behaviour::Fails(error));
        assert_eq!(
            attempts(source).await,
            (Status::Done(SourceState::Unavailable), 3),
            "{error}: not for ever"
        );
    }
}

#[tokio::test]
async fn what_asking_again_cannot_help_is_asked_once() {
    for error in [
        SourceError::Refused,
        SourceError::PurposeNotAllowed,
        SourceError::Malformed { at: "x" },
        SourceError::TooLarge,
        SourceError::WrongPerson,
        SourceError::Unasked,
    ] {
        let (_, asked) = attempts(Source::new("csn", Behaviour::Fails(error))).await;
        assert_eq!(asked, 1, "{error}");
    }
    let once = Source {
        is_repeatable: false,
        ..Source::new("csn", Behaviour::Fails(SourceError::Unreachable))
    };
    assert_eq!(attempts(once).await.1, 1, "what may not be repeated");
}

#[tokio::test]
async fn no_attempt_goes_beyond_the_deadline() {
    // It takes the whole deadline, so there is no time for another.
    let (status, asked) = attempts(Source::new("csn", Behaviour::Sleeps)).await;
    assert_eq!((status, asked), (Status::Done(SourceState::Unavailable), 1));
}

#[tokio::test]
async fn each_source_has_a_deadline_of_its_own() {
    let [hasty, patient] = ["csn", "skatteverket"].map(|id| Arc::new(Source::new(id, Behaviour::Sleeps)));
    let hasty = Allowed {
        deadline: Some(Duration::from_millis(20)),
        ..allowed(hasty)
    };
    let patient = Allowed {
        deadline: Some(Duration::from_hours(1)),
        ..allowed(patient)
    };
    let (world, visit) = World::with(vec![hasty, patient]).await;
    world.ask(&visit, &["csn", "skatteverket"]).await.unwrap();
    while world.failures().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(world.failures(), [SourceFailure::Late]);
    // What has come can be used at once, whoever is still waited for.
    let visit = opened(&world.spaces, &world.token).await.into_visit();
    let visit = visit.agreed().await.unwrap().unwrap();
    let status: Vec<Status> = world.status(&visit).await.into_iter().map(|one| one.1).collect();
    assert_eq!(status, [Status::Done(SourceState::Unavailable), Status::Waiting]);
    // Five seconds later only the patient one can still answer.
    world.clock.by(5);
    assert_eq!(world.status(&visit).await[1].1, Status::Waiting);
}

/// A world whose one source has failed for as many visits as it takes.
async fn ill() -> (World, Arc<Source>) {
    let source = Arc::new(Source::new("csn", Behaviour::Fails(SourceError::Faulty)));
    let (world, _) = World::with(vec![allowed(source.clone())]).await;
    for _ in 0..FAILING_VISITS {
        let visit = world.another().await;
        world.ask(&visit, &["csn"]).await.unwrap();
        world.ended().await;
    }
    (world, source)
}

fn breakers(world: &World) -> Vec<Breaker> {
    let state = |event| match event {
        Event::SourceBreaker { state, .. } => Some(state),
        _ => None,
    };
    world.events().into_iter().filter_map(state).collect()
}

#[tokio::test]
async fn a_source_that_is_down_for_many_is_left_alone_and_everybody_is_told_until_when() {
    let (world, source) = ill().await;
    assert_eq!(breakers(&world), [Breaker::Open]);
    let before = source.asked();
    let visit = world.another().await;
    world.ask(&visit, &["csn"]).await.unwrap();
    world.ended().await;
    assert_eq!(source.asked(), before, "it was asked while it should rest");
    let progress = world.progress(&visit).await;
    assert_eq!(
        progress[0].status,
        Status::Done(SourceState::NotAsked),
        "no answer is made up"
    );
    let Some(Hindrance::Resting(until)) = progress[0].hindrance else {
        panic!("{:?}", progress[0].hindrance);
    };
    let standing = world.fetcher.standings().remove(0);
    assert_eq!(
        (standing.breaker.state, standing.breaker.until),
        (Breaker::Open, Some(until))
    );
    assert_eq!(standing.breaker.failing_visits, FAILING_VISITS);

    world.clock.by(i64::try_from(REST.as_secs()).unwrap());
    source.behaves(Behaviour::Answers);
    world.ask(&visit, &["csn"]).await.unwrap();
    world.ended().await;
    assert_eq!(
        breakers(&world),
        [Breaker::Open, Breaker::HalfOpen, Breaker::Closed]
    );
    assert_eq!(world.progress(&visit).await[0].hindrance, None);
}

#[tokio::test]
async fn a_source_that_is_tried_after_its_rest_is_not_pressed() {
    let (world, source) = ill().await;
    world.clock.by(i64::try_from(REST.as_secs()).unwrap());
    let (before, visit) = (source.asked(), world.another().await);
    world.ask(&visit, &["csn"]).await.unwrap();
    world.ended().await;
    assert_eq!(source.asked(), before + 1);
    assert_eq!(
        breakers(&world),
        [Breaker::Open, Breaker::HalfOpen, Breaker::Open]
    );
}

#[tokio::test]
async fn a_trial_whose_visit_ends_leaves_the_next_one_to_try() {
    let (world, source) = ill().await;
    world.clock.by(i64::try_from(REST.as_secs()).unwrap());
    source.behaves(Behaviour::Sleeps);
    let leaving = world.another().await;
    world.ask(&leaving, &["csn"]).await.unwrap();
    leaving
        .into_visit()
        .end(mn_event::EndReason::LoggedOut)
        .await
        .unwrap();
    world.ended().await;
    source.behaves(Behaviour::Answers);
    let visit = world.another().await;
    world.ask(&visit, &["csn"]).await.unwrap();
    world.ended().await;
    assert_eq!(breakers(&world).last(), Some(&Breaker::Closed));
}

#[tokio::test]
async fn one_persons_trouble_closes_a_source_for_nobody() {
    let source = Arc::new(Source::new("csn", Behaviour::Fails(SourceError::Faulty)));
    let (world, mut visit) = World::with(vec![allowed(source.clone())]).await;
    for _ in 0..FAILING_VISITS * 3 {
        world.ask(&visit, &["csn"]).await.unwrap();
        visit = world.settle().await;
    }
    assert_eq!(breakers(&world), []);
    // Nor do answers that may be forged: whoever can forge them must not be able to silence a source as well.
    source.behaves(Behaviour::Fails(SourceError::WrongPerson));
    for _ in 0..FAILING_VISITS * 3 {
        let visit = world.another().await;
        world.ask(&visit, &["csn"]).await.unwrap();
        world.ended().await;
    }
    assert_eq!(breakers(&world), []);
}

#[tokio::test]
async fn a_closed_source_is_not_asked_and_says_when_it_opens() {
    let sources = ["csn", "skatteverket"].map(|id| Arc::new(Source::new(id, Behaviour::Answers)));
    let [csn, skatteverket] = sources.clone();
    let csn = Allowed {
        closed: vec![closed_today(&SystemClock)],
        ..allowed(csn)
    };
    let (world, visit) = World::with(vec![csn, allowed(skatteverket)]).await;
    world.ask(&visit, &["csn", "skatteverket"]).await.unwrap();
    let visit = world.settle().await;
    let progress = world.progress(&visit).await;
    assert_eq!(progress[0].status, Status::Done(SourceState::NotAsked));
    let Some(Hindrance::Closed(opens)) = progress[0].hindrance else {
        panic!("{:?}", progress[0].hindrance);
    };
    assert_eq!(progress[1].status, Status::Done(SourceState::Hit));
    assert_eq!((sources[0].asked(), sources[1].asked()), (0, 1));
    assert_eq!(world.fetcher.standings()[0].opens, Some(opens));

    // When it has opened it is asked.
    let wait = opens.duration_since(world.clock.now());
    world.clock.by(wait.as_secs() + 1);
    let visit = world.another().await;
    world.ask(&visit, &["csn"]).await.unwrap();
    world.ended().await;
    assert_eq!(sources[0].asked(), 1);
}

#[tokio::test]
async fn many_tabs_on_two_nodes_have_one_question_under_way() {
    let source = Arc::new(Source::new("csn", Behaviour::Sleeps));
    let (world, _visit) = World::with(vec![allowed(source.clone())]).await;
    let refused = Arc::new(AtomicUsize::new(0));
    let mut tabs = tokio::task::JoinSet::new();
    for tab in 0..12 {
        let (fetcher, spaces) = if tab % 2 == 0 {
            (world.fetcher.clone(), world.spaces.clone())
        } else {
            world.other.clone()
        };
        let (token, refused) = (world.token.to_text().parse().unwrap(), refused.clone());
        tabs.spawn(async move {
            let visit = opened(&spaces, &token).await;
            let csn = ["csn".parse().unwrap()];
            if fetcher.ask(&visit, &csn, Purpose::Application).await.is_err() {
                refused.fetch_add(1, Ordering::SeqCst);
            }
        });
    }
    while let Some(tab) = tabs.join_next().await {
        tab.unwrap();
    }
    world.ended().await;
    assert_eq!((source.asked(), refused.load(Ordering::SeqCst)), (1, 0));
}
