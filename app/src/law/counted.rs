//! How often each article was acted on.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use law::Basis;

use super::ExplainError;

/// Counts the acts of a platform by every article they cite. Walks the log once in pages.
pub async fn acts_by_article(
    folder: &Path,
    database: Option<String>,
    entropy: Arc<dyn base::Entropy>,
) -> Result<BTreeMap<Basis, u64>, ExplainError> {
    let (_, store) = super::records_of(folder, database, entropy).await?;
    let counted = count(&store).await;
    store.close().await;
    counted
}

async fn count(store: &store::Store) -> Result<BTreeMap<Basis, u64>, ExplainError> {
    let mut counts = BTreeMap::new();
    crate::log::walk(store, |_, envelope| {
        for basis in &envelope.basis {
            *counts.entry(basis.clone()).or_default() += 1;
        }
    })
    .await?;
    Ok(counts)
}
