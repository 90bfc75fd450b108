use serde::Serialize;

use super::kept::wrapped;
use crate::platform::App;
use crate::problem::Problem;

/// A wrapped key as it is listed: nothing of it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyLine {
    /// `region dataset version attachment table snapshot platform`.
    pub kind: String,
    pub name: String,
    pub generation: u32,
    pub suite: String,
    /// Generation and check value of the key above it.
    pub holder_generation: u32,
    pub holder_check: String,
}

impl App {
    /// Every wrapped key, in the order of kinds and names, a page of them in memory.
    pub async fn list_keys(&self, mut take: impl FnMut(KeyLine)) -> Result<(), Problem> {
        let mut after = None;
        loop {
            let page = self.store.keys(after.as_ref()).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.id.clone());
            for kept in &page {
                let key = wrapped(kept)?;
                take(KeyLine {
                    kind: kept.id.kind.clone(),
                    name: kept.id.name.clone(),
                    generation: kept.id.generation,
                    suite: key.suite().to_string(),
                    holder_generation: key.holder_generation(),
                    holder_check: key.holder_check().to_string(),
                });
            }
        }
    }
}
