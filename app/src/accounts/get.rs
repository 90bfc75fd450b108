use access::{Action, Resource};
use base::AccountId;
use domain::account::Account;
use domain::record::{Loaded, Record};

use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

impl App {
    /// One login, as far as the asker may see it.
    pub async fn account(&self, session: &Session, id: &AccountId) -> Result<Loaded<Account>, Problem> {
        let account = self.account_record(id).await?;
        self.allow(session, Action::SeeAccount, &Resource::Account(&account.state))?;
        Ok(account)
    }

    pub(crate) async fn account_record(&self, id: &AccountId) -> Result<Loaded<Account>, Problem> {
        let found = self.store.load::<Account>(id.as_str()).await?;
        found.ok_or_else(|| Problem::missing(Account::KIND, id.as_str()))
    }
}
