use base::Message;
use law::Control;

use super::Effects;
use crate::act::Act;
use crate::case::EffectActs;
use crate::record::Decided;
use crate::refusal::No;

/// The version is gone for every reader with this commit; its objects are destroyed after it.
pub(super) fn destroy(effects: &mut Effects<'_>) -> Result<(), No> {
    let Some(version) = effects.facts.version else {
        return Err(No::State(Message::new("state-no-version").with("dataset", &effects.case.id)));
    };
    if version.destroyed.is_some() {
        return Err(No::State(Message::new("state-version-destroyed").with("version", &version.id)));
    }
    let technique = effects.said("technique").and_then(|value| value.as_str()).unwrap_or("overwrite").to_owned();
    let basis = effects.deciding.basis(Control::DestructionApproved);
    let act = Act::VersionDestroyed { at: effects.deciding.now, case: effects.case.id.clone(), technique };
    effects.done.acts.push(EffectActs::Version(version.id.clone(), vec![Decided::new(act, basis.clone())]));
    let shown = effects.facts.dataset(&version.dataset).filter(|dataset| dataset.version.as_ref() == Some(&version.id));
    if let Some(dataset) = shown {
        let gone = Decided::new(Act::VersionGone { version: version.id.clone() }, basis);
        effects.done.acts.push(EffectActs::Dataset(dataset.id.clone(), vec![gone]));
    }
    Ok(())
}
