use base::Message;
use law::{Control, Register};

use crate::case::{Case, Facts, Inputs, guards};
use crate::decide::Deciding;
use crate::refusal::No;

/// Who trades shows a certificate, a consent, or the proof that nobody can be identified any more.
pub(super) fn check(case: &Case, inputs: &Inputs, facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<(), No> {
    let held = [Register::Certificate, Register::Consent];
    if held.iter().any(|register| facts.on_record.registers.contains(register)) || guards::said(case, inputs, "proof") {
        return Ok(());
    }
    Err(deciding.refuse(Control::TradeRights, Message::new("refusal-no-rights")).into())
}
