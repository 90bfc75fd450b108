//! Decisions, as tables: given a state, when a command, then acts or a refusal with its article.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop loudly"
)]
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes its tables so")]

mod agreements;
mod budgets;
mod cases;
mod catalogue;
mod clocks;
#[path = "../controls/mod.rs"]
mod controls;
mod erasures;
mod fixture;
mod guards;
mod localities;
mod marking;
mod opening;
mod parts;
mod plays;
mod properties;
mod registers;
mod release;
mod reports;
mod risk;
mod scene;
mod scenes;
mod two_regions;
mod watch;
