//! Every key of the store, by every command that tells of keys, searched for everything that a visit holds.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use mn_event::EndReason;
use mn_seal::Pepper;
use mn_space::{Act, SlotName};
use redis::Value;

use crate::house::Node;
use crate::samples::{NUMBER, csn, draft};
use crate::server::Server;

const PEPPER: &[u8] = b"a planted pepper of the installation";
const VALUES: [&str; 5] = [
    "Planterad lon 23456",
    "Planterat utkast",
    "planterat-svar",
    "Planterad bilaga",
    NUMBER,
];

/// All commands that show what a key of one type holds.
fn reading(kind: &str) -> &'static [&'static [&'static str]] {
    match kind {
        "string" => &[&["GET", "KEY"], &["STRLEN", "KEY"]],
        "hash" => &[&["HGETALL", "KEY"], &["HKEYS", "KEY"], &["HVALS", "KEY"]],
        "list" => &[&["LRANGE", "KEY", "0", "-1"]],
        "set" => &[&["SMEMBERS", "KEY"]],
        "zset" => &[&["ZRANGE", "KEY", "0", "-1", "WITHSCORES"]],
        "stream" => &[&["XRANGE", "KEY", "-", "+"]],
        other => panic!("a key of a type that nobody reads here: {other}"),
    }
}

/// What tells of a key, whatever its type.
const TELLING: [&[&str]; 9] = [
    &["TYPE", "KEY"],
    &["DUMP", "KEY"],
    &["MEMORY", "USAGE", "KEY", "SAMPLES", "0"],
    &["OBJECT", "ENCODING", "KEY"],
    &["OBJECT", "IDLETIME", "KEY"],
    &["OBJECT", "REFCOUNT", "KEY"],
    &["DEBUG", "OBJECT", "KEY"],
    &["PEXPIRETIME", "KEY"],
    &["PTTL", "KEY"],
];

/// What tells of the whole server.
const SERVER: [&[&str]; 7] = [
    &["INFO", "everything"],
    &["CLIENT", "LIST"],
    &["SLOWLOG", "GET", "-1"],
    &["MEMORY", "STATS"],
    &["MEMORY", "DOCTOR"],
    &["PUBSUB", "CHANNELS"],
    &["LATENCY", "LATEST"],
];

async fn answer(server: &Server, words: &[&str], key: &[u8]) -> Vec<u8> {
    let (name, rest) = words.split_first().unwrap();
    let rest: Vec<&[u8]> = rest
        .iter()
        .map(|word| if *word == "KEY" { key } else { word.as_bytes() })
        .collect();
    let mut bytes = Vec::new();
    flatten(&server.send(name, &rest).await, &mut bytes);
    bytes
}

/// The bytes of an answer, one after another.
fn flatten(value: &Value, into: &mut Vec<u8>) {
    match value {
        Value::BulkString(bytes) => into.extend(bytes),
        Value::SimpleString(text) | Value::VerbatimString { text, .. } => into.extend(text.as_bytes()),
        Value::Int(number) => into.extend(number.to_string().as_bytes()),
        Value::Array(all) | Value::Set(all) => all.iter().for_each(|one| flatten(one, into)),
        Value::Map(all) => all.iter().for_each(|(key, one)| {
            flatten(key, into);
            flatten(one, into);
        }),
        Value::Nil | Value::Okay => {}
        other => into.extend(format!("{other:?}").as_bytes()),
    }
    into.push(b'\n');
}

/// Everything that the store tells, with the types and encodings that its keys have.
async fn everything(server: &Server) -> (Vec<u8>, Vec<String>) {
    let (mut told, mut types, mut cursor) = (Vec::new(), Vec::new(), 0_u64);
    loop {
        let at = cursor.to_string();
        let (next, keys): (u64, Vec<Vec<u8>>) = server.send("SCAN", &[at.as_bytes()]).await;
        for key in keys {
            told.extend_from_slice(&key);
            let kind: String = server.send("TYPE", &[&key]).await;
            for words in reading(&kind).iter().chain(&TELLING) {
                told.extend(answer(server, words, &key).await);
            }
            types.push(kind);
        }
        cursor = next;
        if cursor == 0 {
            break;
        }
    }
    for words in SERVER {
        told.extend(answer(server, words, b"").await);
    }
    told.extend(server.dump().await);
    (told, types)
}

