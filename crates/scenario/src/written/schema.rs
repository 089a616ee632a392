//! The JSON Schema of a scenario, for editors.

use crate::value::schema::{QUANTITY, table};
use crate::written::document::TOP;
use serde_json::{Value, json};

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
                *schema = crate::choose::range::schema(schema);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| unmark(item, ranges)),
        _ => {}
    }
}
