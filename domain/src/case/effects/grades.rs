use super::Effects;
use crate::case::{EffectActs, grades_said, guards};
use crate::dataset;
use crate::refusal::No;

/// The grades the case is about come into force, and what they override becomes an example.
pub(super) fn confirm(effects: &mut Effects<'_>) -> Result<(), No> {
    let dataset = guards::subject(effects.case, effects.facts)?;
    let grades = grades_said(effects.case, effects.inputs)?;
    let acts = dataset::confirm_grades(dataset, &grades, &effects.facts.on_record.counted, effects.deciding)?;
    effects.done.acts.push(EffectActs::Dataset(dataset.id.clone(), acts));
    Ok(())
}
