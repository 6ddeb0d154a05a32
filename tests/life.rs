//! How long a room lives: as long as somebody asks for, through a signature, and never at another's expense.

use std::fs;
use std::time::{Duration, Instant};

use mn_tests::demo::{Demo, EVERY};
use mn_tests::page::Page;
use mn_tests::visit::Visit;
use serde_json::Value;

const OVER: &str = "Ditt rum finns inte längre";
const FULL: &str = "Det är fullt just nu";
/// Seconds without a sign of life after which a room of these tests ends.
const IDLE: u64 = 8;
const PATIENCE: Duration = Duration::from_secs(30);

fn demo() -> Demo {
    Demo::start(&["--no-inbox", "--idle", &IDLE.to_string()]).unwrap()
}

/// How many seconds a room has left. To ask is no sign of life.
async fn left(visit: &mut Visit<'_>) -> Option<u64> {
    let page = visit.browser.open(visit.demo.at("/rum")).await.unwrap();
    let told: Value = serde_json::from_str(&page.html).ok()?;
    told["left"].as_u64()
}

/// Waits until a room has no more than so many seconds left.
async fn wait_until_left(visit: &mut Visit<'_>, seconds: u64) {
    let deadline = Instant::now() + PATIENCE;
    while left(visit).await.expect("the room is gone") > seconds {
        assert!(Instant::now() < deadline, "time does not pass");
        tokio::time::sleep(EVERY).await;
    }
}

async fn wait_until_over(visit: &mut Visit<'_>) {
    let deadline = Instant::now() + PATIENCE;
    while left(visit).await.is_some() {
        assert!(Instant::now() < deadline, "the room does not run out");
        tokio::time::sleep(EVERY).await;
    }
}

/// Times of day, such as `14.52`.
fn is_clock(text: &str) -> bool {
    let (hours, minutes) = text.trim().split_once('.').unwrap_or_default();
    let is_number = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number(hours) && is_number(minutes)
}

/// WCAG 2.2.1: at least ten times, by one simple act. These browsers run no scripts.
#[tokio::test]
async fn one_button_keeps_a_room_ten_times_and_more() {
    let demo = demo();
    let mut visit = Visit::inside(&demo, "198501012382").await.unwrap();
    let began = Instant::now();
    for time in 1..=11 {
        wait_until_left(&mut visit, IDLE - 3).await;
        visit
            .open(if time % 2 == 0 { "/om" } else { "/forlang" })
            .await
            .unwrap();
        let ends = visit.page.all(".room .js-ends");
        assert!(
            ends.len() == 1 && is_clock(&ends[0]),
            "when it ends is not written: {ends:?}"
        );
        let form = visit.page.form("/forlang").unwrap().pressed();
        visit.send(&form).await.unwrap();
        assert_eq!(visit.page.status, 200, "{time}: {}", visit.page.text());
        let left = left(&mut visit).await.expect("the room is gone");
        assert!(left > IDLE - 3, "time {time}: {left} seconds left");
    }
    assert!(
        began.elapsed() > 2 * Duration::from_secs(IDLE),
        "it would have lived so long by itself"
    );
    visit.open("/vem-ser-vad").await.unwrap();
    let told = visit.page.text().matches("Du valde att stanna").count();
    assert!(
        told >= 11,
        "the journal tells {told} of 11: {}",
        visit.page.text()
    );
    wait_until_over(&mut visit).await;
}

#[tokio::test]
async fn a_room_does_not_end_in_the_middle_of_a_signature_order() {
    let demo = demo();
    let mut idle = Visit::new(&demo, "199001012385").await.unwrap();
    let mut visit = Visit::ready_to_sign(&demo, "198501012382", &["csn"])
        .await
        .unwrap();
    idle.log_in().await.unwrap();
    visit.begin_signing().await.unwrap();
    let token = visit.start_token().await.unwrap();
    // Both do nothing more. Whoever signs nothing is gone; the other has the time that the order has.
    wait_until_over(&mut idle).await;
    let left = left(&mut visit)
        .await
        .expect("the room ended in the middle of the order");
    assert!(left > 2 * IDLE, "{left} seconds");
    demo.control().act(&token, "sign").await.unwrap();
    visit.wait_for_signature().await.unwrap();
    visit.is_at("/inskickad").unwrap();
    assert!(visit.page.says("Inskickad"), "{}", visit.page.text());
}

fn is_full(page: &Page) {
    assert_eq!(
        (page.status, page.heading().as_str()),
        (503, FULL),
        "{}",
        page.text()
    );
    for words in [
        "Vi släpper inte in fler",
        "Försök igen om en kvart",
        "ringa kommunen",
    ] {
        assert!(page.says(words), "{words}: {}", page.text());
    }
}

#[tokio::test]
async fn a_full_house_says_so_and_throws_nobody_out() {
    let mut demo = Demo::start(&["--no-inbox", "--steady"]).unwrap();
    demo.kill_service().unwrap();
    let file = demo.ready.dir.join("medborgarnavet.toml");
    let mut config: toml::Table = fs::read_to_string(&file).unwrap().parse().unwrap();
    config.insert(
        "space".to_owned(),
        toml::Table::from_iter([("visits".to_owned(), 2.into())]).into(),
    );
    fs::write(&file, config.to_string()).unwrap();
    demo.restart_service().unwrap();

    let mut inside = Vec::new();
    for person in ["198501012382", "199001012385"] {
        let mut visit = Visit::with_answers(&demo, person, &["csn"]).await.unwrap();
        visit.open("/uppgifter/csn").await.unwrap();
        visit.is_at("/uppgifter/csn").unwrap();
        inside.push(visit);
    }
    let mut late = Visit::new(&demo, "200308102383").await.unwrap();
    for _ in 0..3 {
        late.open("/").await.unwrap();
        late.choose().await.unwrap();
        late.identify(&[]).await.unwrap();
        is_full(&late.page);
        assert_eq!(late.browser.jar.get("__Host-visit"), None);
    }
    assert!(demo.log().unwrap().contains("\"reason\":\"full\""));
    for visit in &mut inside {
        let before = visit.page.all("main");
        visit.open("/uppgifter/csn").await.unwrap();
        visit.is_at("/uppgifter/csn").unwrap();
        assert_eq!(visit.page.all("main"), before, "somebody inside lost something");
    }
    inside.remove(0).log_out().await.unwrap();
    late.open("/").await.unwrap();
    late.log_in().await.unwrap();
    let mut other = inside.remove(0);
    other.open("/uppgifter/csn").await.unwrap();
    assert_ne!(other.page.heading(), OVER);
}
