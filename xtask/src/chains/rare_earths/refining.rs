//! Oxides and metals: what crosses borders, as far as customs tell, and what is made into metal.
//!
//! Customs do not tell elements apart; a flow of Nd and Pr is at most its value over their price:
//! ```text
//! (1)  quantity <= min(weight, value / price)        split 76 : 24 between Nd and Pr, as in the ores
//! ```

use super::{ELEMENTS, METALS, YEAR};
use crate::chains::ChainsError;
use crate::chains::chain::{Chain, Flow, Origin, Process, Recipe};
use crate::chains::figure::{Figure, number};
use crate::chains::source::records;
use std::path::Path;

/// Share of Nd in Nd and Pr, in the ores of 2024.
const NEODYMIUM: f64 = 0.76;
/// USD a tonne: didymium oxide (USGS MCS 2026), didymium metal (unit value Viet Nam to Japan).
const PRICES: [(&str, f64); 2] = [("oxide", 55_000.0), ("metal", 60_325.0)];
/// Oxide lost in making metal: nothing to 20 % (Heim and Vander Wal 2023).
const LOSS: (f64, f64, f64) = (0.0, 0.1, 0.2);
/// NdPr oxide from Malaysia to China in 2024 (t), by Chinese import data; customs mix it with other
/// compounds.
const MALAYSIA_TO_CHINA: f64 = 3261.0;
/// And from the United States.
const UNITED_STATES_TO_CHINA: f64 = 232.0;

/// Adds flows of oxides and metals and the making of metals.
pub fn fill(chain: &mut Chain, sources: &Path, facts: &Path) -> Result<(), ChainsError> {
    customs(chain, sources, facts)?;
    mixed_heavies(chain);
    for (element, oxide) in METALS {
        for economy in
            if ["Nd", "Pr"].contains(&element) { &["CHN", "VNM", "THA"][..] } else { &["CHN"][..] }
        {
            chain.processes.push(metal(chain, element, economy, oxide));
        }
        let take = |loss: f64| oxide / (1.0 - loss);
        let source = "standard atomic weights over a loss of 0 to 20 % (Heim and Vander Wal 2023, Minerals 13:1274: 20 %; others stoichiometry only); mid is the middle";
        chain.recipes.push(recipe(
            element,
            &format!("oxide-{element}"),
            Figure::new(-take(LOSS.2), -take(LOSS.1), -take(LOSS.0)),
            source,
        ));
        chain.recipes.push(recipe(
            element,
            &format!("metal-{element}"),
            Figure::point(1.0),
            "by definition of the unit",
        ));
    }
    Ok(())
}

fn recipe(element: &str, good: &str, coefficient: Figure, source: &str) -> Recipe {
    Recipe {
        process: format!("make-metal-{element}"),
        economy: "*".to_owned(),
        good: good.to_owned(),
        coefficient,
        origin: Origin::new(source, "2023", "D"),
    }
}

fn flow(
    good: String,
    exporter: &str,
    importer: &str,
    quantity: Figure,
    source: String,
    grade: &str,
) -> Flow {
    Flow {
        good,
        exporter: exporter.to_owned(),
        importer: importer.to_owned(),
        quantity,
        balanced: None,
        cost: Figure::UNKNOWN,
        days: None,
        origin: Origin::new(source, YEAR, grade),
    }
}

/// Flows of Nd and Pr from customs by Eq. (1); keeps the customs rows themselves in a table of
/// their own.
fn customs(chain: &mut Chain, sources: &Path, facts: &Path) -> Result<(), ChainsError> {
    let chosen = records(facts, "hs_flows.csv")?;
    let mut rows = Vec::new();
    for line in records(sources, "lng/baci_lng_ree_1995_2024.csv.gz")? {
        let product = line.text("k")?;
        if line.text("t")? != YEAR || !["280530", "284690"].contains(&product) {
            continue;
        }
        let (exporter, importer) = (line.text("exp")?, line.text("imp")?);
        let (value, weight) = (line.required("v")? * 1e3, line.number("q")?.unwrap_or(0.0));
        if weight >= 50.0 && (exporter, importer) != ("TUR", "BEN") {
            let cells = [
                product,
                exporter,
                importer,
                &number(weight),
                &number(value),
                &format!("CEPII BACI {product}, gross weight, elements not told apart"),
                YEAR,
                "A",
            ];
            rows.push(cells.map(str::to_owned).to_vec());
        }
        let same = |row: &&crate::chains::source::Record| {
            row.text("hs").is_ok_and(|of| of == product)
                && row.text("exporter").is_ok_and(|of| of == exporter)
                && row.text("importer").is_ok_and(|of| of == importer)
        };
        let Some(row) = chosen.iter().find(same) else { continue };
        let stage = row.text("stage")?;
        let price =
            PRICES.iter().find(|(of, _)| *of == stage).map_or(f64::INFINITY, |(_, price)| *price);
        let (most, best) = match (exporter, importer) {
            ("MYS", "CHN") => (MALAYSIA_TO_CHINA, MALAYSIA_TO_CHINA),
            ("USA", "CHN") => (UNITED_STATES_TO_CHINA, UNITED_STATES_TO_CHINA),
            _ => (weight.min(value / price), weight.min(value / price)),
        };
        for (element, share) in [("Nd", NEODYMIUM), ("Pr", 1.0 - NEODYMIUM)] {
            let source = format!(
                "CEPII BACI {product}: {} t gross weight, USD {:.1} million; {}; split as in the ores",
                number(weight),
                value / 1e6,
                row.text("reading")?
            );
            let good = format!("{stage}-{element}");
            chain
                .aims
                .insert(format!("flow of {good} from {exporter} to {importer}"), best * share);
            chain.flows.push(flow(
                good,
                exporter,
                importer,
                Figure::range(0.0, most * share * 1.05),
                source,
                "D",
            ));
        }
    }
    rows.sort();
    chain.others.push((
        "customs_flows.csv",
        "hs,exporter,importer,gross_weight_t,value_usd,source,vintage,grade",
        rows,
    ));
    Ok(())
}

