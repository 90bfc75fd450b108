//! The program as its users meet it: the story on both databases, tampering, crashes, the command line.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop loudly"
)]

mod commands;
mod crash;
mod law;
mod running;
mod story;
mod tamper;
