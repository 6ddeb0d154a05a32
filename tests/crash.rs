//! The service killed as by a power cut, at the two moments that matter.

use std::time::{Duration, Instant};

use mn_tests::demo::{Demo, EVERY};
use mn_tests::visit::Visit;
use serde_json::json;

use crate::world::World;

const CSN: &[&str] = &["csn"];

/// Logs in anew and counts the receipts, until there are as many as promised or time is up.
async fn receipts(demo: &Demo, person: &str, promised: usize) -> usize {
    let mut visit = Visit::new(demo, person).await.unwrap();
    visit.log_in().await.unwrap();
    visit.agree().await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let found = visit.receipts().await.unwrap().len();
        if found >= promised || Instant::now() > deadline {
            return found;
        }
        tokio::time::sleep(EVERY).await;
    }
}

#[tokio::test]
async fn what_was_shown_as_sent_survives_and_is_delivered_once() {
    let mut demo = Demo::start(&["--no-inbox", "--steady"]).unwrap();
    let person = "199001012385";
    let mut visit = Visit::ready_to_sign(&demo, person, CSN).await.unwrap();
    visit.sign().await.unwrap();
    let mut browser = visit.browser.clone();
    demo.kill_service().unwrap();
    demo.restart_service().unwrap();

    let page = browser.open(demo.at("/inskickad")).await.unwrap();
    assert_eq!(page.heading(), "Ditt rum finns inte längre");
    assert!(
        page.says("Hade du skickat något är det i säkerhet."),
        "{}",
        page.text()
    );
    assert_eq!(receipts(&demo, person, 1).await, 1);
    for _ in 0..2 {
        demo.fetch().unwrap();
        assert_eq!(demo.arrived().len(), 1);
    }
    let mut visit = Visit::new(&demo, person).await.unwrap();
    visit.log_in().await.unwrap();
    visit.agree().await.unwrap();
    visit
        .wait_for_receipt("Mottagaren har tagit emot ansökan")
        .await
        .unwrap();
    World::of(&demo).await.search(&[]);
}

#[tokio::test]
async fn an_order_that_ends_while_the_service_is_down_is_finished_afterwards() {
    let mut demo = Demo::start(&["--no-inbox", "--steady"]).unwrap();
    let person = "200308102383";
    let mut visit = Visit::ready_to_sign(&demo, person, CSN).await.unwrap();
    visit.begin_signing().await.unwrap();
    let token = visit.start_token().await.unwrap();
    demo.kill_service().unwrap();
    demo.control().act(&token, "sign").await.unwrap();
    demo.restart_service().unwrap();
    assert_eq!(receipts(&demo, person, 1).await, 1);
    demo.fetch().unwrap();
    assert_eq!(demo.arrived().len(), 1);
    World::of(&demo).await.search(&[]);
}

#[tokio::test]
async fn an_order_whose_end_was_lost_is_never_shown_as_sent() {
    let mut demo = Demo::start(&["--no-inbox", "--steady"]).unwrap();
    let person = "200108312380";
    let mut visit = Visit::ready_to_sign(&demo, person, CSN).await.unwrap();
    visit.begin_signing().await.unwrap();
    let token = visit.start_token().await.unwrap();
    let mut browser = visit.browser.clone();
    demo.kill_service().unwrap();
    // Signed, but what BankID had to say about it was given out once and is gone.
    demo.control().act(&token, "sign").await.unwrap();
    demo.control().tell("/reset", json!({})).await.unwrap();
    demo.restart_service().unwrap();

    let page = browser.open(demo.at("/skriv-under")).await.unwrap();
    assert_eq!(page.heading(), "Ditt rum finns inte längre");
    assert!(!page.says("Du har skrivit under"), "{}", page.text());
    let mut visit = Visit::new(&demo, person).await.unwrap();
    visit.log_in().await.unwrap();
    visit.agree().await.unwrap();
    assert!(
        visit.receipts().await.unwrap().is_empty(),
        "something unsaved is shown as sent"
    );
    assert!(
        visit.page.says("Du har inget kvitto här än."),
        "{}",
        visit.page.text()
    );
    demo.fetch().unwrap();
    assert!(demo.arrived().is_empty());
    visit.open("/valj").await.unwrap();
    visit.ask(CSN).await.unwrap();
    visit.wait_for_answers().await.unwrap();
    visit.fill_in(&[]).await.unwrap();
    visit.sign().await.unwrap();
    demo.fetch().unwrap();
    assert_eq!(demo.arrived().len(), 1);
}
