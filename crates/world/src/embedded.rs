//! Which worlds does the program carry inside, and under which licences?
//!
//! They are built by `cargo xtask build-world` and committed as packed files under `data/`.

use crate::error::WorldError;
use crate::flows::{FlowTable, Flows};
use crate::model::World;
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};

const WORLDS: [(&str, &[u8]); 1] =
    [("icio-2022", include_bytes!("../../../data/icio-2022.tar.zst"))];
const NAMES: [&str; 1] = [WORLDS[0].0];

/// Flows of the embedded worlds, in the order of [`WORLDS`]: a file of their own, so that a command
/// that needs none does not wait for them.
const FLOWS: [&[u8]; 1] = [include_bytes!("../../../data/icio-2022-flows.parquet")];
static UNPACKED: [OnceLock<Arc<FlowTable>>; 1] = [OnceLock::new()];

/// Names of the embedded worlds; the first is the default.
#[must_use]
pub fn names() -> &'static [&'static str] {
    &NAMES
}

/// Unpacks an embedded world.
///
/// # Errors
/// If there is no world of that name.
pub fn load(name: &str) -> Result<World, WorldError> {
    let unknown = || WorldError::Missing {
        path: name.to_owned(),
        hint: format!("the embedded worlds are: {}", NAMES.join(", ")),
    };
    let at = NAMES.iter().position(|own| *own == name).ok_or_else(unknown)?;
    let mut world = crate::pack::read_packed(name, WORLDS[at].1)?;
    world.flows = Flows::Embedded(NAMES[at]);
    Ok(world)
}

/// The flows of the embedded world `name`, whose lists `world` has; unpacked once.
pub(crate) fn flows(name: &str, world: &World) -> Result<Arc<FlowTable>, WorldError> {
    let unknown = || WorldError::Missing {
        path: name.to_owned(),
        hint: format!("the embedded worlds are: {}", NAMES.join(", ")),
    };
    let at = NAMES.iter().position(|own| *own == name).ok_or_else(unknown)?;
    if let Some(known) = UNPACKED[at].get() {
        return Ok(Arc::clone(known));
    }
    let file = format!("{name}-flows.parquet");
    let table = Arc::new(crate::pack::read_packed_flows(world, &file, FLOWS[at])?);
    Ok(Arc::clone(UNPACKED[at].get_or_init(|| table)))
}

/// The SHA-256 of the SHA-256 of an embedded world's two packed files, the archive and the flows, in
/// hexadecimal; `None` if there is no such world.
#[must_use]
pub fn digest(name: &str) -> Option<String> {
    let at = NAMES.iter().position(|own| *own == name)?;
    let mut both = Sha256::new();
    for file in [WORLDS[at].1, FLOWS[at]] {
        both.update(Sha256::digest(file));
    }
    let hash = both.finalize();
    Some(hash.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The licences and sources of the embedded data, as Markdown.
#[must_use]
pub fn licences() -> &'static str {
    include_str!("../../../data/LICENSES.md")
}
