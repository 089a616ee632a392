//! BoARIO 0.7.2 on the test table of pymrio: eleven cases, every series, to 1e-12 of baseline
//! output.

use detente_cascade::{
    CapacityLoss, CapitalLoss, Day, Mending, Network, OperatingStock, Recovery, Routing, Rules,
    Shocks, Simulation, SlotValues,
};
use flate2::read::GzDecoder;
use serde_json::Value;
use std::fs::File;
use std::path::PathBuf;

/// Allowed difference relative to the baseline of the same node.
const TOLERANCE: f64 = 1e-12;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../reference/boario")
}

/// A table with names of rows and columns, sorted by name as BoARIO sorts them.
struct Table {
    columns: Vec<(String, String)>,
    values: Vec<Vec<f64>>,
}

fn names(record: &csv::StringRecord, skip: usize) -> Vec<String> {
    record.iter().skip(skip).map(str::to_owned).collect()
}

/// `test_Z.csv` or `test_Y.csv`: three header rows, two name columns; columns keep their order in
/// the file.
fn read_table(file: &str) -> Table {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_path(folder().join(file))
        .unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let columns = names(&rows[0], 2).into_iter().zip(names(&rows[1], 2)).collect();
    let mut body: Vec<(String, String, Vec<f64>)> = rows[3..]
        .iter()
        .map(|row| {
            (
                row[0].to_owned(),
                row[1].to_owned(),
                row.iter().skip(2).map(|cell| cell.parse().unwrap()).collect(),
            )
        })
        .collect();
    body.sort_by(|left, right| (&left.0, &left.1).cmp(&(&right.0, &right.1)));
    Table { columns, values: body.into_iter().map(|row| row.2).collect() }
}

struct Economy {
    nodes: Vec<(String, String)>,
    sectors: Vec<String>,
    regions: Vec<String>,
    network: Network,
    output: Vec<f64>,
    /// Final demand by node and region, units a day.
    final_demand: Vec<Vec<f64>>,
    capital: Vec<f64>,
}

fn economy() -> Economy {
    let (deliveries, finals) = (read_table("test_Z.csv"), read_table("test_Y.csv"));
    let mut reader = csv::Reader::from_path(folder().join("test_x.csv")).unwrap();
    let mut rows: Vec<(String, String, f64)> = reader.deserialize().map(Result::unwrap).collect();
    rows.sort_by(|left, right| (&left.0, &left.1).cmp(&(&right.0, &right.1)));
    let nodes: Vec<(String, String)> =
        rows.iter().map(|row| (row.0.clone(), row.1.clone())).collect();
    let unique = |values: Vec<String>| {
        let mut values = values;
        values.sort();
        values.dedup();
        values
    };
    let sectors = unique(nodes.iter().map(|node| node.1.clone()).collect());
    let regions = unique(nodes.iter().map(|node| node.0.clone()).collect());
    let place = |name: &(String, String)| nodes.iter().position(|node| node == name).unwrap();
    let daily = 1.0 / 365.0;
    let mut flows = vec![0.0; nodes.len() * nodes.len()];
    let mut value_added: Vec<f64> = rows.iter().map(|row| row.2).collect();
    for (row, values) in deliveries.values.iter().enumerate() {
        for (value, name) in values.iter().zip(&deliveries.columns) {
            flows[row * nodes.len() + place(name)] = value * daily;
            value_added[place(name)] -= value;
        }
    }
    let mut final_demand = vec![vec![0.0; regions.len()]; nodes.len()];
    for (row, values) in finals.values.iter().enumerate() {
        for (value, name) in values.iter().zip(&finals.columns) {
            final_demand[row][regions.iter().position(|region| *region == name.0).unwrap()] +=
                value * daily;
        }
    }
    let group_of: Vec<usize> = nodes
        .iter()
        .map(|node| sectors.iter().position(|sector| *sector == node.1).unwrap())
        .collect();
    let output: Vec<f64> = rows.iter().map(|row| row.2 * daily).collect();
    let total: Vec<f64> = final_demand.iter().map(|row| row.iter().sum()).collect();
    let network = Network::dense(&group_of, &flows, &output, &total).unwrap();
    let capital = value_added.iter().map(|value| 4.0 * value.max(0.0)).collect();
    Economy { nodes, sectors, regions, network, output, final_demand, capital }
}

