//! Two processes of one service over one store, and what happens when one of them, or the store, goes away.

use std::time::Duration;

use mn_tests::demo::{Demo, EVERY, until};
use mn_tests::nodes::{Node, Store, Switch};
use mn_tests::page::Page;
use mn_tests::visit::Visit;

const OVER: &str = "Ditt rum finns inte längre";
const INTERRUPTED: &str = "Avbröts hos oss";
/// A node that has not been heard of for three seconds counts as dead; the rest is for slow machines.
const FOUND_DEAD_WITHIN: Duration = Duration::from_secs(15);

/// Two nodes in the place of the demo's own service, and what leads to the first of them.
fn two(demo: &Demo) -> (Store, Switch, Node, Node) {
    let store = Store::start(demo).unwrap();
    demo.kill_service().unwrap();
    let one = Node::start(demo, &store, "one").unwrap();
    let other = Node::start(demo, &store, "other").unwrap();
    (store, Switch::start(demo, &one).unwrap(), one, other)
}

/// Sends the form of one row.
async fn ask_again(visit: &mut Visit<'_>, source: &str) {
    let form = visit.page.form_with("/hamta/igen", "kalla", source).unwrap();
    visit.send(&form.pressed()).await.unwrap();
}

/// Reloads a page until it says something.
async fn wait(visit: &mut Visit<'_>, path: &str, says: impl Fn(&Page) -> bool) {
    let deadline = std::time::Instant::now() + FOUND_DEAD_WITHIN;
    loop {
        visit.open(path).await.unwrap();
        if says(&visit.page) {
            return;
        }
        assert!(std::time::Instant::now() < deadline, "{}", visit.page.text());
        tokio::time::sleep(EVERY).await;
    }
}

#[tokio::test]
async fn a_visit_goes_on_at_another_node_and_a_dead_one_loses_its_running_fetches_only() {
    let demo = Demo::start(&["--no-inbox", "--steady"]).unwrap();
    let (store, proxy, mut one, other) = two(&demo);
    let person = "199001012385";
    demo.control().agency("SKV", person, "silent").await.unwrap();
    let mut visit = Visit::inside(&demo, person).await.unwrap();
    visit.ask(&["csn", "skatteverket"]).await.unwrap();
    wait(&mut visit, "/hamta", |page| {
        !page.all("#row-csn .pill.hit").is_empty()
    })
    .await;

    proxy.lead_to(&other);
    visit.open("/hamta").await.unwrap();
    assert!(visit.row("csn").contains("Hämtat"), "{}", visit.row("csn"));
    assert!(
        visit.row("skatteverket").contains("Väntar"),
        "{}",
        visit.row("skatteverket")
    );
    one.kill().unwrap();
    wait(&mut visit, "/hamta", |page| {
        page.all("#row-skatteverket").join(" ").contains(INTERRUPTED)
    })
    .await;
    assert!(visit.row("csn").contains("Hämtat"), "nothing else is lost");
    demo.control().agency("SKV", person, "normal").await.unwrap();
    ask_again(&mut visit, "skatteverket").await;
    wait(&mut visit, "/hamta", |page| {
        !page.all("#row-skatteverket .pill.waiting").is_empty()
            || !page.all("#row-skatteverket .pill.hit").is_empty()
            || !page.all("#row-skatteverket .pill.no_hit").is_empty()
    })
    .await;
    wait(&mut visit, "/hamta", |page| {
        page.all("#row-skatteverket .pill.waiting").is_empty()
    })
    .await;
    assert!(!visit.row("skatteverket").contains(INTERRUPTED));

    let dump = store.dump().unwrap();
    assert!(dump.len() > 1_000, "the store holds the visit");
    let token = visit.browser.jar.get("__Host-visit").unwrap().to_owned();
    for planted in [person, "9001012385", "csn", "skatteverket", "Studiemedel", &token] {
        let found = dump
            .windows(planted.len())
            .any(|window| window == planted.as_bytes());
        assert!(!found, "the store shows {planted}");
    }
    visit.log_out().await.unwrap();
    visit.open("/uppgifter").await.unwrap();
    assert_eq!(visit.page.heading(), OVER);
}

#[tokio::test]
async fn logging_out_at_one_node_ends_the_visit_at_all() {
    let demo = Demo::start(&["--no-inbox", "--steady"]).unwrap();
    let (_store, proxy, one, other) = two(&demo);
    let person = "200308102383";
    demo.control().agency("CSN", person, "silent").await.unwrap();
    let mut visit = Visit::inside(&demo, person).await.unwrap();
    visit.ask(&["csn"]).await.unwrap();
    let mut elsewhere = visit.browser.clone();
    proxy.lead_to(&other);
    visit.open("/hamta").await.unwrap();
    visit.log_out().await.unwrap();
    proxy.lead_to(&one);
    let page = elsewhere.open(demo.at("/hamta")).await.unwrap();
    assert_eq!(page.heading(), OVER);
    // What the first node was fetching is called off there, long before the source's own deadline.
    until("the fetch is called off", FOUND_DEAD_WITHIN, || {
        let log = std::fs::read_to_string(&one.log).unwrap_or_default();
        log.lines()
            .any(|line| line.contains("source_failed") && line.contains("cancelled"))
    })
    .unwrap();
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_told_and_nothing_is_lost() {
    let demo = Demo::start(&["--no-inbox", "--steady"]).unwrap();
    let (store, _proxy, _one, mut other) = two(&demo);
    let mut visit = Visit::inside(&demo, "200108312380").await.unwrap();
    store.stands_still(true).unwrap();
    visit.open("/valj").await.unwrap();
    assert_eq!(visit.page.status, 503, "{}", visit.page.text());
    store.stands_still(false).unwrap();
    wait(&mut visit, "/valj", |page| page.status == 200).await;
    visit.is_at("/valj").unwrap();

    // A node that is stopped in good order ends nobody's visit either.
    other.stop().unwrap();
    visit.open("/valj").await.unwrap();
    visit.is_at("/valj").unwrap();

    let (code, said) = Node::refused(&demo, &store, "third", "one").unwrap();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("another service works on this outbox"), "{said}");
}
