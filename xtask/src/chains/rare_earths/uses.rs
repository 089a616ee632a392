//! What are magnets and oxides used for, in which economy? Intervals where shares conflict, nothing
//! where there is no table.

use super::{ELEMENTS, MAGNETS, YEAR, interval, magnets, origin};
use crate::chains::ChainsError;
use crate::chains::chain::{Chain, Demand, Origin};
use crate::chains::figure::Figure;
use crate::chains::source::records;
use std::path::Path;

/// Own-price elasticity: demand is inelastic, no estimate was found.
fn elasticity() -> Figure {
    Figure::range(-1.0, 0.0)
}
/// Samarium oxide (t) in the 2,400 t of magnets that China makes: 0.301 t of metal a tonne, 1.288 t
/// of oxide a tonne of metal.
const SAMARIUM_IN_MAGNETS: f64 = 930.0;
const INELASTIC: &str =
    "elasticity: inelastic (Binnemans et al. 2013 via mining.com), no estimate found";

/// Adds demand for magnets by use and economy, for oxides where a figure exists, and the rest.
pub fn fill(chain: &mut Chain, facts: &Path) -> Result<(), ChainsError> {
    magnet_uses(chain, facts)?;
    for row in records(facts, "oxide_use.csv")? {
        let good = format!("oxide-{}", row.text("element")?);
        let quantity = interval(&row, "low", "mid", "high")?;
        push(
            chain,
            good,
            row.text("economy")?,
            row.text("use")?,
            row.text("sector")?,
            quantity,
            origin(&row)?,
        );
    }
    rest(chain);
    samarium_cobalt(chain);
    Ok(())
}

fn push(
    chain: &mut Chain,
    good: String,
    economy: &str,
    usage: &str,
    sector: &str,
    quantity: Figure,
    mut origin: Origin,
) {
    origin.source = format!("{}; {INELASTIC}", origin.source);
    chain.demand.push(Demand {
        good,
        economy: economy.to_owned(),
        usage: usage.to_owned(),
        sector: sector.to_owned(),
        quantity,
        balanced: None,
        elasticity: elasticity(),
        origin,
    });
}

/// What an economy keeps of a good: made plus imported less exported, at the published figures.
fn kept(chain: &Chain, good: &str, economy: &str) -> (f64, f64) {
    let process = format!("make-{good}");
    let made = chain.processes.iter().filter(|row| row.kind == process && row.economy == economy);
    let (mut target, mut most) = made.fold((0.0, 0.0), |sum, row| {
        (sum.0 + row.activity.target().unwrap_or(0.0), sum.1 + row.activity.high.unwrap_or(0.0))
    });
    for flow in chain.flows.iter().filter(|flow| flow.good == good) {
        let (best, high) =
            (flow.quantity.target().unwrap_or(0.0), flow.quantity.high.unwrap_or(0.0));
        if flow.importer == economy {
            (target, most) = (target + best, most + high);
        } else if flow.exporter == economy {
            target -= best;
        }
    }
    (target.max(0.0), most)
}

fn magnet_uses(chain: &mut Chain, facts: &Path) -> Result<(), ChainsError> {
    let shares = records(facts, "shares.csv")?;
    for ((magnet, part), grade) in magnets::grades().into_iter().zip(["standard", "heat"]) {
        // Shares are of all NdFeB; within a grade they are larger.
        let within = 1.0 / part.mid.unwrap_or(1.0);
        for economy in ["CHN", "DEU", "JPN", "KOR", "ROW", "USA", "VNM"] {
            let (total, most) = kept(chain, magnet, economy);
            for row in
                shares.iter().filter(|row| row.text("grade_of_magnet").is_ok_and(|of| of == grade))
            {
                let share = interval(row, "low", "mid", "high")?;
                // Bounds are kept loose: the total of the economy is uncertain too.
                let quantity = Figure {
                    low: share.low.map(|low| 0.5 * low * within.min(1.0) * total),
                    mid: share.mid.map(|mid| mid * within * total),
                    high: share.high.map(|high| (high * within).min(1.0) * most),
                };
                let mut origin = origin(row)?;
                origin.source = format!(
                    "world share applied to what the economy keeps (not published by economy): {}",
                    origin.source
                );
                origin.grade = "D".to_owned();
                let usage = row.text("use")?;
                if let (None, Some(high)) = (share.mid, share.high) {
                    let aim = if usage == "other" { 0.1 } else { 0.5 * high * within };
                    chain
                        .aims
                        .insert(format!("use of {magnet} for {usage} in {economy}"), aim * total);
                }
                push(
                    chain,
                    magnet.to_owned(),
                    economy,
                    usage,
                    row.text("sector")?,
                    quantity,
                    origin,
                );
            }
        }
    }
    Ok(())
}

