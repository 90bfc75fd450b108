//! Forms: what a person must fill in, checked against the rulebook's field list.

use base::Message;
use law::{Basis, FieldKind, FormField};
use serde_json::Value;

use super::Inputs;
use crate::decide::Deciding;
use crate::refusal::{Invalid, No};

/// Longest text a form field takes, in characters.
const TEXT_MAX: usize = 4000;
/// Longest list a form field takes.
const LIST_MAX: usize = 1000;

/// Whether `inputs` is what `fields` asks for: nothing missing, nothing unknown, each of its kind.
pub(crate) fn check(fields: &[FormField], inputs: &Inputs, place: &str, deciding: &Deciding<'_>) -> Result<(), No> {
    let mut wrong: Vec<Invalid> = fields
        .iter()
        .filter_map(|field| {
            let value = inputs.get(&field.name).filter(|value| !empty(value));
            match value {
                None if field.required => Some(("invalid-missing", field)),
                None => None,
                Some(value) => (!fits(field.kind, value, deciding)).then_some(("invalid-kind", field)),
            }
        })
        .map(|(key, field)| Invalid {
            field: format!("{place}.{}", field.name),
            message: Message::new(key).with("field", &field.label.zh).with("field-en", &field.label.en),
        })
        .collect();
    let unknown = inputs.keys().filter(|name| !fields.iter().any(|field| &field.name == *name));
    wrong.extend(unknown.map(|name| Invalid {
        field: format!("{place}.{name}"),
        message: Message::new("invalid-unknown-input").with("field", name),
    }));
    if wrong.is_empty() { Ok(()) } else { Err(No::Invalid(wrong)) }
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

fn fits(kind: FieldKind, value: &Value, deciding: &Deciding<'_>) -> bool {
    let text = value.as_str().filter(|text| text.chars().count() <= TEXT_MAX);
    match kind {
        FieldKind::Text | FieldKind::Purpose => text.is_some(),
        FieldKind::Date => text.is_some_and(|text| text.parse::<base::LawDate>().is_ok()),
        FieldKind::Dataset => text.is_some_and(|text| text.parse::<base::DatasetId>().is_ok()),
        FieldKind::Basis => text.is_some_and(|text| {
            text.parse::<Basis>().is_ok_and(|basis| deciding.rulebook.resolves(deciding.region, &basis))
        }),
        FieldKind::Fields | FieldKind::Channels => names(value),
        FieldKind::Masks => value.as_object().is_some_and(|lines| lines.len() <= LIST_MAX),
        FieldKind::RowFilter | FieldKind::Tables => value.as_array().is_some_and(|lines| lines.len() <= LIST_MAX),
    }
}

fn names(value: &Value) -> bool {
    value.as_array().is_some_and(|items| {
        items.len() <= LIST_MAX && items.iter().all(|item| item.as_str().is_some_and(|name| !name.is_empty()))
    })
}