/// Lynas separated no heavies before mid-2025: all but La, Ce, Nd and Pr of Mount Weld went on to
/// China.
fn mixed_heavies(chain: &mut Chain) {
    let feed = 29_000.0;
    for element in ELEMENTS {
        let content = chain.recipes.iter().find(|row| {
            row.process == "separate-monazite-australia" && row.good == format!("oxide-{element}")
        });
        let Some(content) =
            content.filter(|_| ["Sm", "Gd", "Tb", "Dy", "Lu", "Y"].contains(&element))
        else {
            continue;
        };
        let quantity = Figure::new(
            0.0,
            feed * content.coefficient.mid.unwrap_or(0.0),
            1.1 * feed * content.coefficient.high.unwrap_or(0.0),
        );
        let source = "no heavy separation at Kuantan before mid-2025 (fastmarkets.com): the content of Mount Weld, as mixed compounds (CEPII BACI 284690 Malaysia to China 13,658 t)";
        chain.flows.push(flow(
            format!("oxide-{element}"),
            "MYS",
            "CHN",
            quantity,
            source.to_owned(),
            "D",
        ));
    }
    for (element, quantity, source, grade) in [
        (
            "Y",
            Figure::range(350.0, 500.0),
            "USGS MCS 2026: 70 % of the yttrium imports of 2021 to 2024 came from China, the rest was made of Chinese and other feed elsewhere; use 500 t",
            "D",
        ),
        ("Dy", Figure::UNKNOWN, "not found", "D"),
        ("Gd", Figure::UNKNOWN, "not found", "D"),
        (
            "Lu",
            Figure::UNKNOWN,
            "USGS MCS 2026: all imports came from China; tonnage not found",
            "D",
        ),
    ] {
        chain.flows.push(flow(
            format!("oxide-{element}"),
            "CHN",
            "USA",
            quantity,
            source.to_owned(),
            grade,
        ));
    }
    for (element, price) in [("Dy", 257_000.0), ("Tb", 812_000.0)] {
        let source = "for magnets made in Japan; at most the value of all compounds from China (CEPII BACI 284690, USD 124.4 million) over the price of the oxide, as metal";
        let (_, oxide) =
            METALS.iter().find(|(of, _)| *of == element).copied().unwrap_or((element, 1.0));
        chain.flows.push(flow(
            format!("metal-{element}"),
            "CHN",
            "JPN",
            Figure::range(0.0, 124.37e6 / price / oxide),
            source.to_owned(),
            "D",
        ));
    }
    for element in ["Dy", "Tb"] {
        let source = "for the magnets made there; bounded by their need, customs do not tell";
        let quantity = Figure::range(0.0, 72.0);
        chain.flows.push(flow(
            format!("metal-{element}"),
            "CHN",
            "VNM",
            quantity,
            source.to_owned(),
            "D",
        ));
    }
}

fn metal(chain: &Chain, element: &str, economy: &str, oxide: f64) -> Process {
    let supply: f64 = chain
        .processes
        .iter()
        .map(|row| {
            let own = chain.recipes.iter().find(|recipe| {
                recipe.process == row.kind && recipe.good == format!("oxide-{element}")
            });
            row.activity.target().unwrap_or(0.0)
                * own.and_then(|recipe| recipe.coefficient.mid).unwrap_or(0.0)
        })
        .sum();
    let arriving: f64 = chain
        .flows
        .iter()
        .filter(|flow| flow.good == format!("oxide-{element}") && flow.importer == economy)
        .filter_map(|flow| flow.quantity.high)
        .sum();
    let most = (if economy == "CHN" { 1.1 * supply } else { arriving }) / oxide;
    Process {
        kind: format!("make-metal-{element}"),
        economy: economy.to_owned(),
        capacity: Figure::UNKNOWN,
        activity: Figure::range(0.0, most),
        balanced: None,
        cost: Figure::UNKNOWN,
        investment: Figure::UNKNOWN,
        lead_time: Figure::UNKNOWN,
        origin: Origin::new(
            "at most what the oxide there allows; no maker publishes its output; China refines 91 % of magnet rare earths (IEA 2024)",
            YEAR,
            "D",
        ),
    }
}
