use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{NotUntil, Quota, RateLimiter};
use serde::Deserialize;

/// How many addresses a limit remembers. When there are more, only the limit of all together counts.
const KEPT: usize = 65_536;
/// After how many questions those who have been quiet are forgotten.
const TIDY: u32 = 1024;
/// How many refusals are told of at once, and then each minute: the log must not be what a flood fills.
const TOLD: NonZeroU32 = NonZeroU32::new(30).unwrap();

/// How often something may be done, a minute. As much may be done at once after a quiet minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// From one address, or from one /64 of IPv6. Many people may share one.
    pub each: NonZeroU32,
    /// From everywhere together.
    pub all: NonZeroU32,
}

impl Rate {
    /// So many from each, and so many from all together; none is taken for one.
    #[must_use]
    pub const fn new(each: u32, all: u32) -> Self {
        const fn some(number: u32) -> NonZeroU32 {
            match NonZeroU32::new(number) {
                Some(number) => number,
                None => NonZeroU32::MIN,
            }
        }
        Self {
            each: some(each),
            all: some(all),
        }
    }
}

/// It was done too often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// How many seconds to wait, at least one.
    pub seconds: u64,
    /// Whether the log should be told: not of each refusal of a flood.
    pub is_told: bool,
}

type Each<C> = RateLimiter<IpAddr, HashMapStateStore<IpAddr>, C, NoOpMiddleware<<C as Clock>::Instant>>;
type All<C> = RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// A limit of rate, for each address and for all together. What one address is refused takes nothing from the others.
#[derive(Debug)]
pub struct Limit<C: Clock = MonotonicClock> {
    each: Each<C>,
    all: All<C>,
    told: All<C>,
    asked: AtomicU32,
    pub(crate) clock: C,
}

impl Limit {
    /// Makes a limit that nobody has touched yet.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self::with_clock(rate, MonotonicClock)
    }
}

impl<C: Clock + Clone> Limit<C> {
    pub(crate) fn with_clock(rate: Rate, clock: C) -> Self {
        Self {
            each: RateLimiter::hashmap_with_clock(Quota::per_minute(rate.each), clock.clone()),
            all: RateLimiter::direct_with_clock(Quota::per_minute(rate.all), clock.clone()),
            told: RateLimiter::direct_with_clock(Quota::per_minute(TOLD), clock.clone()),
            asked: AtomicU32::new(0),
            clock,
        }
    }

    /// Counts one more from an address.
    ///
    /// # Errors
    /// [`Wait`] when that is too often; then it was not counted.
    pub fn count(&self, from: IpAddr) -> Result<(), Wait> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % TIDY == TIDY - 1 {
            self.each.retain_recent();
            self.each.shrink_to_fit();
        }
        if self.each.len() < KEPT {
            self.each
                .check_key(&line(from))
                .map_err(|until| self.wait(&until))?;
        }
        self.all.check().map_err(|until| self.wait(&until))
    }

    fn wait(&self, until: &NotUntil<C::Instant>) -> Wait {
        let wait = until.wait_time_from(self.clock.now());
        Wait {
            seconds: whole(wait),
            is_told: self.told.check().is_ok(),
        }
    }
}

/// Whole seconds, rounded up.
fn whole(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

/// Whom a limit counts as one: an address, and of IPv6 the network of one line, out of which anybody may draw
/// addresses.
pub(crate) fn line(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let mut octets = address.octets();
            octets[8..].fill(0);
            IpAddr::V6(Ipv6Addr::from(octets))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    pub fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn limit(each: u32, all: u32) -> (Limit<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Limit::with_clock(Rate::new(each, all), clock.clone()), clock)
    }

    #[test]
    fn who_asks_too_often_waits_and_others_do_not() {
        let (limit, clock) = limit(3, 100);
        let one = address("192.0.2.1");
        for _ in 0..3 {
            assert_eq!(limit.count(one), Ok(()));
        }
        let wait = limit.count(one).expect_err("too often");
        assert_eq!(wait.seconds, 20, "three a minute");
        assert_eq!(limit.count(address("192.0.2.2")), Ok(()));
        clock.advance(Duration::from_secs(wait.seconds));
        assert_eq!(limit.count(one), Ok(()));
        assert!(limit.count(one).is_err());
    }

    #[test]
    fn all_together_have_a_limit_that_one_alone_cannot_use_up() {
        let (limit, _) = limit(2, 5);
        for _ in 0..100 {
            let _ = limit.count(address("192.0.2.1"));
        }
        for last in 2..5 {
            assert_eq!(limit.count(address(&format!("192.0.2.{last}"))), Ok(()));
        }
        assert!(limit.count(address("192.0.2.9")).is_err());
    }

    #[test]
    fn one_line_of_ipv6_is_one_and_ipv4_is_known_however_it_is_written() {
        let (limit, _) = limit(1, 100);
        assert_eq!(limit.count(address("2001:db8:1:2::1")), Ok(()));
        assert!(limit.count(address("2001:db8:1:2:ffff::7")).is_err());
        assert_eq!(limit.count(address("2001:db8:1:3::1")), Ok(()));
        assert_eq!(limit.count(address("192.0.2.7")), Ok(()));
        assert!(limit.count(address("::ffff:192.0.2.7")).is_err());
    }

    #[test]
    fn memory_is_bounded_and_those_who_are_quiet_are_forgotten() {
        let (limit, clock) = limit(10, u32::MAX);
        let many =
            |network: u32| (0..70_000_u32).map(move |host| IpAddr::from((network + host).to_be_bytes()));
        for from in many(0x0a00_0000) {
            let _ = limit.count(from);
        }
        assert!(limit.each.len() <= KEPT, "{}", limit.each.len());
        clock.advance(Duration::from_mins(2));
        for from in many(0x0b00_0000).take(2 * TIDY as usize) {
            let _ = limit.count(from);
        }
        assert!(limit.each.len() <= 2 * TIDY as usize, "{}", limit.each.len());
    }

    #[test]
    fn a_flood_does_not_fill_the_log() {
        let (limit, _) = limit(1, 100);
        let told = (0..10_000)
            .filter(|_| matches!(limit.count(address("192.0.2.1")), Err(wait) if wait.is_told))
            .count();
        assert_eq!(told, TOLD.get() as usize);
    }
}
