use law::Control;

use super::Effects;
use crate::act::Act;
use crate::case::{EffectActs, guards};
use crate::record::Decided;
use crate::refusal::No;

/// The catalogue entry comes into force on the day it is confirmed.
pub(super) fn apply(effects: &mut Effects<'_>) -> Result<(), No> {
    let dataset = guards::subject(effects.case, effects.facts)?;
    let act = Act::DatasetConfirmed { on: effects.deciding.today() };
    let decided = Decided::new(act, effects.deciding.basis(Control::CatalogueConfirm));
    effects.done.acts.push(EffectActs::Dataset(dataset.id.clone(), vec![decided]));
    Ok(())
}
