use base::{Grade, Mask, Message};
use serde_json::Value;

use crate::case::{Assessment, Case, Facts, Inputs};
use crate::dataset::Dataset;
use crate::decide::Deciding;
use crate::refusal::{No, Refusal};
use crate::scene;

/// Where the region's file sets limits of release risk, fields about persons are released only once the case holds an
/// assessment of the very version and masks, and it keeps within the limits; unless the persons may be known.
pub(super) fn check(
    case: &Case,
    dataset: &Dataset,
    inputs: &Inputs,
    facts: &Facts<'_>,
    deciding: &Deciding<'_>,
) -> Result<(), No> {
    let Some(limits) = deciding.region.risk().filter(|_| scene::met(inputs, facts, deciding).is_empty()) else {
        return Ok(());
    };
    let released = released(case, dataset, inputs);
    if dataset.version.is_none() || !released.iter().any(|name| is_personal(dataset, name)) {
        return Ok(());
    }
    let refuse = |message: Message| Err(Refusal::new(message, vec![limits.basis.clone()]).into());
    let about =
        |assessed: &&Assessment| assessed.dataset == dataset.id && dataset.version.as_ref() == Some(&assessed.version);
    let Some(assessed) = case.assessment.as_ref().filter(about) else {
        return refuse(Message::new("refusal-risk-not-assessed").with("dataset", &dataset.id));
    };
    let differs = |name: &&str| {
        let mask = mask_of(case, inputs, name);
        assessed.masks.get(*name).unwrap_or(&Mask::Drop) != &mask
    };
    if let Some(field) = released.into_iter().find(differs) {
        return refuse(Message::new("refusal-risk-other-masks").with("field", field));
    }
    if assessed.passes {
        return Ok(());
    }
    refuse(Message::new("refusal-risk-too-high").with("rows", assessed.rows_below).with("k", assessed.limits.k))
}

fn is_personal(dataset: &Dataset, name: &str) -> bool {
    dataset.field(name).is_some_and(|field| !field.holds().is_empty() && field.grade() >= Grade::General3)
}

/// The fields the step names, else all there are; less those that are left out.
fn released<'a>(case: &Case, dataset: &'a Dataset, inputs: &'a Inputs) -> Vec<&'a str> {
    let named: Vec<&str> = match inputs.get("fields").and_then(Value::as_array) {
        Some(named) => named.iter().filter_map(Value::as_str).collect(),
        None => dataset.fields.iter().map(|field| field.name.as_str()).collect(),
    };
    named.into_iter().filter(|name| mask_of(case, inputs, name) != Mask::Drop).collect()
}

/// What the step, else the case's form, masks a field with.
fn mask_of(case: &Case, inputs: &Inputs, field: &str) -> Mask {
    let of = |given: &Inputs| given.get("masks").and_then(|masks| masks.get(field)).cloned();
    let mask = of(inputs).or_else(|| of(&case.form)).and_then(|mask| serde_json::from_value(mask).ok());
    mask.unwrap_or(Mask::Keep)
}
