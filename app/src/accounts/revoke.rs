use access::{Action, Resource};
use base::CredentialId;
use domain::act::Act;
use domain::credential::Credential;
use domain::record::{Change, Decided, Record};

use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

impl App {
    /// Ends a session or token before its term.
    pub async fn revoke_credential(&self, session: &Session, id: &CredentialId, reason: String) -> Result<(), Problem> {
        let found = self.store.load::<Credential>(id.as_str()).await?;
        let credential = found.ok_or_else(|| Problem::missing(Credential::KIND, id.as_str()))?;
        let account = self.account_record(&credential.state.account).await?;
        let permit = self.authorise(session, Action::RevokeCredential, &Resource::Account(&account.state))?;
        let act = Decided::new(Act::CredentialRevoked { reason }, Vec::new());
        let change = Change::new::<Credential>(id, Some(&credential), vec![act])?;
        self.append(Mandate::Permitted(session, permit), vec![change]).await?;
        Ok(())
    }
}
