use std::path::Path;
use std::sync::Arc;

use app::{App, Folder, FoundError, Founding, OpenError, Options, Outbound};
use base::{Clock, Entropy};

/// The region the story plays in: Hainan 海南省.
pub const REGION: &str = "460000";

/// Why no platform could be set up.
#[derive(Debug, thiserror::Error)]
pub enum FoundingError {
    #[error(transparent)]
    Found(#[from] FoundError),
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Founds a platform in the empty `folder` and opens it. Gives the administrator's token with it.
pub async fn founded(
    folder: &Path,
    database: Option<String>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> Result<(Arc<App>, String), FoundingError> {
    founded_sending(folder, database, clock, entropy, Outbound::default()).await
}

/// The same, with ways for notices to leave.
pub async fn founded_sending(
    folder: &Path,
    database: Option<String>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    outbound: Outbound,
) -> Result<(Arc<App>, String), FoundingError> {
    founded_in((REGION, "海南省大数据管理机构"), folder, database, clock, entropy, outbound).await
}

/// The same in any region, with the name of its authority.
pub async fn founded_in(
    (region, authority): (&str, &str),
    folder: &Path,
    database: Option<String>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    outbound: Outbound,
) -> Result<(Arc<App>, String), FoundingError> {
    let founding = Founding {
        folder: Folder::new(folder),
        database: database.clone(),
        region: region.to_owned(),
        authority: authority.to_owned(),
        rules: None,
        store_level: None,
        clock: Arc::clone(&clock),
        entropy: Arc::clone(&entropy),
    };
    let founded = app::found(founding).await?;
    let app = App::open(Options { folder: folder.to_path_buf(), database, clock, entropy, outbound }).await?;
    Ok((app, founded.token))
}
