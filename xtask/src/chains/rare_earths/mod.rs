//! Where does each rare earth come from, stage by stage, and what is it used for? Builds the chain
//! `rare-earths` of 2024.

mod magnets;
mod mines;
mod observed;
mod refining;
mod uses;

use super::ChainsError;
use super::chain::{Chain, Economy, Good, Origin};
use super::figure::Figure;
use super::source::{Record, records};
use std::collections::BTreeMap;
use std::path::Path;

/// Elements that are followed as oxides; scandium has no mine.
pub const ELEMENTS: [&str; 11] = ["La", "Ce", "Pr", "Nd", "Sm", "Gd", "Tb", "Dy", "Lu", "Sc", "Y"];
/// Elements that are followed as metals, with the mass of oxide a mass of metal needs by standard
/// atomic weights.
pub const METALS: [(&str, f64); 5] =
    [("Nd", 1.1664), ("Pr", 1.2082), ("Dy", 1.1477), ("Tb", 1.1762), ("Sm", 1.1596)];
/// The three kinds of magnet.
pub const MAGNETS: [(&str, &str); 3] = [
    ("magnet-ndfeb-standard", "Standard NdFeB magnets"),
    ("magnet-ndfeb-heat", "Heat-resistant NdFeB magnets"),
    ("magnet-smco", "Samarium-cobalt magnets"),
];
const YEAR: &str = "2024";

/// Builds the chain; `facts` is the folder of what was written by hand.
pub fn build(sources: &Path, facts: &Path) -> Result<Chain, ChainsError> {
    let mut chain = Chain::default();
    for row in records(facts, "economies.csv")? {
        let text = |column: &str| row.text(column).map(str::to_owned);
        chain.economies.push(Economy {
            code: text("economy")?,
            name: text("name")?,
            world_economy: text("world_economy")?,
        });
    }
    mines::fill(&mut chain, sources, facts)?;
    goods(&mut chain, sources, facts)?;
    refining::fill(&mut chain, sources, facts)?;
    magnets::fill(&mut chain, sources, facts)?;
    uses::fill(&mut chain, facts)?;
    for (file, columns) in TABLES {
        chain.others.push((file, columns, copied(facts, file, columns)?));
    }
    chain.others.extend(observed::tables(sources)?);
    Ok(chain)
}

/// Tables that go from the facts to the chain as they are.
const TABLES: [(&str, &str); 2] = [
    (
        "stocks.csv",
        "good,economy,holder,use,weeks_low,weeks,weeks_high,quantity_low,quantity,quantity_high,source,vintage,grade",
    ),
    (
        "recycling.csv",
        "good,from_use,economy,collection_low,collection,collection_high,yield_low,yield,yield_high,life_years_low,life_years,life_years_high,source,vintage,grade",
    ),
];

fn copied(facts: &Path, file: &str, columns: &str) -> Result<Vec<Vec<String>>, ChainsError> {
    let cells = |row: &Record| {
        columns.split(',').map(|column| row.text(column).map(str::to_owned)).collect()
    };
    records(facts, file)?.iter().map(cells).collect()
}

/// The interval in three columns; a middle value alone is a point.
pub fn interval(row: &Record, low: &str, mid: &str, high: &str) -> Result<Figure, ChainsError> {
    match (row.number(low)?, row.number(mid)?, row.number(high)?) {
        (None, Some(value), None) => Ok(Figure::point(value)),
        (low, mid, high) => Ok(Figure { low, mid, high }),
    }
}

/// The origin of a row of facts.
pub fn origin(row: &Record) -> Result<Origin, ChainsError> {
    Ok(Origin::new(row.text("source")?, row.text("vintage")?, row.text("grade")?))
}

/// The oxide in the words of the price table.
const OXIDES: [(&str, &str); 10] = [
    ("La", "Lanthanum oxide"),
    ("Ce", "Cerium oxide"),
    ("Pr", "Praseodymium oxide"),
    ("Nd", "Neodymium oxide"),
    ("Sm", "Samarium oxide"),
    ("Gd", "Gadolinium oxide"),
    ("Tb", "Terbium oxide"),
    ("Dy", "Dysprosium oxide"),
    ("Lu", "Lutetium oxide"),
    ("Y", "Y2O3"),
];

fn goods(chain: &mut Chain, sources: &Path, facts: &Path) -> Result<(), ChainsError> {
    let mut prices: BTreeMap<String, (Figure, Origin)> = BTreeMap::new();
    for row in records(facts, "prices.csv")? {
        prices.insert(
            row.text("good")?.to_owned(),
            (interval(&row, "low", "mid", "high")?, origin(&row)?),
        );
    }
    for row in records(sources, "rare_earths/ree_prices.csv")? {
        let item = row.text("item")?;
        let oxide = OXIDES.iter().find(|(_, name)| item.contains(&format!(": {name}")));
        if let (Some((element, _)), true) = (oxide, row.text("year")? == YEAR) {
            let price = Figure::point(row.required("value")? * 1e3);
            prices.insert(
                format!("oxide-{element}"),
                (price, Origin::new(row.text("source")?, YEAR, "A")),
            );
        }
    }
    let unknown = || (Figure::UNKNOWN, Origin::new("price not found", YEAR, "D"));
    let mut good = |code: String, name: String, stage, element: &str| {
        let (price, origin) = prices.get(&code).cloned().unwrap_or_else(unknown);
        let element = element.to_owned();
        chain.goods.push(Good {
            code,
            name,
            stage,
            element,
            price,
            storable: true,
            tradable: true,
            origin,
        });
    };
    for (kind, name) in mines::CONCENTRATES {
        good(format!("concentrate-{kind}"), name.to_owned(), "mine", "");
    }
    for element in ELEMENTS {
        good(
            format!("oxide-{element}"),
            format!("{} oxide", named(element)),
            "separation",
            element,
        );
    }
    for (element, _) in METALS {
        good(format!("metal-{element}"), format!("{} metal", named(element)), "metal", element);
    }
    for (code, name) in MAGNETS {
        good(code.to_owned(), name.to_owned(), "magnet", "");
    }
    Ok(())
}

/// The English name of an element.
fn named(element: &str) -> &str {
    match element {
        "La" => "Lanthanum",
        "Ce" => "Cerium",
        "Pr" => "Praseodymium",
        "Nd" => "Neodymium",
        "Sm" => "Samarium",
        "Gd" => "Gadolinium",
        "Tb" => "Terbium",
        "Dy" => "Dysprosium",
        "Lu" => "Lutetium",
        "Sc" => "Scandium",
        "Y" => "Yttrium",
        other => other,
    }
}
