use std::collections::HashSet;
use std::time::Duration;

use domain::record::Loaded;
use domain::version::Version;
use store::Filter;

use crate::platform::App;
use crate::problem::Problem;

/// Receiving a file takes hours at most; what is older and has no version was left by a crash.
const LEFT_BEHIND: Duration = Duration::from_hours(24);

impl App {
    /// Removes table files that no version names: what a crash left between writing and the log. Gives how many.
    pub async fn sweep(&self) -> Result<usize, Problem> {
        let mut known = HashSet::new();
        let mut after = None;
        loop {
            let filter = Filter { after_id: after, ..Filter::default() };
            let page: Vec<Loaded<Version>> = self.store.list(&filter).await?;
            let Some(last) = page.last() else {
                return Ok(self.lake.sweep(&known, LEFT_BEHIND)?.len());
            };
            after = Some(last.state.id.to_string());
            let unfinished =
                |version: &&Loaded<Version>| version.state.destroyed.is_some() && version.state.erased.is_none();
            for version in page.iter().filter(unfinished) {
                // A crash between the log and the disk left its files.
                self.destroy_version(&version.state.id).await?;
            }
            known.extend(
                page.iter().flat_map(|version| version.state.manifest.stored_files()).map(|file| file.path.clone()),
            );
        }
    }
}
