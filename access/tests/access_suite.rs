//! The access policies as they ship: the whole matrix, the rules one by one, and what must hold for any request.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "access_suite/cases.rs"]
mod cases;
#[path = "controls/deny_by_default.rs"]
mod deny_by_default;
#[path = "access_suite/fixtures.rs"]
mod fixtures;
#[path = "access_suite/loading.rs"]
mod loading;
#[path = "access_suite/matrix.rs"]
mod matrix;
#[path = "access_suite/properties.rs"]
mod properties;
#[path = "access_suite/records.rs"]
mod records;
#[path = "access_suite/rules.rs"]
mod rules;
#[path = "access_suite/targets.rs"]
mod targets;
