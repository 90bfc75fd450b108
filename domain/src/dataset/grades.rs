use base::Message;
use law::Control;

use super::{Dataset, DatasetStatus, FieldGrade};
use crate::act::Act;
use crate::decide::Deciding;
use crate::record::Decided;
use crate::refusal::{Invalid, No};

/// The steward's word on grades. Going below the proposal needs a reason.
pub fn confirm_grades(dataset: &Dataset, grades: &[FieldGrade], deciding: &Deciding<'_>) -> Result<Vec<Decided>, No> {
    if dataset.status == DatasetStatus::Withdrawn {
        return Err(No::State(Message::new("state-dataset-withdrawn").with("dataset", &dataset.id)));
    }
    let mut wrong = Vec::new();
    for word in grades {
        match dataset.field(&word.field) {
            None => wrong.push(Invalid {
                field: format!("grades.{}", word.field),
                message: Message::new("invalid-unknown-field").with("field", &word.field),
            }),
            Some(field) if word.grade < field.proposed && word.reason.trim().is_empty() => wrong.push(Invalid {
                field: format!("grades.{}.reason", word.field),
                message: Message::new("invalid-grade-needs-reason").with("field", &word.field),
            }),
            Some(_) => {}
        }
    }
    if !wrong.is_empty() {
        return Err(No::Invalid(wrong));
    }
    let basis = deciding.basis(Control::OneDoor);
    Ok(vec![Decided::new(Act::GradesConfirmed { grades: grades.to_vec() }, basis)])
}
