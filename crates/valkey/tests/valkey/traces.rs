//! What whoever looks into the store can see.

use std::collections::BTreeSet;

use mn_event::EndReason;
use mn_seal::Pepper;
use mn_space::{Act, SlotName};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::UnixStream;

use crate::house::Node;
use crate::samples::{NUMBER, csn, draft};
use crate::server::Server;

const VALUES: [&str; 5] = [
    "Planterad lon 23456",
    "Planterat utkast",
    "planterat-svar",
    "Planterad bilaga",
    NUMBER,
];
/// What names a slot, a person's source or a form would tell already.
const NAMES: [&str; 6] = [
    "answers",
    "csn",
    "ekonomiskt-bistand",
    "attachment",
    "journal",
    "identity",
];

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Everything that `MONITOR` shows until it is asked for, with binary bytes written out again.
async fn watch(server: &Server) -> (UnixStream, Vec<u8>) {
    let mut stream = UnixStream::connect(server.socket()).await.unwrap();
    stream.write_all(b"MONITOR\r\n").await.unwrap();
    let mut ready = [0; 5];
    stream.read_exact(&mut ready).await.unwrap();
    assert_eq!(&ready, b"+OK\r\n");
    (stream, Vec::new())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_a_dump_nor_a_monitor_of_the_store_shows_a_value_a_name_or_a_key() {
    let (server, pepper) = (Server::start(), Pepper::draw());
    let node = Node::of(&server, &pepper);
    let (watching, _) = watch(&server).await;
    let (token, visit) = node.begin().await;
    visit.write(&csn(), 0, VALUES[0].as_bytes()).await.unwrap();
    visit.write(&draft(), 0, VALUES[1].as_bytes()).await.unwrap();
    visit
        .write(&SlotName::Attachment(3), 0, VALUES[3].as_bytes())
        .await
        .unwrap();
    visit
        .write(&SlotName::Identity, 0, NUMBER.as_bytes())
        .await
        .unwrap();
    let deposit = visit.deposit().await.unwrap();
    deposit.put(&csn(), VALUES[2].as_bytes()).await.unwrap();
    visit
        .note(Act::Seen {
            source: "csn".parse().unwrap(),
            correlation: mn_domain::CorrelationId::from_random([7; 15]),
        })
        .await
        .unwrap();
    let waiting = server.dump().await;
    let visit = node.spaces.open(&token).await.unwrap();
    let filed = server.dump().await;
    let last: i64 = server.send("DBSIZE", &[]).await;
    assert!(last >= 6, "it does hold something: {last}");
    let _: () = server.send("ECHO", &[b"seen-enough"]).await;
    let mut seen = Vec::new();
    let mut lines = BufReader::new(watching);
    while !holds(&seen, b"seen-enough") {
        lines.read_until(b'\n', &mut seen).await.unwrap();
    }
    assert!(holds(&seen, b"EVALSHA"), "the monitor saw what was done");
    let text = token.to_text();
    for bytes in [&waiting, &filed, &seen] {
        for planted in VALUES {
            assert!(!holds(bytes, planted.as_bytes()), "{planted}");
        }
        assert!(!holds(bytes, text.as_bytes()), "the token");
    }
    for bytes in [&waiting, &filed] {
        for name in NAMES {
            assert!(!holds(bytes, name.as_bytes()), "{name}");
        }
    }
    visit.end(EndReason::Deleted).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_end_nothing_is_left_but_a_mark_that_there_was_something() {
    let (server, node) = {
        let server = Server::start();
        let node = Node::of(&server, &Pepper::draw());
        (server, node)
    };
    let (_, visit) = node.begin().await;
    visit.write(&draft(), 0, b"value").await.unwrap();
    let deposit = visit.deposit().await.unwrap();
    deposit.put(&csn(), b"value").await.unwrap();
    let handle = *visit.handle().as_bytes();
    visit.end(EndReason::LoggedOut).await.unwrap();
    let mut left: Vec<Vec<u8>> = server.send("KEYS", &[b"*"]).await;
    left.sort();
    let tomb = [&b"mn:t:"[..], &handle].concat();
    assert_eq!(left, [b"mn:epoch".to_vec(), tomb.clone(), b"mn:total".to_vec()]);
    let held: Vec<u8> = server.send("GET", &[&tomb]).await;
    assert!(held.is_empty());
    let total: i64 = server.send("GET", &[b"mn:total"]).await;
    assert_eq!(total, 0, "every byte is counted down again");
}

/// The connections that nodes keep for what they do, by the store's own numbers.
async fn connections(server: &Server) -> BTreeSet<String> {
    let all: String = server.send("CLIENT", &[b"LIST"]).await;
    let is_working = |line: &&str| line.contains(" sub=0 ") && !line.contains(" cmd=client|list ");
    let working = all.lines().filter(is_working);
    let numbers = working.filter_map(|line| line.split_whitespace().next());
    numbers.map(str::to_owned).collect()
}

/// What the library has read it keeps in a buffer of the connection.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_connection_that_carried_a_share_does_not_outlive_the_visit() {
    let server = Server::start();
    let node = Node::of(&server, &Pepper::draw());
    let (token, visit) = node.begin().await;
    let first = connections(&server).await;
    // Beginning to listen for ends leaves the first one: some may have been missed.
    let mut carried = first.clone();
    while carried.is_empty() || !carried.is_disjoint(&first) {
        node.spaces.open(&token).await.unwrap();
        carried = connections(&server).await;
    }
    visit.end(EndReason::LoggedOut).await.unwrap();
    let left = async {
        while !connections(&server).await.is_disjoint(&carried) {
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(std::time::Duration::from_mins(1), left).await;
    assert!(waited.is_ok(), "the connection is still there");
    assert!(node.spaces.open(&token).await.is_err());
    let (_, other) = node.begin().await;
    other.write(&draft(), 0, b"goes on").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn values_of_different_length_look_alike() {
    let server = Server::start();
    let node = Node::of(&server, &Pepper::draw());
    let mut lengths = Vec::new();
    for value in [&b""[..], b"no", &[7; 200]] {
        let (_, visit) = node.begin().await;
        visit.write(&csn(), 0, value).await.unwrap();
        let name = [&b"mn:s:"[..], visit.handle().as_bytes()].concat();
        let values: Vec<Vec<u8>> = server.send("HVALS", &[&name]).await;
        let mut sizes: Vec<usize> = values.iter().map(Vec::len).collect();
        sizes.sort_unstable();
        lengths.push(sizes);
    }
    assert_eq!(lengths[0], lengths[1]);
    assert_eq!(lengths[1], lengths[2]);
    // Version, nonce, 256 bytes, tag.
    assert_eq!(lengths[0], [8, 1 + 12 + 256 + 16]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_expires_in_the_store_by_itself_and_its_share_first() {
    let server = Server::start();
    let node = Node::of(&server, &Pepper::draw());
    let (_, visit) = node.begin().await;
    visit.write(&draft(), 0, b"value").await.unwrap();
    let deposit = visit.deposit().await.unwrap();
    deposit.put(&csn(), b"value").await.unwrap();
    let end = visit.ends_at().as_millisecond();
    let until = async |kind: &str| -> i64 {
        let name = [b"mn:", kind.as_bytes(), b":", visit.handle().as_bytes()].concat();
        server.send("PEXPIRETIME", &[&name]).await
    };
    assert_eq!(until("k").await, end);
    for kind in ["v", "s", "d"] {
        assert_eq!(until(kind).await, end + 60_000, "{kind}");
    }
    node.clock.minutes(10);
    let later = visit.ends_at() + jiff::SignedDuration::from_mins(3);
    assert_eq!(
        visit.hold(later).await,
        Ok(later),
        "a signature order keeps it, too"
    );
    assert_eq!(until("k").await, later.as_millisecond());
}
