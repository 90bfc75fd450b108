use base::Message;
use law::Control;

use crate::case::{Case, Facts, Inputs, guards};
use crate::decide::Deciding;
use crate::refusal::{No, Refusal};

/// What sharing gives is neither collected nor bought again, nor asked for on paper.
pub(super) fn check(case: &Case, inputs: &Inputs, facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<(), No> {
    let Some(item) = facts.on_record.shared_items.first() else { return Ok(()) };
    let bought = ["price", "budget", "supplier"].iter().any(|name| guards::said(case, inputs, name));
    let (own, key) = if guards::said(case, inputs, "paper_proof") {
        (Control::NoPaperProof, "refusal-paper-of-shared")
    } else if bought {
        (Control::NoRepurchase, "refusal-shared-already")
    } else {
        (Control::NoRecollection, "refusal-shared-already")
    };
    let controls = [own, Control::NoRecollection];
    let message = Message::new(key).with("item", item);
    Err(Refusal::new(message, deciding.basis_among(&controls)).into())
}
