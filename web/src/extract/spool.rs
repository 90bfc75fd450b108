use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use http_body_util::BodyExt as _;
use tempfile::{NamedTempFile, TempPath};
use tokio::io::AsyncWriteExt as _;

use crate::problem::Failure;
use crate::server::Server;

/// Writes a body of at most `max` bytes to a file of the spool, which goes when its path is dropped.
pub(crate) async fn spool(server: &Server, headers: &HeaderMap, mut body: Body, max: u64) -> Result<TempPath, Failure> {
    let declared = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > max) {
        return Err(Failure::too_large(max));
    }
    let (file, path) = NamedTempFile::new_in(server.app.folder().spool())?.into_parts();
    let mut file = tokio::fs::File::from_std(file);
    let mut left = max;
    loop {
        let frame = tokio::time::timeout(server.limits.idle_time, body.frame());
        let Some(frame) = frame.await.map_err(|_| Failure::body_broken())? else { break };
        let Ok(bytes) = frame.map_err(|_| Failure::body_broken())?.into_data() else { continue };
        let size = bytes.len() as u64;
        left = left.checked_sub(size).ok_or_else(|| Failure::too_large(max))?;
        file.write_all(&bytes).await?;
    }
    file.flush().await?;
    Ok(path)
}
