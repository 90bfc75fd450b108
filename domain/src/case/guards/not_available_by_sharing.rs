use base::Message;
use law::Control;

use crate::case::{Case, Facts, Inputs, guards};
use crate::decide::Deciding;
use crate::refusal::{No, Refusal};

/// What sharing gives is neither collected nor bought again.
pub(super) fn check(case: &Case, inputs: &Inputs, facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<(), No> {
    let Some(item) = facts.on_record.shared_items.first() else { return Ok(()) };
    let bought = ["price", "budget", "supplier"].iter().any(|name| guards::said(case, inputs, name));
    let controls = if bought { [Control::NoRepurchase, Control::NoRecollection] } else { [Control::NoRecollection; 2] };
    let message = Message::new("refusal-shared-already").with("item", item);
    Err(Refusal::new(message, deciding.basis_among(&controls)).into())
}
