//! Visits and logins that run out, seen from a browser: what the page says, and what is left.

use std::time::{Duration, Instant};

use mn_tests::demo::{Demo, EVERY};
use mn_tests::page::Page;
use mn_tests::visit::Visit;

use crate::world::World;

const OVER: &str = "Ditt rum finns inte längre";
/// What nobody else may ever see: a rent that only this draft holds.
const PLANTED: &str = "7391";
const IDLE: &[&str] = &["--no-inbox", "--idle", "6"];

/// Does nothing until the visit has run out. To ask how long the room lives is no sign of life.
async fn wait_until_over(visit: &mut Visit<'_>) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while Instant::now() < deadline {
        let left = visit.browser.open(visit.demo.at("/rum")).await.unwrap();
        if left.heading() == OVER {
            return;
        }
        tokio::time::sleep(EVERY).await;
    }
    panic!("the visit does not run out");
}

/// The page says that it is over, what is gone, where what was sent is, and what to do.
fn says_what_to_do(page: &Page) {
    assert_eq!(page.heading(), OVER, "{}", page.text());
    for words in [
        "när du inte har gjort något på",
        "Allt i det är borta, också det du skrev alldeles nyss.",
        "Logga in och öppna Dina kvitton",
        "Börja om",
    ] {
        assert!(page.says(words), "{words}: {}", page.text());
    }
}

#[tokio::test]
async fn a_draft_of_a_visit_that_ran_out_is_shown_to_nobody() {
    let demo = Demo::start(IDLE).unwrap();
    let (first, second) = ("198501012382", "199001012385");
    let mut visit = Visit::inside(&demo, first).await.unwrap();
    visit.fill_in(&[("hyra", PLANTED)]).await.unwrap();
    visit.is_at("/granska").unwrap();
    let written = format!("{} {}", PLANTED.get(..1).unwrap(), PLANTED.get(1..).unwrap());
    assert!(visit.page.says(&written), "{}", visit.page.text());
    wait_until_over(&mut visit).await;

    for path in ["/ansokan", "/granska", "/uppgifter", "/skriv-under"] {
        visit.open(path).await.unwrap();
        says_what_to_do(&visit.page);
    }
    assert_eq!(
        visit.browser.jar.get("__Host-visit"),
        None,
        "the browser keeps a dead token"
    );
    // The next at the same browser, and then the same person again.
    for number in [second, first] {
        let jar = visit.browser.jar.clone();
        visit = Visit::new(&demo, number).await.unwrap();
        visit.browser.jar = jar;
        visit.log_in().await.unwrap();
        visit.agree().await.unwrap();
        for path in ["/ansokan", "/ansokan/kostnader", "/granska"] {
            visit.open(path).await.unwrap();
            assert_ne!(visit.page.heading(), OVER, "{path}");
            assert!(!visit.page.html.contains(PLANTED), "{path} shows another visit");
            assert!(!visit.page.says(&written), "{path} shows another visit");
        }
        visit.log_out().await.unwrap();
    }
    World::of(&demo).await.search(&[PLANTED.to_owned()]);
}

#[tokio::test]
async fn a_form_sent_after_the_end_saves_nothing_and_says_so() {
    let demo = Demo::start(IDLE).unwrap();
    let person = "200308102383";
    let mut visit = Visit::new(&demo, person).await.unwrap();
    visit.log_in().await.unwrap();
    let agreement = visit.page.clone();
    let token = visit.browser.jar.get("__Host-visit").unwrap().to_owned();
    visit.agree().await.unwrap();
    visit.open("/ansokan").await.unwrap();
    let first = visit.page.clone();
    visit.fill_in(&[]).await.unwrap();
    let review = visit.page.clone();
    wait_until_over(&mut visit).await;

    for (page, action) in [
        (&agreement, "/avtal"),
        (&first, first.url.path()),
        (&review, "/skriv-under"),
        (&review, "/logga-ut"),
    ] {
        // A tab that was left open, in a browser that still has its cookie.
        visit.browser.jar.forge("localhost", "__Host-visit", &token);
        let form = page.form(action).unwrap().pressed();
        visit.page = visit.browser.submit(page, &form).await.unwrap();
        says_what_to_do(&visit.page);
    }
    assert!(
        demo.control().orders().await.unwrap().is_empty(),
        "an order began after the end"
    );
    visit.open("/").await.unwrap();
    visit.log_in().await.unwrap();
    visit.open("/valj").await.unwrap();
    visit
        .is_at("/avtal")
        .expect("an agreement outlived its visit, or was entered after it");
    let form = visit.page.form("/avtal").unwrap().pressed();
    visit.send(&form).await.unwrap();
    assert!(visit.receipts().await.unwrap().is_empty());
    World::of(&demo).await.search(&[]);
}

#[tokio::test]
async fn a_login_that_took_too_long_gets_its_own_page() {
    let demo = Demo::start(&["--no-inbox", "--login", "2"]).unwrap();
    let mut visit = Visit::new(&demo, "198501012382").await.unwrap();
    visit.choose().await.unwrap();
    tokio::time::sleep(Duration::from_millis(2500)).await;
    visit.identify(&[]).await.unwrap();
    assert_eq!(
        visit.page.heading(),
        "Det tog för lång tid",
        "{}",
        visit.page.text()
    );
    assert_eq!(visit.page.status, 403);
    for words in [
        "En påbörjad inloggning gäller i tio minuter, för din säkerhet.",
        "Börja om, så får du tio nya minuter.",
        "Inget är hämtat och inget är sparat.",
    ] {
        assert!(visit.page.says(words), "{words}: {}", visit.page.text());
    }
    for cookie in ["__Host-visit", "__Host-login"] {
        assert_eq!(visit.browser.jar.get(cookie), None, "{cookie}");
    }
    // What was chosen is remembered by the link.
    let again = visit.page.link("main a.button").unwrap();
    visit.page = visit.browser.follow(&visit.page.clone(), again).await.unwrap();
    visit.is_at("/logga-in").unwrap();
    let form = visit.page.form("/logga-in").unwrap().pressed();
    visit.send(&form).await.unwrap();
    visit.identify(&[]).await.unwrap();
    visit.is_at("/avtal").unwrap();
    World::of(&demo).await.search(&[]);
}
