use base::DatasetId;
use domain::agreement::{Comparison, Condition};
use domain::case::{Case, Inputs};
use domain::dataset::Dataset;
use domain::erasure::Erasure;
use domain::record::Loaded;
use serde_json::Value;

use crate::cases::Wanted;

/// The step of `personal-right` that orders an erasure.
pub(crate) const STEP: &str = "delete";

/// Whom an erasure is about, as the table knows them.
pub(crate) struct Person {
    pub(super) field: String,
    pub(super) value: String,
}

impl Person {
    pub(super) fn condition(&self) -> Condition {
        Condition { field: self.field.clone(), is: Comparison::Equal, value: Some(self.value.clone()) }
    }
}

/// Whom a step about to be taken is about, in which dataset.
pub(crate) fn asked(wanted: &Wanted<'_>, datasets: &[Loaded<Dataset>]) -> Option<(DatasetId, Person)> {
    let given = given(wanted);
    let id = said(&given, "dataset")?;
    let dataset = datasets.iter().map(|loaded| &loaded.state).find(|dataset| dataset.id.as_str() == id)?;
    let field = said(&given, "key_field").map(str::to_owned).or_else(|| dataset.key_field.clone())?;
    Some((dataset.id.clone(), Person { field, value: said(&given, "person_key")?.to_owned() }))
}

/// What the step says, else the words given on it before, else the case's form.
fn given<'a>(wanted: &Wanted<'a>) -> Vec<&'a Inputs> {
    let before = wanted.case.into_iter().flat_map(|case| &case.approvals);
    let words = before.filter(|word| wanted.step == Some(word.step.as_str())).map(|word| &word.inputs);
    [wanted.inputs].into_iter().chain(words).chain([wanted.form]).collect()
}

/// What the case that ordered an erasure says.
pub(super) fn ordered(case: &Case, erasure: &Erasure) -> Option<Person> {
    let step = case.history.iter().rev().find(|stepped| stepped.step == STEP).map(|stepped| &stepped.inputs);
    let given: Vec<&Inputs> = step.into_iter().chain([&case.form]).collect();
    Some(Person { field: erasure.field.clone(), value: said(&given, "person_key")?.to_owned() })
}

fn said<'a>(given: &[&'a Inputs], name: &str) -> Option<&'a str> {
    let texts = given.iter().filter_map(|inputs| inputs.get(name).and_then(Value::as_str));
    texts.map(str::trim).find(|text| !text.is_empty())
}
