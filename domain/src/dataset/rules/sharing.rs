use base::Message;
use law::{Control, Setting, ShareClass};

use crate::dataset::Sharing;
use crate::decide::Deciding;
use crate::refusal::{No, Refusal};

/// What is not shared names its ground; what is shared on condition states the condition where sharing is the rule.
pub(crate) fn check(sharing: &Sharing, deciding: &Deciding<'_>) -> Result<(), No> {
    match sharing.class {
        ShareClass::Unconditional => Ok(()),
        ShareClass::Conditional => conditional(sharing, deciding),
        ShareClass::NotShared => not_shared(sharing, deciding),
    }
}

/// Data may be kept from sharing only on one of the grounds the law names; on any it cites where the law names none.
fn not_shared(sharing: &Sharing, deciding: &Deciding<'_>) -> Result<(), No> {
    let grounds = &deciding.region.lists.not_shared_grounds;
    let lawful = sharing.ground.as_ref().is_some_and(|ground| {
        !ground.citation.trim().is_empty() && (grounds.is_empty() || grounds.iter().any(|g| g.code == ground.kind))
    });
    if lawful {
        return Ok(());
    }
    let controls = [Control::NotSharedBasis, Control::ShareByDefault, Control::ShareClasses];
    let message = Message::new("refusal-not-shared-without-ground");
    Err(Refusal::new(message, deciding.basis_among(&controls)).into())
}

/// Where data is shared by default, less than that has to be said.
fn conditional(sharing: &Sharing, deciding: &Deciding<'_>) -> Result<(), No> {
    let default = deciding.region.answer(Setting::SharingDefault);
    let by_default = default.filter(|_| deciding.region.says(Setting::SharingDefault, "unconditional"));
    let stated = sharing.condition.as_ref().is_some_and(|condition| !condition.trim().is_empty());
    let (false, Some(answer)) = (stated, by_default) else { return Ok(()) };
    let carried = deciding.basis(Control::ShareByDefault);
    let basis = if carried.is_empty() { vec![answer.basis.clone()] } else { carried };
    Err(Refusal::new(Message::new("refusal-conditional-without-condition"), basis).into())
}
