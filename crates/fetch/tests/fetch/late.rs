//! Answers that come when nobody waits for them any more.

use mn_domain::{CorrelationId, Sensitive, SourceState};
use mn_event::{AnswerRefusal, Event};
use mn_fetch::Status;
use mn_source::{Answer, StoredAnswers};
use mn_space::{Agreed, SlotName};

use crate::world::{Behaviour, PLANTED, World, opened};

const FORGED: &str = "FORGED";

/// Leaves an answer as background work does, and opens the visit.
async fn deposited(world: &World, visit: &Agreed, change: impl Fn(&mut StoredAnswers)) -> Agreed {
    let mut answers = world.progress(visit).await.remove(0).answers.unwrap();
    answers.answers = vec![Answer {
        field: "csn.utbetalning.belopp".parse().unwrap(),
        value: FORGED.into(),
        unit: None,
        period: None,
        record: 0,
        place: String::new(),
    }];
    change(&mut answers);
    let bytes: Sensitive<Vec<u8>> = answers.to_sealed_bytes().unwrap();
    let slot = SlotName::Answers("csn".parse().unwrap());
    visit
        .deposit()
        .await
        .unwrap()
        .put(&slot, bytes.expose())
        .await
        .unwrap();
    opened(&world.spaces, &world.token).await
}

async fn answered() -> (World, Agreed) {
    let (world, visit) = World::of(&[("csn", Behaviour::Answers)]).await;
    world.ask(&visit, &["csn"]).await.unwrap();
    let visit = world.settle().await;
    (world, visit)
}

fn refusals(world: &World) -> Vec<AnswerRefusal> {
    let reason = |event| match event {
        Event::AnswerRefused { reason, .. } => Some(reason),
        _ => None,
    };
    world.events().into_iter().filter_map(reason).collect()
}

async fn shown(world: &World, visit: &Agreed) -> (Status, String) {
    let one = world.progress(visit).await.remove(0);
    (one.status, one.answers.unwrap().answers[0].value.expose().clone())
}

#[tokio::test]
async fn a_repeated_answer_is_refused_and_what_came_first_stays() {
    let (world, visit) = answered().await;
    let visit = deposited(&world, &visit, |_| {}).await;
    assert_eq!(refusals(&world), [AnswerRefusal::Repeated]);
    assert_eq!(
        shown(&world, &visit).await,
        (Status::Done(SourceState::Hit), PLANTED.to_owned())
    );
}

#[tokio::test]
async fn an_answer_to_an_older_question_does_not_take_the_place_of_a_newer_one() {
    let (world, visit) = answered().await;
    let older = |answers: &mut StoredAnswers| {
        answers.correlation = CorrelationId::from_random([1; 15]);
        answers.asked_at -= jiff::SignedDuration::from_secs(40);
    };
    let visit = deposited(&world, &visit, older).await;
    assert_eq!(refusals(&world), [AnswerRefusal::Older]);
    assert_eq!(
        shown(&world, &visit).await,
        (Status::Done(SourceState::Hit), PLANTED.to_owned())
    );
    // The citizen's next question is answered as ever, also when the clock has been set back.
    world.clock.by(-60);
    world.ask(&visit, &["csn"]).await.unwrap();
    let visit = world.settle().await;
    assert_eq!(
        refusals(&world),
        [AnswerRefusal::Older],
        "an honest answer was refused"
    );
    assert_eq!(shown(&world, &visit).await.1, PLANTED);
}

#[tokio::test]
async fn an_answer_to_no_question_of_this_visit_is_never_shown() {
    let (world, visit) = answered().await;
    let newer = |answers: &mut StoredAnswers| {
        answers.correlation = CorrelationId::from_random([1; 15]);
        answers.asked_at += jiff::SignedDuration::from_secs(40);
    };
    let visit = deposited(&world, &visit, newer).await;
    let one = world.progress(&visit).await.remove(0);
    assert!(one.answers.is_none(), "{:?}", one.status);
}
