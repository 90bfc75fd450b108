//! The only SQL: acts 行为, their views and the sequencer, on SQLite and PostgreSQL behind one [`Store`].
//!
//! Acts are appended in batches under a single locked head row, so log order is commit order on any number of
//! nodes; the views change in the same transaction and can only be the fold of the acts. The [`Sequencer`]
//! publishes the log as static files, and [`Store::verify`] replays everything and names the first difference.

mod append;
mod batch;
mod connection;
mod database;
mod erase;
mod error;
mod gathered;
mod insert;
mod keys;
mod log_files;
mod open;
mod read;
mod sequencer;
mod snapshot;
mod statements;
mod store;
mod submission;
mod trace;
mod verify;

pub use append::AppendError;
pub use erase::Holding;
pub use error::{DatabaseError, ReadError};
pub use gathered::{Ceiling, Gathering};
pub use keys::{KeptKey, KeyChange, KeyId};
pub use open::{OpenError, OpenOptions};
pub use read::{Filter, MAX_ROWS, Payload};
pub use sequencer::{ProofError, SequenceError, Sequenced, Sequencer, SequencerOptions};
pub use snapshot::{CopiedRecords, Snapshot, SnapshotError};
pub use store::Store;
pub use submission::{Appended, Submission};
pub use trace::{TraceFilter, TraceOf};
pub use verify::{Difference, Verified, VerifyError};
