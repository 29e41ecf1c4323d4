//! Does an answer fit its schema? As much of JSON Schema as the document uses, and stricter: what is not named is not there.

use serde_json::Value;

/// What is wrong with a value; nothing where it fits.
pub(crate) fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    look(document, (schema, value), "", &mut faults);
    faults
}

const KNOWN: &[&str] = &[
    "$ref",
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "description",
    "example",
    "examples",
    "oneOf",
    "additionalProperties",
    "minItems",
    "maxLength",
    "minLength",
    "default",
];

fn look(document: &Value, (schema, value): (&Value, &Value), at: &str, faults: &mut Vec<String>) {
    if let Some(to) = schema["$ref"].as_str() {
        let target = document.pointer(to.trim_start_matches('#')).unwrap_or(&Value::Null);
        assert!(target.is_object(), "{to} leads nowhere");
        return look(document, (target, value), at, faults);
    }
    if let Some(unknown) =
        schema.as_object().into_iter().flatten().map(|(key, _)| key).find(|key| !KNOWN.contains(&key.as_str()))
    {
        faults.push(format!("{at}: {unknown} is not looked at here"));
    }
    if let Some(ways) = schema["oneOf"].as_array() {
        let fitting = ways.iter().filter(|way| self::faults(document, way, value).is_empty()).count();
        if fitting != 1 {
            faults.push(format!("{at}: {value} fits {fitting} of {}", schema["oneOf"]));
        }
        return;
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is = |known: &Value| known == kind || known == "number" && kind == "integer";
    let fits = match &schema["type"] {
        Value::Null => true,
        Value::Array(all) => all.iter().any(is),
        one => is(one),
    };
    if !fits {
        faults.push(format!("{at}: {value} is no {}", schema["type"]));
    }
    match value {
        Value::String(text) => words(schema, text, at, faults),
        Value::Number(number) => {
            let number = number.as_f64().expect("a number");
            if schema["minimum"].as_f64().is_some_and(|least| number < least) {
                faults.push(format!("{at}: {number} is too small"));
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                look(document, (&schema["items"], item), &format!("{at}/{number}"), faults);
            }
        }
        Value::Object(fields) => {
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !fields.contains_key(name) {
                    faults.push(format!("{at}: {name} is not there"));
                }
            }
            let Some(properties) = schema["properties"].as_object() else { return };
            for (name, field) in fields {
                match properties.get(name) {
                    Some(own) => look(document, (own, field), &format!("{at}/{name}"), faults),
                    None => faults.push(format!("{at}: nobody told of {name}")),
                }
            }
        }
        _ => {}
    }
}

fn words(schema: &Value, text: &str, at: &str, faults: &mut Vec<String>) {
    let words = schema["enum"].as_array();
    if words.is_some_and(|words| !words.iter().any(|word| word == text)) {
        faults.push(format!("{at}: {text} is not among the words"));
    }
    // Patterns here are closed lists.
    let list = schema["pattern"].as_str().and_then(|list| list.strip_prefix("^(")?.strip_suffix(")$"));
    if list.is_some_and(|list| !list.split('|').any(|word| word == text)) {
        faults.push(format!("{at}: {text} is not among {}", schema["pattern"]));
    }
    let fits = match schema["format"].as_str() {
        Some("date") => text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok(),
        Some("date-time") => text.contains('T') && text.parse::<jiff::Timestamp>().is_ok(),
        _ => true,
    };
    if !fits {
        faults.push(format!("{at}: {text} is no {}", schema["format"]));
    }
}

#[test]
fn what_does_not_fit_is_seen() {
    use serde_json::json;
    let document = json!({ "a": { "type": "object", "required": ["x"], "properties": {
        "x": { "type": ["string", "null"], "pattern": "^(one|two)$" }, "on": { "type": "string", "format": "date" },
        "n": { "type": "integer", "minimum": 0 }, "all": { "type": "array", "items": { "type": "boolean" } },
    } } });
    let schema = json!({ "$ref": "#/a" });
    for good in [json!({"x": null}), json!({"x": "one", "on": "2026-11-23", "n": 0, "all": [true]})] {
        assert_eq!(faults(&document, &schema, &good), [""; 0], "{good}");
    }
    for bad in [
        json!({}),
        json!({"x": 1}),
        json!({"x": "three"}),
        json!({"x": null, "y": 1}),
        json!([]),
        json!(null),
        json!({"x": null, "on": "23 nov"}),
        json!({"x": null, "n": -1}),
        json!({"x": null, "n": 1.5}),
        json!({"x": null, "all": [1]}),
    ] {
        assert_eq!(faults(&document, &schema, &bad).len(), 1, "{bad}");
    }
}
