use access::{Action, Resource};
use base::{AccountId, HitId};
use domain::watch::Hit;
use store::Filter;

use crate::page::Page;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// Which findings to list.
#[derive(Debug, Clone, Default)]
pub struct HitList {
    /// Only those about this account.
    pub account: Option<AccountId>,
    pub after: Option<HitId>,
    pub limit: u32,
}

impl App {
    /// What the risk watch found, in order of id. For those who watch over the platform.
    pub async fn hits(&self, session: &Session, list: HitList) -> Result<Page<Hit>, Problem> {
        self.allow(session, Action::SeeAudit, &Resource::Platform)?;
        let filter = Filter {
            subject: list.account.map(|id| id.to_string()),
            after_id: list.after.map(|id| id.to_string()),
            limit: Some(list.limit),
            ..Filter::default()
        };
        let found = self.store.list::<Hit>(&filter).await?;
        Ok(Page::of(found, list.limit, |loaded| loaded.state.id.to_string(), |loaded| Some(loaded.state)))
    }
}
