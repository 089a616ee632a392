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
mod layout;
mod meaning;
mod options;
mod recognise;
mod rows;
mod sums;
mod totals;
mod wiod;
mod workbook;

pub use options::{DEFAULT_ELASTICITY, ImportFormat, ImportOptions};

use crate::budget;
use crate::error::{WorldError, shown};
use crate::mapping::{Known, Mapping};
use crate::model::World;
use header::{Header, Seller};
use layout::Layout;
use rows::Rows;
use std::path::Path;
use sums::Sums;

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
    sums.keep_flows();
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
