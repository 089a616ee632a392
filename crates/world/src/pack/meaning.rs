//! What a pack says its codes stand for: natures of sectors, members, and whose part of a node is
//! how large.

use super::files::Files;
use super::lists::{refuse_unknown_columns, truth};
use crate::error::WorldError;
use crate::meaning::Part;
use crate::model::World;
use crate::nature::{Criticality, Declared};
use crate::table::raw::Raw;
use crate::table::{Format, Table, raw_from_bytes};
use std::collections::BTreeMap;

/// Reads it into `world`, whose lists are known.
pub(super) fn read(
    files: &Files,
    world: &mut World,
    problems: &mut Vec<WorldError>,
) -> Result<(), WorldError> {
    let list =
        |name: &str| raw_from_bytes(&files.label(name), Format::Csv, files.require(name)?.to_vec());
    let (economies, sectors) = (list("economies.csv")?, list("sectors.csv")?);
    world.meaning.economies = members(&economies, "economy", problems)?;
    world.meaning.sectors = members(&sectors, "sector", problems)?;
    world.meaning.natures = natures(&sectors, problems)?;
    if let Some(raw) = files.table("members")? {
        world.meaning.parts = read_parts(&raw, world, problems)?;
    }
    Ok(())
}

/// The column `members`, by code; a code may be a member of one alone.
fn members(
    raw: &Raw,
    column: &str,
    problems: &mut Vec<WorldError>,
) -> Result<BTreeMap<String, Vec<String>>, WorldError> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    if raw.find("members").is_none() {
        return Ok(all);
    }
    let (codes, cells) = (raw.words(column)?, raw.words("members")?);
    let own: Vec<&str> = codes.cells().collect();
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for (row, (code, cell)) in codes.cells().zip(cells.cells()).enumerate() {
        let list: Vec<String> = cell.split_whitespace().map(str::to_owned).collect();
        for member in &list {
            let other = own.iter().find(|own| **own != code && own.eq_ignore_ascii_case(member));
            let twice =
                taken.insert(member.to_ascii_lowercase(), code).filter(|_| column == "economy");
            if let Some(other) = other.copied().or(twice) {
                let what = format!(
                    "`{member}` is said to be a member of `{code}` and belongs to `{other}`; keep one"
                );
                problems.push(raw.cell_error(row, "members", what));
            }
        }
        if !list.is_empty() {
            all.insert(code.to_owned(), list);
        }
    }
    Ok(all)
}

fn natures(
    raw: &Raw,
    problems: &mut Vec<WorldError>,
) -> Result<BTreeMap<String, Declared>, WorldError> {
    let codes = raw.words("sector")?;
    let mut all: Vec<Declared> = vec![Declared::default(); raw.rows];
    for name in ["nature", "storable", "criticality"] {
        if raw.find(name).is_none() {
            continue;
        }
        for (row, cell) in raw.words(name)?.cells().enumerate().filter(|(_, cell)| !cell.is_empty())
        {
            if let Err(what) = declare(&mut all[row], name, cell) {
                problems.push(raw.cell_error(row, name, format!("`{cell}` is {what}")));
            }
        }
    }
    let stated = codes.cells().zip(all).filter(|(_, own)| *own != Declared::default());
    Ok(stated.map(|(code, own)| (code.to_owned(), own)).collect())
}

/// One cell; what is wrong with it otherwise.
fn declare(own: &mut Declared, column: &str, cell: &str) -> Result<(), &'static str> {
    match column {
        "nature" if cell.eq_ignore_ascii_case("good") => own.good = Some(true),
        "nature" if cell.eq_ignore_ascii_case("service") => own.good = Some(false),
        "nature" => return Err("no nature; write good or service, or leave the cell empty"),
        "storable" => {
            own.storable = Some(
                truth(cell)
                    .ok_or("neither true nor false; write 1 or 0, or leave the cell empty")?,
            )
        }
        _ => {
            let refuse =
                "no criticality; write critical, important or dispensable, or leave the cell empty";
            own.criticality = Some(Criticality::parse(cell).ok_or(refuse)?);
        }
    }
    Ok(())
}

fn read_parts(
    raw: &Raw,
    world: &World,
    problems: &mut Vec<WorldError>,
) -> Result<Vec<Part>, WorldError> {
    let keys = ["economy", "sector", "member_economy", "member_sector"];
    refuse_unknown_columns(raw, &[keys[0], keys[1], keys[2], keys[3], "output"], problems);
    let [economies, sectors, owners, kinds] =
        [raw.words(keys[0])?, raw.words(keys[1])?, raw.words(keys[2])?, raw.words(keys[3])?];
    let outputs = raw.numbers("output", problems)?;
    let mut parts = Vec::with_capacity(raw.rows);
    let rows =
        economies.cells().zip(sectors.cells()).zip(owners.cells()).zip(kinds.cells()).zip(&outputs);
    for (row, ((((economy, sector), member_economy), member_sector), &output)) in rows.enumerate() {
        let mut refuse =
            |column: &str, what: String| problems.push(raw.cell_error(row, column, what));
        if world.economy(economy).is_none() {
            refuse("economy", format!("`{economy}` is not in economies.csv"));
        }
        if world.sector(sector).is_none() {
            refuse("sector", format!("`{sector}` is not in sectors.csv"));
        }
        if !(output >= 0.0 && output.is_finite()) {
            refuse("output", format!("the output is {output}; it is finite and not negative"));
        }
        let [economy, sector] = [economy, sector].map(str::to_owned);
        let [member_economy, member_sector] = [member_economy, member_sector].map(str::to_owned);
        parts.push(Part { economy, sector, member_economy, member_sector, output });
    }
    Ok(parts)
}

/// A list with the column `members`, if some code has any.
pub(super) fn with_members(
    table: Table,
    codes: &str,
    members: &BTreeMap<String, Vec<String>>,
) -> Table {
    if members.is_empty() {
        return table;
    }
    let cell = |code: &String| members.get(code).map_or(String::new(), |own| own.join(" "));
    let cells = table.words(codes).iter().map(cell).collect();
    table.with_text("members", cells)
}

/// The list of sectors with what is stated of them, if anything is.
pub(super) fn with_natures(table: Table, world: &World) -> Table {
    let natures = &world.meaning.natures;
    if natures.is_empty() {
        return table;
    }
    let cells = |word: fn(&Declared) -> &'static str| {
        world.sectors.iter().map(|own| natures.get(&own.code).map_or("", word).to_owned()).collect()
    };
    table
        .with_text(
            "nature",
            cells(|own| own.good.map_or("", |good| if good { "good" } else { "service" })),
        )
        .with_text(
            "storable",
            cells(|own| own.storable.map_or("", |storable| if storable { "1" } else { "0" })),
        )
        .with_text("criticality", cells(|own| own.criticality.map_or("", Criticality::word)))
}

/// `members.csv`.
pub(super) fn parts(world: &World) -> Table {
    let parts = &world.meaning.parts;
    let text = |word: fn(&Part) -> &String| parts.iter().map(|part| word(part).clone()).collect();
    Table::new("members")
        .with_text("economy", text(|part| &part.economy))
        .with_text("sector", text(|part| &part.sector))
        .with_text("member_economy", text(|part| &part.member_economy))
        .with_text("member_sector", text(|part| &part.member_sector))
        .with_numbers("output", parts.iter().map(|part| part.output).collect())
}
