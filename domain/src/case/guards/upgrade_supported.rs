use base::Message;
use law::Control;

use crate::case::{Case, Inputs, guards};
use crate::decide::Deciding;
use crate::refusal::No;

/// Data that was closed opens only masked, declassified or with consent.
pub(super) fn check(case: &Case, inputs: &Inputs, deciding: &Deciding<'_>) -> Result<(), No> {
    if ["masks", "declassification", "consent"].iter().any(|name| guards::said(case, inputs, name)) {
        return Ok(());
    }
    Err(deciding.refuse(Control::UpgradeNeedsMasking, Message::new("refusal-upgrade-unsupported")).into())
}
