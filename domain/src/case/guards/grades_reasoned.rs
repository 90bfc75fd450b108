use law::Control;

use crate::case::{Case, Inputs, grades_said};
use crate::dataset::{Dataset, check_grades};
use crate::decide::Deciding;
use crate::refusal::No;

/// Every grade is of a field there is, and what overrides a proposal says why.
pub(super) fn check(case: &Case, inputs: &Inputs, dataset: &Dataset, deciding: &Deciding<'_>) -> Result<(), No> {
    match check_grades(dataset, &grades_said(case, inputs)?) {
        Err(No::Invalid(wrong)) => match wrong.into_iter().next() {
            Some(first) => Err(deciding.refuse(Control::GradeBeforeRelease, first.message).into()),
            None => Ok(()),
        },
        checked => checked,
    }
}
