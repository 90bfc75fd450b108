//! The program as its users meet it: the story on both databases, tampering, crashes, the command line.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop loudly"
)]

#[path = "../controls/backup_schedule.rs"]
mod backup_schedule;
mod backups;
mod backups_due;
mod commands;
mod copies;
mod crash;
#[path = "../controls/fingerprinted_copies.rs"]
mod fingerprinted_copies;
mod forgetting;
mod keys;
mod law;
mod running;
#[path = "../controls/same_force.rs"]
mod same_force;
#[path = "../controls/sealed_storage.rs"]
mod sealed_storage;
mod story;
#[path = "../controls/tamper_evident.rs"]
mod tamper_evident;
mod trace;
