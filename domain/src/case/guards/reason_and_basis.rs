use base::Message;
use law::Control;

use crate::case::{Case, Inputs, guards};
use crate::decide::Deciding;
use crate::refusal::No;

/// A refusal gives its reason in words and the article it rests on.
pub(super) fn check(case: &Case, inputs: &Inputs, deciding: &Deciding<'_>) -> Result<(), No> {
    if ["reason", "basis"].iter().all(|name| guards::said(case, inputs, name)) {
        return Ok(());
    }
    Err(deciding.refuse(Control::RefusalReasons, Message::new("refusal-without-reason-or-basis")).into())
}
