use std::path::Path;
use std::time::Duration;

use super::error::BackupError;
use super::last::last_backup;
use super::make::BackedUp;
use crate::platform::App;

impl App {
    /// Whether backups can be made here at all: the records stand in the platform's own folder.
    pub fn can_back_up(&self) -> Result<(), BackupError> {
        if self.store.is_file() { Ok(()) } else { Err(store::SnapshotError::Server.into()) }
    }

    /// Backs up as [`App::back_up`] does where the newest backup on record is `every` old, whoever made it; answers
    /// nothing where it is younger.
    pub async fn back_up_when_due(
        &self,
        to: &Path,
        keep: usize,
        every: Duration,
    ) -> Result<Option<BackedUp>, BackupError> {
        self.can_back_up()?;
        if let Some(last) = last_backup(&self.store).await? {
            // A clock that was put back must not put off the next backup for as long as it went wrong.
            let age = u128::from(last.at.millis().abs_diff(self.clock.now().millis()));
            if age < every.as_millis() {
                return Ok(None);
            }
        }
        self.back_up(to, keep).await.map(Some)
    }
}
