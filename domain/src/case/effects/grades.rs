use super::{Effects, important_data};
use crate::case::{EffectActs, grades_said, guards};
use crate::dataset;
use crate::refusal::No;

/// The grades the case is about come into force, and what they override becomes an example. Important and core data is put
/// before those who keep its catalogue.
pub(super) fn confirm(effects: &mut Effects<'_>) -> Result<(), No> {
    let dataset = guards::subject(effects.case, effects.facts)?;
    let grades = grades_said(effects.case, effects.inputs)?;
    important_data::open(effects, dataset, &grades)?;
    let acts = dataset::confirm_grades(dataset, &grades, &effects.facts.on_record.counted, effects.deciding)?;
    effects.done.acts.push(EffectActs::Dataset(dataset.id.clone(), acts));
    Ok(())
}
