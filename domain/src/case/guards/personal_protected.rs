use base::{Grade, Mask, Message};
use law::{Control, Register, Setting};
use serde_json::Value;

use crate::case::{Facts, Inputs};
use crate::dataset::Dataset;
use crate::decide::Deciding;
use crate::refusal::No;

/// A personal field leaves under a mask, or with the person's consent on record; as it is where the region lets data be
/// traced back and the grant names the statute that has it so.
pub(super) fn check(dataset: &Dataset, inputs: &Inputs, facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<(), No> {
    if may_be_known(inputs, facts, deciding) {
        return Ok(());
    }
    let asked = inputs.get("fields").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let masks = inputs.get("masks").and_then(Value::as_object);
    let bare = asked.iter().filter_map(Value::as_str).find(|name| {
        let personal =
            dataset.field(name).is_some_and(|field| !field.kinds.is_empty() && field.grade() >= Grade::General3);
        let mask =
            masks.and_then(|masks| masks.get(*name)).and_then(|mask| serde_json::from_value::<Mask>(mask.clone()).ok());
        personal && mask.is_none_or(|mask| mask == Mask::Keep)
    });
    match bare {
        None => Ok(()),
        Some(field) => {
            let message = Message::new("refusal-personal-unprotected").with("field", field);
            Err(deciding.refuse(Control::ConsentOrAnonymity, message).into())
        }
    }
}

/// Whether persons may be known by what leaves: they agreed, or a statute the grant names has it so.
pub(super) fn may_be_known(inputs: &Inputs, facts: &Facts<'_>, deciding: &Deciding<'_>) -> bool {
    facts.on_record.registers.contains(&Register::Consent)
        || (deciding.region.says(Setting::AnonymityTracing, "allowed") && says(inputs, "tracing"))
}

fn says(inputs: &Inputs, name: &str) -> bool {
    inputs.get(name).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty())
}
