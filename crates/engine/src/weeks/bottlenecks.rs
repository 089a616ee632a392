//! What holds a sector back, from which week, and what would one more day of stock or one more unit
//! be worth?

use super::follow::{Hold, MemberRun, WEEK, Weeks};
use super::inputs::Dependence;
use super::members::MIDDLE;
use super::network::YEAR;
use super::tables::codes;
use detente_record::Rows;
use detente_world::table::Table;
use detente_world::{Nature, World};
use std::collections::BTreeMap;

/// Inputs of the table that are shown beside the goods of chains, the largest loss first.
const INPUTS: usize = 200;
/// The column of bindings that are inputs of the table, and of those that are goods of chains.
const INPUT: u8 = 1;
const GOOD: u8 = 2;

const TEXT: [&str; 7] = ["economy", "sector", "chain", "good", "use", "market", "origin"];
const NUMBERS: [&str; 14] = [
    "stock_days_low",
    "stock_days",
    "stock_days_high",
    "weeks_to_stop_low",
    "weeks_to_stop",
    "weeks_to_stop_high",
    "days_held_low",
    "days_held",
    "days_held_high",
    "lost_musd_low",
    "lost_musd",
    "lost_musd_high",
    "stock_day_worth_musd",
    "unit_worth_musd",
];

/// One row: the losses it is sorted by, names and numbers.
type Row = ([f64; 2], [String; 7], [f64; 14]);

pub(super) fn bottlenecks(world: &World, weeks: Option<&Weeks>) -> Table {
    let mut rows = Rows::<7, 14>::new();
    let mut found: Vec<Row> = weeks.map_or(Vec::new(), |weeks| goods(world, weeks));
    sort(&mut found);
    let mut further: Vec<Row> = weeks.map_or(Vec::new(), |weeks| inputs(world, weeks));
    sort(&mut further);
    found.append(&mut further);
    for (_, text, numbers) in &found {
        rows.push(text.each_ref().map(String::as_str), *numbers);
    }
    rows.table("cascade_bottlenecks", TEXT, NUMBERS)
}

/// The largest loss first.
fn sort(rows: &mut [Row]) {
    rows.sort_by(|a, b| {
        b.0[0].total_cmp(&a.0[0]).then(b.0[1].total_cmp(&a.0[1])).then_with(|| a.1.cmp(&b.1))
    });
}

/// Weeks until something first holds its user back, days it does and output it costs, of one
/// member.
pub fn held(run: &MemberRun, node: usize, key: (u8, u32)) -> [f64; 3] {
    run.holds.get(&(node, key)).map_or([f64::INFINITY, 0.0, 0.0], |hold| {
        [(hold.first / WEEK + 1) as f64, hold.days as f64, hold.lost]
    })
}

/// The numbers of a row; none if nothing is held back in any member.
fn numbers(
    weeks: &Weeks,
    node: usize,
    key: (u8, u32),
    stock: [f64; 3],
    worth: [f64; 2],
) -> Option<[f64; 14]> {
    let output = weeks.network.output()[node];
    let first = weeks.band(|run| held(run, node, key)[0]);
    if first[0].is_infinite() {
        return None;
    }
    let days = weeks.band(|run| held(run, node, key)[1]);
    let lost = weeks.band(|run| held(run, node, key)[2] * output);
    let ([a, b, c], [d, e, f], [g, h, i], [j, k, l], [m, n]) = (stock, first, days, lost, worth);
    Some([a, b, c, d, e, f, g, h, i, j, k, l, m, n])
}