/// The ways to write a value down.
fn forms(value: &[u8]) -> Vec<Vec<u8>> {
    let mut hex = String::new();
    for byte in value {
        write!(hex, "{byte:02x}").unwrap();
    }
    let wide: Vec<u8> = value.iter().flat_map(|byte| [*byte, 0]).collect();
    let mut forms = vec![
        value.to_vec(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        wide,
    ];
    for before in 0..3 {
        let text = BASE64_STANDARD_NO_PAD.encode([vec![0; before], value.to_vec()].concat());
        // The signs at both ends depend on what stands beside the value.
        let inner = text.as_bytes()[before + 1..text.len() - 2].to_vec();
        forms.push(
            inner
                .iter()
                .map(|sign| if *sign == b'+' { b'-' } else { *sign })
                .collect(),
        );
        forms.push(inner);
    }
    forms
}

fn finds(told: &[u8], value: &[u8]) -> bool {
    forms(value)
        .iter()
        .any(|form| told.windows(form.len()).any(|window| window == form))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_command_that_tells_of_a_key_tells_what_a_visit_holds() {
    let server = Server::with(|_| {
        [
            "--enable-debug-command",
            "local",
            "--slowlog-log-slower-than",
            "0",
            "--slowlog-max-len",
            "10000",
        ]
        .map(str::to_owned)
        .into()
    });
    let node = Node::of(&server, &Pepper::from_bytes(PEPPER).unwrap());
    let (token, visit) = node.begin().await;
    for (slot, value) in [
        (csn(), VALUES[0]),
        (draft(), VALUES[1]),
        (SlotName::Attachment(3), VALUES[3]),
        (SlotName::Identity, NUMBER),
    ] {
        visit.write(&slot, 0, value.as_bytes()).await.unwrap();
    }
    visit.note(Act::Extended).await.unwrap();
    let deposit = visit.deposit().await.unwrap();
    deposit.put(&csn(), VALUES[2].as_bytes()).await.unwrap();
    let (waiting, types) = everything(&server).await;
    for kind in ["string", "hash"] {
        assert!(types.iter().any(|one| one == kind), "no {kind} among {types:?}");
    }
    let visit = node.spaces.open(&token).await.unwrap();
    node.spaces.beat().await;
    let (filed, _) = everything(&server).await;
    let text = token.to_text();
    let raw = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(&*text).unwrap();
    let secrets = VALUES
        .map(str::as_bytes)
        .into_iter()
        .chain([text.as_bytes(), &raw, PEPPER]);
    for secret in secrets {
        for told in [&waiting, &filed] {
            assert!(!finds(told, secret), "{}", String::from_utf8_lossy(secret));
        }
    }
    visit.end(EndReason::Deleted).await.unwrap();
}

/// What the test above looks with does find: in a key's name and in a value of every type.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_search_finds_what_lies_there_open() {
    let server = Server::with(|_| ["--enable-debug-command", "local"].map(str::to_owned).into());
    let plain: [(&str, &[&[u8]]); 7] = [
        ("SET", &[b"name-Planterad lon 23456", b""]),
        ("SET", &[b"a", b"Planterat utkast"]),
        ("HSET", &[b"b", b"field", b"planterat-svar"]),
        ("HSET", &[b"c", b"Planterad bilaga", b""]),
        ("RPUSH", &[b"d", b"198501012382"]),
        ("SADD", &[b"e", b"in a set"]),
        ("ZADD", &[b"f", b"1", b"in a sorted set"]),
    ];
    for (name, words) in plain {
        let _: Value = server.send(name, words).await;
    }
    let _: Value = server.send("XADD", &[b"g", b"*", b"field", b"in a stream"]).await;
    let (told, _) = everything(&server).await;
    for value in VALUES
        .iter()
        .chain(&["in a set", "in a sorted set", "in a stream"])
    {
        assert!(finds(&told, value.as_bytes()), "{value} was not found");
    }
    for form in forms(b"Planterad lon 23456") {
        assert!(finds(
            &[b"..", form.as_slice(), b".."].concat(),
            b"Planterad lon 23456"
        ));
    }
}
