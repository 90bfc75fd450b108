use std::collections::BTreeSet;

use access::{Action, Resource};
use base::{AccountId, Message};
use domain::account::{Account, AccountStatus, Role};
use domain::agreement::{Agreement, AgreementStatus, Consumer};
use domain::case::Case;
use domain::credential::Credential;
use domain::record::{Loaded, Record};
use store::Filter;

use crate::erasure::{Named, STEP};
use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// What a login is erased on the ground of: the same articles as a request for deletion.
const PROCEDURE: &str = "personal-right";

impl App {
    /// Erases what a closed login of a citizen says of its holder: the login name, its credentials, and what was written
    /// in the holder's own cases. Whatever interrupts it, asked for again it goes on. Answers how many records lost
    /// content.
    pub async fn erase_account(&self, session: &Session, id: &AccountId) -> Result<u64, Problem> {
        let account = self.account_record(id).await?;
        let permit = self.authorise(session, Action::CloseAccount, &Resource::Account(&account.state))?;
        self.may_erase(&account).await?;
        let deciding = self.deciding()?;
        let basis = deciding.rulebook.step_basis(deciding.region, PROCEDURE, STEP, deciding.today());
        let person = Named { names: vec![account.state.handle.clone()], case: None, basis };
        let last = Account::reference(id);
        let mut records = self.erase_naming(&person, &last).await?;
        records += self.erase_own_cases(&person, &Consumer::Account(id.clone()), &last).await?;
        let nothing_kept = BTreeSet::new();
        let mut changes = Vec::new();
        for credential in self.all_owned::<Credential>(id).await? {
            let record = Credential::reference(&credential.state.id);
            changes.extend(self.erasing_record(&person, &record, Some(&nothing_kept)).await?);
        }
        changes.extend(self.erasing_record(&person, &last, Some(&nothing_kept)).await?);
        records += changes.len() as u64;
        if !changes.is_empty() {
            self.append(Mandate::Permitted(session, permit), changes).await?;
        }
        self.store.scrub().await?;
        Ok(records)
    }

    async fn may_erase(&self, account: &Loaded<Account>) -> Result<(), Problem> {
        let state = &account.state;
        let stands = |key: &str| {
            let message = Message::new(key).with("account", &state.id);
            Err(Problem::Conflict { message, current: Some(account.version) })
        };
        if state.organisation.is_some() || state.roles != BTreeSet::from([Role::Applicant]) {
            return stands("state-account-not-citizen");
        }
        if state.status == AccountStatus::Open {
            return stands("state-account-open");
        }
        let cases = self.all_owned::<Case>(&state.id).await?;
        let agreements = self.all_owned::<Agreement>(&state.id).await?;
        let today = self.clock.now().law_date();
        let runs = |agreement: &Agreement| agreement.status != AgreementStatus::Ended && today <= agreement.until;
        if cases.iter().any(|case| !case.state.ended) || agreements.iter().any(|agreement| runs(&agreement.state)) {
            return stands("state-account-in-use");
        }
        Ok(())
    }

    async fn all_owned<T: Record>(&self, owner: &AccountId) -> Result<Vec<Loaded<T>>, Problem> {
        let (mut all, mut after_id) = (Vec::new(), None);
        loop {
            let filter = Filter { owner: Some(owner.to_string()), after_id, ..Filter::default() };
            let page: Vec<Loaded<T>> = self.store.list(&filter).await?;
            let Some(last) = page.last() else { return Ok(all) };
            after_id = Some(last.state.id().to_string());
            all.extend(page);
        }
    }
}
