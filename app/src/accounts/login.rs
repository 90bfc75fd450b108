use base::{Message, Timestamp};
use domain::account::{Account, AccountStatus};
use domain::act::{Act, Actor};
use domain::credential::{Credential, CredentialKind, Scope, Verifier};
use domain::record::{Change, Decided};
use store::Filter;
use zeroize::Zeroizing;

use super::password;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Bearer, Mandate};

/// How long a session lasts.
const HOURS: i64 = 12;

/// A handle and a password.
pub struct Login {
    pub handle: String,
    pub password: Zeroizing<String>,
}

/// An opened session. The token is shown once.
pub struct Session {
    pub account: Account,
    pub token: String,
    pub expires: Timestamp,
}

impl App {
    /// Opens a session. A wrong handle and a wrong password give the same answer after the same time.
    pub async fn login(&self, login: Login) -> Result<Session, Problem> {
        let account = self
            .store
            .find::<Account>(&login.handle)
            .await?
            .map(|loaded| loaded.state)
            .filter(|account| account.status == AccountStatus::Open);
        let verifier = match &account {
            Some(account) => self.password_of(account).await?,
            None => None,
        };
        let same = password::matches(login.password, verifier).await?;
        let Some(account) = account.filter(|_| same) else {
            return Err(Problem::Unauthenticated(Message::new("unauthenticated-login")));
        };
        let bearer = Bearer::draw(self.entropy.as_ref());
        let expires = self.clock.now().plus_millis(HOURS * 3_600_000);
        let credential = Credential {
            id: bearer.credential.clone(),
            account: account.id.clone(),
            kind: CredentialKind::Session,
            verifier: bearer.verifier(),
            scopes: Scope::ALL.into(),
            label: "session".to_owned(),
            expires: Some(expires),
            revoked: false,
        };
        let actor = Actor::Account { account: account.id.clone(), organisation: account.organisation.clone() };
        let act = Decided::new(Act::CredentialIssued(credential.clone()), Vec::new());
        self.append(Mandate::Own(actor), vec![Change::new::<Credential>(&credential.id, None, vec![act])?]).await?;
        Ok(Session { account, token: bearer.reveal(), expires })
    }

    async fn password_of(&self, account: &Account) -> Result<Option<Verifier>, Problem> {
        let filter = Filter {
            owner: Some(account.id.to_string()),
            subject: Some(CredentialKind::Password.as_str().to_owned()),
            status: Some("in-force".to_owned()),
            limit: Some(1),
            ..Filter::default()
        };
        let found = self.store.list::<Credential>(&filter).await?;
        Ok(found.into_iter().next().map(|loaded| loaded.state.verifier))
    }
}
