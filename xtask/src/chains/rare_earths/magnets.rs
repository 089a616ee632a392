//! Who makes how many magnets of which grade, of what, and where do they go?

use super::{MAGNETS, METALS, YEAR, interval, origin};
use crate::chains::ChainsError;
use crate::chains::chain::{Chain, Flow, Origin, Process, Recipe};
use crate::chains::figure::Figure;
use crate::chains::source::{Record, records};
use std::path::Path;

/// Share of the heat-resistant grade: 43,018 t of traction motors and 4,848 t of wind turbines
/// (ACREI) in 181,455 t, the middle of the published totals; bounds are the least and the largest
/// published shares of vehicles and wind together.
pub const HEAT: (f64, f64, f64) = (0.09, 0.264, 0.7);
/// China's exports of all rare-earth magnets in 2024, t (Adamas on customs), and their mean value,
/// USD a tonne.
const EXPORTS: f64 = 58_152.0;
const UNIT_VALUE: f64 = 49_181.0;
/// How far a month's share may be off.
const MONTH_ERROR: f64 = 0.25;

/// The two grades of NdFeB with their shares.
pub fn grades() -> [(&'static str, Figure); 2] {
    let (low, mid, high) = HEAT;
    [
        (MAGNETS[0].0, Figure::new(1.0 - high, 1.0 - mid, 1.0 - low)),
        (MAGNETS[1].0, Figure::new(low, mid, high)),
    ]
}

fn product(a: Figure, b: Figure) -> Figure {
    let times = |a: Option<f64>, b: Option<f64>| Some(a? * b?);
    Figure { low: times(a.low, b.low), mid: times(a.mid, b.mid), high: times(a.high, b.high) }
}

/// Adds the making of magnets and their trade.
pub fn fill(chain: &mut Chain, sources: &Path, facts: &Path) -> Result<(), ChainsError> {
    for row in records(facts, "composition.csv")? {
        let Figure { low: Some(low), mid: Some(mid), high: Some(high) } =
            interval(&row, "low", "mid", "high")?
        else {
            return Err(row.wrong("a composition needs three numbers"));
        };
        let good = format!("metal-{}", row.text("element")?);
        chain.recipes.push(recipe(
            row.text("magnet")?,
            good,
            Figure::new(-high, -mid, -low),
            origin(&row)?,
        ));
    }
    for (magnet, _) in MAGNETS {
        let unit = Origin::new("by definition of the unit", YEAR, "D");
        chain.recipes.push(recipe(magnet, magnet.to_owned(), Figure::point(1.0), unit));
    }
    for row in records(facts, "magnet_output.csv")? {
        for (magnet, share) in grades() {
            let total = interval(&row, "total_low", "total", "total_high")?;
            let output = product(total, share);
            chain.processes.push(process(
                &row,
                magnet,
                output,
                interval(&row, "capacity_low", "capacity", "capacity_high")?,
            )?);
            if let (None, Some(high)) = (output.mid, total.high) {
                chain.aims.insert(
                    format!("activity of make-{magnet} in {}", row.text("economy")?),
                    0.5 * high * share.mid.unwrap_or(0.5),
                );
            }
        }
    }
    samarium_cobalt(chain);
    exports(chain, facts)?;
    into_united_states(chain, sources)?;
    alloys(chain);
    metal_aims(chain);
    Ok(())
}

/// What magnets made in an economy need of a metal, at the figures aimed at.
fn need(chain: &Chain, element: &str, economy: &str) -> f64 {
    let good = format!("metal-{element}");
    let made = chain
        .processes
        .iter()
        .filter(|row| row.economy == economy && row.kind.starts_with("make-magnet"));
    made.map(|row| {
        let aim = chain.aims.get(&format!("activity of {} in {economy}", row.kind)).copied();
        let used =
            chain.recipes.iter().find(|recipe| recipe.process == row.kind && recipe.good == good);
        -aim.or_else(|| row.activity.target()).unwrap_or(0.0)
            * used.and_then(|recipe| recipe.coefficient.mid).unwrap_or(0.0)
    })
    .sum()
}

/// Alloys for the magnets of Germany and Finland come under customs codes that are not at hand.
fn alloys(chain: &mut Chain) {
    for element in ["Nd", "Pr", "Dy", "Tb"] {
        for importer in ["DEU", "VNM", "JPN"] {
            let good = format!("metal-{element}");
            let needed = need(chain, element, importer);
            chain.flows.retain(|flow| {
                !(importer == "DEU" && flow.good == good && flow.importer == importer)
            });
            if importer == "DEU" {
                let source = "estimated: what the 1,000 t of magnets (ERMA 2021) need; alloys cross borders under codes that are not at hand, customs show 153 t of metals";
                chain.flows.push(Flow {
                    good: good.clone(),
                    exporter: "CHN".to_owned(),
                    importer: importer.to_owned(),
                    quantity: Figure::range(0.0, 1.5 * needed),
                    balanced: None,
                    cost: Figure::UNKNOWN,
                    days: None,
                    origin: Origin::new(source, YEAR, "D"),
                });
            }
            if importer == "DEU" || ["Dy", "Tb"].contains(&element) {
                chain.aims.insert(format!("flow of {good} from CHN to {importer}"), needed);
            }
        }
    }
}

/// Metals are made as the magnets and the flows aimed at need them.
fn metal_aims(chain: &mut Chain) {
    for (element, _) in METALS {
        for economy in ["CHN", "VNM", "THA"] {
            let good = format!("metal-{element}");
            let traded: f64 = chain
                .flows
                .iter()
                .filter(|flow| flow.good == good)
                .map(|flow| {
                    let name =
                        format!("flow of {good} from {} to {}", flow.exporter, flow.importer);
                    let aim = chain
                        .aims
                        .get(&name)
                        .copied()
                        .or_else(|| flow.quantity.target())
                        .unwrap_or(0.0);
                    aim * (f64::from(u8::from(flow.exporter == economy))
                        - f64::from(u8::from(flow.importer == economy)))
                })
                .sum();
            let aim = (need(chain, element, economy) + traded).max(0.0);
            chain.aims.insert(format!("activity of make-{good} in {economy}"), aim);
        }
    }
}

fn recipe(magnet: &str, good: String, coefficient: Figure, origin: Origin) -> Recipe {
    Recipe { process: format!("make-{magnet}"), economy: "*".to_owned(), good, coefficient, origin }
}

fn process(
    row: &Record,
    magnet: &str,
    activity: Figure,
    capacity: Figure,
) -> Result<Process, ChainsError> {
    let mut origin = origin(row)?;
    origin.source += "; grade split as in the world's traction motors and wind turbines (ACREI), wide; capacity is of both grades together";
    origin.grade = "D".to_owned();
    Ok(Process {
        kind: format!("make-{magnet}"),
        economy: row.text("economy")?.to_owned(),
        capacity,
        activity,
        balanced: None,
        cost: Figure::UNKNOWN,
        investment: interval(row, "investment_low", "investment", "investment_high")?,
        lead_time: interval(row, "lead_low", "lead", "lead_high")?,
        origin,
    })
}

/// China's 2,400 t of alloy in 2019; others make some and say nothing.
fn samarium_cobalt(chain: &mut Chain) {
    let sources = [
        (
            "CHN",
            Figure::new(2160.0, 2400.0, 13_000.0),
            "2,400 t of alloy in 2019 (Adamas), as magnets 90 % to all of it; at most what the samarium mined allows",
            "C",
        ),
        (
            "USA",
            Figure::UNKNOWN,
            "Permag and Arnold operate (rareearthexchanges.com, rawmaterials.net); no tonnage published",
            "D",
        ),
        ("DEU", Figure::UNKNOWN, "operating; no tonnage published", "D"),
    ];
    for (economy, activity, source, grade) in sources {
        chain.processes.push(Process {
            kind: "make-magnet-smco".to_owned(),
            economy: economy.to_owned(),
            capacity: Figure::UNKNOWN,
            activity,
            balanced: None,
            cost: Figure::UNKNOWN,
            investment: Figure::UNKNOWN,
            lead_time: Figure::UNKNOWN,
            origin: Origin::new(source, "2019-2025", grade),
        });
    }
}

fn flows(chain: &mut Chain, exporter: &str, importer: &str, total: Figure, origin: &Origin) {
    for (magnet, share) in grades() {
        let mut origin = origin.clone();
        origin.source += "; grade split assumed as in the world";
        chain.flows.push(Flow {
            good: magnet.to_owned(),
            exporter: exporter.to_owned(),
            importer: importer.to_owned(),
            quantity: product(total, share),
            balanced: None,
            cost: Figure::UNKNOWN,
            days: None,
            origin,
        });
    }
}

/// China's exports by destination: a month's shares applied to the year, the rest to the rest of
/// the world.
fn exports(chain: &mut Chain, facts: &Path) -> Result<(), ChainsError> {
    let mut rest = EXPORTS;
    for row in records(facts, "magnet_exports.csv")? {
        let quantity = EXPORTS * row.required("month_t")? / row.required("month_total_t")?;
        rest -= quantity;
        let around = Figure::around(quantity, MONTH_ERROR);
        let bound = |given: Option<f64>, else_: Option<f64>| given.or(else_);
        let total = Figure {
            low: bound(row.number("low")?, around.low),
            mid: Some(quantity),
            high: bound(row.number("high")?, around.high),
        };
        flows(chain, row.text("exporter")?, row.text("importer")?, total, &origin(&row)?);
    }
    let source = "58,152 t of 2024 (Adamas on customs) less the destinations named; the ten largest take 73 %";
    flows(chain, "CHN", "ROW", Figure::around(rest, MONTH_ERROR), &Origin::new(source, YEAR, "D"));
    let names = chain
        .flows
        .iter()
        .filter(|flow| flow.exporter == "CHN" && flow.good.starts_with("magnet-ndfeb"));
    let names =
        names.map(|flow| format!("flow of {} from CHN to {}", flow.good, flow.importer)).collect();
    chain.controls.push((names, Figure::point(EXPORTS)));
    Ok(())
}

/// U.S. imports from others than China: value over the mean value of China's exports.
fn into_united_states(chain: &mut Chain, sources: &Path) -> Result<(), ChainsError> {
    let mut smco = Vec::new();
    for row in
        records(sources, "rare_earths/us_imports_2024_rareearth_magnets_hs10_by_country.csv")?
    {
        let (product, country, value) =
            (row.text("hs10")?, row.text("country")?, row.required("imports_usd_2024")?);
        if product == "8505110050" {
            let cells = [
                "magnet-smco",
                country,
                "USA",
                &value.to_string(),
                "U.S. Census Bureau, imports for consumption, HTS 8505.11.0050; no weight published here",
                YEAR,
                "A",
            ];
            smco.push(cells.map(str::to_owned).to_vec());
        }
        let exporter = match country {
            "EUROPEAN UNION" => "DEU",
            "JAPAN" => "JPN",
            _ => continue,
        };
        if product == "8505110070" {
            let source = format!(
                "U.S. Census Bureau, HTS 8505.11.0070, {country}: USD {:.1} million over USD 49,181 a tonne (China's mean)",
                value / 1e6
            );
            flows(
                chain,
                exporter,
                "USA",
                Figure::around(value / UNIT_VALUE, 0.5),
                &Origin::new(source, YEAR, "D"),
            );
        }
    }
    smco.sort();
    chain.others.push((
        "smco_us_imports.csv",
        "good,exporter,importer,value_usd,source,vintage,grade",
        smco,
    ));
    Ok(())
}
