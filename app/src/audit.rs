//! Audit 审计追溯: who saw what, when, why and by which copy.

mod trace;

pub use trace::{Certainty, Of, SeenCopy, SeenTable, Sighting, Trace, TraceError, TracePlace, trace};
