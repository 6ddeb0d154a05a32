//! Signatures that are none, and browsers that go away while signing.

use crate::world;
use mn_tests::demo::EVERY;
use mn_tests::visit::Visit;

const NOTHING_SENT: &str = "Inget har skickats";

#[tokio::test]
async fn a_signature_that_is_not_the_citizens_own_of_this_text_sends_nothing() {
    let world = world::shared().await;
    let person = world.anybody();
    let mut visit = Visit::ready_to_sign(&world, &person, &["forsakringskassan"])
        .await
        .unwrap();
    for how in [
        "other_person",
        "forged_user",
        "login_instead",
        "login_certificate",
        "login_function",
        "tampered_text",
        "tampered_value",
        "tampered_digest",
        "document_type",
        "second_data",
        "other_text",
        "other_data",
        "untrusted_chain",
        "expired_certificate",
        "revoked",
    ] {
        visit
            .begin_signing()
            .await
            .unwrap_or_else(|trouble| panic!("{how}: {trouble}"));
        visit.in_the_app(how).await.unwrap();
        visit.wait_for_signature().await.unwrap();
        visit
            .is_at("/skriv-under")
            .unwrap_or_else(|trouble| panic!("{how}: {trouble}"));
        assert!(
            visit.page.says("Underskriften gick inte att godta."),
            "{how}: {}",
            visit.page.text()
        );
        assert!(visit.page.says(NOTHING_SENT), "{how}: {}", visit.page.text());
        assert!(!visit.page.says("Inskickad"), "{how}");
        visit.open("/granska").await.unwrap();
        assert!(visit.page.says("6 200"), "{how}: what was written is gone");
    }
    assert!(
        visit.receipts().await.unwrap().is_empty(),
        "there is a receipt of nothing"
    );
}

#[tokio::test]
async fn what_was_cancelled_or_failed_in_the_app_can_be_tried_again() {
    let world = world::shared().await;
    let mut visit = Visit::ready_to_sign(&world, &world.anybody(), &["forsakringskassan"])
        .await
        .unwrap();
    visit.begin_signing().await.unwrap();
    visit.in_the_app("cancel").await.unwrap();
    visit.wait_for_signature().await.unwrap();
    assert!(
        visit.page.says("Du avbröt i BankID-appen. Inget har skickats."),
        "{}",
        visit.page.text()
    );
    // "Try again" stands on the page, and leads on without writing anything anew.
    visit.open("/granska").await.unwrap();
    visit.sign().await.unwrap();
    assert_eq!(visit.receipts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_citizen_can_cancel_here_too() {
    let world = world::shared().await;
    let person = world.anybody();
    let mut visit = Visit::ready_to_sign(&world, &person, &["forsakringskassan"])
        .await
        .unwrap();
    visit.begin_signing().await.unwrap();
    let token = visit.start_token().await.unwrap();
    let form = visit.page.form("/skriv-under/avbryt").unwrap();
    visit.send(&form).await.unwrap();
    visit.is_at("/granska").unwrap();
    assert!(
        world.control().act(&token, "sign").await.is_err(),
        "the order lives on at BankID"
    );
    assert!(visit.receipts().await.unwrap().is_empty());
}

#[tokio::test]
async fn who_closes_the_browser_while_signing_finds_the_receipt_later() {
    let world = world::shared().await;
    let person = world.anybody();
    let mut visit = Visit::ready_to_sign(&world, &person, &["forsakringskassan"])
        .await
        .unwrap();
    visit.begin_signing().await.unwrap();
    let token = visit.start_token().await.unwrap();
    drop(visit);
    world.control().act(&token, "sign").await.unwrap();
    let mut again = Visit::inside(&world, &person).await.unwrap();
    for _ in 0..400 {
        if !again.receipts().await.unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(EVERY).await;
    }
    again
        .wait_for_receipt("Ansökan är underskriven och förseglad.")
        .await
        .unwrap();
}

#[tokio::test]
async fn logging_out_in_the_middle_of_an_order_calls_it_off_and_says_so() {
    let world = world::shared().await;
    let person = world.anybody();
    let mut visit = Visit::ready_to_sign(&world, &person, &["forsakringskassan"])
        .await
        .unwrap();
    visit.begin_signing().await.unwrap();
    let token = visit.start_token().await.unwrap();
    visit.log_out().await.unwrap();
    assert!(
        visit.page.says("Inget har skickats till någon."),
        "{}",
        visit.page.text()
    );
    let late = world.control().act(&token, "sign").await;
    assert!(late.is_err(), "what was called off can still be signed");
    let mut again = Visit::inside(&world, &person).await.unwrap();
    assert!(again.receipts().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_the_app_shows_is_what_the_page_shows() {
    let world = world::shared().await;
    let person = world.anybody();
    let mut visit = Visit::ready_to_sign(&world, &person, &["forsakringskassan"])
        .await
        .unwrap();
    visit.begin_signing().await.unwrap();
    let shown = visit.page.all(".verbatim").join(" ");
    let token = visit.start_token().await.unwrap();
    let told = world.control().act(&token, "sign").await.unwrap();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words(told["visible"].as_str().unwrap()), words(&shown));
    assert!(
        shown.contains("Jag ansöker om fortsatt ekonomiskt bistånd"),
        "{shown}"
    );
    assert!(
        !shown.contains(&person),
        "the text that is signed names the number"
    );
    visit.wait_for_signature().await.unwrap();
    visit.is_at("/inskickad").unwrap();
}
