use base::{Mask, Message};
use law::Control;
use serde_json::Value;

use crate::case::{Case, Facts, Inputs};
use crate::dataset::{Dataset, Field};
use crate::decide::Deciding;
use crate::refusal::No;
use crate::scene;

/// A personal field leaves under a mask, its own or the scene's, or with the person's consent on record; as it is where
/// the region lets data be traced back and the grant names the statute that has it so.
pub(super) fn check(
    case: &Case,
    dataset: &Dataset,
    inputs: &Inputs,
    facts: &Facts<'_>,
    deciding: &Deciding<'_>,
) -> Result<(), No> {
    if !scene::met(inputs, facts, deciding).is_empty() {
        return Ok(());
    }
    let procedure = deciding.rulebook.procedure(&case.procedure);
    let scene = procedure.map(|procedure| scene::named(procedure, &case.form, deciding.region)).transpose()?.flatten();
    let asked = inputs.get("fields").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let masks = inputs.get("masks").and_then(Value::as_object);
    let bare = asked.iter().filter_map(Value::as_str).find(|name| {
        let personal = dataset.field(name).is_some_and(Field::is_personal);
        let said = masks.and_then(|masks| masks.get(*name));
        let unmasked = match said.map(|mask| serde_json::from_value::<Mask>(mask.clone())) {
            None => scene.is_none(),
            Some(mask) => mask.map_or(true, |mask| mask == Mask::Keep),
        };
        personal && unmasked
    });
    match bare {
        None => Ok(()),
        Some(field) => {
            let message = Message::new("refusal-personal-unprotected").with("field", field);
            Err(deciding.refuse(Control::ConsentOrAnonymity, message).into())
        }
    }
}
