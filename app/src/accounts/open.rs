use std::collections::BTreeSet;

use access::{Action, Resource};
use base::{AccountId, CredentialId, Message, OrganisationId};
use domain::account::{Account, AccountStatus, Role};
use domain::act::Act;
use domain::credential::{Credential, CredentialKind, Scope};
use domain::record::{Change, Decided};
use zeroize::Zeroizing;

use super::password;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// A login to open.
pub struct OpenAccount {
    pub handle: String,
    pub password: Zeroizing<String>,
    pub organisation: Option<OrganisationId>,
    pub roles: BTreeSet<Role>,
}

impl App {
    /// Opens a login for a body's member.
    pub async fn open_account(&self, session: &Session, command: OpenAccount) -> Result<Account, Problem> {
        let permit = match &command.organisation {
            Some(id) => {
                let organisation = self.organisation_record(id).await?;
                self.authorise(session, Action::OpenAccount, &Resource::Organisation(&organisation.state))?
            }
            None => self.authorise(session, Action::OpenAccount, &Resource::Platform)?,
        };
        self.open_login(Mandate::Permitted(session, permit), command).await
    }

    /// A citizen or firm opens its own login on the open portal.
    pub async fn register_applicant(&self, handle: String, password: Zeroizing<String>) -> Result<Account, Problem> {
        let roles = [Role::Applicant].into();
        self.open_login(Mandate::Platform, OpenAccount { handle, password, organisation: None, roles }).await
    }

    async fn open_login(&self, mandate: Mandate<'_>, command: OpenAccount) -> Result<Account, Problem> {
        check_handle(&command.handle)?;
        let verifier = password::hash(command.password, self.entropy.as_ref()).await?;
        let account = Account {
            id: AccountId::random(self.entropy.as_ref()),
            handle: command.handle,
            organisation: command.organisation,
            roles: command.roles,
            status: AccountStatus::Open,
            stand_in: None,
        };
        let credential = Credential {
            id: CredentialId::random(self.entropy.as_ref()),
            account: account.id.clone(),
            kind: CredentialKind::Password,
            verifier,
            scopes: Scope::ALL.into(),
            label: "password".to_owned(),
            expires: None,
            revoked: false,
        };
        let first = |act| vec![Decided::new(act, Vec::new())];
        let changes = vec![
            Change::new::<Account>(&account.id, None, first(Act::AccountOpened(account.clone())))?,
            Change::new::<Credential>(&credential.id, None, first(Act::CredentialIssued(credential.clone())))?,
        ];
        self.append(mandate, changes).await?;
        Ok(account)
    }
}

fn check_handle(handle: &str) -> Result<(), Problem> {
    let fits = (3..=64).contains(&handle.chars().count())
        && handle.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@'));
    if fits { Ok(()) } else { Err(Problem::invalid("handle", Message::new("invalid-handle"))) }
}
