use access::{Action, Resource};
use base::AccountId;
use domain::account::Account;
use domain::act::Act;
use domain::record::{Change, Decided};

use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

impl App {
    /// Closes a login for good. Its sessions and tokens end with the next request.
    pub async fn close_account(&self, session: &Session, id: &AccountId, reason: String) -> Result<(), Problem> {
        let account = self.account_record(id).await?;
        let permit = self.authorise(session, Action::CloseAccount, &Resource::Account(&account.state))?;
        let act = Decided::new(Act::AccountClosed { reason }, Vec::new());
        let change = Change::new::<Account>(id, Some(&account), vec![act])?;
        self.append(Mandate::Permitted(session, permit), vec![change]).await?;
        Ok(())
    }
}
