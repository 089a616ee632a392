//! LNG and pipeline gas from one customs record to the next: what is read, repaired, dropped and
//! added.

use super::{Parameters, Place, UNRECORDED};
use crate::chains::ChainsError;
use crate::chains::chain::{Chain, Demand, Flow, Origin};
use crate::chains::figure::{Figure, number};
use crate::chains::source::{Record, records};
use std::collections::BTreeMap;
use std::path::Path;

const BACI: &str = "lng/baci_lng_ree_1995_2024.csv.gz";
const CARGOES: &str = "lng/us_lng_exports_by_destination_2023-04_2024-03.csv";
const LNG: &str = "271111";
const PIPELINE: &str = "271121";
const YEAR: &str = "2024";
/// Flows below this (Mt) are left out and added up in a note.
const LEAST: f64 = 0.01;
/// Unit values (USD a tonne) outside which a quantity is taken to be wrong.
const PLAUSIBLE: (f64, f64) = (350.0, 800.0);
/// How far totals of customs and ship trackers differ: Japan 2.3 %, China 2.6 %, Korea 3.1 %, India
/// 5 %.
const CUSTOMS_ERROR: f64 = 0.05;
/// Japan's customs agree with BACI to 2 %, by origin and in sum; no other record may widen them.
const JAPAN_ERROR: f64 = 0.02;
/// Spread of the unit values of one exporter's flows, about a quarter.
const VALUE_ERROR: f64 = 0.25;
/// The United States publish the destination of every cargo, so what is beyond the customs records
/// of importers is theirs before it is unrecorded: half width (Mt) of the unrecorded part.
const UNRECORDED_OF_UNITED_STATES: f64 = 1.0;

/// What the customs tables give.
pub struct Trade {
    /// Flows of LNG.
    pub flows: Vec<Flow>,
    /// Unit value, USD a tonne.
    pub price: Figure,
    /// Net imports of pipeline gas by economy: of 2024, and the highest of 2017 to 2024, Mt.
    pub net_pipeline: BTreeMap<String, (f64, f64)>,
    /// Published totals of exporters.
    pub controls: BTreeMap<String, (Figure, Origin)>,
    /// Flows by pipeline as a table.
    pub pipeline: (&'static str, &'static str, Vec<Vec<String>>),
    /// What was dropped and repaired.
    pub notes: Vec<String>,
}

struct Line {
    exporter: String,
    importer: String,
    value: f64,
    quantity: Option<f64>,
}

/// Reads flows of LNG and pipeline gas.
pub fn read(sources: &Path, facts: &Path, places: &[Place]) -> Result<Trade, ChainsError> {
    let table = records(sources, BACI)?;
    let codes: BTreeMap<&str, &str> = places
        .iter()
        .filter(|p| !p.baci.is_empty())
        .map(|p| (p.baci.as_str(), p.code.as_str()))
        .collect();
    let lines = lines(&table, LNG, YEAR)?;
    let price = price(&lines);
    let (mut flows, mut notes) = repaired(&lines, &codes, facts)?;
    cargoes(&mut flows, sources, places)?;
    let controls = controls(facts)?;
    unrecorded(&mut flows, &controls, &mut notes);
    let (net_pipeline, pipeline) = pipeline(&table, &codes)?;
    Ok(Trade { flows, price, net_pipeline, controls, pipeline, notes })
}

fn lines(table: &[Record], product: &str, year: &str) -> Result<Vec<Line>, ChainsError> {
    let mut lines = Vec::new();
    for row in table {
        if row.text("k")? == product && row.text("t")? == year {
            lines.push(Line {
                exporter: row.text("exp")?.to_owned(),
                importer: row.text("imp")?.to_owned(),
                value: row.required("v")? * 1e3,
                quantity: row.number("q")?.map(|tonnes| tonnes / 1e6),
            });
        }
    }
    Ok(lines)
}

