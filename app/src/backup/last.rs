use base::Timestamp;
use domain::act::Act;
use serde::Serialize;
use store::{ReadError, Store};

/// The newest backup on record 最近一次备份.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastBackup {
    pub at: Timestamp,
    /// Which folder it is in.
    pub folder: String,
    /// The acts in it: those at positions below this.
    pub position: u64,
    /// Acts it does not hold, but for the one that speaks of it.
    pub since: u64,
}

/// Looks for the newest backup the log speaks of.
pub(crate) async fn last_backup(store: &Store) -> Result<Option<LastBackup>, ReadError> {
    let Some(place) = store.newest_backup().await? else { return Ok(None) };
    let Some(envelope) = store.act_at(place).await? else { return Ok(None) };
    let Act::BackupMade(made) = envelope.act else { return Ok(None) };
    let since = store.head_position().await?.saturating_sub(made.position + 1);
    Ok(Some(LastBackup { at: envelope.context.at, folder: made.folder, position: made.position, since }))
}
