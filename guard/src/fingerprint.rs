//! Fingerprints 数字指纹: every copy that leaves in bulk carries who received it.
//!
//! A [`Plan`] says which fields of a copy may carry marks, how, and within which bounds. An [`Embedder`] marks a copy
//! while it streams past. A [`Detector`] reads a suspect table beside the original and says whose copies it was made
//! from, with a bound on the chance of accusing anybody wrongly. [`CopyDigest`] tells whether a copy is unaltered.
//!
//! The code is a bias-based one after Tardos with Škorić's symmetric scores: coalitions that mix their copies are
//! still named. Nothing here reads a clock or draws randomness: all follows from a dataset's 32-byte secret.

mod admit;
mod bias;
mod code;
mod columns;
mod compare;
mod copy_digest;
mod crowds;
mod date;
mod decimal;
mod detect;
mod embed;
mod error;
mod findings;
mod forms;
mod identity;
mod marks;
mod plan;
mod pseudonyms;
mod scalars;
mod score;
mod secret;
mod signature;
mod suspect;
mod telling;
mod trace;
mod utility;
mod votes;
mod window;

pub use code::{Code, CodeError};
pub use copy_digest::{Alteration, CopyDigest, CopyDigester};
pub use detect::Detector;
pub use embed::Embedder;
pub use error::FingerprintError;
pub use findings::Findings;
pub use plan::{Channel, Field, FieldRule, Form, Plan, PlanDraft, PlanError, RowRule, Total};
pub use score::FALSE_ACCUSATION;
pub use secret::{CopyId, CopyIdError, DatasetSecret};
pub use signature::Signatures;
pub use suspect::Suspect;
pub use telling::{RowTelling, ToldBy};
pub use trace::{Ranked, Trace, Verdict};
pub use utility::{FieldUtility, TotalUtility, Utility};

#[cfg(test)]
mod tests;
