use base::LawDate;
use domain::case::Inputs;
use law::{FieldKind, FormField, Required};
use serde_json::{Value, json};

use super::{Place, Stage};

/// Whether the field exists in this place.
fn exists(field: &FormField, procedure: &str, place: &Place) -> bool {
    field.required != Required::Asked || place.region.asks(&field.asked_as(procedure)).is_some()
}

/// A value the field takes.
fn sample(field: &FormField, stage: &Stage) -> Value {
    let today: LawDate = stage.now.law_date();
    match field.kind {
        FieldKind::Text if field.name == "ground" => stage.placeholder("$ground").unwrap_or_else(|| json!("statute")),
        FieldKind::Text if field.name == "key_field" => json!("编号"),
        FieldKind::Text => json!("如实填写"),
        FieldKind::Date if ["until", "term"].contains(&field.name.as_str()) => json!(stage.later()),
        FieldKind::Date => json!(today),
        FieldKind::Number => json!(field.min.unwrap_or(1).max(1)),
        FieldKind::Enum => json!(field.options[0].value),
        FieldKind::Flag | FieldKind::Consent => json!(true),
        FieldKind::Masks | FieldKind::Marking => json!({}),
        FieldKind::RowFilter | FieldKind::Tables => json!([]),
        // None: a body does its own duty with the data.
        FieldKind::Scene => Value::Null,
        FieldKind::Grade => json!("important"),
        FieldKind::ShareClass | FieldKind::OpenClass => json!("conditional"),
        kind => stage.placeholder(&format!("${}", kind.name())).unwrap(),
    }
}

/// Everything the form asks for here and can take.
pub(crate) fn choices(form: &[FormField], stage: &Stage) -> Inputs {
    let here = form.iter().filter(|field| exists(field, &stage.procedure.name, &stage.place));
    here.map(|field| (field.name.clone(), sample(field, stage))).collect()
}

/// Adds what this region asks for beyond the procedure.
pub(crate) fn complete(mut inputs: Inputs, form: &[FormField], stage: &Stage) -> Inputs {
    for field in form.iter().filter(|field| field.required == Required::Asked) {
        if exists(field, &stage.procedure.name, &stage.place) {
            inputs.entry(field.name.clone()).or_insert_with(|| sample(field, stage));
        }
    }
    inputs
}
