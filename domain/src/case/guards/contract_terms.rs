use base::Message;
use law::Control;

use crate::case::{Case, Inputs, guards};
use crate::decide::Deciding;
use crate::refusal::No;

/// A contract states quality, price, delivery and use.
pub(super) fn check(case: &Case, inputs: &Inputs, deciding: &Deciding<'_>) -> Result<(), No> {
    match ["quality", "price", "delivery", "use"].into_iter().find(|name| !guards::said(case, inputs, name)) {
        None => Ok(()),
        Some(name) => Err(deciding
            .refuse(Control::ContractTerms, Message::new("refusal-contract-terms").with("field", name))
            .into()),
    }
}
