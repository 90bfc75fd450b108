use base::Message;
use law::{Control, Register};

use crate::case::Facts;
use crate::decide::Deciding;
use crate::refusal::No;

/// A risk assessment stands in the register before the step.
pub(super) fn check(facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<(), No> {
    if facts.on_record.registers.contains(&Register::RiskAssessment) {
        return Ok(());
    }
    Err(deciding.refuse(Control::AssessBeforeCollecting, Message::new("refusal-no-assessment")).into())
}
