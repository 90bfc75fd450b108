use access::{Action, Resource};
use base::DatasetId;
use domain::dataset::{Catalogue, Dataset};
use domain::record::Change;

use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

impl App {
    /// Changes an entry that the authority has not confirmed yet.
    pub async fn revise_dataset(&self, session: &Session, id: &DatasetId, catalogue: Catalogue) -> Result<(), Problem> {
        let dataset = self.dataset_record(id).await?;
        let permit = self.authorise(session, Action::ReviseDataset, &Resource::Dataset(&dataset.state))?;
        let provider = self.body(&dataset.state.provider).await?;
        let deciding = self.deciding_at(&provider.region)?;
        let acts = domain::dataset::revise(&dataset.state, &provider, &catalogue, &deciding)?;
        let change = Change::new::<Dataset>(id, Some(&dataset), acts)?;
        self.append(Mandate::Permitted(session, permit), vec![change]).await?;
        Ok(())
    }
}
