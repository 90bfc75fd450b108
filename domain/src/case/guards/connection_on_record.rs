use base::Message;
use law::{Control, Register};

use crate::case::Facts;
use crate::decide::Deciding;
use crate::refusal::No;

/// A working connection is on record before a project is accepted.
pub(super) fn check(facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<(), No> {
    if facts.on_record.registers.contains(&Register::Project)
        || facts.on_record.registers.contains(&Register::Migration)
        || facts.on_record.registers.contains(&Register::Asset)
    {
        return Ok(());
    }
    Err(deciding.refuse(Control::ConnectionBeforeAcceptance, Message::new("refusal-no-connection")).into())
}
