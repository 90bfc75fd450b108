use base::Message;
use law::Control;

use crate::case::{Case, Inputs};
use crate::decide::Deciding;
use crate::refusal::No;

/// Deletion is asked for on one of the grounds the region's law knows.
pub(super) fn check(case: &Case, inputs: &Inputs, deciding: &Deciding<'_>) -> Result<(), No> {
    let named = inputs.get("ground").or_else(|| case.form.get("ground")).and_then(|ground| ground.as_str());
    if deciding.region.lists.deletion_grounds.iter().any(|ground| Some(ground.code.as_str()) == named) {
        return Ok(());
    }
    let message = Message::new("refusal-ground-unknown").with("region", &deciding.region.code);
    Err(deciding.refuse(Control::RefusalReasons, message).into())
}
