//! What is in the files of the outbox, byte for byte.

use std::os::unix::fs::PermissionsExt;

use mn_deliver::{Fault, Outbox};
use mn_domain::Clock;
use mn_event::EventLog;
use mn_package::Verdict;

use crate::fixture::{Bench, PLANTED, submission};

/// Every byte of every file beside the outbox, its log and its index among them.
fn bytes(bench: &Bench) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(bench.folder.path()).unwrap() {
        all.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    all
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[tokio::test]
async fn looking_whether_an_outbox_can_be_opened_leaves_the_disk_as_it_is() {
    let bench = Bench::new().await;
    bench.send(1).await;
    bench.outbox.close().await;
    let events = || EventLog::new(bench.clock.clone(), Vec::new());
    let look = async |name: &str| {
        let path = bench.folder.path().join(name);
        let outcome = Outbox::unopened(&path, bench.clock.clone(), events()).await;
        outcome.is_ok()
    };
    std::fs::write(bench.folder.path().join("other.db"), "no database").unwrap();
    let before = (names(&bench), bytes(&bench));
    assert!(look("outbox.db").await);
    assert!(look("new.db").await, "it would be made");
    assert!(!look("other.db").await && !look("no/such/folder.db").await);
    assert_eq!((names(&bench), bytes(&bench)), before);
}

fn names(bench: &Bench) -> Vec<std::ffi::OsString> {
    let entries = std::fs::read_dir(bench.folder.path()).unwrap();
    entries.map(|entry| entry.unwrap().file_name()).collect()
}

#[tokio::test]
async fn nothing_in_the_files_can_be_read() {
    let bench = Bench::new().await;
    let pending = bench.recipient.pending(submission(1), bench.clock.now());
    bench.outbox.prepare(&pending).await.unwrap();
    bench
        .outbox
        .order_started(submission(1), b"an-order")
        .await
        .unwrap();
    let before = bytes(&bench);
    bench.send(2).await;
    let after = bytes(&bench);
    assert!(
        holds(&before, b"bjorkvik-socialnamnd"),
        "the scan sees what is there"
    );
    for planted in PLANTED {
        let utf16: Vec<u8> = planted.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for needle in [planted.as_bytes(), &utf16] {
            assert!(!holds(&before, needle) && !holds(&after, needle), "{planted}");
        }
    }
}

#[tokio::test]
async fn acceptance_deletes_the_ciphertext_and_leaves_the_receipt() {
    let bench = Bench::new().await;
    let (taken, left) = (bench.send(1).await, bench.send(2).await);
    let ciphertext = |parts: Vec<mn_package::Jwe>| -> Vec<Vec<u8>> {
        let middle = |jwe: mn_package::Jwe| jwe.as_str().split('.').nth(1).map(|s| s.as_bytes().to_vec());
        parts.into_iter().filter_map(middle).collect()
    };
    let mut of = Vec::new();
    for id in [taken, left] {
        let mut parts = Vec::new();
        for mark in bench.marks(id).await {
            let part = bench
                .outbox
                .part(&bench.recipient.id, id, mark.name)
                .await
                .unwrap();
            parts.push(part.unwrap());
        }
        of.push(ciphertext(parts));
    }
    let event = bench.event(taken, Verdict::Accept, bench.marks(taken).await);
    let before = bytes(&bench);
    bench.settle(&event).await.unwrap();
    let after = bytes(&bench);
    let [taken_keys, left_keys] = of.as_slice() else {
        panic!("two applications")
    };
    assert!(
        taken_keys
            .iter()
            .all(|key| holds(&before, key) && !holds(&after, key))
    );
    assert!(left_keys.iter().all(|key| holds(&after, key)));
    assert!(holds(&after, taken.to_string().as_bytes()), "the receipt remains");
    for mark in bench.marks(taken).await {
        let part = bench.outbox.part(&bench.recipient.id, taken, mark.name).await;
        assert!(part.unwrap().is_none());
    }
}

#[tokio::test]
async fn an_abandoned_application_is_gone_from_the_files() {
    let bench = Bench::new().await;
    let pending = bench.recipient.pending(submission(1), bench.clock.now());
    bench.outbox.prepare(&pending).await.unwrap();
    let id = pending.submission.to_string();
    assert!(holds(&bytes(&bench), id.as_bytes()));
    bench.outbox.abandon(pending.submission).await.unwrap();
    let after = bytes(&bench);
    assert!(!holds(&after, id.as_bytes()));
    for part in &pending.parts {
        assert!(!holds(&after, part.jwe.tag().as_bytes()), "{}", part.name);
    }
}

#[tokio::test]
async fn the_files_are_for_their_owner_only() {
    let bench = Bench::new().await;
    bench.send(1).await;
    for entry in std::fs::read_dir(bench.folder.path()).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}

#[tokio::test]
async fn a_file_that_is_no_outbox_is_refused_and_left_alone() {
    let bench = Bench::new().await;
    let path = bench.folder.path().join("other.db");
    std::fs::write(
        &path,
        "this is a letter, not a database, and long enough to be one".repeat(99),
    )
    .unwrap();
    let before = std::fs::read(&path).unwrap();
    let log = EventLog::new(bench.clock.clone(), vec![]);
    let opened = Outbox::open(&path, bench.clock.clone(), log).await;
    assert!(matches!(opened.map(drop), Err(Fault::Store(_) | Fault::Open(_))));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}
