use access::{Action, Principal, Resource};
use base::DatasetId;
use domain::dataset::Dataset;
use domain::record::{Loaded, Record};
use domain::version::Version;
use store::Filter;

use crate::page::Page;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// Which catalogue entries to list.
#[derive(Debug, Clone, Default)]
pub struct DatasetList {
    pub provider: Option<String>,
    pub after: Option<DatasetId>,
    pub limit: u32,
}

impl App {
    /// One entry; what the asker may not see does not exist for them.
    pub async fn dataset(&self, session: Option<&Session>, id: &DatasetId) -> Result<Loaded<Dataset>, Problem> {
        let dataset = self.dataset_record(id).await?;
        if self.sees(session, &dataset.state) {
            return Ok(dataset);
        }
        Err(Problem::missing(Dataset::KIND, id.as_str()))
    }

    /// The entries the asker may see, in order of id.
    pub async fn datasets(&self, session: Option<&Session>, list: DatasetList) -> Result<Page<Dataset>, Problem> {
        let filter = Filter {
            owner: list.provider,
            after_id: list.after.map(|id| id.to_string()),
            limit: Some(list.limit),
            ..Filter::default()
        };
        let found = self.store.list::<Dataset>(&filter).await?;
        let seen = |loaded: Loaded<Dataset>| self.sees(session, &loaded.state).then_some(loaded.state);
        Ok(Page::of(found, list.limit, |loaded| loaded.state.id.to_string(), seen))
    }

    /// Whether a file for this dataset would be taken from the asker at all, before any of it is.
    pub async fn may_receive(&self, session: &Session, id: &DatasetId) -> Result<(), Problem> {
        let dataset = self.dataset(Some(session), id).await?;
        self.allow(session, Action::ReceiveVersion, &Resource::Dataset(&dataset.state))
    }

    fn sees(&self, session: Option<&Session>, dataset: &Dataset) -> bool {
        let principal = session.map_or_else(Principal::visitor, Session::principal);
        self.policies.authorise(&principal, Action::SeeDataset, &Resource::Dataset(dataset)).is_ok()
    }

    /// The versions of a dataset, in order of id.
    pub async fn versions(&self, session: &Session, id: &DatasetId) -> Result<Vec<Version>, Problem> {
        let dataset = self.dataset_record(id).await?;
        self.allow(session, Action::SeeVersion, &Resource::Dataset(&dataset.state))?;
        let filter = Filter { subject: Some(id.to_string()), ..Filter::default() };
        let mut versions: Vec<Version> =
            self.store.list::<Version>(&filter).await?.into_iter().map(|loaded| loaded.state).collect();
        versions.sort_by_key(|version| version.number);
        Ok(versions)
    }

    pub(crate) async fn dataset_record(&self, id: &DatasetId) -> Result<Loaded<Dataset>, Problem> {
        let found = self.store.load::<Dataset>(id.as_str()).await?;
        found.ok_or_else(|| Problem::missing(Dataset::KIND, id.as_str()))
    }
}
