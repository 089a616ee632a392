//! How does a published inter-country input-output table become a world?
//!
//! ```text
//! (1)  final_nij  = sum over categories of final demand, clipped at zero (inventories can be negative)
//! (2)  trade_nij  = sum over users k of Z_(ij)(nk) + final_nij        output is then the row sum
//! (3)  use_n,jk   = sum over origins i of Z_(ij)(nk)
//! ```
//! The tables are at basic prices and hold no tariffs, so that the imported world has none. What does not fit is repaired in a
//! stated way and reported in [`World::repairs`]: cells below zero become zero; a recipe that costs more than its output is
//! scaled down to it. Economies and sectors may be added up by a mapping file.

mod assemble;
mod labels;
mod meaning;

use crate::error::WorldError;
use crate::mapping::{Known, Mapping};
use crate::model::World;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The published tables that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportFormat {
    /// OECD Inter-Country Input-Output tables: labels such as `AUS_A01`, final demand `AUS_HFCE`.
    OecdIcio,
    /// World Input-Output Database, release 2013: labels such as `AUS_c1`, final demand `AUS_FD1` (or `AUS_c37`).
    Wiod2013,
    /// World Input-Output Database, release 2016, exported from the R file: columns `IndustryCode`, `Country`, `RNr`, `AUS1` ...
    Wiod2016,
}

impl ImportFormat {
    /// The names that users write, in the order of the variants.
    pub const NAMES: [&str; 3] = ["oecd-icio", "wiod-2013", "wiod-2016"];

    /// The name that users write.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OecdIcio => Self::NAMES[0],
            Self::Wiod2013 => Self::NAMES[1],
            Self::Wiod2016 => Self::NAMES[2],
        }
    }
}

impl FromStr for ImportFormat {
    type Err = WorldError;

    fn from_str(name: &str) -> Result<Self, WorldError> {
        let known = [Self::OecdIcio, Self::Wiod2013, Self::Wiod2016];
        known.into_iter().find(|format| format.name() == name).ok_or_else(|| WorldError::Missing {
            path: name.to_owned(),
            hint: format!("the formats are: {}", Self::NAMES.join(", ")),
        })
    }
}

/// The trade elasticity of sectors for which none is given: near the mean of published estimates for goods.
pub const DEFAULT_ELASTICITY: f64 = 4.0;

/// What the file itself does not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportOptions {
    /// Name of the world; by default the format and the year.
    pub id: Option<String>,
    /// Title; by default the publisher's name of the table and the year.
    pub title: Option<String>,
    /// Baseline year; by default the last one in the file's name.
    pub year: Option<i32>,
    /// Unit of the flows; by default `USD million`.
    pub currency: Option<String>,
    /// CSV with `kind` (`economy` or `sector`), `from`, `to`; codes that it does not name stay as they are.
    pub map: Option<PathBuf>,
    /// CSV with `sector`, `trade_elasticity`, by the codes after mapping; others get [`DEFAULT_ELASTICITY`].
    pub elasticities: Option<PathBuf>,
}

/// Reads a published table, CSV or Parquet by its ending, into a world.
///
/// # Errors
/// If a file cannot be read, a label is not understood, a cell is not a number, or the world that comes out does not hold
/// together, see [`balance`](crate::balance()).
pub fn import(format: ImportFormat, path: &Path, options: &ImportOptions) -> Result<World, WorldError> {
    let raw = crate::table::raw_from_file(path)?;
    let layout = labels::layout(format, &raw)?;
    if layout.economies.is_empty() {
        let hint = "check the format: rows of sales are needed, one for each sector of each economy";
        return Err(WorldError::file(&raw.file, format!("it holds no table of `{}`", format.name()), hint));
    }
    let known = Known { economies: &layout.economies, sectors: &layout.sectors, groups: &[] };
    let map = Mapping::read(options.map.as_deref(), known)?;
    assemble::world(format, path, options, &raw, &layout, &map)
}