/// Unit values that 10, 50 and 90 % of the quantity stay below.
fn price(lines: &[Line]) -> Figure {
    let mut units: Vec<(f64, f64)> = lines
        .iter()
        .filter_map(|line| Some((line.value / line.quantity? / 1e6, line.quantity?)))
        .collect();
    units.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = units.iter().map(|(_, quantity)| quantity).sum();
    let below = |share: f64| {
        let mut sum = 0.0;
        units
            .iter()
            .find(|(_, quantity)| {
                sum += quantity;
                sum >= share * total
            })
            .map_or(0.0, |(unit, _)| *unit)
    };
    Figure::new(below(0.1), below(0.5), below(0.9))
}

/// Mean unit value of an exporter's plausible flows (USD a tonne), or of the world's.
fn unit_value(lines: &[Line], exporter: &str) -> f64 {
    let mean = |of: &dyn Fn(&Line) -> bool| {
        let chosen = lines.iter().filter(|line| of(line)).filter_map(|line| {
            let unit = line.value / line.quantity? / 1e6;
            (unit > PLAUSIBLE.0 && unit < PLAUSIBLE.1).then_some((line.value, line.quantity?))
        });
        let (value, quantity) =
            chosen.fold((0.0, 0.0), |sum, (value, quantity)| (sum.0 + value, sum.1 + quantity));
        value / quantity / 1e6
    };
    let own = mean(&|line: &Line| line.exporter == exporter);
    if own.is_finite() { own } else { mean(&|_: &Line| true) }
}

fn repaired(
    lines: &[Line],
    codes: &BTreeMap<&str, &str>,
    facts: &Path,
) -> Result<(Vec<Flow>, Vec<String>), ChainsError> {
    let mut dropped = BTreeMap::new();
    for row in records(facts, "baci_repairs.csv")? {
        dropped.insert(
            (row.text("exporter")?.to_owned(), row.text("importer")?.to_owned()),
            row.text("reason")?.to_owned(),
        );
    }
    let (mut flows, mut notes, mut small, mut landlocked) =
        (Vec::new(), Vec::new(), (0, 0.0), (0, 0.0));
    for line in lines {
        let quantity = line.quantity.unwrap_or(0.0);
        if let Some(reason) = dropped.get(&(line.exporter.clone(), line.importer.clone())) {
            notes.push(format!(
                "{} to {}: {:.3} Mt left out: {reason}.",
                line.exporter, line.importer, quantity
            ));
            continue;
        }
        let (Some(exporter), Some(importer)) =
            (codes.get(line.exporter.as_str()), codes.get(line.importer.as_str()))
        else {
            small = (small.0 + 1, small.1 + quantity);
            continue;
        };
        let by_value = line.value / unit_value(lines, &line.exporter) / 1e6;
        let unit = line.value / quantity.max(1e-12) / 1e6;
        let plausible = line.quantity.is_some() && unit > PLAUSIBLE.0 && unit < PLAUSIBLE.1;
        let best = if plausible { quantity } else { by_value };
        if best < LEAST {
            small = (small.0 + 1, small.1 + best);
            continue;
        }
        if RELOAD_ONLY_BY_LAND.contains(exporter) {
            landlocked = (landlocked.0 + 1, landlocked.1 + best);
            continue;
        }
        let (interval, source, grade) = if plausible {
            (
                Figure::around(best, if *importer == "JPN" { JAPAN_ERROR } else { CUSTOMS_ERROR }),
                "CEPII BACI 271111".to_owned(),
                "A",
            )
        } else {
            notes.push(format!(
                "{exporter} to {importer}: BACI has {} at USD {:.2} million; {by_value:.3} Mt by value used (estimated).",
                line.quantity.map_or("no quantity".to_owned(), |quantity| format!("{quantity:.3} Mt")), line.value / 1e6
            ));

            (
                Figure::around(best, VALUE_ERROR),
                "CEPII BACI 271111, estimated: value over the exporter's mean unit value, give or take a quarter"
                    .to_owned(),
                "D",
            )
        };
        flows.push(flow(exporter, importer, interval, Origin::new(source, YEAR, grade)));
    }
    notes.push(format!(
        "{} flows below {LEAST} Mt or between economies without a row left out: {:.3} Mt in all.",
        small.0, small.1
    ));
    notes.push(format!(
        "{} flows from economies without LNG terminal or plant (trucks across land borders) left out: {:.3} Mt in all.",
        landlocked.0, landlocked.1
    ));
    Ok((flows, notes))
}

