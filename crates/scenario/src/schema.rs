//! The JSON Schema of a scenario, made from the same table of keys that the parser reads by.

use crate::kinds::KINDS;
use crate::scenario::TOP;
use crate::shape::AnyKey;
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 7) of a scenario file, for editors.
#[must_use]
pub fn json_schema() -> String {
    let mut schema = table(&[&TOP]);
    unmark(&mut schema["properties"]["measure"], true);
    unmark(&mut schema, false);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("Detente scenario");
    schema["description"] =
        json!("A world, what happened to it and what parties offer, each dated and sourced.");
    format!("{schema:#}\n")
}

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

const QUANTITY: &str = "x-quantity";
/// What is a table or list of quantities, none of which is a lever.
const FIXED: [&str; 3] = ["phases", "cost", "origin"];

/// Lets ranges stand for the marked quantities in a schema if `ranges`; takes the marks away.
fn unmark(schema: &mut Value, ranges: bool) {
    match schema {
        Value::Object(object) => {
            let marked = object.get(QUANTITY) == Some(&json!(true));
            if marked {
                object.remove(QUANTITY);
            }
            object
                .iter_mut()
                .for_each(|(key, inner)| unmark(inner, ranges && !FIXED.contains(&key.as_str())));
            if marked && ranges {
                *schema = crate::range::schema(schema);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| unmark(item, ranges)),
        _ => {}
    }
}

/// An entry of any kind: the common keys and those of its kind.
pub(crate) fn entry(common: &[&[&dyn AnyKey]]) -> Value {
    let kinds: Vec<Value> = KINDS
        .iter()
        .map(|kind| {
            let mut keys = common.to_vec();
            keys.push(kind.keys);
            let mut schema = table(&keys);
            schema["properties"]["kind"] = json!({ "const": kind.name, "description": kind.about });
            // A schedule stands for the three selectors, so a kind that may have one cannot require
            // them.
            if schema["properties"].get("schedule").is_some() {
                let stays = |name: &Value| {
                    !["importer", "exporter", "sector"].iter().any(|key| name == key)
                };
                let required = schema["required"]
                    .as_array()
                    .map(|names| names.iter().filter(|n| stays(n)).cloned());
                let required: Vec<Value> = required.into_iter().flatten().collect();
                schema["required"] = json!(required);
                schema["anyOf"] = json!([
                    { "required": ["schedule", "mode"] },
                    { "required": ["importer", "exporter", "sector", "rate"] },
                    { "required": ["importer", "exporter", "sector", "phases"] },
                ]);
            }
            schema
        })
        .collect();
    json!({ "oneOf": kinds })
}
