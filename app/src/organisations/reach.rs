use access::{Action, Resource};
use base::{Message, OrganisationId};
use domain::act::Act;
use domain::notice::Reach;
use domain::organisation::Organisation;
use domain::record::{Change, Decided};

use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// Longest address of either kind, in characters.
const LONGEST: usize = 500;

impl App {
    /// Sets where a body's notices go beside its inbox 送达地址; both left out: to the inbox alone.
    pub async fn set_reach(&self, session: &Session, id: &OrganisationId, reach: Reach) -> Result<(), Problem> {
        let before = self.organisation_record(id).await?;
        let permit = self.authorise(session, Action::SetReach, &Resource::Organisation(&before.state))?;
        check_reach(&reach)?;
        let act = Decided::new(Act::ReachSet(reach), Vec::new());
        let change = Change::new::<Organisation>(id, Some(&before), vec![act])?;
        self.append(Mandate::Permitted(session, permit), vec![change]).await?;
        Ok(())
    }
}

/// Whether notices could be sent there. Whether anybody answers shows when one is.
pub(super) fn check_reach(reach: &Reach) -> Result<(), Problem> {
    let wrong = |field: &str, key: &str| Problem::invalid(&format!("reach.{field}"), Message::new(key));
    if let Some(email) = &reach.email
        && (email.len() > LONGEST || email.parse::<lettre::Address>().is_err())
    {
        return Err(wrong("email", "invalid-email"));
    }
    if let Some(webhook) = &reach.webhook
        && (webhook.len() > LONGEST || !is_address(webhook))
    {
        return Err(wrong("webhook", "invalid-webhook"));
    }
    Ok(())
}

/// `https`, or `http` inside the platform's own networks; no name and password, which would travel in every record.
fn is_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "https" | "http")
            && url.host().is_some()
            && url.username().is_empty()
            && url.password().is_none()
            && url.fragment().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_no_secret_and_names_a_host() {
        for good in ["https://hooks.example.org/gongshu?kind=notice", "http://10.0.0.7:8080/in", "https://[fd00::1]/x"]
        {
            assert!(is_address(good), "{good}");
        }
        for bad in ["ftp://example.org/", "https://me:secret@example.org/", "example.org", "https://a/#b"] {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn an_e_mail_address_has_its_two_halves() {
        let reach = |email: &str| Reach { email: Some(email.to_owned()), webhook: None };
        assert!(check_reach(&reach("desk@example.org")).is_ok());
        for bad in ["desk", "desk@", "@example.org", "a b@example.org", "desk@example.org, other@example.org"] {
            assert!(check_reach(&reach(bad)).is_err(), "{bad}");
        }
    }
}
