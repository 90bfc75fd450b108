use std::collections::BTreeSet;

use access::{Action, Resource};
use base::{AccountId, CredentialId, Message, Timestamp};
use domain::act::Act;
use domain::credential::{Credential, CredentialKind, Scope};
use domain::record::{Change, Decided};

use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Bearer, Mandate, Session};

/// A token to issue.
#[derive(Debug, Clone)]
pub struct IssueToken {
    pub account: AccountId,
    pub label: String,
    pub scopes: BTreeSet<Scope>,
    /// 1–366.
    pub days: u16,
}

/// An issued token. The secret is shown once.
pub struct IssuedToken {
    pub id: CredentialId,
    pub token: String,
    pub expires: Timestamp,
}

impl App {
    /// Issues an API token, never wider than the session that asks for it.
    pub async fn issue_token(&self, session: &Session, command: IssueToken) -> Result<IssuedToken, Problem> {
        let account = self.account_record(&command.account).await?;
        let permit = self.authorise(session, Action::IssueToken, &Resource::Account(&account.state))?;
        // An administrator issues tokens for machines of others, but never the right to read with them.
        let reads_for_another = command.scopes.contains(&Scope::Data) && account.state.id != session.account.id;
        if reads_for_another {
            return Err(Problem::invalid("scopes", Message::new("invalid-data-scope-for-another")));
        }
        let narrow = !command.scopes.is_empty() && command.scopes.is_subset(&session.scopes);
        if !narrow {
            return Err(Problem::invalid("scopes", Message::new("invalid-scopes")));
        }
        if !(1..=366).contains(&command.days) {
            return Err(Problem::invalid("days", Message::new("invalid-token-days").with("max", 366)));
        }
        if command.label.chars().count() > 200 {
            let message = Message::new("invalid-text-length").with("field", "label").with("max", 200);
            return Err(Problem::invalid("label", message));
        }
        let bearer = Bearer::draw(self.entropy.as_ref());
        let expires = self.clock.now().plus_days(i64::from(command.days));
        let credential = Credential {
            id: bearer.credential.clone(),
            account: account.state.id,
            kind: CredentialKind::Token,
            verifier: bearer.verifier(),
            scopes: command.scopes,
            label: command.label,
            expires: Some(expires),
            revoked: false,
        };
        let act = Decided::new(Act::CredentialIssued(credential.clone()), Vec::new());
        let change = Change::new::<Credential>(&credential.id, None, vec![act])?;
        self.append(Mandate::Permitted(session, permit), vec![change]).await?;
        Ok(IssuedToken { id: credential.id, token: bearer.reveal(), expires })
    }
}
