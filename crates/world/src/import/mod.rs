//! How does a published inter-country input-output table become a world?
//!
//! ```text
//! (1)  final_nij  = sum over categories of final demand, clipped at zero (inventories can be negative)
//! (2)  trade_nij  = sum over users k of Z_(ij)(nk) + final_nij        output is then the row sum
//! (3)  use_n,jk   = sum over origins i of Z_(ij)(nk)
//! ```
//! The tables are at basic prices and hold no tariffs, so that the imported world has none. Each
//! row has its column and each column its row; published totals are checked. What does not fit is
//! repaired in a stated way and reported in [`World::repairs`] with size and place: cells below
//! zero become zero; a recipe that costs more than its output is scaled down to it. Economies and
//! sectors may be added up by a mapping file. Matrices are read row by row: memory holds the world
//! and one row.

mod assemble;
mod eora;
mod exiobase;
mod flat;
mod header;
mod iso;
mod labels;
mod meaning;
mod recognise;
mod rows;
mod sums;
mod totals;
mod wiod;
mod workbook;

use crate::budget;
use crate::error::{WorldError, shown};
use crate::mapping::{Known, Mapping};
use crate::model::World;
use header::{Header, Seller};
use recognise::Layout;
use rows::Rows;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use sums::Sums;

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
    fn money(self) -> (&'static str, f64) {
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

/// Reads a published table, a file or a folder, into a world. CSV, tab-separated text, workbook and
/// Parquet are recognised by their content.
///
/// # Errors
/// If a file cannot be read, is of another layout than `format`, is not whole, has a cell that is
/// no number or a total that its cells do not add up to, or the world that comes out does not hold
/// together, see [`balance`](crate::balance()).
pub fn import(
    format: ImportFormat,
    path: &Path,
    options: &ImportOptions,
) -> Result<World, WorldError> {
    let opened = Opened::open(recognise::layout(path, format)?, path)?;
    let header = &opened.header;
    if header.nodes.is_empty() {
        let hint =
            "check the format: rows of sales are needed, one for each sector of each economy";
        return Err(WorldError::file(
            &opened.file,
            format!("it holds no table of `{}`", format.name()),
            hint,
        ));
    }
    header.check(&opened.file)?;
    let known =
        Known { economies: &header.economies.list, sectors: &header.sectors.list, groups: &[] };
    let map = Mapping::read(options.map.as_deref(), known)?;
    let (n, kinds) = (map.economies.targets.len(), map.sectors.targets.len());
    if n.saturating_mul(kinds).saturating_mul(n.max(kinds)) > budget::WORLD_CELLS {
        let hint = "add economies or sectors up on import, by a mapping file (--map)";
        let what = format!(
            "a world of {n} economies x {kinds} sectors is larger than the limit of {} cells",
            budget::WORLD_CELLS
        );
        return Err(WorldError::file(&opened.file, what, hint));
    }
    let mut sums = Sums::new(header, &map, opened.layout.format().money().1);
    opened.body.fill(path, opened.layout, &mut sums)?;
    sums.finish()?;
    assemble::world(opened.layout.format(), path, options, &opened.file, sums, &map)
}

/// A table whose header is known.
struct Opened {
    layout: Layout,
    file: String,
    header: Header,
    body: Body,
}

/// Where the cells are.
enum Body {
    Matrix(Rows),
    Export(Rows, [usize; 3]),
    Flat,
    Exiobase(exiobase::Files),
    Eora(eora::Files),
}

impl Opened {
    fn open(layout: Layout, path: &Path) -> Result<Self, WorldError> {
        let (file, header, body) = match layout {
            Layout::Exiobase => {
                let files = exiobase::Files::find(path)?;
                (files.file(), files.header()?, Body::Exiobase(files))
            }
            Layout::Eora => {
                let files = eora::Files::find(path)?;
                (files.file(), files.header()?, Body::Eora(files))
            }
            Layout::FigaroFlat => (shown(path), flat::header(path)?, Body::Flat),
            Layout::Wiod2016 => {
                let mut rows = Rows::open(path)?;
                let (header, places) = wiod::export(&mut rows)?;
                (shown(path), header, Body::Export(rows, places))
            }
            Layout::WiodSheet { .. } => {
                let mut rows = Rows::open(path)?;
                (shown(path), wiod::sheet(&mut rows)?, Body::Matrix(rows))
            }
            Layout::Oecd | Layout::Figaro | Layout::Wiod2013 => {
                let mut rows = Rows::open(path)?;
                (shown(path), labels::header(layout, &mut rows)?, Body::Matrix(rows))
            }
        };
        Ok(Self { layout, file, header, body })
    }
}

impl Body {
    fn fill(self, path: &Path, layout: Layout, sums: &mut Sums<'_>) -> Result<(), WorldError> {
        let header = sums.header;
        match self {
            Self::Matrix(mut rows) => {
                let seller = |line: &rows::Line| -> Result<Seller, String> {
                    match layout {
                        Layout::WiodSheet { .. } => wiod::sheet_seller(header, line),
                        _ => labels::seller(layout, header, line.cell(0)),
                    }
                };
                sums.matrix(&mut rows, header, seller, |_| 1.0)
            }
            Self::Export(mut rows, places) => sums.matrix(
                &mut rows,
                header,
                |line| wiod::export_seller(header, places, line),
                |_| 1.0,
            ),
            Self::Flat => flat::fill(path, sums),
            Self::Exiobase(files) => files.fill(sums),
            Self::Eora(files) => files.fill(sums),
        }
    }
}
