use base::Message;
use law::Control;

use crate::case::{Case, Inputs, guards};
use crate::decide::Deciding;
use crate::refusal::No;

/// A venue trades only under the number of its approval.
pub(super) fn check(case: &Case, inputs: &Inputs, deciding: &Deciding<'_>) -> Result<(), No> {
    match ["approval_number"].into_iter().find(|name| !guards::said(case, inputs, name)) {
        None => Ok(()),
        Some(name) => Err(deciding
            .refuse(Control::VenueApproved, Message::new("refusal-venue-not-approved").with("field", name))
            .into()),
    }
}
