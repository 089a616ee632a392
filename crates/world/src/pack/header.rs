//! What `world.toml` holds, and the columns that any table may have.

use crate::model::Repair;
use crate::source::Source;
use serde::{Deserialize, Serialize};

/// What `world.toml` holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub id: String,
    pub title: String,
    pub year: i32,
    pub currency: String,
    #[serde(default)]
    pub notes: Vec<String>,
    #[serde(default)]
    pub sources: Vec<Source>,
    #[serde(default)]
    pub repairs: Vec<Repair>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customs_unions: Option<Vec<String>>,
}

/// Columns that explain a row to a reader and are not part of the world.
pub(super) const EXPLANATIONS: [&str; 7] =
    ["source", "vintage", "grade", "note", "low", "mid", "high"];
