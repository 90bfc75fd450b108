use domain::version::Version;
use std::sync::Arc;

use crate::platform::App;
use crate::problem::Problem;

impl App {
    /// Carries out a destruction that is in the log already.
    pub(crate) async fn destroy_version(&self, version: &Version) -> Result<(), Problem> {
        let (lake, manifest) = (Arc::clone(&self.lake), version.manifest.clone());
        let done = tokio::task::spawn_blocking(move || lake.destroy(&manifest)).await;
        let done = done.map_err(|error| Problem::Internal(format!("a destruction stopped: {error}")))?;
        done.map_err(|error| Problem::Unavailable {
            message: base::Message::new("unavailable-destruction"),
            detail: error.to_string(),
        })
    }
}
