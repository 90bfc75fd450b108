//! The grades a case is about.

use base::Message;
use serde::Deserialize as _;

use super::{Case, Inputs};
use crate::dataset::FieldGrade;
use crate::refusal::No;

/// What the form calls them.
const FIELD: &str = "grades";

/// The grades the step says, else the last that were said in the case.
pub(crate) fn grades_said(case: &Case, inputs: &Inputs) -> Result<Vec<FieldGrade>, No> {
    let before = || case.history.iter().rev().find_map(|stepped| stepped.inputs.get(FIELD));
    let said = inputs.get(FIELD).or_else(before).or_else(|| case.form.get(FIELD));
    let grades = said.and_then(|said| Vec::<FieldGrade>::deserialize(said).ok()).filter(|grades| !grades.is_empty());
    grades.ok_or_else(|| No::State(Message::new("state-no-grades").with("case", &case.id)))
}