fn rules(case: &Value, economy: &Economy) -> Rules {
    let parameters = &case["params"];
    let number = |key: &str| parameters[key].as_f64();
    let endless: Vec<&str> = parameters["infinite_inventories_sect"]
        .as_array()
        .map_or(Vec::new(), |list| list.iter().map(|name| name.as_str().unwrap()).collect());
    let days = number("main_inv_dur").unwrap();
    let by_input = economy
        .sectors
        .iter()
        .map(|name| if endless.contains(&name.as_str()) { f64::INFINITY } else { days });
    let restoration_time = match parameters["inventory_restoration_tau"].as_object() {
        Some(taus) => SlotValues::ByInput(
            economy.sectors.iter().map(|name| taus[name.as_str()].as_f64().unwrap()).collect(),
        ),
        None => SlotValues::Uniform(number("inventory_restoration_tau").unwrap_or(1.0)),
    };
    let mut rules = Rules {
        target_days: SlotValues::ByInput(by_input.collect()),
        operating: OperatingStock::ShareOfTarget(number("psi_param").unwrap_or(1.0)),
        restoration_time,
        routing: Routing { by_capacity: parameters["order_type"] == "alt", rerouting: 1.0 },
        ..Rules::boario()
    };
    rules.overproduction.base = number("alpha_base").unwrap();
    rules.overproduction.largest = number("alpha_max").unwrap();
    rules.overproduction.time = number("alpha_tau").unwrap();
    rules
}

fn shocks(case: &Value, economy: &Economy) -> Shocks {
    let mut shocks = Shocks { capital: economy.capital.clone(), ..Shocks::default() };
    for event in case["events"].as_array().unwrap() {
        let step = |key: &str| event[key].as_u64().unwrap() as usize;
        let hit: Vec<usize> = (0..economy.nodes.len())
            .filter(|&node| {
                let sectors = event["sectors"].as_array();
                economy.nodes[node].0 == "reg1"
                    && sectors.map_or(
                        ["manufactoring", "mining"].contains(&economy.nodes[node].1.as_str()),
                        |list| list.iter().any(|name| *name == economy.nodes[node].1),
                    )
            })
            .collect();
        let (from, duration, time) =
            (step("occurrence"), step("duration"), event["tau"].as_f64().unwrap());
        let curve = match event["fn"].as_str() {
            Some("convexe") => Recovery::Convex,
            Some("concave") => Recovery::Concave,
            _ => Recovery::Linear,
        };
        let share = event["share_of_capital"].as_f64();
        let losses =
            hit.iter().map(|&node| (node, share.unwrap_or(0.0) * economy.capital[node])).collect();
        match event["type"].as_str().unwrap() {
            "arbitrary" => {
                let share = event["share"].as_f64().unwrap();
                let shares = hit.iter().map(|&node| (node, share)).collect();
                shocks.capacity_losses.push(CapacityLoss {
                    shares,
                    from,
                    duration,
                    recovery: (curve, time),
                });
            }
            "recovery" => {
                let mending = Mending::Recovery { curve, time };
                shocks.capital_losses.push(CapitalLoss { losses, from, duration, mending });
            }
            _ => {
                let builders = event["rebuilding_sectors"].as_object().unwrap().iter();
                let builders = builders.map(|(name, share)| {
                    (
                        economy.sectors.iter().position(|sector| sector == name).unwrap(),
                        share.as_f64().unwrap(),
                    )
                });
                let mending = Mending::Rebuilding {
                    builders: builders.collect(),
                    time,
                    factor: event["factor"].as_f64().unwrap(),
                };
                shocks.capital_losses.push(CapitalLoss { losses, from, duration, mending });
            }
        }
    }
    shocks
}

/// A series as steps x (input, where there is one) x nodes.
fn series(case: &str, name: &str) -> Vec<Vec<f64>> {
    let file = File::open(folder().join(format!("{case}.{name}.csv.gz"))).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(GzDecoder::new(file));
    let skip = if name == "inputs_stocks" { 2 } else { 1 };
    reader
        .records()
        .skip(3)
        .map(|row| {
            row.unwrap().iter().skip(skip).map(|cell| cell.parse().unwrap_or(f64::NAN)).collect()
        })
        .collect()
}

/// The first step at which BoARIO's own path hangs on the last bit of its sums, if any.
///
/// Overproduction falls back only in steps in which demand equals the last output exactly. Once a
/// case has come to rest up to rounding, that is a matter of luck: capacity then jumps by
/// `(alpha - 1) / 365` though output moved by less than 1e-13.
fn first_chance_step(case: &str) -> Option<usize> {
    let (capacity, output) =
        (series(case, "production_capacity"), series(case, "production_realised"));
    (8..capacity.len()).find(|&step| {
        capacity[0].iter().enumerate().any(|(node, &baseline)| {
            let excess = capacity[step][node] / baseline - 1.0;
            let change = (capacity[step][node] - capacity[step - 1][node]) / baseline;
            let moved = (output[step - 1][node] - output[step - 2][node]).abs() / baseline;
            moved < 1e-13
                && change.abs() > 1e-9
                && (change + excess / 364.0).abs() < 1e-3 * excess / 364.0
        })
    })
}

/// The largest difference of a row relative to a scale by node, and where.
struct Worst {
    difference: f64,
    place: String,
}