/// Goods of chains that sectors wait for.
fn goods(world: &World, weeks: &Weeks) -> Vec<Row> {
    let baseline = weeks.network.output();
    let mut found = Vec::new();
    for (index, dependence) in weeks.dependences.iter().enumerate() {
        let node = dependence.sector.0 * weeks.economies + dependence.economy.0;
        let key = (GOOD, index as u32);
        // One more day of stock feeds one more day of the output that needs it, once the stock
        // would be out.
        let case = &dependence.cases[weeks.members[MIDDLE].member.case];
        let binds = held(&weeks.members[MIDDLE], node, key)[1] > 0.0;
        let worth = if binds {
            dependence.weight() * case.share * case.criticality * baseline[node]
        } else {
            0.0
        };
        let a_day = dependence.used / YEAR;
        let stock = [dependence.cases[2].days, case.days, dependence.cases[0].days];
        let unit = if a_day > 0.0 { worth / a_day } else { 0.0 };
        let Some(numbers) = numbers(weeks, node, key, stock, [worth, unit]) else { continue };
        let (economy, sector) = codes(world, weeks, node);
        let Dependence { chain, good, usage, market, origin, .. } = dependence;
        let text = [economy, sector, chain, good, usage, market, origin];
        found.push(([numbers[11], numbers[10]], text.map(str::to_owned), numbers));
    }
    found
}

/// Inputs of the table that sectors wait for under the default rules, the largest losses.
fn inputs(world: &World, weeks: &Weeks) -> Vec<Row> {
    let baseline = weeks.network.output();
    let mut waiting: BTreeMap<(usize, u32), [f64; 2]> = BTreeMap::new();
    for (place, run) in
        weeks.members.iter().enumerate().filter(|(_, run)| run.member.name.starts_with("detente"))
    {
        let inputs = run.holds.iter().filter(|((_, (kind, _)), _)| *kind == INPUT);
        for ((node, (_, group)), Hold { lost, .. }) in inputs {
            let (worst, lost) =
                (waiting.entry((*node, *group)).or_default(), lost * baseline[*node]);
            worst[1] = worst[1].max(lost);
            worst[0] = if place == MIDDLE { lost } else { worst[0] };
        }
    }
    let mut largest: Vec<((usize, u32), [f64; 2])> = waiting.into_iter().collect();
    largest.sort_by(|a, b| {
        b.1[0].total_cmp(&a.1[0]).then(b.1[1].total_cmp(&a.1[1])).then(a.0.cmp(&b.0))
    });
    let told = largest.into_iter().take(INPUTS);
    let natures = world.natures();
    told.filter_map(|((node, group), lost)| {
        input(world, weeks, (node, group, &natures[group as usize]), lost)
    })
    .collect()
}

fn input(
    world: &World,
    weeks: &Weeks,
    (node, group, nature): (usize, u32, &Nature),
    lost: [f64; 2],
) -> Option<Row> {
    let key = (INPUT, group);
    let code = &world.sectors[group as usize].code;
    let binds = held(&weeks.members[MIDDLE], node, key)[1] > 0.0;
    let worth =
        if binds { super::assumptions::rating(nature) * weeks.network.output()[node] } else { 0.0 };
    let days = super::members::table_days(nature);
    let numbers = numbers(weeks, node, key, [days[2], days[1], days[0]], [worth, 0.0])?;
    let (economy, sector) = codes(world, weeks, node);
    let origin = origin(world, weeks, node, group as usize);
    Some((lost, [economy, sector, "", code, "", "", origin].map(str::to_owned), numbers))
}

/// The economy whose deliveries of an input fall most in the first week in which the user waits for
/// it.
fn origin<'w>(world: &'w World, weeks: &Weeks, node: usize, group: usize) -> &'w str {
    let hold = |run: &MemberRun| run.holds.get(&(node, (INPUT, group as u32))).copied();
    let runs = weeks.members.iter().filter(|run| run.member.name.starts_with("detente"));
    let held = runs.filter_map(|run| Some((run, hold(run)?)));
    let Some((run, hold)) = held.max_by(|a, b| a.1.lost.total_cmp(&b.1.lost)) else { return "" };
    let (economies, week) = (weeks.economies, hold.first / WEEK);
    let missing = |(supplier, flow): &(usize, f64)| {
        let passing =
            weeks.hits.passing(group, node % economies, supplier % economies, week * WEEK);
        flow * (1.0 - run.output[week][*supplier] * passing)
    };
    let suppliers = weeks.network.suppliers(group, node);
    let worst = suppliers.iter().max_by(|a, b| missing(a).total_cmp(&missing(b)));
    worst.map_or("", |(supplier, _)| &world.economies[supplier % economies].code)
}
