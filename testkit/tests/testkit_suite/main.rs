//! What the testkit promises, and what the house promises.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, outside #[test] functions too"
)]

mod house;
mod sources;
mod story;
mod tables;
mod time;
mod watch;
