//! Forms: what a person must fill in, checked against the rulebook's field list.

use base::{Grade, Message};
use law::{Basis, FieldKind, FormField, OpenClass, Required, ShareClass};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Inputs;
use crate::decide::Deciding;
use crate::refusal::{Invalid, No};

/// Longest text a form field takes, in characters.
const TEXT_MAX: usize = 4000;
/// Longest list a form field takes.
const LIST_MAX: usize = 1000;

/// Whether `inputs` is what `fields` asks for here: nothing missing, nothing unknown, each of its kind.
pub(crate) fn check(
    fields: &[FormField],
    inputs: &Inputs,
    place: &str,
    procedure: &str,
    deciding: &Deciding<'_>,
) -> Result<(), No> {
    let asked = |field: &&FormField| {
        field.required != Required::Asked || deciding.region.asks(&field.asked_as(procedure)).is_some()
    };
    let fields: Vec<&FormField> = fields.iter().filter(asked).collect();
    let mut wrong: Vec<Invalid> = fields
        .iter()
        .filter_map(|field| {
            let value = inputs.get(&field.name).filter(|value| !empty(value));
            match value {
                None if field.required != Required::No => Some(("invalid-missing", field)),
                None => None,
                Some(value) => (!fits(field, value, deciding)).then_some(("invalid-kind", field)),
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

fn fits(field: &FormField, value: &Value, deciding: &Deciding<'_>) -> bool {
    let text = value.as_str().filter(|text| text.chars().count() <= TEXT_MAX);
    match field.kind {
        FieldKind::Text | FieldKind::Purpose => text.is_some(),
        FieldKind::Date => text.is_some_and(|text| text.parse::<base::LawDate>().is_ok()),
        FieldKind::Number => value.as_i64().is_some_and(|number| {
            field.min.is_none_or(|min| min <= number) && field.max.is_none_or(|max| number <= max)
        }),
        FieldKind::Enum => text.is_some_and(|text| field.options.iter().any(|option| option.value == text)),
        FieldKind::Flag => value.is_boolean(),
        // Given by saying yes, and by nothing else.
        FieldKind::Consent => value == &Value::Bool(true),
        FieldKind::Organisation
        | FieldKind::Dataset
        | FieldKind::Agreement
        | FieldKind::Version
        | FieldKind::Case
        | FieldKind::File => text.is_some_and(|text| text.parse::<base::DatasetId>().is_ok()),
        FieldKind::Basis => text.is_some_and(|text| {
            text.parse::<Basis>().is_ok_and(|basis| deciding.rulebook.resolves(deciding.region, &basis))
        }),
        FieldKind::Fields | FieldKind::Channels => names(value),
        FieldKind::Masks => value.as_object().is_some_and(|lines| lines.len() <= LIST_MAX),
        FieldKind::RowFilter | FieldKind::Tables => value.as_array().is_some_and(|lines| lines.len() <= LIST_MAX),
        FieldKind::Grade => word::<Grade>(value),
        FieldKind::ShareClass => word::<ShareClass>(value),
        FieldKind::OpenClass => word::<OpenClass>(value),
    }
}

fn word<T: DeserializeOwned>(value: &Value) -> bool {
    T::deserialize(value).is_ok()
}

fn names(value: &Value) -> bool {
    value.as_array().is_some_and(|items| {
        items.len() <= LIST_MAX && items.iter().all(|item| item.as_str().is_some_and(|name| !name.is_empty()))
    })
}
