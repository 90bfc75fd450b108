use base::Message;
use law::Control;
use serde_json::Value;

use crate::case::{Case, Inputs};
use crate::decide::Deciding;
use crate::refusal::{No, Refusal};

/// What a dispute, an audit or an investigation still needs does not go. Whoever decides says that it was looked for.
pub(super) fn check(case: &Case, inputs: &Inputs, deciding: &Deciding<'_>) -> Result<(), No> {
    let held = inputs.get("holds").or_else(|| case.form.get("holds")).and_then(Value::as_str);
    if held == Some("none") {
        return Ok(());
    }
    let message = Message::new("refusal-held").with("hold", held.unwrap_or("?"));
    Err(Refusal::new(message, deciding.basis_among(&[Control::DestructionApproved])).into())
}
