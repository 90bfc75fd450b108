//! Data confirmed important or core is to be in the catalogue of such data 重要数据目录: the case that puts it there is opened
//! with the very step that confirms the grade.

use base::{Grade, Message};
use law::{Control, Procedure, Register, START, Subject};
use serde_json::{Value, json};

use super::Effects;
use crate::agreement::Consumer;
use crate::case::{About, EffectActs, Inputs, OpenCase, guards, open_by_platform};
use crate::dataset::{Dataset, FieldGrade};
use crate::refusal::No;

/// Most words on the harm that a form keeps.
const HARM_MAX: usize = 4000;

/// Opens it where the region keeps such a catalogue, and holds fields among `words` that are not in it.
pub(super) fn open(effects: &mut Effects<'_>, dataset: &Dataset, words: &[FieldGrade]) -> Result<(), No> {
    let (facts, deciding) = (effects.facts, effects.deciding);
    let listed = |word: &&FieldGrade| facts.on_record.listed.contains(&word.field);
    let found: Vec<&FieldGrade> =
        words.iter().filter(|word| word.grade >= Grade::Important).filter(|word| !listed(word)).collect();
    let keeps = deciding.rulebook.procedure_of(deciding.region, Register::ImportantData);
    let Some(procedure) = keeps.filter(|procedure| !found.is_empty() && procedure.subject == Subject::Dataset) else {
        return Ok(());
    };
    let Some(first) = procedure.steps_from(START).next() else {
        let message = Message::new("state-step-does-not-fit").with("step", START).with("state", START);
        return Err(No::State(message));
    };
    let mut basis = guards::basis_of_procedure(procedure, &first.name, deciding);
    if basis.is_empty() {
        basis = deciding.basis(Control::ImportantData);
    }
    let command = OpenCase {
        id: facts.new_case.clone(),
        procedure,
        about: About::new(Subject::Dataset, &dataset.id),
        applicant: Consumer::Organisation(dataset.provider.clone()),
        form: form(procedure, dataset, &found),
    };
    let (case, outcome) = open_by_platform(command, facts, deciding, &basis)?;
    effects.done.acts.extend(outcome.effects);
    effects.done.acts.push(EffectActs::Case(Box::new(case), outcome.case, outcome.tellings));
    Ok(())
}

/// What the catalogue entry and the grading say of what the form asks.
fn form(procedure: &Procedure, dataset: &Dataset, found: &[&FieldGrade]) -> Inputs {
    let grade = found.iter().map(|word| word.grade).max();
    let harm: Vec<String> = found.iter().map(|word| harm(word)).collect();
    let harm: String = harm.join("\n").chars().take(HARM_MAX).collect();
    let names: Vec<&str> = found.iter().map(|word| word.field.as_str()).collect();
    let responsible = dataset.catalogue.responsible.clone().unwrap_or_else(|| dataset.provider.to_string());
    let known: [(&str, Value); 6] = [
        ("dataset", json!(dataset.id)),
        ("fields", json!(names)),
        ("grade", json!(grade)),
        ("harm", json!(harm)),
        ("industry", json!(dataset.catalogue.category)),
        ("responsible", json!(responsible)),
    ];
    let asked = |name: &str| procedure.form.iter().any(|field| field.name == name);
    known.into_iter().filter(|(name, _)| asked(name)).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The field, and what the steward said of it.
fn harm(word: &FieldGrade) -> String {
    let reason = word.reason.trim();
    if reason.is_empty() { word.field.clone() } else { format!("{}：{reason}", word.field) }
}
