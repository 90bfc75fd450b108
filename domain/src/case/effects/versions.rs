use base::Message;
use law::Control;

use super::Effects;
use crate::act::Act;
use crate::case::EffectActs;
use crate::record::Decided;
use crate::refusal::No;
use crate::version::Ending;

/// The version is gone for every reader with this commit; its objects are destroyed after it. Where the case is about the
/// whole dataset, its other versions are closed with it and go at the timer's next round, each with a record of its own.
pub(super) fn destroy(effects: &mut Effects<'_>) -> Result<(), No> {
    let Some(version) = effects.facts.version else {
        return Err(No::State(Message::new("state-no-version").with("dataset", &effects.case.id)));
    };
    if version.destroyed.is_some() {
        return Err(No::State(Message::new("state-version-destroyed").with("version", &version.id)));
    }
    let technique = effects.said("technique").and_then(|value| value.as_str()).unwrap_or("overwrite").to_owned();
    let basis = effects.deciding.basis(Control::DestructionApproved);
    let (now, case) = (effects.deciding.now, effects.case.id.clone());
    let act = Act::VersionDestroyed { at: now, case: case.clone(), technique };
    effects.done.acts.push(EffectActs::Version(version.id.clone(), vec![Decided::new(act, basis.clone())]));
    for other in &effects.facts.beside {
        let ending = Act::VersionEnding(Ending { case: case.clone(), from: now });
        effects.done.acts.push(EffectActs::Version(other.id.clone(), vec![Decided::new(ending, basis.clone())]));
    }
    let going = || effects.facts.beside.iter().copied().chain([version]);
    let dataset = effects.facts.dataset(&version.dataset);
    let shown = dataset.and_then(|dataset| Some((dataset, dataset.version.as_ref()?)));
    if let Some((dataset, shown)) = shown.filter(|(_, shown)| going().any(|version| &version.id == *shown)) {
        let gone = Decided::new(Act::VersionGone { version: shown.clone() }, basis);
        effects.done.acts.push(EffectActs::Dataset(dataset.id.clone(), vec![gone]));
    }
    Ok(())
}
