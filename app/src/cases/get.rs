use access::{Action, Resource};
use base::{AgreementId, CaseId};
use domain::agreement::Agreement;
use domain::case::Case;
use domain::record::{Loaded, Record};
use store::Filter;

use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// Which cases to list.
#[derive(Debug, Clone, Default)]
pub struct CaseList {
    /// Only those standing in this state.
    pub state: Option<String>,
    pub after: Option<CaseId>,
    pub limit: u32,
}

impl App {
    pub async fn case(&self, session: &Session, id: &CaseId) -> Result<Loaded<Case>, Problem> {
        let case = self.case_record(id).await?;
        self.allow(session, Action::SeeCase, &Resource::Case(&case.state))?;
        Ok(case)
    }

    /// The cases the asker may see, in order of id. A page may be short where some are not theirs to see.
    pub async fn cases(&self, session: &Session, list: CaseList) -> Result<Vec<Loaded<Case>>, Problem> {
        let filter = Filter {
            status: list.state,
            after_id: list.after.map(|id| id.to_string()),
            limit: Some(list.limit),
            ..Filter::default()
        };
        let page = self.store.list::<Case>(&filter).await?;
        let seen = |case: &Loaded<Case>| {
            self.policies.authorise(&session.principal(), Action::SeeCase, &Resource::Case(&case.state)).is_ok()
        };
        Ok(page.into_iter().filter(seen).collect())
    }

    pub async fn agreement(&self, session: &Session, id: &AgreementId) -> Result<Loaded<Agreement>, Problem> {
        let agreement = self.agreement_record(id).await?;
        self.allow(session, Action::SeeAgreement, &Resource::Agreement(&agreement.state))?;
        Ok(agreement)
    }

    /// The agreements the asker is the consumer of, in order of id.
    pub async fn agreements(
        &self,
        session: &Session,
        after: Option<AgreementId>,
        limit: u32,
    ) -> Result<Vec<Agreement>, Problem> {
        let owner = super::consumer(session).as_str().to_owned();
        let filter = Filter {
            owner: Some(owner),
            after_id: after.map(|id| id.to_string()),
            limit: Some(limit),
            ..Filter::default()
        };
        let page = self.store.list::<Agreement>(&filter).await?;
        Ok(page.into_iter().map(|loaded| loaded.state).collect())
    }

    pub(crate) async fn case_record(&self, id: &CaseId) -> Result<Loaded<Case>, Problem> {
        let found = self.store.load::<Case>(id.as_str()).await?;
        found.ok_or_else(|| Problem::missing(Case::KIND, id.as_str()))
    }

    pub(crate) async fn agreement_record(&self, id: &AgreementId) -> Result<Loaded<Agreement>, Problem> {
        let found = self.store.load::<Agreement>(id.as_str()).await?;
        found.ok_or_else(|| Problem::missing(Agreement::KIND, id.as_str()))
    }
}
