//! Effects 办理结果: what a step does to records beyond moving the case. One file per variant.

mod confirm_dataset;
mod grant_agreement;

use law::Effect;

use super::{Case, EffectActs, Facts, Inputs};
use crate::decide::Deciding;
use crate::refusal::No;

pub(crate) fn apply(
    effect: Effect,
    case: &Case,
    inputs: &Inputs,
    facts: &Facts<'_>,
    deciding: &Deciding<'_>,
) -> Result<EffectActs, No> {
    match effect {
        Effect::ConfirmDataset => Ok(confirm_dataset::apply(case, deciding)),
        Effect::GrantAgreement => grant_agreement::apply(case, inputs, facts, deciding),
    }
}
