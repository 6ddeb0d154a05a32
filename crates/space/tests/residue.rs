//! What stays in the memory of the process: nothing that opens, nothing that was read.
//!
//! Scans the process's own writable memory, stacks of all threads included, for keys and values of one visit.
//! Runs in the release build only: without optimisation the compiler itself spreads copies.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]
#![cfg(target_os = "linux")]

use std::alloc::System;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use hpke::Serializable as _;
use hpke::kem::{Kem as _, X25519HkdfSha256};
use mn_domain::SystemClock;
use mn_event::{EndReason, EventLog};
use mn_seal::Pepper;
use mn_space::{MemoryStore, Person, SlotName, SpaceConfig, SpaceStore, Spaces, Token, Visit};
use zeroize::Zeroizing;
use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// What is looked for is kept in disguise, or the search would find itself.
const MASK: u8 = 0xa5;

struct Canary {
    name: &'static str,
    masked: Vec<u8>,
}

impl Canary {
    fn of(name: &'static str, bytes: &[u8]) -> Self {
        let masked = bytes.iter().map(|byte| byte ^ MASK).collect();
        Self { name, masked }
    }

    fn unmasked(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.masked.iter().map(|byte| byte ^ MASK).collect())
    }

    fn count_in(&self, memory: &[u8]) -> usize {
        let matches = |window: &&[u8]| {
            window
                .iter()
                .zip(&self.masked)
                .all(|(byte, masked)| byte ^ MASK == *masked)
        };
        memory.windows(self.masked.len()).filter(matches).count()
    }
}

/// Counts each canary in the writable memory of this process.
fn scan(canaries: &[Canary]) -> Vec<(&'static str, usize)> {
    let memory = File::open("/proc/self/mem").unwrap();
    let mut counts: Vec<_> = canaries.iter().map(|canary| (canary.name, 0)).collect();
    let mut chunk = vec![0; (1 << 20) + 64];
    for line in std::fs::read_to_string("/proc/self/maps").unwrap().lines() {
        let mut words = line.split_whitespace();
        let (range, rights) = (words.next().unwrap(), words.next().unwrap());
        let (start, end) = range.split_once('-').unwrap();
        let start = u64::from_str_radix(start, 16).unwrap();
        let end = u64::from_str_radix(end, 16).unwrap();
        if !rights.starts_with("rw") {
            continue;
        }
        // Chunks overlap by more than the longest canary.
        for offset in (start..end).step_by(1 << 20) {
            let length = usize::try_from(end - offset).unwrap().min(chunk.len());
            let Ok(read) = memory.read_at(&mut chunk[..length], offset) else {
                continue;
            };
            for (canary, (_, count)) in canaries.iter().zip(&mut counts) {
                *count += canary.count_in(&chunk[..read]);
            }
            chunk.fill(0);
        }
    }
    counts
}

fn framed(parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(256));
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

/// Derives a key of the visit as `mn_seal` does, apart from it.
#[inline(never)]
fn derived(token: &[u8], share: &[u8], pepper: &[u8], purpose: &[u8]) -> Zeroizing<Vec<u8>> {
    let secrets = framed(&[token, share, pepper]);
    let salt = ring::hkdf::Salt::new(ring::hkdf::HKDF_SHA256, b"mn visit 1");
    let info = framed(&[purpose, &1_u64.to_be_bytes()]);
    let key = salt.extract(&secrets);
    let mut out = Zeroizing::new(vec![0; 32]);
    let infos = [info.as_slice()];
    key.expand(&infos, ring::hkdf::HKDF_SHA256)
        .unwrap()
        .fill(&mut out)
        .unwrap();
    out
}

#[inline(never)]
fn pepper_key(content: &[u8]) -> Zeroizing<Vec<u8>> {
    let salt = ring::hkdf::Salt::new(ring::hkdf::HKDF_SHA256, b"mn pepper 1");
    let key = salt.extract(&framed(&[content]));
    let mut out = Zeroizing::new(vec![0; 32]);
    key.expand(&[b""], ring::hkdf::HKDF_SHA256)
        .unwrap()
        .fill(&mut out)
        .unwrap();
    out
}

/// The private key that opens deposits, as HPKE derives it.
#[inline(never)]
fn private_key(pair: &[u8]) -> Zeroizing<Vec<u8>> {
    let (private, _) = X25519HkdfSha256::derive_keypair(pair);
    Zeroizing::new(private.to_bytes().to_vec())
}

fn answers() -> SlotName {
    SlotName::Answers("csn".parse().unwrap())
}

