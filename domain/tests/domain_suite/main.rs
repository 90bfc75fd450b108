//! Decisions, as tables: given a state, when a command, then acts or a refusal with its article.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop loudly")]

mod cases;
mod catalogue;
mod fixture;
mod release;
