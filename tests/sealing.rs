//! The operator makes every visit unreadable at once, and whoever was inside is told.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use mn_tests::demo::{Demo, EVERY, program, until};
use mn_tests::nodes::{Node, Store, Switch};
use mn_tests::visit::Visit;

const OVER: &str = "Ditt rum finns inte längre";
const SOON: Duration = Duration::from_secs(15);

/// What `seal-all` prints on its two outputs, and how it ends.
fn seal_all(config: &Path) -> (String, String, Option<i32>) {
    let output = Command::new(program().unwrap())
        .args(["medborgarnavet", "seal-all", "--config"])
        .arg(config)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

/// Looks until the room is gone, and reads why. To ask how long it lives is no sign of life.
async fn finds_it_sealed(visit: &mut Visit<'_>) {
    let deadline = Instant::now() + SOON;
    loop {
        visit.page = visit.browser.open(visit.demo.at("/rum")).await.unwrap();
        if visit.page.heading() == OVER {
            break;
        }
        assert!(Instant::now() < deadline, "the room is still there");
        tokio::time::sleep(EVERY).await;
    }
    for words in [
        "stängde vi alla rum på en gång, för säkerhets skull",
        "Det beror inte på dig",
        "Logga in och öppna Dina kvitton",
        "Börja om",
    ] {
        assert!(visit.page.says(words), "{words}: {}", visit.page.text());
    }
    assert_eq!(visit.browser.jar.get("__Host-visit"), None);
}

fn count(log: &str, what: &str) -> usize {
    log.lines().filter(|line| line.contains(what)).count()
}

#[tokio::test]
async fn a_signal_seals_every_visit_and_the_service_goes_on() {
    let demo = Demo::start(&["--no-inbox"]).unwrap();
    let person = "198501012382";
    let mut first = Visit::with_answers(&demo, person, &["csn"]).await.unwrap();
    let mut second = Visit::new(&demo, "199001012385").await.unwrap();
    second.log_in().await.unwrap();
    let token = first.browser.jar.get("__Host-visit").unwrap().to_owned();
    // No other process can reach the memory of the service, and the command says what can.
    let (said, complaint, code) = seal_all(&demo.ready.dir.join("medborgarnavet.toml"));
    assert_eq!((said.as_str(), code), ("", Some(64)));
    assert!(complaint.contains("SIGUSR1"), "{complaint}");

    let told = Command::new("kill")
        .args(["-s", "USR1", &demo.ready.pid.to_string()])
        .status();
    assert!(told.unwrap().success());
    finds_it_sealed(&mut first).await;
    finds_it_sealed(&mut second).await;
    until("both ends are recorded", SOON, || {
        let log = demo.log().unwrap_or_default();
        count(&log, "\"reason\":\"sealed\"") == 2 && count(&log, "\"event\":\"all_sealed\"") == 1
    })
    .unwrap();
    // A cookie that somebody kept opens nothing, and new rooms can be opened.
    first.browser.jar.forge("localhost", "__Host-visit", &token);
    first.open("/uppgifter").await.unwrap();
    assert_eq!(first.page.heading(), OVER);
    let mut again = Visit::with_answers(&demo, person, &["csn"]).await.unwrap();
    again.log_out().await.unwrap();
}

#[tokio::test]
async fn the_command_and_the_signal_seal_every_visit_on_every_node() {
    let demo = Demo::start(&["--no-inbox", "--steady"]).unwrap();
    let store = Store::start(&demo).unwrap();
    demo.kill_service().unwrap();
    let one = Node::start(&demo, &store, "one").unwrap();
    let other = Node::start(&demo, &store, "other").unwrap();
    let proxy = Switch::start(&demo, &one).unwrap();
    let config = demo.ready.dir.join("node-one.toml");

    let mut visit = Visit::inside(&demo, "198501012382").await.unwrap();
    let (said, complaint, code) = seal_all(&config);
    assert_eq!((said.as_str(), code), ("{\"sealed\":1}", Some(0)), "{complaint}");
    let heard = |times: usize| {
        until("both nodes tell of it", SOON, || {
            [&one, &other].iter().all(|node| {
                let log = std::fs::read_to_string(&node.log).unwrap_or_default();
                count(&log, "\"event\":\"all_sealed\"") == times
            })
        })
        .unwrap();
    };
    heard(1);
    proxy.lead_to(&other);
    finds_it_sealed(&mut visit).await;

    visit.open("/").await.unwrap();
    visit.log_in().await.unwrap();
    one.signal("USR1").unwrap();
    heard(2);
    finds_it_sealed(&mut visit).await;

    drop(store);
    let (said, complaint, code) = seal_all(&config);
    assert_eq!((said.as_str(), code), ("", Some(1)));
    assert!(complaint.contains("cannot be reached"), "{complaint}");
    one.signal("USR1").unwrap();
    until("the node says that it could not", SOON, || {
        count(
            &std::fs::read_to_string(&one.log).unwrap_or_default(),
            "sealing_failed",
        ) == 1
    })
    .unwrap();
}
