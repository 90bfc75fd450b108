use base::Message;
use law::Control;

use crate::case::Inputs;
use crate::decide::Deciding;
use crate::refusal::No;

/// A refusal gives its reason in words and the article it rests on.
pub(super) fn check(inputs: &Inputs, deciding: &Deciding<'_>) -> Result<(), No> {
    let given =
        |name: &str| inputs.get(name).and_then(|value| value.as_str()).is_some_and(|text| !text.trim().is_empty());
    if given("reason") && given("basis") {
        return Ok(());
    }
    Err(deciding.refuse(Control::RefusalReasons, Message::new("refusal-without-reason-or-basis")).into())
}