/// Economies that neither make nor land LNG, in the list of terminals of October 2024.
const RELOAD_ONLY_BY_LAND: [&str; 9] =
    ["AUT", "CZE", "EST", "IRL", "LUX", "SVK", "ZAF", "BGR", "VNM"];

fn flow(exporter: &str, importer: &str, quantity: Figure, origin: Origin) -> Flow {
    Flow {
        good: "lng".to_owned(),
        exporter: exporter.to_owned(),
        importer: importer.to_owned(),
        quantity,
        balanced: None,
        cost: Figure::UNKNOWN,
        days: None,
        origin,
    }
}

/// Widens U.S. flows to what the cargo records of April 2023 to March 2024 have.
fn cargoes(flows: &mut Vec<Flow>, sources: &Path, places: &[Place]) -> Result<(), ChainsError> {
    for row in records(sources, CARGOES)? {
        let name = row.text("destination")?;
        let Some(place) = places
            .iter()
            .find(|place| place.terminal == name || (name == "Turkiye" && place.code == "TUR"))
        else {
            continue;
        };
        if place.code == "JPN" {
            continue;
        }
        let records = row.required("volume_mt")?;
        if let Some(flow) =
            flows.iter_mut().find(|flow| flow.exporter == "USA" && flow.importer == place.code)
        {
            let Figure { low: Some(low), mid: Some(mid), high: Some(high) } = flow.quantity else {
                continue;
            };
            flow.quantity = Figure::new(low.min(records), mid, high.max(records));
            flow.origin.source += &format!(
                "; interval with U.S. DOE cargo records of April 2023 to March 2024 ({} Mt)",
                number(records)
            );
        } else if records >= LEAST {
            let origin = Origin::new(
                "U.S. DOE cargo records; BACI 271111 has none",
                "2023-04 to 2024-03",
                "D",
            );
            flows.push(flow(
                "USA",
                &place.code,
                Figure { low: Some(0.0), mid: None, high: Some(records) },
                origin,
            ));
        }
    }
    Ok(())
}

fn controls(facts: &Path) -> Result<BTreeMap<String, (Figure, Origin)>, ChainsError> {
    let mut controls = BTreeMap::new();
    for row in records(facts, "controls.csv")? {
        let interval = Figure {
            low: row.number("total_low")?,
            mid: row.number("total")?,
            high: row.number("total_high")?,
        };
        let source = format!("{}: {}", row.text("source")?, row.text("published")?);
        controls.insert(
            row.text("exporter")?.to_owned(),
            (interval, Origin::new(source, row.text("vintage")?, row.text("grade")?)),
        );
    }
    Ok(controls)
}

/// Adds what exporters shipped beyond the customs records of importers.
fn unrecorded(
    flows: &mut Vec<Flow>,
    controls: &BTreeMap<String, (Figure, Origin)>,
    notes: &mut Vec<String>,
) {
    for (exporter, (total, _)) in controls {
        let recorded: f64 = flows
            .iter()
            .filter(|flow| flow.exporter == *exporter)
            .filter_map(|flow| flow.quantity.target())
            .sum();
        let (Some(low), Some(high)) = (total.low, total.high) else { continue };
        let (least, most) = ((low - recorded).max(0.0), (high - recorded).max(0.0));
        notes.push(format!(
            "{exporter}: {recorded:.2} Mt in customs records, {low:.2} to {high:.2} Mt published as exports."
        ));
        if most < LEAST || low <= recorded {
            continue;
        }
        let quantity = if exporter == "USA" {
            Figure::new(0.0, UNRECORDED_OF_UNITED_STATES, 2.0 * UNRECORDED_OF_UNITED_STATES)
        } else {
            Figure::range(least, most)
        };
        let source = "estimated: exports published by the EIA less all customs records of importers; who received it is not known";
        flows.push(flow(exporter, UNRECORDED, quantity, Origin::new(source, YEAR, "D")));
    }
}

