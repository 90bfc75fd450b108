use base::Message;
use law::Control;

use crate::dataset::Dataset;
use crate::decide::Deciding;
use crate::refusal::No;

/// Every field received so far has a grade its steward stands for.
pub(super) fn check(dataset: &Dataset, deciding: &Deciding<'_>) -> Result<(), No> {
    match dataset.fields.iter().find(|field| field.confirmed.is_none()) {
        None => Ok(()),
        Some(field) => {
            let message = Message::new("refusal-field-not-graded").with("field", &field.name);
            Err(deciding.refuse(Control::GradeBeforeRelease, message).into())
        }
    }
}
