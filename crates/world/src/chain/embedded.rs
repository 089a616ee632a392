//! The chains inside the program: the tables of `data/chains/`, as they are committed.

use super::data::Chain;
use super::files::Files;
use super::read::read;
use crate::error::WorldError;
use std::sync::{Arc, OnceLock};

/// The tables of one chain by file name.
struct Embedded {
    name: &'static str,
    files: [(&'static str, &'static str); 8],
}

macro_rules! embedded {
    ($name:literal) => {
        Embedded {
            name: $name,
            files: [
                (
                    "chain.toml",
                    include_str!(concat!("../../../../data/chains/", $name, "/chain.toml")),
                ),
                (
                    "economies.csv",
                    include_str!(concat!("../../../../data/chains/", $name, "/economies.csv")),
                ),
                (
                    "goods.csv",
                    include_str!(concat!("../../../../data/chains/", $name, "/goods.csv")),
                ),
                (
                    "processes.csv",
                    include_str!(concat!("../../../../data/chains/", $name, "/processes.csv")),
                ),
                (
                    "recipes.csv",
                    include_str!(concat!("../../../../data/chains/", $name, "/recipes.csv")),
                ),
                (
                    "flows.csv",
                    include_str!(concat!("../../../../data/chains/", $name, "/flows.csv")),
                ),
                (
                    "demand.csv",
                    include_str!(concat!("../../../../data/chains/", $name, "/demand.csv")),
                ),
                (
                    "stocks.csv",
                    include_str!(concat!("../../../../data/chains/", $name, "/stocks.csv")),
                ),
            ],
        }
    };
}

const CHAINS: [Embedded; 2] = [embedded!("lng"), embedded!("rare-earths")];

impl Files for Embedded {
    fn label(&self, name: &str) -> String {
        format!("{}/{name}", self.name)
    }

    fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, WorldError> {
        let file = self.files.iter().find(|(own, _)| *own == name);
        Ok(file.map(|(_, text)| text.as_bytes().to_vec()))
    }
}

/// The names of the chains inside the program.
#[must_use]
pub fn names() -> Vec<&'static str> {
    CHAINS.iter().map(|chain| chain.name).collect()
}

/// A chain of the program by its name.
///
/// # Errors
/// If there is no chain of that name.
pub fn load(name: &str) -> Result<Chain, WorldError> {
    let chain = CHAINS.into_iter().find(|chain| chain.name == name);
    let unknown = || WorldError::Missing {
        path: name.to_owned(),
        hint: format!(
            "the chains inside the program are {}; give one of them or the folder of your own",
            names().join(", ")
        ),
    };
    read(&chain.ok_or_else(unknown)?)
}

/// Every chain of the program, read on first use.
///
/// # Errors
/// If a table inside the program is broken.
pub(super) fn all() -> Result<&'static [Arc<Chain>], WorldError> {
    static ALL: OnceLock<Vec<Arc<Chain>>> = OnceLock::new();
    if let Some(chains) = ALL.get() {
        return Ok(chains);
    }
    let chains =
        CHAINS.iter().map(|chain| read(chain).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
    Ok(ALL.get_or_init(|| chains))
}
