//! As much of JSON Schema as the OpenAPI document uses.

use serde_json::{Map, Value};

/// Finds the operation that answers `method` at `path`, and its template.
pub(crate) fn operation<'a>(document: &'a Value, method: &str, path: &str) -> Option<(&'a str, &'a Value)> {
    let paths = document["paths"].as_object().unwrap();
    let fits = |template: &str| {
        let (mut wanted, mut found) = (template.split('/'), path.split('/'));
        loop {
            match (wanted.next(), found.next()) {
                // `{path}` takes whatever is left, slashes and all.
                (None, None) | (Some("{path}"), Some(_)) => return true,
                (Some(part), Some(piece)) if part == piece || (part.starts_with('{') && !piece.is_empty()) => {}
                _ => return false,
            }
        }
    };
    // A literal template, such as …/me, goes before one with a parameter.
    let mut fitting: Vec<_> = paths.keys().filter(|template| fits(template)).collect();
    fitting.sort_by_key(|template| template.contains('{'));
    fitting.into_iter().find_map(|template| Some((template.as_str(), paths[template].get(method)?)))
}

/// Says where `value` is not what `schema` describes. An object may have no property that is not described.
pub(crate) fn check(document: &Value, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = document.pointer(name.trim_start_matches('#')).ok_or_else(|| format!("{name} is not defined"))?;
        return check(document, schema, value, place);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[key].as_array() {
            let tried: Vec<_> = choices.iter().map(|choice| check(document, choice, value, place)).collect();
            if tried.iter().any(Result::is_ok) {
                return Ok(());
            }
            return Err(format!("{place}: none of {tried:?}"));
        }
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        check(document, part, value, place)?;
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        return Err(format!("{place}: {value} is none of {words:?}"));
    }
    if !typed(&schema["type"], value) {
        return Err(format!("{place}: {value} is no {}", schema["type"]));
    }
    match value {
        Value::Object(object) => check_object(document, schema, object, place),
        Value::Array(items) if schema["items"].is_object() => items
            .iter()
            .enumerate()
            .try_for_each(|(n, item)| check(document, &schema["items"], item, &format!("{place}[{n}]"))),
        _ => Ok(()),
    }
}

fn check_object(document: &Value, schema: &Value, object: &Map<String, Value>, place: &str) -> Result<(), String> {
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !object.contains_key(name) {
            return Err(format!("{place}.{name} is missing"));
        }
    }
    let described = schema["properties"].as_object();
    for (name, value) in object {
        let place = format!("{place}.{name}");
        match described.and_then(|described| described.get(name)) {
            Some(schema) => check(document, schema, value, &place)?,
            None if schema["additionalProperties"].is_object() => {
                check(document, &schema["additionalProperties"], value, &place)?;
            }
            None if described.is_none() => {}
            None => return Err(format!("{place} is not described")),
        }
    }
    Ok(())
}

fn typed(types: &Value, value: &Value) -> bool {
    let one = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("a type the document should not use: {other}"),
    };
    match types {
        Value::String(name) => one(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(one),
        _ => true,
    }
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let schema = serde_json::json!({
        "type": "object",
        "required": ["a"],
        "properties": { "a": { "type": "integer" }, "b": { "oneOf": [{ "type": "null" }, { "enum": ["x"] }] } },
    });
    let fits = |value: Value| check(&Value::Null, &schema, &value, "it");
    assert_eq!(fits(serde_json::json!({ "a": 1, "b": "x" })), Ok(()));
    assert_eq!(fits(serde_json::json!({ "a": 1, "b": null })), Ok(()));
    for wrong in [
        serde_json::json!([]),
        serde_json::json!({}),
        serde_json::json!({ "a": "1" }),
        serde_json::json!({ "a": 1, "b": "y" }),
        serde_json::json!({ "a": 1, "c": 2 }),
    ] {
        assert!(fits(wrong.clone()).is_err(), "{wrong}");
    }
}
