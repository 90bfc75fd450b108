//! How often each article was acted on.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use law::Basis;

use super::ExplainError;

/// Acts read at a time.
const PAGE: u32 = 1000;

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
    let mut after = None;
    loop {
        let page = store.acts_after(after, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(counts) };
        after = Some(*last);
        for basis in page.into_iter().flat_map(|(_, envelope)| envelope.basis) {
            *counts.entry(basis).or_default() += 1;
        }
    }
}
