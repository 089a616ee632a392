//! How are small misfits of a chain's base year shared out?
//!
//! ```text
//! minimise  sum_v (x_v - q_v)^2 / q_v   subject to   A x = 0,   one row for each good and economy whose base year is known
//! ```
//! q are the flows and uses as they stand and, of each process, the most that it takes or makes of
//! a good. The larger a quantity, the more of a misfit it takes: quantities of zero stay zero. What
//! would turn negative is refused. With W = diag(q) the answer is x = q + W A' m, A W A' m = -A q,
//! solved by conjugate gradients. Source: Stone, Champernowne and Meade (1942), "The Precision of
//! National Income Estimates", Rev. Econ. Stud. 9, with variances in proportion to the quantities.

use super::check::{BALANCED, LARGEST, imbalances};
use super::data::Chain;
use crate::error::WorldError;

/// Rounds of conjugate gradients; each begins from what the last one left.
const ROUNDS: usize = 4;
/// What is left of a misfit is rounding.
const SETTLED: f64 = 1e-13;

/// A quantity that was moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The file of its row.
    pub file: &'static str,
    /// The line of its row, from 1.
    pub line: Option<u64>,
    /// What it is, for people.
    pub place: String,
    /// As it stood, units per year.
    pub before: f64,
    /// As it is now.
    pub after: f64,
}

/// A quantity of the base year: its row, and what it does to balances.
struct Quantity {
    row: Row,
    /// What goes through at most in a balance.
    value: f64,
    /// The same for one unit as the row states it.
    each: f64,
    /// Positions of balances and what a unit of `value` adds to them.
    parts: Vec<(usize, f64)>,
}

#[derive(Clone, Copy)]
enum Row {
    Process(usize),
    Flow(usize),
    Demand(usize),
}

/// Shares out the misfits of the base year, and says what moved, the largest change first.
///
/// # Errors
/// If a misfit is larger than [`LARGEST`], each with its place; if what moved would exceed a
/// capacity or turn negative.
pub fn balance(chain: &mut Chain) -> Result<Vec<Moved>, WorldError> {
    refuse_large(chain)?;
    let mut quantities = quantities(chain);
    let stated = |quantity: &Quantity| quantity.value / quantity.each;
    let before: Vec<f64> = quantities.iter().map(stated).collect();
    let count = chain.goods.len() * chain.economies.len();
    (0..ROUNDS).for_each(|_| share_out(&mut quantities, count));
    let (mut moved, mut problems) = (Vec::new(), Vec::new());
    for (quantity, before) in quantities.iter().zip(before) {
        let after = stated(quantity);
        match quantity.row {
            Row::Process(at) => chain.processes[at].balanced = Some(after),
            Row::Flow(at) => chain.flows[at].balanced = Some(after),
            Row::Demand(at) => chain.demand[at].balanced = Some(after),
        }
        if (after - before).abs() > BALANCED * before.abs() {
            let (file, line, place) = describe(chain, quantity.row);
            if after <= 0.0 {
                let what =
                    "nothing would be left of it once misfits are shared out; correct rows by hand"
                        .to_owned();
                problems.push(WorldError::Figures { place: place.clone(), what });
            }
            moved.push(Moved { file, line, place, before, after });
        }
    }
    let relative = |moved: &Moved| (moved.after / moved.before - 1.0).abs();
    moved.sort_by(|one, other| relative(other).total_cmp(&relative(one)));
    let over = super::identities::capacity(chain).faults;
    problems.extend(over.into_iter().map(|fault| fault.error("processes.csv, once balanced")));
    if problems.is_empty() { Ok(moved) } else { Err(WorldError::several(problems)) }
}

fn refuse_large(chain: &Chain) -> Result<(), WorldError> {
    let verdicts = super::verdicts(chain);
    let balances =
        verdicts.into_iter().find(|verdict| verdict.identity == super::Identity::Balances);
    let large = balances
        .into_iter()
        .flat_map(|verdict| verdict.faults)
        .filter(|fault| fault.size > LARGEST);
    let problems: Vec<WorldError> = large.map(|fault| fault.error("the base year")).collect();
    if problems.is_empty() { Ok(()) } else { Err(WorldError::several(problems)) }
}

/// What takes part in balances that are known in full.
fn quantities(chain: &Chain) -> Vec<Quantity> {
    let goods = chain.goods.len();
    let mut known = vec![false; goods * chain.economies.len()];
    imbalances(chain).iter().for_each(|node| known[node.economy * goods + node.good] = true);
    let mut all = Vec::new();
    let mut add = |row: Row, value: Option<f64>, parts: Vec<(usize, f64)>| {
        let parts: Vec<(usize, f64)> = parts.into_iter().filter(|(node, _)| known[*node]).collect();
        let each = parts.iter().map(|(_, part)| part.abs()).fold(0.0, f64::max);
        if let Some(value) = value.filter(|value| *value > 0.0 && each > 0.0) {
            let parts = parts.into_iter().map(|(node, part)| (node, part / each)).collect();
            all.push(Quantity { row, value: value * each, each, parts });
        }
    };
    for (at, process) in chain.processes.iter().enumerate() {
        let value = process.balanced.or_else(|| process.activity?.central());
        let each = chain.recipe(process).into_iter();
        let parts = each.filter_map(|row| {
            Some((process.economy * goods + row.good, row.coefficient?.central()?))
        });
        add(Row::Process(at), value, parts.collect());
    }
    for (at, flow) in
        chain.flows.iter().enumerate().filter(|(_, flow)| flow.exporter != flow.importer)
    {
        let value = flow.balanced.or_else(|| flow.quantity?.central());
        let ends =
            [(flow.exporter * goods + flow.good, -1.0), (flow.importer * goods + flow.good, 1.0)];
        add(Row::Flow(at), value, ends.to_vec());
    }
    for (at, demand) in chain.demand.iter().enumerate() {
        add(Row::Demand(at), demand.balanced, vec![(demand.economy * goods + demand.good, -1.0)]);
    }
    all
}

