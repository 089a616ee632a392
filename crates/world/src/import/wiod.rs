//! WIOD as published: the sheet with four rows and four columns of labels (releases 2013 and 2016),
//! and the export of R of the release 2016.

use super::header::{Buyer, Header, Seller, TAKE_AGAIN};
use super::rows::{Line, Rows};
use crate::error::WorldError;
use std::collections::HashMap;

/// Columns that describe a row in the export of R.
const DESCRIPTIONS: [&str; 5] = ["IndustryCode", "IndustryDescription", "Country", "RNr", "Year"];
/// Codes of final demand in the sheet of the release 2013.
const FINAL_2013: [&str; 5] = ["c37", "c38", "c39", "c41", "c42"];
/// Codes of final demand in the release 2016.
const FINAL_2016: [&str; 5] = ["CONS_h", "CONS_np", "CONS_g", "GFCF", "INVEN"];
/// How many rows may stand above the numbers of the columns.
pub(super) const ABOVE: usize = 12;

/// Where the sheet has its labels: the position of the row of numbers and of the first column of
/// values.
pub(super) fn corner(lines: &[&Line]) -> Option<(usize, usize)> {
    let numbered =
        |text: &str| text.strip_prefix('c').is_some_and(|rest| rest.parse::<u32>().is_ok());
    lines.iter().enumerate().skip(3).find_map(|(at, line)| {
        let first = line.cells.iter().position(|cell| numbered(cell.trim()))?;
        let all = line.cells.iter().skip(first).filter(|cell| numbered(cell.trim())).count();
        (first == 4 && all >= 2 && lines[at - 1].cell(first).len() >= 2).then_some((at, first))
    })
}

/// Whether the sheet is of the release 2016: its final demand has codes.
pub(super) fn is_2016(lines: &[&Line], corner: (usize, usize)) -> bool {
    lines[corner.0 - 3].cells.iter().any(|cell| FINAL_2016.contains(&cell.trim()))
}

/// The header of the sheet; its rows are read up to the first of values.
pub(super) fn sheet(rows: &mut Rows) -> Result<Header, WorldError> {
    let ahead: Vec<&Line> = rows.peek(ABOVE)?.iter().collect();
    let Some((at, first)) = corner(&ahead) else {
        let what = "no row of column numbers c1, c2, ... below the economies";
        return Err(WorldError::file(
            &rows.file,
            what,
            "give the sheet as published, labels included",
        ));
    };
    let new = is_2016(&ahead, (at, first));
    let mut header = Header::default();
    (0..first).for_each(|_| header.push("label", Buyer::Ignored));
    let width = ahead[at - 1].cells.len().max(ahead[at].cells.len()).max(ahead[at - 2].cells.len());
    for column in first..width {
        let [code, name, economy, number] = [3, 2, 1, 0].map(|up| ahead[at - up].cell(column));
        if economy.is_empty() || economy == "TOT" {
            let buyer =
                if name.is_empty() && code.is_empty() { Buyer::Ignored } else { Buyer::Total };
            header.push("total output", buyer);
        } else if FINAL_2013.contains(&number) && !new || FINAL_2016.contains(&code) {
            let buyer = Buyer::Final { economy: header.economies.position(economy) };
            header.push(&format!("{economy} {number}"), buyer);
        } else {
            let sector = if new { code } else { number };
            header.named.insert(sector.to_owned(), name.to_owned());
            let node = header.node(&format!("{economy}_{sector}"), economy, sector);
            header.push(&format!("{economy}_{sector}"), Buyer::Node(node));
        }
    }
    for _ in 0..=at {
        rows.next()?;
    }
    Ok(header)
}

/// What a row of the sheet holds.
pub(super) fn sheet_seller(header: &Header, line: &Line) -> Result<Seller, String> {
    let [code, name, economy, number] = [0, 1, 2, 3].map(|at| line.cell(at));
    let by_number = header.find(&format!("{economy}_{number}"));
    if let Some(node) = by_number.or_else(|| header.find(&format!("{economy}_{code}"))) {
        return Ok(Seller::Node(node));
    }
    if !economy.is_empty() && economy != "TOT" {
        return Err(format!("row `{economy}_{number}` has no column of that name"));
    }
    let lower = name.to_lowercase();
    match () {
        () if lower.starts_with("total intermediate") || code == "II_fob" => Ok(Seller::Ignored),
        () if lower.starts_with("output at basic") || code == "GO" => Ok(Seller::Total),
        () if !lower.is_empty() => Ok(Seller::Cost),
        () => Err("the row has no label".to_owned()),
    }
}

/// The header of the export of R. Columns name sectors by number, rows by code: the first economy's
/// rows tell which is which.
pub(super) fn export(rows: &mut Rows) -> Result<(Header, [usize; 3]), WorldError> {
    let file = rows.file.clone();
    let refuse = |what: String| WorldError::file(&file, what, TAKE_AGAIN);
    let Some(line) = rows.next()? else { return Err(refuse("the file is empty".to_owned())) };
    let names: Vec<String> = line.cells.iter().map(|name| name.trim().to_owned()).collect();
    let find = |name: &str| {
        names
            .iter()
            .position(|own| own == name)
            .ok_or_else(|| refuse(format!("there is no column `{name}`")))
    };
    let places = [find("IndustryCode")?, find("Country")?, find("RNr")?];
    let mut codes: HashMap<String, String> = HashMap::new();
    for line in rows.peek(NUMBERS)? {
        if line.cell(places[1]) != "TOT" {
            codes
                .entry(line.cell(places[2]).to_owned())
                .or_insert_with(|| line.cell(places[0]).to_owned());
        }
    }
    let mut header = Header::default();
    let mut problems = Vec::new();
    for name in &names {
        let economy = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let number = &name[economy.len()..];
        let buyer = match codes.get(number) {
            _ if DESCRIPTIONS.contains(&name.as_str()) => Buyer::Ignored,
            _ if name == "TOT" || name == "GO" => Buyer::Total,
            Some(code) => Buyer::Node(header.node(&format!("{economy}_{code}"), economy, code)),
            // Five categories of final demand follow the sectors.
            None if !number.is_empty() && !economy.is_empty() => {
                Buyer::Final { economy: header.economies.position(economy) }
            }
            None => {
                problems.push(refuse(format!(
                    "column `{name}` is neither a sector, final demand nor a total of `wiod-2016`"
                )));
                Buyer::Ignored
            }
        };
        header.push(name, buyer);
    }
    if problems.is_empty() { Ok((header, places)) } else { Err(WorldError::several(problems)) }
}

/// Rows looked at to learn the codes of the sectors: there are 56.
const NUMBERS: usize = 100;

/// What a row of the export of R holds.
pub(super) fn export_seller(
    header: &Header,
    places: [usize; 3],
    line: &Line,
) -> Result<Seller, String> {
    let (code, country) = (line.cell(places[0]), line.cell(places[1]));
    match header.find(&format!("{country}_{code}")) {
        Some(node) => Ok(Seller::Node(node)),
        None if code == "II_fob" => Ok(Seller::Ignored),
        None if code == "GO" => Ok(Seller::Total),
        None if country == "TOT" => Ok(Seller::Cost),
        None => Err(format!("row `{country}_{code}` has no column of that name")),
    }
}
