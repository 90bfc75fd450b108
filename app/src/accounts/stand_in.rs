use access::{Action, Resource};
use base::{AccountId, LawDate, Message};
use domain::account::Account;
use domain::act::Act;
use domain::record::{Change, Decided, Loaded};

use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// Longest time someone may stand in, in days: an absence, not an appointment.
const LONGEST: i64 = 366;

/// Who takes an account's place, and to which last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub account: AccountId,
    pub until: LawDate,
}

impl App {
    /// Lets someone of the same body take an account's steps for a time 代办. A second word replaces the first.
    pub async fn set_stand_in(&self, session: &Session, id: &AccountId, place: Place) -> Result<(), Problem> {
        let before = self.account_record(id).await?;
        let permit = self.authorise(session, Action::SetStandIn, &Resource::Account(&before.state))?;
        let other = self.account_record(&place.account).await?;
        domain::account::may_stand_in(&before.state, &other.state).map_err(|why| Problem::invalid("account", why))?;
        let ahead = (place.until - self.clock.now().law_date()).num_days();
        if !(0..=LONGEST).contains(&ahead) {
            return Err(Problem::invalid("until", Message::new("invalid-stand-in-term").with("days", LONGEST)));
        }
        let act = Act::StandInSet { account: place.account, until: place.until };
        self.change_account(Mandate::Permitted(session, permit), &before, act).await
    }

    /// Ends it before its last day.
    pub async fn end_stand_in(&self, session: &Session, id: &AccountId) -> Result<(), Problem> {
        let before = self.account_record(id).await?;
        let permit = self.authorise(session, Action::SetStandIn, &Resource::Account(&before.state))?;
        if before.state.stand_in.is_none() {
            let message = Message::new("state-no-stand-in").with("account", id);
            return Err(Problem::Conflict { message, current: Some(before.version) });
        }
        let act = Act::StandInEnded {};
        self.change_account(Mandate::Permitted(session, permit), &before, act).await
    }

    async fn change_account(&self, mandate: Mandate<'_>, before: &Loaded<Account>, act: Act) -> Result<(), Problem> {
        let change = Change::new::<Account>(&before.state.id, Some(before), vec![Decided::new(act, Vec::new())])?;
        self.append(mandate, vec![change]).await?;
        Ok(())
    }
}
