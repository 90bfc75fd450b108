use base::{DatasetId, Message};
use serde_json::Value;

use crate::case::{Case, Facts, Inputs, planned};
use crate::dataset::{Dataset, Field};
use crate::decide::Deciding;
use crate::refusal::{No, Refusal};
use crate::scene;

/// Where the region's file sets limits of release risk, fields about persons are released only once the case holds an
/// assessment of the very version, rows and masks, and it keeps within the limits; unless the persons may be known.
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
    if let Some(further) = unassessed(inputs, facts) {
        let message = Message::new("refusal-risk-further-dataset").with("dataset", further);
        return Err(Refusal::new(message, vec![limits.basis.clone()]).into());
    }
    let planned = planned::at_step(case, dataset, inputs, deciding);
    let personal = |name: &String| dataset.field(name).is_some_and(Field::is_personal);
    if dataset.version.is_none() || !planned.keys().any(personal) {
        return Ok(());
    }
    let refuse = |message: Message| Err(Refusal::new(message, vec![limits.basis.clone()]).into());
    let Some(assessed) = case.assessment.as_ref().filter(|assessed| assessed.is_of(dataset)) else {
        return refuse(Message::new("refusal-risk-not-assessed").with("dataset", &dataset.id));
    };
    if let Some(field) = assessed.other_mask(&planned) {
        return refuse(Message::new("refusal-risk-other-masks").with("field", field));
    }
    if assessed.is_of_other_rows(inputs) {
        return refuse(Message::new("refusal-risk-other-rows").with("dataset", &dataset.id));
    }
    if assessed.passes {
        return Ok(());
    }
    refuse(Message::new("refusal-risk-too-high").with("rows", assessed.rows_below).with("k", assessed.limits.k))
}

/// A further dataset of which the step grants fields about persons: the case's assessment is of its own dataset.
fn unassessed(inputs: &Inputs, facts: &Facts<'_>) -> Option<DatasetId> {
    let tables = inputs.get("tables").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut found = tables.iter().filter_map(|table| {
        let dataset = facts.dataset(&table.get("dataset")?.as_str()?.parse().ok()?)?;
        let mut fields = table.get("fields")?.as_array()?.iter().filter_map(Value::as_str);
        let personal = fields.any(|name| dataset.field(name).is_some_and(Field::is_personal));
        personal.then(|| dataset.id.clone())
    });
    found.next()
}
