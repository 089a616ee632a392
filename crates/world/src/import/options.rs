//! Which table is imported, and what its file does not say.

use crate::error::WorldError;
use std::path::PathBuf;
use std::str::FromStr;

/// The published tables that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportFormat {
    /// Whichever of the others the content shows.
    Auto,
    /// OECD Inter-Country Input-Output tables, editions since 2016: labels such as `AUS_A01`, final
    /// demand `AUS_HFCE` (2016: `HFCE_AUS`).
    OecdIcio,
    /// World Input-Output Database, release 2013: the workbook or its sheet as CSV, or labels
    /// `AUS_c1`, final demand `AUS_FD1`.
    Wiod2013,
    /// World Input-Output Database, release 2016: exported from the R file, columns `IndustryCode`,
    /// `Country`, `RNr`, `AUS1` ..., or its sheet.
    Wiod2016,
    /// Eurostat's FIGARO, industry by industry, as matrix or flat file.
    Figaro,
    /// EXIOBASE 3: the folder with Z.txt (or A.txt and x.txt) and Y.txt.
    Exiobase3,
    /// Eora26: the folder with the year's T, FD and VA and the labels.
    Eora26,
}

impl ImportFormat {
    const ALL: [Self; 7] = [
        Self::OecdIcio,
        Self::Wiod2013,
        Self::Wiod2016,
        Self::Figaro,
        Self::Exiobase3,
        Self::Eora26,
        Self::Auto,
    ];

    /// The names that users write.
    pub const NAMES: [&str; 7] =
        ["oecd-icio", "wiod-2013", "wiod-2016", "figaro", "exiobase-3", "eora26", "auto"];

    /// The name that users write.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL
            .into_iter()
            .zip(Self::NAMES)
            .find(|(format, _)| *format == self)
            .map_or("auto", |(_, name)| name)
    }

    /// The name that people give it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Auto => "a published table",
            Self::OecdIcio => "an OECD ICIO table",
            Self::Wiod2013 => "a table of WIOD, release 2013",
            Self::Wiod2016 => "a table of WIOD, release 2016",
            Self::Figaro => "Eurostat's FIGARO layout",
            Self::Exiobase3 => "a matrix of EXIOBASE 3",
            Self::Eora26 => "a matrix of Eora26",
        }
    }

    /// The world's currency, and what a cell of the files is worth in it: Eora counts thousands.
    pub(super) fn money(self) -> (&'static str, f64) {
        match self {
            Self::Figaro | Self::Exiobase3 => ("EUR million", 1.0),
            Self::Eora26 => ("USD million", 1e-3),
            _ => ("USD million", 1.0),
        }
    }
}

impl FromStr for ImportFormat {
    type Err = WorldError;

    fn from_str(name: &str) -> Result<Self, WorldError> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| {
            WorldError::Missing {
                path: name.to_owned(),
                hint: format!("the formats are: {}", Self::NAMES.join(", ")),
            }
        })
    }
}

/// The trade elasticity of sectors for which none is given: near the mean of published estimates
/// for goods.
pub const DEFAULT_ELASTICITY: f64 = 4.0;

/// What the file itself does not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportOptions {
    /// Name of the world; by default the format and the year.
    pub id: Option<String>,
    /// Title; by default the publisher's name of the table and the year.
    pub title: Option<String>,
    /// Baseline year; by default the last one in the name of the file, or of its folder.
    pub year: Option<i32>,
    /// Unit of the flows; by default that of the publisher, `USD million` or `EUR million`.
    pub currency: Option<String>,
    /// CSV with `kind` (`economy` or `sector`), `from`, `to`; codes that it does not name stay as
    /// they are.
    pub map: Option<PathBuf>,
    /// CSV with `sector`, `trade_elasticity`, by the codes after mapping; others get
    /// [`DEFAULT_ELASTICITY`].
    pub elasticities: Option<PathBuf>,
}
