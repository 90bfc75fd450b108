//! The sequencer: integrates new acts into tiles and signs a checkpoint, about once a second.

mod election;
mod publisher;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use base::Digest;
use ledger::{ProofBundle, SigningKey, TileBuilder, TileError, VerifierKey, inclusion_proof};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::MissedTickBehavior;

use crate::error::{DatabaseError, ReadError};
use crate::log_files::{FileError, LogFiles};
use crate::store::Store;
use publisher::Publisher;

/// Where and how the log is published.
#[derive(Debug, Clone)]
pub struct SequencerOptions {
    /// Folder of the tiles and the checkpoint; made when absent. Shared by all nodes of a deployment.
    pub log_dir: PathBuf,
    /// Signs the checkpoints; its name is the log's origin.
    pub key: Arc<SigningKey>,
    /// How often new acts are integrated.
    pub interval: Duration,
}

/// What the newest checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequenced {
    /// Acts integrated: those at positions below this.
    pub size: u64,
    /// RFC 6962 root over them.
    pub root: Digest,
    /// The signed note.
    pub checkpoint: String,
}

/// Why the log was not published further. What was published before stands.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SequenceError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("{reason}")]
    Files { reason: String },
    #[error(
        "expected an act at position {position}, found none: an act was removed; restore the backup and run `verify`"
    )]
    MissingAct { position: u64 },
    #[error(
        "expected the acts on record to give the published root of {size} acts, found another: an act was changed; nothing was signed, run `verify`"
    )]
    Diverged { size: u64 },
    #[error(
        "expected the published checkpoint to be signed by this platform's key, found: {reason}; start with the key that signed it"
    )]
    OtherKey { reason: String },
    #[error("expected to sign a checkpoint, found: {reason}")]
    Sign { reason: String },
    #[error("expected a checkpoint by the node that publishes this log, found none yet: try again in a second")]
    NotElected,
    #[error("expected a running sequencer, found it stopped: the server is stopping, try again when it is back")]
    Stopped,
}

impl From<FileError> for SequenceError {
    fn from(error: FileError) -> Self {
        Self::Files { reason: error.to_string() }
    }
}

/// Why there is no receipt for a position.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ProofError {
    #[error("expected position {position} among the {size} acts published, found it later: try again in a second")]
    NotYet { position: u64, size: u64 },
    #[error("expected the content of the act at position {position}, found it erased: its commitment alone remains")]
    Erased { position: u64 },
    #[error("expected the published tiles to prove position {position}, found: {reason}; run `verify`")]
    Tiles { position: u64, reason: String },
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Sequence(#[from] SequenceError),
}

type Reply = oneshot::Sender<Result<Sequenced, SequenceError>>;

/// A running sequencer. Every node may start one: a database lock elects the one that publishes, the others follow.
#[derive(Debug)]
pub struct Sequencer {
    store: Store,
    files: LogFiles,
    verifier: VerifierKey,
    wake: mpsc::Sender<Reply>,
    sequenced: watch::Receiver<Option<Sequenced>>,
}

impl Sequencer {
    /// Starts publishing on the running tokio runtime. The log as it stands is published, and mended where a crash
    /// left it torn, before this returns.
    pub async fn start(store: &Store, options: SequencerOptions) -> Result<Self, SequenceError> {
        let files = LogFiles::new(&options.log_dir);
        let verifier = options.key.verifier();
        let mut publisher = Publisher::new(Arc::clone(&store.database), files.clone(), &options);
        let first = match publisher.sequence().await {
            Ok(sequenced) => Some(sequenced),
            Err(SequenceError::NotElected) => None,
            Err(error) => return Err(error),
        };
        let (announce, sequenced) = watch::channel(first);
        let (wake, requests) = mpsc::channel(64);
        tokio::spawn(run(publisher, options.interval, requests, announce));
        Ok(Self { store: store.clone(), files, verifier, wake, sequenced })
    }

