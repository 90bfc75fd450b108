use law::Control;

use crate::act::Act;
use crate::case::{Case, EffectActs};
use crate::decide::Deciding;
use crate::record::Decided;

/// The catalogue entry comes into force on the day it is confirmed.
pub(super) fn apply(case: &Case, deciding: &Deciding<'_>) -> EffectActs {
    let act = Act::DatasetConfirmed { on: deciding.today() };
    EffectActs::Dataset(case.subject.clone(), vec![Decided::new(act, deciding.basis(Control::CatalogueConfirm))])
}
