use base::Message;
use law::Control;

use crate::case::Case;
use crate::decide::Deciding;
use crate::refusal::No;

/// A request states one of the purposes the region's rulebook lists.
pub(super) fn check(case: &Case, deciding: &Deciding<'_>) -> Result<(), No> {
    let stated = case.form.get("purpose").and_then(|value| value.as_str());
    if deciding.region.purposes().iter().any(|purpose| Some(purpose.code.as_str()) == stated) {
        return Ok(());
    }
    let message = Message::new("refusal-purpose-unknown").with("region", &deciding.region.code);
    Err(deciding.refuse(Control::AgreedUse, message).into())
}
