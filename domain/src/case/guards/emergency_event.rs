use base::Message;
use law::Control;

use crate::case::{Case, Inputs, guards};
use crate::decide::Deciding;
use crate::refusal::No;

/// Emergency data is asked for under the code of the event.
pub(super) fn check(case: &Case, inputs: &Inputs, deciding: &Deciding<'_>) -> Result<(), No> {
    match ["event"].into_iter().find(|name| !guards::said(case, inputs, name)) {
        None => Ok(()),
        Some(name) => Err(deciding
            .refuse(Control::EmergencyPurpose, Message::new("refusal-no-emergency").with("field", name))
            .into()),
    }
}
