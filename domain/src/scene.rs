//! Scenes 使用场景: what data leaves for, the masks that takes, and those that hide too little for it.

use std::collections::BTreeSet;

use base::{EntryId, Grade, Mask, Message, Strength};
use law::{Control, Exception, Procedure, Region, Register, Scene, Setting, TooWeak};
use serde::Deserialize as _;
use serde_json::Value;

use crate::agreement::{Agreement, GrantedField};
use crate::case::{Facts, Inputs};
use crate::dataset::{Dataset, Field};
use crate::decide::Deciding;
use crate::entry::{Entry, EntryStatus};
use crate::refusal::{No, Refusal};

/// What data is used for, as far as it decides how much masks must hide.
#[derive(Debug, Clone, Default)]
pub(crate) struct Use {
    /// None where the law sets no minimum: a body does its own duty with the data.
    pub(crate) scene: Option<Scene>,
    /// The exceptions 例外 of the law that hold for it.
    pub(crate) met: BTreeSet<Exception>,
}

impl Use {
    /// In `scene`, without any exception.
    pub(crate) fn in_scene(scene: Scene) -> Self {
        Self { scene: Some(scene), met: BTreeSet::new() }
    }

    /// As it was agreed, less an exception for a consent that no longer stands among `consents`.
    pub(crate) fn of_agreement(agreement: &Agreement, consents: &[&Entry]) -> Self {
        let met = standing(&agreement.excepted, agreement.consent.as_ref(), consents);
        Self { scene: agreement.scene, met }
    }

    /// The opening of a dataset to everyone as it was decided, less the same.
    pub(crate) fn of_opened(dataset: &Dataset, consents: &[&Entry]) -> Self {
        let opened = dataset.opened.as_ref();
        let met = opened.map(|opened| standing(&opened.excepted, opened.consent.as_ref(), consents));
        Self { met: met.unwrap_or_default(), ..Self::in_scene(Scene::Opening) }
    }

    /// What a mask hides less than the region asks for on this field; None where it hides enough.
    pub(crate) fn too_weak<'r>(&self, field: &Field, mask: &Mask, region: &'r Region) -> Option<TooWeak<'r>> {
        region.too_weak(self.scene?, field.grade(), &field.kinds, mask, &self.met)
    }

    /// The mask the scene gives a field that is granted without one: the form its kind is published in, or the next
    /// that hides enough. None where the field may leave as it is, or no scene is named.
    pub(crate) fn mask_for(&self, field: &Field, region: &Region) -> Option<Mask> {
        self.scene?;
        if field.grade() < Grade::General3 && self.too_weak(field, &Mask::Keep, region).is_none() {
            return None;
        }
        let published = field.kinds.iter().map(|kind| Mask::default_for(*kind));
        let mut masks = published.chain([Mask::Pseudonym, Mask::Redact]).filter(|mask| {
            mask.strength_on(&field.kinds) >= Strength::Partial
                && field.takes(mask)
                && self.too_weak(field, mask, region).is_none()
        });
        Some(masks.next().unwrap_or(Mask::Redact))
    }

    /// The mask a field that is granted without one is given: in an opening the one its dataset is opened under, where
    /// that still hides enough, else the scene's.
    pub(crate) fn mask_in(&self, dataset: &Dataset, name: &str, region: &Region) -> Option<Mask> {
        let field = dataset.field(name)?;
        let opened = self.opened(dataset, name).filter(|mask| **mask != Mask::Keep);
        let fits = opened.filter(|mask| field.takes(mask) && self.too_weak(field, mask, region).is_none());
        fits.cloned().or_else(|| self.mask_for(field, region))
    }

    /// The mask the decision to open a dataset set for a field, where this use is an opening.
    fn opened<'d>(&self, dataset: &'d Dataset, name: &str) -> Option<&'d Mask> {
        let opened = dataset.opened.as_ref().filter(|_| self.scene == Some(Scene::Opening));
        opened.and_then(|opened| opened.masks.get(name))
    }

    /// Refuses the first field that would be opened to somebody under a mask that hides less than the decision to open
    /// the dataset has it.
    pub(crate) fn check_opened(
        &self,
        dataset: &Dataset,
        fields: &[GrantedField],
        deciding: &Deciding<'_>,
    ) -> Result<(), Refusal> {
        for granted in fields {
            let Some(field) = dataset.field(&granted.name) else { continue };
            let Some(opened) = self.opened(dataset, &granted.name) else { continue };
            if granted.mask.strength_on(&field.kinds) >= opened.strength_on(&field.kinds) {
                continue;
            }
            let message = Message::new("refusal-mask-weaker-than-opened")
                .with("field", &granted.name)
                .with("mask", &granted.mask)
                .with("opened", opened);
            let basis = deciding.basis_among(&[Control::UpgradeNeedsMasking, Control::OpenClasses]);
            return Err(Refusal::new(message, basis));
        }
        Ok(())
    }

    /// Refuses the first field whose mask hides too little, with the article that asks for more. A field the dataset
    /// no longer has is another's to refuse.
    pub(crate) fn check(
        &self,
        dataset: &Dataset,
        fields: &[GrantedField],
        deciding: &Deciding<'_>,
    ) -> Result<(), Refusal> {
        let Some(scene) = self.scene else { return Ok(()) };
        for granted in fields {
            let Some(field) = dataset.field(&granted.name) else { continue };
            let Some(weak) = self.too_weak(field, &granted.mask, deciding.region) else { continue };
            let message = Message::new("refusal-mask-too-weak")
                .with("field", &granted.name)
                .with("mask", &granted.mask)
                .with("scene", scene)
                .with("found", weak.found)
                .with("minimum", weak.minimum);
            return Err(Refusal::new(message, vec![weak.basis.clone()]));
        }
        Ok(())
    }
}

