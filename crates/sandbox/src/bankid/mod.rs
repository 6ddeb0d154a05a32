//! A pretend BankID: the RP API v6 over mutual TLS, and an app page where a tester signs.

mod act;
mod api;
mod app;
mod ocsp;
mod orders;
mod request;
mod signature;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

use crate::error::SandboxError;
use crate::pki::BankIdPki;
use crate::world::World;

pub use act::{Act, How, Obstacle};
pub use api::rp_api;
pub use app::app;
use orders::Order;

/// The pretend BankID.
pub struct BankId {
    world: World,
    pki: BankIdPki,
    orders: Mutex<HashMap<String, Order>>,
    wish: Mutex<Option<Wish>>,
    held: AtomicUsize,
    asked: Mutex<BTreeMap<String, usize>>,
}

/// What the RP API may be told to do wrong.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Wish {
    /// What goes wrong.
    pub fault: Fault,
    /// On which call: `auth`, `sign`, `collect`, `cancel`; all when absent.
    #[serde(default)]
    pub on: Option<String>,
    /// How many times; for ever when absent.
    #[serde(default)]
    pub times: Option<u32>,
    /// Milliseconds, for `slow`.
    #[serde(default)]
    pub ms: u64,
}

/// A fault of the RP API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// 503 maintenance
    Maintenance,
    /// 500 internalError
    InternalError,
    /// 408 requestTimeout
    RequestTimeout,
    /// 429 tooManyRequests
    TooManyRequests,
    /// 401 unauthorized
    Unauthorized,
    /// 400 with an error code nobody knows
    UnknownError,
    /// 400 alreadyInProgress
    AlreadyInProgress,
    /// The answer is no JSON.
    Malformed,
    /// The answer comes late.
    Slow,
    /// The answer never comes.
    Silent,
    /// The answer that says `complete` never comes. The order has been collected all the same, as far as BankID is
    /// concerned, and is not told again.
    HoldComplete,
}

impl BankId {
    /// Reads the signing hierarchy.
    pub fn new(dir: &Path, world: World) -> Result<Self, SandboxError> {
        Ok(Self {
            world,
            pki: BankIdPki::load(dir)?,
            orders: Mutex::default(),
            wish: Mutex::default(),
            held: AtomicUsize::new(0),
            asked: Mutex::default(),
        })
    }

    /// Sets what goes wrong on the RP API.
    pub fn wish(&self, wish: Option<Wish>) {
        *crate::faults::lock(&self.wish) = wish;
    }

    /// Tells whether an answer that says `complete` is to be held back, and counts it.
    fn holds_back(&self) -> bool {
        let mut wish = crate::faults::lock(&self.wish);
        let Some(wish) = wish.as_mut().filter(|wish| wish.fault == Fault::HoldComplete) else {
            return false;
        };
        if wish.times == Some(0) {
            return false;
        }
        wish.times = wish.times.map(|times| times - 1);
        self.held.fetch_add(1, Ordering::SeqCst);
        true
    }

    /// How many answers that say `complete` have been held back.
    pub fn held(&self) -> usize {
        self.held.load(Ordering::SeqCst)
    }

    /// How many times an order has been asked for, by the person it was bound to, refused ones too.
    pub fn asked(&self) -> BTreeMap<String, usize> {
        crate::faults::lock(&self.asked).clone()
    }

    /// Takes the fault of this call, if one is wished.
    fn next_fault(&self, call: &str) -> Option<Wish> {
        let mut wish = crate::faults::lock(&self.wish);
        let wish = wish.as_mut().filter(|wish| wish.fault != Fault::HoldComplete)?;
        if wish.times == Some(0) || wish.on.as_deref().is_some_and(|on| on != call) {
            return None;
        }
        wish.times = wish.times.map(|times| times - 1);
        Some(wish.clone())
    }
}
