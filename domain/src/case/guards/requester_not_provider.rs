use base::Message;
use law::Control;

use crate::agreement::Consumer;
use crate::case::Case;
use crate::decide::Deciding;
use crate::refusal::No;

/// Nobody asks themselves for data: a grant needs two sides.
pub(super) fn check(case: &Case, deciding: &Deciding<'_>) -> Result<(), No> {
    match &case.applicant {
        Consumer::Organisation(id) if Some(id) == case.provider.as_ref() => {
            Err(deciding.refuse(Control::AgreedUse, Message::new("refusal-requester-is-provider")).into())
        }
        Consumer::Organisation(_) | Consumer::Account(_) => Ok(()),
    }
}
