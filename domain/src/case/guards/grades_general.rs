use base::Message;
use law::Control;

use crate::case::{Case, Inputs, grades_said};
use crate::dataset::{Dataset, needs_authority};
use crate::decide::Deciding;
use crate::refusal::No;

/// Important and core data are not graded by whoever holds them alone.
pub(super) fn check(case: &Case, inputs: &Inputs, dataset: &Dataset, deciding: &Deciding<'_>) -> Result<(), No> {
    let grades = grades_said(case, inputs)?;
    match needs_authority(dataset, &grades) {
        None => Ok(()),
        Some(word) => {
            let message = Message::new("refusal-grade-needs-authority").with("field", &word.field);
            Err(deciding.refuse(Control::ImportantData, message).into())
        }
    }
}
