//! What can each economy liquefy and regasify, and what does it pipe in?

use super::{Place, trade::Trade};
use crate::chains::ChainsError;
use crate::chains::chain::{Chain, Origin, Process, Recipe};
use crate::chains::figure::Figure;
use crate::chains::source::records;
use std::collections::BTreeMap;
use std::path::Path;

const TABLE: &str = "lng/lng_terminal_capacity_by_country_GEM2024.csv";
const SOURCE: &str = "Global Energy Monitor, LNG terminals, nameplate in operation";
/// Utilisation of U.S. plants in 2024: 104 % of nominal and 86 % of peak capacity.
const PEAK_OF_UNITED_STATES: f64 = 1.04 / 0.86;

/// Adds processes and recipes.
pub fn fill(
    chain: &mut Chain,
    sources: &Path,
    places: &[Place],
    trade: &Trade,
) -> Result<(), ChainsError> {
    let mut capacity: BTreeMap<(&str, String), f64> = BTreeMap::new();
    for row in records(sources, TABLE)? {
        if let Some(place) =
            places.iter().find(|place| place.terminal == row.text("country").unwrap_or_default())
        {
            capacity.insert(
                (place.code.as_str(), row.text("direction")?.to_owned()),
                row.required("operating_mtpa")?,
            );
        }
    }
    for place in places {
        let code = place.code.as_str();
        let sum = |exports: bool, of: &dyn Fn(&Figure) -> Option<f64>| -> f64 {
            let own = trade
                .flows
                .iter()
                .filter(|flow| (if exports { &flow.exporter } else { &flow.importer }) == code);
            own.filter_map(|flow| of(&flow.quantity)).sum()
        };
        let target = |interval: &Figure| interval.target();
        let (imports, most) = (sum(false, &target), sum(false, &|interval| interval.high));
        let exports = sum(true, &target);
        if let Some(&nameplate) =
            capacity.get(&(code, "export".to_owned())).filter(|nameplate| **nameplate > 0.0)
        {
            let total =
                trade.controls.get(code).map_or(Figure::around(exports, 0.05), |(total, _)| *total);
            chain.processes.push(process(
                "liquefaction",
                code,
                capacity_of(nameplate, &total, code),
                total,
            ));
        }
        if imports > 0.0 {
            let nameplate = capacity.get(&(code, "import".to_owned())).copied().unwrap_or(0.0);
            let plant = capacity
                .get(&(code, "export".to_owned()))
                .is_some_and(|nameplate| *nameplate > 0.0);
            let landed = if plant { imports } else { (imports - exports).max(0.0) };
            let activity = Figure::new(0.0, landed, most);
            let mut row = process(
                "regasification",
                code,
                capacity_of(nameplate, &Figure::range(0.0, imports), code),
                activity,
            );
            if nameplate == 0.0 {
                row.capacity = Figure::new(0.0, imports, most);
                row.origin = Origin::new(
                    "no terminal listed; capacity is what was imported (containers, trucks, or an end that is not recorded)",
                    "2024",
                    "D",
                );
            }
            chain.processes.push(row);
        }
        let (net, highest) = trade.net_pipeline.get(code).copied().unwrap_or_default();
        if net > 0.1 && imports > 0.0 {
            let mut row = process(
                "pipeline-import",
                code,
                Figure::new(net, net, highest),
                Figure::point(net),
            );
            row.origin = Origin::new(
                "CEPII BACI 271121: imports less exports of 2024; at most the highest of 2017 to 2024; routes and spare capacity not known",
                "2024",
                "D",
            );
            chain.processes.push(row);
        }
    }
    chain.recipes = recipes();
    Ok(())
}

/// Nameplate, or what was done where that is more.
fn capacity_of(nameplate: f64, activity: &Figure, code: &str) -> Figure {
    let done = activity.high.unwrap_or(0.0);
    let peak = if code == "USA" { nameplate * PEAK_OF_UNITED_STATES } else { nameplate };
    Figure::new(nameplate, nameplate.max(done), peak.max(done))
}

fn process(kind: &str, economy: &str, capacity: Figure, activity: Figure) -> Process {
    Process {
        kind: kind.to_owned(),
        economy: economy.to_owned(),
        capacity,
        activity,
        balanced: None,
        cost: Figure::UNKNOWN,
        investment: Figure::UNKNOWN,
        lead_time: Figure::UNKNOWN,
        origin: Origin::new(SOURCE, "2024-10", "B"),
    }
}

fn recipes() -> Vec<Recipe> {
    let recipe = |process: &str, good: &str, coefficient: f64, source: &str| Recipe {
        process: process.to_owned(),
        economy: "*".to_owned(),
        good: good.to_owned(),
        coefficient: Figure::point(coefficient),
        origin: Origin::new(source, "2024", "D"),
    };
    let unit = "by definition of the unit; own use and boil-off at the terminal are not known and not counted";
    vec![
        recipe("liquefaction", "lng", 1.0, unit),
        recipe("regasification", "lng", -1.0, unit),
        recipe("regasification", "gas", 1.0, unit),
        recipe("pipeline-import", "gas", 1.0, unit),
    ]
}
