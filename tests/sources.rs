//! Sources that misbehave, each with what the citizen reads.

use mn_tests::visit::Visit;
use serde_json::{Value, json};

use crate::world;

const UNREACHED: &str = "Gick inte att nå";

/// Lets CSN behave badly towards one person who has CSN, and asks it.
async fn asked(behaviour: Value) -> String {
    let world = world::shared().await;
    let alone = world.alone("student").await;
    let person = alone.number.clone();
    let mut visit = Visit::inside(&world, &person).await.unwrap();
    let mut wish = behaviour;
    wish["agency"] = "CSN".into();
    wish["person"] = person.as_str().into();
    world.control().tell("/ssbtek", wish.clone()).await.unwrap();
    visit.ask(&["csn"]).await.unwrap();
    let waited = visit.wait_for_answers().await;
    let normal = json!({"agency": "CSN", "person": person, "behaviour": "normal"});
    world.control().tell("/ssbtek", normal).await.unwrap();
    waited.unwrap();
    let row = visit.row("csn");
    visit.open("/uppgifter/csn").await.unwrap();
    let answered = ["Hämtat", "En del saknas", "Inget hos dem"];
    if !answered.iter().any(|state| row.contains(state)) {
        let shown = visit.page.all("section.card");
        assert!(
            shown.is_empty(),
            "{wish}: {row}: a value of a bad answer is shown: {shown:?}"
        );
    }
    visit.log_out().await.unwrap();
    row
}

#[tokio::test]
async fn a_slow_source_arrives_late_and_whole() {
    let row = asked(json!({"behaviour": "slow", "ms": 1500})).await;
    assert!(row.contains("Hämtat"), "{row}");
}

#[tokio::test]
async fn answers_that_cannot_be_read_are_never_nothing() {
    for behaviour in [
        json!({"behaviour": "soap_fault"}),
        json!({"behaviour": "http_error", "status": 500}),
        json!({"behaviour": "malformed"}),
        json!({"behaviour": "truncated"}),
        json!({"behaviour": "huge"}),
        json!({"behaviour": "dtd"}),
        json!({"behaviour": "empty_body"}),
        json!({"behaviour": "inner_malformed"}),
        json!({"behaviour": "inner_dtd"}),
        json!({"behaviour": "missing"}),
        json!({"behaviour": "unavailable"}),
    ] {
        let row = asked(behaviour.clone()).await;
        assert!(row.contains(UNREACHED), "{behaviour}: {row}");
        assert!(
            row.contains("Det betyder inte att du saknar ersättning"),
            "{behaviour}: {row}"
        );
        assert!(row.contains("Försök igen"), "{behaviour}: {row}");
        assert!(!row.contains("Inget hos dem"), "{behaviour}: {row}");
    }
}

#[tokio::test]
async fn a_silent_source_is_given_up_in_time() {
    let row = asked(json!({"behaviour": "silent"})).await;
    assert!(row.contains(UNREACHED), "{row}");
}

#[tokio::test]
async fn another_persons_answer_is_neither_shown_nor_called_nothing() {
    let world = world::shared().await;
    let row = asked(json!({"behaviour": "other_person"})).await;
    assert!(row.contains(UNREACHED), "{row}");
    assert!(world.log().unwrap().contains("wrong_person"), "nobody was told");
}

#[tokio::test]
async fn each_state_has_its_own_words() {
    for (behaviour, says) in [
        (json!({"behaviour": "no_hit"}), "Inget hos dem"),
        (json!({"behaviour": "partial", "which": "HUT"}), "En del saknas"),
        (json!({"behaviour": "not_entitled"}), "Får inte lämnas ut"),
        (json!({"behaviour": "code", "code": -1006}), "Frågan avvisades"),
        (json!({"behaviour": "unknown_values"}), "Hämtat"),
        (json!({"behaviour": "missing_elements"}), "Hämtat"),
    ] {
        let row = asked(behaviour.clone()).await;
        assert!(row.contains(says), "{behaviour}: {row}");
    }
}

#[tokio::test]
async fn a_source_that_was_down_can_be_asked_again() {
    let world = world::shared().await;
    let alone = world.alone("student_halvtid").await;
    let person = alone.number.clone();
    world.control().agency("CSN", &person, "malformed").await.unwrap();
    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    assert!(visit.row("csn").contains(UNREACHED));
    world.control().agency("CSN", &person, "normal").await.unwrap();
    let form = visit.page.form_with("/hamta/igen", "kalla", "csn").unwrap();
    visit.send(&form).await.unwrap();
    visit.wait_for_answers().await.unwrap();
    assert!(visit.row("csn").contains("Hämtat"), "{}", visit.row("csn"));
}
