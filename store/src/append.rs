//! The appender: one task per store that takes whatever waits and appends it in one transaction (group commit).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use base::Message;
use domain::act::{RecordKind, RecordRef};
use tokio::sync::{mpsc, oneshot};

use crate::batch::{Lookup, Outcome, append_batch};
use crate::database::Database;
use crate::error::DatabaseError;
use crate::keys::KeyId;
use crate::submission::{Appended, Prepared};

/// Submissions that may wait; a caller beyond that waits to be let in.
pub(crate) const QUEUE: usize = 4096;
/// Submissions of one transaction: enough to hide the disk's flush, few enough to keep a batch short.
const BATCH: usize = 1024;
/// How long a batch stays open for callers who were just answered and are about to come back. Without it the first to
/// return closes the batch on the others, and a flush serves half of those it could.
const COMPANY: Duration = Duration::from_millis(1);

/// Why nothing was appended.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    #[error("expected {} {} at version {expected}, found version {current}: load it again and decide anew", record.kind.as_str(), record.id)]
    Conflict { record: RecordRef, expected: u64, current: u64 },
    #[error("expected a natural key of its own for this {}, found another record that holds it: choose another", kind.as_str())]
    Taken { kind: RecordKind },
    #[error("expected {} {} as it was when the decision was made, found it changed: decide anew", record.kind.as_str(), record.id)]
    Moved { record: RecordRef },
    #[error("expected {key} as it was when the acts were decided, found it rotated or erased: load the keys again")]
    KeyMoved { key: KeyId },
    #[error("expected acts that give {} {} a state (none for a receipt), found otherwise: fold the acts onto the loaded record", record.kind.as_str(), record.id)]
    NoState { record: RecordRef },
    #[error("expected an act on {} {} with a canonical form, found: {reason}", record.kind.as_str(), record.id)]
    Form { record: RecordRef, reason: String },
    #[error("expected less to have gone to this recipient already, found ceiling {ceiling} of the submission passed")]
    Beyond { ceiling: usize },
    #[error("expected an open store, found it closed: the server is stopping, try again when it is back")]
    Closed,
    #[error("expected room for the acts, found the disk full: free space, then try again; nothing was lost")]
    Full,
    #[error(transparent)]
    Database(DatabaseError),
}

impl From<DatabaseError> for AppendError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Full => Self::Full,
            DatabaseError::Closed => Self::Closed,
            error => Self::Database(error),
        }
    }
}

impl AppendError {
    /// The same for the person who asked.
    pub fn message(&self) -> Message {
        match self {
            Self::Conflict { record, expected, current } => Message::new("store-conflict")
                .with("kind", record.kind.as_str())
                .with("id", &record.id)
                .with("expected", expected)
                .with("current", current),
            Self::Taken { kind } => Message::new("store-taken").with("kind", kind.as_str()),
            Self::Moved { record } => {
                Message::new("store-moved").with("kind", record.kind.as_str()).with("id", &record.id)
            }
            Self::KeyMoved { .. } => Message::new("store-key-moved"),
            Self::Full => Message::new("store-full"),
            Self::NoState { .. } | Self::Form { .. } | Self::Beyond { .. } | Self::Closed | Self::Database(_) => {
                Message::new("store-unavailable")
            }
        }
    }
}

/// What the appender tells the rest of the node.
#[derive(Clone)]
pub(crate) struct Marks {
    /// Batches that changed a view.
    pub(crate) generation: Arc<AtomicU64>,
    /// Content was erased and not wiped yet.
    pub(crate) unscrubbed: Arc<AtomicBool>,
}

impl Marks {
    fn set(&self, outcome: &Outcome) {
        self.generation.fetch_max(outcome.generation, Ordering::AcqRel);
        self.unscrubbed.fetch_or(outcome.erased, Ordering::AcqRel);
    }
}

pub(crate) type Answer = Result<Appended, AppendError>;

pub(crate) enum Request {
    Append {
        prepared: Prepared,
        answer: oneshot::Sender<Answer>,
    },
    /// Append what waits, take nothing more, then say so.
    Close {
        done: oneshot::Sender<()>,
    },
}

/// Runs until told to close or until no store is left to ask it.
pub(crate) async fn run(database: Arc<Database>, marks: Marks, mut requests: mpsc::Receiver<Request>) {
    let mut waiting = Vec::with_capacity(BATCH);
    let mut closing = Vec::new();
    let mut answered = 0;
    while gather(&mut requests, &mut waiting, answered).await > 0 {
        let mut batch = Vec::with_capacity(waiting.len());
        let mut answers = Vec::with_capacity(waiting.len());
        for request in waiting.drain(..) {
            match request {
                Request::Append { prepared, answer } => {
                    batch.push(prepared);
                    answers.push(answer);
                }
                Request::Close { done } => {
                    requests.close();
                    closing.push(done);
                }
            }
        }
        answered = answers.len();
        let results = append(&database, &marks, &batch).await;
        for (answer, result) in answers.into_iter().zip(results) {
            // A caller that went away has no use for the answer; its acts stand all the same.
            let _ = answer.send(result);
        }
    }
    for done in closing {
        // Nobody waits any longer.
        let _ = done.send(());
    }
}

/// Takes what waits and, for a moment, what the callers answered last send next. Zero only when nobody is left.
async fn gather(requests: &mut mpsc::Receiver<Request>, waiting: &mut Vec<Request>, answered: usize) -> usize {
    let expected = BATCH.min(requests.len() + answered);
    requests.recv_many(waiting, BATCH).await;
    let company =
        async { while waiting.len() < expected && requests.recv_many(waiting, BATCH - waiting.len()).await > 0 {} };
    // Those who do not come back in time get the next batch.
    let _ = tokio::time::timeout(COMPANY, company).await;
    waiting.len()
}

async fn append(database: &Database, marks: &Marks, batch: &[Prepared]) -> Vec<Answer> {
    if batch.is_empty() {
        return Vec::new();
    }
    match append_batch(database, batch, Lookup::Views).await {
        Ok(outcome) => {
            marks.set(&outcome);
            outcome.answers
        }
        Err(failure) if failure.before_commit && failure.error.may_be_one_submission() => {
            tracing::warn!(error = %failure.error, submissions = batch.len(), "a batch failed; appending one by one");
            append_singly(database, marks, batch).await
        }
        Err(failure) => batch.iter().map(|_| Err(failure.error.clone().into())).collect(),
    }
}

/// A submission that the database refuses must not fail its neighbours.
async fn append_singly(database: &Database, marks: &Marks, batch: &[Prepared]) -> Vec<Answer> {
    let mut answers = Vec::with_capacity(batch.len());
    for prepared in batch {
        match append_batch(database, std::slice::from_ref(prepared), Lookup::ViewsAndReceipts).await {
            Ok(outcome) => {
                marks.set(&outcome);
                answers.extend(outcome.answers);
            }
            Err(failure) => {
                tracing::error!(error = %failure.error, "a submission could not be appended");
                answers.push(Err(failure.error.into()));
            }
        }
    }
    answers
}
