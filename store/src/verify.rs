//! Replays everything in the database and the published log, and names the first thing that does not hold.

mod acts;
mod blanked;
mod difference;
mod erased;
mod gathered;
mod log;
mod traces;
mod views;

use std::path::Path;

use domain::act::Envelope;
use ledger::VerifierKey;

use crate::connection::{Link, Param};
use crate::error::DatabaseError;
use crate::log_files::{FileError, LogFiles};
use crate::store::Store;
use log::LogCheck;
use traces::TraceCheck;

pub use difference::Difference;

/// What was found to hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    /// Acts whose payload, columns and commitment agree.
    pub acts: u64,
    /// Of these, acts proven by the signed checkpoint.
    pub sequenced: u64,
    /// Files of the log compared byte for byte.
    pub tiles: u64,
    /// Of the acts, those whose content was erased by an act that says so.
    pub erased: u64,
    /// View rows that are the fold of their acts, those of the index of traces among them.
    pub views: u64,
}

/// Why verification did not end well.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// Something was changed behind the platform's back.
    #[error(transparent)]
    Differs(#[from] Difference),
    /// Nothing is known: the database did not answer.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Nothing is known: a file could not be read.
    #[error("{reason}")]
    Files { reason: String },
}

impl From<FileError> for VerifyError {
    fn from(error: FileError) -> Self {
        Self::Files { reason: error.to_string() }
    }
}

const PAYLOAD: &str = "SELECT payload FROM payloads WHERE position = $1";

/// The payload at a position, where it is not erased.
async fn payload_at(link: &mut Link<'_>, position: i64) -> Result<Option<String>, DatabaseError> {
    link.fetch(PAYLOAD, &[Param::Int(position)]).await?.first().map(|row| row.text(0)).transpose()
}

impl Store {
    /// Checks every act, tile, checkpoint and view row, at one instant of the database, in bounded memory.
    ///
    /// `on_version` gets the position and envelope of every act that receives, destroys or erases a version, record by
    /// record, so that the caller can check the table files there should be. The log may be in use meanwhile.
    pub async fn verify(
        &self,
        log_dir: &Path,
        key: &VerifierKey,
        mut on_version: impl FnMut(u64, &Envelope) + Send,
    ) -> Result<Verified, VerifyError> {
        // The checkpoint before the snapshot: all it covers is then in the snapshot.
        let files = LogFiles::new(log_dir);
        let note = files.checkpoint()?;
        let mut snapshot = self.database.snapshot().await?;
        let mut link = snapshot.link();
        let check = LogCheck::new(files, note.as_deref(), log::row(&mut link).await?, key)?;
        let mut traces = TraceCheck::start(&mut link).await?;
        let (mut verified, counted) = acts::check(&mut link, check, &mut traces).await?;
        verified.erased = erased::check(&mut link).await?;
        verified.views = views::check(&mut link, &mut on_version).await?;
        verified.views += traces.finish(&mut link).await?;
        blanked::check(&mut link).await?;
        verified.views += gathered::check(&mut link, counted).await?;
        snapshot.rollback().await?;
        Ok(verified)
    }
}