impl Worst {
    fn note(&mut self, label: &str, step: usize, found: &[f64], expected: &[f64], scale: &[f64]) {
        for (node, (found, expected)) in found.iter().zip(expected).enumerate() {
            // Empty cells: BoARIO records no capital once no event is left.
            if found == expected || (expected.is_nan() && *found == 0.0) {
                continue;
            }
            let difference = (found - expected).abs() / scale[node];
            if difference.is_nan() || difference > self.difference {
                self.difference = difference;
                self.place =
                    format!("{label} at step {step}, node {node}: {found} against {expected}");
            }
        }
    }
}

fn unmet(economy: &Economy, day: &Day) -> Vec<f64> {
    // BoARIO adds over the producers of a sector in all regions: sector by region that receives.
    let (filled, groups) = (day.final_demand_filled(), economy.sectors.len());
    let mut unmet = vec![0.0; economy.nodes.len()];
    for (node, row) in economy.final_demand.iter().enumerate() {
        for (region, demand) in row.iter().enumerate() {
            unmet[region * groups + economy.network.group_of(node)] +=
                demand * (1.0 - filled[node]);
        }
    }
    unmet
}

fn compare(name: &str, until: usize) -> Worst {
    let economy = economy();
    let case: Value =
        serde_json::from_reader(File::open(folder().join(format!("{name}.json"))).unwrap())
            .unwrap();
    let (rules, shocks) = (rules(&case, &economy), shocks(&case, &economy));
    let mut simulation = Simulation::new(&economy.network, &rules, &shocks).unwrap();
    let labels = [
        "production_realised",
        "production_capacity",
        "final_demand_unmet",
        "rebuild_prod",
        "rebuild_demand",
        "intermediate_demand",
        "productive_capital_to_recover",
    ];
    let expected: Vec<Vec<Vec<f64>>> = labels.iter().map(|label| series(name, label)).collect();
    let stocks = series(name, "inputs_stocks");
    let regional: Vec<f64> = (0..economy.nodes.len())
        .map(|at| {
            let (region, group) = (at / economy.sectors.len(), at % economy.sectors.len());
            let of = |node: &usize| economy.network.group_of(*node) == group;
            (0..economy.nodes.len())
                .filter(of)
                .map(|node| economy.final_demand[node][region])
                .sum::<f64>()
                .max(economy.output[at])
        })
        .collect();
    assert_eq!(economy.regions.len() * economy.sectors.len(), economy.nodes.len());
    let mut worst = Worst { difference: 0.0, place: String::new() };
    let steps = expected[0].len();
    assert!(steps >= 365 && stocks.len() >= steps * economy.sectors.len());
    let mut orders: Vec<f64> = economy
        .network
        .output()
        .iter()
        .zip(&economy.final_demand)
        .map(|(output, row)| output - row.iter().sum::<f64>())
        .collect();
    for step in 0..steps.min(until) {
        for (group, _) in economy.sectors.iter().enumerate() {
            let held: Vec<f64> = (0..economy.nodes.len())
                .map(|node| {
                    let days = simulation.days_held(group, node);
                    if days.is_nan() { 0.0 } else { days * economy.network.need(group, node) }
                })
                .collect();
            let expected = &stocks[step * economy.sectors.len() + group];
            let scale: Vec<f64> = economy.output.clone();
            worst.note("inputs_stocks", step, &held, expected, &scale);
        }
        let day = simulation.advance();
        let rebuilt: Vec<f64> =
            day.rebuilding().iter().zip(day.final_demand_filled()).map(|(a, b)| a * b).collect();
        let unmet = unmet(&economy, &day);
        let found = [
            day.production(),
            day.capacity(),
            unmet,
            rebuilt,
            day.rebuilding(),
            orders.clone(),
            day.capital_missing(),
        ];
        for ((label, found), expected) in labels.iter().zip(&found).zip(&expected) {
            let scale = match *label {
                "productive_capital_to_recover" => &economy.capital,
                "final_demand_unmet" => &regional,
                _ => &economy.output,
            };
            worst.note(label, step, found, &expected[step], scale);
        }
        orders = day.next_orders();
    }
    worst
}

#[test]
fn eleven_cases_come_out_to_the_last_digits() {
    let cases = [
        "r05_lin",
        "r30_lin",
        "r30_convexe",
        "r30_lin_noalt",
        "r30_lin_base",
        "r30_lin_inv7",
        "r30_infother_inv7",
        "invtau6",
        "a30_lin",
        "reb05",
        "taus",
    ];
    for case in cases {
        let chance = first_chance_step(case);
        let worst = compare(case, chance.unwrap_or(usize::MAX));
        eprintln!("{case:<20}{:>10.1e}  {}", worst.difference, worst.place);
        assert!(worst.difference <= TOLERANCE, "{case}");
        // Only the case with short stocks and fast orders comes to rest within the year.
        assert_eq!(chance, (case == "invtau6").then_some(198), "{case}");
    }
    let after = compare("invtau6", usize::MAX);
    eprintln!("{:<20}{:>10.1e}  {}", "invtau6, all steps", after.difference, after.place);
    assert!(after.difference <= 1e-3);
}
