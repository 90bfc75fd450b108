//! What the testkit promises, and what the house promises.

mod house;
mod sources;
mod tables;
mod time;
