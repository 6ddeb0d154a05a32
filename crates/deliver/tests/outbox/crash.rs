//! The process is killed, really (SIGKILL), and the outbox is opened again.
//!
//! The test runs itself as a child: the environment variable `OUTBOX_CHILD` holds the path of the outbox.
//! The killing in the very middle of the transaction is in `src/commit.rs`.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use mn_deliver::{Page, State};
use mn_domain::{Clock, SubmissionId};

use crate::fixture::{Bench, HandClock, Kept, Recipient, open, person, submission};

const CHILD: &str = "OUTBOX_CHILD";

/// Says a line to the parent, at once.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

/// The child: sends one application after the other and says each step when it has been done, for ever.
#[tokio::test]
async fn crash_child() {
    let Some(path) = std::env::var_os(CHILD) else {
        return;
    };
    let (clock, log) = (HandClock::new(), Arc::new(Kept::default()));
    let outbox = open(Path::new(&path), &clock, &log).await;
    let recipient = Recipient::new(&clock);
    for _ in 0..100_000 {
        let id = SubmissionId::from_random(mn_seal::random());
        outbox.prepare(&recipient.pending(id, clock.now())).await.unwrap();
        say(&format!("prepared {id}"));
        outbox.commit(&recipient.signed(id, clock.now())).await.unwrap();
        say(&format!("sent {id}"));
    }
}

fn spawn(path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::crash_child", "--nocapture"])
        .env(CHILD, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lets the child work until it has said `lines` lines, waits `more`, kills it, and tells what it had said.
fn killed_after(path: &Path, lines: usize, more: Duration) -> Vec<(String, SubmissionId)> {
    let mut child = spawn(path);
    let mut said = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| {
            let (step, id) = line.split_once(' ')?;
            Some((step.to_owned(), id.parse().ok()?))
        });
    let mut steps: Vec<_> = said.by_ref().take(lines).collect();
    std::thread::sleep(more);
    child.kill().unwrap();
    child.wait().unwrap();
    steps.extend(said);
    assert!(steps.len() >= lines, "the child works");
    steps
}

async fn reopened(bench: &Bench) -> mn_deliver::Outbox {
    open(&bench.path(), &bench.clock, &bench.log).await
}

/// What was sent is there exactly once and whole; what was not is prepared, or was never there.
async fn check(bench: &Bench, steps: &[(String, SubmissionId)]) {
    let outbox = reopened(bench).await;
    let receipts = outbox.receipts(&person(1)).await.unwrap();
    let ids: BTreeSet<_> = receipts.iter().map(|receipt| receipt.submission).collect();
    assert_eq!(ids.len(), receipts.len(), "each is there once");
    for (step, id) in steps {
        let is_known = ids.contains(id)
            || (outbox.orders_to_resume().await.unwrap())
                .iter()
                .any(|order| order.submission == *id);
        assert!(is_known, "{step} {id} is lost");
        assert!(step != "sent" || ids.contains(id), "{id} was said to be sent");
    }
    for receipt in &receipts {
        let (_, parts) = outbox
            .offer(&receipt.recipient, receipt.submission)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(parts.len(), 5, "all parts of what was sent");
        assert_eq!(receipt.state, State::Sealed);
    }
    outbox.close().await;
}

#[tokio::test]
async fn what_was_said_to_be_sent_survives_a_kill_at_any_moment() {
    let bench = Bench::new().await;
    bench.outbox.close().await;
    let mut steps = Vec::new();
    for round in 0..12_u64 {
        let lines = usize::try_from(round % 5).unwrap() + 1;
        steps.extend(killed_after(
            &bench.path(),
            lines,
            Duration::from_micros(round * 700),
        ));
        check(&bench, &steps).await;
    }
    assert!(steps.iter().any(|(step, _)| step == "sent"));
}

#[tokio::test]
async fn killed_between_prepare_and_commit_it_is_found_again_and_sent_once() {
    let bench = Bench::new().await;
    bench.outbox.close().await;
    let mut child = spawn_holding(&bench.path());
    let mut line = String::new();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    while !line.starts_with("holding") {
        line.clear();
        assert_ne!(said.read_line(&mut line).unwrap(), 0, "the child works");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let outbox = reopened(&bench).await;
    let orders = outbox.orders_to_resume().await.unwrap();
    assert_eq!(
        orders.iter().map(|order| order.submission).collect::<Vec<_>>(),
        [submission(9)]
    );
    assert_eq!(
        orders.first().unwrap().order.as_deref(),
        Some(b"an-order".as_slice())
    );
    assert!(outbox.receipts(&person(1)).await.unwrap().is_empty());
    let signed = bench.recipient.signed(submission(9), bench.clock.now());
    outbox.commit(&signed).await.unwrap();
    outbox.commit(&signed).await.unwrap();
    assert_eq!(outbox.receipts(&person(1)).await.unwrap().len(), 1);
    let page = Page { limit: 20, number: 1 };
    assert_eq!(outbox.offers(&bench.recipient.id, page).await.unwrap().1, 1);
}

/// The child of the test above: prepares, starts the order, and then waits to be killed.
#[tokio::test]
async fn holding_child() {
    let Some(path) = std::env::var_os(CHILD) else {
        return;
    };
    let (clock, log) = (HandClock::new(), Arc::new(Kept::default()));
    let outbox = open(Path::new(&path), &clock, &log).await;
    let recipient = Recipient::new(&clock);
    outbox
        .prepare(&recipient.pending(submission(9), clock.now()))
        .await
        .unwrap();
    outbox.order_started(submission(9), b"an-order").await.unwrap();
    say("holding");
    std::thread::sleep(Duration::from_mins(1));
}

fn spawn_holding(path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::holding_child", "--nocapture"])
        .env(CHILD, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}
