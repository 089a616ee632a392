//! Who makes gallium? A chain of one good, as an example of what any user can write for another
//! commodity.
//!
//! Its figures are those of World Mining Data, whose terms ask not to pass on whole tables: the
//! chain is built into a folder of the user's choice and never committed.

use super::ChainsError;
use super::chain::{Chain, Demand, Economy, Flow, Good, Origin, Process, Recipe};
use super::figure::Figure;
use super::source::{Record, records};
use std::path::Path;

const TABLE: &str = "rare_earths/wmd_Gallium.csv";
const SOURCE: &str = "World Mining Data, gallium";
const YEAR: &str = "2024";
/// Economies of the trade world among the producers; any other counts as the rest of the world.
const IN_WORLD: [&str; 5] = ["CHN", "JPN", "KOR", "RUS", "UKR"];
/// Figures that the source marks as estimated may be off by as much as their last digit: one tonne.
const ESTIMATE_ERROR: f64 = 1.0;

/// Builds the chain.
pub fn build(sources: &Path, _facts: &Path) -> Result<Chain, ChainsError> {
    of(&records(sources, TABLE)?)
}

fn of(rows: &[Record]) -> Result<Chain, ChainsError> {
    let mut chain = Chain::default();
    let unknown = Origin::new("not found", YEAR, "D");
    chain.goods.push(Good {
        code: "gallium".to_owned(),
        name: "Crude gallium".to_owned(),
        stage: "refining",
        element: "Ga".to_owned(),
        price: Figure::UNKNOWN,
        storable: true,
        tradable: true,
        origin: unknown.clone(),
    });
    chain.recipes.push(Recipe {
        process: "recover-gallium".to_owned(),
        economy: "*".to_owned(),
        good: "gallium".to_owned(),
        coefficient: Figure::point(1.0),
        origin: Origin::new(
            "by definition of the unit; a by-product of alumina, which is not in this chain",
            YEAR,
            "D",
        ),
    });
    for row in rows {
        let (code, output) = (row.text("Country_ISO")?, row.number(YEAR)?.unwrap_or(0.0));
        if code == "DELETE" || output <= 0.0 {
            continue;
        }
        let estimated = row.text("data_source")? == "e";
        add(&mut chain, code, row.text("Country")?, output, estimated);
    }
    for importer in ["JPN", "USA"] {
        if chain.economies.iter().all(|economy| economy.code != importer) {
            add_economy(&mut chain, importer, "United States");
        }
        chain.flows.push(Flow {
            good: "gallium".to_owned(),
            exporter: "CHN".to_owned(),
            importer: importer.to_owned(),
            quantity: Figure::UNKNOWN,
            balanced: None,
            cost: Figure::UNKNOWN,
            days: None,
            origin: unknown.clone(),
        });
    }
    Ok(chain)
}

fn add_economy(chain: &mut Chain, code: &str, name: &str) {
    let world = if IN_WORLD.contains(&code) || code == "USA" { code } else { "ROW" };
    chain.economies.push(Economy {
        code: code.to_owned(),
        name: name.to_owned(),
        world_economy: world.to_owned(),
    });
}

fn add(chain: &mut Chain, code: &str, name: &str, output: f64, estimated: bool) {
    let activity = if estimated {
        Figure::new(output - ESTIMATE_ERROR, output, output + ESTIMATE_ERROR)
    } else {
        Figure::point(output)
    };
    let remark = if estimated { ", estimated there" } else { "" };
    add_economy(chain, code, name);
    chain.processes.push(Process {
        kind: "recover-gallium".to_owned(),
        economy: code.to_owned(),
        capacity: Figure::UNKNOWN,
        activity,
        balanced: None,
        cost: Figure::UNKNOWN,
        investment: Figure::UNKNOWN,
        lead_time: Figure::UNKNOWN,
        origin: Origin::new(format!("{SOURCE}{remark}"), YEAR, if estimated { "C" } else { "B" }),
    });
    chain.aims.insert(format!("use of gallium for all in {code}"), output);
    chain.demand.push(Demand {
        good: "gallium".to_owned(),
        economy: code.to_owned(),
        usage: "all".to_owned(),
        sector: String::new(),
        quantity: Figure::range(0.0, output + ESTIMATE_ERROR),
        balanced: None,
        elasticity: Figure::UNKNOWN,
        origin: Origin::new("use at home and abroad together; its split is not known", YEAR, "D"),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chains::{balance, source};

    #[test]
    fn a_small_chain_balances_and_says_what_it_does_not_know() {
        let table = "Country,Country_ISO,2024,unit,data_source\nChina,CHN,900,metr. t,r\nJapan,JPN,3,metr. t,e\nTotal,DELETE,903,metr. t,\n";
        let mut chain = of(&source::parse("gallium", table.as_bytes()).unwrap()).unwrap();
        chain.settle();
        let report = balance::balance(&mut chain);
        assert!(report.within && report.imbalance < 1e-9);
        assert_eq!(chain.processes[0].balanced, Some(900.0));
        assert!(chain.flows.iter().all(|flow| flow.balanced.is_none()));
        assert!(report.changes.is_empty(), "{:?}", report.changes);
    }
}
