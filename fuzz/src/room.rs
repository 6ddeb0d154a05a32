use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use futures_util::FutureExt as _;
use jiff::Timestamp;
use mn_domain::Clock;
use mn_event::{Event, EventLog, EventSink, Record};
use mn_seal::{DepositKey, Handle, NamingKey, Pepper, Place, Token, VisitKeys, VisitLabels, VisitPublicKey};
use mn_space::{NoVisit, Person, SlotLabel, SlotName, SpaceConfig, Spaces, Stored, Visit};

use crate::Shelf;
use crate::shelf::Kept;

/// A clock that stands where a target set it.
#[derive(Clone)]
struct Standing(Arc<Mutex<Timestamp>>);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts the seals that were found broken.
#[derive(Default)]
struct Counter(AtomicUsize);

impl EventSink for Counter {
    fn take(&self, record: &Record) {
        if record.event == Event::SealBroken {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// One visit that began, with everything that opens it. Made once: keys cost more than what they open.
struct Begun {
    token: Token,
    pepper: Pepper,
    keys: VisitKeys,
    naming: NamingKey,
    handle: Handle,
    kept: [Kept; 2],
}

static BEGUN: LazyLock<Begun> = LazyLock::new(|| {
    let pepper = Pepper::from_bytes(&[7; 32]).expect("long enough");
    let begin = |is_shared, pepper: &Pepper| {
        let (spaces, shelf, _, _) = spaces(is_shared, Kept::default(), pepper.clone());
        let (token, _) = at_once(spaces.begin(someone())).expect("an empty house");
        let kept = shelf.kept().clone();
        (token, kept)
    };
    let (token, shared) = begin(true, &pepper);
    let share = shared
        .entry
        .as_ref()
        .map(|entry| entry.share.clone())
        .expect("begun");
    let alone = Kept {
        index: None,
        ..shared.clone()
    };
    Begun {
        keys: VisitKeys::derive(&token, &share, &pepper, 1).expect("keys"),
        naming: NamingKey::of(&token),
        handle: VisitLabels::of(&token).handle(),
        kept: [alone, shared],
        token,
        pepper,
    }
});

fn someone() -> Person {
    Person::oneself("198501012382".parse().expect("a number"))
}

fn spaces(is_shared: bool, kept: Kept, pepper: Pepper) -> (Spaces, Arc<Shelf>, Standing, Arc<Counter>) {
    let shelf = Arc::new(Shelf::new(is_shared, kept));
    let clock = Standing(Arc::new(Mutex::new(now())));
    let broken = Arc::new(Counter::default());
    let log = EventLog::new(Arc::new(clock.clone()), vec![broken.clone()]);
    let config = SpaceConfig::default();
    let spaces = Spaces::with_store(config, pepper, Arc::new(clock.clone()), log, shelf.clone());
    (spaces, shelf, clock, broken)
}

/// The moment at which every input begins.
#[must_use]
pub fn now() -> Timestamp {
    moment(1_795_435_200_000_000)
}

/// A moment out of bytes that may lie beyond all moments.
#[must_use]
pub fn moment(microseconds: i64) -> Timestamp {
    Timestamp::from_microsecond(microseconds).unwrap_or(Timestamp::MAX)
}

/// Polls what never waits.
///
/// # Panics
/// When it waits.
fn at_once<T>(work: impl Future<Output = T>) -> T {
    work.now_or_never().expect("a shelf never waits")
}

/// A visit that has begun, in a house of its own.
pub struct Room {
    /// Where it is kept.
    pub shelf: Arc<Shelf>,
    is_shared: bool,
    spaces: Spaces,
    clock: Standing,
    broken: Arc<Counter>,
}

impl Room {
    /// A room, kept where others can look or not.
    #[must_use]
    pub fn new(is_shared: bool) -> Self {
        let kept = BEGUN.kept[usize::from(is_shared)].clone();
        let (spaces, shelf, clock, broken) = spaces(is_shared, kept, BEGUN.pepper.clone());
        Self {
            shelf,
            is_shared,
            spaces,
            clock,
            broken,
        }
    }

    /// Sets the clock.
    pub fn at(&self, now: Timestamp) {
        *self.clock.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Opens the visit with its token.
    ///
    /// # Errors
    /// As [`Spaces::open`].
    pub fn open(&self) -> Result<Visit, NoVisit> {
        at_once(self.spaces.open(&BEGUN.token))
    }

    /// Polls what the room's visit does.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        at_once(work)
    }

    /// How many seals were found broken.
    #[must_use]
    pub fn broken(&self) -> usize {
        self.broken.0.load(Ordering::Relaxed)
    }

    /// Seals bytes as they are, with the visit's own keys.
    ///
    /// # Panics
    /// When there are more than the cipher takes.
    #[must_use]
    pub fn sealed(&self, name: &str, revision: u64, bytes: &[u8]) -> Vec<u8> {
        let place = Place {
            handle: &BEGUN.handle,
            name,
            revision,
        };
        BEGUN.keys.seal(place, bytes).expect("small")
    }

    /// Seals bytes as they are, with the key that background work has; or that of another installation.
    ///
    /// # Panics
    /// When there are more than the cipher takes.
    #[must_use]
    pub fn deposited(&self, bytes: &[u8], is_ours: bool) -> Vec<u8> {
        static KEYS: LazyLock<[DepositKey; 2]> = LazyLock::new(|| {
            let public: VisitPublicKey = BEGUN.keys.public_key();
            let other = Pepper::from_bytes(&[8; 32]).expect("long enough");
            [other, BEGUN.pepper.clone()].map(|pepper| DepositKey::new(&pepper, BEGUN.handle, public))
        });
        KEYS[usize::from(is_ours)].seal(bytes).expect("small")
    }

    /// What the store knows a slot by.
    #[must_use]
    pub fn label(&self, slot: &SlotName) -> SlotLabel {
        if self.is_shared {
            SlotLabel::from_bytes(&BEGUN.naming.label(&slot.to_string()))
        } else {
            slot.into()
        }
    }

    /// Puts bytes into a slot of the store, and an index that vouches for them.
    pub fn show(&self, slot: &SlotName, revision: u64, sealed: Vec<u8>) {
        let stored = Stored {
            revision,
            sealed: Some(sealed),
        };
        if self.is_shared {
            let index = padded(index_of(slot, revision).as_bytes());
            self.show_index(1, self.sealed("index", 1, &index));
        }
        self.shelf.kept().slots.insert(self.label(slot), stored);
    }

    /// Puts an index into the store.
    pub fn show_index(&self, revision: u64, sealed: Vec<u8>) {
        self.shelf.kept().index = Some(Stored {
            revision,
            sealed: Some(sealed),
        });
    }

    /// What sealed bytes must open as, where they were sealed in their place: the value, or nothing.
    #[must_use]
    pub fn value<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        if self.is_shared {
            unpadded(bytes)
        } else {
            Some(bytes)
        }
    }
}

/// The text of an index with one filled slot.
#[must_use]
pub fn index_of(slot: &SlotName, revision: u64) -> String {
    format!(r#"{{"slots":{{"{slot}":[{revision},true]}},"filed":[]}}"#)
}

/// A value with its end marked, which is all that opening asks for.
#[must_use]
pub fn padded(value: &[u8]) -> Vec<u8> {
    [value, &[0x80, 0, 0]].concat()
}

/// What stands before the last byte that is not zero, if that marks an end.
#[must_use]
pub fn unpadded(bytes: &[u8]) -> Option<&[u8]> {
    let mut value = bytes;
    while let Some((0, rest)) = value.split_last() {
        value = rest;
    }
    match value.split_last() {
        Some((0x80, value)) => Some(value),
        _ => None,
    }
}
