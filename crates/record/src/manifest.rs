//! What has to be written down so that a run can be computed again and trusted?

use crate::error::RecordError;
use detente_world::{Source, WorldSource};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::Path;

/// `manifest.json` of a run folder: what went in, what came out, by hash. No times, so that the
/// same inputs give the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of detente.
    pub detente: String,
    /// Short name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// SHA-256 of `scenario.toml` in the folder, changes included.
    pub scenario_digest: String,
    /// The day whose state of policy was computed.
    pub date: String,
    /// Whether measures applied, or only shocks.
    pub measures: bool,
    /// Whether the levers were negotiated, and the run is that of the deal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub negotiated: bool,
    /// Name of the copy of the user's companies, if any were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub companies: Option<String>,
    /// Name of the copy of the user's prices, if any were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<String>,
    /// Changes made on the command line; `scenario.toml` holds them already.
    pub overrides: Vec<String>,
    /// Name of the world.
    pub world: String,
    /// Where it was read from.
    pub world_source: WorldSource,
    /// SHA-256 of the pack.
    pub world_digest: String,
    /// Names of the chains that are not of the program; their files are in the folder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chains: Vec<String>,
    /// The model's options as resolved.
    pub options: serde_json::Value,
    /// Largest residual that was accepted.
    pub tolerance: f64,
    /// What the solver found out about its solution.
    pub certificate: serde_json::Value,
    /// Sources and licences of the data.
    pub sources: Vec<Source>,
    /// SHA-256 of every input and table in the folder.
    pub files: Vec<Hashed>,
}

impl Manifest {
    /// The day whose state of policy was computed, as a day.
    ///
    /// # Errors
    /// If what stands there is none; `folder` is named.
    pub fn day(&self, folder: &Path) -> Result<Date, RecordError> {
        self.date.parse().map_err(|_| RecordError::NoRun {
            folder: folder.display().to_string(),
            what: format!("the manifest's date `{}` is none", self.date),
        })
    }
}

/// A file of the folder with the hash of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashed {
    /// Path in the folder, with slashes.
    pub path: String,
    /// SHA-256.
    pub sha256: String,
}

/// The SHA-256 of bytes in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
