//! How is a run handed to another program? Every table with its units, what the report says beside
//! them, and the equations.
//!
//! `schema` is raised where a reader would have to change; what is added beside the known fields
//! does not raise it.

use crate::error::ReportError;
use detente_record::Summary;
use detente_record::catalogue::SCHEMA;
use detente_record::{currencies, described, described_column};
use detente_world::table::{Column, Table};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The word that names the layout.
pub(crate) const FORMAT: &str = "detente-run";

/// The run as JSON text: `tables` in their order, one row a line. A number without end is the text
/// `"inf"`.
///
/// # Errors
/// If a table is not in the catalogue.
pub fn json_text(summary: &Summary, tables: &[&Table]) -> Result<String, ReportError> {
    let mut out = format!("{{\n\"format\": \"{FORMAT}\",\n\"schema\": {SCHEMA},\n\"summary\": ");
    out.push_str(&serde_json::to_value(summary).unwrap_or_default().to_string());
    out.push_str(",\n\"equations\": [\n");
    let used = equations(tables)?;
    let told = used
        .iter()
        .filter_map(|id| summary.equation(id))
        .map(|one| serde_json::to_value(one).unwrap_or_default());
    out.push_str(&told.map(|value| value.to_string()).collect::<Vec<_>>().join(",\n"));
    out.push_str("\n],\n\"tables\": [");
    for (at, table) in tables.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        write_table(&mut out, summary, table)?;
    }
    out.push_str("\n]\n}\n");
    Ok(out)
}

fn equations(tables: &[&Table]) -> Result<BTreeSet<&'static str>, ReportError> {
    let mut used = BTreeSet::new();
    for table in tables {
        used.extend(described(table)?.columns.iter().filter_map(|column| column.equation));
    }
    Ok(used)
}

fn write_table(out: &mut String, summary: &Summary, table: &Table) -> Result<(), ReportError> {
    let (note, units) = (described(table)?, currencies(summary));
    let mut columns = Vec::new();
    for (name, _) in &table.columns {
        let column = described_column(note, name)?;
        let mut fields = Map::new();
        fields.insert("name".into(), json!(name));
        fields.insert("unit".into(), json!(column.unit));
        fields.insert("unit_text".into(), json!(column.unit.text(&units)));
        fields.insert("meaning".into(), json!(column.meaning));
        fields.insert("equation".into(), json!(column.equation));
        columns.push(Value::Object(fields));
    }
    let head =
        json!({ "title": note.title, "row": note.row, "engine": note.engine, "keys": note.keys });
    out.push_str(&format!("{{\"name\": {},\n\"about\": {head},\n", json!(table.name)));
    out.push_str(&format!("\"columns\": {},\n\"rows\": [", Value::Array(columns)));
    for row in 0..table.rows() {
        out.push_str(if row == 0 { "\n[" } else { ",\n[" });
        for (at, (_, column)) in table.columns.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            match column {
                Column::Text(words) => out.push_str(&json!(words[row]).to_string()),
                Column::Number(_) | Column::Partial(_) => match column.number(row) {
                    None => out.push_str("null"),
                    Some(value) if value.is_finite() => out.push_str(&json!(value).to_string()),
                    Some(_) => out.push_str("\"inf\""),
                },
            }
        }
        out.push(']');
    }
    out.push_str("\n]}");
    Ok(())
}
