use std::collections::BTreeMap;

use base::{Mask, Message};
use law::{Control, Exception, Scene};
use serde::Deserialize as _;

use crate::agreement::GrantedField;
use crate::case::{Case, Inputs, guards};
use crate::dataset::Dataset;
use crate::decide::Deciding;
use crate::refusal::{Invalid, No};
use crate::scene::Use;

/// Data that was closed opens only masked, declassified or with consent; and masks hide as much as opening asks for.
pub(super) fn check(case: &Case, dataset: &Dataset, inputs: &Inputs, deciding: &Deciding<'_>) -> Result<(), No> {
    if !["masks", "declassification", "consent"].iter().any(|name| guards::said(case, inputs, name)) {
        return Err(deciding.refuse(Control::UpgradeNeedsMasking, Message::new("refusal-upgrade-unsupported")).into());
    }
    let mut opening = Use::in_scene(Scene::Opening);
    opening.met.extend(guards::said(case, inputs, "consent").then_some(Exception::Consent));
    opening.check(dataset, &masks(case, dataset, inputs)?, deciding)?;
    Ok(())
}

/// The masks the step names, else the case's form.
fn masks(case: &Case, dataset: &Dataset, inputs: &Inputs) -> Result<Vec<GrantedField>, No> {
    let (place, said) = match (inputs.get("masks"), case.form.get("masks")) {
        (Some(said), _) => ("inputs.masks", said),
        (None, Some(said)) => ("form.masks", said),
        (None, None) => return Ok(Vec::new()),
    };
    let masks = Option::<BTreeMap<String, Mask>>::deserialize(said)
        .map_err(|why| No::invalid(place, Message::new("invalid-shape").with("field", "masks").with("why", why)))?;
    let (mut known, mut wrong) = (Vec::new(), Vec::new());
    for (name, mask) in masks.unwrap_or_default() {
        match dataset.field(&name) {
            Some(field) => wrong.extend(field.unfit(&mask, place)),
            None => wrong.push(Invalid {
                field: format!("{place}.{name}"),
                message: Message::new("invalid-unknown-field").with("field", &name),
            }),
        }
        known.push(GrantedField { name, mask });
    }
    if wrong.is_empty() { Ok(known) } else { Err(No::Invalid(wrong)) }
}
