use std::num::NonZeroU32;
use std::time::Duration;

/// How often something may happen: `burst` at once, one more every `every`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub burst: NonZeroU32,
    /// Above zero.
    pub every: Duration,
}

impl Rate {
    pub const fn new(burst: NonZeroU32, every: Duration) -> Self {
        Self { burst, every }
    }
}

/// What one client, and all clients together, may ask of this server.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest JSON body, in bytes.
    pub json_bytes: usize,
    /// Largest file of a version, in bytes; counted while it streams in.
    pub upload_bytes: u64,
    /// From a request's head to the answer's head.
    pub request_time: Duration,
    /// The same for answers that carry data.
    pub data_time: Duration,
    /// Longest silence in a body that is being sent. An upload has no other limit in time.
    pub idle_time: Duration,
    /// Longest wait for a request's head, also on a connection kept open.
    pub head_time: Duration,
    /// How long open requests may still take once the server is told to stop.
    pub drain_time: Duration,
    /// Per peer address, for requests without a credential or with a wrong one. IPv6 counts by its /64.
    pub anonymous: Rate,
    /// Per peer address, for passwords tried and logins opened by applicants.
    pub login: Rate,
    /// Per credential.
    pub authenticated: Rate,
    /// Queries, aggregates and exports worked on at once.
    pub questions: usize,
    /// Uploads received at once.
    pub uploads: usize,
    /// Connections open at once.
    pub connections: usize,
}

const fn times(count: u32) -> NonZeroU32 {
    match NonZeroU32::new(count) {
        Some(count) => count,
        None => NonZeroU32::MIN,
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            json_bytes: 1 << 20,
            upload_bytes: 2 << 30,
            request_time: Duration::from_secs(30),
            data_time: Duration::from_mins(2),
            idle_time: Duration::from_mins(1),
            head_time: Duration::from_mins(1),
            drain_time: Duration::from_secs(30),
            anonymous: Rate::new(times(400), Duration::from_millis(5)),
            login: Rate::new(times(10), Duration::from_secs(6)),
            authenticated: Rate::new(times(200_000), Duration::from_micros(10)),
            questions: 8,
            uploads: 4,
            connections: 10_000,
        }
    }
}
