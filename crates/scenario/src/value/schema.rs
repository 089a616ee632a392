//! The JSON Schema of one table, made from the same keys that the parser reads by.

use crate::value::key::AnyKey;
use serde_json::{Map, Value, json};

/// A table with these keys and no others.
pub(crate) fn table(keys: &[&[&dyn AnyKey]]) -> Value {
    let all = || keys.iter().flat_map(|keys| keys.iter());
    let properties: Map<String, Value> =
        all().map(|key| (key.name().to_owned(), property(*key))).collect();
    let required: Vec<&str> = all().filter(|key| key.is_required()).map(|key| key.name()).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn property(key: &dyn AnyKey) -> Value {
    let mut schema = key.schema();
    schema["description"] = json!(key.about());
    schema
}

/// Marks the schema of a quantity; in a measure a range may stand for it.
pub(crate) fn quantity(mut schema: Value) -> Value {
    schema[QUANTITY] = json!(true);
    schema
}

/// Whether a value is a quantity, or holds one.
pub(crate) fn holds_quantity(schema: &Value) -> bool {
    match schema {
        Value::Object(object) => {
            object.contains_key(QUANTITY) || object.values().any(holds_quantity)
        }
        Value::Array(items) => items.iter().any(holds_quantity),
        _ => false,
    }
}

pub(crate) const QUANTITY: &str = "x-quantity";
