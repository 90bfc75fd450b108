use base::Message;
use law::Control;

use crate::agreement::AgreementStatus;
use crate::case::Facts;
use crate::decide::Deciding;
use crate::refusal::No;

/// Only an agreement in force is changed, suspended or ended.
pub(super) fn check(facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<(), No> {
    let stands = facts
        .agreement
        .is_some_and(|agreement| agreement.status == AgreementStatus::InForce && deciding.today() <= agreement.until);
    if stands {
        return Ok(());
    }
    Err(deciding.refuse(Control::AgreementSigned, Message::new("refusal-no-agreement-in-force")).into())
}
