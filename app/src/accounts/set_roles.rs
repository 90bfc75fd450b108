use std::collections::BTreeSet;

use access::{Action, Resource};
use base::AccountId;
use domain::account::{Account, Role};
use domain::act::Act;
use domain::record::{Change, Decided};

use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

impl App {
    /// Sets what an account may act as; takes effect with the next request.
    pub async fn set_roles(&self, session: &Session, id: &AccountId, roles: BTreeSet<Role>) -> Result<(), Problem> {
        let account = self.account_record(id).await?;
        let permit = self.authorise(session, Action::SetRoles, &Resource::Account(&account.state))?;
        let act = Decided::new(Act::RolesSet { roles: roles.into_iter().collect() }, Vec::new());
        let change = Change::new::<Account>(id, Some(&account), vec![act])?;
        self.append(Mandate::Permitted(session, permit), vec![change]).await?;
        Ok(())
    }
}
