use std::collections::HashSet;

use domain::record::Loaded;
use domain::version::Version;
use store::Filter;

use crate::platform::App;
use crate::problem::Problem;

impl App {
    /// Removes table files that no version names: what a crash left between writing and the log. Gives how many.
    pub async fn sweep(&self) -> Result<usize, Problem> {
        let mut known = HashSet::new();
        let mut after = None;
        loop {
            let filter = Filter { after_id: after, ..Filter::default() };
            let page: Vec<Loaded<Version>> = self.store.list(&filter).await?;
            let Some(last) = page.last() else {
                return Ok(self.lake.sweep(&known)?.len());
            };
            after = Some(last.state.id.to_string());
            known.extend(
                page.iter().flat_map(|version| version.state.manifest.stored_files()).map(|file| file.path.clone()),
            );
        }
    }
}
