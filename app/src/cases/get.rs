use access::{Action, Resource};
use base::{AgreementId, CaseId};
use domain::agreement::Agreement;
use domain::case::Case;
use domain::record::{Loaded, Record};
use store::Filter;

use crate::page::Page;
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

/// On which side of an agreement the asker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Consumer,
    Provider,
}

impl App {
    pub async fn case(&self, session: &Session, id: &CaseId) -> Result<Loaded<Case>, Problem> {
        let case = self.case_record(id).await?;
        let parts = super::step::parts(session, &case.state, None);
        self.allow(session, Action::SeeCase, &Resource::Case { case: &case.state, parts: &parts })?;
        Ok(case)
    }

    /// The cases the asker may see, in order of id.
    pub async fn cases(&self, session: &Session, list: CaseList) -> Result<Page<Case>, Problem> {
        let filter = Filter {
            status: list.state,
            after_id: list.after.map(|id| id.to_string()),
            limit: Some(list.limit),
            ..Filter::default()
        };
        let found = self.store.list::<Case>(&filter).await?;
        let permitted = |case: &Case| {
            let parts = super::step::parts(session, case, None);
            let resource = Resource::Case { case, parts: &parts };
            self.policies.authorise(&session.principal(), Action::SeeCase, &resource).is_ok()
        };
        let visible = |loaded: Loaded<Case>| permitted(&loaded.state).then_some(loaded.state);
        Ok(Page::of(found, list.limit, |loaded| loaded.state.id.to_string(), visible))
    }

    pub async fn agreement(&self, session: &Session, id: &AgreementId) -> Result<Loaded<Agreement>, Problem> {
        let agreement = self.agreement_record(id).await?;
        self.allow(session, Action::SeeAgreement, &Resource::Agreement(&agreement.state))?;
        Ok(agreement)
    }

    /// The agreements made with the asker or the asker's body, or granted by it, in order of id.
    pub async fn agreements(
        &self,
        session: &Session,
        side: Side,
        after: Option<AgreementId>,
        limit: u32,
    ) -> Result<Page<Agreement>, Problem> {
        let own = super::consumer(session).as_str().to_owned();
        let (owner, subject) = match side {
            Side::Consumer => (Some(own), None),
            Side::Provider => (None, Some(own)),
        };
        let after_id = after.map(|id| id.to_string());
        let filter = Filter { owner, subject, after_id, limit: Some(limit), ..Filter::default() };
        let found = self.store.list::<Agreement>(&filter).await?;
        let permitted = |agreement: &Agreement| {
            let resource = Resource::Agreement(agreement);
            self.policies.authorise(&session.principal(), Action::SeeAgreement, &resource).is_ok()
        };
        let visible = |loaded: Loaded<Agreement>| permitted(&loaded.state).then_some(loaded.state);
        Ok(Page::of(found, limit, |loaded| loaded.state.id.to_string(), visible))
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
