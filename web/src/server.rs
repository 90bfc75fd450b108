use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use app::App;
use bytes::Bytes;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::limits::Limits;
use crate::meters::Meters;
use crate::problem::Failure;
use crate::rates::Rates;

/// Longest wait for a turn at a heavy operation.
const TURN: Duration = Duration::from_secs(10);

/// What every handler can reach.
pub(crate) struct Server {
    pub(crate) app: Arc<App>,
    pub(crate) limits: Limits,
    pub(crate) rates: Rates,
    pub(crate) meters: Meters,
    /// The OpenAPI document, as it is sent.
    pub(crate) openapi: Bytes,
    questions: Semaphore,
    uploads: Semaphore,
    started: i64,
    requests: AtomicU64,
}

impl Server {
    pub(crate) fn new(app: Arc<App>, limits: Limits, meters: Meters, openapi: Bytes) -> Self {
        Self {
            rates: Rates::new(&limits),
            questions: Semaphore::new(limits.questions),
            uploads: Semaphore::new(limits.uploads),
            started: app.clock().now().millis(),
            requests: AtomicU64::new(0),
            app,
            limits,
            meters,
            openapi,
        }
    }

    /// A turn at a question that may take all of a core.
    pub(crate) async fn question(&self) -> Result<SemaphorePermit<'_>, Failure> {
        turn(&self.questions).await
    }

    /// A turn at receiving a file.
    pub(crate) async fn upload(&self) -> Result<SemaphorePermit<'_>, Failure> {
        turn(&self.uploads).await
    }

    /// Names a request in a problem and in the log, so that the two can be brought together.
    pub(crate) fn request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        format!("{:x}-{number:x}", self.started)
    }
}

async fn turn(semaphore: &Semaphore) -> Result<SemaphorePermit<'_>, Failure> {
    match tokio::time::timeout(TURN, semaphore.acquire()).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) | Err(_) => Err(Failure::busy()),
    }
}
