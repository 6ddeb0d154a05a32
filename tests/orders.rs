//! One order a visit, sent once, and an end that says no more than is known.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use mn_tests::browser::Browser;
use mn_tests::demo::{Demo, EVERY};
use mn_tests::page::Page;
use mn_tests::visit::Visit;
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use crate::world::World;

const SOURCE: &[&str] = &["forsakringskassan"];
const NOTHING_SENT: &str = "Inget har skickats till någon.";
const PERHAPS_SENT: &str = "Har du skickat något är det i säkerhet.";

static DEMO: OnceLock<Demo> = OnceLock::new();

/// A demo of these tests' own, in which nobody else has sent anything, and a life of its own for each of them: they
/// count what was sent.
async fn world() -> World<'static> {
    World::of(DEMO.get_or_init(|| Demo::start(&["--no-inbox"]).unwrap())).await
}

/// Waits until the outbox has what was signed, without looking at any page that would tidy up after it.
async fn wait_until_sent(visit: &mut Visit<'_>) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while visit.receipts().await.unwrap().is_empty() {
        assert!(Instant::now() < deadline, "it is not sent");
        tokio::time::sleep(EVERY).await;
    }
}

/// Chooses to delete everything, and says yes.
async fn delete_everything(visit: &mut Visit<'_>) {
    visit.open("/radera").await.unwrap();
    let form = visit.page.form("/radera").unwrap().pressed();
    visit.send(&form).await.unwrap();
    assert_eq!(
        visit.page.heading(),
        "Ditt rum är raderat",
        "{}",
        visit.page.text()
    );
}

/// Presses a button of a page, as one of many.
async fn press(mut browser: Browser, page: Page, action: &str) -> Page {
    let form = page.form(action).unwrap().pressed();
    browser.submit(&page, &form).await.unwrap()
}

#[tokio::test]
async fn six_presses_at_once_make_one_order() {
    let world = world().await;
    let person = world.person("foralder").number.clone();
    let mut visit = Visit::ready_to_sign(&world, &person, SOURCE).await.unwrap();
    let once = || press(visit.browser.clone(), visit.page.clone(), "/skriv-under");
    let pages = tokio::join!(once(), once(), once(), once(), once(), once());
    for page in [pages.0, pages.1, pages.2, pages.3, pages.4, pages.5] {
        assert_eq!(page.url.path(), "/skriv-under", "{}", page.text());
        assert_eq!(page.status, 200, "{}", page.text());
    }
    let asked = world.control().orders_asked_for(&person).await.unwrap();
    assert_eq!(asked, 1, "orders at BankID");
    visit.open("/skriv-under").await.unwrap();
    visit.in_the_app("sign").await.unwrap();
    visit.wait_for_signature().await.unwrap();
    visit.is_at("/inskickad").unwrap();
}