/// Begins a visit, works in it, and gives it with everything to look for.
async fn work(spaces: Spaces, store: Arc<MemoryStore>, pepper: Arc<[u8]>) -> (Box<Visit>, Vec<Canary>) {
    let number = Zeroizing::new(
        String::from_utf8(vec![
            b'1', b'9', b'8', b'5', b'0', b'1', b'0', b'1', b'2', b'3', b'8', b'2',
        ])
        .unwrap(),
    );
    let value = Zeroizing::new(mn_seal::sha256(&mn_seal::random::<32>()).to_string().into_bytes());
    let (token, visit) = spaces
        .begin(Person::oneself(number.parse().unwrap()))
        .await
        .unwrap();
    visit.write(&SlotName::Identity, 0, &value).await.unwrap();
    visit
        .deposit()
        .await
        .unwrap()
        .put(&answers(), &value)
        .await
        .unwrap();
    let text = token.to_text();
    let visit = Box::new(spaces.open(&text.parse::<Token>().unwrap()).await.unwrap());
    assert_eq!(
        visit.read(&answers()).await.unwrap().unwrap().value.expose(),
        &*value
    );
    let entry = store.entry(&visit.handle()).await.unwrap();
    let raw = Zeroizing::new(raw_token(&text));
    let pepper = pepper_key(&pepper);
    let pair = derived(&raw, entry.share.as_bytes(), &pepper, b"pair");
    let canaries = vec![
        Canary::of("token as text", text.as_bytes()),
        Canary::of("token", &raw),
        Canary::of("server share", entry.share.as_bytes()),
        Canary::of(
            "slot key",
            &derived(&raw, entry.share.as_bytes(), &pepper, b"slots"),
        ),
        Canary::of("key pair", &pair),
        Canary::of("private key", &private_key(&pair)),
        Canary::of("value", &value),
        Canary::of("identity number", number.as_bytes()),
    ];
    zeroize::zeroize_stack::<65_536>();
    (visit, canaries)
}

#[inline(never)]
fn raw_token(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    let mut raw = Vec::with_capacity(64);
    base64::prelude::BASE64_URL_SAFE_NO_PAD
        .decode_vec(text, &mut raw)
        .unwrap();
    raw
}

fn hits(counts: &[(&'static str, usize)]) -> Vec<&'static str> {
    let hit = counts.iter().filter(|(_, count)| *count > 0);
    hit.map(|(name, _)| *name).collect()
}

struct House {
    runtime: tokio::runtime::Runtime,
    store: Arc<MemoryStore>,
    spaces: Spaces,
    pepper: Arc<[u8]>,
}

impl House {
    fn new() -> Self {
        let pepper: Arc<[u8]> = mn_seal::random::<32>().into();
        let config = SpaceConfig {
            idle: jiff::SignedDuration::from_secs(1),
            ..SpaceConfig::default()
        };
        let store = Arc::new(MemoryStore::new(&config));
        let clock = Arc::new(SystemClock);
        let log = EventLog::new(clock.clone(), Vec::new());
        let spaces = Spaces::with_store(
            config,
            Pepper::from_bytes(&pepper).unwrap(),
            clock,
            log,
            store.clone(),
        );
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        Self {
            runtime: runtime.worker_threads(2).enable_time().build().unwrap(),
            store,
            spaces,
            pepper,
        }
    }

    /// Begins a visit and shows that the search finds what is there.
    fn visit(&self) -> (Box<Visit>, Vec<Canary>) {
        let working = work(self.spaces.clone(), self.store.clone(), self.pepper.clone());
        let (visit, canaries) = self.runtime.block_on(self.runtime.spawn(working)).unwrap();
        let open = scan(&canaries);
        let found = hits(&open);
        let must = ["slot key", "key pair", "server share", "identity number"];
        assert!(must.iter().all(|name| found.contains(name)), "{open:?}");
        (visit, canaries)
    }

    fn run(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.runtime.block_on(self.runtime.spawn(work)).unwrap();
    }
}

fn assert_found(canaries: &[Canary], expected: &[&str], when: &str) {
    let counts = scan(canaries);
    assert_eq!(hits(&counts), expected, "{when}: {counts:?}");
}

/// One test, one process: what another test keeps in memory would be found here.
#[test]
fn between_requests_only_the_share_is_there_and_after_the_end_nothing() {
    if cfg!(debug_assertions) {
        return;
    }
    let house = House::new();
    let (visit, canaries) = house.visit();
    drop(visit);
    assert_found(&canaries, &["server share"], "between requests");
    let (text, spaces) = (canaries[0].unmasked(), house.spaces.clone());
    house.run(async move {
        let token: Token = std::str::from_utf8(&text).unwrap().parse().unwrap();
        let visit = spaces.open(&token).await.unwrap();
        assert!(visit.read(&answers()).await.unwrap().is_some());
        visit.end(EndReason::Deleted).await.unwrap();
    });
    assert_found(&canaries, &[], "after the end");

    let (visit, canaries) = house.visit();
    drop(visit);
    let spaces = house.spaces.clone();
    house.run(async move {
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        assert_eq!(spaces.sweep().await, 1);
    });
    assert_found(&canaries, &[], "after expiry");

    let (visit, canaries) = house.visit();
    let handler = house.runtime.spawn(async move {
        let value = visit.read(&answers()).await.unwrap();
        assert!(
            value.is_none(),
            "a handler breaks while it holds keys and a value"
        );
    });
    assert!(house.runtime.block_on(handler).is_err());
    assert_found(&canaries, &["server share"], "after a panic");

    let spaces = house.spaces.clone();
    house.run(async move { assert_eq!(spaces.seal_all().await, Ok(1)) });
    assert_found(&canaries, &[], "after seal all");
}
