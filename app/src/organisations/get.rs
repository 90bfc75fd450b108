use access::{Action, Resource};
use base::OrganisationId;
use domain::notice::Reach;
use domain::organisation::Organisation;
use domain::record::{Loaded, Record};
use store::Filter;

use crate::page::Page;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

impl App {
    /// One body. Who takes part is public; where its notices go is not.
    pub async fn organisation(&self, id: &OrganisationId) -> Result<Organisation, Problem> {
        Ok(self.organisation_record(id).await?.state.without_reach())
    }

    /// Where a body's notices go beside its inbox, for those who may say so.
    pub async fn reach(&self, session: &Session, id: &OrganisationId) -> Result<Reach, Problem> {
        let body = self.organisation_record(id).await?.state;
        self.allow(session, Action::SetReach, &Resource::Organisation(&body))?;
        Ok(body.reach.unwrap_or_default())
    }

    pub(crate) async fn organisation_record(&self, id: &OrganisationId) -> Result<Loaded<Organisation>, Problem> {
        let found = self.store.load::<Organisation>(id.as_str()).await?;
        found.ok_or_else(|| Problem::missing(Organisation::KIND, id.as_str()))
    }

    /// Bodies in order of id, after `after`.
    pub async fn organisations(&self, after: Option<String>, limit: u32) -> Result<Page<Organisation>, Problem> {
        let filter = Filter { after_id: after, limit: Some(limit), ..Filter::default() };
        let found = self.store.list::<Organisation>(&filter).await?;
        Ok(Page::of(found, limit, |loaded| loaded.state.id.to_string(), |loaded| Some(loaded.state.without_reach())))
    }
}
