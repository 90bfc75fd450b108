//! Who has asked too often.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use base::CredentialId;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::limits::{Limits, Rate};

/// Checks between two clearings of clients that have not asked for a while.
const CLEAR_EVERY: u32 = 1 << 14;

/// The rates kept for every client.
pub(crate) struct Rates {
    pub(crate) anonymous: Kept<IpAddr>,
    pub(crate) login: Kept<IpAddr>,
    pub(crate) authenticated: Kept<CredentialId>,
}

impl Rates {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            anonymous: Kept::new(limits.anonymous),
            login: Kept::new(limits.login),
            authenticated: Kept::new(limits.authenticated),
        }
    }
}

/// One rate, kept for each key by itself.
pub(crate) struct Kept<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
    checks: AtomicU32,
}

impl<K: Hash + Eq + Clone> Kept<K> {
    fn new(rate: Rate) -> Self {
        let every = rate.every.max(Duration::from_nanos(1));
        let quota = Quota::with_period(every).unwrap_or(Quota::per_second(rate.burst)).allow_burst(rate.burst);
        Self { limiter: RateLimiter::keyed(quota), clock: DefaultClock::default(), checks: AtomicU32::new(0) }
    }

    /// Counts one request of `key`; an error says how long to wait.
    pub(crate) fn check(&self, key: &K) -> Result<(), Duration> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CLEAR_EVERY == CLEAR_EVERY - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(key).map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }
}

/// The address a client is counted under. One household or server has a whole /64 of IPv6 to itself.
pub(crate) fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    #[test]
    fn a_burst_is_let_through_and_then_the_rate_binds_each_client_by_itself() {
        let hour = Duration::from_hours(1);
        let kept = Kept::new(Rate::new(NonZeroU32::new(3).unwrap(), hour));
        for _ in 0..3 {
            assert!(kept.check(&"a").is_ok());
        }
        let wait = kept.check(&"a").unwrap_err();
        assert!(wait <= hour && wait > Duration::ZERO);
        assert!(kept.check(&"b").is_ok());
    }

    #[test]
    fn addresses_are_counted_by_who_holds_them() {
        let check = |address: &str, expected: &str| {
            assert_eq!(counted(address.parse().unwrap()), expected.parse::<IpAddr>().unwrap(), "{address}");
        };
        check("192.0.2.7", "192.0.2.7");
        check("::ffff:192.0.2.7", "192.0.2.7");
        check("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::");
    }
}
