use base::Message;
use law::{Control, OpenClass};

use crate::dataset::Opening;
use crate::decide::Deciding;
use crate::refusal::{No, Refusal};

/// Where the law names grounds for not opening, an entry classed so names one of them as its condition.
pub(crate) fn check(opening: &Opening, deciding: &Deciding<'_>) -> Result<(), No> {
    let grounds = &deciding.region.lists.not_open_grounds;
    let named = opening.condition.as_ref().is_some_and(|named| grounds.iter().any(|ground| &ground.code == named));
    if opening.class != OpenClass::NotOpen || grounds.is_empty() || named {
        return Ok(());
    }
    let controls = [Control::NotOpenBasis, Control::OpenClasses];
    Err(Refusal::new(Message::new("refusal-not-open-without-ground"), deciding.basis_among(&controls)).into())
}
