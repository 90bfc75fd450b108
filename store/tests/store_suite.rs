//! The store on real databases: every test runs on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "store_suite/appending.rs"]
mod appending;
#[path = "store_suite/erasing.rs"]
mod erasing;
#[path = "controls/every_act_logged.rs"]
mod every_act_logged;
#[path = "store_suite/faults.rs"]
mod faults;
#[path = "store_suite/gathering.rs"]
mod gathering;
#[path = "store_suite/keys.rs"]
mod keys;
#[path = "controls/one_catalogue.rs"]
mod one_catalogue;
#[path = "../../testkit/src/postgres.rs"]
#[expect(unreachable_pub, reason = "the file belongs to testkit, which cannot be used below app")]
mod postgres;
#[path = "store_suite/properties.rs"]
mod properties;
#[path = "store_suite/reading.rs"]
mod reading;
#[path = "store_suite/sequencing.rs"]
mod sequencing;
#[path = "store_suite/speed.rs"]
mod speed;
#[path = "store_suite/world.rs"]
mod world;
