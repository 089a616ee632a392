//! What holds a sector back, from which week, and what would one more day of stock or one more unit
//! be worth?

use super::follow::{Hold, MemberRun, WEEK, Weeks};
use super::members::MIDDLE;
use super::network::YEAR;
use super::tables::codes;
use detente_record::row::{CascadeBottleneck, Row};
use detente_world::table::Table;
use detente_world::{Band, Nature, World};
use std::collections::BTreeMap;

/// Inputs of the table that are shown beside the goods of chains, the largest loss first.
const INPUTS: usize = 200;
/// The column of bindings that are inputs of the table, and of those that are goods of chains.
const INPUT: u8 = 1;
const GOOD: u8 = 2;

/// A row with the losses it is sorted by.
type Sorted<'w> = ([f64; 2], CascadeBottleneck<'w>);

pub(super) fn bottlenecks(world: &World, weeks: Option<&Weeks>) -> Table {
    let Some(weeks) = weeks else { return CascadeBottleneck::table([]) };
    let kinds = [goods(world, weeks), inputs(world, weeks)].map(sorted);
    CascadeBottleneck::table(kinds.into_iter().flatten().map(|(_, row)| row))
}

/// The largest loss first.
fn sorted(mut rows: Vec<Sorted<'_>>) -> Vec<Sorted<'_>> {
    rows.sort_by(|a, b| {
        let names = |row: &CascadeBottleneck<'_>| {
            [&row.economy, &row.sector, &row.chain, &row.good, &row.r#use, &row.market, &row.origin]
                .map(ToString::to_string)
        };
        b.0[0]
            .total_cmp(&a.0[0])
            .then(b.0[1].total_cmp(&a.0[1]))
            .then_with(|| names(&a.1).cmp(&names(&b.1)))
    });
    rows
}

/// Weeks until something first holds its user back, days it does and output it costs, of one
/// member.
pub fn held(run: &MemberRun, node: usize, key: (u8, u32)) -> [f64; 3] {
    run.holds.get(&(node, key)).map_or([f64::INFINITY, 0.0, 0.0], |hold| {
        [(hold.first / WEEK + 1) as f64, hold.days as f64, hold.lost]
    })
}

/// What is held back, in the three cases.
struct Held {
    weeks_to_stop: Band,
    days: Band,
    lost: Band,
}

/// What something holds back; nothing if it does so in no member.
fn all_held(weeks: &Weeks, node: usize, key: (u8, u32)) -> Option<Held> {
    let output = weeks.network.output()[node];
    let weeks_to_stop: Band = weeks.band(|run| held(run, node, key)[0]).into();
    if weeks_to_stop.low.is_infinite() {
        return None;
    }
    let days = weeks.band(|run| held(run, node, key)[1]).into();
    let lost = weeks.band(|run| held(run, node, key)[2] * output).into();
    Some(Held { weeks_to_stop, days, lost })
}

/// Goods of chains that sectors wait for.
fn goods<'w>(world: &'w World, weeks: &'w Weeks) -> Vec<Sorted<'w>> {
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
        let Some(held) = all_held(weeks, node, key) else { continue };
        let (economy, sector) = codes(world, weeks, node);
        let stock = [dependence.cases[2].days, case.days, dependence.cases[0].days];
        let row = CascadeBottleneck {
            economy: economy.into(),
            sector: sector.into(),
            chain: dependence.chain.as_str().into(),
            good: dependence.good.as_str().into(),
            r#use: dependence.usage.as_str().into(),
            market: dependence.market.as_str().into(),
            origin: dependence.origin.as_str().into(),
            stock_days: stock.into(),
            weeks_to_stop: held.weeks_to_stop,
            days_held: held.days,
            lost_musd: held.lost,
            stock_day_worth_musd: worth,
            unit_worth_musd: if a_day > 0.0 { worth / a_day } else { 0.0 },
        };
        found.push(([held.lost.high, held.lost.mid], row));
    }
    found
}

/// Inputs of the table that sectors wait for under the default rules, the largest losses.
fn inputs<'w>(world: &'w World, weeks: &'w Weeks) -> Vec<Sorted<'w>> {
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

fn input<'w>(
    world: &'w World,
    weeks: &'w Weeks,
    (node, group, nature): (usize, u32, &Nature),
    lost: [f64; 2],
) -> Option<Sorted<'w>> {
    let key = (INPUT, group);
    let code = &world.sectors[group as usize].code;
    let binds = held(&weeks.members[MIDDLE], node, key)[1] > 0.0;
    let worth =
        if binds { super::assumptions::rating(nature) * weeks.network.output()[node] } else { 0.0 };
    let days = super::members::table_days(nature);
    let held = all_held(weeks, node, key)?;
    let (economy, sector) = codes(world, weeks, node);
    let row = CascadeBottleneck {
        economy: economy.into(),
        sector: sector.into(),
        chain: "".into(),
        good: code.as_str().into(),
        r#use: "".into(),
        market: "".into(),
        origin: origin(world, weeks, node, group as usize).into(),
        stock_days: [days[2], days[1], days[0]].into(),
        weeks_to_stop: held.weeks_to_stop,
        days_held: held.days,
        lost_musd: held.lost,
        stock_day_worth_musd: worth,
        unit_worth_musd: 0.0,
    };
    Some((lost, row))
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
