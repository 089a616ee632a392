//! Who ships how much LNG to whom, through which terminals, at what cost? Builds the chain `lng` of 2024.

mod contracts;
mod routes;
mod terminals;
mod trade;

use super::ChainsError;
use super::chain::{Chain, Economy, Good, Origin};
use super::figure::Figure;
use super::source::{Record, records};
use std::collections::BTreeMap;
use std::path::Path;

/// Code of the part of exports that no importer's customs record.
pub const UNRECORDED: &str = "XNS";

/// An economy with what else is known to find it in the sources.
pub struct Place {
    /// Its code.
    pub code: String,
    /// Its code in BACI.
    pub baci: String,
    /// Its name in the list of terminals.
    pub terminal: String,
    /// Country tag of its loading and receiving ports in the table of distances, and whether
    /// another's stand in for them.
    pub loading: (String, bool),
    /// Receiving ports.
    pub receiving: (String, bool),
}

/// Builds the chain; `facts` is the folder of what was written by hand.
pub fn build(sources: &Path, facts: &Path) -> Result<Chain, ChainsError> {
    let mut chain = Chain::default();
    let places = places(facts, &mut chain)?;
    let parameters = parameters(facts)?;
    let trade = trade::read(sources, facts, &places)?;
    chain.goods = goods(&trade);
    terminals::fill(&mut chain, sources, &places, &trade)?;
    chain.flows = trade.flows;
    let prices = chain.goods[0].price;
    routes::fill(&mut chain.flows, sources, &places, &parameters, prices)?;
    trade::demand(&mut chain, &parameters);
    chain.others.push(trade.pipeline);
    chain.others.push(contracts::contracts(sources)?);
    chain.others.push(contracts::prices(sources)?);
    chain.others.push(contracts::japan(sources)?);
    chain.others.push(stocks(facts)?);
    chain.notes.extend(trade.notes);
    Ok(chain)
}

fn places(facts: &Path, chain: &mut Chain) -> Result<Vec<Place>, ChainsError> {
    let mut places = Vec::new();
    for row in records(facts, "economies.csv")? {
        let port = |column: &str| -> Result<(String, bool), ChainsError> {
            Ok((row.text(column)?.to_owned(), row.text(&format!("{column}_is_proxy"))? == "true"))
        };
        let code = row.text("economy")?.to_owned();
        chain.economies.push(Economy {
            code: code.clone(),
            name: row.text("name")?.to_owned(),
            world_economy: row.text("world_economy")?.to_owned(),
        });
        places.push(Place {
            code,
            baci: row.text("baci")?.to_owned(),
            terminal: row.text("gem")?.to_owned(),
            loading: port("loading")?,
            receiving: port("receiving")?,
        });
    }
    Ok(places)
}

/// Numbers that enter a formula, by name.
pub struct Parameters(BTreeMap<String, (Figure, String)>);

impl Parameters {
    /// The interval of a parameter.
    pub fn get(&self, name: &str) -> Figure {
        self.0.get(name).map_or(Figure::UNKNOWN, |(interval, _)| *interval)
    }

    /// Who says so.
    pub fn source(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |(_, source)| source)
    }
}

fn parameters(facts: &Path) -> Result<Parameters, ChainsError> {
    let row = |row: &Record| -> Result<(String, (Figure, String)), ChainsError> {
        let interval =
            Figure { low: row.number("low")?, mid: row.number("mid")?, high: row.number("high")? };
        Ok((row.text("name")?.to_owned(), (interval, row.text("source")?.to_owned())))
    };
    Ok(Parameters(records(facts, "parameters.csv")?.iter().map(row).collect::<Result<_, _>>()?))
}

fn goods(trade: &trade::Trade) -> Vec<Good> {
    let good = |code: &str, name: &str, stage, price, tradable, source: &str, grade| Good {
        code: code.to_owned(),
        name: name.to_owned(),
        stage,
        element: String::new(),
        price,
        storable: true,
        tradable,
        origin: Origin::new(source, "2024", grade),
    };
    let unit_values = "CEPII BACI 271111: 10, 50 and 90 % of the quantity of 2024 was below this unit value, free on board";
    vec![
        good("lng", "Liquefied natural gas", "liquefaction", trade.price, true, unit_values, "D"),
        good(
            "gas",
            "Natural gas at the importer's grid, as LNG",
            "regasification",
            Figure::UNKNOWN,
            false,
            "price follows from the base year",
            "D",
        ),
    ]
}

fn stocks(facts: &Path) -> Result<(&'static str, &'static str, Vec<Vec<String>>), ChainsError> {
    const COLUMNS: [&str; 12] = [
        "good",
        "economy",
        "holder",
        "weeks_low",
        "weeks",
        "weeks_high",
        "quantity_low",
        "quantity",
        "quantity_high",
        "source",
        "vintage",
        "grade",
    ];
    let row =
        |row: &Record| COLUMNS.iter().map(|column| row.text(column).map(str::to_owned)).collect();
    let rows = records(facts, "stocks.csv")?.iter().map(row).collect::<Result<_, _>>()?;
    Ok((
        "stocks.csv",
        "good,economy,holder,weeks_low,weeks,weeks_high,quantity_low,quantity,quantity_high,source,vintage,grade",
        rows,
    ))
}
