use base::Message;
use law::Control;

use crate::case::{Case, Facts};
use crate::decide::Deciding;
use crate::refusal::No;

/// Four eyes: whoever took the step before, or had a word in it, does not take this one.
pub(super) fn check(case: &Case, facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<(), No> {
    let actor = facts.actor();
    if case.history.last().is_some_and(|before| before.by == actor || before.with.contains(&actor)) {
        return Err(deciding.refuse(Control::SecondReviewer, Message::new("refusal-second-person")).into());
    }
    Ok(())
}
