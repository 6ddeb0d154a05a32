use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock, Reference};
use governor::nanos::Nanos;

use crate::limit::line;
use crate::{Limit, Rate};

/// How many addresses are kept out at the same time.
const KEPT: usize = 4096;

/// Keeps out for a minute whoever fails too often. Who succeeds is never counted.
#[derive(Debug)]
pub struct Lockout<C: Clock = MonotonicClock> {
    limit: Limit<C>,
    out: Mutex<HashMap<IpAddr, C::Instant>>,
}

impl Lockout {
    /// How long somebody who failed too often is kept out.
    pub const LASTS: Duration = Duration::from_mins(1);

    /// Makes one that keeps nobody out yet.
    #[must_use]
    pub fn new(failures: Rate) -> Self {
        Self::with(Limit::new(failures))
    }
}

impl<C: Clock + Clone> Lockout<C> {
    fn with(limit: Limit<C>) -> Self {
        Self {
            limit,
            out: Mutex::new(HashMap::new()),
        }
    }

    /// Counts a failure.
    pub fn failed(&self, from: IpAddr) {
        if self.limit.count(from).is_ok() {
            return;
        }
        let now = self.limit.clock.now();
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        out.retain(|_, since| is_lasting(now, *since));
        if out.len() < KEPT {
            out.entry(line(from)).or_insert(now);
        }
    }

    /// Whether an address is kept out now.
    pub fn is_out(&self, from: IpAddr) -> bool {
        let out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let since = out.get(&line(from));
        since.is_some_and(|since| is_lasting(self.limit.clock.now(), *since))
    }
}

fn is_lasting<I: Reference>(now: I, since: I) -> bool {
    now.duration_since(since) < Nanos::from(Lockout::LASTS)
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;
    use crate::limit::tests::address;

    #[test]
    fn who_fails_too_often_is_out_for_a_minute_and_nobody_else() {
        let clock = FakeRelativeClock::default();
        let lockout = Lockout::with(Limit::with_clock(Rate::new(3, 1000), clock.clone()));
        let (one, other) = (address("192.0.2.1"), address("192.0.2.2"));
        for _ in 0..3 {
            lockout.failed(one);
            assert!(!lockout.is_out(one));
        }
        lockout.failed(one);
        assert!(lockout.is_out(one));
        assert!(!lockout.is_out(other));
        clock.advance(Lockout::LASTS);
        assert!(!lockout.is_out(one));
    }
}
