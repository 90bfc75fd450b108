//! What may happen: `decide` and `evolve` for every record of the platform.
//!
//! Nothing here does I/O, reads a clock or draws randomness. A decision is a pure function of the state it was
//! given, the law in force and the time; what it decided is a list of [`act::Act`]s, and state is their fold.

pub mod account;
pub mod act;
pub mod agreement;
pub mod attachment;
pub mod backup;
pub mod budget;
pub mod case;
pub mod credential;
pub mod dataset;
pub mod decide;
pub mod destruction;
pub mod entry;
pub mod erasure;
pub mod key;
pub mod notice;
pub mod organisation;
pub mod platform;
pub mod receipt;
pub mod record;
pub mod refusal;
pub mod release;
pub mod report;
mod scene;
pub mod trace;
pub mod version;
pub mod watch;

pub use decide::Deciding;
pub use refusal::Refusal;