/// One round: x = q + W A' m.
fn share_out(quantities: &mut [Quantity], count: usize) {
    let weights: Vec<f64> = quantities.iter().map(|quantity| quantity.value).collect();
    let gather = |values: &[f64]| {
        let mut nodes = vec![0.0; count];
        for (quantity, value) in quantities.iter().zip(values) {
            quantity.parts.iter().for_each(|(node, each)| nodes[*node] += each * value);
        }
        nodes
    };
    let spread = |nodes: &[f64]| -> Vec<f64> {
        let one = |quantity: &Quantity| {
            quantity.parts.iter().map(|(node, each)| each * nodes[*node]).sum::<f64>()
        };
        quantities.iter().zip(&weights).map(|(quantity, weight)| weight * one(quantity)).collect()
    };
    let dot = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(a, b)| a * b).sum::<f64>();
    let mut left: Vec<f64> = gather(&weights).iter().map(|misfit| -misfit).collect();
    let (mut multipliers, mut direction) = (vec![0.0; count], left.clone());
    let mut size = dot(&left, &left);
    let enough =
        (SETTLED * weights.iter().fold(0.0, |largest: f64, value| largest.max(*value))).powi(2);
    for _ in 0..2 * count {
        if size <= enough {
            break;
        }
        let image = gather(&spread(&direction));
        let step = size / dot(&direction, &image);
        if !step.is_finite() {
            break;
        }
        for node in 0..count {
            multipliers[node] += step * direction[node];
            left[node] -= step * image[node];
        }
        let next = dot(&left, &left);
        let ratio = next / size;
        direction
            .iter_mut()
            .zip(&left)
            .for_each(|(direction, left)| *direction = left + ratio * *direction);
        size = next;
    }
    let moves = spread(&multipliers);
    quantities.iter_mut().zip(moves).for_each(|(quantity, moved)| quantity.value += moved);
}

fn describe(chain: &Chain, row: Row) -> (&'static str, Option<u64>, String) {
    let (good, code) = (|at: usize| &chain.goods[at].code, |at: usize| &chain.economies[at].code);
    match row {
        Row::Process(at) => {
            let process = &chain.processes[at];
            (
                "processes.csv",
                process.fact.line,
                format!("`{}` in {}", process.kind, code(process.economy)),
            )
        }
        Row::Flow(at) => {
            let flow = &chain.flows[at];
            let place = format!(
                "{} from {} to {}",
                good(flow.good),
                code(flow.exporter),
                code(flow.importer)
            );
            ("flows.csv", flow.fact.line, place)
        }
        Row::Demand(at) => {
            let demand = &chain.demand[at];
            let place =
                format!("{} for {} in {}", good(demand.good), demand.usage, code(demand.economy));
            ("demand.csv", demand.fact.line, place)
        }
    }
}

/// The files of a chain with its balanced quantities in the column `balanced`, all else as it was.
///
/// # Errors
/// If a table cannot be read or written as CSV.
pub fn balanced_files(
    files: &[(String, Vec<u8>)],
    chain: &Chain,
) -> Result<Vec<(String, Vec<u8>)>, WorldError> {
    let column = |name: &str| -> Option<Vec<Option<f64>>> {
        match name {
            "processes.csv" => Some(chain.processes.iter().map(|row| row.balanced).collect()),
            "flows.csv" => Some(chain.flows.iter().map(|row| row.balanced).collect()),
            "demand.csv" => Some(chain.demand.iter().map(|row| row.balanced).collect()),
            _ => None,
        }
    };
    let file = |(name, bytes): &(String, Vec<u8>)| {
        let bytes = match column(name) {
            Some(values) => with_column(name, bytes, &values)?,
            None => bytes.clone(),
        };
        Ok((name.clone(), bytes))
    };
    files.iter().map(file).collect()
}

/// A table with the column `balanced` filled in, added where there is none.
fn with_column(name: &str, bytes: &[u8], values: &[Option<f64>]) -> Result<Vec<u8>, WorldError> {
    let refused = |error: csv::Error| WorldError::file(name, error.to_string(), "write it as CSV");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut place = None;
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(refused)?;
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if at == 0 {
            let header = |cell: &String| cell.trim().trim_start_matches('\u{feff}') == "balanced";
            let known = cells.iter().position(header);
            place = known.or(Some(cells.len()));
            if known.is_none() {
                cells.push("balanced".to_owned());
            }
        } else if let Some(place) = place {
            cells.resize(cells.len().max(place + 1), String::new());
            if let Some(value) = values.get(at - 1).copied().flatten() {
                cells[place] = value.to_string();
            }
        }
        writer.write_record(&cells).map_err(refused)?;
    }
    writer
        .into_inner()
        .map_err(|error| WorldError::file(name, error.to_string(), "write it as CSV"))
}