type PipelineTable = (BTreeMap<String, (f64, f64)>, (&'static str, &'static str, Vec<Vec<String>>));

fn pipeline(table: &[Record], codes: &BTreeMap<&str, &str>) -> Result<PipelineTable, ChainsError> {
    let mut net: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    let mut rows = Vec::new();
    for year in 2017..=2024 {
        let year = year.to_string();
        let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
        let year_lines = lines(table, PIPELINE, &year)?;
        let usual = price(&year_lines).mid.unwrap_or(f64::NAN);
        for line in year_lines {
            let unit = line.value / line.quantity.unwrap_or(0.0) / 1e6;
            let plausible = unit > 0.25 * usual && unit < 4.0 * usual;
            let quantity =
                if plausible { line.quantity.unwrap_or(0.0) } else { line.value / usual / 1e6 };
            for (code, sign) in [(&line.importer, 1.0), (&line.exporter, -1.0)] {
                if let Some(code) = codes.get(code.as_str()) {
                    *sums.entry(code).or_default() += sign * quantity;
                }
            }
            if year == YEAR && quantity >= 0.1 {
                let error = if plausible { CUSTOMS_ERROR } else { 0.5 };
                let cells = Figure::around(quantity, error).cells();
                let mut row = vec!["pipeline-gas".to_owned(), line.exporter, line.importer];
                row.extend(cells);
                let (source, grade) = if plausible {
                    ("CEPII BACI 271121; transit is booked as trade", "A")
                } else {
                    (
                        "CEPII BACI 271121, estimated: value over the median unit value, since its own is beyond a quarter or four times that",
                        "D",
                    )
                };
                row.extend([source, YEAR, grade].map(str::to_owned));
                rows.push(row);
            }
        }
        for (code, sum) in sums {
            let entry = net.entry(code.to_owned()).or_default();
            *entry = (if year == YEAR { sum } else { 0.0 }, entry.1.max(sum));
        }
    }
    rows.sort();
    Ok((
        net,
        (
            "pipeline_flows.csv",
            "good,exporter,importer,quantity_low,quantity,quantity_high,source,vintage,grade",
            rows,
        ),
    ))
}

/// Use of gas by economy: what is regasified and piped in.
pub fn demand(chain: &mut Chain, parameters: &Parameters) {
    for economy in &chain.economies {
        let sum = |of: &dyn Fn(&Figure) -> Option<f64>| -> f64 {
            let own = chain
                .processes
                .iter()
                .filter(|row| row.economy == economy.code && row.kind != "liquefaction");
            own.filter_map(|row| of(&row.activity)).sum()
        };
        let (supply, most) = (sum(&Figure::target), sum(&|activity| activity.high));
        if most <= 0.0 {
            continue;
        }
        chain.demand.push(Demand {
            good: "gas".to_owned(),
            economy: economy.code.clone(),
            usage: "power, heat, industry".to_owned(),
            sector: "D".to_owned(),
            quantity: Figure::new(0.0, supply, most),
            balanced: None,
            elasticity: parameters.get("elasticity"),
            origin: Origin::new(
                format!(
                    "regasified and piped in, from the flows; split by use not known; elasticity: {}",
                    parameters.source("elasticity")
                ),
                YEAR,
                "D",
            ),
        });
    }
}
