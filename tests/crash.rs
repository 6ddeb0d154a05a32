//! The service killed as by a power cut, at the two moments that matter.

use std::time::{Duration, Instant};

use mn_tests::demo::{Demo, EVERY};
use mn_tests::visit::Visit;

use crate::world::World;

const CSN: &[&str] = &["csn"];
/// What she is told of an order that was lost.
const NOT_SENT: &str = "är inte inskickad";

/// Logs in anew and counts the receipts, until there are as many as promised or time is up.
async fn receipts(demo: &Demo, person: &str, promised: usize) -> usize {
    let mut visit = Visit::inside(demo, person).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let found = visit.receipts().await.unwrap().len();
        if found >= promised || Instant::now() > deadline {
            return found;
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// What was sent arrives, and no fetch after that brings it again.
fn arrives_once(demo: &Demo) {
    for _ in 0..2 {
        demo.fetch().unwrap();
        assert_eq!(demo.arrived().len(), 1);
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
        page.says("Har du skickat något är det i säkerhet."),
        "{}",
        page.text()
    );
    assert_eq!(receipts(&demo, person, 1).await, 1);
    arrives_once(&demo);
    let mut visit = Visit::inside(&demo, person).await.unwrap();
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
    arrives_once(&demo);
    let mut visit = Visit::inside(&demo, person).await.unwrap();
    assert!(!visit.page.says(NOT_SENT), "{}", visit.page.text());
    assert_eq!(visit.receipts().await.unwrap().len(), 1);
    assert!(!visit.page.says(NOT_SENT), "{}", visit.page.text());
    assert_eq!(demo.control().orders_asked_for(person).await.unwrap(), 1);
    World::of(&demo).await.search(&[]);
}

/// The one moment in which a signature can be lost: BankID has told of it, once, and the service dies with the answer.
#[tokio::test]
async fn a_signature_that_died_with_the_service_is_never_shown_as_sent_and_she_is_told() {
    let mut demo = Demo::start(&["--no-inbox", "--steady"]).unwrap();
    let (person, another) = ("200108312380", "198501012382");
    let mut visit = Visit::ready_to_sign(&demo, person, CSN).await.unwrap();
    visit.begin_signing().await.unwrap();
    let token = visit.start_token().await.unwrap();
    let mut browser = visit.browser.clone();
    demo.control().hold_completions_back(true).await.unwrap();
    demo.control().act(&token, "sign").await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while demo.control().completions_held_back().await.unwrap() == 0 {
        assert!(Instant::now() < deadline, "the service does not ask how it went");
        tokio::time::sleep(EVERY).await;
    }
    let page = browser.open(demo.at("/skriv-under")).await.unwrap();
    assert!(!page.says("Du har skrivit under"), "{}", page.text());
    let page = browser.open(demo.at("/inskickad")).await.unwrap();
    assert_ne!(page.heading(), "Inskickad", "shown as sent before it is");
    demo.kill_service().unwrap();
    demo.control().hold_completions_back(false).await.unwrap();
    demo.restart_service().unwrap();

    for path in ["/skriv-under", "/inskickad"] {
        let page = browser.open(demo.at(path)).await.unwrap();
        assert_eq!(page.heading(), "Ditt rum finns inte längre");
        let words = "Finns det inget kvitto har inget skickats. Då behöver du skriva under igen.";
        assert!(page.says(words), "{}", page.text());
    }
    demo.fetch().unwrap();
    assert!(demo.arrived().is_empty(), "what was not sent has arrived");
    let mut visit = told(&demo, person).await;
    assert!(
        visit.receipts().await.unwrap().is_empty(),
        "something unsaved is shown as sent"
    );
    for words in [NOT_SENT, "skriva under igen", "Du har inget kvitto här än."] {
        assert!(visit.page.says(words), "{words}: {}", visit.page.text());
    }
    // It is nobody else's business.
    let other = Visit::inside(&demo, another).await.unwrap();
    assert!(!other.page.says(NOT_SENT), "{}", other.page.text());

    visit.open("/valj").await.unwrap();
    visit.ask(CSN).await.unwrap();
    visit.wait_for_answers().await.unwrap();
    visit.fill_in(&[]).await.unwrap();
    visit.sign().await.unwrap();
    arrives_once(&demo);
    assert_eq!(visit.receipts().await.unwrap().len(), 1);
    assert!(!visit.page.says(NOT_SENT), "told of a loss that was made good");
    World::of(&demo).await.search(&[]);
}

/// Logs in until the first page tells of the order that was lost: the service asks BankID once more after its start.
async fn told<'a>(demo: &'a Demo, person: &str) -> Visit<'a> {
    let mut visit = Visit::inside(demo, person).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while !visit.page.says(NOT_SENT) {
        assert!(
            Instant::now() < deadline,
            "nobody tells her: {}",
            visit.page.text()
        );
        tokio::time::sleep(EVERY).await;
        visit.open("/valj").await.unwrap();
    }
    visit
}
