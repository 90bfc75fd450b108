//! Who may do what: Cedar policies turned into permits with reasons.
//!
//! The policies stand in `policies/` and are checked against their schema, in strict mode, when they are loaded.
//! A [`Permit`] can be made here only, so code that asks for one cannot be reached without a decision.
//! Everything fails closed: a request that does not fit the schema, or a policy that fails to evaluate, denies.

mod action;
mod decision;
mod entities;
mod error;
mod policies;
mod request;
mod shipped;

pub use action::Action;
pub use decision::{Denied, MESSAGES, Permit};
pub use error::PolicyError;
pub use policies::Policies;
pub use request::{Principal, Resource};
