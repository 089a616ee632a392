//! Matrices with one label for each row and column, `AUS_A01`: the OECD's editions, FIGARO, and
//! exports of WIOD 2013.

use super::header::{Buyer, Header, Seller};
use super::layout::Layout;
use super::rows::Rows;
use crate::error::WorldError;

/// Final-demand categories of the OECD's editions since 2018; `FD` stands for all of them.
const OECD_FINAL: [&str; 9] =
    ["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR", "NONRES", "P33", "FD"];
/// Final-demand categories of the OECD's edition of 2016, which stand before the economy.
const OECD_2016_FINAL: [&str; 7] = ["HFCE", "NPS", "NPISH", "GGFC", "GFCF", "INV", "DIRP"];
/// Final uses of FIGARO.
const FIGARO_FINAL: [&str; 7] = ["P3_S13", "P3_S14", "P3_S15", "P51G", "P52", "P53", "P5M"];
/// Rows of what a sector pays besides its inputs.
const COSTS: [&str; 5] = ["TLS", "VA", "VALU", "TAXSUB", "VA+TAXSUB"];
/// Totals.
const TOTALS: [&str; 5] = ["OUT", "OUTPUT", "TOTAL", "TOT", "GO"];

/// What a label says of itself, without knowledge of the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Part<'a> {
    Node(&'a str, &'a str),
    Final(&'a str),
    Cost,
    Total,
    Discrepancy,
}

/// Parts of China and Mexico that the extended editions of the OECD list by themselves.
fn whole(economy: &str) -> &str {
    match economy {
        "CN1" | "CN2" | "CN3" | "CN4" => "CHN",
        "MX1" | "MX2" | "MX3" => "MEX",
        other => other,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The meaning of a label in a layout, or `None` where it has none.
pub(super) fn part(layout: Layout, label: &str) -> Option<Part<'_>> {
    if COSTS.contains(&label) || (layout == Layout::Figaro && label.starts_with("W2_")) {
        return Some(Part::Cost);
    }
    if TOTALS.contains(&label) {
        return Some(Part::Total);
    }
    if label == "DISC" {
        return Some(Part::Discrepancy);
    }
    let (economy, rest) =
        label.split_once('_').filter(|(economy, rest)| !economy.is_empty() && !rest.is_empty())?;
    if COSTS.contains(&rest) {
        return Some(Part::Cost);
    }
    if TOTALS.contains(&rest) {
        return Some(Part::Total);
    }
    let is_final = match layout {
        Layout::Oecd if OECD_2016_FINAL.contains(&economy) => return Some(Part::Final(rest)),
        Layout::Oecd => OECD_FINAL.contains(&rest),
        Layout::Figaro => FIGARO_FINAL.contains(&rest),
        // The spreadsheet numbers them after the sectors, c37 to c42; exports call them FD1 to FD5.
        _ => {
            rest.strip_prefix("FD").is_some_and(is_number)
                || ["c37", "c38", "c39", "c41", "c42"].contains(&rest)
        }
    };
    Some(if is_final { Part::Final(economy) } else { Part::Node(economy, rest) })
}

/// The economy's code in the world: ISO 3166 alpha-3.
fn economy(layout: Layout, code: &str) -> String {
    match layout {
        Layout::Figaro => super::iso::alpha3(code),
        _ => whole(code).to_owned(),
    }
}

pub(super) fn header(layout: Layout, rows: &mut Rows) -> Result<Header, WorldError> {
    let Some(line) = rows.next()? else {
        return Err(WorldError::file(
            &rows.file,
            "the file is empty",
            "give the table as its publisher stores it",
        ));
    };
    let (mut header, mut problems) = (Header::default(), Vec::new());
    header.push("row label", Buyer::Ignored);
    let labels: Vec<&str> = line.cells.iter().map(str::trim).skip(1).collect();
    // Sectors first: an economy without a sector is found by its final demand.
    for label in &labels {
        if let Some(Part::Node(code, sector)) = part(layout, label) {
            header.node(label, &economy(layout, code), sector);
            if whole(code) != code {
                header.parts.insert(code.to_owned(), whole(code).to_owned());
            }
        }
    }
    for label in labels {
        let buyer = match part(layout, label) {
            Some(Part::Node(..)) => header.find(label).map(Buyer::Node),
            Some(Part::Final(code)) => {
                Some(Buyer::Final { economy: header.economies.position(&economy(layout, code)) })
            }
            Some(Part::Total) => Some(Buyer::Total),
            Some(Part::Discrepancy) => Some(Buyer::Discrepancy),
            Some(Part::Cost) => Some(Buyer::Ignored),
            None => None,
        };
        match buyer {
            Some(buyer) => header.push(label, buyer),
            None => problems.push(WorldError::file(
                &rows.file,
                format!(
                    "column `{label}` is neither a sector, final demand nor a total of `{}`",
                    layout.format().name()
                ),
                "check the format and that the table is whole",
            )),
        }
    }
    if problems.is_empty() { Ok(header) } else { Err(WorldError::several(problems)) }
}

/// What a row holds, by its label.
pub(super) fn seller(layout: Layout, header: &Header, label: &str) -> Result<Seller, String> {
    if let Some(node) = header.find(label) {
        return Ok(Seller::Node(node));
    }
    match part(layout, label) {
        Some(Part::Cost) => Ok(Seller::Cost),
        Some(Part::Total) => Ok(Seller::Total),
        Some(Part::Discrepancy) => Ok(Seller::Discrepancy),
        Some(Part::Node(..)) => Err(format!("row `{label}` has no column of that name")),
        Some(Part::Final(_)) => {
            Err(format!("row `{label}` has the name of final demand, which sells nothing"))
        }
        None => Err(format!("`{label}` is no label such as `{}`", layout.example())),
    }
}
