use std::sync::atomic::{AtomicI64, Ordering};

use base::{Clock, Timestamp};

const DAY_MILLIS: i64 = 86_400_000;

/// A clock that stands still until it is moved. Share it in an `Arc`: the platform reads it, the test moves it.
#[derive(Debug)]
pub struct SimClock(AtomicI64);

impl SimClock {
    /// Stands at `start`.
    pub fn new(start: Timestamp) -> Self {
        Self(AtomicI64::new(start.millis()))
    }

    /// Moves on by whole days of 24 hours; Asia/Shanghai knows no others.
    pub fn advance_days(&self, days: i64) {
        self.advance_millis(days.saturating_mul(DAY_MILLIS));
    }

    pub fn advance_millis(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Jumps to `instant`, forward or back.
    pub fn set(&self, instant: Timestamp) {
        self.0.store(instant.millis(), Ordering::SeqCst);
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}
