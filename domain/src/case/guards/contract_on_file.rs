use base::Message;
use law::{Control, Register};

use crate::case::Facts;
use crate::decide::Deciding;
use crate::refusal::No;

/// A contract stands in the register before anyone works under it.
pub(super) fn check(facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<(), No> {
    if facts.on_record.registers.contains(&Register::Outsourcing)
        || facts.on_record.registers.contains(&Register::Contract)
    {
        return Ok(());
    }
    Err(deciding.refuse(Control::SupplierContractFirst, Message::new("refusal-no-contract")).into())
}
