//! How do other programs check what they read of a run? A JSON Schema of its JSON export.

use super::{Cells, ColumnNote, TableNote, tables};
use crate::export::endless;
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of a run as JSON: every table with its columns, what they hold,
/// units, meanings and equations.
#[must_use]
pub fn json_schema() -> String {
    let mut definitions = Map::new();
    for note in tables() {
        definitions.insert(note.name.to_owned(), table(note));
    }
    let any: Vec<Value> =
        tables().iter().map(|note| json!({ "$ref": format!("#/$defs/{}", note.name) })).collect();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A run of Detente",
        "description": "What `detente report RUN --format json` writes",
        "type": "object",
        "required": ["format", "schema", "summary", "equations", "tables"],
        "properties": {
            "format": { "const": "detente-run" },
            "schema": { "const": SCHEMA },
            "summary": { "type": "object" },
            "equations": { "type": "array", "items": { "type": "object" } },
            "tables": { "type": "array", "items": { "oneOf": any } },
        },
        "$defs": definitions,
    });
    // A value of strings and maps is always written.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

/// Version of the layout of the JSON export.
pub const SCHEMA: u32 = 1;

fn table(note: &TableNote) -> Value {
    let cells: Vec<Value> = note.columns.iter().map(column).collect();
    json!({
        "title": note.title,
        "description": format!("One row per {}; key: {}", note.row, note.keys.join("/")),
        "type": "object",
        "required": ["name", "about", "columns", "rows"],
        "properties": {
            "name": { "const": note.name },
            "about": { "type": "object" },
            "columns": { "type": "array", "minItems": cells.len(), "maxItems": cells.len() },
            "rows": {
                "type": "array",
                "items": { "type": "array", "prefixItems": cells, "items": false },
            },
        },
    })
}

fn column(note: &ColumnNote) -> Value {
    let mut cell = match note.cells {
        Cells::Text => json!({ "type": "string" }),
        Cells::Number => json!({ "type": "number" }),
        Cells::NumberOrNothing => json!({ "type": ["number", "null"] }),
        Cells::YesNo => json!({ "enum": [0.0, 1.0] }),
    };
    if endless(&note.name).is_some() {
        cell = json!({ "anyOf": [cell, { "const": "inf" }] });
    }
    let about = json!({
        "title": note.name,
        "description": note.meaning,
        "unit": note.unit,
        "equation": note.equation,
    });
    if let (Value::Object(cell), Value::Object(about)) = (&mut cell, about) {
        cell.extend(about);
    }
    cell
}