/// The scene of a case: what its procedure or its purpose settles, else what its form names. Refuses a form that names
/// another than the one settled.
pub(crate) fn named(procedure: &Procedure, form: &Inputs, region: &Region) -> Result<Option<Scene>, No> {
    let purpose = || form.get("purpose").and_then(Value::as_str).and_then(|code| region.purpose(code));
    let settled = procedure.scene.or_else(|| purpose()?.scene);
    let said = form.get("scene").and_then(|scene| Scene::deserialize(scene).ok());
    match (settled, said) {
        (Some(settled), Some(said)) if settled != said => {
            let message = Message::new("invalid-scene-settled").with("scene", settled).with("found", said);
            Err(No::invalid("form.scene", message))
        }
        (settled, said) => Ok(settled.or(said)),
    }
}

/// The exceptions that hold for a grant: consent on record, or the statute named that has the data traced back, where
/// the region lets data be.
pub(crate) fn met(inputs: &Inputs, facts: &Facts<'_>, deciding: &Deciding<'_>) -> BTreeSet<Exception> {
    let consent = facts.on_record.registers.contains(&Register::Consent);
    let statute = inputs.get("tracing").and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
    let tracing = statute && deciding.region.says(Setting::AnonymityTracing, "allowed");
    let met = [(consent, Exception::Consent), (tracing, Exception::Tracing)];
    met.into_iter().filter(|(holds, _)| *holds).map(|(_, exception)| exception).collect()
}

/// The entry of consent that the exceptions met rest on.
pub(crate) fn consent(met: &BTreeSet<Exception>, facts: &Facts<'_>) -> Option<EntryId> {
    facts.on_record.consent.clone().filter(|_| met.contains(&Exception::Consent))
}

/// What of `excepted` still holds: consent goes with the entry it rests on 撤回同意.
fn standing(excepted: &BTreeSet<Exception>, consent: Option<&EntryId>, consents: &[&Entry]) -> BTreeSet<Exception> {
    let in_force = |id: &EntryId| consents.iter().any(|one| one.id == *id && one.status == EntryStatus::Entered);
    let gone = consent.is_some_and(|id| !in_force(id));
    excepted.iter().filter(|exception| !gone || **exception != Exception::Consent).copied().collect()
}