#[tokio::test]
async fn what_has_been_signed_cannot_be_cancelled_here() {
    let world = world().await;
    let person = world.person("sjuk").number.clone();
    let mut visit = Visit::ready_to_sign(&world, &person, SOURCE).await.unwrap();
    visit.begin_signing().await.unwrap();
    let token = visit.start_token().await.unwrap();
    let waiting = visit.page.clone();
    let form = waiting.form("/skriv-under/avbryt").unwrap();
    world.control().act(&token, "sign").await.unwrap();
    // Signed, and perhaps not yet known here; and again when it is known.
    for _ in 0..2 {
        visit.page = visit.browser.submit(&waiting, &form).await.unwrap();
        assert_ne!(visit.page.url.path(), "/granska", "{}", visit.page.text());
        visit.wait_for_signature().await.unwrap();
        visit.is_at("/inskickad").unwrap();
    }
    assert_eq!(visit.receipts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_has_been_sent_is_not_sent_again_by_the_same_button() {
    let world = world().await;
    let person = world.person("foralder_ensam").number.clone();
    let mut visit = Visit::ready_to_sign(&world, &person, SOURCE).await.unwrap();
    let review = visit.page.clone();
    visit.begin_signing().await.unwrap();
    visit.in_the_app("sign").await.unwrap();
    wait_until_sent(&mut visit).await;
    // In another tab, before and after the page that says so has been seen.
    for _ in 0..2 {
        let form = review.form("/skriv-under").unwrap().pressed();
        visit.page = visit.browser.submit(&review, &form).await.unwrap();
        visit.wait_for_signature().await.unwrap();
        visit.is_at("/inskickad").unwrap();
    }
    assert_eq!(world.control().orders_asked_for(&person).await.unwrap(), 1);
    assert_eq!(visit.receipts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_draft_that_was_changed_after_signing_survives_and_one_that_was_not_goes() {
    let world = world().await;
    for changed in [true, false] {
        let person = world.person("pensionar").number.clone();
        let mut visit = Visit::ready_to_sign(&world, &person, SOURCE).await.unwrap();
        visit.begin_signing().await.unwrap();
        let token = visit.start_token().await.unwrap();
        if changed {
            visit.fill_in(&[("hyra", "7391")]).await.unwrap();
        }
        world.control().act(&token, "sign").await.unwrap();
        visit.wait_for_signature().await.unwrap();
        visit.is_at("/inskickad").unwrap();
        visit.open("/granska").await.unwrap();
        assert_eq!(visit.page.says("7 391"), changed, "{}", visit.page.text());
        assert!(!visit.page.says("6 200"), "what was sent is still a draft");
    }
}

#[tokio::test]
async fn deleting_everything_calls_off_an_order_that_waits() {
    let world = world().await;
    let person = world.person("blandad").number.clone();
    let mut visit = Visit::ready_to_sign(&world, &person, SOURCE).await.unwrap();
    visit.begin_signing().await.unwrap();
    let token = visit.start_token().await.unwrap();
    delete_everything(&mut visit).await;
    assert!(visit.page.says(NOTHING_SENT), "{}", visit.page.text());
    let late = world.control().act(&token, "sign").await;
    assert!(late.is_err(), "what was called off can still be signed");
    let mut again = Visit::inside(&world, &person).await.unwrap();
    assert!(again.receipts().await.unwrap().is_empty());
}

#[tokio::test]
async fn deleting_everything_after_signing_tells_what_was_sent() {
    let world = world().await;
    let person = world.person("arbetssokande").number.clone();
    let mut visit = Visit::ready_to_sign(&world, &person, SOURCE).await.unwrap();
    visit.begin_signing().await.unwrap();
    let token = visit.start_token().await.unwrap();
    visit.open("/radera").await.unwrap();
    world.control().act(&token, "sign").await.unwrap();
    let form = visit.page.form("/radera").unwrap().pressed();
    visit.send(&form).await.unwrap();
    assert_eq!(visit.page.heading(), "Ditt rum är raderat");
    assert!(!visit.page.says(NOTHING_SENT), "{}", visit.page.text());
    assert!(
        visit.page.says("är i säkerhet och finns kvar hos dem."),
        "{}",
        visit.page.text()
    );
}

/// Neither BankID nor the outbox keeps anybody from being forgotten, and neither is spoken for.
#[tokio::test]
async fn the_last_page_says_that_nothing_was_sent_only_when_it_is_known() {
    let demo = Demo::start(&["--no-inbox"]).unwrap();
    let mut visit = Visit::ready_to_sign(&demo, "198501012382", SOURCE).await.unwrap();
    visit.begin_signing().await.unwrap();
    visit.start_token().await.unwrap();
    let fault = serde_json::json!({"fault": "maintenance"});
    demo.control().tell("/bankid", fault).await.unwrap();
    visit.log_out().await.unwrap();
    assert!(!visit.page.says(NOTHING_SENT), "{}", visit.page.text());
    assert!(visit.page.says(PERHAPS_SENT), "{}", visit.page.text());

    let mut sender = Visit::inside(&demo, "199001012385").await.unwrap();
    let mut other = Visit::new(&demo, "200308102383").await.unwrap();
    other.log_in().await.unwrap();
    let options = SqliteConnectOptions::new().filename(&demo.ready.outbox);
    let mut outbox = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("ALTER TABLE submission RENAME TO out_of_order")
        .execute(&mut outbox)
        .await
        .unwrap();
    sender.open("/kvitton").await.unwrap();
    assert_eq!(sender.page.status, 503, "the outbox works");
    delete_everything(&mut sender).await;
    other.log_out().await.unwrap();
    for page in [&sender.page, &other.page] {
        assert!(!page.says(NOTHING_SENT), "{}", page.text());
        assert!(page.says(PERHAPS_SENT), "{}", page.text());
    }
    World::of(&demo).await.search(&[]);
}
