use std::collections::BTreeMap;

use base::{Example, Features, Grade, Message};
use law::Control;

use super::{Dataset, DatasetStatus, Field, FieldGrade};
use crate::act::Act;
use crate::decide::Deciding;
use crate::record::Decided;
use crate::refusal::{Invalid, No};

/// Most columns of a table an example names; they tell what kind of table it is.
const NAMED: usize = 200;

/// The steward's word on grades comes into force. Where it is not what was proposed, it is kept as an example with what
/// was `counted` of the column, so that a changed rule pack can be held against it.
pub fn confirm_grades(
    dataset: &Dataset,
    grades: &[FieldGrade],
    counted: &BTreeMap<String, Features>,
    deciding: &Deciding<'_>,
) -> Result<Vec<Decided>, No> {
    check_grades(dataset, grades)?;
    let examples = grades.iter().filter_map(|word| example(dataset, word, counted)).collect();
    let basis = deciding.basis(Control::GradeBeforeRelease);
    Ok(vec![Decided::new(Act::GradesConfirmed { grades: grades.to_vec(), examples }, basis)])
}

/// Whether the word can stand: on fields there are, each once, with a reason where it overrides.
pub fn check_grades(dataset: &Dataset, grades: &[FieldGrade]) -> Result<(), No> {
    if dataset.status == DatasetStatus::Withdrawn {
        return Err(No::State(Message::new("state-dataset-withdrawn").with("dataset", &dataset.id)));
    }
    let wrong: Vec<Invalid> = grades.iter().filter_map(|word| fault(dataset, word)).collect();
    if wrong.is_empty() { Ok(()) } else { Err(No::Invalid(wrong)) }
}

fn fault(dataset: &Dataset, word: &FieldGrade) -> Option<Invalid> {
    let Some(field) = dataset.field(&word.field) else {
        return Some(Invalid {
            field: format!("grades.{}", word.field),
            message: Message::new("invalid-unknown-field").with("field", &word.field),
        });
    };
    let key = match (word.reason.trim().is_empty(), word.grade < field.proposed, corrects(field, word)) {
        (true, true, _) => "invalid-grade-needs-reason",
        (true, false, true) => "invalid-kinds-need-reason",
        _ => return None,
    };
    Some(Invalid {
        field: format!("grades.{}.reason", word.field),
        message: Message::new(key).with("field", &word.field),
    })
}

/// Whether a word on `dataset` is the authority's to confirm: what is important or core data, was proposed so, or was so
/// until now.
pub fn needs_authority<'a>(dataset: &Dataset, grades: &'a [FieldGrade]) -> Option<&'a FieldGrade> {
    grades.iter().find(|word| {
        let field = dataset.field(&word.field);
        let highest = field.map_or(word.grade, |field| word.grade.max(field.proposed).max(field.grade()));
        highest >= Grade::Important
    })
}

fn corrects(field: &Field, word: &FieldGrade) -> bool {
    word.kinds.as_ref().is_some_and(|kinds| *kinds != field.kinds)
}

fn example(dataset: &Dataset, word: &FieldGrade, counted: &BTreeMap<String, Features>) -> Option<Example> {
    let field = dataset.field(&word.field)?;
    if word.grade == field.proposed && !corrects(field, word) {
        return None;
    }
    let kinds = word.kinds.as_ref().unwrap_or(&field.kinds);
    Some(Example {
        table: dataset.fields.iter().take(NAMED).map(|field| field.name.clone()).collect(),
        kinds: kinds.iter().copied().collect(),
        grade: Some(word.grade),
        reason: word.reason.trim().to_owned(),
        ..Example::of(&field.name, counted.get(&field.name)?.clone())
    })
}