/// What the rows above leave of each oxide, without a sector: from nothing to all that is made.
fn rest(chain: &mut Chain) {
    for element in ELEMENTS.into_iter().filter(|element| *element != "Sc") {
        let good = format!("oxide-{element}");
        for economy in ["CHN", "EST", "IND", "MYS", "USA"] {
            let (mut made, mut most) = (0.0, 0.0);
            for row in chain.processes.iter().filter(|row| row.economy == economy) {
                let recipe = chain
                    .recipes
                    .iter()
                    .find(|recipe| recipe.process == row.kind && recipe.good == good);
                let coefficient = recipe.map_or(Figure::UNKNOWN, |recipe| recipe.coefficient);
                if coefficient.mid.is_some_and(|mid| mid > 0.0) {
                    made += row.activity.target().unwrap_or(0.0) * coefficient.mid.unwrap_or(0.0);
                    most += row.activity.high.unwrap_or(0.0) * coefficient.high.unwrap_or(0.0);
                }
            }
            // Dysprosium made in China goes into magnets only (README of the sources; no other use
            // has a figure).
            if most <= 0.0 || (element == "Dy" && economy == "CHN") {
                continue;
            }
            let in_magnets = economy == "CHN" && ["Nd", "Pr", "Dy", "Tb"].contains(&element);
            let shipped: f64 = chain
                .flows
                .iter()
                .filter(|flow| flow.good == good && flow.exporter == economy)
                .map(|flow| {
                    let name =
                        format!("flow of {good} from {} to {}", flow.exporter, flow.importer);
                    chain.aims.get(&name).copied().or_else(|| flow.quantity.target()).unwrap_or(0.0)
                })
                .sum();
            let aim = if in_magnets {
                0.0
            } else {
                (made
                    - shipped
                    - if (element, economy) == ("Sm", "CHN") { SAMARIUM_IN_MAGNETS } else { 0.0 })
                .max(0.0)
            };
            chain.aims.insert(format!("use of {good} for other in {economy}"), aim);
            let source = "what is made and not used in rows above: other uses, stocks and losses; no table of uses by element could be read";
            push(
                chain,
                good.clone(),
                economy,
                "other",
                "",
                Figure::range(0.0, most),
                Origin::new(source, YEAR, "D"),
            );
        }
    }
    for element in ["Nd", "Pr"] {
        for economy in ["JPN", "KOR", "DEU", "VNM", "THA"] {
            let arriving: f64 = chain
                .flows
                .iter()
                .filter(|flow| flow.good == format!("oxide-{element}") && flow.importer == economy)
                .filter_map(|flow| flow.quantity.high)
                .sum();
            if arriving > 0.0 {
                chain.aims.insert(format!("use of oxide-{element} for other in {economy}"), 0.0);
                push(
                    chain,
                    format!("oxide-{element}"),
                    economy,
                    "other",
                    "",
                    Figure::range(0.0, arriving),
                    Origin::new(
                        "oxide that arrives and is not made into metal there (glass, catalysts, stocks); not known",
                        YEAR,
                        "D",
                    ),
                );
            }
            let metal: f64 = chain
                .flows
                .iter()
                .filter(|flow| flow.good == format!("metal-{element}") && flow.importer == economy)
                .filter_map(|flow| flow.quantity.high)
                .sum();
            if metal > 0.0 {
                chain.aims.insert(format!("use of metal-{element} for other in {economy}"), 0.0);
                push(
                    chain,
                    format!("metal-{element}"),
                    economy,
                    "other",
                    "",
                    Figure::range(0.0, metal),
                    Origin::new(
                        "metal that arrives and is not in the magnets made there (alloys, stocks, re-exports); not known",
                        YEAR,
                        "D",
                    ),
                );
            }
        }
    }
}

/// SmCo: shares of use without a place; one row where they are made.
fn samarium_cobalt(chain: &mut Chain) {
    let good = MAGNETS[2].0;
    let rows = [
        (
            "aerospace-defence",
            "C302T309",
            Figure::range(0.3, 0.35),
            "30 to 35 % of SmCo (pmarketresearch.com, unsourced)",
        ),
        ("machinery", "C28", Figure::point(0.25), "25 % of SmCo (pmarketresearch.com, unsourced)"),
        ("other", "", Figure::range(0.4, 0.45), "the rest"),
    ];
    for (usage, sector, share, source) in rows {
        let quantity =
            Figure::range(share.low.unwrap_or(0.0) * 2160.0, share.high.unwrap_or(0.0) * 13_000.0);
        chain.aims.insert(
            format!("use of {good} for {usage} in CHN"),
            share.target().unwrap_or(0.0) * 2400.0,
        );
        let source = format!(
            "{source}; where they are used is not published: booked where they are made, at home and abroad"
        );
        push(
            chain,
            good.to_owned(),
            "CHN",
            usage,
            sector,
            quantity,
            Origin::new(source, "2023", "C"),
        );
    }
    for economy in ["USA", "DEU", "JPN"] {
        push(
            chain,
            good.to_owned(),
            economy,
            "aerospace-defence",
            "C302T309",
            Figure::UNKNOWN,
            Origin::new("not found; U.S. imports by value are in smco_us_imports.csv", YEAR, "D"),
        );
    }
}