    /// Publishes what was appended so far and answers the newest checkpoint.
    pub async fn sequence_now(&self) -> Result<Sequenced, SequenceError> {
        let (reply, answer) = oneshot::channel();
        self.wake.send(reply).await.map_err(|_| SequenceError::Stopped)?;
        answer.await.map_err(|_| SequenceError::Stopped)?
    }

    /// The newest checkpoint this node knows of.
    pub fn sequenced(&self) -> Option<Sequenced> {
        self.sequenced.borrow().clone()
    }

    /// Waits until the act at `position` is part of a checkpoint; for ever, if no act is ever appended there.
    pub async fn wait_integrated(&self, position: u64) -> Result<Sequenced, SequenceError> {
        let mut sequenced = self.sequenced.clone();
        let is_in = |sequenced: &Option<Sequenced>| sequenced.as_ref().is_some_and(|known| known.size > position);
        if !is_in(&sequenced.borrow()) {
            match self.sequence_now().await {
                Ok(_) | Err(SequenceError::NotElected) => {}
                Err(error) => return Err(error),
            }
        }
        let known = sequenced.wait_for(is_in).await.map_err(|_| SequenceError::Stopped)?;
        known.clone().ok_or(SequenceError::Stopped)
    }

    /// The receipt 回执 of the act at `position`, checked as its holder will check it.
    pub async fn proof(&self, position: u64) -> Result<ProofBundle, ProofError> {
        let known = self.sequenced().filter(|known| known.size > position);
        let Some(Sequenced { size, checkpoint, .. }) = known else {
            let size = self.sequenced().map_or(0, |known| known.size);
            return Err(ProofError::NotYet { position, size });
        };
        let payload = self.store.payload(position).await?.ok_or(ProofError::Erased { position })?;
        let tiles = |reason: String| ProofError::Tiles { position, reason };
        let files = self.files.clone();
        let proof = tokio::task::spawn_blocking(move || {
            inclusion_proof(&files, position, size).map_err(|error| error.to_string())
        });
        let inclusion = proof.await.map_err(|error| tiles(error.to_string()))?.map_err(tiles)?;
        let bundle = ProofBundle { payload: payload.text, salt: payload.salt, position, inclusion, checkpoint };
        bundle.verify(&self.verifier).map_err(|error| tiles(error.to_string()))?;
        Ok(bundle)
    }

    /// Whether the published log begins with the acts of the tree of `size` and `root`.
    pub async fn continues(&self, size: u64, root: Digest) -> Result<bool, SequenceError> {
        let files = self.files.clone();
        let read = move || match TileBuilder::resume(&files, size, &root) {
            Ok(_) => Ok(true),
            Err(TileError::Source { source, .. }) => Err(source.into()),
            Err(_) => Ok(false),
        };
        tokio::task::spawn_blocking(read).await.map_err(|_| SequenceError::Stopped)?
    }

    /// Ends publishing; another node may then be elected.
    pub async fn stop(self) {
        drop(self.wake);
        let mut sequenced = self.sequenced;
        // The task drops its end when it is done.
        while sequenced.changed().await.is_ok() {}
    }
}

async fn run(
    mut publisher: Publisher,
    interval: Duration,
    mut requests: mpsc::Receiver<Reply>,
    announce: watch::Sender<Option<Sequenced>>,
) {
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let mut replies = Vec::new();
        tokio::select! {
            request = requests.recv() => match request {
                Some(reply) => replies.push(reply),
                None => break,
            },
            _ = ticks.tick() => {}
        }
        while let Ok(reply) = requests.try_recv() {
            replies.push(reply);
        }
        let outcome = publisher.sequence().await;
        match &outcome {
            Ok(sequenced) => {
                announce.send_if_modified(|known| {
                    let newer = known.as_ref() != Some(sequenced);
                    if newer {
                        *known = Some(sequenced.clone());
                    }
                    newer
                });
            }
            Err(SequenceError::NotElected) => {}
            Err(error) => tracing::error!(%error, "the log could not be published"),
        }
        for reply in replies {
            // Who stopped waiting needs no answer.
            let _ = reply.send(outcome.clone());
        }
    }
    publisher.resign().await;
}
