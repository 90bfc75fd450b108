use base::{Mask, Message};
use law::{Control, Exception, OpenClass, ShareClass};
use serde::de::DeserializeOwned;

use super::Effects;
use crate::act::Act;
use crate::case::{Assessment, EffectActs, guards, planned};
use crate::dataset::{
    Dataset, DatasetStatus, Ground, OpenedUnder, Opening, Reclassing, Sharing, check_not_open, check_sharing,
};
use crate::record::Decided;
use crate::refusal::No;
use crate::scene;

/// The entry ends: nothing of it is shared or opened from now on.
pub(super) fn withdraw(effects: &mut Effects<'_>) -> Result<(), No> {
    let dataset = guards::subject(effects.case, effects.facts)?;
    if dataset.status == DatasetStatus::Withdrawn {
        return Err(No::State(Message::new("state-dataset-withdrawn").with("dataset", &dataset.id)));
    }
    let act = Act::DatasetWithdrawn { reason: effects.reason() };
    let decided = Decided::new(act, effects.deciding.basis(Control::CatalogueOnly));
    effects.done.acts.push(EffectActs::Dataset(dataset.id.clone(), vec![decided]));
    Ok(())
}

/// The share or open class changes to what the step says. Less than sharing says why here as everywhere.
pub(super) fn reclassify(effects: &mut Effects<'_>) -> Result<(), No> {
    let dataset = guards::subject(effects.case, effects.facts)?;
    let (share, open) = (class::<ShareClass>(effects, "share_class"), class::<OpenClass>(effects, "open_class"));
    if share.is_none() && open.is_none() {
        let message = Message::new("invalid-class-missing").with("field", "share_class").with("other", "open_class");
        return Err(No::invalid("inputs.share_class", message));
    }
    let text = |name: &str| effects.said(name).and_then(|value| value.as_str()).map(str::to_owned);
    let before = &dataset.catalogue;
    let sharing = share.map(|class| {
        let citation = text("citation").or_else(|| text("basis"));
        let ground = text("ground").zip(citation).map(|(kind, citation)| Ground { kind, citation });
        let ground = ground.filter(|_| class == ShareClass::NotShared);
        let kept = (class == before.sharing.class).then(|| before.sharing.condition.clone()).flatten();
        Sharing { class, condition: text("condition").or(kept), method: before.sharing.method.clone(), ground }
    });
    if let Some(sharing) = &sharing {
        check_sharing(sharing, effects.deciding)?;
    }
    // The ground for not opening is what the class rests on; a condition belongs to the class that has one.
    let condition = |class| match class {
        OpenClass::NotOpen => text("ground").or_else(|| text("condition")),
        OpenClass::Unconditional | OpenClass::Conditional => text("condition").or_else(|| text("ground")),
    };
    let opening = open.map(|class| Opening { class, condition: condition(class) });
    if let Some(opening) = &opening {
        check_not_open(opening, effects.deciding)?;
    }
    let opened = open.filter(|class| *class != OpenClass::NotOpen).and_then(|_| opened_under(effects, dataset));
    let control = if sharing.is_some() { Control::ShareClasses } else { Control::OpenClasses };
    let act = Act::DatasetReclassified(Reclassing { sharing, opening, opened });
    let decided = Decided::new(act, effects.deciding.basis(control));
    effects.done.acts.push(EffectActs::Dataset(dataset.id.clone(), vec![decided]));
    Ok(())
}

/// The masks the case names, put on record with every field as the gate will give it. A case that names none leaves those
/// that stand: nothing is opened by silence. Of a dataset without a version there is nothing to mask yet.
fn opened_under(effects: &Effects<'_>, dataset: &Dataset) -> Option<OpenedUnder> {
    effects.said("masks")?;
    dataset.version.as_ref()?;
    let case = effects.case;
    let planned = planned::at_step(case, dataset, effects.inputs, effects.deciding);
    let fits = |found: &&Assessment| found.is_of(dataset) && found.passes && found.other_mask(&planned).is_none();
    let assessed = case.assessment.as_ref().filter(fits).map(|found| found.version.clone());
    let mut excepted = scene::met(effects.inputs, effects.facts, effects.deciding);
    let consent = scene::consent(&excepted, effects.facts);
    excepted.extend(effects.said("consent").map(|_| Exception::Consent));
    let left_out = |name: &String| (name.clone(), planned.get(name).cloned().unwrap_or(Mask::Drop));
    let masks = dataset.fields.iter().map(|field| left_out(&field.name)).collect();
    Some(OpenedUnder { masks, excepted, consent, assessed, case: case.id.clone() })
}

fn class<T: DeserializeOwned>(effects: &Effects<'_>, name: &str) -> Option<T> {
    effects.said(name).and_then(|value| T::deserialize(value).ok())
}
